"""How much to commit to next: the offer of a discount ladder that costs least over all futures, and its regret.

Demand is spend at list price L. Without a commitment it costs L; with an offer of C a year at discount d it costs
max(L x (1 - d), C). For one rate the smallest amount is always best, so an optimum stands on a step of the ladder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from cip_tui.model.commitment.amounts import read_amount
from cip_tui.model.errors import UsageError
from cip_tui.model.statistics.weekly import Floats

_OFFER = re.compile(r"\s*(?P<amount>[^:;]+):\s*(?P<rate>\d+(?:\.\d+)?|\.\d+)\s*(?P<percent>%?)\s*(?:[,;]\s*|$)")
GROWTHS = (-0.3, -0.15, 0.0, 0.15, 0.3)
NO_COMMITMENT = "Do not commit"


@dataclass(frozen=True, slots=True)
class Offer:
    """An amount a year and the discount it buys, as a fraction."""

    amount: Decimal
    rate: Decimal

    @property
    def pays_from(self) -> Decimal:
        """The list-price spend a year from which it costs less than no commitment."""
        return self.amount


@dataclass(frozen=True, slots=True)
class Option:
    """One way to go, a year: `offer` None is no commitment. `chance` is that of a shortfall, None without one.

    `loses` is the share of futures in which it costs more than no commitment; `regret` the mean cost of not having
    known which option would be cheapest.
    """

    offer: Offer | None
    cost: float
    saving: float
    low: float
    high: float
    chance: float | None
    shortfall: float
    loses: float
    regret: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """One growth of demand: list-price spend, the cheapest option's position, and what the advised one costs more."""

    growth: float
    spend: float
    best: int
    regret: float


@dataclass(frozen=True, slots=True)
class Advice:
    """The options, no commitment first, the position of the advised one, and how it fares if demand moves."""

    options: tuple[Option, ...]
    best: int
    scenarios: tuple[Scenario, ...]
    demand: Floats

    @property
    def commit(self) -> bool:
        """Whether any commitment is advised."""
        return self.best > 0


def read_ladder(text: str) -> list[Offer]:
    """Read `5M:8%, 7.5M:10%` as offers, smallest first. Raises `UsageError` naming what is not understood."""
    found = []
    rest = text.strip()
    while rest:
        piece = _OFFER.match(rest)
        share = Decimal(piece["rate"]) / (100 if piece["percent"] else 1) if piece else Decimal(0)
        if piece is None or not 0 < share < 1:
            raise UsageError(f"ladder={rest} is not understood", next_step="Write it like ladder=5M:8%,7.5M:10%")
        found.append(Offer(read_amount(piece["amount"], "ladder"), share))
        rest = rest[piece.end() :]
    return sorted(found, key=lambda offer: (offer.amount, offer.rate))


def cost_of(demand: Floats, offer: Offer | None) -> Floats:
    """Return what each demand costs a year under an offer."""
    if offer is None:
        return demand
    return np.maximum(demand * (1 - float(offer.rate)), float(offer.amount))


def advise(demand: Floats, offers: Sequence[Offer]) -> Advice:
    """Return the offer that costs least in the mean over all demands, with no commitment as one of the options.

    Raises ValueError without any demand.
    """
    if demand.size == 0:
        raise ValueError("advice needs at least one possible demand")
    choices: list[Offer | None] = [None, *offers]
    costs = np.array([cost_of(demand, offer) for offer in choices])
    least = costs.min(axis=0)
    best = int(np.argmin(costs.mean(axis=1)))
    options = tuple(_option(offer, demand, costs[index], least) for index, offer in enumerate(choices))
    middle = float(np.median(demand))
    scenarios = tuple(_scenario(growth, middle, choices, best) for growth in GROWTHS)
    return Advice(options, best, scenarios, demand)


def _option(offer: Offer | None, demand: Floats, cost: Floats, least: Floats) -> Option:
    savings = demand - cost
    low, high = np.quantile(savings, (0.1, 0.9)).tolist()
    short = np.zeros_like(demand)
    if offer is not None:
        short = np.maximum(float(offer.amount) - demand * (1 - float(offer.rate)), 0.0)
    return Option(
        offer,
        float(cost.mean()),
        float(savings.mean()),
        low,
        high,
        None if offer is None else float(np.mean(short > 0.005)),
        float(short.mean()),
        float(np.mean(savings < -0.005)),
        float((cost - least).mean()),
    )


def _scenario(growth: float, middle: float, choices: Sequence[Offer | None], best: int) -> Scenario:
    spend = middle * (1 + growth)
    costs = [float(cost_of(np.array([spend]), offer)[0]) for offer in choices]
    return Scenario(growth, spend, int(np.argmin(costs)), costs[best] - min(costs))
