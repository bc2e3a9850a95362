"""Documents about accounts, read on a screen of their own: one account, the plays, the dashboard, the churn insight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from cip_tui.actions import bindings
from cip_tui.messages import Ticket
from cip_tui.model.document import Document, Table
from cip_tui.model.job import Job
from cip_tui.model.tables import sort_in
from cip_tui.screens.document_screen import DocumentScreen
from cip_tui.screens.document_view import DocumentView
from cip_tui.screens.reading import with_table
from cip_tui.screens.shown import without

if TYPE_CHECKING:
    from cip_tui.model.onboarding.health_desk import HealthDesk

Make = Callable[["HealthDesk", Job], Document]
DECIDE = "decide"
PLAY_TABLES = ("plays.open", "account.plays")
BY_PLAY = (*PLAY_TABLES, "plays.decided")
"""Tables whose rows are plays; their ids are for the command line, on the screen the cursor says which is meant."""
VIEWS: dict[str, tuple[str, Make]] = {
    "plays": ("Playbooks", lambda desk, job: desk.plays(job)),
    "dashboard": ("Dashboard", lambda desk, job: desk.dashboard(job)),
    "churn": ("Churn insight", lambda desk, job: desk.churn(job)),
}


class DeskScreen(DocumentScreen):
    """What every screen of accounts can reach: questions, plays, dashboard, churn, and an account."""

    @property
    def desk(self) -> HealthDesk:
        """The desk of health."""
        return self.workspace.health

    def show_account(self, account_id: str, name: str) -> None:
        """Show one account."""
        trail = ("Accounts", name)
        self.app.push_screen(AccountReader(trail, lambda desk, _: desk.account(account_id), f"account_{account_id}"))

    def action_ask(self) -> None:
        """Ask a question."""
        from cip_tui.screens.account_ask import AskScreen

        self.app.push_screen(AskScreen())

    def action_plays(self) -> None:
        """Show the plays."""
        self._show_view("plays")

    def action_dashboard(self) -> None:
        """Show all accounts at a glance."""
        self._show_view("dashboard")

    def action_churn(self) -> None:
        """Show the churn insight."""
        self._show_view("churn")

    def action_settings(self) -> None:
        """Show how health is scored."""
        from cip_tui.screens.account_settings import HealthSettingsScreen

        self.app.push_screen(HealthSettingsScreen())

    def _show_view(self, name: str) -> None:
        title, make = VIEWS[name]
        screen = AccountReader(("Accounts", title), make, name)
        if isinstance(self, AccountReader):
            # Views stand beside one another, so that esc leads back to the list and not through all of them.
            self.app.switch_screen(screen)
        else:
            self.app.push_screen(screen)


class ReadsDocument(DeskScreen):
    """A screen whose document is read in parts; a row with an account leads to it."""

    DEFAULT_CSS = "ReadsDocument { & #document { height: 1fr; } }"

    @property
    def view(self) -> DocumentView:
        """The document as it is shown."""
        return self.query_one("#document", DocumentView)

    def figure_in_focus(self) -> tuple[str, str] | None:
        """Return the figure in focus."""
        figure = self.view.figure()
        return (figure.id, figure.name) if figure is not None and figure.id else None

    def cell_in_focus(self, key: str) -> str | None:
        """Return the cell of that column in the row under the cursor, what the row leads to, or None."""
        rows = self.view.table()
        if rows is None or rows.cursor >= len(rows.table.rows):
            return None
        if key not in [column.key for column in rows.table.columns]:
            return rows.table.rows[rows.cursor].drill
        cell = rows.table.column(key)[rows.cursor]
        return None if cell is None else str(cell)

    @on(DocumentView.Opened)
    def _opened(self, message: DocumentView.Opened) -> None:
        message.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open the account of the row in focus, else explain the figure."""
        rows, account_id = self.view.table(), self.cell_in_focus("id")
        if rows is not None and account_id is not None:
            account_id = account_id.partition("/")[0]
            shown = self.document.data.get("account_id") if self.document is not None else None
            if account_id != shown:
                self.show_account(account_id, str(rows.table.rows[rows.cursor].cells[0]))
                return
        self.action_explain()

    def action_sort(self) -> None:
        """Sort the table in focus by its next column in view."""
        table = self.view.table()
        if table is None:
            self.cip.toast("No table is in focus; tab goes to the next one")
        else:
            table.action_sort_next()

    def action_reverse(self) -> None:
        """Turn the order of the table in focus around."""
        table = self.view.table()
        if table is not None:
            table.action_sort_reverse()

    @on(DocumentView.Sorted)
    def _sorted(self, message: DocumentView.Sorted) -> None:
        """Keep the order for what is copied and exported."""
        message.stop()
        if self.document is not None and message.table.sort is not None:
            self.document = sort_in(self.document, message.table.id, *message.table.sort)


