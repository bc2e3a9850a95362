"""How much capacity to commit to under uncertain demand: the newsvendor, for discounts and for whole units.

Demand is dollars an hour at on-demand prices. A commitment of c dollars an hour at discount d covers c / (1 - d) of
demand; the rest is paid on demand: cost(c) = c + E[max(0, U - c / (1 - d))]. The cost is least where the covered level
is the d-quantile of demand: P(U <= c / (1 - d)) = d.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Commitment:
    """The best commitment for one discount, in dollars an hour, against paying on demand.

    `covered` is the level of on-demand spend it covers; `saving` is per hour; `utilisation` is the share of the
    commitment that is used. `over` and `under` are what committing to half as much and to twice as much would cost
    more than this, per hour. `low` and `high` bound the saving per hour among resampled days.
    """

    discount: float
    hourly: float
    covered: float
    saving: float
    utilisation: float
    under: float
    over: float
    low: float
    high: float

    @property
    def worthwhile(self) -> bool:
        """Whether committing saves anything at all, also at the low end."""
        return self.hourly > 0 and self.low > 0


def hourly_cost(demand: Floats, committed: float, discount: float) -> float:
    """Return the mean cost an hour when `committed` dollars an hour are committed to at a discount."""
    beyond = np.maximum(demand - committed / (1 - discount), 0.0)
    return float(committed + beyond.mean())


def best_commitment(demand: Sequence[float], discount: float, *, seed: int = 0, draws: int = 200) -> Commitment:
    """Return the cheapest commitment for the hours seen; `demand` is in time order, so that days stay together.

    Raises ValueError for a discount outside 0 to 1 or without any hour.
    """
    hours = np.asarray(demand, dtype=np.float64)
    if not 0 < discount < 1 or hours.size == 0:
        raise ValueError("a commitment needs a discount between 0 and 1 and at least one hour")
    covered = float(np.quantile(hours, discount, method="inverted_cdf"))
    hourly = covered * (1 - discount)
    base, best = float(hours.mean()), hourly_cost(hours, hourly, discount)
    savings = _resampled(hours, hourly, discount, seed, draws)
    used = float(np.minimum(hours, covered).mean() / covered) if covered else 0.0
    return Commitment(
        discount=discount,
        hourly=hourly,
        covered=covered,
        saving=base - best,
        utilisation=used,
        under=hourly_cost(hours, hourly / 2, discount) - best,
        over=hourly_cost(hours, hourly * 2, discount) - best,
        low=float(np.quantile(savings, 0.1)),
        high=float(np.quantile(savings, 0.9)),
    )


def _resampled(hours: Floats, hourly: float, discount: float, seed: int, draws: int) -> Floats:
    """Savings an hour of the same commitment over months made of days drawn at random."""
    days = hours[: hours.size // 24 * 24].reshape(-1, 24) if hours.size >= 48 else hours.reshape(-1, 1)
    picks = np.random.default_rng(seed).integers(0, days.shape[0], size=(draws, days.shape[0]))
    saved = (days - hourly - np.maximum(days - hourly / (1 - discount), 0.0)).mean(axis=1)
    return np.asarray(saved[picks].mean(axis=1), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Units:
    """The best number of whole units of capacity; `costs` is the mean cost an hour for 0, 1, 2, … units."""

    count: int
    costs: tuple[float, ...]
    break_even: float

    @property
    def saving(self) -> float:
        """What the best number saves an hour against none."""
        return self.costs[0] - self.costs[self.count]


def best_units(demand: Sequence[float], price: float, capacity: float, *, most: int = 50) -> Units:
    """Return the cheapest number of units that each cost `price` and serve `capacity` dollars of demand an hour.

    `break_even` is the share of a unit's capacity that must be in use on average for it to pay. An infinite capacity
    stands for "one unit serves everything", which no real unit does: if even that does not pay, nothing will.
    """
    hours = np.asarray(demand, dtype=np.float64)
    if price <= 0 or capacity <= 0 or hours.size == 0:
        raise ValueError("units need a price, a capacity and at least one hour")
    costs = [float(hours.mean())]
    for count in range(1, most + 1):
        beyond = np.maximum(hours - count * capacity, 0.0) if np.isfinite(capacity) else np.zeros_like(hours)
        costs.append(float(count * price + beyond.mean()))
        if not beyond.any():
            break
    best = int(np.argmin(costs))
    return Units(best, tuple(costs), price / capacity if np.isfinite(capacity) else 0.0)
