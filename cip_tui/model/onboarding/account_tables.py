"""Tables of accounts that the documents of this room share, and how figures of an account are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cip_tui.model.document import Cell, Column, Kind, Level, Provenance, Row, Status, Table
from cip_tui.model.format import write
from cip_tui.model.onboarding.health import Part
from cip_tui.model.onboarding.kpis import Kpi
from cip_tui.model.onboarding.questions.fields import Field, FieldKind
from cip_tui.model.onboarding.scores import band_status
from cip_tui.model.onboarding.standing import Standing

FORMULA = (
    "Health = sum over KPIs of share x score; share = weight of the category among those with data x weight of the KPI "
    "by impact inside it; score runs along straight lines from 0 (worst) over 40 and 70 (the boundaries) to 100 (best)"
)
ACCOUNT = Column("account", "Account")
ACCOUNT_ID = Column("id", "Id")
BAND = Column("band", "Band", Kind.STATUS)
HEALTH = Column("health", "Health", Kind.NUMBER, "", 2)
ACV = Column("acv", "ACV", Kind.MONEY, "USD", 0, additive=True)
CSM = Column("csm", "CSM")
CHURN = Column("churn", "Churn")
SEGMENT = Column("segment", "Segment")
TREND = Column("trend", "Trend", Kind.NUMBER, "", 2)
CELLS = Column("cells", "Cells")


def standing_status(standing: Standing) -> Status:
    """Return the band of an account as it is shown."""
    status = band_status(standing.shown_band)
    return Status(status.level, standing.word)


def score_cell(standing: Standing) -> Cell:
    """Return the score of an account at two decimals, None where it has none."""
    return None if standing.score is None else Decimal(str(round(standing.score, 9)))


def accounts_table(
    table_id: str,
    title: str,
    rows: Sequence[Standing],
    *,
    available: int | None = None,
    moved: Mapping[str, float | None] | None = None,
    empty: str = "No account fits.",
) -> Table:
    """Return accounts with band, health and contract value, in the order given."""
    columns = [ACCOUNT, ACCOUNT_ID, BAND, HEALTH, ACV, CHURN, CSM, SEGMENT]
    if moved is not None:
        columns.insert(4, TREND)
    lines = []
    for one in rows:
        cells: list[Cell] = [
            one.account.account_name,
            one.account.external_account_id,
            standing_status(one),
            score_cell(one),
            one.account.revenue,
            level_word(one, "K12"),
            one.account.assigned_csm or None,
            segment_of(one),
        ]
        if moved is not None:
            points = moved.get(one.account.external_account_id)
            cells.insert(4, None if points is None else Decimal(str(points)))
        lines.append(Row(tuple(cells)))
    known = [one.account.revenue for one in rows if one.account.revenue is not None]
    total: list[Cell] = [None] * len(columns)
    total[0] = f"{len(rows):,} account" + ("" if len(rows) == 1 else "s")
    total[columns.index(ACV)] = sum(known, Decimal(0)) if known else None
    return Table(
        table_id,
        title,
        tuple(columns),
        tuple(lines),
        tuple(total) if rows else None,
        available,
        empty=empty,
        provenance=Provenance(FORMULA),
    )


def level_word(standing: Standing, kpi_id: str) -> str | None:
    """Return the word of a text KPI, e.g. `High`; a value that was put in is `Unknown`."""
    from cip_tui.model.onboarding.questions.fields import field_named

    value = field_named({"K12": "churn", "K13": "expansion"}[kpi_id]).value(standing)
    return None if value is None else str(value)


def segment_of(standing: Standing) -> str | None:
    """Return the segment of an account."""
    return standing.account.profile.get("customer_segment") or standing.account.account_tier or None


def value_text(kpi: Kpi, value: Decimal | None, word: str = "", *, imputed: bool = False) -> str:
    """Write a KPI's value with its unit: `5.9 %`, `1 (High)`; `no data` where there is none."""
    if value is None:
        return "no data"
    if kpi.words:
        said = word or kpi.word_of(value)
        text = f"{value:f} ({said})" if said else f"{value:f}"
        return f"{text}, assumed" if imputed else text
    # `9,840` daily invocations need no second word for it.
    unit = "" if kpi.unit in kpi.name.casefold() else kpi.unit
    return f"{number_text(value)} {unit}".strip()


def part_text(part: Part) -> str:
    """Write the value of a part of health."""
    record = part.record
    return value_text(part.kpi, part.value, imputed=record is not None and record.imputed)


def number_text(value: Decimal) -> str:
    """Write a number with thousands separators and only the decimals it needs."""
    places = max(0, -int(value.normalize().as_tuple().exponent)) if value.is_finite() else 0
    return write(value, Kind.NUMBER, min(places, 2))


def boundary_text(kpi: Kpi) -> str:
    """Write where a KPI is critical and where healthy: `< 100, > 500`; of words, their values."""
    if kpi.words:
        order = sorted(kpi.words.items(), key=lambda pair: pair[1])
        return ", ".join(f"{number:f} {word}" for word, number in order)
    low, high = ("<", ">") if kpi.better == "up" else (">", "<")
    critical, healthy = number_text(kpi.range.critical), number_text(kpi.range.healthy)
    unit = "" if kpi.unit in kpi.name.casefold() else f" {kpi.unit}"
    return f"{low} {critical}, {high} {healthy}{unit}"


def field_cell(field: Field, standing: Standing) -> Cell:
    """Return the value of a field as a cell of a table."""
    value = field.value(standing)
    if field.name == "band":
        return standing_status(standing)
    if field.name.startswith("band.") and value is not None:
        level = {"Healthy": Level.GOOD, "At Risk": Level.WARNING, "Critical": Level.CRITICAL}[str(value)]
        return Status(level, str(value))
    return value


def field_column(field: Field) -> Column:
    """Return the column of a table that shows a field."""
    if field.name == "band" or field.name.startswith("band."):
        return Column(field.name, field.title, Kind.STATUS)
    kind = field.shown if field.kind is FieldKind.NUMBER else Kind.TEXT
    return Column(field.name, field.title, kind, field.unit, field.places)
