"""The demo: simulated calls, customers, budgets and teams, imported like any other file."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cip_tui.model.calls.simulator import SimulatorSettings, simulate, write
from cip_tui.model.job import Job
from cip_tui.model.sources.report import ImportOptions

if TYPE_CHECKING:
    from cip_tui.model.workspace import Workspace

DEMO_FILES = ("demo_calls.csv", "demo_customers.csv", "demo_budgets.csv", "demo_teams.csv")
DEMO_DAYS = 60


def load_demo(workspace: Workspace, job: Job, *, fresh: bool) -> None:
    """Simulate 100 customers over 60 days up to yesterday and import them; loading it twice changes nothing."""
    standing = [record for record in workspace.imports() if not record.undone and record.file in DEMO_FILES]
    if len(standing) == len(DEMO_FILES) and not fresh:
        return
    job.progress("Simulating 100 customers", 0.1)
    settings = SimulatorSettings(days=DEMO_DAYS, start=workspace.as_of - timedelta(days=DEMO_DAYS))
    with tempfile.TemporaryDirectory(prefix="cip-demo-") as folder:
        paths = [Path(folder) / name for name in DEMO_FILES]
        write(simulate(settings), *paths)
        for record in standing:
            workspace.undo_import(record.id)
        for index, path in enumerate(paths):
            job.progress(f"Importing {path.name}", 0.3 + 0.15 * index)
            workspace.import_file(path, ImportOptions(), job)
