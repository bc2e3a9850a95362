"""Order statistics and their kin: exact quantiles from histograms, intervals for shares, slopes, concentration."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cip_tui.model.errors import UsageError

Floats = NDArray[np.float64]


def histogram_quantile(values: ArrayLike, counts: ArrayLike, q: float) -> float | None:
    """Return the exact q-quantile of a sample given as a histogram; None where it is empty.

    `values` may come in any order and repeat; `counts` are whole numbers >= 0. The definition is number 7 of
    Hyndman & Fan (1996), so the result equals numpy's on the expanded sample. Raises `UsageError` for bad input.
    """
    found = histogram_quantiles(values, counts, (q,))
    return None if found is None else found[0]


def histogram_quantiles(values: ArrayLike, counts: ArrayLike, qs: Sequence[float]) -> tuple[float, ...] | None:
    """Return several quantiles of one histogram, see `histogram_quantile`."""
    points, weights = _checked(values, counts, qs)
    total = int(weights.sum())
    if total == 0:
        return None
    ends = np.cumsum(weights)
    positions = [q * (total - 1) for q in qs]
    return tuple(_between(points, ends, position) for position in positions)


def weighted_quantile(values: ArrayLike, weights: ArrayLike, q: float) -> float | None:
    """Return the smallest value at which the running share of the weight reaches q; None where there is no weight.

    Weights are amounts such as dollars or hours and need not be whole.
    """
    points, amounts = _checked(values, weights, (q,))
    running = np.cumsum(amounts)
    if points.size == 0 or running[-1] <= 0:
        return None
    reached = running >= q * running[-1] * (1 - 1e-12)
    return float(points[int(np.argmax(reached & (amounts > 0)))])


def _checked(values: ArrayLike, weights: ArrayLike, qs: Sequence[float]) -> tuple[Floats, Floats]:
    points = np.asarray(values, dtype=np.float64)
    amounts = np.asarray(weights, dtype=np.float64)
    if points.shape != amounts.shape or points.ndim != 1:
        raise UsageError("A histogram needs one weight for each value")
    if not all(0 <= q <= 1 for q in qs):
        raise UsageError("A quantile lies between 0 and 1")
    if np.any(amounts < 0) or not np.all(np.isfinite(amounts)) or np.any(np.isnan(points)):
        raise UsageError("A histogram needs known values and weights that are not negative")
    order = np.argsort(points, kind="stable")
    return points[order], amounts[order]


def _between(points: Floats, ends: Floats, position: float) -> float:
    """Return the value at a fractional 0-based rank, as numpy interpolates it."""
    below = math.floor(position)
    part = position - below
    low = float(points[np.searchsorted(ends, below, side="right")])
    if part == 0:
        return low
    high = float(points[np.searchsorted(ends, below + 1, side="right")])
    return high - (high - low) * (1 - part) if part >= 0.5 else low + (high - low) * part


@dataclass(frozen=True, slots=True)
class Share:
    """A share of successes with its interval; `value` is None where there are no trials."""

    value: float | None
    low: float
    high: float
    successes: int
    trials: int


def wilson(successes: int, trials: int, level: float = 0.95) -> Share:
    """Return a share and its score interval (Wilson 1927); without trials the interval is 0 to 1.

    Raises `UsageError` where the counts contradict each other.
    """
    if not 0 <= successes <= trials:
        raise UsageError(f"{successes} of {trials} is not a share")
    if trials == 0:
        return Share(None, 0.0, 1.0, 0, 0)
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = successes / trials
    scale = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == trials else min(1.0, centre + half)
    return Share(share, low, high, successes, trials)


def theil_sen(y: ArrayLike, x: ArrayLike | None = None) -> float | None:
    """Return the median slope over all pairs of points (Sen 1968), per step or per unit of `x`.

    Unknown points (NaN) are left out; None where fewer than two remain. Memory grows with the square of the
    number of points: meant for up to about a thousand.
    """
    heights = np.asarray(y, dtype=np.float64)
    places = np.arange(heights.size, dtype=np.float64) if x is None else np.asarray(x, dtype=np.float64)
    known = np.isfinite(heights) & np.isfinite(places)
    heights, places = heights[known], places[known]
    first, second = np.triu_indices(heights.size, 1)
    runs = places[second] - places[first]
    apart = runs != 0
    if not np.any(apart):
        return None
    return float(np.median((heights[second] - heights[first])[apart] / runs[apart]))


@dataclass(frozen=True, slots=True)
class Lorenz:
    """Concentration: `share[i]` of the amount belongs to the smallest `population[i]` of the owners.

    Both start with 0 and end with 1. `gini` is 0 where all own the same and nears 1 where one owns all.
    """

    population: tuple[float, ...]
    share: tuple[float, ...]
    gini: float

    def top(self, fraction: float) -> float:
        """Return the share that the largest `fraction` of the owners hold, interpolated between owners."""
        return 1.0 - float(np.interp(1.0 - fraction, self.population, self.share))


def lorenz(amounts: ArrayLike) -> Lorenz | None:
    """Return the Lorenz curve and Gini coefficient; None where nothing is owned. Negative amounts count as zero."""
    owned = np.sort(np.maximum(np.asarray(amounts, dtype=np.float64), 0.0))
    total = float(owned.sum())
    if owned.size == 0 or total <= 0:
        return None
    share = np.concatenate(([0.0], np.cumsum(owned) / total))
    share[-1] = 1.0
    population = np.linspace(0.0, 1.0, owned.size + 1)
    area = float(np.sum((share[1:] + share[:-1]) / 2) / owned.size)
    return Lorenz(tuple(population.tolist()), tuple(share.tolist()), max(0.0, 1.0 - 2.0 * area))
