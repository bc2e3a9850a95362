"""Possible futures of counted spend, month by month, and what each contract year counts in them.

What counts regularly is forecast (`statistics.months`); Marketplace goes on at its mean of the last year; what was
paid once does not come again. A tried-out growth scales the months ahead, a one-off purchase counts where it is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from cip_tui.model.commitment.counting import ZERO, Counted
from cip_tui.model.period import Period, month_of
from cip_tui.model.statistics.months import MonthForecast, forecast_months
from cip_tui.model.statistics.weekly import Floats

FEWEST_DAYS = 10  # days known of a month from which its mean is one to go by
MARKETPLACE_DAYS = 365


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a person tries out: growth of the months ahead as a fraction, and purchases in the running year."""

    growth: Decimal = ZERO
    purchase: Decimal = ZERO
    marketplace: Decimal = ZERO
    surplus_carries: bool = False

    @property
    def plain(self) -> bool:
        """Whether nothing is tried out."""
        return self == WhatIf()


@dataclass(frozen=True, slots=True)
class Futures:
    """Months ahead and the daily means of each in every path; `marketplace` is its mean a day, before share and cap.

    `months` holds the days ahead of each month: the first begins at the last known day's end.
    """

    start: date
    months: tuple[Period, ...]
    rates: Floats
    marketplace: float
    model: MonthForecast

    @property
    def paths(self) -> int:
        """How many futures there are."""
        return int(self.rates.shape[0])

    def days_in(self, period: Period) -> Floats:
        """Return how many days of each month ahead lie in a period."""
        return np.array([overlap(month, period) for month in self.months], dtype=np.float64)

    def spend(self, period: Period) -> Floats:
        """Return what counts regularly in the days of a period that lie ahead, for each path."""
        if not self.months:
            return np.zeros(self.paths)
        return np.asarray(self.rates @ self.days_in(period))

    def marketplace_in(self, period: Period) -> float:
        """Return the Marketplace spend of the days of a period that lie ahead."""
        return self.marketplace * float(self.days_in(period).sum()) if self.months else 0.0


def overlap(one: Period, other: Period) -> int:
    """Return how many days two periods share."""
    return max((min(one.end, other.end) - max(one.start, other.start)).days, 0)


def futures_of(counted: Counted, until: date, growth: Decimal = ZERO, *, paths: int = 2_000, seed: int = 0) -> Futures:
    """Return the futures from the last known day up to, not including, `until`."""
    start = counted.through
    months = tuple(_months(start, until))
    rates, first, gap = month_rates(counted)
    model = forecast_months(rates, max(len(months), 1), first_month=first, gap=gap, seed=seed, paths=paths)
    scaled = model.paths[:, : len(months)] * float(1 + growth)
    return Futures(start, months, scaled, _marketplace_rate(counted), model)


def month_rates(counted: Counted) -> tuple[list[float], int, int]:
    """Return the mean a day of each month known, the calendar month of the first, and how far the last is from now.

    Months before a gap in the data are left out, and a first or last month with fewer than ten days.
    """
    begin = counted.gaps[-1].end if counted.gaps else counted.first
    sums = _by_month(counted.regular)
    found: list[tuple[Period, float]] = []
    for part in _months(begin, counted.through):
        month = month_of(part.start)
        if part.days >= min(FEWEST_DAYS, month.days):
            found.append((month, float(sums.get(month.start, ZERO)) / part.days))
    if not found:
        return [], counted.through.month, 0
    last = found[-1][0].start
    gap = (counted.through.year - last.year) * 12 + counted.through.month - last.month
    return [rate for _, rate in found], found[0][0].start.month, gap


def _by_month(days: Mapping[date, Decimal]) -> dict[date, Decimal]:
    sums: dict[date, Decimal] = {}
    for day, amount in days.items():
        start = day.replace(day=1)
        sums[start] = sums.get(start, ZERO) + amount
    return sums


def _months(start: date, until: date) -> Sequence[Period]:
    """Return the parts of calendar months from one day up to, not including, another."""
    found = []
    while start < until:
        end = min(month_of(start).end, until)
        found.append(Period(start, end))
        start = end
    return found


def _marketplace_rate(counted: Counted) -> float:
    start = max(counted.first, counted.through - timedelta(days=MARKETPLACE_DAYS))
    total = sum((amount for day, amount in counted.marketplace.items() if day >= start), ZERO)
    return float(total) / (counted.through - start).days
