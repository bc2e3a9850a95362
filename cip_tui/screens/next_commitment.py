"""The advice on the next commitment, read like a report; the offers are typed, growth is turned."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from cip_tui.actions import bindings
from cip_tui.messages import Ticket
from cip_tui.model.document import Document
from cip_tui.model.errors import CipError
from cip_tui.screens.commitment_parts import AskDialog
from cip_tui.screens.document_screen import DocumentScreen
from cip_tui.screens.document_view import DocumentView


class NextCommitmentScreen(DocumentScreen):
    """One document: the advice, every offer with its cost and regret, and how it fares if spend grows or shrinks."""

    ROOM = "next_commitment"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "offers")]

    def __init__(self, agreement: str | None) -> None:
        super().__init__()
        self._agreement = agreement
        self._settings: dict[str, str] = {}
        self._before: dict[str, str] = {}

    def compose_room(self) -> ComposeResult:
        """Yield the document."""
        yield DocumentView(id="advice-document")

    def ready(self) -> None:
        """Weigh the offers after the first paint."""
        super().ready()
        self.crumbs("Commitment", "Next commitment")
        self._view.enter()
        self.call_after_refresh(self.load)

    def load(self) -> None:
        """Weigh the offers with what is set."""
        workspace, agreement, settings = self.workspace, self._agreement, dict(self._settings)
        self.start("next", lambda job: workspace.commitments.next(agreement, settings, job), "Weighing the offers")

    def job_failed(self, ticket: Ticket, error: CipError, details: str) -> None:
        """What cannot be understood is taken back."""
        if ticket.group == self.GROUP:
            self._settings = self._before
        super().job_failed(ticket, error, details)

    def show_document(self, document: Document) -> None:
        """Show the advice."""
        growth = self._settings.get("growth", "0%")
        title = document.title if growth == "0%" else f"{document.title}, growth {growth}"
        self._view.show(document, title=title)

    @property
    def _view(self) -> DocumentView:
        return self.query_one("#advice-document", DocumentView)

    def figure_in_focus(self) -> tuple[str, str] | None:
        """Return the figure in focus."""
        figure = self._view.figure()
        return (figure.id, figure.name) if figure is not None else None

    @on(DocumentView.Opened)
    def _opened(self, message: DocumentView.Opened) -> None:
        message.stop()
        self.action_explain()

    def _set(self, **settings: str) -> None:
        self._before = dict(self._settings)
        self._settings = {**self._settings, **settings}
        self.load()

    def action_ladder(self) -> None:
        """Type the offers."""

        def typed(text: str | None) -> None:
            if text is not None:
                self._set(ladder=text.strip())

        start = self._settings.get("ladder", "5M:8%, 7.5M:10%")
        self.app.push_screen(AskDialog("Offers", "amount a year : discount", start), typed)

    def action_grow(self, percent: int) -> None:
        """Try more or less growth."""
        now = int(self._settings.get("growth", "0%").removesuffix("%"))
        self._set(growth=f"{max(now + percent, -95)}%")
