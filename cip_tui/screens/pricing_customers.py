"""Every customer's bill under one price structure, and each bill line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from cip_tui.actions import bindings
from cip_tui.model.document import Document, Section
from cip_tui.screens.document_screen import DocumentScreen
from cip_tui.screens.explain import ExplainDialog
from cip_tui.screens.shown import columns_of, rows_of, sorted_table
from widgets.table import VirtualTable

if TYPE_CHECKING:
    from cip_tui.model.ubr.lab import Lab
    from cip_tui.model.ubr.study import Study


class CustomersScreen(DocumentScreen):
    """One row a customer, the bill that moves most first; enter shows its lines."""

    ROOM = "bills"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "bills")]

    def __init__(self, lab: Lab, done: Study, plan: str) -> None:
        super().__init__()
        self._lab = lab
        self._done = done
        self._plan = plan

    def compose_room(self) -> ComposeResult:
        """Yield the one list."""
        yield VirtualTable(f"Bills under '{self._plan}', mean month", classes="main", id="bills")

    def ready(self) -> None:
        """Show where one is, and the list."""
        super().ready()
        self.crumbs("Pricing", self._plan, "Bills")
        self.load()

    def load(self) -> None:
        """Lay out the bills; they were worked out already."""
        from cip_tui.model.ubr.lab_documents import customers_table

        table = customers_table(self._done, self._plan)
        self.show_document(Document("bills", table.title, (Section("bills", "Bills", (table,)),)))

    def show_document(self, document: Document) -> None:
        """Fill the list."""
        self.document = document
        table = document.table("pricing.bills")
        ascii_only = self.cip.glyphs.ascii_only
        self._list.show(columns_of(table), rows_of(table, ascii_only=ascii_only), sort=table.sort)

    @property
    def _list(self) -> VirtualTable:
        return self.query_one("#bills", VirtualTable)

    @on(VirtualTable.SortWanted)
    def _sort(self, message: VirtualTable.SortWanted) -> None:
        message.stop()
        if self.document is not None:
            table = sorted_table(self.document.table("pricing.bills"), message.key, message.descending)
            self.show_document(Document("bills", table.title, (Section("bills", "Bills", (table,)),)))

    def action_sort(self) -> None:
        """Sort by the next column."""
        self._list.action_sort_next()

    def action_reverse(self) -> None:
        """Turn the sort around."""
        self._list.action_sort_reverse()

    def action_bill(self) -> None:
        """Show the bill of the customer under the cursor line by line."""
        from cip_tui.model.ubr.lab_documents import bill_document

        if self.document is None:
            return
        rows = self.document.table("pricing.bills").rows
        names = [plan.name for plan in self._lab.plans]
        if self._plan not in names:
            self.cip.toast("Today's fees have one line: the fee")
        elif self._list.cursor < len(rows):
            customer = str(rows[self._list.cursor].cells[0])
            self.app.push_screen(ExplainDialog(bill_document(self._lab, self._plan, customer)))

    @on(VirtualTable.RowSelected)
    def _open(self, message: VirtualTable.RowSelected) -> None:
        message.stop()
        self.action_bill()
