"""The spend overview: what was spent, how it changed, what comes, and where it goes, down to the single call."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from cip_tui.actions import bindings
from cip_tui.messages import Ticket
from cip_tui.model.document import Document
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import CipError
from cip_tui.model.finops.spend import SpendRequest
from cip_tui.model.job import Job
from cip_tui.model.period import last_days
from cip_tui.screens.scoped import ScopedScreen
from cip_tui.screens.shown import moment
from cip_tui.screens.spend_panels import SpendPanels
from cip_tui.screens.spend_parts import notes_mark
from cip_tui.screens.spend_view import (
    View,
    breakdown_of,
    names_in,
)
from widgets.table import VirtualTable
from widgets.tiles import StatTiles

SETTLED = 0.15
"""Seconds after which the overview of last time has been painted, so that a fresh one may be worked out."""


class SpendScreen(ScopedScreen):
    """Headline figures, spend per day, and the breakdown by one dimension."""

    ROOM = "spend"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "scope", "spend")]

    def __init__(self) -> None:
        super().__init__()
        self._panels = SpendPanels(self)
        self._view = View(Scope())
        self._back: list[View] = []
        # What the document in sight answers: the view, and the way back from it.
        self._answered: tuple[View, tuple[View, ...]] | None = None
        self._names: dict[str, tuple[str, ...]] = {}

    def compose_room(self) -> ComposeResult:
        """Yield the panels."""
        yield from self._panels.compose()

    # Loading and showing

    def ready(self) -> None:
        """Show the overview of last time at once, and have a fresh one worked out after the first paint."""
        super().ready()
        self._view = self._first_view()
        kept = self.workspace.last_spend()
        if kept is not None and self._view.scope.period == self.workspace.default_period():
            document, at = kept
            table = breakdown_of(document)
            if table is not None:
                self._view = replace(self._view, by=table.id.removeprefix("spend.by_"))
            self.stale = True
            self.show_document(document)
            self.state(f"as of {moment(at)}, refreshing {self.cip.glyphs.ellipsis}")
        # Working figures out loads code that would hold up the painting of what is here already.
        self.set_timer(SETTLED if kept else 0.001, self.load)

    def _first_view(self) -> View:
        days, span = self.cip.settings.period_days, self.workspace.span()
        if days is None or span is None:
            return View(Scope(self.workspace.default_period()))
        return View(Scope(last_days(days, min(span.last, max(self.workspace.as_of, span.start)))))

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
        self._view = self._first_view()
        self.load()

    def show_document(self, document: Document) -> None:
        """Fill the panels, the list in the order that was chosen last."""
        self.document = self._panels.sorted(document, self._view.sort)
        self._answered = (self._view, tuple(self._back))
        self.cip.scope = self._view.scope
        self._names.update(names_in(breakdown_of(document)))
        self._panels.show(self.document)
        self._frame()

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
            self.cip.scope = view.scope
            self._frame()

    def _frame(self) -> None:
        """Show where one is: breadcrumb, period, filter, dimension."""
        self.crumbs(*self._view.crumbs())
        mark, warns = notes_mark(self.document, self.cip.glyphs) if self.document is not None else ("", False)
        self.show_scope(mark, warns=warns)
        self._panels.show_tabs(self._view.by)

    # What DocumentScreen asks for

    def figure_in_focus(self) -> tuple[str, str] | None:
        """Return id and name of the figure in focus."""
        return self._panels.figure()

    @on(StatTiles.Selected)
    def _tile_selected(self, message: StatTiles.Selected) -> None:
        message.stop()
        if not isinstance(message, StatTiles.Highlighted):
            self.action_explain()

    def on_resize(self) -> None:
        """Show more figures where there is more room."""
        self._panels.resized()

    # Drilling down and stepping back

    def _go(self, view: View) -> None:
        """Look at something else; the other screens will, too."""
        self._view = view
        self.cip.scope = view.scope
        self.load()

    def _step(self, view: View) -> None:
        """Look at something else, from where esc leads back to what is shown now."""
        row = self._panels.row()
        self._back.append(
            replace(self._view, row=str(row.cells[0]) if row is not None else None, document=self.document)
        )
        self._go(view)

    def _in_step(self) -> bool:
        """Whether the rows in sight answer the present view, and not the one before while that is being left."""
        return self._answered is not None and self._answered[0] == self._view

    @on(VirtualTable.RowSelected)
    def _row_selected(self, message: VirtualTable.RowSelected) -> None:
        message.stop()
        self.action_drill()

    def action_drill(self) -> None:
        """Look inside the row under the cursor: by the next dimension, at the bottom at its single calls."""
        row = self._panels.row()
        if row is None or not self._in_step():
            return
        if row.drill is None:
            self.cip.toast("This row sums up the rest; a filter (/) brings its parts into view")
            return
        inside = self._view.inside(row.drill, str(row.cells[0]))
        if inside is None:
            self.action_calls()
            return
        self._step(inside)
        self._panels.list.move_to(0)

    def action_calls(self) -> None:
        """View the single calls behind the row under the cursor."""
        row = self._panels.row()
        if row is None or not self._in_step():
            return
        from cip_tui.screens.calls import CallsScreen

        scope = self._view.narrowed(row.drill) if row.drill else self._view.scope
        trail = ("Spend", *self._view.drilled, *((str(row.cells[0]),) if row.drill else ()))
        self.app.push_screen(CallsScreen(scope, trail))

    def action_back(self) -> None:
        """Stop what is being loaded, else step out of the row that was drilled into, as it was left."""
        if not self.cip.jobs.stop(self) and self._back:
            self._restore(self._back.pop())

    def _restore(self, view: View) -> None:
        self._view = view
        self.cip.scope = view.scope
        if view.document is None:
            self.load()
            return
        self.stale = False
        self.show_document(view.document)
        self._panels.move_to(view.row)
        self.state(self.fresh_state())

    # Other actions

    def action_by(self, name: str) -> None:
        """Break spend down by another dimension."""
        if name != self._view.by:
            self._go(replace(self._view, by=name, document=None))

    @on(VirtualTable.SortWanted)
    def _sort_wanted(self, message: VirtualTable.SortWanted) -> None:
        message.stop()
        in_step = self._in_step()
        self._view = replace(self._view, sort=(message.key, message.descending))
        if self.document is not None and in_step:
            self.show_document(self.document)

    def action_sort(self) -> None:
        """Sort by the next column in view."""
        self._panels.list.action_sort_next()

    def action_reverse(self) -> None:
        """Turn the order around."""
        self._panels.list.action_sort_reverse()

    # What ScopedScreen asks for

    @property
    def scope(self) -> Scope:
        """What is looked at."""
        return self._view.scope

    def look_at(self, scope: Scope) -> None:
        """Look at other days, or through another filter, which can be stepped back from."""
        view = replace(self._view, scope=scope, document=None)
        if scope.filter != self._view.scope.filter:
            self._step(view)
        else:
            self._go(view)

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
        self._panels.list.focus()
