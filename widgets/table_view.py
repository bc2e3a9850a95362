"""The table without its keys: what it shows, how it is arranged in the width there is, and how it is painted."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from widgets.cells import clip, safe_content, steady, visible
from widgets.cells import width as cell_width
from widgets.columns import Column, Layout, greatest_shift, lay_out
from widgets.glyphs import Glyphs, glyphs_of
from widgets.rows import ListRows, PagedRows, Row, RowSource
from widgets.table_messages import PageWanted, RowHighlighted
from widgets.table_paint import GUTTER, Brush

_PARTIAL = ("header", "marker", "bar", "muted", "strong", "good", "info", "warning", "critical", "unknown")


class TableView(ScrollView):
    """Rows under a fixed header; the base of `VirtualTable`, which adds keys and mouse."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"table--{name}" for name in (*_PARTIAL, "cursor", "cursor-blurred", "total")
    }
    DEFAULT_CSS = """
    TableView {
        height: 1fr;
        background: $background;
        color: $foreground;
        border: round $border-blurred;
        border-title-color: $text-muted;
        border-subtitle-color: $text-muted;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        &:focus { border: round $border; border-title-color: $text-primary; border-title-style: bold; }
        & > .table--header { color: $text-muted; text-style: bold; }
        & > .table--total { background: $surface; color: $foreground; text-style: bold; }
        & > .table--cursor { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
        & > .table--cursor-blurred { background: $block-cursor-blurred-background; color: $foreground; }
        & > .table--marker { color: $primary; }
        & > .table--bar { color: $primary; }
        & > .table--muted { color: $text-muted; }
        & > .table--strong { text-style: bold; }
        & > .table--good { color: $text-success; }
        & > .table--info { color: $text-primary; }
        & > .table--warning { color: $text-warning; }
        & > .table--critical { color: $text-error; text-style: bold; }
        & > .table--unknown { color: $text-muted; }
        &:nocolor {
            & > .table--cursor { text-style: bold reverse; }
            & > .table--marker, & > .table--muted, & > .table--good, & > .table--info, & > .table--warning,
            & > .table--critical, & > .table--unknown { color: $foreground; }
        }
    }
    """

    def __init__(
        self,
        title: str = "",
        *,
        id: str | None = None,  # noqa: A002  the name every Textual widget uses
        classes: str | None = None,
        glyphs: Glyphs | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._title = title
        self._glyphs = glyphs
        self._columns: Sequence[Column] = ()
        self._source: RowSource = ListRows(())
        self._total: Row | None = None
        self._sort: tuple[str, bool] | None = None
        self._available: int | None = None
        self._empty = "Nothing to show."
        self._note = ""
        self._contents: list[int] = []
        self._shift = 0
        self._cursor = 0
        self._window: tuple[int, Sequence[Row | None]] = (0, ())
        self._asked: set[int] = set()
        self._layout = Layout((), 1, 0)
        self._brush: Brush | None = None
        if title:
            self.border_title = safe_content(title)

    # What is shown

    def show(
        self,
        columns: Sequence[Column],
        rows: RowSource | Sequence[Row],
        *,
        total: Row | None = None,
        sort: tuple[str, bool] | None = None,
        available: int | None = None,
        empty: str = "Nothing to show.",
        note: str = "",
        title: str | None = None,
        measured: Sequence[Row] | None = None,
    ) -> None:
        """Show these rows; the cursor stays on the row with the same key, else at the same position.

        `available` counts the rows before a filter or a cap; `sort` is (column key, descending); `empty` says why
        there are no rows; `note` is added to the count in the lower border. Widths are taken from `measured` where
        it is given, so that columns keep their place while rows are filtered.
        """
        kept = self.row_at(self._cursor)
        same = [column.key for column in columns] == [column.key for column in self._columns]
        self._columns = columns
        self._source = ListRows(rows) if isinstance(rows, Sequence) else rows
        self._total, self._sort, self._available, self._empty, self._note = total, sort, available, empty, note
        self._shift = self._shift if same else 0
        self._asked.clear()
        self._contents = [0] * len(columns)
        self._measure([*(self._source.sample() if measured is None else measured), *([total] if total else [])])
        found = self._source.find(kept.key) if kept is not None and kept.key is not None else None
        self._cursor = max(0, min(self._cursor if found is None else found, self.row_count - 1))
        if title is not None:
            self._title = title
            self.border_title = safe_content(title)
        self._arrange()
        self._reveal()
        if self.row_count:
            self._announce()

    def put(self, offset: int, rows: Sequence[Row]) -> None:
        """Hand over a page asked for with `PageWanted`. Only for a table that shows `PagedRows`."""
        if not isinstance(self._source, PagedRows):
            raise TypeError("Only a table of PagedRows takes pages")
        self._source.put(offset, rows)
        self._asked.discard(offset)
        self._measure(rows)
        self._arrange()
        if offset <= self._cursor < offset + len(rows):
            self._announce()

    @property
    def row_count(self) -> int:
        """How many rows can be reached."""
        return self._source.total

    @property
    def cursor(self) -> int:
        """The position of the cursor row."""
        return self._cursor

    @property
    def columns(self) -> Sequence[Column]:
        """All columns, shown or not."""
        return self._columns

    @property
    def sort(self) -> tuple[str, bool] | None:
        """The column key rows are sorted by and whether descending, as `show` was told."""
        return self._sort

    @property
    def shown_columns(self) -> list[str]:
        """The keys of the columns in view."""
        return [self._columns[slot.index].key for slot in self._layout.slots]

    @property
    def glyphs(self) -> Glyphs:
        """The characters drawn with: those given, else the application's."""
        return self._glyphs or glyphs_of(self.app)

    def row_at(self, index: int) -> Row | None:
        """Return the row at a position, or None if there is none or it has not arrived."""
        if not 0 <= index < self.row_count:
            return None
        start, rows = self._window
        if start <= index < start + len(rows):
            return rows[index - start]
        fetched = self._source.fetch(index, 1)
        return fetched[0] if fetched else None

    def move_to(self, index: int) -> None:
        """Set the cursor on a row and bring it into view."""
        index = max(0, min(index, self.row_count - 1))
        if index == self._cursor:
            return
        old, self._cursor = self._cursor, index
        self._refresh_row(old)
        self._reveal()
        self._refresh_row(index)
        self._announce()

    # Arranging

    def _measure(self, rows: Sequence[Row | None]) -> bool:
        """Widen the contents by what these rows hold; True if anything grew."""
        before = list(self._contents)
        for row in rows:
            if row is not None:
                for index, text in enumerate(row.cells[: len(before)]):
                    taken = cell_width(text if text.isascii() and text.isprintable() else steady(visible(text)))
                    if taken > self._contents[index]:
                        self._contents[index] = taken
        return before != self._contents

    def _room(self) -> int:
        return max(0, self.scrollable_content_region.width - 2 * GUTTER)

    def _arrange(self) -> None:
        """Lay the columns out anew for the width there is and repaint everything."""
        self._place()
        self._look()
        self.refresh()

    def _place(self) -> None:
        self._brush = None
        self._layout = lay_out(self._columns, self._contents, self._room(), self._shift)
        self.virtual_size = Size(self.scrollable_content_region.width, self.row_count + self._fixed_lines())
        self._write_caption()

    def _fixed_lines(self) -> int:
        return self._layout.header + (1 if self._total else 0)

    def lines_for(self, width: int) -> int:
        """Return the lines that header, all rows and the total take in `width` cells, for a table as high as that."""
        room = max(0, width - self.styles.scrollbar_size_vertical - 2 * GUTTER)
        header = lay_out(self._columns, self._contents, room, self._shift).header
        if not self.row_count:
            return header + len(textwrap.wrap(visible(self._empty), max(10, room)))
        return header + self.row_count + (1 if self._total else 0)

    def _body_height(self) -> int:
        return max(1, self.scrollable_content_region.height - self._fixed_lines())

    def _look(self) -> None:
        """Fetch the rows in view, ask for those that are missing, and make room if a number is wider than before."""
        top = round(self.scroll_y)
        rows = self._source.fetch(top, self._body_height())
        self._window = (top, rows)
        if any(row is None for row in rows):
            self._ask(top, rows)
        if self._measure(rows):
            self._place()

    def _ask(self, top: int, rows: Sequence[Row | None]) -> None:
        page = self._source.page if isinstance(self._source, PagedRows) else 1
        missing = {(top + i) // page * page for i, row in enumerate(rows) if row is None}
        for offset in sorted(missing - self._asked):
            self._asked.add(offset)
            self.post_message(PageWanted(self, offset, min(page, self.row_count - offset)))

    def _write_caption(self) -> None:
        caption = safe_content(self.caption())
        if str(self.border_subtitle or "") != caption.markup:
            self.border_subtitle = caption

    def caption(self) -> str:
        """Return what stands in the lower border: how many rows of how many, and columns that are not in view."""
        count, available = self.row_count, self._available
        many = f"{count:,} of {available:,} rows" if available not in (None, count) else f"{count:,} rows"
        parts = [many.replace("1 rows", "1 row") if many == "1 rows" else many]
        if self._note:
            parts.append(self._note)
        if self._layout.hidden:
            more = f"{self._layout.hidden} more column" + ("s" if self._layout.hidden > 1 else "")
            parts.append(f"{self.glyphs.left}{self.glyphs.right} {more}")
        return f" {self.glyphs.separator} ".join(parts) if self._columns else ""

    def _reveal(self) -> None:
        """Scroll so that the cursor is in view, by half a page, so that few keys repaint the whole table."""
        # Twice, since a wider number among the rows that came into view may fold the header and take a line.
        for _ in range(2):
            top, height = round(self.scroll_y), self._body_height()
            if top <= self._cursor < top + height:
                return
            if top - height <= self._cursor < top + 2 * height:
                self._scroll(self._cursor - height // 2)
            else:
                self._scroll(self._cursor if self._cursor < top else self._cursor - height + 1)

    def _scroll(self, top: int) -> None:
        self.scroll_to(y=max(0, min(top, self.row_count - self._body_height())), animate=False)

    def _refresh_row(self, index: int) -> None:
        y = index - round(self.scroll_y) + self._layout.header
        if self._layout.header <= y < self._layout.header + self._body_height():
            self.refresh(Region(0, y, self.scrollable_content_region.width, 1))

    def _announce(self) -> None:
        self.post_message(RowHighlighted(self, self._cursor, self.row_at(self._cursor)))

    # Painting

    def render_line(self, y: int) -> Strip:
        """Paint line `y` of what is in view."""
        brush = self._brush or self._mix()
        if y < self._layout.header:
            return brush.header(y, self._sort)
        if self._total is not None and y == self._last_line():
            return brush.total(self._total)
        start, rows = self._window
        position = y - self._layout.header
        if not self.row_count and self._columns:
            lines = textwrap.wrap(visible(self._empty), max(10, brush.cells - 2))
            return brush.words(clip(lines[position], brush.cells - 1) if position < len(lines) else "")
        if position >= len(rows) or position >= self._body_height():
            return brush.words("")
        cursor = "" if start + position != self._cursor else "cursor" if self.has_focus else "cursor-blurred"
        return brush.row(rows[position], cursor=cursor)

    def _last_line(self) -> int:
        """The line of the total: right below the last row, or at the bottom where rows go on."""
        return self._layout.header + min(self._body_height(), max(1, self.row_count))

    def _mix(self) -> Brush:
        styles: dict[str, Style] = {"base": self.rich_style}
        for name in _PARTIAL:
            styles[name] = self.get_component_rich_style(f"table--{name}", partial=True)
        styles["header"] = self.rich_style + styles["header"]
        for name in ("cursor", "cursor-blurred", "total"):
            styles[name] = self.get_component_rich_style(f"table--{name}")
        self._brush = Brush(self._columns, self._layout, self.glyphs, styles, self.scrollable_content_region.width)
        return self._brush

    def notify_style_update(self) -> None:
        """Forget mixed styles when the theme changes."""
        super().notify_style_update()
        self._brush = None

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for the new size, keeping the cursor in view."""
        self._shift = min(self._shift, greatest_shift(self._columns, self._contents, self._room()))
        self._arrange()
        self._reveal()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Fetch what came into view before it is painted."""
        if round(old_value) != round(new_value):
            self._look()
        super().watch_scroll_y(old_value, new_value)

    def watch_has_focus(self, has_focus: bool) -> None:
        """Repaint the cursor row, which shows whether keys go here."""
        super().watch_has_focus(has_focus)
        self._refresh_row(self._cursor)
