"""Tables found again from the look of a page: cells by their gaps, columns by what stands above each other.

Wrapped cells are put together, rows that a page break parted are joined, and a table that goes on without its header
keeps the header it had.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mode

from cip_tui.model.commitment.extraction.dates import DATE
from cip_tui.model.commitment.extraction.text import Line
from cip_tui.model.commitment.extraction.values import MONEY, RATE, REDACTION

_GAP = re.compile(r"\s{2,}|\s*\|\s*")
_BARE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_MAX_BLANK = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text on a line, from column `start` to `end`."""

    start: int
    end: int
    text: str


@dataclass
class Row:
    """The cells of a row by column, and the line it stands on."""

    cells: list[str]
    line: Line


@dataclass
class Table:
    """Rows under column heads; `lead` is the text that stood before it, nearest last."""

    heads: list[str]
    rows: list[Row]
    lead: list[Line] = field(default_factory=list)
    extents: list[tuple[int, int]] = field(default_factory=list)


def find_tables(lines: Sequence[Line]) -> list[Table]:
    """Return the tables of a document, in order."""
    found: list[Table] = []
    for first, last in _blocks(lines):
        table = _table([line for line in lines[first:last] if line.text.strip()])
        if table is None:
            continue
        table.lead = [line for line in lines[max(0, first - 14) : first] if line.text.strip()]
        before = found[-1] if found else None
        if before is not None and _continues(before, table, lines, first):
            before.rows += table.rows
        else:
            found.append(table)
    return found


def pieces(text: str) -> list[Piece]:
    """Return the stretches of a line that are parted by two blanks or more, or by a bar."""
    found, start = [], 0
    for gap in _GAP.finditer(text):
        if gap.start() > start:
            found.append(Piece(start, gap.start(), text[start : gap.start()].strip()))
        start = gap.end()
    if start < len(text):
        found.append(Piece(start, len(text), text[start:].strip()))
    return [piece for piece in found if piece.text and not re.fullmatch(r"[-_=.:+]{2,}", piece.text)]


def has_value(text: str) -> bool:
    """Say whether a cell holds a complete amount, rate, day or redaction."""
    return any(pattern.search(text) for pattern in (MONEY, RATE, DATE, REDACTION, _BARE))


