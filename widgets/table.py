"""A table of any length: only the rows in view are written, and moving the cursor repaints two lines."""

from __future__ import annotations

from typing import ClassVar, TypeAlias

from textual import events
from textual.binding import Binding, BindingType

from widgets import table_messages
from widgets.columns import Column, greatest_shift
from widgets.rows import CallRows, ListRows, PagedRows, Row, RowSource
from widgets.table_paint import GUTTER
from widgets.table_view import TableView

__all__ = ["CallRows", "Column", "ListRows", "PagedRows", "Row", "RowSource", "VirtualTable"]


class VirtualTable(TableView, can_focus=True):
    """Rows under a fixed header, with a cursor row, inline bars and a pinned total.

    Fill it with `show`. Rows come from a list, a function or pages (see `widgets.rows`). Columns that do not fit are
    left out by priority and reached with left and right; how many is said in the lower border.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "cursor(1)", "Down", show=False, id="list.down"),
        Binding("up,k", "cursor(-1)", "Up", show=False, id="list.up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="list.page-down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="list.page-up"),
        Binding("home,g", "edge(-1)", "First row", show=False, id="list.first"),
        Binding("end,G", "edge(1)", "Last row", show=False, id="list.last"),
        Binding("right,l", "columns(1)", "More columns", show=False, id="list.right"),
        Binding("left,h", "columns(-1)", "Columns back", show=False, id="list.left"),
        Binding("enter", "select", "Open", show=False, id="list.open"),
    ]
    HELP: ClassVar[str | None] = (
        "## Table\n\nMove with the arrow keys or `j` and `k`, by pages with PgUp and PgDn, to the ends with `g` and "
        "`G`. `enter` opens the row. Where columns do not fit, `left` and `right` bring the others into view."
    )
    RowHighlighted: TypeAlias = table_messages.RowHighlighted
    RowSelected: TypeAlias = table_messages.RowSelected
    SortWanted: TypeAlias = table_messages.SortWanted
    PageWanted: TypeAlias = table_messages.PageWanted

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave left and right to others where all columns fit."""
        if action == "columns":
            return bool(self._layout.hidden)
        return super().check_action(action, parameters)

    def action_cursor(self, step: int) -> None:
        """Move the cursor by rows."""
        self.move_to(self._cursor + step)

    def action_page(self, step: int) -> None:
        """Move cursor and view by a page."""
        height = self._body_height()
        if self.row_count > height:
            self._scroll(round(self.scroll_y) + step * height)
        self.move_to(self._cursor + step * height)

    def action_edge(self, side: int) -> None:
        """Move the cursor to the first row or the last."""
        self.move_to(0 if side < 0 else self.row_count - 1)

    def action_columns(self, step: int) -> None:
        """Bring columns into view that do not fit."""
        limit = greatest_shift(self._columns, self._contents, self._room())
        shift = max(0, min(self._shift + step, limit))
        if shift != self._shift:
            self._shift = shift
            self._arrange()

    def action_select(self) -> None:
        """Say that the cursor row is chosen."""
        if self.row_count:
            self.post_message(self.RowSelected(self, self._cursor, self.row_at(self._cursor)))

    def action_sort_next(self) -> None:
        """Ask for the rows sorted by the next column in view, numbers descending. Bind it where rows can be sorted."""
        keys = [key for key in self.shown_columns if self._column(key).sortable]
        if keys:
            position = keys.index(self._sort[0]) + 1 if self._sort and self._sort[0] in keys else 0
            column = self._column(keys[position % len(keys)])
            self.post_message(self.SortWanted(self, column.key, column.numeric))

    def action_sort_reverse(self) -> None:
        """Ask for the rows the other way round."""
        if self._sort:
            self.post_message(self.SortWanted(self, self._sort[0], not self._sort[1]))

    def _column(self, key: str) -> Column:
        return next(column for column in self._columns if column.key == key)

    def on_click(self, event: events.Click) -> None:
        """Set the cursor on the row under the mouse, choose it if it stands there already; sort by a header."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y < self._layout.header:
            self._click_header(offset.x - GUTTER)
            return
        index = round(self.scroll_y) + offset.y - self._layout.header
        if index >= self.row_count or offset.y - self._layout.header >= self._body_height():
            return
        if index == self._cursor:
            self.action_select()
        else:
            self.move_to(index)

    def _click_header(self, x: int) -> None:
        for slot in self._layout.slots:
            column = self._columns[slot.index]
            if slot.x <= x < slot.end and column.sortable:
                descending = not self._sort[1] if self._sort and self._sort[0] == column.key else column.numeric
                self.post_message(self.SortWanted(self, column.key, descending))
