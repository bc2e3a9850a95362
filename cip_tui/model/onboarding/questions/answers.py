"""Answers to questions that were understood: the parsed query above, the answer below, with the cells it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from cip_tui.model.document import Column, Document, Kind, Level, Metric, Note, Provenance, Row, Section, Table
from cip_tui.model.format import header, write
from cip_tui.model.onboarding.account_tables import (
    boundary_text,
    field_column,
)
from cip_tui.model.onboarding.questions.answer_tables import (
    ANSWER,
    check,
    compare,
    look_up,
    matching_table,
    written_value,
)
from cip_tui.model.onboarding.questions.ask import Ask, Intent, NotUnderstood
from cip_tui.model.onboarding.questions.evaluate import Found, aggregate, groups_of, run_query
from cip_tui.model.onboarding.questions.fields import Field, kpis_by_id
from cip_tui.model.onboarding.questions.query import Query
from cip_tui.model.onboarding.standing import Standing

_NAMED_CELLS = 4


class Sources(Protocol):
    """Where answers that are documents of their own come from."""

    def account(self, account_id: str) -> Document:
        """Return the document of an account."""
        ...

    def drivers(self, rows: Sequence[Standing]) -> Table:
        """Return what costs these accounts points."""
        ...

    def churn(self, rows: Sequence[Standing]) -> Document:
        """Return the churn insight over accounts."""
        ...

    def plays(self, rows: Sequence[Standing], limit: int | None) -> Document:
        """Return the plays of accounts."""
        ...

    def changes(self, rows: Sequence[Standing], end: str) -> Document:
        """Return what moved these accounts since the import before."""
        ...

    def overview(self) -> Document:
        """Return the dashboard."""
        ...


Blocks = tuple[Metric | Table | Note, ...]


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers are made from."""

    ask: Ask
    standings: Sequence[Standing]
    sources: Sources


def answer(ask: Ask, standings: Sequence[Standing], sources: Sources) -> Document:
    """Return the answer to a question."""
    sections = _ANSWERS[ask.intent](Answering(ask, standings, sources))
    read = (Note(f"'{guess.typed}' was read as {guess.name}.", Level.WARNING) for guess in ask.guesses)
    lead = (Note(f"Understood as: {ask}"), *read)
    return Document("ask", "Answer", (Section("query", "Query", lead), *sections), data={"query": str(ask.query)})


def not_understood(question: str, refused: NotUnderstood) -> Document:
    """Return what is said to a question that is not answered: why, and the nearest questions that are."""
    words = ", ".join(f"'{word}'" for word in refused.words)
    blocks: list[Note | Table] = [
        Note(f"Not understood: {refused.reason}{': ' + words if words else ''}.", Level.WARNING),
    ]
    if refused.nearest:
        rows = tuple(Row((text,)) for text in refused.nearest)
        blocks.append(Table("ask.nearest", "Nearest", (Column("question", "Question"),), rows))
    return Document("ask", "Not understood", (Section("query", question, tuple(blocks)),), data={"understood": "no"})


# Lists and figures


def _shown(ask: Ask) -> list[Field]:
    return list({field.name: field for field in (*ask.fields, *ask.query.fields())}.values())


def _list(given: Answering) -> tuple[Section, ...]:
    found = run_query(given.ask.query, given.standings)
    if given.ask.query.by is not None:
        return _groups(given)
    count = f"{found.matching:,} of {found.available:,} accounts"
    if len(found.rows) < found.matching:
        count = f"{len(found.rows):,} of {found.matching:,} accounts"
    table = matching_table(found, _shown(given.ask), count)
    return (Section("answer", "Answer", (Note(f"{count}{_first(given.ask, found)}."), table)),)


def _first(ask: Ask, found: Found) -> str:
    """Name the one that was asked for."""
    if len(found.rows) != 1 or not ask.query.sort:
        return ""
    field, one = ask.query.sort[0].field, found.rows[0]
    cell = field.cell(one)
    return f": {one.account.account_name}, {written_value(field, one)}{f' ({cell})' if cell else ''}"


