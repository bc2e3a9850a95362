"""The cloud spend screen by keys: breakdowns, the months of a service, fetching from AWS, and what fails there."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest
import pytest_asyncio
from textual.pilot import Pilot

from cip_tui.model.commitment.aws_access import AwsError
from cip_tui.model.commitment.cloud_spend import CloudSpend
from cip_tui.model.importing import Receipt
from cip_tui.model.job import Job
from cip_tui.model.sources.report import ImportOptions
from cip_tui.model.workspace import Workspace
from cip_tui.screens.cloud_spend import CloudServiceScreen, CloudSpendScreen
from tests.app.stage import press, running
from tests.app.world import fill
from tests.commitment.answers import answer, group, period, saved
from tests.golden import assert_golden, screen_text
from tests.paths import ROOT
from widgets.table import VirtualTable

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAMPLE = ROOT / "sample_inputs" / "cost_explorer_monthly.json"
NOW = datetime(2026, 11, 21, 9, 30)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pilot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pilot[Any]]:
    """One application with a few calls and thirteen months of charges."""
    folder = tmp_path_factory.mktemp("cloud")
    workspace = Workspace.open(folder / "workspace", now=lambda: NOW, user="tester")
    fill(workspace, rows=300)
    workspace.import_file(SAMPLE, ImportOptions(), Job())
    async with running(workspace, size=(120, 40)) as started:
        yield started
    workspace.close()


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def screen(pilot: Pilot[Any]) -> CloudSpendScreen:
    """Begin at cloud spend by service, the first row in focus."""
    while len(pilot.app.screen_stack) > 1:
        pilot.app.pop_screen()
    pilot.app.clear_notifications()
    await press(pilot, "5", "d")
    found = pilot.app.screen
    assert isinstance(found, CloudSpendScreen)
    found.query_one("#charges", VirtualTable).focus()
    return found


async def test_the_screens_look_like_this(pilot: Pilot[Any]) -> None:
    assert_golden(screen_text(pilot.app), "screens/cloud_spend_120x40")
    assert_golden(await press(pilot, "enter"), "screens/cloud_service_120x40")
    await press(pilot, "escape")
    await pilot.resize_terminal(80, 24)
    assert_golden(await press(pilot, "v"), "screens/cloud_spend_types_80x24")
    await pilot.resize_terminal(120, 40)
    await press(pilot)


async def test_it_is_reached_from_the_commitment_and_shows_the_dearest_service_first(pilot: Pilot[Any]) -> None:
    shown = screen_text(pilot.app)
    for words in (
        "$1,117,098.95",
        "2026-10, closed",
        "Charges per month",
        "Amazon EC2",
        "Datadog Pro",
        "1 of 28 names",
    ):
        assert words in shown
    assert "Commitment" in await press(pilot, "escape")


async def test_v_turns_through_the_breakdowns(pilot: Pilot[Any], screen: CloudSpendScreen) -> None:
    for words in ("Marketplace", "All accounts together", "Not stated", "Amazon EC2"):
        shown = await press(pilot, "v")
        assert words in shown
        assert screen.document is not None
    assert "By region" in await press(pilot, "V")


async def test_enter_shows_the_months_of_a_service_and_esc_comes_back(pilot: Pilot[Any]) -> None:
    shown = await press(pilot, *["down"] * 6, "enter")
    assert isinstance(pilot.app.screen, CloudServiceScreen)
    assert "Cloud spend: Amazon Bedrock" in shown
    assert "Estimated so far" in shown
    assert isinstance(pilot.app.screen, CloudServiceScreen)
    await press(pilot, "escape")
    assert isinstance(pilot.app.screen, CloudSpendScreen)


async def test_a_service_without_an_id_is_found_by_its_name(pilot: Pilot[Any], screen: CloudSpendScreen) -> None:
    await press(pilot, *["down"] * 5, "enter")
    assert "Cloud spend: Datadog Pro" in screen_text(pilot.app)


async def test_rows_are_sorted_and_explained(pilot: Pilot[Any], screen: CloudSpendScreen) -> None:
    await press(pilot, "S")
    assert screen.document is not None
    amounts = screen.document.table("cloud.by_service").column("amount")
    assert amounts == sorted(amounts)  # type: ignore[type-var]  # decimals
    assert "sum of the charges" in await press(pilot, "x")
    await press(pilot, "escape")


async def test_notes_say_what_to_mind(pilot: Pilot[Any]) -> None:
    assert "are estimates of the provider" in await press(pilot, "n")
    await press(pilot, "escape")


async def test_a_fetch_that_fails_says_what_to_do_and_one_that_works_is_shown(
    pilot: Pilot[Any],
    screen: CloudSpendScreen,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    def denied(*_: Any) -> Receipt:
        raise AwsError("The permission ce:GetCostAndUsage is missing", next_step="Have it allowed")

    monkeypatch.setattr(CloudSpend, "fetch", denied)
    shown = await press(pilot, "f")
    assert "ce:GetCostAndUsage is missing" in shown
    assert "Have it allowed" in shown
    await press(pilot, "escape")

    later = answer(period("2026-11-20", "2026-11-21", group("AWS Lambda", "Usage", amount="777", unit="EUR")))
    path = saved(tmp_path_factory.mktemp("aws") / "aws-1-daily.json", later)
    monkeypatch.setattr(CloudSpend, "fetch", lambda *_: screen.workspace.import_file(path, ImportOptions(), Job()))
    assert "Fetched 1 charges" in await press(pilot, "f")
    assert "777.00" in await press(pilot, "c")
    assert screen.document is not None
    assert screen.document.currency == "EUR"
    record = screen.workspace.imports()[0]
    screen.workspace.undo_import(record.id)
    screen.cip.changed()
    await press(pilot, "c")
    assert "All charges are in one currency" in screen_text(pilot.app)


async def test_a_fetch_can_be_stopped(
    pilot: Pilot[Any], screen: CloudSpendScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = threading.Event()

    def endless(_: CloudSpend, access: Any, wanted: Any, job: Job) -> Receipt:
        job.on_cancel(stopped.set)
        stopped.wait(10)
        job.check()
        raise AssertionError("it was not stopped")

    monkeypatch.setattr(CloudSpend, "fetch", endless)
    await pilot.press("f")
    await pilot.press("escape")
    shown = await press(pilot)
    assert stopped.is_set()
    assert "nothing was fetched" in shown
    assert isinstance(pilot.app.screen, CloudSpendScreen)


async def test_an_empty_workspace_says_how_charges_come_in(
    pilot: Pilot[Any], screen: CloudSpendScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CloudSpend, "currencies", lambda *_: {})
    shown = await press(pilot, "ctrl+r")
    assert "no cloud charges yet" in shown
    assert "f fetches from AWS" in shown
