import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets import draw

_NUMBER = st.floats(allow_nan=True, allow_infinity=True) | st.none()


@given(_NUMBER, _NUMBER, st.integers(0, 60), st.booleans())
def test_a_bar_never_exceeds_its_width(value: float | None, greatest: float | None, width: int, plain: bool) -> None:
    drawn = draw.bar(value, greatest or 0.0, width, ascii_only=plain)
    assert len(drawn) <= width
    assert not plain or drawn.isascii()


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.floats(1e-6, 1e9))
def test_a_longer_bar_never_means_less(one: float, other: float, greatest: float) -> None:
    less, more = sorted((one, other))
    assert _length(draw.bar(less, greatest, 20)) <= _length(draw.bar(more, greatest, 20))


def _length(drawn: str) -> float:
    return sum(("▏▎▍▌▋▊▉█".index(char) + 1) / 8 for char in drawn)


def test_bars_in_eighths() -> None:
    assert draw.bar(1, 1, 4) == "████"
    assert draw.bar(5, 16, 4) == "█▎"
    assert draw.bar(1e-9, 1, 4) == "▏"
    assert draw.bar(0, 1, 4) == ""
    assert draw.bar(None, 1, 4) == ""
    assert draw.bar(3, 4, 8, ascii_only=True) == "######"


def test_sparkline_keeps_gaps_and_averages() -> None:
    assert draw.sparkline([0, 7], 2) == "▁█"
    assert draw.sparkline([0, None, 7], 3) == "▁ █"
    assert draw.sparkline([0, 0, 8, 8], 2) == "▁█"
    assert draw.sparkline([3, 3, 3], 10) == "▅▅▅"
    assert draw.sparkline([0, 7], 2, ascii_only=True) == "_#"
    assert draw.sparkline([], 5) == ""


@given(st.lists(_NUMBER, max_size=80), st.integers(0, 40), st.booleans())
def test_sparkline_is_never_wider_than_asked(values: list[float | None], width: int, plain: bool) -> None:
    drawn = draw.sparkline(values, width, ascii_only=plain)
    assert len(drawn) == min(width, len(values))
    assert not plain or drawn.isascii()


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=60), st.integers(1, 12))
def test_a_histogram_counts_every_finite_value(values: list[float], bins: int) -> None:
    rows = draw.histogram(values, 200, bins=bins)
    known = [value for value in values if math.isfinite(value)]
    assert len(rows) in (0, 1, bins)
    assert bool(rows) == bool(known)


def test_histogram_by_hand() -> None:
    rows = draw.histogram([0, 1, 2, 9, 10], 40, bins=2, ascii_only=True)
    assert [row.split("#")[0].split() for row in rows] == [["0", "-", "5", "3"], ["5", "-", "10", "2"]]
    assert rows[0].count("#") > rows[1].count("#")


@pytest.mark.parametrize("width", [20, 40, 80])
def test_a_bar_chart_aligns_by_cell_width(width: int) -> None:
    rows = [("Acme", 10.0, "10.00"), ("株式会社テスト", 5.0, "5.00"), ("x" * 200, None, "-"), ("loss", -2.5, "-2.50")]
    lines = draw.bar_chart(rows, width)
    assert len({draw.text_width(line.split("5.00")[0]) for line in lines if " 5.00" in line}) == 1
    assert all(draw.text_width(line) <= width for line in lines)
    starts = {draw.text_width(line[: line.index("█")]) for line in lines if "█" in line}
    assert len(starts) == 1
    assert "░" in lines[3]


@given(st.one_of(st.none(), st.floats(-50, 250)), st.integers(1, 40), st.booleans())
def test_a_bullet_fills_its_scale_and_marks_its_value_once(value: float | None, width: int, ascii_only: bool) -> None:
    drawn = draw.bullet(value, (40, 70, 100), width, ascii_only=ascii_only)
    assert draw.text_width(drawn) == width
    assert sum(char in "●o" for char in drawn) == (value is not None)


def test_a_bullet_shows_where_bands_end() -> None:
    assert draw.bullet(55, (40, 70, 100), 20) == "━━━━━━━━┿━━●──┼─────"
    assert draw.bullet(0, (40, 70, 100), 10, ascii_only=True) == "o---+--+--"
    assert draw.bullet(None, (40, 70, 100), 10) == "────┼──┼──"
    assert draw.bullet(5, (), 10) == ""
