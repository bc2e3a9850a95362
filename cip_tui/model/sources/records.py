"""JSON sources as records, one at a time: lines, an array, or a document that a format takes apart."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from cip_tui.model.errors import InputRefused
from cip_tui.model.job import Job
from cip_tui.model.sources.head import Head, damaged_gz, refuse
from cip_tui.model.sources.language import Columns, Format, Record, plain
from cip_tui.model.sources.rejects import Rejects
from cip_tui.model.sources.report import Finding
from cip_tui.model.sources.spans import INCOMPLETE, NOTED, Bad
from cip_tui.model.text import clean

MAX_DOCUMENT = 512 * 1024 * 1024
MAX_RECORD = 64 * 1024 * 1024
_CHUNK = 1 << 20
# A row of such cells stays below the longest line that the reader takes.
_CELL = 50_000


@dataclass(frozen=True, slots=True)
class Written:
    """What `write_table` wrote: rows, records listed, and what the file says of parts elsewhere and of itself."""

    rows: int
    rejected: int
    incomplete: tuple[str, ...]
    noted: tuple[Finding, ...]


def write_table(head: Head, layout: Format, columns: Columns, target: Path, rejects: Rejects, job: Job) -> Written:
    """Write the records of a JSON file as a regular table of `columns`, the record's number last, no header."""
    places = {plain(name): position for position, name in enumerate(columns.names)}
    incomplete: list[str] = []
    noted: dict[Finding, None] = {}
    rows = rejected = 0
    with target.open("w", encoding="utf-8", errors="replace", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for number, value in _records(head, layout, job):
            if isinstance(value, Bad):
                rejected += 1
                rejects.add(number, "record", value.raw, value.reason, rule="json")
                continue
            if INCOMPLETE in value:
                incomplete = [*incomplete, str(value[INCOMPLETE])] if value[INCOMPLETE] else []
                continue
            if isinstance(note := value.get(NOTED), Finding):
                noted[note] = None
                continue
            row = [""] * len(columns.names)
            for name, content in value.items():
                place = places.get(plain(name))
                if place is not None:
                    row[place] = _cell(content)
            writer.writerow([*row, number])
            rows += 1
    return Written(rows, rejected, tuple(dict.fromkeys(incomplete)), tuple(noted))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, int | Decimal):
        text = str(value)
    else:
        text = json.dumps(value, ensure_ascii=False, default=str)
    return text if text.isprintable() and len(text) <= _CELL else clean(text, _CELL)


def _records(head: Head, layout: Format, job: Job) -> Iterator[tuple[int, Record | Bad]]:
    if layout.table is not None:
        yield from layout.table(_lines(head, job))
        return
    count = 0
    for number, value in _values(head, job):
        if isinstance(value, Bad):
            yield number, value
            continue
        parts = list(layout.flatten(value)) if layout.flatten is not None else [value]
        for part in parts:
            count += 1
            if isinstance(part, dict | Bad):
                yield number or count, part
            else:
                yield number or count, Bad(clean(json.dumps(part, default=str), 300), "this is not a JSON object")


def _lines(head: Head, job: Job) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the lines of a table from its header on, with their numbers."""
    try:
        with _open(head) as text:
            reader = csv.reader(itertools.islice(text, head.header_line - 1, None), delimiter=head.delimiter)
            for cells in reader:
                job.check()
                if cells:
                    yield reader.line_num + head.header_line - 1, cells
    except csv.Error as error:
        raise refuse(head.path, "The table is damaged", cause=str(error), next_step="Export it again") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise damaged_gz(head.path, error) from error


def _values(head: Head, job: Job) -> Iterator[tuple[int, object]]:
    """Yield (number, value); the number is 0 where a document is one value that is still to be taken apart."""
    try:
        with _open(head) as text:
            if head.shape == "jsonl" or _starts_lines(head):
                yield from _from_lines(text, job)
                return
            if _lead(text) == "[":
                yield from _from_array(text, job)
                return
        with _open(head) as text:
            yield from ((0, document) for document in _documents(head, text))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise damaged_gz(head.path, error) from error


def _open(head: Head) -> TextIO:
    raw = gzip.GzipFile(head.path, "rb") if head.gz else head.path.open("rb")
    encoding = "utf-8-sig" if head.encoding == "utf-8" else head.encoding
    return io.TextIOWrapper(raw, encoding=encoding, errors="replace")


def _starts_lines(head: Head) -> bool:
    """Whether the first line is a whole record and more follow: a long one hides that from the file's head."""
    with _open(head) as text:
        try:
            return isinstance(_parse(text.readline(MAX_DOCUMENT)), dict) and bool(text.readline(1000).strip())
        except (ValueError, RecursionError):
            return False


