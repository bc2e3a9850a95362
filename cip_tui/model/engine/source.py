"""Where SQL runs: DuckDB inside the process, or any DB-API connection. `run(sql, parameters)` gives plain Python."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from cip_tui.model.errors import Cancelled

Value = Any
"""A value as a database driver returns it: str, int, float, Decimal, date, datetime, bool or None."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A small result: column names and tuples of plain Python values."""

    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]

    def dicts(self) -> list[dict[str, Value]]:
        """Return each row as a mapping from column name to value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def quoted(text: str) -> str:
    """Return `text` as an SQL string literal, for the few places that take no parameter."""
    return "'" + text.replace("'", "''") + "'"


class Source(Protocol):
    """Anything that holds the relation `ai_calls` with the columns of `calls.schema.COLUMNS`."""

    def run(self, sql: str, parameters: Sequence[Value] = ()) -> Rows:
        """Run one statement with `?` parameters and fetch all of its rows. Raises `Cancelled` if stopped."""

    def cancel(self) -> None:
        """Stop the statement that is running, from another thread."""

    def describe(self) -> str:
        """Say in a few words what this is."""


class DuckDBSource:
    """DuckDB in the process. One statement at a time per source; make a `clone` for another thread."""

    def __init__(self, connection: Any, label: str = "DuckDB") -> None:
        self._connection = connection
        self._label = label

    @classmethod
    def open(cls, setup: Sequence[str] = (), *, memory_limit: str = "", threads: int = 0) -> DuckDBSource:
        """Open DuckDB in memory and run the `setup` statements, typically one that makes the view `ai_calls`."""
        import duckdb

        config: dict[str, Any] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        if memory_limit:
            config["memory_limit"] = memory_limit
        if threads:
            config["threads"] = threads
        connection = duckdb.connect(config=config)
        connection.execute("SET TimeZone = 'UTC'")
        # DuckDB draws its own progress on stdout wherever it takes Python for interactive.
        connection.execute("SET enable_progress_bar = false")
        for statement in setup:
            connection.execute(statement)
        return cls(connection)

    @property
    def connection(self) -> Any:
        """The DuckDB connection itself, for the import's COPY statements."""
        return self._connection

    def clone(self) -> DuckDBSource:
        """Return a source on the same database with a cursor of its own."""
        return DuckDBSource(self._connection.cursor(), self._label)

    def run(self, sql: str, parameters: Sequence[Value] = ()) -> Rows:
        """Run one statement with `?` parameters and fetch all of its rows. Raises `Cancelled` if stopped."""
        import duckdb

        try:
            cursor = self._connection.execute(sql, list(parameters))
            columns = tuple(item[0] for item in cursor.description or ())
            return Rows(columns, cursor.fetchall())
        except duckdb.InterruptException as error:
            raise Cancelled from error

    def keep(self, sql: str, parameters: Sequence[Value], path: Path) -> None:
        """Run one statement and write its rows to a Parquet file that appears whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
        try:
            self.run(f"COPY ({sql}) TO {quoted(str(part))} (FORMAT parquet)", parameters)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def cancel(self) -> None:
        """Stop the statement that is running."""
        self._connection.interrupt()

    def describe(self) -> str:
        """Say in a few words what this is."""
        return self._label


class DbApiSource:
    """Any DB-API 2.0 connection whose relation or view `ai_calls` has the canonical columns."""

    def __init__(self, connection: Any, *, paramstyle: str = "qmark", label: str = "DB-API connection") -> None:
        self._connection = connection
        self._mark = {"qmark": "?", "format": "%s", "pyformat": "%s"}[paramstyle]
        self._label = label

    def run(self, sql: str, parameters: Sequence[Value] = ()) -> Rows:
        """Run one statement with `?` parameters and fetch all of its rows."""
        cursor = self._connection.cursor()
        try:
            text = sql if self._mark == "?" else sql.replace("%", "%%").replace("?", self._mark)
            cursor.execute(text, tuple(parameters))
            return Rows(tuple(item[0] for item in cursor.description or ()), [tuple(row) for row in cursor.fetchall()])
        finally:
            cursor.close()

    def cancel(self) -> None:
        """Stop the statement that is running, where the driver can."""
        stop = getattr(self._connection, "cancel", None) or getattr(self._connection, "interrupt", None)
        if stop is not None:
            stop()

    def describe(self) -> str:
        """Say in a few words what this is."""
        return self._label
