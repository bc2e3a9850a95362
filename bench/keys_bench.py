"""What a key costs in time and bytes, what an idle application sends, and what a slow line makes of it."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from bench.demo import FIGURES, application, demo_workspace
from bench.harness import Bench, at_most
from bench.terminal import Reaction, Terminal

ROUND_TRIP_MS = 150.0
LINE_KBIT = 64.0
BYTE_MS = 8 / LINE_KBIT


def run(bench: Bench) -> None:
    """Measure keys at 120x40 on the demo, then bytes at 80x24."""
    command = application(demo_workspace(bench))
    with tempfile.TemporaryDirectory(dir=bench.work) as home:
        keys_at_120x40(bench, command, Path(home))
        bytes_at_80x24(bench, command, Path(home))


def keys_at_120x40(bench: Bench, command: list[str], home: Path) -> None:
    """Press cursor, page and mode keys one by one; then type while the application is still loading."""
    with Terminal(command, size=(120, 40), home=home) as terminal:
        terminal.wait_for(FIGURES, timeout=60)
        waits = terminal.drum(["j", "k"], every=0.05, seconds=2.0)
        terminal.settle(quiet=1.5)
        cursor = [terminal.press(key) for _ in range(10) for key in ("j", "k")]
        terminal.press("c")
        terminal.settle(quiet=1.0)
        page = [terminal.press(key) for _ in range(5) for key in ("pagedown", "pageup")]
        terminal.press("p")
        terminal.settle(quiet=1.0)
        modes = [terminal.press(key) for _ in range(5) for key in ("2", "1")]
        terminal.press("ctrl+q")
    report(bench, "cursor key", cursor, 10, 1000)
    bench.record("cursor key, slowest of twenty", [p95(cursor)], unit="ms", target=at_most(40))
    report(bench, "page key", page, 30, 10_000)
    report(bench, "mode switch", modes, 120, None)
    if waits:
        bench.record("longest wait of a key while loading", [max(waits)], unit="ms", target=at_most(100))


def bytes_at_80x24(bench: Bench, command: list[str], home: Path) -> None:
    """Count the bytes of the first paint and of ten idle seconds, and work out a slow line from them."""
    with Terminal(command, home=home) as terminal:
        shown = terminal.wait_for(FIGURES, timeout=60)
        painted = len(terminal.output)
        terminal.settle(quiet=1.5)
        idle = terminal.watch(10)
        move = terminal.press("j")
        terminal.press("ctrl+q")
    bench.record("bytes until figures are shown, 80x24", [painted], unit="bytes", target=at_most(30_000))
    bench.record("bytes of 10 idle seconds", [idle], unit="bytes", target=at_most(0))
    slow = (shown + painted * BYTE_MS + ROUND_TRIP_MS) / 1000
    cursor = ((move.change_ms or 0) + move.bytes * BYTE_MS + ROUND_TRIP_MS) / 1000
    bench.note(f"On a line of {LINE_KBIT:g} kbit/s with {ROUND_TRIP_MS:g} ms round trip, worked out from the bytes:")
    bench.record("figures readable, slow line", [slow], unit="s", target=at_most(8))
    bench.record("cursor move, slow line", [cursor], unit="s", target=at_most(0.6))


def report(bench: Bench, name: str, reactions: list[Reaction], most_ms: float, most_bytes: int | None) -> None:
    """Report the reactions to one kind of key: ms until the screen changed, and bytes."""
    changes = [item.change_ms for item in reactions if item.change_ms is not None]
    if len(changes) < len(reactions):
        bench.note(f"{name}: {len(reactions) - len(changes)} of {len(reactions)} presses changed nothing")
    if changes:
        bench.record(name, changes, unit="ms", target=at_most(most_ms))
    if changes and most_bytes:
        bench.record(f"{name}, bytes", [item.bytes for item in reactions], unit="bytes", target=at_most(most_bytes))


def p95(reactions: list[Reaction]) -> float:
    """Return the 95th percentile of the times to a change."""
    changes = [item.change_ms for item in reactions if item.change_ms is not None]
    return statistics.quantiles(changes, n=20, method="inclusive")[-1]
