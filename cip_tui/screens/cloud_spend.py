"""What the cloud cost: headline, months, and a list by service, type, account or region; enter shows a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.widgets import Static

from cip_tui.actions import bindings
from cip_tui.messages import JobProgress, Ticket
from cip_tui.model.commitment.spend_parts import By
from cip_tui.model.document import Chart, Document, Metric, Table
from cip_tui.screens.commitment_parts import words_of
from cip_tui.screens.document_screen import DocumentScreen
from cip_tui.screens.document_view import DocumentView
from cip_tui.screens.pricing_parts import AdviceLine
from cip_tui.screens.reading import with_table
from cip_tui.screens.shown import columns_of, rows_of, sorted_table, total_of
from cip_tui.screens.spend_parts import chart_series, notes_mark, tile_of
from widgets.cells import safe_content
from widgets.chart import ChartOptions
from widgets.plot import Plot
from widgets.table import VirtualTable
from widgets.tiles import StatTiles

if TYPE_CHECKING:
    from cip_tui.model.errors import CipError

FETCH = "fetch"
"""The group of the job that asks AWS."""
VIEWS: tuple[By, ...] = ("service", "type", "account", "region")
TILES = ("cloud.total", "cloud.month", "cloud.through", "cloud.unmatched", "cloud.mean", "cloud.services")
"""The figures of the headline, the last of them only where there is room."""
TILE_LEAST = 18
"""Cells that a figure of the headline needs."""
KEPT = ("part", "amount", "month", "change", "share", "days", "last")
"""Which columns of the list stay longest where the width does not do."""


class MonthsPlot(Plot, can_focus=True):
    """The months; focused so that they can be explained, which a heavier border shows."""

    HELP = (
        "## Charges per month\n\nWhat was charged each month, and what is estimated so far of the month that is open."
    )
    DEFAULT_CSS = (
        "MonthsPlot:focus { border: heavy $border; border-title-color: $text-primary; border-title-style: bold; }"
    )


class CloudSpendScreen(DocumentScreen):
    """The list is the main thing; v turns to another breakdown, enter looks inside a service, f fetches from AWS."""

    ROOM = "cloud_spend"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "cloud")]

    def __init__(self) -> None:
        super().__init__()
        self._view = 0
        self._currency = ""

    def compose_room(self) -> ComposeResult:
        """Yield headline, months, list and one line on what to mind; where there is nothing, the words that say why."""
        yield Static("", id="nothing", markup=False)
        yield StatTiles(id="headline")
        with Container(id="cloud"):
            yield MonthsPlot("Charges per month", id="months")
            yield VirtualTable("By service", id="charges", classes="main")
        yield AdviceLine(id="advice")

    def ready(self) -> None:
        """Add up after the first paint."""
        super().ready()
        self.crumbs("Commitment", "Cloud spend")
        self.call_after_refresh(self.load)

    def load(self) -> None:
        """Add the charges up as they are looked at."""
        spend, by, currency = self.workspace.cloud_spend, VIEWS[self._view], self._currency
        self.start("spend", lambda job: spend.document(job, by=by, currency=currency), "Adding up the charges")

    def data_changed(self) -> None:
        """Start over with other data: the currency may be gone."""
        self._currency = ""
        self.load()

    # Showing

    def show_document(self, document: Document) -> None:
        """Fill headline, months, list and the line below."""
        charts = [block for block in document.blocks() if isinstance(block, Chart)]
        self.set_class(not charts, "-nothing")
        if not charts:
            self.query_one("#nothing", Static).update(safe_content(f"{words_of(document)}\n\nf fetches from AWS."))
            self.query_one("#headline", StatTiles).show([])
            return
        self._show_tiles()
        chart = charts[0]
        options = ChartOptions(y_title=chart.y_title, marks=chart.marks)
        self.query_one(MonthsPlot).show(chart_series(chart), options, title=chart.title)
        self._show_table()
        mark, _ = notes_mark(document, self.cip.glyphs)
        facts = dict(document.facts)
        words = " ".join(filter(None, (facts.get("Amounts"), f"in {document.currency} from", facts.get("Source"))))
        self.query_one(AdviceLine).say(f"{mark}  {words}" if mark else words)

    def _show_tiles(self) -> None:
        if self.document is None or self.has_class("-nothing"):
            return
        metrics = {block.id: block for block in self.document.blocks() if isinstance(block, Metric)}
        names = TILES if "cloud.unknown" not in metrics else (*TILES[:3], "cloud.unknown", *TILES[3:])
        most = self.size.width // (TILE_LEAST + 2)
        shown = [metrics[name] for name in names if name in metrics][:most]
        room = (self.size.width - 2 - 2 * (len(shown) - 1)) // max(len(shown), 1) - 1
        self.query_one("#headline", StatTiles).show([tile_of(metric, self.cip.glyphs, room) for metric in shown])

    def _table(self) -> Table | None:
        if self.document is None or self.has_class("-nothing"):
            return None
        section = next(each for each in self.document.sections if each.id == "breakdown")
        return next(block for block in section.blocks if isinstance(block, Table))

    def _show_table(self) -> None:
        table = self._table()
        if table is None:
            return
        self.query_one("#charges", VirtualTable).show(
            columns_of(table, order=KEPT),
            rows_of(table, ascii_only=self.cip.glyphs.ascii_only),
            total=total_of(table),
            sort=table.sort,
            empty=table.empty,
            note=f"{self._view + 1} of {len(VIEWS)}, v next",
            title=f"By {table.title.lower()}",
        )

    def on_resize(self, event: events.Resize) -> None:
        """Show as much as there is room for."""
        if self.is_furnished:
            self._show_tiles()

    def figure_in_focus(self) -> tuple[str, str] | None:
        """Return the tile, the months or the row in focus."""
        tiles, table = self.query_one("#headline", StatTiles), self._table()
        if self.focused is tiles and tiles.chosen is not None:
            return tiles.chosen.id, tiles.chosen.label
        if table is None:
            return None
        if isinstance(self.focused, MonthsPlot):
            return "cloud.months", "Charges per month"
        cursor = self.query_one("#charges", VirtualTable).cursor
        names = table.column(table.columns[0].key)
        if cursor < len(names) and names.count(names[cursor]) == 1:
            return f"{table.id}/{names[cursor]}", str(names[cursor])
        return table.id, table.title

    # Looking

    def action_open(self) -> None:
        """Look inside the selected service; rows of other breakdowns are explained."""
        table = self._table()
        if table is None or self.document is None:
            return
        cursor = self.query_one("#charges", VirtualTable).cursor
        if table.id != "cloud.by_service" or cursor >= len(table.rows):
            self.action_explain()
            return
        title = str(table.rows[cursor].cells[0])
        service = self.document.data.get(f"key/{title}")
        self.app.push_screen(CloudServiceScreen(str(service or ""), title, self.document.currency))

    @on(VirtualTable.RowSelected)
    def _row_selected(self, message: VirtualTable.RowSelected) -> None:
        message.stop()
        self.action_open()

    @on(StatTiles.Selected)
    def _tile_selected(self, message: StatTiles.Selected) -> None:
        message.stop()
        if not isinstance(message, StatTiles.Highlighted):
            self.action_explain()

    def action_view(self, step: int) -> None:
        """Turn to another breakdown."""
        self._view = (self._view + step) % len(VIEWS)
        self.load()
        self.query_one("#charges", VirtualTable).move_to(0)

    def action_currency(self) -> None:
        """Look at the next currency."""
        spend, now = self.workspace.cloud_spend, self.document.currency if self.document is not None else ""
        self.cip.jobs.start(self, "currencies", now, spend.currencies, label="Looking for currencies")

    def action_sort(self) -> None:
        """Sort the list by its next column."""
        self.query_one("#charges", VirtualTable).action_sort_next()

    def action_reverse(self) -> None:
        """Turn the sort around."""
        self.query_one("#charges", VirtualTable).action_sort_reverse()

    @on(VirtualTable.SortWanted)
    def _sort(self, message: VirtualTable.SortWanted) -> None:
        message.stop()
        table = self._table()
        if table is not None and self.document is not None:
            self.document = with_table(self.document, sorted_table(table, message.key, message.descending))
            self._show_table()

    # Fetching

    def action_fetch(self) -> None:
        """Ask AWS for the charges of thirteen months; esc stops, a second press while it runs does nothing."""
        if self.cip.jobs.busy(self, FETCH):
            return
        from cip_tui.model.commitment.aws_fetch import Wanted

        spend, access = self.workspace.cloud_spend, self.cip.settings.aws
        profile = f"profile {access.profile}" if access.profile else "the default profile"
        self.cip.toast(f"Asking AWS with {profile}; a request costs one cent")
        self.state(f"Asking AWS {self.cip.glyphs.ellipsis}")
        self.cip.jobs.start(self, FETCH, access, lambda job: spend.fetch(access, Wanted(), job), label="Asking AWS")

    @on(JobProgress)
    def _fetching(self, message: JobProgress) -> None:
        if message.ticket.group == FETCH and self.cip.jobs.accepts(self, message.ticket):
            message.stop()
            self.state(f"{message.what} {self.cip.glyphs.separator} esc stops")

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Show what was fetched, or the next currency."""
        if ticket.group == FETCH:
            self.cip.toast(f"Fetched {result.record.rows_kept:,} charges; w, then u takes them back", timeout=6.0)
            self.cip.changed()
        elif ticket.group == "currencies":
            self._next_currency(list(result), ticket.request)
        else:
            super().job_done(ticket, result)

    def _next_currency(self, found: list[str], now: str) -> None:
        if len(found) < 2:
            self.cip.toast("All charges are in one currency")
            return
        self._currency = found[(found.index(now) + 1) % len(found)] if now in found else found[0]
        self.load()

    def job_failed(self, ticket: Ticket, error: CipError, details: str) -> None:
        """Say what went wrong; what was shown stays."""
        if ticket.group == FETCH:
            self.state(self.fresh_state())
        super().job_failed(ticket, error, details)

    def job_stopped(self, ticket: Ticket) -> None:
        """A fetch that was stopped changed nothing."""
        if ticket.group == FETCH:
            self.state("Stopped, nothing was fetched")
        super().job_stopped(ticket)


