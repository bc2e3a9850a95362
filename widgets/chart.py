"""Charts as rows of characters: bars, lines, steps, points and bands over days, names or numbers.

Needs neither Textual nor Rich. `draw_chart` gives styled runs for the screen, `chart_lines` plain lines for reports.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from widgets.chart_canvas import Canvas, Point
from widgets.chart_scale import Scale, Tick, X, date_ticks, place, value_scale, value_ticks
from widgets.draw import bar_chart, text_clip, text_width
from widgets.glyphs import ASCII, UNICODE, Glyphs

LINE, BARS, BAND, POINTS, STEP = "line", "bars", "band", "points", "step"
STYLES = ("series-1", "series-2", "series-3", "series-4")
_ASCII_MARKERS = "*o+x"


@dataclass(frozen=True, slots=True)
class PlotSeries:
    """Points to draw as `shape`. A None in `y` is a gap. `upper` is the other edge of a band.

    `style` names how it is painted (series-1 to series-4, good, info, warning, critical, unknown); by default the
    series are told apart by their order.
    """

    name: str
    x: Sequence[X]
    y: Sequence[float | None]
    shape: str = LINE
    upper: Sequence[float | None] = ()
    style: str = ""


@dataclass(frozen=True, slots=True)
class ChartOptions:
    """How a chart is labelled: titles of the axes, marked places on the x axis, and how values are written."""

    x_title: str = ""
    y_title: str = ""
    marks: Sequence[tuple[X, str]] = ()
    write: Callable[[float], str] | None = None
    zero: bool = False
    ascii_only: bool = False


Runs = list[tuple[str, str]]


def draw_chart(
    series: Sequence[PlotSeries], width: int, height: int, options: ChartOptions | None = None
) -> list[Runs]:
    """Draw series in `width` by `height` cells; each row is a list of (text, style name).

    Bars over names are drawn lying, one row a name. Where there are more bars than columns a column shows the highest
    of its bars. Nothing to draw gives a row that says so.
    """
    options = options or ChartOptions()
    known = [value for one in series for value in (*one.y, *one.upper) if value is not None and math.isfinite(value)]
    if not known:
        return [[("No values to draw.", "muted")]]
    if all(one.shape == BARS and all(isinstance(x, str) for x in one.x) for one in series):
        return _lying(series, width, height, options)
    return _Chart(series, known, width, height, options).draw()


def chart_lines(
    series: Sequence[PlotSeries], width: int, height: int, options: ChartOptions | None = None
) -> list[str]:
    """Draw series as plain lines of text."""
    return ["".join(text for text, _ in runs).rstrip() for runs in draw_chart(series, width, height, options)]


def style_of(series: Sequence[PlotSeries], index: int) -> str:
    """Return the style a series is painted with."""
    if series[index].style:
        return series[index].style
    if series[index].shape == BAND:
        return "band"
    if series[index].shape == BARS and not any(one.shape == BARS for one in series[:index]):
        return "bars"
    return STYLES[sum(one.shape != BAND for one in series[:index]) % len(STYLES)]


def _lying(series: Sequence[PlotSeries], width: int, height: int, options: ChartOptions) -> list[Runs]:
    """Draw bars over names as one row each, the series of a name below each other."""
    rows: list[tuple[str, float | None, str]] = []
    styles: list[str] = []
    names = list(dict.fromkeys(str(x) for one in series for x in one.x))
    write = options.write or (lambda value: f"{value:,.10g}")
    for name in names:
        for index, one in enumerate(series):
            value = dict(zip(map(str, one.x), one.y, strict=False)).get(name)
            label = name if len(series) == 1 else f"{name} {one.name}".strip()
            rows.append((label, value, "-" if value is None else write(value)))
            styles.append(style_of(series, index))
    lines = bar_chart(rows, width, ascii_only=options.ascii_only)
    room = height if len(lines) <= height else max(0, height - 1)
    drawn: list[Runs] = []
    for line, style in zip(lines[:room], styles, strict=False):
        label, figure = _split_bar(line)
        drawn.append([(label, ""), (figure, style)])
    if room < len(lines):
        glyphs = ASCII if options.ascii_only else UNICODE
        drawn.append([(f"{glyphs.ellipsis} {len(lines) - room} more", "muted")])
    return drawn


def _split_bar(line: str) -> tuple[str, str]:
    """Split a line of a bar chart before its bar."""
    text = line.rstrip("".join((UNICODE.eighths, UNICODE.shade, ASCII.eighths, ASCII.shade)))
    return text, line[len(text) :]


class _Chart:
    """One drawing: scales, canvas and labels around it."""

    def __init__(
        self, series: Sequence[PlotSeries], known: Sequence[float], width: int, height: int, options: ChartOptions
    ) -> None:
        self.series, self.options, self.height = series, options, max(3, height)
        self.glyphs: Glyphs = ASCII if options.ascii_only else UNICODE
        self.names: dict[str, int] = {}
        self.dated = any(isinstance(x, date) for one in series for x in one.x)
        places = sorted({place(x, self.names) for one in series for x in one.x})
        self.bars = any(one.shape == BARS for one in series)
        self.legend = sum(bool(one.name) for one in series) > 1 or bool(options.y_title)
        self.axis = self.height >= 7
        rows = self.height - self.legend - 1 - self.axis
        self.y = value_scale(known, zero=options.zero or self.bars)
        self.ticks = value_ticks(self.y, max(3, min(6, (rows + 1) // 2)), options.write)
        self.margin = max((text_width(tick.label) for tick in self.ticks), default=0) + 2
        self.step = min((b - a for a, b in pairwise(places)), default=1.0)
        self.x = self._x_scale(places)
        self.even = False
        self.canvas = Canvas(self._plot_width(max(4, width - self.margin)), max(1, rows), self.glyphs)
        self.width = max(width, self.margin + self.canvas.width)

    def _x_scale(self, places: Sequence[float]) -> Scale:
        """Give each bar its full width; lines begin and end at the edges."""
        half = self.step / 2 if self.bars or len(places) == 1 else 0.0
        return Scale(places[0] - half, places[-1] + half)

    def _plot_width(self, room: int) -> int:
        """Return a width that gives every bar the same number of columns, unless that wastes much of the room."""
        count = round((self.x.high - self.x.low) / self.step)
        if not self.bars or not 0 < count <= room:
            return room
        even = count * (room // count)
        self.even = even >= 0.85 * room
        return even if self.even else room

    def draw(self) -> list[Runs]:
        """Draw bands, marks, bars and lines in this order, then what stands around them."""
        for shape in (BAND, BARS, STEP, LINE, POINTS):
            if shape == BARS:
                self._draw_marks()
            for index, one in enumerate(self.series):
                if one.shape == shape:
                    self._draw(one, style_of(self.series, index), index)
        self._name_marks()
        return self._frame()

    def _draw(self, one: PlotSeries, style: str, index: int) -> None:
        if one.shape == BARS:
            self._draw_bars(one, style)
        elif one.shape == BAND:
            for lower, upper in zip(self._runs(one, one.y), self._runs(one, one.upper), strict=False):
                self.canvas.band(lower, upper, style)
        else:
            runs = self._runs(one, one.y)
            if one.shape == STEP:
                runs = [_stairs(run) for run in runs]
            marker = _ASCII_MARKERS[index % 4] if self.glyphs.ascii_only else "braille"
            if one.shape == POINTS and not self.glyphs.ascii_only:
                marker = self.glyphs.bullet
            self.canvas.line(runs, style, marker, joined=one.shape != POINTS)

    def _runs(self, one: PlotSeries, values: Sequence[float | None]) -> list[list[Point]]:
        """Return the points as shares, cut at gaps; for a band a gap in either edge cuts both."""
        edges = one.upper if one.shape == BAND else one.y
        runs: list[list[Point]] = [[]]
        for x, y, first, second in zip(one.x, values, one.y, edges, strict=False):
            if y is None or first is None or second is None or not math.isfinite(y):
                runs.append([])
            else:
                runs[-1].append((self._across(place(x, self.names)), self.y.share(y)))
        return [sorted(run) for run in runs if run]

    def _across(self, value: float) -> float:
        """Return the x share of a place; the last column belongs to the last place."""
        return self.x.share(value)

    def _draw_bars(self, one: PlotSeries, style: str) -> None:
        base = self.y.share(0.0)
        tops: dict[tuple[int, int], float] = {}
        for x, y in zip(one.x, one.y, strict=False):
            if y is None or not math.isfinite(y) or y == 0:
                continue
            middle = place(x, self.names)
            left = round(self.x.share(middle - self.step / 2) * self.canvas.width)
            right = max(left + 1, round(self.x.share(middle + self.step / 2) * self.canvas.width))
            gap = 1 if self.even and right - left >= 2 else 0
            key = (left, right - gap)
            tops[key] = max(tops.get(key, y), y)
        for (left, right), top in tops.items():
            self.canvas.bar(left, right, base, self.y.share(top), style)

    def _marks(self) -> Iterator[tuple[int, str]]:
        """Yield the column and label of each mark that lies on the chart."""
        for at, label in self.options.marks:
            share = (place(at, self.names) - self.x.low) / ((self.x.high - self.x.low) or 1.0)
            if 0 <= share <= 1:
                yield self.canvas.column(share), label

    def _draw_marks(self) -> None:
        for column, _ in self._marks():
            for row in range(self.canvas.height):
                self.canvas.put(row, column, self.glyphs.mark, "axis", over=False)

    def _name_marks(self) -> None:
        """Write labels beside their marks, in the first row where nothing is drawn; without room they are left out."""
        for column, label in self._marks():
            taken = text_width(label)
            starts = (column + 1, column - taken)
            free = ((row, start) for row in range(self.canvas.height) for start in starts)
            spot = next(((row, start) for row, start in free if self.canvas.is_free(row, start, taken)), None)
            if spot is not None:
                self.canvas.write(*spot, label, "axis")

    def _frame(self) -> list[Runs]:
        frame = Canvas(self.width, self.height, self.glyphs)
        top = int(self.legend)
        if self.legend:
            self._write_legend(frame)
        for row, cells in enumerate(self.canvas.cells):
            for column, cell in enumerate(cells):
                frame.cells[top + row][self.margin + column] = cell
            frame.put(top + row, self.margin - 1, self.glyphs.vertical, "axis")
        for tick in self.ticks:
            row = top + self.canvas.row(self.y.share(tick.value))
            frame.write(row, self.margin - 2 - text_width(tick.label), tick.label, "axis")
            frame.put(row, self.margin - 1, self.glyphs.tick_left, "axis")
        self._write_x(frame, top + self.canvas.height)
        return frame.rows()

    def _write_legend(self, frame: Canvas) -> None:
        column = 0
        if self.options.y_title:
            frame.write(0, 0, self.options.y_title, "axis")
            column = text_width(self.options.y_title) + 3
        named = [(index, one) for index, one in enumerate(self.series) if one.name]
        for index, one in named if len(named) > 1 else ():
            style = style_of(self.series, index)
            name = text_clip(one.name, max(6, (self.width - column) // 2), ascii_only=self.glyphs.ascii_only)
            if column + 2 + text_width(name) > self.width:
                frame.write(0, min(column, self.width - 1), self.glyphs.ellipsis, "axis")
                break
            frame.write(0, column, self._sign(one, index), style)
            frame.write(0, column + 2, name, "axis")
            column += text_width(name) + 5

    def _sign(self, one: PlotSeries, index: int) -> str:
        if one.shape == BAND:
            return self.glyphs.shade
        if one.shape == BARS:
            return self.glyphs.heights[-1]
        if self.glyphs.ascii_only:
            return _ASCII_MARKERS[index % 4]
        return self.glyphs.bullet if one.shape == POINTS else "⠒"

    def _write_x(self, frame: Canvas, row: int) -> None:
        if self.axis:
            frame.put(row, self.margin - 1, self.glyphs.corner, "axis")
            for column in range(self.canvas.width):
                frame.put(row, self.margin + column, self.glyphs.horizontal, "axis")
        labels = row + self.axis
        end = 0
        limit = self.width - (text_width(self.options.x_title) + 2 if self.options.x_title else 0)
        for tick in self._x_ticks():
            column = self.margin + self.canvas.column(self._across(tick.value))
            taken = text_width(tick.label)
            start = max(self.margin - 1, min(column - taken // 2, limit - taken))
            if start < end or start + taken > limit or not self.x.low <= tick.value <= self.x.high:
                continue
            frame.write(labels, start, tick.label, "axis")
            if self.axis:
                frame.put(row, column, self.glyphs.tick_down, "axis")
            end = start + taken + 2
        if self.options.x_title and limit > end:
            frame.write(labels, limit + 2, self.options.x_title, "axis")

    def _x_ticks(self) -> list[Tick]:
        if self.names:
            return [Tick(float(at), name) for name, at in self.names.items()]
        if self.dated:
            return date_ticks(self.x, self.canvas.width)
        return value_ticks(self.x, max(2, self.canvas.width // 10))


def _stairs(run: Sequence[Point]) -> list[Point]:
    """Hold each value until the next point."""
    stairs: list[Point] = []
    for point in run:
        if stairs:
            stairs.append((point[0], stairs[-1][1]))
        stairs.append(point)
    return stairs
