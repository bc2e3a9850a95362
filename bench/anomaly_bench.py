"""How well planted spikes are found: precision, recall and false alarms over thirty simulations with known truth.

The detector's constants were chosen on other seeds. A planted day that lies inside an incident is found; an incident
without one is a false alarm, though the simulator's customers also have bursts of their own that nobody planted. Run
by `python -m bench anomaly`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from bench.harness import Bench, Line, Target, at_least, at_most
from cip_tui.model.calls.simulator import SimulatorSettings, simulate
from cip_tui.model.statistics.anomalies import Spikes, find_spikes

SEEDS = range(1_000, 1_030)
CUSTOMERS, DAYS = 100, 30
Floats = NDArray[np.float64]
Day = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Simulated:
    """Daily sums by customer, and the planted days with what they multiplied."""

    names: list[str]
    groups: list[str]
    cost: Floats
    calls: Floats
    tokens: Floats
    planted: dict[Day, str]
    settings: SimulatorSettings

    def spikes(self, *, calls: bool = True) -> Spikes:
        """Run the detector, with or without calls and tokens beside the cost."""
        counts, tokens = (self.calls, self.tokens) if calls else (None, None)
        start = self.settings.start
        return find_spikes(self.cost, start, self.names, calls=counts, tokens=tokens, groups=self.groups)


@dataclass(frozen=True, slots=True)
class Tally:
    """What came out of several simulations."""

    found: int
    missed: int
    false: int
    days: int

    @property
    def precision(self) -> float:
        """Share of incidents that were planted, in percent."""
        return 100 * self.found / max(1, self.found + self.false)

    @property
    def recall(self) -> float:
        """Share of planted days that were found, in percent."""
        return 100 * self.found / max(1, self.found + self.missed)

    @property
    def alarms(self) -> float:
        """False alarms a day and 100 customers."""
        return self.false / self.days * 100 / CUSTOMERS


def simulated(seed: int, customers: int = CUSTOMERS, days: int = DAYS) -> Simulated:
    """Simulate usage and sum it up by customer and day."""
    settings = SimulatorSettings(customers=customers, days=days, seed=seed)
    simulation = simulate(settings)
    tables = np.zeros((3, customers, days))
    for day, calls in enumerate(simulation.days()):
        who = calls.customer_id
        for table, amount in zip(tables, (np.maximum(calls.cost, 0) / 1e12, None, calls.input_tokens), strict=True):
            table[:, day] = np.bincount(who, amount, customers)
    names = [f"customer {number}" for number in range(customers)]
    planted = {(names[spike.customer], spike.day): spike.driver for spike in simulation.rhythm.spikes}
    groups = [str(kind) for kind in simulation.population.archetype.tolist()]
    return Simulated(names, groups, tables[0], tables[1], tables[2], planted, settings)


def tally(sets: Sequence[Simulated], *, calls: bool = True, driver: str = "") -> Tally:
    """Compare what is found with what was planted; `driver` looks at spikes of one kind only."""
    found = missed = false = 0
    for each in sets:
        hit: set[Day] = set()
        for incident in each.spikes(calls=calls).incidents:
            first = (incident.first - each.settings.start) // timedelta(days=1)
            inside = {(incident.entity, day) for day in range(first, first + incident.days)} & each.planted.keys()
            hit |= inside
            false += not inside
        wanted = {day for day, kind in each.planted.items() if driver in ("", kind)}
        found += len(hit & wanted)
        missed += len(wanted - hit)
    return Tally(found, missed, false, sum(each.settings.days for each in sets))


def run(bench: Bench) -> None:
    """Report precision, recall and false alarms, and the time for many customers."""
    sets = [simulated(seed) for seed in SEEDS]
    title = f"planted spikes, {CUSTOMERS} customers x {DAYS} days, {len(sets)} simulations"
    both, cost = tally(sets), tally(sets, calls=False)
    kinds = {kind: tally(sets, driver=kind) for kind in ("calls", "input_tokens")}

    def line(name: str, value: float, unit: str = "%", target: Target | None = None) -> Line:
        return Line(title, name, unit, [value], target=target)

    bench.report(
        title,
        [
            line("precision", both.precision, target=at_least(80)),
            line("recall", both.recall, target=at_least(65)),
            line("false alarms a day per 100 customers", both.alarms, "", at_most(0.2)),
            *(line(f"recall of spikes of {kind}", each.recall) for kind, each in kinds.items()),
            line("from cost alone: precision", cost.precision),
            line("from cost alone: recall", cost.recall),
        ],
    )
    many = simulated(1, 2_000, 90)
    wide = [np.tile(table, (5, 1)) for table in (many.cost, many.calls, many.tokens)]
    names = [str(number) for number in range(wide[0].shape[0])]

    def search() -> None:
        find_spikes(wide[0], many.settings.start, names, calls=wide[1], tokens=wide[2])

    def search_cost() -> None:
        find_spikes(wide[0], many.settings.start, names)

    bench.measure("10,000 customers x 90 days, cost, calls and tokens", search)
    bench.measure("10,000 customers x 90 days, cost alone", search_cost)
