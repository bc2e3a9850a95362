"""The journal: append-only events in SQLite. Current state is derived from them; undo is an event too.

Each `append` is on disk before it returns (WAL, synchronous=FULL). Two processes may share one journal.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cip_tui.model.errors import Where, WorkspaceError

SCHEMA_VERSION = 1
_MIGRATIONS: dict[int, str] = {
    1: """
    CREATE TABLE event (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        user TEXT NOT NULL,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        payload TEXT NOT NULL,
        undoes INTEGER REFERENCES event(id)
    ) STRICT;
    CREATE INDEX event_by_kind ON event(kind, subject, id);
    CREATE UNIQUE INDEX event_undone_once ON event(undoes) WHERE undoes IS NOT NULL;
    CREATE TRIGGER event_never_changes BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events never change'); END;
    CREATE TRIGGER event_never_goes BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events never go'); END;
    """,
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: when (UTC), by whom, of what kind, about what, with what facts."""

    id: int
    at: datetime
    user: str
    kind: str
    subject: str
    payload: Mapping[str, Any]
    undoes: int | None = None


class Journal:
    """One SQLite file of events. `now` and `user` are given, so that the same calls make the same events."""

    def __init__(self, path: Path, *, now: Callable[[], datetime], user: str) -> None:
        self._path = path
        self._now = now
        self._user = user
        self._lock = threading.RLock()
        try:
            self._connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
            self._connection.executescript(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
            )
            self._migrate()
        except sqlite3.Error as error:
            raise self._failure("The journal cannot be opened", error) from error

    def append(self, kind: str, subject: str, payload: Mapping[str, Any], *, undoes: int | None = None) -> Event:
        """Write one event durably and return it. Raises `WorkspaceError` where it could not be written."""
        with self._writing():
            return self._insert(kind, subject, payload, undoes)

    def append_new(self, kind: str, subject: str, payload: Mapping[str, Any]) -> Event | None:
        """Write an event unless one of this kind stands for the subject already; then return None.

        Check and write are one transaction, so of two instances that try at once only one succeeds.
        """
        with self._writing():
            if self.standing(kind, subject):
                return None
            return self._insert(kind, subject, payload, None)

    def undo(self, event: Event) -> Event:
        """Append an event that takes `event` back. Raises `WorkspaceError` if it is taken back already."""
        return self.append("undo", event.subject, {"kind": event.kind}, undoes=event.id)

    def events(self, kind: str | None = None, subject: str | None = None, *, after: int = 0) -> list[Event]:
        """Return all events, oldest first, undone ones and undos included."""
        clauses, values = ["id > ?"], [after]  # type: tuple[list[str], list[Any]]
        for name, value in (("kind", kind), ("subject", subject)):
            if value is not None:
                clauses.append(f"{name} = ?")
                values.append(value)
        sql = (
            f"SELECT id, at, user, kind, subject, payload, undoes FROM event WHERE {' AND '.join(clauses)} ORDER BY id"
        )
        with self._lock:
            rows = self._connection.execute(sql, values).fetchall()
        return [Event(r[0], datetime.fromisoformat(r[1]), r[2], r[3], r[4], json.loads(r[5]), r[6]) for r in rows]

    def standing(self, kind: str, subject: str | None = None) -> list[Event]:
        """Return the events of a kind that have not been undone, oldest first."""
        with self._lock:
            undone = {row[0] for row in self._connection.execute("SELECT undoes FROM event WHERE undoes IS NOT NULL")}
        return [event for event in self.events(kind, subject) if event.id not in undone]

    def version(self) -> int:
        """Return the id of the newest event, 0 for none: a cheap way to notice that another instance wrote."""
        with self._lock:
            return int(self._connection.execute("SELECT coalesce(max(id), 0) FROM event").fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _insert(self, kind: str, subject: str, payload: Mapping[str, Any], undoes: int | None) -> Event:
        at = self._now()
        text = json.dumps(payload, sort_keys=True, ensure_ascii=False)
        cursor = self._connection.execute(
            "INSERT INTO event(at, user, kind, subject, payload, undoes) VALUES (?, ?, ?, ?, ?, ?)",
            (at.isoformat(), self._user, kind, subject, text, undoes),
        )
        return Event(int(cursor.lastrowid or 0), at, self._user, kind, subject, dict(payload), undoes)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._transaction():
                yield
        except sqlite3.IntegrityError as error:
            raise WorkspaceError("This was already undone", next_step="Nothing needs to be done") from error
        except sqlite3.Error as error:
            raise self._failure("The decision could not be written", error) from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _migrate(self) -> None:
        with self._transaction():
            have = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
            if have > SCHEMA_VERSION:
                raise WorkspaceError(
                    f"The workspace was written by a newer CIP (schema {have}, this one knows {SCHEMA_VERSION})",
                    where=Where(str(self._path)),
                    next_step="Update CIP, or use another workspace",
                )
            for version in range(have + 1, SCHEMA_VERSION + 1):
                for statement in _statements(_MIGRATIONS[version]):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {version}")

    def _failure(self, message: str, error: sqlite3.Error) -> WorkspaceError:
        return WorkspaceError(
            message,
            where=Where(str(self._path)),
            cause=str(error),
            next_step="Check free space and permissions, then try again",
        )


def _statements(script: str) -> Iterator[str]:
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
