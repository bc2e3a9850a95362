"""The spend overview: what was spent, how it changed, what comes, and where it goes, down to the single call."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.style import Style

from cip_tui.actions import bindings
from cip_tui.messages import Ticket
from cip_tui.model.document import Chart, Document, Note, Table
from cip_tui.model.document import Row as DocumentRow
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import CipError
from cip_tui.model.finops.spend import SpendRequest
from cip_tui.model.job import Job
from cip_tui.screens.scoped import ScopedScreen
from cip_tui.screens.shown import columns_of, moment, rows_of, sorted_table, total_of
from cip_tui.screens.spend_parts import (
    DailyPlot,
    NotesLine,
    chart_series,
    dimension_tabs,
    notes_mark,
    tiles_of,
)
from cip_tui.screens.spend_view import (
    View,
    breakdown_of,
    names_in,
)
from widgets.chart import ChartOptions
from widgets.plot import Plot
from widgets.table import VirtualTable
from widgets.tiles import StatTiles

COLUMN_ORDER = ("name", "cost", "share", "change", "calls", "tokens", "per_call", "unpriced")


class SpendScreen(ScopedScreen):
    """Headline figures, spend per day, and the breakdown by one dimension."""

    ROOM = "spend"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "scope", "spend")]

    def __init__(self) -> None:
        super().__init__()
        self._view = View(Scope())
        self._back: list[View] = []
        # What the document in sight answers: the view, and the way back from it.
        self._answered: tuple[View, tuple[View, ...]] | None = None
        self._names: dict[str, tuple[str, ...]] = {}

    def compose_room(self) -> ComposeResult:
        """Yield headline, scope line, plot and the list."""
        yield StatTiles(id="headline")
        yield from self.compose_scope()
        yield DailyPlot("Spend per day", id="daily")
        yield VirtualTable(id="breakdown", classes="main")
        yield NotesLine()

    # Loading and showing

    def on_mount(self) -> None:
        """Show the overview of last time at once, and have a fresh one worked out after the first paint."""
        super().on_mount()
        self._view = View(Scope(self.workspace.default_period()))
        kept = self.workspace.last_spend()
        if kept is not None:
            document, at = kept
            table = breakdown_of(document)
            if table is not None:
                self._view = replace(self._view, by=table.id.removeprefix("spend.by_"))
            self.stale = True
            self.show_document(document)
            self.state(f"as of {moment(at)}, refreshing {self.cip.glyphs.ellipsis}")
        self.call_after_refresh(self.load)

    def load(self) -> None:
        """Ask for the overview of the present view."""
        workspace, view = self.workspace, self._view
        self._frame()

        def work(job: Job) -> Document:
            return workspace.spend(SpendRequest(view.scope, view.by), job)

        self.start(view, work, "Working the figures out")

    def data_changed(self) -> None:
        """Start over: with other data the way down may lead nowhere. An emptied workspace shows the welcome."""
        if self.workspace.is_empty():
            self.app.switch_mode("welcome")
            return
        self._back.clear()
        self._view = View(Scope(self.workspace.default_period()))
        self.load()

    def show_document(self, document: Document) -> None:
        """Fill headline, plot and list; the list in the order that was chosen last."""
        table = breakdown_of(document)
        if table is not None:
            key, descending = self._view.sort
            keys = [column.key for column in table.columns]
            table = sorted_table(table, key if key in keys else "cost", descending)
            document = _with_table(document, table)
        self.document = document
        self._answered = (self._view, tuple(self._back))
        self.cip.scope = self._view.scope
        self._names.update(names_in(table))
        self._frame()
        self._tiles.show(tiles_of(document, self.cip.glyphs, self.size.width))
        self._show_chart(document)
        self._show_table(document, table)
        notes = [block for block in document.blocks() if isinstance(block, Note)]
        self.query_one(NotesLine).show(notes)

    def job_stopped(self, ticket: Ticket) -> None:
        """Stay with what is shown: the step that was stopped has not been taken."""
        super().job_stopped(ticket)
        self._stay(ticket)

    def job_failed(self, ticket: Ticket, error: CipError, details: str) -> None:
        """Stay with what is shown, and say what went wrong."""
        super().job_failed(ticket, error, details)
        self._stay(ticket)

    def _stay(self, ticket: Ticket) -> None:
        if ticket.group == self.GROUP and self._answered is not None:
            view, back = self._answered
            self._view, self._back = view, list(back)
            self._frame()

    def _frame(self) -> None:
        """Show where one is: breadcrumb, period, filter, dimension."""
        view, glyphs = self._view, self.cip.glyphs
        self.crumbs(*view.crumbs())
        mark, warns = notes_mark(self.document, glyphs) if self.document is not None else ("", False)
        self.show_scope(mark, warns=warns)
        self._list.border_title = self._tabs()

    def _tabs(self) -> Content:
        styles = {"on": Style(bold=True), "off": Style(), "key": Style(underline=True)}
        return dimension_tabs(self._view.by, self.cip.glyphs, styles)

    def _show_chart(self, document: Document) -> None:
        charts = [block for block in document.blocks() if isinstance(block, Chart)]
        plot = self.query_one("#daily", Plot)
        if charts:
            plot.show(chart_series(charts[0]), ChartOptions(y_title=charts[0].y_title), title=charts[0].title)
        else:
            plot.show(())

    def _show_table(self, document: Document, table: Table | None) -> None:
        if table is None:
            words = " ".join(block.text for block in document.blocks() if isinstance(block, Note))
            self._list.show((), (), empty=words)
            return
        self._list.show(
            columns_of(table, order=COLUMN_ORDER),
            rows_of(table, ascii_only=self.cip.glyphs.ascii_only),
            total=total_of(table),
            sort=table.sort,
            available=table.available,
            empty=table.empty,
        )

    @property
    def _list(self) -> VirtualTable:
        return self.query_one("#breakdown", VirtualTable)

    # What DocumentScreen asks for

    def figure_in_focus(self) -> tuple[str, str] | None:
        """Return the figure in focus: a tile's, the plot's, else that of the row under the cursor."""
        focused = self.focused
        if focused is self._tiles:
            tile = self._tiles.chosen
            return (tile.id, tile.label) if tile is not None else None
        if isinstance(focused, Plot):
            return "spend.daily", "Spend per day"
        table = breakdown_of(self.document) if self.document is not None else None
        row = self._row()
        if table is None:
            return None
        return (f"{table.id}/{row.cells[0]}", str(row.cells[0])) if row is not None else (table.id, table.title)

    @property
    def _tiles(self) -> StatTiles:
        return self.query_one("#headline", StatTiles)

    @on(StatTiles.Selected)
    def _tile_selected(self, message: StatTiles.Selected) -> None:
        message.stop()
        if not isinstance(message, StatTiles.Highlighted):
            self.action_explain()

    def on_resize(self) -> None:
        """Show more figures where there is more room."""
        if self.document is not None:
            self._tiles.show(tiles_of(self.document, self.cip.glyphs, self.size.width))

    def _row(self) -> DocumentRow | None:
        table = breakdown_of(self.document) if self.document is not None else None
        if table is None or self._list.cursor >= len(table.rows):
            return None
        return table.rows[self._list.cursor]

    # Drilling down and stepping back

    def _go(self, view: View) -> None:
        """Look at something else."""
        self._view = view
        self.load()

    def _in_step(self) -> bool:
        """Whether the rows in sight answer the present view, and not the one before while that is being left."""
        return self._answered is not None and self._answered[0] == self._view

    def _remembered(self) -> View:
        row = self._list.row_at(self._list.cursor)
        return replace(self._view, row=row.key if row is not None else None, document=self.document)

    @on(VirtualTable.RowSelected)
    def _row_selected(self, message: VirtualTable.RowSelected) -> None:
        message.stop()
        self.action_drill()

    def action_drill(self) -> None:
        """Look inside the row under the cursor: by the next dimension, at the bottom at its single calls."""
        row = self._row()
        if row is None or not self._in_step():
            return
        if row.drill is None:
            self.cip.toast("This row sums up the rest; a filter (/) brings its parts into view")
            return
        inside = self._view.inside(row.drill, str(row.cells[0]))
        if inside is None:
            self.action_calls()
            return
        self._back.append(self._remembered())
        self._go(inside)
        self._list.move_to(0)

    def action_calls(self) -> None:
        """View the single calls behind the row under the cursor."""
        row = self._row()
        if row is None or not self._in_step():
            return
        scope = self._view.narrowed(row.drill) if row.drill else self._view.scope
        from cip_tui.screens.calls import CallsScreen

        trail = ("Spend", *self._view.drilled, *((str(row.cells[0]),) if row.drill else ()))
        self.app.push_screen(CallsScreen(scope, trail))

    def action_back(self) -> None:
        """Stop what is being loaded, else step out of the row that was drilled into, as it was left."""
        if self.cip.jobs.stop(self):
            return
        if self._back:
            self._restore(self._back.pop())

    def _restore(self, view: View) -> None:
        self._view = view
        if view.document is None:
            self.load()
            return
        self.stale = False
        self.show_document(view.document)
        self.state(self.fresh_state())
        position = self._position(view.row)
        if position is not None:
            self._list.move_to(position)

    def _position(self, name: str | None) -> int | None:
        table = breakdown_of(self.document) if self.document is not None else None
        if table is None or name is None:
            return None
        return next((index for index, row in enumerate(table.rows) if row.cells and str(row.cells[0]) == name), None)

    # Other actions

    def action_by(self, name: str) -> None:
        """Break spend down by another dimension."""
        if name != self._view.by:
            self._go(replace(self._view, by=name, document=None))

    @on(VirtualTable.SortWanted)
    def _sort_wanted(self, message: VirtualTable.SortWanted) -> None:
        message.stop()
        self._view = replace(self._view, sort=(message.key, message.descending))
        if self.document is not None:
            self.show_document(self.document)

    def action_sort(self) -> None:
        """Sort by the next column in view."""
        self._list.action_sort_next()

    def action_reverse(self) -> None:
        """Turn the order around."""
        self._list.action_sort_reverse()

    # What ScopedScreen asks for

    @property
    def scope(self) -> Scope:
        """What is looked at."""
        return self._view.scope

    def look_at(self, scope: Scope) -> None:
        """Look at other days, or through another filter, which can be stepped back from."""
        if scope.filter != self._view.scope.filter:
            self._back.append(self._remembered())
        self._go(replace(self._view, scope=scope, document=None))

    def adopt(self, scope: Scope) -> None:
        """Look at what was chosen on another screen; the way down to another filter leads nowhere then."""
        if scope.filter != self._view.scope.filter:
            self._back.clear()
            self._view = replace(self._view, drilled=(), row=None)
        self._go(replace(self._view, scope=scope, document=None))

    def names(self) -> dict[str, tuple[str, ...]]:
        """Return the names seen so far."""
        return self._names

    def leave_filter(self) -> None:
        """Go back to the list."""
        self._list.focus()


def _with_table(document: Document, table: Table) -> Document:
    """Return the document with its breakdown replaced, so that copies and exports say what the screen says."""
    sections = tuple(
        replace(section, blocks=tuple(table if _is_breakdown(block) else block for block in section.blocks))
        for section in document.sections
    )
    return replace(document, sections=sections)


def _is_breakdown(block: object) -> bool:
    return isinstance(block, Table) and block.id.startswith("spend.by_")
