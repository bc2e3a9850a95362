"""Slow rises that no single day gives away: the last week against the four weeks before.

A customer drifts where the median of the last seven days, weekdays taken into account, lies clearly above that of the
28 days before, where the slope over all 35 (Theil-Sen) points the same way, and where it matters in dollars.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cip_tui.model.errors import UsageError
from cip_tui.model.statistics.anomalies import false_discovery_cut
from cip_tui.model.statistics.channels import LEAST_NOISE, weekday_effects
from cip_tui.model.statistics.robust import row_medians
from cip_tui.model.statistics.weekly import WEEK, Floats, weekdays

BEFORE = 28
DAYS_A_MONTH = 365 / 12
LEAST_BEFORE, LEAST_RECENT = 14, 4  # days with spend there must be in each part
MEMORY = 0.4  # correlation of neighbouring days, which makes medians less certain than they look


@dataclass(frozen=True, slots=True)
class DriftSettings:
    """When a rise counts: `at_least` times the level before, `floor` a month more, this share of chance finds."""

    at_least: float = 1.25
    floor: float = 5.0
    false_discoveries: float = 0.10


@dataclass(frozen=True, slots=True)
class Drift:
    """A slow rise. `before` and `now` are mean cost a day, `growth` the slope a week as a fraction.

    `impact` is what the rise costs a month if it stays; `score` is the rise in units of its standard error.
    """

    entity: str
    before: float
    now: float
    growth: float
    score: float

    @property
    def impact(self) -> float:
        """Dollars a month beyond the level before."""
        return (self.now - self.before) * DAYS_A_MONTH


def find_drifts(
    cost: ArrayLike, start: date, entities: Sequence[str], *, settings: DriftSettings | None = None
) -> tuple[Drift, ...]:
    """Find the customers whose daily cost (entities by days from `start`) slowly rose by the last day, dearest first.

    NaN is not known. Needs 35 days; with fewer nothing is found. Leave the running day out, and days with spikes stay
    in, medians do not mind them. Raises `UsageError` where shapes contradict each other.
    """
    rule = settings or DriftSettings()
    table = np.asarray(cost, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] != len(entities):
        raise UsageError("Drifts need a table with a row for each customer and a column for each day")
    span = BEFORE + WEEK
    if table.shape[1] < span or table.shape[0] == 0:
        return ()
    recent = table[:, -span:]
    days = weekdays(start.weekday() + table.shape[1] - span, span)
    levels = _levels(recent, days)
    slope = row_slopes(levels)
    rise, error = _rises(levels, slope)
    before, now = _mean(recent[:, :BEFORE]), _mean(recent[:, BEFORE:])
    score = np.where(np.isfinite(rise) & (error > 0), rise / error, -np.inf)
    wanted = (rise > np.log(rule.at_least)) & (slope > 0) & ((now - before) * DAYS_A_MONTH >= rule.floor)
    tested = np.array([int(np.isfinite(score).sum())])
    kept = false_discovery_cut(np.where(wanted, score, -np.inf)[:, None], tested, rule.false_discoveries)[:, 0]
    found = [
        Drift(entities[row], float(before[row]), float(now[row]), float(np.expm1(slope[row] * WEEK)), float(score[row]))
        for row in np.flatnonzero(kept).tolist()
    ]
    return tuple(sorted(found, key=lambda drift: (-drift.impact, drift.entity)))


def row_slopes(values: Floats) -> Floats:
    """Return the Theil-Sen slope of each row per column; NaN where fewer than two values are known."""
    first, second = np.triu_indices(values.shape[1], 1)
    return row_medians((values[:, second] - values[:, first]) / (second - first))


def _levels(recent: Floats, days: NDArray[np.intp]) -> Floats:
    logs = np.log(recent, out=np.full(recent.shape, np.nan), where=recent > 0)
    return np.asarray(logs - weekday_effects(logs, days))


def _rises(levels: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """Return the rise of the median level in logs, and its standard error from the spread around the slope."""
    known = np.isfinite(levels)
    before, now = known[:, :BEFORE].sum(axis=1), known[:, BEFORE:].sum(axis=1)
    rise = row_medians(levels[:, BEFORE:]) - row_medians(levels[:, :BEFORE])
    rest = levels - slope[:, None] * np.arange(levels.shape[1])
    rest -= row_medians(rest)[:, None]
    spread = np.maximum(1.4826 * row_medians(np.abs(rest)), LEAST_NOISE)
    inflation = np.pi / 2 * (1 + MEMORY) / (1 - MEMORY)
    with np.errstate(divide="ignore"):
        error = spread * np.sqrt(inflation * (1 / before + 1 / now))
    return np.where((before >= LEAST_BEFORE) & (now >= LEAST_RECENT), rise, np.nan), error


def _mean(values: Floats) -> Floats:
    known = np.isfinite(values)
    total = np.where(known, values, 0.0).sum(axis=1)
    count = known.sum(axis=1)
    return np.asarray(np.divide(total, count, out=np.zeros(total.shape), where=count > 0))
