"""What a price structure does: revenue, margin, who pays more, who may leave, and what remains after a year.

Bills and costs are exact cents. Churn, and all that follows from it, is an estimate in floats, from a response that
the user states: logit(churn) rises by elasticity x ln(new bill / old bill), with a base churn for each tier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from cip_tui.model.ubr.plans import Plan
from cip_tui.model.ubr.replay import Exact, Replay

Floats = npt.NDArray[np.float64]

MONTHS = 12
# Beyond a hundredfold change the response is flat: nothing is known about such jumps.
_LARGEST_RATIO = 100.0


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the user assumes of customers. `churn` is the fraction that leaves in a month at today's price.

    `elasticity` is the rise of logit(churn) per unit of ln(bill ratio), by tier; `*` stands for all others.
    `shock` is the rise of a bill, as a fraction, that counts as a bill shock.
    """

    elasticity: Mapping[str, float] = field(default_factory=lambda: {"*": 1.0})
    churn: Mapping[str, float] = field(
        default_factory=lambda: {"starter": 0.03, "pro": 0.02, "enterprise": 0.01, "*": 0.02}
    )
    shock: float = 0.25

    def with_elasticity(self, value: float) -> Assumptions:
        """Return the same assumptions with one elasticity for every tier."""
        return Assumptions({"*": value}, self.churn, self.shock)


@dataclass(frozen=True, slots=True)
class Customers:
    """The customers of a replay, one entry each: months summed up, and what they pay now."""

    names: tuple[str, ...]
    tiers: tuple[str, ...]
    archetypes: tuple[str, ...]
    place: npt.NDArray[np.intp]
    months: Floats
    cost: Exact
    paying: Exact
    has_fee: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, replay: Replay) -> Customers:
        """Sum up the months of a replay by customer. Today's bill is the fee, prorated; without a fee it is 0."""
        first: dict[str, int] = {}
        for month in replay.months:
            first.setdefault(month.customer, len(first))
        members = {month.customer: month for month in replay.months}
        place = np.array([first[month.customer] for month in replay.months], dtype=np.intp)
        present = np.array([month.use.days / month.use.days_in_month for month in replay.months])
        fees = np.empty(len(replay.months), dtype=object)
        fees[:] = [_prorated(month.fee, month.use.days, month.use.days_in_month) for month in replay.months]
        return cls(
            names=tuple(first),
            tiers=tuple(members[name].tier for name in first),
            archetypes=tuple(members[name].archetype for name in first),
            place=place,
            months=np.bincount(place, weights=present, minlength=len(first)).astype(np.float64),
            cost=summed(replay.cost_cents(), place, len(first)),
            paying=summed(fees, place, len(first)),
            has_fee=np.array([members[name].fee is not None for name in first], dtype=bool),
        )


def _prorated(fee: Decimal | None, days: int, of: int) -> int:
    return 0 if fee is None else (int(fee * 100) * days * 2 + of) // (2 * of)


def summed(cents: Exact, place: npt.NDArray[np.intp], count: int) -> Exact:
    """Return exact sums of `cents` by place."""
    sums = np.zeros(count, dtype=object)
    np.add.at(sums, place, cents)
    return sums


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan gives over the period replayed, in cents, customer by customer, and after a year in dollars."""

    plan: Plan
    bills: Exact
    revenue: int
    cost: int
    rise: Floats
    churn: Floats
    year: Floats
    shocked: npt.NDArray[np.bool_]

    @property
    def margin(self) -> int:
        """Revenue less AI cost, in cents."""
        return self.revenue - self.cost

    @property
    def margin_rate(self) -> float | None:
        """Margin as a fraction of revenue; None without revenue."""
        return self.margin / self.revenue if self.revenue else None

    @property
    def year_margin(self) -> float:
        """Expected margin of the next twelve months, in dollars."""
        return float(self.year.sum())

    @property
    def shocked_share(self) -> float:
        """The fraction of paying customers whose bill rises by more than the shock."""
        known = np.isfinite(self.rise)
        return float(self.shocked[known].mean()) if known.any() else 0.0


def outcome(replay: Replay, customers: Customers, plan: Plan, assumed: Assumptions) -> Outcome:
    """Bill every month under a plan and work out what follows. Raises `UsageError` for a tier without a price."""
    bills = summed(replay.bill_cents(plan), customers.place, len(customers.names))
    return outcome_of_bills(plan, bills, customers, assumed)


def outcome_of_bills(plan: Plan, bills: Exact, customers: Customers, assumed: Assumptions) -> Outcome:
    """Work out what follows from each customer's bill, in cents."""
    new, old = bills.astype(float), customers.paying.astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        rise = np.where(old > 0, new / old - 1, np.nan)
    return Outcome(
        plan=plan,
        bills=bills,
        revenue=int(bills.sum()),
        cost=int(customers.cost.sum()),
        rise=rise,
        churn=churn_rate(new, old, customers, assumed),
        year=year_margins(bills, customers, assumed),
        shocked=np.nan_to_num(rise, nan=0.0) > assumed.shock,
    )


