"""Writing a file so that it is there entirely or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import uuid
from pathlib import Path

from cip_tui.model.errors import CipError, UsageError, Where

_REASONS = {
    errno.ENOSPC: ("The disk is full", "Free some space, or write it elsewhere"),
    errno.EDQUOT: ("The disk quota is used up", "Free some space, or write it elsewhere"),
    errno.EACCES: ("There is no permission to write here", "Choose another folder"),
    errno.EPERM: ("There is no permission to write here", "Choose another folder"),
    errno.EROFS: ("This file system is read-only", "Choose another folder"),
    errno.ENOENT: ("The folder does not exist", "Make it first, or choose another one"),
    errno.ENOTDIR: ("A part of the path is no folder", "Choose another path"),
    errno.ENAMETOOLONG: ("The name is too long", "Choose a shorter one"),
}


def write_atomically(path: Path, data: bytes | str, *, overwrite: bool = False) -> Path:
    """Write `data` (text as UTF-8) to `path` and return its absolute path.

    The bytes go to a file beside it, reach the disk, and take the name in one step; a file that is replaced keeps
    its mode, and a link keeps pointing where it did. Raises `UsageError` where the file exists and `overwrite` is not
    given, `CipError` with cause and next step where it cannot be written; what stood there before then still does.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    target = Path(os.path.realpath(path))
    try:
        mode = _mode_of(target)
        if mode is not None and stat.S_ISDIR(mode):
            raise UsageError("This is a folder", where=Where(str(path)), next_step="Name a file in it")
        if mode is not None and not stat.S_ISREG(mode):
            # A device or pipe, e.g. /dev/null: there is nothing to replace.
            target.write_bytes(content)
            return target
        if mode is not None and not overwrite:
            raise _exists(path)
        _replace(target, content, mode, overwrite)
    except OSError as error:
        raise _failure(path, error) from error
    return target


def _mode_of(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _replace(target: Path, content: bytes, mode: int | None, overwrite: bool) -> None:
    part = target.with_name(f".{uuid.uuid4().hex[:12]}.part")
    try:
        # 0o666 less the umask is what a file newly made by anyone would have.
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            part.chmod(stat.S_IMODE(mode))
        if overwrite:
            part.replace(target)
        else:
            _take_free_name(part, target)
        _sync_folder(target.parent)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _take_free_name(part: Path, target: Path) -> None:
    """Give the file its name unless another process has taken that in the meantime."""
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise _exists(target) from None
    except OSError:
        # A file system without hard links.
        if target.exists():
            raise _exists(target) from None
        part.replace(target)


def _sync_folder(folder: Path) -> None:
    # Some file systems cannot sync a folder; the file itself is on disk by then.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _exists(path: Path) -> UsageError:
    return UsageError(
        "This file exists already", where=Where(str(path)), next_step="Choose another name, or give --force"
    )


def _failure(path: Path, error: OSError) -> CipError:
    message, next_step = _REASONS.get(error.errno or 0, ("The file cannot be written", "Choose another place"))
    return CipError(message, where=Where(str(path)), cause=error.strerror or str(error), next_step=next_step)
