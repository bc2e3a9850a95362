"""Where spend stands, how the year may end, and what the next commitment should be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.commitment.burndown import Standing
from cip_tui.model.commitment.charges import Charge, ChargeType
from cip_tui.model.commitment.discounts import break_even, rate_for
from cip_tui.model.commitment.formulas import Formula, parse_formula
from cip_tui.model.commitment.levers import first_of, levers
from cip_tui.model.commitment.next_commitment import Offer, advise, cost_of, read_ladder
from cip_tui.model.commitment.status import Status, status_of
from cip_tui.model.commitment.terms import Discount, Shortfall, ShortfallTreatment, ShortfallTrigger, Terms
from cip_tui.model.errors import UsageError
from cip_tui.model.period import Period
from cip_tui.model.statistics.months import forecast_months
from tests.commitment.spend_world import TERMS, TODAY, YEARS, bill, charge, months, one_year, resolve

D = Decimal


def status(terms: Terms = TERMS, charges: Iterable[Charge] | None = None, today: date = TODAY, **tried: str) -> Status:
    found = status_of(terms, bill() if charges is None else list(charges), resolve, today, tried)
    assert found is not None
    return found


# Standing ------------------------------------------------------------------------------------------------------------


def test_attainment_pace_run_rate_and_days_ahead_are_what_they_say() -> None:
    year = Period(date(2026, 1, 1), date(2027, 1, 1))
    one = Standing("Year 1", year, date(2026, 3, 15), D(36_500), D(9_125), D(9_125), D(125))
    assert (one.days_gone, one.days_left, one.elapsed) == (73, 292, D("0.2"))
    assert (one.attainment, one.pace, one.missing) == (D("0.25"), D("1.25"), D(27_375))
    assert one.required == D(27_375) / 292
    assert one.ahead == (D(9_125) - D(7_300)) / 125


@given(st.integers(0, 10**8), st.integers(1, 10**8), st.integers(-400, 800))
def test_a_standing_holds_together_on_any_day(counted: int, commitment: int, day: int) -> None:
    year = Period(date(2027, 3, 1), date(2028, 3, 1))
    one = Standing("Year", year, year.start + timedelta(days=day), D(commitment), D(counted), D(counted), D(7))
    assert one.days_gone + one.days_left == 366
    assert one.missing is not None
    assert one.missing >= 0
    if one.required is not None:
        assert one.required * one.days_left == pytest.approx(one.missing)
    if one.ahead is not None:
        assert (one.ahead > 0) == (one.counted > D(commitment) * one.elapsed)


def test_the_running_year_is_that_of_the_last_known_day() -> None:
    assert status().standing.name == "Year 2"
    assert status(today=date(2026, 3, 20)).standing.name == "Year 1"
    after = status(charges=bill(count=40), today=date(2029, 1, 1))
    assert (after.standing.name, after.standing.over) == ("Year 3", True)


# Outlook -------------------------------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=24), st.sampled_from((0, 1, 10**6, 10**12)))
def test_ranges_are_in_order_and_chances_are_chances(amounts: list[int], commitment: int) -> None:
    terms = one_year(commitment, date(2026, 4, 1))
    first = date(2026, 11 - (len(amounts) - 1) % 12 + (12 if (len(amounts) - 1) % 12 >= 11 else 0), 1)
    first = first.replace(year=2026 - (len(amounts) - 1) // 12) if first.month <= 11 else date(2025, 12, 1)
    found = status(terms, months(first, amounts), today=TODAY)
    outcome = found.outcome
    assert outcome is not None
    assert outcome.low <= outcome.middle <= outcome.high
    assert outcome.chance is not None
    assert outcome.shortfall is not None
    assert 0 <= outcome.chance <= 1
    assert 0 <= outcome.shortfall <= commitment
    assert outcome.low >= found.standing.counted - D("0.01")
    if commitment <= found.standing.counted:
        assert outcome.chance == 0


def test_no_spend_at_all_ends_in_the_whole_shortfall() -> None:
    found = status(one_year(1_000), months(date(2026, 4, 1), [0] * 8))
    assert found.outcome is not None
    assert (found.outcome.high, found.outcome.chance, found.outcome.shortfall) == (D(0), 1.0, D(1_000))
    assert found.standing.ahead is None


def test_a_commitment_far_too_high_is_missed_and_one_reached_is_dated() -> None:
    over = status(one_year(10**9)).outcome
    assert over is not None
    assert over.chance == 1.0
    assert over.reached.latest is None
    reached = status(one_year(400_000), months(date(2026, 4, 1), [100_000] * 7)).outcome
    assert reached is not None
    assert reached.chance == 0
    assert reached.reached.likely == date(2026, 7, 31)


def test_the_day_it_is_reached_is_a_range_in_order() -> None:
    outcome = status(one_year(1_150_000)).outcome
    assert outcome is not None
    early, likely, late = outcome.reached.earliest, outcome.reached.likely, outcome.reached.latest
    assert early is not None
    assert likely is not None
    assert TODAY <= early <= likely
    assert late is None or likely <= late


def test_what_is_tried_moves_the_forecast_as_it_should() -> None:
    plain = status().outcome
    assert plain is not None
    grown = status(growth="50%").outcome
    bought = status(purchase="200k").outcome
    software = status(marketplace="100k").outcome
    assert grown is not None
    assert bought is not None
    assert software is not None
    assert grown.middle > plain.middle
    assert bought.middle == plain.middle + 200_000
    assert software.middle == plain.middle + 50_000
    assert status(credits="yes").standing.counted < status().standing.counted
    assert status(support="yes").standing.counted > status().standing.counted


def test_a_surplus_is_counted_in_the_next_year_only_when_tried() -> None:
    terms = replace(TERMS, years=(replace(YEARS[0], amount=D(1_000_000)), *YEARS[1:]))
    plain, carried = status(terms).outcome, status(terms, carry_over="yes").outcome
    assert plain is not None
    assert carried is not None
    surplus = status(terms).standings[0].counted - 1_000_000
    assert surplus > 0
    assert carried.middle - plain.middle == pytest.approx(surplus, abs=D("0.02"))


@pytest.mark.parametrize("wrong", [{"growth": "lots"}, {"purchase": "-5"}, {"credits": "maybe"}, {"grwth": "1"}])
def test_a_setting_that_cannot_be_understood_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        status_of(TERMS, bill(), resolve, TODAY, wrong)


# Shortfall rules -----------------------------------------------------------------------------------------------------


def ruled(treatment: ShortfallTreatment, trigger: ShortfallTrigger = ShortfallTrigger.YEAR) -> Status:
    return status(replace(TERMS, shortfall=Shortfall(trigger, treatment)))


def test_a_paid_shortfall_costs_itself_and_a_prepaid_one_no_more() -> None:
    paid, prepaid = ruled(ShortfallTreatment.PAY).outcome, ruled(ShortfallTreatment.PREPAY).outcome
    assert paid is not None
    assert prepaid is not None
    assert paid.cost == paid.shortfall
    assert prepaid.cost is not None
    assert prepaid.shortfall is not None
    assert prepaid.cost <= prepaid.shortfall


def test_a_carried_shortfall_is_added_to_the_next_year() -> None:
    found = ruled(ShortfallTreatment.CARRY)
    missed = found.outlook.years[1].shortfall
    second = found.outlook.years[2].commitment
    assert missed is not None
    assert missed > 0
    assert second == pytest.approx(D(1_500_000) + missed, abs=D("0.01"))
    assert found.outlook.years[1].cost == 0
    assert (found.outlook.years[3].cost or 0) > 0


def test_what_is_over_the_limit_of_a_carry_over_is_paid() -> None:
    rules = Shortfall(ShortfallTrigger.YEAR, ShortfallTreatment.CARRY)
    text = "Up to $50,000 of the difference is carried over to the next Contract Year."
    found = status(replace(TERMS, shortfall=rules, carry_over=text))
    missed = found.outlook.years[1].shortfall
    assert missed is not None
    assert found.outlook.years[1].cost == missed - 50_000
    assert found.outlook.years[2].commitment == 1_550_000


def test_a_term_is_settled_once() -> None:
    found = ruled(ShortfallTreatment.PAY, ShortfallTrigger.TERM)
    assert found.standing.name == "Term"
    assert found.outlook.years[1].cost == 0
    assert found.outcome is found.outlook.term


def test_a_term_whose_beginning_is_not_known_is_not_judged() -> None:
    found = status(charges=bill(date(2026, 2, 1), 10))
    assert found.outlook.term is None
    assert found.standing.name == "Year 2"


def test_a_year_known_in_part_is_not_called_missed_nor_carried() -> None:
    rules = Shortfall(ShortfallTrigger.YEAR, ShortfallTreatment.CARRY)
    found = status(replace(TERMS, shortfall=rules), bill(date(2025, 10, 1), 14))
    assert 1 not in found.outlook.years
    assert found.outlook.years[2].commitment == 1_500_000


def test_what_costs_nothing_is_tried_first_where_it_does() -> None:
    terms = replace(TERMS, counting=replace(TERMS.counting, credits_reduce=None, support_counts=None))
    found = levers(status(terms))
    free = next(item for item in found if item.free)
    assert first_of(found, free.amount) == free
    assert first_of(found, free.amount * 1_000) == found[0]
    assert first_of([], D(1)) is None


def test_a_formula_makes_the_next_commitment_a_share_of_this_year() -> None:
    text = "the greater of $1,600,000 or 110% of the prior Contract Year's actual spend"
    years = (*YEARS[:2], replace(YEARS[2], amount=None, formula=text))
    found = status(replace(TERMS, years=years, total=None), bill(start=130_000))
    second, third = found.outlook.years[2], found.outlook.years[3]
    assert third.commitment is not None
    assert third.commitment == pytest.approx(max(D(1_600_000), D("1.1") * second.middle), rel=D("0.001"))
    assert third.low_commitment is not None
    assert third.high_commitment is not None
    assert D(1_600_000) <= third.low_commitment <= third.commitment <= third.high_commitment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("greater of $9,000,000 and 90% of prior year's actual", Formula(D(9_000_000), D("0.9"))),
        ("the higher of (i) USD 5 million or (ii) 105 % of previous year", Formula(D(5_000_000), D("1.05"))),
        ("95 percent of the preceding year's spend", Formula(None, D("0.95"))),
        ("the greater of $6,500,000 and 90% of the Fees of Contract Year 1", Formula(D(6_500_000), D("0.9"))),
        ("for Contract Year 2, the greater of $6M and 90% of Contract Year 1", Formula(D(6_000_000), D("0.9"))),
        ("the greater of $6,500,000 and 90% of the Fees of Contract Year 4", None),
        ("$1,000,000", None),
        ("5% discount on $3M", None),
        ("lesser of $2M and 50% of prior year", None),
    ],
)
def test_formulas_are_read_or_left_alone(text: str, expected: Formula | None) -> None:
    assert parse_formula(text, 2) == expected


# Money ---------------------------------------------------------------------------------------------------------------


def test_below_the_break_even_the_agreement_costs_more_than_list_price() -> None:
    commitment, rate = D(1_000_000), D("0.1")
    even = break_even(commitment, rate)
    for net, dearer in ((even - 1, True), (even + 1, False)):
        listed = net / (1 - rate)
        assert (max(net, commitment) > listed) == dearer


def test_a_service_has_its_own_discount_before_the_general_one() -> None:
    year = YEARS[0].period
    given = (Discount("*", D("0.09")), Discount("Amazon S3", D("0.2")), Discount("*", D("0.5"), YEARS[2].period))
    assert rate_for(given, resolve, "s3", "Amazon Simple Storage Service", year) == D("0.2")
    assert rate_for(given, resolve, "ec2", "x", year) == D("0.09")


def test_levers_are_sorted_and_never_count_bedrock_twice() -> None:
    found = levers(status(), {"openai": D(4_000), "bedrock": D(90_000)})
    assert [item.amount for item in found] == sorted((item.amount for item in found), reverse=True)
    ai = next(item for item in found if item.id == "ai")
    assert ai.amount == D(4_000) * 12 / 365 * 131
    assert next(item for item in found if item.id == "marketplace").amount == status().year.headroom


def test_credits_that_reduce_are_a_lever() -> None:
    terms = replace(TERMS, counting=replace(TERMS.counting, credits_reduce=True))
    found = {item.id: item.amount for item in levers(status(terms))}
    assert found["credits"] == status(terms).year.credits


# Next commitment -----------------------------------------------------------------------------------------------------


@settings(max_examples=50)
@given(
    st.lists(st.floats(1, 1e8), min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(1, 10**8), st.integers(1, 60)), max_size=5),
)
def test_the_advised_offer_costs_least_of_all(demand: list[float], ladder: list[tuple[int, int]]) -> None:
    spend = np.array(demand)
    offers = [Offer(D(amount), D(rate) / 100) for amount, rate in ladder]
    found = advise(spend, offers)
    by_hand = [sum(demand) / len(demand)]
    by_hand += [sum(max(one * (1 - rate / 100), amount) for one in demand) / len(demand) for amount, rate in ladder]
    assert found.options[found.best].cost == pytest.approx(min(by_hand))
    assert all(option.regret >= -1e-6 for option in found.options)
    assert found.options[found.best].regret <= min(option.regret for option in found.options) + 1e-6
    assert all(scenario.regret >= 0 for scenario in found.scenarios)


def test_too_high_an_offer_is_declined() -> None:
    assert not advise(np.array([100.0, 120.0]), [Offer(D(500), D("0.3"))]).commit
    assert advise(np.array([100.0, 120.0]), [Offer(D(80), D("0.1"))]).commit
    assert cost_of(np.array([100.0]), None).tolist() == [100.0]


def test_a_ladder_is_read_as_people_write_it() -> None:
    expected = [Offer(D(5_000_000), D("0.08")), Offer(D(7_500_000), D("0.1"))]
    assert read_ladder("7.5M:10%, 5M:8%") == expected
    assert read_ladder("$5,000,000:8%,7,500,000:0.10") == expected
    assert read_ladder("") == []
    for wrong in ("5M", "5M:", "x:5%", "5M:120%", "5M:0"):
        with pytest.raises(UsageError):
            read_ladder(wrong)


# Months --------------------------------------------------------------------------------------------------------------


def test_a_straight_growth_goes_on_but_less_and_less_sure() -> None:
    rates = [100 * 1.03**month for month in range(12)]
    found = forecast_months(rates, 12, first_month=1)
    middle = np.median(found.paths, axis=0)
    assert rates[-1] < middle[0] < middle[5]
    width = np.quantile(found.paths, 0.9, axis=0) / np.quantile(found.paths, 0.1, axis=0)
    assert width[-1] > width[0]


def test_last_years_season_is_used_from_thirteen_months_on() -> None:
    season = [1.0] * 11 + [1.6]
    rates = [100 * season[month % 12] for month in range(23)]
    assert np.median(forecast_months(rates, 1, first_month=1).paths) > 110
    assert not forecast_months(rates[:12], 1, first_month=1).seasonal
    assert forecast_months(rates[:13], 1, first_month=1).seasonal


def test_the_same_seed_gives_the_same_futures() -> None:
    one, other = (forecast_months([3.0, 4.0, 5.0], 6, first_month=4, seed=5).paths for _ in range(2))
    assert np.array_equal(one, other)


def test_upfront_fees_count_once_and_do_not_come_again() -> None:
    given = months(date(2026, 4, 1), [100_000] * 7)
    upfront = charge(date(2026, 10, 1), 500_000, ChargeType.SAVINGS_PLAN_UPFRONT_FEE)
    plain, more = status(one_year(10**7), given).outcome, status(one_year(10**7), [*given, upfront]).outcome
    assert plain is not None
    assert more is not None
    assert more.middle - plain.middle == pytest.approx(D(500_000), abs=1)
