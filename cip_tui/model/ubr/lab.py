"""The pricing laboratory: structures whose parameters a person turns, with undo, pins, and a plan file to keep them.

A `Lab` is a value: turning something gives a new one, so that undo is the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from cip_tui.model.errors import UsageError, Where
from cip_tui.model.ubr.months import Months
from cip_tui.model.ubr.optimise import Limits
from cip_tui.model.ubr.outcome import Assumptions, Customers, Outcome, outcome, outcome_of_bills, sweep
from cip_tui.model.ubr.plans import Plan, TierPrice, check_price
from cip_tui.model.ubr.replay import Replay
from cip_tui.model.ubr.study import ELASTICITIES, TODAY, Study

FIELDS = ("base", "included", "overage", "minimum", "cap", "credit")
_STEPS = {
    "base": Decimal(5),
    "included": Decimal(250),
    "overage": Decimal("0.005"),
    "minimum": Decimal(5),
    "cap": Decimal(25),
    "credit": Decimal(5),
}
_UNITS = {"base": "USD", "minimum": "USD", "cap": "USD", "credit": "USD"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of a structure that can be turned. `value` None means unlimited (included) or no cap."""

    plan: str
    tier: str
    name: str
    value: Decimal | None
    step: Decimal
    unit: str

    @property
    def id(self) -> str:
        """The parameter's name in full, e.g. `tiered.pro.base`."""
        return f"{self.plan}.{self.tier}.{self.name}"


@dataclass(frozen=True, slots=True)
class Lab:
    """Structures under study over the same months; `pinned` is one kept aside for comparison."""

    months: Months
    replay: Replay
    customers: Customers
    plans: tuple[Plan, ...]
    assumed: Assumptions = field(default_factory=Assumptions)
    pinned: Plan | None = None

    @classmethod
    def of(cls, months: Months, plans: list[Plan], assumed: Assumptions) -> Lab:
        """Return a laboratory over real months."""
        replay = Replay(months.months)
        return cls(months, replay, Customers.of(replay), tuple(plans), assumed)

    def plan(self, name: str) -> Plan:
        """Return a structure by name. Raises `UsageError`."""
        for plan in self.plans:
            if plan.name == name:
                return plan
        raise UsageError(f"There is no structure '{name}'", next_step="Known: " + ", ".join(p.name for p in self.plans))

    def parameters(self, plan: str) -> list[Parameter]:
        """Return what can be turned in a structure, tier by tier."""
        return [item for tier, price in self.plan(plan).tiers.items() for item in _parameters(plan, tier, price)]

    def turned(self, parameter: Parameter, steps: int) -> Lab:
        """Return the laboratory with a parameter moved by steps, never below zero."""
        start = parameter.value if parameter.value is not None else Decimal(0)
        return self.with_value(parameter, max(start + steps * parameter.step, Decimal(0)))

    def typed(self, parameter: Parameter, text: str) -> Lab:
        """Return the laboratory with a parameter set as typed; `none` is unlimited. Raises `UsageError`."""
        if text.strip().lower() in ("none", "unlimited", ""):
            if parameter.name not in ("included", "cap"):
                raise UsageError(f"{parameter.name} needs a number")
            return self.with_value(parameter, None)
        try:
            value = Decimal(text.strip().lstrip("$").replace(",", ""))
        except InvalidOperation:
            raise UsageError(f"'{text}' is not a number", next_step="Type it like 99 or 0.05") from None
        if not value.is_finite() or not 0 <= value <= Decimal(10**9):
            raise UsageError(f"{text} is out of range", next_step="Between 0 and 1,000,000,000")
        return self.with_value(parameter, value)

    def with_value(self, parameter: Parameter, value: Decimal | None) -> Lab:
        """Return the laboratory with a parameter set. Raises `InputRefused` where the price makes no sense then."""
        plan = self.plan(parameter.plan)
        price = plan.tiers[parameter.tier]
        if parameter.name == "overage":
            price = price.with_overage(value or Decimal(0))
        elif parameter.name in ("included", "cap"):
            price = _changed(price, parameter.name, value)
        else:
            price = _changed(price, parameter.name, value or Decimal(0))
        check_price(price, Where(part=parameter.id))
        return self.with_plan(plan.with_tier(parameter.tier, price))

    def with_plan(self, plan: Plan) -> Lab:
        """Return the laboratory with a structure replaced by the one of the same name, or added."""
        names = [item.name for item in self.plans]
        if plan.name not in names:
            return replace(self, plans=(*self.plans, plan))
        return replace(self, plans=tuple(plan if item.name == plan.name else item for item in self.plans))

    def with_elasticity(self, value: float) -> Lab:
        """Return the laboratory under another assumed elasticity."""
        return replace(self, assumed=replace(self.assumed, elasticity={"*": max(value, 0.0)}))

    def pin(self, plan: str) -> Lab:
        """Return the laboratory with a structure kept aside as it is now."""
        return replace(self, pinned=replace(self.plan(plan), name=f"{plan} (pinned)"))

    def study(self) -> Study:
        """Replay everything and return what follows, the pinned structure last."""
        plans = (*self.plans, self.pinned) if self.pinned is not None else self.plans
        today = outcome_of_bills(Plan(TODAY, title="Today's fees"), self.customers.paying, self.customers, self.assumed)
        found = tuple(outcome(self.replay, self.customers, plan, self.assumed) for plan in plans)
        swept = sweep((today, *found), self.customers, self.assumed, ELASTICITIES)
        return Study(self.months, self.replay, self.customers, self.assumed, Limits(), found, today, swept)

    def outcome(self, plan: str) -> Outcome:
        """Return what one structure gives."""
        return outcome(self.replay, self.customers, self.plan(plan), self.assumed)


def _changed(price: TierPrice, name: str, value: Decimal | None) -> TierPrice:
    changes: dict[str, Any] = {name: value}
    return replace(price, **changes)


def _parameters(plan: str, tier: str, price: TierPrice) -> Iterator[Parameter]:
    flat = price.included is None
    for name in FIELDS:
        if name == "overage" and flat:
            continue
        value = price.overage if name == "overage" else getattr(price, name)
        unit = _UNITS.get(name) or (f"USD per {price.unit.value}" if name == "overage" else price.unit.value)
        yield Parameter(plan, tier, name, value, _step(name, value), unit)


def _step(name: str, value: Decimal | None) -> Decimal:
    """A step of about a twentieth of large values, so that any price is a few keys away."""
    step = _STEPS[name]
    while value is not None and value >= step * 100:
        step *= 10
    return step
