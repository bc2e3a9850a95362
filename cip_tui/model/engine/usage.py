"""The calls as analyses see them: cubes inside a scope, run once, kept in memory and beside the snapshots."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from cip_tui.model.engine.cubes import ALL_MEASURES, Cube, Scope, cube_sql, make_cube
from cip_tui.model.engine.source import DuckDBSource, Rows, Source

# What the spend overview shows; fewer sums make a scan of many calls faster.
SPEND_MEASURES = ("calls", "record_count", "cost", "unpriced_records", "input_tokens", "output_tokens")

# Above this many rows the engine sums faster than Python.
_ROLL_UP_ROWS = 20_000


class Shelf(Protocol):
    """Where results of statements are kept for the next start."""

    def run(self, source: Source, sql: str, parameters: tuple[Any, ...]) -> Rows:
        """Return the kept result, or run the statement and keep it."""


class ParquetShelf:
    """Keeps results as Parquet files in a folder that belongs to one exact state of the data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, source: Source, sql: str, parameters: tuple[Any, ...]) -> Rows:
        """Return the kept result, or run the statement and keep it."""
        if not isinstance(source, DuckDBSource):
            return source.run(sql, parameters)
        name = hashlib.sha256(repr((sql, parameters)).encode()).hexdigest()[:24]
        path = self._folder / f"{name}.parquet"
        if not path.exists():
            source.keep(sql, parameters, path)
        return source.run("SELECT * FROM read_parquet(?)", (str(path),))


class Kept:
    """Cubes in memory, shared by threads. The lock is never held while a statement runs."""

    def __init__(self) -> None:
        self._cubes: dict[tuple[tuple[str, ...], tuple[str, ...], Scope], Cube] = {}
        self._lock = threading.Lock()

    def find(self, by: tuple[str, ...], measures: tuple[str, ...], scope: Scope) -> Cube | None:
        """Return this cube, or one summed up from a finer one of the same scope; None where there is neither."""
        with self._lock:
            exact = self._cubes.get((by, measures, scope))
            finer = [
                cube
                for (kept_by, kept_measures, kept_scope), cube in self._cubes.items()
                if kept_scope == scope and set(by) <= set(kept_by) and set(measures) <= set(kept_measures)
            ]
        if exact is not None:
            return exact
        small = [cube for cube in finer if 0 < len(cube.rows) <= _ROLL_UP_ROWS]
        return min(small, key=lambda cube: len(cube.rows)).rolled_up(*by).only(measures) if small else None

    def put(self, cube: Cube, scope: Scope) -> None:
        """Keep a cube."""
        with self._lock:
            self._cubes[(cube.by, cube.measures, scope)] = cube


class Usage:
    """The calls of a source inside a scope, as cubes. A cube is run once and kept; threads may share it."""

    def __init__(
        self, source: Source, scope: Scope | None = None, *, shelf: Shelf | None = None, kept: Kept | None = None
    ) -> None:
        self.source = source
        self.scope = scope or Scope()
        self._shelf = shelf
        self._kept = kept or Kept()

    def within(self, scope: Scope) -> Usage:
        """Return the same calls seen inside another scope; kept cubes stay shared."""
        return Usage(self.source, scope, shelf=self._shelf, kept=self._kept)

    def on(self, source: Source) -> Usage:
        """Return the same calls read through another connection to them; kept cubes stay shared."""
        return Usage(source, self.scope, shelf=self._shelf, kept=self._kept)

    def cube(self, *by: str, measures: tuple[str, ...] = ALL_MEASURES) -> Cube:
        """Return measures grouped by keys: dimensions, `day`, `hour`, `latency`, `price`."""
        sql, parameters = cube_sql(by, self.scope, measures)
        found = self._kept.find(by, measures, self.scope)
        if found is not None:
            return replace(found, query=sql, parameters=parameters)
        cube = make_cube(by, measures, self._run(sql, parameters), sql, parameters)
        self._kept.put(cube, self.scope)
        return cube

    def _run(self, sql: str, parameters: tuple[Any, ...]) -> Rows:
        # Filters are many and quick to run again; whole periods are few and worth keeping.
        if self._shelf is None or self.scope.filter:
            return self.source.run(sql, parameters)
        return self._shelf.run(self.source, sql, parameters)

    def totals(self, measures: tuple[str, ...] = ALL_MEASURES) -> Mapping[str, Any]:
        """Return measures over the whole scope."""
        cube = self.cube(measures=measures)
        return dict(zip(cube.columns, cube.rows[0], strict=True))

    def first_and_last(self) -> tuple[datetime, datetime] | None:
        """Return the first and last moment inside the scope, or None where there are no calls."""
        where, parameters = self.scope.where()
        sql = f"SELECT min(ts) AS first_ts, max(ts) AS last_ts FROM ai_calls WHERE {where}"
        row = self.source.run(sql, parameters).rows[0]
        return None if row[0] is None else (row[0], row[1])
