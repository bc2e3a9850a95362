"""The parts of the spend overview that are its own: headline, scope line, notes line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from cip_tui.model import format as written
from cip_tui.model.calls.schema import DIMENSIONS
from cip_tui.model.document import Chart, Document, Level, Metric, Note, Shape
from cip_tui.screens.shown import change_text
from cip_tui.screens.spend_view import ORDER
from widgets.cells import clip, safe_content, visible, width
from widgets.chart import PlotSeries
from widgets.glyphs import Glyphs, glyphs_of
from widgets.plot import Plot
from widgets.tiles import StatTile

SHOWN = ("spend.total", "spend.run_rate", "spend.forecast", "spend.unpriced", "spend.calls", "spend.per_1k_tokens")
"""The figures of the headline; the first four are shown at 80 columns."""

FEW, WIDE = 4, 110
"""How many figures are shown where there are fewer than `WIDE` columns."""


def dimension_tabs(by: str, glyphs: Glyphs, styles: dict[str, Style]) -> Content:
    """Write the dimensions with their keys, the one that is shown marked by a sign and not by colour alone."""
    pieces: list[Content | str | tuple[str, Style]] = []
    for name in ORDER:
        dimension = DIMENSIONS[name]
        title, at = dimension.title, dimension.title.lower().find(dimension.key)
        style = styles["on"] if name == by else styles["off"]
        mark = glyphs.cursor if name == by else " "
        pieces.append((mark + title[:at], style))
        pieces.append((title[at : at + 1], style + styles["key"]))
        pieces.append((title[at + 1 :], style))
    return Content.assemble(*pieces, " ")


def chart_series(chart: Chart) -> list[PlotSeries]:
    """Return a document's chart for the kit's plot."""
    return [
        PlotSeries(
            series.name, series.x, series.y, series.shape.value, series.upper, _style(series.shape, series.level)
        )
        for series in chart.series
    ]


def _style(shape: Shape, level: Level) -> str:
    if shape is Shape.BAND:
        return "band"
    return "" if level in (Level.INFO, Level.UNKNOWN) else level.value


def tiles_of(document: Document, glyphs: Glyphs, cells: int) -> list[StatTile]:
    """Return the headline of a document as tiles, as many as `cells` hold without cutting a word."""
    metrics = {block.id: block for block in document.blocks() if isinstance(block, Metric)}
    shown = SHOWN if cells >= WIDE else SHOWN[:FEW]
    room = (cells - 2 - 2 * (len(shown) - 1)) // len(shown) - 1
    return [tile_of(metrics[figure], glyphs, room) for figure in shown if figure in metrics]


def tile_of(metric: Metric, glyphs: Glyphs, room: int) -> StatTile:
    """Return a figure as a tile, with as much below it as `room` cells hold: its state, else change or note."""
    if metric.status is not None:
        level = metric.status.level.value
        below = f"{glyphs.levels[metric.status.level]} {metric.status.word}"
        return StatTile(metric.id, metric.label, written.metric_text(metric), below, change_level=level)
    trend = None if metric.change is None else (metric.change > 0) - (metric.change < 0)
    room -= 0 if trend is None else 2
    below = next((text for text in (change_text(metric, room), *_notes(metric)) if text and len(text) <= room), "")
    return StatTile(metric.id, metric.label, written.metric_text(metric), below, trend)


def _notes(metric: Metric) -> tuple[str, ...]:
    """Return what may stand below a figure, the fullest first."""
    if metric.low is None or metric.high is None:
        return (metric.note,)
    low, high = (written.metric_text(replace(metric, value=edge, places=0)) for edge in (metric.low, metric.high))
    return metric.note, f"{low} to {high}", f"{low}-{high}"


class ScopeLine(Widget):
    """One line that says which days and which filter the figures are about."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"scope--label", "scope--value", "scope--mark"}
    DEFAULT_CSS = """
    ScopeLine {
        height: 1; padding: 0 1;
        & > .scope--label { color: $text-muted; }
        & > .scope--value { color: $foreground; }
        & > .scope--mark { color: $text-warning; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._period = ""
        self._filter = ""
        self._mark = ""
        self._warns = False

    def show(self, period: str, filtered: str, mark: str, *, warns: bool) -> None:
        """Show a period, a filter, and how many notes there are, coloured where they warn."""
        if (period, filtered, mark, warns) != (self._period, self._filter, self._mark, self._warns):
            self._period, self._filter, self._mark, self._warns = period, filtered, mark, warns
            self.refresh()

    def render(self) -> Content:
        """Write the line; the number of days gives way first, then the filter."""
        label = self.get_visual_style("scope--label", partial=True)
        value = self.get_visual_style("scope--value", partial=True)
        filtered, room = visible(self._filter), self.content_size.width - len(self._mark) - 1
        days = self._period if width(self._period + filtered) + 17 <= room else self._period.partition(" (")[0]
        left = Content.assemble(("Period ", label), (days, value), ("   Filter ", label))
        cut = clip(filtered, max(8, room - left.cell_length), glyphs_of(self.app).ellipsis)
        line = Content.assemble(left, (cut, value) if filtered else ("none", label))
        gap = " " * max(1, self.content_size.width - line.cell_length - len(self._mark))
        style = self.get_visual_style("scope--mark", partial=True) if self._warns else label
        return Content.assemble(line, gap, (self._mark, style))


class NotesLine(Widget):
    """The first notes of the document, one line each, where there is room for them; `n` shows all in full."""

    DEFAULT_CSS = "NotesLine { height: auto; max-height: 3; padding: 0 1; color: $text-muted; display: none; }"

    def __init__(self) -> None:
        super().__init__()
        self._notes: Sequence[Note] = ()

    def show(self, notes: Sequence[Note]) -> None:
        """Show other notes."""
        if notes != self._notes:
            self._notes = notes
            self.refresh(layout=True)

    def render(self) -> Content:
        """Write a line a note; what is cut can be read with `n`."""
        glyphs, room = glyphs_of(self.app), self.content_size.width
        texts = [f"{glyphs.levels[note.level]} {note.text}" for note in self._notes[:3]]
        lines = [safe_content(clip(text, room, glyphs.ellipsis)) for text in texts]
        return Content("\n").join(lines)


class DailyPlot(Plot, can_focus=True):
    """Spend per day; focused so that it can be explained, which a heavier border shows."""

    HELP = "## Spend per day\n\nBars are days, the line is the forecast, the shade its 80 % interval."
    DEFAULT_CSS = (
        "DailyPlot:focus { border: heavy $border; border-title-color: $text-primary; border-title-style: bold; }"
    )


def notes_mark(document: Document, glyphs: Glyphs) -> tuple[str, bool]:
    """Return how many notes the document has, and whether some of them warn: `▲ 2 warnings (n)`."""
    notes = [block for block in document.blocks() if isinstance(block, Note)]
    warned = sum(note.level in (Level.WARNING, Level.CRITICAL) for note in notes)
    if warned:
        return f"{glyphs.levels['warning']} {warned} warning{'s' if warned > 1 else ''} (n)", True
    return (f"{len(notes)} note{'s' if len(notes) > 1 else ''} (n)" if notes else ""), False
