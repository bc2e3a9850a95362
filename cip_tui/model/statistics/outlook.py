"""What a commitment is worth if demand does not stay as it was: scenarios, the whole regret curve, how sure it is.

Futures are the hours seen, scaled by the growths of a forecast (`Forecast.growth`), so that the shape of day and week
stays and its height is uncertain. The commitment that is cheapest over all futures together covers the d-quantile of
their mixture, see `reserve`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cip_tui.model.errors import UsageError
from cip_tui.model.statistics.reserve import best_commitment, hourly_cost
from cip_tui.model.statistics.weekly import Floats

FUTURES = 50
TAIL = 0.10
HOURS = 24


@dataclass(frozen=True, slots=True)
class Regret:
    """One amount that could be committed to, in dollars an hour: what an hour then costs, and what that is too much.

    `saving` is against paying on demand and negative where the commitment loses; `regret` is against the best amount.
    """

    hourly: float
    cost: float
    saving: float
    regret: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """One growth of demand: the best commitment for it, its saving, and what the advised commitment would save."""

    name: str
    growth: float
    hourly: float
    best_saving: float
    advised_saving: float

    @property
    def regret(self) -> float:
        """What the advised commitment costs an hour for not having known."""
        return self.best_saving - self.advised_saving


@dataclass(frozen=True, slots=True)
class Outlook:
    """The commitment to advise at a discount when growth is uncertain, all in dollars an hour.

    `low` and `high` hold the best amount in 80 % of the futures; `loss_chance` is the share of futures in which the
    advised commitment costs more than paying on demand. `as_seen` is the best amount had nothing changed.
    """

    discount: float
    hourly: float
    as_seen: float
    low: float
    high: float
    saving: float
    loss_chance: float
    scenarios: tuple[Scenario, ...]

    @property
    def commit(self) -> bool:
        """Whether any commitment is advised."""
        return self.hourly > 0 and self.saving > 0


def regret_curve(demand: Sequence[float], discount: float, *, steps: int = 24) -> tuple[Regret, ...]:
    """Return amounts from nothing to what covers the peak hour, the best one among them, in rising order.

    Raises ValueError for a discount outside 0 to 1 or without any hour.
    """
    hours = np.asarray(demand, dtype=np.float64)
    best = best_commitment(demand, discount).hourly
    amounts = sorted({best, *np.linspace(0.0, float(hours.max()) * (1 - discount), steps + 1).tolist()})
    least, base = hourly_cost(hours, best, discount), float(hours.mean())
    costs = [hourly_cost(hours, amount, discount) for amount in amounts]
    return tuple(
        Regret(amount, cost, base - cost, max(0.0, cost - least)) for amount, cost in zip(amounts, costs, strict=True)
    )


def grown(demand: Sequence[float], growth: ArrayLike, futures: int = FUTURES) -> Floats:
    """Return the hours of all futures one after another: `demand` times evenly spaced quantiles of `growth`.

    Raises `UsageError` where there is no growth, or one that is negative or unknown.
    """
    factors = np.asarray(growth, dtype=np.float64).ravel()
    if factors.size == 0 or not np.all(np.isfinite(factors)) or np.any(factors < 0):
        raise UsageError("Growth of demand must be known and not negative")
    taken = np.quantile(factors, (np.arange(futures) + 0.5) / futures) if factors.size > futures else np.sort(factors)
    return np.asarray(np.outer(taken, np.asarray(demand, dtype=np.float64)))


def commitment_outlook(demand: Sequence[float], discount: float, growth: ArrayLike) -> Outlook:
    """Return the commitment that is cheapest over all growths together, and how it fares in each.

    `demand` holds on-demand dollars of each hour in order; `growth` possible means of the time to come over those
    hours' mean. Raises ValueError for a discount outside 0 to 1 or without any hour, `UsageError` for bad growth.
    """
    futures = grown(demand, growth)
    as_seen = best_commitment(demand, discount, draws=1).hourly
    hourly = best_commitment(futures.ravel().tolist(), discount, draws=1).hourly
    savings = np.array([_saving(future, hourly, discount) for future in futures])
    # The best amount grows in step with demand, so that one optimum gives those of all futures.
    amounts = as_seen * np.asarray(growth, dtype=np.float64).ravel()
    low, high = np.quantile(amounts, (TAIL, 1 - TAIL)).tolist()
    named = (("low", TAIL), ("middle", 0.5), ("high", 1 - TAIL))
    return Outlook(
        discount=discount,
        hourly=hourly,
        as_seen=as_seen,
        low=low,
        high=high,
        saving=float(savings.mean()),
        loss_chance=float(np.mean(savings < 0)),
        scenarios=tuple(_scenario(name, demand, growth, share, discount, hourly, as_seen) for name, share in named),
    )


def best_interval(
    demand: Sequence[float], discount: float, *, seed: int = 0, draws: int = 200, level: float = 0.8
) -> tuple[float, float]:
    """Return between which amounts the best commitment lies if other days like these had been seen (bootstrap).

    Whole days are drawn, so that the hours of a day stay together. Raises ValueError as `best_commitment`.
    """
    best_commitment(demand, discount, draws=1)
    hours = np.asarray(demand, dtype=np.float64)
    days = hours[: hours.size // HOURS * HOURS].reshape(-1, HOURS) if hours.size >= 2 * HOURS else hours.reshape(-1, 1)
    picks = np.random.default_rng(seed).integers(0, days.shape[0], size=(draws, days.shape[0]))
    drawn = days[picks].reshape(draws, -1)
    amounts = np.quantile(drawn, discount, axis=1, method="inverted_cdf") * (1 - discount)
    tail = (1 - level) / 2
    low, high = np.quantile(amounts, (tail, 1 - tail)).tolist()
    return low, high


def _saving(hours: Floats, hourly: float, discount: float) -> float:
    return float(hours.mean()) - hourly_cost(hours, hourly, discount)


def _scenario(
    name: str,
    demand: Sequence[float],
    growth: ArrayLike,
    share: float,
    discount: float,
    hourly: float,
    as_seen: float,
) -> Scenario:
    factor = float(np.quantile(np.asarray(growth, dtype=np.float64), share))
    hours = np.asarray(demand, dtype=np.float64) * factor
    best = as_seen * factor
    return Scenario(name, factor, best, _saving(hours, best, discount), _saving(hours, hourly, discount))
