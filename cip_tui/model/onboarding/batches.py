"""The accounts of one import as a file of the workspace: columns in JSON, complete or not there, never changed."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from cip_tui.model.errors import Where, WorkspaceError
from cip_tui.model.onboarding.columns import AccountColumns

_VERSION = 1


def write_batch(folder: Path, import_id: str, accounts: AccountColumns) -> str:
    """Write the accounts durably as `<import_id>.json` and return the SHA-256 of the file.

    The bytes reach the disk under another name first, so a process killed at any moment leaves the file or none.
    """
    data = _encoded(accounts)
    part = folder / f".{import_id}.{os.getpid()}.part"
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / f"{import_id}.json")
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise WorkspaceError(
            "The accounts cannot be written",
            where=Where(str(folder)),
            cause=error.strerror or str(error),
            next_step="Check free space and permissions, then try again; nothing was changed",
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return hashlib.sha256(data).hexdigest()


def read_batch(folder: Path, import_id: str, digest: str) -> AccountColumns:
    """Read the accounts of an import. Raises `WorkspaceError` where the file is gone or was changed."""
    path = folder / f"{import_id}.json"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise _damaged(path, "It was changed after it was written")
    facts: dict[str, Any] = json.loads(data)
    return AccountColumns(
        facts["sheet"],
        facts["rows"],
        facts["texts"],
        facts["columns"],
        {name: frozenset(found) for name, found in facts["imputed"].items()},
        facts["places"],
        facts["extras"],
    )


def _encoded(accounts: AccountColumns) -> bytes:
    facts = {
        "version": _VERSION,
        "sheet": accounts.sheet,
        "rows": accounts.rows,
        "texts": accounts.texts,
        "columns": accounts.columns,
        "imputed": {name: sorted(found) for name, found in accounts.imputed.items()},
        "places": accounts.places,
        "extras": accounts.extras,
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _damaged(path: Path, cause: str) -> WorkspaceError:
    return WorkspaceError(
        "The accounts of an import cannot be read",
        where=Where(str(path)),
        cause=cause,
        next_step="Take that import back with `cip undo`, and onboard the file again",
    )
