"""A list that is searched by typing: an input above a table, the arrow keys always move in the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from widgets.inputs import SafeInput
from widgets.table import Column, Row, VirtualTable


def match(words: str, *texts: str) -> bool:
    """Tell whether every word is found in one of the texts, whatever the case."""
    whole = " ".join(texts).casefold()
    return all(word in whole for word in words.casefold().split())


class SearchList(Vertical):
    """Rows that match what is typed. Enter posts `Chosen` with the row's key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move('cursor', 1)", "Down", show=False),
        Binding("up", "move('cursor', -1)", "Up", show=False),
        Binding("pagedown", "move('page', 1)", "Page down", show=False),
        Binding("pageup", "move('page', -1)", "Page up", show=False),
    ]
    DEFAULT_CSS = """
    SearchList {
        height: auto;
        & > SafeInput { margin: 0 1; width: 1fr; }
        & > VirtualTable {
            border: none; height: auto; max-height: 16; margin-top: 1; background: transparent;
            & > .table--cursor-blurred {
                background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
            }
            &:nocolor > .table--cursor-blurred { text-style: bold reverse; }
        }
    }
    """

    class Chosen(Message):
        """A row was chosen; `key` is its key."""

        def __init__(self, sender: SearchList, key: str) -> None:
            self.sender, self.key = sender, key
            super().__init__()

        @property
        def control(self) -> SearchList:
            """The list."""
            return self.sender

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Row],
        *,
        placeholder: str = "Type to search",
        find: Callable[[str, Row], bool] | None = None,
        empty: str = "Nothing matches. Clear the search to see everything.",
    ) -> None:
        super().__init__()
        self._columns, self._rows = columns, rows
        self._placeholder, self._empty = placeholder, empty
        self._find = find or (lambda words, row: match(words, *row.cells))

    def compose(self) -> ComposeResult:
        """Lay out the input above the table."""
        yield SafeInput(placeholder=self._placeholder)
        table = VirtualTable()
        table.can_focus = False
        yield table

    def on_mount(self) -> None:
        """Show all rows."""
        self._filter("")
        self.query_one(SafeInput).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._filter(event.value)

    def _filter(self, words: str) -> None:
        rows = [row for row in self._rows if self._find(words, row)]
        table = self.query_one(VirtualTable)
        table.styles.height = min(16, max(2, len(self._rows) + 1))
        table.show(self._columns, rows, empty=self._empty, measured=self._rows)
        table.move_to(0)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(VirtualTable).action_select()

    @on(VirtualTable.RowHighlighted)
    def _moved(self, event: VirtualTable.RowHighlighted) -> None:
        event.stop()

    @on(VirtualTable.RowSelected)
    def _selected(self, event: VirtualTable.RowSelected) -> None:
        event.stop()
        if event.row is not None and event.row.key is not None:
            self.post_message(self.Chosen(self, event.row.key))

    def action_move(self, kind: str, step: int) -> None:
        """Move the cursor of the table by rows or pages."""
        table = self.query_one(VirtualTable)
        if kind == "page":
            table.action_page(step)
        else:
            table.action_cursor(step)
