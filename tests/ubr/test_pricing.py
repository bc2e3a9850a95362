"""The pricing document from real usage."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cip_tui.model.document import Chart, Document, Note
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import UsageError
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.period import Period
from cip_tui.model.ubr.front import margin_front
from cip_tui.model.ubr.months import customer_months
from cip_tui.model.ubr.outcome import Assumptions, Customers
from cip_tui.model.ubr.plans import standard_plans
from cip_tui.model.ubr.pricing import analyze
from cip_tui.model.ubr.replay import Replay
from tests.usage import usage_of

APRIL_MAY = Period(date(2026, 4, 16), date(2026, 5, 16))
FACTS = SpendFacts(as_of=date(2026, 6, 1), span=APRIL_MAY)


def profile(name: str, tier: str, fee: int | None, signup: date = date(2025, 1, 1)) -> dict[str, Any]:
    amount = None if fee is None else Decimal(fee)
    return {"customer_id": name, "subscription_tier": tier, "monthly_fee": amount, "signup_date": signup}


PEOPLE = [
    profile("heavy", "pro", 99),
    profile("light", "pro", 99),
    profile("new", "starter", 29, date(2026, 5, 11)),
    profile("idle", "starter", 29),
]


def call(name: str, day: int, cost: str, month: int = 5) -> dict[str, Any]:
    at = datetime(2026, month, day, 10)
    return {"ts": at, "customer_id": name, "cost_usd": Decimal(cost), "input_tokens": 500, "output_tokens": 500}


CALLS = [call("heavy", 20, "150", 4), call("heavy", 3, "120"), call("light", 4, "2"), call("new", 12, "1")]


def document(calls: list[dict[str, Any]], people: list[dict[str, Any]], **settings: str) -> Document:
    return analyze(usage_of(calls, customers=people), Scope(APRIL_MAY), FACTS, settings)


def test_months_are_calendar_months_and_part_months_count_by_day() -> None:
    months = customer_months(usage_of(CALLS, customers=PEOPLE), APRIL_MAY)
    found = {(m.customer, m.month): (m.use.calls, m.use.cost, m.use.days, m.use.days_in_month) for m in months.months}
    assert found["heavy", "2026-04"] == (1, Decimal(150), 15, 30)
    assert found["heavy", "2026-05"] == (1, Decimal(120), 15, 31)
    assert found["new", "2026-05"] == (1, Decimal(1), 5, 31)
    assert ("new", "2026-04") not in found
    assert found["idle", "2026-05"][:2] == (0, Decimal(0))


def test_todays_revenue_and_margin_are_the_prorated_fees_less_cost() -> None:
    done = document(CALLS, PEOPLE)
    part_months = [(99, 15, 30), (99, 15, 31)] * 2 + [(29, 15, 30), (29, 15, 31), (29, 5, 31)]
    fees = sum(round(Decimal(fee) * days / of, 2) for fee, days, of in part_months)
    monthly = Decimal(365) / 12 / 30
    assert done.metric("pricing.revenue").value == pytest.approx(fees * monthly)
    assert done.metric("pricing.margin").value == pytest.approx((fees - 273) * monthly)


def test_the_advice_names_a_structure_its_dollars_and_its_range() -> None:
    done = document(CALLS, PEOPLE, elasticity="0.5")
    (insight,) = done.insights()
    assert insight.title.startswith("Move to")
    assert insight.impact is not None
    assert insight.impact.base > 0
    assert "1 of 4 customers cost more than they pay" in insight.problem
    assert "elasticit" in insight.outcome


def test_where_everybody_pays_well_and_would_leave_the_advice_is_to_keep_the_fees() -> None:
    done = document([call("light", 4, "1")], [profile("light", "pro", 9_000)], elasticity="3")
    assert done.insights()[0].title == "Keep today's fees"
    assert done.insights()[0].impact is None


def test_parts_of_the_segments_add_up_to_the_structure() -> None:
    done = document(CALLS, PEOPLE)
    table = done.table("pricing.tiers")
    assert table.total is not None
    for name in ("now", "then", "margin"):
        assert sum(table.column(name)) == table.total[table.index(name)]  # type: ignore[arg-type]


def test_what_cannot_be_billed_is_said_in_dollars() -> None:
    calls = [*CALLS, call("", 5, "7"), {**call("stranger", 6, "3"), "subscription_tier": ""}]
    notes = [block.text for block in document(calls, PEOPLE).blocks() if isinstance(block, Note)]
    assert any("$7.00 of AI cost names no customer" in text for text in notes)
    assert any("stranger" in text and "$3.00" in text for text in notes)


def test_the_optimum_is_at_least_as_good_as_the_structures_given() -> None:
    done = document(CALLS, PEOPLE, optimise="yes")
    table = done.table("pricing.structures")
    margins: dict[str, Any] = {}
    for name, year in zip(table.column("name"), table.column("year"), strict=True):
        margins[str(name).removesuffix(" ←")] = year
    assert margins["optimum"] >= max(margins["tiered"], margins["usage"])


def test_the_front_states_its_prices_and_parts_in_words() -> None:
    table = document(CALLS, PEOPLE, optimise="yes", largest_rise="50%").table("pricing.front")
    assert table.rows
    assert all("pro $" in str(words) for words in table.column("prices"))


def test_a_calmer_optimum_never_has_a_better_margin() -> None:
    months = customer_months(usage_of(CALLS, customers=PEOPLE), APRIL_MAY)
    replay = Replay(months.months)
    front = margin_front(replay, Customers.of(replay), standard_plans()[0], Assumptions(), lambda: None)
    margins = [point.outcome.year_margin for point in front]
    assert margins == sorted(margins)
    assert [point.disruption for point in front] == sorted(point.disruption for point in front)


@pytest.mark.parametrize(
    ("calls", "people", "settings", "words"),
    [
        (CALLS, PEOPLE, {"elastcity": "1"}, "Did you mean elasticity"),
        (CALLS, PEOPLE, {"elasticity": "-1"}, "out of range"),
        (CALLS, [profile("heavy", "gold", 99)], {}, "no standard price for tier 'gold'"),
        ([call("", 5, "7")], [], {}, "no customer to bill"),
    ],
)
def test_what_cannot_be_answered_is_named(
    calls: list[dict[str, Any]], people: list[dict[str, Any]], settings: dict[str, str], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        document(calls, people, **settings)


def test_a_plan_in_another_currency_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text('[[plan]]\nname = "euro"\ncurrency = "EUR"\n[plan.tier."*"]\nbase = 9\n')
    with pytest.raises(UsageError, match="in EUR, the costs are in USD"):
        document(CALLS, PEOPLE, plan=str(path))


@pytest.mark.parametrize("people", [[profile("c", "pro", None)], [profile("c", "pro", 0)]])
def test_a_missing_fee_and_zero_use_are_no_crash(people: list[dict[str, Any]]) -> None:
    done = document([call("c", 5, "0")], people)
    assert done.table("pricing.structures").rows
    assert isinstance(done.block("pricing.sweep"), Chart)
