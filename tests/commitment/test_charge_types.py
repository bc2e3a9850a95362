"""Record types: known words find their type whoever writes them, unknown ones never become usage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cip_tui.model.commitment.charge_types import charge_type, is_record_type
from cip_tui.model.commitment.charges import ChargeType
from cip_tui.model.commitment.services import Services

SERVICES = Services.load()


@pytest.mark.parametrize(
    ("record_type", "service", "kind"),
    [
        ("Usage", "AWS Lambda", ChargeType.USAGE),
        ("usage", "AWS Lambda", ChargeType.USAGE),
        ("", "AWS Lambda", ChargeType.USAGE),
        ("", "Tax", ChargeType.TAX),
        ("", "AWS Support (Enterprise)", ChargeType.SUPPORT),
        ("", "Savings Plans for AWS Compute usage", ChargeType.SAVINGS_PLAN_RECURRING_FEE),
        ("", "Refund", ChargeType.REFUND),
        ("Tax", "AWS Lambda", ChargeType.TAX),
        ("Support fee", "", ChargeType.SUPPORT),
        ("Fee", "AWS Support (Business)", ChargeType.SUPPORT),
        ("Fee", "Amazon Registrar", ChargeType.FEE),
        ("Usage", "Claude 3.5 Sonnet (Amazon Bedrock Edition)", ChargeType.MARKETPLACE),
        ("Credit", "Claude 3.5 Sonnet (Amazon Bedrock Edition)", ChargeType.CREDIT),
        ("Usage", "AWS Marketplace", ChargeType.MARKETPLACE),
        ("SavingsPlanCoveredUsage", "Amazon EC2", ChargeType.SAVINGS_PLAN_COVERED_USAGE),
        ("Savings Plan Covered Usage", "Amazon EC2", ChargeType.SAVINGS_PLAN_COVERED_USAGE),
        ("SavingsPlanNegation", "Amazon EC2", ChargeType.SAVINGS_PLAN_NEGATION),
        ("SavingsPlanRecurringFee", "Savings Plans for AWS Compute usage", ChargeType.SAVINGS_PLAN_RECURRING_FEE),
        ("DiscountedUsage", "Amazon EC2", ChargeType.RESERVED_COVERED_USAGE),
        ("RIFee", "Amazon EC2", ChargeType.RESERVED_RECURRING_FEE),
        ("Upfront reservation fee", "Amazon EC2", ChargeType.RESERVED_UPFRONT_FEE),
        ("EdpDiscount", "Amazon EC2", ChargeType.DISCOUNT),
        ("Enterprise Discount Program Discount", "Amazon EC2", ChargeType.DISCOUNT),
        ("Refund", "Amazon EC2", ChargeType.REFUND),
        ("Usage or so", "Amazon EC2", ChargeType.UNKNOWN),
        ("NoRecordType", "Tax", ChargeType.UNKNOWN),
    ],
)
def test_what_a_line_of_a_bill_is(record_type: str, service: str, kind: ChargeType) -> None:
    assert charge_type(record_type, SERVICES.find(service), marketplace=False) is kind


@pytest.mark.parametrize(("record_type", "kind"), [("Usage", "marketplace"), ("Fee", "marketplace"), ("Tax", "tax")])
def test_what_the_marketplace_sells_is_marketplace_but_its_taxes_are_taxes(record_type: str, kind: str) -> None:
    assert charge_type(record_type, None, marketplace=True) == kind


@given(st.text(min_size=1), st.sampled_from(["AWS Lambda", "Tax", "nothing", "AWS Support (Business)"]))
def test_a_word_that_is_not_known_is_never_usage(word: str, service: str) -> None:
    if word.strip() and not is_record_type(word):
        assert charge_type(word, SERVICES.find(service), marketplace=False) is ChargeType.UNKNOWN
