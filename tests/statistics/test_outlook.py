"""Commitments under uncertain growth, against brute force."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.simulated_series import TUNING_SEED, simulated_series
from cip_tui.model.errors import UsageError
from cip_tui.model.statistics.forecast import forecast
from cip_tui.model.statistics.outlook import best_interval, commitment_outlook, grown, regret_curve
from cip_tui.model.statistics.reserve import hourly_cost

FEW = settings(max_examples=40, deadline=None)
demands = st.lists(st.floats(0, 50), min_size=1, max_size=60)
growths = st.lists(st.floats(0, 4), min_size=1, max_size=40)
discounts = st.floats(0.05, 0.8)


def hours(days: int = 28) -> list[float]:
    rng = np.random.default_rng(6)
    shape = 4 + 3 * np.sin(np.arange(24) / 24 * 2 * np.pi)
    return [float(each) for each in np.tile(shape, days) * rng.lognormal(0, 0.2, days * 24)]


@FEW
@given(demands, discounts, growths)
def test_no_other_amount_is_cheaper_over_all_futures(demand: list[float], discount: float, growth: list[float]) -> None:
    found = commitment_outlook(demand, discount, growth)
    futures = np.outer(growth, demand).ravel()
    cost = hourly_cost(futures, found.hourly, discount)
    for amount in np.linspace(0, 210, 60):
        assert cost <= hourly_cost(futures, float(amount), discount) + 1e-9
    assert found.saving == pytest.approx(futures.mean() - cost, abs=1e-9)
    assert 0 <= found.loss_chance <= 1
    assert found.low <= found.high + 1e-9
    assert all(scenario.regret >= -1e-9 for scenario in found.scenarios)


@FEW
@given(demands, discounts)
def test_certain_growth_moves_the_optimum_in_step(demand: list[float], discount: float) -> None:
    found = commitment_outlook(demand, discount, [2.0])
    assert found.hourly == pytest.approx(2 * found.as_seen)
    assert found.low == pytest.approx(found.high)
    assert found.commit == (found.hourly > 0 and found.saving > 0)


@FEW
@given(demands, discounts)
def test_the_regret_curve_has_its_zero_at_the_best_amount(demand: list[float], discount: float) -> None:
    curve = regret_curve(demand, discount)
    assert [point.hourly for point in curve] == sorted(point.hourly for point in curve)
    assert min(point.regret for point in curve) == pytest.approx(0, abs=1e-12)
    assert curve[0].hourly == 0
    assert curve[0].saving == pytest.approx(0, abs=1e-9)
    best = max(point.saving for point in curve)
    assert all(point.regret == pytest.approx(best - point.saving, abs=1e-9) for point in curve)


def test_a_decline_that_is_likely_lowers_the_commitment_and_names_the_chance_of_a_loss() -> None:
    steady = commitment_outlook(hours(), 0.25, [1.0] * 10)
    unsure = commitment_outlook(hours(), 0.25, [1.0] * 6 + [0.2] * 4)
    assert unsure.hourly < steady.hourly
    assert steady.loss_chance == 0
    stubborn = [scenario for scenario in unsure.scenarios if scenario.growth < 0.5]
    assert stubborn[0].advised_saving < stubborn[0].best_saving


def test_rare_demand_is_not_committed_to() -> None:
    found = commitment_outlook([0.0] * 20 + [30.0] * 4, 0.3, [0.8, 1.0, 1.5])
    assert not found.commit
    assert found.hourly == 0


def test_growths_of_a_forecast_fit_in() -> None:
    made = forecast(simulated_series(TUNING_SEED, 60).history.tolist(), date(2026, 1, 5), 90)
    found = commitment_outlook(hours(), 0.2, made.growth())
    assert found.low < found.hourly < found.high
    assert [scenario.name for scenario in found.scenarios] == ["low", "middle", "high"]


def test_the_interval_of_the_best_amount_holds_it_and_narrows_with_more_days() -> None:
    low, high = best_interval(hours(28), 0.3)
    wider = best_interval(hours(7), 0.3)
    curve = regret_curve(hours(28), 0.3)
    best = next(point.hourly for point in curve if point.regret == 0)
    assert low <= best <= high
    assert high - low < wider[1] - wider[0]
    assert best_interval([5.0] * 72, 0.2) == pytest.approx((4.0, 4.0))


def test_growth_that_makes_no_sense_is_refused() -> None:
    for growth in ([], [-0.1], [float("nan")]):
        with pytest.raises(UsageError):
            grown([1.0], growth)
