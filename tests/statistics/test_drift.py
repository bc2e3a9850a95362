"""Slow rises are told from noise and from single days."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.errors import UsageError
from cip_tui.model.statistics.drift import DriftSettings, find_drifts, row_slopes
from cip_tui.model.statistics.quantile import theil_sen

MONDAY = date(2026, 9, 7)
Table = np.ndarray[Any, np.dtype[np.float64]]


def cost(customers: int = 40, days: int = 42, seed: int = 1) -> Table:
    rng = np.random.default_rng(seed)
    week = np.where(np.arange(days) % 7 >= 5, 0.5, 1.0)
    return np.asarray(rng.lognormal(1.5, 0.8, (customers, 1)) * week * np.exp(rng.normal(0, 0.2, (customers, days))))


def names(table: Table) -> list[str]:
    return [f"c{row}" for row in range(table.shape[0])]


def test_a_steady_rise_is_found_with_its_dollars() -> None:
    table = cost()
    table[6] = 20 * np.exp(0.025 * np.arange(42)) * np.exp(np.random.default_rng(4).normal(0, 0.1, 42))
    found = find_drifts(table, MONDAY, names(table))
    assert [drift.entity for drift in found] == ["c6"]
    assert found[0].growth == pytest.approx(np.expm1(0.025 * 7), rel=0.25)
    assert found[0].before == pytest.approx(table[6, 7:35].mean())
    assert found[0].now == pytest.approx(table[6, 35:].mean())
    assert found[0].impact == pytest.approx((found[0].now - found[0].before) * 365 / 12)


def test_a_single_spike_is_no_drift_and_noise_hardly_ever_is() -> None:
    table = cost()
    table[3, 38] *= 20
    assert find_drifts(table, MONDAY, names(table)) == ()
    assert sum(len(find_drifts(cost(seed=seed), MONDAY, names(table))) for seed in range(10)) <= 2


def test_a_rise_that_costs_little_is_left_out() -> None:
    table = cost()
    table[6] = np.exp(0.025 * np.arange(42)) / 20
    assert find_drifts(table, MONDAY, names(table)) == ()
    assert find_drifts(table, MONDAY, names(table), settings=DriftSettings(floor=0.01)) != ()


def test_too_few_days_say_nothing() -> None:
    assert find_drifts(cost(days=34), MONDAY, names(cost())) == ()
    table = cost()
    table[:, :30] = 0
    assert find_drifts(table, MONDAY, names(table)) == ()


def test_a_table_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(UsageError):
        find_drifts(np.zeros((2, 50)), MONDAY, ["a"])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(2, 20))
def test_slopes_by_row_equal_those_one_by_one(seed: int, days: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(3, days))
    values[rng.random(values.shape) < 0.2] = np.nan
    for row, slope in zip(values, row_slopes(values), strict=True):
        expected = theil_sen(row)
        assert slope == pytest.approx(np.nan if expected is None else expected, nan_ok=True)
