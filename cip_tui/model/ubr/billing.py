"""One customer's bill for one month under one price, line by line, exact to the cent.

Each line is rounded half up to whole cents, as invoices do, and the lines add up to the bill. Conventions of steps:
plans.py. Proration: base fee and included units count for the days of the month the customer was there.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cip_tui.model.money import CENT
from cip_tui.model.ubr.plans import Mode, Step, TierPrice, Unit


@dataclass(frozen=True, slots=True)
class MonthUse:
    """What a customer used in a month: calls, tokens, AI cost in USD, and the days there of the month's days."""

    calls: int = 0
    tokens: int = 0
    cost: Decimal = Decimal(0)
    days: int = 30
    days_in_month: int = 30

    def quantity(self, unit: Unit) -> Fraction:
        """Return the use in a unit."""
        if unit is Unit.CALL:
            return Fraction(self.calls)
        return Fraction(self.tokens, 1000) if unit is Unit.KTOKEN else Fraction(self.cost)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill: what for, how much of it, at which rate, and the amount in whole cents."""

    what: str
    quantity: Decimal
    rate: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Bill:
    """Lines and their sum."""

    lines: tuple[Line, ...]

    @property
    def total(self) -> Decimal:
        """The sum of the lines."""
        return sum((line.amount for line in self.lines), Decimal(0))


def cents(amount: Decimal | Fraction) -> Decimal:
    """Round half up to whole cents, from the exact amount."""
    exact = Fraction(amount) * 100
    return Decimal((2 * exact.numerator + exact.denominator) // (2 * exact.denominator)) * CENT


def bill_for(use: MonthUse, price: TierPrice, *, yearly: bool = False) -> Bill:
    """Return the bill for a month. `yearly` takes the annual discount off the base fee."""
    present = Fraction(use.days, use.days_in_month)
    base = Fraction(price.base) * present * Fraction(1 - price.annual_discount if yearly else 1)
    lines = [Line("Base fee", _shown(present), price.base, cents(base))] if price.base else []
    if price.included is not None:
        lines += _usage_lines(use.quantity(price.unit), Fraction(price.included) * present, price)
    lines += _bounded(lines, price, present)
    return Bill(tuple(lines))


def _shown(quantity: Fraction) -> Decimal:
    return Decimal(quantity.numerator) / quantity.denominator


def _usage_lines(quantity: Fraction, included: Fraction, price: TierPrice) -> list[Line]:
    lines = []
    if included:
        covered = min(quantity, included)
        lines.append(Line(f"Included, {price.unit.value}", _shown(covered), Decimal(0), Decimal("0.00")))
    beyond = max(quantity - included, Fraction(0))
    return lines + (_volume(beyond, price) if price.mode is Mode.VOLUME else _graduated(beyond, price))


def _graduated(beyond: Fraction, price: TierPrice) -> list[Line]:
    lines: list[Line] = []
    floor = Fraction(0)
    for step in price.steps:
        inside = (beyond if step.up_to is None else min(beyond, Fraction(step.up_to))) - floor
        if inside <= 0:
            break
        lines += _step_lines(inside, step, floor, price.unit)
        floor += inside
    return lines


def _volume(beyond: Fraction, price: TierPrice) -> list[Line]:
    if not beyond:
        return []
    for step in price.steps:
        if step.up_to is None or beyond <= Fraction(step.up_to):
            return _step_lines(beyond, step, Fraction(0), price.unit)
    return []


def _step_lines(quantity: Fraction, step: Step, floor: Fraction, unit: Unit) -> list[Line]:
    name = f"Beyond {_shown(floor):,f} {unit.value}" if floor else f"Usage, {unit.value}"
    lines = [Line(name, _shown(quantity), step.rate, cents(quantity * Fraction(step.rate)))]
    if step.flat:
        lines.append(Line(f"{name}, flat fee", Decimal(1), step.flat, cents(step.flat)))
    return lines


def _bounded(lines: list[Line], price: TierPrice, present: Fraction) -> list[Line]:
    total = sum((line.amount for line in lines), Decimal(0))
    extra = []
    minimum = cents(Fraction(price.minimum) * present)
    if total < minimum:
        extra.append(Line("Up to the minimum", Decimal(1), minimum - total, minimum - total))
        total = minimum
    if price.cap is not None and total > price.cap:
        extra.append(Line("Down to the cap", Decimal(1), price.cap - total, cents(price.cap - total)))
        total = cents(price.cap)
    credit = min(cents(price.credit), total)
    if credit > 0:
        extra.append(Line("Credit", Decimal(1), -price.credit, -credit))
    return extra
