"""The vectorised medians and spreads equal slow ones written out day by day."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.statistics.robust import WINDOW, other_medians, other_spreads, row_medians, windows

Table = np.ndarray[Any, np.dtype[np.float64]]
FEW = settings(max_examples=25, deadline=None)


def table(seed: int, days: int) -> Table:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(4, days)).round(1)
    values[rng.random(values.shape) < 0.3] = np.nan
    values[3] = np.nan
    return values


def others(row: Table, day: int) -> Table:
    first, end = next((first, end) for first, end, scored in windows(row.size) if scored <= day < end)
    kept = np.delete(row[first:end], day - first)
    return np.asarray(kept[np.isfinite(kept)])


@FEW
@given(st.integers(0, 10_000), st.integers(1, 70))
def test_the_median_of_the_other_days(seed: int, days: int) -> None:
    values = table(seed, days)
    found = other_medians(values)
    for row in range(4):
        for day in range(days):
            rest = others(values[row], day)
            assert found.count[row, day] == rest.size
            expected = np.median(rest) if rest.size else np.nan
            assert found.median[row, day] == pytest.approx(expected, nan_ok=True)


@FEW
@given(st.integers(0, 10_000), st.integers(2, 70))
def test_the_spread_leaves_the_day_itself_out(seed: int, days: int) -> None:
    values = table(seed, days)
    found = other_spreads(values)
    wild = values.copy()
    wild[0, days - 1] = 1e9
    again = other_spreads(wild)
    if np.isfinite(values[0]).sum() > 12:
        # One wild day moves its own spread hardly: it only bends the limit at which others are clipped.
        assert again[0, days - 1] == pytest.approx(found[0, days - 1], rel=0.5, nan_ok=True)
    assert np.isnan(found[3]).all()


def test_the_spread_of_normal_noise_is_its_standard_deviation() -> None:
    values = np.random.default_rng(2).normal(0, 0.4, size=(400, 29))
    assert float(np.sqrt(np.nanmean(other_spreads(values) ** 2))) == pytest.approx(0.4, rel=0.04)


@FEW
@given(st.integers(1, 200))
def test_every_day_is_judged_once_by_four_weeks_that_hold_it(days: int) -> None:
    judged = [day for _, end, scored in windows(days) for day in range(scored, end)]
    assert judged == list(range(days))
    for first, end, scored in windows(days):
        assert 0 <= first <= scored < end <= days
        assert end - first == min(days, WINDOW + 1)


def test_row_medians_skip_what_is_not_known() -> None:
    found = row_medians(np.array([[3.0, np.nan, 1.0], [np.nan, np.nan, np.nan], [4.0, 2.0, 9.0]]))
    assert found == pytest.approx([2.0, np.nan, 4.0], nan_ok=True)
    assert np.isnan(row_medians(np.zeros((2, 0)))).all()
