"""Prose that is set in two columns, told from the gap that runs down the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_SHORTEST_RUN = 5
_WORDS = 3


def split_columns(lines: Sequence[str]) -> list[tuple[int, str]] | None:
    """Return (index of the line, text) with the left column before the right one, or None for a page of one column.

    Lines over the full width stay where they are and end a stretch of columns. A table is no prose: its left cells
    are short, or it has more than one gap.
    """
    gutter = _gutter(lines)
    if gutter is None:
        return None
    found: list[tuple[int, str]] = []
    left: list[tuple[int, str]] = []
    right: list[tuple[int, str]] = []

    def flush() -> None:
        found.extend([*left, *([(left[-1][0], "")] if left and right else []), *right])
        left.clear()
        right.clear()

    for index, line in enumerate(lines):
        if _crosses(line, gutter):
            flush()
            found.append((index, line))
        else:
            one, two = line[:gutter].rstrip(), line[gutter:].strip()
            left.append((index, one))
            if two or not one:
                right.append((index, two))
    flush()
    return found


def _gutter(lines: Sequence[str]) -> int | None:
    """Return where the right column begins, or None."""
    starts: Counter[int] = Counter()
    for line in lines:
        gaps = [match.end() for match in re.finditer(r"(?<=\S) {3,}(?=\S)", line)]
        if len(gaps) == 1:
            starts[gaps[0]] += 1
    if not starts:
        return None
    start = max(starts, key=lambda place: sum(starts[place + shift] for shift in (-1, 0, 1)))
    start = min(place for place in (start - 1, start, start + 1) if starts[place])
    both = [line for line in lines if not _crosses(line, start) and line[:start].strip() and line[start:].strip()]
    full = sum(1 for line in lines if line.strip() and _crosses(line, start))
    if len(both) < _SHORTEST_RUN or full > 2 * len(both):
        return None
    if any(len(re.findall(r" {3,}", line.strip())) > 1 for line in both):
        return None
    wordy = [line for line in both if _is_prose(line[:start]) and _is_prose(line[start:])]
    return start if len(wordy) >= 0.7 * len(both) else None


def _is_prose(text: str) -> bool:
    return len(text.split()) >= _WORDS and len(text.strip()) >= 14


def _crosses(line: str, gutter: int) -> bool:
    return bool(line[max(0, gutter - 2) : gutter].strip())
