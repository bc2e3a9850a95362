"""What the cloud cost: imported charges, each counted once, by service, type, account and month.

The façade that commitments, credits and attestations take their charges from, and that the spend screen shows.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, cast

from cip_tui.model.commitment.charges import Charge, ChargeType
from cip_tui.model.commitment.spend_parts import By, Part, Within
from cip_tui.model.document import Document
from cip_tui.model.job import Job
from cip_tui.model.period import Period
from cip_tui.model.room import Room

if TYPE_CHECKING:
    from cip_tui.model.calls.prices import PriceBook
    from cip_tui.model.commitment.aws_access import AwsAccess
    from cip_tui.model.commitment.aws_fetch import Wanted
    from cip_tui.model.commitment.ledger import Ledger, LeftOut
    from cip_tui.model.commitment.services import Services
    from cip_tui.model.importing import ImportRecord, Receipt

Grain = Literal["day", "month"]
NO_SERVICE = "No service stated"
"""The title of charges whose bill names no service."""


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

    def __init__(self, room: Room, prices: PriceBook) -> None:
        self._room = room
        self._prices = prices
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

        table = Services.load()
        return [_use(part, table) for part in self.parts("service", job, Within(currency or ""))]

    def parts(self, by: By, job: Job, within: Within) -> list[Part]:
        """Return the charges broken down; see `spend_parts`."""
        from cip_tui.model.commitment.spend_parts import parts

        return [] if self.is_empty() else parts(self._ledger(job), by, within, job)

    def unmatched(self, job: Job) -> list[ServiceUse]:
        """Return the names that stand for no service and are not known to be Marketplace products, dearest first."""
        from cip_tui.model.commitment.services import Services

        table = Services.load()
        return [_use(part, table) for part in self.parts("service", job, Within()) if part.is_unmatched]

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

    def estimated_from(self, job: Job) -> date | None:
        """Return the first day whose charges the provider has not closed, None where all are final."""
        if self.is_empty():
            return None
        sql = "SELECT min(day) FROM facts WHERE estimated"
        return cast("date | None", self._ledger(job).run(sql, (), job).rows[0][0])

    def closed_months(self, job: Job) -> list[date]:
        """Return the months (their first days) that are covered from first to last day and final, oldest first."""
        if self.is_empty():
            return []
        return [row[0] for row in self._ledger(job).run(_CLOSED, (), job).rows]

    def metrics(self, job: Job) -> tuple[str, ...]:
        """Return which amounts the charges are, e.g. NetUnblendedCost; more than one should not be added up."""
        if self.is_empty():
            return ()
        sql = "SELECT DISTINCT metric FROM facts WHERE metric <> '' ORDER BY 1"
        return tuple(row[0] for row in self._ledger(job).run(sql, (), job).rows)

    def is_untyped(self, job: Job) -> bool:
        """Say whether some charges state no record type, so that credits may be inside the sums of services."""
        if self.is_empty():
            return False
        sql = "SELECT 1 FROM facts WHERE record_type = '' AND amount <> 0 LIMIT 1"
        return bool(self._ledger(job).run(sql, (), job).rows)

    def document(self, job: Job, *, by: By = "service", currency: str = "") -> Document:
        """Return the spend overview: by a dimension, by charge type, what matches nothing, and the months."""
        from cip_tui.model.commitment.spend_document import spend_document

        return spend_document(self, job, by, currency, self._room.now())

    def service_document(self, service: str, job: Job, *, currency: str = "") -> Document:
        """Return the months of one service, by its canonical id or by a name that has none. Raises `UsageError`."""
        from cip_tui.model.commitment.spend_document import service_document

        return service_document(self, service, job, currency)

    def fetch(self, access: AwsAccess, wanted: Wanted, job: Job) -> Receipt:
        """Fetch charges from AWS as an import; see `aws_fetch.fetch_charges`."""
        from cip_tui.model.commitment.aws_fetch import fetch_charges

        return fetch_charges(self._room.imports, self._prices, access, wanted, self._room.now(), job)

    def _records(self) -> list[ImportRecord]:
        return [record for record, _ in self._room.imports.charges()]

    def _ledger(self, job: Job) -> Ledger:
        from cip_tui.model.commitment.ledger import Book, Ledger

        with self._lock:
            found = self._room.imports.charges()
            ids = tuple(record.id for record, _ in found)
            if self._read is None or self._read[0] != ids:
                books = [Book(each.id, each.file, each.at, path) for each, path in found]
                self._read = (ids, Ledger(books, job))
            return self._read[1]


def _use(part: Part, table: Services) -> ServiceUse:
    title = table.title(part.key) if part.key else part.name or NO_SERVICE
    return ServiceUse(
        part.key, title, part.names, part.currency, part.amount, part.months, part.days, part.first, part.last
    )


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


# As with the days that an import covers, charges of a whole month prove nothing where there are some of single days.
_CLOSED = """
SELECT month FROM facts GROUP BY month
HAVING min(day) = month AND NOT bool_or(estimated)
    AND coalesce(max(until) FILTER (WHERE until - day <= 1), max(until)) >= month + INTERVAL 1 MONTH
ORDER BY month
"""
