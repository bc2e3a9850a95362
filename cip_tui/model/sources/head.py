"""The head of a file: what it is packed in, how its text is written, its header or its first JSON keys.

Nothing here reads more than the first 256 KiB (a Parquet footer and a zip directory apart).
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import os
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cip_tui.model.errors import InputRefused, Where
from cip_tui.model.sources.partial_json import parse_start
from cip_tui.model.text import clean

HEAD_BYTES = 256 * 1024
_DELIMITERS = ",;\t|"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PACKED = {
    b"\x28\xb5\x2f\xfd": ("zstd", "zstd -d"),
    b"BZh": ("bzip2", "bunzip2"),
    b"\xfd7zXZ": ("xz", "unxz"),
    b"7z\xbc\xaf": ("7-Zip", "7z x"),
}


@dataclass(frozen=True, slots=True)
class Head:
    """What the start of a file tells.

    `shape` is csv, json, jsonl, parquet, pdf, xlsx, ods, xls, zip or text. `header` holds the column names as stated
    and `header_line` where they stand; `sample` the first rows after it. For JSON, `value` is the document or its
    first record as far as the head reaches.
    """

    path: Path
    size: int
    shape: str
    gz: bool = False
    encoding: str = "utf-8"
    newline: str = "\n"
    delimiter: str = ","
    header: tuple[str, ...] = ()
    header_line: int = 1
    sample: tuple[tuple[str, ...], ...] = ()
    value: object = None

    @property
    def keys(self) -> Mapping[str, object]:
        """The keys of a JSON document or first record."""
        return self.value if isinstance(self.value, Mapping) else {}


def refuse(path: Path, message: str, *, cause: str = "", next_step: str = "", row: int | None = None) -> InputRefused:
    """Make the answer to a file that cannot be used."""
    return InputRefused(message, where=Where(clean(str(path)), row=row), cause=cause, next_step=next_step)


def read_head(path: Path) -> Head:
    """Look at the start of `path`. Raises `InputRefused` for what is no readable, non-empty file."""
    size = _checked_size(path)
    try:
        with path.open("rb") as file:
            first = file.read(HEAD_BYTES)
    except OSError as error:
        raise _unreadable(path, error) from error
    gz = first[:2] == b"\x1f\x8b"
    if gz:
        first = _unpacked(path)
    packed = next((names for magic, names in _PACKED.items() if first.startswith(magic)), None)
    if packed:
        raise refuse(path, f"The file is packed with {packed[0]}", next_step=f"Unpack it first: {packed[1]} FILE")
    binary = _binary_shape(path, first, gz)
    if binary:
        header = _parquet_columns(path) if binary == "parquet" else ()
        return Head(path, size, binary, gz=gz, header=header)
    encoding = encoding_of(first)
    text = first.decode(encoding, errors="replace")
    if not text.strip("\ufeff \t\r\n"):
        raise refuse(path, "The file is empty", next_step="Export it again; a file with a header alone has no rows")
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start and start in "[{":
        shape, value = parse_start(text.lstrip("\ufeff"))
        if shape:
            return Head(path, size, shape, gz=gz, encoding=encoding, value=value)
    if "\x00" in text and text.count("\x00") > len(text) // 100:
        return Head(path, size, "binary", gz=gz)
    return _table_head(path, size, gz, encoding, text)


def _checked_size(path: Path) -> int:
    try:
        facts = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    if stat.S_ISDIR(facts.st_mode):
        raise refuse(
            path, "This is a folder, not a file", next_step="Name the files in it one by one, or as FOLDER/*.csv"
        )
    if not stat.S_ISREG(facts.st_mode):
        raise refuse(path, "This is not a regular file", next_step="Save the data to a file first, then import that")
    if facts.st_size == 0:
        raise refuse(path, "The file is empty", next_step="Export it again; a file with a header alone has no rows")
    return facts.st_size


def _unreadable(path: Path, error: OSError) -> InputRefused:
    if isinstance(error, FileNotFoundError):
        return refuse(path, "There is no such file", next_step="Check the name and the folder")
    if isinstance(error, PermissionError):
        return refuse(path, "The file may not be read", next_step="Give yourself permission to read it: chmod u+r FILE")
    return refuse(
        path, "The file cannot be read", cause=error.strerror or str(error), next_step="Copy it to a local disk"
    )


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path, "rb") as file:
            return file.read(HEAD_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        raise damaged_gz(path, error) from error


def damaged_gz(path: Path, error: Exception) -> InputRefused:
    """Make the answer to a compressed file that does not unpack to its end."""
    return refuse(
        path,
        "The compressed file is damaged or cut off",
        cause=clean(str(error)),
        next_step="Fetch it again; nothing of it was kept",
    )


def _binary_shape(path: Path, first: bytes, gz: bool) -> str:
    if b"%PDF-" in first[:1024]:
        return "pdf"
    if first[:4] == b"PAR1" and not gz:
        return "parquet"
    if first[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "xls"
    if first[:4] == b"PK\x03\x04" and not gz:
        return _zip_shape(path)
    return ""


def _zip_shape(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return "xlsx" if path.suffix.lower() in (".xlsx", ".xlsm") else "zip"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    return "ods" if "content.xml" in names else "zip"


def _parquet_columns(path: Path) -> tuple[str, ...]:
    import duckdb

    try:
        with duckdb.connect() as connection:
            rows = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [literal_path(path)]).fetchall()
    except duckdb.Error as error:
        raise refuse(
            path,
            "The Parquet file is damaged",
            cause=clean(str(error).splitlines()[0]),
            next_step="Write or fetch it again",
        ) from error
    return tuple(row[0] for row in rows)


def encoding_of(first: bytes) -> str:
    """Return the encoding that the first bytes show; cp1252 where they are no UTF-8."""
    for bom, name in _BOMS:
        if first.startswith(bom):
            return name
    sample = first[:4096]
    if sample.count(0) > len(sample) // 4:
        return "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"
    # A cut through a character at the end of the head is no fault.
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(first, final=len(first) < HEAD_BYTES)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def newline_of(text: str) -> str:
    r"""Return how lines end: `\r` only where there is no `\n`."""
    return "\r" if "\r" in text and "\n" not in text else "\n"


def _table_head(path: Path, size: int, gz: bool, encoding: str, text: str) -> Head:
    newline = newline_of(text)
    lines = text.lstrip("\ufeff").split(newline)
    delimiter, line = "", 0
    while line < len(lines) - 1 and not lines[line].strip():
        line += 1
    if lines[line].lower().startswith("sep=") and len(lines[line].strip()) == 5 and line + 1 < len(lines):
        delimiter, line = lines[line].strip()[4], line + 1
    body = [item.rstrip("\r") for item in lines[line : line + 50]]
    delimiter = delimiter or _delimiter(body[0])
    rows = _rows("\n".join(body), delimiter)
    header = tuple(name.strip() for name in rows[0]) if rows else ()
    if not any(header) or any(len(name) > 1000 for name in header):
        return Head(path, size, "text", gz=gz, encoding=encoding, newline=newline)
    return Head(
        path,
        size,
        "csv",
        gz=gz,
        encoding=encoding,
        newline=newline,
        delimiter=delimiter,
        header=header,
        header_line=line + 1,
        sample=tuple(tuple(row) for row in rows[1:20]),
    )


def _delimiter(header: str) -> str:
    outside = "".join(header.split('"')[0::2])
    return max(_DELIMITERS, key=lambda char: (outside.count(char), -_DELIMITERS.index(char)))


def _rows(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        rows.extend(row for row in csv.reader(io.StringIO(text.replace("\x00", "\u2400")), delimiter=delimiter) if row)
    except csv.Error:
        # Damage after the header is the reading's business; what came before it is kept here.
        return rows
    return rows


def literal_path(path: Path) -> str:
    """Return a path in which DuckDB takes nothing for a pattern."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in str(path))


def identity(path: Path) -> tuple[int, int, int, int, int]:
    """Return what changes when a file is written to or replaced: device, inode, size, change times."""
    facts = os.stat(path)
    return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns
