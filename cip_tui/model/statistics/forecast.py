"""Forecast of daily spend: points, an 80 % interval for each day and for the total, and when a budget is crossed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from cip_tui.model.errors import UsageError
from cip_tui.model.statistics.benchmarks import Benchmark, linear_trend, seasonal_naive, weekday_mean
from cip_tui.model.statistics.futures import short_futures, week_futures
from cip_tui.model.statistics.history import History, clean
from cip_tui.model.statistics.sentences import caveats, method_sentences
from cip_tui.model.statistics.smoothing import smooth
from cip_tui.model.statistics.weekly import Floats, weekday_factors

FEWEST_DAYS = 14  # known days below which there is a range and no figure
PATHS = 1_000
FLOOR = 0.02  # a day without spend counts as this share of the median day on the log scale
# Factors by which the interval is widened at so many known days. A model's interval leaves out that the model may be
# wrong; these were tuned on simulated series (bench/forecast_bench.py) until 80 % held about 80 %.
WIDENING_DAYS = (30, 60, 90)
WIDENING = (1.35, 1.2, 1.1)


class Method(StrEnum):
    """How the points were made."""

    SMOOTHING = "damped smoothing with weekday factors"
    SEASONAL_NAIVE = "last week repeated"
    WEEKDAY_MEAN = "mean of each weekday over four weeks"
    LINEAR = "straight line"
    WEEKS = "mean of each weekday, recent weeks drawn at random"
    RANGE = "range only"


BENCHMARKS: dict[Method, Benchmark] = {
    Method.SEASONAL_NAIVE: seasonal_naive,
    Method.WEEKDAY_MEAN: weekday_mean,
    Method.LINEAR: linear_trend,
}


@dataclass(frozen=True, slots=True)
class Crossing:
    """When a running total reaches a budget, among the possible futures.

    `probability` is the share of futures that reach it within the horizon. A day is None where the budget is not
    reached by that share of futures: `earliest` by the first tenth, `likely` by half, `latest` by nine tenths (at
    80 %). `already` says that what was spent before exceeds it.
    """

    budget: float
    spent: float
    probability: float
    earliest: date | None
    likely: date | None
    latest: date | None
    already: bool = False


@dataclass(frozen=True, slots=True)
class Forecast:
    """Spend of the days from `start` on, in the unit of the history.

    `daily` and `total` are empty and None where there is too little history for more than a range. `low` and `high`
    bound single days, `total_low` and `total_high` the total; the bounds of the total are not sums of the days'.
    `paths` are possible futures, one row each, from which all bounds and `crossing` are read.
    """

    start: date
    daily: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    total: float | None
    total_low: float
    total_high: float
    level: float
    method: Method
    history_days: int
    recent_daily_mean: float
    sentences: tuple[str, ...]
    caveats: tuple[str, ...]
    paths: Floats = field(repr=False, compare=False)

    @property
    def horizon(self) -> int:
        """The number of days ahead."""
        return len(self.low)

    @property
    def dates(self) -> tuple[date, ...]:
        """The days ahead."""
        return tuple(self.start + timedelta(days=day) for day in range(self.horizon))

    def crossing(self, budget: float, spent: float = 0.0) -> Crossing:
        """Return when `spent` so far plus the days ahead reaches `budget`."""
        if spent >= budget:
            return Crossing(budget, spent, 1.0, None, None, None, already=True)
        reached = spent + np.cumsum(self.paths, axis=1) >= budget
        crosses = reached.any(axis=1)
        first = np.sort(np.where(crosses, reached.argmax(axis=1), self.horizon))
        tail = (1 - self.level) / 2
        earliest, likely, latest = (self._day(first, share) for share in (tail, 0.5, 1 - tail))
        return Crossing(budget, spent, float(crosses.mean()), earliest, likely, latest)

    def probability_above(self, amount: float) -> float:
        """Return the share of possible futures whose total exceeds `amount`."""
        return float(np.mean(self.paths.sum(axis=1) > amount))

    def growth(self) -> Floats:
        """Return for each possible future its daily mean over that of the last 28 days; ones without a base."""
        if self.recent_daily_mean <= 0:
            return np.ones(self.paths.shape[0])
        return np.asarray(self.paths.mean(axis=1) / self.recent_daily_mean)

    def _day(self, first: Floats, share: float) -> date | None:
        index = int(first[min(first.size - 1, int(share * first.size))])
        return None if index >= self.horizon else self.start + timedelta(days=index)


def forecast(
    daily: Sequence[float | None],
    start: date,
    horizon: int = 30,
    *,
    seed: int = 0,
    level: float = 0.8,
    method: Method = Method.SMOOTHING,
    paths: int = PATHS,
) -> Forecast:
    """Forecast the `horizon` days after `daily`, whose first amount is of day `start`.

    None or NaN is a day that is not known, zero one without spend; leave the running day out. `method` may name a
    benchmark, whose points then get the interval of the smoothing. An irregular or short history decides by itself
    how it is forecast, see `Forecast.method`. Raises `UsageError` where no day is known.
    """
    if horizon < 1 or not 0 < level < 1:
        raise UsageError("A forecast needs at least one day ahead and a level between 0 and 1")
    history = clean(daily, start)
    rng = np.random.default_rng(seed)
    if history.known < FEWEST_DAYS:
        return _finish(history, None, short_futures(history, horizon, paths, rng), level, Method.RANGE)
    ahead = history.ahead(horizon)
    if history.irregular:
        points = weekday_mean(history.values, history.days, ahead)
        futures = week_futures(history, points, widening(history.known), paths, rng)
        return _finish(history, points, futures, level, Method.WEEKS)
    points, futures = _smoothed(history, horizon, paths, rng)
    if method in BENCHMARKS:
        other = BENCHMARKS[method](history.values, history.days, ahead)
        futures = futures * np.divide(other, points, out=np.ones(horizon), where=points > 0)
        points, futures = other, _centred(futures, float(other.sum()))
    return _finish(history, points, futures, level, method)


def widening(known_days: int) -> float:
    """Return the factor by which the interval is widened at so many days of history."""
    return float(np.interp(known_days, WIDENING_DAYS, WIDENING))


def _smoothed(history: History, horizon: int, count: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return points (horizon) and futures (count, horizon) of the smoothing, weekday put back."""
    factors = weekday_factors(history.values, history.days)
    factor = factors[history.days]
    level = np.divide(history.values, factor, out=np.full(factor.shape, np.nan), where=factor > 0)
    floor = FLOOR * float(np.median(level[level > 0]))
    fitted = smooth(np.log(np.maximum(level, floor)))
    middle = fitted.ahead(horizon)
    ahead = factors[history.ahead(horizon)]
    away = fitted.paths(horizon, count, rng) - middle
    futures = np.exp(middle + widening(history.known) * away) * ahead
    points = np.exp(middle + fitted.smearing) * ahead
    return points, _centred(futures, float(points.sum()))


