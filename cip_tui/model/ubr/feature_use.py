"""Features: who uses them how much, what that costs, how it grows, and what it brings."""

from __future__ import annotations

import csv
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from cip_tui.model.analysis import View, read_number
from cip_tui.model.calls.filter import Filter
from cip_tui.model.engine.cubes import Cube, Scope, add
from cip_tui.model.engine.usage import Usage
from cip_tui.model.errors import CipError, InputRefused, Where
from cip_tui.model.text import clean
from cip_tui.model.ubr.margins import months_of, read_margins, top_share

MEASURES = ("calls", "cost", "record_count", "failed_records", "unpriced_records")
CALLS, EVENLY = ALLOCATIONS = ("calls", "evenly")
_PRICE_COLUMNS = ("feature_id", "price_per_call", "price_per_customer_month")
# Below two weeks the halves are shorter than a week, and a weekend would look like a fall.
_DAYS_FOR_GROWTH = 14
_WHO = frozenset({"customer", "tier"})


@dataclass(frozen=True, slots=True)
class Use:
    """A feature inside a view. `by_customer` holds calls by customer; `revenue` is USD of the observed days or None.

    `growth` is mean calls a day of the second half of the days over the first, less one; None below 14 days.
    """

    feature: str
    sums: Mapping[str, Any]
    by_customer: Mapping[str, int]
    active: int
    growth: float | None
    revenue: Decimal | None

    @property
    def cost(self) -> Decimal | None:
        """USD; None where no call has a price."""
        found: Decimal | None = self.sums["cost"]
        return found

    @property
    def calls(self) -> int | None:
        """The number of calls; None where the rows do not state it."""
        found: int | None = self.sums["calls"]
        return found

    @property
    def per_call(self) -> Decimal | None:
        """USD a call."""
        return self.cost / self.calls if self.cost is not None and self.calls else None

    @property
    def margin(self) -> Decimal | None:
        """Revenue less cost; None where either is unknown."""
        return None if self.revenue is None or self.cost is None else self.revenue - self.cost

    @property
    def rate(self) -> float | None:
        """Margin as a fraction of revenue."""
        return float(self.margin / self.revenue) if self.margin is not None and self.revenue else None

    @property
    def adoption(self) -> float | None:
        """The fraction of the customers with calls that use the feature; None where no customer is stated."""
        return len(self.by_customer) / self.active if self.active else None

    @property
    def failed(self) -> float | None:
        """The fraction of records that failed."""
        return (self.sums["failed_records"] or 0) / self.sums["record_count"] if self.sums["record_count"] else None

    @property
    def median(self) -> float | None:
        """Calls of the median customer that uses it."""
        return statistics.median(self.by_customer.values()) if self.by_customer else None

    @property
    def top(self) -> float | None:
        """The share of calls that the busiest tenth of its customers make."""
        found = top_share([Decimal(count) for count in self.by_customer.values()])
        return None if found is None else found[1]


def feature_cube(view: View) -> Cube:
    """Return the cube by feature and customer."""
    return view.usage.cube("feature", "customer", measures=MEASURES)


def read_uses(view: View, revenue: Mapping[str, Decimal] | None) -> list[Use]:
    """Return every feature of a view, dearest first; `revenue` is by feature, None where nothing is known."""
    sums: dict[str, dict[str, Any]] = {}
    users: dict[str, dict[str, int]] = {}
    active = set()
    for row in feature_cube(view).dicts():
        group = sums.setdefault(row["feature"], dict.fromkeys(MEASURES))
        for name in MEASURES:
            group[name] = add((group[name], row[name]))
        if row["customer"]:
            users.setdefault(row["feature"], {})[row["customer"]] = row["calls"] or 0
            active.add(row["customer"])
    growth = _growth(view)
    found = [
        Use(
            feature,
            group,
            users.get(feature, {}),
            len(active),
            growth.get(feature),
            None if revenue is None else revenue.get(feature),
        )
        for feature, group in sums.items()
    ]
    return sorted(found, key=lambda use: (-(use.cost or Decimal(0)), use.feature))


