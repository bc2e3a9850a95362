"""Medians and spreads of many series at once: rows are series, columns are days, NaN is no observation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cip_tui.model.statistics.weekly import Floats

Ints = NDArray[np.intp]

WINDOW = 28  # other days that a day is compared with
STEP = 7  # days that share a window once there are more than fit into the first
CLIP = 2.0  # deviations beyond this many spreads count as this many
# Mean square of a standard normal value after that clipping, by which the spread is put right.
CLIPPED_SQUARE = 0.9205


def row_medians(values: Floats) -> Floats:
    """Return the median of each row without NaN; NaN where a row has no value."""
    ordered = np.sort(values, axis=1)
    counts = np.isfinite(values).sum(axis=1)
    return _middle(ordered, counts)


def _middle(ordered: Floats, counts: Ints) -> Floats:
    rows = np.arange(ordered.shape[0])
    if ordered.shape[1] == 0:
        return np.full(ordered.shape[0], np.nan)
    low = ordered[rows, np.maximum(counts - 1, 0) // 2]
    high = ordered[rows, np.minimum(counts // 2, ordered.shape[1] - 1)]
    return np.where(counts > 0, (low + high) / 2, np.nan)


@dataclass(frozen=True, slots=True)
class Others:
    """For each value what the other days around it say: their median, and how many they are."""

    median: Floats
    count: Floats


def windows(days: int) -> list[tuple[int, int, int]]:
    """Return (first, end, scored) columns: the days from `scored` to `end` are compared with those from `first` on.

    The first window holds four weeks and a day and scores all of them; then each week is compared with the four
    weeks that end with it. So a day is judged by the days before it as far as there are four weeks of them.
    """
    end = min(days, WINDOW + 1)
    found = [(0, end, 0)]
    while end < days:
        scored, end = end, min(days, end + STEP)
        found.append((end - WINDOW - 1, end, scored))
    return found


def other_medians(values: Floats) -> Others:
    """Return for each value the median of the other days in its window."""
    median = np.full(values.shape, np.nan)
    count = np.zeros(values.shape)
    for first, end, scored in windows(values.shape[1]):
        block, judged = values[:, first:end], values[:, scored:end]
        ordered = np.sort(block, axis=1)
        known = np.isfinite(block).sum(axis=1)
        whole = _middle(ordered, known)[:, None]
        median[:, scored:end] = np.where(np.isfinite(judged), _median_without(ordered, known, judged), whole)
        count[:, scored:end] = known[:, None] - np.isfinite(judged)
    return Others(median, count)


def _median_without(ordered: Floats, known: Ints, values: Floats) -> Floats:
    """Return the median of each sorted row without each of some of its own values."""
    rows, last = np.arange(ordered.shape[0]), ordered.shape[1] - 1

    def place(index: Ints) -> Floats:
        """What stands at an index once the value is taken out: the next one if the value stood before or there."""
        here = ordered[rows, np.clip(index, 0, last)][:, None]
        after = ordered[rows, np.clip(index + 1, 0, last)][:, None]
        return np.where(values <= here, after, here)

    middle = (place((known - 2) // 2) + place((known - 1) // 2)) / 2
    return np.where(known[:, None] > 1, middle, np.nan)


def other_spreads(deviations: Floats) -> Floats:
    """Return for each value the robust spread of the other days' deviations in its window.

    The root mean square after clipping at two median absolute deviations: nearly as sharp as a standard deviation
    and not moved by single spikes.
    """
    spread = np.full(deviations.shape, np.nan)
    for first, end, scored in windows(deviations.shape[1]):
        away = np.abs(deviations[:, first:end])
        limit = CLIP * 1.4826 * row_medians(away)
        squares = np.minimum(away, limit[:, None]) ** 2
        known = np.isfinite(squares)
        squares = np.where(known, squares, 0.0)
        part = slice(scored - first, None)
        total = squares.sum(axis=1, keepdims=True) - squares[:, part]
        count = known.sum(axis=1, keepdims=True) - known[:, part]
        mean = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
        spread[:, scored:end] = np.sqrt(mean / CLIPPED_SQUARE)
    return spread
