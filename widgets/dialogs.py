"""Boxes that ask: yes or no, one of many, or which key does what. Esc always closes them without an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from widgets.cells import safe_content, set_title
from widgets.glyphs import glyphs_of
from widgets.search_list import SearchList, match
from widgets.table import Column, Row

_BOX = """
    align: center middle;
    background: $background 60%;
    & > .box {
        width: 72; max-width: 96%; height: auto; max-height: 96%;
        background: $surface; border: round $border; padding: 1 1 0 1;
        border-title-color: $text-primary; border-title-style: bold; border-subtitle-color: $text-muted;
    }
"""


class Confirm(ModalScreen[bool]):
    """A question with two answers; `no` is chosen unless the person moves to `yes`. Answers True or False."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "answer(False)", "No", show=False, id="confirm.no"),
        Binding("y", "answer(True)", "Yes", show=False, id="confirm.yes"),
        Binding("left,h", "app.focus_previous", "Left", show=False),
        Binding("right,l", "app.focus_next", "Right", show=False),
    ]
    AUTO_FOCUS = "#no"
    DEFAULT_CSS = (
        "Confirm {"
        + _BOX
        + """
        & > .box { width: 60; }
        & Static { height: auto; max-height: 14; padding: 0 1; }
        & .details { color: $text-muted; margin-top: 1; }
        & Horizontal { height: 1; margin: 1 0; align-horizontal: right; }
        & .answer {
            width: auto; min-width: 10; height: 1; margin-left: 2; padding: 0; background: $panel;
            &:focus { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
            &:nocolor:focus { text-style: bold reverse; }
        }
    }
    """
    )

    def __init__(
        self, question: str, *, yes: str = "Yes", no: str = "Cancel", details: str = "", title: str = "Please confirm"
    ) -> None:
        super().__init__()
        self._question, self._details, self._title = question, details, title
        self._labels = (no, yes)

    def compose(self) -> ComposeResult:
        """Lay out question, details and the two answers."""
        with Vertical(classes="box") as box:
            set_title(box, self._title, f"y {self._labels[1]} {glyphs_of(self.app).separator} esc {self._labels[0]}")
            yield Static(safe_content(self._question))
            if self._details:
                yield Static(safe_content(self._details), classes="details")
            with Horizontal():
                for identity, label in zip(("no", "yes"), self._labels, strict=True):
                    yield _Answer(label, glyphs_of(self.app).cursor, identity)

    def on__answer_pressed(self, event: _Answer.Pressed) -> None:
        """Close with the answer chosen."""
        event.stop()
        self.dismiss(event.answer)

    def action_answer(self, answer: bool) -> None:
        """Close with an answer."""
        self.dismiss(answer)


class _Answer(Static, can_focus=True):
    """An answer to choose; its focus is marked with a sign, not by colour alone."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", "Choose", show=False)]

    class Pressed(Message):
        """The answer was chosen."""

        def __init__(self, answer: bool) -> None:
            self.answer = answer
            super().__init__()

    def __init__(self, label: str, sign: str, identity: str) -> None:
        super().__init__(safe_content(f"  {label}  "), id=identity, classes="answer")
        self._text, self._sign = label, sign

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the sign while keys go here."""
        super().watch_has_focus(has_focus)
        self.update(safe_content(f"{self._sign if has_focus else ' '} {self._text}  "), layout=False)

    def action_press(self) -> None:
        """Choose this answer."""
        self.post_message(self.Pressed(self.id == "yes"))

    def on_click(self) -> None:
        """Choose this answer."""
        self.action_press()


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: what is returned, what is shown, and a word about it."""

    key: str
    label: str
    help: str = ""


class _ListDialog(ModalScreen[str | None]):
    """A box with a list that is searched by typing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close", show=False, id="choice.close")]
    DEFAULT_CSS = "_ListDialog {" + _BOX + "}"

    def __init__(self, title: str, hint: str) -> None:
        super().__init__()
        self._title, self._hint = title, hint

    def compose(self) -> ComposeResult:
        """Lay out the box around the list."""
        with Vertical(classes="box") as box:
            set_title(box, self._title, self._hint)
            yield self._list()

    def _list(self) -> SearchList:
        raise NotImplementedError

    @on(SearchList.Chosen)
    def _chosen(self, event: SearchList.Chosen) -> None:
        event.stop()
        self.dismiss(event.key)

    def action_close(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class Choice(_ListDialog):
    """One of many, found by typing. Answers the key of the option, or None."""

    def __init__(self, options: Sequence[Option], *, title: str, chosen: str | None = None) -> None:
        super().__init__(title, "enter chooses, esc closes")
        self._options, self._now = options, chosen

    def _list(self) -> SearchList:
        mark = glyphs_of(self.app).bullet
        columns = [
            Column("now", "", least=1),
            Column("label", "Name", least=20),
            Column("help", "", priority=1, least=10),
        ]
        rows = [
            Row((mark if one.key == self._now else " ", one.label, one.help), key=one.key, levels=("info", "", "muted"))
            for one in self._options
        ]
        return SearchList(columns, rows, find=lambda words, row: match(words, *row.cells[1:]))


@dataclass(frozen=True, slots=True)
class Key:
    """A binding to be listed: the group it belongs to, the keys, what it does, and a sentence about it."""

    id: str
    group: str
    keys: str
    label: str
    help: str = ""


class KeyList(_ListDialog):
    """Which key does what, grouped and searched by typing. Enter answers the id of the binding, so it can be run."""

    DEFAULT_CSS = "KeyList > .box { width: 78; }"

    def __init__(self, keys: Sequence[Key], *, title: str = "Keys") -> None:
        super().__init__(title, "enter runs it, esc closes")
        self._keys = keys

    def _list(self) -> SearchList:
        columns = [
            Column("keys", "Key", least=8),
            Column("label", "Action", least=16),
            Column("group", "Where", priority=1, least=8),
            Column("help", "", priority=2, least=16, most=200),
        ]
        rows = [
            Row((one.keys, one.label, one.group, one.help), key=one.id, levels=("info", "", "muted", "muted"))
            for one in self._keys
        ]
        return SearchList(columns, rows, placeholder="Type to search keys")
