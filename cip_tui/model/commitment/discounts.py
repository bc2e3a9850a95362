"""What the agreement's discounts are worth on what was spent, and from which spend on the agreement pays at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cip_tui.model.commitment.charges import ChargeType
from cip_tui.model.commitment.counting import ZERO, YearCount
from cip_tui.model.commitment.eligibility import Pool, Resolve
from cip_tui.model.commitment.terms import Discount, Terms
from cip_tui.model.period import Period

EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Saved:
    """The discount of a contract year so far: dollars, and the effective rate on list price (None without spend).

    `stated` says that the bill itself lists the discounts; otherwise they follow from rates and net amounts.
    """

    amount: Decimal
    rate: Decimal | None
    stated: bool


def saved(terms: Terms, count: YearCount, resolve: Resolve) -> Saved:
    """Return what discounts were worth in a year.

    Where the bill has lines of discounts their sum is taken, else amounts are taken as net of the agreement's rates:
    net x rate / (1 - rate) for each service. Marketplace, support and credits earn no discount.
    """
    lines = [line for line in count.lines if line.pool in (Pool.COUNTED, Pool.ONCE) and line.amount > 0]
    stated = -sum((line.amount for line in count.lines if line.type is ChargeType.DISCOUNT), ZERO)
    net = sum((line.amount for line in count.lines if line.pool in (Pool.COUNTED, Pool.ONCE)), ZERO)
    if stated > 0:
        return Saved(stated, stated / (net + stated) if net + stated > 0 else None, stated=True)
    amount = ZERO
    for line in lines:
        rate = rate_for(terms.discounts, resolve, line.service_id, line.service, count.year.period)
        if line.type is not ChargeType.SUPPORT and rate is not None and rate < 1:
            amount += line.amount * rate / (1 - rate)
    return Saved(amount, amount / (net + amount) if net + amount > 0 else None, stated=False)


def rate_for(
    discounts: Sequence[Discount], resolve: Resolve, service_id: str, service: str, period: Period
) -> Decimal | None:
    """Return the discount of a service in a contract year: its own rate before the one for everything, else None."""
    valid = [item for item in discounts if item.period is None or _overlaps(item.period, period)]
    own = [item.rate for item in valid if item.scope != EVERYTHING and _names(item.scope, service_id, service, resolve)]
    general = [item.rate for item in valid if item.scope == EVERYTHING]
    found = own or general
    return found[0] if found else None


def general_rate(terms: Terms, period: Period) -> Decimal | None:
    """Return the discount on everything in a contract year, or None."""
    return rate_for(terms.discounts, lambda _: "", "", "", period)


def break_even(commitment: Decimal, rate: Decimal) -> Decimal:
    """Return the net spend below which the agreement costs more than list price: C x (1 - d)."""
    return commitment * (1 - rate)


def _overlaps(one: Period, other: Period) -> bool:
    return one.start < other.end and other.start < one.end


def _names(scope: str, service_id: str, service: str, resolve: Resolve) -> bool:
    found = resolve(scope)
    return bool(found and found == service_id) or scope.casefold() == service.casefold() != ""
