"""The spend overview by keys: breaking down, drilling, sorting, filtering, periods, explanations, and what is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from cip_tui.app import CipApp
from cip_tui.export.markdown import to_markdown
from cip_tui.model.calls.schema import DIMENSIONS
from cip_tui.model.period import Period
from cip_tui.model.workspace import Workspace
from cip_tui.screens.calls import CallsScreen
from cip_tui.screens.explain import ExplainDialog
from cip_tui.screens.spend import SpendScreen
from cip_tui.screens.spend_view import breakdown_of
from tests.app.stage import press, running, settle
from tests.golden import assert_golden, screen_text
from widgets.table import VirtualTable

SIZES = [(80, 24), (120, 40), (200, 60)]


def spend(pilot: Pilot[Any]) -> SpendScreen:
    screen = pilot.app.screen
    assert isinstance(screen, SpendScreen)
    return screen


def table(pilot: Pilot[Any]) -> VirtualTable:
    return pilot.app.screen.query_one(".main", VirtualTable)


def names(pilot: Pilot[Any]) -> list[str]:
    rows = (table(pilot).row_at(index) for index in range(table(pilot).row_count))
    return [row.cells[0] for row in rows if row is not None]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_what_is_shown(plain: Workspace, size: tuple[int, int]) -> None:
    mark = f"{size[0]}x{size[1]}"
    async with running(plain, size=size) as pilot:
        assert_golden(await press(pilot, "p"), f"spend/provider-{mark}")
        assert_golden(await press(pilot, "c", "j", "j"), f"spend/customer-{mark}")
        assert_golden(await press(pilot, "enter"), f"spend/drilled-{mark}")
        assert_golden(await press(pilot, "v"), f"spend/calls-{mark}")
        assert_golden(await press(pilot, "enter"), f"spend/call-{mark}")
        assert_golden(await press(pilot, "escape", "escape", "x"), f"spend/explained-{mark}")
        assert_golden(await press(pilot, "escape", "question_mark"), f"spend/help-{mark}")
        assert_golden(await press(pilot, "escape", "P"), f"spend/period-{mark}")
        assert_golden(await press(pilot, "escape", "n"), f"spend/notes-{mark}")
        assert_golden(await press(pilot, "escape", "e"), f"spend/export-{mark}")
        assert_golden(await press(pilot, "escape", "slash"), f"spend/filter-{mark}")


async def test_every_dimension_has_a_key(plain: Workspace) -> None:
    async with running(plain) as pilot:
        for dimension in DIMENSIONS.values():
            if dimension.key:
                text = await press(pilot, dimension.key)
                assert f"by {dimension.title}" in text.splitlines()[0]
                document = spend(pilot).document
                assert document is not None
                breakdown = breakdown_of(document)
                assert breakdown is not None
                assert breakdown.id == f"spend.by_{dimension.name}"
                total = breakdown.total
                assert total is not None
                assert sum(cell for cell in breakdown.column("cost") if cell) == total[1]  # type: ignore[misc]  # money


async def test_drilling_in_leads_to_the_calls_and_esc_back_the_same_way(plain: Workspace) -> None:
    async with running(plain) as pilot:
        await press(pilot, "o", "j", "j")
        at = names(pilot)[2]
        seen = [pilot.app.screen.sub_title]
        for _ in range(12):
            await press(pilot, "enter")
            if isinstance(pilot.app.screen, CallsScreen):
                break
            seen.append(pilot.app.screen.sub_title)
        assert isinstance(pilot.app.screen, CallsScreen)
        assert len(seen) == 9
        assert table(pilot).row_count > 0
        for title in reversed(seen):
            await press(pilot, "escape")
            assert pilot.app.screen.sub_title == title
        assert names(pilot)[table(pilot).cursor] == at
        await press(pilot, "escape", "escape")
        assert pilot.app.screen.sub_title == seen[0]
        assert pilot.app.is_running


async def test_sorting_goes_from_column_to_column_and_is_kept(plain: Workspace) -> None:
    async with running(plain) as pilot:
        await press(pilot, "c")
        await press(pilot, "S")
        document = spend(pilot).document
        assert document is not None
        breakdown = breakdown_of(document)
        assert breakdown is not None
        assert breakdown.sort == ("cost", False)
        costs = [cell for cell in breakdown.column("cost") if cell is not None]
        assert costs == sorted(costs)  # type: ignore[type-var]  # all are money
        text = await press(pilot, "f")
        assert "↑Cost USD" in text or "↑USD" in text
        await press(pilot, "s")
        document = spend(pilot).document
        assert document is not None
        assert breakdown_of(document).sort == ("share", True)  # type: ignore[union-attr]  # it has one
        assert names(pilot) == [row.cells[0] for row in breakdown_of(document).rows]  # type: ignore[union-attr]


async def test_a_filter_narrows_and_a_wrong_one_says_what_is_wrong(plain: Workspace) -> None:
    async with running(plain) as pilot:
        await press(pilot, "slash", *"modl=gpt-4")
        text = await press(pilot, "enter")
        assert "There is no dimension 'modl'" in text
        assert "model" in text
        assert not spend(pilot).scope.filter
        for _ in "modl=gpt-4":
            await pilot.press("backspace")
        text = await press(pilot, *"model=gpt-4", "enter")
        assert "Filter model=gpt-4" in text
        assert str(spend(pilot).scope.filter) == "model=gpt-4"
        await press(pilot, "m")
        assert names(pilot) == ["gpt-4"]
        text = await press(pilot, "escape")
        assert "Filter none" in text


async def test_tab_completes_a_filter_and_esc_keeps_what_was_typed(plain: Workspace) -> None:
    async with running(plain) as pilot:
        await press(pilot, "c", "slash", *"cust")
        text = await press(pilot, "tab")
        assert "Filter customer=" in text
        text = await press(pilot, *"customer-0", "escape")
        assert "Filter none" in text
        assert spend(pilot).focused is table(pilot)
        assert "Filter customer=customer-0" in await press(pilot, "slash")


async def test_a_filter_that_matches_nothing_says_why_and_what_to_do(plain: Workspace) -> None:
    async with running(plain) as pilot:
        text = " ".join((await press(pilot, "slash", *"customer=nobody", "enter")).replace("│", "").split())
        assert "No call matches" in text
        assert "Clear the filter or choose another period" in text
        for key in ("enter", "v", "x", "s", "S", "y", "m"):
            await press(pilot, key)
        assert pilot.app.is_running


async def test_periods_are_chosen_typed_and_shifted(plain: Workspace) -> None:
    async with running(plain) as pilot:
        await press(pilot, "P", *"7 days", "enter")
        assert spend(pilot).scope.period == Period(date(2026, 11, 14), date(2026, 11, 21))
        await press(pilot, "left_square_bracket")
        assert spend(pilot).scope.period == Period(date(2026, 11, 7), date(2026, 11, 14))
        await press(pilot, "right_square_bracket")
        text = await press(pilot, "P", *"2026-10-01 2026-10-31", "enter")
        assert "2026-10-01 to 2026-10-31 (31 days)" in text
        text = await press(pilot, "P", *"2026-10-31 2026-10-01", "enter")
        assert "lies before the first" in text
        await press(pilot, "escape")
        text = await press(pilot, "P", *"all", "enter")
        assert spend(pilot).scope.period is None
        assert "All there is, 2026-09-22 to 2026-11-20" in text


@pytest.mark.parametrize(
    ("keys", "formula", "rows"),
    [
        (("x",), "sum of cost_usd for each provider", True),
        (("shift+tab", "x"), "sum of cost_usd for each UTC day", True),
        (("shift+tab", "shift+tab", "enter"), "sum of cost_usd over the calls", True),
        (("shift+tab", "shift+tab", "right", "x"), "mean daily spend of the last 7 full days", True),
    ],
)
async def test_every_figure_says_where_it_comes_from(
    plain: Workspace, keys: tuple[str, ...], formula: str, rows: bool
) -> None:
    async with running(plain, size=(120, 40)) as pilot:
        await press(pilot, "p", *keys[:-1])
        help_text = " ".join((await press(pilot, "question_mark")).split())
        assert "This figure:" in help_text
        assert formula[:30] in help_text
        await press(pilot, "escape")
        text = " ".join((await press(pilot, keys[-1])).replace("│", " ").split())
        assert isinstance(pilot.app.screen, ExplainDialog)
        assert f"Formula: {formula}" in text
        assert "Query: SELECT" in text
        assert bool(pilot.app.screen.query(VirtualTable)) == rows


async def test_an_export_holds_what_is_shown_and_never_overwrites_unasked(plain: Workspace, tmp_path: Path) -> None:
    async with running(plain) as pilot:
        app = pilot.app
        assert isinstance(app, CipApp)
        app.folder = tmp_path
        shown = await press(pilot, "c", "S")
        document = spend(pilot).document
        assert document is not None
        text = await press(pilot, "e")
        assert f"jumphost:{tmp_path}"[-40:] in text
        await press(pilot, "enter")
        (path,) = tmp_path.iterdir()
        written = path.read_text(encoding="utf-8")
        assert written == to_markdown(document)
        for name in names(pilot)[: shown.count("customer-")]:
            assert name in written
        path.write_text("mine", encoding="utf-8")
        text = await press(pilot, "e", "enter")
        assert "Overwrite" in text
        await press(pilot, "enter", "escape")
        assert path.read_text(encoding="utf-8") == "mine"
        await press(pilot, "e", "enter", "y")
        assert path.read_text(encoding="utf-8") == written
        assert any("jumphost:" in note.message for note in app._notifications)


async def test_a_copy_is_sent_to_the_terminal(plain: Workspace) -> None:
    async with running(plain) as pilot:
        text = await press(pilot, "t", "y")
        document = spend(pilot).document
        assert document is not None
        assert pilot.app.clipboard == to_markdown(document)
        assert "terminal's clipboard" in " ".join(text.split())


async def test_resizing_keeps_selection_filter_and_scroll(plain: Workspace) -> None:
    async with running(plain, size=(120, 40)) as pilot:
        await press(pilot, "slash", *"team=blue", "enter", "c", "G", "k")
        before = (names(pilot)[table(pilot).cursor], spend(pilot).scope, table(pilot).scroll_y)
        wide = screen_text(pilot.app)
        for size in ((80, 24), (60, 20), (120, 40)):
            await pilot.resize_terminal(*size)
            text = await settle(pilot)
            if size == (60, 20):
                assert "80x24" in text
                assert "customer-" not in text
        assert (names(pilot)[table(pilot).cursor], spend(pilot).scope, table(pilot).scroll_y) == before
        assert text == wide


async def test_hostile_names_are_shown_letter_for_letter(hostile: Workspace) -> None:
    shown = {"[/foo]", "[red]Acme[/]", "unclosed [", "日本語の会社", "éclair", "🙂 Emoji GmbH", "tab␉here", "two␊lines"}
    async with running(hostile, size=(200, 60)) as pilot:
        text = await press(pilot, "c")
        for name in shown:
            assert name in text or name == "éclair"
        for name in ("[/foo]", "unclosed ["):
            table(pilot).move_to(names(pilot).index(name))
            assert f"This figure: {name}" in await press(pilot, "question_mark")
            assert f"Customer {name}" in await press(pilot, "escape", "x")
            assert f"Spend › {name} › by" in await press(pilot, "escape", "enter")
            await press(pilot, "escape")
