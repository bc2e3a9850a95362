"""Where a figure comes from: formula, query, and the calls behind it. Notes are shown in the same box."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from cip_tui.model.document import Document, Level, Note, Table
from cip_tui.screens.dialogs import Dialog
from cip_tui.screens.shown import columns_of, rows_of
from widgets.cells import safe_content, set_title
from widgets.glyphs import glyphs_of
from widgets.table import VirtualTable


class Words(VerticalScroll):
    """Text to read, scrolled with the keys of a list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", show=False, id="words.down"),
        Binding("k", "scroll_up", "Up", show=False, id="words.up"),
        Binding("g", "scroll_home", "Beginning", show=False, id="words.first"),
        Binding("G", "scroll_end", "End", show=False, id="words.last"),
    ]


class ExplainDialog(Dialog[None]):
    """A short document in a box: its notes above, its table (the rows behind) below."""

    HINT: ClassVar[str] = "tab to the rows · esc closes"
    DEFAULT_CSS = """
    ExplainDialog {
        & > .box { width: 96%; max-width: 160; max-height: 96%; }
        & > .box.-rows { height: 90%; }
        & .words { height: auto; max-height: 20; }
        & .-rows .words { max-height: 45%; }
        & VirtualTable {
            height: 1fr; border: none; border-top: solid $border-blurred; border-bottom: solid $border-blurred;
            &:focus { border: none; border-top: solid $border; border-bottom: solid $border; }
        }
    }
    """

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document

    def heading(self) -> str:
        """Return the document's title."""
        return self._document.title

    def compose_box(self) -> ComposeResult:
        """Yield the notes, then the table if there is one."""
        with Words(classes="words"):
            yield Static(self._words())
        table = self._table()
        if table is not None:
            yield VirtualTable()

    def on_mount(self) -> None:
        """Fill the table."""
        table = self._table()
        if table is None:
            self.hint("esc closes")
            return
        self.query_one(".box").add_class("-rows")
        ascii_only = glyphs_of(self.app).ascii_only
        shown = self.query_one(VirtualTable)
        shown.show(
            columns_of(table),
            rows_of(table, ascii_only=ascii_only),
            sort=table.sort,
            available=table.available,
            empty=table.empty,
        )
        set_title(shown, table.title.partition(": ")[0])

    def _table(self) -> Table | None:
        return next((block for block in self._document.blocks() if isinstance(block, Table)), None)

    def _words(self) -> Content:
        levels = glyphs_of(self.app).levels
        lines = []
        for block in self._document.blocks():
            if isinstance(block, Note):
                mark = f"{levels[block.level]} " if block.level in (Level.WARNING, Level.CRITICAL) else ""
                head, colon, tail = block.text.partition(": ")
                if colon and len(head) < 24:
                    lines.append(Content.assemble(mark, (f"{head}: ", "$text-muted"), safe_content(tail)))
                else:
                    lines.append(Content.assemble(mark, safe_content(block.text)))
        table = self._table()
        scope = table.title.partition(": ")[2] if table is not None else ""
        if scope:
            lines.append(Content.assemble(("Rows: ", "$text-muted"), safe_content(scope)))
        return Content("\n").join(lines) if lines else Content("There is nothing to note.")
