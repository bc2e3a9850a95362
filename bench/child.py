"""Runs a piece of Python in a process of its own and tells its wall clock, processor time and peak memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.harness import child_environment

EPILOGUE = """
def _figures():
    import json, re, resource, sys
    use = resource.getrusage(resource.RUSAGE_SELF)
    try:
        with open("/proc/self/status") as status:
            peak = int(re.search(r"VmHWM:\\s+(\\d+)", status.read()).group(1)) / 1024
    except OSError:
        peak = use.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    print("\\nFIGURES " + json.dumps({"cpu_s": use.ru_utime + use.ru_stime, "peak_mib": peak}), flush=True)
_figures()
"""


@dataclass(frozen=True, slots=True)
class Child:
    """What a process took: seconds from start to end, processor seconds, MiB at its peak, and what it printed."""

    seconds: float
    cpu_s: float
    peak_mib: float
    output: str


def run_python(code: str, arguments: Sequence[str] = (), *, timeout: float = 900.0) -> Child:
    """Run `code` (with `arguments` in sys.argv[1:]) to its end in a new Python. Raises RuntimeError if it fails.

    The peak is the process's own high-water mark; what `getrusage` tells of children includes the parent's size.
    """
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code + EPILOGUE, *arguments],
        env=child_environment(),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    seconds = time.perf_counter() - began
    output, mark, figures = done.stdout.rpartition("\nFIGURES ")
    if done.returncode or not mark:
        raise RuntimeError(f"a measured process ended with {done.returncode}: {done.stderr.strip()[-2000:]}")
    told = json.loads(figures)
    return Child(seconds, told["cpu_s"], told["peak_mib"], output)
