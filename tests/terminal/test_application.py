"""What the application does to a terminal: few bytes, no mouse codes unless wanted, everything put back at the end."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bench.grid import MOUSE
from bench.terminal import Terminal
from tests.paths import ROOT
from tests.terminal.conftest import Open, command

FIGURES = r"\$ ?[\d,]+\.\d\d"
STILL = 1.0


def settled(terminal: Terminal) -> int:
    """Wait for the figures and for the refresh after them; return the bytes sent until then."""
    terminal.wait_for(FIGURES, timeout=60)
    terminal.settle(quiet=STILL, timeout=30)
    return len(terminal.output)


def test_first_paint_is_small_and_standing_still_is_free(opened: Open) -> None:
    with opened() as terminal:
        terminal.wait_for(FIGURES, timeout=60)
        assert len(terminal.output) <= 35 * 1024
        terminal.settle(quiet=STILL, timeout=30)
        assert terminal.watch(5) == 0


def test_moving_the_cursor_costs_a_kilobyte_and_a_page_ten(opened: Open) -> None:
    with opened() as terminal:
        settled(terminal)
        terminal.press("c")
        terminal.settle(quiet=STILL)
        moves = [terminal.press(key) for key in ("j", "j", "k", "down", "up")]
        assert all(0 < move.bytes <= 1024 for move in moves), moves
        assert terminal.press("pagedown").bytes <= 10 * 1024


@pytest.mark.parametrize("end", ["q", "ctrl+q"])
def test_quitting_puts_the_terminal_back(opened: Open, end: str) -> None:
    with opened() as terminal:
        settled(terminal)
        assert terminal.grid.ever_on & set(MOUSE)
        terminal.press(end)
        ending = terminal.end()
    assert ending.left_on == ()
    assert ending.code == 0


def test_being_ended_puts_the_terminal_back(opened: Open) -> None:
    with opened() as terminal:
        settled(terminal)
        terminal.signal(signal.SIGTERM)
        ending = terminal.end()
    assert ending.left_on == ()
    assert ending.code == 128 + signal.SIGTERM


def test_a_lost_connection_ends_the_program(opened: Open) -> None:
    with opened() as terminal:
        settled(terminal)
        terminal.signal(signal.SIGHUP)
        assert terminal.end().code != 0


CRASHING = """
import sys
from cip_tui.app import CipApp
from cip_tui.cli import main
def action_help(self): raise ZeroDivisionError("a mistake of ours")
CipApp.action_help = action_help
sys.exit(main(sys.argv[1:]))
"""


def test_a_crash_puts_the_terminal_back_and_names_its_log(demo: Path, tmp_path: Path) -> None:
    crashing = [sys.executable, "-c", CRASHING, *command(demo)[3:]]
    with Terminal(crashing, home=tmp_path, folder=ROOT) as terminal:
        settled(terminal)
        terminal.press("?")
        ending = terminal.end()
    assert ending.left_on == ()
    assert ending.code == 1
    said = terminal.grid.text
    assert "ZeroDivisionError: a mistake of ours" in said
    log = re.search(r"/\S+\.log", said.replace("\n", ""))
    assert log is not None, said
    assert "action_help" in Path(log.group()).read_text(encoding="utf-8")


LOADED = r"\| +(pandas|numpy|duckdb|openpyxl|pypdf|plotext|ics)\b"


def test_nothing_is_loaded_before_the_first_paint_that_only_figures_need(demo: Path, tmp_path: Path) -> None:
    """Python itself tells on the same terminal what it imports, so the order of the bytes is the order of events."""
    with Terminal([sys.executable, "-X", "importtime", *command(demo)[1:]], home=tmp_path, folder=ROOT) as terminal:
        terminal.wait_for_output(LOADED, timeout=60)
    sent = terminal.output.decode(errors="replace")
    loaded = re.search(LOADED, sent)
    assert loaded is not None
    assert sent.index("Help") < loaded.start(), "the key bar is part of the first frame"


def test_without_the_mouse_no_mouse_code_is_sent(opened: Open) -> None:
    with opened("--no-mouse") as terminal:
        settled(terminal)
        terminal.press("q")
        terminal.end()
    assert not terminal.grid.ever_on & set(MOUSE)


def test_a_welcome_is_shown_on_an_empty_workspace_and_leads_to_figures_in_one_key(tmp_path: Path) -> None:
    with Terminal(command(tmp_path / "new"), home=tmp_path, folder=ROOT) as terminal:
        terminal.wait_for("demo")
        terminal.press("d")
        terminal.wait_for(FIGURES, timeout=90)
        terminal.press("ctrl+q")
        assert terminal.end().left_on == ()


def test_a_narrow_terminal_says_what_it_needs(opened: Open) -> None:
    with opened(size=(60, 20)) as terminal:
        terminal.wait_for("80x24", timeout=60)


def test_resizing_keeps_the_application_whole(opened: Open) -> None:
    with opened(size=(120, 40)) as terminal:
        settled(terminal)
        terminal.resize(80, 24)
        terminal.wait_for(FIGURES)
        terminal.settle(quiet=STILL)
        assert terminal.running
        terminal.press("q")
        assert terminal.end().code == 0


def test_no_escape_byte_of_a_name_reaches_the_terminal(tmp_path: Path) -> None:
    calls = tmp_path / "calls.csv"
    evil = "\x1b]52;c;aGVsbG8=\x07\x1b[2J[/foo]"
    head = "timestamp,provider,model,input_tokens,output_tokens,cost_usd,customer_id"
    rows = [f'2026-06-{day:02d}T10:00:00Z,openai,gpt-4,100,50,0.5,"{evil}"' for day in range(1, 30)]
    calls.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    workspace = tmp_path / "workspace"
    subprocess.run(command(workspace, "import", str(calls)), cwd=ROOT, check=True, capture_output=True)
    with Terminal(command(workspace), home=tmp_path, folder=ROOT) as terminal:
        settled(terminal)
        terminal.press("c")
        terminal.settle(quiet=STILL)
        assert "[/foo]" in terminal.grid.text
        assert terminal.grid.clipboard == 0
