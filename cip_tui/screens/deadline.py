"""One deadline in full: where it stands, its days, its evidence and its reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from cip_tui.actions import bindings
from cip_tui.messages import Ticket
from cip_tui.model.document import Document
from cip_tui.screens.deadline_actions import DeadlineScreen
from cip_tui.screens.document_view import DocumentView

if TYPE_CHECKING:
    from cip_tui.model.attestation.agenda import Item


class OneDeadlineScreen(DeadlineScreen):
    """The deadline with an id."""

    ROOM = "deadline"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "deadline")]
    DEFAULT_CSS = "OneDeadlineScreen DocumentView { height: 1fr; }"

    def __init__(self, name: str) -> None:
        super().__init__()
        self._deadline = name
        self._item: Item | None = None

    def compose_room(self) -> ComposeResult:
        """Yield the document."""
        yield DocumentView(id="document")

    def ready(self) -> None:
        """Show where one is, and the deadline."""
        super().ready()
        self.crumbs("Attestations", "Deadline")
        self.load()
        self.query_one(DocumentView).enter()

    def load(self) -> None:
        """Look the deadline up."""
        desk, name = self.workspace.attestations, self._deadline

        def work(job: Any) -> Any:
            return desk.find(name, job), desk.detail(name, job)

        self.start(name, work, "Looking the deadline up")

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Take the deadline."""
        if ticket.group == self.GROUP:
            self._item, result = result
        super().job_done(ticket, result)

    def show_document(self, document: Document) -> None:
        """Show it."""
        self.crumbs("Attestations", document.title)
        self.query_one(DocumentView).show(document)

    def item(self) -> Item | None:
        """Return the deadline."""
        return self._item

    def figure_in_focus(self) -> tuple[str, str] | None:
        """Return the figure in focus."""
        figure = self.query_one(DocumentView).figure()
        return (figure.id, figure.name) if figure is not None else None