class CloudServiceScreen(DocumentScreen):
    """One service: its months, what it is made of, its names and accounts."""

    ROOM = "cloud_service"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document")]

    def __init__(self, service: str, title: str, currency: str) -> None:
        super().__init__()
        self._service, self._title, self._currency = service, title, currency

    def compose_room(self) -> ComposeResult:
        """Yield the document."""
        yield DocumentView(id="document")

    def ready(self) -> None:
        """Add up after the first paint."""
        super().ready()
        self.crumbs("Commitment", "Cloud spend", self._title)
        self._document.enter()
        self.call_after_refresh(self.load)

    def load(self) -> None:
        """Add up the service's months."""
        spend, service, currency = self.workspace.cloud_spend, self._service, self._currency
        self.start(
            service, lambda job: spend.service_document(service, job, currency=currency), "Adding up the charges"
        )

    def show_document(self, document: Document) -> None:
        """Show the service."""
        self._document.show(document)

    @property
    def _document(self) -> DocumentView:
        return self.query_one("#document", DocumentView)

    def figure_in_focus(self) -> tuple[str, str] | None:
        """Return the figure in focus."""
        figure = self._document.figure()
        return (figure.id, figure.name) if figure is not None else None

    @on(DocumentView.Opened)
    def _opened(self, message: DocumentView.Opened) -> None:
        message.stop()
        self.action_explain()
