"""Single calls, page by page: the bottom of every drill-down."""

from __future__ import annotations

from dataclasses import dataclass

from cip_tui.model.document import Column, Kind, Row, Table
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.engine.source import Source

COLUMNS: tuple[Column, ...] = (
    Column("ts", "Time UTC", Kind.TIME),
    Column("cost_usd", "Cost", Kind.MONEY, "USD", places=6),
    Column("provider", "Provider"),
    Column("model", "Model"),
    Column("customer_id", "Customer"),
    Column("feature_id", "Feature"),
    Column("task_type", "Task"),
    Column("input_tokens", "Input", Kind.COUNT, "tokens"),
    Column("cached_input_tokens", "Cached", Kind.COUNT, "tokens"),
    Column("output_tokens", "Output", Kind.COUNT, "tokens"),
    Column("latency_ms", "Latency", Kind.MILLISECONDS),
    Column("status", "Status"),
    Column("request_count", "Calls", Kind.COUNT),
    Column("organization_id", "Organisation"),
    Column("product_id", "Product"),
    Column("team_id", "Team"),
    Column("subscription_tier", "Tier"),
    Column("cost_source", "Cost from"),
    Column("price_key", "Price"),
    Column("source_file", "File"),
    Column("source_row", "Row", Kind.COUNT),
)


@dataclass(frozen=True, slots=True)
class CallsPage:
    """Some of the calls of a scope, from `offset` on, and how many there are in all."""

    table: Table
    offset: int
    total: int


def calls_page(source: Source, scope: Scope, offset: int, limit: int, sort: tuple[str, bool]) -> CallsPage:
    """Return one page of single calls. `sort` is (column key, descending). Raises KeyError for another column."""
    where, parameters = scope.where()
    known = {column.key for column in COLUMNS}
    if sort[0] not in known:
        raise KeyError(sort[0])
    # File and row make the order total, so that pages neither overlap nor leave gaps.
    order = f"{sort[0]} {'DESC' if sort[1] else 'ASC'} NULLS LAST, ts, source_file, source_row"
    columns = ", ".join(column.key for column in COLUMNS)
    query = f"SELECT {columns} FROM ai_calls WHERE {where} ORDER BY {order} LIMIT {int(limit)} OFFSET {int(offset)}"
    total = source.run(f"SELECT count(*) AS n FROM ai_calls WHERE {where}", parameters).rows[0][0]
    rows = tuple(Row(row) for row in source.run(query, parameters).rows)
    table = Table("calls", "Calls", COLUMNS, rows, available=total, sort=sort, empty=f"No call matches {scope}.")
    return CallsPage(table, offset, total)
