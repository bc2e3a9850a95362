"""Import of a CSV file into a snapshot, beside DuckDB's own typed copy of it to Parquet and pandas reading it."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.calls import AS_OF, csv_file, sizes
from bench.child import run_python
from bench.harness import Bench, at_least, at_most, compared

IMPORT = f"""
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from cip_tui.model.job import Job
from cip_tui.model.sources.report import ImportOptions
from cip_tui.model.workspace import Workspace
import duckdb
day = datetime.fromisoformat("{AS_OF}").replace(tzinfo=UTC)
workspace = Workspace.open(Path(sys.argv[2]), now=lambda: day, user="bench")
began = time.perf_counter()
receipt = workspace.import_file(Path(sys.argv[1]), ImportOptions(), Job())
print(time.perf_counter() - began)
assert receipt.record.rows_rejected == 0, receipt
"""
COPY = """
import sys, time
import duckdb
types = {"timestamp": "TIMESTAMP", "cost_usd": "DECIMAL(18,12)", "input_tokens": "BIGINT", "output_tokens": "BIGINT",
         "cached_input_tokens": "BIGINT", "latency_ms": "BIGINT", "request_count": "BIGINT"}
with open(sys.argv[1]) as file:
    names = file.readline().strip().split(",")
columns = {name: types.get(name, "VARCHAR") for name in names}
con = duckdb.connect()
con.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
began = time.perf_counter()
con.execute(f"COPY (SELECT * FROM read_csv(?, header = true, columns = {columns!r})) TO '{sys.argv[2]}' "
            "(FORMAT parquet, COMPRESSION zstd)", [sys.argv[1]])
print(time.perf_counter() - began)
"""
PANDAS = """
import sys, time
import pandas
began = time.perf_counter()
pandas.read_csv(sys.argv[1])
print(time.perf_counter() - began)
"""
MOST_AGAINST_COPY, LEAST_MB_S = 2.0, 70.0


def run(bench: Bench) -> None:
    """Measure every wanted size; the times leave out the start of Python and the imports of libraries."""
    for size in sizes(bench):
        measure(bench, size, csv_file(bench, size))


def measure(bench: Bench, size: str, path: Path) -> None:
    """Import, copy and read one file in turns."""
    parquet, workspace = bench.work / "copy.parquet", bench.work / "import"

    def imported() -> tuple[float, float]:
        shutil.rmtree(workspace, ignore_errors=True)
        child = run_python(IMPORT, [str(path), str(workspace)])
        return float(child.output), child.peak_mib

    taken = bench.take_turns(
        {
            "import": imported,
            "copy": lambda: (float(run_python(COPY, [str(path), str(parquet)]).output), 0.0),
            "pandas": lambda: (float(run_python(PANDAS, [str(path)]).output), 0.0),
        },
        rounds=2 if size == "20 M" else None,
    )
    parquet.unlink()
    shutil.rmtree(workspace)
    times = {name: [row[name][0] for row in taken] for name in taken[0]}
    megabytes = path.stat().st_size / 1e6
    copies = times["copy"]
    group = f"import of {size} calls ({megabytes:,.0f} MB)"
    bench.report(
        group,
        [
            compared(group, "DuckDB: typed copy to Parquet", "s", copies, ()),
            compared(group, "pandas: read_csv", "s", times["pandas"], copies),
            compared(
                group,
                "import, every row checked and priced",
                "s",
                times["import"],
                times["copy"],
                at_most(MOST_AGAINST_COPY),
            ),
            compared(group, "import", "MB/s", [megabytes / t for t in times["import"]], (), at_least(LEAST_MB_S)),
            compared(group, "import: peak memory", "MiB", [row["import"][1] for row in taken], ()),
        ],
    )
