"""The frame: first paint, keys, help, palette, key map, esc and quit, sizes, colours, what goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.theme import BUILTIN_THEMES

from cip_tui.actions import ACTIONS, KEYS_IN_BAR, MODES, SCREENS, at_hand
from cip_tui.app import CipApp
from cip_tui.model.errors import WorkspaceError
from cip_tui.model.job import Job
from cip_tui.model.sources.report import ImportOptions
from cip_tui.model.workspace import Workspace
from cip_tui.screens.base import CipScreen
from cip_tui.screens.chrome import KeyBar
from cip_tui.screens.dialogs import ErrorDialog
from cip_tui.screens.help import HelpDialog
from cip_tui.screens.palette import ActionProvider
from cip_tui.screens.spend import SpendScreen
from cip_tui.screens.welcome import WelcomeScreen
from cip_tui.screens.workspace import WorkspaceScreen
from cip_tui.settings import AppSettings
from tests.app.stage import app_on, press, running, settle
from tests.app.world import NOW, fill, open_world
from tests.golden import assert_golden, screen_text
from tests.paths import ROOT
from widgets.dialogs import Confirm

HEAVY = ("pandas", "numpy", "duckdb", "openpyxl", "pypdf", "plotext", "ics", "pyarrow")


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    return open_world(tmp_path / "workspace")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = open_world(tmp_path_factory.mktemp("filled"))
    fill(workspace)
    return workspace


def screen(pilot: Pilot[Any]) -> CipScreen:
    assert isinstance(pilot.app.screen, CipScreen)
    return pilot.app.screen


def run_script(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    path = folder / "script.py"
    path.write_text(script, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, path], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


# First paint


def test_the_first_paint_loads_no_data_library_and_not_even_the_model(tmp_path: Path) -> None:
    """A process of its own paints the frame; what it has loaded by then is what everyone waits for."""
    script = f"""
import sys
from datetime import datetime
from pathlib import Path
from cip_tui.app import CipApp
from cip_tui.settings import AppSettings

def looked(self):
    heavy = [name for name in {HEAVY!r} if name in sys.modules]
    models = [name for name in sys.modules if name == "cip_tui.model.workspace"]
    print(heavy, models)
    self.exit()

