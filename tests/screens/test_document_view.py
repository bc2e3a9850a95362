"""Reading a document by keys: every part is reached in order, comes into view, and shows its text letter for letter."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from cip_tui.model.document import Document, Section
from cip_tui.screens.document_blocks import Figures, Picture, Prose, Rows, wrapped
from cip_tui.screens.document_view import DocumentView
from tests.app.world import HOSTILE
from tests.export.documents import by_model, carrying, full
from tests.golden import screen_text
from widgets.cells import visible, width

Opened = tuple[Pilot[Any], DocumentView]


class Reader(App[None]):
    """Nothing but a document."""

    def compose(self) -> ComposeResult:
        """Yield the view."""
        yield DocumentView()


@asynccontextmanager
async def reading(
    document: Document, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[Any], DocumentView]]:
    app = Reader()
    async with app.run_test(size=size) as pilot:
        view = app.query_one(DocumentView)
        view.show(document)
        await laid_out(pilot)
        view.enter()
        await pilot.pause()
        yield pilot, view


async def laid_out(pilot: Pilot[Any]) -> None:
    for _ in range(200):
        await pilot.pause()
        if all(worker.is_finished for worker in pilot.app.workers):
            await pilot.pause()
            return
        await asyncio.sleep(0.01)


async def test_every_block_of_a_document_becomes_a_part() -> None:
    async with reading(full()) as (_, view):
        kinds = [type(block) for block in view.blocks()]
        assert kinds == [Figures, Picture, Rows, Prose, Figures, Rows, Prose, Prose]


async def test_reading_on_reaches_every_part_in_order_and_back() -> None:
    async with reading(full()) as (pilot, view):
        blocks = view.blocks()
        for key, order in (("j", blocks), ("k", blocks[::-1])):
            seen = [pilot.app.focused]
            for _ in range(120):
                await pilot.press(key)
                if pilot.app.focused is not seen[-1]:
                    seen.append(pilot.app.focused)
                if seen[-1] is order[-1]:
                    break
            assert seen == order


async def test_tab_goes_from_part_to_part_and_each_comes_into_view() -> None:
    async with reading(full()) as (pilot, view):
        for block in view.blocks()[1:]:
            await pilot.press("tab")
            await pilot.pause()
            assert pilot.app.focused is block
            top, region = round(view.scroll_y), block.virtual_region
            assert top < region.bottom
            assert region.y < top + view.scrollable_content_region.height
        await pilot.press("shift+tab")
        assert pilot.app.focused is view.blocks()[-2]


async def test_g_and_pages_move_through_the_document() -> None:
    async with reading(full()) as (pilot, view):
        await pilot.press("G")
        assert pilot.app.focused is view.blocks()[-1]
        assert view.scroll_y == view.max_scroll_y
        await pilot.press("g")
        assert pilot.app.focused is view.blocks()[0]
        assert view.scroll_y == 0
        await pilot.press("pagedown")
        assert view.scroll_y > 0
        await pilot.press("pageup")
        assert view.scroll_y == 0


async def test_a_long_table_scrolls_in_itself_and_is_left_at_its_end() -> None:
    table = by_model(40)
    async with reading(Document("d", "Long", (Section("s", "S", (table, by_model(3))),))) as (pilot, view):
        rows, after = view.blocks()
        assert isinstance(rows, Rows)
        assert rows.size.height < view.scrollable_content_region.height
        await pilot.press("G")
        assert rows.cursor == 39
        await pilot.press("j")
        assert pilot.app.focused is after
        await pilot.press("k")
        assert pilot.app.focused is rows
        assert rows.cursor == 39


async def test_a_table_is_as_high_as_its_rows() -> None:
    async with reading(Document("d", "Short", (Section("s", "S", (by_model(3),)),))) as (_, view):
        rows = view.blocks()[0]
        assert isinstance(rows, Rows)
        assert rows.size.height == rows.lines_for(rows.size.width) == 5


async def test_the_same_document_anew_keeps_place_and_focus() -> None:
    async with reading(full()) as (pilot, view):
        await pilot.press("tab", "tab", "tab")
        before, top = view.block(), view.scroll_y
        assert before is not None
        view.show(full())
        await laid_out(pilot)
        after = view.block()
        assert after is not None
        assert after is not before
        assert after.key == before.key
        assert view.scroll_y == top


async def test_figures_say_what_lies_behind_them() -> None:
    async with reading(full()) as (pilot, view):
        figure = view.figure()
        assert figure is not None
        assert figure.id == "spend.total"
        await pilot.press("tab", "tab", "j")
        row = view.figure()
        assert row is not None
        assert row.id == "spend.by_model/model-2"


@pytest.mark.parametrize("name", HOSTILE)
async def test_text_from_outside_is_shown_letter_for_letter(name: str) -> None:
    async with reading(carrying(name), size=(120, 80)) as (pilot, _):
        text = screen_text(pilot.app)
        assert visible(name)[:20] in text


@pytest.mark.parametrize("text", ["日本語の会社" * 30, "x" * 300, "some words " * 40, "", "🙂" * 50])
def test_wrapped_lines_are_never_wider_than_the_room(text: str) -> None:
    lines = wrapped(text, 37)
    assert all(width(line) <= 37 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
