"""Analyses of 190 k and 2 M (with --large 20 M) calls: cold, from kept cubes, and while a person filters; beside pandas
reading the same file and beside DuckDB decoding every column of the same snapshot."""

from __future__ import annotations

import json
import shutil

from bench.calls import AS_OF, Calls, imported, sizes
from bench.child import Child, run_python
from bench.harness import Bench, at_most, compared

OPEN = f"""
import sys, time
from datetime import UTC, datetime
from pathlib import Path
began = time.perf_counter()
from cip_tui.model.analyses import ANALYSES
from cip_tui.model.calls.filter import parse_filter
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.finops.spend import SpendRequest
from cip_tui.model.job import Job
from cip_tui.model.workspace import Workspace
day = datetime.fromisoformat("{AS_OF}").replace(tzinfo=UTC)
workspace = Workspace.open(Path(sys.argv[1]), now=lambda: day, user="bench")
"""
ALL = """
import json
parts = {"to the open workspace": time.perf_counter() - began}
for name in ANALYSES:
    start = time.perf_counter()
    workspace.analyze(name, Scope(workspace.span()), {}, Job())
    parts[name] = time.perf_counter() - start
print(json.dumps(parts))
"""
SPEND = "workspace.spend(SpendRequest(Scope(workspace.span())), Job())\n"
TOOK = "print(time.perf_counter() - began)\n"
FILTER = """
workspace.spend(SpendRequest(Scope(workspace.span())), Job())
import json
rows = workspace.spend(SpendRequest(Scope(workspace.span()), by="customer"), Job()).block("spend.by_customer").rows
names = [row.drill for row in rows[:7]] + ["model=gpt-4", "provider=anthropic", "task=chat"]
took = []
for text in names:
    scope = Scope(workspace.span(), parse_filter(text))
    began = time.perf_counter()
    workspace.spend(SpendRequest(scope), Job())
    took.append((time.perf_counter() - began) * 1000)
print(json.dumps(took))
"""
PANDAS = """
import sys, time
began = time.perf_counter()
import pandas
pandas.read_csv(sys.argv[1])
print(time.perf_counter() - began)
"""
DECODE = """
import sys, time
import duckdb
con = duckdb.connect()
con.execute("SET enable_progress_bar = false")
columns = [row[0] for row in con.execute("DESCRIBE SELECT * FROM read_parquet(?)", [sys.argv[1]]).fetchall()]
began = time.perf_counter()
sums = ", ".join(f'bit_xor(hash("{name}"))' for name in columns)
con.execute(f"SELECT {sums} FROM read_parquet(?)", [sys.argv[1]]).fetchall()
print(time.perf_counter() - began)
"""
FILTER_MS = {"190 k": 50, "2 M": 100, "20 M": 1_000}
COLD_AGAINST_PANDAS, COLD_AGAINST_DECODE, MEMORY_MIB, KEPT_S = 1.1, 12.0, 1024, 0.5


def run(bench: Bench) -> None:
    """Measure every wanted size."""
    for size in sizes(bench):
        calls = imported(bench, size)
        cold(bench, calls)
        kept(bench, calls)
        filtering(bench, calls)


def analyses(calls: Calls) -> Child:
    """Run every analysis in a new process on the snapshot alone, without cubes of earlier runs."""
    for name in ("cubes", "last"):
        shutil.rmtree(calls.workspace / name, ignore_errors=True)
    return run_python(OPEN + ALL, [str(calls.workspace)])


def cold(bench: Bench, calls: Calls) -> None:
    """Time all analyses, imports included, beside `import pandas; read_csv` and beside a full decode."""
    rounds = 2 if calls.size == "20 M" else None
    taken = bench.take_turns(
        {
            "all analyses": lambda: analyses(calls),
            "pandas": lambda: run_python(PANDAS, [str(calls.csv)]),
            "decode": lambda: run_python(DECODE, [calls.snapshot]),
        },
        rounds=rounds,
    )
    parts = [json.loads(row["all analyses"].output) for row in taken]
    times = {name: [float(row[name].output) for row in taken] for name in ("pandas", "decode")}
    times["all analyses"] = [sum(part.values()) for part in parts]
    memory = [row["all analyses"].peak_mib for row in taken]
    small = calls.size == "190 k"
    group = f"{calls.size} calls"
    against_pandas = at_most(COLD_AGAINST_PANDAS) if small else None
    against_decode = None if small else at_most(COLD_AGAINST_DECODE)
    bench.report(
        f"{group}: all analyses from a snapshot, one cold process",
        [
            compared(group, "pandas: import, read_csv", "s", times["pandas"], ()),
            compared(group, "DuckDB: decode all columns", "s", times["decode"], ()),
            compared(group, "analyses / pandas", "s", times["all analyses"], times["pandas"], against_pandas),
            compared(group, "analyses / decode", "s", times["all analyses"], times["decode"], against_decode),
            compared(group, "analyses: peak memory", "MiB", memory, (), at_most(MEMORY_MIB)),
        ],
    )
    each = [compared(group, name, "s", [part[name] for part in parts], ()) for name in parts[0]]
    bench.report(f"{group}: the parts of that process, in their order", each)


def kept(bench: Bench, calls: Calls) -> None:
    """Time the spend overview of a second process, which finds the cubes of the first."""
    run_python(OPEN + SPEND, [str(calls.workspace)])
    samples = [float(run_python(OPEN + SPEND + TOOK, [str(calls.workspace)]).output) for _ in range(bench.rounds)]
    bench.record(f"{calls.size}: overview from kept cubes", samples, unit="s", target=at_most(KEPT_S))


def filtering(bench: Bench, calls: Calls) -> None:
    """Time the overview for filters that were not asked before, in a process that is warm."""
    samples = json.loads(run_python(OPEN + FILTER, [str(calls.workspace)]).output)
    bench.record(f"{calls.size}: a new filter", samples, unit="ms", target=at_most(FILTER_MS[calls.size]))