def _centred(futures: Floats, total: float) -> Floats:
    """Scale the futures so that half of them lie above `total`."""
    median = float(np.median(futures.sum(axis=1)))
    return futures * (total / median) if median > 0 else futures


def _finish(history: History, points: Floats | None, futures: Floats, level: float, method: Method) -> Forecast:
    tail = (1 - level) / 2
    low, high = np.quantile(futures, (tail, 1 - tail), axis=0)
    total_low, total_high = (float(bound) for bound in np.quantile(futures.sum(axis=1), (tail, 1 - tail)))
    total = None
    if points is not None:
        low, high = np.minimum(low, points), np.maximum(high, points)
        total = float(points.sum())
        total_low, total_high = min(total_low, total), max(total_high, total)
    recent = history.values[-28:]
    return Forecast(
        start=history.end,
        daily=() if points is None else tuple(points.tolist()),
        low=tuple(low.tolist()),
        high=tuple(high.tolist()),
        total=total,
        total_low=total_low,
        total_high=total_high,
        level=level,
        method=method,
        history_days=history.known,
        recent_daily_mean=float(np.nanmean(recent)) if np.any(np.isfinite(recent)) else 0.0,
        sentences=method_sentences(method.value, history, level, widening(history.known)),
        caveats=caveats(history, futures.shape[1], FEWEST_DAYS),
        paths=futures,
    )
