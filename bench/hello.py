"""The smallest Textual application: what every other start-up figure is compared with."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widgets import Static


class Hello(App[None]):
    """One line of text."""

    BINDINGS: ClassVar = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        """Show the line."""
        yield Static("Hello")


if __name__ == "__main__":
    Hello().run()
