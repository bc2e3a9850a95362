"""Asks what is to be said of a spike."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from cip_tui.screens.dialogs import Dialog
from widgets.cells import safe_content

WORDS = (
    ("p", "planned", "somebody decided to spend this"),
    ("e", "expected", "usual for this customer and these days"),
    ("n", "not useful", "nothing worth an alarm"),
)
"""Key, word, and what is meant by it."""


class MarkDialog(Dialog[str]):
    """One key says one word; answers the word, or None."""

    HINT: ClassVar[str] = "p, e or n says it · esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"say('{word}')", word.capitalize(), tooltip=f"Say that it is {word}: {meaning}", id=f"mark.{key}")
        for key, word, meaning in WORDS
    ]

    def __init__(self, incident: str) -> None:
        super().__init__()
        self._incident = incident

    def heading(self) -> str:
        """Return which spike it is."""
        return f"What is {self._incident}?"

    def compose_box(self) -> ComposeResult:
        """Yield the words with their keys."""
        lines = [
            Content.assemble((f" {key} ", "bold $text-primary"), f" {word:<11}", (meaning, "$text-muted"))
            for key, word, meaning in WORDS
        ]
        yield Static(Content("\n").join(lines))
        yield Static(safe_content("It stays listed and counts no more; u takes it back."), classes="after")

    def action_say(self, word: str) -> None:
        """Answer a word."""
        self.dismiss(word)
