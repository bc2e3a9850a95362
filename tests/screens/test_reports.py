"""The reports: read on the screen, written one by one or all, never over a file that was there."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from cip_tui.app import CipApp
from cip_tui.export.markdown import to_markdown
from cip_tui.model.job import Job
from cip_tui.model.reports import REPORTS
from cip_tui.model.workspace import Workspace
from cip_tui.screens.reports import ReportsScreen
from tests.export.documents import full
from tests.golden import assert_golden, screen_text
from tests.screens.reading import opened, press, settle


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_report_is_listed_with_its_file(
    small_world: Workspace, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The picture is of a fixed document, so that it changes with the screen and not with the figures."""
    monkeypatch.setattr(Workspace, "report", lambda *_: full())
    async with opened(small_world, "3", size=size) as pilot:
        text = screen_text(pilot.app)
        for report in REPORTS.values():
            assert report.title in text
            assert report.file in text
        assert_golden(text, f"screens/reports_{size[0]}x{size[1]}")


async def test_a_report_is_written_as_the_command_writes_it(small_world: Workspace, tmp_path: Path) -> None:
    async with opened(small_world, "3", "j") as pilot:
        app, screen = pilot.app, pilot.app.screen
        assert isinstance(app, CipApp)
        assert isinstance(screen, ReportsScreen)
        app.folder = tmp_path
        await press(pilot, "e", "enter")
        name = list(REPORTS)[1]
        written = (tmp_path / REPORTS[name].file).read_text(encoding="utf-8")
        assert written == to_markdown(small_world.report(name, screen.scope, Job()))
        assert app.screen is screen


async def test_all_reports_are_written_into_a_folder_and_nothing_is_overwritten_unasked(
    small_world: Workspace, tmp_path: Path
) -> None:
    async with opened(small_world, "3") as pilot:
        app = pilot.app
        assert isinstance(app, CipApp)
        app.folder = tmp_path
        await press(pilot, "a", "enter")
        folder = tmp_path / "reports"
        assert sorted(path.name for path in folder.iterdir()) == sorted(report.file for report in REPORTS.values())
        assert isinstance(app.screen, ReportsScreen)

        mine = folder / REPORTS["finops-summary"].file
        mine.write_text("mine", encoding="utf-8")
        await press(pilot, "a", "enter")
        assert "Overwrite" in screen_text(app)
        assert str(mine.name) in screen_text(app).replace("\n", "")
        await press(pilot, "escape")
        assert mine.read_text(encoding="utf-8") == "mine"
        assert "Write every report" in screen_text(app)


async def test_a_file_is_no_folder(small_world: Workspace, tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("", encoding="utf-8")
    async with opened(small_world, "3") as pilot:
        assert isinstance(pilot.app, CipApp)
        pilot.app.folder = tmp_path
        await press(pilot, "a", "enter")
        assert "That is a file; name a folder" in screen_text(pilot.app)
        assert pilot.app.screen.query_one(Input).has_focus


async def test_what_is_shown_is_what_is_copied(small_world: Workspace) -> None:
    async with opened(small_world, "3", "y") as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, ReportsScreen)
        assert screen.document is not None
        assert pilot.app.clipboard == to_markdown(screen.document)
        await settle(pilot)
