"""Spikes of cost: which customer spent far more than usual on which days, and by how much.

A day is flagged where three things hold: even after `sureness` spreads of noise it is `at_least` times the usual in
calls, in the cost or in the tokens of a call; it cost at least `floor` more than usual; and among the customers of
that day it passes control of false discoveries (Benjamini & Hochberg 1995). Flagged days in a row of a customer are
one incident. The constants were tuned on simulated usage (bench/anomaly_bench.py reports on other seeds).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cip_tui.model.errors import UsageError
from cip_tui.model.statistics.channels import Channel, aligned, first_days, restored, rhythm_channel, size_channel
from cip_tui.model.statistics.peers import with_peers
from cip_tui.model.statistics.weekly import Floats, weekdays

Bools = NDArray[np.bool_]


class Driver(StrEnum):
    """What was unusual about a day."""

    COST = "cost"
    CALLS = "calls"
    COST_PER_CALL = "cost per call"
    TOKENS_PER_CALL = "tokens per call"


class Basis(StrEnum):
    """What a day was compared with."""

    OWN = "its own days around"
    PEERS = "its few days and its peers"


@dataclass(frozen=True, slots=True)
class SpikeSettings:
    """When a day is a spike, see the module. `floor` is in the unit of the cost, per day."""

    sureness: float = 2.1
    at_least: float = 1.75
    floor: float = 0.50
    false_discoveries: float = 0.10
    least_history: int = 14


@dataclass(frozen=True, slots=True)
class Incident:
    """A run of flagged days of one customer. `impact` is `actual` less `expected`, over all its days.

    `score` is the largest deviation in units of noise; `ratio` is actual over expected; `history` is the number of
    other days the comparison rests on.
    """

    entity: str
    first: date
    last: date
    actual: float
    expected: float
    score: float
    driver: Driver
    basis: Basis
    history: int

    @property
    def impact(self) -> float:
        """What was spent beyond the usual."""
        return self.actual - self.expected

    @property
    def ratio(self) -> float:
        """How many times the usual was spent."""
        return self.actual / self.expected

    @property
    def days(self) -> int:
        """How many days it lasted."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Spikes:
    """All incidents, the dearest first, and the arrays behind them (entities by days).

    `scored` counts the customer-days that could be judged; `expected` is the usual cost, NaN where unknown.
    """

    incidents: tuple[Incident, ...]
    scored: int
    expected: Floats
    flagged: Bools
    settings: SpikeSettings

    @property
    def sentences(self) -> tuple[str, ...]:
        """How days were judged, in words."""
        rule = self.settings
        return (
            "Each day is compared with the customer's other days of four weeks, weekday by weekday, on a log scale.",
            f"Flagged: after {rule.sureness:g} spreads of noise still {rule.at_least:g} times the usual, and at least"
            f" ${rule.floor:,.2f} above it; false discoveries a day are held to {rule.false_discoveries:.0%}.",
            f"Under {rule.least_history} days of history peers help to say what is usual.",
        )


def find_spikes(
    cost: ArrayLike,
    start: date,
    entities: Sequence[str],
    *,
    calls: ArrayLike | None = None,
    tokens: ArrayLike | None = None,
    groups: Sequence[str] | None = None,
    settings: SpikeSettings | None = None,
) -> Spikes:
    """Find the spikes in daily `cost`, an array of entities by days from `start` on; leave the running day out.

    `calls` and (input) `tokens` of the same shape sharpen the search and name the driver; without them cost alone is
    judged. `groups` names each entity's peers, such as its tier. NaN is not known, zero is a day without use. Raises
    `UsageError` where shapes contradict each other.
    """
    rule = settings or SpikeSettings()
    amounts = _table(cost, entities)
    counts = None if calls is None else _table(calls, entities, amounts)
    sizes = None if tokens is None else _table(tokens, entities, amounts)
    if groups is not None and len(groups) != len(entities):
        raise UsageError("Each customer needs one group")
    if amounts.size == 0:
        return Spikes((), 0, np.zeros(amounts.shape), np.zeros(amounts.shape, dtype=np.bool_), rule)
    first = first_days(amounts)
    days = weekdays(start.weekday(), amounts.shape[1] * 2)[first[:, None] + np.arange(amounts.shape[1])]
    spent = aligned(amounts, first)
    whole = rhythm_channel(spent, days, counting=False)
    peers = with_peers(whole, spent, groups or ("",) * len(entities), rule.least_history)
    channels = {Driver.COST: whole} if counts is None else _channels(spent, counts, sizes, days, first)
    own = whole.count >= rule.least_history
    flagged, driver, score = _judge(channels, peers, own, rule)
    expected = np.where(own, whole.usual, peers.usual)
    flagged &= spent - expected >= rule.floor
    made = _Evidence(spent, expected, flagged, driver, score, own, whole.count, tuple(channels))
    found = [
        _incident(made, row, run, entities[row], start + timedelta(days=int(first[row]))) for row, run in _runs(flagged)
    ]
    found.sort(key=lambda incident: (-incident.impact, incident.entity, incident.first))
    usual = restored(expected, first)
    days_flagged = restored(flagged.astype(np.float64), first) == 1
    return Spikes(tuple(found), int(np.isfinite(usual).sum()), usual, days_flagged, rule)