def _lead(text: TextIO) -> str:
    """Read up to and including the first character that is no blank."""
    while (char := text.read(1)) and char.isspace():
        pass
    return char


def _parse(text: str) -> object:
    return json.loads(text, parse_float=Decimal, parse_constant=str)


def _from_lines(text: TextIO, job: Job) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(text, start=1):
        if number % 1000 == 0:
            job.check()
        if not line.strip():
            continue
        try:
            yield number, _parse(line)
        except (ValueError, RecursionError) as error:
            cut = "" if line.endswith("\n") else "; the file ends inside this record"
            yield number, Bad(clean(line.strip(), 300), f"this is no JSON: {_short(error)}{cut}")


def _from_array(text: TextIO, job: Job) -> Iterator[tuple[int, object]]:
    decoder = json.JSONDecoder(parse_float=Decimal, parse_constant=str)
    buffer, position, number, size, done = "", 0, 1, _CHUNK, False
    while True:
        while position < len(buffer) and (buffer[position].isspace() or buffer[position] == ","):
            position += 1
        if position < len(buffer) and buffer[position] == "]":
            return
        try:
            value, end = decoder.raw_decode(buffer, position)
            # A number or word at the end of the buffer may go on in the next part.
            if end == len(buffer) and not done:
                raise ValueError("more to come")
        except (ValueError, RecursionError) as error:
            if done or len(buffer) - position > MAX_RECORD or isinstance(error, RecursionError):
                reason = "the file ends inside this record" if done else f"this is no JSON: {_short(error)}"
                yield number, Bad(clean(buffer[position : position + 300], 300), f"{reason}; nothing after it was read")
                return
            job.check()
            more = text.read(size)
            done, size = not more, size * 2 if len(buffer) - position > size else size
            buffer, position = buffer[position:] + more, 0
            continue
        yield number, value
        number, position = number + 1, end


def _documents(head: Head, text: TextIO) -> Iterator[object]:
    """Yield the document, or the documents that stand one after the other."""
    content = text.read(MAX_DOCUMENT + 1)
    if len(content) > MAX_DOCUMENT:
        raise refuse(
            head.path,
            f"The JSON document is longer than {MAX_DOCUMENT // 1024 // 1024} MiB",
            next_step="Export it as JSON lines (one record a line), or in several files",
        )
    decoder = json.JSONDecoder(parse_float=Decimal, parse_constant=str)
    position = 0
    try:
        while position < len(content):
            if content[position].isspace():
                position += 1
                continue
            value, position = decoder.raw_decode(content, position)
            yield value
    except (ValueError, RecursionError) as error:
        raise _no_json(head, error) from error


def _no_json(head: Head, error: Exception) -> InputRefused:
    line = error.lineno if isinstance(error, json.JSONDecodeError) else None
    return refuse(
        head.path,
        "The JSON document is damaged or cut off",
        cause=_short(error),
        next_step="Export or fetch it again; nothing of it was kept",
        row=line,
    )


def _short(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return clean(error.msg if isinstance(error, json.JSONDecodeError) else str(error), 200)
