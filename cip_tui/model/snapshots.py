"""The workspace's folder on disk: staged imports, published snapshots, kept results. Names, moves and cleaning only.

An import is read into `staging/`, made durable, renamed into `imports/<id>/` and only then entered in the journal.
What the journal does not name is invisible, so a process killed at any moment leaves the old or the new state.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cip_tui.model.errors import Where, WorkspaceError

_OWNER = "owner"
_STATES_KEPT = 4


class Snapshots:
    """The files of one workspace."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.imports = root / "imports"
        self.cubes = root / "cubes"
        self.last = root / "last"
        self._staging = root / "staging"
        try:
            for folder in (self.imports, self.cubes, self.last, self._staging):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WorkspaceError(
                "The workspace folder cannot be made",
                where=Where(str(root)),
                cause=error.strerror or str(error),
                next_step="Choose another one with --workspace, or check permissions and free space",
            ) from error

    @contextmanager
    def staged(self) -> Iterator[Path]:
        """Give an empty folder that is removed again unless it was published."""
        folder = self._staging / f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        folder.mkdir(parents=True)
        (folder / _OWNER).write_text(str(os.getpid()), encoding="ascii")
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, staged: Path, import_id: str) -> Path:
        """Make the staged files durable and rename their folder to its final name, replacing an undone one."""
        for path in staged.iterdir():
            _sync(path)
        target = self.folder(import_id)
        if target.exists():
            shutil.rmtree(target)
        staged.rename(target)
        _sync(self.imports)
        return target

    def folder(self, import_id: str) -> Path:
        """Return where an import's files are or would be."""
        return self.imports / import_id

    def clean(self, named: Iterable[str]) -> None:
        """Remove what killed processes left: staging folders, and imports that no event names."""
        keep = set(named)
        for folder in [*self._staging.iterdir(), *(item for item in self.imports.iterdir() if item.name not in keep)]:
            if not _alive(folder / _OWNER):
                shutil.rmtree(folder, ignore_errors=True)

    def shelf(self, state: str) -> Path:
        """Return the folder of results kept for one exact state of the data; only the newest states stay."""
        newest_first = sorted(self.cubes.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
        for folder in newest_first[_STATES_KEPT:]:
            shutil.rmtree(folder, ignore_errors=True)
        return self.cubes / state

    def keep_last(self, name: str, text: str) -> None:
        """Keep a document for the next start; that it cannot be kept is no reason to fail."""
        part = self.last / f"{name}.{os.getpid()}.part"
        with contextlib.suppress(OSError):
            part.write_text(text, encoding="utf-8")
            part.replace(self.last / f"{name}.json")

    def read_last(self, name: str) -> str | None:
        """Return a kept document, or None."""
        try:
            return (self.last / f"{name}.json").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _alive(owner: Path) -> bool:
    try:
        os.kill(int(owner.read_text(encoding="ascii")), 0)
    except (OSError, ValueError) as error:
        return isinstance(error, PermissionError)
    return True
