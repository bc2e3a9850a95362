"""The first step of an onboarding: who the customer is, and which goals the data speaks for."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from cip_tui.model.onboarding.columns import AccountColumns

INDUSTRY = "Technology (Data Center/Cloud Services)"
ENTERPRISE, MID_MARKET = Decimal(100_000), Decimal(25_000)
"""From this median contract value a year on, in USD, a customer's customers are Enterprise, or Mid-market."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A business goal and the columns that would show whether it is met."""

    key: str
    title: str
    columns: tuple[str, ...]


GOALS: tuple[Goal, ...] = (
    Goal("churn", "Reduce Churn", ("churn_risk",)),
    Goal("adoption", "Drive Product Adoption", ("daily_invocations", "invocations_30d")),
    Goal("satisfaction", "Improve Customer Satisfaction", ("health_score", "error_rate_pct")),
    Goal("revenue", "Expand Revenue", ("expansion_potential",)),
    Goal("support", "Reduce Support Costs", ("error_rate_pct", "p95_latency_ms")),
)


def reasons(goal: Goal, columns: Container[str]) -> tuple[str, ...]:
    """Return the columns of a file that speak for a goal."""
    return tuple(name for name in goal.columns if name in columns)


def recommended(columns: Container[str]) -> tuple[str, ...]:
    """Return the keys of the goals that a file has data for."""
    return tuple(goal.key for goal in GOALS if reasons(goal, columns))


def company_size(accounts: AccountColumns) -> tuple[str, Decimal | None]:
    """Return the likely size of the customers, and the median contract value a year that says so."""
    values = [Decimal(text) for text in accounts.texts.get("contract_value_annual", ()) if text]
    if not values:
        return "not known: no contract values", None
    middle = Decimal(median(values))
    size = "Enterprise" if middle >= ENTERPRISE else "Mid-market" if middle >= MID_MARKET else "SMB"
    return f"Likely {size}", middle
