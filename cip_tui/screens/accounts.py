"""The accounts: headline, the list under a filter, and the KPIs of the selected account where there is room."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from cip_tui.actions import bindings
from cip_tui.model.document import Document, Metric, Section, Table
from cip_tui.model.errors import UsageError
from cip_tui.model.job import Job
from cip_tui.screens.account_parts import FilterLine
from cip_tui.screens.account_reader import DeskScreen
from cip_tui.screens.base import Room
from cip_tui.screens.document_blocks import tile_of
from cip_tui.screens.shown import BULLET, columns_of, rows_of, sorted_table, total_of, without
from widgets.cells import safe_content
from widgets.filter_bar import FilterBar
from widgets.table import VirtualTable
from widgets.tiles import StatTiles

LIST = "accounts.list"
MOST = 1_000
"""The rows that are listed; an export holds them all."""
WIDE_BULLET, BESIDE_BULLET = 30, 74
"""The most cells of a bullet beside the list, and those that the other columns take."""
SETTLED = 0.1
"""Seconds the cursor rests on an account before its KPIs are shown."""
TILES = {80: 5, 120: 6}
WIDE = {120: ("segment",), 80: ("segment", "id", "csm")}
"""Columns that are left out below 210 and below 120 cells; the account itself says them."""
EMPTY = (
    "There are no accounts yet.",
    "",
    "8 brings a customer workbook in: accounts, profiles and KPIs, with a preview first.",
    "i imports any file; on the command line: cip onboard FILE --confirm",
)


class AccountsScreen(DeskScreen):
    """The list of accounts and what it says of them."""

    ROOM = "accounts"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "desk", "accounts")]
    DEFAULT_CSS = """
    AccountsScreen {
        & #no-accounts { display: none; padding: 1 2; }
        & #accounts { height: 1fr; }
        & #list { height: 1fr; }
        & #peek { display: none; height: 16; }
        &.-h40 #peek { display: block; }
        &.-w180 #accounts { layout: horizontal; }
        &.-w180 #list { width: 1fr; }
        &.-w180 #peek { display: block; width: 84; height: 1fr; }
        &.-nothing {
            & #no-accounts { display: block; }
            & #accounts, & #headline, & FilterLine { display: none; }
        }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._query = ""
        self._draft = ""
        self._sort: tuple[str, bool] | None = None
        self._resting: Timer | None = None
        # What the journal held when the accounts were scored last.
        self._version = 0

    def compose_room(self) -> ComposeResult:
        """Yield headline, filter, list and the look at one account."""
        yield Static(Content("\n").join(map(safe_content, EMPTY)), id="no-accounts")
        yield StatTiles(id="headline")
        yield FilterLine()
        with Container(id="accounts"):
            yield VirtualTable("Accounts", classes="main", id="list")
            yield VirtualTable("KPIs", id="peek")

    # Loading and showing

    def ready(self) -> None:
        """Score the accounts after the first paint."""
        super().ready()
        self.crumbs("Accounts")
        self.call_after_refresh(self.load)

    def load(self) -> None:
        """List the accounts of the present filter."""
        desk, query = self.desk, self._query
        self._version = self.workspace.journal.version()
        self.start(query, lambda job: desk.screen_document(query, MOST, job), "Scoring the accounts")

    def on_screen_resume(self) -> None:
        """Score anew what was changed meanwhile: a pin, a setting."""
        super().on_screen_resume()
        if self.is_furnished and self.document is not None and self._version != self.workspace.journal.version():
            self.load()

    def show_document(self, document: Document) -> None:
        """Fill headline, filter line and list."""
        empty = document.data.get("accounts") == 0
        self.set_class(empty, "-nothing")
        self.refresh_bindings()
        if empty:
            return
        self._show_tiles()
        self._show_table()
        table = document.table(LIST)
        total = document.data.get("accounts")
        shown = len(table.rows) if table.available is None else table.available
        self.query_one(FilterLine).show(self._query, f"{shown:,} of {total:,}" if self._query else f"{total:,}")

    def _show_tiles(self) -> None:
        if self.document is None or self.has_class("-nothing"):
            return
        metrics = [block for block in self.document.blocks() if isinstance(block, Metric)]
        most = next(count for width, count in sorted(TILES.items(), reverse=True) if self.size.width >= width)
        self.query_one("#headline", StatTiles).show([tile_of(one, self.cip.glyphs) for one in metrics[:most]])

    def _table(self) -> Table | None:
        return None if self.document is None or self.has_class("-nothing") else self.document.table(LIST)

    def _show_table(self) -> None:
        table = self._table()
        if table is None:
            return
        if self._sort is not None and self._sort[0] in [column.key for column in table.columns]:
            table = sorted_table(table, *self._sort)
        shown = without(table, self._left_out(table))
        self._list.show(
            columns_of(shown),
            rows_of(shown, ascii_only=self.cip.glyphs.ascii_only),
            total=total_of(shown),
            sort=table.sort,
            available=table.available,
            empty="No account fits; backspace shows all again.",
            title="Accounts",
        )
        if self.document is not None:
            facts = [block for block in self.document.blocks() if isinstance(block, Metric)]
            sections = (Section("headline", "Accounts", tuple(facts)), Section("accounts", "Accounts", (table,)))
            self.document = Document(
                "accounts", "Accounts", sections, facts=self.document.facts, data=self.document.data
            )

    def _left_out(self, table: Table) -> tuple[str, ...]:
        keys = [column.key for column in table.columns]
        if self.size.width >= 210 or "segment" not in keys:
            return ()
        narrow = self.size.width < 120
        return (*WIDE[80 if narrow else 120], *(("churn",) if narrow and "trend" in keys else ()))

    @property
    def _list(self) -> VirtualTable:
        return self.query_one("#list", VirtualTable)

    def on_resize(self, event: events.Resize) -> None:
        """Show as much as there is room for."""
        if self.is_furnished:
            self._show_tiles()
            self._show_table()
            self._peek()

    # The account under the cursor

    def account_in_focus(self) -> tuple[str, str] | None:
        """Return id and name of the account under the cursor."""
        table = self._table()
        if table is None or self._list.cursor >= len(table.rows) or "id" not in [one.key for one in table.columns]:
            return None
        return str(table.column("id")[self._list.cursor]), str(table.column("account")[self._list.cursor])

    @on(VirtualTable.RowHighlighted)
    def _highlighted(self, message: VirtualTable.RowHighlighted) -> None:
        message.stop()
        if message.table is not self._list:
            return
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(SETTLED, self._peek)

    def _peek(self) -> None:
        """Show the KPIs of the account under the cursor, where they are in sight."""
        peek, account = self.query_one("#peek", VirtualTable), self.account_in_focus()
        if account is None or not peek.display:
            return
        table = self.desk.peek(account[0])
        cells = max(BULLET, min(WIDE_BULLET, peek.size.width - BESIDE_BULLET))
        peek.show(
            columns_of(table, bars=cells),
            rows_of(table, ascii_only=self.cip.glyphs.ascii_only, bars=cells),
            title=account[1],
            note="enter says why",
        )

    def figure_in_focus(self) -> tuple[str, str] | None:
        """Return the tile or the row in focus."""
        tiles = self.query_one("#headline", StatTiles)
        if self.focused is tiles and tiles.chosen is not None:
            return tiles.chosen.id, tiles.chosen.label
        account = self.account_in_focus()
        return (LIST, "Accounts") if account is None else (f"{LIST}/{account[1]}", account[1])

    @on(VirtualTable.RowSelected)
    def _row_selected(self, message: VirtualTable.RowSelected) -> None:
        message.stop()
        self.action_open()

    @on(StatTiles.Selected)
    def _tile_selected(self, message: StatTiles.Selected) -> None:
        message.stop()
        if not isinstance(message, StatTiles.Highlighted):
            self.action_explain()

    def action_open(self) -> None:
        """Show the account under the cursor."""
        account = self.account_in_focus()
        if account is not None:
            self.show_account(*account)

    # Sorting and filtering

    def action_sort(self) -> None:
        """Sort by the next column in view."""
        self._list.action_sort_next()

    def action_reverse(self) -> None:
        """Turn the order around."""
        self._list.action_sort_reverse()

    @on(VirtualTable.SortWanted)
    def _sort_wanted(self, message: VirtualTable.SortWanted) -> None:
        message.stop()
        if message.table is self._list:
            self._sort = (message.key, message.descending)
            self._show_table()

    async def action_filter(self) -> None:
        """Type a filter in place of the filter line; what was typed and left before is still there."""
        bars = list(self.query(FilterBar))
        if bars:
            bars[0].focus()
            return
        value = self._draft or self._query
        bar = FilterBar(value, placeholder="churn:high acv>100k sort:-acv", complete=self.desk.complete)
        line = self.query_one(FilterLine)
        await self.query_one(Room).mount(bar, after=line)
        line.display = False
        bar.field.cursor_position = len(value)
        bar.focus()

    @on(FilterBar.Submitted)
    async def _filter_entered(self, message: FilterBar.Submitted) -> None:
        message.stop()
        if isinstance(message, FilterBar.Changed):
            return
        if isinstance(message, FilterBar.Left):
            self._draft = message.value
            await self._close_filter()
            return
        try:
            self.desk.check(message.value)
        except UsageError as error:
            message.bar.tell(error=f"{error.message}. {error.next_step}")
            return
        self._draft = ""
        await self._close_filter()
        self._look(message.value.strip())

    async def _close_filter(self) -> None:
        self._list.focus()
        self.query_one(FilterLine).display = True
        await self.query(FilterBar).remove()

    def _look(self, query: str) -> None:
        if query != self._query:
            # The filter brings an order of its own.
            self._query, self._sort = query, None
            self.load()

    def action_clear(self) -> None:
        """Show all accounts again."""
        self._look("")

    def action_back(self) -> None:
        """Stop what is being loaded, else show all accounts again."""
        if not self.cip.jobs.stop(self):
            self._look("")

    # What DocumentScreen asks for

    def export_document(self, job: Job) -> Document | None:
        """Return every row of the filter, in the order on the screen."""
        table = self._table()
        if table is None or self.document is None or table.available in (None, len(table.rows)):
            return self.document
        return self.desk.list_document(self._query, job)
