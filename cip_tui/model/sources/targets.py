"""What each kind of file is turned into: the canonical columns, how each is read and what may be in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cip_tui.model.calls.schema import FIELDS, MONEY_TYPE
from cip_tui.model.sources.report import FileKind


class Sort(StrEnum):
    """How the text of a field is read."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    TIME = "time"
    DAY = "day"
    MONTH = "month"
    DURATION = "duration"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Target:
    """A canonical column. A value that cannot be read rejects its row where `hard`, else it alone is left out."""

    name: str
    sort: Sort
    sql_type: str
    required: bool = False
    hard: bool = True


_SOFT = {"latency_ms": Sort.DURATION, "quality_score": Sort.SCORE}
_SORTS = {"TIMESTAMP": Sort.TIME, "VARCHAR": Sort.TEXT, "BIGINT": Sort.COUNT, MONEY_TYPE: Sort.MONEY}

CALLS: tuple[Target, ...] = tuple(
    Target(
        item.name,
        _SOFT.get(item.name) or _SORTS[item.sql_type],
        item.sql_type,
        required=item.required,
        hard=item.name not in _SOFT,
    )
    for item in FIELDS
)

# Fees and budgets reach above what fits the twelve decimals of a single call.
_AMOUNT = "DECIMAL(18,6)"

CUSTOMERS: tuple[Target, ...] = (
    Target("customer_id", Sort.TEXT, "VARCHAR", required=True),
    Target("subscription_tier", Sort.TEXT, "VARCHAR"),
    Target("monthly_fee", Sort.MONEY, _AMOUNT),
    Target("usage_archetype", Sort.TEXT, "VARCHAR"),
    Target("signup_date", Sort.DAY, "DATE"),
)

BUDGETS: tuple[Target, ...] = (
    Target("month", Sort.MONTH, "DATE", required=True),
    Target("dimension", Sort.TEXT, "VARCHAR", required=True),
    Target("name", Sort.TEXT, "VARCHAR", required=True),
    Target("amount", Sort.MONEY, _AMOUNT, required=True),
)

TEAMS: tuple[Target, ...] = (
    Target("product_id", Sort.TEXT, "VARCHAR", required=True),
    Target("team_id", Sort.TEXT, "VARCHAR", required=True),
)

CHARGES: tuple[Target, ...] = (
    Target("start", Sort.TIME, "TIMESTAMP", required=True),
    # The first instant that no longer belongs to the charge.
    Target("stop", Sort.TIME, "TIMESTAMP"),
    # A fee is charged in the bill's period, whatever years it pays for.
    Target("bill_end", Sort.TIME, "TIMESTAMP"),
    Target("payer", Sort.TEXT, "VARCHAR"),
    Target("account", Sort.TEXT, "VARCHAR"),
    Target("account_name", Sort.TEXT, "VARCHAR"),
    Target("service", Sort.TEXT, "VARCHAR"),
    Target("product_code", Sort.TEXT, "VARCHAR"),
    Target("record_type", Sort.TEXT, "VARCHAR"),
    Target("seller", Sort.TEXT, "VARCHAR"),
    Target("region", Sort.TEXT, "VARCHAR"),
    Target("tag", Sort.TEXT, "VARCHAR"),
    Target("detail", Sort.TEXT, "VARCHAR"),
    Target("amount", Sort.MONEY, "DECIMAL(38,12)", required=True),
    Target("currency", Sort.TEXT, "VARCHAR", required=True),
    Target("metric", Sort.TEXT, "VARCHAR"),
    Target("estimated", Sort.TEXT, "VARCHAR"),
)
"""A charge of a cloud: what was billed for which days, service and account, with the sign and currency of the bill."""

TARGETS: dict[FileKind, tuple[Target, ...]] = {
    FileKind.CALLS: CALLS,
    FileKind.BILLING: CALLS,
    FileKind.CUSTOMERS: CUSTOMERS,
    FileKind.BUDGETS: BUDGETS,
    FileKind.TEAMS: TEAMS,
    FileKind.COST_EXPLORER: CHARGES,
    FileKind.CHARGES: CHARGES,
}

UNIQUE: dict[FileKind, tuple[str, ...]] = {
    FileKind.CUSTOMERS: ("customer_id",),
    FileKind.BUDGETS: ("month", "dimension", "name"),
    FileKind.TEAMS: ("product_id",),
    # Cost Explorer states each group of a period once; a page that was saved twice does not count twice.
    FileKind.COST_EXPLORER: (
        *(
            "start",
            "stop",
            "payer",
            "service",
            "record_type",
            "account",
            "region",
            "tag",
            "detail",
            "currency",
            "seller",
        ),
    ),
}
"""The columns by which a row must be the only one; a second row is rejected."""

MOST_TOKENS = 10**13
"""More tokens in one row than that are taken for a damaged number."""
