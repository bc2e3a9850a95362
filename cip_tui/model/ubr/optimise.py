"""The best base fee, allowance and overage for each tier, under limits on what customers are put through.

Tiers do not touch each other, so each is searched by itself over a grid that is refined around its best points. The
search runs in floats; what it finds is billed exactly before it is shown. Source of the objective: expected margin of
twelve months under a logit churn response (Phillips, Pricing and Revenue Optimization, 2005, ch. 3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

import numpy as np

from cip_tui.model.ubr.outcome import Assumptions, Customers, Floats, churn_rate, months_stayed
from cip_tui.model.ubr.plans import Plan, Step, TierPrice, Unit
from cip_tui.model.ubr.replay import Replay


@dataclass(frozen=True, slots=True)
class Limits:
    """What an optimum must respect.

    No bill rises by more than `largest_rise` (a fraction; None: any). At least `unchanged` (a fraction) of a tier's
    customers pay within 1 % of today. Each tier keeps a margin of at least `margin_floor` of its revenue.
    `ending_in_9` allows only base fees that end in 9.
    """

    largest_rise: float | None = None
    unchanged: float = 0.0
    margin_floor: float | None = None
    ending_in_9: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """The values to try: whole-dollar bases, whole-unit allowances, overage rates in dollars per unit."""

    bases: tuple[Decimal, ...]
    included: tuple[Decimal, ...]
    overages: tuple[Decimal, ...]

    def points(self) -> Iterator[tuple[Decimal, Decimal, Decimal]]:
        """Yield every combination."""
        return product(self.bases, self.included, self.overages)


@dataclass(frozen=True, slots=True)
class Found:
    """The best price of a tier on a grid (None: nothing is allowed) and its expected 12-month margin in dollars."""

    tier: str
    price: TierPrice | None
    year_margin: float
    tried: int


def best_on_grid(
    replay: Replay, customers: Customers, tier: str, grid: Grid, assumed: Assumptions, limits: Limits, unit: Unit
) -> Found:
    """Try every point of a grid for one tier. Ties go to the point that comes first, which is the cheaper one."""
    view = _TierView.of(replay, customers, tier, unit)
    best, best_value, tried = None, -np.inf, 0
    for base, included, overage in grid.points():
        if limits.ending_in_9 and base and base % 10 != 9:
            continue
        tried += 1
        value = view.value(float(base), float(included), float(overage), assumed, limits)
        if value is not None and value > best_value + 1e-9:
            best, best_value = (base, included, overage), value
    if best is None:
        return Found(tier, None, 0.0, tried)
    price = TierPrice(best[0], unit, best[1], (Step(None, best[2]),))
    return Found(tier, price, float(best_value), tried)


def optimise(
    replay: Replay,
    customers: Customers,
    start: Plan,
    assumed: Assumptions,
    limits: Limits,
    check: Callable[[], None],
    unit: Unit = Unit.CALL,
) -> tuple[Plan, list[Found]]:
    """Return the best plan found and the search of each tier. `check` is called often and may raise to stop.

    A tier for which no point keeps the limits keeps its price of `start`.
    """
    plan = replace(start, name="optimum", title="Optimised")
    founds = []
    for tier in sorted(set(customers.tiers)):
        view = _TierView.of(replay, customers, tier, unit)
        grid = _first_grid(view)
        found = best_on_grid(replay, customers, tier, grid, assumed, limits, unit)
        for _ in range(3):
            check()
            if found.price is None:
                break
            grid = _finer(grid, found.price)
            better = best_on_grid(replay, customers, tier, grid, assumed, limits, unit)
            found = replace(
                better if better.year_margin > found.year_margin else found, tried=found.tried + better.tried
            )
        founds.append(found)
        if found.price is not None:
            plan = plan.with_tier(tier, found.price)
    return plan, founds


@dataclass(frozen=True, slots=True)
class _TierView:
    """One tier's customer months as floats: quantities, presence, costs, and what is paid today."""

    quantity: Floats
    present: Floats
    place: np.ndarray[tuple[int], np.dtype[np.intp]]
    customers: Customers
    cost: Floats
    paying: Floats

    @classmethod
    def of(cls, replay: Replay, customers: Customers, tier: str, unit: Unit) -> _TierView:
        mine = [i for i, name in enumerate(customers.tiers) if name == tier]
        renumbered = {old: new for new, old in enumerate(mine)}
        rows = [i for i, month in enumerate(replay.months) if month.tier == tier]
        uses = [replay.months[i].use for i in rows]
        only = replace(
            customers,
            names=tuple(customers.names[i] for i in mine),
            tiers=tuple(customers.tiers[i] for i in mine),
            months=customers.months[mine],
        )
        return cls(
            quantity=np.array([float(use.quantity(unit)) for use in uses]),
            present=np.array([use.days / use.days_in_month for use in uses]),
            place=np.array([renumbered[int(customers.place[i])] for i in rows], dtype=np.intp),
            customers=only,
            cost=customers.cost[mine].astype(float) / 100,
            paying=customers.paying[mine].astype(float) / 100,
        )

    def bills(self, base: float, included: float, overage: float) -> Floats:
        beyond = np.maximum(self.quantity - included * self.present, 0)
        monthly = base * self.present + overage * beyond
        return np.bincount(self.place, weights=monthly, minlength=len(self.cost)).astype(np.float64)

    def value(self, base: float, included: float, overage: float, assumed: Assumptions, limits: Limits) -> float | None:
        """The expected 12-month margin in dollars, or None where a limit is broken."""
        bills = self.bills(base, included, overage)
        if not self._allowed(bills, limits):
            return None
        churn = churn_rate(bills, self.paying, self.customers, assumed)
        monthly = (bills - self.cost) / np.maximum(self.customers.months, 1e-9)
        return float((monthly * months_stayed(churn)).sum())

    def _allowed(self, bills: Floats, limits: Limits) -> bool:
        paying = self.paying > 0
        ratio = bills[paying] / self.paying[paying]
        if limits.largest_rise is not None and (ratio > 1 + limits.largest_rise + 1e-9).any():
            return False
        if limits.unchanged and (len(ratio) == 0 or np.mean(np.abs(ratio - 1) <= 0.01) < limits.unchanged):
            return False
        return limits.margin_floor is None or bills.sum() - self.cost.sum() >= limits.margin_floor * bills.sum() - 1e-9


