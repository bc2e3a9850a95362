"""How well forecasts would have done on this very history: rolling-origin evaluation and the choice of a method.

The history is cut at several days; from each cut on, the days that followed are forecast from the days before
(Tashman 2000). Errors are those of totals, as budgets are totals; the choice rests on the mean absolute scaled error
of single days (Hyndman & Koehler 2006), which has more to go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from cip_tui.model.statistics.forecast import BENCHMARKS, FEWEST_DAYS, Forecast, Method, forecast
from cip_tui.model.statistics.history import History, clean
from cip_tui.model.statistics.quantile import Share, wilson
from cip_tui.model.statistics.weekly import WEEK, Floats

# Longest first: days ahead, and days of history before the first cut.
PLANS = ((30, 28), (14, 28), (7, 28), (7, 14))
FEWEST_CUTS = 3
MOST_CUTS = 12
CHOICE_DAYS = 56  # history from which on another method may be chosen
CLEARLY = 0.80  # a benchmark is preferred where its error is below this share of the smoothing's
PATHS = 300


@dataclass(frozen=True, slots=True)
class Score:
    """Errors of one method. `total_error` is the sum of absolute errors of the totals over the sum of the totals,
    `daily_error` the same of single days (both WAPE, fractions); `mase` is 1 where last week repeated does as well.
    None where the actual spend, or its change from week to week, is zero.
    """

    method: Method
    total_error: float | None
    daily_error: float | None
    mase: float | None


@dataclass(frozen=True, slots=True)
class Backtest:
    """What rolling cuts showed. `scores` starts with the method used; empty where the history is too short.

    `coverage` counts the cuts whose actual total lay inside the interval of the chosen method; its `low` and `high`
    say how little a few cuts prove (neighbouring cuts share days, so they prove even less).
    """

    horizon: int
    cuts: int
    scores: tuple[Score, ...]
    coverage: Share
    level: float
    chosen: Method
    sentences: tuple[str, ...]

    def score(self, method: Method) -> Score | None:
        """Return the errors of one method, or None where it was not evaluated."""
        return next((score for score in self.scores if score.method is method), None)


def best_forecast(
    daily: Sequence[float | None], start: date, horizon: int = 30, *, seed: int = 0, level: float = 0.8
) -> tuple[Forecast, Backtest]:
    """Forecast with the method that did best on this history, and return how all of them did.

    Raises `UsageError` where no day is known, see `forecast`.
    """
    evidence = backtest(daily, start, seed=seed, level=level)
    return forecast(daily, start, horizon, seed=seed, level=level, method=evidence.chosen), evidence


def backtest(daily: Sequence[float | None], start: date, *, seed: int = 0, level: float = 0.8) -> Backtest:
    """Evaluate smoothing and benchmarks on cuts a week apart, 30 days ahead where the history allows it, else fewer.

    Raises `UsageError` where no day is known.
    """
    history = clean(daily, start)
    own = Method.WEEKS if history.irregular else Method.SMOOTHING
    horizon, cuts = _plan(history)
    if not cuts:
        return Backtest(0, 0, (), wilson(0, 0), level, own, (_too_short(history),))
    actual = [history.values[cut : cut + horizon] for cut in cuts]
    made = [_at(history, cut, horizon, seed, level, own) for cut in cuts]
    points = {own: [np.array(each.daily) for each in made]}
    for method, benchmark in BENCHMARKS.items():
        points[method] = [
            benchmark(history.values[:cut], history.days[:cut], history.days[cut : cut + horizon]) for cut in cuts
        ]
    scale = _week_change(history.values)
    scores = [_score(method, each, actual, scale) for method, each in points.items()]
    chosen = _choose(scores, history, own)
    if chosen is not own:
        made = [_at(history, cut, horizon, seed, level, chosen) for cut in cuts]
    inside = sum(_inside(each, seen) for each, seen in zip(made, actual, strict=True))
    ordered = tuple(sorted(scores, key=lambda score: score.method is not chosen))
    share = wilson(inside, len(cuts), 0.9)
    return Backtest(horizon, len(cuts), ordered, share, level, chosen, _sentences(horizon, ordered, share, level))


def _plan(history: History) -> tuple[int, list[int]]:
    """Return how many days ahead to try and where to cut, oldest first; no cuts where the history is too short."""
    known = np.cumsum(np.isfinite(history.values))
    for horizon, first in PLANS:
        cuts = range(history.values.size - horizon, first - 1, -WEEK)
        usable = [cut for cut in cuts if known[cut - 1] >= FEWEST_DAYS and known[cut + horizon - 1] > known[cut - 1]]
        if len(usable) >= FEWEST_CUTS:
            return horizon, usable[:MOST_CUTS][::-1]
    return 0, []


def _at(history: History, cut: int, horizon: int, seed: int, level: float, method: Method) -> Forecast:
    return forecast(
        history.values[:cut].tolist(), history.start, horizon, seed=seed, level=level, method=method, paths=PATHS
    )


def _score(method: Method, points: list[Floats], actual: list[Floats], scale: float) -> Score:
    total_miss = total = daily_miss = 0.0
    days = 0
    for made, seen in zip(points, actual, strict=True):
        known = np.isfinite(seen)
        misses = made[known] - seen[known]
        total_miss += abs(float(misses.sum()))
        daily_miss += float(np.abs(misses).sum())
        total += float(seen[known].sum())
        days += int(known.sum())
    return Score(
        method,
        total_miss / total if total > 0 else None,
        daily_miss / total if total > 0 else None,
        daily_miss / days / scale if scale > 0 else None,
    )


def _week_change(values: Floats) -> float:
    """Return the mean absolute change from one week to the next, the scale of the scaled error; zero for none."""
    changes = np.abs(values[WEEK:] - values[:-WEEK])
    known = changes[np.isfinite(changes)]
    return float(known.mean()) if known.size else 0.0


def _choose(scores: list[Score], history: History, own: Method) -> Method:
    """Return the method to use: the own one unless a long history speaks clearly for a benchmark."""
    best, reference = own, next(score.mase for score in scores if score.method is own)
    if reference is None or own is not Method.SMOOTHING or history.known < CHOICE_DAYS:
        return own
    bar = reference * CLEARLY
    for score in scores:
        if score.mase is not None and score.mase < bar:
            best, bar = score.method, score.mase
    return best


def _inside(made: Forecast, actual: Floats) -> bool:
    """Say whether the total of the known days lay inside the interval of that total."""
    known = np.isfinite(actual)
    tail = (1 - made.level) / 2
    totals = made.paths[:, known].sum(axis=1)
    low, high = np.quantile(totals, (tail, 1 - tail))
    return bool(low <= actual[known].sum() <= high)


def _too_short(history: History) -> str:
    return f"{history.known} days are too few to try the method out on them; five weeks are the least."


def _sentences(horizon: int, scores: tuple[Score, ...], covered: Share, level: float) -> tuple[str, ...]:
    used, others = scores[0], scores[1:]
    told = [f"Tried on {covered.trials} earlier dates of this history, {horizon} days ahead each."]
    if used.total_error is not None:
        rest = ", ".join(f"{score.method} {score.total_error:.1%}" for score in others if score.total_error is not None)
        told.append(f"Error of the total: {used.total_error:.1%} ({used.method}); {rest}.")
    told.append(
        f"The {level:.0%} interval held the actual total {covered.successes} of {covered.trials} times"
        f" (compatible with a rate of {covered.low:.0%} to {covered.high:.0%})."
    )
    return tuple(told)
