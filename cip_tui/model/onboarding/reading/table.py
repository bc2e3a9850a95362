"""Tables as text: their encoding and delimiter found by evidence, rows counted as a spreadsheet counts them."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import compress, islice
from pathlib import Path

from cip_tui.model.errors import InputRefused
from cip_tui.model.onboarding.reading.grid import CELLS_MOST, HEAD_ROWS, Book, Sheet, refused

# Up to this size a file is read whole at once.
SMALL_FILE = 512 * 1024
LONGEST_CELL = 131_072
_PIECE = 20_000
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_NAMES = {"utf-8-sig": "UTF-8 with byte order mark", "utf-16": "UTF-16", "cp1252": "Windows-1252"}


def read_csv(path: Path, *, whole: bool, tick: Callable[[int], None] | None = None) -> Book:
    """Read a table of text; of a large file only the head unless `whole`. Raises `InputRefused`."""
    file = str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read() if whole else stream.read(SMALL_FILE)
            complete = whole or not stream.read(1)
    except OSError as error:
        raise refused(file, "The file cannot be read", error.strerror or str(error)) from error
    text, encoding = _decoded(data, complete)
    if text[:4096].count("\x00") > len(text[:4096]) / 50:
        raise refused(file, "This is no table of text", next_step="Give an .xlsx or .csv file")
    if not complete:
        text = text[: text.rfind("\n") + 1]
    delimiter = _delimiter(text[:65_536])
    sheet = Sheet("", complete=complete)
    try:
        _fill(sheet, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), complete, file, tick)
    except csv.Error as error:
        raise _not_apart(file, str(error)) from error
    # A quote that is not closed swallows the rest of the file. How long csv takes a cell to be is up to the process.
    longest = max(map(len, sheet.rows[-1]), default=0) if sheet.rows else 0
    if longest > LONGEST_CELL:
        raise _not_apart(file, f"The last row has a cell of {longest:,} characters")
    facts = [f"Encoding {_NAMES[encoding]}"] if encoding in _NAMES else []
    if delimiter != ",":
        facts.append(f"Columns are parted by {_DELIMITERS[delimiter]}")
    return Book([sheet], "csv", tuple(facts))


def _not_apart(file: str, cause: str) -> InputRefused:
    return refused(file, "The table cannot be taken apart", cause, "Look for a quote that is not closed")


def _fill(
    sheet: Sheet, reader: Iterator[list[str]], complete: bool, file: str, tick: Callable[[int], None] | None
) -> None:
    """Take the rows in pieces; rows in which nothing stands keep their number and are left out."""
    cells, first = 0, 1
    while piece := list(islice(reader, _PIECE if complete else 2 * HEAD_ROWS)):
        stated = list(map(any, piece))
        numbers: Iterable[int] = range(first, first + len(piece))
        first += len(piece)
        if not all(stated):
            numbers, piece = compress(numbers, stated), list(compress(piece, stated))
        sheet.numbers.extend(numbers)
        sheet.rows.extend(piece)
        cells += sum(map(len, piece))
        if cells > CELLS_MOST:
            raise refused(file, f"The table has more than {CELLS_MOST:,} cells")
        if not complete and len(sheet.rows) >= HEAD_ROWS:
            del sheet.numbers[HEAD_ROWS:], sheet.rows[HEAD_ROWS:]
            return
        if tick is not None:
            tick(first - 1)


def _decoded(data: bytes, complete: bool) -> tuple[str, str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), "utf-16"
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", "replace"), "utf-8-sig"
    sample = data[:2000]
    if len(sample) > 8 and sample[1::2].count(0) > 0.4 * len(sample) / 2 and not sample[::2].count(0):
        return data.decode("utf-16-le", "replace"), "utf-16"
    try:
        # The head of a file may end inside a character.
        return codecs.getincrementaldecoder("utf-8")().decode(data, final=complete), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "cp1252"


def _delimiter(text: str) -> str:
    """Return the delimiter that gives the most cells in rows of one width."""
    best, most = ",", 0.0
    for delimiter in _DELIMITERS:
        try:
            widths = [
                len(row)
                for row, _ in zip(csv.reader(io.StringIO(text), delimiter=delimiter), range(60), strict=False)
                if row
            ]
        except csv.Error:
            continue
        if not widths:
            continue
        usual = max(set(widths), key=widths.count)
        points = (usual - 1) * widths.count(usual) / len(widths)
        if points > most:
            best, most = delimiter, points
    return best
