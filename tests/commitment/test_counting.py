"""What counts toward a commitment: the identities that hold for every bill, and each rule by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cip_tui.model.commitment.charges import Charge, ChargeType
from cip_tui.model.commitment.counting import Counted, YearCount, count
from cip_tui.model.commitment.eligibility import Choices, Reason, Rules
from cip_tui.model.commitment.spreading import by_day, part_of
from cip_tui.model.commitment.terms import CountingRules, Terms
from cip_tui.model.period import Period
from tests.commitment.spend_world import BEDROCK, EC2, S3, TERMS, TODAY, bill, charge, months, one_year, resolve

D = Decimal
START = date(2026, 4, 1)


def counts(terms: Terms, charges: Iterable[Charge], today: date = TODAY, choices: Choices | None = None) -> Counted:
    found = count(terms, list(charges), Rules(terms.counting, resolve, choices), today)
    assert found is not None
    return found


def year(terms: Terms, charges: Iterable[Charge], today: date = TODAY, choices: Choices | None = None) -> YearCount:
    return counts(terms, charges, today, choices).years[0]


def reasons(found: YearCount) -> dict[Reason, Decimal]:
    sums: dict[Reason, Decimal] = {}
    for item in found.excluded:
        sums[item.reason] = sums.get(item.reason, D(0)) + item.amount
    return sums


# Laws ----------------------------------------------------------------------------------------------------------------

SERVICES = (EC2, S3, BEDROCK, "Nobody Knows This", "AWS Lambda", "")
UP = tuple(kind for kind in ChargeType if kind not in (ChargeType.CREDIT, ChargeType.REFUND, ChargeType.DISCOUNT))
cents = st.integers(0, 5_000_000).map(lambda number: D(number) / 100)


@st.composite
def charges(draw: st.DrawFn) -> list[Charge]:
    """Bills with every type of charge, periods of any length; what is taken off is less than what was charged."""
    found = []
    for _ in range(draw(st.integers(1, 12))):
        start = date(2025, 11, 1) + timedelta(days=draw(st.integers(0, 500)))
        end = start + timedelta(days=draw(st.integers(1, 60)))
        service = draw(st.sampled_from(SERVICES))
        amount = draw(cents)
        kind = draw(st.sampled_from(UP))
        estimated = draw(st.booleans())
        found.append(charge(start, amount, kind, service, end, estimated=estimated))
        if draw(st.booleans()):
            less = draw(st.sampled_from((ChargeType.CREDIT, ChargeType.REFUND, ChargeType.DISCOUNT)))
            found.append(charge(start, -(amount / 3).quantize(D("1e-10")), less, service, end, estimated=estimated))
    return found


flags = st.sampled_from((None, True, False))
shares = st.sampled_from((None, D(0), D("0.25"), D("0.5"), D(1)))


@st.composite
def rules(draw: st.DrawFn) -> CountingRules:
    return CountingRules(
        marketplace_share=draw(shares),
        marketplace_cap=draw(shares),
        credits_reduce=draw(flags),
        taxes_count=draw(st.booleans()),
        support_counts=draw(flags),
        excluded_services=draw(st.sampled_from(((), ("Amazon S3",), ("Nobody knows this", "EC2")))),
        eligible_services=draw(st.sampled_from(((), ("Amazon EC2", "Lambda", "Amazon Simple Storage Service")))),
    )


@given(charges(), rules(), st.integers(0, 600))
def test_gross_is_counted_and_excluded_to_the_last_decimal(
    given: list[Charge], counting: CountingRules, day: int
) -> None:
    terms = replace(TERMS, counting=counting)
    found = count(terms, given, Rules(counting, resolve), date(2025, 11, 2) + timedelta(days=day))
    for item in found.years if found else ():
        assert item.gross == item.counted + sum((one.amount for one in item.excluded), D(0))
        assert item.counted <= item.most
        over = sum((line.counted for line in item.lines), D(0)) - item.counted
        assert over == reasons(item).get(Reason.MARKETPLACE_CAP, D(0))
        assert not any(one.amount == 0 for one in item.excluded)


@given(charges(), rules())
def test_counted_is_at_most_gross_where_nothing_excluded_was_refunded(
    given: list[Charge], counting: CountingRules
) -> None:
    plain = [item for item in given if item.type not in (ChargeType.REFUND, ChargeType.DISCOUNT)]
    found = count(replace(TERMS, counting=counting), plain, Rules(counting, resolve), TODAY)
    for item in found.years if found else ():
        assert D(0) <= item.counted + item.credits
        assert item.counted <= item.gross


@given(charges())
def test_years_side_by_side_share_out_every_charge(given: list[Charge]) -> None:
    terms = replace(TERMS, counting=CountingRules(marketplace_share=D(1), taxes_count=True, support_counts=True))
    found = count(terms, given, Rules(terms.counting, resolve), date(2030, 1, 1))
    assert found is not None
    inside = [
        item
        for item in given
        if item.period.start >= date(2025, 4, 1) and item.period.end <= date(2028, 4, 1)
        if item.type is not ChargeType.CREDIT
    ]
    outside = sum(
        (item.amount - part_of(item.amount, item.period, TERMS.period or item.period)
         for item in given if item not in inside and item.type is not ChargeType.CREDIT),
        D(0),
    )  # fmt: skip
    billed = sum((item.amount for item in given if item.type is not ChargeType.CREDIT), D(0))
    assert sum((item.gross for item in found.years), D(0)) == billed - outside


@given(cents, st.integers(1, 400), st.integers(0, 400))
def test_a_cut_period_adds_up_exactly(amount: Decimal, days: int, cut: int) -> None:
    start = date(2024, 1, 15)
    period = Period(start, start + timedelta(days=days))
    day = start + timedelta(days=min(max(cut, 1), max(days - 1, 1)))
    parts = [Period(date(2020, 1, 1), day), Period(day, date(2030, 1, 1))]
    assert sum(part_of(amount, period, part) for part in parts) == amount
    assert sum(part for _, part in by_day(amount, period)) == amount


@given(charges(), rules())
def test_more_permissive_readings_never_count_less(given: list[Charge], counting: CountingRules) -> None:
    terms = replace(TERMS, counting=counting)
    strict = count(terms, given, Rules(counting, resolve, Choices(True, False)), TODAY)
    loose = count(terms, given, Rules(counting, resolve, Choices(False, True)), TODAY)
    for one, other in zip(strict.years if strict else (), loose.years if loose else (), strict=True):
        refunds = sum((min(line.amount, D(0)) for line in other.lines if line.type is not ChargeType.CREDIT), D(0))
        assert other.counted >= one.counted + min(refunds, D(0))


# Rules ---------------------------------------------------------------------------------------------------------------


def test_marketplace_counts_by_share_up_to_the_cap() -> None:
    terms = one_year(100_000)
    found = year(terms, [charge(START, 30_000, ChargeType.MARKETPLACE, "Acme")])
    assert (found.marketplace_counted, found.counted, found.headroom) == (D(15_000), D(15_000), D(10_000))
    found = year(terms, [charge(START, 80_000, ChargeType.MARKETPLACE, "Acme")])
    assert (found.counted, found.headroom) == (D(25_000), D(0))
    assert reasons(found) == {Reason.MARKETPLACE_SHARE: D(40_000), Reason.MARKETPLACE_CAP: D(15_000)}


def test_what_the_agreement_leaves_open_is_a_range_and_not_a_guess() -> None:
    terms = one_year(100_000, credits_reduce=None, support_counts=None, marketplace_share=None)
    given = [
        charge(START, 10_000),
        charge(START, -1_000, ChargeType.CREDIT),
        charge(START, 700, ChargeType.SUPPORT, "AWS Support (Business)"),
        charge(START, 500, ChargeType.MARKETPLACE, "Acme"),
    ]
    found = year(terms, given)
    assert (found.counted, found.most, found.gross) == (D(9_000), D(11_200), D(11_200))
    assert all(item.open for item in found.excluded)
    tried = year(terms, given, choices=Choices(credits_reduce=False, support_counts=True))
    assert tried.counted == D(10_700)


@pytest.mark.parametrize(("reduce", "expected"), [(True, 9_000), (False, 10_000)])
def test_credits_reduce_or_not_as_agreed(reduce: bool, expected: int) -> None:
    given = [charge(START, 10_000), charge(START, -1_000, ChargeType.CREDIT)]
    assert year(one_year(1, credits_reduce=reduce), given).counted == expected


def test_a_credit_on_what_does_not_count_takes_nothing_away() -> None:
    terms = one_year(1, credits_reduce=True, excluded_services=("Amazon S3",))
    given = [charge(START, 100), charge(START, 50, service=S3), charge(START, -20, ChargeType.CREDIT, S3)]
    assert year(terms, given).counted == 100


def test_refunds_and_negations_are_taken_off() -> None:
    given = [
        charge(START, 100),
        charge(START, -30, ChargeType.REFUND),
        charge(START, 40, ChargeType.SAVINGS_PLAN_COVERED_USAGE),
        charge(START, -40, ChargeType.SAVINGS_PLAN_NEGATION),
        charge(START, 25, ChargeType.SAVINGS_PLAN_RECURRING_FEE, "Savings Plans for AWS Compute usage"),
    ]
    assert year(one_year(1), given).counted == 95


def test_services_are_known_by_any_of_their_names() -> None:
    given = [charge(START, 1), charge(START, 2, service=S3), charge(START, 4, service="Amazon Braket")]
    given.append(charge(START, 8, service="Homemade Service"))
    listed = year(one_year(1, eligible_services=("EC2", "Amazon S3", "homemade  SERVICE")), given)
    assert listed.counted == 11
    assert reasons(listed) == {Reason.SERVICE_NOT_ELIGIBLE: D(4)}
    unmatched = year(one_year(1, eligible_services=("EC2",)), given)
    assert reasons(unmatched)[Reason.SERVICE_UNMATCHED] == 8
    excluded = year(one_year(1, excluded_services=("AmazonS3",)), given)
    assert reasons(excluded) == {Reason.SERVICE_EXCLUDED: D(2)}


def test_a_list_that_names_no_service_excludes_nothing() -> None:
    terms = one_year(1, eligible_services=("as published on the web site",))
    rules = Rules(terms.counting, resolve)
    assert rules.unreadable == ("as published on the web site",)
    assert year(terms, [charge(START, 7)]).counted == 7


def test_the_marketplace_as_a_whole_can_be_excluded() -> None:
    terms = one_year(1, excluded_services=("AWS Marketplace", "AWS Support"), support_counts=True)
    given = [
        charge(START, 7),
        charge(START, 5, ChargeType.MARKETPLACE, "Acme"),
        charge(START, 3, ChargeType.SUPPORT, "AWS Support"),
    ]
    assert reasons(year(terms, given)) == {Reason.SERVICE_EXCLUDED: D(8)}


def test_accounts_are_compared_by_their_digits() -> None:
    terms = one_year(1, accounts=("0531-1111-2222",))
    given = [charge(START, 1, account="053111112222"), charge(START, 2, account="999999999999"), charge(START, 4)]
    found = counts(terms, given)
    assert found.years[0].counted == 5
    assert found.without_account == 4


def test_unknown_types_and_other_currencies_are_shown_and_count_nowhere() -> None:
    found = counts(
        one_year(1),
        [charge(START, 5, ChargeType.UNKNOWN), charge(START, 7), charge(START, 9, currency="EUR")],
    )
    assert found.years[0].counted == 7
    assert reasons(found.years[0]) == {Reason.UNKNOWN_TYPE: D(5)}
    assert found.currencies == {"EUR": D(9)}


# Time ----------------------------------------------------------------------------------------------------------------


def test_the_end_of_a_contract_year_is_not_in_it() -> None:
    terms = one_year(1, date(2025, 4, 1))
    last, next_day = date(2026, 3, 31), date(2026, 4, 1)
    given = [charge(last, 1, end=next_day), charge(next_day, 2, end=date(2026, 4, 2))]
    assert year(terms, given).counted == 1


def test_a_month_across_the_end_of_a_year_is_spread_over_its_days() -> None:
    terms = one_year(1, date(2025, 4, 11))
    given = [charge(date(2026, 4, 1), 300)]
    assert year(terms, given).counted == 100


def test_a_leap_day_belongs_to_the_year_that_holds_it() -> None:
    terms = one_year(1, date(2027, 3, 1))
    period = terms.years[0].period
    assert period.days == 366
    given = [charge(date(2028, 2, 29), 7, end=date(2028, 3, 1))]
    assert year(terms, given, today=date(2028, 6, 1)).counted == 7
    assert sum(part for _, part in by_day(D(29), Period(date(2028, 2, 1), date(2028, 3, 1)))) == 29


def test_a_month_that_is_not_over_holds_what_had_accrued() -> None:
    found = counts(one_year(1), [*months(START, [300] * 7), charge(date(2026, 11, 1), 200, estimated=True)])
    assert found.through == TODAY
    assert found.years[0].counted == 2_300
    assert found.years[0].estimated == 200
    assert found.regular[date(2026, 11, 20)] == 10
    assert date(2026, 11, 21) not in found.regular


def test_what_was_made_earlier_is_not_spread_to_today() -> None:
    terms = one_year(1)
    given = [*months(START, [300] * 7), charge(date(2026, 11, 1), 100, estimated=True)]
    found = count(terms, given, Rules(terms.counting, resolve), TODAY, known_until=date(2026, 11, 11))
    assert found is not None
    assert found.through == date(2026, 11, 11)
    assert found.regular[date(2026, 11, 10)] == 10


def test_charges_after_today_are_left_out_and_said() -> None:
    found = counts(one_year(1), [charge(START, 5), charge(date(2027, 1, 1), 9)])
    assert (found.years[0].counted, found.later) == (D(5), D(9))


def test_months_without_any_charge_are_gaps() -> None:
    found = counts(one_year(1), [charge(START, 5), charge(date(2026, 8, 1), 5)])
    assert found.gaps == (Period(date(2026, 5, 1), date(2026, 8, 1)),)


def test_an_agreement_without_years_is_its_term() -> None:
    terms = replace(TERMS, years=(), total=D(10))
    assert counts(terms, bill()).years[0].year.amount == 10


def test_no_spend_is_no_count() -> None:
    assert count(TERMS, [], Rules(TERMS.counting, resolve), TODAY) is None
