"""Outcomes, sweep and optimum of price structures."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.ubr.billing import MonthUse
from cip_tui.model.ubr.optimise import Grid, Limits, best_on_grid, optimise
from cip_tui.model.ubr.outcome import Assumptions, Customers, outcome, sweep
from cip_tui.model.ubr.plans import Plan, Step, TierPrice, Unit, standard_plans
from cip_tui.model.ubr.replay import CustomerMonth, Replay

D = Decimal
STILL = Assumptions({"*": 0.0})


def months(*rows: tuple[str, str, int, str, int | None]) -> Replay:
    return Replay(
        [
            CustomerMonth(name, tier, MonthUse(calls=calls, cost=D(cost)), None if fee is None else D(fee))
            for name, tier, calls, cost, fee in rows
        ]
    )


THREE = months(("a", "pro", 100, "5", 99), ("b", "pro", 9_000, "200", 99), ("c", "starter", 10, "1", 29))

populations = st.lists(
    st.tuples(st.integers(0, 5_000), st.decimals(0, 300, places=2), st.sampled_from(["starter", "pro"])),
    min_size=1,
    max_size=6,
).map(
    lambda rows: Replay(
        [
            CustomerMonth(f"c{n}", tier, MonthUse(calls=calls, cost=cost), {"starter": D(29), "pro": D(99)}[tier])
            for n, (calls, cost, tier) in enumerate(rows)
        ]
    )
)


def test_revenue_margin_and_who_pays_more() -> None:
    plan = Plan("usage", {"*": TierPrice(steps=(Step(None, D("0.05")),))})
    found = outcome(THREE, Customers.of(THREE), plan, STILL)
    assert (found.revenue, found.cost) == (500 + 45_000 + 50, 500 + 20_000 + 100)
    assert found.rise[1] == pytest.approx(450 / 99 - 1)
    assert found.shocked.tolist() == [False, True, False]


def test_without_response_twelve_months_follow_from_base_churn_alone() -> None:
    found = outcome(THREE, Customers.of(THREE), standard_plans()[0], STILL)
    stay = {"pro": sum(0.98**k for k in range(12)), "starter": sum(0.97**k for k in range(12))}
    expected = (99 - 5) * stay["pro"] + (99 - 200) * stay["pro"] + (29 - 1) * stay["starter"]
    assert found.year_margin == pytest.approx(expected)


def test_a_doubled_bill_raises_logit_churn_by_elasticity_times_ln_2() -> None:
    replay = months(("a", "pro", 0, "0", 100))
    plan = Plan("double", {"*": TierPrice(D(200), included=None)})
    found = outcome(replay, Customers.of(replay), plan, Assumptions({"*": 1.5}, {"*": 0.02}))
    odds = 0.02 / 0.98 * math.exp(1.5 * math.log(2))
    assert found.churn[0] == pytest.approx(odds / (1 + odds))


@settings(max_examples=40, deadline=None)
@given(populations, st.integers(0, 300), st.integers(0, 200))
def test_without_response_revenue_rises_with_price(replay: Replay, base: int, more: int) -> None:
    customers = Customers.of(replay)
    cheap, dear = (Plan("p", {"*": TierPrice(D(fee), included=None)}) for fee in (base, base + more))
    assert outcome(replay, customers, cheap, STILL).revenue <= outcome(replay, customers, dear, STILL).revenue


@settings(max_examples=25, deadline=None)
@given(populations, st.floats(0, 3))
def test_the_optimum_is_no_worse_than_any_point_of_a_grid(replay: Replay, elasticity: float) -> None:
    customers = Customers.of(replay)
    assumed = Assumptions({"*": elasticity})
    grid = Grid((D(0), D(29), D(99)), (D(0), D(500)), (D("0.01"), D("0.05")))
    for tier in set(customers.tiers):
        found = best_on_grid(replay, customers, tier, grid, assumed, Limits(), Unit.CALL)
        only = Replay([month for month in replay.months if month.tier == tier])
        exact = [
            outcome(
                only, Customers.of(only), Plan("p", {"*": TierPrice(b, Unit.CALL, i, (Step(None, o),))}), assumed
            ).year_margin
            for b, i, o in grid.points()
        ]
        # Bills are rounded to cents, the search is not: a cent a month for each customer and twelve months.
        assert found.year_margin >= max(exact) - 0.12 * len(only.months) - 1e-6


def test_limits_are_kept_in_what_is_found() -> None:
    customers = Customers.of(THREE)
    limits = Limits(largest_rise=0.2, ending_in_9=True)
    plan, founds = optimise(THREE, customers, standard_plans()[0], Assumptions(), limits, lambda: None)
    found = outcome(THREE, customers, plan, Assumptions())
    assert found.rise.max() <= 0.2 + 1e-3
    assert all(f.price is None or f.price.base == 0 or f.price.base % 10 == 9 for f in founds)


def test_a_limit_that_nothing_keeps_leaves_the_price_as_it_was() -> None:
    customers = Customers.of(THREE)
    start = standard_plans()[0]
    plan, founds = optimise(THREE, customers, start, STILL, Limits(margin_floor=2.0), lambda: None)
    assert dict(plan.tiers) == dict(start.tiers)
    assert all(found.price is None for found in founds)


def test_the_range_in_which_advice_holds_is_unbroken_and_holds_the_assumption() -> None:
    customers = Customers.of(THREE)
    dear = Plan("dear", {"*": TierPrice(D(150), included=None)})
    outcomes = [outcome(THREE, customers, plan, Assumptions()) for plan in (standard_plans()[0], dear)]
    found = sweep(outcomes, customers, Assumptions(), tuple(n / 4 for n in range(25)))
    held = found.holds("dear", 0.0)
    assert held is not None
    assert held[0] == 0.0
    assert all(best == "dear" for e, best in zip(found.elasticities, found.best, strict=True) if e <= held[1])


def test_customers_without_a_fee_do_not_respond_and_are_no_winners_or_losers() -> None:
    replay = months(("new", "pro", 100, "5", None))
    customers = Customers.of(replay)
    found = outcome(replay, customers, standard_plans()[0], Assumptions({"*": 3.0}))
    assert not customers.has_fee[0]
    assert math.isnan(found.rise[0])
    assert found.churn[0] == pytest.approx(0.02)
