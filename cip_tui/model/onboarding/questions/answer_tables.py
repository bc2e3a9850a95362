"""Parts of answers: accounts with the fields that were asked for and their cells, side by side, looked up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cip_tui.model.document import Cell, Column, Kind, Note, Provenance, Row, Section, Table
from cip_tui.model.format import header, write
from cip_tui.model.onboarding.account_tables import (
    ACCOUNT,
    ACCOUNT_ID,
    ACV,
    BAND,
    CELLS,
    FORMULA,
    HEALTH,
    field_cell,
    field_column,
    score_cell,
    standing_status,
)
from cip_tui.model.onboarding.questions.ask import Ask
from cip_tui.model.onboarding.questions.evaluate import Found, run_query
from cip_tui.model.onboarding.questions.fields import Field, field_named, kpis_by_id
from cip_tui.model.onboarding.standing import Standing

ANSWER = "ask.answer"
_BESIDE = ("id", "name", "score", "band", "contract_value_annual", "customer_id", "company_name")


def matching_table(found: Found, shown: Sequence[Field], title: str) -> Table:
    """Return the accounts found, with the fields that were asked about and the cells that hold them."""
    extra = [field for field in shown if field.name not in _BESIDE]
    cited = [field for field in extra if field.kpi and not field.name.startswith("lost.")]
    columns = [ACCOUNT, ACCOUNT_ID, BAND, HEALTH, *(field_column(field) for field in extra), ACV]
    if cited:
        columns.append(CELLS)
    rows = []
    for one in found.rows:
        cells: list[Cell] = [
            one.account.account_name,
            one.account.external_account_id,
            standing_status(one),
            score_cell(one),
            *(field_cell(field, one) for field in extra),
            one.account.revenue,
        ]
        if cited:
            cells.append(", ".join(dict.fromkeys(cell for field in cited if (cell := field.cell(one)))) or None)
        rows.append(Row(tuple(cells)))
    return Table(
        ANSWER,
        title,
        tuple(columns),
        tuple(rows),
        available=found.matching,
        empty="No account fits.",
        provenance=Provenance(FORMULA),
    )


def written_value(field: Field, one: Standing) -> str:
    """Write a field of an account with its title and unit."""
    column = field_column(field)
    value = field.value(one)
    text = "no data" if value is None else write(value, column.kind, column.places)
    return f"{header(column)} {text}"


def compare(ask: Ask) -> tuple[Section, ...]:
    """Return accounts side by side, and where they lose different points."""
    accounts = ask.accounts
    wanted = ask.fields
    names = ("score", "band", "acv", "csm", "segment", "industry")
    fields = wanted or tuple(
        field_named(name) for name in (*names, *(kpi.column for kpi in kpis_by_id().values() if kpi.id != "K10"))
    )
    columns = (
        Column("field", "Figure"),
        *(Column(f"a{at}", one.account.account_name) for at, one in enumerate(accounts)),
    )
    rows = []
    for field in fields:
        column = field_column(field)
        rows.append(Row((header(column), *(_compared(field, one) for one in accounts))))
    table = Table(ANSWER, "Side by side", columns, tuple(rows))
    lost = Table(
        "ask.lost",
        "Points lost, where they differ most",
        (
            Column("kpi", "KPI"),
            *(Column(f"a{at}", one.account.account_name, Kind.NUMBER, "", 2) for at, one in enumerate(accounts)),
        ),
        tuple(_differing(accounts)),
        empty="They lose the same points.",
    )
    return (Section("answer", "Answer", (table,) if wanted else (table, lost)),)


def _compared(field: Field, one: Standing) -> str:
    column, value = field_column(field), field.value(one)
    text = "no data" if value is None else write(value, column.kind, column.places)
    cell = field.cell(one)
    if field.name == "band":
        text = one.word
    return f"{text} ({cell})" if cell and value is not None else text


def _differing(accounts: Sequence[Standing]) -> list[Row]:
    rows = []
    for at, kpi in enumerate(kpis_by_id().values()):
        losses = [one.lost[at] for one in accounts]
        known = [loss for loss in losses if loss is not None]
        if len(known) > 1 and max(known) - min(known) > 0.005:
            cells: list[Cell] = [None if loss is None else Decimal(str(round(loss, 9))) for loss in losses]
            rows.append((max(known) - min(known), Row((kpi.name, *cells))))
    rows.sort(key=lambda pair: -pair[0])
    return [row for _, row in rows[:6]]


def look_up(ask: Ask) -> tuple[Section, ...]:
    """Return figures of accounts with their cells."""
    columns = (ACCOUNT, Column("field", "Figure"), Column("value", "Value"), Column("cell", "Cell"))
    rows, said = [], []
    for one in ask.accounts:
        for field in ask.fields:
            column, value = field_column(field), field.value(one)
            text = "no data" if value is None else write(value, column.kind, column.places)
            if field.name == "band":
                text = one.word
            cell = field.cell(one)
            rows.append(Row((one.account.account_name, header(column), text, cell or None)))
            said.append(f"{one.account.account_name}: {header(column)} {text}{f' ({cell})' if cell else ''}")
    return (
        Section("answer", "Answer", (Note("; ".join(said) + "."), Table(ANSWER, "Looked up", columns, tuple(rows)))),
    )


def check(ask: Ask) -> tuple[Section, ...]:
    """Return yes or no for each account, with the facts."""
    notes: list[Note] = []
    for one in ask.accounts:
        holds = run_query(ask.query, [one]).matching > 0
        facts = []
        for field in ask.query.fields():
            cell = field.cell(one)
            value = one.word if field.name == "band" else written_value(field, one)
            facts.append(f"{value}{f' ({cell})' if cell else ''}")
        score = "" if one.score is None else f", health {one.score:.2f}"
        notes.append(Note(f"{'Yes' if holds else 'No'}: {one.account.account_name}: {', '.join(facts)}{score}."))
    return (Section("answer", "Answer", tuple(notes)),)
