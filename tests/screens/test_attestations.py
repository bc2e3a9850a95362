"""The attestation calendar: month and agenda follow each other, one key says one thing, and files are written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from cip_tui.app import CipApp
from cip_tui.export.markdown import to_markdown
from cip_tui.model.attestation.calendar import alarm_days
from cip_tui.model.attestation.desk import Attestations, Sources
from cip_tui.model.attestation.entries import Entry, Profile
from cip_tui.model.attestation.lint import lint
from cip_tui.model.attestation.reading import Seen
from cip_tui.model.commitment.terms import AttestationDuty, Terms
from cip_tui.model.job import Job
from cip_tui.model.workspace import Workspace
from cip_tui.screens.attestations import AttestationsScreen
from cip_tui.screens.chrome import TitleBar
from cip_tui.screens.deadline import OneDeadlineScreen
from tests.app.world import open_world
from tests.attestation.duties import HOSTILE, JOB, TERMS
from tests.golden import assert_golden, screen_text
from tests.screens.reading import opened, press
from widgets.month import MonthCalendar
from widgets.table import VirtualTable

POC = AttestationDuty(
    "GenAI POC summary", "once", date(2026, 11, 25), 10, owner="ML lead", evidence=("POC summary", "Tag export")
)
LATE = AttestationDuty("Security services export", "monthly", date(2026, 10, 30), grace_days=5, evidence=("Export",))
AGREEMENT = replace(TERMS, attestations=(*TERMS.attestations, POC, LATE))


class World:
    """An empty workspace with agreements, which tests may swap."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.terms: list[Terms] = [AGREEMENT]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Open the workspace."""
    made = World(open_world(tmp_path / "workspace"))

    def attestations(workspace: Workspace) -> Attestations:
        return Attestations(workspace.room, Sources(lambda: made.terms, tuple, lambda _: [], lambda _: []))

    monkeypatch.setattr(Workspace, "attestations", property(attestations))
    yield made
    made.workspace.close()


@asynccontextmanager
async def calendar(world: World, *keys: str, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[Any]]:
    """Open the application on the calendar."""
    async with opened(world.workspace, "7", *keys, size=size) as pilot:
        yield pilot


def screen_of(pilot: Pilot[Any]) -> AttestationsScreen:
    screen = pilot.app.screen
    assert isinstance(screen, AttestationsScreen)
    return screen


def chosen(pilot: Pilot[Any]) -> str:
    item = screen_of(pilot).item()
    assert item is not None
    return item.obligation.title


def frame(pilot: Pilot[Any]) -> str:
    return screen_text(pilot.app).splitlines()[0]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_what_is_shown(world: World, size: tuple[int, int]) -> None:
    mark = f"{size[0]}x{size[1]}"
    async with calendar(world, size=size) as pilot:
        assert_golden(screen_text(pilot.app), f"screens/attestations_{mark}")
        await press(pilot, "enter")
        assert_golden(screen_text(pilot.app), f"screens/attestation_{mark}")


async def test_overdue_stands_on_top_and_on_the_frame_of_every_screen(world: World) -> None:
    async with calendar(world) as pilot:
        # One begins at what is due next, near today; what is overdue stands above it.
        assert chosen(pilot) == "GenAI POC summary"
        await press(pilot, "g")
        assert chosen(pilot) == "Security services export (2026-10)"
        assert frame(pilot).endswith("■ 1 overdue")
        await press(pilot, "0")
        assert frame(pilot).endswith("■ 1 overdue")


async def test_what_is_due_is_on_the_frame_from_the_start(world: World) -> None:
    world.terms = [replace(TERMS, attestations=(POC,))]
    async with opened(world.workspace, "0") as pilot:
        assert "▲ 1 due" in frame(pilot)
        assert pilot.app.screen.query_one(TitleBar)


