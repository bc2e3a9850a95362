"""The accounts screen by keys: list, filter, one account, plays and what is decided on them, questions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from cip_tui.model.document import Table
from cip_tui.model.workspace import Workspace
from cip_tui.screens.account_ask import AskScreen
from cip_tui.screens.account_reader import AccountReader
from cip_tui.screens.accounts import AccountsScreen
from tests.app.world import open_world
from tests.golden import assert_golden, screen_text
from tests.paths import ROOT
from tests.screens.reading import opened, press

SAMPLE = ROOT / "sample_inputs" / "serverless_model_cs_platform.csv"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with the sample's accounts; tests that decide something take it back."""
    workspace = open_world(tmp_path_factory.mktemp("accounts") / "workspace")
    workspace.onboarding.commit(workspace.onboarding.plan(SAMPLE))
    return workspace


@pytest.fixture
async def pilot(filled: Workspace) -> AsyncIterator[Pilot[None]]:
    async with opened(filled, "9", size=(120, 40)) as found:
        yield found


def accounts(pilot: Pilot[None]) -> AccountsScreen:
    screen = pilot.app.screen
    assert isinstance(screen, AccountsScreen)
    return screen


def reader(pilot: Pilot[None]) -> AccountReader:
    screen = pilot.app.screen
    assert isinstance(screen, AccountReader)
    return screen


async def type_text(pilot: Pilot[None], text: str) -> None:
    names = {" ": "space", ":": "colon", ">": "greater_than_sign", "-": "minus"}
    await pilot.press(*(names.get(char, char) for char in text))


def shown_table(pilot: Pilot[None]) -> Table:
    document = accounts(pilot).document
    assert document is not None
    return document.table("accounts.list")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_list_looks_as_kept(filled: Workspace, size: tuple[int, int]) -> None:
    async with opened(filled, "9", size=size) as found:
        assert_golden(screen_text(found.app), f"screens/accounts_{size[0]}")


async def test_an_account_looks_as_kept(filled: Workspace) -> None:
    async with opened(filled, "9", size=(80, 24)) as found:
        await found.press(*"jjjjjjjj")
        await press(found, "enter")
        assert_golden(screen_text(found.app), "screens/account_80")


async def test_the_other_views_look_as_kept(pilot: Pilot[None]) -> None:
    for key, name in (("p", "plays"), ("d", "dashboard"), ("c", "churn")):
        await press(pilot, key)
        assert_golden(screen_text(pilot.app), f"screens/accounts_{name}")
    await press(pilot, "escape")
    assert accounts(pilot)


async def test_a_filter_narrows_finds_similar_names_and_says_what_is_wrong(pilot: Pilot[None]) -> None:
    await press(pilot, "slash")
    await type_text(pilot, "churn:high acv>100k sort:-acv")
    await press(pilot, "enter")
    assert shown_table(pilot).column("account") == [
        "Ironclad Payments",
        "Cobalt Simulation",
        "Harborlight Insurance",
        "Vantage Underwriting",
    ]
    assert "4 of 35" in screen_text(pilot.app)
    await press(pilot, "escape")
    assert len(shown_table(pilot).rows) == 35
    await press(pilot, "slash")
    await type_text(pilot, "vntage")
    await press(pilot, "enter")
    assert shown_table(pilot).column("account") == ["Vantage Underwriting"]
    await press(pilot, "backspace", "slash")
    await type_text(pilot, "chrun:high")
    await press(pilot, "enter")
    assert "Did you mean churn?" in screen_text(pilot.app)
    await press(pilot, "escape", "slash")
    assert "chrun:high" in screen_text(pilot.app)
    await press(pilot, "escape")
    assert len(shown_table(pilot).rows) == 35


async def test_enter_leads_to_the_account_and_esc_back(pilot: Pilot[None]) -> None:
    await press(pilot, "s", "S")
    table = shown_table(pilot)
    assert table.sort is not None
    name = str(table.rows[3].cells[0])
    await pilot.press(*"gjjj")
    await press(pilot, "enter")
    assert reader(pilot).document is not None
    assert name in screen_text(pilot.app)
    await press(pilot, "escape")
    found = accounts(pilot).account_in_focus()
    assert found is not None
    assert found[1] == name


async def test_a_play_is_accepted_rejected_and_taken_back_by_a_key(pilot: Pilot[None], filled: Workspace) -> None:
    await press(pilot, "p", "tab", "tab", "a")
    document = reader(pilot).document
    assert document is not None
    assert document.table("plays.decided").column("id") == ["SRVL-3033/sudden-drop"]
    await press(pilot, "r", "w")
    document = reader(pilot).document
    assert document is not None
    assert len(document.table("plays.decided").rows) == 2
    await press(pilot, "u", "u")
    document = reader(pilot).document
    assert document is not None
    assert document.table("plays.decided").rows == ()
    assert document.table("plays.open").rows[0].cells[0] == "Stonebridge Bank"
    await press(pilot, "enter")
    document = reader(pilot).document
    assert document is not None
    assert document.data["account_id"] == "SRVL-3033"
    await press(pilot, "escape", "escape")
    assert accounts(pilot)


async def test_a_question_is_asked_and_answered(pilot: Pilot[None]) -> None:
    await press(pilot, "colon")
    assert isinstance(pilot.app.screen, AskScreen)
    await type_text(pilot, "ARR at risk by CSM")
    await press(pilot, "enter")
    text = screen_text(pilot.app)
    assert "Understood as: groups sum acv band:at-risk,critical by:csm" in text
    assert "480,000" in text
    assert_golden(text, "screens/accounts_ask")
    await press(pilot, "slash")
    await type_text(pilot, "who is furious")
    await press(pilot, "enter")
    assert "Not understood" in screen_text(pilot.app)
    await press(pilot, "escape")
    assert accounts(pilot)


async def test_a_band_is_pinned_and_a_setting_changed_and_the_list_follows(pilot: Pilot[None]) -> None:
    await press(pilot, "enter", "b")
    await type_text(pilot, "critical 2026-12-31 Sponsor left")
    await press(pilot, "enter")
    assert "Critical (pinned)" in screen_text(pilot.app)
    await press(pilot, "escape")
    assert "Critical (pinned)" in screen_text(pilot.app)
    await press(pilot, "enter", "b", "escape", "t", "enter")
    await type_text(pilot, "step")
    await press(pilot, "enter")
    assert "step" in screen_text(pilot.app)
    await press(pilot, "enter")
    await type_text(pilot, "standard")
    await press(pilot, "enter", "escape")
    assert "pinned" not in screen_text(pilot.app)
    assert str(shown_table(pilot).rows[0].cells[3])[:5] == "98.06"


async def test_an_empty_workspace_says_where_accounts_come_from(tmp_path: Path) -> None:
    async with opened(open_world(tmp_path / "workspace"), "9", size=(80, 24)) as found:
        text = screen_text(found.app)
        assert "There are no accounts yet" in text
        assert "cip onboard FILE --confirm" in text
        await press(found, "slash", "enter", "s", "backspace")
        assert "There are no accounts yet" in screen_text(found.app)
