"""Sheets of an xlsx package as they stream out of it: no cell is looked up twice, nothing is kept that is not asked.

The head of a sheet costs the same whatever the size of the file: reading stops after the rows that are wanted, and of
the shared strings only those up to the highest one used are read. Entities and document types are refused.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.parsers import expat

from cip_tui.model.onboarding.reading.formats import day_text, number_text
from cip_tui.model.onboarding.reading.grid import (
    BOOLEAN,
    CELLS_MOST,
    COLUMNS_MOST,
    DATE,
    EMPTY,
    ERROR,
    FORMULA,
    NUMBER,
    ROWS_MOST,
    TEXT,
    Book,
    Sheet,
    column_of,
    refused,
)
from cip_tui.model.onboarding.reading.guards import UNPACKED_MOST, open_part, opened, read_some
from cip_tui.model.onboarding.reading.parts import Package, SheetPart, local, read_package
from cip_tui.model.onboarding.reading.xlsx_fast import Cell, Unusual, column, rows_of, text_of

_CHUNK = 64 * 1024
_SHEETS_MOST = 40
# A part of this size is read to its end at once, larger ones only as far as rows are asked for.
_SMALL_PART = 1024 * 1024
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TEXT_MOST = 32_767
_MERGED_MOST = 1_000


class _Enough(Exception):  # no error: it leaves the parser
    """Raised inside a handler when no more is wanted."""


def read_xlsx(path: Path, *, rows_most: int | None, only: str = "", tick: Callable[[int], None] | None = None) -> Book:
    """Read the sheets of a workbook, each up to `rows_most` rows where its part is large; all rows for None.

    `only` names the one sheet to read. `tick` is called with the number of rows read so far. Raises `InputRefused`.
    """
    file = str(path)
    with opened(path) as package:
        facts = read_package(package, file)
        wanted = [part for part in facts.sheets[:_SHEETS_MOST] if not only or part.name == only]
        readers = [_read_sheet(package, part, facts, file, rows_most, tick) for part in wanted]
        needed = max((reader.highest for reader in readers), default=-1)
        strings = _strings(package, facts.strings, needed + 1, file) if needed >= 0 else []
    said = ("Days count from 1904",) if facts.epoch_1904 else ()
    return Book([reader.sheet(strings) for reader in readers], "xlsx", said)


def _read_sheet(
    package: zipfile.ZipFile,
    part: SheetPart,
    facts: Package,
    file: str,
    rows_most: int | None,
    tick: Callable[[int], None] | None,
) -> _Rows:
    small = package.getinfo(part.part).file_size <= _SMALL_PART
    if rows_most is None and not small:
        reader = _Rows(part, facts, file, None, tick)
        try:
            for number, cells in rows_of(package, part.part, file, reader.merge):
                reader.take(number, cells)
            return reader
        except Unusual:
            # Another program wrote it: from the beginning, with the parser.
            pass
    reader = _Rows(part, facts, file, None if small else rows_most, tick)
    _parse(package, part.part, reader.start, reader.end, reader.characters, file)
    return reader


def _parse(
    package: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    characters: Callable[[str], None],
    file: str,
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters

    def forbidden(*_: Any) -> None:
        raise refused(file, f"{part} declares a document type, as no workbook does")

    parser.StartDoctypeDeclHandler = forbidden
    parser.EntityDeclHandler = forbidden
    done = 0
    with open_part(package, part, file) as stream:
        try:
            while chunk := read_some(stream, _CHUNK, file):
                done += len(chunk)
                if done > UNPACKED_MOST:
                    raise refused(file, f"{part} has more than {UNPACKED_MOST:,} bytes")
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except _Enough:
            return
        except expat.ExpatError as error:
            raise refused(file, f"The workbook is damaged: {part} is no proper XML", str(error)) from error


class _Rows:
    """Collects the rows of one sheet from the events of its XML."""

    def __init__(
        self,
        part: SheetPart,
        facts: Package,
        file: str,
        rows_most: int | None,
        tick: Callable[[int], None] | None,
    ) -> None:
        self.highest = -1
        self._part, self._facts, self._file = part, facts, file
        self._most, self._tick = rows_most, tick
        self._numbers: list[int] = []
        self._rows: list[list[str | int]] = []
        self._kinds: list[list[str]] = []
        self._merged: list[str] = []
        self._kinds_of_styles: dict[bytes, str] = {}
        self._complete = True
        self._row: list[str | int] = []
        self._row_kinds: list[str] = []
        self._number = self._cells = 0
        self._column = -1
        self._type = self._style = ""
        self._reading = False
        self._value: list[str] = []
        self._formula: list[str] = []
        self._into = self._value
        self._has_value = self._phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            reference = attributes.get("r")
            self._column = column_of(reference) if reference else self._column + 1
            self._type, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._value.clear()
            self._formula.clear()
            self._has_value = False
        elif name in ("v", "t"):
            self._into, self._reading, self._has_value = self._value, not self._phonetic, True
        elif name == "f":
            self._into, self._reading = self._formula, True
            self._formula.append("=")
        elif name == "row":
            self._start_row(attributes.get("r", ""))
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            self.merge(attributes.get("ref", "")[:40])

    def take(self, number: int | None, cells: Sequence[Cell]) -> None:
        """Take a whole row at once; the cells as `xlsx_fast` gives them."""
        self._number = number if number is not None and 1 <= number <= ROWS_MOST else self._number + 1
        row, kinds = self._row, self._row_kinds
        for letters, style, kind, value, inline in cells:
            at = column(letters)
            if at == len(row) and at < COLUMNS_MOST and (kind == b"s" or inline) and len(value) < 10:
                # Most cells of most sheets are text in the next column.
                if inline:
                    row.append(_plain(text_of(inline)))
                elif value.isdigit():
                    self.highest = max(self.highest, int(value))
                    row.append(int(value))
                else:
                    continue
                kinds.append(TEXT)
                continue
            if at == len(row) and at < COLUMNS_MOST and value and kind in (b"n", b""):
                shown = self._shown(style)
                text = number_text(value.decode("ascii", "replace"))
                if text is not None and shown != DATE:
                    row.append(text)
                    kinds.append(shown)
                    continue
            self._column, self._type, self._style = at, kind.decode() or "n", style.decode() or "0"
            self._has_value = bool(value or inline)
            self._value[:] = [text_of(value or inline)]
            self._end_cell()
        self._end_row()

    def merge(self, reference: str) -> None:
        """Take note of merged cells."""
        if len(self._merged) < _MERGED_MOST:
            self._merged.append(reference)

    def _start_row(self, number: str) -> None:
        given = int(number) if number.isdecimal() and len(number) <= 7 else 0
        # A row that no sheet can have follows the last one; nothing may count up to it.
        self._number = given if 1 <= given <= ROWS_MOST else self._number + 1
        self._row, self._row_kinds, self._column = [], [], -1

    def characters(self, data: str) -> None:
        if self._reading:
            self._into.append(data)

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in ("v", "t", "f"):
            self._reading = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._phonetic = False

    def _end_cell(self) -> None:
        if not 0 <= self._column < COLUMNS_MOST:
            return
        value, kind = self._cell()
        if kind == EMPTY:
            return
        missing = self._column - len(self._row)
        if missing > 0:
            self._row.extend([""] * missing)
            self._row_kinds.extend(EMPTY * missing)
        elif missing < 0:
            # A reference that runs backwards: the later cell stands.
            self._row[self._column], self._row_kinds[self._column] = value, kind
            return
        self._row.append(value)
        self._row_kinds.append(kind)

    def _shown(self, style: bytes) -> str:
        """Return the kind of a number by its style."""
        kind = self._kinds_of_styles.get(style)
        if kind is None:
            styles, index = self._facts.styles, int(style[:6] or b"0")
            kind = self._kinds_of_styles[style] = styles[index] if index < len(styles) else NUMBER
        return kind

    def _cell(self) -> tuple[str | int, str]:
        if not self._has_value:
            return ("".join(self._formula)[:200], FORMULA) if self._formula else ("", EMPTY)
        text = "".join(self._value)
        kind = self._type
        if kind == "s":
            if not text.strip().isdecimal() or len(text) > 9:
                return "", EMPTY
            index = int(text)
            self.highest = max(self.highest, index)
            return index, TEXT
        if kind in ("str", "inlineStr"):
            return (_plain(text), TEXT) if text else ("", EMPTY)
        if kind == "e":
            return text, ERROR
        if kind == "b":
            return ("TRUE" if text.strip() == "1" else "FALSE"), BOOLEAN
        if kind == "d":
            return text.strip(), DATE
        return self._number_cell(text)

    def _number_cell(self, text: str) -> tuple[str, str]:
        if not text.strip():
            return ("".join(self._formula)[:200], FORMULA) if self._formula else ("", EMPTY)
        number = number_text(text)
        if number is None:
            return _plain(text), TEXT
        kind = self._shown(self._style.encode() if self._style.isdecimal() else b"0")
        if kind == DATE:
            day = day_text(number, self._facts.epoch_1904)
            return (number, NUMBER) if day is None else (day, DATE)
        return number, kind

    def _end_row(self) -> None:
        if not self._row:
            return
        if self._most is not None and len(self._rows) >= self._most:
            self._complete = False
            raise _Enough
        self._numbers.append(self._number)
        self._rows.append(self._row)
        self._kinds.append(self._row_kinds)
        # A row that is closed twice would be one list twice.
        self._cells += len(self._row)
        if self._cells > CELLS_MOST:
            raise refused(self._file, f"Sheet '{self._part.name}' has more than {CELLS_MOST:,} cells")
        self._row, self._row_kinds = [], []
        if self._tick is not None and len(self._rows) % 5_000 == 0:
            self._tick(len(self._rows))

    def sheet(self, strings: list[str]) -> Sheet:
        """Return the sheet, its shared strings filled in."""
        known = len(strings)
        rows = [
            [(strings[cell] if cell < known else "") if isinstance(cell, int) else cell for cell in row]
            for row in self._rows
        ]
        kinds = ["".join(kinds) for kinds in self._kinds]
        return Sheet(
            self._part.name, self._numbers, rows, kinds, self._part.hidden, self._complete, tuple(self._merged)
        )


def _strings(package: zipfile.ZipFile, part: str, count: int, file: str) -> list[str]:
    """Return the first `count` shared strings."""
    if not part:
        return []
    found: list[str] = []
    pieces: list[str] = []
    reading = phonetic = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal reading, phonetic
        name = local(tag)
        if name == "t":
            reading = not phonetic
        elif name == "rPh":
            phonetic = True

    def end(tag: str) -> None:
        nonlocal reading, phonetic
        name = local(tag)
        if name == "t":
            reading = False
        elif name == "rPh":
            phonetic = False
        elif name == "si":
            found.append(_plain("".join(pieces)))
            pieces.clear()
            if len(found) >= count:
                raise _Enough

    def characters(data: str) -> None:
        if reading:
            pieces.append(data)

    _parse(package, part, start, end, characters, file)
    return found


def _plain(text: str) -> str:
    """Return text as a workbook means it: `_x001B_` stands for a character that XML cannot hold."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text[:_TEXT_MOST]
