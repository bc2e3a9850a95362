"""The commitment screen by keys: what is shown, what can be tried, and what is said where something is missing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio
from textual.pilot import Pilot

from cip_tui.app import CipApp
from cip_tui.model.commitment.commitments import Commitments
from cip_tui.model.workspace import Workspace
from cip_tui.screens.commitment import CommitmentScreen
from tests.app.stage import press, running
from tests.app.world import fill, open_world
from tests.commitment.spend_world import TERMS, commitments
from tests.golden import assert_golden, screen_text
from widgets.table import VirtualTable

pytestmark = pytest.mark.asyncio(loop_scope="module")

OTHER = replace(TERMS, agreement_id="zz", title="[red]Zweiter[/] Vertrag 日本", years=(), total=Decimal(3_000_000))


class Given:
    """The commitments that the application is given for its workspace."""

    def __init__(self) -> None:
        self.room = commitments([TERMS, OTHER], ai={"openai": Decimal(4_000), "bedrock": Decimal(9_000)})


@pytest.fixture(scope="module")
def given() -> Iterator[Given]:
    """Commitments of their own in the place of the workspace's."""
    found = Given()

    def room(self: Workspace) -> Commitments:
        return found.room

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workspace, "commitments", property(room))
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pilot(given: Given, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pilot[Any]]:
    """One application that looks at the commitment."""
    folder = tmp_path_factory.mktemp("commitment")
    workspace = open_world(folder / "workspace")
    fill(workspace, rows=300)
    async with running(workspace) as started:
        assert isinstance(started.app, CipApp)
        started.app.folder = folder
        await press(started, "5")
        yield started
    workspace.close()


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def screen(pilot: Pilot[Any]) -> CommitmentScreen:
    """Begin at the commitment with nothing tried."""
    while len(pilot.app.screen_stack) > 1:
        pilot.app.pop_screen()
    pilot.app.clear_notifications()
    found = pilot.app.screen
    assert isinstance(found, CommitmentScreen)
    found._tried, found._past, found._view, found._picture, found._agreement = {}, [], 0, 0, TERMS.agreement_id
    found.load()
    await press(pilot)
    table = found.query_one("#details", VirtualTable)
    table.focus()
    table.move_to(0)
    return found


async def test_it_says_where_one_stands_at_once(pilot: Pilot[Any]) -> None:
    shown = await press(pilot)
    for words in ("$808,024", "53.9 %", "-45 days", "behind", "Off track", "Burn-down, year 2", "First lever"):
        assert words in shown


async def test_the_tables_follow_one_another(pilot: Pilot[Any]) -> None:
    for words in ("Levers, by dollars", "What does not count, year 2", "Services, year 2", "Months, year 2", "What if"):
        assert words in await press(pilot, "v")
    assert "Contract years" in await press(pilot, "v")
    assert "What if" in await press(pilot, "V")


async def test_the_gap_to_the_even_line_is_one_key_away(pilot: Pilot[Any]) -> None:
    assert "Ahead of the even line, year 2" in await press(pilot, "r")
    await press(pilot, "shift+tab")
    assert "commitment x elapsed days" in (await press(pilot, "x")).replace("\n", " ")
    await press(pilot, "escape")
    assert "Burn-down, year 2" in await press(pilot, "r")


async def test_growth_is_tried_by_key_and_taken_back(pilot: Pilot[Any], screen: CommitmentScreen) -> None:
    assert screen.document is not None
    before = screen.document.metric("commitment.forecast").value
    shown = await press(pilot, "plus", "plus", "plus")
    assert "Tried: growth 15%" in shown
    grown = screen.document.metric("commitment.forecast").value
    assert isinstance(grown, Decimal)
    assert isinstance(before, Decimal)
    assert grown > before
    await press(pilot, "u", "u", "u")
    assert screen.document.metric("commitment.forecast").value == before


