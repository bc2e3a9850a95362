from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from tests.golden import assert_golden, screen_text
from tests.widgets.hostile import payloads, short_payloads
from widgets.cells import steady, visible
from widgets.glyphs import ASCII
from widgets.table import CallRows, Column, PagedRows, Row, VirtualTable
from widgets.theme import install

COLUMNS = [
    Column("name", "Customer"),
    Column("cost", "Cost USD", "right"),
    Column("share", "Share %", "right", priority=1, bar=True),
    Column("status", "Status", priority=1),
    Column("calls", "Calls", "right", priority=2),
    Column("tokens", "Tokens (millions)", "right", priority=3),
]
STATES = (("good", "● Healthy"), ("warning", "▲ At risk"), ("critical", "■ Unprofitable"))


def row(index: int, name: str | None = None) -> Row:
    level, word = STATES[index % 3]
    cells = (
        name or f"Customer {index}",
        f"{1000 - index / 3:,.2f}",
        f"{100 / (index + 2):.1f}",
        word,
        f"{index * 37:,}",
        "1.50",
    )
    return Row(cells, key=f"k{index}", levels=("", "", "", level), bar=1 / (index + 1))


class Stage(App[None]):
    """One table, and every message it sends."""

    def __init__(self) -> None:
        super().__init__()
        install(self)
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield VirtualTable("Spend by customer")

    def on_virtual_table_row_highlighted(self, message: VirtualTable.RowHighlighted) -> None:
        self.heard.append(message)

    def on_virtual_table_row_selected(self, message: VirtualTable.RowSelected) -> None:
        self.heard.append(message)

    def on_virtual_table_sort_wanted(self, message: VirtualTable.SortWanted) -> None:
        self.heard.append(message)

    def on_virtual_table_page_wanted(self, message: VirtualTable.PageWanted) -> None:
        self.heard.append(message)

    @property
    def table(self) -> VirtualTable:
        return self.query_one(VirtualTable)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pilot() -> AsyncIterator[Pilot[Any]]:
    """Start one application for the whole file."""
    async with Stage().run_test(size=(80, 24)) as running:
        yield running


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def fill(pilot: Pilot[Any], count: int = 100, **more: Any) -> VirtualTable:
    await pilot.resize_terminal(80, 24)
    table: VirtualTable = pilot.app.table  # type: ignore[attr-defined]  # the stage above
    table.show([], [])
    table.show(COLUMNS, [row(index) for index in range(count)], **more)
    table.move_to(0)
    table.focus()
    await pilot.pause()
    pilot.app.heard.clear()  # type: ignore[attr-defined]  # the stage above
    return table


def heard(pilot: Pilot[Any], kind: type[Message]) -> list[Any]:
    return [message for message in pilot.app.heard if isinstance(message, kind)]  # type: ignore[attr-defined]


async def test_what_it_looks_like(pilot: Pilot[Any]) -> None:
    total = Row(("Total", "98,350.00", "100.0", "", "183,150", "150.00"))
    table = await fill(pilot, available=3412, sort=("cost", True), total=total)
    await pilot.press("j", "j")
    assert_golden(screen_text(pilot.app), "widgets/table")
    table._glyphs = ASCII
    table.show(COLUMNS, [row(1)], total=total, sort=("name", False))
    await pilot.pause()
    assert_golden(screen_text(pilot.app), "widgets/table_ascii")
    table._glyphs = None


@pytest.mark.parametrize(
    ("keys", "cursor"),
    [
        ("down", 1),
        ("j j j k", 2),
        ("up", 0),
        ("G", 99),
        ("end", 99),
        ("G k", 98),
        ("G g", 0),
        ("end home", 0),
        ("pagedown", 20),
        ("pagedown pagedown", 40),
        ("pagedown pageup", 0),
        ("end pagedown", 99),
    ],
)
async def test_keys_move_the_cursor(pilot: Pilot[Any], keys: str, cursor: int) -> None:
    table = await fill(pilot)
    await pilot.press(*keys.split())
    assert table.cursor == cursor
    assert f"Customer {cursor} " in _cursor_line(pilot)
    assert heard(pilot, VirtualTable.RowHighlighted)[-1].row.key == f"k{cursor}" if cursor else True


