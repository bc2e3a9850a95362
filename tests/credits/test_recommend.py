"""Which credits are within reach, on bills whose figures can be checked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest

from cip_tui.model.commitment.charges import ChargeType
from cip_tui.model.commitment.terms import ContractYear, CountingRules, Terms
from cip_tui.model.credits.programme import Attestation, Cadence
from cip_tui.model.credits.states import State
from cip_tui.model.credits.usage import read_spend
from cip_tui.model.credits.windows import next_window, windows
from cip_tui.model.job import Job
from cip_tui.model.money import rounded
from cip_tui.model.period import Period
from tests.credits.bills import MONTHS, SERVERLESS, TODAY, bill, charge, desk

MONTH = Decimal("30.4375")


def a_month(amount: object, days: int = 92) -> Decimal:
    return Decimal(str(amount)) / days * MONTH


def test_the_worked_example_adds_the_missing_gateway(tmp_path: Path) -> None:
    """Lambda 1,000 and DynamoDB 600 a month: 18 % of both and the gateway, which costs 5 to 35 % of Lambda."""
    item = desk(tmp_path, bill(**SERVERLESS)).view(Job()).get("serverless")
    assert (item.in_use, item.missing) == (("lambda", "dynamodb"), ("apigateway",))
    assert item.state is State.PARTIALLY_QUALIFIED
    made = item.estimate
    bill_now, functions = a_month(4800, 89) * 1600 / 1600, a_month(3000, 89)
    assert made.qualifying is not None
    assert made.credit.base is not None
    assert made.cost.base is not None
    assert made.net.base is not None
    assert rounded(made.qualifying) == rounded(bill_now)
    assert rounded(made.cost.base) == rounded(functions * Decimal("0.20"))
    assert rounded(made.credit.base) == rounded(Decimal("0.18") * (bill_now + functions * Decimal("0.20")))
    assert made.net.base == made.credit.base - made.cost.base
    assert made.net.low is not None
    assert made.net.high is not None
    assert made.net.low < made.net.base < made.net.high
    text = desk(tmp_path, bill(**SERVERLESS)).case("serverless", Job())
    assert text.sections[0].title == "AWS Lambda + Amazon DynamoDB in use: add Amazon API Gateway → 18 % credit"


def test_all_in_use_and_above_the_threshold_is_qualified(tmp_path: Path) -> None:
    item = desk(tmp_path, bill(**SERVERLESS, apigateway=100)).view(Job()).get("serverless")
    assert item.state is State.QUALIFIED
    assert item.estimate.cost.base == 0
    assert item.estimate.credit.base == item.estimate.net.base


def test_below_the_threshold_nothing_is_paid_and_the_gap_is_told(tmp_path: Path) -> None:
    item = desk(tmp_path, bill(**{"lambda": 60, "dynamodb": 30, "apigateway": 10})).view(Job()).get("serverless")
    assert item.state is State.PARTIALLY_QUALIFIED
    assert item.estimate.credit.base == 0
    assert "short" in item.estimate.threshold.words
    assert item.estimate.threshold.gap == Decimal(300) - (item.estimate.qualifying or 0)


def test_none_of_the_services_is_an_opportunity(tmp_path: Path) -> None:
    item = desk(tmp_path, bill(s3=50)).view(Job()).get("genai_poc")
    assert item.state is State.OPPORTUNITY


def test_what_the_charges_do_not_tell_stays_unknown(tmp_path: Path) -> None:
    item = desk(tmp_path, bill(ec2=10_000)).view(Job()).get("graviton")
    made = item.estimate
    assert (made.qualifying, made.credit.base, made.net.base) == (None, None, None)
    assert made.credit.low == 0
    assert made.credit.high is not None
    assert made.credit.high > 3000
    assert "usage types" in made.unknown[0]
    assert item.state is State.PARTIALLY_QUALIFIED


def test_less_than_thirty_days_recommend_nothing_and_say_so(tmp_path: Path) -> None:
    short = Period(date(2026, 4, 1), date(2026, 4, 30))
    here = desk(tmp_path, [charge("AWS Lambda", 900, short)])
    assert here.view(Job()).recommendations == ()
    table = here.document(Job()).table("credits.list")
    assert table.empty.startswith("The bill covers 29 days; 30 are needed")
    with_more = [charge("AWS Lambda", 900, Period(date(2026, 4, 1), date(2026, 5, 1)))]
    assert desk(tmp_path, with_more).view(Job()).recommendations


def test_no_spend_at_all_says_where_credits_come_from(tmp_path: Path) -> None:
    assert "no cloud spend" in desk(tmp_path, []).document(Job()).table("credits.list").empty


def test_taxes_support_credits_and_the_marketplace_do_not_qualify() -> None:
    kinds = (ChargeType.TAX, ChargeType.SUPPORT, ChargeType.CREDIT, ChargeType.MARKETPLACE, ChargeType.UNKNOWN)
    spend = read_spend([charge("AWS Lambda", 100), *(charge("AWS Lambda", 50, kind=kind) for kind in kinds)])
    assert rounded(spend.by_service["lambda"].mean) == rounded(a_month(100, 31))


def test_covered_use_and_its_negation_cancel_out() -> None:
    spend = read_spend(
        [
            charge("Amazon EC2", 70, kind=ChargeType.SAVINGS_PLAN_COVERED_USAGE),
            charge("Amazon EC2", -70, kind=ChargeType.SAVINGS_PLAN_NEGATION),
            charge("Amazon EC2", 10),
        ]
    )
    assert rounded(spend.by_service["ec2"].mean) == rounded(a_month(10, 31))


def test_the_open_month_is_left_out_of_the_mean() -> None:
    from dataclasses import replace

    charges = [charge("AWS Lambda", 310, MONTHS[0]), replace(charge("AWS Lambda", 5, MONTHS[1]), estimated=True)]
    spend = read_spend(charges)
    assert spend.window == MONTHS[0]
    assert rounded(spend.by_service["lambda"].mean) == rounded(a_month(310, 31))
    assert spend.days == 59


def test_currencies_are_never_mixed(tmp_path: Path) -> None:
    here = desk(tmp_path, [*bill(**SERVERLESS), charge("AWS Lambda", 10**6, currency="EUR")])
    spend = here.view(Job()).spend
    assert (spend.currency, spend.other_currencies) == ("USD", ("EUR",))
    assert "not those in EUR" in str(here.document(Job()))


def terms(amount: int, *, currency: str = "USD", reduce: bool | None = None) -> Terms:
    year = Period(date(2026, 1, 1), date(2027, 1, 1))
    return Terms(
        "a1",
        "Agreement",
        "a.pdf",
        "00",
        currency=currency,
        years=(ContractYear(1, year, Decimal(amount)),),
        counting=CountingRules(credits_reduce=reduce),
    )


@pytest.mark.parametrize(
    ("commitment", "expected"), [(1_000_000, 0), (105_000, 20_000), (100_000, 50_000), (10_000, 50_000)]
)
def test_growth_pays_one_band_only(tmp_path: Path, commitment: int, expected: int) -> None:
    """10,000 a month from January to April, hence about 122.6 thousand in the year."""
    item = desk(tmp_path, bill(ec2=10_000), terms=[terms(commitment)]).view(Job()).get("growth_band")
    credit = item.estimate.credit.base
    assert credit is not None
    assert rounded(credit * 12, 0) == expected
    assert item.window.closes == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([], "no confirmed agreement"),
        ([terms(100_000, currency="EUR")], "in EUR and the charges in USD"),
        ([Terms("a", "A", "a.pdf", "0", years=(ContractYear(1, MONTHS[0], Decimal(1)),))], "no contract year"),
    ],
)
def test_growth_without_what_it_needs_is_unknown(tmp_path: Path, given: list[Terms], says: str) -> None:
    item = desk(tmp_path, bill(ec2=10_000), terms=given).view(Job()).get("growth_band")
    assert item.estimate.credit.base is None
    assert says in item.estimate.unknown[0]


def test_whether_credits_count_is_asked_and_never_assumed(tmp_path: Path) -> None:
    words = [
        desk(tmp_path, bill(ec2=100), terms=given).view(Job()).get("serverless").counts
        for given in ([], [terms(1)], [terms(1, reduce=True)])
    ]
    assert words[0].endswith("there is no confirmed agreement to ask.")
    assert words[1].endswith("does not say whether credits lower the spend that counts: ask.")
    assert words[2].endswith("credits lower the spend that counts.")


def test_a_credit_is_worth_no_more_than_the_bill_it_pays(tmp_path: Path) -> None:
    item = desk(tmp_path, bill(ec2=100)).view(Job()).get("wa_review")
    assert item.estimate.credit.base is not None
    assert item.estimate.credit.base < 120
    assert "the bill can use" in item.estimate.credit.basis


def test_of_several_to_choose_from_only_what_is_short_is_missing(tmp_path: Path) -> None:
    item = desk(tmp_path, bill(config=40, kms=10, guardduty=9)).view(Job()).get("security")
    assert item.missing == ("securityhub",)
    assert item.in_use == ("config", "guardduty", "kms")


@pytest.mark.parametrize(
    ("cadence", "first"),
    [
        (Cadence.MONTHLY, "2026-04-30"),
        (Cadence.QUARTERLY, "2026-06-30"),
        (Cadence.SEMIANNUAL, "2026-06-30"),
        (Cadence.ANNUAL, "2026-12-31"),
    ],
)
def test_windows_follow_the_ends_of_periods(cadence: Cadence, first: str) -> None:
    rule = Attestation(cadence, window_opens=1, window_closes=20)
    found = list(islice(windows(rule, TODAY), 3))
    assert found[0].period_end == date.fromisoformat(first)
    assert (found[0].opens - found[0].period_end).days == 1
    assert (found[0].closes - found[0].period_end).days == 20
    assert found == sorted(found, key=lambda item: item.closes)


def test_yearly_windows_follow_the_contract_year() -> None:
    rule = Attestation(Cadence.ANNUAL, window_closes=31)
    assert next_window(rule, date(2026, 5, 2), date(2025, 4, 1)).period_end == date(2027, 3, 31)
    assert next_window(rule, date(2026, 4, 20), date(2025, 4, 1)).period_end == date(2026, 3, 31)


def test_a_window_that_comes_too_soon_is_told(tmp_path: Path) -> None:
    """On 20 June with 30 days of lead time the quarter's window until 30 July can be met; on 10 July no longer."""
    early = desk(tmp_path / "a", bill(**SERVERLESS), today=date(2026, 6, 20)).view(Job()).get("serverless")
    late = desk(tmp_path / "b", bill(**SERVERLESS), today=date(2026, 7, 10)).view(Job()).get("serverless")
    assert early.on_time
    assert early.window.closes == date(2026, 7, 30)
    assert not late.on_time
    assert (late.nearest.closes, late.window.closes) == (date(2026, 7, 30), date(2026, 10, 30))


def test_programmes_that_are_no_longer_offered_are_not_listed(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        """
without = ["security"]
[[programme]]
id = "old"
name = "Old"
version = "1"
kind = "percent_of_spend"
domain = "growth"
source = { doc = "x" }
valid = { from = 2025-01-01, to = 2026-05-01 }
reward = { rate = 0.1 }
attestation = { cadence = "once" }
effort = { engineer_days = 1 }
""",
        encoding="utf-8",
    )
    keys = {item.key for item in desk(tmp_path, bill(ec2=10), catalogue=own).view(Job()).recommendations}
    assert "old" not in keys
    assert "security" not in keys
    assert "serverless" in keys
