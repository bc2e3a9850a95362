"""The simple forecasts any other has to beat (Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 5.2).

Each takes daily amounts (NaN unknown), their weekdays, and the weekdays of the days ahead, and returns the points.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cip_tui.model.statistics.weekly import WEEK, Floats

Days = NDArray[np.intp]
Benchmark = Callable[[Floats, Days, Days], Floats]
RECENT = 4 * WEEK


def seasonal_naive(values: Floats, days: Days, ahead: Days) -> Floats:
    """Repeat the last known amount of each weekday."""
    last = np.full(WEEK, _overall(values))
    for value, day in zip(values, days, strict=True):
        if np.isfinite(value):
            last[day] = value
    return np.asarray(last[ahead])


def weekday_mean(values: Floats, days: Days, ahead: Days) -> Floats:
    """Repeat the mean of each weekday over the last four weeks."""
    recent, when = values[-RECENT:], days[-RECENT:]
    means = np.full(WEEK, _overall(recent))
    for day in range(WEEK):
        seen = recent[(when == day) & np.isfinite(recent)]
        if seen.size:
            means[day] = seen.mean()
    return np.asarray(means[ahead])


def linear_trend(values: Floats, days: Days, ahead: Days) -> Floats:
    """Continue the least-squares line over all days, not below zero; it knows no weekdays."""
    known = np.isfinite(values)
    places = np.flatnonzero(known).astype(np.float64)
    if places.size < 2:
        return np.full(ahead.size, _overall(values))
    centred = places - places.mean()
    amounts = values[known]
    slope = float(centred @ amounts / (centred @ centred))
    future = np.arange(values.size, values.size + ahead.size) - places.mean()
    return np.asarray(np.maximum(amounts.mean() + slope * future, 0.0))


def _overall(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else 0.0
