"""The panels of the spend overview: they show a document, and know which figure and which row is pointed at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.style import Style

from cip_tui.model.document import Chart, Document, Note, Row, Table
from cip_tui.model.format import UNKNOWN
from cip_tui.screens.shown import bar_cells, columns_of, rows_of, sorted_table, total_of
from cip_tui.screens.spend_parts import (
    DailyPlot,
    NotesLine,
    chart_series,
    dimension_tabs,
    tiles_of,
)
from cip_tui.screens.spend_view import breakdown_of
from widgets.chart import ChartOptions
from widgets.columns import Column
from widgets.glyphs import glyphs_of
from widgets.plot import Plot
from widgets.table import VirtualTable
from widgets.tiles import StatTile, StatTiles

if TYPE_CHECKING:
    from cip_tui.screens.scoped import ScopedScreen

COLUMN_ORDER = ("name", "cost", "share", "change", "calls", "tokens", "per_call", "unpriced")
_ON, _OFF, _KEY = Style(bold=True), Style(), Style(underline=True)


class SpendPanels:
    """Headline, plot, list and notes of one screen."""

    def __init__(self, screen: ScopedScreen) -> None:
        self._screen = screen
        self._shown: Document | None = None
        self._last_tiles: list[StatTile] = []
        self._bars = 0

    def compose(self) -> ComposeResult:
        """Yield headline, scope line, plot, list and notes."""
        yield StatTiles(id="headline")
        yield from self._screen.compose_scope()
        yield DailyPlot("Spend per day", id="daily")
        yield VirtualTable(id="breakdown", classes="main")
        yield NotesLine()

    @property
    def list(self) -> VirtualTable:
        """The breakdown."""
        return self._screen.query_one("#breakdown", VirtualTable)

    @property
    def _tiles(self) -> StatTiles:
        return self._screen.query_one("#headline", StatTiles)

    # Showing

    def sorted(self, document: Document, sort: tuple[str, bool]) -> Document:
        """Return the document with its breakdown in the order wanted, so that copy and export say what is shown."""
        table = breakdown_of(document)
        if table is None:
            return document
        key, descending = sort
        known = any(column.key == key for column in table.columns)
        return with_breakdown(document, sorted_table(table, key if known else "cost", descending))

    def show(self, document: Document) -> None:
        """Fill every panel; what is shown already is not painted again."""
        if document == self._shown:
            return
        self._shown = document
        self.resized()
        self._show_chart(document)
        self._show_list(document)
        notes = [block for block in document.blocks() if isinstance(block, Note)]
        self._screen.query_one(NotesLine).show(notes)

    def resized(self) -> None:
        """Show as many headline figures as there is room for."""
        if self._shown is None:
            return
        tiles = tiles_of(self._shown, glyphs_of(self._screen.app), self._screen.size.width)
        # Where nothing matches, the figures stay in place and are unknown, so that the frame does not jump.
        self._last_tiles = tiles or [StatTile(tile.id, tile.label, UNKNOWN, " ") for tile in self._last_tiles]
        self._tiles.show(self._last_tiles)
        if bar_cells(self._screen.size.width) != self._bars:
            self._show_list(self._shown)

    def show_tabs(self, by: str) -> None:
        """Show the dimensions, and which of them is looked at."""
        self.list.border_title = dimension_tabs(by, glyphs_of(self._screen.app), {"on": _ON, "off": _OFF, "key": _KEY})

    def _show_chart(self, document: Document) -> None:
        charts = [block for block in document.blocks() if isinstance(block, Chart)]
        plot = self._screen.query_one("#daily", Plot)
        if charts:
            plot.show(chart_series(charts[0]), ChartOptions(y_title=charts[0].y_title), title=charts[0].title)
        else:
            plot.show(())

    def _show_list(self, document: Document) -> None:
        table = breakdown_of(document)
        if table is None:
            words = " ".join(block.text for block in document.blocks() if isinstance(block, Note))
            self.list.show((Column("name", ""),), (), empty=words)
            return
        self._bars = bar_cells(self._screen.size.width)
        self.list.show(
            columns_of(table, order=COLUMN_ORDER, bars=self._bars),
            rows_of(table, ascii_only=glyphs_of(self._screen.app).ascii_only, bars=self._bars),
            total=total_of(table),
            sort=table.sort,
            available=table.available,
            empty=table.empty,
        )

    # What is pointed at

    def row(self) -> Row | None:
        """Return the row under the cursor, or None where there is none."""
        table = breakdown_of(self._shown) if self._shown is not None else None
        if table is None or self.list.cursor >= len(table.rows):
            return None
        return table.rows[self.list.cursor]

    def move_to(self, name: str | None) -> None:
        """Set the cursor on the row of that name, if it is there."""
        table = breakdown_of(self._shown) if self._shown is not None else None
        rows = () if table is None else table.rows
        found = next((index for index, row in enumerate(rows) if row.cells and row.cells[0] == name), None)
        if found is not None:
            self.list.move_to(found)

    def figure(self) -> tuple[str, str] | None:
        """Return id and name of the figure in focus: a tile's, the plot's, else that of the row under the cursor."""
        focused = self._screen.focused
        if focused is self._tiles:
            tile = self._tiles.chosen
            return (tile.id, tile.label) if tile is not None else None
        if isinstance(focused, Plot):
            return "spend.daily", "Spend per day"
        table = breakdown_of(self._shown) if self._shown is not None else None
        row = self.row()
        if table is None:
            return None
        return (f"{table.id}/{row.cells[0]}", str(row.cells[0])) if row is not None else (table.id, table.title)


def with_breakdown(document: Document, table: Table) -> Document:
    """Return the document with another breakdown."""
    sections = tuple(
        replace(section, blocks=tuple(table if _is_breakdown(block) else block for block in section.blocks))
        for section in document.sections
    )
    return replace(document, sections=sections)


def _is_breakdown(block: object) -> bool:
    return isinstance(block, Table) and block.id.startswith("spend.by_")
