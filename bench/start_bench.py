"""From the command to the first paint and to the figures, beside a bare Textual application, at 120x40; and memory."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.demo import FIGURES, HELLO, application, demo_workspace
from bench.harness import Bench, Line, Target, at_most, compared
from bench.terminal import Terminal

SIZE = (120, 40)
STILL = 1.5
"""Seconds without output after which the start is over: longer than any refresh pauses on a busy machine."""


@dataclass(frozen=True, slots=True)
class Start:
    """What one start showed: ms to the first paint, to the awaited text and to the last output; MiB at the peak."""

    paint: float
    text: float
    last: float
    memory: float
    bytes: int


def start(command: list[str], text: str, home: Path) -> Start:
    """Start a program, wait for its paint, its text and its rest, and quit it."""
    with Terminal(command, size=SIZE, home=home) as terminal:
        paint = terminal.wait_for_paint()
        shown = terminal.wait_for(text, timeout=60)
        size = len(terminal.output)
        last = shown
        while (moment := terminal.read(STILL)) is not None:
            last = (moment - terminal.began) * 1000
        result = Start(paint, shown, last, terminal.peak_mib(), size)
        terminal.press("ctrl+q")
    return result


def run(bench: Bench) -> None:
    """Measure starts on the demo: its kept figures (a second start), and the same refreshed."""
    workspace = demo_workspace(bench)
    with tempfile.TemporaryDirectory(dir=bench.work) as home:
        subjects: dict[str, Callable[[], Start]] = {
            "hello": partial(start, HELLO, "Hello", Path(home)),
            "cip": partial(start, application(workspace), FIGURES, Path(home)),
        }
        taken = bench.take_turns(subjects)
    hello, cip = [row["hello"] for row in taken], [row["cip"] for row in taken]

    paint, memory = [item.paint for item in hello], [item.memory for item in hello]

    def line(name: str, pick: Callable[[Start], float], unit: str, goal: Target) -> Line:
        others = memory if unit == "MiB" else paint
        return compared("start", name, unit, [pick(item) for item in cip], others, goal)

    bench.report(
        "start on the demo, ratios to a bare Textual application",
        [
            compared("start", "bare application: first paint", "ms", paint, ()),
            compared("start", "bare application: memory", "MiB", memory, ()),
            line("first paint", lambda s: s.paint, "ms", at_most(1.25)),
            line("figures of last time", lambda s: s.text, "ms", at_most(1.6)),
            line("refreshed and still", lambda s: s.last, "ms", at_most(3.0)),
            line("peak memory", lambda s: s.memory, "MiB", at_most(3.5)),
        ],
    )
