"""Commitments against brute force."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.statistics.reserve import best_commitment, best_units, hourly_cost

demands = st.lists(st.floats(0, 100), min_size=1, max_size=80)


@settings(max_examples=80, deadline=None)
@given(demands, st.floats(0.02, 0.9))
def test_no_other_commitment_is_cheaper(demand: list[float], discount: float) -> None:
    hours = np.asarray(demand)
    best = best_commitment(demand, discount)
    cost = hourly_cost(hours, best.hourly, discount)
    for level in [0.0, *demand, *np.linspace(0, 110, 23)]:
        assert cost <= hourly_cost(hours, level * (1 - discount), discount) + 1e-9
    assert best.saving >= -1e-9
    assert best.under >= -1e-9
    assert best.over >= -1e-9


def test_steady_demand_saves_the_whole_discount() -> None:
    best = best_commitment([10.0] * 72, 0.2)
    assert best.hourly == pytest.approx(8.0)
    assert best.saving == pytest.approx(2.0)
    assert best.utilisation == pytest.approx(1.0)
    assert best.worthwhile


def test_demand_that_is_mostly_absent_is_not_committed_to() -> None:
    best = best_commitment([0.0] * 60 + [50.0] * 12, 0.3)
    assert best.hourly == 0
    assert not best.worthwhile


@settings(max_examples=60, deadline=None)
@given(demands, st.floats(0.1, 50), st.floats(0.1, 80))
def test_the_best_number_of_units_is_the_cheapest(demand: list[float], price: float, capacity: float) -> None:
    found = best_units(demand, price, capacity, most=12)
    hours = np.asarray(demand)
    for count in range(13):
        cost = count * price + float(np.maximum(hours - count * capacity, 0).mean())
        assert found.costs[found.count] <= cost + 1e-9


def test_a_unit_dearer_than_all_demand_is_never_bought() -> None:
    assert best_units([6.5] * 24, 22.0, math.inf).count == 0
    assert best_units([30.0] * 24, 22.0, math.inf).count == 1


@pytest.mark.parametrize("discount", [0.0, 1.0, -0.1])
def test_a_discount_that_is_none_is_refused(discount: float) -> None:
    with pytest.raises(ValueError, match="discount"):
        best_commitment([1.0], discount)