def _first_grid(view: _TierView) -> Grid:
    paid = view.paying / np.maximum(view.customers.months, 1e-9)
    fee = max(float(np.median(paid)) if len(paid) else 0.0, 10.0)
    monthly = view.quantity / np.maximum(view.present, 1e-9)
    steps = np.quantile(monthly, [0, 0.25, 0.5, 0.75, 0.9]) if len(monthly) else np.array([0.0])
    per_unit = float(view.cost.sum() / view.quantity.sum()) if view.quantity.sum() else 0.01
    return Grid(
        tuple(sorted({Decimal(round(fee * factor)) for factor in (0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2)})),
        tuple(sorted({Decimal(round(step)) for step in steps})),
        tuple(sorted({_rate(per_unit * factor) for factor in (0, 0.5, 1, 1.25, 1.5, 2, 3)})),
    )


def _rate(value: float) -> Decimal:
    return Decimal(f"{value:.3g}").quantize(Decimal("0.000001")).normalize() + 0


def _finer(grid: Grid, best: TierPrice) -> Grid:
    """Put seven points between the neighbours of the best value on each axis."""
    included = best.included if best.included is not None else Decimal(0)
    return Grid(
        _between(grid.bases, best.base, lambda value: Decimal(round(value))),
        _between(grid.included, included, lambda value: Decimal(round(value))),
        _between(grid.overages, best.overage, lambda value: _rate(float(value))),
    )


def _between(axis: tuple[Decimal, ...], best: Decimal, snap: Callable[[Decimal], Decimal]) -> tuple[Decimal, ...]:
    place = min(range(len(axis)), key=lambda i: abs(axis[i] - best))
    low, high = axis[max(place - 1, 0)], axis[min(place + 1, len(axis) - 1)]
    return tuple(sorted({snap(low + (high - low) * step / 6) for step in range(7)} | {best}))
