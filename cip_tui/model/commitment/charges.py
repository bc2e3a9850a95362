"""Cloud charges: what a provider billed, in the few words that commitments, credits and attestations need."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cip_tui.model.period import Period


class ChargeType(StrEnum):
    """What a line of a bill is. Names follow the record types of AWS; `UNKNOWN` is shown and counts nowhere."""

    USAGE = "usage"
    SAVINGS_PLAN_COVERED_USAGE = "savings_plan_covered_usage"
    SAVINGS_PLAN_NEGATION = "savings_plan_negation"
    SAVINGS_PLAN_RECURRING_FEE = "savings_plan_recurring_fee"
    SAVINGS_PLAN_UPFRONT_FEE = "savings_plan_upfront_fee"
    RESERVED_COVERED_USAGE = "reserved_covered_usage"
    RESERVED_RECURRING_FEE = "reserved_recurring_fee"
    RESERVED_UPFRONT_FEE = "reserved_upfront_fee"
    MARKETPLACE = "marketplace"
    DISCOUNT = "discount"
    SUPPORT = "support"
    TAX = "tax"
    REFUND = "refund"
    CREDIT = "credit"
    FEE = "fee"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Charge:
    """A sum of charges of one period, service and type, with the sign of the bill: credits and refunds are negative.

    `service` is the name as the provider writes it, `service_id` its canonical id of the alias table, empty where it
    matches nothing. `estimated` marks a period that the provider has not closed. `account` and `region` are empty
    where the sum runs over them.
    """

    period: Period
    service: str
    service_id: str
    type: ChargeType
    amount: Decimal
    currency: str = "USD"
    estimated: bool = False
    account: str = ""
    region: str = ""