def _count(given: Answering) -> tuple[Section, ...]:
    found = run_query(given.ask.query, given.standings)
    metric = Metric("ask.count", "Accounts", found.matching, Kind.COUNT, note=f"of {found.available:,}")
    return (Section("answer", "Answer", (metric, matching_table(found, _shown(given.ask), "These are"))),)


def _aggregate(given: Answering) -> tuple[Section, ...]:
    found = run_query(given.ask.query, given.standings)
    assert given.ask.measure is not None
    kind, field = given.ask.measure
    value = aggregate(kind, field, found.rows)
    known = sum(field.value(one) is not None for one in found.rows)
    column = field_column(field)
    metric = Metric(
        "ask.figure",
        f"{kind.capitalize()} of {field.title.lower() if not field.title.isupper() else field.title}",
        value,
        column.kind,
        field.unit,
        _places(field, kind),
        note=f"over {known:,} of {found.matching:,} accounts"
        + ("; the rest have no value" if known < found.matching else ""),
        provenance=Provenance(f"{kind} of {field.name} over the accounts found; unknown values are left out"),
    )
    table = matching_table(found, [*_shown(given.ask), field], "Over these accounts")
    return (Section("answer", "Answer", (metric, table)),)


def _places(field: Field, kind: str) -> int | None:
    if field.shown is Kind.COUNT and kind != "sum":
        return 1
    return 2 if kind != "sum" and field.shown is not Kind.COUNT else field.places


def _share(given: Answering) -> tuple[Section, ...]:
    ask = given.ask
    base = run_query(ask.base or Query(), given.standings)
    found = run_query(ask.query, given.standings)
    if ask.measure is not None:
        part = aggregate("sum", ask.measure[1], found.rows) or Decimal(0)
        whole = aggregate("sum", ask.measure[1], base.rows) or Decimal(0)
        label, note = f"Share of {ask.measure[1].title.lower()}", f"{part:,.0f} of {whole:,.0f} {ask.measure[1].unit}"
    else:
        part, whole = Decimal(found.matching), Decimal(base.matching)
        label, note = "Share of accounts", f"{found.matching:,} of {base.matching:,} accounts"
    value = float(part / whole) if whole else None
    metric = Metric("ask.share", label, value, Kind.RATIO, note=note)
    return (Section("answer", "Answer", (metric, matching_table(found, _shown(ask), "These are"))),)


def _groups(given: Answering) -> tuple[Section, ...]:
    ask = given.ask
    assert ask.query.by is not None
    # A limit that was asked for in words is one of groups, in a filter it is one of accounts.
    most = ask.query.limit if ask.intent is Intent.GROUPS else None
    found = run_query(replace(ask.query, limit=None) if most else ask.query, given.standings)
    kind, field = ask.measure or ("count", ask.query.by)
    lines: list[tuple[str, int, Decimal | None]] = []
    for value, members in groups_of(ask.query.by, found.rows).items():
        figure = Decimal(len(members)) if kind == "count" else aggregate(kind, field, members)
        lines.append((value, len(members), figure))
    if ask.end or ask.measure is not None:
        lines.sort(key=lambda line: (line[2] is None, line[2] or Decimal(0)), reverse=ask.end != "least")
    available = len(lines)
    lines = lines[:most] if most else lines
    column = field_column(field) if ask.measure is not None else Column("count", "Accounts", Kind.COUNT)
    columns = [Column("value", ask.query.by.title), Column("accounts", "Accounts", Kind.COUNT)]
    if ask.measure is not None:
        title = f"{kind.capitalize()} {column.title if column.title.isupper() else column.title.lower()}"
        columns.append(Column(column.key, title, column.kind, column.unit, _places(field, kind)))
    rows = tuple(Row((value, count, figure)[: len(columns)]) for value, count, figure in lines)
    table = Table(
        ANSWER, f"By {ask.query.by.title}", tuple(columns), rows, available=available, empty="No account fits."
    )
    notes: list[Note | Table] = []
    if lines and ask.end:
        best = [line for line in lines if line[2] == lines[0][2]]
        names = ", ".join(line[0] for line in best)
        figure_text = write(lines[0][2], columns[-1].kind, columns[-1].places)
        notes.append(Note(f"{names}: {figure_text} {columns[-1].unit}".strip() + f" ({header(columns[-1])})."))
    return (Section("answer", "Answer", (*notes, table)),)


