from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cip_tui.model.money import apportion, rounded, share

amounts = st.one_of(st.none(), st.decimals(min_value=-(10**6), max_value=10**6, places=9))


@given(st.lists(amounts, max_size=12), st.integers(0, 4))
def test_rounded_parts_add_up_to_the_rounded_total(parts: list[Decimal | None], places: int) -> None:
    shown = apportion(parts, places)
    known = [part for part in parts if part is not None]
    assert sum((part for part in shown if part is not None), Decimal(0)) == rounded(sum(known, Decimal(0)), places)


@given(st.lists(amounts, max_size=12))
def test_a_part_moves_by_less_than_a_cent_and_unknown_stays_unknown(parts: list[Decimal | None]) -> None:
    for part, shown in zip(parts, apportion(parts), strict=True):
        assert (part is None) == (shown is None)
        if part is not None and shown is not None:
            assert abs(part - shown) < Decimal("0.01")


def test_thirds_of_a_dollar_add_up_to_a_dollar() -> None:
    assert sorted(part for part in apportion([Decimal(1) / 3] * 3) if part) == [Decimal("0.33")] * 2 + [Decimal("0.34")]


def test_share_of_nothing_is_unknown() -> None:
    assert share(Decimal(1), Decimal(0)) is None
    assert share(Decimal(1), Decimal(4)) == 0.25
