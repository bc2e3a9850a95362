"""Large sheets read row by row with regular expressions, several times as fast as from the events of a parser.

Only what spreadsheet programs usually write is understood: cells with a reference, style and type in that order, a
value and nothing else. Every cell of a row must be understood; the first one that is not raises `Unusual`, and the
sheet is read by the parser instead, which understands all.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache

from cip_tui.model.onboarding.reading.grid import column_of, refused
from cip_tui.model.onboarding.reading.guards import UNPACKED_MOST, open_part, read_some

_CHUNK = 1024 * 1024
_ROW = re.compile(rb"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_NUMBER = re.compile(rb'\br="(\d{1,9})"')
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})\d+"(?: s="(\d+)")?(?: t="(s|n|b|e|str|inlineStr|d)")?(?:/>|></c>'
    rb'|><v>([^<]*)</v></c>|><is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>)'
)
_MERGED = re.compile(rb'<mergeCell ref="([A-Z0-9:]{1,40})"')

Cell = tuple[bytes, bytes, bytes, bytes, bytes]
"""Column letters, style, type, value, inline text; empty where the cell has none."""


class Unusual(Exception):  # no error: the parser takes over
    """The sheet is written in another way than usual."""


def rows_of(
    package: zipfile.ZipFile, part: str, file: str, merged: Callable[[str], None]
) -> Iterator[tuple[int | None, list[Cell]]]:
    """Yield the number (None where it is not stated) and the cells of each row. Raises `Unusual`, `InputRefused`."""
    pending, done, first = b"", 0, True
    with open_part(package, part, file) as stream:
        while chunk := read_some(stream, _CHUNK, file):
            done += len(chunk)
            if done > UNPACKED_MOST:
                raise refused(file, f"{part} has more than {UNPACKED_MOST:,} bytes")
            if first and (b"UTF-8" not in chunk[:200].upper() and chunk.startswith(b"<?xml")):
                raise Unusual
            first = False
            if b"<!" in chunk:
                raise Unusual
            pending += chunk
            end = pending.rfind(b"</row>")
            if end < 0:
                if len(pending) > 16 * _CHUNK:
                    raise Unusual
                continue
            yield from _rows(pending[: end + 6])
            pending = pending[end + 6 :]
    if b"<c " in pending or not pending.rstrip().endswith(b"worksheet>"):
        raise Unusual
    for found in _MERGED.finditer(pending):
        merged(found[1].decode())


def _rows(text: bytes) -> Iterator[tuple[int | None, list[Cell]]]:
    counted = 0
    for found in _ROW.finditer(text):
        attributes, body = found[1], found[2] or b""
        cells: list[Cell] = _CELL.findall(body)
        if len(cells) != body.count(b"<c"):
            raise Unusual
        counted += 1
        number = _NUMBER.search(attributes)
        yield (int(number[1]) if number is not None else None), cells
    if counted != text.count(b"<row"):
        raise Unusual


_NAMED = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}


def text_of(raw: bytes) -> str:
    """Return the text of a cell. Raises `Unusual` where it holds more than the five entities with a name."""
    text = raw.decode("utf-8", "replace")
    if "&" not in text:
        return text
    if re.search("&(?!(lt|gt|quot|apos|amp);)", text):
        raise Unusual
    return re.sub("&[a-z]+;", lambda found: _NAMED[found[0]], text)


@cache
def column(letters: bytes) -> int:
    """Return the column of its letters, counted from 0."""
    return column_of(letters.decode())
