"""A grid of characters to draw charts on. Lines are rasterised by plotext, everything else is placed here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from threading import Lock
from typing import Any

from widgets.draw import text_width
from widgets.glyphs import Glyphs

# plotext draws on one figure that the whole process shares.
_PLOTEXT = Lock()
Point = tuple[float, float]


@dataclass(slots=True)
class Cell:
    """A character and the name of its style."""

    char: str = " "
    style: str = ""


class Canvas:
    """Cells in rows from the top. Points are shares of the canvas: x from 0 to 1, y from 0 at the bottom to 1."""

    def __init__(self, width: int, height: int, glyphs: Glyphs) -> None:
        self.width, self.height, self.glyphs = width, height, glyphs
        self.cells = [[Cell() for _ in range(width)] for _ in range(height)]

    def put(self, row: int, column: int, char: str, style: str, *, over: bool = True) -> None:
        """Set one cell, if it is on the canvas; with `over` False only where nothing stands."""
        if 0 <= row < self.height and 0 <= column < self.width and (over or self.cells[row][column].char == " "):
            self.cells[row][column] = Cell(char, style)

    def is_free(self, row: int, column: int, cells: int) -> bool:
        """Tell whether nothing, or only shade, stands in these cells and all are on the canvas."""
        if column < 0 or column + cells > self.width:
            return False
        return all(cell.char in (" ", self.glyphs.shade) for cell in self.cells[row][column : column + cells])

    def write(self, row: int, column: int, text: str, style: str) -> None:
        """Write text from a cell on; what does not fit is left out."""
        for char in text:
            taken = text_width(char)
            if taken == 0:
                if 0 < column <= self.width:
                    self.cells[row][column - 1].char += char
                continue
            if column + taken > self.width:
                return
            self.put(row, column, char, style)
            if taken == 2:
                self.put(row, column + 1, "", style)
            column += taken

    def column(self, share: float) -> int:
        """Return the column of an x share."""
        return min(self.width - 1, int(share * self.width))

    def row(self, share: float) -> int:
        """Return the row of a y share."""
        return min(self.height - 1, max(0, self.height - 1 - int(share * self.height)))

    def bar(self, left: int, right: int, base: float, top: float, style: str) -> None:
        """Fill columns left to right (not included) from `base` to `top`, shares of y; bars stand on whole cells."""
        parts = len(self.glyphs.heights)
        ground, tip = round(base * self.height) * parts, round(top * self.height * parts)
        start, end = (ground, max(tip, ground + 1)) if top > base else (min(tip, ground - 1), ground)
        for row in range(self.height):
            floor = (self.height - 1 - row) * parts
            filled = min(end, floor + parts) - max(start, floor)
            if filled <= 0:
                continue
            char = self.glyphs.heights[filled - 1] if start <= floor else self._hanging(filled, parts)
            for column in range(left, right):
                self.put(row, column, char, style)

    def _hanging(self, filled: int, parts: int) -> str:
        """Return the mark for the end of a bar that hangs from the zero line."""
        return self.glyphs.heights[-1] if filled * 2 > parts or self.glyphs.ascii_only else "▀"

    def band(self, lower: Sequence[Point], upper: Sequence[Point], style: str) -> None:
        """Shade between two lines over the same x shares."""
        for column in range(self.width):
            share = (column + 0.5) / self.width
            low, high = _at(lower, share), _at(upper, share)
            if low is not None and high is not None:
                for row in range(self.row(max(low, high)), self.row(min(low, high)) + 1):
                    self.put(row, column, self.glyphs.shade, style)

    def line(self, runs: Sequence[Sequence[Point]], style: str, marker: str, *, joined: bool = True) -> None:
        """Draw runs of points, joined within each run; `marker` is a character or `braille`."""
        for row, text in enumerate(_raster(runs, self.width, self.height, marker, joined)):
            for column, char in enumerate(text[: self.width]):
                if char not in (" ", "\u2800"):
                    self.put(row, column, char, style)

    def rows(self) -> list[list[tuple[str, str]]]:
        """Return each row as runs of (text, style), trailing spaces left out."""
        return [_runs(row) for row in self.cells]


def _runs(row: Sequence[Cell]) -> list[tuple[str, str]]:
    runs: list[tuple[str, str]] = []
    for cell in row:
        if runs and (runs[-1][1] == cell.style or cell.char == " "):
            runs[-1] = (runs[-1][0] + cell.char, runs[-1][1])
        else:
            runs.append((cell.char, cell.style))
    while runs and not runs[-1][0].strip(" "):
        runs.pop()
    if runs:
        runs[-1] = (runs[-1][0].rstrip(" "), runs[-1][1])
    return runs


def _at(line: Sequence[Point], x: float) -> float | None:
    """Return the height of a line at `x`, or None beside it."""
    for (x0, y0), (x1, y1) in pairwise(line):
        if x0 <= x <= x1:
            return y0 if x1 == x0 else y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return None


def _thin(run: Sequence[Point], width: int) -> list[Point]:
    """Keep of each half column the first, lowest, highest and last point; more cannot be seen."""
    if len(run) <= 8 * width:
        return list(run)
    kept: list[Point] = []
    bucket: list[Point] = []
    for index, point in enumerate(run):
        bucket.append(point)
        if index + 1 == len(run) or int(run[index + 1][0] * 2 * width) != int(point[0] * 2 * width):
            wanted = {0, len(bucket) - 1}
            wanted.add(min(range(len(bucket)), key=lambda i: bucket[i][1]))
            wanted.add(max(range(len(bucket)), key=lambda i: bucket[i][1]))
            kept.extend(bucket[i] for i in sorted(wanted))
            bucket = []
    return kept


def _raster(runs: Sequence[Sequence[Point]], width: int, height: int, marker: str, joined: bool) -> list[str]:
    """Let plotext draw lines; returns `height` rows of text.

    plotext's compiled part ends the whole process on values far outside its limits, so it is given nothing but
    finite shares between 0 and 1.
    """
    points: list[Point] = []
    breaks: list[int] = []
    for run in runs:
        breaks.append(len(points))
        points.extend((_inside(x), _inside(y)) for x, y in _thin(run, width) if math.isfinite(x) and math.isfinite(y))
    if not points or width < 1 or height < 1:
        return []
    import plotext

    untyped: Any = plotext
    with _PLOTEXT:
        figure = untyped.figure
        figure.clear()
        untyped.terminal.limit(False, False)
        figure.plot_size(width, height)
        figure.axes(False, axis=[0, 1], side=[0, 1])
        figure.legend(False)
        figure.theme("colorless")
        for axis in ("x", "y"):
            figure.ruler(axis).frequency(0).lim(0.0, 1.0).alignment(lim="edge")
        signal = figure.signal([x for x, _ in points], [y for _, y in points], marker=marker).lines(joined)
        for index in breaks:
            signal.line(index, False)
        figure.draw(signal)
        drawn: str = figure.build().string(colorless=True)
    return drawn.split("\n")[:height]


def _inside(share: float) -> float:
    return min(1.0, max(0.0, share))
