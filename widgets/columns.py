"""How the columns of a table share a width.

Bars give way first, then headers fold, then text narrows, then columns are left out. Numbers are never cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from widgets.cells import width as cells

GAP = 2
BAR_LEAST, BAR_MOST = 6, 24
TEXT_LEAST = 16


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `align` is left for text and right for numbers, which are never cut.

    Columns of a higher `priority` number are left out first where the width does not do. Text may be narrowed to
    `least` cells and takes at most `most`. A column with `bar` has an inline bar beside its value.
    """

    key: str
    title: str
    align: str = "left"
    priority: int = 0
    least: int = TEXT_LEAST
    most: int = 60
    bar: bool = False
    sortable: bool = True

    @property
    def numeric(self) -> bool:
        """Whether the cells are numbers, aligned right and never cut."""
        return self.align == "right"


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a column stands: its position among all columns, first cell, width, and the width of its bar (or 0)."""

    index: int
    x: int
    width: int
    bar: int

    @property
    def end(self) -> int:
        """The first cell after the column and its bar."""
        return self.x + self.width + (self.bar + 1 if self.bar else 0)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that are shown, the height of the header (1 or 2), and how many columns are not shown."""

    slots: tuple[Slot, ...]
    header: int
    hidden: int


def fold(title: str) -> tuple[str, str]:
    """Split a title between two words into two lines as even as can be; one word stays on the lower line."""
    words = title.split(" ")
    if len(words) < 2:
        return "", title
    splits = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return min(splits, key=lambda pair: max(cells(pair[0]), cells(pair[1])))


def lay_out(columns: Sequence[Column], contents: Sequence[int], width: int, shift: int = 0) -> Layout:
    """Place the columns in `width` cells. `contents` holds the widest cell of each column.

    With `shift` 0 columns are chosen by priority; with `shift` n the first column stays and those after it begin n
    columns later, as many as fit.
    """
    chosen = list(range(len(columns)))
    if shift:
        chosen = chosen[:1] + chosen[1 + shift :]
    while True:
        slots, header = _place(columns, contents, chosen, width)
        if slots is not None or len(chosen) <= 1:
            break
        chosen.remove(chosen[-1] if shift else _least_wanted(columns, chosen))
    if slots is None:
        slots = tuple(Slot(index, 0, max(1, width), 0) for index in chosen)
    return Layout(slots, header, len(columns) - len(slots))


def greatest_shift(columns: Sequence[Column], contents: Sequence[int], width: int) -> int:
    """Return the smallest shift that brings the last column into view; 0 where every column fits."""
    if lay_out(columns, contents, width).hidden == 0:
        return 0
    for shift in range(1, len(columns) - 1):
        if lay_out(columns, contents, width, shift).slots[-1].index == len(columns) - 1:
            return shift
    return max(0, len(columns) - 2)


def _least_wanted(columns: Sequence[Column], chosen: Sequence[int]) -> int:
    """Return the column to leave out next: never the first, of the others the last with the highest priority number."""
    return max(chosen[1:], key=lambda index: (columns[index].priority, index))


def _place(
    columns: Sequence[Column], contents: Sequence[int], chosen: Sequence[int], width: int
) -> tuple[tuple[Slot, ...] | None, int]:
    room = width - GAP * (len(chosen) - 1)
    bars = any(columns[i].bar for i in chosen)
    for header in (1, 2):
        wanted = [_natural(columns[i], contents[i], header) for i in chosen]
        spare_room = room - sum(wanted)
        folding_makes_room = (
            header == 1 and bars and spare_room <= BAR_LEAST < _left_when_folded(columns, contents, chosen, room)
        )
        if spare_room >= 0 and not folding_makes_room:
            return _slots(columns, chosen, wanted, spare_room), header
    spare = [_give(columns[i], taken, _title(columns[i], 2)) for i, taken in zip(chosen, wanted, strict=True)]
    if sum(wanted) - sum(spare) > room:
        return None, header
    widths = _narrow(wanted, spare, sum(wanted) - room)
    folded = any(cells(columns[i].title) > taken for i, taken in zip(chosen, widths, strict=True))
    return _slots(columns, chosen, widths, 0), 2 if folded else 1


def _left_when_folded(columns: Sequence[Column], contents: Sequence[int], chosen: Sequence[int], room: int) -> int:
    """Return the cells left over with titles folded."""
    return room - sum(_natural(columns[i], contents[i], 2) for i in chosen)


def _title(column: Column, header: int) -> int:
    return cells(column.title) if header == 1 else max(map(cells, fold(column.title)))


def _natural(column: Column, content: int, header: int) -> int:
    body = content if column.numeric else min(content, column.most)
    return max(1, body, _title(column, header))


def _give(column: Column, taken: int, title: int) -> int:
    """Return how many cells a column can do without."""
    return 0 if column.numeric else max(0, taken - max(column.least, title))


def _narrow(wanted: Sequence[int], spare: Sequence[int], excess: int) -> list[int]:
    """Take `excess` cells from the widest columns that can give, one at a time."""
    widths, left = list(wanted), list(spare)
    for _ in range(excess):
        giver = max((i for i in range(len(widths)) if left[i] > 0), key=lambda i: widths[i])
        widths[giver] -= 1
        left[giver] -= 1
    return widths


def _slots(columns: Sequence[Column], chosen: Sequence[int], widths: Sequence[int], spare: int) -> tuple[Slot, ...]:
    slots, x = [], 0
    for index, taken in zip(chosen, widths, strict=True):
        bar = 0
        if columns[index].bar and spare > BAR_LEAST:
            bar = min(BAR_MOST, spare - 1)
            spare -= bar + 1
        slots.append(Slot(index, x, taken, bar))
        x = slots[-1].end + GAP
    return tuple(slots)
