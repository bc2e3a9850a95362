from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.golden import assert_golden
from tests.paths import ROOT
from tests.widgets.hostile import payloads
from widgets.chart import BAND, BARS, LINE, POINTS, STEP, ChartOptions, PlotSeries, chart_lines, draw_chart
from widgets.chart_scale import Scale, date_ticks, short_numbers, value_scale, value_ticks
from widgets.plot import plot_text

START = date(2026, 3, 1)
DAYS = [START + timedelta(days=day) for day in range(30)]
COST = [100.0 + (day * 37) % 50 for day in range(30)]
LATER = [DAYS[-1] + timedelta(days=day) for day in range(1, 15)]
SPEND = [
    PlotSeries("actual", DAYS, COST, BARS),
    PlotSeries("80 % interval", LATER, [90.0 - day for day in range(14)], BAND, [150.0 + day for day in range(14)]),
    PlotSeries("forecast", LATER, [120.0 + day / 2 for day in range(14)], LINE),
]
_VALUE = st.none() | st.floats(allow_nan=True, allow_infinity=True)


@pytest.mark.parametrize("plain", [False, True])
def test_spend_with_forecast_looks_like_this(plain: bool) -> None:
    options = ChartOptions(y_title="USD/day", marks=[(DAYS[-1], "today")], ascii_only=plain)
    lines = chart_lines(SPEND, 76, 14, options)
    assert len(lines) == 14
    assert_golden("\n".join(lines) + "\n", "widgets/chart_ascii" if plain else "widgets/chart")
    assert not plain or "".join(lines).isascii()


def test_every_shape_looks_like_this() -> None:
    shapes = [
        chart_lines([PlotSeries("load", [0, 10, 20, 30], [3, 3.5, 4, 2], STEP)], 60, 9, ChartOptions(x_title="hours")),
        chart_lines([PlotSeries("", [1, 2, 3, 4], [3, -2, 4, -5], BARS)], 60, 9),
        chart_lines([PlotSeries("", [1, 2, 3, 4, 9], [3, 2, 4, 1, 2], POINTS)], 60, 9),
        chart_lines([PlotSeries("", DAYS, [None if 8 < i < 12 else v for i, v in enumerate(COST)], LINE)], 60, 9),
        chart_lines([PlotSeries("", ["openai", "株式会社", "[/foo]", "none"], [3, 2.5, -1, None], BARS)], 60, 9),
    ]
    assert_golden("\n\n".join("\n".join(lines) for lines in shapes) + "\n", "widgets/chart_shapes")


@settings(max_examples=80, deadline=None)
@given(
    st.lists(_VALUE, min_size=1, max_size=60),
    st.sampled_from([LINE, BARS, BAND, POINTS, STEP]),
    st.integers(1, 90),
    st.integers(1, 24),
    st.booleans(),
    st.sampled_from(["days", "numbers", "names"]),
)
def test_any_values_are_drawn_within_the_space(
    values: list[float | None], shape: str, width: int, height: int, plain: bool, kind: str
) -> None:
    places = {
        "days": [START + timedelta(days=i) for i in range(len(values))],
        "numbers": [float(i) ** 2 for i in range(len(values))],
        "names": [f"name {i}" for i in range(len(values))],
    }
    series = [PlotSeries("a", places[kind], values, shape, values[::-1])]  # type: ignore[arg-type]  # all three are fine
    lines = chart_lines(series, width, height, ChartOptions(ascii_only=plain))
    assert len(lines) <= max(3, height)
    assert not plain or "".join(lines).isascii()
    if width >= 40 and height >= 4:
        assert max(map(cell_len, lines)) <= width


@pytest.mark.parametrize("shape", [LINE, BARS, STEP, POINTS])
def test_more_values_than_columns(shape: str) -> None:
    days = [START + timedelta(days=day) for day in range(3_000)]
    spikes = [1_000.0 if day == 1_700 else 1.0 for day in range(3_000)]
    lines = chart_lines([PlotSeries("", days, spikes, shape)], 70, 12)
    assert max(map(cell_len, lines)) <= 70
    assert lines[0].strip(" │┤"), "a single spike is never lost"


