"""The attestation calendar: a month of deadlines, the agenda with what is overdue on top, and what is known of one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.timer import Timer
from textual.widgets import Static

from cip_tui.actions import bindings
from cip_tui.messages import Ticket
from cip_tui.model.document import Document
from cip_tui.screens.attestation_parts import Laid, day_lines, headline, item_lines, lay_out
from cip_tui.screens.attestation_push import PushingScreen
from cip_tui.screens.base import Room
from widgets.cells import set_title
from widgets.filter_bar import FilterBar
from widgets.month import MonthCalendar
from widgets.table import VirtualTable

if TYPE_CHECKING:
    from cip_tui.model.attestation.agenda import Item
    from cip_tui.model.attestation.entries import Profile
    from cip_tui.model.job import Job

SETTLED = 0.12
"""Seconds the cursor rests on a row before month and details follow, so that moving through the list is quick."""


class AttestationsScreen(PushingScreen):
    """Month, details and agenda."""

    ROOM = "attestations"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "attestations", "deadline")]
    DEFAULT_CSS = """
    AttestationsScreen {
        & #above { height: 9; }
        & #month { height: 100%; }
        & #about {
            width: 1fr; height: 100%; padding: 0 1; overflow: hidden;
            border: round $border-blurred; border-title-color: $text-muted;
            & Static { height: auto; }
        }
        & #agenda { height: 1fr; }
        &.-h40 #above, &.-h56 #above { height: 15; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._laid: Laid | None = None
        self._words = ""
        self._sort: tuple[str, bool] | None = None
        self._resting: Timer | None = None
        # The place in the agenda to stay at, where the deadline that stood there may have moved away.
        self._stay: int | None = None
        # Until deadlines were shown: then the cursor begins near today, below what is overdue.
        self._fresh = True

    # Layout and loading

    def compose_room(self) -> ComposeResult:
        """Yield the month with details beside it, and the agenda below."""
        with Horizontal(id="above"):
            yield MonthCalendar(self.workspace.as_of, id="month")
            with Container(id="about"):
                yield Static("", markup=False)
        yield VirtualTable("Agenda", classes="main", id="agenda")

    def ready(self) -> None:
        """Show where one is and lay the deadlines out."""
        super().ready()
        self.crumbs("Attestations")
        set_title(self.query_one("#about"), "Deadline")
        self.load()

    def load(self) -> None:
        """Lay the deadlines out."""
        desk, words, sort = self.workspace.attestations, self._words, self._sort
        ascii_only = self.cip.glyphs.ascii_only

        def work(job: Job) -> Any:
            return lay_out(desk.look(job), words, sort, ascii_only=ascii_only)

        self.start("attestations", work, "Laying out the deadlines")

    def data_changed(self) -> None:
        """Lay out again; the cursor goes on to what took the place of a deadline that was settled."""
        self._stay = self._agenda.cursor
        super().data_changed()

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Take the deadlines."""
        if ticket.group == self.GROUP:
            self._laid = result
            self.cip.tell_due(result.look.due)
            result = result.look.document
        super().job_done(ticket, result)

    def show_document(self, document: Document) -> None:
        """Show agenda, month, and the deadline under the cursor."""
        laid = self._laid
        assert laid is not None
        table = laid.table
        if self._fresh and laid.items:
            self._stay, self._fresh = laid.nearest(), False
        self._agenda.show(laid.columns, laid.rows, sort=self._sort, available=table.available, empty=table.empty)
        if self._stay is not None:
            self._agenda.move_to(min(self._stay, len(laid.rows) - 1))
            self._stay = None
        set_title(self._agenda, headline(laid))
        self._month.show(laid.marks, self.workspace.as_of)
        for bar in self.query(FilterBar):
            # One that is on its way in or out has nothing to write on.
            if self._words.strip() and bar.query(".count"):
                bar.tell(len(laid.items), len(laid.look.items))
        self._follow()

    def _lay_out_again(self) -> None:
        """Lay the same deadlines out in another order, or fewer of them; off the event loop, for they may be many."""
        if self._laid is not None:
            look, words, sort = self._laid.look, self._words, self._sort
            ascii_only = self.cip.glyphs.ascii_only

            def work(_: Job) -> Any:
                return lay_out(look, words, sort, ascii_only=ascii_only)

            self.start("attestations", work, "Laying out the deadlines")

    @property
    def _agenda(self) -> VirtualTable:
        return self.query_one("#agenda", VirtualTable)

    @property
    def _month(self) -> MonthCalendar:
        return self.query_one("#month", MonthCalendar)

    def item(self) -> Item | None:
        """Return the deadline under the cursor of the agenda."""
        laid, cursor = self._laid, self._agenda.cursor
        return laid.items[cursor] if laid is not None and cursor < len(laid.items) else None

    # Month and agenda follow each other

    def _follow(self) -> None:
        item = self.item()
        if item is not None:
            self._month.go_to(item.obligation.due)
        self._tell(item)

    def _tell(self, item: Item | None) -> None:
        words = self.query_one("#about Static", Static)
        glyphs = self.cip.glyphs
        if item is None:
            words.update(day_lines(self._month.day, self._laid, glyphs))
        else:
            words.update(item_lines(item, glyphs, self.query_one("#about").content_size.width or 40))

    @on(VirtualTable.RowHighlighted)
    def _row_highlighted(self, message: VirtualTable.RowHighlighted) -> None:
        message.stop()
        if self._resting is not None:
            self._resting.stop()
        if not self._month.has_focus:
            self._resting = self.set_timer(SETTLED, self._follow)

    @on(MonthCalendar.DayChanged)
    def _day_changed(self, message: MonthCalendar.DayChanged) -> None:
        message.stop()
        self._choose(message.day)

    def _choose(self, day: date) -> None:
        """Put the cursor of the agenda on the first deadline of a day, if there is one."""
        place = self._laid.first_on(day) if self._laid is not None else None
        if place is not None:
            self._agenda.move_to(place)
            self._tell(self.item())
        else:
            self._tell(None)

    @on(MonthCalendar.DaySelected)
    def _day_selected(self, message: MonthCalendar.DaySelected) -> None:
        message.stop()
        if self._laid is not None and self._laid.first_on(message.day) is not None:
            self._agenda.focus()
        else:
            self.cip.toast("Nothing is due on this day")

    def on_resize(self) -> None:
        """Write the details for the new width."""
        if self.is_furnished and self._laid is not None:
            self.call_after_refresh(self._tell, self.item())

    # Actions

    @on(VirtualTable.RowSelected)
    def _row_selected(self, message: VirtualTable.RowSelected) -> None:
        message.stop()
        self.action_open()

    def action_open(self) -> None:
        """Show the deadline in full."""
        item = self._wanted()
        if item is not None:
            from cip_tui.screens.deadline import OneDeadlineScreen

            self.app.push_screen(OneDeadlineScreen(item.obligation.id))

    def figure_in_focus(self) -> tuple[str, str] | None:
        """Return the agenda's figure."""
        return ("attestations.compliance", "Compliance")

    def action_today(self) -> None:
        """Go to today."""
        self._month.action_today()
        self._choose(self._month.day)

    def action_month(self, step: int) -> None:
        """Look at another month."""
        self._month.action_month(step)

    def action_sort(self) -> None:
        """Sort by the next column."""
        self._agenda.action_sort_next()

    def action_reverse(self) -> None:
        """Turn the sort around."""
        self._agenda.action_sort_reverse()

    @on(VirtualTable.SortWanted)
    def _sort_wanted(self, message: VirtualTable.SortWanted) -> None:
        message.stop()
        self._sort = (message.key, message.descending)
        self._lay_out_again()

    async def action_filter(self) -> None:
        """Type words that the deadlines shown must have."""
        bars = [bar for bar in self.query(FilterBar) if bar.query(".count")]
        if not bars:
            bar = FilterBar(self._words, placeholder="words, e.g. overdue or spend 2027")
            await self.query_one(Room).mount(bar, before=self._agenda)
            bars = [bar]
        bars[0].focus()

    @on(FilterBar.Submitted)
    async def _filtered(self, message: FilterBar.Submitted) -> None:
        message.stop()
        if isinstance(message, FilterBar.Changed):
            return
        self._words = "" if isinstance(message, FilterBar.Left) else message.value
        self._agenda.focus()
        if not self._words.strip():
            await self.query(FilterBar).remove()
        self._lay_out_again()

    def action_back(self) -> None:
        """Clear the filter first, and the sort after it."""
        if self._words or self._sort is not None:
            self._words, self._sort = "", None
            self.query(FilterBar).remove()
            self._lay_out_again()
        else:
            super().action_back()

    def action_rules(self) -> None:
        """Choose how closed days move deadlines."""
        from cip_tui.model.attestation.workdays import BusinessDay, Rules
        from cip_tui.screens.attestation_dialogs import RulesDialog

        rules = self.workspace.attestations.rules()

        def chosen(answer: tuple[str, ...] | None) -> None:
            if answer is not None:
                wanted = Rules(answer[0], answer[1], BusinessDay(answer[2]), rules.months_ahead)
                self.say(lambda desk, job: desk.set_rules(wanted, job), "Deadlines follow the new rule")

        self.app.push_screen(RulesDialog(rules), chosen)

    def action_calendar(self) -> None:
        """Write a calendar file: which profile, then where."""
        from cip_tui.screens.attestation_dialogs import ProfileDialog

        self.app.push_screen(ProfileDialog(), self._write_calendar)

    def _write_calendar(self, profile: Profile | None) -> None:
        if profile is None:
            return
        from cip_tui.screens.export import ExportDialog

        desk = self.workspace.attestations

        def make(job: Job) -> str:
            return desk.export(profile, job)[0].decode()

        self.app.push_screen(ExportDialog("attestations.ics", make, f"Calendar file, profile {profile}"))
