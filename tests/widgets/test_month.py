"""The month: moved in by day, week and month, with marks that need no colour."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
import pytest_asyncio
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from tests.golden import assert_golden, screen_text
from widgets import samples
from widgets.glyphs import ASCII, UNICODE, Glyphs
from widgets.month import DayMark, MonthCalendar
from widgets.theme import install

TODAY = date(2026, 11, 21)


class Stage(App[None]):
    """Two months, and every message they send."""

    CSS = "#roomy { width: 1fr; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        install(self)
        self.glyphs: Glyphs = UNICODE
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield MonthCalendar(TODAY)
        yield MonthCalendar(TODAY, monday_first=False, id="roomy")

    def on_month_calendar_day_changed(self, message: MonthCalendar.DayChanged) -> None:
        self.heard.append(message)

    def on_month_calendar_day_selected(self, message: MonthCalendar.DaySelected) -> None:
        self.heard.append(message)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pilot() -> AsyncIterator[Pilot[Any]]:
    async with Stage().run_test(size=(80, 24)) as running:
        yield running


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def month(pilot: Pilot[Any]) -> MonthCalendar:
    """Begin each test on today, with the same marks."""
    found = pilot.app.query(MonthCalendar).first()
    for one in pilot.app.query(MonthCalendar):
        one.show(samples.marks(), TODAY)
        one.go_to(TODAY)
    found.focus()
    await pilot.pause()
    pilot.app.heard.clear()  # type: ignore[attr-defined]  # the stage
    return found


async def test_it_is_drawn_with_marks_today_and_both_first_days(pilot: Pilot[Any]) -> None:
    assert_golden(screen_text(pilot.app), "widgets/month")


async def test_it_is_drawn_in_ascii(pilot: Pilot[Any]) -> None:
    pilot.app.glyphs = ASCII  # type: ignore[attr-defined]  # the stage
    for one in pilot.app.query(MonthCalendar):
        one.refresh()
    await pilot.pause()
    text = screen_text(pilot.app)
    pilot.app.glyphs = UNICODE  # type: ignore[attr-defined]  # the stage
    assert ">21!" in text
    assert "23X+" in text


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["right"], date(2026, 11, 22)),
        (["h"], date(2026, 11, 20)),
        (["down", "j"], date(2026, 12, 5)),
        (["k"], date(2026, 11, 14)),
        (["pagedown"], date(2026, 12, 21)),
        (["pageup"] * 11, date(2025, 12, 21)),
        (["g"], date(2026, 11, 1)),
        (["G"], date(2026, 11, 30)),
        (["end", "right"], date(2026, 12, 1)),
    ],
)
async def test_keys_move_by_day_week_and_month(
    pilot: Pilot[Any], month: MonthCalendar, keys: list[str], expected: date
) -> None:
    await pilot.press(*keys)
    assert month.day == expected
    assert [message.day for message in pilot.app.heard][-1] == expected  # type: ignore[attr-defined]  # the stage
    assert expected.strftime("%B %Y") in screen_text(pilot.app)


async def test_a_month_without_the_day_goes_to_its_last(pilot: Pilot[Any], month: MonthCalendar) -> None:
    month.go_to(date(2028, 1, 31))
    await pilot.press("pagedown")
    assert month.day == date(2028, 2, 29)


async def test_enter_and_a_click_open_the_day(pilot: Pilot[Any], month: MonthCalendar) -> None:
    await pilot.press("enter")
    await pilot.click(MonthCalendar, offset=(1 + 5 * 5 + 1, 1 + 1 + 1))
    heard = [(type(message).__name__, message.day) for message in pilot.app.heard]  # type: ignore[attr-defined]  # the stage
    assert heard == [("DaySelected", TODAY), ("DayChanged", date(2026, 11, 7))]


@pytest.mark.parametrize("day", [date.min, date.max])
async def test_the_ends_of_the_calendar_are_drawn(pilot: Pilot[Any], month: MonthCalendar, day: date) -> None:
    month.go_to(day)
    for one in pilot.app.query(MonthCalendar):
        one.go_to(day)
    await pilot.press("left", "right", "pageup", "pagedown", "up", "down", "g", "G")
    assert str(day.year) in screen_text(pilot.app)


async def test_every_day_shows_its_count(pilot: Pilot[Any], month: MonthCalendar) -> None:
    month.show({TODAY: DayMark(7, "critical")})
    await pilot.pause()
    assert "21■7" in screen_text(pilot.app)
    assert "7 in this month" in screen_text(pilot.app)
