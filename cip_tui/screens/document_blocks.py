"""The parts of a document view: prose, findings, figures, tables and charts, each a widget that takes the focus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, cast

from rich.console import Console
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from cip_tui.export.markdown import WORDS, change_text, impact_text, range_text
from cip_tui.model import format as written
from cip_tui.model.document import Block, Chart, Document, Insight, Level, Metric, Note, Shape, Table
from cip_tui.screens.shown import columns_of, rows_of, sorted_table, total_of
from cip_tui.screens.spend_parts import chart_series
from widgets.cells import fit, safe_content, visible, width
from widgets.chart import ChartOptions
from widgets.glyphs import Glyphs, glyphs_of
from widgets.plot import Plot
from widgets.table import VirtualTable
from widgets.tiles import StatTile, StatTiles

if TYPE_CHECKING:
    from cip_tui.screens.document_view import DocumentView

LABEL = 11
"""The cells of the labels before the paragraphs of a finding."""
TILE = 23
"""The cells of the longest words in a tile; longer ones stand in full below the tiles."""
MOST_LINES, MOST_BARS = 16, 14
"""The lines of a table before it is scrolled in itself, and of a chart of lying bars."""
_CONSOLE = Console(color_system=None)
_COLOURS = {
    Level.GOOD: "$text-success",
    Level.INFO: "$text-primary",
    Level.WARNING: "$text-warning",
    Level.CRITICAL: "$text-error",
    Level.UNKNOWN: "$text-muted",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """What is in focus: the id and name by which it is explained, and the filter that selects the calls behind it."""

    id: str
    name: str
    behind: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words after a label in the margin; `style` is for the words."""

    label: str
    text: str
    style: str = ""
    label_style: str = "$text-muted"


class DocumentBlock:
    """What every part of a document view has: a key by which it is found again, and the figure in focus."""

    key: str = ""

    def figure(self) -> Figure | None:
        """Return the figure in focus."""
        return None


class Prose(DocumentBlock, Widget, can_focus=True):
    """Paragraphs with labels in the margin. Focus shows as a bar at the left."""

    class Opened(Message):
        """Enter was pressed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "Look behind", show=False, id="prose.open")]
    HELP: ClassVar[str | None] = (
        "## Words\n\n`j` and `k` read on, `tab` goes to the next part. `enter` looks behind a finding."
    )
    DEFAULT_CSS = """
    Prose {
        height: auto; margin-bottom: 1; border-left: blank; padding-left: 1;
        &:focus { border-left: outer $border; }
    }
    """

    def __init__(self, key: str, paragraphs: Sequence[Paragraph], label: int = LABEL, figure: Figure | None = None):
        super().__init__()
        self.key = key
        self._paragraphs = paragraphs
        self._label = label
        self._figure = figure
        self._wrapped: tuple[int, list[Content]] = (-1, [])

    def figure(self) -> Figure | None:
        """Return the finding."""
        return self._figure

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines that the words take."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Write the paragraphs."""
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, cells: int) -> list[Content]:
        if self._wrapped[0] != cells:
            lines = [line for item in self._paragraphs for line in _paragraph_lines(item, self._label, cells)]
            self._wrapped = (cells, lines)
        return self._wrapped[1]

    def action_open(self) -> None:
        """Say that what is behind is wanted."""
        self.post_message(self.Opened())


def _paragraph_lines(item: Paragraph, label: int, cells: int) -> Iterator[Content]:
    margin = label + 1 if label else 0
    for index, line in enumerate(wrapped(item.text, cells - margin)):
        head = fit(item.label if index == 0 else "", label) + " " if label else ""
        yield Content.assemble((head, item.label_style), (line, item.style))


def wrapped(text: str, cells: int) -> list[str]:
    """Break words into lines of at most `cells` cells; a word longer than that is broken."""
    shown = visible(text)
    if width(shown) <= cells:
        return [shown]
    return [line.plain.rstrip() for line in Text(shown).wrap(_CONSOLE, max(8, cells))]


class Figures(DocumentBlock, StatTiles):
    """Headline figures; the one that is chosen can be explained."""

    DEFAULT_CSS = "Figures { padding: 0; margin-bottom: 1; &.-explained { margin-bottom: 0; } }"

    def __init__(self, metrics: Sequence[Metric], glyphs: Glyphs) -> None:
        super().__init__()
        self.key = metrics[0].id
        self._metrics = metrics
        self._shown_tiles = [tile_of(metric, glyphs) for metric in metrics]

    def on_mount(self) -> None:
        """Show the figures."""
        self.show(self._shown_tiles)

    def figure(self) -> Figure | None:
        """Return the figure that is chosen."""
        metric = next((one for one in self._metrics if self.chosen is not None and one.id == self.chosen.id), None)
        if metric is None:
            return None
        return Figure(metric.id, metric.label, metric.provenance.behind if metric.provenance else None)

    def action_row(self, step: int) -> None:
        """Choose the tile above or below; past the last row the reader goes on."""
        before = self.chosen
        super().action_row(step)
        if self.chosen is before:
            view_of(self).action_read(step)


