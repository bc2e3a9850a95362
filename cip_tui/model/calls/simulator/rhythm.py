"""When calls happen: how a customer's calls spread over days, hours and moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from cip_tui.model.calls.simulator.arrays import Bools, Bytes, Floats, Ints, Longs
from cip_tui.model.calls.simulator.catalogue import ARCHETYPES, REGIONS, SPIKE_CAUSES
from cip_tui.model.calls.simulator.population import Population
from cip_tui.model.calls.simulator.settings import SimulatorSettings

DAY_MS = 86_400_000
HOURS = 24
_LATE, _LEAVING = 0.12, 0.11
_MEMORY = 0.4
_HOUR_NOISE = 0.8


@dataclass(frozen=True, slots=True)
class Spike:
    """A planted spike: what multiplies on which day of which customer, and why."""

    customer: int
    day: int
    driver: str
    factor: float
    cause: str


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Calls by customer and day, each customer's hours of the day, and the planted spikes."""

    calls: Longs
    hours: Floats
    first_day: Ints
    last_day: Ints
    spikes: tuple[Spike, ...]


def draw_rhythm(settings: SimulatorSettings, population: Population, rng: np.random.Generator) -> Rhythm:
    """Draw who calls how often on which day. The calls of a customer add up to `population.calls`."""
    first_day, last_day = _lifetimes(settings, population.archetype, rng)
    days = np.arange(settings.days)
    alive = (days >= first_day[:, None]) & (days <= last_day[:, None])
    weights = _day_noise(settings, rng) * _week(settings, population.archetype, rng) * alive
    weights = _with_pauses(weights, alive, population.archetype, rng)
    spikes = _spikes(settings, population.archetype, weights, rng)
    for spike in spikes:
        usual = weights[spike.customer][alive[spike.customer]].mean()
        weights[spike.customer, spike.day] = usual * (spike.factor if spike.driver == "calls" else 1)
    shares = weights / weights.sum(axis=1, keepdims=True)
    calls = rng.multinomial(population.calls, shares).astype(np.int64)
    return Rhythm(calls, _hours(population, rng), first_day, last_day, spikes)


