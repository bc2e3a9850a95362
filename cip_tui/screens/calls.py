"""The single calls of a scope: the bottom of every drill-down. Pages are read when they come into view."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from cip_tui.actions import bindings
from cip_tui.messages import Ticket
from cip_tui.model.document import Document, Note, Row, Section, Table
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.format import header, write, write_rows
from cip_tui.model.job import Job
from cip_tui.model.period import Period
from cip_tui.screens.document_screen import DocumentScreen
from cip_tui.screens.shown import columns_of, row_of
from widgets.rows import PagedRows
from widgets.table import VirtualTable

PAGE = 200
EXPORTED = 1_000
"""How many calls an export holds at most; the file says so where there are more."""

# What is shown first where the width does not do for every column.
ORDER = (
    "ts",
    "cost_usd",
    "model",
    "customer_id",
    "output_tokens",
    "input_tokens",
    "latency_ms",
    "feature_id",
    "status",
)


class CallsScreen(DocumentScreen):
    """One row a call, dearest first."""

    ROOM = "calls"
    GROUP = "page-0"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "calls")]

    def __init__(self, scope: Scope, crumbs: tuple[str, ...]) -> None:
        super().__init__()
        self._scope = scope
        self._trail = crumbs
        self._sort = ("cost_usd", True)
        self._rows: dict[int, tuple[Row, ...]] = {}

    def compose_room(self) -> ComposeResult:
        """Yield the one list."""
        yield VirtualTable("Single calls", classes="main", id="calls")

    def ready(self) -> None:
        """Show where one is, and ask for the first page."""
        super().ready()
        self.crumbs(*self._trail, "Calls")
        self.load()

    def load(self) -> None:
        """Ask for the first page in the present order."""
        self._rows.clear()
        self._ask(0, "Reading the calls")

    def _ask(self, offset: int, label: str = "Reading more calls") -> None:
        workspace, scope, sort = self.workspace, self._scope, self._sort

        def work(job: Job) -> Any:
            return workspace.calls(scope, offset=offset, limit=PAGE, sort=sort, job=job)

        if offset == 0:
            self.start((offset, sort), work, label)
        else:
            self.cip.jobs.start(self, f"page-{offset}", (offset, sort), work, label=label)

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Show a page, unless the order has changed since it was asked for."""
        if not ticket.group.startswith("page-"):
            super().job_done(ticket, result)
            return
        offset, sort = ticket.request
        if sort != self._sort:
            return
        self._rows[offset] = result.table.rows
        if offset == 0:
            self.document = self._as_document(result.table)
            self.stale = False
            self._show(result.table, result.total)
            self.state(f"{result.total:,} calls")
        else:
            self._table.put(offset, _written(result.table, self.cip.glyphs.ascii_only))

    def _show(self, table: Table, total: int) -> None:
        pages = PagedRows(total, page=PAGE)
        if total:
            pages.put(0, _written(table, self.cip.glyphs.ascii_only))
        self._table.show(columns_of(table, order=ORDER), pages, sort=self._sort, empty=table.empty)
        self._table.move_to(0)

    @property
    def _table(self) -> VirtualTable:
        return self.query_one("#calls", VirtualTable)

    def _as_document(self, table: Table) -> Document:
        facts = (("Scope", str(self._scope)), ("As of", self.workspace.as_of.isoformat()))
        return Document("calls", "Single calls", (Section("calls", "Single calls", (table,)),), facts=facts)

    def show_document(self, document: Document) -> None:
        """Documents of this screen come page by page; see `job_done`."""

    def period(self) -> Period | None:
        """Return the days the calls lie in."""
        return self._scope.period

    def export_document(self, job: Job) -> Document:
        """Return the first thousand calls in the present order."""
        page = self.workspace.calls(self._scope, offset=0, limit=EXPORTED, sort=self._sort, job=job)
        return self._as_document(page.table)

    # Actions

    @on(VirtualTable.PageWanted)
    def _page_wanted(self, message: VirtualTable.PageWanted) -> None:
        message.stop()
        self._ask(message.offset)

    @on(VirtualTable.SortWanted)
    def _sort_wanted(self, message: VirtualTable.SortWanted) -> None:
        message.stop()
        self._sort = (message.key, message.descending)
        self.load()

    def action_sort(self) -> None:
        """Sort by the next column in view."""
        self._table.action_sort_next()

    def action_reverse(self) -> None:
        """Turn the order around."""
        self._table.action_sort_reverse()

    @on(VirtualTable.RowSelected)
    def _row_selected(self, message: VirtualTable.RowSelected) -> None:
        message.stop()
        self.action_record()

    def action_record(self) -> None:
        """Show every field of the call under the cursor."""
        found = self._at_cursor()
        if found is None or self.document is None:
            self.cip.toast("There is no call here")
            return
        from cip_tui.screens.explain import ExplainDialog

        table = self.document.table("calls")
        cells = zip(table.columns, found.cells, strict=True)
        notes = [Note(f"{header(column)}: {write(cell, column.kind, column.places)}") for column, cell in cells]
        self.app.push_screen(ExplainDialog(Document("call", "One call", (Section("call", "Call", tuple(notes)),))))

    def figure_in_focus(self) -> tuple[str, str] | None:
        """A call is its own explanation: its source file and row are among its fields."""
        return None

    def action_explain(self) -> None:
        """Show the call's fields, its source file and row among them."""
        self.action_record()

    def _at_cursor(self) -> Row | None:
        cursor = self._table.cursor
        page = self._rows.get(cursor - cursor % PAGE, ())
        return page[cursor % PAGE] if cursor % PAGE < len(page) else None


def _written(table: Table, ascii_only: bool) -> list[Any]:
    texts = write_rows(table, ascii_only=ascii_only)
    return [replace(row_of(table, row, cells), key=None) for row, cells in zip(table.rows, texts, strict=True)]
