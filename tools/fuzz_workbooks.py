"""Feeds damaged customer workbooks and damaged PDFs to their readers, for `python -m tools.fuzz`.

A workbook is planned as the onboarding does it and shown as a document; a PDF is read in its child process and its
terms are looked for. It must hold: both end within seconds, by a result or by an error that a person can act on; what
is shown has no control characters; counts agree; the process that asks stays small.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from cip_tui.model.document import Document
from cip_tui.model.errors import CipError
from cip_tui.model.job import Job
from cip_tui.model.workspace import Workspace
from tools import damage, damage_pdfs, damage_workbooks
from tools.laws import LawBroken, check_refusal_text
from tools.records import SAMPLES

LONGEST_WORKBOOK = 5.0
LONGEST_PDF = 10.0
"""Seconds of processor time that one file may take, so that a busy machine is not blamed on it."""
MEMORY_MOST = 500 * 2**20
"""Bytes that the process which asks may ever have held."""
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class WorkbookFuzz:
    """Damages the sample workbooks and their CSV, and plans each. The workspace stays empty."""

    def __init__(self, folder: Path) -> None:
        self._workspace = Workspace.open(folder / "workspace", now=lambda: NOW, user="fuzz")
        names = ("serverless_model_cs_platform", "serverless_messy", "onboarding_template")
        paths = [SAMPLES / f"{name}{suffix}" for name in names for suffix in (".xlsx", ".csv")]
        self.plain = {path.name: path.read_bytes() for path in paths if path.exists()}

    def close(self) -> None:
        """Close the workspace."""
        self._workspace.close()

    def attempt(self, seed: int, number: int, keep: Path) -> str:
        """Damage and plan one file; return how it ended. Raises `LawBroken`, keeping the file."""
        random = Random(f"workbook {seed}/{number}")
        name = random.choice(sorted(self.plain))
        change = damage_workbooks.damaged if name.endswith(".xlsx") else damage.damaged
        data, ways = change(self.plain[name], random)
        return guarded(data, name, ways, f"{seed}-{number}", keep, LONGEST_WORKBOOK, self.plan)

    def plan(self, path: Path) -> str:
        """Plan one file and check what is told of it."""
        desk = self._workspace.onboarding
        plan = desk.plan(path)
        if not plan.complete:
            raise LawBroken("planned from the whole file, but not complete")
        if plan.kpis_count != 13 * plan.accounts_count or sum(plan.kpi_counts) != plan.kpis_count:
            raise LawBroken(f"{plan.accounts_count} accounts, {plan.kpis_count} KPIs, counted {plan.kpi_counts}")
        check_texts(texts_of(desk.document(plan)))
        check_texts(text for account in plan.preview_accounts() for text in texts_of(account))
        return "blocked" if plan.blocked else "planned"


class PdfFuzz:
    """Damages agreements and plain documents, and reads each. `plain` maps names to sound files."""

    def __init__(self, plain: dict[str, bytes]) -> None:
        self.plain = plain

    def attempt(self, seed: int, number: int, keep: Path) -> str:
        """Damage and read one file; return how it ended. Raises `LawBroken`, keeping the file."""
        random = Random(f"pdf {seed}/{number}")
        name = random.choice(sorted(self.plain))
        data, ways = damage_pdfs.damaged(self.plain[name], random)
        return guarded(data, name, ways, f"{seed}-{number}", keep, LONGEST_PDF, self.read)

    def read(self, path: Path) -> str:
        """Read one file and check what is told of it."""
        from cip_tui.model.commitment.extraction import extract
        from cip_tui.model.commitment.pdf import read_pdf

        extraction = extract(read_pdf(path, Job()))
        check_texts(texts_of(extraction))
        return "declined" if extraction.declined else "read"


def guarded(
    data: bytes,
    name: str,
    ways: tuple[str, ...],
    label: str,
    keep: Path,
    longest: float,
    read: Callable[[Path], str],
) -> str:
    """Write a damaged file, read it, and check time, memory and refusal. Raises `LawBroken`, keeping the file."""
    with tempfile.TemporaryDirectory(prefix="cip-fuzz-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        before, began = peak_memory(), busy()
        try:
            outcome = told(read, path)
            took = busy() - began
            if took > longest:
                raise LawBroken(f"kept the processor busy for {took:.1f} s")
            if before < peak_memory() > MEMORY_MOST:
                raise LawBroken(f"made the process hold {peak_memory() / 2**20:,.0f} MB")
        except LawBroken as error:
            keep.mkdir(parents=True, exist_ok=True)
            kept = keep / f"{label}-{name}"
            kept.write_bytes(data)
            raise LawBroken(f"{name} after {', '.join(ways)}: {error} (kept as {kept})") from error
    return outcome


def told(read: Callable[[Path], str], path: Path) -> str:
    """Return how reading ended. Raises `LawBroken` for any error that is not one of ours."""
    try:
        return read(path)
    except CipError as error:
        check_refusal_text(error)
        return f"refused: {type(error).__name__}"
    except LawBroken:
        raise
    except Exception as error:
        raise LawBroken("".join(traceback.format_exception(error))) from error


def busy() -> float:
    """Return the seconds of processor time that this process and its ended children have used."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def peak_memory() -> int:
    """Return the most bytes that this process has ever held, 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def check_texts(texts: Iterable[str]) -> None:
    """Raise `LawBroken` where a text has control characters."""
    for text in texts:
        if CONTROL.search(text):
            raise LawBroken(f"control characters are shown: {text[:200]!r}")


def texts_of(value: object) -> Iterable[str]:
    """Return every text inside a document or record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts_of(key)
            yield from texts_of(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from texts_of(item)
    elif isinstance(value, Document) or (is_dataclass(value) and not isinstance(value, type)):
        yield from texts_of(asdict(value))
