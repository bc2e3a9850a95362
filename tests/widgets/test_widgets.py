"""The smaller widgets on one stage: tiles, fields, text, progress, plot, boxes, and what covers small screens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from rich.cells import cell_len
from textual.events import Paste
from textual.message import Message
from textual.pilot import Pilot

from tests.golden import assert_golden, screen_text
from tests.widgets.hostile import payloads
from tests.widgets.stage import Stage
from widgets import samples
from widgets.cells import notify, set_title, visible
from widgets.chart import ChartOptions, PlotSeries
from widgets.dialogs import Choice, Confirm, Key, KeyList, Option
from widgets.filter_bar import FilterBar
from widgets.glyphs import ASCII, UNICODE
from widgets.inputs import CompletingInput
from widgets.path_input import PathInput, complete_path
from widgets.plot import Plot
from widgets.progress import ProgressLine
from widgets.text_view import TextView
from widgets.tiles import StatTile, StatTiles

KEYS = samples.keys()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pilot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pilot[Any]]:
    """Start one application for the whole file, in a folder with some files."""
    folder = tmp_path_factory.mktemp("files")
    for name in ("calls-2026.csv", "calls-2027.csv", "agreement.pdf", ".hidden", "bad\nname.csv"):
        (folder / name).write_text("")
    for name in ("archive", "home/deep", "株式会社"):
        (folder / name).mkdir(parents=True)
    async with Stage(folder).run_test(size=(80, 40)) as running:
        yield running


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def fresh(pilot: Pilot[Any]) -> None:
    """Begin each test without boxes, at the usual size."""
    while len(pilot.app.screen_stack) > 1:
        pilot.app.pop_screen()
    if pilot.app.size != (80, 40):
        await pilot.resize_terminal(80, 40)
    pilot.app.heard.clear()  # type: ignore[attr-defined]  # the stage


async def settle(pilot: Pilot[Any]) -> str:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return screen_text(pilot.app)


def heard(pilot: Pilot[Any], kind: type[Message]) -> list[Any]:
    return [message for message in pilot.app.heard if type(message) is kind]  # type: ignore[attr-defined]  # the stage


def inside(screen: str, title: str) -> str:
    """Return the box with this title, cut out of the screen."""
    lines = screen.splitlines()
    first = next(index for index, line in enumerate(lines) if f"╭─ {title} ─" in line)
    left, right = lines[first].index(f"╭─ {title}"), lines[first].index("╮", lines[first].index(f"╭─ {title}")) + 1
    last = next(index for index in range(first, len(lines)) if lines[index][left] == "╰")
    return "\n".join(line[left:right] for line in lines[first : last + 1]) + "\n"


# Tiles


async def test_tiles_move_to_more_rows_and_cut_no_value(pilot: Pilot[Any]) -> None:
    tiles = pilot.app.query_one(StatTiles)
    tiles.show(samples.tiles())
    for width, rows in ((160, 1), (80, 2), (62, 3)):
        await pilot.resize_terminal(width, 40)
        text = await settle(pilot)
        assert tiles.size.height == 3 * rows
        assert all(tile.value in text for tile in samples.tiles())


async def test_tiles_are_chosen_and_explained(pilot: Pilot[Any]) -> None:
    tiles = pilot.app.query_one(StatTiles)
    tiles.show(samples.tiles())
    tiles.focus()
    await pilot.press("right", "down", "left", "enter")
    assert [message.tile.id for message in heard(pilot, StatTiles.Selected)] == ["calls"]
    tiles.show(list(reversed(samples.tiles())))
    assert tiles.chosen is not None
    assert tiles.chosen.id == "calls"
    assert "▌Calls" in await settle(pilot)


async def test_a_level_is_said_by_a_sign(pilot: Pilot[Any]) -> None:
    pilot.app.query_one(StatTiles).show([StatTile("a", "Unpriced", "12", level="warning", change="3", trend=-1)])
    text = await settle(pilot)
    assert "▲ 12" in text
    assert "↓ 3" in text


# Fields


async def test_the_filter_counts_complains_and_answers(pilot: Pilot[Any]) -> None:
    bar = pilot.app.query_one(FilterBar)
    bar.focus()
    bar.tell(12, 1_100)
    assert "12 of 1,100" in await settle(pilot)
    bar.tell(error="There is no field 'custmer'. Did you mean customer?")
    assert "■ There is no field 'custmer'. Did you mean customer?" in await settle(pilot)
    pilot.app.heard.clear()  # type: ignore[attr-defined]  # the stage
    await pilot.press("c", "u")
    await settle(pilot)
    await pilot.press("tab")
    assert bar.value == "customer="
    assert "no field" not in await settle(pilot)
    await pilot.press("x", "enter", "escape")
    assert [m.value for m in heard(pilot, FilterBar.Submitted)] == ["customer=x"]
    assert [m.value for m in heard(pilot, FilterBar.Left)] == ["customer=x"]
    assert heard(pilot, FilterBar.Changed)[0].value == "c"
    bar.value = ""


async def test_several_completions_are_offered(pilot: Pilot[Any]) -> None:
    bar = pilot.app.query_one(FilterBar)
    bar.value = ""
    bar.focus()
    await pilot.press("c")
    assert "customer=  cost=" in await settle(pilot)
    await pilot.press("escape")
    assert "customer=  cost=" not in await settle(pilot)
    bar.value = ""
    await settle(pilot)


async def test_tab_moves_on_where_nothing_is_to_be_completed(pilot: Pilot[Any]) -> None:
    bar = pilot.app.query_one(FilterBar)
    bar.value = ""
    bar.focus()
    await settle(pilot)
    await pilot.press("tab")
    assert pilot.app.focused is pilot.app.query_one(PathInput).field


async def test_a_path_is_completed_and_shown_with_its_host(pilot: Pilot[Any]) -> None:
    field = pilot.app.query_one(PathInput)
    folder: Path = pilot.app.folder  # type: ignore[attr-defined]  # the stage
    field.focus()
    await pilot.press("c", "a")
    await settle(pilot)
    await pilot.press("tab")
    assert field.field.value == "calls-202"
    text = await settle(pilot)
    assert "calls-2026.csv  calls-2027.csv" in text
    await pilot.press("7")
    await settle(pilot)
    await pilot.press("tab", "enter")
    sent = heard(pilot, PathInput.Submitted)[-1]
    assert (sent.text, sent.path) == ("calls-2027.csv", folder / "calls-2027.csv")
    assert "calls-2027.csv" in next(
        line for line in (await settle(pilot)).splitlines() if "jump:" in line or "…" in line
    )
    field.field.value = "~/../home/deep"
    assert field.path == folder / "home" / "deep"


async def test_paths_to_choose_from(pilot: Pilot[Any]) -> None:
    folder: Path = pilot.app.folder  # type: ignore[attr-defined]  # the stage
    home = folder / "home"

    def offers(text: str, *suffixes: str) -> list[str]:
        return complete_path(text, base=folder, home=home, suffixes=suffixes)

    assert offers("") == ["archive/", "home/", "株式会社/", "agreement.pdf", "calls-2026.csv", "calls-2027.csv"]
    assert offers("a", ".csv") == ["archive/"]
    assert offers(".h") == [".hidden"]
    assert offers("~") == ["~/"]
    assert offers("~/d") == ["~/deep/"]
    assert offers(f"{folder}/agr") == [f"{folder}/agreement.pdf"]
    assert offers("nowhere/x") == []
    assert offers("a\x00b/") == []
    assert "/usr/" in offers("/us")


async def test_pasted_controls_become_visible(pilot: Pilot[Any]) -> None:
    field = pilot.app.query_one(FilterBar).field
    field.value = ""
    field.focus()
    await settle(pilot)
    field.post_message(Paste("a\x1b[31mb\tc"))
    await settle(pilot)
    assert field.value == "a␛[31mb␉c"
    field.value = ""
    await settle(pilot)


# Reading and watching


async def test_text_wraps_and_scrolls(pilot: Pilot[Any]) -> None:
    view = pilot.app.query_one(TextView)
    view.show(["word " * 40, *(f"line {index}" for index in range(100))])
    view.focus()
    assert "line 0" in await settle(pilot)
    await pilot.press("G")
    assert "line 99" in await settle(pilot)
    await pilot.press("g", "j")
    assert view.scroll_y == 1
    await pilot.press("pagedown", "k")
    assert view.scroll_y == view.size.height - 1


async def test_progress_says_what_runs_how_far_and_how_to_stop(pilot: Pilot[Any]) -> None:
    line = pilot.app.query_one(ProgressLine)
    line.show("Reading calls.csv", 0.5, "118,000 rows")
    text = await settle(pilot)
    shown = next(row for row in text.splitlines() if "Reading" in row)
    assert shown.split() == ["Reading", "calls.csv", "█" * 10 + "─" * 10, "50", "%", "118,000", "rows", "esc", "stops"]
    line.show("x" * 200, None)
    assert "esc stops" in await settle(pilot)
    line.hide()
    assert "esc stops" not in await settle(pilot)


async def test_a_plot_fills_its_space_and_follows_the_size(pilot: Pilot[Any]) -> None:
    plot = pilot.app.query_one(Plot)
    plot.show(samples.spend(), ChartOptions(y_title="USD/day"), title="Spend")
    text = await settle(pilot)
    assert "█ actual" in text
    pilot.app.glyphs = ASCII  # type: ignore[attr-defined]  # the stage
    await pilot.resize_terminal(90, 40)
    assert "# actual" in await settle(pilot)
    pilot.app.glyphs = UNICODE  # type: ignore[attr-defined]  # the stage


# Boxes


async def test_confirm_is_answered_no_unless_one_moves(pilot: Pilot[Any]) -> None:
    answers: list[bool | None] = []
    for keys in ("enter", "escape", "n", "right enter", "tab enter", "y", "right left enter"):
        await pilot.app.push_screen(Confirm("Take back?", yes="Take back", no="Keep"), answers.append)
        await settle(pilot)
        await pilot.press(*keys.split())
    assert answers == [False, False, False, True, True, True, False]


async def test_confirm_is_answered_by_mouse_and_marks_its_focus(pilot: Pilot[Any]) -> None:
    answers: list[bool | None] = []
    await pilot.app.push_screen(Confirm("Take back?", yes="Take back", no="Keep"), answers.append)
    assert "▌ Keep" in await settle(pilot)
    await pilot.click("#yes")
    assert answers == [True]


async def test_a_choice_is_found_by_typing(pilot: Pilot[Any]) -> None:
    answers: list[str | None] = []
    options = [Option("a", "Acme", "first"), Option("g", "Globex", "second"), Option("i", "Initech", "third")]
    for keys, answer in (("enter", "a"), ("down enter", "g"), ("t h i enter", "i"), ("z enter escape", None)):
        await pilot.app.push_screen(Choice(options, title="Customer", chosen="g"), answers.append)
        await settle(pilot)
        await pilot.press(*keys.split())
        assert answers[-1] == answer
    assert len(answers) == 4


async def test_keys_are_listed_searched_and_run(pilot: Pilot[Any]) -> None:
    answers: list[str | None] = []
    await pilot.app.push_screen(KeyList(KEYS), answers.append)
    text = await settle(pilot)
    assert all(key.label in text and key.help in text for key in KEYS)
    await pilot.press(*"mark")
    assert "Export" in await settle(pilot)
    assert "Sort" not in screen_text(pilot.app)
    await pilot.press("enter")
    assert answers == ["app.export"]


async def test_boxes_look_like_this(pilot: Pilot[Any]) -> None:
    await pilot.resize_terminal(80, 24)
    for name, title, box in (
        (
            "confirm",
            "Please confirm",
            Confirm("Take back calls.csv?", yes="Take back", no="Keep", details="191,204 calls"),
        ),
        ("keys", "Keys", KeyList(KEYS)),
    ):
        await pilot.app.push_screen(box)
        await settle(pilot)
        assert_golden(inside(await settle(pilot), title), f"widgets/{name}")
        await pilot.press("escape")


# Everything


async def test_a_small_terminal_is_told_so(pilot: Pilot[Any]) -> None:
    await pilot.resize_terminal(58, 19)
    text = await settle(pilot)
    assert "Too small: needs 60x20, has 58x19" in text
    assert "Daily spend" not in text
    await pilot.resize_terminal(80, 40)
    assert "Too small" not in await settle(pilot)


async def test_hostile_text_is_shown_letter_for_letter_everywhere(pilot: Pilot[Any]) -> None:
    app = pilot.app
    for text in payloads()[:60:5]:
        short = text if len(text) <= 20 else text[:20]
        app.query_one(StatTiles).show([StatTile("a", short, short, short, 1, note=short)])
        bar = app.query_one(FilterBar)
        bar.value = text
        bar.tell(error=short)
        app.query_one(PathInput).field.value = text
        app.query_one(ProgressLine).show(text, 0.3, text)
        app.query_one(TextView).show([text], title=text)
        app.query_one(Plot).show([PlotSeries(text, [1, 2], [1.0, 2.0])], ChartOptions(y_title=text), title=text)
        set_title(app.query_one(Plot), short, short)
        screen = await settle(pilot)
        assert "\x1b" not in screen
        if cell_len(visible(short)) == len(visible(short)) and "\n" not in short and short.strip():
            assert visible(short).strip() in screen
        assert max(cell_len(line) for line in screen.splitlines()) <= 80
    bar.value = ""


async def test_hostile_text_in_boxes_and_toasts(pilot: Pilot[Any]) -> None:
    for text in ("[/foo]", "[@click=app.quit]x[/]", "\x1b[31m株式会社"):
        notify(pilot.app, text)
        for box in (
            Confirm(text, yes=text, no=text, details=text, title=text),
            Choice([Option(text, text, text)], title=text),
            KeyList([Key(text, text, text, text, text)], title=text),
        ):
            await pilot.app.push_screen(box)
            screen = await settle(pilot)
            assert visible(text) in screen
            assert "\x1b" not in screen
            await pilot.press("escape")
        pilot.app.clear_notifications()


async def test_ascii_draws_nothing_else(pilot: Pilot[Any]) -> None:
    app = pilot.app
    app.glyphs = ASCII  # type: ignore[attr-defined]  # the stage
    app.add_class("-ascii")
    app.query_one(StatTiles).show(samples.tiles())
    app.query_one(FilterBar).tell(error="wrong")
    app.query_one(PathInput).field.value = ""
    app.query_one(ProgressLine).show("Reading", 0.4)
    app.query_one(TextView).show([f"line {index}" for index in range(50)], title="A document")
    set_title(app.query_one(Plot), "Plot", "")
    app.query_one(Plot).show(samples.spend())
    assert (await settle(pilot)).replace("株式会社", "").isascii()
    for box in (Confirm("Sure?"), Choice([Option("a", "A")], title="One"), KeyList(KEYS)):
        await app.push_screen(box)
        assert (await settle(pilot)).replace("株式会社", "").isascii()
        await pilot.press("escape")
    app.remove_class("-ascii")
    app.glyphs = UNICODE  # type: ignore[attr-defined]  # the stage


async def test_every_focusable_widget_has_help(pilot: Pilot[Any]) -> None:
    for widget in pilot.app.screen.focus_chain:
        chain = [widget, *widget.ancestors]
        assert any(getattr(one, "HELP", None) for one in chain) or isinstance(widget, CompletingInput)
