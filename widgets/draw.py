"""Bars, sparklines and histograms as plain text. Needs neither Textual nor Rich, so reports can use it too."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from widgets.glyphs import ASCII, UNICODE, Glyphs


def _set(ascii_only: bool) -> Glyphs:
    return ASCII if ascii_only else UNICODE


def bar(value: float | None, greatest: float, width: int, *, ascii_only: bool = False) -> str:
    """Draw `value` as a bar of at most `width` cells, where `greatest` fills them all; no trailing spaces.

    Anything above 0 shows at least the thinnest bar, more than `greatest` a full one; unknown, 0 or less shows none.
    """
    if value is None or not math.isfinite(value) or value <= 0 or greatest <= 0 or width <= 0:
        return ""
    parts = _set(ascii_only).eighths
    steps = len(parts)
    units = max(1, round(min(1.0, value / greatest) * width * steps))
    full, rest = divmod(units, steps)
    return parts[-1] * full + (parts[rest - 1] if rest else "")


def bullet(value: float | None, edges: Sequence[float], width: int, *, ascii_only: bool = False) -> str:
    """Draw `value` as a mark on a scale of `width` cells that runs from 0 to the last of `edges`.

    The other edges are ticks, where bands end; up to the mark the scale is heavy. Unknown is the scale alone.
    """
    if width <= 0 or not edges or edges[-1] <= 0:
        return ""
    line, heavy, tick, heavy_tick, mark = ("-", "=", "+", "+", "o") if ascii_only else ("─", "━", "┼", "┿", "●")
    at = None
    if value is not None and math.isfinite(value):
        at = min(width - 1, int(max(0.0, min(1.0, value / edges[-1])) * width))
    ticks = {min(width - 1, int(edge / edges[-1] * width)) for edge in edges[:-1]}
    drawn = []
    for cell in range(width):
        below = at is not None and cell < at
        drawn.append(
            mark if cell == at else (heavy_tick if below else tick) if cell in ticks else heavy if below else line
        )
    return "".join(drawn)


def sparkline(values: Sequence[float | None], width: int, *, ascii_only: bool = False) -> str:
    """Draw values as one line of `width` cells or fewer, the lowest as the lowest mark; a gap is a space.

    More values than cells are averaged per cell; unknown values are left out of the average.
    """
    if width <= 0 or not values:
        return ""
    means = [_mean(part) for part in _parts(values, min(width, len(values)))]
    known = [value for value in means if value is not None]
    if not known:
        return " " * len(means)
    low, high = min(known), max(known)
    ramp = _set(ascii_only).ramp
    return "".join(" " if value is None else ramp[_rank(value, low, high, len(ramp))] for value in means)


def _rank(value: float, low: float, high: float, ranks: int) -> int:
    if high <= low:
        return ranks // 2
    # Divided first, since the difference of two great numbers may be infinite.
    share = (value / 2 - low / 2) / (high / 2 - low / 2)
    return min(ranks - 1, int(share * ranks))


def _parts(values: Sequence[float | None], count: int) -> list[Sequence[float | None]]:
    edges = [index * len(values) // count for index in range(count + 1)]
    return [values[start:end] for start, end in pairwise(edges)]


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None and math.isfinite(value)]
    return math.fsum(value / len(known) for value in known) if known else None


def text_width(text: str) -> int:
    """Return the terminal cells of `text`, counting each character for itself."""
    return len(text) if text.isascii() else sum(map(_char_width, text))


def _char_width(char: str) -> int:
    # Loaded when the first text needs it, for its tables take longer than the rest of the kit.
    from wcwidth import wcwidth

    return max(0, wcwidth(char))


def text_clip(text: str, width: int, *, ascii_only: bool = False) -> str:
    """Return `text` if it fits into `width` cells, else its beginning and an ellipsis."""
    if text_width(text) <= width:
        return text
    taken, end = 0, 0
    for char in text:
        taken += _char_width(char)
        if taken > width - 1:
            break
        end += 1
    return (text[:end].rstrip() + _set(ascii_only).ellipsis) if width > 0 else ""


def bar_chart(
    rows: Sequence[tuple[str, float | None, str]], width: int, *, ascii_only: bool = False, label_most: int = 28
) -> list[str]:
    """Draw rows of (label, value, value as written) as one bar a line, labels and figures aligned.

    Bars share one scale that begins at 0; a value below 0 is drawn with the shade mark. An unknown value has no bar.
    """
    if not rows:
        return []
    glyphs = _set(ascii_only)
    most = min(label_most, max(6, width // 3))
    labels = [text_clip(label, most, ascii_only=ascii_only) for label, _, _ in rows]
    label_width = max(map(text_width, labels))
    value_width = max(text_width(written) for _, _, written in rows)
    room = max(1, width - label_width - value_width - 4)
    greatest = max((abs(value) for _, value, _ in rows if value is not None and math.isfinite(value)), default=0.0)
    lines = []
    for label, (_, value, written) in zip(labels, rows, strict=True):
        drawn = bar(value, greatest, room, ascii_only=ascii_only)
        if value is not None and value < 0:
            drawn = glyphs.shade * max(1, round(abs(value) / greatest * room)) if math.isfinite(value) else ""
        name = label + " " * (label_width - text_width(label))
        figure = " " * (value_width - text_width(written)) + written
        lines.append(f"{name}  {figure}  {drawn}".rstrip())
    return lines


def histogram(
    values: Sequence[float], width: int, *, bins: int = 10, ascii_only: bool = False, places: int = 0
) -> list[str]:
    """Draw how many values fall into each of `bins` equal steps from the least to the greatest, one bar a step.

    The last step includes its upper edge. Values that are not finite are left out.
    """
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return []
    low, high = min(known), max(known)
    steps = 1 if low == high else bins
    counts = [0] * steps
    for value in known:
        counts[_rank(value, low, high, steps) if steps > 1 else 0] += 1
    edges = [low * (1 - index / steps) + high * (index / steps) for index in range(steps + 1)]
    written = [f"{edge:,.{places}f}" for edge in edges]
    edge_width = max(map(len, written))
    dash = "-" if ascii_only else "–"
    rows = [
        (f"{written[i]:>{edge_width}} {dash} {written[i + 1]:>{edge_width}}", float(count), f"{count:,}")
        for i, count in enumerate(counts)
    ]
    return bar_chart(rows, width, ascii_only=ascii_only, label_most=2 * edge_width + 3)
