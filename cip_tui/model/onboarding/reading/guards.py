"""What a file may be before any of it is parsed: its first bytes, and the size of what is packed in it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO

from cip_tui.model.onboarding.reading.grid import refused

ENTRIES_MOST = 1_000
UNPACKED_MOST = 512 * 1024 * 1024
RATIO_MOST = 100
FILE_MOST = 1024 * 1024 * 1024
PART_MOST = 32 * 1024 * 1024
# Below this an entry may be packed as tightly as it likes.
_SMALL = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHAPES = {"xlsx": ".xlsx", "xlsm": ".xlsm", "ods": ".ods", "xls": ".xls", "csv": ".csv"}
_TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".tab", "")


def shape_of(path: Path) -> str:
    """Return what the file is: `xlsx`, `ods`, `xls` or `csv`. Raises `InputRefused` with the reason for all others."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise refused(str(path), "The file cannot be read", error.strerror or str(error)) from error
    if not head:
        raise refused(str(path), "The file is empty")
    if size > FILE_MOST:
        raise refused(str(path), f"The file has {size:,} bytes, more than {FILE_MOST:,}")
    if head.startswith(b"PK"):
        return _package(path)
    if head.startswith(_OLE):
        return _compound(path)
    suffix = path.suffix.lower()
    if suffix not in _TEXT_SUFFIXES:
        raise refused(
            str(path), f"The file is named {suffix} and does not start like one", next_step="Save it as .xlsx or .csv"
        )
    if head.startswith((b"%PDF", b"\x89PNG", b"GIF8", b"\x7fELF", b"\x1f\x8b", b"{", b"[{")):
        raise refused(str(path), "This is no table of customers", next_step="Give an .xlsx or .csv file")
    return "csv"


def _compound(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(1024 * 1024)
    if "EncryptedPackage".encode("utf-16-le") in start:
        raise refused(
            str(path), "The workbook is protected by a password", next_step="Save a copy without password and give that"
        )
    if "Workbook".encode("utf-16-le") in start or "Book".encode("utf-16-le") in start:
        return "xls"
    raise refused(str(path), "This is an Office file and no workbook", next_step="Give an .xlsx or .csv file")


def _package(path: Path) -> str:
    with opened(path) as package:
        names = set(package.namelist())
        if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
            kind = read_part(package, "mimetype", str(path)).decode("ascii", "replace")
            if "opendocument.spreadsheet" in kind:
                return "ods"
        if "EncryptedPackage" in names:
            raise refused(str(path), "The workbook is protected by a password", next_step="Save a copy without it")
        if any(name.lower().endswith("workbook.xml") for name in names):
            return "xlsx"
        if any(name.lower().endswith("workbook.bin") for name in names):
            raise refused(str(path), "This is a binary workbook (.xlsb)", next_step="Save it as .xlsx")
    raise refused(str(path), "This is a package without a workbook in it", next_step="Give an .xlsx or .csv file")


def opened(path: Path) -> zipfile.ZipFile:
    """Open a package whose list of contents is within bounds. Raises `InputRefused`."""
    try:
        package = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refused(str(path), "The file is damaged: it is no readable package", str(error)) from error
    entries = package.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES_MOST:
        raise refused(str(path), f"The package holds {len(entries):,} parts, more than {ENTRIES_MOST:,}")
    if total > UNPACKED_MOST:
        raise refused(str(path), f"Unpacked the file has {total:,} bytes, more than {UNPACKED_MOST:,}")
    for entry in entries:
        if entry.file_size > _SMALL and entry.file_size > RATIO_MOST * max(entry.compress_size, 1):
            raise refused(str(path), f"{entry.filename[:80]} is packed more than {RATIO_MOST} to 1, as no workbook is")
        if entry.flag_bits & 1:
            raise refused(str(path), "The package is encrypted", next_step="Save a copy without password")
    return package


def read_part(package: zipfile.ZipFile, name: str, file: str, most: int = PART_MOST) -> bytes:
    """Return a whole part, never more than `most` bytes whatever the package declares. Raises `InputRefused`."""
    with open_part(package, name, file) as part:
        data = read_some(part, most + 1, file)
    if len(data) > most:
        raise refused(file, f"{name} is larger than {most:,} bytes")
    return data


def open_part(package: zipfile.ZipFile, name: str, file: str) -> IO[bytes]:
    """Open a part for reading. Raises `InputRefused` where it is missing or damaged."""
    try:
        return package.open(name)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise refused(file, f"The workbook is damaged: {name} cannot be read", str(error)) from error


def read_some(part: IO[bytes], count: int, file: str) -> bytes:
    """Return up to `count` bytes. Raises `InputRefused` where the packed data is damaged."""
    import zlib

    try:
        return part.read(count)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise refused(file, "The workbook is damaged: a part cannot be unpacked", str(error)) from error