# Documents of their own


def _of(document: Document, *names: str) -> tuple[Section, ...]:
    """Return sections of another document, all of them where none is named."""
    return tuple(section for section in document.sections if not names or section.id in names)


def _ids(ask: Ask) -> list[str]:
    return [standing.account.external_account_id for standing in ask.accounts]


def _account(*names: str) -> Callable[[Answering], tuple[Section, ...]]:
    return lambda given: _of(given.sources.account(_ids(given.ask)[0]), *names)


def _explain(given: Answering) -> tuple[Section, ...]:
    standing = given.ask.accounts[0]
    score = "has no score" if standing.score is None else f"scores {standing.score:.2f}"
    lead = Note(f"{standing.account.account_name} {score} and is {standing.word}.")
    first, *rest = _of(given.sources.account(_ids(given.ask)[0]), "headline", "why", "levers")
    return (Section(first.id, first.title, (lead, *first.blocks)), *rest)


def _drivers(given: Answering) -> tuple[Section, ...]:
    found = run_query(given.ask.query, given.standings)
    note = Note(f"Over {found.matching:,} of {found.available:,} accounts.")
    return (Section("answer", "Answer", (note, given.sources.drivers(found.rows))),)


def _churn(given: Answering) -> tuple[Section, ...]:
    found = run_query(given.ask.query, given.standings)
    return _of(given.sources.churn(found.rows), "headline", "accounts")


def _plays(given: Answering) -> tuple[Section, ...]:
    if given.ask.accounts:
        ids = set(_ids(given.ask))
        rows = [one for one in given.standings if one.account.external_account_id in ids]
        return _of(given.sources.plays(rows, None), "open", "decided")
    found = run_query(given.ask.query, given.standings)
    return _of(given.sources.plays(found.rows, given.ask.query.limit), "open")


def _changes(given: Answering) -> tuple[Section, ...]:
    if given.ask.accounts:
        return _of(given.sources.account(_ids(given.ask)[0]), "history")
    found = run_query(given.ask.query, given.standings)
    return _of(given.sources.changes(found.rows, given.ask.end))


def _ranges(given: Answering) -> tuple[Section, ...]:
    wanted = [kpis_by_id()[field.kpi] for field in given.ask.fields] or list(kpis_by_id().values())
    rows = tuple(Row((kpi.name, kpi.category, kpi.impact, boundary_text(kpi))) for kpi in wanted)
    columns = (
        Column("kpi", "KPI"),
        Column("category", "Category"),
        Column("impact", "Impact"),
        Column("range", "Critical, healthy"),
    )
    notes = (
        Note("A value equal to a boundary is At Risk. Ranges are seed defaults, not benchmarks."),
        Note("Health below 40 is Critical, 40 to 70 At Risk, above 70 Healthy."),
    )
    return (Section("answer", "Answer", (*notes, Table(ANSWER, "Ranges", columns, rows))),)


_ANSWERS: dict[Intent, Callable[[Answering], tuple[Section, ...]]] = {
    Intent.LIST: _list,
    Intent.COUNT: _count,
    Intent.AGGREGATE: _aggregate,
    Intent.SHARE: _share,
    Intent.GROUPS: _groups,
    Intent.CHURN: _churn,
    Intent.DRIVERS: _drivers,
    Intent.OVERVIEW: lambda given: _of(given.sources.overview(), "headline", "distribution", "segments"),
    Intent.PLAYS: _plays,
    Intent.CHANGES: _changes,
    Intent.RANGES: _ranges,
    Intent.SHOW: _account(),
    Intent.EXPLAIN: _explain,
    Intent.COMPARE: lambda given: compare(given.ask),
    Intent.LEVERS: _account("headline", "levers"),
    Intent.LOOKUP: lambda given: look_up(given.ask),
    Intent.CHECK: lambda given: check(given.ask),
}
