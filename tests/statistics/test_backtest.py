"""The backtest tells what forecasts would have been worth on the history itself."""

from datetime import date, timedelta

import numpy as np
import pytest

from bench.simulated_series import TUNING_SEED, simulated_series
from cip_tui.model.statistics.backtest import backtest, best_forecast
from cip_tui.model.statistics.forecast import Method, forecast

MONDAY = date(2026, 1, 5)


def history(days: int, seed: int = 1) -> list[float]:
    return [float(amount) for amount in simulated_series(TUNING_SEED + seed, days, 30).history]


@pytest.mark.parametrize(("days", "horizon", "cuts"), [(34, 0, 0), (35, 7, 3), (56, 14, 3), (72, 30, 3), (90, 30, 5)])
def test_the_horizon_grows_with_the_history(days: int, horizon: int, cuts: int) -> None:
    made = backtest(history(days), MONDAY)
    assert (made.horizon, made.cuts) == (horizon, cuts)
    assert made.coverage.trials == cuts
    if not cuts:
        assert made.scores == ()
        assert "too few" in made.sentences[0]


def test_errors_equal_a_count_by_hand() -> None:
    daily = history(86)
    made = backtest(daily, MONDAY)
    cuts = [28, 35, 42, 49, 56]
    totals = [sum(daily[cut : cut + 30]) for cut in cuts]
    naive = [sum(daily[cut - 7 + day % 7] for day in range(30)) for cut in cuts]
    by_hand = sum(abs(a - b) for a, b in zip(totals, naive, strict=True)) / sum(totals)
    score = made.score(Method.SEASONAL_NAIVE)
    assert score is not None
    assert score.total_error == pytest.approx(by_hand)
    own = [
        forecast(daily[:cut], MONDAY, 30, paths=10).total or 0.0 for cut in cuts
    ]  # the days after a cut are not seen before it
    smoothing = made.score(Method.SMOOTHING)
    assert smoothing is not None
    assert smoothing.total_error == pytest.approx(
        sum(abs(a - b) for a, b in zip(totals, own, strict=True)) / sum(totals)
    )


def test_week_repeated_is_its_own_measure() -> None:
    daily = history(120)
    made = backtest(daily, MONDAY)
    score = made.score(Method.SEASONAL_NAIVE)
    assert score is not None
    assert score.mase is not None
    assert 0.5 < score.mase < 3
    assert score.daily_error is not None
    assert score.total_error is not None
    assert score.daily_error >= score.total_error


def test_a_clearly_better_benchmark_is_chosen() -> None:
    rng = np.random.default_rng(8)
    line = (200 + 4 * np.arange(120) + rng.normal(0, 1, 120)).tolist()
    made, evidence = best_forecast(line, MONDAY)
    assert evidence.chosen is Method.LINEAR
    assert made.method is Method.LINEAR
    assert evidence.scores[0].method is Method.LINEAR
    assert made.total == pytest.approx(sum(200 + 4 * day for day in range(120, 150)), rel=0.01)


def test_a_short_history_keeps_the_smoothing() -> None:
    line = [200 + 4.0 * day for day in range(50)]
    assert backtest(line, MONDAY).chosen is Method.SMOOTHING


def test_an_irregular_history_is_tried_with_its_own_method() -> None:
    rng = np.random.default_rng(5)
    daily = (rng.random(100) < 0.4) * rng.lognormal(2, 0.5, 100)
    made, evidence = best_forecast(daily.tolist(), MONDAY)
    assert made.method is evidence.chosen is Method.WEEKS
    assert evidence.cuts > 0


def test_unknown_days_count_for_nothing() -> None:
    daily: list[float | None] = list(history(100))
    daily[80:90] = [None] * 10
    made = backtest(daily, MONDAY)
    assert made.cuts > 0
    assert all(score.total_error is not None for score in made.scores)


def test_no_spend_has_no_relative_error() -> None:
    made = backtest([5.0] + [0.0] * 99, MONDAY + timedelta(days=3))
    assert all(score.total_error is None for score in made.scores)
