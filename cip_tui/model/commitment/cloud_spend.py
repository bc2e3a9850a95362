"""What the cloud cost: imported charges, each counted once, by service, type, account and month.

The façade that commitments, credits and attestations take their charges from, and that the spend screen shows.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from cip_tui.model.commitment.charges import Charge, ChargeType
from cip_tui.model.job import Job
from cip_tui.model.period import Period
from cip_tui.model.room import Room
from cip_tui.model.sources.report import CHARGE_KINDS

if TYPE_CHECKING:
    from cip_tui.model.commitment.ledger import Ledger, LeftOut
    from cip_tui.model.importing import ImportRecord

Grain = Literal["day", "month"]


@dataclass(frozen=True, slots=True)
class ServiceUse:
    """A service in use: its canonical id and title, what it cost in all and per month, and when it was seen.

    `months` holds the amount of each calendar month (its first day) with charges; `days` counts the days that its
    charges cover. `names` are the names in the bills. A name that matches no service has no id and is its own title.
    """

    service_id: str
    title: str
    names: tuple[str, ...]
    currency: str
    amount: Decimal
    months: Mapping[date, Decimal]
    days: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old the data are: when the newest import was made, the last day that any covers, and the files."""

    imported_at: datetime
    through: date
    files: tuple[str, ...]


