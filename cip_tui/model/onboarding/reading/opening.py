"""The two ways to read a file of customers: its head at once, or all of it with progress and a way to stop."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from cip_tui.model.job import Job
from cip_tui.model.onboarding.reading.child import SECONDS_MOST
from cip_tui.model.onboarding.reading.grid import HEAD_ROWS, Book, Sheet, refused
from cip_tui.model.onboarding.reading.guards import shape_of
from cip_tui.model.onboarding.reading.table import read_csv
from cip_tui.model.onboarding.reading.xlsx import read_xlsx

_ROOT = Path(__file__).resolve().parents[4]


def read_head(path: Path) -> Book | None:
    """Return the first rows of every sheet, all rows of small files; None where only the whole can be read.

    Takes the same time whatever the size of the file. Raises `InputRefused`.
    """
    shape = shape_of(path)
    if shape == "csv":
        return read_csv(path, whole=False)
    return read_xlsx(path, rows_most=HEAD_ROWS) if shape == "xlsx" else None


def read_whole(path: Path, job: Job, sheet: str = "") -> Book:
    """Return a book with all rows; of an xlsx file only `sheet`, where one is named.

    Workbooks are read in a process of their own with limits. Raises `InputRefused`, `Cancelled`.
    """
    shape = shape_of(path)
    if shape == "csv":
        return read_csv(path, whole=True, tick=lambda rows: job.progress(f"Reading: {rows:,} rows"))
    return _from_child(path, shape, sheet, job)


def _from_child(path: Path, shape: str, sheet: str, job: Job) -> Book:
    command = [sys.executable, "-m", "cip_tui.model.onboarding.reading.child", str(path.resolve()), shape, sheet]
    process = subprocess.Popen(  # noqa: S603  # our own module; the path is one argument, no shell
        command, cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        encoding="utf-8",
    )  # fmt: skip
    job.on_cancel(process.kill)
    book = Book([], shape)
    done = False
    try:
        assert process.stdout is not None
        for line in process.stdout:
            job.check()
            done = _take(book, json.loads(line), path, job)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    job.check()
    if not done:
        raise refused(
            str(path),
            f"The workbook could not be read within 2 GB of memory and {SECONDS_MOST // 60} minutes",
            next_step="Save the sheet as CSV and give that",
        )
    return book


def _take(book: Book, said: dict[str, Any], path: Path, job: Job) -> bool:
    """Add what the process said to the book; return whether that was the last of it."""
    if "refused" in said:
        message, cause, next_step = said["refused"]
        raise refused(str(path), message, cause, next_step)
    if "rows" in said:
        job.progress(f"Reading: {said['rows']:,} rows")
    elif "sheet" in said:
        kinds: list[str] | None = [] if said["typed"] else None
        book.sheets.append(Sheet(said["sheet"], kinds=kinds, hidden=said["hidden"], merged=tuple(said["merged"])))
    elif "numbers" in said:
        sheet = book.sheets[-1]
        sheet.numbers.extend(said["numbers"])
        sheet.rows.extend(said["cells"])
        if sheet.kinds is not None:
            sheet.kinds.extend(said["kinds"])
    elif said.get("done"):
        book.facts = tuple(said["facts"])
        return True
    return False
