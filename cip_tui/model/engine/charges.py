"""Charges of a cloud: the checked rows of a bill brought to days, and what is to be said about them.

The snapshot keeps what the bill says, as it says it: names of services and record types become canonical ids when
they are read (`commitment.cloud_spend`), so that a better alias table helps what was imported before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from cip_tui.model.engine.source import DuckDBSource, quoted
from cip_tui.model.text import clean

COLUMNS: dict[str, str] = {
    "day": "DATE",
    "until": "DATE",
    "payer": "VARCHAR",
    "account": "VARCHAR",
    "account_name": "VARCHAR",
    "service": "VARCHAR",
    "product_code": "VARCHAR",
    "record_type": "VARCHAR",
    "seller": "VARCHAR",
    "region": "VARCHAR",
    "tag": "VARCHAR",
    "detail": "VARCHAR",
    "amount": "DECIMAL(38,12)",
    "currency": "VARCHAR",
    "metric": "VARCHAR",
    "estimated": "BOOLEAN",
    "source_file": "VARCHAR",
    "source_row": "BIGINT",
}
"""The relation `charges`: `day` is the first day of a charge, `until` the first that is no longer part of it."""

# A time within a day ends with that day; an end at midnight is exclusive already.
_ENDS = "CAST({t} AS DATE) + CAST({t} > date_trunc('day', {t}) AS INTEGER)"


def mark_periods(source: DuckDBSource, columns: Sequence[str]) -> None:
    """Give every row of `stage` that ends before it starts the flaw `#period`."""
    if {"start", "stop"} <= set(columns):
        source.run(
            "UPDATE stage SET flaw = '#period', raw = concat_ws(' to ', CAST(start AS VARCHAR), CAST(stop AS VARCHAR)) "
            "WHERE flaw IS NULL AND stop < start"
        )


def charge_rows(rows: str, path: Path) -> str:
    """Return the SELECT of the relation `charges` over a SELECT of the canonical columns and `line`."""
    # Not simply the least of both, which would be the bill's end where the charge states none.
    ends = (
        f"CASE WHEN stop IS NULL THEN NULL WHEN bill_end IS NULL OR stop <= bill_end THEN {_ENDS.format(t='stop')} "
        f"ELSE {_ENDS.format(t='bill_end')} END"
    )
    facts = {
        "day": "CAST(start AS DATE)",
        "until": f"greatest(coalesce({ends}, CAST(start AS DATE)), CAST(start AS DATE) + 1)",
        "currency": "upper(currency)",
        "estimated": "lower(estimated) = 'true'",
        "source_file": quoted(clean(path.name, 255)),
        "source_row": "line",
    }
    return f"SELECT {', '.join(f'{facts.get(name, name)} AS {name}' for name in COLUMNS)} FROM ({rows})"


@dataclass(frozen=True, slots=True)
class Line:
    """The charges of one service name and record type in one currency, summed."""

    service: str
    product_code: str
    record_type: str
    seller: str
    currency: str
    amount: Decimal
    rows: int
    positive: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What the charges of a file are: days, sums by currency and by name and type, metrics, estimated days."""

    first: date
    last: date
    longest: int
    lines: tuple[Line, ...]
    metrics: tuple[str, ...]
    estimated_from: date | None

    def totals(self) -> dict[str, Decimal]:
        """Return the sum of each currency, the largest first."""
        sums: dict[str, Decimal] = {}
        for line in self.lines:
            sums[line.currency] = sums.get(line.currency, Decimal(0)) + line.amount
        return dict(sorted(sums.items(), key=lambda item: (-abs(item[1]), item[0])))


def summary(source: DuckDBSource, relation: str) -> Summary:
    """Sum up a relation with the columns of `charges` that is not empty."""
    first, last, longest, estimated = source.run(
        f"SELECT min(day), max(until) - 1, max(until - day), min(CASE WHEN estimated THEN day END) FROM {relation}"
    ).rows[0]
    lines = source.run(
        "SELECT service, product_code, record_type, seller, currency, sum(amount), count(*), "
        f"count(*) FILTER (WHERE amount > 0) FROM {relation} GROUP BY ALL ORDER BY ALL"
    ).rows
    metrics = source.run(f"SELECT DISTINCT metric FROM {relation} WHERE metric <> '' ORDER BY 1").rows
    return Summary(
        first, last, longest, tuple(Line(*row) for row in lines), tuple(row[0] for row in metrics), estimated
    )
