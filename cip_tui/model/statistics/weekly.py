"""Weekday factors: how much of an average day each weekday carries."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
WEEK = 7


def weekdays(first: int, count: int) -> NDArray[np.intp]:
    """Return the weekdays (0 is Monday) of `count` days in a row, the first being weekday `first`."""
    return (first + np.arange(count)) % WEEK


def centred_mean(values: Floats) -> Floats:
    """Return the mean over the seven days around each day; NaN within three days of an edge.

    Unknown days (NaN) are left out; a week with fewer than five known days gives NaN.
    """
    result = np.full(values.shape, np.nan)
    if values.size < WEEK:
        return result
    known = np.isfinite(values)
    ones = np.ones(WEEK)
    sums = np.convolve(np.where(known, values, 0.0), ones, "valid")
    counts = np.convolve(known.astype(np.float64), ones, "valid")
    means = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts >= 5)
    result[3 : values.size - 3] = means
    return result


def closed_weekdays(values: Floats, days: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return for each of the seven weekdays whether it was seen at least twice and never carried anything."""
    closed = np.zeros(WEEK, dtype=np.bool_)
    for day in range(WEEK):
        seen = values[(days == day) & np.isfinite(values)]
        closed[day] = seen.size >= 2 and not np.any(seen)
    return closed


def weekday_factors(values: Floats, days: NDArray[np.intp]) -> Floats:
    """Return seven factors with mean one: medians of each weekday's ratio to its centred 7-day mean.

    Medians, so that single spikes do not bend the week. Factors are drawn toward one as far as their differences
    could be noise (James & Stein 1961). A weekday never seen gets one; a closed one zero.
    """
    means = centred_mean(values)
    usable = np.isfinite(values) & np.isfinite(means) & (means > 0)
    ratios = np.divide(values, means, out=np.ones(values.shape), where=usable)
    factors = np.ones(WEEK)
    counts = np.zeros(WEEK)
    for day in range(WEEK):
        seen = ratios[usable & (days == day)]
        counts[day] = seen.size
        if seen.size:
            factors[day] = max(0.0, float(np.median(seen)))
    closed = closed_weekdays(values, days)
    factors = _shrunk(factors, counts, _week_noise(values), ~closed & (counts > 0))
    factors[closed] = 0.0
    mean = float(factors.mean())
    return factors / mean if mean > 0 else np.ones(WEEK)


def _week_noise(values: Floats) -> float:
    """Return the spread of a day around its weekday, from how days differ from those a week before."""
    now, before = values[WEEK:], values[:-WEEK]
    both = (now > 0) & (before > 0)
    if not np.any(both):
        return 0.0
    steps = np.log(now[both] / before[both])
    return float(1.4826 * np.median(np.abs(steps - np.median(steps))) / np.sqrt(2.0))


def _shrunk(factors: Floats, counts: Floats, spread: float, open_days: NDArray[np.bool_]) -> Floats:
    """Draw the open days' factors toward their mean by the share of their variance that is noise of medians."""
    if open_days.sum() < 3:
        return factors
    mean = float(factors[open_days].mean())
    between = float(factors[open_days].var(ddof=1))
    noise = np.pi / 2 * spread**2 / float(counts[open_days].mean())
    kept = max(0.0, 1 - noise / between) if between > 0 else 0.0
    return np.where(open_days, mean + kept * (factors - mean), factors)
