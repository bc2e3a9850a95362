"""Boxes over a screen: what they share, and the one that says what went wrong."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from cip_tui.model.errors import CipError
from widgets.cells import safe_content, set_title
from widgets.glyphs import glyphs_of

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None], Generic[Answer]):
    """A box in the middle of the screen. Esc closes it and answers None."""

    TITLE_TEXT: ClassVar[str] = ""
    HINT: ClassVar[str] = "esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", tooltip="Close this box", id="dialog.close")
    ]
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 60%;
        & > .box {
            width: 76; max-width: 100%; height: auto; max-height: 100%;
            background: $surface; border: round $border; padding: 0 1;
            border-title-color: $text-primary; border-title-style: bold; border-subtitle-color: $text-muted;
        }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay out the box."""
        with Vertical(classes="box") as box:
            set_title(box, self.heading(), self._drawn(self.HINT))
            yield from self.compose_box()

    def heading(self) -> str:
        """Return the title of the box."""
        return self.TITLE_TEXT

    def compose_box(self) -> ComposeResult:
        """Yield what stands in the box."""
        yield from ()

    def hint(self, text: str) -> None:
        """Say below the box which keys work now."""
        self.query_one(".box").border_subtitle = safe_content(self._drawn(text))

    def _drawn(self, text: str) -> str:
        """Write separators with the characters the terminal has."""
        return text.replace("·", glyphs_of(self.app).separator)

    def action_close(self) -> None:
        """Close the box."""
        self.dismiss(None)


class ErrorDialog(Dialog[None]):
    """What went wrong: where, why, and what to do next. The details of a mistake of CIP itself are one key away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "close", "Close", show=False),
        Binding("d", "details", "Details", tooltip="Show what a bug report needs", id="dialog.details"),
    ]
    DEFAULT_CSS = """
    ErrorDialog > .box { border: round $error; border-title-color: $text-error; }
    ErrorDialog .details { display: none; height: auto; max-height: 12; color: $text-muted; margin-top: 1; }
    """

    def __init__(self, error: CipError, details: str = "") -> None:
        super().__init__()
        self._error = error
        self._details = details

    def heading(self) -> str:
        """Return a heading with a sign that is no colour."""
        return f"{glyphs_of(self.app).levels['critical']} That did not work"

    def compose_box(self) -> ComposeResult:
        """Yield the message with its place, cause and next step."""
        yield Static(error_content(self._error), classes="message")
        with VerticalScroll(classes="details"):
            yield Static(safe_content("").join([safe_content(line + "\n") for line in self._details.splitlines()]))

    def on_mount(self) -> None:
        """Offer the details only where there are any."""
        if self._details:
            self.hint("d details · esc closes")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without details there is nothing to show."""
        return bool(self._details) if action == "details" else True

    def action_details(self) -> None:
        """Show or hide the details."""
        details = self.query_one(".details")
        details.styles.display = "none" if details.display else "block"


def error_content(error: CipError) -> Content:
    """Write an error in lines: what, where, why, what next; empty ones are left out."""
    pairs = (("", error.message), ("Where", str(error.where)), ("Why", error.cause), ("Next", error.next_step))
    lines = [
        Content.assemble((f"{label:<6}", "$text-muted") if label else "", safe_content(text))
        for label, text in pairs
        if text
    ]
    return Content("\n").join(lines)
