"""What a line of a bill is: the words of Cost Explorer, of usage reports and of FOCUS, brought to `ChargeType`.

Record types are compared whole, by their letters and digits. One that is not listed is UNKNOWN, never usage.
"""

from __future__ import annotations

from cip_tui.model.commitment.charges import ChargeType
from cip_tui.model.commitment.services import Found

_WORDS: dict[ChargeType, tuple[str, ...]] = {
    ChargeType.USAGE: ("Usage",),
    ChargeType.SAVINGS_PLAN_COVERED_USAGE: ("SavingsPlanCoveredUsage", "Savings Plans Covered Usage"),
    ChargeType.SAVINGS_PLAN_NEGATION: ("SavingsPlanNegation", "Saving Plan Negation", "Savings Plans Negation"),
    ChargeType.SAVINGS_PLAN_RECURRING_FEE: ("SavingsPlanRecurringFee", "Savings Plans Recurring Fee"),
    ChargeType.SAVINGS_PLAN_UPFRONT_FEE: ("SavingsPlanUpfrontFee", "Savings Plans Upfront Fee"),
    ChargeType.RESERVED_COVERED_USAGE: ("DiscountedUsage", "Reservation applied usage"),
    ChargeType.RESERVED_RECURRING_FEE: ("RIFee", "Recurring", "Recurring reservation fee"),
    ChargeType.RESERVED_UPFRONT_FEE: ("Upfront", "Upfront reservation fee"),
    ChargeType.DISCOUNT: (
        *("Discount", "EdpDiscount", "Enterprise Discount Program Discount", "BundledDiscount"),
        *("SppDiscount", "Solution Provider Program Discount", "PrivateRateDiscount", "Private Rate Card Discount"),
        *("PrivateRateCardDiscount", "DistributorDiscount", "RiVolumeDiscount", "RI Volume Discount", "VolumeDiscount"),
    ),
    ChargeType.SUPPORT: ("Support", "Support fee"),
    ChargeType.TAX: ("Tax",),
    ChargeType.REFUND: ("Refund", "Refunds"),
    ChargeType.CREDIT: ("Credit", "Credits"),
    ChargeType.FEE: ("Fee", "Fees", "Other out-of-cycle charges", "OCB"),
}
# What a bill lists among the services, and what its usage and fees really are.
_LINES = {
    "support": ChargeType.SUPPORT,
    "tax": ChargeType.TAX,
    "refund": ChargeType.REFUND,
    "credit": ChargeType.CREDIT,
    "marketplace": ChargeType.MARKETPLACE,
}
NEGATIVE = frozenset({ChargeType.CREDIT, ChargeType.REFUND, ChargeType.DISCOUNT, ChargeType.SAVINGS_PLAN_NEGATION})
"""The types that lower a bill."""


_SELLER = "aws marketplace"


def is_marketplace(seller: str) -> bool:
    """Say whether a bill's seller (billing entity) is the Marketplace."""
    return seller.strip().casefold() == _SELLER


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


_TYPES = {_plain(word): kind for kind, words in _WORDS.items() for word in words}


def is_record_type(text: str) -> bool:
    """Say whether a text is a record type that is known."""
    return _plain(text) in _TYPES


def charge_type(record_type: str, service: Found | None, *, marketplace: bool) -> ChargeType:
    """Return what a charge is, from its record type, its service, and whether the Marketplace sells it.

    Where no record type is stated, a service's charges are usage; tax, support, credits, refunds and Savings Plans
    are told by the service they are listed as. Usage and fees of the Marketplace are MARKETPLACE, its taxes, credits
    and refunds stay what they are.
    """
    service_id = service.service.id if service else ""
    if not record_type.strip():
        kind = ChargeType.SAVINGS_PLAN_RECURRING_FEE if service_id == "savingsplans" else ChargeType.USAGE
    else:
        kind = _TYPES.get(_plain(record_type), ChargeType.UNKNOWN)
    if kind not in (ChargeType.USAGE, ChargeType.FEE):
        return kind
    if marketplace or (service is not None and service.marketplace):
        return ChargeType.MARKETPLACE
    return _LINES.get(service_id, kind)
