"""From any file of the field to typed, checked Parquet: what it is, which column means what, what cannot be kept.

How to add a format, in one small module and one line:

1. Make a module beside `seed.py` with a `Format` (language.py). `must` names the columns by which it is known, all of
   one set; `fields` says which column fills which canonical field, in the language of `col`, `total`, `first`, `Sql`,
   `JsonKey` and so on; `known` names further columns that belong to it. Convert conventions there: input tokens hold
   cached ones, cost is USD, latency milliseconds. Name a bucket's `grain`, and the `currency` column if there is one.
2. Nested JSON: add `flatten`, which turns one record or document into flat records, and `document`, which knows the
   document by its keys. Flat JSON and JSON lines need neither; nor do CSV and Parquet.
3. Add it to `FORMATS` in formats.py, in front of any format that is less particular.
4. Add a file of a few rows and its sums to tests/sources/test_formats.py.

Checks, rejects, findings, prices and the Parquet file then come by themselves.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cip_tui.model.sources.report import TABLE_KINDS, FileKind, FileReport, Finding, ImportOptions, ReadResult

if TYPE_CHECKING:
    from cip_tui.model.calls.prices import PriceBook
    from cip_tui.model.job import Job

__all__ = [
    "TABLE_KINDS",
    "FileKind",
    "FileReport",
    "Finding",
    "ImportOptions",
    "ReadResult",
    "inspect",
    "read",
    "starts_as_pdf",
]


def inspect(path: Path, job: Job, options: ImportOptions | None = None) -> FileReport:
    """Say what a file is and what an import would keep of it; see `engine.ingest.inspect`."""
    from cip_tui.model.engine import ingest

    return ingest.inspect(path, job, options)


def starts_as_pdf(path: Path) -> bool:
    """Say whether a file starts like a PDF; False also for what cannot be opened."""
    try:
        with path.open("rb") as file:
            return b"%PDF-" in file.read(1024)
    except OSError:
        return False


def read(path: Path, out_dir: Path, options: ImportOptions, prices: PriceBook, job: Job) -> ReadResult:
    """Read a file into a typed, checked snapshot in `out_dir`; see `engine.ingest.read`."""
    from cip_tui.model.engine import ingest

    return ingest.read(path, out_dir, options, prices, job)
