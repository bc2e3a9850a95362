"""Which services are in use, and what they cost a month, from the charges of a bill."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from cip_tui.model.commitment.charges import Charge, ChargeType
from cip_tui.model.period import Period

LEAST_DAYS = 30
"""Fewer days of spend than this are no ground for a recommendation."""
_WINDOW_DAYS = 92
DAYS_A_MONTH = Decimal("30.4375")

QUALIFYING = frozenset(
    {
        ChargeType.USAGE,
        ChargeType.SAVINGS_PLAN_COVERED_USAGE,
        ChargeType.SAVINGS_PLAN_NEGATION,
        ChargeType.RESERVED_COVERED_USAGE,
        ChargeType.DISCOUNT,
        ChargeType.REFUND,
    }
)
"""What counts as spend on a service: its use net of discounts and refunds; no tax, support, credit or Marketplace."""


@dataclass(frozen=True, slots=True)
class Monthly:
    """What something costs a month of 30.4 days: the mean of the window, and its cheapest and dearest period."""

    mean: Decimal
    low: Decimal
    high: Decimal


NOTHING = Monthly(Decimal(0), Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Spend:
    """What is known of the spend. `window` is what the monthly figures rest on, `covered` all the days there are.

    `by_service` holds the services in use; one that is billed at nothing, as within a free tier, is in use too.
    """

    covered: Period | None
    window: Period | None
    by_service: dict[str, Monthly] = field(default_factory=dict)
    total: Monthly = NOTHING
    regions: frozenset[str] = frozenset()
    unmatched: tuple[tuple[str, Decimal], ...] = ()
    currency: str = "USD"
    other_currencies: tuple[str, ...] = ()
    charges: tuple[Charge, ...] = ()

    @property
    def days(self) -> int:
        """How many days the charges cover."""
        return self.covered.days if self.covered else 0

    @property
    def enough(self) -> bool:
        """Whether there are enough days to recommend anything."""
        return self.days >= LEAST_DAYS

    def uses(self, service: str) -> bool:
        """Whether a service is in use."""
        return service in self.by_service

    def monthly(self, services: Iterable[str]) -> Monthly:
        """Return what services cost a month together. The range is between their cheapest and dearest periods."""
        found = [self.by_service[name] for name in services if name in self.by_service]
        return Monthly(
            sum((item.mean for item in found), Decimal(0)),
            sum((item.low for item in found), Decimal(0)),
            sum((item.high for item in found), Decimal(0)),
        )


def read_spend(charges: Sequence[Charge]) -> Spend:
    """Return what is known of the spend. Of several currencies the one with most charges is looked at."""
    counted: dict[str, int] = defaultdict(int)
    for charge in charges:
        counted[charge.currency] += 1
    if not counted:
        return Spend(None, None)
    currency = max(sorted(counted), key=counted.__getitem__)
    mine = [charge for charge in charges if charge.currency == currency]
    covered = Period(min(charge.period.start for charge in mine), max(charge.period.end for charge in mine))
    window = _window([charge for charge in mine if not charge.estimated] or mine)
    inside = [charge for charge in mine if charge.type in QUALIFYING and _within(charge.period, window)]
    return Spend(
        covered=covered,
        window=window,
        by_service=_by_service(inside, window),
        total=_monthly(inside, window),
        regions=frozenset(charge.region for charge in inside if charge.region),
        unmatched=_unmatched(inside),
        currency=currency,
        other_currencies=tuple(sorted(set(counted) - {currency})),
        charges=tuple(mine),
    )


def _window(charges: Sequence[Charge]) -> Period:
    end = max(charge.period.end for charge in charges)
    first = min(charge.period.start for charge in charges)
    starts = [charge.period.start for charge in charges if charge.period.start >= end - timedelta(days=_WINDOW_DAYS)]
    return Period(min(starts, default=first), end)


def _within(period: Period, window: Period) -> bool:
    return window.start <= period.start and period.end <= window.end


def _by_service(charges: Sequence[Charge], window: Period) -> dict[str, Monthly]:
    held: dict[str, list[Charge]] = defaultdict(list)
    for charge in charges:
        if charge.service_id:
            held[charge.service_id].append(charge)
    return {name: _monthly(mine, window) for name, mine in sorted(held.items())}


def _monthly(charges: Sequence[Charge], window: Period) -> Monthly:
    """Return the mean month, and the range over the calendar months that lie wholly in the window."""
    mean = sum((charge.amount for charge in charges), Decimal(0)) / window.days * DAYS_A_MONTH
    by_month: dict[date, Decimal] = defaultdict(Decimal)
    for charge in charges:
        by_month[charge.period.start.replace(day=1)] += charge.amount
    whole = [
        by_month[first] / (_next_month(first) - first).days * DAYS_A_MONTH
        for first in _months(window)
        if window.start <= first and _next_month(first) <= window.end
    ]
    return Monthly(mean, min([*whole, mean]), max([*whole, mean]))


def _months(window: Period) -> list[date]:
    found = [window.start.replace(day=1)]
    while _next_month(found[-1]) < window.end:
        found.append(_next_month(found[-1]))
    return found


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _unmatched(charges: Sequence[Charge]) -> tuple[tuple[str, Decimal], ...]:
    held: dict[str, Decimal] = defaultdict(Decimal)
    for charge in charges:
        if not charge.service_id:
            held[charge.service] += charge.amount
    return tuple(sorted(held.items(), key=lambda pair: (-pair[1], pair[0])))
