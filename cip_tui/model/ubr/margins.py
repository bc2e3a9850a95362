"""What each customer pays and costs: fees prorated to the observed days, beside the cost of the calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from cip_tui.model.analysis import View
from cip_tui.model.engine.cubes import Cube, add
from cip_tui.model.engine.reference import Customer, customers
from cip_tui.model.period import Period, month_of

MEASURES = ("cost", "calls", "unpriced_records")
# Terms on these say which customers are meant; any other term cuts the calls of a customer.
_WHO = frozenset({"customer", "tier"})


@dataclass(frozen=True, slots=True)
class Margin:
    """A customer's revenue and cost, USD over the observed days. `profile` is None for one that is not in the list.

    `revenue` is None where no fee is known; `cost` is None where none of the calls has a price, 0 without calls.
    `calls` is None where the rows do not state how many they stand for.
    """

    customer_id: str
    profile: Customer | None
    revenue: Decimal | None
    cost: Decimal | None
    calls: int | None
    unpriced: int
    daily: Mapping[date, Decimal] = field(default_factory=dict)

    @property
    def margin(self) -> Decimal | None:
        """Revenue less cost; None where either is unknown."""
        return None if self.revenue is None or self.cost is None else self.revenue - self.cost

    @property
    def rate(self) -> float | None:
        """Margin as a fraction of revenue; None without revenue."""
        return float(self.margin / self.revenue) if self.margin is not None and self.revenue else None

    @property
    def tier(self) -> str:
        """The tier of the profile; empty where it is not known."""
        return self.profile.tier if self.profile else ""

    @property
    def archetype(self) -> str:
        """The usage archetype of the profile; empty where it is not known."""
        return self.profile.archetype if self.profile else ""

    @property
    def unprofitable(self) -> bool:
        """Whether the calls cost more than the customer pays."""
        return self.margin is not None and self.margin < 0


def months_of(period: Period) -> Decimal:
    """Return the length of a period in months: its days in each calendar month over that month's length."""
    total, day = Decimal(0), period.start
    while day < period.end:
        month = month_of(day)
        end = min(month.end, period.end)
        total += Decimal((end - day).days) / month.days
        day = end
    return total


def prorated_fee(profile: Customer, period: Period) -> Decimal | None:
    """Return the monthly fee for the days of a period from the signup on; None where no fee is stated."""
    if profile.monthly_fee is None:
        return None
    start = max(period.start, profile.signup_date) if profile.signup_date else period.start
    return profile.monthly_fee * months_of(Period(start, period.end)) if start < period.end else Decimal(0)


def margin_cube(view: View) -> Cube:
    """Return the cube by day and customer that margins rest on."""
    return view.usage.cube("day", "customer", measures=MEASURES)


def read_margins(view: View) -> list[Margin]:
    """Return every customer with calls in the scope or a fee due in it, by id.

    A filter on customer or tier chooses among the customers; under any other filter only customers with calls count.
    """
    profiles = customers(view.usage.source)
    sums: dict[str, dict[str, Any]] = {}
    daily: dict[str, dict[date, Decimal]] = {}
    for row in margin_cube(view).dicts():
        name = row["customer"]
        group = sums.setdefault(name, dict.fromkeys(MEASURES))
        for measure in MEASURES:
            group[measure] = add((group[measure], row[measure]))
        if row["cost"] is not None:
            days = daily.setdefault(name, {})
            days[row["day"]] = row["cost"]
    found = []
    for name in sorted({*sums, *_paying(view, profiles)}):
        group = sums.get(name, {"cost": Decimal(0), "calls": 0, "unpriced_records": 0})
        profile = profiles.get(name)
        found.append(
            Margin(
                name,
                profile,
                None if profile is None else prorated_fee(profile, view.period),
                group["cost"],
                group["calls"],
                group["unpriced_records"] or 0,
                daily.get(name, {}),
            )
        )
    return found


def _paying(view: View, profiles: Mapping[str, Customer]) -> list[str]:
    terms = view.scope.filter.terms
    if any(term.dimension not in _WHO for term in terms):
        return []
    return [
        name
        for name, profile in profiles.items()
        if (profile.signup_date is None or profile.signup_date < view.period.end)
        and all(term.matches(name if term.dimension == "customer" else profile.tier) for term in terms)
    ]


def cuts_calls(view: View) -> bool:
    """Say whether the filter leaves out calls of a customer whose whole fee still counts."""
    return any(term.dimension not in _WHO for term in view.scope.filter.terms)


def summed_days(margins: Iterable[Margin]) -> dict[date, Decimal]:
    """Return the cost by day of several customers together."""
    days: dict[date, Decimal] = {}
    for margin in margins:
        for day, cost in margin.daily.items():
            days[day] = days.get(day, Decimal(0)) + cost
    return days


def top_share(amounts: Sequence[Decimal], part: float = 0.1) -> tuple[int, float] | None:
    """Return how many the largest `part` of amounts are (at least one), and their share of the sum.

    None where nothing was spent or an amount is negative.
    """
    total = sum(amounts, Decimal(0))
    if not amounts or total <= 0 or min(amounts) < 0:
        return None
    count = max(1, round(len(amounts) * part))
    return count, float(sum(sorted(amounts, reverse=True)[:count], Decimal(0)) / total)
