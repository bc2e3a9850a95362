"""How far forecasts of 30 days are off, and how often their intervals hold, beside simple methods.

Series and the seeds they are reported on are apart from those on which constants were chosen
(`simulated_series.TUNING_SEED`). Run by `python -m bench forecast`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from bench.anomaly_bench import simulated
from bench.harness import Bench, Line, at_least, at_most
from bench.simulated_series import KINDS, PRODUCT, TEST_SEED, Kind, SimulatedSeries, simulated_series
from cip_tui.model.statistics.backtest import best_forecast
from cip_tui.model.statistics.forecast import BENCHMARKS, Method, forecast

MONDAY = date(2026, 1, 5)
LENGTHS = (30, 60, 90)
HORIZON = 30
SERIES = 80
COVERAGE_SERIES = 250
SIMULATIONS, SIMULATED_CUSTOMERS = 40, 40
Draw = Callable[[int, int], Sequence[SimulatedSeries]]
LEAST, MOST = 0.75, 0.88  # in which share of series the 80 % interval should hold


def errors(series: SimulatedSeries) -> dict[Method, float]:
    """Return each method's error of the 30-day total as a fraction of the actual total."""
    days = series.history.size
    weekday, ahead = np.arange(days) % 7, np.arange(days, days + HORIZON) % 7
    totals = {method: float(made(series.history, weekday, ahead).sum()) for method, made in BENCHMARKS.items()}
    totals[Method.SMOOTHING] = forecast(series.history.tolist(), MONDAY, HORIZON, paths=10).total or 0.0
    actual = float(series.future.sum())
    return {method: abs(total - actual) / actual for method, total in totals.items()}


def drawn(kind: Kind) -> Draw:
    """Return what draws the reported series of one kind, given days of history and how many series."""
    return lambda days, count: [simulated_series(TEST_SEED + seed, days, HORIZON, kind) for seed in range(count)]


def from_simulator() -> Draw:
    """Return what cuts series out of simulated usage: the daily cost of forty customers together."""
    totals = [
        simulated(TEST_SEED + seed, SIMULATED_CUSTOMERS, max(LENGTHS) + HORIZON).cost.sum(axis=0)
        for seed in range(SIMULATIONS)
    ]
    return lambda days, _: [
        SimulatedSeries(total[max(LENGTHS) - days : max(LENGTHS)], total[max(LENGTHS) :]) for total in totals
    ]


def coverage(series: Sequence[SimulatedSeries]) -> float:
    """Return in which share of the series the 80 % interval held the total."""
    held = 0
    for each in series:
        made = forecast(each.history.tolist(), MONDAY, HORIZON, paths=500)
        held += made.total_low <= float(each.future.sum()) <= made.total_high
    return held / len(series)


def run(bench: Bench) -> None:
    """Report errors beside the simple methods, how often intervals hold, and the time one forecast takes."""
    bench.note(
        f"{HORIZON} days ahead; errors are means over {SERIES} simulated series, interval shares over"
        f" {COVERAGE_SERIES} ({SIMULATIONS} for the simulator's); constants were not tuned on these seeds."
    )
    for kind in KINDS:
        _report(bench, f"{kind.name} series", drawn(kind), judged=kind is PRODUCT)
    _report(bench, f"cost of {SIMULATED_CUSTOMERS} simulated customers", from_simulator(), judged=False)
    daily = simulated_series(TEST_SEED, 90).history.tolist()
    bench.measure("one forecast, 90 days of history", lambda: _call(lambda: forecast(daily, MONDAY)))
    bench.measure("one forecast with its backtest, 90 days", lambda: _call(lambda: best_forecast(daily, MONDAY)))


def _report(bench: Bench, what: str, draw: Draw, *, judged: bool) -> None:
    title = f"total of {HORIZON} days, {what}"
    lines: list[Line] = []
    for days in LENGTHS:
        lines += _accuracy(title, draw(days, SERIES), days, judged and days >= 60)
        lines += _coverage(title, draw(days, COVERAGE_SERIES), days, judged)
    bench.report(title, lines)


def _accuracy(title: str, series: Sequence[SimulatedSeries], days: int, judged: bool) -> list[Line]:
    found = [errors(each) for each in series]
    mean = {method: 100 * float(np.mean([each[method] for each in found])) for method in found[0]}
    bar = at_most(round(mean[Method.SEASONAL_NAIVE], 1)) if judged else None
    return [
        Line(title, f"{days} days known, error: {method}", "%", [mean[method]], target=bar if index == 0 else None)
        for index, method in enumerate((Method.SMOOTHING, *BENCHMARKS))
    ]


def _coverage(title: str, series: Sequence[SimulatedSeries], days: int, judged: bool) -> list[Line]:
    share = 100 * coverage(series)
    bounds = (at_least(100 * LEAST), at_most(100 * MOST)) if judged else (None,)
    return [Line(title, f"{days} days known, 80 % interval holds", "%", [share], target=bound) for bound in bounds]


def _call(work: Callable[[], object]) -> None:
    work()
