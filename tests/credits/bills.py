"""Bills written by hand, and a desk over them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from cip_tui.model.commitment.charges import Charge, ChargeType
from cip_tui.model.commitment.services import Services
from cip_tui.model.commitment.terms import Terms
from cip_tui.model.credits.desk import Credits, Sources
from cip_tui.model.importing import Imports
from cip_tui.model.journal import Journal
from cip_tui.model.period import Period
from cip_tui.model.room import Room
from cip_tui.model.snapshots import Snapshots

TODAY = date(2026, 5, 1)
MONTHS = tuple(Period(date(2026, month, 1), date(2026, month + 1, 1)) for month in (1, 2, 3, 4))


def charge(
    service: str, amount: object, period: Period = MONTHS[0], kind: ChargeType = ChargeType.USAGE, currency: str = "USD"
) -> Charge:
    """Return a charge of a service named as on a bill."""
    return Charge(period, service, Services.load().id_of(service), kind, Decimal(str(amount)), currency)


def bill(**monthly: object) -> list[Charge]:
    """Return four months of constant charges by canonical id."""
    title = Services.load().title
    return [charge(title(name), amount, period) for period in MONTHS for name, amount in monthly.items()]


SERVERLESS = {"lambda": 1000, "dynamodb": 600, "s3": 50}
"""The worked example: Lambda and DynamoDB in use, API Gateway missing."""


def desk(
    folder: Path,
    charges: Sequence[Charge],
    *,
    terms: Sequence[Terms] = (),
    today: date = TODAY,
    user: str = "ann",
    catalogue: Path | None = None,
) -> Credits:
    """Return a desk over charges; several may stand over one folder."""
    folder.mkdir(parents=True, exist_ok=True)

    def now() -> datetime:
        return datetime(today.year, today.month, today.day, 12, tzinfo=UTC)

    journal = Journal(folder / "journal.db", now=now, user=user)
    room = Room(folder, journal, Imports(journal, Snapshots(folder)), now)
    return Credits(room, Sources(lambda _: charges, tuple, lambda: terms), catalogue)


def later(days: int) -> date:
    """Return a day after today."""
    return TODAY + timedelta(days=days)
