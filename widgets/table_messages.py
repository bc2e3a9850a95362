"""What a table says: which row, which sort, which page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from widgets.rows import Row

if TYPE_CHECKING:
    from widgets.table_view import TableView


class TableMessage(Message):
    """Something a table says. `table` is the sender, also for `@on(..., "#id")`."""

    def __init__(self, table: TableView) -> None:
        self.table = table
        super().__init__()

    @property
    def control(self) -> TableView:
        """The table."""
        return self.table


class RowHighlighted(TableMessage, namespace="virtual_table"):
    """The cursor stands on another row; `row` is None while it has not arrived."""

    def __init__(self, table: TableView, index: int, row: Row | None) -> None:
        super().__init__(table)
        self.index, self.row = index, row


class RowSelected(TableMessage, namespace="virtual_table"):
    """Enter was pressed on a row, or it was clicked while the cursor stood on it."""

    def __init__(self, table: TableView, index: int, row: Row | None) -> None:
        super().__init__(table)
        self.index, self.row = index, row


class SortWanted(TableMessage, namespace="virtual_table"):
    """A header was clicked, or a sort action run: show the rows again sorted like this."""

    def __init__(self, table: TableView, key: str, descending: bool) -> None:
        super().__init__(table)
        self.key, self.descending = key, descending


class PageWanted(TableMessage, namespace="virtual_table"):
    """Rows that are not here yet came into view: call `put` with those from `offset` on, `count` of them."""

    def __init__(self, table: TableView, offset: int, count: int) -> None:
        super().__init__(table)
        self.offset, self.count = offset, count
