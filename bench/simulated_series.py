"""Simulated daily spend with known futures: growth, week, autocorrelated noise, level shifts and spikes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
TUNING_SEED = 7_000  # parameters were chosen on these
TEST_SEED = 1_000  # and are reported on these


@dataclass(frozen=True, slots=True)
class Kind:
    """What a family of series is like; pairs are ranges drawn from, spreads are in logs."""

    name: str
    noise: tuple[float, float]
    growth: float  # mean growth a day
    growth_spread: float
    shifts: float  # spread of lasting changes
    spikes: float  # share of days
    weekend: tuple[float, float]


# A whole product's spend: daily sums of published traces vary by 13-25 %.
PRODUCT = Kind("product", (0.05, 0.15), 0.0025, 0.0025, 0.20, 0.015, (0.3, 0.9))
# One customer's: far rougher, the median customer's days vary by 40-200 %.
CUSTOMER = Kind("customer", (0.25, 0.7), 0.0, 0.0025, 0.30, 0.03, (0.2, 1.0))
# No growth, no shifts, hardly a week: what a seasonal method must not spoil.
STEADY = Kind("steady", (0.05, 0.25), 0.0, 0.0, 0.0, 0.0, (0.95, 1.05))
# Growth of half a percent to two percent a day, as after a launch.
LAUNCH = Kind("launch", (0.05, 0.2), 0.012, 0.004, 0.20, 0.015, (0.3, 0.9))
KINDS = (PRODUCT, CUSTOMER, STEADY, LAUNCH)


@dataclass(frozen=True, slots=True)
class SimulatedSeries:
    """`history` days that a forecast may see, and the `future` days it is held against."""

    history: Array
    future: Array


def simulated_series(seed: int, days: int, horizon: int = 30, kind: Kind = PRODUCT) -> SimulatedSeries:
    """Return one series of daily spend; everything about it is drawn from `seed`."""
    rng = np.random.default_rng(seed)
    length = days + horizon
    growth = rng.normal(kind.growth, kind.growth_spread) + np.cumsum(rng.normal(0.0, 0.0002, length))
    shifts = np.cumsum((rng.random(length) < 1 / 90) * rng.normal(0.0, 1.0, length) * kind.shifts)
    log_level = rng.normal(5.0, 1.5) + np.cumsum(growth) + shifts + _noise(rng, length, kind.noise)
    series = np.exp(log_level) * _week(rng, kind.weekend)[np.arange(length) % 7]
    spikes = rng.random(length) < kind.spikes
    series = np.where(spikes, series * rng.uniform(1.5, 3.5, length), series)
    return SimulatedSeries(series[:days], series[days:])


def _noise(rng: np.random.Generator, length: int, spreads: tuple[float, float]) -> Array:
    """Noise of first-order autocorrelation 0.2 to 0.7."""
    correlation, spread = rng.uniform(0.2, 0.7), rng.uniform(*spreads)
    shocks = rng.normal(0.0, spread * np.sqrt(1 - correlation**2), length)
    noise = np.empty(length)
    noise[0] = rng.normal(0.0, spread)
    for day in range(1, length):
        noise[day] = correlation * noise[day - 1] + shocks[day]
    return noise


def _week(rng: np.random.Generator, weekend: tuple[float, float]) -> Array:
    week = np.exp(rng.normal(0.0, 0.05, 7))
    week[5:] *= rng.uniform(*weekend)
    return np.asarray(np.roll(week, rng.integers(7)))
