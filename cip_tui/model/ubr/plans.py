"""Price structures as data: what a tier charges, read from and written to TOML.

Conventions are those of published billing systems. Graduated: each unit is charged at the rate of the step it falls
into. Volume: all units are charged at the rate of the step the whole quantity falls into. Steps are bounded by
`up_to`, inclusive, the last one open. Money is exact: rates are Decimal dollars per unit, bills are whole cents.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from cip_tui.model.errors import InputRefused, UsageError, Where

Chosen = TypeVar("Chosen", bound=StrEnum)


class Unit(StrEnum):
    """What is counted. COST charges a dollar of AI cost as a unit, so a rate of 1.4 is cost plus 40 %."""

    CALL = "call"
    KTOKEN = "1k tokens"
    COST = "USD of AI cost"


class Mode(StrEnum):
    """How steps apply to a quantity."""

    GRADUATED = "graduated"
    VOLUME = "volume"


@dataclass(frozen=True, slots=True)
class Step:
    """A rate for the units up to `up_to`, inclusive (None: all the rest), and a flat fee for entering the step."""

    up_to: Decimal | None
    rate: Decimal
    flat: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class TierPrice:
    """What one tier pays for a month: base fee, included units, then steps; bounded by minimum and cap.

    `base` and `included` are prorated for part of a month. `credit` is taken off the bill, never below zero.
    `minimum` and `cap` bound the whole bill before credit. `annual_discount` is the fraction taken off `base`
    for those who pay by the year.
    """

    base: Decimal = Decimal(0)
    unit: Unit = Unit.CALL
    included: Decimal | None = Decimal(0)
    steps: tuple[Step, ...] = ()
    mode: Mode = Mode.GRADUATED
    minimum: Decimal = Decimal(0)
    cap: Decimal | None = None
    credit: Decimal = Decimal(0)
    annual_discount: Decimal = Decimal(0)

    @property
    def overage(self) -> Decimal:
        """The rate of the first step: what a unit beyond the included ones costs."""
        return self.steps[0].rate if self.steps else Decimal(0)

    def with_overage(self, rate: Decimal) -> TierPrice:
        """Return the same price with another rate in the first step."""
        if not self.steps:
            return replace(self, steps=(Step(None, rate),))
        return replace(self, steps=(replace(self.steps[0], rate=rate), *self.steps[1:]))


@dataclass(frozen=True, slots=True)
class Plan:
    """A price structure: a price for each tier. `currency` is what its amounts are in."""

    name: str
    tiers: Mapping[str, TierPrice] = field(default_factory=dict)
    title: str = ""
    currency: str = "USD"

    def price_for(self, tier: str) -> TierPrice | None:
        """Return what a tier pays; None for a tier the plan does not know."""
        return self.tiers.get(tier) or self.tiers.get("*")

    def with_tier(self, tier: str, price: TierPrice) -> Plan:
        """Return the plan with another price for one tier."""
        return replace(self, tiers={**self.tiers, tier: price})


def check_price(price: TierPrice, where: Where) -> None:
    """Raise `InputRefused` where a price makes no sense: negative amounts, unordered steps, cap below minimum."""
    amounts = {"base": price.base, "minimum": price.minimum, "credit": price.credit}
    for name, amount in amounts.items():
        if amount < 0:
            raise InputRefused(f"{name} is negative ({amount})", where=where, next_step="Give 0 or more")
    if not 0 <= price.annual_discount < 1:
        raise InputRefused(f"annual_discount is {price.annual_discount}", where=where, next_step="Give 0 to 0.99")
    if price.cap is not None and price.cap < price.minimum:
        raise InputRefused(f"cap {price.cap} is below minimum {price.minimum}", where=where)
    bounds = [step.up_to for step in price.steps]
    closed = [bound for bound in bounds[:-1] if bound is not None]
    if len(closed) != max(len(bounds) - 1, 0) or (bounds and bounds[-1] is not None):
        raise InputRefused(
            "only the last step is open", where=where, next_step="Leave up_to out of the last step alone"
        )
    if any(later <= earlier for earlier, later in pairwise(closed)):
        raise InputRefused("the steps are not in rising order of up_to", where=where)


def read_plans(path: Path) -> list[Plan]:
    """Read price structures from a TOML file. Raises `InputRefused` naming plan, tier and key of what is wrong."""
    try:
        return parse_plans(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefused("The plan file cannot be read", where=Where(str(path)), cause=str(error)) from error


def parse_plans(text: str, name: str) -> list[Plan]:
    """Read price structures from TOML text; `name` is how errors call it."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputRefused(
            "The plan file is not TOML", where=Where(name), cause=str(error), next_step="Correct it"
        ) from error
    plans = data.get("plan", [])
    if not isinstance(plans, list) or not plans:
        raise InputRefused("There is no [[plan]] in the file", where=Where(name))
    return [_plan(item, Where(name, f"plan {number}")) for number, item in enumerate(plans, 1)]


def _plan(data: Mapping[str, Any], where: Where) -> Plan:
    _known(data, {"name", "title", "currency", "tier"}, where)
    tiers = {}
    for name, item in data.get("tier", {}).items():
        at = Where(where.file, where.part, field=f"tier {name}")
        _known(item, {*(entry.name for entry in fields(TierPrice)), "step", "overage"} - {"steps"}, at)
        tiers[name] = _tier(item, at)
    if not data.get("name") or not tiers:
        raise InputRefused("A plan needs a name and at least one tier", where=where)
    return Plan(str(data["name"]), tiers, str(data.get("title", "")), str(data.get("currency", "USD")))


