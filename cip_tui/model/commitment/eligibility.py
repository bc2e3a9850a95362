"""Which charges count toward a commitment, and why the others do not: the agreement's counting rules, one by one.

Where the agreement does not say, the charge is `open`: it is reckoned with in the reading that counts less, and the
other reading stands beside it. Nothing is decided silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cip_tui.model.commitment.charges import Charge, ChargeType
from cip_tui.model.commitment.terms import CountingRules

ONE_TIME = frozenset({ChargeType.SAVINGS_PLAN_UPFRONT_FEE, ChargeType.RESERVED_UPFRONT_FEE})
"""What is paid once and says nothing about the months to come."""

MARKETPLACE = "marketplace"
"""The id of the Marketplace as a whole in the alias table."""

Resolve = Callable[[str], str]
"""Finds the canonical id of a service name, "" where it matches nothing."""


class Pool(StrEnum):
    """What becomes of a charge. `MARKETPLACE` counts by share and cap; `*_OPEN` are not settled by the agreement."""

    COUNTED = "counted"
    ONCE = "counted once"
    MARKETPLACE = "marketplace"
    CREDITS = "credits"
    CREDITS_OPEN = "credits open"
    SUPPORT_OPEN = "support open"
    EXCLUDED = "excluded"


class Reason(StrEnum):
    """Why dollars do not count, as people read it."""

    TAX = "Taxes do not count"
    SUPPORT = "Support does not count"
    SUPPORT_OPEN = "Support: the agreement does not say"
    CREDIT = "Paid by credits, which reduce what counts"
    CREDIT_OPEN = "Paid by credits: the agreement does not say whether they reduce what counts"
    MARKETPLACE_SHARE = "Marketplace: beyond the share that counts"
    MARKETPLACE_OPEN = "Marketplace: the agreement does not say which share counts"
    MARKETPLACE_CAP = "Marketplace: over the cap"
    SERVICE_EXCLUDED = "Service is excluded"
    SERVICE_NOT_ELIGIBLE = "Service is not on the eligible list"
    SERVICE_UNMATCHED = "Service name matches no known service, so the eligible list cannot be checked"
    ACCOUNT = "Account is not one of the agreement's"
    UNKNOWN_TYPE = "Type of charge is not known"


@dataclass(frozen=True, slots=True)
class Choices:
    """Readings of the rules that a person tries out; None leaves a rule as the agreement has it."""

    credits_reduce: bool | None = None
    support_counts: bool | None = None
    marketplace_share: Decimal | None = None


class Rules:
    """The counting rules of one agreement, ready to be applied to charges."""

    def __init__(self, counting: CountingRules, resolve: Resolve, choices: Choices | None = None) -> None:
        chosen = choices or Choices()
        self.credits_reduce = counting.credits_reduce if chosen.credits_reduce is None else chosen.credits_reduce
        self.support_counts = counting.support_counts if chosen.support_counts is None else chosen.support_counts
        share = chosen.marketplace_share
        self.marketplace_share = counting.marketplace_share if share is None else share
        self.marketplace_cap = counting.marketplace_cap
        self.taxes_count = counting.taxes_count
        readable = any(resolve(name) for name in counting.eligible_services)
        self._eligible = _named(counting.eligible_services, resolve) if readable else set()
        self.unreadable = () if readable else counting.eligible_services
        """The eligible list where no name of it is a known service, e.g. "as published": it is not applied."""
        self._excluded = _named(counting.excluded_services, resolve)
        self._accounts = {_digits(account) for account in counting.accounts}
        names = (*(counting.eligible_services if readable else ()), *counting.excluded_services)
        self.unresolved = tuple(name for name in names if not resolve(name))
        """Service names of the agreement that match no known service; only an equal name is found by them."""
        self._judged: dict[tuple[ChargeType, str, str, str], tuple[Pool, Reason | None]] = {}

    @property
    def lists_accounts(self) -> bool:
        """Whether the agreement counts only some accounts."""
        return bool(self._accounts)

    def judge(self, charge: Charge) -> tuple[Pool, Reason | None]:
        """Return what becomes of a charge, and why it does not count."""
        # A bill says the same few things many times.
        key = (charge.type, charge.service, charge.service_id, charge.account)
        found = self._judged.get(key)
        if found is None:
            found = self._judged[key] = self._judge(charge)
        return found

    def _judge(self, charge: Charge) -> tuple[Pool, Reason | None]:
        if charge.type is ChargeType.UNKNOWN:
            return Pool.EXCLUDED, Reason.UNKNOWN_TYPE
        if self._accounts and charge.account and _digits(charge.account) not in self._accounts:
            return Pool.EXCLUDED, Reason.ACCOUNT
        if charge.type is ChargeType.CREDIT:
            # A credit on what does not count anyway takes nothing away from what counts.
            return (Pool.CREDITS, None) if self._service(charge)[0] is Pool.EXCLUDED else self._credit()
        if charge.type is ChargeType.TAX and not self.taxes_count:
            return Pool.EXCLUDED, Reason.TAX
        if charge.type is ChargeType.SUPPORT:
            return self._support(charge)
        return self._service(charge)

    def _credit(self) -> tuple[Pool, Reason | None]:
        if self.credits_reduce is None:
            return Pool.CREDITS_OPEN, Reason.CREDIT_OPEN
        return Pool.CREDITS, Reason.CREDIT if self.credits_reduce else None

    def _support(self, charge: Charge) -> tuple[Pool, Reason | None]:
        if self._is_excluded(charge):
            return Pool.EXCLUDED, Reason.SERVICE_EXCLUDED
        if self.support_counts is None:
            return Pool.SUPPORT_OPEN, Reason.SUPPORT_OPEN
        return (Pool.COUNTED, None) if self.support_counts else (Pool.EXCLUDED, Reason.SUPPORT)

    def _is_excluded(self, charge: Charge) -> bool:
        # Products of the Marketplace have names of their own.
        kind = {MARKETPLACE} if charge.type is ChargeType.MARKETPLACE else set()
        return bool((_names(charge) | kind) & self._excluded)

    def _service(self, charge: Charge) -> tuple[Pool, Reason | None]:
        names = _names(charge)
        if self._is_excluded(charge):
            return Pool.EXCLUDED, Reason.SERVICE_EXCLUDED
        if charge.type is ChargeType.MARKETPLACE:
            return Pool.MARKETPLACE, None
        if self._eligible and not names & self._eligible:
            return Pool.EXCLUDED, Reason.SERVICE_NOT_ELIGIBLE if charge.service_id else Reason.SERVICE_UNMATCHED
        return (Pool.ONCE if charge.type in ONE_TIME else Pool.COUNTED), None


def _names(charge: Charge) -> set[str]:
    return {charge.service_id, _folded(charge.service)} - {""}


def _named(names: Iterable[str], resolve: Resolve) -> set[str]:
    """Return canonical ids and folded names, so that a name which matches nothing is still found by itself."""
    given = list(names)
    return {resolve(name) for name in given if resolve(name)} | {_folded(name) for name in given}


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _digits(account: str) -> str:
    return "".join(char for char in account if char.isdigit()) or account