CipApp._open = looked
root = Path({str(tmp_path / "workspace")!r})
CipApp(None, AppSettings(root, now=lambda: datetime(2026, 11, 21), user="x")).run(headless=True, size=(80, 24))
"""
    done = run_script(tmp_path, script)
    assert done.stdout.strip() == "[] []", done.stderr


async def test_what_is_typed_at_the_empty_frame_is_not_lost(filled: Workspace) -> None:
    app = CipApp(None, AppSettings(filled.root, now=lambda: NOW, user="tester", animations=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("c")
        for _ in range(100):
            if "by Customer" in await settle(pilot):
                break
        assert "by Customer" in screen_text(app)
    app.close()


async def test_the_overview_of_last_time_is_shown_before_a_fresh_one_is_worked_out(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(filled):
        pass
    # Long enough for a busy machine to look at the screen in between.
    monkeypatch.setattr("cip_tui.screens.spend.SETTLED", 1.5)
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = screen_text(app)
        assert "$218.73" in text
        assert "as of 2026-11-21 09:30, refreshing" in text
        await pilot.pause(1.6)
        assert "refreshing" not in await settle(pilot)


async def test_a_workspace_that_cannot_be_opened_ends_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    app = CipApp(None, AppSettings(tmp_path / "file", now=lambda: NOW, user="tester"))
    async with app.run_test() as pilot:
        for _ in range(100):
            if app.failure is not None:
                break
            await pilot.pause(0.02)
    assert isinstance(app.failure, WorkspaceError)
    assert app.return_code == app.failure.exit_code


# Welcome and imports


async def test_an_empty_workspace_is_one_key_away_from_the_first_figures(
    empty: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Workspace, "load_demo", lambda self, job, *, fresh=False: fill(self))
    async with running(empty) as pilot:
        assert isinstance(pilot.app.screen, WelcomeScreen)
        assert_golden(await press(pilot, "d"), "app/after-welcome-80x24")
        assert isinstance(pilot.app.screen, SpendScreen)
        text = await press(pilot, "w")
        assert "calls.csv" in text
        assert_golden(text, "app/imports-80x24")
        await press(pilot, "u")
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "enter")
        assert not empty.is_empty()
        text = await press(pilot, "u", "y")
        assert empty.is_empty()
        assert "taken back" in text
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, WelcomeScreen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_welcome_says_what_this_is(size: tuple[int, int]) -> None:
    root = Path("/nowhere/workspace")
    app = CipApp(None, AppSettings(root, now=lambda: NOW, user="tester"))
    app._open = lambda: None  # type: ignore[method-assign]  # nothing is opened, the frame stays as it is painted
    async with app.run_test(size=size) as pilot:
        assert isinstance(pilot.app.screen, WelcomeScreen)
        await pilot.app.screen.furnish()
        await pilot.pause()
        assert_golden(screen_text(app), f"app/welcome-{size[0]}x{size[1]}")


async def test_a_file_is_looked_at_before_it_is_imported(empty: Workspace, tmp_path: Path) -> None:
    head = "timestamp,provider,model,input_tokens,output_tokens,cost_usd,customer_id"
    rows = [f"2026-11-{day:02d}T10:00:00Z,openai,gpt-4,100,50,0.5,acme" for day in range(1, 20)]
    (tmp_path / "calls.csv").write_text("\n".join([head, *rows, "yesterday,,,,,,"]) + "\n", encoding="utf-8")
    (tmp_path / "broken.csv").write_text("", encoding="utf-8")
    async with running(empty) as pilot:
        app = pilot.app
        assert isinstance(app, CipApp)
        app.folder = tmp_path
        text = await press(pilot, "i", *"broken.csv", "enter")
        assert "Refused" in text
        assert "broken.csv" in text
        for _ in "broken.csv":
            await pilot.press("backspace")
        text = await press(pilot, *"cal", "tab", "enter")
        assert "File is" in text
        assert "enter imports it" in text
        assert empty.is_empty()
        text = await press(pilot, "enter")
        assert "$9.50" in text
        assert any("1 rejected" in note.message for note in app._notifications)
        text = await press(pilot, "i", *"calls.csv", "enter", "enter")
        assert any("already" in note.message for note in app._notifications)


# Keys, help, palette, key map


@pytest.mark.parametrize("width", [80, 120, 200])
async def test_the_key_bar_fits_and_always_shows_help_and_quit(filled: Workspace, width: int) -> None:
    async with running(filled, size=(width, 40)) as pilot:
        for key in ("1", "2", "3", "4", "w"):
            await press(pilot, key)
            bar = pilot.app.screen.query_one(KeyBar)
            shown = bar.shown()
            assert shown[-2:] == ["app.help", "app.quit"]
            assert bar.render().cell_length <= width - 2
            if width == 80:
                assert len(shown) <= KEYS_IN_BAR


async def test_help_lists_exactly_what_is_active(filled: Workspace) -> None:
    async with running(filled) as pilot:
        for keys in (("1",), ("shift+tab",), ("shift+tab",), ("tab", "tab", "v"), ("escape", "w")):
            await press(pilot, *keys)
            active = {
                active.binding.id or f"{type(active.node).__name__}.{active.binding.action}"
                for active in pilot.app.screen.active_bindings.values()
                if active.binding.description or active.binding.id
            }
            pilot.app.action_help()  # type: ignore[attr-defined]  # of CipApp
            await settle(pilot)
            dialog = pilot.app.screen
            assert isinstance(dialog, HelpDialog)
            assert dialog.ids() == active
            await press(pilot, "escape")


async def test_help_is_searched_by_typing_and_runs_what_is_found(filled: Workspace) -> None:
    async with running(filled) as pilot:
        text = await press(pilot, "question_mark", *"break spend team")
        assert "By team" in text
        assert "By model" not in text
        assert "by Team" in await press(pilot, "enter")


async def test_every_part_in_focus_has_words_of_help(filled: Workspace) -> None:
    async with running(filled) as pilot:
        for key in ("1", "2", "3", "4", "w"):
            await press(pilot, key)
            for widget in pilot.app.screen.focus_chain:
                assert any(getattr(node, "HELP", None) for node in widget.ancestors_with_self), widget


async def test_the_palette_finds_every_action_here_and_elsewhere(filled: Workspace) -> None:
    async with running(filled) as pilot:
        provider = ActionProvider(pilot.app.screen)
        found = [str(hit.text) async for hit in provider.discover()]
        assert {action.label for action in at_hand("spend") if action.palette} == set(found)
        for action in ACTIONS:
            if action.palette:
                hits = [str(hit.text) async for hit in provider.search(f"{action.label}: {action.help}")]
                assert f"{action.label}: {action.help}" in hits
        await press(pilot, "ctrl+p")
        assert isinstance(pilot.app.screen, CommandPalette)


@pytest.mark.parametrize("room", ["empty", "filled"])
async def test_no_action_raises_whatever_there_is(room: str, request: pytest.FixtureRequest) -> None:
    workspace: Workspace = request.getfixturevalue(room)
    async with running(workspace) as pilot:
        for action in ACTIONS:
            if action.id in ("app.quit", "app.quit_now", "welcome.demo"):
                continue
            await ActionProvider(pilot.app.screen)._run(action)
            await settle(pilot)
            while len(pilot.app.screen_stack) > 1:
                pilot.app.pop_screen()
                await pilot.pause()
            assert pilot.app.is_running, action.id


async def test_a_key_map_changes_bar_help_and_palette_together(filled: Workspace) -> None:
    async with running(filled, keymap={"spend.filter": "z", "spend.sortt": "x", "app.import": "q"}) as pilot:
        text = screen_text(pilot.app)
        assert "z Filter" in text
        assert "/ Filter" not in text
        assert "Filter  (z)" in [str(hit.prompt) async for hit in ActionProvider(pilot.app.screen).discover()]
        assert "▌z" in await press(pilot, "question_mark", *"narrow")
        await press(pilot, "escape", "z")
        assert pilot.app.focused is not None
        assert type(pilot.app.focused).__name__ == "CompletingInput"
        said = " ".join(note.message for note in pilot.app._notifications)
        assert "did you mean 'spend.sort'" in said
        assert "already means 'app.quit'" in said


# Going back and leaving


async def test_esc_never_leaves_and_closes_one_layer_at_a_time(filled: Workspace) -> None:
    async with running(filled) as pilot:
        await press(pilot, "c", "enter", "v", "enter", "question_mark")
        depths = []
        for _ in range(7):
            depths.append((len(pilot.app.screen_stack), pilot.app.screen_stack[0].sub_title))
            await press(pilot, "escape")
        assert [depth for depth, _ in depths] == [3, 2, 1, 1, 1, 1, 1] or depths[0][0] >= 3
        assert pilot.app.is_running
        assert screen(pilot).sub_title == "Spend > by Customer"


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_quitting(filled: Workspace, key: str) -> None:
    async with running(filled) as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert not pilot.app.is_running or pilot.app._exit


async def test_ctrl_q_leaves_from_a_dialog_and_ctrl_c_asks_first(filled: Workspace) -> None:
    async with running(filled) as pilot:
        await press(pilot, "ctrl+c")
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SpendScreen)
        await press(pilot, "question_mark")
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert pilot.app._exit


# Sizes, colours, characters


async def test_a_small_terminal_says_what_it_needs_and_comes_back(filled: Workspace) -> None:
    async with running(filled, size=(60, 20)) as pilot:
        assert "needs 80x24, has 60x20" in screen_text(pilot.app)
        await pilot.resize_terminal(80, 24)
        assert "Total spend" in await settle(pilot)


async def test_plain_ascii_draws_nothing_else(filled: Workspace) -> None:
    async with running(filled, ascii_only=True) as pilot:
        for keys in (("c",), ("question_mark",), ("escape", "x"), ("escape", "P"), ("escape", "e"), ("escape", "v")):
            text = await press(pilot, *keys)
            text = text.replace(" · ", " | ")  # stands in what the model says of a scope
            assert text.isascii(), sorted({char for char in text if not char.isascii()})
        assert_golden(await press(pilot, "escape"), "app/ascii-80x24")


async def test_every_theme_shows_the_overview(filled: Workspace) -> None:
    async with running(filled) as pilot:
        for name in ("cockpit-light", *list(BUILTIN_THEMES)[:4]):
            pilot.app.theme = name
            assert "Total spend" in await settle(pilot)


async def test_an_unknown_theme_is_said_and_an_ansi_theme_never_meets_no_colour(filled: Workspace) -> None:
    async with running(filled, theme="neon") as pilot:
        assert pilot.app.theme == "cockpit-dark"
        assert any("no theme 'neon'" in note.message for note in pilot.app._notifications)
    async with running(filled, theme="ansi-dark", no_color=True) as pilot:
        assert pilot.app.theme == "cockpit-dark"


# What goes wrong


async def test_an_error_names_place_cause_and_next_step_and_the_application_goes_on(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cip_tui.model.errors import InputRefused, Where

    def refuse(*_: object) -> None:
        raise InputRefused(
            "The calls [/red] cannot be read",
            where=Where("calls.parquet", row=7),
            cause="Torn",
            next_step="Import anew",
        )

    async with running(filled) as pilot:
        before = screen(pilot).sub_title
        monkeypatch.setattr(filled, "spend", refuse)
        text = await press(pilot, "m")
        assert isinstance(pilot.app.screen, ErrorDialog)
        for words in ("The calls [/red] cannot be read", "calls.parquet, line 7", "Torn", "Import anew"):
            assert words in text
        await press(pilot, "escape")
        assert screen(pilot).sub_title == before
        monkeypatch.setattr(filled, "spend", lambda *_: 1 / 0)
        text = await press(pilot, "m", "d")
        assert "ZeroDivisionError" in text
        assert "Traceback" in text
        await press(pilot, "escape")
        monkeypatch.undo()
        assert "by Model" in await press(pilot, "m")


def test_a_crash_leaves_its_details_in_a_file_and_says_so(tmp_path: Path) -> None:
    script = f"""
