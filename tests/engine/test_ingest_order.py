"""Line numbers: they rest on the order in which rows arrive, also where a file is read by several threads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cip_tui.model import sources
from cip_tui.model.engine.source import DuckDBSource
from cip_tui.model.job import Job
from cip_tui.model.sources import ImportOptions
from cip_tui.model.sources.checks import stage
from cip_tui.model.sources.formats import FORMATS
from cip_tui.model.sources.language import Columns, Format
from tests.sources.reading import BOOK


@pytest.mark.parametrize("layout", FORMATS, ids=lambda layout: layout.id)
def test_the_checks_keep_the_order_of_rows_on_which_line_numbers_rest(layout: Format) -> None:
    columns = Columns(layout.wanted())
    names = ", ".join(f"CAST(range AS VARCHAR) AS c{place}" for place in range(len(columns.names)))
    checks = stage(layout, columns, f"(SELECT {names} FROM range(10))", line=False, slashes=layout.slash_dates)
    source = DuckDBSource.open()
    plan = str(source.run(f"EXPLAIN {checks.sql}").rows)
    assert "Projection" in plan
    assert "join" not in plan.lower()


def test_lines_are_right_in_a_file_that_is_read_in_parallel(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    source = DuckDBSource.open()
    filler = "repeat('x', 40) AS organization_id, repeat('y', 40) AS feature_id"
    source.run(
        f"COPY (SELECT TIMESTAMP '2026-01-01' + to_seconds(range) AS timestamp, 'openai' AS provider, "
        f"'gpt-4' AS model, "
        f"CASE WHEN range % 30011 = 30010 THEN 'x' ELSE (range + 2)::VARCHAR END AS input_tokens, 1 AS output_tokens, "
        f"0.5 AS cost_usd, {filler} FROM range(180000)) TO '{path}' (HEADER)"
    )
    result = sources.read(path, tmp_path, ImportOptions(), BOOK, Job())
    wrong = source.run("SELECT count(*) FROM read_parquet(?) WHERE source_row <> input_tokens", [str(result.parquet)])
    assert (wrong.rows[0][0], result.rows_rejected) == (0, 5)
    lines = [json.loads(line)["line"] for line in result.rejects.read_text(encoding="utf-8").splitlines()]
    assert lines == [30010 + 2 + 30011 * step for step in range(5)]