def _blocks(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return the stretches of lines that have cells side by side, with the lines between them that may be wraps."""
    found: list[tuple[int, int]] = []
    first: int | None = None
    last, blanks, narrow = 0, 0, 0
    for index, line in enumerate(lines):
        count = len(pieces(line.text))
        if first is not None and line.page != lines[last].page:
            found.append((first, last + 1))
            first = None
        if count >= 2 and not _is_sentence(line.text):
            if first is None:
                first = index
            last, blanks, narrow = index, 0, 0
        elif first is not None:
            if line.text.strip() and _ends_block(line.text):
                found.append((first, last + 1))
                first = None
                continue
            if line.text.startswith("    ") and line.number == lines[last].number + 1 and not _is_sentence(line.text):
                # The rest of a cell that is not the first one.
                last = index
                continue
            blanks += not line.text.strip()
            narrow += bool(line.text.strip())
            if blanks > _MAX_BLANK or narrow > 2 or _is_sentence(line.text):
                found.append((first, last + 1))
                first = None
    if first is not None:
        found.append((first, last + 1))
    return [(start, end) for start, end in found if end - start >= 2]


def _ends_block(text: str) -> bool:
    """Say whether a line is a title that a table cannot go on after."""
    return (
        re.match(
            r"\s{0,3}(?:(?:schedule|section|article|exhibit|attachment|annex"
            r"|appendix)\s+\w|\d{1,2}(?:\.\d+)*\.\s+[A-Z])",
            text,
            re.I,
        )
        is not None
    )


def _is_sentence(text: str) -> bool:
    """Say whether a line is prose, justified perhaps, so that wide gaps in it are no cells."""
    cells = pieces(text)
    words = len(text.split())
    return words >= 9 and (len(cells) == 1 or max(len(cell.text) for cell in cells) > 0.75 * len(text.strip()))


def _table(lines: Sequence[Line]) -> Table | None:
    split = [pieces(line.text) for line in lines]
    wide = [cells for cells in split if len(cells) >= 2]
    if len(wide) < 2:
        return None
    extents = _extents(split)
    if len(extents) < 2:
        return None
    grid = [_assigned(cells, extents) for cells in split]
    body = next((index for index, cells in enumerate(grid) if _is_body(cells)), None)
    if body is None:
        return None
    while body > 0 and _is_wrap(grid[body - 1], grid[body]):
        body -= 1
    heads = [" ".join(filter(None, column)) for column in zip(*grid[:body], strict=True)] if body else []
    heads = heads or [""] * len(extents)
    return Table(heads, _rows(grid[body:], lines[body:]), extents=extents)


def _is_body(cells: Sequence[str]) -> bool:
    return sum(1 for cell in cells if cell) >= 2 and any(has_value(cell) for cell in cells)


def _extents(split: Sequence[Sequence[Piece]]) -> list[tuple[int, int]]:
    """Return from where to where each column reaches, told by the lines with the usual number of cells."""
    counts = [len(cells) for cells in split if len(cells) >= 2]
    usual = max(mode(counts), max(counts) - 1)
    extents: list[tuple[int, int]] = []
    for cells in split:
        if len(cells) < usual:
            continue
        for cell in cells:
            extents = _merged(extents, (cell.start, cell.end))
    return extents


def _merged(extents: list[tuple[int, int]], new: tuple[int, int]) -> list[tuple[int, int]]:
    apart = [item for item in extents if item[1] < new[0] or new[1] < item[0]]
    touching = [item for item in extents if not (item[1] < new[0] or new[1] < item[0])]
    joined = (min([new[0], *(item[0] for item in touching)]), max([new[1], *(item[1] for item in touching)]))
    return sorted([*apart, joined])


def _assigned(cells: Sequence[Piece], extents: Sequence[tuple[int, int]]) -> list[str]:
    found = [""] * len(extents)
    for cell in cells:
        index = max(range(len(extents)), key=lambda i: _overlap(cell, extents[i]))
        found[index] = f"{found[index]} {cell.text}".strip()
    return found


def _overlap(cell: Piece, extent: tuple[int, int]) -> float:
    common = min(cell.end, extent[1]) - max(cell.start, extent[0])
    return common if common > 0 else common - abs(cell.start - extent[0]) / 1000


def _rows(grid: Sequence[list[str]], lines: Sequence[Line]) -> list[Row]:
    """Join wrapped cells to the row they belong to."""
    rows: list[Row] = []
    above: list[str] | None = None
    for index, (cells, line) in enumerate(zip(grid, lines, strict=True)):
        following = grid[index + 1] if index + 1 < len(grid) else None
        if _is_wrap(cells, following) or (rows and (_is_fragment(cells) or _goes_on(cells, lines, index))):
            above = _placed(cells, rows, following, above)
            continue
        if above is not None:
            cells = [f"{one} {two}".strip() for one, two in zip(above, cells, strict=True)]
            above = None
        rows.append(Row(list(cells), line))
    return rows


def _is_fragment(cells: Sequence[str]) -> bool:
    """Say whether a line holds only ends of wrapped cells: no first cell and nothing complete."""
    return not cells[0] and not any(has_value(cell) for cell in cells)


def _goes_on(cells: Sequence[str], lines: Sequence[Line], index: int) -> bool:
    """Say whether a line holds only the rest of a first cell that was too long for one line."""
    alone = bool(cells[0]) and not any(cells[1:]) and not has_value(cells[0])
    return alone and lines[index].number == lines[index - 1].number + 1 and not cells[0].lower().startswith("total")


def _is_wrap(cells: Sequence[str], following: Sequence[str] | None) -> bool:
    """Say whether a line holds beginnings of days that are complete only with the line below."""
    if following is None:
        return False
    filled = [index for index, cell in enumerate(cells) if cell]
    return bool(filled) and all(
        not DATE.search(cells[index])
        and not DATE.search(following[index])
        and DATE.search(f"{cells[index]} {following[index]}")
        for index in filled
    )


def _placed(
    cells: Sequence[str], rows: list[Row], following: Sequence[str] | None, above: list[str] | None
) -> list[str] | None:
    """Put wrapped parts to the row before, unless they make a day with the row after; return what waits for that."""
    waiting = list(above) if above is not None else [""] * len(cells)
    for index, cell in enumerate(cells):
        if not cell:
            continue
        below = following[index] if following is not None else ""
        if not rows or (DATE.search(f"{cell} {below}") and not DATE.search(below) and not DATE.search(cell)):
            waiting[index] = f"{waiting[index]} {cell}".strip()
        else:
            rows[-1].cells[index] = f"{rows[-1].cells[index]} {cell}".strip()
    return waiting if any(waiting) else None


def _continues(before: Table, table: Table, lines: Sequence[Line], first: int) -> bool:
    """Say whether a table without a header goes on with one that a page break interrupted."""
    if any(table.heads) and [head.lower() for head in table.heads] != [head.lower() for head in before.heads]:
        return False
    if len(before.extents) != len(table.extents) or not any(before.heads):
        return False
    end = before.rows[-1].line
    if table.rows[0].line.page - end.page not in (0, 1):
        return False
    index = lines.index(end)
    return sum(1 for line in lines[index + 1 : first] if line.text.strip()) <= 2