def year_margins(bills: Exact, customers: Customers, assumed: Assumptions) -> Floats:
    """Return each customer's expected margin of the next twelve months at these bills, in dollars."""
    monthly = (bills - customers.cost).astype(float) / 100 / np.maximum(customers.months, 1e-9)
    churn = churn_rate(bills.astype(float), customers.paying.astype(float), customers, assumed)
    return np.asarray(monthly * months_stayed(churn), dtype=np.float64)


def churn_rate(new: Floats, old: Floats, customers: Customers, assumed: Assumptions) -> Floats:
    """Return the monthly churn of each customer at a new bill; those who pay nothing today do not respond."""
    base = _by_tier(assumed.churn, customers.tiers)
    elasticity = _by_tier(assumed.elasticity, customers.tiers)
    ratio = np.clip(np.where(old > 0, new / np.maximum(old, 1e-9), 1.0), 1 / _LARGEST_RATIO, _LARGEST_RATIO)
    with np.errstate(divide="ignore"):
        logit = np.log(base) - np.log1p(-base) + elasticity * np.log(ratio)
    return np.asarray(1 / (1 + np.exp(-logit)), dtype=np.float64)


def months_stayed(churn: Floats, months: int = MONTHS) -> Floats:
    """Return the expected number of the next `months` a customer pays for: the sum of (1 - churn)^k, k from 0."""
    leaving = np.maximum(churn, 1e-12)
    return np.asarray(-np.expm1(months * np.log1p(-np.minimum(leaving, 1 - 1e-12))) / leaving, dtype=np.float64)


def _by_tier(values: Mapping[str, float], tiers: tuple[str, ...]) -> Floats:
    fallback = values.get("*", 0.0)
    return np.array([values.get(tier, fallback) for tier in tiers], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Expected 12-month margin of each plan at each elasticity, in dollars; `best` names the winner at each."""

    elasticities: tuple[float, ...]
    margins: Mapping[str, tuple[float, ...]]

    @property
    def best(self) -> tuple[str, ...]:
        """The plan with the highest expected margin at each elasticity; of equal ones the first."""
        return tuple(
            max(self.margins, key=lambda name: self.margins[name][index]) for index in range(len(self.elasticities))
        )

    def holds(self, plan: str, around: float) -> tuple[float, float] | None:
        """Return the unbroken range of elasticity around a value in which the plan stays the best, or None."""
        index = min(range(len(self.elasticities)), key=lambda i: abs(self.elasticities[i] - around))
        best = self.best
        if best[index] != plan:
            return None
        low = high = index
        while low > 0 and best[low - 1] == plan:
            low -= 1
        while high < len(best) - 1 and best[high + 1] == plan:
            high += 1
        return self.elasticities[low], self.elasticities[high]


def sweep(
    outcomes: Sequence[Outcome], customers: Customers, assumed: Assumptions, elasticities: tuple[float, ...]
) -> Sweep:
    """Work out the expected 12-month margin of each outcome's plan over a range of elasticities."""
    return Sweep(
        elasticities,
        {
            found.plan.name: tuple(
                float(year_margins(found.bills, customers, assumed.with_elasticity(value)).sum())
                for value in elasticities
            )
            for found in outcomes
        },
    )
