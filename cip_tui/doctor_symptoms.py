"""The three complaints people come with: no credits recommended, deadlines missing from a calendar, a PDF not read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from cip_tui.doctor import Check
from cip_tui.model.document import Level
from cip_tui.model.errors import CipError
from cip_tui.model.job import Job

if TYPE_CHECKING:
    from cip_tui.model.workspace import Workspace

GROUP = "Questions"
CREDITS, CALENDAR, PDF = "No credits recommended?", "Deadlines missing from a calendar?", "A PDF not read?"


def symptom_checks(root: Path, now: Callable[[], datetime]) -> Iterator[Check]:
    """Look for the usual causes in a workspace that is there and whole."""
    from cip_tui.model.workspace import Workspace

    looks = (
        ("symptom.credits", CREDITS, _credits),
        ("symptom.calendar", CALENDAR, _calendar),
        ("symptom.pdf", PDF, _pdf),
    )
    with closing(Workspace.open(root, now=now, user="")) as workspace:
        for check_id, title, look in looks:
            try:
                found, level, advice = look(workspace)
            except CipError as error:
                found, level, advice = error.message, Level.WARNING, error.next_step
            yield Check(GROUP, check_id, title, found, level, advice)


def _credits(workspace: Workspace) -> tuple[str, Level, str]:
    """Spend below thresholds, services not on the bill, or fewer than 30 days."""
    if workspace.cloud_spend.is_empty():
        return "no cloud bill is imported", Level.INFO, "cip import COST_EXPLORER.json, or cip import --aws"
    view = workspace.credits.view(Job())
    if not view.spend.enough:
        days = view.spend.covered.days if view.spend.covered is not None else 0
        return f"the bill covers {days} days", Level.WARNING, "At least 30 days are needed: import a longer export"
    unmatched = ", ".join(name for name, _ in view.spend.unmatched[:3])
    advice = f"Names on the bill that match no service: {unmatched}" if unmatched else ""
    listed = len(view.listed)
    if not listed:
        return "no programme is within reach", Level.WARNING, advice or "cip credits says what each one asks for"
    return f"{listed} programmes are within reach", Level.GOOD, advice


def _calendar(workspace: Workspace) -> tuple[str, Level, str]:
    """Nothing confirmed to lay out, or no way to the calendar."""
    items = workspace.attestations.items(Job())
    missing = [name for name, module in (("caldav", "caldav"), ("outlook", "msal")) if find_spec(module) is None]
    extras = f"Not installed: {', '.join(missing)} (a calendar file works without)" if missing else ""
    if not items:
        advice = "Confirm the attestations of an agreement (cip agreement list), or accept a credit"
        return "no deadline is laid out", Level.INFO, advice
    advice = "cip attestations export -o FILE.ics; push --simulate shows what a calendar would get"
    return f"{len(items)} deadlines are laid out", Level.GOOD, f"{advice}. {extras}".rstrip(". ")


def _pdf(workspace: Workspace) -> tuple[str, Level, str]:
    """Nothing read, or read and not confirmed."""
    agreements = workspace.agreements.all()
    if not agreements:
        advice = "cip agreement read FILE.pdf says why: a scan needs text recognition first, a locked file its password"
        return "no agreement is read", Level.INFO, advice
    waiting = sum(workspace.agreements.review_count(record.id) for record in agreements)
    if waiting:
        advice = "Unconfirmed values count nowhere: press 5, then a, or use cip agreement confirm"
        return f"{len(agreements)} read, {waiting} fields to confirm", Level.WARNING, advice
    return f"{len(agreements)} read, every field confirmed", Level.GOOD, ""
