"""The analyzers: the list, reading with the keys, the way down to the calls, and the scope shared with the overview."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from cip_tui.model.analyses import ANALYSES
from cip_tui.model.job import Job
from cip_tui.model.sources.report import ImportOptions
from cip_tui.model.workspace import Workspace
from cip_tui.screens.analyzers import AnalyzersScreen
from cip_tui.screens.calls import CallsScreen
from cip_tui.screens.choices import ChoiceList
from cip_tui.screens.document_blocks import Figures, Prose, Rows
from cip_tui.screens.explain import ExplainDialog
from cip_tui.screens.spend import SpendScreen
from tests.export.documents import full
from tests.finops.spiky import write_spiky
from tests.golden import assert_golden, screen_text
from tests.screens.reading import opened, press, settle, view


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work out only what is asked for."""
    monkeypatch.setattr(AnalyzersScreen, "WORKS_AHEAD", False)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_list_and_document_stand_side_by_side_or_one_after_the_other(
    small_world: Workspace, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The picture is of a fixed document, so that it changes with the screen and not with the figures."""
    monkeypatch.setattr(Workspace, "analyze", lambda *_: full())
    async with opened(small_world, "2", size=size) as pilot:
        assert_golden(screen_text(pilot.app), f"screens/analyzers_{size[0]}x{size[1]}")
        await press(pilot, "j", "enter")
        assert_golden(screen_text(pilot.app), f"screens/analyzers_reading_{size[0]}x{size[1]}")


async def test_every_analysis_stands_in_the_list_with_its_figure_and_findings(small_world: Workspace) -> None:
    async with opened(small_world, "2", size=(80, 24)) as pilot:
        screen, text = pilot.app.screen, screen_text(pilot.app)
        assert isinstance(screen, AnalyzersScreen)
        assert set(screen._found) == set(ANALYSES)
        for analysis in ANALYSES.values():
            assert analysis.title in text
        assert "failed" not in text
        assert "Total spend $" in text
        name, insight = next((name, one) for name, found in screen._found.items() for one in found.insights())
        await press(pilot, *["j"] * list(ANALYSES).index(name), "enter")
        block = next(one for one in view(pilot).blocks() if isinstance(one, Prose) and one.key == insight.id)
        words = " ".join(block.render().plain.split())
        assert insight.title in words
        for part in (insight.problem, insight.recommendation, insight.outcome, insight.domain, insight.capability):
            assert part.split()[-1] in words


@pytest.mark.usefixtures("one_at_a_time")
async def test_enter_on_a_row_shows_its_calls_and_esc_leads_back_to_it(small_world: Workspace) -> None:
    async with opened(small_world, "2", "enter") as pilot:
        rows = next(block for block in view(pilot).blocks() if isinstance(block, Rows) and block.table.rows[0].drill)
        rows.focus()
        await press(pilot, "j")
        name, drill = rows.table.rows[1].cells[0], rows.table.rows[1].drill
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, CallsScreen)
        assert screen.sub_title is not None
        assert str(name) in screen.sub_title
        assert screen.document is not None
        assert drill is not None
        assert drill in dict(screen.document.facts)["Scope"]
        await press(pilot, "escape")
        assert pilot.app.screen.focused is rows
        assert rows.cursor == 1


@pytest.mark.usefixtures("one_at_a_time")
async def test_esc_leads_from_the_document_to_the_list_and_never_out(small_world: Workspace) -> None:
    async with opened(small_world, "2", "enter", size=(80, 24)) as pilot:
        assert not pilot.app.screen.query_one(ChoiceList).display
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen.focused, ChoiceList)
        assert not view(pilot).display
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, AnalyzersScreen)


@pytest.mark.usefixtures("one_at_a_time")
async def test_figures_tables_and_findings_can_be_explained(small_world: Workspace) -> None:
    async with opened(small_world, "2", *"jjj", "enter") as pilot:
        blocks = [block for block in view(pilot).blocks() if getattr(block, "figure", lambda: None)() is not None]
        for kind in (Figures, Rows, Prose):
            next(block for block in blocks if isinstance(block, kind)).focus()
            await press(pilot, "x")
            assert isinstance(pilot.app.screen, ExplainDialog), kind
            await press(pilot, "escape")


@pytest.mark.usefixtures("one_at_a_time")
async def test_a_sorted_table_is_exported_as_it_is_shown(small_world: Workspace) -> None:
    async with opened(small_world, "2", "enter") as pilot:
        rows = next(block for block in view(pilot).blocks() if isinstance(block, Rows) and len(block.table.rows) > 2)
        rows.focus()
        await press(pilot, "S")
        assert isinstance(pilot.app.screen, AnalyzersScreen)
        assert pilot.app.screen.document is not None
        shown = pilot.app.screen.document.table(rows.table.id)
        assert shown.rows == rows.table.rows
        assert shown.sort == rows.sort


@pytest.mark.usefixtures("one_at_a_time")
async def test_period_and_filter_are_those_of_the_spend_overview(small_world: Workspace) -> None:
    async with opened(small_world, "c", "enter", "2") as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, AnalyzersScreen)
        assert str(screen.scope.filter).startswith("customer=")
        await press(pilot, "left_square_bracket", "1")
        overview = pilot.app.screen
        assert isinstance(overview, SpendScreen)
        assert overview.scope == screen.scope
        assert overview.document is not None
        await press(pilot, "escape", "2")
        assert screen.scope == overview.scope
        assert not screen.scope.filter


@pytest.mark.usefixtures("one_at_a_time")
async def test_a_filter_typed_here_narrows_what_is_read(small_world: Workspace) -> None:
    async with opened(small_world, "2", "slash") as pilot:
        await press(pilot, *"team=blue", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, AnalyzersScreen)
        assert str(screen.scope.filter) == "team=blue"
        assert screen.document is not None
        assert "team=blue" in dict(screen.document.facts).values() or "team=blue" in screen_text(pilot.app)
        assert isinstance(screen.focused, ChoiceList)


@pytest.mark.usefixtures("one_at_a_time")
async def test_resizing_keeps_the_document_and_what_is_in_focus(small_world: Workspace) -> None:
    async with opened(small_world, "2", "enter", "tab", "tab") as pilot:
        focused = pilot.app.screen.focused
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert pilot.app.screen.focused is focused
        assert view(pilot).display
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        assert pilot.app.screen.focused is focused


@pytest.mark.usefixtures("one_at_a_time")
async def test_a_failed_analysis_says_so_and_the_others_go_on(
    small_world: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyze = Workspace.analyze

    def broken(self: Workspace, name: str, *args: object) -> object:
        if name == "understanding":
            raise ZeroDivisionError("no luck")
        return analyze(self, name, *args)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(Workspace, "analyze", broken)
    async with opened(small_world, "2") as pilot:
        assert "no luck" in screen_text(pilot.app)
        await press(pilot, "escape")
        assert "failed" in screen_text(pilot.app)
        await press(pilot, "j")
        assert isinstance(pilot.app.screen, AnalyzersScreen)
        assert pilot.app.screen.document is not None
        assert pilot.app.screen.document.id != "understanding"


@pytest.mark.usefixtures("one_at_a_time")
async def test_a_spike_that_is_called_planned_counts_no_more_until_that_is_taken_back(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "w", now=lambda: datetime(2026, 5, 31, 9, 0), user="tester")
    workspace.import_file(write_spiky(tmp_path / "calls.csv"), ImportOptions(), Job())
    place = list(ANALYSES).index("realtime")
    async with opened(workspace, "2", "P", *"all", "enter", *["j"] * place, "enter") as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, AnalyzersScreen)
        assert screen.document is not None
        assert screen.document.metric("realtime.open").value == 1
        rows = next(one for one in view(pilot).blocks() if isinstance(one, Rows) and one.key == "realtime.incidents")
        rows.focus()
        await press(pilot, "m", "p")
        assert list(workspace.incident_words().values()) == ["planned"]
        assert screen.document.metric("realtime.open").value == 0
        await press(pilot, "u")
        assert workspace.incident_words() == {}
        assert screen.document.metric("realtime.open").value == 1
    workspace.close()
