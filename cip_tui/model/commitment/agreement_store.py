"""Where the text and the fields of an agreement are kept: one JSON file each, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
from functools import lru_cache
from pathlib import Path

from cip_tui.model.commitment.extraction.fields import Extraction
from cip_tui.model.commitment.records import from_text, to_text
from cip_tui.model.errors import Where, WorkspaceError


def load(path: Path) -> Extraction:
    """Return what was kept. Raises `WorkspaceError` where that is gone or cannot be read."""
    try:
        return _loaded(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise WorkspaceError(
            "The kept text of the agreement is gone", where=Where(str(path)), next_step="Read the PDF again"
        ) from error


@lru_cache(maxsize=8)
def _loaded(path: Path, stamp: int) -> Extraction:
    """Read a kept extraction; `stamp` makes a file that was written again be read again."""
    del stamp
    return from_text(path.read_text(encoding="utf-8"))


def keep(path: Path, extraction: Extraction) -> None:
    """Write an extraction durably. Raises `WorkspaceError`."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(to_text(extraction))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise WorkspaceError(
            "The agreement cannot be kept",
            where=Where(str(path)),
            cause=error.strerror or str(error),
            next_step="Check free space and permissions",
        ) from error
