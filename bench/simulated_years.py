"""Simulated cloud bills with known futures, made in another way than the forecast thinks: day by day, additive, bent.

Growth is a curve in dollars that slows down, breaks off or takes off, not a constant rate; the season is a wave and a
peak added to it; migrations come and go in ramps; days vary with memory; single bills are off. Commitments are what
people sign: last year's spend with a mark-up, some of them far too high or too low.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
TUNING_SEED = 50_000  # constants were chosen on these
TEST_SEED = 10_000  # and are reported on these
YEAR = 365
LONGEST_HISTORY = 26  # months known before the contract year at most
DAYS_OF_MONTH = 30.4


@dataclass(frozen=True, slots=True)
class SimulatedYear:
    """A bill by day from `first` on, the contract year in it, the day it is looked at, and what was promised."""

    first: date
    daily: Array
    start: date
    today: date
    commitment: float

    @property
    def end(self) -> date:
        """The first day after the contract year."""
        return self.start.replace(year=self.start.year + 1)

    @property
    def total(self) -> float:
        """What the contract year came to in the end."""
        begin = (self.start - self.first).days
        return float(self.daily[begin : begin + (self.end - self.start).days].sum())


def simulated_year(seed: int) -> SimulatedYear:
    """Return one bill; everything about it is drawn from `seed`."""
    rng = np.random.default_rng(seed)
    start = date(2024 + int(rng.integers(3)), int(rng.integers(1, 13)), 1)
    before = int(rng.integers(0, LONGEST_HISTORY + 1))
    first = _months_before(start, before)
    days = (start.replace(year=start.year + 1) - first).days
    daily = _bill(rng, first, days)
    gone = int(rng.integers(30, 330))
    return SimulatedYear(first, daily, start, start + timedelta(days=gone), _promise(rng, daily, days))


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _bill(rng: np.random.Generator, first: date, days: int) -> Array:
    base = float(np.exp(rng.normal(8.0, 1.0)))
    time = np.arange(days) / YEAR
    level = base * (1 + _growth(rng, time) + _season(rng, first, days) + _moves(rng, days))
    noise = np.empty(days)
    memory, spread = rng.uniform(0.5, 0.97), rng.uniform(0.01, 0.06)
    noise[0] = rng.normal(0, spread)
    for day, shock in enumerate(rng.standard_t(4, days - 1) * spread * np.sqrt(1 - memory**2), start=1):
        noise[day] = memory * noise[day - 1] + shock
    weekend = np.array([(first + timedelta(days=day)).weekday() >= 5 for day in range(days)])
    series = level * (1 + noise) * np.where(weekend, rng.uniform(0.8, 1.0), 1.0)
    return np.asarray(np.maximum(series, 0.02 * base))


def _growth(rng: np.random.Generator, time: Array) -> Array:
    """A curve in shares of the base: steady, slowing down, taking off, or bent somewhere."""
    pace = rng.normal(0.12, 0.22)
    kind = rng.integers(4)
    if kind == 0:
        return pace * time
    if kind == 1:
        return np.asarray(pace * (1 - np.exp(-2 * time)))
    if kind == 2:
        return np.asarray(0.5 * pace * (np.exp(0.6 * time) - 1))
    bend = rng.uniform(0.2, 0.9) * time[-1]
    after = rng.normal(0.0, 0.25)
    return np.asarray(pace * np.minimum(time, bend) + after * np.maximum(time - bend, 0))


def _season(rng: np.random.Generator, first: date, days: int) -> Array:
    """A wave over the year and a peak of some weeks, both small or missing for most."""
    phase = (np.arange(days) + first.timetuple().tm_yday) / YEAR
    wave = rng.exponential(0.03) * np.sin(2 * np.pi * (phase + rng.random()))
    peak = rng.exponential(0.08) * (rng.random() < 0.5)
    middle = rng.random()
    distance = np.minimum(np.abs(phase % 1 - middle), 1 - np.abs(phase % 1 - middle))
    return np.asarray(wave + peak * np.exp(-((distance / 0.06) ** 2)))


def _moves(rng: np.random.Generator, days: int) -> Array:
    """Migrations in and clean-ups out, about one a year, each ramping over some weeks; and short detours."""
    total = np.zeros(days)
    for _ in range(rng.poisson(days / YEAR)):
        at, ramp = rng.uniform(0, days), rng.uniform(5, 90)
        total += rng.normal(0.02, 0.14) * np.clip((np.arange(days) - at) / ramp, 0, 1)
    for _ in range(rng.poisson(days / YEAR)):
        at, length = int(rng.uniform(0, days)), int(rng.uniform(5, 40))
        total[at : at + length] += rng.normal(0.05, 0.12)
    return total


def _promise(rng: np.random.Generator, daily: Array, days: int) -> float:
    """What was signed: a year at the rate of the weeks around its start with a mark-up, made before the future."""
    begin = days - YEAR
    rate = float(daily[max(begin - 45, 0) : begin + 15].mean())
    return rate * YEAR * float(np.exp(rng.normal(0.06, 0.15)))
