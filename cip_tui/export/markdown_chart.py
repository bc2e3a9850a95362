"""Charts as plain text: one bar a point, with its figure beside it, for readers without pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean

from cip_tui.model.document import Chart, Kind, Series, Shape
from cip_tui.model.format import UNKNOWN, write
from widgets.draw import bar_chart

WIDTH = 72
MOST_LINES = 62


@dataclass(frozen=True, slots=True)
class _Point:
    label: str
    value: float | None
    upper: float | None = None


def chart_lines(chart: Chart, *, width: int = WIDTH) -> list[str]:
    """Draw all series of a chart on one scale; the edges of a band stand beside the series with the same points.

    A series of more than 62 points is drawn as means over runs of neighbouring points, and says so.
    """
    bands = {
        _label(x): (low, high)
        for band in _bands(chart)
        for x, low, high in zip(band.x, band.y, band.upper, strict=True)
    }
    lines = [series for series in chart.series if series.shape is not Shape.BAND]
    covered = {x for series in lines for x in series.x}
    alone = [band for band in _bands(chart) if not covered.issuperset(band.x)]
    places = _places([y for series in chart.series for y in (*series.y, *series.upper)])
    titles: list[tuple[int, str]] = []
    rows: list[tuple[str, float | None, str]] = []
    for series in [*lines, *alone]:
        points, run = _points(series)
        if len(chart.series) > 1 or run > 1:
            titles.append((len(rows), f"{series.name}:" if run == 1 else f"{series.name}, means of {run} points:"))
        for point in points:
            edges = _edges(point, series, bands if run == 1 else {}, places)
            rows.append((point.label, point.value, write(point.value, Kind.NUMBER, places) + edges))
    drawn = bar_chart(rows, width)
    for position, title in reversed(titles):
        drawn.insert(position, title)
    marks = [f"{_label(x)}: {text}" for x, text in chart.marks]
    return [*drawn, *marks]


def _bands(chart: Chart) -> list[Series]:
    return [series for series in chart.series if series.shape is Shape.BAND]


def _edges(point: _Point, series: Series, bands: dict[str, tuple[float | None, float | None]], places: int) -> str:
    if series.shape is Shape.BAND:
        return f" to {write(point.upper, Kind.NUMBER, places)}"
    low, high = bands.get(point.label, (None, None))
    if low is None and high is None:
        return ""
    return f" ({write(low, Kind.NUMBER, places)} to {write(high, Kind.NUMBER, places)})"


def _points(series: Series) -> tuple[list[_Point], int]:
    """Return the points to draw and how many of the series each of them stands for."""
    uppers = series.upper or (None,) * len(series.y)
    run = math.ceil(len(series.x) / MOST_LINES)
    if run <= 1:
        return [_Point(_label(x), y, up) for x, y, up in zip(series.x, series.y, uppers, strict=True)], 1
    points = []
    for start in range(0, len(series.x), run):
        names = [_label(x) for x in series.x[start : start + run]]
        label = names[0] if len(names) == 1 else f"{names[0]} .. {names[-1]}"
        points.append(_Point(label, _mean(series.y[start : start + run]), _mean(uppers[start : start + run])))
    return points, run


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _label(x: object) -> str:
    if isinstance(x, datetime):
        return x.strftime("%Y-%m-%d %H:%M")
    if isinstance(x, date):
        return x.isoformat()
    return f"{x:,.6g}" if isinstance(x, float) else str(x) or UNKNOWN


def _places(values: Sequence[float | None]) -> int:
    """Return how many decimals tell the values apart: none for whole numbers, more for small ones."""
    known = [abs(value) for value in values if value is not None and math.isfinite(value)]
    if all(value == int(value) for value in known):
        return 0
    greatest = max(known)
    return 2 if greatest >= 1 else min(12, 2 - math.floor(math.log10(greatest)))