def _tier(item: Mapping[str, Any], where: Where) -> TierPrice:
    steps = tuple(
        Step(
            _amount(step.get("up_to"), "up_to", where),
            _amount(step.get("rate", 0), "rate", where) or Decimal(0),
            _amount(step.get("flat", 0), "flat", where) or Decimal(0),
        )
        for step in item.get("step", [])
    )
    if "overage" in item:
        steps = (Step(None, _amount(item["overage"], "overage", where) or Decimal(0)),)
    included = item.get("included", 0)
    price = TierPrice(
        base=_amount(item.get("base", 0), "base", where) or Decimal(0),
        unit=_choice(Unit, item.get("unit", Unit.CALL.value), where),
        included=None if included == "unlimited" else _amount(included, "included", where),
        steps=steps,
        mode=_choice(Mode, item.get("mode", Mode.GRADUATED.value), where),
        minimum=_amount(item.get("minimum", 0), "minimum", where) or Decimal(0),
        cap=_amount(item.get("cap"), "cap", where),
        credit=_amount(item.get("credit", 0), "credit", where) or Decimal(0),
        annual_discount=_amount(item.get("annual_discount", 0), "annual_discount", where) or Decimal(0),
    )
    check_price(price, where)
    return price


def _known(data: Mapping[str, Any], known: set[str], where: Where) -> None:
    for key in data:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else "Known: " + ", ".join(sorted(known))
            raise InputRefused(f"There is no key '{key}'", where=where, next_step=hint)


def _amount(value: Any, name: str, where: Where) -> Decimal | None:
    if value is None:
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation as error:
        raise InputRefused(f"{name} is not a number ({value!r})", where=where) from error
    if not amount.is_finite():
        raise InputRefused(f"{name} is not a finite number ({value!r})", where=where)
    return amount


def _choice(kind: type[Chosen], value: Any, where: Where) -> Chosen:
    try:
        return kind(value)
    except ValueError as error:
        known = ", ".join(item.value for item in kind)
        raise InputRefused(f"'{value}' is not known", where=where, next_step=f"Known: {known}") from error


def write_plans(plans: list[Plan]) -> str:
    """Write price structures as TOML that `read_plans` reads back unchanged."""
    return "\n".join(_plan_toml(plan) for plan in plans)


def _plan_toml(plan: Plan) -> str:
    lines = ["[[plan]]", f"name = {_string(plan.name)}", f"title = {_string(plan.title)}"]
    lines.append(f"currency = {_string(plan.currency)}")
    for tier, price in plan.tiers.items():
        lines += ["", f"[plan.tier.{_string(tier)}]", f'base = "{price.base}"', f"unit = {_string(price.unit.value)}"]
        lines.append(f'included = "{"unlimited" if price.included is None else price.included}"')
        lines.append(f"mode = {_string(price.mode.value)}")
        lines += [f'{name} = "{getattr(price, name)}"' for name in ("minimum", "credit", "annual_discount")]
        if price.cap is not None:
            lines.append(f'cap = "{price.cap}"')
        for step in price.steps:
            lines += ["", f"[[plan.tier.{_string(tier)}.step]]", f'rate = "{step.rate}"', f'flat = "{step.flat}"']
            if step.up_to is not None:
                lines.append(f'up_to = "{step.up_to}"')
    return "\n".join(lines) + "\n"


def _string(text: str) -> str:
    escaped = "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c for c in text.replace("\\", "\\\\"))
    return '"' + escaped.replace('"', '\\"') + '"'


def standard_plans(tiers: tuple[str, ...] = ("starter", "pro", "enterprise")) -> list[Plan]:
    """Return the four structures of the product's source: flat, tiered, pure usage, hybrid.

    Flat fees are the source's $29, $99 and $299. The other amounts are starting points to turn, not advice.
    """
    fees = {"starter": Decimal(29), "pro": Decimal(99), "enterprise": Decimal(299)}
    included = {"starter": Decimal(500), "pro": Decimal(3_000), "enterprise": Decimal(10_000)}
    unknown = set(tiers) - set(fees)
    if unknown:
        raise UsageError(f"There is no standard price for tier '{min(unknown)}'", next_step="Give a plan file")
    half = {tier: fees[tier] / 2 for tier in tiers}
    return [
        Plan("flat", {tier: TierPrice(fees[tier], included=None) for tier in tiers}, "Flat, unlimited"),
        Plan(
            "tiered",
            {t: TierPrice(fees[t], included=included[t], steps=(Step(None, Decimal("0.03")),)) for t in tiers},
            "Base fee, included calls, overage",
        ),
        Plan("usage", {tier: TierPrice(steps=(Step(None, Decimal("0.05")),)) for tier in tiers}, "Pure usage per call"),
        Plan(
            "hybrid",
            {t: TierPrice(half[t], unit=Unit.COST, steps=(Step(None, Decimal("1.2")),)) for t in tiers},
            "Half the fee plus AI cost and 20 %",
        ),
    ]
