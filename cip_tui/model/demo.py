"""The demo: simulated AI calls, a cloud bill, an agreement and a customer's workbook, read like anyone's files."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cip_tui.model.calls.simulator import SimulatorSettings, simulate, write
from cip_tui.model.job import Job
from cip_tui.model.period import month_of
from cip_tui.model.samples import sample
from cip_tui.model.sources.report import ImportOptions

if TYPE_CHECKING:
    from cip_tui.model.workspace import Workspace

CALLS = ("demo_calls.csv", "demo_customers.csv", "demo_budgets.csv", "demo_teams.csv")
DEMO_DAYS = 60
BILL = "demo_cost_explorer.json"
AGREEMENT = "private_pricing_agreement.pdf"
WORKBOOK = "serverless_model_cs_platform.xlsx"


def load_demo(workspace: Workspace, job: Job, *, fresh: bool) -> None:
    """Fill a workspace with every part of the demo; what stands already is left alone unless `fresh`."""
    if fresh:
        _take_back(workspace)
    steps: tuple[Callable[[Workspace, Job], None], ...] = (_calls, _bill, _agreement, _accounts)
    for step in steps:
        step(workspace, job)


def _take_back(workspace: Workspace) -> None:
    for record in workspace.imports():
        if not record.undone and record.file in (*CALLS, BILL):
            workspace.undo_import(record.id)
    for agreement in workspace.agreements.all():
        if agreement.file == AGREEMENT:
            workspace.agreements.remove(agreement.id)
    for kept in workspace.accounts.imports():
        if not kept.undone and kept.file == WORKBOOK:
            workspace.onboarding.undo(kept.id)


def _standing(workspace: Workspace) -> set[str]:
    return {record.file for record in workspace.imports() if not record.undone}


def _calls(workspace: Workspace, job: Job) -> None:
    """Simulate 100 customers over 60 days up to yesterday."""
    if set(CALLS) <= _standing(workspace):
        return
    job.progress("Simulating 100 customers", 0.1)
    settings = SimulatorSettings(days=DEMO_DAYS, start=workspace.as_of - timedelta(days=DEMO_DAYS))
    with tempfile.TemporaryDirectory(prefix="cip-demo-") as folder:
        paths = [Path(folder) / name for name in CALLS]
        write(simulate(settings), *paths)
        for record in workspace.imports():
            if not record.undone and record.file in CALLS:
                workspace.undo_import(record.id)
        for index, path in enumerate(paths):
            job.progress(f"Importing {path.name}", 0.2 + 0.1 * index)
            workspace.import_file(path, ImportOptions(), job)


def _bill(workspace: Workspace, job: Job) -> None:
    """Import thirteen months of a cloud bill that end today."""
    if BILL in _standing(workspace):
        return
    job.progress("Importing a cloud bill", 0.7)
    answer = json.loads(sample("cost_explorer_monthly.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="cip-demo-") as folder:
        path = Path(folder) / BILL
        path.write_text(json.dumps(ending_on(answer, workspace.as_of)), encoding="utf-8")
        workspace.import_file(path, ImportOptions(), job)


def ending_on(answer: dict[str, Any], today: date) -> dict[str, Any]:
    """Return a monthly Cost Explorer answer moved by whole months, so that its open month is the one of `today`.

    The open month runs up to today, its amounts in proportion to its days; on the first of a month there is none.
    """
    months = answer["ResultsByTime"]
    last = date.fromisoformat(months[-1]["TimePeriod"]["Start"])
    move = (today.year - last.year) * 12 + today.month - last.month
    moved = []
    for month in months:
        start, end = (date.fromisoformat(month["TimePeriod"][key]) for key in ("Start", "End"))
        new = month_of(_later(start, move))
        if month is not months[-1]:
            moved.append({**month, "TimePeriod": _written(new.start, new.end)})
        elif today > new.start:
            part = Decimal((today - new.start).days) / (end - start).days
            groups = [_scaled(group, part) for group in month["Groups"]]
            moved.append({**month, "TimePeriod": _written(new.start, today), "Groups": groups})
    return {**answer, "ResultsByTime": moved}


def _later(day: date, months: int) -> date:
    """Return the first day of the month that lies `months` after that of `day`."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _written(start: date, end: date) -> dict[str, str]:
    return {"Start": start.isoformat(), "End": end.isoformat()}


def _scaled(group: dict[str, Any], part: Decimal) -> dict[str, Any]:
    metrics = {
        name: {**metric, "Amount": f"{Decimal(metric['Amount']) * part:.10f}"}
        for name, metric in group["Metrics"].items()
    }
    return {**group, "Metrics": metrics}


def _agreement(workspace: Workspace, job: Job) -> None:
    """Read the agreement, and confirm what was read without doubt; the rest waits for the person who looks around."""
    if any(record.file == AGREEMENT for record in workspace.agreements.all()):
        return
    job.progress("Reading an agreement", 0.8)
    added = workspace.agreements.add(sample(AGREEMENT), job)
    clear = [
        item.name for item in workspace.agreements.fields(added.id) if item.needs_review and not item.field.warnings
    ]
    workspace.agreements.accept(added.id, clear)


def _accounts(workspace: Workspace, job: Job) -> None:
    """Onboard the customer's workbook as it comes."""
    if any(record.file == WORKBOOK and not record.undone for record in workspace.accounts.imports()):
        return
    job.progress("Onboarding a customer's workbook", 0.9)
    workspace.onboarding.commit(workspace.onboarding.plan(sample(WORKBOOK), job=job))
