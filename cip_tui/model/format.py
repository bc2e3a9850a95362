"""How cells are written: one place for screen, Markdown and text, so that they cannot disagree."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from cip_tui.model.document import Cell, Column, Kind, Level, Metric, Status, Table
from cip_tui.model.money import apportion, rounded

UNKNOWN = "-"
NUMERIC = frozenset({Kind.MONEY, Kind.COUNT, Kind.NUMBER, Kind.RATIO, Kind.MILLISECONDS})
_PLACES = {Kind.MONEY: 2, Kind.COUNT: 0, Kind.NUMBER: 2, Kind.RATIO: 1, Kind.MILLISECONDS: 0}
GLYPHS = {Level.GOOD: "●", Level.INFO: "◆", Level.WARNING: "▲", Level.CRITICAL: "■", Level.UNKNOWN: "○"}
GLYPHS_ASCII = {Level.GOOD: "o", Level.INFO: "i", Level.WARNING: "!", Level.CRITICAL: "X", Level.UNKNOWN: "?"}


def places_of(kind: Kind, places: int | None) -> int:
    """Return the decimals a kind is written with, unless `places` says otherwise."""
    return _PLACES.get(kind, 0) if places is None else places


def write(value: Cell, kind: Kind, places: int | None = None, *, ascii_only: bool = False) -> str:
    """Write one value without its unit. Unknown is `-`; a ratio is written in percent without the sign %."""
    if value is None:
        return UNKNOWN
    if isinstance(value, Status):
        return f"{(GLYPHS_ASCII if ascii_only else GLYPHS)[value.level]} {value.word}"
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return _number(value, kind, places)


def _number(value: int | float | Decimal, kind: Kind, places: int | None) -> str:
    decimals = places_of(kind, places)
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return UNKNOWN
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if kind is Kind.RATIO:
        exact *= 100
    text = f"{rounded(exact, decimals):,f}"
    return text.replace("-", "") if text.strip("-0.,") == "" else text


def header(column: Column) -> str:
    """Write a column title with its unit, e.g. `Cost USD`. A ratio's unit is %."""
    unit = column.unit or ("%" if column.kind is Kind.RATIO else "ms" if column.kind is Kind.MILLISECONDS else "")
    return f"{column.title} {unit}".strip()


def write_rows(table: Table, *, ascii_only: bool = False) -> list[list[str]]:
    """Write all rows; the shown parts of an additive column add up to the shown total."""
    columns = [_write_column(table, index, ascii_only) for index in range(len(table.columns))]
    return [list(row) for row in zip(*columns, strict=True)] if table.rows else []


def _write_column(table: Table, index: int, ascii_only: bool) -> list[str]:
    column = table.columns[index]
    cells = [row.cells[index] for row in table.rows]
    if column.additive and column.kind is Kind.MONEY:
        places = places_of(column.kind, column.places)
        amounts = [None if cell is None or not isinstance(cell, Decimal) else cell for cell in cells]
        cells = list(apportion(amounts, places))
    return [write(cell, column.kind, column.places, ascii_only=ascii_only) for cell in cells]


def write_total(table: Table) -> list[str] | None:
    """Write the total row, or None where there is none."""
    if table.total is None:
        return None
    return [
        "" if cell is None else write(cell, column.kind, column.places)
        for cell, column in zip(table.total, table.columns, strict=True)
    ]


def money(amount: Decimal | None, places: int = 2, currency: str = "USD") -> str:
    """Write an amount for a sentence: `$1,234.50`, `-$3.00`, or `12.00 EUR`; unknown is `unknown`."""
    if amount is None:
        return "unknown"
    text = write(abs(amount), Kind.MONEY, places)
    sign = "-" if amount < 0 and text.strip("0.,") else ""
    return f"{sign}${text}" if currency == "USD" else f"{sign}{text} {currency}"


def percent(fraction: float | None, places: int = 1) -> str:
    """Write a fraction for a sentence: `12.5 %`."""
    return "unknown" if fraction is None else f"{write(fraction, Kind.RATIO, places)} %"


def metric_text(metric: Metric) -> str:
    """Write a metric's value with its unit: `$4,725.31`, `12.5 %`, `812 ms`, `3,204 calls`."""
    if metric.kind is Kind.MONEY and (metric.value is None or isinstance(metric.value, Decimal)):
        if metric.value is None:
            return UNKNOWN
        currency, _, per = (metric.unit or "USD").partition("/")
        return money(metric.value, places_of(metric.kind, metric.places), currency) + (f"/{per}" if per else "")
    unit = {Kind.RATIO: "%", Kind.MILLISECONDS: "ms"}.get(metric.kind, metric.unit)
    text = write(metric.value, metric.kind, metric.places)
    return text if text == UNKNOWN or not unit else f"{text} {unit}"
