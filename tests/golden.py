"""Screens as text: read what an application shows, and compare it with the kept picture in tests/goldens.

Run with CIP_GOLDENS=write to keep what is shown now as the new picture; look at the difference before committing.
"""

from __future__ import annotations

import html
import os
import re
from typing import Any

from rich.cells import cell_len
from textual.app import App

from tests.paths import ROOT

GOLDENS = ROOT / "tests" / "goldens"
_CELL_WIDTH, _LINE_HEIGHT, _BASELINE = 12.2, 24.4, 20.0
_TEXT = re.compile(r'<text [^>]*?\bx="([\d.]+)" y="([\d.]+)" textLength="[\d.]+"[^>]*>([^<]*)</text>')


def screen_text(app: App[Any]) -> str:
    """Return the screen as lines of text, trailing spaces cut: as many lines as the screen is high."""
    lines: list[str] = [""] * app.size.height
    for left, top, escaped in _TEXT.findall(app.export_screenshot()):
        row = round((float(top) - _BASELINE) / _LINE_HEIGHT)
        column = round(float(left) / _CELL_WIDTH)
        if 0 <= row < len(lines):
            padding = " " * (column - cell_len(lines[row]))
            lines[row] += padding + html.unescape(escaped).replace("\xa0", " ")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def assert_golden(text: str, name: str) -> None:
    """Compare `text` with tests/goldens/NAME.txt; with CIP_GOLDENS=write keep it there instead."""
    path = GOLDENS / f"{name}.txt"
    if os.environ.get("CIP_GOLDENS") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    assert path.exists(), f"No picture {name}: run once with CIP_GOLDENS=write and look at it."
    assert text == path.read_text(encoding="utf-8"), f"The screen differs from tests/goldens/{name}.txt"
