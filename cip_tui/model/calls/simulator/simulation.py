"""A simulation as a whole: customers and plan are drawn at once, calls day by day when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from cip_tui.model.calls.prices import PriceBook
from cip_tui.model.calls.simulator.calls import Calls, categories, draw_day
from cip_tui.model.calls.simulator.catalogue import MODELS
from cip_tui.model.calls.simulator.population import Population, draw_population
from cip_tui.model.calls.simulator.rhythm import Rhythm, draw_rhythm
from cip_tui.model.calls.simulator.settings import SimulatorSettings
from cip_tui.model.calls.simulator.shapes import Tariff, tariff

# The streams of random numbers; those of the days come behind.
_POPULATION, _RHYTHM, BUDGETS, _FIRST_DAY = range(4)


@dataclass(frozen=True)
class Simulation:
    """What `simulate` returns. Drawing the same day twice gives the same calls."""

    settings: SimulatorSettings
    population: Population
    rhythm: Rhythm
    prices: PriceBook

    @property
    def size(self) -> int:
        """How many calls there are."""
        return int(self.population.calls.sum())

    @cached_property
    def categories(self) -> dict[str, tuple[str, ...]]:
        """The texts behind the codes in `Calls`, by column."""
        return categories(self.population)

    def day(self, number: int) -> date:
        """Return the date of a day, counted from 0."""
        return self.settings.start + timedelta(days=number)

    def draw(self, number: int) -> Calls:
        """Return the calls of a day, counted from 0, at that day's prices."""
        prices = day_tariff(self.prices, self.day(number))
        seed = stream(self.settings.seed, _FIRST_DAY + number)
        return draw_day(self.population, self.rhythm, prices, self.settings.start, number, seed)

    @property
    def whole_nanos(self) -> bool:
        """Whether all prices in the span are whole nano-dollars a token, so that 9 decimals state costs exactly."""
        days = (day_tariff(self.prices, self.day(number)) for number in range(self.settings.days))
        return not any((part % 1_000)[part >= 0].any() for prices in days for part in prices.parts())

    def days(self) -> Iterator[Calls]:
        """Return the calls day by day, in order of time."""
        return map(self.draw, range(self.settings.days))

    def calls(self) -> Calls:
        """Return all calls in order of time; about 60 bytes a call."""
        return Calls.joined(list(self.days()))


def simulate(settings: SimulatorSettings, prices: PriceBook | None = None) -> Simulation:
    """Plan a simulation; costs are worked out from `prices`, by default the built-in price book."""
    book = prices or PriceBook.load()
    tariff_then = day_tariff(book, settings.start)
    population = draw_population(settings, tariff_then, np.random.default_rng(stream(settings.seed, _POPULATION)))
    rhythm = draw_rhythm(settings, population, np.random.default_rng(stream(settings.seed, _RHYTHM)))
    return Simulation(settings, population, rhythm, book)


def stream(seed: int, number: int) -> np.random.SeedSequence:
    """Return the seed of one independent stream of random numbers."""
    return np.random.SeedSequence(seed, spawn_key=(number,))


def day_tariff(book: PriceBook, day: date) -> Tariff:
    """Return the prices of the simulated models on a day."""
    return tariff([book.resolve(model.provider, model.name, day) for model in MODELS])
