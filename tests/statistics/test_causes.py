"""A change of cost is split without remainder."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cip_tui.model.errors import UsageError
from cip_tui.model.statistics.causes import Usage, scaled, split_change

amounts = st.floats(1e-3, 1e6)
used = st.builds(Usage, amounts, amounts, amounts) | st.just(Usage(0.0, 0.0, 0.0))
sides = st.dictionaries(st.sampled_from("abcdef"), used, max_size=6)


@given(sides, sides)
def test_both_splits_add_up_to_the_change(before: dict[str, Usage], after: dict[str, Usage]) -> None:
    found = split_change(before, after)
    change = math.fsum(u.cost for u in after.values()) - math.fsum(u.cost for u in before.values())
    size = 1e-9 * (1 + sum(abs(s.expected) + abs(s.actual) for s in found.segments))
    assert found.total == pytest.approx(change, abs=size)
    assert found.volume + found.mix + found.size + found.price == pytest.approx(change, abs=20 * size)
    for segment in found.segments:
        parts = segment.volume + segment.mix + segment.size + segment.price
        assert parts == pytest.approx(segment.total, abs=size)


@given(sides)
def test_no_change_has_no_parts(side: dict[str, Usage]) -> None:
    found = split_change(side, side)
    assert found.total == 0
    assert (found.volume, found.mix, found.size, found.price) == pytest.approx((0, 0, 0, 0), abs=1e-6)
    assert found.shares is None


@given(sides, sides)
def test_there_and_back_cancel(before: dict[str, Usage], after: dict[str, Usage]) -> None:
    there, back = split_change(before, after), split_change(after, before)
    size = 1e-6 * (1 + sum(s.expected + s.actual for s in there.segments))
    assert there.volume == pytest.approx(-back.volume, abs=size)
    assert there.price == pytest.approx(-back.price, abs=size)


@pytest.mark.parametrize(
    ("after", "main"),
    [
        ({"m": Usage(300, 3000, 30), "n": Usage(300, 3000, 300)}, "volume"),
        ({"m": Usage(100, 3000, 30), "n": Usage(100, 3000, 300)}, "size"),
        ({"m": Usage(100, 1000, 30), "n": Usage(100, 1000, 300)}, "price"),
        ({"m": Usage(10, 100, 1), "n": Usage(190, 1900, 190)}, "mix"),
    ],
)
def test_a_pure_cause_is_named_and_takes_all(after: dict[str, Usage], main: str) -> None:
    found = split_change({"m": Usage(100, 1000, 10), "n": Usage(100, 1000, 100)}, after)
    assert found.main == main
    assert found.shares is not None
    assert found.shares[main] == pytest.approx(1.0)


def test_a_new_model_counts_as_mix_and_moves_most() -> None:
    before = {"old": Usage(100, 1000, 10)}
    found = split_change(before, {"old": Usage(100, 1000, 10), "new": Usage(50, 9000, 90)})
    assert found.segments[0].name == "new"
    assert found.segments[0].mix == 90
    assert found.total == pytest.approx(90)


def test_usage_is_scaled_to_what_was_expected() -> None:
    found = scaled({"a": Usage(100, 1000, 10), "b": Usage(10, 10, 30)}, 80)
    assert sum(usage.cost for usage in found.values()) == pytest.approx(80)
    assert found["a"] == Usage(200, 2000, 20)
    with pytest.raises(UsageError):
        scaled({"a": Usage(1, 1, 0)}, 5)


def test_usage_that_cannot_be_is_refused() -> None:
    with pytest.raises(UsageError):
        split_change({}, {"a": Usage(0, 10, 5)})
    with pytest.raises(UsageError):
        split_change({"a": Usage(1, 10, -5)}, {})
