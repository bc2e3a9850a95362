"""Credits: what is within reach in a list, decided on by key, and below it the case, the plan or what is learned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.timer import Timer

from cip_tui.actions import bindings
from cip_tui.messages import Ticket
from cip_tui.model.document import Document, Metric, Table
from cip_tui.model.errors import CipError
from cip_tui.model.job import Job
from cip_tui.screens.credits_decisions import DECIDE, CreditDecisions
from cip_tui.screens.credits_parts import KEPT, Look, filtered
from cip_tui.screens.document_view import DocumentView
from cip_tui.screens.pricing_parts import TypeDialog, tile_of
from cip_tui.screens.reading import with_table
from cip_tui.screens.shown import columns_of, rows_of, sorted_table
from widgets.table import VirtualTable
from widgets.tiles import StatTiles

LIST, BELOW = "credits.list", "below"
VIEWS = ("Case", "Plan", "Learning", "History")
SETTLED = 0.08
"""Seconds the cursor rests on a row before its case is laid out, so that moving through the list is quick."""
START_DAYS = Decimal(20)


class CreditsScreen(CreditDecisions):
    """Headline, list, and one of four views below."""

    ROOM = "credits"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("paper", "credits")]
    DEFAULT_CSS = """
    CreditsScreen {
        & #credits { height: 1fr; }
        & #offers { height: 1fr; }
        & #below { height: 1fr; display: none; }
        &.-reading #offers { display: none; }
        &.-reading #below { display: block; }
        &.-h40 #below, &.-h56 #below { display: block; }
        &.-h40 #offers, &.-h56 #offers { display: block; max-height: 16; }
        &.-h40.-reading #offers, &.-h56.-reading #offers { height: 9; }
        &.-w180 #credits { layout: horizontal; }
        &.-w180 #offers { display: block; width: 3fr; max-height: 100%; height: 1fr; }
        &.-w180 #below { display: block; width: 2fr; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._shown: Table | None = None
        self._view = 0
        self._below: Document | None = None
        self._days: Decimal | None = START_DAYS
        self._budget: Decimal | None = None
        self._resting: Timer | None = None

    def compose_room(self) -> ComposeResult:
        """Yield headline, list and the view below."""
        yield StatTiles(id="headline")
        with Container(id="credits"):
            yield VirtualTable("Credits within reach", id="offers", classes="main")
            yield DocumentView(id="below")

    # Loading

    def ready(self) -> None:
        """Look at the bill after the first paint."""
        super().ready()
        self.crumbs("Credits")
        self.call_after_refresh(self.load)

    def load(self) -> None:
        """Work the list out anew."""
        workspace = self.workspace
        self.start("list", lambda job: workspace.credits.document(job), "Looking for credits")

    def show_document(self, document: Document) -> None:
        """Fill headline and list, and the view below for the row under the cursor."""
        tiles = [tile_of(block) for block in document.sections[0].blocks if isinstance(block, Metric)]
        self.query_one("#headline", StatTiles).show(tiles)
        cursor, key = self.query_one("#offers", VirtualTable).cursor, self._key()
        self._show_list()
        if key in self._pending:
            # What was decided on goes to the end; the cursor stays and meets the next one.
            self.query_one("#offers", VirtualTable).move_to(cursor)
        self._pending &= self._writing
        self._show_below()

    def _show_list(self) -> None:
        if self.document is None:
            return
        table = self.document.table(LIST)
        if self._look.sort is not None:
            table = sorted_table(table, *self._look.sort)
        table = filtered(table, self._look.word)
        self._shown = table
        offers = self.query_one("#offers", VirtualTable)
        counts = f"{len(table.rows)} of {table.available}" if table.available is not None else ""
        offers.show(
            columns_of(table, order=KEPT),
            rows_of(table, ascii_only=self.cip.glyphs.ascii_only),
            sort=table.sort,
            empty=table.empty,
            note=counts,
            title="Credits within reach" + (f": {self._look.word}" if self._look.word else ""),
        )

    def _show_below(self) -> None:
        """Work out what stands below the list."""
        workspace, key = self.workspace, self._key()
        days, budget = self._days, self._budget
        works: dict[str, Callable[[Job], Document] | None] = {
            "Case": (lambda job: workspace.credits.case(key, job)) if key else None,
            "Plan": lambda job: workspace.credits.plan(days, budget, job),
            "Learning": lambda job: workspace.credits.learning(job),
            "History": lambda _: workspace.credits.history(),
        }
        work = works[VIEWS[self._view]]
        if work is None:
            self.cip.jobs.stop(self, BELOW)
            self._below = None
            return
        self.cip.jobs.start(self, BELOW, key, work, label=f"{VIEWS[self._view]}")

    def _key(self) -> str:
        """Return the id of the programme under the cursor, empty where there is none."""
        cursor = self.query_one("#offers", VirtualTable).cursor
        if self._shown is None or cursor >= len(self._shown.rows):
            return ""
        return str(self._shown.column("id")[cursor])

    def _programme(self) -> str:
        cursor = self.query_one("#offers", VirtualTable).cursor
        return "" if self._shown is None else str(self._shown.column("programme")[cursor])

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Show what came: the list, the view below, or what a decision changed."""
        if ticket.group == BELOW:
            self._below = result
            self._lay_out()
            return
        if ticket.group.startswith(DECIDE):
            self._writing.discard(ticket.request)
            self.cip.toast(result)
            self.load()
            return
        super().job_done(ticket, result)

    def job_failed(self, ticket: Ticket, error: CipError, details: str) -> None:
        """Say what went wrong; after a decision that failed the list is shown as it is."""
        super().job_failed(ticket, error, details)
        if ticket.group.startswith(DECIDE):
            self._writing.discard(ticket.request)
            self.load()

    def _lay_out(self) -> None:
        """Show the newest document below."""
        document = self._below
        if document is not None:
            title = f"{VIEWS[self._view]}: {document.title}" if self._view == 0 else document.title
            self.query_one("#below", DocumentView).show(document, title=title)

    # Looking

    @on(VirtualTable.RowHighlighted, "#offers")
    def _row_highlighted(self, message: VirtualTable.RowHighlighted) -> None:
        message.stop()
        if self._view != 0:
            return
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(SETTLED, self._rested)

    def _rested(self) -> None:
        self._resting = None
        self._show_below()

    @on(VirtualTable.RowSelected, "#offers")
    def _row_selected(self, message: VirtualTable.RowSelected) -> None:
        message.stop()
        self.action_open()

    @on(VirtualTable.SortWanted, "#offers")
    def _sort_wanted(self, message: VirtualTable.SortWanted) -> None:
        message.stop()
        self._look = replace(self._look, sort=(message.key, message.descending))
        self._show_list()

    @on(DocumentView.Sorted)
    def _below_sorted(self, message: DocumentView.Sorted) -> None:
        message.stop()
        if self._below is not None:
            self._below = with_table(self._below, message.table)

    @on(DocumentView.Opened)
    def _part_opened(self, message: DocumentView.Opened) -> None:
        message.stop()
        self.action_explain()

    @on(StatTiles.Selected)
    def _tile_selected(self, message: StatTiles.Selected) -> None:
        message.stop()
        if not isinstance(message, StatTiles.Highlighted):
            self.action_explain()

    def action_open(self) -> None:
        """Go into what stands below the list."""
        self.add_class("-reading")
        self.query_one("#below", DocumentView).enter()

    def action_back(self) -> None:
        """Stop what is being loaded, else go back to the list, else a step back."""
        below = self.query_one("#below", DocumentView)
        if not self.has_class("-reading") and below.block() is None:
            super().action_back()
            return
        self.remove_class("-reading")
        self.query_one("#offers", VirtualTable).focus()

    def action_view(self, step: int) -> None:
        """Show another view below the list."""
        self._view = (self._view + step) % len(VIEWS)
        self._show_below()
        if not self.query_one("#below", DocumentView).display:
            self.action_open()

    def action_days(self, step: int) -> None:
        """Plan with more engineer-days or fewer."""
        self._days = max(Decimal(0), (self._days or Decimal(0)) + step)
        self._show_plan()

    def action_budget(self, step: int) -> None:
        """Plan with more budget or less; less than nothing is no limit."""
        budget = (self._budget if self._budget is not None else Decimal(-1000) if step > 0 else Decimal(0)) + step
        self._budget = budget if budget >= 0 else None
        self._show_plan()

    def _show_plan(self) -> None:
        if VIEWS[self._view] == "Plan":
            self._show_below()
        else:
            self.action_view(VIEWS.index("Plan") - self._view)

    def action_sort(self) -> None:
        """Sort the list by its next column."""
        self.query_one("#offers", VirtualTable).action_sort_next()

    def action_reverse(self) -> None:
        """Turn the sort around."""
        self.query_one("#offers", VirtualTable).action_sort_reverse()

    def action_filter(self) -> None:
        """Ask for a word that rows must hold."""

        def typed(text: str | None) -> None:
            if text is not None:
                self._look = replace(self._look, word=text.strip())
                self._show_list()
                self._show_below()

        self.app.push_screen(TypeDialog("Filter", "a word of name, state or note", self._look.word), typed)

    def figure_in_focus(self) -> tuple[str, str] | None:
        """Return the tile, the row or the part of the view in focus."""
        tiles, below = self.query_one("#headline", StatTiles), self.query_one("#below", DocumentView)
        if self.focused is tiles and tiles.chosen is not None:
            return tiles.chosen.id, tiles.chosen.label
        figure = below.figure()
        if figure is not None:
            return figure.id, figure.name
        return (f"{LIST}/{self._programme()}", self._programme()) if self._key() else None

    def action_explain(self) -> None:
        """Show where the figure in focus comes from."""
        listed, below = self.document, self.query_one("#below", DocumentView)
        if below.figure() is not None and self._below is not None:
            self.document = self._below
        try:
            super().action_explain()
        finally:
            self.document = listed

    def export_document(self, job: Job) -> Document | None:
        """Return the list as it is shown, with what stands below it."""
        if self.document is None or self._shown is None:
            return self.document
        listed = with_table(self.document, self._shown)
        return listed if self._below is None else replace(listed, sections=(*listed.sections, *self._below.sections))

    def on_resize(self, event: events.Resize) -> None:
        """Write the list for the new width."""
        if self.is_furnished:
            self._show_list()