async def test_a_purchase_is_typed_and_nonsense_is_refused(pilot: Pilot[Any], screen: CommitmentScreen) -> None:
    shown = await press(pilot, "b", *"600k", "enter")
    assert "Tried: purchase 600k" in shown
    assert "Safe" in shown
    shown = await press(pilot, "m", *"lots", "enter")
    assert "is not an amount" in shown
    await press(pilot, "escape")
    assert screen._tried == {"purchase": "600k"}


async def test_open_rules_are_turned(pilot: Pilot[Any], screen: CommitmentScreen) -> None:
    assert "credits yes" in await press(pilot, "c")
    assert "support yes" in await press(pilot, "p")
    assert "carry over yes" in await press(pilot, "o")
    await press(pilot, "o", "p", "p", "c", "c")
    assert screen._tried == {}


async def test_a_figure_and_a_row_are_explained(pilot: Pilot[Any]) -> None:
    shown = await press(pilot, "v", "enter")
    assert "Pay a year of steady use upfront" in shown
    await press(pilot, "escape", "shift+tab", "shift+tab")
    shown = await press(pilot, "x")
    assert "billed before credits" in shown
    assert "Source: ppa.pdf" in shown.replace("\n", " ")


async def test_the_next_commitment_is_one_key_away(pilot: Pilot[Any]) -> None:
    shown = await press(pilot, "t")
    assert "Next commitment" in shown
    shown = await press(pilot, "o", *"1M:6%,50M:40%", "enter")
    assert "$1,000,000 at 6.0 %" in shown
    assert "growth 5%" in await press(pilot, "plus")
    shown = await press(pilot, "o", *"never", "enter")
    assert "not understood" in shown
    await press(pilot, "escape", "escape")
    assert isinstance(pilot.app.screen, CommitmentScreen)


async def test_another_agreement_is_one_key_away_and_shown_as_written(pilot: Pilot[Any]) -> None:
    shown = await press(pilot, "right_square_bracket")
    assert "[red]Zweiter[/] Vertrag 日本" in shown
    assert "Private Pricing" in await press(pilot, "left_square_bracket")


async def test_confirmed_amounts_are_written_as_focus(pilot: Pilot[Any]) -> None:
    await press(pilot, "f", "enter")
    assert isinstance(pilot.app, CipApp)
    written = (pilot.app.folder / "contract_commitment.csv").read_text(encoding="utf-8")
    assert "ContractCommitmentCost" in written.splitlines()[0]
    assert "1500000" in written


async def test_rows_are_sorted(pilot: Pilot[Any], screen: CommitmentScreen) -> None:
    await press(pilot, "v", "s", "s")
    assert screen.document is not None
    amounts = screen.document.table("commitment.levers").column("amount")
    assert amounts == sorted(amounts, reverse=True)  # type: ignore[type-var]  # decimals
    await press(pilot, "S")
    assert screen.document.table("commitment.levers").column("amount") == amounts[::-1]


async def test_what_is_missing_is_said(pilot: Pilot[Any], given: Given, screen: CommitmentScreen) -> None:
    kept, screen._agreement = given.room, None
    try:
        for room, words in (
            (commitments(terms=()), "There is no agreement yet"),
            (commitments([replace(TERMS, years=(), period=None, open=("period.start",))]), "period.start"),
            (commitments(charges=()), "Import a Cost Explorer file"),
        ):
            given.room = room
            assert words in await press(pilot, "ctrl+r")
    finally:
        given.room = kept
        await press(pilot, "ctrl+r")


async def test_the_screen_looks_like_this(pilot: Pilot[Any]) -> None:
    assert_golden(screen_text(pilot.app), "screens/commitment_80x24")
    assert_golden(await press(pilot, "v", "plus"), "screens/commitment_levers_80x24")
    assert_golden(await press(pilot, "r"), "screens/commitment_gap_80x24")
    await pilot.resize_terminal(120, 40)
    assert_golden(await press(pilot, "V", "r"), "screens/commitment_120x40")
    assert_golden(await press(pilot, "t"), "screens/next_commitment_120x40")
    await press(pilot, "escape")
    await pilot.resize_terminal(80, 24)
    await press(pilot)
