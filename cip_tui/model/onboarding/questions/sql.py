"""The way out for what no question covers: SQL, read-only, on a copy of the accounts in memory.

The copy is a table `accounts` with every field as a column (`lost_error_rate` for `lost.error_rate`). Nothing can be
written or attached, a statement runs at most two seconds and gives at most a thousand rows.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from decimal import Decimal

from cip_tui.model.document import Column, Document, Kind, Note, Row, Section, Table
from cip_tui.model.errors import UsageError
from cip_tui.model.onboarding.questions.fields import FieldKind, all_fields
from cip_tui.model.onboarding.standing import Standing
from cip_tui.model.text import clean

MOST_ROWS, MOST_SECONDS, MOST_TEXT = 1_000, 2.0, 200
_STEPS = 10_000
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_NOT_FUNCTIONS = {"load_extension", "readfile", "writefile", "randomblob", "zeroblob"}
# What SQLite may build: rows of a few megabytes, no deeper statements than people write.
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 1_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 10_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 20,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}


def column_name(name: str) -> str:
    """Return a field's name as a column of the table."""
    return name.replace(".", "_")


def run_sql(statement: str, standings: Sequence[Standing]) -> Document:
    """Return what a SELECT gives. Raises `UsageError` for anything else, for what SQLite refuses, and for long work."""
    connection = _copy(standings)
    deadline = time.monotonic() + MOST_SECONDS
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.set_authorizer(_authorise)
        connection.set_progress_handler(lambda: int(time.monotonic() > deadline), _STEPS)
        cursor = connection.execute(statement.strip().rstrip(";"))
        if cursor.description is None:
            raise UsageError("Only SELECT can be run here", next_step="e.g. select company_name, score from accounts")
        names = [str(one[0]) for one in cursor.description]
        lines = cursor.fetchmany(MOST_ROWS + 1)
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        slow = "interrupted" in str(error)
        cause = f"It ran longer than {MOST_SECONDS:.0f} seconds" if slow else clean(str(error), 300)
        raise UsageError("This SQL cannot be run", cause=cause, next_step="Tables: accounts; only SELECT") from error
    finally:
        connection.close()
    return _document(statement, names, lines)


def _copy(standings: Sequence[Standing]) -> sqlite3.Connection:
    fields = all_fields()
    kinds = ", ".join(
        f'"{column_name(field.name)}" {"REAL" if field.kind is FieldKind.NUMBER else "TEXT"}' for field in fields
    )
    connection = sqlite3.connect(":memory:")
    for limit, value in _LIMITS.items():
        connection.setlimit(limit, value)
    connection.execute(f"CREATE TABLE accounts ({kinds})")
    marks = ", ".join("?" for _ in fields)
    connection.executemany(
        f"INSERT INTO accounts VALUES ({marks})",
        ([_plain(field.value(one)) for field in fields] for one in standings),
    )
    connection.commit()
    return connection


def _plain(value: str | Decimal | None) -> str | float | None:
    return float(value) if isinstance(value, Decimal) else value


def _authorise(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action not in _ALLOWED:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (second or "").casefold() in _NOT_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _document(statement: str, names: list[str], lines: list[tuple[object, ...]]) -> Document:
    rows = tuple(Row(tuple(_cell(value) for value in line)) for line in lines[:MOST_ROWS])
    kinds = [
        Kind.NUMBER if rows and all(isinstance(row.cells[at], (int, float, type(None))) for row in rows) else Kind.TEXT
        for at in range(len(names))
    ]
    columns = tuple(
        Column(f"c{at}", clean(name, 60), kind) for at, (name, kind) in enumerate(zip(names, kinds, strict=True))
    )
    notes = [Note(f"SQL: {clean(statement.strip(), 1_000)}")]
    if len(lines) > MOST_ROWS:
        notes.append(Note(f"Only the first {MOST_ROWS:,} rows are shown."))
    table = Table("ask.answer", "Result", columns, rows, empty="No rows.")
    return Document("ask", "Answer", (Section("query", "Query", tuple(notes)), Section("answer", "Answer", (table,))))


def _cell(value: object) -> str | int | float | None:
    if value is None or isinstance(value, (int, float)):
        return value
    return clean(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value), MOST_TEXT)
