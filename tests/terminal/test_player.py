"""The played terminal itself, with programs whose behaviour is known."""

import signal
import sys
from pathlib import Path

import pytest

from bench.grid import Grid
from bench.terminal import NothingSeen, Terminal

PROGRAM = r"""
import os, sys, time, tty
def say(text): os.write(1, text.encode())
tty.setraw(0)
say("\x1b[?1049h\x1b[?2004h\x1b[?25l\x1b[2;3Hready")
while True:
    key = os.read(0, 64)
    if key == b"q": break
    if key == b"d": os._exit(3)
    if key == b"?": say("\x1b[?2026$p"); say("\x1b[4;1H" + repr(os.read(0, 64)))
    elif key == b"s": say("\x1b[?2026h\x1b[3;1Hhidden"); time.sleep(0.2); say(" frame\x1b[?2026l")
    else: say("\x1b[3;1H" + repr(key))
tty.setcbreak(0); say("\x1b[?25h\x1b[?2004l\x1b[?1049l"); sys.exit(5)
"""


def screen(text: str, columns: int = 10, lines: int = 3) -> list[str]:
    """Return the rows that a terminal shows after some output."""
    grid = Grid(columns, lines, lambda reply: None)
    for byte in text.encode():
        grid.feed(bytes([byte]))
    return grid.rows()


@pytest.mark.parametrize(
    ("sent", "rows"),
    [
        ("ab\r\ncd", ["ab", "cd", ""]),
        ("\x1b[2;3Hx\x1b[Hy", ["y", "  x", ""]),
        ("1\r\n2\r\n3\r\n4", ["2", "3", "4"]),
        ("0123456789x", ["0123456789", "x", ""]),
        ("abc\x1b[2D\x1b[K", ["a", "", ""]),
        ("abc\x1b[H\x1b[31;1mX\x1b[0m", ["Xbc", "", ""]),
        ("中a", ["中a", "", ""]),
        ("ab\x1b[2J", ["", "", ""]),
        ("x\x1b]0;title\x07y\x1bPq\x1b\\z", ["xyz", "", ""]),
    ],
)
def test_the_grid_shows_what_a_terminal_shows(sent: str, rows: list[str]) -> None:
    assert screen(sent) == rows


def test_the_player_sees_paint_keys_answers_and_the_end(tmp_path: Path) -> None:
    with Terminal([sys.executable, "-S", "-c", PROGRAM], home=tmp_path) as terminal:
        terminal.wait_for_paint()
        terminal.wait_for("ready")
        assert terminal.press("down").bytes > 0
        assert r"b'\x1b[B'" in terminal.grid.text
        terminal.press("?")
        assert "2026;2$y" in terminal.grid.text
        assert terminal.watch(0.2) == 0
        terminal.press("q")
        ending = terminal.end()
    assert ending.code == 5
    assert ending.left_on == ("line settings",)


def test_a_frame_counts_as_seen_when_it_is_complete(tmp_path: Path) -> None:
    with Terminal([sys.executable, "-S", "-c", PROGRAM], home=tmp_path) as terminal:
        terminal.wait_for("ready")
        reaction = terminal.press("s")
        assert reaction.change_ms is not None
        assert reaction.change_ms > 150
        assert "hidden frame" in terminal.grid.text


def test_what_a_program_leaves_behind_is_named(tmp_path: Path) -> None:
    with Terminal([sys.executable, "-S", "-c", PROGRAM], home=tmp_path) as terminal:
        terminal.wait_for("ready")
        terminal.signal(signal.SIGTERM)
        ending = terminal.end()
    assert ending.code == -signal.SIGTERM
    assert {"alternate screen", "hidden cursor", "bracketed paste", "line settings"} == set(ending.left_on)


def test_what_never_appears_is_reported_with_the_screen(tmp_path: Path) -> None:
    with Terminal([sys.executable, "-S", "-c", PROGRAM], home=tmp_path) as terminal:
        terminal.wait_for("ready")
        with pytest.raises(NothingSeen, match="ready"):
            terminal.wait_for("never", timeout=0.2)
