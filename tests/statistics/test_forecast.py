"""Forecasts obey the laws a reader takes for granted, and say so where history is short or odd."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.simulated_series import PRODUCT, TUNING_SEED, simulated_series
from cip_tui.model.errors import UsageError
from cip_tui.model.statistics.benchmarks import linear_trend, seasonal_naive, weekday_mean
from cip_tui.model.statistics.forecast import BENCHMARKS, Forecast, Method, forecast

MONDAY = date(2026, 1, 5)
FEW = settings(max_examples=40, deadline=None)
amounts = st.floats(0, 1e5).map(lambda amount: round(amount, 4))


def history(days: int, seed: int = 1) -> list[float]:
    return [float(amount) for amount in simulated_series(TUNING_SEED + seed, days, 30).history]


@FEW
@given(st.lists(st.none() | st.just(0.0) | amounts, min_size=1, max_size=70), st.integers(1, 40))
def test_the_middle_lies_between_low_and_high(daily: list[float | None], horizon: int) -> None:
    if all(amount is None for amount in daily):
        with pytest.raises(UsageError):
            forecast(daily, MONDAY, horizon, paths=50)
        return
    made = forecast(daily, MONDAY, horizon, paths=50)
    assert len(made.low) == len(made.high) == made.horizon == horizon
    assert np.isfinite(made.paths).all()
    assert 0 <= made.total_low <= made.total_high
    assert all(low <= high for low, high in zip(made.low, made.high, strict=True))
    if made.total is None:
        assert made.daily == ()
    else:
        assert made.total_low <= made.total <= made.total_high
        assert all(low <= mid <= high for low, mid, high in zip(made.low, made.daily, made.high, strict=True))
        assert sum(made.daily) == pytest.approx(made.total)


@FEW
@given(st.floats(1e-4, 1e4), st.integers(8, 90), st.integers(0, 50))
def test_another_currency_gives_the_same_forecast_in_that_currency(rate: float, days: int, seed: int) -> None:
    daily = history(days, seed)
    daily[days // 2] = 0.0
    plain = forecast(daily, MONDAY, 20, paths=80)
    scaled = forecast([amount * rate for amount in daily], MONDAY, 20, paths=80)
    assert scaled.total_low == pytest.approx(plain.total_low * rate, rel=1e-6)
    assert scaled.total_high == pytest.approx(plain.total_high * rate, rel=1e-6)
    assert scaled.daily == pytest.approx([amount * rate for amount in plain.daily], rel=1e-6)


@pytest.mark.parametrize("days", [14, 30, 90, 400])
def test_a_constant_stays_what_it_is(days: int) -> None:
    made = forecast([12.5] * days, MONDAY)
    assert made.daily == pytest.approx([12.5] * 30)
    assert made.total_low < 375 < made.total_high


def test_a_weekly_rhythm_is_repeated_day_by_day() -> None:
    week = [100.0, 110.0, 120.0, 110.0, 100.0, 40.0, 30.0]
    made = forecast(week * 6, MONDAY, 14)
    assert made.daily == pytest.approx(week * 2, rel=0.01)


def test_closed_weekends_stay_closed() -> None:
    noise = np.random.default_rng(3).normal(1, 0.1, 84)
    daily = [0.0 if day % 7 >= 5 else 50 * noise[day] for day in range(84)]
    made = forecast(daily, MONDAY, 14)
    assert made.method is Method.SMOOTHING
    assert [made.daily[day] for day in (5, 6, 12, 13)] == [0.0] * 4
    assert made.high[5] == 0.0
    assert made.total == pytest.approx(500, rel=0.1)


def test_growth_goes_on_but_not_for_ever() -> None:
    daily = [100 * 1.01**day for day in range(90)]
    made = forecast(daily, MONDAY)
    going_on = sum(100 * 1.01**day for day in range(90, 120))
    assert made.total is not None
    assert daily[-1] * 30 < made.total < going_on


@pytest.mark.parametrize("days", [1, 2, 6, 13])
def test_under_two_weeks_there_is_only_a_range(days: int) -> None:
    made = forecast(history(days), MONDAY)
    assert made.total is None
    assert made.method is Method.RANGE
    assert made.total_low < 30 * np.mean(history(days)) < made.total_high
    assert any(f"Only {days} days" in caveat for caveat in made.caveats)


def test_no_spend_at_all_is_forecast_as_none() -> None:
    made = forecast([0.0] * 30, MONDAY)
    assert (made.total, made.total_low, made.total_high) == (0.0, 0.0, 0.0)


def test_use_that_stopped_is_pointed_out() -> None:
    made = forecast(history(60) + [0.0] * 12, MONDAY)
    assert made.method is Method.WEEKS
    assert any("no spend in the last 12 days" in caveat for caveat in made.caveats)
    assert made.total is not None
    assert made.total < 30 * np.mean(history(60))


def test_days_before_the_first_spend_do_not_count() -> None:
    assert forecast([0.0] * 40 + history(35), MONDAY) == forecast(history(35), MONDAY + timedelta(days=40))


def test_unknown_days_are_stepped_over_and_named() -> None:
    daily: list[float | None] = list(history(60))
    whole = forecast(daily, MONDAY)
    daily[20] = daily[21] = None
    daily[40] = float("nan")
    made = forecast(daily, MONDAY)
    assert made.start == whole.start
    assert made.history_days == 57
    assert made.total == pytest.approx(whole.total, rel=0.05)
    assert any("3 days" in caveat for caveat in made.caveats)


def test_a_single_credit_is_not_expected_again() -> None:
    daily = history(60)
    whole = forecast(daily, MONDAY)
    daily[30] = -5 * daily[30]
    made = forecast(daily, MONDAY)
    assert made.total == pytest.approx(whole.total, rel=0.05)
    assert any("net credit" in caveat for caveat in made.caveats)


def test_frequent_credits_are_part_of_the_pattern() -> None:
    daily = [100.0, 100.0, 100.0, 100.0, 100.0, 100.0, -200.0] * 6
    made = forecast(daily, MONDAY, 7)
    assert made.daily == pytest.approx(daily[:7])


def test_an_infinite_amount_and_no_horizon_are_refused() -> None:
    with pytest.raises(UsageError):
        forecast([1.0, float("inf")], MONDAY)
    with pytest.raises(UsageError):
        forecast([1.0], MONDAY, 0)
    with pytest.raises(UsageError):
        forecast([], MONDAY)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_the_same_figure() -> None:
    first, again = forecast(history(60), MONDAY, seed=4), forecast(history(60), MONDAY, seed=4)
    other = forecast(history(60), MONDAY, seed=5)
    assert first == again
    assert first.paths.tobytes() == again.paths.tobytes()
    assert other.total == first.total
    assert other.total_low == pytest.approx(first.total_low, rel=0.05)


def test_budget_crossing_agrees_with_counting_futures_one_by_one() -> None:
    made = forecast(history(60), MONDAY, 60)
    assert made.total is not None
    crossing = made.crossing(budget=made.total, spent=0.4 * made.total)
    days = []
    for path in made.paths:
        running = 0.4 * made.total
        for day, amount in zip(made.dates, path, strict=True):
            running += amount
            if running >= made.total:
                days.append(day)
                break
    assert crossing.probability == len(days) / len(made.paths)
    assert crossing.earliest is not None
    assert crossing.likely is not None
    assert crossing.latest is not None
    assert crossing.earliest <= crossing.likely <= crossing.latest
    assert sum(day <= crossing.likely for day in days) >= 0.5 * len(made.paths)
    assert sum(day < crossing.likely for day in days) <= 0.5 * len(made.paths)


def test_a_budget_out_of_reach_has_no_day_and_a_spent_one_is_crossed_already() -> None:
    made = forecast(history(60), MONDAY)
    far = made.crossing(1e12)
    assert (far.probability, far.earliest, far.likely, far.latest) == (0.0, None, None, None)
    assert made.crossing(100.0, spent=100.0).already
    assert made.probability_above(0.0) == 1.0


def test_an_even_budget_is_as_likely_to_hold_as_not() -> None:
    made = forecast(history(60), MONDAY)
    assert made.total is not None
    assert made.probability_above(made.total) == pytest.approx(0.5, abs=0.01)
    assert np.median(made.growth()) == pytest.approx(made.total / 30 / made.recent_daily_mean)


@pytest.mark.parametrize("method", BENCHMARKS)
def test_a_benchmarks_points_get_an_interval_around_them(method: Method) -> None:
    made = forecast(history(60), MONDAY, method=method)
    assert made.method is method
    assert made.total is not None
    assert made.total_low < made.total < made.total_high


def test_benchmarks_equal_their_definitions() -> None:
    daily = np.array(history(35))
    days, ahead = np.arange(35) % 7, np.arange(35, 44) % 7
    assert seasonal_naive(daily, days, ahead) == pytest.approx([*daily[-7:], *daily[-7:-5]])
    means = daily[-28:].reshape(4, 7).mean(axis=0)
    assert weekday_mean(daily, days, ahead) == pytest.approx([*means, *means[:2]])
    line = np.polynomial.Polynomial.fit(np.arange(35), daily, 1)
    assert linear_trend(daily, days, ahead) == pytest.approx(np.maximum(line(np.arange(35, 44)), 0))


def test_intervals_hold_about_as_often_as_they_say() -> None:
    def inside(made: Forecast, total: float) -> bool:
        return made.total_low <= total <= made.total_high

    held = 0
    for seed in range(60):
        series = simulated_series(TUNING_SEED + 500 + seed, 60, 30, PRODUCT)
        held += inside(forecast(series.history.tolist(), MONDAY, paths=200), float(series.future.sum()))
    assert 0.68 <= held / 60 <= 0.95
