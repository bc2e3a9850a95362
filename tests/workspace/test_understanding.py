"""Every figure of the understanding analysis against plain SQL over the same file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cip_tui.model.calls.filter import parse_filter
from cip_tui.model.document import Document
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.job import Job
from cip_tui.model.period import Period
from cip_tui.model.workspace import Workspace

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
TYPES = "types = {'cost_usd': 'DECIMAL(18,12)', 'timestamp': 'TIMESTAMP'}"


def plain(path: Path, select: str, tail: str = "", where: str = "true") -> list[tuple[Any, ...]]:
    sql = (
        f"SELECT {select} FROM read_csv('{path}', header = true, {TYPES}) "
        f"WHERE timestamp >= '2026-05-01' AND timestamp < '2026-05-31' AND {where} {tail}"
    )
    return duckdb.connect().execute(sql).fetchall()


@pytest.fixture(scope="module", params=["", "model=gpt-4|claude-opus-4 organization=org-a"])
def case(request: pytest.FixtureRequest, loaded: tuple[Workspace, Path]) -> tuple[Document, Path, str]:
    workspace, path = loaded
    where = "model IN ('gpt-4', 'claude-opus-4') AND organization_id = 'org-a'" if request.param else "true"
    document = workspace.analyze("understanding", Scope(MAY, parse_filter(request.param)), {"top": "1000"}, Job())
    return document, path, where


def test_headline(case: tuple[Document, Path, str]) -> None:
    document, path, where = case
    total, calls, tokens = plain(path, "sum(cost_usd), count(*), sum(input_tokens + output_tokens)", "", where)[0]
    assert document.metric("spend.total").value == total
    assert document.metric("spend.calls").value == calls
    assert document.metric("spend.per_1k_tokens").value == total * 1000 / int(tokens)
    assert document.metric("spend.unpriced").value == 0


def test_change_and_run_rate(case: tuple[Document, Path, str]) -> None:
    document, path, where = case
    (total,) = plain(path, "sum(cost_usd)", "", where)[0]
    before = (
        duckdb.connect()
        .execute(
            f"SELECT sum(cost_usd) FROM read_csv('{path}', {TYPES}) "
            f"WHERE timestamp >= '2026-04-01' AND timestamp < '2026-05-01' AND {where}"
        )
        .fetchall()[0][0]
    )
    assert document.metric("spend.total").change == pytest.approx(float(total / before) - 1)
    week = plain(path, "sum(cost_usd)", "", f"{where} AND timestamp >= '2026-05-24'")[0][0]
    assert document.metric("spend.run_rate").value == pytest.approx(week / 7 * 365 / 12)


@pytest.mark.parametrize(("by", "column"), [("provider", "provider"), ("model", "model"), ("customer", "customer_id")])
def test_breakdowns(case: tuple[Document, Path, str], by: str, column: str) -> None:
    document, path, where = case
    table = document.table(f"spend.by_{by}")
    expected = {
        (name or "(not stated)"): (cost, calls, int(tokens))
        for name, cost, calls, tokens in plain(
            path,
            f"coalesce({column}, ''), sum(cost_usd), count(*), sum(input_tokens + output_tokens)",
            f"GROUP BY {column}",
            where,
        )
    }
    found = zip(table.column("name"), table.column("cost"), table.column("calls"), table.column("tokens"), strict=True)
    assert {name: (cost, calls, tokens) for name, cost, calls, tokens in found} == expected


def test_allocation_tree(case: tuple[Document, Path, str]) -> None:
    document, path, where = case
    table = document.table("understanding.allocation")
    found = sorted((level, cost) for level, cost in zip(table.column("level"), table.column("cost"), strict=True))
    expected: list[tuple[str, Decimal]] = []
    for level, columns in (
        ("organization", "organization_id"),
        ("product", "organization_id, product_id"),
        ("customer", "organization_id, product_id, customer_id"),
    ):
        expected += [(level, row[0]) for row in plain(path, "sum(cost_usd)", f"GROUP BY {columns}", where)]
    assert found == sorted(expected)


def test_token_efficiency(case: tuple[Document, Path, str]) -> None:
    document, path, where = case
    table = document.table("understanding.efficiency")
    for model, cost, calls, tokens_in, tokens_out in plain(
        path, "model, sum(cost_usd), count(*), sum(input_tokens), sum(output_tokens)", "GROUP BY model", where
    ):
        row = next(row for row in table.rows if row.cells[0] == model).cells
        assert row[table.index("blended")] == cost * 1000 / int(tokens_in + tokens_out)
        assert row[table.index("per_call")] == cost / calls
        assert row[table.index("ratio")] == pytest.approx(int(tokens_out) / int(tokens_in))


def test_the_daily_chart(case: tuple[Document, Path, str]) -> None:
    document, path, where = case
    chart: Any = document.block("spend.daily")
    expected = dict(plain(path, "timestamp::DATE, sum(cost_usd)::DOUBLE", "GROUP BY 1", where))
    bars = chart.series[0]
    assert {day: value for day, value in zip(bars.x, bars.y, strict=True) if value} == pytest.approx(expected)