class CloudSpend:
    """The cloud charges of a workspace. Thread-safe; the ledger is read again when imports change."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._read: tuple[tuple[str, ...], Ledger] | None = None

    def is_empty(self) -> bool:
        """Say whether no charges have been imported. Opens no data library."""
        return not self._records()

    def freshness(self) -> Freshness | None:
        """Return how old the charges are, None where there are none. Opens no data library."""
        records = self._records()
        if not records:
            return None
        last = max(record.last for record in records if record.last is not None)
        return Freshness(max(record.at for record in records), last, tuple(record.file for record in records))

    def span(self, job: Job) -> Period | None:
        """Return the days that the counted charges cover, from the first to the last."""
        if self.is_empty():
            return None
        row = self._ledger(job).run("SELECT min(day), max(until) FROM facts", (), job).rows[0]
        return Period(row[0], row[1]) if row[0] else None

    def currencies(self, job: Job) -> dict[str, Decimal]:
        """Return the sum of all charges of each currency, the largest first; currencies are never added up."""
        if self.is_empty():
            return {}
        sql = "SELECT currency, sum(amount) FROM facts GROUP BY 1 ORDER BY abs(sum(amount)) DESC, 1"
        return dict(self._ledger(job).run(sql, (), job).rows)

    def charges(
        self, job: Job, *, currency: str | None = None, grain: Grain = "day", by_account: bool = False
    ) -> list[Charge]:
        """Return charges summed by period, service name and type, oldest first; sums of zero are left out.

        `grain` "day" keeps each charge's own period (a day where the source states days, else a month); "month" sums
        by calendar month, its period cut to the days that the imports cover. Only `currency` where given.
        """
        if self.is_empty():
            return []
        rows = self._ledger(job).run(_charges_sql(grain, by_account), (currency, currency), job).rows
        return [
            Charge(Period(row[0], row[1]), row[2], row[3], ChargeType(row[4]), row[5], row[6], bool(row[7]), row[8])
            for row in rows
        ]

    def services(self, job: Job, *, currency: str | None = None) -> list[ServiceUse]:
        """Return every service with its months, the dearest first; names that match none stand among them."""
        from cip_tui.model.commitment.services import Services

        if self.is_empty():
            return []
        table = Services.load()
        months: dict[tuple[str, str, str], dict[date, Decimal]] = {}
        ledger = self._ledger(job)
        for service_id, name, unit, month, amount in ledger.run(_MONTHS, (currency, currency), job).rows:
            months.setdefault((service_id, name, unit), {})[month] = amount
        found = [
            ServiceUse(
                service_id,
                table.title(service_id) if service_id else name or "No service stated",
                tuple(names),
                unit,
                sum(months[service_id, name, unit].values(), Decimal(0)),
                months[service_id, name, unit],
                days,
                first,
                last,
            )
            for service_id, name, unit, names, days, first, last in ledger.run(
                _SERVICES, (currency, currency), job
            ).rows
        ]
        return sorted(found, key=lambda use: (-use.amount, use.title, use.currency))

    def unmatched(self, job: Job) -> list[ServiceUse]:
        """Return the names that stand for no service of the alias table, with their amounts, the dearest first."""
        return [use for use in self.services(job) if not use.service_id and use.names != ("",)]

    def unknown_types(self, job: Job) -> list[tuple[str, str, Decimal]]:
        """Return record types that are not known, with currency and amount; they count nowhere."""
        if self.is_empty():
            return []
        sql = (
            f"SELECT record_type, currency, sum(amount) FROM facts WHERE type = '{ChargeType.UNKNOWN}' "
            "GROUP BY ALL ORDER BY abs(sum(amount)) DESC, 1, 2"
        )
        return [(row[0], row[1], row[2]) for row in self._ledger(job).run(sql, (), job).rows]

    def left_out(self, job: Job) -> tuple[LeftOut, ...]:
        """Return what is not counted because another import states the same days; see `ledger`."""
        return () if self.is_empty() else self._ledger(job).left_out

    def _records(self) -> list[ImportRecord]:
        return [record for record in self._room.imports.standing() if record.kind in CHARGE_KINDS]

    def _ledger(self, job: Job) -> Ledger:
        from cip_tui.model.commitment.ledger import Book, Ledger

        with self._lock:
            records = self._records()
            ids = tuple(record.id for record in records)
            if self._read is None or self._read[0] != ids:
                imports = self._room.imports
                books = [Book(each.id, each.file, each.at, imports.path(each)) for each in records]
                self._read = (ids, Ledger(books, job))
            return self._read[1]


def _charges_sql(grain: Grain, by_account: bool) -> str:
    account = "account" if by_account else "''"
    if grain == "day":
        period, source = "day, until", "facts"
    else:
        # One period for all charges of a month, however few days a single service was used.
        period = "least(first, month_end) AS day, least(past, month_end) AS until"
        source = (
            "(SELECT *, CAST(month + INTERVAL 1 MONTH AS DATE) AS month_end, "
            "min(day) OVER (PARTITION BY month) AS first, max(until) OVER (PARTITION BY month) AS past FROM facts)"
        )
    return (
        f"SELECT {period}, service, service_id, type, sum(amount) AS amount, currency, bool_or(estimated), "
        f"{account} AS account FROM {source} WHERE (? IS NULL OR currency = ?) GROUP BY ALL HAVING sum(amount) <> 0 "
        "ORDER BY day, until, service, type, currency, account"
    )


_WITHIN = "FROM facts WHERE (? IS NULL OR currency = ?)"
_NAME = "CASE WHEN service_id = '' THEN service ELSE '' END"
_MONTHS = (
    f"SELECT service_id, {_NAME} AS name, currency, month, sum(amount) {_WITHIN} GROUP BY ALL "
    "ORDER BY service_id, name, currency, month"
)
_SERVICES = f"""
WITH within AS (SELECT *, {_NAME} AS name {_WITHIN} AND amount <> 0),
spans AS (
    SELECT service_id, name, currency, unnest(range(day, until, INTERVAL 1 DAY)) AS covered FROM within
), seen AS (SELECT service_id, name, currency, count(DISTINCT covered) AS days FROM spans GROUP BY ALL)
SELECT service_id, name, currency, list(DISTINCT service ORDER BY service), any_value(s.days), min(day), max(until) - 1
FROM within JOIN seen AS s USING (service_id, name, currency) GROUP BY ALL
"""
