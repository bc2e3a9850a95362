"""The stage on which the smaller widgets are tried: one of each, and every message they send."""

from __future__ import annotations

from pathlib import Path

from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.message import Message

from widgets.filter_bar import FilterBar
from widgets.glyphs import UNICODE
from widgets.path_input import PathInput
from widgets.plot import Plot
from widgets.progress import ProgressLine
from widgets.text_view import TextView
from widgets.theme import ASCII_CSS, install
from widgets.tiles import StatTiles
from widgets.too_small import TooSmall

FIELDS = ("customer=", "model=", "cost=")


def complete(text: str) -> list[str]:
    head, _, last = text.rpartition(" ")
    return [f"{head} {field}".lstrip() for field in FIELDS if last and field.startswith(last)]


class Stage(App[None]):
    """One of each, and every message they send."""

    CSS = ASCII_CSS + "Plot { height: 10; } TextView { height: 8; }"

    def __init__(self, folder: Path) -> None:
        super().__init__()
        install(self)
        self.folder = folder
        self.glyphs = UNICODE
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield StatTiles()
        yield FilterBar(placeholder="words or field=value", complete=complete)
        yield PathInput(base=self.folder, home=self.folder / "home", host="jump")
        yield ProgressLine()
        yield Vertical(Plot("Daily spend"), TextView("A document"))
        yield TooSmall(60, 20)

    def on_stat_tiles_selected(self, message: StatTiles.Selected) -> None:
        self.heard.append(message)

    def on_filter_bar_submitted(self, message: FilterBar.Submitted) -> None:
        self.heard.append(message)

    def on_filter_bar_changed(self, message: FilterBar.Changed) -> None:
        self.heard.append(message)

    def on_filter_bar_left(self, message: FilterBar.Left) -> None:
        self.heard.append(message)

    def on_path_input_submitted(self, message: PathInput.Submitted) -> None:
        self.heard.append(message)
