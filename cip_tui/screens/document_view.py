"""A document to read: every part takes the focus in turn, and the keys of a list read on from part to part."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget

from cip_tui.model.document import Document, Table
from cip_tui.screens.document_blocks import DocumentBlock, Figure, Picture, Prose, Rows, widgets_of
from widgets.cells import set_title
from widgets.glyphs import glyphs_of
from widgets.table import VirtualTable
from widgets.tiles import StatTiles

FIRST, THEN = 5, 2
"""How many parts are laid out at once: what can be in view first, then a few at a time, so that keys never wait."""


class DocumentView(VerticalScroll, can_focus=False):
    """Shows a document. Hand it one with `show`; `figure` says what is in focus.

    Posts `Opened` where enter is pressed on a part and `Sorted` where a table was sorted.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "read(1)", "Read on", show=False, id="reading.down"),
        Binding("up,k", "read(-1)", "Read back", show=False, id="reading.up"),
        Binding("pagedown,space", "leaf(1)", "Page down", show=False, id="reading.page-down"),
        Binding("pageup", "leaf(-1)", "Page up", show=False, id="reading.page-up"),
        Binding("home,g", "edge(-1)", "Beginning", show=False, id="reading.first"),
        Binding("end,G", "edge(1)", "End", show=False, id="reading.last"),
        Binding("tab", "next(1)", "Next part", show=False, id="reading.next"),
        Binding("shift+tab", "next(-1)", "Part before", show=False, id="reading.previous"),
    ]
    HELP: ClassVar[str | None] = (
        "## Document\n\n`tab` and `shift+tab` go from part to part, `j` and `k` read on, `enter` looks behind."
    )
    DEFAULT_CSS = """
    DocumentView {
        background: $background; color: $foreground;
        border: round $border-blurred; border-title-color: $text-muted; border-subtitle-color: $text-muted;
        padding: 0 1; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        &:focus-within { border: round $border; border-title-color: $text-primary; border-title-style: bold; }
        & > .heading { text-style: bold; color: $text-primary; height: auto; margin-bottom: 1; }
        & > .subtitle { color: $text-muted; height: auto; margin-bottom: 1; padding: 0 1; }
        & > .remark { color: $text-muted; height: auto; padding: 0 1; &.-after { margin-bottom: 1; } }
    }
    """

    class Opened(Message):
        """Enter was pressed on a part of the document."""

    class Sorted(Message):
        """A table was sorted; `table` is it in its new order."""

        def __init__(self, table: Table) -> None:
            self.table = table
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  the name every Textual widget uses
        super().__init__(id=id)
        self._shown: Document | None = None
        # The key of the part to focus once it is there, "" for the first.
        self._wanted: str | None = None
        self._filling = False
        # What is laid out next, and whether something is being laid out: work on widgets half way is never cut off.
        self._next: tuple[list[Widget], float] | None = None
        self._at_work = False

    # What is shown

    def show(self, document: Document, *, title: str | None = None) -> None:
        """Show a document from its beginning; one with the same id stays where it was read."""
        same = self._shown is not None and self._shown.id == document.id
        focused = self.block()
        if focused is not None:
            self._wanted = focused.key if same else ""
        self._shown = document
        self._filling = True
        set_title(self, document.title if title is None else title)
        parts = list(widgets_of(document, glyphs_of(self.app)))
        self._next = (parts, self.scroll_y if same else 0.0)
        if not self._at_work:
            self._at_work = True
            self.run_worker(self._fill_on(), group="fill")

    async def _fill_on(self) -> None:
        """Lay out what was asked for last, until nothing newer has been asked for meanwhile."""
        try:
            while self._next is not None:
                (parts, top), self._next = self._next, None
                await self._fill(parts, top)
        finally:
            self._at_work = False

    async def _fill(self, parts: list[Widget], top: float) -> None:
        """Lay the parts out, a few at a time, and put focus and view back where they were."""
        with self.app.batch_update():
            await self.remove_children()
            await self.mount_all(parts[:FIRST])
        if not top:
            self.scroll_to(y=0, animate=False)
        if self._outdated():
            return
        self._filling = False
        self._take_focus(at_last=len(parts) <= FIRST)
        for start in range(FIRST, len(parts), THEN):
            await asyncio.sleep(0)
            if self._outdated():
                return
            await self.mount_all(parts[start : start + THEN])
        if top:
            self.scroll_to(y=top, animate=False)
        self._take_focus(at_last=True)

    def _outdated(self) -> bool:
        """Say whether another document has been asked for."""
        return self._next is not None

    def _take_focus(self, *, at_last: bool) -> None:
        """Focus the part that was asked for as soon as it is there; where it no longer is, the first."""
        if self._wanted is None:
            return
        blocks = self.blocks()
        found = next((one for one in blocks if one.key == self._wanted), None)
        if found is None and (at_last or not self._wanted):
            found = next(iter(blocks), None)
        if found is not None:
            self._wanted = None
            found.focus(scroll_visible=False)

    def enter(self) -> None:
        """Give the focus to the document: to the first part in view, or the first that comes."""
        if self.block() is not None:
            return
        # Nothing is in view yet where the document has only now come to be displayed.
        inside = [] if self._filling else self._in_view() or self.blocks()
        if inside:
            inside[0].focus(scroll_visible=False)
        else:
            self._wanted = ""

    def _in_view(self) -> list[Widget]:
        y, height = round(self.scroll_y), self.scrollable_content_region.height
        return [one for one in self.blocks() if one.virtual_region.bottom > y and one.virtual_region.y < y + height]

    def blocks(self) -> list[Prose | Rows | Picture]:
        """Return the parts that take the focus, in reading order."""
        return [child for child in self.children if isinstance(child, DocumentBlock)]  # type: ignore[misc]  # each is a widget

    def block(self) -> DocumentBlock | None:
        """Return the part in focus."""
        focused = self.screen.focused
        return next((block for block in self.blocks() if block is focused), None)

    def figure(self) -> Figure | None:
        """Return the figure in focus."""
        block = self.block()
        return block.figure() if block is not None else None

    def leads_to_calls(self) -> bool:
        """Say whether enter on the part in focus shows calls, as on rows and findings; others are explained."""
        return isinstance(self.block(), (Rows, Prose))

    def table(self) -> Rows | None:
        """Return the table in focus."""
        block = self.block()
        return block if isinstance(block, Rows) else None

    # Reading

    def action_next(self, step: int) -> None:
        """Go to the next part; past the ends to what stands beside the document."""
        block = self._beside(step)
        if block is not None:
            self._go(block, step)
        elif step > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def _beside(self, step: int) -> Widget | None:
        blocks = self.blocks()
        now = self.screen.focused
        at = next((index + step for index, block in enumerate(blocks) if block is now), 0)
        return blocks[at] if 0 <= at < len(blocks) else None

    def _go(self, block: Widget, step: int) -> None:
        """Focus a part and bring it into view with the words above it; a part before is read from its end."""
        block.focus(scroll_visible=False)
        if isinstance(block, Rows):
            block.move_to(0 if step > 0 else block.row_count - 1)
        at = self.children.index(block)
        start = at
        while start > 0 and not isinstance(self.children[start - 1], DocumentBlock):
            start -= 1
        top = 0 if start == 0 else self.children[start].virtual_region.y
        bottom = self.virtual_size.height if at == len(self.children) - 1 else block.virtual_region.bottom
        self._bring(Region(0, top, 1, bottom - top), step)

    def _bring(self, region: Region, step: int) -> None:
        height = self.scrollable_content_region.height
        y = round(self.scroll_y)
        if region.height >= height:
            self.scroll_to(y=region.y if step > 0 else region.bottom - height, animate=False)
        elif region.y < y:
            self.scroll_to(y=region.y, animate=False)
        elif region.bottom > y + height:
            self.scroll_to(y=region.bottom - height, animate=False)

    def action_read(self, step: int) -> None:
        """Read on: scroll while the part in focus goes on out of view, then go to the next one."""
        now = self.screen.focused
        y, height = round(self.scroll_y), self.scrollable_content_region.height
        if now is not None and now in self.children:
            region = now.virtual_region
            if (step > 0 and region.bottom > y + height) or (step < 0 and region.y < y):
                self.scroll_to(y=y + step, animate=False)
                return
        block = self._beside(step)
        if block is not None:
            self._go(block, step)
        else:
            self.scroll_to(y=self.max_scroll_y if step > 0 else 0, animate=False)

    def action_leaf(self, step: int) -> None:
        """Turn a page, and focus the first part that is in view then."""
        height = self.scrollable_content_region.height
        y = max(0, min(round(self.scroll_y) + step * max(1, height - 2), self.max_scroll_y))
        self.scroll_to(y=y, animate=False)
        inside = self._in_view()
        if inside:
            at_end = step > 0 and y >= self.max_scroll_y
            (inside[-1] if at_end else inside[0]).focus(scroll_visible=False)

    def action_edge(self, side: int) -> None:
        """Go to the first part or the last."""
        blocks = self.blocks()
        if blocks:
            blocks[0 if side < 0 else -1].focus(scroll_visible=False)
        self.scroll_to(y=0 if side < 0 else self.max_scroll_y, animate=False)

    # What the parts say

    @on(Prose.Opened)
    def _opened(self, message: Prose.Opened) -> None:
        message.stop()
        self.post_message(self.Opened())

    @on(StatTiles.Selected)
    def _tile_selected(self, message: StatTiles.Selected) -> None:
        message.stop()
        if not isinstance(message, StatTiles.Highlighted):
            self.post_message(self.Opened())

    @on(VirtualTable.RowSelected)
    def _row_selected(self, message: VirtualTable.RowSelected) -> None:
        message.stop()
        self.post_message(self.Opened())

    @on(VirtualTable.SortWanted)
    def _sort_wanted(self, message: VirtualTable.SortWanted) -> None:
        message.stop()
        if isinstance(message.table, Rows):
            self.post_message(self.Sorted(message.table.sort_by(message.key, message.descending)))
