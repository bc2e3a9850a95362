"""Order statistics agree with independent computations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cip_tui.model.errors import UsageError
from cip_tui.model.statistics.quantile import (
    histogram_quantile,
    histogram_quantiles,
    lorenz,
    theil_sen,
    weighted_quantile,
    wilson,
)

histograms = st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 40)), min_size=1, max_size=30)
shares = st.floats(0, 1)


@given(histograms, shares)
def test_a_histogram_quantile_equals_numpys_on_the_expanded_sample(pairs: list[tuple[int, int]], q: float) -> None:
    values, counts = zip(*pairs, strict=True)
    expanded = np.repeat(np.array(values, dtype=float), counts)
    found = histogram_quantile(values, counts, q)
    if expanded.size == 0:
        assert found is None
    else:
        assert found == pytest.approx(np.quantile(expanded, q), rel=1e-12, abs=1e-9)


def test_latency_quantiles_come_from_one_pass() -> None:
    assert histogram_quantiles([900, 100, 500], [1, 50, 49], (0.5, 0.95, 0.99)) == pytest.approx((300, 500, 504))


@given(histograms, shares)
def test_a_weighted_quantile_splits_the_weight(pairs: list[tuple[int, int]], q: float) -> None:
    values, weights = zip(*pairs, strict=True)
    found = weighted_quantile(values, weights, q)
    if not any(weights):
        assert found is None
        return
    assert found is not None
    below = sum(w for v, w in pairs if v < found)
    upto = sum(w for v, w in pairs if v <= found)
    assert below <= q * sum(weights) * (1 + 1e-9)
    assert upto >= q * sum(weights) * (1 - 1e-9)


@pytest.mark.parametrize(("values", "weights", "q"), [([1], [1, 2], 0.5), ([1], [-1], 0.5), ([1], [1], 1.5)])
def test_a_histogram_that_makes_no_sense_is_refused(values: list[int], weights: list[int], q: float) -> None:
    with pytest.raises(UsageError):
        histogram_quantile(values, weights, q)


def test_wilson_gives_the_published_example() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662 at 95 %.
    share = wilson(81, 263)
    assert (share.low, share.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)


@given(st.integers(0, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.5, 0.99))
def test_a_share_lies_in_its_interval(counts: tuple[int, int], level: float) -> None:
    share = wilson(*counts, level)
    assert 0 <= share.low <= share.high <= 1
    if share.value is None:
        assert counts[1] == 0
    else:
        assert share.low <= share.value <= share.high


def test_a_share_of_more_than_all_is_refused() -> None:
    with pytest.raises(UsageError):
        wilson(3, 2)


@given(st.floats(-5, 5), st.floats(-100, 100), st.integers(3, 40))
def test_the_slope_of_a_line_is_found_beside_one_wild_point(slope: float, start: float, count: int) -> None:
    line = start + slope * np.arange(count)
    assert theil_sen(line) == pytest.approx(slope, abs=1e-9)
    wild = np.append(line, np.nan)
    wild[0] = np.nan
    assert theil_sen(wild) == pytest.approx(slope, abs=1e-9)


def test_one_point_has_no_slope() -> None:
    assert theil_sen([4.0]) is None
    assert theil_sen([4.0, 5.0], [2.0, 2.0]) is None


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_concentration_equals_the_mean_difference_definition(amounts: list[float]) -> None:
    found = lorenz(amounts)
    total = sum(amounts)
    if found is None:
        assert total <= 0
        return
    owned = np.array(amounts)
    pairwise = np.abs(owned[:, None] - owned[None, :]).sum() / (2 * owned.size * total)
    assert found.gini == pytest.approx(pairwise, abs=1e-9)
    assert found.top(1.0) == pytest.approx(1.0)
    assert all(a <= b + 1e-12 for a, b in zip(found.share, found.share[1:], strict=False))


def test_the_top_tenth_of_ten_owners_is_the_largest() -> None:
    found = lorenz([1] * 9 + [11])
    assert found is not None
    assert found.top(0.1) == pytest.approx(0.55)
