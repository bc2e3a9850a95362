"""The pricing laboratory by keys."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from cip_tui.app import CipApp
from cip_tui.model.job import Job
from cip_tui.model.sources.report import ImportOptions
from cip_tui.model.ubr.plans import read_plans
from cip_tui.screens.pricing import PricingScreen
from cip_tui.settings import AppSettings
from tests.app.world import NOW, fill, open_world
from tests.golden import assert_golden, screen_text

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pilot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pilot[Any]]:
    """One application on calls of twelve customers who pay fees, looking at the laboratory."""
    folder = tmp_path_factory.mktemp("pricing")
    workspace = open_world(folder / "workspace")
    fill(workspace, ("[red]Acme[/]",))
    people = ["customer_id,subscription_tier,monthly_fee,usage_archetype,signup_date"]
    tiers = (("starter", 29), ("pro", 99), ("enterprise", 299))
    for number in range(12):
        tier, fee = tiers[number % 3]
        people.append(f"customer-{number:02d},{tier},{fee},light,2025-01-01")
    (folder / "customers.csv").write_text("\n".join(people) + "\n", encoding="utf-8")
    workspace.import_file(folder / "customers.csv", ImportOptions(), Job())
    app = CipApp(workspace, AppSettings(workspace.root, now=lambda: NOW, user="tester", animations=False))
    app.folder = folder
    async with app.run_test(size=(80, 24)) as running:
        await settle(running)
        await running.press("4")
        await settle(running)
        yield running


async def settle(pilot: Pilot[Any]) -> str:
    """Wait for what was started; a worker that a newer one replaced is none of our business."""
    for _ in range(3):
        with contextlib.suppress(WorkerCancelled):
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    return screen_text(pilot.app)


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def lab(pilot: Pilot[Any]) -> PricingScreen:
    """Begin at the laboratory with nothing turned."""
    while len(pilot.app.screen_stack) > 1:
        pilot.app.pop_screen()
    screen = pilot.app.screen
    assert isinstance(screen, PricingScreen)
    while screen._past:
        screen.action_undo()
    screen._chosen = 2
    screen._show_grid()
    await settle(pilot)
    return screen


def cell(screen: PricingScreen, label: str, plan: int = 2) -> str:
    return next(row.cells[plan] for row in screen._rows if row.label == label)


async def to_row(pilot: Pilot[Any], screen: PricingScreen, label: str) -> None:
    position = [row.label for row in screen._rows].index(label)
    screen.query_one("#grid").move_to(position)  # type: ignore[attr-defined]  # the table
    await pilot.pause()


async def test_a_turn_is_seen_in_price_and_revenue_at_once(pilot: Pilot[Any], lab: PricingScreen) -> None:
    before = cell(lab, "Revenue USD/month")
    await to_row(pilot, lab, "pro base USD")
    await pilot.press("plus", "plus")
    assert cell(lab, "pro base USD") == "109"
    await settle(pilot)
    assert cell(lab, "Revenue USD/month") != before
    await pilot.press("u", "u")
    await settle(pilot)
    assert (cell(lab, "pro base USD"), cell(lab, "Revenue USD/month")) == ("99", before)


async def test_a_value_is_typed_and_a_wrong_one_is_refused(pilot: Pilot[Any], lab: PricingScreen) -> None:
    await to_row(pilot, lab, "pro included")
    await pilot.press("enter", *"12345", "enter")
    await settle(pilot)
    assert cell(lab, "pro included") == "12,345"
    await pilot.press("enter", *"many", "enter")
    await settle(pilot)
    assert cell(lab, "pro included") == "12,345"


async def test_todays_fees_are_not_turned(pilot: Pilot[Any], lab: PricingScreen) -> None:
    await to_row(pilot, lab, "pro base USD")
    await pilot.press("left_square_bracket", "left_square_bracket", "plus")
    await settle(pilot)
    assert not lab._past


async def test_a_pinned_structure_stands_beside_its_original(pilot: Pilot[Any], lab: PricingScreen) -> None:
    await pilot.press("p")
    await to_row(pilot, lab, "pro base USD")
    await pilot.press("plus")
    await settle(pilot)
    assert (cell(lab, "pro base USD"), cell(lab, "pro base USD", 5)) == ("104", "99")


async def test_the_optimum_joins_the_structures(pilot: Pilot[Any], lab: PricingScreen) -> None:
    await pilot.press("o")
    await settle(pilot)
    assert len(lab._rows[0].cells) == 6
    best = max(float(text.replace(",", "")) for text in lab._rows[3].cells)
    assert float(lab._rows[3].cells[5].replace(",", "")) == best


async def test_bills_open_line_by_line(pilot: Pilot[Any], lab: PricingScreen) -> None:
    await pilot.press("b")
    shown = await settle(pilot)
    assert "Bills under 'tiered'" in shown
    await pilot.press("enter")
    shown = await settle(pilot)
    assert "Base fee" in shown
    assert "Included, call" in shown
    await pilot.press("escape", "escape")
    assert isinstance(pilot.app.screen, PricingScreen)


async def test_the_structures_are_saved_as_a_plan_file(pilot: Pilot[Any], lab: PricingScreen) -> None:
    await to_row(pilot, lab, "pro base USD")
    await pilot.press("plus", "f")
    await settle(pilot)
    await pilot.press("enter")
    await settle(pilot)
    plans = read_plans(Path(pilot.app.folder) / "plans.toml")  # type: ignore[attr-defined]  # CipApp
    assert plans[1].tiers["pro"].base == 104


async def test_elasticity_is_assumed_by_key_and_the_advice_follows(pilot: Pilot[Any], lab: PricingScreen) -> None:
    before = cell(lab, "12-month margin USD", 3)
    await pilot.press("greater_than_sign", "greater_than_sign", "greater_than_sign")
    await settle(pilot)
    assert cell(lab, "12-month margin USD", 3) != before


async def test_pictures_take_the_place_of_the_grid_on_a_small_screen(pilot: Pilot[Any], lab: PricingScreen) -> None:
    await pilot.press("v")
    assert "12-month margin by elasticity" in await settle(pilot)
    await pilot.press("v")
    assert "Customers by margin" in await settle(pilot)
    await pilot.press("v")
    assert "Revenue USD/month" in await settle(pilot)


async def test_days_chosen_on_the_spend_screen_are_the_days_replayed(pilot: Pilot[Any], lab: PricingScreen) -> None:
    whole = lab.period()
    await pilot.press("1")
    await settle(pilot)
    await pilot.press("left_square_bracket")
    await settle(pilot)
    await pilot.press("4")
    await settle(pilot)
    assert lab.period() != whole
    await pilot.press("1", "right_square_bracket")
    await settle(pilot)
    await pilot.press("4")
    await settle(pilot)
    assert lab.period() == whole


async def test_the_screen_looks_like_this(pilot: Pilot[Any], lab: PricingScreen) -> None:
    lab.query_one("#grid").move_to(6)  # type: ignore[attr-defined]  # the table
    assert_golden(await settle(pilot), "screens/pricing_80x24")
    await pilot.resize_terminal(120, 40)
    assert_golden(await settle(pilot), "screens/pricing_120x40")
    await pilot.resize_terminal(80, 24)
    await settle(pilot)