def _cursor_line(pilot: Pilot[Any]) -> str:
    return next(line for line in screen_text(pilot.app).splitlines() if line.startswith("│▌"))


async def test_enter_opens_the_row(pilot: Pilot[Any]) -> None:
    await fill(pilot)
    await pilot.press("j", "enter")
    assert [(m.index, m.row.key) for m in heard(pilot, VirtualTable.RowSelected)] == [(1, "k1")]


async def test_a_click_sets_the_cursor_and_a_second_opens(pilot: Pilot[Any]) -> None:
    table = await fill(pilot)
    await pilot.click(VirtualTable, offset=(10, 7))
    assert table.cursor == 4
    await pilot.click(VirtualTable, offset=(10, 7))
    assert [m.index for m in heard(pilot, VirtualTable.RowSelected)] == [4]


async def test_sorting_is_asked_for_and_shown_by_an_arrow(pilot: Pilot[Any]) -> None:
    table = await fill(pilot)
    table.action_sort_next()
    table.show(COLUMNS, [row(0)], sort=("cost", True))
    table.action_sort_reverse()
    table.action_sort_next()
    await pilot.click(VirtualTable, offset=(4, 1))
    wanted = [(m.key, m.descending) for m in heard(pilot, VirtualTable.SortWanted)]
    assert wanted == [("name", False), ("cost", False), ("share", True), ("name", False)]
    assert "↓Cost USD" in screen_text(pilot.app)


async def test_sorting_moves_no_column(pilot: Pilot[Any]) -> None:
    table = await fill(pilot)
    before = table._layout
    table.show(COLUMNS, [row(index) for index in range(100)], sort=("cost", True))
    assert table._layout == before


async def test_the_cursor_stays_on_its_row_through_a_refresh(pilot: Pilot[Any]) -> None:
    table = await fill(pilot)
    table.move_to(40)
    table.show(COLUMNS, [row(index) for index in range(99, -1, -1)])
    await pilot.pause()
    assert table.cursor == 59
    assert "Customer 40 " in _cursor_line(pilot)
    table.show(COLUMNS, [row(index) for index in range(10)])
    assert table.cursor == 9


async def test_columns_that_do_not_fit_are_announced_and_reached(pilot: Pilot[Any]) -> None:
    table = await fill(pilot)
    await pilot.resize_terminal(50, 24)
    assert table.shown_columns == ["name", "cost", "share", "status"]
    assert "2 more columns" in screen_text(pilot.app)
    for _ in range(5):
        await pilot.press("right")
    assert table.shown_columns[0] == "name"
    assert table.shown_columns[-1] == "tokens"
    await pilot.press("h", "h", "h", "h")
    assert table.shown_columns == ["name", "cost", "share", "status"]


async def test_resizing_keeps_cursor_and_shows_more(pilot: Pilot[Any]) -> None:
    table = await fill(pilot)
    table.move_to(70)
    await pilot.resize_terminal(120, 40)
    assert "more column" not in screen_text(pilot.app)
    await pilot.resize_terminal(80, 24)
    assert table.cursor == 70
    assert "Customer 70 " in _cursor_line(pilot)


@pytest.mark.parametrize("width", [24, 30, 40, 60, 80, 100])
async def test_no_number_is_ever_cut(pilot: Pilot[Any], width: int) -> None:
    table = await fill(pilot, 12)
    await pilot.resize_terminal(width, 24)
    lines = screen_text(pilot.app).splitlines()[1 + table._layout.header :]
    for index in range(12):
        line = lines[index]
        for column, cell in zip(COLUMNS, row(index).cells, strict=True):
            if column.key in table.shown_columns and column.numeric:
                assert f" {cell} " in line.replace("│", " ")