def _growth(view: View) -> dict[str, float]:
    days = view.period.days
    if days < _DAYS_FOR_GROWTH:
        return {}
    half = days // 2
    middle, last = view.period.start + timedelta(days=half), view.period.start + timedelta(days=2 * half)
    halves: dict[str, list[int]] = {}
    for row in view.usage.cube("day", "feature", measures=("calls",)).dicts():
        pair = halves.setdefault(row["feature"], [0, 0])
        if row["day"] < last:
            pair[row["day"] >= middle] += row["calls"] or 0
    return {feature: pair[1] / pair[0] - 1 for feature, pair in halves.items() if pair[0]}


@dataclass(frozen=True, slots=True)
class FeaturePrice:
    """What customers pay for a feature: USD a call, and USD a month for each customer that uses it."""

    per_call: Decimal
    per_customer: Decimal


def read_prices(path: Path) -> dict[str, FeaturePrice]:
    """Read a CSV with feature_id, price_per_call and price_per_customer_month (either may be left out).

    Raises `InputRefused` naming the line where it is not understood.
    """
    where = Where(path.name)
    found = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            names = reader.fieldnames or ()
            if "feature_id" not in names or not set(_PRICE_COLUMNS[1:]) & set(names):
                hint = "Columns: " + ", ".join(_PRICE_COLUMNS)
                raise InputRefused("The file states no price by feature", where=where, next_step=hint)
            for row in reader:
                place = Where(path.name, row=reader.line_num)
                numbers = (_amount(row.get(name), name, place) for name in _PRICE_COLUMNS[1:])
                found[clean((row["feature_id"] or "").strip())] = FeaturePrice(*numbers)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputRefused("The price file cannot be read", where=where, cause=str(error)) from error
    return found


def _amount(text: str | None, name: str, where: Where) -> Decimal:
    if not (text or "").strip():
        return Decimal(0)
    try:
        return read_number(clean((text or "").strip()), name, "0", "1e9")
    except CipError as error:
        raise InputRefused(error.message, where=where, next_step=error.next_step) from error


def priced_revenue(view: View, prices: Mapping[str, FeaturePrice]) -> dict[str, Decimal]:
    """Return the revenue of each priced feature: calls x price + customers x monthly price x months."""
    months, revenue = months_of(view.period), {}
    calls: dict[str, int] = {}
    users: dict[str, int] = {}
    for row in feature_cube(view).dicts():
        calls[row["feature"]] = calls.get(row["feature"], 0) + (row["calls"] or 0)
        users[row["feature"]] = users.get(row["feature"], 0) + bool(row["customer"])
    for feature, price in prices.items():
        if feature in calls:
            revenue[feature] = calls[feature] * price.per_call + users[feature] * price.per_customer * months
    return revenue


def allocated_revenue(view: View, how: str) -> tuple[dict[str, Decimal], Decimal] | None:
    """Return the fees of the customers spread over the features they use, and the fees of those that use none.

    `calls`: in proportion to the customer's calls; `evenly`: the same for each feature used. The parts of a customer
    add up to its fee over all of its calls, so a view of some of the calls shows their part only. None without fees.
    """
    who = Filter(tuple(term for term in view.scope.filter.terms if term.dimension in _WHO))
    whole = view.usage.within(Scope(view.scope.period, who))
    everyone = View(whole, Scope(view.scope.period, who), view.facts, view.period)
    fees = {item.customer_id: item.revenue for item in read_margins(everyone) if item.revenue}
    if not fees:
        return None
    all_calls = _calls_of(whole)
    seen = _calls_of(view.usage)
    revenue: dict[str, Decimal] = {}
    for customer, features in all_calls.items():
        fee, total = fees.get(customer), sum(features.values())
        if not fee or not total:
            continue
        for feature, calls in seen.get(customer, {}).items():
            part = Decimal(calls) / total
            if how == EVENLY:
                part = Decimal(calls) / features[feature] / len(features)
            revenue[feature] = revenue.get(feature, Decimal(0)) + fee * part
    idle = sum((fee for customer, fee in fees.items() if not sum(all_calls.get(customer, {}).values())), Decimal(0))
    return revenue, idle


def _calls_of(usage: Usage) -> dict[str, dict[str, int]]:
    customers: dict[str, dict[str, int]] = {}
    for row in usage.cube("feature", "customer", measures=MEASURES).dicts():
        if row["calls"]:
            customers.setdefault(row["customer"], {})[row["feature"]] = row["calls"]
    return customers
