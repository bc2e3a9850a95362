"""What every reader gives: sheets of text cells with their physical row numbers and what kind of cell each was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cip_tui.model.errors import InputRefused, Where

CELLS_MOST = 5_000_000
"""The most cells that are read of one sheet."""
COLUMNS_MOST = 1_000
"""The most columns that are read; a cell further right is no table of customers."""
ROWS_MOST = 1_048_576
"""The highest number that a row of a workbook can have."""
HEAD_ROWS = 200
_PIECE = 1_000

EMPTY, TEXT, NUMBER, DATE, PERCENT, ERROR, BOOLEAN, FORMULA, DOLLAR, MONEY = " tndpebfuc"
"""Kinds of cells, one letter each. PERCENT is a fraction shown as percent (0.2 for 20 %), FORMULA one that holds no
value, DOLLAR and MONEY numbers with a currency in their format: US dollars, another one."""


@dataclass(slots=True)
class Sheet:
    """One sheet. `rows[i]` are the cells of the physical row `numbers[i]`, counted from 1; rows differ in length.

    Numbers are canonical decimal text, days ISO 8601, errors as they show (`#DIV/0!`), formulas without a value their
    own text (`=D2*12`). `kinds[i]` has one letter for each cell of the row, or `kinds` is None where a file knows
    nothing but text. `complete` says that no row is missing.
    """

    name: str
    numbers: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    kinds: list[str] | None = None
    hidden: bool = False
    complete: bool = True
    merged: tuple[str, ...] = ()


@dataclass(slots=True)
class Book:
    """The sheets of a file. `facts` are sentences about how it was read: encoding, delimiter, epoch."""

    sheets: list[Sheet]
    shape: str
    facts: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every sheet was read to its end."""
        return all(sheet.complete for sheet in self.sheets)


def letters(index: int) -> str:
    """Return the letters of a column counted from 0: 0 is A, 27 is AB."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(reference: str) -> int:
    """Return the column of a cell reference, counted from 0: `AB12` gives 27."""
    index = 0
    for char in reference:
        if not char.isalpha():
            break
        index = index * 26 + ord(char.upper()) - 64
    return index - 1


def address(sheet: str, column: int, row: int) -> str:
    """Return the address of a cell, e.g. `Customers!G17`; a sheet without a name is left out."""
    place = f"{letters(column)}{row}"
    return f"{sheet}!{place}" if sheet else place


def refused(file: str, message: str, cause: str = "", next_step: str = "") -> InputRefused:
    """Return the error for a file that is not read."""
    return InputRefused(message, where=Where(file), cause=cause, next_step=next_step)


def columns_of(sheet: Sheet, first: int, last: int, width: int) -> tuple[list[list[str]], list[str] | None]:
    """Return the cells of rows first to last (not included) by column, and the kinds by column."""
    rows: Sequence[Sequence[str]] = sheet.rows[first:last]
    if not rows:
        return [[] for _ in range(width)], [""] * width if sheet.kinds is not None else None
    if set(map(len, rows)) != {width}:
        rows = [row if len(row) == width else [*row[:width], *[""] * (width - len(row))] for row in rows]
    columns: list[list[str]] = [[] for _ in range(width)]
    for start in range(0, len(rows), _PIECE):
        # In pieces, as all rows at once do not fit into the processor's cache.
        for column, part in zip(columns, zip(*rows[start : start + _PIECE], strict=True), strict=True):
            column.extend(part)
    if sheet.kinds is None:
        return columns, None
    kinds = [kind[:width].ljust(width) for kind in sheet.kinds[first:last]]
    return columns, ["".join(column) for column in zip(*kinds, strict=True)]
