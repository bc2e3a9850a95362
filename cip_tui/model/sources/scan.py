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


@dataclass(frozen=True, slots=True)
class Scan:
    """What one pass over the bytes found.

    `lines` counts lines as line feeds end them, the last one too where it has none.
    """

    sha256: str
    lines: int
    ascii: bool
    nul: bool


class _Counter:
    def __init__(self) -> None:
        self.line_feeds = 0
        self.ascii = True
        self.nul = False
        self.last = b"\n"

    def add(self, block: bytes) -> None:
        self.line_feeds += block.count(b"\n")
        self.ascii = self.ascii and block.isascii()
        self.nul = self.nul or b"\x00" in block
        self.last = block[-1:]


def scan(head: Head, plain_copy: Path, job: Job) -> Scan:
    """Read the file once. A compressed one is unpacked to `plain_copy` on the way.

    Raises `InputRefused` where it does not unpack to its end, `Cancelled` where the job was stopped.
    """
    digest = hashlib.sha256()
    counter = _Counter()
    with head.path.open("rb") as file:
        if head.gz:
            source = _Hashed(file, digest)
            _unpack(head, source, plain_copy, counter, job)
        else:
            while block := file.read(_BLOCK):
                job.check()
                digest.update(block)
                counter.add(block)
    lines = counter.line_feeds + (counter.last != b"\n")
    return Scan(digest.hexdigest(), lines, counter.ascii, counter.nul)


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
