"""Parts of the accounts screen: the line that says what is listed, and the box that asks why a play is rejected."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from cip_tui.screens.dialogs import Dialog
from widgets.cells import clip, safe_content
from widgets.inputs import SafeInput

REASONS = (
    ("n", "not-now", "not now", "it comes back with the next look at plays"),
    ("k", "known", "known and handled", "somebody is at it; teaches nothing"),
    ("w", "wrong", "does not fit the account", "plays like it come later"),
    ("o", "other", "another play is better", "plays like it come later"),
)
"""Key, reason as it is kept, as it is said, and what it leads to."""


class FilterLine(Widget):
    """Says which accounts are listed, and how many."""

    DEFAULT_CSS = "FilterLine { height: 1; padding: 0 1; color: $text-muted; }"

    def __init__(self) -> None:
        super().__init__()
        self._query, self._count = "", ""

    def show(self, query: str, count: str) -> None:
        """Show another filter and count."""
        self._query, self._count = query, count
        self.refresh()

    def render(self) -> Content:
        """Write filter and count."""
        room = max(10, self.content_size.width - len(self._count) - 12)
        shown = clip(self._query, room) if self._query else "all accounts"
        style = "$text-primary" if self._query else "$text-muted"
        hint = "" if self._query else "  / narrows down"
        return Content.assemble(
            ("Filter  ", "$text-muted"), (safe_content(shown).plain, style), (f"  {self._count}{hint}", "$text-muted")
        )


class PinDialog(Dialog[str]):
    """Asks for band, last day and reason in one line; answers it as typed, or None."""

    HINT: ClassVar[str] = "enter pins · esc closes"

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def heading(self) -> str:
        """Return whose band is pinned."""
        return f"Pin the band of {self._name}"

    def compose_box(self) -> ComposeResult:
        """Yield the field and what belongs into it."""
        yield SafeInput(placeholder="critical 2026-12-31 The sponsor has left")
        yield Static(safe_content("Band (healthy, at-risk, critical), last day, reason. The score is left alone."))

    def on_mount(self) -> None:
        """Wait for the line."""
        self.query_one(SafeInput).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)


class ReasonDialog(Dialog[str]):
    """One key says one reason; answers it, or None."""

    HINT: ClassVar[str] = "n, k, w or o says it · esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"say('{reason}')", said.capitalize(), tooltip=f"Say: {said}", id=f"reason.{key}")
        for key, reason, said, _ in REASONS
    ]

    def heading(self) -> str:
        """Return the question."""
        return "Why is this play rejected?"

    def compose_box(self) -> ComposeResult:
        """Yield the reasons with their keys."""
        lines = [
            Content.assemble((f" {key} ", "bold $text-primary"), f" {said:<26}", (effect, "$text-muted"))
            for key, _, said, effect in REASONS
        ]
        yield Static(Content("\n").join(lines))

    def action_say(self, reason: str) -> None:
        """Answer a reason."""
        self.dismiss(reason)
