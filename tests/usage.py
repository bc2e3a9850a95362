"""Calls for tests, straight into an engine: what analyses see, without files or a workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from cip_tui.model.calls.schema import DERIVED, FIELDS
from cip_tui.model.engine.source import DuckDBSource
from cip_tui.model.engine.usage import Usage
from cip_tui.model.engine.views import BUDGET_COLUMNS, CUSTOMER_COLUMNS, TEAM_COLUMNS

DEFAULTS: dict[str, Any] = {
    "ts": datetime(2026, 5, 4, 12),
    "provider": "openai",
    "model": "gpt-4",
    "input_tokens": 1_000,
    "cached_input_tokens": 0,
    "output_tokens": 100,
    "request_count": 1,
    "reported_cost_usd": Decimal("0.036"),
    "repriced_cost_usd": Decimal("0.036"),
    "cost_usd": Decimal("0.036"),
    "cost_source": "reported",
    "latency_ms": 900,
    "status": "ok",
    "grain": "call",
    "source_file": "calls.csv",
}

# Rows in one statement; one at a time takes four times as long.
AT_ONCE = 25


def source_of(
    calls: Sequence[Mapping[str, Any]],
    *,
    customers: Sequence[Mapping[str, Any]] = (),
    budgets: Sequence[Mapping[str, Any]] = (),
    teams: Sequence[Mapping[str, Any]] = (),
) -> DuckDBSource:
    """Return an engine that holds these rows; a field that is not given has a plain default."""
    columns = {item.name: item.sql_type for item in FIELDS + DERIVED}
    source = DuckDBSource.open()
    full = [{**DEFAULTS, "source_row": number, **call} for number, call in enumerate(calls, 2)]
    for name, types, rows in (
        ("ai_calls", columns, full),
        ("customers", CUSTOMER_COLUMNS, customers),
        ("budgets", BUDGET_COLUMNS, budgets),
        ("teams", TEAM_COLUMNS, teams),
    ):
        _fill(source, name, types, rows)
    return source


def usage_of(calls: Sequence[Mapping[str, Any]], **tables: Sequence[Mapping[str, Any]]) -> Usage:
    """Return these calls as analyses see them."""
    return Usage(source_of(calls, **tables))


def _fill(source: DuckDBSource, name: str, types: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> None:
    source.run(f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in types.items())})")
    empty = {column: "" if kind == "VARCHAR" else None for column, kind in types.items()}
    marks = f"({', '.join('?' for _ in types)})"
    for first in range(0, len(rows), AT_ONCE):
        part = rows[first : first + AT_ONCE]
        values = [{**empty, **row}[column] for row in part for column in types]
        source.connection.execute(f"INSERT INTO {name} VALUES {', '.join([marks] * len(part))}", values)
