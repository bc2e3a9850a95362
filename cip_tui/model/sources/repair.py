"""Reading a table whose lines are not all in order: what can be kept is written regular, the rest is listed.

For files with quoted line breaks, blank lines, lines of another length, unclosed quotes, NUL bytes, lines longer
than the reader takes, encodings other than UTF-8 or line ends of the Macintosh. Each row goes into a regular file
with its physical line as a further column.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from cip_tui.model.job import Job
from cip_tui.model.sources.head import Head
from cip_tui.model.sources.rejects import Rejects

MAX_RECORD = 2_000_000
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Repaired:
    """What the repair did: rows written and listed, blank lines passed over, and the encoding found."""

    rows: int
    rejected: int
    blank: int
    encoding: str


class _Line:
    """A physical line without its line feed, which `closed` tells of; a carriage return is still on it."""

    __slots__ = ("closed", "number", "text")

    def __init__(self, number: int, text: str, closed: bool) -> None:
        self.number, self.text, self.closed = number, text, closed


def repair(source: Path, head: Head, target: Path, rejects: Rejects, wanted: frozenset[int], job: Job) -> Repaired:
    """Write the rows of `source` (unpacked) to `target`, comma-separated with the line number last, no header.

    Only columns in `wanted` are written in full where a row is very long; the rows are listed in `rejects` otherwise.
    """
    encoding = _true_encoding(source, head)
    with (
        source.open("r", encoding=encoding, errors="replace", newline="") as text,
        target.open("w", encoding="utf-8", errors="replace", newline="") as out,
    ):
        worker = _Repair(head, out, rejects, wanted)
        worker.run(_lines(text, head.newline, job))
    return Repaired(worker.rows, worker.listed, worker.blank, encoding)


def _true_encoding(source: Path, head: Head) -> str:
    """Return the head's encoding, or cp1252 where a byte further on is no UTF-8."""
    if head.encoding not in ("utf-8", "utf-8-sig"):
        return head.encoding
    decoder = codecs.getincrementaldecoder(head.encoding)()
    with source.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return head.encoding


def _lines(text: TextIO, newline: str, job: Job) -> Iterator[_Line]:
    number, rest = 0, ""
    while block := text.read(_BLOCK):
        job.check()
        pieces = (rest + block).split(newline) if rest else block.split(newline)
        rest = pieces.pop()
        for piece in pieces:
            number += 1
            yield _Line(number, piece, closed=True)
    if rest:
        yield _Line(number + 1, rest, closed=False)


class _Repair:
    def __init__(self, head: Head, out: TextIO, rejects: Rejects, wanted: frozenset[int]) -> None:
        self.head, self.rejects, self.wanted = head, rejects, wanted
        self.width = len(head.header)
        self.rows = self.listed = self.blank = 0
        self._out = out
        self._writer = csv.writer(out, lineterminator="\n")

    def run(self, lines: Iterator[_Line]) -> None:
        """Write or list every row after the header."""
        again: deque[_Line] = deque()
        self._skip_header(lines, again)
        while True:
            line = again.popleft() if again else next(lines, None)
            if line is None:
                return
            if not line.text.strip():
                self.blank += 1
            elif line.text.count('"') % 2 == 0 or not self._opens(line.text):
                self._one(line)
            else:
                self._several(line, lines, again)

    def _skip_header(self, lines: Iterator[_Line], again: deque[_Line]) -> None:
        open_quote = False
        for line in lines:
            if line.number < self.head.header_line:
                continue
            open_quote ^= line.text.count('"') % 2 == 1
            if not open_quote:
                return

    def _opens(self, text: str) -> bool:
        """Whether any field starts with a quote; elsewhere a quote is a letter like any other."""
        return text.startswith('"') or f'{self.head.delimiter}"' in text

    def _one(self, line: _Line) -> None:
        text = line.text.removesuffix("\r")
        simple = '"' not in text and "\x00" not in text and len(text) < MAX_RECORD // 4 and self.head.delimiter == ","
        if simple and text.count(",") == self.width - 1:
            self._out.write(f"{text},{line.number}\n".replace("\r", "\u240d"))
            self.rows += 1
            return
        reason = self._record(text, line.number)
        if reason:
            self._list(line, reason if line.closed else f"{reason}; the file ends inside this line")

    def _several(self, opening: _Line, lines: Iterator[_Line], again: deque[_Line]) -> None:
        """Join lines up to the one that closes the quote; where that gives no row, only the first line is at fault."""
        joined, size = [opening], len(opening.text)
        reason = "a quote opens here and is never closed"
        while size < MAX_RECORD * 8:
            line = again.popleft() if again else next(lines, None)
            if line is None:
                break
            joined.append(line)
            size += len(line.text)
            if line.text.count('"') % 2 == 1:
                reason = self._record("\n".join(part.text for part in joined), opening.number)
                if not reason:
                    return
                break
        self._list(opening, reason)
        again.extendleft(reversed(joined[1:]))

    def _record(self, text: str, number: int) -> str:
        """Write one record; return why it cannot be written, empty where it was."""
        text = text.removesuffix("\r")
        csv.field_size_limit(max(csv.field_size_limit(), MAX_RECORD * 8))
        reader = csv.reader(
            io.StringIO(text.replace("\x00", "\u2400"), newline=""),
            delimiter=self.head.delimiter,
            strict=True,
            quoting=csv.QUOTE_MINIMAL if self._opens(text) else csv.QUOTE_NONE,
        )
        try:
            rows = list(reader)
        except csv.Error as error:
            return f"the quotes do not match ({error})"
        if len(rows) != 1:
            return "the quotes do not match"
        fields = rows[0]
        while len(fields) > self.width and not fields[-1].strip():
            fields.pop()
        if len(fields) != self.width:
            return f"{len(fields)} fields where the header has {self.width}"
        if len(text) > MAX_RECORD // 8:
            fields = [value if index in self.wanted else "" for index, value in enumerate(fields)]
            if sum(map(len, fields)) > MAX_RECORD // 4:
                return f"the line is longer than {MAX_RECORD // 4:,} characters"
        self._writer.writerow([value.replace("\r", "\u240d").replace("\n", "\u240a") for value in fields] + [number])
        self.rows += 1
        return ""

    def _list(self, line: _Line, reason: str) -> None:
        self.listed += 1
        self.rejects.add(line.number, "line", line.text, reason, rule=_rule(reason))


def _rule(reason: str) -> str:
    if "fields where" in reason:
        return "width"
    return "quotes" if "quote" in reason else "long"
