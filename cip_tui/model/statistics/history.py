"""The days a forecast rests on: cleaned, with what was done to them said in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from cip_tui.model.errors import UsageError
from cip_tui.model.statistics.weekly import Floats, closed_weekdays, weekdays

LONGEST = 365  # days looked back at most
IDLE_RUN = 7  # days in a row without spend after which use counts as stopped
OFTEN_IDLE = 0.10  # share of open days without spend above which a day is not a good unit
OFTEN_CREDITED = 0.05  # share of days with a net credit above which credits are part of the pattern


@dataclass(frozen=True, slots=True)
class History:
    """Daily spend from the first day with any; NaN where the day is unknown.

    `credits` are the days with a net credit that were set aside, and their sum.
    """

    values: Floats
    start: date
    unknown: int
    credits: tuple[int, float]
    irregular: str  # why single days say little, or empty

    @property
    def days(self) -> NDArray[np.intp]:
        """The weekday of each value, 0 is Monday."""
        return weekdays(self.start.weekday(), self.values.size)

    @property
    def known(self) -> int:
        """The number of days with a known amount."""
        return int(np.isfinite(self.values).sum())

    @property
    def end(self) -> date:
        """The first day after the history."""
        return self.start + timedelta(days=self.values.size)

    @property
    def last(self) -> date:
        """The last day of the history."""
        return self.end - timedelta(days=1)

    def ahead(self, horizon: int) -> NDArray[np.intp]:
        """Return the weekdays of the next `horizon` days."""
        return weekdays(self.end.weekday(), horizon)


def clean(daily: Sequence[float | None], start: date) -> History:
    """Return the history that daily amounts from `start` on amount to.

    None and NaN are unknown days; zero is a day without spend. Days before the first spend are left off, and only
    the last year is looked at. Raises `UsageError` where no day is known or an amount is infinite.
    """
    values = np.array([np.nan if value is None else float(value) for value in daily], dtype=np.float64)
    if np.any(np.isinf(values)):
        raise UsageError("A day's spend is not a finite number")
    known = np.flatnonzero(np.isfinite(values))
    if known.size == 0:
        raise UsageError("There is no day of spend to forecast from", next_step="Import calls of at least one full day")
    spent = np.flatnonzero(np.nan_to_num(values) != 0)
    first = max(int(spent[0]) if spent.size else int(known[0]), values.size - LONGEST)
    return _history(values[first:], start + timedelta(days=first))


def _history(values: Floats, start: date) -> History:
    unknown = int(np.isnan(values).sum())
    credited = values < 0
    count = int(credited.sum())
    if count > max(1.0, OFTEN_CREDITED * values.size):
        return History(values, start, unknown, (0, 0.0), "net credits on many days")
    total = float(values[credited].sum())
    kept = np.where(credited, np.nan, values)
    irregular = _irregular(kept, weekdays(start.weekday(), kept.size))
    return History(kept, start, unknown, (count, total), irregular)


def _irregular(values: Floats, days: NDArray[np.intp]) -> str:
    open_days = np.isfinite(values) & ~closed_weekdays(values, days)[days]
    amounts = values[open_days]
    if not np.any(amounts):
        return "no spend"
    if amounts.size >= IDLE_RUN and not np.any(amounts[-IDLE_RUN:]):
        return (
            f"no spend in the last {amounts.size - 1 - int(np.flatnonzero(amounts)[-1])} days that could have had some"
        )
    if float(np.mean(amounts == 0)) > OFTEN_IDLE:
        return "many days without spend"
    return ""
