"""How things are measured and reported: side by side, in turns, with median and spread, never as a timed test.

A module of this package with a function `run(bench: Bench) -> None` is found by `python -m bench` under its own name
(without a trailing `_bench`). It calls `bench.compare` for ratios and `bench.measure` for single figures:

    def run(bench: Bench) -> None:
        bench.compare(
            "import of 190 k calls",
            {"cip": import_once, "duckdb": copy_once},       # each does the work once
            baseline="duckdb",
            targets={"cip": at_most(2.0)},                   # a ratio to the baseline
        )
        bench.measure("simulator", generate, unit="M calls/s", target=at_least(1.5))

A subject that is a function is timed from outside in seconds of wall clock, unless it returns a number: that is then
the measurement (memory, bytes, seconds of a part). Subjects take turns, so a change in the machine's load meets
them all; a ratio is the median of the ratios of the single rounds.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
Subject = Callable[[], float | None]
"""Does the work once; returns its own measurement, or None to be timed."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should reach. `limit` is in the unit of the figure, for a comparison a ratio."""

    limit: float
    upper: bool

    def __str__(self) -> str:
        return f"{'≤' if self.upper else '≥'} {self.limit:g}"

    def met(self, value: float) -> bool:
        """Tell whether a value reaches the target."""
        return value <= self.limit if self.upper else value >= self.limit


def at_most(limit: float) -> Target:
    """Return a target that smaller values meet."""
    return Target(limit, upper=True)


def at_least(limit: float) -> Target:
    """Return a target that larger values meet."""
    return Target(limit, upper=False)


