"""Plays the terminal for a program: runs it on a pseudo-terminal, answers it, presses keys, and tells what a person
in front of it would have seen and when. Linux and macOS; nothing but the standard library."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from bench.grid import ALTERNATE, CURSOR, FOCUS, MOUSE, PASTE, Grid
from bench.harness import child_environment

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "space": " ",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
}
QUIET = 0.15
"""Seconds without output after which a reaction is taken to be complete."""


class NothingSeen(Exception):
    """What was waited for did not come; the message holds the screen as it stood."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """What one key did: ms until the screen changed (None: never), ms until it was still, and how many bytes came."""

    change_ms: float | None
    settled_ms: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Ending:
    """How a program ended: exit code (negative: the signal), and what it left switched on in the terminal."""

    code: int
    left_on: tuple[str, ...]


def key_code(key: str) -> bytes:
    """Return what a keyboard sends for a key name as Textual writes it, e.g. `down`, `ctrl+q`, `j`."""
    if key.startswith("ctrl+") and len(key) == 6:
        return bytes([ord(key[-1].upper()) & 0x1F])
    return KEYS.get(key, key).encode()


class Terminal:
    """A terminal with one program in it. Use as a context manager; leaving it ends the program."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        home: Path | None = None,
    ) -> None:
        """Start `command`. `home` takes the place of the person's own folder, so that no setting of theirs is seen."""
        self.grid = Grid(*size, self._send)
        self.output = bytearray()
        """Everything the program has sent."""
        self._master, slave = pty.openpty()
        self._resize_pty(size)
        self._settings_before = termios.tcgetattr(slave)
        self._slave = slave
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env=self._environment(home, environment or {}),
            start_new_session=True,
            preexec_fn=_take_terminal,
        )

    @staticmethod
    def _environment(home: Path | None, more: Mapping[str, str]) -> dict[str, str]:
        base = {
            name: value for name, value in child_environment().items() if not name.startswith(("XDG_", "SSH_", "CIP_"))
        }
        base |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        for name in ("TMUX", "LINES", "COLUMNS"):
            base.pop(name, None)
        if home is not None:
            base["HOME"] = str(home)
        return base | dict(more)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._master)
        os.close(self._slave)

    @property
    def pid(self) -> int:
        """The process id of the program."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the program is still there."""
        return self._process.poll() is None

    def wait_for(self, text: str, timeout: float = 20.0) -> float:
        """Read until `text` (a regular expression) is on the screen; return ms since the start of the program.

        Raises `NothingSeen` with the screen if it does not appear in `timeout` seconds.
        """
        wanted = re.compile(text)
        moment = self._until(lambda: wanted.search(self.grid.text) is not None, timeout)
        if moment is None:
            raise NothingSeen(f"{text!r} did not appear; the screen was:\n{self.grid.text}")
        return (moment - self.began) * 1000

    def wait_for_output(self, pattern: str, timeout: float = 20.0) -> None:
        """Read until what was sent matches a regular expression, wherever it went. Raises `NothingSeen`."""
        wanted, deadline = re.compile(pattern.encode()), time.perf_counter() + timeout
        while wanted.search(self.output) is None:
            if time.perf_counter() > deadline or (self.read(0.25) is None and not self.running):
                raise NothingSeen(f"{pattern!r} was not sent; the screen was:\n{self.grid.text}")

    def wait_for_paint(self, timeout: float = 20.0) -> float:
        """Read until the full screen shows anything at all; return ms since the start of the program."""
        on = ALTERNATE
        moment = self._until(lambda: self.grid.modes.get(on, False) and bool(self.grid.text.strip()), timeout)
        if moment is None:
            raise NothingSeen(f"nothing was painted; the screen was:\n{self.grid.text}")
        return (moment - self.began) * 1000

    def settle(self, quiet: float = QUIET, timeout: float = 10.0) -> int:
        """Read until nothing has come for `quiet` seconds; return how many bytes came."""
        before, deadline = len(self.output), time.perf_counter() + timeout
        while time.perf_counter() < deadline and self.read(quiet):
            pass
        return len(self.output) - before

    def watch(self, seconds: float) -> int:
        """Read for a fixed time without touching anything; return how many bytes came."""
        before, deadline = len(self.output), time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0 and self.running:
            self.read(left)
        return len(self.output) - before

    def send(self, *keys: str) -> None:
        """Press keys in one go and look at nothing."""
        self._send(b"".join(key_code(key) for key in keys))

    def press(self, *keys: str, timeout: float = 2.0) -> Reaction:
        """Press keys in one go, then read until the screen is still; a lone key is timed exactly."""
        before, count = self.grid.text, len(self.output)
        began = time.perf_counter()
        self.send(*keys)
        changed = self._until(lambda: self.grid.text != before, timeout)
        last = changed or began
        while (moment := self.read(QUIET)) is not None:
            last = moment
        return Reaction(
            None if changed is None else (changed - began) * 1000, (last - began) * 1000, len(self.output) - count
        )

    def drum(self, keys: Sequence[str], *, every: float, seconds: float) -> list[float]:
        """Press keys in turn at a fixed beat, whatever comes back; return ms from each press to the next change.

        What a person feels who types while the program is busy: the longest wait is its longest freeze.
        """
        waits, pressed = [], 0
        began = next_press = time.perf_counter()
        open_since: float | None = None
        seen = self.grid.text
        while time.perf_counter() - began < seconds:
            if time.perf_counter() >= next_press:
                self._send(key_code(keys[pressed % len(keys)]))
                open_since = open_since or time.perf_counter()
                pressed, next_press = pressed + 1, next_press + every
            moment = self.read(max(0.0, next_press - time.perf_counter()))
            if moment is not None and not self.grid.held_back and self.grid.text != seen:
                seen = self.grid.text
                if open_since is not None:
                    waits.append((moment - open_since) * 1000)
                    open_since = None
        return waits

    def resize(self, columns: int, lines: int) -> None:
        """Give the window another size."""
        self.grid.resize(columns, lines)
        self._resize_pty((columns, lines))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program itself."""
        os.kill(self._process.pid, number)

    def peak_mib(self) -> float:
        """Return the largest resident memory the program has had so far, in MiB (Linux only)."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmHWM:\s+(\d+)", status)
        if found is None:
            raise NothingSeen("the program is gone")
        return int(found[1]) / 1024

    def end(self, timeout: float = 10.0) -> Ending:
        """Read until the program has ended; say how, and what it left switched on. Raises `NothingSeen` if it stays."""
        deadline = time.perf_counter() + timeout
        while self.running and time.perf_counter() < deadline:
            self.read(0.05)
        while self.read(0.05) is not None:
            pass
        if self.running:
            raise NothingSeen(f"the program did not end; the screen was:\n{self.grid.text}")
        return Ending(self._process.returncode, self._left_on())

    def _left_on(self) -> tuple[str, ...]:
        modes = self.grid.modes
        found = {
            "alternate screen": modes.get(ALTERNATE, False),
            "hidden cursor": not modes.get(CURSOR, True),
            "mouse reports": any(modes.get(mode) for mode in MOUSE),
            "bracketed paste": modes.get(PASTE, False),
            "focus reports": modes.get(FOCUS, False),
            "keyboard protocol": self.grid.keyboard_levels > 0,
            "line settings": termios.tcgetattr(self._slave)[:4] != self._settings_before[:4],
        }
        return tuple(name for name, on in found.items() if on)

    def _until(self, reached: Callable[[], bool], timeout: float) -> float | None:
        moment, deadline = time.perf_counter(), time.perf_counter() + timeout
        seen = -1
        while True:
            if self.grid.changes != seen and not self.grid.held_back:
                seen = self.grid.changes
                if reached():
                    return moment
            left = deadline - time.perf_counter()
            if left <= 0 or not (self.running or self._waiting()):
                return None
            moment = self.read(min(left, 0.25)) or moment

    def _waiting(self) -> bool:
        return bool(select.select([self._master], [], [], 0)[0])

    def read(self, seconds: float) -> float | None:
        """Read once; return the moment of arrival, or None if nothing came in time."""
        if not select.select([self._master], [], [], seconds)[0]:
            return None
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # the program has closed its side
            return None
        moment = time.perf_counter()
        if not data:
            return None
        self.output += data
        self.grid.feed(data)
        return moment

    def _send(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            os.write(self._master, data)

    def _resize_pty(self, size: tuple[int, int]) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