def test_bars_grow_with_their_values() -> None:
    lines = chart_lines([PlotSeries("", [1, 2, 3, 4], [1, 2, 3, 4], BARS)], 40, 12)
    heights = [sum(line[7 + 9 * i : 8 + 9 * i] not in ("", " ") for line in lines[:-2]) for i in range(4)]
    assert heights == sorted(heights)
    assert heights[0] < heights[3]


def test_lying_bars_that_do_not_fit_are_counted() -> None:
    lines = chart_lines([PlotSeries("", [f"n{i}" for i in range(20)], list(range(20)), BARS)], 40, 6)
    assert len(lines) == 6
    assert lines[-1] == "… 15 more"


def test_nothing_to_draw_says_so() -> None:
    assert chart_lines([], 40, 10) == ["No values to draw."]
    assert chart_lines([PlotSeries("a", [1.0], [None])], 40, 10) == ["No values to draw."]


def test_hostile_names_and_titles_stay_text() -> None:
    for text in payloads()[:200]:
        series = [PlotSeries(text, [1, 2], [1.0, 2.0]), PlotSeries("other", [1, 2], [2.0, 1.0])]
        drawn = plot_text(series, 70, 10, ChartOptions(y_title=text, x_title=text, marks=[(1.5, text)]))
        assert "\x1b" not in drawn.plain
        plot_text([PlotSeries("", [text, "b"], [1.0, 2.0], BARS)], 70, 10)


def test_styles_are_left_out_for_text_files() -> None:
    assert plot_text(SPEND, 70, 10, plain=True).spans == []
    assert plot_text(SPEND, 70, 10, styles={"bars": "blue"}).spans


def test_series_are_told_apart() -> None:
    styles = {style for runs in draw_chart(SPEND, 76, 14) for _, style in runs}
    assert {"bars", "series-2", "band", "axis"} <= styles


def test_drawing_in_threads_gives_the_same_picture() -> None:
    expected = chart_lines(SPEND, 70, 12)
    with ThreadPoolExecutor(4) as pool:
        assert all(lines == expected for lines in pool.map(lambda _: chart_lines(SPEND, 70, 12), range(40)))


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=20), st.booleans(), st.integers(2, 8))
def test_ticks_are_few_in_order_and_on_the_scale(values: list[float], zero: bool, most: int) -> None:
    scale = value_scale(values, zero=zero)
    assert scale.low < scale.high
    assert all(scale.low <= value <= scale.high for value in values)
    ticks = value_ticks(scale, most)
    assert len(ticks) <= most + 1
    assert all(a.value < b.value for a, b in pairwise(ticks))
    span = scale.high - scale.low
    assert all(scale.low - span * 1e-6 <= tick.value <= scale.high + span * 1e-6 for tick in ticks)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 4_000), st.integers(20, 200))
def test_date_ticks_can_be_written_side_by_side(first: date, days: int, cells: int) -> None:
    scale = Scale(float(first.toordinal()), float(first.toordinal() + days))
    ticks = date_ticks(scale, cells)
    assert all(scale.low <= tick.value <= scale.high for tick in ticks)
    if days:
        for before, after in pairwise(ticks):
            assert (after.value - before.value) / days * cells >= 4


def test_short_numbers_are_alike() -> None:
    assert short_numbers([0, 500, 1000, 1500]) == ["0", "0.5k", "1.0k", "1.5k"]
    assert short_numbers([0, 20, 40]) == ["0", "20", "40"]
    assert short_numbers([0, 2e6, 4e6]) == ["0", "2M", "4M"]
    assert short_numbers([-0.5, 0, 0.5]) == ["-0.5", "0", "0.5"]


def test_plotext_is_loaded_only_to_draw() -> None:
    _imports_without("widgets.chart, widgets.draw", "plotext", "rich", "textual")
    _imports_without("widgets.plot, widgets.table", "plotext")


def _imports_without(modules: str, *others: str) -> None:
    code = f"import sys, {modules}; sys.exit(bool(sys.modules.keys() & {set(others)!r}))"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0
