"""The simulator: calls a second in memory and into files, and memory while 20 M calls are written."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from bench.child import run_python
from bench.harness import Bench, at_least, at_most
from cip_tui.model.calls.simulator import SimulatorSettings, simulate, write

CUSTOMERS_2_M, CUSTOMERS_20_M = 1_075, 10_750
WRITE = """
import sys
from pathlib import Path
from cip_tui.model.calls.simulator import SimulatorSettings, simulate, write
write(simulate(SimulatorSettings(customers=int(sys.argv[1]))), Path(sys.argv[2]))
"""


def run(bench: Bench) -> None:
    """Generate 2 M calls in memory and write them; where large is wanted, write 20 M."""
    bench.measure("2 M calls, in memory", generated, unit="M calls/s", target=at_least(1.5))
    for suffix in ("csv", "parquet"):
        path = bench.work / f"simulated.{suffix}"
        bench.measure(f"2 M calls, into {suffix}", partial(written, path), unit="M calls/s")
        path.unlink()
    if bench.large:
        path = bench.work / "simulated.csv"
        child = run_python(WRITE, [str(CUSTOMERS_20_M), str(path)])
        path.unlink()
        bench.record("20 M calls, into csv", [child.seconds], unit="s")
        bench.record("20 M calls, into csv, peak memory", [child.peak_mib], unit="MiB", target=at_most(1536))


def generated() -> float:
    """Millions of calls a second, drawn and held in memory, planning included."""
    began = time.perf_counter()
    calls = simulate(SimulatorSettings(customers=CUSTOMERS_2_M)).calls()
    return len(calls) / (time.perf_counter() - began) / 1e6


def written(path: Path) -> float:
    """Millions of calls a second, drawn and written."""
    simulation = simulate(SimulatorSettings(customers=CUSTOMERS_2_M))
    began = time.perf_counter()
    write(simulation, path)
    return simulation.size / (time.perf_counter() - began) / 1e6
