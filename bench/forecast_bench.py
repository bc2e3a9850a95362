"""How far forecasts of 30 days are off, and how often their intervals hold, beside simple methods.

Series and the seeds they are reported on are apart from those on which constants were chosen
(`simulated_series.TUNING_SEED`). Run by `python -m bench forecast`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import numpy as np

from bench.harness import Bench, Line, at_least, at_most
from bench.simulated_series import KINDS, PRODUCT, TEST_SEED, Kind, SimulatedSeries, simulated_series
from cip_tui.model.statistics.backtest import best_forecast
from cip_tui.model.statistics.forecast import BENCHMARKS, Method, forecast

MONDAY = date(2026, 1, 5)
LENGTHS = (30, 60, 90)
HORIZON = 30
SERIES = 80
COVERAGE_SERIES = 250
LEAST, MOST = 0.75, 0.88  # in which share of series the 80 % interval should hold


def errors(series: SimulatedSeries) -> dict[Method, float]:
    """Return each method's error of the 30-day total as a fraction of the actual total."""
    days = series.history.size
    weekday, ahead = np.arange(days) % 7, np.arange(days, days + HORIZON) % 7
    totals = {method: float(made(series.history, weekday, ahead).sum()) for method, made in BENCHMARKS.items()}
    totals[Method.SMOOTHING] = forecast(series.history.tolist(), MONDAY, HORIZON, paths=10).total or 0.0
    actual = float(series.future.sum())
    return {method: abs(total - actual) / actual for method, total in totals.items()}


def many(kind: Kind, days: int, count: int) -> Iterator[SimulatedSeries]:
    """Yield the series that are reported on."""
    return (simulated_series(TEST_SEED + seed, days, HORIZON, kind) for seed in range(count))


def coverage(kind: Kind, days: int, count: int) -> float:
    """Return in which share of the series the 80 % interval held the total."""
    held = 0
    for series in many(kind, days, count):
        made = forecast(series.history.tolist(), MONDAY, HORIZON, paths=500)
        held += made.total_low <= float(series.future.sum()) <= made.total_high
    return held / count


def run(bench: Bench) -> None:
    """Report errors beside the simple methods, how often intervals hold, and the time one forecast takes."""
    bench.note(
        f"{HORIZON} days ahead; errors are means over {SERIES} simulated series, interval shares over"
        f" {COVERAGE_SERIES}; the series' constants were not tuned on these seeds."
    )
    for kind in KINDS:
        title = f"total of {HORIZON} days, series like a {kind.name}"
        lines = [line for days in LENGTHS for line in (*_accuracy(title, kind, days), *_coverage(title, kind, days))]
        bench.report(title, lines)
    daily = simulated_series(TEST_SEED, 90).history.tolist()
    bench.measure("one forecast, 90 days of history", lambda: _call(lambda: forecast(daily, MONDAY)))
    bench.measure("one forecast with its backtest, 90 days", lambda: _call(lambda: best_forecast(daily, MONDAY)))


def _accuracy(title: str, kind: Kind, days: int) -> list[Line]:
    found = [errors(series) for series in many(kind, days, SERIES)]
    mean = {method: 100 * float(np.mean([each[method] for each in found])) for method in found[0]}
    judged = kind is PRODUCT and days >= 60
    bar = at_most(round(mean[Method.SEASONAL_NAIVE], 1)) if judged else None
    return [
        Line(title, f"{days} days known, error: {method}", "%", [mean[method]], target=bar if index == 0 else None)
        for index, method in enumerate((Method.SMOOTHING, *BENCHMARKS))
    ]


def _coverage(title: str, kind: Kind, days: int) -> list[Line]:
    share = 100 * coverage(kind, days, COVERAGE_SERIES)
    bounds = (at_least(100 * LEAST), at_most(100 * MOST)) if kind is PRODUCT else (None,)
    return [Line(title, f"{days} days known, 80 % interval holds", "%", [share], target=bound) for bound in bounds]


def _call(work: Callable[[], object]) -> None:
    work()
