"""Possible futures of daily spend where smoothing has too little, or too irregular, a history to go on."""

from __future__ import annotations

import numpy as np

from cip_tui.model.statistics.history import History
from cip_tui.model.statistics.weekly import WEEK, Floats

WEEKS_BACK = 8
# What is assumed about a series of which little is known, in logs: a day's spread and how many days that guess is
# worth, how far a month's level lies from the days before, and how far a part of a week lies from a whole one.
DAY_SPREAD = 0.40
DAY_SPREAD_WORTH = 4
MONTH_SPREAD = 0.18
PART_WEEK_SPREAD = 0.30


def short_futures(history: History, horizon: int, count: int, rng: np.random.Generator) -> Floats:
    """Return futures from a few days: their mean, times a level that is uncertain by what is assumed above."""
    known = history.values[np.isfinite(history.values)]
    draws = rng.choice(known, size=(count, horizon))
    positive = known[known > 0]
    spread = float(np.var(np.log(positive))) * positive.size if positive.size else 0.0
    variance = (spread + DAY_SPREAD_WORTH * DAY_SPREAD**2) / (positive.size + DAY_SPREAD_WORTH)
    missing = max(0, WEEK - known.size) / WEEK
    level = np.sqrt(variance / known.size + MONTH_SPREAD**2 + (PART_WEEK_SPREAD * missing) ** 2)
    return np.asarray(draws * np.exp(rng.normal(0.0, level, size=(count, 1))))


def week_futures(history: History, points: Floats, widening: float, count: int, rng: np.random.Generator) -> Floats:
    """Return futures made of whole weeks drawn from the last eight, their totals widened about the mean."""
    horizon = points.size
    weeks = min(WEEKS_BACK, history.values.size // WEEK)
    blocks = history.values[history.values.size - weeks * WEEK :].reshape(weeks, WEEK)
    # The first day ahead has the weekday of the first day of each block.
    blocks = np.where(np.isfinite(blocks), blocks, np.resize(points, WEEK))
    picks = rng.integers(weeks, size=(count, -(-horizon // WEEK)))
    futures = blocks[picks].reshape(count, -1)[:, :horizon]
    totals = futures.sum(axis=1, keepdims=True)
    stretch = 1 + (widening - 1) * (1 - np.divide(totals.mean(), totals, out=np.ones_like(totals), where=totals > 0))
    return np.asarray(futures * np.maximum(stretch, 0.0))
