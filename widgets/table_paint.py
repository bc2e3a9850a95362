"""Turns rows into lines of segments: header, body, total. Knows styles and cells, nothing of keys or scrolling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from widgets.cells import clip, fit, steady, visible, width
from widgets.columns import Column, Layout, Slot, fold
from widgets.draw import bar as draw_bar
from widgets.glyphs import Glyphs
from widgets.rows import Row

GUTTER = 1
Piece = tuple[str, Style]


@dataclass(frozen=True, slots=True)
class Brush:
    """All a line is painted with: `styles` by name on top of `base`, in `cells` cells."""

    columns: Sequence[Column]
    layout: Layout
    glyphs: Glyphs
    styles: Mapping[str, Style]
    cells: int

    def header(self, line: int, sort: tuple[str, bool] | None) -> Strip:
        """Paint line 0 or 1 of the header; the lower line carries the arrow of the sorted column."""
        style = self.styles["header"]
        lowest = line == self.layout.header - 1
        text = ""
        for slot in self.layout.slots:
            column = self.columns[slot.index]
            upper, lower = ("", column.title) if width(column.title) <= slot.width else fold(column.title)
            title = lower if lowest else upper
            arrow = ""
            if lowest and sort is not None and sort[0] == column.key:
                arrow = self.glyphs.descending if sort[1] else self.glyphs.ascending
            text += self._title(slot, column, visible(title), arrow, width(text))
        return self._line([(fit(text, self.cells, ellipsis=self.glyphs.ellipsis), style)], style)

    def _title(self, slot: Slot, column: Column, title: str, arrow: str, taken: int) -> str:
        """Write a title in its place; the arrow stands in the gap, so that sorting moves nothing."""
        cut = clip(title, slot.width, self.glyphs.ellipsis)
        start = GUTTER + slot.x
        if column.numeric:
            cut = arrow + cut
            start += slot.width - width(cut)
        else:
            cut += arrow
        return " " * (start - taken) + cut

    def row(self, row: Row | None, *, cursor: str = "") -> Strip:
        """Paint a body row; `cursor` names the style of the cursor bar where it stands on this row."""
        base = self.styles[cursor or "base"]
        pieces: list[Piece] = [(self.glyphs.cursor if cursor else " ", base + self.styles["marker"])]
        if row is None:
            return self._line([*pieces, (self.glyphs.ellipsis, base + self.styles["muted"])], base)
        whole = base + self.styles[row.style] if row.style in self.styles else base
        x = 0
        for slot in self.layout.slots:
            pieces.append((" " * (slot.x - x), whole))
            pieces.extend(self._cell(row, slot, whole))
            x = slot.end
        return self._line(pieces, base)

    def total(self, row: Row) -> Strip:
        """Paint the pinned total row."""
        style = self.styles["total"]
        pieces: list[Piece] = [(" ", style)]
        x = 0
        for slot in self.layout.slots:
            cell = self._written(row, slot)
            pieces.append((" " * (slot.x - x) + cell + " " * (slot.end - slot.x - slot.width), style))
            x = slot.end
        return self._line(pieces, style)

    def words(self, text: str) -> Strip:
        """Paint a line of words, e.g. why there are no rows."""
        cut = fit(" " * GUTTER + text, self.cells, ellipsis=self.glyphs.ellipsis)
        return self._line([(cut, self.styles["base"] + self.styles["muted"])], self.styles["base"])

    def _cell(self, row: Row, slot: Slot, whole: Style) -> list[Piece]:
        level = row.levels[slot.index] if slot.index < len(row.levels) else ""
        style = whole + self.styles[level] if level in self.styles else whole
        pieces = [(self._written(row, slot), style)]
        if slot.bar:
            pieces.append((" ", whole))
            pieces.append(self._bar(row.bar, slot.bar, whole))
        return pieces

    def _written(self, row: Row, slot: Slot) -> str:
        column = self.columns[slot.index]
        text = steady(visible(row.cells[slot.index])) if slot.index < len(row.cells) else ""
        if column.numeric and width(text) > slot.width:
            text = self.glyphs.ellipsis
        return fit(text, slot.width, column.align, self.glyphs.ellipsis)

    def _bar(self, share: float | None, room: int, whole: Style) -> Piece:
        if share is not None and share < 0:
            drawn = self.glyphs.shade * max(1, round(min(1.0, -share) * room))
            return fit(drawn, room), whole + self.styles["warning"]
        return fit(draw_bar(share, 1.0, room, ascii_only=self.glyphs.ascii_only), room), whole + self.styles["bar"]

    def _line(self, pieces: list[Piece], base: Style) -> Strip:
        """Join neighbours of one style and fill the line up."""
        joined: list[Piece] = []
        for text, style in pieces:
            if joined and (joined[-1][1] is style or joined[-1][1] == style):
                joined[-1] = (joined[-1][0] + text, style)
            elif text:
                joined.append((text, style))
        strip = Strip([Segment(text, style) for text, style in joined])
        return strip.adjust_cell_length(self.cells, base)