class Rows(DocumentBlock, VirtualTable):
    """A table as high as its rows, up to a limit from which it scrolls in itself."""

    DEFAULT_CSS = """
    Rows {
        height: auto; margin-bottom: 1; scrollbar-size-horizontal: 0;
        & > .table--cursor-blurred { background: $background; }
    }
    """

    def __init__(self, table: Table) -> None:
        super().__init__(visible(table.title))
        self.key = table.id
        self.table = table

    def on_mount(self) -> None:
        """Fill the table."""
        self.fill(self.table)

    def fill(self, table: Table) -> None:
        """Show other rows."""
        self.table = table
        ascii_only = glyphs_of(self.app).ascii_only
        self.show(
            columns_of(table),
            rows_of(table, ascii_only=ascii_only),
            total=total_of(table),
            sort=table.sort,
            available=table.available,
            empty=table.empty,
        )

    def sort_by(self, key: str, descending: bool) -> Table:
        """Sort the rows in place and return the table as it is shown now."""
        self.fill(sorted_table(self.table, key, descending))
        return self.table

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines of all rows, or the limit."""
        return min(self.lines_for(width), MOST_LINES, max(6, self.screen.size.height - 10))

    def figure(self) -> Figure | None:
        """Return the row under the cursor; the table where several rows have its name."""
        if self.cursor >= len(self.table.rows):
            return Figure(self.table.id, self.table.title)
        row = self.table.rows[self.cursor]
        name = str(row.cells[0])
        alone = sum(str(other.cells[0]) == name for other in self.table.rows) == 1
        return Figure(f"{self.table.id}/{name}" if alone and name else self.table.id, name, row.drill)

    def action_cursor(self, step: int) -> None:
        """Move the cursor; past the ends the reader goes on."""
        if 0 <= self.cursor + step < self.row_count:
            super().action_cursor(step)
        else:
            view_of(self).action_read(step)

    def action_page(self, step: int) -> None:
        """Move by a page; at the ends the reader goes on."""
        before = self.cursor
        super().action_page(step)
        if self.cursor == before:
            view_of(self).action_leaf(step)

    def action_edge(self, side: int) -> None:
        """Go to the first row or the last; once there, to the beginning or end of the document."""
        before = self.cursor
        super().action_edge(side)
        if self.cursor == before:
            view_of(self).action_edge(side)


class Picture(DocumentBlock, Plot, can_focus=True):
    """A chart; focused so that it can be explained, which a heavier border shows."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "Explain", show=False, id="picture.open")]
    HELP: ClassVar[str | None] = "## Chart\n\n`x` says where its figures come from, `j` and `k` read on."
    DEFAULT_CSS = """
    Picture {
        height: 12; margin-bottom: 1;
        &:focus { border: heavy $border; border-title-color: $text-primary; border-title-style: bold; }
    }
    """

    def __init__(self, chart: Chart) -> None:
        super().__init__(visible(chart.title))
        self.key = chart.id
        self.chart = chart
        if all(one.shape is Shape.BARS and all(isinstance(x, str) for x in one.x) for one in chart.series):
            names = {x for one in chart.series for x in one.x}
            self.styles.height = min(MOST_BARS, max(1, len(names) * len(chart.series))) + 2

    def on_mount(self) -> None:
        """Have the chart drawn."""
        chart = self.chart
        options = ChartOptions(x_title=chart.x_title, y_title=chart.y_title, marks=chart.marks)
        self.show(chart_series(chart), options)

    def figure(self) -> Figure:
        """Return the chart."""
        origin = self.chart.provenance
        return Figure(self.chart.id, self.chart.title, origin.behind if origin else None)

    def action_open(self) -> None:
        """Say that an explanation is wanted."""
        self.post_message(Prose.Opened())


def view_of(block: Widget) -> DocumentView:
    """Return the view that a block stands in."""
    return cast("DocumentView", block.parent)


# From blocks of a document to widgets ---------------------------------------------------------------------------------


