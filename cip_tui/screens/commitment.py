"""The commitment: where spend stands against the agreement, how the year may end, and what changes that."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.widgets import Static

from cip_tui.actions import bindings
from cip_tui.messages import Ticket
from cip_tui.model.document import Chart, Document, Table
from cip_tui.model.errors import CipError
from cip_tui.model.job import Job
from cip_tui.screens.commitment_parts import (
    KEPT,
    TABLES,
    AskDialog,
    BurnDown,
    TriedLine,
    advice_of,
    fitting,
    tiles_of,
    words_of,
)
from cip_tui.screens.document_screen import DocumentScreen
from cip_tui.screens.pricing_parts import AdviceLine
from cip_tui.screens.reading import with_table
from cip_tui.screens.shown import columns_of, rows_of, sorted_table, total_of
from cip_tui.screens.spend_parts import chart_series
from widgets.cells import safe_content
from widgets.chart import ChartOptions
from widgets.table import VirtualTable
from widgets.tiles import StatTiles

READINGS = ("as agreed", "yes", "no")
STEP_LIMIT = 95
"""How far down growth can be turned, in percent."""


class CommitmentScreen(DocumentScreen):
    """Headline, burn-down, one table of several, and what to do in a sentence."""

    ROOM = "commitment"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "commitment")]

    def __init__(self) -> None:
        super().__init__()
        self._agreement: str | None = None
        self._tried: dict[str, str] = {}
        self._past: list[dict[str, str]] = []
        self._view = 0
        self._picture = 0

    def compose_room(self) -> ComposeResult:
        """Yield headline, burn-down, table and advice; where there is nothing to show, the words that say why."""
        yield Static("", id="nothing", markup=False)
        yield StatTiles(id="headline")
        yield TriedLine(id="tried")
        with Container(id="commitment"):
            yield BurnDown("Burn-down", id="burndown")
            yield VirtualTable("Contract years", id="details", classes="main")
        yield AdviceLine(id="advice")

    # Loading

    def ready(self) -> None:
        """Count and forecast after the first paint."""
        super().ready()
        self.crumbs("Commitment")
        self.call_after_refresh(self.load)

    def load(self) -> None:
        """Count and forecast with what is tried out."""
        workspace, agreement, tried = self.workspace, self._agreement, dict(self._tried)
        self.query_one(TriedLine).show(tried)
        self.start(
            "status", lambda job: workspace.commitments.status(agreement, tried, job), "Counting and forecasting"
        )

    def data_changed(self) -> None:
        """Start over with other data: the agreement that was chosen may be gone."""
        self._agreement = None
        self.load()

    def job_failed(self, ticket: Ticket, error: CipError, details: str) -> None:
        """What cannot be tried is taken back."""
        if ticket.group == self.GROUP and self._past:
            self._tried = self._past.pop()
            self.query_one(TriedLine).show(self._tried)
        super().job_failed(ticket, error, details)

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Stay with the agreement that was asked for, and say so where there is no other."""
        if ticket.group == self.GROUP and ticket.request == "other":
            before, after = self._shown_agreement(), result.data.get("agreement")
            self._agreement = str(after) if after else None
            if self._agreement == before:
                self.cip.toast("There is no other agreement")
        super().job_done(ticket, result)

    def show_document(self, document: Document) -> None:
        """Fill headline, burn-down, table and advice."""
        charts = [block for block in document.blocks() if isinstance(block, Chart)]
        self.set_class(not charts, "-nothing")
        title = document.title.partition(": ")[2]
        self.crumbs("Commitment", *((title,) if title else ()))
        if not charts:
            self.query_one("#nothing", Static).update(safe_content(words_of(document)))
            self.query_one("#headline", StatTiles).show([])
            return
        self._show_tiles()
        self._show_picture()
        self._show_table()
        self.query_one(AdviceLine).say(advice_of(document, self.cip.glyphs))

    def _show_picture(self) -> None:
        chart = self._chart()
        if chart is not None:
            options = ChartOptions(y_title=chart.y_title, marks=chart.marks)
            self.query_one(BurnDown).show(chart_series(chart), options, title=chart.title)

    def _chart(self) -> Chart | None:
        blocks = self.document.blocks() if self.document is not None else ()
        charts = [block for block in blocks if isinstance(block, Chart)]
        return charts[self._picture % len(charts)] if charts else None

    def _show_tiles(self) -> None:
        if self.document is not None and not self.has_class("-nothing"):
            self.query_one("#headline", StatTiles).show(tiles_of(self.document, self.cip.glyphs, self.size.width))

    def _show_table(self) -> None:
        whole = self._table()
        if whole is None:
            return
        table = fitting(whole, self.size.width)
        shown = self.query_one("#details", VirtualTable)
        ascii_only = self.cip.glyphs.ascii_only
        shown.show(
            columns_of(table, order=KEPT.get(table.id, ())),
            rows_of(table, ascii_only=ascii_only),
            total=total_of(table),
            sort=table.sort,
            empty=table.empty,
            note=f"{self._view + 1} of {len(TABLES)}, v next",
            title=table.title,
        )

    def _table(self) -> Table | None:
        if self.document is None or self.has_class("-nothing"):
            return None
        return self.document.table(TABLES[self._view])

    def on_resize(self, event: events.Resize) -> None:
        """Show as many figures as there is room for."""
        if self.is_furnished:
            self._show_tiles()
            self._show_table()

    def figure_in_focus(self) -> tuple[str, str] | None:
        """Return the tile, the burn-down or the row in focus."""
        tiles, table = self.query_one("#headline", StatTiles), self._table()
        if self.focused is tiles and tiles.chosen is not None:
            return tiles.chosen.id, tiles.chosen.label
        if table is None:
            return None
        chart = self._chart()
        if isinstance(self.focused, BurnDown) and chart is not None:
            return chart.id, chart.title
        cursor = self.query_one("#details", VirtualTable).cursor
        names = table.column(table.columns[0].key)
        if cursor < len(names) and names.count(names[cursor]) == 1:
            return f"{table.id}/{names[cursor]}", str(names[cursor])
        return table.id, table.title

    # Looking

    def action_open(self) -> None:
        """Read the selected row in full."""
        self.action_explain()

    @on(VirtualTable.RowSelected)
    def _row_selected(self, message: VirtualTable.RowSelected) -> None:
        message.stop()
        self.action_explain()

    @on(StatTiles.Selected)
    def _tile_selected(self, message: StatTiles.Selected) -> None:
        message.stop()
        if not isinstance(message, StatTiles.Highlighted):
            self.action_explain()

    def action_view(self, step: int) -> None:
        """Show another table."""
        self._view = (self._view + step) % len(TABLES)
        self._show_table()
        self.query_one("#details", VirtualTable).move_to(0)

    def action_picture(self) -> None:
        """Show the other picture: the burn-down, or how far it is from the even line."""
        self._picture = (self._picture + 1) % 2
        self._show_picture()

    def action_sort(self) -> None:
        """Sort the table by its next column."""
        self.query_one("#details", VirtualTable).action_sort_next()

    def action_reverse(self) -> None:
        """Turn the sort around."""
        self.query_one("#details", VirtualTable).action_sort_reverse()

    @on(VirtualTable.SortWanted)
    def _sort(self, message: VirtualTable.SortWanted) -> None:
        message.stop()
        table = self._table()
        if table is not None and self.document is not None:
            self.document = with_table(self.document, sorted_table(table, message.key, message.descending))
            self._show_table()

    def action_other(self, step: int) -> None:
        """Look at another agreement."""
        room, tried = self.workspace.commitments, dict(self._tried)
        now = self._shown_agreement()

        def work(job: Job) -> Document:
            return room.status(room.other(now, step) or now, tried, job)

        self.start("other", work, "Looking for another agreement")

    def _shown_agreement(self) -> str | None:
        shown = self.document.data.get("agreement") if self.document is not None else None
        return str(shown) if shown else self._agreement

    def action_next(self) -> None:
        """Show the advice on the next commitment."""
        from cip_tui.screens.next_commitment import NextCommitmentScreen

        self.app.push_screen(NextCommitmentScreen(self._shown_agreement()))

    def action_agreement(self) -> None:
        """Show the agreement, its fields and the pages they stand on."""
        from cip_tui.screens.agreement import AgreementScreen

        self.app.push_screen(AgreementScreen(self._shown_agreement()))

    def action_write_focus(self) -> None:
        """Write confirmed amounts as the Contract Commitment dataset of FOCUS."""
        from cip_tui.screens.export import ExportDialog

        workspace = self.workspace

        def made(job: Job) -> str:
            from cip_tui.export.csv import to_csv

            return to_csv(workspace.commitments.focus())

        self.app.push_screen(ExportDialog("contract_commitment.csv", made, title="Export as FOCUS Contract Commitment"))

    def action_spend(self) -> None:
        """Show the charges that the figures rest on."""
        from cip_tui.screens.cloud_spend import CloudSpendScreen

        self.app.push_screen(CloudSpendScreen())

    # Trying

    def _try(self, name: str, value: str, default: str) -> None:
        """Try one setting; at its default it is no longer tried."""
        tried = {**self._tried, name: value}
        if value == default:
            del tried[name]
        if tried != self._tried:
            self._past.append(self._tried)
            self._tried = tried
            self.load()

    def action_grow(self, percent: int) -> None:
        """Try more or less growth."""
        now = int(self._tried.get("growth", "0%").removesuffix("%"))
        self._try("growth", f"{max(now + percent, -STEP_LIMIT)}%", "0%")

    def action_buy(self) -> None:
        """Try a purchase that counts once."""
        self._type("purchase", "bought once this year")

    def action_marketplace(self) -> None:
        """Try more Marketplace purchases."""
        self._type("marketplace", "of Marketplace beyond the usual")

    def _type(self, name: str, what: str) -> None:
        def typed(text: str | None) -> None:
            if text is not None:
                self._try(name, text.strip() or "0", "0")

        self.app.push_screen(AskDialog(name.title(), what, self._tried.get(name, "0")), typed)

    def action_credits(self) -> None:
        """Try whether credits reduce what counts."""
        self._turn("credits", READINGS)

    def action_support(self) -> None:
        """Try whether support counts."""
        self._turn("support", READINGS)

    def action_carry(self) -> None:
        """Try whether a surplus counts in the next year."""
        self._turn("carry_over", ("no", "yes"))

    def _turn(self, name: str, values: tuple[str, ...]) -> None:
        now = values.index(self._tried.get(name, values[0]))
        self._try(name, values[(now + 1) % len(values)], values[0])

    def action_undo(self) -> None:
        """Take back what was tried last."""
        if not self._past:
            self.cip.toast("There is nothing to undo")
            return
        self._tried = self._past.pop()
        self.load()