def _lifetimes(settings: SimulatorSettings, archetype: Bytes, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """First and last day of each customer; some of the smaller ones come late, others leave early."""
    count, days = settings.customers, settings.days
    first = np.zeros(count, dtype=np.int32)
    last = np.full(count, days - 1, dtype=np.int32)
    if days < 14:
        return first, last
    smaller = rng.permutation(np.flatnonzero(archetype < 2))
    late, leaving = round(_LATE * count), round(_LEAVING * count)
    comers, leavers = smaller[:late], smaller[late : late + leaving]
    first[comers] = rng.integers(4, max(5, int(0.45 * days)), len(comers))
    last[leavers] = rng.integers(int(0.53 * days), int(0.66 * days), len(leavers))
    return first, last


def _day_noise(settings: SimulatorSettings, rng: np.random.Generator) -> Floats:
    """Log-normal day-to-day noise with some memory, its strength differing by customer, and a slow trend."""
    count, days = settings.customers, settings.days
    steps = rng.standard_normal((count, days))
    noise = np.empty_like(steps)
    noise[:, 0] = steps[:, 0]
    for day in range(1, days):
        noise[:, day] = _MEMORY * noise[:, day - 1] + np.sqrt(1 - _MEMORY**2) * steps[:, day]
    strength = rng.uniform(0.3, 0.65, (count, 1))
    growth = rng.normal(0.03, 0.10, (count, 1)) * np.arange(days) / 30
    result: Floats = np.exp(strength * noise + growth)
    return result


def _weekend_days(settings: SimulatorSettings) -> Bools:
    return np.array([(settings.start + timedelta(days=day)).weekday() >= 5 for day in range(settings.days)])


def _week(settings: SimulatorSettings, archetype: Bytes, rng: np.random.Generator) -> Floats:
    """What a weekend day weighs beside a weekday, by customer; offices rest."""
    low, high = np.array([kind.weekend for kind in ARCHETYPES])[archetype].T
    weekend = rng.uniform(low, high)
    resting = _some(archetype, [kind.office for kind in ARCHETYPES], rng)
    weekend[resting] = rng.uniform(0, 0.02, resting.sum())
    return np.where(_weekend_days(settings), weekend[:, None], 1.0)


def _some(archetype: Bytes, parts: Sequence[float], rng: np.random.Generator) -> Bools:
    """Choose this part of each archetype's customers, exact but for rounding."""
    chosen = np.zeros(len(archetype), dtype=np.bool_)
    for code, part in enumerate(parts):
        places = rng.permutation(np.flatnonzero(archetype == code))
        chosen[places[: round(part * len(places))]] = True
    return chosen


def _with_pauses(weights: Floats, alive: Bools, archetype: Bytes, rng: np.random.Generator) -> Floats:
    """Take one to three whole days out of some customers' spans."""
    for place in np.flatnonzero(_some(archetype, [kind.pauses for kind in ARCHETYPES], rng)):
        inner = np.flatnonzero(alive[place])[1:-1]
        off = rng.choice(inner, min(len(inner) // 4, int(rng.integers(1, 4))), replace=False)
        weights[place, off] = 0
    return weights


def _spikes(
    settings: SimulatorSettings, archetype: Bytes, weights: Floats, rng: np.random.Generator
) -> tuple[Spike, ...]:
    """Plant a spike on one ordinary day for about every eighth customer, larger customers first in line."""
    wanted = round(settings.customers / 8)
    ordinary = weights > 0.5 * np.median(weights, axis=1, keepdims=True)
    ordinary[:, : min(7, settings.days // 3)] = False
    able = np.flatnonzero(ordinary.any(axis=1))
    if settings.days < 7 or not wanted or not len(able):
        return ()
    chances = np.array([1.0, 2.5, 3.0])[archetype[able]]
    chosen = rng.choice(able, min(wanted, len(able)), replace=False, p=chances / chances.sum())
    spikes = []
    for place in np.sort(chosen).tolist():
        driver = "calls" if rng.random() < 0.65 else "input_tokens"
        factor = float(np.round(rng.uniform(3.5, 7.0) if driver == "calls" else rng.uniform(5.0, 9.0), 1))
        causes = SPIKE_CAUSES[driver]
        day = int(rng.choice(np.flatnonzero(ordinary[place])))
        spikes.append(Spike(place, day, driver, factor, causes[int(rng.integers(len(causes)))]))
    return tuple(spikes)


def _hours(population: Population, rng: np.random.Generator) -> Floats:
    """The weight of each UTC hour by customer: office hours with a second hump, or evenings, over a floor."""
    count = len(population.archetype)
    ahead = np.array([rng.choice(region.hours_ahead, count) for region in REGIONS])[population.region, np.arange(count)]
    shift = ahead + rng.normal(0, 1.2, count)
    local = (np.arange(HOURS)[None, :] + 0.5 + shift[:, None]) % HOURS
    evening = rng.random((count, 1)) < 0.2
    office = _hump(local, 10.5, 2.0) + 0.9 * _hump(local, 15.0, 2.0) + 0.25 * _hump(local, 20.0, 1.6)
    late = 0.5 * _hump(local, 13.0, 2.5) + _hump(local, 20.0, 2.2)
    shape = np.where(evening, late, office)
    floor = np.array([kind.floor for kind in ARCHETYPES])[population.archetype][:, None]
    result: Floats = shape / shape.mean(axis=1, keepdims=True) * (1 - floor) + floor
    return result


def _hump(hour: Floats, centre: float, width: float) -> Floats:
    away = np.abs(hour - centre)
    away = np.minimum(away, HOURS - away)
    result: Floats = np.exp(-0.5 * (away / width) ** 2)
    return result


def moments(calls: Longs, hours: Floats, rng: np.random.Generator) -> tuple[Longs, Longs]:
    """Return when the calls of one day happen, in milliseconds after midnight and in order, and whose they are.

    Gaps between a customer's calls are drawn with more variation than a Poisson process has, then stretched so
    that the customer's hours, with noise of that day, get their weights.
    """
    active = np.flatnonzero(calls)
    count = calls[active]
    total = int(count.sum())
    ends = np.cumsum(count + 1)
    gaps = rng.standard_exponential(total + len(active), dtype=np.float32)
    gaps *= np.sqrt(gaps)  # to the power of 1.5: variation 1.55 instead of 1
    passed = np.cumsum(gaps, dtype=np.float64)
    before = np.concatenate(([0.0], passed[ends[:-1] - 1]))
    length = passed[ends - 1] - before
    inner = np.delete(passed, ends - 1)
    # Customer j's calls lie between j and j + 1, so that one interpolation places all customers' calls.
    owner = np.repeat(np.arange(len(active)), count)
    inner -= before.repeat(count)
    inner /= length.repeat(count)
    inner += owner
    weight = hours[active] * np.exp(_HOUR_NOISE * rng.standard_normal((len(active), HOURS), dtype=np.float32))
    edges = np.zeros((len(active), HOURS + 1))
    np.cumsum(weight, axis=1, out=edges[:, 1:])
    edges /= edges[:, -1:]
    edges += np.arange(len(active))[:, None]
    hour_ms = np.tile(np.linspace(0, DAY_MS, HOURS + 1), len(active))
    at = np.interp(inner, edges.ravel(), hour_ms).astype(np.int64)
    np.minimum(at, DAY_MS - 1, out=at)
    bits = max(1, int(len(calls) - 1).bit_length())
    at <<= bits
    at += active.repeat(count)
    at.sort()
    return at >> bits, at & ((1 << bits) - 1)
