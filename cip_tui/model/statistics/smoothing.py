"""Damped exponential smoothing on the log scale, averaged over a grid of smoothing constants.

Additive damped trend of Gardner & McKenzie (1985) with phi 0.9; the grid is weighted by how well each pair of
constants forecast one day ahead, tempered and with a preference for a flat level, because combinations of simple
methods forecast better than the one that fitted best (Makridakis et al. 2020, the M4 competition).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cip_tui.model.statistics.quantile import theil_sen
from cip_tui.model.statistics.weekly import Floats, centred_mean

PHI = 0.9
ALPHAS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.45)
BETAS = (0.0, 0.05, 0.15)
# Log weight a pair loses before it is judged, because calm levels and flat trends forecast sums better.
ALPHA_COST = 6.0  # per unit of alpha
BETA_COST = {0.0: 0.0, 0.05: 1.0, 0.15: 2.0}
TEMPER = 4.0
AHEAD = 7  # days ahead whose mean judges a pair; one day ahead would favour chasing the noise
CLIP = 2.5  # errors beyond this many spreads count as this many
LEAST_SPREAD = 0.10  # a spread below 10 % is taken as 10 %, so that a constant can still learn of a change
START = 14  # days whose median starts the level
SETTLE = 7  # first days whose errors are not judged
# The long slope that is carried forward beside the damped one: at most this share of it, less where the slope may be
# chance (t below about 3) or the history is short.
DRIFT_SHARE = 0.7
DRIFT_CHANCE = 10.0
DRIFT_DAYS = 30.0
DRIFT_WINDOW = 90
SMEAR_DAYS = 56
CHANGE = 0.06  # spread of the level's unforeseen change at 30 days of history, less with more up to 90


@dataclass(frozen=True, slots=True)
class Smoothed:
    """State after the last day for each pair of constants (G of them), and what is needed to go on from there."""

    alpha: Floats
    beta: Floats
    level: Floats
    slope: Floats
    weight: Floats
    errors: Floats  # (known days after settling, G), one day ahead, log scale
    drift: float  # log a day, carried beside the damped slope
    clip: float  # largest error the level learns from in one day
    smearing: float  # what the log of a mean lies above a mean log (Duan 1983), near zero

    def ahead(self, horizon: int) -> Floats:
        """Return the weighted mean of the log level for each of the next days, without smearing."""
        days = np.arange(1, horizon + 1)
        each = self.level[:, None] + self.slope[:, None] * np.cumsum(PHI**days)
        return np.asarray(self.weight @ each + self.drift * days)

    def paths(self, horizon: int, count: int, rng: np.random.Generator) -> Floats:
        """Return `count` possible futures of the log level, shape (count, horizon).

        Each draws its pair of constants by weight, how much of the drift goes on, and then, day by day, an error
        that was really made.
        """
        chosen = rng.choice(self.weight.size, size=count, p=self.weight)
        drawn = self.errors[rng.integers(self.errors.shape[0], size=(count, horizon)), chosen[:, None]]
        level, slope = self.level[chosen], self.slope[chosen]
        alpha, gain = self.alpha[chosen], self.alpha[chosen] * self.beta[chosen]
        result = np.empty((count, horizon))
        for day in range(horizon):
            expected = level + PHI * slope
            error = drawn[:, day]
            result[:, day] = expected + error
            kept = np.clip(error, -self.clip, self.clip)
            level = expected + alpha * kept
            slope = PHI * slope + gain * kept
        carried = self.drift * rng.uniform(0.0, 2.0, size=(count, 1))  # growth may stop, or go on in full
        changed = rng.normal(0.0, CHANGE * np.sqrt(30 / min(self.errors.shape[0] + SETTLE, 90)), size=(count, 1))
        return np.asarray(result + changed + carried * np.arange(1, horizon + 1))


def smooth(logs: Floats) -> Smoothed:
    """Run the grid over daily logs, weekday taken out; NaN days are stepped over. Needs `START` known days."""
    alpha, beta = (grid.ravel() for grid in np.meshgrid(ALPHAS, BETAS, indexing="ij"))
    known = logs[np.isfinite(logs)]
    clip = CLIP * max(_spread(known), LEAST_SPREAD)
    level = np.full(alpha.size, float(np.median(known[:START])))
    slope = np.zeros(alpha.size)
    gain = alpha * beta
    errors = np.full((logs.size, alpha.size), np.nan)
    week_ahead = np.empty((logs.size, alpha.size))
    damping = float(np.mean(np.cumsum(PHI ** np.arange(1, AHEAD + 1))))
    for day, value in enumerate(logs.tolist()):
        expected = level + PHI * slope
        slope = PHI * slope
        if value == value:  # an unknown day moves nothing but time
            error = value - expected
            kept = np.minimum(np.maximum(error, -clip), clip)
            errors[day] = error
            expected = expected + alpha * kept
            slope = slope + gain * kept
        level = expected
        week_ahead[day] = level + slope * damping
    judged = errors[np.isfinite(logs)]
    judged = judged[min(SETTLE, judged.shape[0] // 2) :]
    weight = _weights(_misses(logs, week_ahead), alpha, beta, clip)
    return Smoothed(
        alpha, beta, level, slope, weight, judged, _drift(logs), clip, _smearing(known[-SMEAR_DAYS:], judged, weight)
    )


def _spread(known: Floats) -> float:
    """Return a robust spread of one-day changes, scaled to that of a level's errors."""
    steps = np.diff(known)
    middle = np.median(steps)
    return float(1.4826 * np.median(np.abs(steps - middle)) / np.sqrt(2.0) * 1.2)


