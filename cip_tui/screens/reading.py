"""A list of documents at the left, the chosen one at the right; on a narrow terminal one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import OptionList

from cip_tui.actions import bindings
from cip_tui.messages import Ticket
from cip_tui.model.calls.filter import Filter, parse_filter
from cip_tui.model.document import Document, Table
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import CipError
from cip_tui.model.job import Job
from cip_tui.screens.choices import Choice, ChoiceList
from cip_tui.screens.document_view import DocumentView
from cip_tui.screens.scoped import ScopedScreen
from cip_tui.screens.spend_parts import notes_mark

AHEAD = "ahead"
"""The group of the jobs that work out what has not been asked for yet."""
SETTLED = 0.12
"""Seconds the cursor rests on an entry before its document is laid out, so that moving through the list is quick."""


class ReadingScreen(ScopedScreen):
    """Documents by name. Subclasses say which there are, how to get one, and what the list says of it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "scope", "reading")]
    NAMES: ClassVar[tuple[str, ...]] = ()
    HEADING: ClassVar[str] = ""
    WORKS_AHEAD: ClassVar[bool] = False
    DEFAULT_CSS = """
    ReadingScreen {
        & #reading { height: 1fr; }
        & #choices { width: 1fr; }
        & #document { display: none; width: 1fr; }
        &.-reading #choices { display: none; }
        &.-reading #document { display: block; }
        &.-w120, &.-w180 {
            & #choices, &.-reading #choices { display: block; width: 38; }
            & #document { display: block; }
        }
        &.-w180 #choices { width: 44; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._scope: Scope | None = None
        self._chosen_name = self.NAMES[0]
        self._found: dict[str, Document] = {}
        self._last_found: dict[str, Document] = {}
        self._failed: set[str] = set()
        self._paused = False
        self._resting: Timer | None = None

    # For subclasses

    def title_of(self, name: str) -> str:
        """Return the title of a document."""
        raise NotImplementedError

    def make(self, name: str, scope: Scope, job: Job) -> Document:
        """Work a document out. Runs in a job's thread."""
        raise NotImplementedError

    def choice(self, name: str, document: Document | None, *, old: bool, failed: bool) -> Choice:
        """Return what the list says of a document, which may be of another scope (`old`) or not be there yet."""
        raise NotImplementedError

    # Layout and loading

    def compose_room(self) -> ComposeResult:
        """Yield scope line, list and document."""
        yield from self.compose_scope()
        with Horizontal(id="reading"):
            yield ChoiceList(self.HEADING, id="choices", classes="main")
            yield DocumentView(id="document")

    def ready(self) -> None:
        """Look at what the other screens look at, after the first paint."""
        super().ready()
        self._scope = self.cip.scope or Scope(self.workspace.default_period())
        self._frame()
        self._list_up()
        self.call_after_refresh(self.load)

    def load(self) -> None:
        """Work everything out anew, the chosen document first; what is in sight stays until then."""
        self._last_found.update(self._found)
        self._found.clear()
        self._failed.clear()
        self._paused = False
        self._frame()
        self._list_up()
        self._want(self._chosen_name)

    def _want(self, name: str) -> None:
        """Show a document, at once if it is there."""
        self._chosen_name = name
        if name in self._found:
            self.cip.jobs.stop(self, self.GROUP)
            self._take(self._found[name])
            return
        scope = self.scope
        self.start(name, lambda job: self.make(name, scope, job), f"Working out: {self.title_of(name)}")

    def _take(self, document: Document) -> None:
        self.document, self.stale = document, False
        self.show_document(document)
        self.state(self.fresh_state())

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Take a document, then work out the next one that nobody has asked for yet."""
        if ticket.group == self.GROUP:
            self._found[ticket.request] = result
            self._failed.discard(ticket.request)
            self.cip.scope = self.scope
        elif ticket.group == AHEAD:
            name, scope = ticket.request
            if scope == self.scope and name not in self._found:
                self._found[name] = result
        super().job_done(ticket, result)
        self._list_up()
        self._work_ahead()

    def job_failed(self, ticket: Ticket, error: CipError, details: str) -> None:
        """Say what went wrong with what was asked for; the rest goes on."""
        if ticket.group == AHEAD:
            self._failed.add(ticket.request[0])
        else:
            if ticket.group == self.GROUP:
                self._failed.add(ticket.request)
            super().job_failed(ticket, error, details)
        self._list_up()
        self._work_ahead()

    def job_stopped(self, ticket: Ticket) -> None:
        """Rest until something is asked for again."""
        super().job_stopped(ticket)
        self._paused = True
        self._list_up()

    def _work_ahead(self) -> None:
        missing = [name for name in self.NAMES if name not in self._found and name not in self._failed]
        if not self.WORKS_AHEAD or self._paused or not missing or self.cip.jobs.busy(self):
            return
        name, scope = missing[0], self.scope
        self.cip.jobs.start(self, AHEAD, (name, scope), lambda job: self.make(name, scope, job), label="Working ahead")

    def show_document(self, document: Document) -> None:
        """Show the document that was chosen."""
        self._frame()
        self._view.show(document)

    def _frame(self) -> None:
        title = self.title_of(self._chosen_name)
        self.crumbs(self.HEADING, title)
        mark, warns = notes_mark(self.document, self.cip.glyphs) if self.document is not None else ("", False)
        self.show_scope(mark, warns=warns)

    def _list_up(self) -> None:
        self._list.show([self._entry(name) for name in self.NAMES])

    def _entry(self, name: str) -> Choice:
        document = self._found.get(name)
        old = document is None
        return self.choice(name, document or self._last_found.get(name), old=old, failed=name in self._failed)

    @property
    def _view(self) -> DocumentView:
        return self.query_one("#document", DocumentView)

    @property
    def _list(self) -> ChoiceList:
        return self.query_one("#choices", ChoiceList)

    # What ScopedScreen asks for

    @property
    def scope(self) -> Scope:
        """What is looked at."""
        return self._scope or Scope()

    def look_at(self, scope: Scope) -> None:
        """Look at other days, or through another filter."""
        self._scope = scope
        self.load()

    def data_changed(self) -> None:
        """Start over with other data; an emptied workspace shows the welcome."""
        self._found.clear()
        self._last_found.clear()
        if self.workspace.is_empty():
            self.app.switch_mode("welcome")
        else:
            self.look_at(self.cip.scope or Scope(self.workspace.default_period()))

    def leave_filter(self) -> None:
        """Go back to the list, or to the document where only that is in sight."""
        if self._list.display:
            self._list.focus()
        else:
            self._view.enter()

    def names(self) -> dict[str, tuple[str, ...]]:
        """Return the names that tables of the documents lead to, by dimension."""
        found: dict[str, dict[str, None]] = {}
        for document in self._found.values():
            for table in (block for block in document.blocks() if isinstance(block, Table)):
                for row in table.rows:
                    for term in parse_filter(row.drill).terms if row.drill else ():
                        found.setdefault(term.dimension, {}).update(dict.fromkeys(term.values))
        return {dimension: tuple(values) for dimension, values in found.items()}

    # The list

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, message: OptionList.OptionHighlighted) -> None:
        message.stop()
        name = message.option.id
        if self._resting is not None:
            self._resting.stop()
        if name is not None and name != self._chosen_name:
            self._resting = self.set_timer(SETTLED, lambda: self._want(name))

    @on(OptionList.OptionSelected)
    def _selected(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        if self._resting is not None:
            self._resting.stop()
        name = message.option.id
        if name is not None and (name != self._chosen_name or self.document is None):
            self._want(name)
        self.add_class("-reading")
        # Once it is in sight: what is not displayed takes no focus.
        self.call_after_refresh(self._view.enter)

    # Actions

    def figure_in_focus(self) -> tuple[str, str] | None:
        """Return the figure in focus."""
        figure = self._view.figure()
        return (figure.id, figure.name) if figure is not None else None

    @on(DocumentView.Opened)
    def _opened(self, message: DocumentView.Opened) -> None:
        message.stop()
        self.action_open()

    def action_open(self) -> None:
        """Look behind what is in focus: the calls of a row or finding, else where a figure comes from."""
        figure = self._view.figure()
        if figure is None:
            if self._view.block() is None:
                self._list.action_select()
        elif figure.behind is not None and self._view.leads_to_calls():
            self.action_calls()
        elif figure.id:
            self.action_explain()

    def action_calls(self) -> None:
        """View the single calls behind what is in focus."""
        figure = self._view.figure()
        if figure is None or figure.behind is None:
            self.cip.toast("There are no single calls to show for this; x says where it comes from")
            return
        from cip_tui.screens.calls import CallsScreen

        scope = Scope(self.scope.period, narrowed(self.scope.filter, figure.behind))
        self.app.push_screen(CallsScreen(scope, (self.HEADING, self.title_of(self._chosen_name), figure.name)))

    def action_back(self) -> None:
        """Stop what was asked for, else leave the document for the list, else stop what is worked out ahead."""
        if self.cip.jobs.stop(self, self.GROUP):
            return
        if self._view.block() is not None or self.has_class("-reading"):
            self.remove_class("-reading")
            self._list.focus()
            return
        super().action_back()

    def action_sort(self) -> None:
        """Sort the table in focus by its next column in view."""
        table = self._view.table()
        if table is None:
            self.cip.toast("No table is in focus; tab goes to the next one")
        else:
            table.action_sort_next()

    def action_reverse(self) -> None:
        """Turn the order of the table in focus around."""
        table = self._view.table()
        if table is not None:
            table.action_sort_reverse()

    @on(DocumentView.Sorted)
    def _sorted(self, message: DocumentView.Sorted) -> None:
        """Keep the order for what is copied and exported."""
        message.stop()
        if self.document is not None:
            self.document = with_table(self.document, message.table)
            self._found[self._chosen_name] = self.document


def narrowed(present: Filter, behind: str) -> Filter:
    """Return a filter narrowed by that of a figure: one value takes the place of an earlier choice."""
    for term in parse_filter(behind).terms:
        if term.operator == "=" and len(term.values) == 1:
            present = present.with_value(term.dimension, term.values[0])
        else:
            present = present.and_(Filter((term,)))
    return present


def with_table(document: Document, table: Table) -> Document:
    """Return the document with the table of that id replaced, also inside findings."""

    def changed(blocks: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(
            table
            if isinstance(block, Table) and block.id == table.id
            else replace(block, evidence=changed(block.evidence))
            if hasattr(block, "evidence")
            else block
            for block in blocks
        )

    sections = tuple(replace(section, blocks=changed(section.blocks)) for section in document.sections)
    return replace(document, sections=sections)
