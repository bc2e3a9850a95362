"""The health of a workspace: can it be written, does its journal hold, are all of its snapshots there and whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from cip_tui.doctor import LITTLE_SPACE, Check, free_space, may_write
from cip_tui.model.document import Level
from cip_tui.model.journal import SCHEMA_VERSION

if TYPE_CHECKING:
    from cip_tui.model.importing import ImportRecord

_MAGIC = b"PAR1"


def workspace_checks(root: Path, prices: Path | None) -> Iterator[Check]:
    """Look at a workspace without changing it; one that is not there yet is not made."""
    yield _place(root)
    yield _space(root)
    journal = root / "journal.db"
    if not journal.exists():
        return
    check = _journal(journal)
    yield check
    if check.level is not Level.CRITICAL:
        yield from _snapshots(root, journal)


def _place(root: Path) -> Check:
    if not may_write(root):
        advice = "Choose another one with --workspace, or change its permissions"
        return Check("Workspace", "place", "Folder", f"{root}: cannot be written", Level.CRITICAL, advice)
    if not (root / "journal.db").exists():
        advice = "It is made with the first import; `cip demo` fills it with a demo"
        return Check("Workspace", "place", "Folder", f"{root}: empty", Level.INFO, advice)
    return Check("Workspace", "place", "Folder", str(root))


def _space(root: Path) -> Check:
    free = free_space(root)
    little = free < LITTLE_SPACE
    advice = "Free some space: imports may fail" if little else ""
    level = Level.WARNING if little else Level.GOOD
    return Check("Workspace", "space", "Free space", f"{free / 1024**3:,.1f} GiB", level, advice)


def _journal(path: Path) -> Check:
    """Check the journal on a read-only connection."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
            result = str(connection.execute("PRAGMA integrity_check").fetchone()[0])
            schema = int(connection.execute("PRAGMA user_version").fetchone()[0])
            events = int(connection.execute("SELECT count(*) FROM event").fetchone()[0])
    except sqlite3.Error as error:
        advice = "Restore journal.db from a backup, or start another workspace and import the files again"
        return Check("Workspace", "journal", "Journal", f"{path}: {error}", Level.CRITICAL, advice)
    if result != "ok":
        return Check("Workspace", "journal", "Journal", result, Level.CRITICAL, "Restore journal.db from a backup")
    if schema > SCHEMA_VERSION:
        found = f"schema {schema}, this version knows {SCHEMA_VERSION}"
        return Check("Workspace", "journal", "Journal", found, Level.CRITICAL, "Update CIP")
    return Check("Workspace", "journal", "Journal", f"whole, {events:,} events, schema {schema}")


def _snapshots(root: Path, journal: Path) -> Iterator[Check]:
    records = _standing(journal)
    folder = root / "imports"
    sizes = 0
    for record in records:
        path = folder / record.id / f"{record.kind.value}.parquet"
        problem = _damage(path)
        if problem:
            advice = f"`cip undo {record.id}`, then import {record.file} again"
            yield Check("Workspace", f"snapshot.{record.id}", record.file, problem, Level.CRITICAL, advice)
        else:
            sizes += path.stat().st_size
    yield Check("Workspace", "imports", "Imports", f"{len(records):,} that count, {sizes / 1024**2:,.1f} MiB")


def _standing(journal: Path) -> list[ImportRecord]:
    from datetime import UTC, datetime

    from cip_tui.model.importing import Imports
    from cip_tui.model.journal import Journal
    from cip_tui.model.snapshots import Snapshots

    opened = Journal(journal, now=lambda: datetime.now(UTC).replace(tzinfo=None), user="")
    try:
        return Imports(opened, Snapshots(journal.parent)).standing()
    finally:
        opened.close()


def _damage(path: Path) -> str:
    """Say what is wrong with a Parquet file, empty where its marks are in place."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
            file.seek(-4, 2)
            tail = file.read(4)
    except FileNotFoundError:
        return f"{path}: is gone"
    except OSError as error:
        return f"{path}: {error.strerror}"
    return "" if head == tail == _MAGIC else f"{path}: is cut short"
