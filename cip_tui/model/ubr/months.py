"""Customer months from real usage: what each customer used in each calendar month of a period, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cip_tui.model.engine.cubes import Scope
from cip_tui.model.engine.reference import Customer, customers
from cip_tui.model.engine.usage import Usage
from cip_tui.model.period import Period, month_of
from cip_tui.model.ubr.billing import MonthUse
from cip_tui.model.ubr.replay import CustomerMonth

MEASURES = ("calls", "cost", "input_tokens", "output_tokens", "unpriced_records")


@dataclass(frozen=True, slots=True)
class Months:
    """Customer months that can be billed, and what cannot: cost of calls without customer or without tier."""

    months: tuple[CustomerMonth, ...]
    period: Period
    without_customer: Decimal
    without_tier: Mapping[str, Decimal]
    without_fee: tuple[str, ...]
    unpriced: int


def customer_months(usage: Usage, period: Period) -> Months:
    """Return one entry for each customer and calendar month of the period.

    A customer is there from sign-up, or from the period's start where that is not known, to the period's end. One
    with a profile and no calls is there too, using nothing. The tier of the profile counts before that of the calls.
    """
    profiles = customers(usage.source)
    found: list[CustomerMonth] = []
    nobody, untiered, unpriced = Decimal(0), dict[str, Decimal](), 0
    filtered = bool(usage.scope.filter)
    for month in _months(period):
        cube = usage.within(Scope(month, usage.scope.filter)).cube("customer", "tier", measures=MEASURES)
        used = _by_customer(cube.dicts())
        unpriced += sum(row["unpriced_records"] or 0 for row in cube.dicts())
        nobody += used.pop("", _Used()).cost
        names = used.keys() if filtered else used.keys() | profiles.keys()
        for name in sorted(names):
            entry, profile = used.get(name, _Used()), profiles.get(name)
            tier = profile.tier if profile is not None and profile.tier else entry.tier
            days = _days(month, profile)
            if not tier:
                untiered[name] = untiered.get(name, Decimal(0)) + entry.cost
            elif days or entry.calls:
                found.append(_month(name, tier, entry, profile, month, days))
    fees = {month.customer for month in found if month.fee is None}
    return Months(tuple(found), period, nobody, untiered, tuple(sorted(fees)), unpriced)


@dataclass(slots=True)
class _Used:
    calls: int = 0
    tokens: int = 0
    cost: Decimal = Decimal(0)
    tier: str = ""


def _by_customer(rows: list[dict[str, object]]) -> dict[str, _Used]:
    found: dict[str, _Used] = {}
    for row in sorted(rows, key=lambda row: str(row["tier"])):
        entry = found.setdefault(str(row["customer"]), _Used())
        entry.calls += _whole(row["calls"])
        entry.tokens += _whole(row["input_tokens"]) + _whole(row["output_tokens"])
        entry.cost += row["cost"] if isinstance(row["cost"], Decimal) else Decimal(0)
        entry.tier = str(row["tier"]) or entry.tier
    return found


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _month(name: str, tier: str, used: _Used, profile: Customer | None, month: Period, days: int) -> CustomerMonth:
    calendar = month_of(month.start)
    use = MonthUse(used.calls, used.tokens, used.cost, days or 1, calendar.days)
    fee = None if profile is None else profile.monthly_fee
    return CustomerMonth(name, tier, use, fee, profile.archetype if profile else "", f"{month.start:%Y-%m}")


def _days(month: Period, profile: Customer | None) -> int:
    signed = profile.signup_date if profile is not None and profile.signup_date is not None else date.min
    return max((month.end - max(month.start, signed)).days, 0)


def _months(period: Period) -> Iterator[Period]:
    start = period.start
    while start < period.end:
        end = min(month_of(start).end, period.end)
        yield Period(start, end)
        start = end
