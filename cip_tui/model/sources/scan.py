"""One pass over a file's bytes: its fingerprint, its line ends, and whether its text needs any care."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from cip_tui.model.job import Job
from cip_tui.model.sources.head import Head, damaged_gz

_BLOCK = 1 << 20
_SIMPLE = bytes(range(0x20, 0x7F)) + b"\n"


@dataclass(frozen=True, slots=True)
class Scan:
    """What one pass over the bytes found.

    `simple` means printable ASCII and line feeds only (a carriage return before each is told by `crlf`); `padded`
    that blanks stand beside a delimiter or quote, so that text must be trimmed.
    """

    sha256: str
    lines: int
    ends_open: bool
    quotes: bool
    simple: bool
    crlf: bool
    nul: bool
    padded: bool


class _Counter:
    def __init__(self, delimiter: str) -> None:
        mark = delimiter.encode()
        self.pads = (mark + b" ", b" " + mark, b'" ', b' "', b" \n", b"\n ", b" \r")
        self.line_feeds = self.returns = 0
        self.quotes = self.nul = self.padded = False
        self.simple = True
        self.last = b"\n"

    def add(self, block: bytes) -> None:
        self.line_feeds += block.count(b"\n")
        self.quotes = self.quotes or b'"' in block
        self.padded = self.padded or any(pad in block for pad in self.pads)
        if self.simple:
            rest = block.translate(None, _SIMPLE)
            self.returns += len(rest)
            self.simple = not rest.strip(b"\r")
        self.nul = self.nul or b"\x00" in block
        self.last = block[-1:]


def scan(head: Head, plain_copy: Path, job: Job) -> Scan:
    """Read the file once. A compressed one is unpacked to `plain_copy` on the way.

    Raises `InputRefused` where it does not unpack to its end, `Cancelled` where the job was stopped.
    """
    digest = hashlib.sha256()
    counter = _Counter(head.delimiter)
    with head.path.open("rb") as file:
        if head.gz:
            source = _Hashed(file, digest)
            _unpack(head, source, plain_copy, counter, job)
        else:
            while block := file.read(_BLOCK):
                job.check()
                digest.update(block)
                counter.add(block)
    ends_open = counter.last not in (b"\n", b"\r")
    return Scan(
        sha256=digest.hexdigest(),
        lines=counter.line_feeds + ends_open,
        ends_open=ends_open,
        quotes=counter.quotes,
        simple=counter.simple and counter.returns in (0, counter.line_feeds),
        crlf=counter.simple and counter.returns > 0,
        nul=counter.nul,
        padded=counter.padded or counter.quotes,
    )


def fingerprint(path: Path, job: Job) -> str:
    """Return the SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            job.check()
            digest.update(block)
    return digest.hexdigest()


class _Hashed:
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes], digest: hashlib._Hash) -> None:
        self._file = file
        self._digest = digest

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self._digest.update(block)
        return block


def _unpack(head: Head, source: _Hashed, target: Path, counter: _Counter, job: Job) -> None:
    with target.open("wb") as out:
        try:
            with gzip.GzipFile(fileobj=cast("IO[bytes]", source), mode="rb") as file:
                while block := file.read(_BLOCK):
                    job.check()
                    counter.add(block)
                    out.write(block)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise damaged_gz(head.path, error) from error
        # What follows the last member belongs to the file, hence to its fingerprint.
        while source.read(_BLOCK):
            pass
