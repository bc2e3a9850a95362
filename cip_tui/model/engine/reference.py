"""What is known beside the calls: customers, budgets and the products of teams, read into types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cip_tui.model.engine.source import Source
from cip_tui.model.engine.views import EVERYTHING


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer profile. `monthly_fee` is USD a month; None where it is not stated, which is not zero."""

    customer_id: str
    tier: str
    monthly_fee: Decimal | None
    archetype: str
    signup_date: date | None


@dataclass(frozen=True, slots=True)
class Budget:
    """An amount in USD for one calendar month; `dimension` is empty for a budget of everything."""

    month: date
    dimension: str
    name: str
    amount: Decimal


def customers(source: Source) -> dict[str, Customer]:
    """Return the customer profiles by id, in order of their ids."""
    sql = "SELECT customer_id, subscription_tier, monthly_fee, usage_archetype, signup_date FROM customers"
    rows = sorted(source.run(sql).rows, key=lambda row: str(row[0]))
    return {row[0]: Customer(row[0], row[1] or "", row[2], row[3] or "", row[4]) for row in rows if row[0]}


def budgets(source: Source) -> list[Budget]:
    """Return the budgets by month, dimension and name; rows without month or amount are no budgets."""
    rows = source.run("SELECT month, dimension, name, amount FROM budgets").rows
    whole = ("", EVERYTHING)
    found = [
        Budget(
            month.replace(day=1), "" if dimension in whole else dimension, "" if dimension in whole else name, amount
        )
        for month, dimension, name, amount in rows
        if month and amount
    ]
    return sorted(found, key=lambda item: (item.month, item.dimension, item.name))


def team_products(source: Source) -> dict[str, str]:
    """Return the team of each product."""
    rows = sorted(source.run("SELECT product_id, team_id FROM teams").rows)
    return {product: team for product, team in rows if product}