async def test_the_month_follows_the_agenda_and_the_agenda_the_month(world: World) -> None:
    async with calendar(world) as pilot:
        month = pilot.app.screen.query_one(MonthCalendar)
        assert month.day == date(2026, 11, 25)
        await press(pilot, "shift+tab", "right", "right", "right", "right", "right")
        assert month.day == date(2026, 11, 30)
        assert chosen(pilot) == "Security services export (2026-11)"
        await press(pilot, "left")
        assert "Nothing is due on this day" in screen_text(pilot.app)
        await press(pilot, "right_square_bracket", "t")
        assert month.day == date(2026, 11, 21)
        await press(pilot, "left_square_bracket", "left_square_bracket")
        assert "September 2026" in screen_text(pilot.app)


async def test_done_asks_for_missing_evidence_and_is_undone(world: World) -> None:
    async with calendar(world, "g", "d") as pilot:
        assert "evidence this is missing" in " ".join(screen_text(pilot.app).split())
        await press(pilot, "escape")
        assert chosen(pilot) == "Security services export (2026-10)"
        await press(pilot, "d", "y")
        assert chosen(pilot) != "Security services export (2026-10)"
        assert "overdue" not in frame(pilot)
        await press(pilot, "u")
        assert frame(pilot).endswith("■ 1 overdue")


