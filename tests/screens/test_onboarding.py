"""The onboarding by keys: eight keys for the sample, backwards without loss, fixes in place, undo."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from textual.pilot import Pilot

from cip_tui.app import CipApp
from cip_tui.screens.onboarding import OnboardingScreen
from cip_tui.screens.onboarding_preview import PreviewScreen, ReceiptScreen
from tests.app.stage import press, running
from tests.app.world import open_world
from tests.golden import assert_golden, screen_text
from tests.onboarding.planning import MESSY, PLATFORM, sample_table, write_table
from widgets.table import VirtualTable

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pilot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pilot[Any]]:
    """One application on an empty workspace, in a folder with two customer files."""
    folder = tmp_path_factory.mktemp("onboarding")
    for path in (PLATFORM, MESSY):
        shutil.copy(path, folder)
    workspace = open_world(folder / "workspace")
    async with running(workspace) as started:
        app = started.app
        assert isinstance(app, CipApp)
        app.folder = folder
        await press(started, "8")
        yield started
    workspace.close()


def home(pilot: Pilot[Any]) -> OnboardingScreen:
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, OnboardingScreen)
    return screen


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def fresh(pilot: Pilot[Any]) -> None:
    """Begin at the files, with nothing decided and nothing imported."""
    while len(pilot.app.screen_stack) > 1:
        pilot.app.pop_screen()
    await pilot.resize_terminal(80, 24)
    screen = home(pilot)
    for record in screen.workspace.accounts.imports():
        if not record.undone:
            screen.workspace.onboarding.undo(record.id)
    screen.wizard.__init__()  # type: ignore[misc]  # begin anew
    screen._columns = False
    pilot.app.clear_notifications()
    screen.ready()
    await press(pilot)
    screen.query_one("#step", VirtualTable).move_to(0)


async def take(pilot: Pilot[Any], name: str) -> None:
    """Take a file of the list."""
    screen = home(pilot)
    at = [one.path.name for one in screen._files].index(name)
    screen.query_one("#step", VirtualTable).move_to(at)
    await press(pilot, "enter")


async def test_the_whole_sample_takes_eight_keys(pilot: Pilot[Any]) -> None:
    await take(pilot, PLATFORM.name)
    shown = await press(pilot, "enter", "enter", "enter", "enter")
    assert "Will create 35 accounts and 455 KPIs" in shown
    assert "446 observed, 2 imputed, 7 no data" in shown
    assert "KPI data ready from Step 4 transformation; b brings a further file" in shown
    assert home(pilot).workspace.accounts.accounts() == []
    shown = await press(pilot, "c")
    assert "Nothing is written yet" in shown
    await press(pilot, "y")
    assert isinstance(pilot.app.screen, ReceiptScreen)
    assert len(home(pilot).workspace.accounts.accounts()) == 35


async def test_cancel_is_what_enter_means_and_leaves_nothing(pilot: Pilot[Any]) -> None:
    await take(pilot, PLATFORM.name)
    await press(pilot, "p", "c", "enter")
    assert isinstance(pilot.app.screen, PreviewScreen)
    assert home(pilot).workspace.accounts.imports() == [
        record for record in home(pilot).workspace.accounts.imports() if record.undone
    ]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_step_looks_as_it_should(pilot: Pilot[Any], size: tuple[int, int]) -> None:
    await pilot.resize_terminal(*size)
    name = f"{size[0]}x{size[1]}"
    await take(pilot, MESSY.name)
    for step in ("goals", "weights", "ranges", "accounts"):
        assert_golden(screen_text(pilot.app), f"onboarding_{step}_{name}")
        await press(pilot, *(() if step == "accounts" else ("enter",)))
    await press(pilot, "v")
    assert_golden(screen_text(pilot.app), f"onboarding_columns_{name}")
    await press(pilot, "enter")
    assert_golden(screen_text(pilot.app), f"onboarding_preview_{name}")
    await press(pilot, "c")
    assert_golden(screen_text(pilot.app), f"onboarding_confirm_{name}")
    await press(pilot, "escape", "escape")
    assert_golden(screen_text(pilot.app), f"onboarding_kpis_{name}")


async def test_going_back_loses_nothing(pilot: Pilot[Any]) -> None:
    await take(pilot, PLATFORM.name)
    wizard = home(pilot).wizard
    await press(pilot, "space", "enter", "+", "+", "j", "t", *(["backspace"] * 2), "3", "0", "enter", "enter")
    await press(pilot, "t", *(["backspace"] * 12), *"50, 700", "enter", "enter", "f", *"EMEA", "enter")
    for _ in range(6):
        await press(pilot, "escape")
    assert wizard.step == 0
    shown = await press(pilot, "enter", "enter", "enter", "enter", "enter")
    assert isinstance(pilot.app.screen, PreviewScreen), shown
    assert wizard.goals == ("adoption", "satisfaction", "revenue", "support")
    weights = {one.name: one.weight for one in wizard.choices.health.scheme.categories}
    assert weights["Product Usage"] == Decimal(37)
    assert weights["Business Outcomes"] == Decimal(30)
    assert wizard.choices.health.ranges == {"K1": (Decimal(50), Decimal(700))}
    assert wizard.plan is not None
    assert set(wizard.plan.accounts.texts["region"]) == {"EMEA"}


async def test_weights_show_their_sum_and_can_be_reset(pilot: Pilot[Any]) -> None:
    await take(pilot, PLATFORM.name)
    shown = await press(pilot, "enter", "-", "-")
    assert "Total 98, not 100" in shown
    shown = await press(pilot, "r")
    assert "Total 100." in shown


async def test_ranges_the_wrong_way_round_are_refused(pilot: Pilot[Any]) -> None:
    await take(pilot, PLATFORM.name)
    await press(pilot, "enter", "enter", "t", *(["backspace"] * 12), *"600, 50", "enter")
    assert home(pilot).wizard.choices.health.ranges == {}


async def test_a_cell_is_fixed_where_its_finding_stands(pilot: Pilot[Any]) -> None:
    await take(pilot, MESSY.name)
    shown = await press(pilot, "p")
    assert "33 accounts and 429 KPIs" in shown
    assert "Customers!B5" in shown
    shown = await press(pilot, "enter", *"Helix Genomics", "enter")
    assert "34 accounts and 442 KPIs" in shown
    assert home(pilot).wizard.choices.edits == {"Customers!B5": "Helix Genomics"}


async def test_a_column_is_mapped_by_hand(pilot: Pilot[Any], tmp_path: Path) -> None:
    rows = sample_table()
    rows[0][rows[0].index("company_name")] = "Who"
    home(pilot).take(write_table(tmp_path / "odd.csv", rows))
    shown = await press(pilot)
    shown = await press(pilot, "enter", "enter", "enter")
    assert "No column is known for company_name" in " ".join(shown.split())
    await press(pilot, "v", "j", "m", *"company", "enter")
    plan = home(pilot).wizard.plan
    assert plan is not None
    assert not plan.blocked
    assert plan.used["company_name"].header == "Who"


async def test_undo_says_what_it_did(pilot: Pilot[Any]) -> None:
    await take(pilot, PLATFORM.name)
    await press(pilot, "p", "c", "y")
    assert isinstance(pilot.app.screen, ReceiptScreen)
    await press(pilot, "u")
    await press(pilot, "y")
    assert home(pilot).workspace.accounts.accounts() == []


async def test_a_file_that_is_refused_says_why_and_the_list_stays(pilot: Pilot[Any], tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    home(pilot).take(path)
    shown = await press(pilot)
    assert "The file is empty" in shown
    await press(pilot, "escape")
    assert home(pilot).wizard.plan is None


async def test_a_large_file_shows_its_head_and_then_all_of_it(pilot: Pilot[Any], tmp_path: Path) -> None:
    header, *rows = sample_table()
    many = [[f"C-{number:05d}", f"Company {number}", *rows[number % 35][2:]] for number in range(6_000)]
    home(pilot).take(write_table(tmp_path / "large.csv", [header, *many]))
    shown = await press(pilot)
    assert "Will create 6,000 accounts and 78,000 KPIs" in " ".join(shown.split()) or "6,000" in shown
    plan = home(pilot).wizard.plan
    assert plan is not None
    assert plan.complete


async def test_names_that_break_programs_show_as_they_are(pilot: Pilot[Any], tmp_path: Path) -> None:
    from tests.app.world import HOSTILE

    header, *rows = sample_table()
    for row, name in zip(rows, HOSTILE, strict=False):
        row[1] = name
    home(pilot).take(write_table(tmp_path / "hostile.csv", [header, *rows]))
    await press(pilot)
    shown = await press(pilot, "enter", "enter", "enter")
    assert "[/foo]" in shown
    assert "[red]Acme[/]" in shown
    await press(pilot, "enter", "v", "v")
    assert isinstance(pilot.app.screen, PreviewScreen)
