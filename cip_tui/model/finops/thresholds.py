"""Thresholds: which customers cost more in a rolling window of days than they may, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cip_tui.model.analysis import View
from cip_tui.model.engine.cubes import Cube, Scope
from cip_tui.model.engine.reference import customers
from cip_tui.model.finops.breakdown import NOT_STATED
from cip_tui.model.finops.daily import DAYS_PER_MONTH
from cip_tui.model.period import Period

# From this part of the threshold on a customer is near it.
NEAR = Decimal("0.8")


@dataclass(frozen=True, slots=True)
class Crossing:
    """A customer beside its threshold, USD over the window's days.

    `day` is the first observed day on whose end the window held more than the threshold (None: never so far), `now`
    the window that ends with the last observed day, `peak` the dearest window and `peak_day` its last day.
    """

    customer: str
    threshold: Decimal
    day: date | None
    now: Decimal
    peak: Decimal
    peak_day: date

    @property
    def label(self) -> str:
        """The customer's name to show."""
        return self.customer or NOT_STATED

    @property
    def over(self) -> Decimal:
        """What the present window holds above the threshold; negative where it is below."""
        return self.now - self.threshold

    @property
    def is_over(self) -> bool:
        """Whether the present window is above the threshold."""
        return self.now > self.threshold

    @property
    def is_near(self) -> bool:
        """Whether the present window is not above the threshold but near it."""
        return not self.is_over and self.now >= self.threshold * NEAR


def threshold_cube(view: View, window: int) -> Cube:
    """Return daily cost by customer over the observed days and the window before them."""
    period = Period(view.period.start - timedelta(days=window - 1), view.period.end)
    return view.usage.within(Scope(period, view.scope.filter)).cube("day", "customer", measures=("cost",))


def crossings(view: View, window: int, threshold: Decimal | None) -> list[Crossing]:
    """Return the customers that are over their threshold, were so on an observed day, or are near it; dearest first.

    `threshold` holds for every customer, USD over `window` days; without one it is the customer's monthly fee for as
    many days (fee x window x 12 / 365), and customers without a known fee have none. Calls before the first one known
    are not in the first windows, so these may be too small, never too large.
    """
    limits = {} if threshold is not None else _fees(view, window)
    daily: dict[str, dict[date, Decimal]] = {}
    for row in threshold_cube(view, window).dicts():
        if row["cost"] is not None:
            daily.setdefault(row["customer"], {})[row["day"]] = row["cost"]
    found = []
    for customer, spent in daily.items():
        limit = threshold if threshold is not None else limits.get(customer)
        if limit is not None:
            crossing = _crossing(view.period, customer, spent, window, limit)
            if crossing.day is not None or crossing.is_near:
                found.append(crossing)
    return sorted(found, key=lambda item: (-item.over, item.customer))


def _fees(view: View, window: int) -> dict[str, Decimal]:
    """The fees of paying customers for a window; a customer that pays nothing has no threshold by default."""
    profiles = customers(view.usage.source)
    return {name: each.monthly_fee * window / DAYS_PER_MONTH for name, each in profiles.items() if each.monthly_fee}


def _crossing(
    period: Period, customer: str, spent: Mapping[date, Decimal], window: int, threshold: Decimal
) -> Crossing:
    first = period.start - timedelta(days=window - 1)
    total = sum((spent.get(first + timedelta(days=number), Decimal(0)) for number in range(window - 1)), Decimal(0))
    crossed, peak, peak_day = None, None, period.start
    for number in range(period.days):
        day = period.start + timedelta(days=number)
        total += spent.get(day, Decimal(0))
        if crossed is None and total > threshold:
            crossed = day
        if peak is None or total > peak:
            peak, peak_day = total, day
        if number < period.days - 1:
            total -= spent.get(day - timedelta(days=window - 1), Decimal(0))
    return Crossing(customer, threshold, crossed, total, peak if peak is not None else total, peak_day)