def _table(values: ArrayLike, entities: Sequence[str], like: Floats | None = None) -> Floats:
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] != len(entities) or (like is not None and table.shape != like.shape):
        raise UsageError("Spikes need a table with a row for each customer and a column for each day")
    return table


def _channels(
    spent: Floats, calls: Floats, tokens: Floats | None, days: NDArray[np.intp], first: NDArray[np.intp]
) -> dict[Driver, Channel]:
    counts = aligned(calls, first)
    per_call = np.where(counts > 0, counts, np.nan)
    found = {
        Driver.CALLS: rhythm_channel(counts, days, counting=True),
        Driver.COST_PER_CALL: size_channel(spent / per_call, counts),
    }
    if tokens is not None:
        found[Driver.TOKENS_PER_CALL] = size_channel(aligned(tokens, first) / per_call, counts)
    return found


def _judge(
    channels: dict[Driver, Channel], peers: Channel, own: Bools, rule: SpikeSettings
) -> tuple[Bools, NDArray[np.intp], Floats]:
    """Return which days are flagged before the dollar floor, the place of the driver, and the score."""
    judged = [(np.where(own, each.deviation, np.nan), each.noise) for each in channels.values()]
    judged.append((np.where(own, np.nan, peers.deviation), peers.noise))
    clear = np.stack([deviation - rule.sureness * noise for deviation, noise in judged])
    scores = np.stack([np.nan_to_num(deviation / noise, nan=-np.inf) for deviation, noise in judged])
    clear = np.nan_to_num(clear, nan=-np.inf)
    needed = math.log(rule.at_least)
    flagged = clear.max(axis=0) > needed
    names = list(channels)
    if Driver.TOKENS_PER_CALL in channels:
        # Longer prompts make calls dearer: where both stand out, the prompts are the reason.
        longer = clear[names.index(Driver.TOKENS_PER_CALL)] > needed
        clear[names.index(Driver.COST_PER_CALL)][longer] = -np.inf
    driver = clear.argmax(axis=0)
    score = np.take_along_axis(scores, driver[None], axis=0)[0]
    tested = np.isfinite(scores).any(axis=0).sum(axis=0)
    kept = false_discovery_cut(np.where(flagged, score, -np.inf), tested, rule.false_discoveries)
    return flagged & kept, driver, score


def false_discovery_cut(scores: Floats, tests: NDArray[np.intp], rate: float) -> Bools:
    """Keep the scores of each column (a day) that pass Benjamini & Hochberg's step-up at `rate`.

    `scores` are standard normal under chance, -inf where not of interest; `tests` is how many tests each column had.
    """
    kept = np.zeros(scores.shape, dtype=np.bool_)
    rows, columns = np.nonzero(np.isfinite(scores))
    chances = np.array([math.erfc(score / math.sqrt(2)) / 2 for score in scores[rows, columns].tolist()])
    for column in np.unique(columns).tolist():
        mine = columns == column
        order = np.sort(chances[mine])
        passing = np.flatnonzero(order <= rate * np.arange(1, order.size + 1) / max(int(tests[column]), 1))
        if passing.size:
            kept[rows[mine], column] = chances[mine] <= order[passing[-1]]
    return kept


@dataclass(frozen=True, slots=True)
class _Evidence:
    cost: Floats
    expected: Floats
    flagged: Bools
    driver: NDArray[np.intp]
    score: Floats
    own: Bools
    count: Floats
    drivers: tuple[Driver, ...]


def _runs(flagged: Bools) -> list[tuple[int, slice]]:
    """Return each run of flagged days as row and columns."""
    edges = np.diff(np.pad(flagged.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    starts, ends = np.argwhere(edges == 1), np.argwhere(edges == -1)
    return [(int(row), slice(int(a), int(b))) for (row, a), (_, b) in zip(starts, ends, strict=True)]


def _incident(made: _Evidence, row: int, days: slice, entity: str, start: date) -> Incident:
    worst = days.start + int(np.argmax(made.score[row, days]))
    own = bool(made.own[row, worst])
    return Incident(
        entity=entity,
        first=start + timedelta(days=days.start),
        last=start + timedelta(days=days.stop - 1),
        actual=float(made.cost[row, days].sum()),
        expected=float(made.expected[row, days].sum()),
        score=float(made.score[row, worst]),
        driver=made.drivers[made.driver[row, worst]] if own else Driver.COST,
        basis=Basis.OWN if own else Basis.PEERS,
        history=int(made.count[row, worst]),
    )