import sys
from datetime import datetime
from pathlib import Path
from cip_tui.app import CipApp
from cip_tui.settings import AppSettings

def fall(self):
    raise RuntimeError("the floor is gone [/red]")

CipApp._open = fall
app = CipApp(None, AppSettings(Path({str(tmp_path)!r}), now=lambda: datetime(2026, 11, 21), user="x"))
app.run(headless=True, size=(80, 24))
sys.exit(app.return_code)
"""
    done = run_script(tmp_path, script)
    assert done.returncode == 1
    assert "CIP crashed: RuntimeError: the floor is gone [/red]" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in (tmp_path / "crash.log").read_text(encoding="utf-8")


async def test_screens_are_kept_and_shown_again_where_one_was(filled: Workspace) -> None:
    async with running(filled) as pilot:
        await press(pilot, "c", "j", "j", "enter")
        overview = pilot.app.screen
        title = overview.sub_title
        await press(pilot, "2", "1")
        assert pilot.app.screen is overview
        assert overview.sub_title == title
        await press(pilot, "w")
        assert isinstance(pilot.app.screen, WorkspaceScreen)
        await press(pilot, "escape")
        assert pilot.app.screen is overview


@pytest.mark.parametrize(
    ("file", "part"),
    [("cost_explorer_monthly.json", "Commitment"), ("serverless_model_cs_platform.csv", "Accounts")],
)
async def test_a_workspace_without_calls_begins_with_what_it_has(tmp_path: Path, file: str, part: str) -> None:
    workspace = open_world(tmp_path)
    workspace.import_file(ROOT / "sample_inputs" / file, ImportOptions(), Job())
    async with running(workspace) as pilot:
        assert part in screen_text(pilot.app).splitlines()[0]
    workspace.close()


async def test_every_part_stands_in_a_line_and_enter_goes_there(filled: Workspace) -> None:
    async with running(filled) as pilot:
        shown = await press(pilot, "0")
        assert all(f"{mode.key}  {mode.title}" in shown for mode in MODES if mode.name != "today")
        assert "Total spend $" in shown
        assert "Findings" in shown
        assert "Analyzers" in (await press(pilot, "j", "enter")).splitlines()[0]


def test_the_registry_names_every_screen_there_is() -> None:
    rooms = {
        found.ROOM
        for module in (ROOT / "cip_tui" / "screens").glob("*.py")
        if module.stem != "__init__"
        for found in vars(__import__(f"cip_tui.screens.{module.stem}", fromlist=["*"])).values()
        if isinstance(found, type) and issubclass(found, CipScreen) and found.ROOM
    }
    assert rooms == set(SCREENS)
