"""The list at the left of a reading screen: two lines an entry, the state at the right of the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from cip_tui.screens.chrome import LIST_OPEN
from widgets.cells import clip, fit, safe_content, width
from widgets.glyphs import glyphs_of

_COLOURS = {"good": "$text-success", "info": "$text-primary", "warning": "$text-warning", "critical": "$text-error"}


ROOMY = 60
"""The cells from which an entry has room for its figure beside its title and for words below."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry: its name and title, a state at the right (coloured by `level`), a figure, and what it is about.

    The figure stands below the title; where there is room for the words too, it stands beside the title.
    """

    name: str
    title: str
    state: str = ""
    level: str = ""
    figure: str = ""
    words: str = ""


class ChoiceList(OptionList):
    """Entries of two lines to choose from, moved in with the keys of every list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "cursor_down", "Down", show=False, id="list.down"),
        Binding("up,k", "cursor_up", "Up", show=False, id="list.up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="list.page-down"),
        Binding("pageup", "page_up", "Page up", show=False, id="list.page-up"),
        Binding("home,g", "first", "First", show=False, id="list.first"),
        Binding("end,G", "last", "Last", show=False, id="list.last"),
        Binding("enter,right,l", "select", "Read", show=False, id=LIST_OPEN),
    ]
    HELP: ClassVar[str | None] = (
        "## List\n\nMove with the arrow keys or `j` and `k`. `enter` goes into the document, `esc` comes back."
    )
    DEFAULT_CSS = """
    ChoiceList {
        height: 1fr; max-height: 100%; background: $background; color: $foreground;
        border: round $border-blurred; padding: 0; scrollbar-size-vertical: 1;
        border-title-color: $text-muted; border-subtitle-color: $text-muted;
        & > .option-list--option { padding: 0 1 0 0; }
        &:focus {
            border: round $border; background-tint: $foreground 0%;
            border-title-color: $text-primary; border-title-style: bold;
        }
        &:nocolor:focus > .option-list--option-highlighted { text-style: bold reverse; }
    }
    """

    def __init__(self, title: str, *, id: str, classes: str) -> None:  # noqa: A002  the name every Textual widget uses
        super().__init__(id=id, classes=classes)
        self.border_title = safe_content(title)
        self._choices: list[Choice] = []
        self._marked: int | None = None

    def show(self, choices: Sequence[Choice]) -> None:
        """Show these entries; the cursor stays where it is."""
        new = list(choices)
        if [one.name for one in new] != [one.name for one in self._choices]:
            at = self.highlighted or 0
            self._choices = new
            self.clear_options()
            self.add_options(Option(self._prompt(index), id=choice.name) for index, choice in enumerate(new))
            self.highlighted = min(at, len(new) - 1) if new else None
            return
        for index, choice in enumerate(new):
            if choice != self._choices[index]:
                self._choices[index] = choice
                self.replace_option_prompt_at_index(index, self._prompt(index))

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Mark the entry under the cursor with a sign beside the colour."""
        before, self._marked = self._marked, highlighted
        for index in {before, highlighted} - {None}:
            if index is not None and index < self.option_count:
                self.replace_option_prompt_at_index(index, self._prompt(index))
        super().watch_highlighted(highlighted)

    def on_resize(self, event: events.Resize) -> None:
        """Write the entries for the new width."""
        for index in range(self.option_count):
            self.replace_option_prompt_at_index(index, self._prompt(index))

    def _prompt(self, index: int) -> Content:
        choice = self._choices[index]
        room = max(12, self.scrollable_content_region.width - 1)
        glyphs = glyphs_of(self.app)
        mark = glyphs.cursor if index == self._marked else " "
        roomy = room >= ROOMY
        right = f"{choice.figure}  {choice.state}" if roomy and choice.figure else choice.state
        left = fit(choice.title, room - 2 - width(right), ellipsis=glyphs.ellipsis)
        below = clip(choice.words if roomy else choice.figure, room - 2, glyphs.ellipsis)
        figure = right.removesuffix(choice.state)
        return Content.assemble(
            (mark, "$primary"),
            (left, "bold"),
            " ",
            figure,
            (choice.state, _COLOURS.get(choice.level, "$text-muted")),
            "\n",
            (mark, "$primary"),
            (f" {fit(below, room - 2)}", "" if index == self._marked else "$text-muted"),
        )
