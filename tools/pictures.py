"""Draws the screens of the demo into docs/pictures (`python -m tools.pictures`): the same bytes every time."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cip_tui.app import CipApp
from cip_tui.model.job import Job
from cip_tui.model.workspace import Workspace
from cip_tui.settings import AppSettings

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
SIZES = ((120, 40), (80, 24))
QUIET_ROUNDS = 10
SHOTS: dict[str, tuple[str, ...]] = {
    "spend": ("p",),
    "customers": ("c",),
    "drill": ("m", "enter"),
    "analyzers": ("2",),
    "finding": ("2", "j", "j", "j", "enter", "tab"),
    "report": ("3", "enter"),
    "pricing": ("4",),
    "commitment": ("5",),
    "agreement": ("5", "a"),
    "credits": ("6",),
    "attestations": ("7",),
    "onboarding": ("8", "enter"),
    "accounts": ("9",),
    "account": ("9", "j", "j", "j", "j", "j", "enter"),
    "today": ("0",),
    "help": ("1", "question_mark"),
}
"""What to press on the demo before each picture."""

FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
CELLS = re.compile(r'<rect fill="(#\w+)" x=')
NEEDLESS = (
    re.compile(r'<clipPath id="cip-line-\d+">.*?</clipPath>', re.DOTALL),
    re.compile(r' clip-path="url\(#cip-line-\d+\)"'),
    re.compile(r' shape-rendering="crispEdges"'),
    re.compile(r"<text[^>]*>(?:&#160;|\s)*</text>"),
)
SERIAL = re.compile(r"terminal-\d+")


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw every picture in every size. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.pictures", description="Draw the screens of the demo.")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures", help="where to put the SVG files")
    out: Path = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="cip-pictures-") as folder:
        workspace = Workspace.open(Path(folder), now=lambda: NOW, user="demo")
        workspace.load_demo(Job())
        for width, height in SIZES:
            for name, keys in SHOTS.items():
                path = out / f"{name}-{width}x{height}.svg"
                path.write_text(asyncio.run(draw(workspace, (width, height), keys)), encoding="utf-8")
                print(f"{path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}")
        workspace.close()
    return 0


async def draw(workspace: Workspace, size: tuple[int, int], keys: tuple[str, ...]) -> str:
    """Open the application without a terminal, press the keys and return the picture."""
    app = CipApp(workspace=workspace, settings=AppSettings(workspace.root, now=lambda: NOW, user="demo"))
    async with app.run_test(size=size) as pilot:
        await rest(app)
        for key in keys:
            await pilot.press(key)
            await rest(app)
        await pilot.pause()
        return tidy(app.export_screenshot(title="CIP"))


async def rest(app: CipApp) -> None:
    """Wait until no job of any screen is left, nor one that follows from it, and what they sent has been shown."""
    still = 0
    while still < QUIET_ROUNDS:
        still = still + 1 if all(worker.is_finished for worker in app.workers) else 0
        await asyncio.sleep(0.02)


def tidy(svg: str) -> str:
    """Take out fonts that would be fetched from elsewhere, what differs from run to run, and what changes nothing."""
    svg = FONT_FACE.sub("", svg).replace("Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono")
    svg = SERIAL.sub("cip", svg)
    for pattern in NEEDLESS:
        svg = pattern.sub("", svg)
    ground = Counter(CELLS.findall(svg)).most_common(1)[0][0]
    svg = re.sub(f'<rect fill="{ground}" x=[^>]*/>', "", svg)
    whole = f'<rect fill="{ground}" width="100%" height="100%"/>'
    svg = svg.replace('<g class="cip-matrix">', f'{whole}<g class="cip-matrix" shape-rendering="crispEdges">')
    return "\n".join(line.strip() for line in svg.splitlines() if line.strip()) + "\n"


if __name__ == "__main__":
    sys.exit(main())
