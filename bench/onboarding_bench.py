"""Onboarding: from the key that takes a file to its preview at any size, and the whole plan of 100,000 customers."""

from __future__ import annotations

import csv
import re
import shutil
import tempfile
import time
from pathlib import Path

from bench.child import run_python
from bench.demo import application
from bench.harness import Bench, at_most
from bench.terminal import Terminal

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_inputs" / "serverless_model_cs_platform.xlsx"
ROWS = 100_000
PREVIEW_MS, PLAN_S = 150, 2.0
PLAN = """
import sys, time
from datetime import datetime
from pathlib import Path
from cip_tui.model.workspace import Workspace
from cip_tui.model.onboarding import plan, desk
workspace = Workspace.open(Path(sys.argv[2]), now=lambda: datetime(2026, 11, 21), user="bench")
began = time.process_time()
found = workspace.onboarding.plan(Path(sys.argv[1]))
print(time.process_time() - began)
assert found.complete and found.accounts_count == %d, found.headline()
"""
CLOCK = PLAN.replace("process_time", "perf_counter")
PANDAS = """
import sys, time
import pandas
began = time.process_time()
pandas.read_csv(sys.argv[1])
print(time.process_time() - began)
"""
CALAMINE = """
import sys, time
from python_calamine import CalamineWorkbook
began = time.perf_counter()
CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
print(time.perf_counter() - began)
"""
OPENPYXL = """
import sys, time
from openpyxl import load_workbook
began = time.perf_counter()
sheet = load_workbook(sys.argv[1], read_only=True)["Customers"]
for number, _ in enumerate(sheet.iter_rows(values_only=True)):
    if number == 5_000:
        break
print((time.perf_counter() - began) * %d / 5_000)
"""


def run(bench: Bench) -> None:
    """Make files of 100,000 customers, then measure previews on a terminal and whole plans in processes."""
    with tempfile.TemporaryDirectory(dir=bench.work) as name:
        folder = Path(name)
        shutil.copy(SAMPLE, folder / "sample.xlsx")
        table = write_csv(folder / "large.csv")
        workbook = write_xlsx(folder / "large.xlsx", table)
        previews(bench, folder)
        plans(bench, folder, table, workbook)


def previews(bench: Bench, folder: Path) -> None:
    """Take each file with enter, in turns, and time until the preview's first line stands on the screen."""
    names = ["large.xlsx", "sample.xlsx", "large.csv"]
    times: dict[str, list[float]] = {name: [] for name in names}
    with Terminal(application(folder / "workspace"), size=(120, 40), home=folder, folder=folder) as terminal:
        terminal.wait_for("Today|CIP", timeout=60)
        terminal.settle(quiet=1.0)
        terminal.press("8")
        terminal.wait_for("large.csv", timeout=30)
        for _ in range(5):
            for at, name in enumerate(names):
                terminal.press("g", *(["j"] * at))
                terminal.settle(quiet=0.5)
                began = time.perf_counter()
                terminal.send("enter")
                # The step of the goals opens on the plan: its counts stand below the name of the file.
                terminal.wait_for(rf"{re.escape(name)} › Goals", timeout=30)
                times[name].append((time.perf_counter() - began) * 1000)
                # Reading the whole of a large file would disturb the next one.
                terminal.press("escape")
                terminal.settle(quiet=0.5)
                terminal.press("escape")
                terminal.settle(quiet=0.5)
        terminal.press("ctrl+q")
    for name, samples in times.items():
        what = "35 rows, xlsx" if name == "sample.xlsx" else f"{ROWS:,} rows, {name.rpartition('.')[2]}"
        bench.record(f"key to preview, {what}", samples, unit="ms", target=at_most(PREVIEW_MS))


def plans(bench: Bench, folder: Path, table: Path, workbook: Path) -> None:
    """Plan the whole of both files, every row checked, beside libraries that only read them.

    The table is read by one process alone: its seconds are of the processor, so that what else runs does not count. A
    workbook is read by a process of its own: its seconds are of the clock.
    """

    def seconds(code: str, *arguments: str) -> float:
        return float(run_python(code, arguments).output)

    workspace = str(folder / "plan")
    bench.compare(
        f"whole plan of {ROWS:,} customers, CSV of {table.stat().st_size / 1e6:.0f} MB",
        {
            "cip: read, matched, every row checked": lambda: seconds(PLAN % ROWS, str(table), workspace),
            "pandas: read_csv alone": lambda: seconds(PANDAS, str(table)),
        },
        baseline="pandas: read_csv alone",
    )
    taken = [seconds(PLAN % ROWS, str(table), workspace) for _ in range(3)]
    bench.record(f"whole plan, {ROWS:,} rows, CSV", taken, unit="s of a core", target=at_most(PLAN_S))
    bench.compare(
        f"whole plan of {ROWS:,} customers, xlsx of {workbook.stat().st_size / 1e6:.0f} MB",
        {
            "cip: read, matched, every row checked": lambda: seconds(CLOCK % ROWS, str(workbook), workspace),
            "calamine: read alone": lambda: seconds(CALAMINE, str(workbook)),
            "openpyxl: read alone, worked out from 5,000 rows": lambda: seconds(OPENPYXL % ROWS, str(workbook)),
        },
        baseline="calamine: read alone",
    )


def write_csv(path: Path) -> Path:
    """Write the rows of the sample over and over, each with an id and a name of its own."""
    source = SAMPLE.with_suffix(".csv").read_text(encoding="utf-8").splitlines()
    header, *rows = csv.reader(source)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([f"C-{n:06d}", f"Company {n}", *rows[n % len(rows)][2:]] for n in range(ROWS))
    return path


def write_xlsx(path: Path, table: Path) -> Path:
    """Write the same rows as a workbook, numbers as numbers and texts as shared strings."""
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Customers")
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            sheet.append([number(cell) if at > 2 else cell for at, cell in enumerate(row)])
    workbook.save(path)
    return path


def number(text: str) -> float | str | None:
    """Return a number as a number, other text as it is, nothing for an empty cell."""
    try:
        return float(text) if text else None
    except ValueError:
        return text