async def test_a_wider_number_further_down_makes_room(pilot: Pilot[Any]) -> None:
    table = await fill(pilot)
    rows = CallRows(5_000, lambda offset, count: [_growing(i) for i in range(offset, offset + count)])
    table.show(COLUMNS, rows)
    table.move_to(2_000)
    await pilot.pause()
    assert "9,999,999,999.99" in _cursor_line(pilot)


def _growing(index: int) -> Row:
    return Row((f"r{index}", "9,999,999,999.99" if index == 2_000 else "1.00", "1.0", "● Healthy", "1", "1"))


async def test_rows_that_arrive_later(pilot: Pilot[Any]) -> None:
    table = await fill(pilot)
    pages = PagedRows(1_000, page=50)
    table.show(COLUMNS, pages)
    await pilot.pause()
    assert [(m.offset, m.count) for m in heard(pilot, VirtualTable.PageWanted)] == [(0, 50)]
    assert screen_text(pilot.app).splitlines()[2].startswith("│▌…")
    await pilot.press("j")
    assert len(heard(pilot, VirtualTable.PageWanted)) == 1
    table.put(0, [row(index) for index in range(50)])
    await pilot.pause()
    assert "Customer 1 " in _cursor_line(pilot)
    await pilot.press("G")
    assert heard(pilot, VirtualTable.PageWanted)[-1].offset == 950


async def test_nothing_to_show_says_why(pilot: Pilot[Any]) -> None:
    table = await fill(pilot)
    table.show(COLUMNS, [], empty="No row matches `acme`. Press esc to clear the filter.", available=100)
    await pilot.press("j", "G", "enter", "pagedown", "g")
    text = screen_text(pilot.app)
    assert "No row matches `acme`. Press esc to clear the filter." in text
    assert "0 of 100 rows" in text
    assert not heard(pilot, VirtualTable.RowSelected)


async def test_hostile_names_are_shown_letter_for_letter_and_shift_nothing(pilot: Pilot[Any]) -> None:
    table = await fill(pilot)
    names = short_payloads()
    for start in range(0, len(names), 20):
        part = names[start : start + 20]
        table.show(COLUMNS, [row(index, name) for index, name in enumerate(part)], title=part[0])
        await pilot.pause()
        lines = [line for line in screen_text(pilot.app).splitlines() if "Healthy" in line or "risk" in line]
        for index, name in enumerate(
            line_name for line_name in part if STATES[part.index(line_name) % 3][0] != "critical"
        ):
            assert steady(visible(name)) in lines[index]
        assert {cell_len(line) for line in screen_text(pilot.app).splitlines() if line.startswith("│")} == {80}


async def test_every_hostile_text_survives_in_every_place(pilot: Pilot[Any]) -> None:
    table = await fill(pilot)
    for start in range(0, len(payloads()), 60):
        part = payloads()[start : start + 60]
        rows = [Row((text, "1.00", "1.0", text, "1", "1"), key=text) for text in part]
        columns = [Column("name", part[0]), *COLUMNS[1:]]
        table.show(columns, rows, empty=part[1], note=part[2], title=part[3], total=Row((part[4], "1")))
        await pilot.pause()
        screen = screen_text(pilot.app)
        assert "\x1b" not in screen
        assert {cell_len(line) for line in screen.splitlines() if line.startswith("│")} == {80}


async def test_a_hundred_thousand_rows_write_only_those_in_view(pilot: Pilot[Any]) -> None:
    table = await fill(pilot)
    written: list[int] = []

    def write(offset: int, count: int) -> list[Row]:
        written.extend(range(offset, offset + count))
        return [row(index) for index in range(offset, offset + count)]

    table.show(COLUMNS, CallRows(100_000, write))
    await pilot.press("G", "k", "k", "pageup", "g")
    assert "100,000 rows" in screen_text(pilot.app)
    assert len(written) < 400
