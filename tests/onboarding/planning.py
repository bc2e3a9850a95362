"""Plans of files for the tests: the samples, and tables written on the spot."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from cip_tui.model.onboarding.choices import Choices
from cip_tui.model.onboarding.plan import ImportPlan
from cip_tui.model.workspace import Workspace
from tests.paths import ROOT

SAMPLES = ROOT / "sample_inputs"
PLATFORM = SAMPLES / "serverless_model_cs_platform.xlsx"
PLATFORM_CSV = SAMPLES / "serverless_model_cs_platform.csv"
MESSY = SAMPLES / "serverless_messy.xlsx"
NOW = datetime(2026, 11, 21, 12)
TODAY = date(2026, 11, 21)


def open_workspace(folder: Path) -> Workspace:
    """Open a workspace with a clock that stands still."""
    return Workspace.open(folder / "workspace", now=lambda: NOW, user="tester")


def planned(folder: Path, path: Path, choices: Choices | None = None) -> ImportPlan:
    """Return the plan of a file in an empty workspace."""
    workspace = open_workspace(folder)
    try:
        return workspace.onboarding.plan(path, choices)
    finally:
        workspace.close()


def sample_table() -> list[list[str]]:
    """Return header and rows of the sample, as text."""
    return list(csv.reader(PLATFORM_CSV.read_text(encoding="utf-8").splitlines()))


def write_table(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path
