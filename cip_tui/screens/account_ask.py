"""Questions about accounts: a line to type in, the answer below with the query it was read as."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from cip_tui.actions import bindings
from cip_tui.model.document import Document
from cip_tui.screens.account_reader import ReadsDocument
from cip_tui.screens.document_view import DocumentView
from widgets.filter_bar import FilterBar

EXAMPLE = "why is Acme at risk · ARR at risk by CSM · churn:high acv>100k · :sql select …"


class AskScreen(ReadsDocument):
    """A question and its answer; the next question is one key away."""

    ROOM = "account_ask"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "desk_reading", "ask")]

    def __init__(self) -> None:
        super().__init__()
        self._question = ""

    def compose_room(self) -> ComposeResult:
        """Yield the line and the answer."""
        example = EXAMPLE.replace("·", self.cip.glyphs.separator).replace("…", self.cip.glyphs.ellipsis)
        yield FilterBar(label="Ask", placeholder=example, id="question")
        yield DocumentView(id="document")

    def ready(self) -> None:
        """Wait for a question."""
        super().ready()
        self.crumbs("Accounts", "Ask")
        self.query_one("#question", FilterBar).focus()

    def load(self) -> None:
        """Answer the question again."""
        if self._question:
            self._answer(self._question)

    def _answer(self, question: str) -> None:
        self._question = question
        desk = self.desk
        self.start(question, lambda job: desk.ask(question, job), "Looking for the answer")

    def show_document(self, document: Document) -> None:
        """Show the answer, and read it from its beginning."""
        self.view.show(document, title=self._question)
        self.view.enter()

    def export_name(self) -> str:
        """Return the file name that `export` offers."""
        return f"answer_{self.workspace.as_of}.md"

    @on(FilterBar.Submitted)
    def _asked(self, message: FilterBar.Submitted) -> None:
        message.stop()
        if isinstance(message, FilterBar.Changed):
            return
        if isinstance(message, FilterBar.Left):
            if self.document is None:
                self.action_back()
            else:
                self.view.enter()
        elif message.value.strip():
            self._answer(message.value.strip())

    def action_question(self) -> None:
        """Type another question."""
        bar = self.query_one("#question", FilterBar)
        bar.focus()
        bar.field.select_all()
