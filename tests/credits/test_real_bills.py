"""Recommendations from real bills: every service name is matched or listed, and nothing is made up."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

from cip_tui.model.commitment.charges import Charge
from cip_tui.model.credits.states import State
from cip_tui.model.credits.usage import QUALIFYING, Spend
from cip_tui.model.job import Job
from cip_tui.model.period import Period
from cip_tui.model.sources.report import ImportOptions
from cip_tui.model.workspace import Workspace
from tests.credits.bills import charge, desk
from tests.paths import ROOT, shared


def opened(folder: Path, file: Path, now: datetime) -> Workspace:
    workspace = Workspace.open(folder / "workspace", now=lambda: now, user="ann")
    workspace.import_file(file, ImportOptions(), Job())
    return workspace


def unaccounted(spend: Spend, charges: list[Charge]) -> set[str]:
    """Return the names of services that are neither matched nor listed."""
    assert spend.window is not None
    known = {*spend.by_service, *(name for name, _ in spend.unmatched)}
    inside = [c for c in charges if spend.window.start <= c.period.start and c.period.end <= spend.window.end]
    return {c.service for c in inside if c.type in QUALIFYING and (c.service_id or c.service) not in known}


def test_every_name_of_the_cost_explorer_answer_is_matched(tmp_path: Path) -> None:
    file = shared("cloud_cost", "cost_explorer_monthly_by_service.json")
    workspace = opened(tmp_path, file, datetime(2023, 10, 10, tzinfo=UTC))
    spend = workspace.credits.view(Job()).spend
    assert unaccounted(spend, workspace.cloud_spend.charges(Job())) == set()
    assert spend.unmatched == ()
    workspace.close()


def test_every_name_of_the_focus_sample_is_matched_or_listed(tmp_path: Path) -> None:
    """Amazon's are matched; those of other providers are listed with their amounts."""
    with shared("cloud_cost", "focus_1_0_sample_1000.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    charges = [
        charge(row["ServiceName"], row["BilledCost"], Period(date(2024, 9, 1), date(2024, 10, 1))) for row in rows
    ]
    view = desk(tmp_path, charges, today=date(2024, 10, 10)).view(Job())
    assert unaccounted(view.spend, charges) == set()
    amazon = {row["ServiceName"] for row in rows if row["ProviderName"] == "AWS"}
    assert not amazon & {name for name, _ in view.spend.unmatched}
    assert {name for name, _ in view.spend.unmatched} == {row["ServiceName"] for row in rows} - amazon
    assert view.get("serverless").missing == ()


def test_the_cost_explorer_answer_qualifies_for_security_alone(tmp_path: Path) -> None:
    file = shared("cloud_cost", "cost_explorer_monthly_by_service.json")
    workspace = opened(tmp_path, file, datetime(2023, 10, 10, tzinfo=UTC))
    view = workspace.credits.view(Job())
    assert {item.key for item in view.recommendations if item.state is State.QUALIFIED} == {"security"}
    security = view.get("security")
    assert set(security.in_use) == {"config", "securityhub", "guardduty", "kms"}
    assert security.missing == ()
    assert view.get("serverless").missing == ("apigateway", "dynamodb")
    workspace.close()


def test_the_sample_bill_shows_the_worked_example(tmp_path: Path) -> None:
    file = ROOT / "sample_inputs" / "cost_explorer_monthly.json"
    workspace = opened(tmp_path, file, datetime(2026, 11, 21, tzinfo=UTC))
    item = workspace.credits.view(Job()).get("serverless")
    assert item.missing == ("apigateway",)
    assert item.estimate.net.base is not None
    assert item.estimate.net.base > 0
    workspace.close()
