"""`cip` as a process of its own: pipes, encodings, signals, and what it loads."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import TODAY
from tests.paths import ROOT

PROGRAM = [sys.executable, "-m", "cip_tui"]


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a process with a home of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("DATA", "CONFIG", "STATE")}
    return {**kept, **folders, "HOME": str(home), "PYTHONPATH": str(ROOT), **more}


def test_help_loads_neither_the_terminal_toolkit_nor_a_data_library(tmp_path: Path) -> None:
    watched = "textual rich pandas numpy duckdb openpyxl pypdf plotext ics holidays"
    code = (
        "import sys, cip_tui.cli\n"
        "code = cip_tui.cli.main(['--help'])\n"
        f"print([name for name in {watched.split()!r} if name in sys.modules], code, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    assert done.stderr == "[] 0\n"


def test_without_a_terminal_it_ends_with_the_hint(tmp_path: Path) -> None:
    done = subprocess.run(PROGRAM, env=environment(tmp_path), capture_output=True, text=True, check=False, input="")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--help" in done.stderr


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path, filled: Path) -> None:
    command = [*PROGRAM, "export", "spend", "--by", "customer", "--workspace", str(filled), "--as-of", TODAY]
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(command, env=environment(tmp_path), stdout=write, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_behind_stdout_is_said(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, "config", "default"],
            env=environment(tmp_path),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_stdout_is_utf_8_whatever_the_locale(tmp_path: Path, filled: Path) -> None:
    command = [*PROGRAM, "export", "spend", "--by", "customer", "--workspace", str(filled), "--as-of", TODAY]
    env = environment(tmp_path, PYTHONIOENCODING="latin-1", PYTHONUTF8="0", LC_ALL="C", PYTHONCOERCECLOCALE="0")
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "umlaut-ü" in done.stdout.decode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_terminal_is_left_as_it_was_found() -> None:
    code = (
        "import tty\n"
        "from cip_tui.commands.application import terminal_left_as_found\n"
        "with terminal_left_as_found():\n"
        "    tty.setraw(0)\n"
        "    raise SystemExit(3)"
    )
    import pty
    import termios

    outer, inner = pty.openpty()
    try:
        before = termios.tcgetattr(inner)
        done = subprocess.run(
            [sys.executable, "-c", code], stdin=inner, stdout=inner, cwd=ROOT, check=False, timeout=30
        )
        after = termios.tcgetattr(inner)
        written = os.read(outer, 1000)
    finally:
        os.close(outer)
        os.close(inner)
    assert (done.returncode, after) == (3, before)
    assert b"\x1b[?1049l" in written
    assert b"\x1b[?25h" in written