async def test_evidence_is_handed_in_as_a_file(world: World, tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_bytes(b"x")
    async with calendar(world, "g") as pilot:
        assert isinstance(pilot.app, CipApp)
        pilot.app.folder = tmp_path
        await press(pilot, "v", "enter")
        await pilot.press(*"export.csv")
        await press(pilot, "enter")
        item = screen_of(pilot).item()
        assert item is not None
        assert item.record.evidence["export"].size == 1
        # With all its evidence one key is enough, and what is overdue is settled.
        await press(pilot, "d")
        assert "overdue" not in frame(pilot)


async def test_a_deadline_is_put_off_with_a_reason_only(world: World) -> None:
    async with calendar(world, "f") as pilot:
        await press(pilot, "enter", "enter")
        assert "Give a reason first" in screen_text(pilot.app)
        await pilot.press(*"late")
        await press(pilot, "enter", "enter")
        item = screen_of(pilot).item()
        assert item is not None
        found = world.workspace.attestations.items(JOB)
        moved = next(one for one in found if one.record.reason == "late")
        assert moved.obligation.due == date(2026, 12, 2)


async def test_a_deadline_opens_and_comes_back(world: World) -> None:
    async with calendar(world, "g", "enter") as pilot:
        assert isinstance(pilot.app.screen, OneDeadlineScreen)
        await press(pilot, "d", "y")
        assert "Attested" in screen_text(pilot.app)
        await press(pilot, "escape")
        assert chosen(pilot) != "Security services export (2026-10)"


async def test_a_calendar_file_is_written_for_a_profile(world: World, tmp_path: Path) -> None:
    async with calendar(world, "c") as pilot:
        assert isinstance(pilot.app, CipApp)
        pilot.app.folder = tmp_path
        assert "Google Calendar" in screen_text(pilot.app)
        await press(pilot, "b", "enter")
        data = (tmp_path / "attestations.ics").read_bytes()
        assert lint(data) == []
        assert b"-P29DT15H" in data


async def test_documents_to_fill_in_are_written_into_a_folder(world: World, tmp_path: Path) -> None:
    async with calendar(world) as pilot:
        assert isinstance(pilot.app, CipApp)
        pilot.app.folder = tmp_path
        await press(pilot, "m", "enter")
        assert sorted(path.name for path in (tmp_path / "evidence").iterdir()) == [
            "genai_poc_summary_poc_summary.md",
            "genai_poc_summary_tag_export.md",
        ]


async def test_words_narrow_the_agenda_and_esc_widens_it(world: World) -> None:
    async with calendar(world, "slash") as pilot:
        await pilot.press(*"security 2027")
        await press(pilot, "enter")
        agenda = pilot.app.screen.query_one("#agenda", VirtualTable)
        assert agenda.row_count == 12
        assert "12 of" in screen_text(pilot.app)
        await press(pilot, "s", "S", "escape")
        assert agenda.row_count > 12
        await press(pilot, "slash")
        await pilot.press(*"zzz")
        await press(pilot, "enter")
        assert "No deadline has these words" in screen_text(pilot.app)


async def test_business_days_are_chosen_and_a_wrong_country_is_told(world: World) -> None:
    async with calendar(world, "b") as pilot:
        await pilot.press(*"XX")
        await press(pilot, "enter", "enter", "enter")
        assert "No holidays are known" in screen_text(pilot.app)
        await press(pilot, "escape", "b")
        await pilot.press(*"US", "enter", "enter")
        await press(pilot, "enter")
        assert world.workspace.attestations.rules().country == "US"


async def test_what_is_shown_is_what_the_command_writes(world: World) -> None:
    async with calendar(world, "y") as pilot:
        assert pilot.app.clipboard == to_markdown(world.workspace.attestations.overview(JOB))


async def test_names_that_break_programs_are_shown_as_they_are(world: World) -> None:
    duties = tuple(AttestationDuty(name, "once", date(2026, 12, 1 + n)) for n, name in enumerate(HOSTILE))
    world.terms = [replace(TERMS, attestations=(*duties, AttestationDuty("[/foo] [red]", "once", date(2026, 11, 21))))]
    async with calendar(world, size=(80, 24)) as pilot:
        assert "[/foo] [red]" in screen_text(pilot.app)
        await pilot.press(*"j" * len(HOSTILE))
        await press(pilot, "enter", "escape", "f", "escape", "d")
        assert pilot.app.is_running


async def test_without_deadlines_it_says_where_they_come_from(world: World) -> None:
    world.terms = []
    async with calendar(world, "d", "f", "v", "enter") as pilot:
        assert "No deadlines" in screen_text(pilot.app)
        assert not pilot.app.screen.query(Input)
        await press(pilot, "n")
        assert "they come from confirmed agreements" in " ".join(screen_text(pilot.app).split())


class Paper:
    """A calendar that keeps what it is given."""

    name, alarms = "paper", 9

    def __init__(self) -> None:
        self.kept: dict[str, Seen] = {}

    def read(self, _: Job) -> dict[str, Seen]:
        return dict(self.kept)

    def create(self, entry: Entry, profile: Profile) -> None:
        alarms = len(alarm_days(entry, profile))
        self.kept[entry.uid] = Seen(entry.uid, entry.day, entry.summary, entry.sequence, entry.changed, alarms=alarms)


async def test_a_push_shows_first_what_it_would_do(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = Paper()
    secrets: list[tuple[str, ...]] = []

    def target(*given: str) -> Paper:
        secrets.append(given)
        return paper

    monkeypatch.setattr("cip_tui.model.attestation.caldav_target.CalDavTarget", target)
    async with calendar(world, "p", "enter") as pilot:
        await pilot.press(*"https://x/", "enter", "enter", *"geheim")
        assert "geheim" not in screen_text(pilot.app)
        await press(pilot, "enter")
        text = screen_text(pilot.app)
        assert "A simulation, nothing was written" in text
        assert "Would be done" in text
        assert paper.kept == {}
        await press(pilot, "p")
        assert paper.kept
        assert secrets == [("https://x/", "tester", "geheim")]
        await press(pilot, "p", "enter", "enter", "enter", "enter")
        assert "up to date" in screen_text(pilot.app)
    assert b"geheim" not in (world.workspace.root / "journal.db").read_bytes()


async def test_outlook_is_simulated_without_an_application(world: World) -> None:
    async with calendar(world, "p", "down", "enter", "enter", "enter") as pilot:
        text = screen_text(pilot.app)
        assert "not asked" in text or "A simulation, nothing was written" in text
        await press(pilot, "p")
        assert pilot.app.screen.query(VirtualTable)
