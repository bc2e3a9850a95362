"""Simulated calls of several sizes, as a file and as a workspace, made once per run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bench.demo import cip
from bench.harness import Bench

CUSTOMERS = {"190 k": 100, "2 M": 1_050, "20 M": 10_500}
"""Customers whose 30 days give about that many calls."""
START, AS_OF = "2026-03-01", "2026-03-31"


@dataclass(frozen=True, slots=True)
class Calls:
    """One size: the CSV file, and a workspace into which it was imported."""

    size: str
    csv: Path
    workspace: Path

    @property
    def snapshot(self) -> str:
        """The Parquet files of the import, as a pattern for DuckDB."""
        return str(self.workspace / "imports" / "*" / "calls.parquet")


def sizes(bench: Bench) -> list[str]:
    """Return the sizes that are wanted: 20 M only where asked for."""
    return [size for size in CUSTOMERS if size != "20 M" or bench.large]


def csv_file(bench: Bench, size: str) -> Path:
    """Return a CSV file of simulated calls, made by `cip simulate` if it is not there yet."""
    path = bench.work / f"calls-{CUSTOMERS[size]}.csv"
    if not path.exists():
        cip(
            "simulate",
            "--customers",
            str(CUSTOMERS[size]),
            "--days",
            "30",
            "--start",
            START,
            "-o",
            str(path),
            "--quiet",
        )
    return path


def imported(bench: Bench, size: str) -> Calls:
    """Return the file of a size together with a workspace that holds its calls."""
    path = csv_file(bench, size)
    workspace = bench.work / f"workspace-{CUSTOMERS[size]}"
    if not workspace.exists():
        cip("--workspace", str(workspace), "--as-of", AS_OF, "import", str(path), "--quiet")
    return Calls(size, path, workspace)
