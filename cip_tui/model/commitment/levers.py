"""What can be done about a shortfall, in dollars of counted spend, largest first, and what each of them costs later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from cip_tui.model.commitment.charges import ChargeType
from cip_tui.model.commitment.counting import ZERO, Counted, YearCount
from cip_tui.model.commitment.eligibility import Pool, Reason
from cip_tui.model.commitment.status import Status

PREPAYABLE = frozenset(
    {"ec2", "lambda", "ecs", "sagemaker", "rds", "elasticache", "redshift", "opensearch", "dynamodb"}
)
"""Services of which a year can be bought upfront as savings plans or reservations."""
WHOLE_YEAR = 365
RECENT_DAYS = 91
BEDROCK = "bedrock"


@dataclass(frozen=True, slots=True)
class Lever:
    """Something that brings counted dollars into the running year. `warning` says what it costs later.

    `free` is one that asks for words and not for money.
    """

    id: str
    name: str
    amount: Decimal
    how: str
    warning: str = ""
    free: bool = False


def levers(status: Status, ai_monthly: Mapping[str, Decimal] | None = None) -> list[Lever]:
    """Return the levers that have any dollars, largest first; `ai_monthly` is AI spend a month by provider."""
    year = status.year
    found = [
        *_marketplace(status, year),
        *_prepayment(status, year),
        *_open_rules(year),
        *_carry_over(status),
        *_unmatched(year),
        *_ai(status, ai_monthly or {}),
    ]
    return sorted((item for item in found if item.amount > 0), key=lambda item: (-item.amount, item.id))


def first_of(found: Sequence[Lever], shortfall: Decimal) -> Lever | None:
    """Return the lever to pull first: one that costs nothing if it covers the shortfall, else the largest."""
    enough = [item for item in found if item.free and item.amount >= shortfall]
    return next(iter((*enough, *found)), None)


def _left(status: Status) -> int:
    year = status.year.year.period
    return max((year.end - max(status.counted.through, year.start)).days, 0)


def _marketplace(status: Status, year: YearCount) -> list[Lever]:
    share = status.rules.marketplace_share
    if share is None or share <= 0 or year.headroom is None or not _left(status):
        return []
    buy = year.headroom / share
    return [
        Lever(
            "marketplace",
            "Marketplace headroom",
            year.headroom,
            f"Buy or renew software worth {buy:,.0f} {status.terms.currency} through the Marketplace before"
            f" {year.year.period.end}; {share:.0%} of it counts, up to the cap.",
            "Counts only if it would be bought anyway; new software is not free.",
        )
    ]


def _prepayment(status: Status, year: YearCount) -> list[Lever]:
    """What a year bought upfront today would bring in from after the contract year: its days beyond the year's end."""
    left = _left(status)
    if not left or left >= WHOLE_YEAR:
        return []
    steady = steady_daily(status.counted, year)
    return [
        Lever(
            "prepay",
            "Savings plan or reservation paid upfront",
            steady * (WHOLE_YEAR - left),
            f"Pay a year of steady use upfront: about {steady:,.0f} {status.terms.currency} a day of services that can"
            f" be bought so; the {WHOLE_YEAR - left} days after {year.year.period.end} are pulled into this year. The"
            " plan's own discount makes it less.",
            "The same dollars are missing from next year's spend.",
        )
    ]


def steady_daily(counted: Counted, year: YearCount) -> Decimal:
    """Return the mean a day of on-demand use, in the running year, of services that can be bought upfront."""
    days = (min(counted.through, year.year.period.end) - max(counted.first, year.year.period.start)).days
    total = sum(
        (
            line.counted
            for line in year.lines
            if line.type is ChargeType.USAGE and line.service_id in PREPAYABLE and line.pool is Pool.COUNTED
        ),
        ZERO,
    )
    return max(total, ZERO) / days if days > 0 else ZERO


def _open_rules(year: YearCount) -> list[Lever]:
    sums: dict[Reason, Decimal] = defaultdict(Decimal)
    for item in year.excluded:
        if item.open or item.reason is Reason.CREDIT:
            sums[item.reason] += item.amount
    words = {
        Reason.CREDIT: ("credits", "Credits", "Ask that credits do not reduce what counts."),
        Reason.CREDIT_OPEN: ("credits", "Credits", "Have it confirmed that credits do not reduce what counts."),
        Reason.SUPPORT_OPEN: ("support", "Support fees", "Have it confirmed that support counts."),
        Reason.MARKETPLACE_OPEN: ("marketplace-rule", "Marketplace", "Have the share of Marketplace confirmed."),
    }
    return [
        Lever(*words[reason][:2], amount, words[reason][2], free=True)
        for reason, amount in sums.items()
        if reason in words
    ]


def _carry_over(status: Status) -> list[Lever]:
    """The surplus of the year before, where it is not counted already."""
    if status.what_if.surplus_carries:
        return []
    number = status.year.year.number
    before = next((item for item in status.standings if item.number == number - 1), None)
    if before is None or before.commitment is None or not before.over or before.period.start < status.counted.first:
        return []
    text = status.terms.carry_over or "The agreement does not mention it"
    return [
        Lever(
            "carry-over",
            f"Surplus of {before.name.lower()}",
            before.counted - before.commitment,
            f"Ask to carry it over. {text.rstrip('.')}. Try it with carry_over=yes.",
            free=True,
        )
    ]


def _unmatched(year: YearCount) -> list[Lever]:
    amount = sum((item.amount for item in year.excluded if item.reason is Reason.SERVICE_UNMATCHED), ZERO)
    kinds = sum((item.amount for item in year.excluded if item.reason is Reason.UNKNOWN_TYPE), ZERO)
    return [
        Lever(
            "unmatched",
            "Services nobody has matched",
            amount,
            "Check whether they are on the eligible list.",
            free=True,
        ),
        Lever("unknown", "Charges of unknown type", kinds, "Find out what they are; they may count.", free=True),
    ]


def _ai(status: Status, monthly: Mapping[str, Decimal]) -> list[Lever]:
    """AI calls bought elsewhere that could be bought through Bedrock, for the rest of the year.

    Calls that went through Bedrock are on the cloud bill already and are never added to it.
    """
    elsewhere = {name: amount for name, amount in monthly.items() if name != BEDROCK and amount > 0}
    if not elsewhere or not _left(status):
        return []
    amount = sum(elsewhere.values(), ZERO) * 12 / WHOLE_YEAR * _left(status)
    names = ", ".join(sorted(elsewhere))
    return [
        Lever(
            "ai",
            "AI calls through Bedrock",
            amount,
            f"Calls at {names} are billed elsewhere; models that Bedrock offers as well would count from now to"
            f" {status.year.year.period.end}. Calls through Bedrock are on the bill already and are not added.",
            "Only models that Bedrock offers, at its prices.",
        )
    ]


def bedrock_on_bill(status: Status) -> Decimal:
    """Return what the running year's bill holds for Bedrock, also as sold through the Marketplace."""
    return sum((line.amount for line in status.year.lines if line.service_id == BEDROCK), ZERO)


def bedrock_in_calls(status: Status, monthly: Mapping[str, Decimal]) -> Decimal:
    """Return what the calls through Bedrock would make over the known days of the running year."""
    year = status.year.year.period
    days = max((min(status.counted.through, year.end) - max(status.counted.first, year.start)), timedelta()).days
    return monthly.get(BEDROCK, ZERO) * 12 / WHOLE_YEAR * days
