"""What is this file? Asked of every kind: PDFs, workbooks and tables of customers, tables of calls and charges."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cip_tui.model.job import Job
from cip_tui.model.sources import starts_as_pdf
from cip_tui.model.sources.report import FileReport


def inspect_any(path: Path, job: Job, as_of: date, password: str = "") -> FileReport:
    """Say what any file is and what it holds. Nothing is written. `password` opens a PDF. Raises `InputRefused`."""
    if starts_as_pdf(path):
        from cip_tui.model.commitment.inspection import inspect_pdf

        return inspect_pdf(path, job, password=password)
    from cip_tui.model.onboarding.importing import inspect_file

    return inspect_file(path, job, as_of)
