"""How health is scored: every setting in a row, changed by typing another value."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from cip_tui.actions import bindings
from cip_tui.messages import Ticket
from cip_tui.model.document import Document
from cip_tui.model.job import Job
from cip_tui.screens.account_reader import ReadsDocument
from cip_tui.screens.document_view import DocumentView
from cip_tui.screens.pricing_parts import TypeDialog

CHANGE = "change"


class ValueDialog(TypeDialog):
    """Asks for the value of a setting."""

    HINT: ClassVar[str] = "enter sets · esc closes"


class HealthSettingsScreen(ReadsDocument):
    """The settings of health; a change shows at once in every score."""

    ROOM = "account_settings"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "desk_reading", "health_settings")]

    def compose_room(self) -> ComposeResult:
        """Yield the settings."""
        yield DocumentView(id="document")

    def ready(self) -> None:
        """Read the settings after the first paint."""
        super().ready()
        self.crumbs("Accounts", "Settings")
        self.view.enter()
        self.call_after_refresh(self.load)

    def load(self) -> None:
        """Read the settings anew."""
        self.start("settings", self.desk.settings_document, "Reading the settings")

    def show_document(self, document: Document) -> None:
        """Show the settings."""
        self.view.show(document)

    def action_open(self) -> None:
        """Type another value for the setting under the cursor."""
        self.action_set()

    def action_set(self) -> None:
        """Type another value for the setting under the cursor."""
        name, value = self.cell_in_focus("name"), self.cell_in_focus("value")
        if name is None:
            self.cip.toast("No setting is in focus; tab leads to the table")
            return
        self.app.push_screen(ValueDialog(name, "or standard", value or ""), lambda typed: self._set(str(name), typed))

    def _set(self, name: str, typed: str | None) -> None:
        if typed is None:
            return
        desk = self.desk

        def work(_: Job) -> str:
            desk.configure(name, typed)
            return f"Set: {name} = {typed}"

        self.cip.jobs.start(self, CHANGE, name, work, label="Writing down")

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Show what was changed; the list of accounts is scored anew when one is back there."""
        if ticket.group == CHANGE:
            self.cip.toast(result)
            self.load()
        else:
            super().job_done(ticket, result)
