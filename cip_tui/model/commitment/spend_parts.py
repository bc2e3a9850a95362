"""Cloud spend broken down: by service, type, account, region, seller's name or tag, each with its months and days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from cip_tui.model.commitment.charges import ChargeType
from cip_tui.model.job import Job

if TYPE_CHECKING:
    from cip_tui.model.commitment.ledger import Ledger

By = Literal["service", "type", "account", "region", "name", "month"]
DIMENSIONS: dict[str, str] = {"service": "Service", "type": "Charge type", "account": "Account", "region": "Region"}
"""What cloud spend can be broken down by, with the title of each."""

# Two columns: what a part is known by, and a second key where that is empty (names that match no service).
_KEYS: dict[str, tuple[str, str]] = {
    "service": ("service_id", "CASE WHEN service_id = '' THEN service ELSE '' END"),
    "type": ("type", "CASE WHEN type = 'unknown' THEN record_type ELSE '' END"),
    "account": ("account", "''"),
    "region": ("region", "''"),
    "name": ("service", "''"),
    "month": ("strftime(month, '%Y-%m')", "''"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a breakdown in one currency: its sum, the sum of each month (its first day), and its days.

    `key` is empty where the part is known by `name` alone, e.g. a service that the alias table does not know.
    """

    key: str
    name: str
    currency: str
    amount: Decimal
    months: Mapping[date, Decimal]
    names: tuple[str, ...]
    types: tuple[str, ...]
    label: str
    days: int
    first: date
    last: date

    @property
    def is_unmatched(self) -> bool:
        """Whether this is a name that stands for no service, and no product known to be the Marketplace's."""
        return not self.key and bool(self.name) and ChargeType.MARKETPLACE not in self.types


@dataclass(frozen=True, slots=True)
class Within:
    """Which charges a breakdown looks at; empty means all. `service` is a canonical id, or a name without one."""

    currency: str = ""
    service: str = ""

    def sql(self) -> tuple[str, list[str]]:
        """Return the WHERE clause and its parameters."""
        tests, values = ["amount <> 0"], []
        if self.currency:
            tests.append("currency = ?")
            values.append(self.currency)
        if self.service:
            tests.append("CASE WHEN service_id = '' THEN service ELSE service_id END = ?")
            values.append(self.service)
        return f"WHERE {' AND '.join(tests)}", values


def parts(ledger: Ledger, by: By, within: Within, job: Job) -> list[Part]:
    """Return the parts, the largest sum first."""
    key, name = _KEYS[by]
    where, values = within.sql()
    rows = ledger.run(
        f"SELECT {key} AS k, {name} AS n, currency, month, sum(amount) FROM facts {where} GROUP BY ALL ORDER BY ALL",
        values,
        job,
    ).rows
    months: dict[tuple[str, str, str], dict[date, Decimal]] = {}
    for k, n, currency, month, amount in rows:
        months.setdefault((k, n, currency), {})[month] = amount
    spans = ledger.run(
        f"WITH within AS (SELECT *, {key} AS k, {name} AS n FROM facts {where}), seen AS ("
        "SELECT k, n, currency, count(DISTINCT covered) AS days FROM (SELECT k, n, currency, "
        "unnest(range(day, until, INTERVAL 1 DAY)) AS covered FROM within) GROUP BY ALL) "
        "SELECT k, n, currency, list(DISTINCT service ORDER BY service), list(DISTINCT type ORDER BY type), "
        "max(account_name), any_value(s.days), min(day), max(until) - 1 FROM within "
        "JOIN seen AS s USING (k, n, currency) GROUP BY ALL",
        values,
        job,
    ).rows
    found = [
        Part(k, n, c, sum(months[k, n, c].values(), Decimal(0)), months[k, n, c], tuple(names), tuple(types), *rest)
        for k, n, c, names, types, *rest in spans
    ]
    return sorted(found, key=lambda part: (-part.amount, part.key, part.name, part.currency))
