"""Text made safe for Markdown (GitHub's dialect): it shows letter for letter and changes nothing around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cip_tui.model.text import clean
from widgets.draw import text_width

_PAD_MOST = 60
# `_` between letters or digits never begins emphasis, nor `$` before a digit a formula: both stay readable.
_SPECIAL = re.compile(r"[\\`*\[\]|~]|\$(?!\d)|(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_LINKS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=\w)(?=@\w)", re.IGNORECASE)
_ORDERED = re.compile(r"^(\d{1,9})(?=[.)])")


def inline(text: str) -> str:
    """Return `text` for the inside of a line: no character of it is read as Markdown, HTML or a link."""
    line = clean(" ".join(text.splitlines()))
    line = _SPECIAL.sub(lambda found: "\\" + found.group(), line)
    line = _ENTITY.sub("&amp;", line).replace("<", "&lt;")
    return _LINKS.sub("\\\\", line)


def strong(text: str) -> str:
    """Return `text` in bold; blanks at its ends, which would undo that, go."""
    line = inline(text.strip())
    return f"**{line}**" if line else ""


def paragraph(text: str) -> str:
    """Return `text` as a line of its own that begins no heading, list, quote, rule or code block."""
    line = inline(text).strip()
    if line[:1] in "#>+-=" and line:
        return "\\" + line
    return _ORDERED.sub(r"\1\\", line)


def fence(lines: Sequence[str]) -> list[str]:
    """Return lines as a block of plain text; the fence is longer than any run of backticks inside."""
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    marks = "`" * max(3, longest + 1)
    return [f"{marks}text", *(clean(line) for line in lines), marks]


def grid(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str]:
    """Return a GitHub table of cells that are escaped already, padded so that it reads as plain text too.

    `right` says which columns are aligned right.
    """
    widths = [
        max(3, *(min(_PAD_MOST, text_width(line[index])) for line in (header, *rows))) for index in range(len(header))
    ]
    rule = ["-" * (width - 1) + ":" if aligned else "-" * width for width, aligned in zip(widths, right, strict=True)]
    return [_line(header, widths, right), _line(rule, widths, right), *(_line(row, widths, right) for row in rows)]


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = []
    for cell, width, aligned in zip(cells, widths, right, strict=True):
        space = " " * max(0, width - text_width(cell))
        padded.append(space + cell if aligned else cell + space)
    return "| " + " | ".join(padded) + " |"
