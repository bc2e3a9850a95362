"""Token counts: their shapes as lookup tables, and what a call is expected to cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from cip_tui.model.calls.prices import Price
from cip_tui.model.calls.simulator.arrays import Floats, Longs, Shorts, Singles, normal_quantiles
from cip_tui.model.calls.simulator.catalogue import MODELS, TASKS, USUAL_MODELS
from cip_tui.model.errors import UsageError

WIDTH = 65_536
"""Places of a table that turns two random bytes into a factor."""

NO_WINDOW = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Shapes:
    """Factors around a median, one row of `WIDTH` for each task, laid end to end; and noise of latency."""

    input: Singles
    output: Singles
    latency: Singles


@cache
def shapes() -> Shapes:
    """Return the tables; they depend on the catalogue alone."""
    normal = normal_quantiles(WIDTH)

    def table(spreads: Sequence[float]) -> Singles:
        return np.concatenate([np.exp(spread * normal) for spread in spreads]).astype(np.float32)

    return Shapes(
        table([task.input_spread for task in TASKS]), table([task.output_spread for task in TASKS]), table([0.2])
    )


@dataclass(frozen=True, slots=True)
class Tariff:
    """Prices of one day by model, in whole pico-dollars (1e-12 USD) a token; -1 where a model has no price."""

    input: Longs
    output: Longs
    cache_read: Longs
    cache_write: Longs
    caches: tuple[bool, ...]
    windows: tuple[int, ...]

    def parts(self) -> tuple[Longs, ...]:
        """The four kinds of price."""
        return self.input, self.output, self.cache_read, self.cache_write


def tariff(prices: Sequence[Price | None]) -> Tariff:
    """Return the prices of the models as integers. Raises `UsageError` for a price with more than six decimals."""
    windows = tuple((price and price.context_window) or NO_WINDOW for price in prices)
    caches = tuple(price is not None and price.cache_read is not None for price in prices)
    rows = [(-1, -1, -1, -1) if price is None else _pico(price) for price in prices]
    given, made, read, written = np.array(rows, dtype=np.int64).T
    return Tariff(given, made, read, written, caches, windows)


def _pico(price: Price) -> tuple[int, ...]:
    read = price.input if price.cache_read is None else price.cache_read
    written = price.input if price.cache_write_5m is None else price.cache_write_5m
    parts = [part * 1_000_000 for part in (price.input, price.output, read, written)]
    if any(part % 1 for part in parts):
        raise UsageError(f"The price of {price.key} has more than six decimals", next_step="Simulate with another")
    return tuple(int(part) for part in parts)


def expected_tokens(windows: Sequence[int]) -> tuple[Floats, Floats]:
    """Return the mean input and output tokens of a call by task and usual model, cut off at caps and windows."""
    normal = normal_quantiles(512)
    inputs = np.zeros((len(TASKS), USUAL_MODELS))
    outputs = np.zeros_like(inputs)
    for row, task in enumerate(TASKS):
        prompt = np.minimum(task.input_median * np.exp(task.input_spread * normal), task.input_cap)
        answer = task.output_median * np.exp(task.output_spread * normal)
        for column in range(USUAL_MODELS):
            outputs[row, column] = np.minimum(answer, MODELS[column].output_limit).mean()
            inputs[row, column] = np.minimum(prompt, windows[column] - outputs[row, column]).mean()
    return inputs, outputs


def take(table: Singles, rows: Longs, draws: Shorts) -> Singles:
    """Return `table[rows * WIDTH + draws]`."""
    return table.take(rows * WIDTH + draws)
