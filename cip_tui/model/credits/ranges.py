"""Amounts a month as ranges, and the estimate of a programme that is made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cip_tui.model.commitment.terms import Terms
from cip_tui.model.credits.programme import Per, Programme
from cip_tui.model.credits.usage import Spend
from cip_tui.model.format import money

ZERO = Decimal(0)
YEAR = 12
"""Months over which a credit that is paid once is spread, and a yearly cap too."""


@dataclass(frozen=True, slots=True)
class Range:
    """An amount a month with its bounds. None is unknown; `basis` says how it was worked out or why it is not known."""

    base: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """Whether a threshold is met: None where that cannot be told. `gap` is what is missing a month."""

    met: bool | None
    words: str
    gap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a programme brings and costs a month. `once` says that the credit is one sum, shown spread over a year.

    `qualifying` is the spend a month that qualifies now, None where it cannot be told from the charges.
    """

    qualifying: Decimal | None
    threshold: Reached
    credit: Range
    cost: Range
    net: Range
    once: bool = False
    unknown: tuple[str, ...] = ()
    steps: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What an estimate is made from."""

    programme: Programme
    spend: Spend
    missing: tuple[str, ...]
    terms: Terms | None
    as_of: date
    title: Callable[[str], str]


def at_most(case: Case, amount: Decimal) -> Decimal:
    """Cap a credit a month: the programme's own caps over a year, and the bill, since a credit pays nothing else."""
    reward = case.programme.reward
    caps = [cap / YEAR for cap in (reward.cap_total,) if cap is not None]
    return max(ZERO, min([amount, case.spend.total.high, *caps]))


def per_month(value: Decimal, per: Per) -> Decimal:
    """Return a threshold as an amount a month."""
    months: dict[Per, int] = {Per.MONTH: 1, Per.QUARTER: 3, Per.CONTRACT_YEAR: YEAR}
    return value / months[per]


def range_words(found: Range) -> str:
    """Write a range in words."""
    if found.base is None:
        bounds = "" if found.low is None or found.high is None else f", {from_to(found.low, found.high)} a month"
        return f"not known{bounds}" + (f" ({found.basis})" if found.basis else "")
    if found.low == found.high or found.low is None or found.high is None:
        return f"{money(found.base)} a month"
    return f"{money(found.base)} a month ({from_to(found.low, found.high)})"


def from_to(low: Decimal, high: Decimal) -> str:
    """Write two bounds."""
    return f"{money(low)} to {money(high)}"
