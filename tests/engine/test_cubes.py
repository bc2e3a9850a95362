"""Cubes against SQL written out by hand, on two engines."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.calls.filter import parse_filter
from cip_tui.model.calls.schema import COLUMNS
from cip_tui.model.engine.cubes import EXTRA_MEASURES, MEASURES, MOMENTS, Scope
from cip_tui.model.engine.source import DbApiSource
from cip_tui.model.engine.usage import ParquetShelf, Usage
from cip_tui.model.period import Period
from tests.usage import source_of, usage_of

ROWS: list[dict[str, Any]] = [
    {"ts": datetime(2026, 5, 1, 23, 59), "customer_id": "a", "model": "m1", "cost_usd": Decimal("0.1")},
    {"ts": datetime(2026, 5, 2, 0, 0), "customer_id": "a", "model": "m2", "cost_usd": Decimal("0.2")},
    {"ts": datetime(2026, 5, 2, 1, 0), "customer_id": "b", "model": "m1", "cost_usd": None, "status": "error"},
]


def test_a_cube_groups_and_sums_exactly() -> None:
    cube = usage_of(ROWS).cube("day", "customer", measures=("cost", "calls", "unpriced_records"))
    assert sorted(cube.rows) == [
        (date(2026, 5, 1), "a", Decimal("0.1"), 1, 0),
        (date(2026, 5, 2), "a", Decimal("0.2"), 1, 0),
        (date(2026, 5, 2), "b", None, 1, 1),
    ]
    assert cube.sum("cost") == Decimal("0.3")


def test_a_scope_cuts_by_period_and_filter() -> None:
    usage = usage_of(ROWS)
    narrowed = usage.within(Scope(Period(date(2026, 5, 2), date(2026, 5, 3)), parse_filter("customer=a")))
    assert narrowed.totals()["cost"] == Decimal("0.2")
    assert usage.totals()["failed_records"] == 1


def test_only_calls_can_fail_and_success_has_many_names() -> None:
    rows: list[dict[str, Any]] = [
        {"status": "error"},
        {"status": "success"},
        {"status": "200"},
        {"status": "Usage", "grain": "day"},
    ]
    assert usage_of(rows).totals(("failed_records", "failed_cost")) == {
        "failed_records": 1,
        "failed_cost": Decimal("0.036"),
    }


def test_peaks_stay_peaks_when_a_cube_is_summed_up() -> None:
    rows: list[dict[str, Any]] = [
        {"model": "m1", "input_tokens": 10, "output_tokens": 5},
        {"model": "m1", "input_tokens": None, "output_tokens": 900},
        {"model": "m2", "input_tokens": 30, "output_tokens": 1},
        {"model": "m2", "input_tokens": 7000, "output_tokens": 1, "request_count": 40},
    ]
    usage = usage_of(rows)
    measures = ("largest_call", "token_records")
    assert sorted(usage.cube("model", measures=measures).rows) == [("m1", 15, 1), ("m2", 31, 2)]
    assert usage.cube("model", measures=measures).rolled_up().rows == usage_of(rows).cube(measures=measures).rows


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "customer_id": st.sampled_from(["a", "b"]),
                "model": st.sampled_from(["m1", "m2"]),
                "cost_usd": st.one_of(st.none(), st.decimals(0, 9, places=6)),
                "input_tokens": st.one_of(st.none(), st.integers(0, 99)),
            }
        ),
        min_size=1,
        max_size=12,
    )
)
def test_a_coarser_cube_equals_the_finer_one_summed_up(rows: list[dict[str, Any]]) -> None:
    fresh = usage_of(rows).cube("model")
    usage = usage_of(rows)
    usage.cube("customer", "model")
    assert sorted(usage.cube("model").rows, key=str) == sorted(fresh.rows, key=str)


def test_kept_cubes_are_read_back_as_they_were(tmp_path: Any) -> None:
    source = source_of(ROWS)
    first = Usage(source, shelf=ParquetShelf(tmp_path)).cube("day", "model")
    assert len(list(tmp_path.glob("*.parquet"))) == 1
    source.run("DROP TABLE ai_calls")
    assert sorted(Usage(source, shelf=ParquetShelf(tmp_path)).cube("day", "model").rows, key=str) == sorted(
        first.rows, key=str
    )


def test_the_same_statements_run_on_another_engine() -> None:
    connection = sqlite3.connect(":memory:")
    typed = (f"{name} REAL" if name.endswith("_usd") else name for name in COLUMNS)
    connection.execute(f"CREATE TABLE ai_calls ({', '.join(typed)})")
    rows = source_of(ROWS).run(f"SELECT {', '.join(COLUMNS)} FROM ai_calls").rows
    plain = [[str(cell) if isinstance(cell, (Decimal, datetime)) else cell for cell in row] for row in rows]
    connection.executemany(f"INSERT INTO ai_calls VALUES ({', '.join('?' for _ in COLUMNS)})", plain)
    connection.create_function("date_trunc", 2, lambda unit, ts: str(ts)[:10])
    by = tuple(name for name in ("model", "customer", *MOMENTS) if name != "hour")
    every = (*MEASURES, *EXTRA_MEASURES)
    here, there = (usage.cube(*by, measures=every) for usage in (usage_of(ROWS), Usage(DbApiSource(connection))))
    for mine, other in zip(sorted(here.rows, key=str), sorted(there.rows, key=str), strict=True):
        for name, left, right in zip(here.columns, mine, other, strict=True):
            assert left == right or (name in every and abs(float(left) - float(right)) < 1e-9)