@dataclass(slots=True)
class Line:
    """One line of the report: the samples of one subject, and its ratio to the baseline where there is one."""

    group: str
    name: str
    unit: str
    samples: list[float]
    ratios: list[float] = field(default_factory=list)
    target: Target | None = None

    @property
    def median(self) -> float:
        """The middle of the samples."""
        return statistics.median(self.samples)

    @property
    def ratio(self) -> float | None:
        """The middle of the rounds' ratios to the baseline; None without a baseline."""
        return statistics.median(self.ratios) if self.ratios else None

    @property
    def verdict(self) -> str:
        """`met`, `MISSED`, or nothing where there is no target."""
        if self.target is None:
            return ""
        return "met" if self.target.met(self.median if self.ratio is None else self.ratio) else "MISSED"

    def cells(self) -> list[str]:
        """Return the line as texts: figure, unit, median, spread, ratio, its spread, target, verdict."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        spread = f"{short(min(self.samples))} to {short(max(self.samples))}" if len(self.samples) > 1 else ""
        ratios = f"{min(self.ratios):.2f} to {max(self.ratios):.2f}" if len(self.ratios) > 1 else ""
        target = "" if self.target is None else str(self.target)
        return [self.name, self.unit, short(self.median), spread, ratio, ratios, target, self.verdict]


def compared(
    group: str, name: str, unit: str, samples: Sequence[float], others: Sequence[float], target: Target | None = None
) -> Line:
    """Return a line whose ratios are taken round by round to the samples of a baseline (none: no ratio)."""
    ratios = [mine / other for mine, other in zip(samples, others, strict=True) if other] if others else []
    return Line(group, name, unit, list(samples), ratios, target)


HEAD = ["what", "unit", "median", "spread", "ratio", "its spread", "target", "verdict"]
WIDTHS = [38, 9, 6, 14, 5, 12, 7, 7]


def short(value: float) -> str:
    """Write a number with three significant digits and without an exponent."""
    if value == 0:
        return "0"
    digits = max(0, 2 - int(f"{value:e}".split("e")[1]))
    return f"{value:,.{digits}f}"


class Bench:
    """What a benchmark module is given: settings, a scratch folder, and the three ways to report."""

    def __init__(self, work: Path, *, rounds: int = 5, large: bool = False, out: Callable[[str], None] = print) -> None:
        self.work = work
        """A folder for files; it is removed at the end and shared by the modules of one run."""
        self.rounds = rounds
        self.large = large
        """Whether the sizes that need minutes and gigabytes (20 M calls) are wanted."""
        self.lines: list[Line] = []
        self._out = out
        self._going_on = False

    def compare(
        self,
        group: str,
        subjects: Mapping[str, Subject],
        *,
        baseline: str,
        unit: str = "s",
        targets: Mapping[str, Target] | None = None,
        rounds: int | None = None,
        warm_up: int = 1,
    ) -> dict[str, Line]:
        """Run the subjects in turns and report each beside the baseline. Targets are ratios to the baseline.

        Returns the lines by subject. What a subject raises ends this comparison and is for the caller.
        """
        timed = {name: partial(sample, subject) for name, subject in subjects.items()}
        taken = self.take_turns(timed, rounds=rounds, warm_up=warm_up)
        wanted = targets or {}
        lines = {}
        for name in subjects:
            others = [row[baseline] for row in taken] if name != baseline else ()
            lines[name] = compared(group, name, unit, [row[name] for row in taken], others, wanted.get(name))
        self.report(group, list(lines.values()))
        return lines

    def take_turns(
        self, subjects: Mapping[str, Callable[[], T]], *, rounds: int | None = None, warm_up: int = 1
    ) -> list[dict[str, T]]:
        """Run every subject once a round, in alternating order, and return what they returned, round by round."""
        taken = []
        names = list(subjects)
        for number in range(warm_up + (rounds or self.rounds)):
            results = {name: subjects[name]() for name in (names if number % 2 == 0 else names[::-1])}
            if number >= warm_up:
                taken.append(results)
        return taken

    def measure(
        self, name: str, subject: Subject, *, unit: str = "s", target: Target | None = None, rounds: int | None = None
    ) -> Line:
        """Run one subject several times and report it against a target in its own unit."""
        line = Line(name, name, unit, [sample(subject) for _ in range(rounds or self.rounds)], target=target)
        self.report("", [line])
        return line

    def record(self, name: str, samples: Sequence[float], *, unit: str, target: Target | None = None) -> Line:
        """Report samples that were taken elsewhere, for example one per key press."""
        line = Line(name, name, unit, list(samples), target=target)
        self.report("", [line])
        return line

    def note(self, text: str) -> None:
        """Print a sentence between the tables."""
        self._out(f"\n{text}")
        self._going_on = False

    def report(self, title: str, lines: Sequence[Line]) -> None:
        """Keep lines that were put together by hand, and print them as a table; untitled ones go on with the last."""
        self.lines += lines
        rows = [line.cells() for line in lines]
        if title or not self._going_on:
            rows = [HEAD, [], *rows]
            self._out(f"\n**{title}**\n" if title else "")
        widths = [max(least, *(len(row[i]) for row in rows if row)) for i, least in enumerate(WIDTHS)]
        for row in rows:
            cells = row or ["-" * width for width in widths]
            self._out("| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |")
        self._going_on = not title

    def as_json(self) -> str:
        """Return everything that was measured, with the machine it was measured on."""
        lines = [
            asdict(line) | {"median": line.median, "ratio": line.ratio, "verdict": line.verdict} for line in self.lines
        ]
        return json.dumps({"machine": machine(), "lines": lines}, indent=1, ensure_ascii=False)


def sample(subject: Subject) -> float:
    """Run a subject once and return what it measured, or how many seconds it took."""
    began = time.perf_counter()
    own = subject()
    took = time.perf_counter() - began
    return took if own is None else float(own)


def machine() -> str:
    """Describe the machine in one line, for the head of a report."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return (
        f"{platform.system()} {platform.machine()}, {cores} cores, load {load:.1f}, Python {platform.python_version()}"
    )


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder for a run's files and remove it afterwards; `CIP_BENCH_DIR` puts it elsewhere than in /tmp."""
    with tempfile.TemporaryDirectory(prefix="cip-bench-", dir=os.environ.get("CIP_BENCH_DIR")) as name:
        yield Path(name)


def child_environment() -> dict[str, str]:
    """Return the environment in which programs are measured: compiled modules allowed, the repository importable."""
    root = str(Path(__file__).resolve().parents[1])
    dropped = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "COVERAGE_PROCESS_START", "NO_COLOR"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {"PYTHONPATH": root, "PYTHON": sys.executable}