class AccountReader(ReadsDocument):
    """One document about accounts, with the keys that decide on plays."""

    ROOM = "account"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "desk", "desk_reading", "plays")]

    def __init__(self, trail: tuple[str, ...], make: Make, name: str) -> None:
        super().__init__()
        self._trail = trail
        self._make = make
        self._file = name

    def compose_room(self) -> ComposeResult:
        """Yield the document."""
        yield DocumentView(id="document")

    def ready(self) -> None:
        """Work the document out after the first paint."""
        super().ready()
        self.crumbs(*self._trail)
        self.view.enter()
        self.call_after_refresh(self.load)

    def load(self) -> None:
        """Work the document out anew."""
        desk, make = self.desk, self._make
        self.start(self._file, lambda job: make(desk, job), f"Working out: {self._trail[-1]}")

    def show_document(self, document: Document) -> None:
        """Show the document, and the keys that work in it."""
        self.view.show(for_screen(document))
        self.refresh_bindings()

    def export_name(self) -> str:
        """Return a file name that says what it holds."""
        return f"{self._file}_{self.workspace.as_of}.md"

    # Plays

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Plays are decided on where they are listed."""
        if action in ("accept", "reject"):
            return any(self._has(name) for name in PLAY_TABLES)
        if action == "pin":
            return self.document is not None and "account_id" in self.document.data
        return super().check_action(action, parameters)

    def _has(self, table_id: str) -> bool:
        if self.document is None:
            return False
        return any(isinstance(block, Table) and block.id == table_id for block in self.document.blocks())

    def play_in_focus(self) -> str | None:
        """Return the play under the cursor."""
        rows = self.view.table()
        return self.cell_in_focus("id") if rows is not None and rows.key in PLAY_TABLES else None

    def action_accept(self) -> None:
        """Accept the play under the cursor."""
        self._decide("accepted", "")

    def action_reject(self) -> None:
        """Ask why the play under the cursor is rejected."""
        play_id = self.play_in_focus()
        if play_id is None:
            self._say_where()
            return
        from cip_tui.screens.account_parts import ReasonDialog

        self.app.push_screen(ReasonDialog(), lambda reason: self._rejected(play_id, reason))

    def _rejected(self, play_id: str, reason: str | None) -> None:
        if reason is not None:
            self._write(play_id, "rejected", reason)

    def _decide(self, word: str, reason: str) -> None:
        play_id = self.play_in_focus()
        if play_id is None:
            self._say_where()
        else:
            self._write(play_id, word, reason)

    def _say_where(self) -> None:
        self.cip.toast("No play is in focus; tab leads to the plays")

    def _write(self, play_id: str, word: str, reason: str) -> None:
        desk = self.desk

        def work(_: Job) -> str:
            play = desk.decide(play_id, word, reason)
            return f"{word.capitalize()}: {play.rule.title} for {play.standing.account.account_name}; u takes it back"

        self.cip.jobs.start(self, DECIDE, play_id, work, label="Writing down")

    def action_pin(self) -> None:
        """Ask for the band to pin, or take back the pin that stands."""
        if self.document is None:
            return
        account_id = str(self.document.data["account_id"])
        if self.document.data.get("pinned"):
            self._change(account_id, lambda desk: desk.unpin(account_id), "No longer pinned")
            return
        from cip_tui.screens.account_parts import PinDialog

        self.app.push_screen(PinDialog(self._trail[-1]), lambda said: self._pin(account_id, said))

    def _pin(self, account_id: str, said: str | None) -> None:
        if said:
            self._change(account_id, lambda desk: desk.pin_as_said(account_id, said), "Pinned; b takes it back")

    def _change(self, what: str, change: Callable[[HealthDesk], None], done: str) -> None:
        desk = self.desk

        def work(_: Job) -> str:
            change(desk)
            return done

        self.cip.jobs.start(self, DECIDE, what, work, label="Writing down")

    def action_undo(self) -> None:
        """Take the last decision back."""
        desk = self.desk
        self.cip.jobs.start(self, DECIDE, "", lambda _: f"Taken back: {desk.take_back()}", label="Taking back")

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Show at once what a decision changes: the order of plays and what is learned."""
        if ticket.group == DECIDE:
            self.cip.toast(result)
            self.load()
        else:
            super().job_done(ticket, result)


def for_screen(document: Document) -> Document:
    """Return the document with the ids of plays out of sight: the rows lead to them."""
    for block in list(document.blocks()):
        if isinstance(block, Table) and block.id in BY_PLAY:
            ids = block.column("id")
            rows = tuple(replace(row, drill=str(play)) for row, play in zip(block.rows, ids, strict=True))
            document = with_table(document, without(replace(block, rows=rows), ("id",)))
    return document
