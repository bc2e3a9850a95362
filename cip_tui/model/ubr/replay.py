"""Many customers' months under a price structure at once: the same bills as `billing.bill_for`, in whole cents.

Arithmetic is on Python integers inside numpy object arrays: exact at any size, and quick enough to follow a key.
A quantity is an integer number of parts of a unit (calls: 1, tokens: 1/1000, cost: 1e-12 USD); a rate is nano-dollars.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from cip_tui.model.errors import UsageError
from cip_tui.model.ubr.billing import MonthUse
from cip_tui.model.ubr.plans import Mode, Plan, Step, TierPrice, Unit

Exact = npt.NDArray[np.object_]
"""An array of Python integers."""

_NANO = 10**9
_NANO_PER_CENT = 10**7
_PARTS = {Unit.CALL: 1, Unit.KTOKEN: 1000, Unit.COST: 10**12}


@dataclass(frozen=True, slots=True)
class CustomerMonth:
    """One customer in one month: who, in which tier, paying which fee now, using what."""

    customer: str
    tier: str
    use: MonthUse
    fee: Decimal | None = None
    archetype: str = ""
    month: str = ""


class Replay:
    """Customer months ready to be billed under any number of plans."""

    def __init__(self, months: Sequence[CustomerMonth]) -> None:
        self.months = tuple(months)
        self._places: dict[str, npt.NDArray[np.intp]] = {}
        for tier in {month.tier for month in months}:
            self._places[tier] = np.array([i for i, month in enumerate(months) if month.tier == tier], dtype=np.intp)
        uses = [month.use for month in months]
        self._days = _exact([use.days for use in uses])
        self._of = _exact([use.days_in_month for use in uses])
        self._quantity = {
            Unit.CALL: _exact([use.calls for use in uses]),
            Unit.KTOKEN: _exact([use.tokens for use in uses]),
            Unit.COST: _exact([int(use.cost * 10**12) for use in uses]),
        }

    def cost_cents(self) -> Exact:
        """Return the AI cost of each month in whole cents, rounded half up."""
        return _half_up(self._quantity[Unit.COST], 10**10)

    def bill_cents(self, plan: Plan) -> Exact:
        """Return the bill of each month in whole cents. Raises `UsageError` for a tier the plan has no price for."""
        cents = _exact([0] * len(self.months))
        for tier, places in self._places.items():
            price = plan.price_for(tier)
            if price is None:
                raise UsageError(
                    f"Plan '{plan.name}' has no price for tier '{tier}'",
                    next_step="Add the tier to the plan, or a tier * for all others",
                )
            cents[places] = self._bill(price, places)
        return cents

    def _bill(self, price: TierPrice, places: npt.NDArray[np.intp]) -> Exact:
        days, of = self._days[places], self._of[places]
        cents = _half_up(_nano(price.base) * days, of * _NANO_PER_CENT)
        if price.included is not None:
            parts = _PARTS[price.unit]
            # In parts of a unit times days of the month, so that the prorated allowance stays a whole number.
            beyond = self._quantity[price.unit][places] * of - _scaled(price.included, parts) * days
            beyond = np.where(beyond > 0, beyond, 0)
            cents = cents + _usage(beyond, parts * of, price)
        minimum = _half_up(_nano(price.minimum) * days, of * _NANO_PER_CENT)
        cents = np.maximum(cents, minimum)
        if price.cap is not None:
            cents = np.minimum(cents, _cents(price.cap))
        due: Exact = cents - np.minimum(cents, _cents(price.credit))
        return due


def _usage(beyond: Exact, per_unit: Exact, price: TierPrice) -> Exact:
    """Charge `beyond / per_unit` units through the steps."""
    total = _exact([0] * len(beyond))
    floor: Any = per_unit * 0
    for step in price.steps:
        bound = beyond if step.up_to is None else _scaled_bound(step.up_to, per_unit)
        if price.mode is Mode.VOLUME:
            inside = np.where((beyond > floor) & (beyond <= bound), beyond, 0)
        else:
            inside = np.maximum(np.minimum(beyond, bound) - floor, 0)
        total = total + _step(inside, per_unit, step)
        floor = bound
    return total


def _step(inside: Exact, per_unit: Exact, step: Step) -> Exact:
    amount = _half_up(inside * _nano(step.rate), per_unit * _NANO_PER_CENT)
    charged: Exact = amount + np.where(inside > 0, _cents(step.flat), 0)
    return charged


def _exact(values: Sequence[int]) -> Exact:
    array = np.empty(len(values), dtype=object)
    array[:] = list(values)
    return array


def _half_up(numerator: Exact, denominator: Exact | int) -> Exact:
    rounded: Exact = (numerator * 2 + denominator) // (denominator * 2)
    return rounded


def _nano(amount: Decimal) -> int:
    return _whole(amount * _NANO, amount, "nano-dollars")


def _scaled(amount: Decimal, parts: int) -> int:
    return _whole(amount * parts, amount, f"1/{parts} of a unit")


def _scaled_bound(bound: Decimal, per_unit: Exact) -> Exact:
    # A bound may be a fraction of a unit; six places are more than any published price list uses.
    scaled: Exact = per_unit * _whole(bound * 10**6, bound, "millionths") // 10**6
    return scaled


def _whole(scaled: Decimal, amount: Decimal, what: str) -> int:
    if scaled != scaled.to_integral_value():
        raise UsageError(f"{amount} is finer than {what}", next_step="Give fewer decimals")
    return int(scaled)


def _cents(amount: Decimal) -> int:
    return (_nano(amount) * 2 + _NANO_PER_CENT) // (2 * _NANO_PER_CENT)
