"""Where counted spend stands against the commitment today: attainment, pace, what is still needed, days ahead.

"Today" is the last day that spend is known for, so that late data does not look like a slow year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cip_tui.model.commitment.counting import ZERO, Counted, YearCount
from cip_tui.model.period import Period

RATE_MONTHS = 3
RATE_DAYS = 91
"""Days whose mean is the daily rate: about three months."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One commitment, a contract year's or the term's, as it stands on the last known day.

    `counted` takes open rules in the reading that counts less, `most` in the other. `commitment` is None where it is
    not confirmed. `daily` is the mean of what counted a day over the last three months, None without spend.
    """

    name: str
    period: Period
    through: date
    commitment: Decimal | None
    counted: Decimal
    most: Decimal
    daily: Decimal | None
    number: int | None = None
    formula: str = ""

    @property
    def days_gone(self) -> int:
        """Days of the period before the last known day's end, from 0 to all of them."""
        return min(max((self.through - self.period.start).days, 0), self.period.days)

    @property
    def days_left(self) -> int:
        """Days of the period still to come."""
        return self.period.days - self.days_gone

    @property
    def elapsed(self) -> Decimal:
        """The elapsed share of the period."""
        return Decimal(self.days_gone) / self.period.days

    @property
    def begun(self) -> bool:
        """Whether a day of it is known."""
        return self.days_gone > 0

    @property
    def over(self) -> bool:
        """Whether every day of it is known."""
        return self.days_left == 0

    @property
    def missing(self) -> Decimal | None:
        """What is still to be counted, zero once the commitment is reached."""
        return None if self.commitment is None else max(self.commitment - self.counted, ZERO)

    @property
    def attainment(self) -> Decimal | None:
        """Counted over commitment."""
        return self.counted / self.commitment if self.commitment else None

    @property
    def pace(self) -> Decimal | None:
        """Attainment over the elapsed share: 1 is on the line."""
        if self.attainment is None or not self.begun:
            return None
        return self.attainment / self.elapsed

    @property
    def required(self) -> Decimal | None:
        """What has to count each day still to come."""
        if self.missing is None or self.over:
            return None
        return self.missing / self.days_left

    @property
    def ahead(self) -> Decimal | None:
        """Days ahead of the even line (negative: behind): (counted - commitment x elapsed) / daily rate."""
        if self.commitment is None or not self.daily or self.daily <= 0 or not self.begun:
            return None
        return (self.counted - self.commitment * self.elapsed) / self.daily


def daily_rate(days: Mapping[date, Decimal], first: date, through: date) -> Decimal | None:
    """Return the mean of the last three months' amounts a day, over the days that are known; None without spend."""
    start = max(first, through - timedelta(days=RATE_DAYS))
    if start >= through:
        return None
    total = sum((amount for day, amount in days.items() if start <= day < through), ZERO)
    return total / (through - start).days if total else None


def year_standing(counted: Counted, count: YearCount, commitment: Decimal | None, daily: Decimal | None) -> Standing:
    """Return how one contract year stands; `commitment` is its amount, where a formula is known by that."""
    year = count.year
    return Standing(
        f"Year {year.number}",
        year.period,
        counted.through,
        commitment,
        count.counted,
        count.most,
        daily,
        number=year.number,
        formula=year.formula,
    )


def term_standing(counted: Counted, commitment: Decimal | None, daily: Decimal | None) -> Standing | None:
    """Return how the whole term stands, or None for an agreement of one year or none."""
    if len(counted.years) < 2:
        return None
    start = min(count.year.period.start for count in counted.years)
    end = max(count.year.period.end for count in counted.years)
    return Standing(
        "Term",
        Period(start, end),
        counted.through,
        commitment,
        sum((count.counted for count in counted.years), ZERO),
        sum((count.most for count in counted.years), ZERO),
        daily,
    )


def current_year(counted: Counted) -> YearCount | None:
    """Return the contract year of the last known day; before the first year that one, after the last the last."""
    if not counted.years:
        return None
    day = counted.through - timedelta(days=1)
    inside = [count for count in counted.years if day in count.year.period]
    if inside:
        return inside[0]
    coming = [count for count in counted.years if count.year.period.start > day]
    return coming[0] if coming else counted.years[-1]
