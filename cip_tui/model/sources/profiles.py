"""The small tables beside the calls: customers with their tier and fee, budgets, and which team owns which product."""

from __future__ import annotations

from cip_tui.model.engine.views import EVERYTHING
from cip_tui.model.sources.language import Format, Sql, col, first
from cip_tui.model.sources.report import FileKind

_FEE = ("monthly_fee", "monthly_fee_usd", "mrr", "monthly_revenue")

CUSTOMERS = Format(
    id="customers",
    title="Customer profiles",
    kind=FileKind.CUSTOMERS,
    must=(("customer_id", "monthly_fee"), ("customer_id", "usage_archetype"), ("customer_id", "signup_date")),
    fields={
        "customer_id": col("customer_id"),
        "subscription_tier": col("subscription_tier", "tier", "plan"),
        "monthly_fee": col(*_FEE),
        "usage_archetype": col("usage_archetype", "archetype"),
        "signup_date": col("signup_date", "signup", "created_at"),
    },
    currency=col("currency"),
)

_TEAM, _PRODUCT = ("team_id", "team"), ("product_id", "product")


def _stated(names: tuple[str, ...]) -> str:
    stated = ", ".join(f"nullif({{{name}}}, '')" for name in names)
    return f"coalesce({stated})"


def _budget(team: str, product: str, everything: str) -> Sql:
    """A budget is for a team, for a product, or, naming neither, for everything; one that names both is for no one."""
    return Sql(
        f"CASE WHEN {_stated(_PRODUCT)} IS NULL AND {_stated(_TEAM)} IS NULL THEN {everything} "
        f"WHEN {_stated(_PRODUCT)} IS NULL THEN {team} WHEN {_stated(_TEAM)} IS NULL THEN {product} END",
        maybe=(*_TEAM, *_PRODUCT),
    )


BUDGETS = Format(
    id="budgets",
    title="Budgets by month",
    kind=FileKind.BUDGETS,
    must=(
        ("month", "dimension", "name", "amount"),
        *(
            ("month", name, amount)
            for name in (*_TEAM, *_PRODUCT)
            for amount in ("amount", "budget", "budget_usd", "amount_usd")
        ),
    ),
    fields={
        "month": col("month"),
        "dimension": first(col("dimension"), _budget("'team'", "'product'", f"'{EVERYTHING}'")),
        "name": first(col("name"), _budget(_stated(_TEAM), _stated(_PRODUCT), f"'{EVERYTHING}'")),
        "amount": col("amount", "amount_usd", "budget", "budget_usd"),
    },
    currency=col("currency"),
)

TEAMS = Format(
    id="teams",
    title="Teams by product",
    kind=FileKind.TEAMS,
    must=tuple((product, team) for product in _PRODUCT for team in _TEAM),
    fields={"product_id": col(*_PRODUCT), "team_id": col(*_TEAM)},
)
