"""Files that may be onboarded: the samples that come along, and the workbooks and tables of a folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cip_tui.model.errors import WorkspaceError
from cip_tui.model.samples import sample

_SUFFIXES = (".xlsx", ".xlsm", ".csv", ".xls", ".ods")
_SAMPLES = ("serverless_model_cs_platform.xlsx", "serverless_messy.xlsx", "serverless_model_cs_platform.csv")
_ENTRIES_MOST = 2_000
_SHOWN_MOST = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file, its size in bytes, and whether it is a sample that comes along."""

    path: Path
    size: int
    sample: bool


def candidates(folder: Path) -> list[Candidate]:
    """Return the workbooks and tables of a folder by name, workbooks first, then the samples that come along."""
    found: list[Candidate] = []
    try:
        with os.scandir(folder) as entries:
            for number, entry in enumerate(entries):
                if number >= _ENTRIES_MOST:
                    break
                if entry.name.lower().endswith(_SUFFIXES) and entry.is_file():
                    found.append(Candidate(Path(entry.path), entry.stat().st_size, sample=False))
    except OSError:
        # A folder that cannot be read offers nothing; the samples are there all the same.
        found = []
    found.sort(key=lambda one: (one.path.suffix.lower() == ".csv", one.path.name))
    own = {one.path.resolve() for one in found}
    return [*found[:_SHOWN_MOST], *(one for one in samples() if one.path.resolve() not in own)]


def samples() -> list[Candidate]:
    """Return the sample files that come along, the plain workbook first; none where they were taken out."""
    try:
        found = [sample(name) for name in _SAMPLES]
    except WorkspaceError:
        return []
    return [Candidate(path, path.stat().st_size, sample=True) for path in found]
