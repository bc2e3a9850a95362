"""Where a table gets its rows: a list, a function that writes rows when looked at, or pages that arrive later."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

_SAMPLE = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells as they are written. `key` finds the row again after a refresh.

    `levels` names a style for each cell (good, info, warning, critical, unknown, muted, strong; "" for none) and may be
    shorter than `cells`. `bar` is the length of the inline bar as a share of 1; below 0 it is drawn as a shortfall.
    `style` names one for the whole row.
    """

    cells: tuple[str, ...]
    key: str | None = None
    levels: tuple[str, ...] = ()
    bar: float | None = None
    style: str = ""


class RowSource(Protocol):
    """Rows by position. `fetch` must not wait: rows that are not at hand are None."""

    @property
    def total(self) -> int:
        """How many rows there are."""

    def fetch(self, offset: int, count: int) -> Sequence[Row | None]:
        """Return the rows from `offset` on, at most `count`, None for each that is not here yet."""

    def find(self, key: str) -> int | None:
        """Return the position of the row with that key, if known at once."""

    def sample(self) -> Sequence[Row]:
        """Return rows from which the widths of the columns are taken; some hundred will do."""


class ListRows:
    """Rows that are all there."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def fetch(self, offset: int, count: int) -> Sequence[Row | None]:
        """Return the rows from `offset` on."""
        return self._rows[offset : offset + count]

    def find(self, key: str) -> int | None:
        """Return the position of the row with that key."""
        return next((index for index, row in enumerate(self._rows) if row.key == key), None)

    def sample(self) -> Sequence[Row]:
        """Return all rows of a short list; of a long one the first, the last and some in between."""
        count = len(self._rows)
        if count <= _SAMPLE:
            return self._rows
        edge = _SAMPLE // 4
        return [*self._rows[:edge], *self._rows[edge : -edge : count // (2 * edge)], *self._rows[-edge:]]


class CallRows:
    """Rows written by `write(offset, count)` when they come into view; it must answer within a millisecond or two."""

    def __init__(self, total: int, write: Callable[[int, int], Sequence[Row]]) -> None:
        self._total = total
        self._write = write

    @property
    def total(self) -> int:
        """How many rows there are."""
        return self._total

    def fetch(self, offset: int, count: int) -> Sequence[Row | None]:
        """Return the rows from `offset` on."""
        return self._write(offset, max(0, min(count, self._total - offset)))

    def find(self, key: str) -> int | None:
        """Rows that are written on demand are not searched."""
        return None

    def sample(self) -> Sequence[Row]:
        """Return the first rows and the last."""
        edge = 50
        first = self._write(0, min(edge, self._total))
        return [*first, *self._write(self._total - edge, edge)] if self._total > 2 * edge else first


class PagedRows:
    """Rows that arrive page by page; the table asks for a page with `PageWanted` and shows … in the meantime.

    At most `keep` pages are held, the least recently seen are let go.
    """

    def __init__(self, total: int, *, page: int = 200, keep: int = 40) -> None:
        self._total = total
        self.page = page
        self._keep = keep
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()

    @property
    def total(self) -> int:
        """How many rows there are."""
        return self._total

    def put(self, offset: int, rows: Sequence[Row]) -> None:
        """Keep the rows of the page that begins at `offset`, which must be a multiple of the page size."""
        if offset % self.page:
            raise ValueError(f"{offset} is not the beginning of a page of {self.page} rows")
        self._pages[offset] = rows
        self._pages.move_to_end(offset)
        while len(self._pages) > self._keep:
            self._pages.popitem(last=False)

    def fetch(self, offset: int, count: int) -> Sequence[Row | None]:
        """Return the rows that are here, None for the others."""
        return [self._row(index) for index in range(offset, min(offset + count, self._total))]

    def find(self, key: str) -> int | None:
        """Return the position of the row with that key among the pages held."""
        for offset, rows in self._pages.items():
            for index, row in enumerate(rows):
                if row.key == key:
                    return offset + index
        return None

    def sample(self) -> Sequence[Row]:
        """Return the rows of the page seen last."""
        return next(reversed(self._pages.values()), ())

    def _row(self, index: int) -> Row | None:
        start = index - index % self.page
        rows = self._pages.get(start)
        if rows is None:
            return None
        self._pages.move_to_end(start)
        return rows[index - start] if index - start < len(rows) else None