def widgets_of(document: Document, glyphs: Glyphs) -> Iterator[Widget]:
    """Yield the widgets of a document in reading order: subtitle, sections, and what it was made from."""
    if document.subtitle:
        yield Static(safe_content(document.subtitle), classes="subtitle")
    for section in document.sections:
        if section.id != "headline":
            yield Static(safe_content(section.title), classes="heading")
        yield from _blocks(section.id, section.blocks, glyphs)
    if document.facts:
        yield Static(safe_content("Made from"), classes="heading")
        yield Prose("facts", [Paragraph(label, value) for label, value in document.facts])


def _blocks(key: str, blocks: Iterable[Block], glyphs: Glyphs) -> Iterator[Widget]:
    for index, (kind, group) in enumerate(groupby(blocks, key=type)):
        members = list(group)
        if kind is Metric:
            yield from _figures([one for one in members if isinstance(one, Metric)], glyphs)
        elif kind is Note:
            notes = [one for one in members if isinstance(one, Note)]
            yield Prose(f"{key}.notes{index}", [_note(note, glyphs) for note in notes], label=1)
        else:
            for block in members:
                yield from _block(block, glyphs)


def _block(block: Block, glyphs: Glyphs) -> Iterator[Widget]:
    if isinstance(block, Insight):
        yield Prose(block.id, list(insight_paragraphs(block, glyphs)), figure=_insight_figure(block))
        yield from _blocks(block.id, block.evidence, glyphs)
    elif isinstance(block, Table):
        if block.note:
            yield Static(safe_content(block.note), classes="remark")
        yield Rows(block)
    elif isinstance(block, Chart):
        if block.summary:
            yield Static(safe_content(block.summary), classes="remark")
        yield Picture(block)


def _note(note: Note, glyphs: Glyphs) -> Paragraph:
    mark = glyphs.bullet if note.level is Level.INFO else glyphs.levels[note.level]
    word = "" if note.level in (Level.INFO, Level.GOOD) else f"{WORDS.get(note.level, 'Unknown')}: "
    return Paragraph(mark, word + note.text, label_style=_COLOURS[note.level])


def insight_paragraphs(insight: Insight, glyphs: Glyphs) -> Iterator[Paragraph]:
    """Yield a finding with everything needed to act on it: level, impact, problem, recommendation, outcome, domain."""
    mark = f"{glyphs.levels[insight.level]} {WORDS.get(insight.level, 'Unknown')}"
    colour = f"bold {_COLOURS[insight.level]}"
    yield Paragraph(mark, insight.title, style="bold", label_style=colour)
    words, _, basis = impact_text(insight.impact).partition("; ")
    domain = f" {glyphs.separator} ".join(text for text in (insight.domain, insight.capability) if text)
    fields = (
        ("Impact", words, "bold"),
        ("Problem", insight.problem, ""),
        ("Do", insight.recommendation, ""),
        ("Outcome", insight.outcome, ""),
        ("Basis", basis, "$text-muted"),
        ("Domain", domain, "$text-muted"),
    )
    yield from (Paragraph(label, text, style) for label, text, style in fields if text)


def _insight_figure(insight: Insight) -> Figure:
    origin = insight.provenance
    return Figure(insight.id, insight.title, insight.drill or (origin.behind if origin else None))


def _figures(metrics: Sequence[Metric], glyphs: Glyphs) -> Iterator[Widget]:
    figures = Figures(metrics, glyphs)
    yield figures
    below = [f"{one.label}: {text}" for one in metrics for text in _words(one) if width(text) > TILE]
    if below:
        figures.add_class("-explained")
        yield Static(safe_content(f" {glyphs.separator} ".join(below)), classes="remark -after")


def _words(metric: Metric) -> tuple[str, ...]:
    """Return what stands below a figure, in full: its change, then its note or range."""
    return tuple(text for text in (change_text(metric), metric.note or range_text(metric)) if text)


def tile_of(metric: Metric, glyphs: Glyphs) -> StatTile:
    """Return a figure as a tile: state or change below it, then its note or range; what is too long is left out."""
    change, trend, level = "", None, ""
    if metric.status is not None:
        level = metric.status.level.value
        change = f"{glyphs.levels[level]} {metric.status.word}"
    elif metric.change is not None:
        trend = (metric.change > 0) - (metric.change < 0)
        short = written.percent(abs(metric.change))
        texts = (f"{short} {metric.change_label}".strip(), f"{short} vs before")
        change = next((text for text in texts if width(text) <= TILE - 2), short)
    elif width(metric.change_label) <= TILE:
        change = metric.change_label
    note = metric.note or range_text(metric)
    shown = note if width(note) <= TILE else ""
    # A note without a change stands in its place, so that no line stays empty.
    first, second = (change, shown) if change else (shown, "")
    return StatTile(metric.id, metric.label, written.metric_text(metric), first, trend, level, note=second)