def _misses(logs: Floats, week_ahead: Floats) -> Floats:
    """Return by how much each pair missed the mean of the next seven days, for each day that has such seven."""
    if logs.size <= AHEAD:
        return np.zeros((0, week_ahead.shape[1]))
    means = centred_mean(logs)[AHEAD // 2 + 1 :]
    usable = np.isfinite(means)
    usable[: min(SETTLE, max(0, int(usable.sum()) - AHEAD))] = False
    return np.asarray((means[:, None] - week_ahead[: means.size])[usable])


def _weights(misses: Floats, alpha: Floats, beta: Floats, clip: float) -> Floats:
    merit = -ALPHA_COST * alpha - np.array([BETA_COST[value] for value in beta.tolist()])
    if misses.shape[0]:
        loss = np.mean(np.clip(misses, -clip, clip) ** 2, axis=0) + 1e-9
        merit -= misses.shape[0] / 2 * np.log(loss / loss.max()) / TEMPER
    weight = np.exp(merit - merit.max())
    return np.asarray(weight / weight.sum())


def _smearing(recent: Floats, errors: Floats, weight: Floats) -> float:
    """Return the mean of two estimates: from one-day errors, which also hold a lag behind growth, and from spread."""
    lagged = float(weight @ np.log(np.mean(np.exp(errors), axis=0)))
    return (lagged + float(np.log(np.mean(np.exp(recent - recent.mean()))))) / 2


def _drift(logs: Floats) -> float:
    """Return the part of the Theil-Sen slope over the last 90 days that is worth carrying forward."""
    recent = logs[-DRIFT_WINDOW:]
    slope = theil_sen(recent)
    days = int(np.isfinite(recent).sum())
    if slope is None or slope == 0 or days < START:
        return 0.0
    error = _slope_error(recent - slope * np.arange(recent.size), days)
    sure = slope**2 / (slope**2 + DRIFT_CHANCE * error**2)
    return DRIFT_SHARE * slope * sure * days / (days + DRIFT_DAYS)


def _slope_error(rest: Floats, days: int) -> float:
    """Return the standard error of a slope over `days`, given what is left without it, autocorrelation included."""
    rest = rest - np.nanmedian(rest)
    spread = 1.4826 * float(np.nanmedian(np.abs(rest)))
    rest = np.nan_to_num(np.clip(rest, -3 * spread, 3 * spread))
    power = float(rest @ rest)
    repeat = min(0.9, max(0.0, float(rest[1:] @ rest[:-1]) / power + 1 / days)) if power > 0 else 0.0
    return spread * float(np.sqrt(12 / days**3 * (1 + repeat) / (1 - repeat)))
