"""Customer profitability against sums worked out beside it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.calls.filter import parse_filter
from cip_tui.model.document import Chart, Note, Status
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.engine.reference import Customer
from cip_tui.model.errors import UsageError
from cip_tui.model.period import Period
from cip_tui.model.ubr.lifetime import worth
from cip_tui.model.ubr.margins import months_of, prorated_fee, top_share
from tests.rows import SPAN, Rows, run, some_calls

names = st.sampled_from(["acme", "[red]b", "idle"])
profiles = st.dictionaries(
    names,
    st.fixed_dictionaries(
        {
            "subscription_tier": st.sampled_from(["starter", "pro", ""]),
            "monthly_fee": st.one_of(st.none(), st.decimals(0, 500, places=2)),
            "signup_date": st.one_of(st.none(), st.dates(date(2026, 4, 1), date(2026, 6, 10))),
        }
    ),
).map(lambda found: [{"customer_id": name, **fields} for name, fields in found.items()])


@settings(max_examples=25, deadline=None)
@given(some_calls(), profiles)
def test_revenue_cost_and_margin_equal_a_plain_computation(rows: Rows, customers: list[dict[str, Any]]) -> None:
    document = run("profitability", rows, customers=customers)
    fees = {row["customer_id"]: row for row in customers}
    listed = [row for row in customers if row["signup_date"] is None or row["signup_date"] < SPAN.end]
    calling = {row["customer_id"] for row in rows}
    everyone = {row["customer_id"] for row in listed} | (calling & set(fees))
    if not everyone:
        assert any("No customer profile" in block.text for block in document.blocks() if isinstance(block, Note))
        return
    table = document.table("profitability.by_customer")
    assert {row.cells[0] for row in table.rows} == everyone
    for row in table.rows:
        cells = dict(zip((column.key for column in table.columns), row.cells, strict=True))
        own = [item["cost_usd"] for item in rows if item["customer_id"] == cells["customer"]]
        known = [cost for cost in own if cost is not None]
        cost = None if own and not known else sum(known, Decimal(0))
        profile = fees[str(cells["customer"])]
        start = max(profile["signup_date"] or SPAN.start, SPAN.start)
        days = max(0, (SPAN.end - start).days)
        revenue = None if profile["monthly_fee"] is None else profile["monthly_fee"] * days / 31
        assert cells["cost"] == cost
        assert cells["revenue"] == (None if revenue is None else pytest.approx(revenue, rel=Decimal("1e-20")))
        if cost is not None and revenue is not None:
            assert cells["margin"] == pytest.approx(revenue - cost)
            assert (row.cells[-1] == Status(row.cells[-1].level, "Unprofitable")) == (revenue < cost)  # type: ignore[union-attr]


@settings(max_examples=15, deadline=None)
@given(some_calls(), profiles)
def test_customers_add_up_to_tiers_and_archetypes(rows: Rows, customers: list[dict[str, Any]]) -> None:
    document = run("profitability", rows, customers=customers)
    ids = {getattr(block, "id", "") for block in document.blocks()}
    if "profitability.by_customer" not in ids:
        return
    by_customer = document.table("profitability.by_customer").total
    for name in ("tier", "archetype"):
        total = document.table(f"profitability.by_{name}").total
        assert total is not None
        assert by_customer is not None
        assert total[2:5] == by_customer[3:6]


def test_customers_without_a_profile_are_listed_with_their_dollars() -> None:
    rows: Rows = [{"customer_id": "acme"}, {"customer_id": "ghost", "cost_usd": Decimal(7)}, {"cost_usd": Decimal(2)}]
    document = run("profitability", rows, customers=[{"customer_id": "acme", "monthly_fee": Decimal(99)}])
    table = document.table("profitability.unmatched")
    assert table.column("customer") == ["ghost", "(not stated)"]
    assert table.column("cost") == [Decimal(7), Decimal(2)]
    assert document.metric("profitability.match").value == pytest.approx(1 / 2)
    assert next(found for found in document.insights() if found.id == "profitability.without_profile").impact


def heavy(cost: Decimal, customer: str = "acme") -> Rows:
    return [
        {"ts": datetime(2026, 5, 1) + timedelta(days=n), "customer_id": customer, "cost_usd": cost} for n in range(30)
    ]


def test_a_customer_that_costs_more_than_it_pays_is_named_with_the_loss_a_month() -> None:
    rows = heavy(Decimal(10)) + heavy(Decimal("0.1"), "light")
    fee = {"subscription_tier": "pro", "monthly_fee": Decimal(31)}
    document = run("profitability", rows, customers=[{"customer_id": name, **fee} for name in ("acme", "light")])
    insight = next(found for found in document.insights() if found.id == "profitability.losses")
    assert insight.impact is not None
    # 30 of May's 31 days: the fee is 30, the cost 300.
    assert insight.impact.base == pytest.approx(Decimal(270) * Decimal(365) / 12 / 30)
    assert insight.drill == "customer=acme"
    lifetime = document.table("profitability.lifetime")
    losing = next(row for row in lifetime.rows if row.cells[0] == "acme")
    assert losing.cells[lifetime.index("open")] is None
    assert "Loses $" in losing.cells[lifetime.index("status")].word  # type: ignore[union-attr]


def test_break_even_is_the_fee_over_the_cost_of_a_call() -> None:
    rows = heavy(Decimal(2))
    document = run("profitability", rows, customers=[{"customer_id": "acme", "monthly_fee": Decimal(50)}])
    table = document.table("profitability.break_even")
    assert table.column("break_even") == [Decimal(25)]
    assert table.column("above") == [1]


def test_a_filter_on_the_model_warns_that_fees_count_whole() -> None:
    document = run(
        "profitability",
        heavy(Decimal(1)),
        Scope(SPAN, parse_filter("model=gpt-4")),
        customers=[{"customer_id": "acme", "monthly_fee": Decimal(50)}, {"customer_id": "idle"}],
    )
    assert any("whole fee" in block.text for block in document.blocks() if isinstance(block, Note))
    assert document.table("profitability.by_customer").column("customer") == ["acme"]


def test_a_filter_on_the_tier_keeps_its_idle_customers() -> None:
    customers = [
        {"customer_id": "acme", "subscription_tier": "pro", "monthly_fee": Decimal(50)},
        {"customer_id": "idle", "subscription_tier": "pro", "monthly_fee": Decimal(50)},
        {"customer_id": "small", "subscription_tier": "starter", "monthly_fee": Decimal(5)},
    ]
    rows = [{**row, "subscription_tier": "pro"} for row in heavy(Decimal(1))]
    table = run("profitability", rows, Scope(SPAN, parse_filter("tier=pro")), customers=customers).table(
        "profitability.by_customer"
    )
    assert sorted(map(str, table.column("customer"))) == ["acme", "idle"]


def test_the_histogram_counts_every_customer_once_and_splits_at_zero() -> None:
    rows = [row for n in range(9) for row in heavy(Decimal(n), f"c{n}")]
    customers = [{"customer_id": f"c{n}", "monthly_fee": Decimal(100)} for n in range(9)]
    chart = run("profitability", rows, customers=customers).block("profitability.histogram")
    assert isinstance(chart, Chart)
    loss, gain = (sum(value for value in series.y if value is not None) for series in chart.series)
    assert (loss, gain) == (5, 4)
    assert len({series.x for series in chart.series}) == 1


@given(st.floats(-1e4, 1e4), st.floats(0.5, 0.99), st.floats(0, 0.05), st.integers(1, 60))
def test_lifetime_value_is_the_sum_of_its_months(margin: float, stays: float, discount: float, months: int) -> None:
    by_hand = sum(margin * (stays / (1 + discount)) ** month for month in range(1, months + 1))
    assert worth(margin, stays, discount, months) == pytest.approx(by_hand, abs=1e-6)
    assert worth(margin, stays, discount) == pytest.approx(margin * stays / (1 + discount - stays), abs=1e-6)
    assert worth(margin, stays, discount, 10_000) == pytest.approx(worth(margin, stays, discount), rel=1e-6, abs=1e-3)


def test_noisy_margins_move_toward_the_mean_of_their_tier_and_steady_ones_stay() -> None:
    steady = [row for n in range(4) for row in heavy(Decimal(n), f"c{n}")]
    noisy = [{**row, "cost_usd": Decimal(90 if row["ts"].day % 9 == 0 else 0)} for row in heavy(Decimal(0), "c9")]
    customers = [
        {"customer_id": f"c{n}", "monthly_fee": Decimal(200), "subscription_tier": "pro"} for n in (0, 1, 2, 3, 9)
    ]
    table = run("profitability", steady + noisy, customers=customers).table("profitability.lifetime")
    moved = {
        str(row.cells[0]): float(row.cells[3]) - float(row.cells[2])  # type: ignore[arg-type]
        for row in table.rows
    }
    assert all(abs(moved[f"c{n}"]) < 0.01 for n in range(4))
    assert moved["c9"] > 10


def test_fees_are_prorated_by_each_months_own_length() -> None:
    assert months_of(Period(date(2026, 1, 1), date(2026, 4, 1))) == 3
    assert months_of(Period(date(2026, 1, 17), date(2026, 2, 15))) == Decimal(15) / 31 + Decimal(14) / 28
    profile = Customer("a", "pro", Decimal(280), "light", date(2026, 2, 15))
    assert prorated_fee(profile, Period(date(2026, 1, 1), date(2026, 3, 1))) == Decimal(140)


@given(st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=40))
def test_the_largest_tenth_is_at_least_one_and_has_at_least_its_part(amounts: list[Decimal]) -> None:
    found, total = top_share(amounts), sum(amounts)
    if not total:
        assert found is None
        return
    assert found is not None
    count, share = found
    assert count == max(1, round(len(amounts) / 10))
    assert share == pytest.approx(float(sum(sorted(amounts)[-count:]) / total))
    assert share >= count / len(amounts) - 1e-9


@pytest.mark.parametrize(("name", "value"), [("churn", "pro:120%"), ("churn", "3%"), ("discount", "-1"), ("top", "x")])
def test_a_setting_that_makes_no_sense_is_refused(name: str, value: str) -> None:
    with pytest.raises(UsageError):
        run("profitability", [{}], settings={name: value})
