"""The credits screen by keys: deciding, what follows from it at once, the views below, and what is exported."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from textual.pilot import Pilot

from cip_tui.app import CipApp
from cip_tui.model.job import Job
from cip_tui.model.sources.report import ImportOptions
from cip_tui.model.workspace import Workspace
from cip_tui.screens.credits import START_DAYS, CreditsScreen
from cip_tui.screens.credits_parts import Look
from tests.app.stage import press, running, settle
from tests.app.world import open_world
from tests.golden import assert_golden, screen_text
from tests.paths import ROOT
from widgets.table import VirtualTable

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pilot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pilot[Any]]:
    """One application that looks at the sample bill."""
    folder = tmp_path_factory.mktemp("credits")
    workspace = open_world(folder / "workspace")
    workspace.import_file(ROOT / "sample_inputs" / "cost_explorer_monthly.json", ImportOptions(), Job())
    async with running(workspace, size=(120, 40)) as started:
        assert isinstance(started.app, CipApp)
        started.app.folder = folder
        yield started
    workspace.close()


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def screen(pilot: Pilot[Any]) -> CreditsScreen:
    """Begin at 120x40 at the first credit, with nothing decided."""
    app = pilot.app
    assert isinstance(app, CipApp)
    app.clear_notifications()
    while len(app.screen_stack) > 1:
        app.pop_screen()
    while any(not item.undone for item in app.workspace.credits.view(Job()).history):
        app.workspace.credits.undo()
    await pilot.resize_terminal(120, 40)
    await press(pilot, "6")
    found = app.screen
    assert isinstance(found, CreditsScreen)
    found._look, found._view, found._days, found._budget = Look(), 0, START_DAYS, None
    found.remove_class("-reading")
    found.load()
    await settle(pilot)
    table = offers(pilot)
    table.focus()
    table.move_to(0)
    await settle(pilot)
    return found


def offers(pilot: Pilot[Any]) -> VirtualTable:
    return pilot.app.screen.query_one("#offers", VirtualTable)


def desk(pilot: Pilot[Any]) -> Any:
    workspace = pilot.app.workspace  # type: ignore[attr-defined]  # a CipApp
    assert isinstance(workspace, Workspace)
    return workspace.credits


def shown(screen: CreditsScreen, column: str) -> dict[str, object]:
    """Return a column of the list as it is shown, by programme id."""
    table = screen._shown
    assert table is not None
    return dict(zip(map(str, table.column("id")), table.column(column), strict=True))


async def test_the_worked_example_is_on_the_screen(pilot: Pilot[Any]) -> None:
    text = await press(pilot, "j", "j")
    assert "Case: Serverless stack" in text
    assert "AWS Lambda + Amazon DynamoDB in use: add Amazon API Gateway → 18 % credit" in text
    text = await press(pilot, "enter", "down", "down", "down")
    assert "$300 a month: reached with $4,398.61" in text
    assert "Case: Serverless stack" not in await press(pilot, "escape", "home", "j")


async def test_accepting_is_one_key_and_its_effect_is_seen_at_once(pilot: Pilot[Any], screen: CreditsScreen) -> None:
    before = shown(screen, "chance")
    assert "$0/month" in screen_text(pilot.app)
    text = await press(pilot, "a")
    assert "Accepted Analytics platform; u takes it back" in text
    assert "$2,319/month" in text
    assert "● Accepted" in text
    after = shown(screen, "chance")
    assert all(after[key] != before[key] for key in before)
    assert list(after)[-1] == "analytics"
    assert "100 %" in text or "0 %" in text
    assert desk(pilot).accepted()[0].programme.id == "analytics"
    text = await press(pilot, "u")
    assert "Took back: accept Analytics platform" in text
    assert shown(screen, "chance") == before
    assert desk(pilot).accepted() == []


async def test_rejecting_asks_for_a_reason_with_its_effect(pilot: Pilot[Any], screen: CreditsScreen) -> None:
    text = await press(pilot, "x")
    assert "Reject Analytics platform: why?" in text
    assert "effort weighs more" in text
    assert "why?" not in await press(pilot, "escape")
    assert desk(pilot).view(Job()).history[0:1] == () or desk(pilot).view(Job()).history[0].undone
    await press(pilot, "x", "w")
    assert shown(screen, "said")["analytics"] == "Rejected: too much work, back on 2026-12-21"


async def test_snoozing_sets_aside(pilot: Pilot[Any], screen: CreditsScreen) -> None:
    text = await press(pilot, "s")
    assert "Analytics platform is back on 2026-12-21" in text
    assert shown(screen, "said")["analytics"] == "Snoozed, back on 2026-12-21"


async def test_keys_pressed_fast_lose_no_decision(pilot: Pilot[Any], screen: CreditsScreen) -> None:
    await pilot.press("a", "j", "s", "j", "a")
    await settle(pilot)
    history = [item for item in desk(pilot).view(Job()).history if not item.undone]
    assert len(history) == 3
    assert len({item.shown.subject for item in history}) == 3


async def test_what_is_accepted_twice_is_told(pilot: Pilot[Any], screen: CreditsScreen) -> None:
    await press(pilot, "a")
    text = await press(pilot, "end", "a")
    assert "is accepted already" in text
    await press(pilot, "escape")


async def test_an_accepted_credit_moves_on(pilot: Pilot[Any], screen: CreditsScreen) -> None:
    text = await press(pilot, "m")
    assert "is not accepted" in text
    await press(pilot, "a")
    text = await press(pilot, "end", "m")
    assert "Analytics platform is now" in text
    await press(pilot, "1")
    assert "● Evidence" in screen_text(pilot.app)
    desk(pilot).retreat("analytics")


async def test_the_plan_follows_days_and_budget(pilot: Pilot[Any]) -> None:
    text = await press(pilot, "v")
    assert "Plan of credits" in text
    assert "of 20" in text
    assert "of 25" in await press(pilot, "plus")
    assert "of 15" in await press(pilot, "minus", "minus")
    await press(pilot, "right_square_bracket")
    assert pilot.app.screen._budget == Decimal(0)  # type: ignore[attr-defined]  # the credits screen
    await press(pilot, "left_square_bracket")
    assert pilot.app.screen._budget is None  # type: ignore[attr-defined]  # the credits screen


async def test_learning_and_history_are_views(pilot: Pilot[Any]) -> None:
    await press(pilot, "a")
    assert offers(pilot).cursor == 0
    await press(pilot, "x", "n")
    text = await press(pilot, "v", "v")
    assert "What is learned from your decisions" in text
    assert "Brier score" in text
    text = await press(pilot, "v")
    assert "Decisions on credits" in text
    assert "Not relevant to us" in text
    assert "Case:" in await press(pilot, "v")


async def test_the_list_is_sorted_and_filtered(pilot: Pilot[Any], screen: CreditsScreen) -> None:
    await press(pilot, "o")
    names = list(shown(screen, "programme").values())
    assert names == sorted(names, key=lambda name: str(name).casefold())
    await press(pilot, "O")
    assert list(shown(screen, "programme").values()) == names[::-1]
    text = await press(pilot, "slash", *"generative", "enter")
    assert "3 of 12" in text
    text = await press(pilot, "slash", *"zzz", "enter")
    assert "Nothing holds 'zzz'" in text
    await press(pilot, "slash", "backspace", "enter")
    assert len(shown(screen, "programme")) == 12


async def test_a_figure_is_explained(pilot: Pilot[Any]) -> None:
    text = await press(pilot, "f")
    assert "chance of acceptance times net benefit" in text
    await press(pilot, "escape")


async def test_what_is_exported_is_what_is_shown(pilot: Pilot[Any], screen: CreditsScreen, tmp_path: Path) -> None:
    await press(pilot, "slash", *"serverless", "enter")
    document = screen.export_document(Job())
    assert document is not None
    assert document.table("credits.list").column("id") == ["serverless"]
    assert document.table("credit.services").rows


async def test_it_stays_where_it_was_after_a_resize(pilot: Pilot[Any]) -> None:
    await press(pilot, "j", "j", "j")
    for size in ((80, 24), (200, 60), (120, 40)):
        await pilot.resize_terminal(*size)
        await settle(pilot)
    assert offers(pilot).cursor == 3


async def test_pictures(pilot: Pilot[Any], screen: CreditsScreen) -> None:
    assert_golden(await press(pilot, "j", "j"), "screens/credits_120x40")
    await pilot.resize_terminal(80, 24)
    await settle(pilot)
    assert_golden(screen_text(pilot.app), "screens/credits_80x24")
    assert_golden(await press(pilot, "enter"), "screens/credits_case_80x24")
    assert_golden(await press(pilot, "escape", "x"), "screens/credits_reason_80x24")
    await press(pilot, "escape")
    await pilot.resize_terminal(120, 40)
    assert_golden(await press(pilot, "v"), "screens/credits_plan_120x40")
