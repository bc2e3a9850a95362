"""The terms of an agreement that a person has confirmed: what every other room may rely on.

What stands here was accepted or edited by a person; a value that was not confirmed, not found or redacted is None and
is named in `Terms.open`, so that whoever needs it can say what is missing instead of reckoning with nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cip_tui.model.period import Period


class ShortfallTrigger(StrEnum):
    """When a shortfall is settled."""

    YEAR = "year"
    TERM = "term"


class ShortfallTreatment(StrEnum):
    """What happens with a shortfall: paid and gone, paid and usable later, or carried into the next year."""

    PAY = "pay"
    PREPAY = "prepay"
    CARRY = "carry"


@dataclass(frozen=True, slots=True)
class ContractYear:
    """One commitment period. `amount` is None where it is not confirmed; `formula` is a floor told in words."""

    number: int
    period: Period
    amount: Decimal | None
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount rate as a fraction. `scope` is `*` for all services or the service as the agreement names it."""

    scope: str
    rate: Decimal
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class CountingRules:
    """What counts toward the commitment.

    `marketplace_share` is the fraction of Marketplace fees that counts, `marketplace_cap` the most that may count as a
    fraction of the year's commitment. None means that the agreement does not say. Service names are as written.
    """

    marketplace_share: Decimal | None = None
    marketplace_cap: Decimal | None = None
    credits_reduce: bool | None = None
    taxes_count: bool = False
    support_counts: bool | None = None
    excluded_services: tuple[str, ...] = ()
    eligible_services: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shortfall:
    """When and how a shortfall is settled; None where the agreement does not say."""

    trigger: ShortfallTrigger | None = None
    treatment: ShortfallTreatment | None = None
    usable_months: int | None = None


@dataclass(frozen=True, slots=True)
class CreditTerm:
    """A credit that the agreement itself promises. `rate` is a fraction of qualifying spend, `amount` a fixed sum."""

    name: str
    rate: Decimal | None = None
    amount: Decimal | None = None
    condition: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class AttestationDuty:
    """Something that has to be attested. `cadence`: once, monthly, quarterly, semiannual, annual."""

    name: str
    cadence: str
    next_due: date | None = None
    window_days: int | None = None
    grace_days: int | None = None
    owner: str = ""
    evidence: tuple[str, ...] = ()
    consequence: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class NoticePeriod:
    """How long before `before` (e.g. the end of the term) notice must be given, for `purpose`."""

    purpose: str
    days: int
    before: date | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The confirmed terms of one agreement, amounts in `currency`. `open` names fields that still need review."""

    agreement_id: str
    title: str
    file: str
    sha256: str
    customer: str = ""
    currency: str = "USD"
    effective: date | None = None
    period: Period | None = None
    years: tuple[ContractYear, ...] = ()
    total: Decimal | None = None
    discounts: tuple[Discount, ...] = ()
    counting: CountingRules = field(default_factory=CountingRules)
    shortfall: Shortfall = field(default_factory=Shortfall)
    carry_over: str = ""
    credits: tuple[CreditTerm, ...] = ()
    attestations: tuple[AttestationDuty, ...] = ()
    notices: tuple[NoticePeriod, ...] = ()
    renewal: str = ""
    open: tuple[str, ...] = ()
