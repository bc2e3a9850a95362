"""Bills against published examples and an independent calculation."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.errors import InputRefused, UsageError
from cip_tui.model.ubr.billing import MonthUse, bill_for
from cip_tui.model.ubr.plans import (
    Mode,
    Plan,
    Step,
    TierPrice,
    Unit,
    parse_plans,
    read_plans,
    standard_plans,
    write_plans,
)
from cip_tui.model.ubr.replay import CustomerMonth, Replay

D = Decimal
LAGO_VOLUME = (
    Step(D(10_000), D("0.0010"), D(10)),
    Step(D(50_000), D("0.0008"), D(10)),
    Step(D(100_000), D("0.0006"), D(10)),
    Step(None, D("0.0004"), D(10)),
)
ZUPLO = (Step(D(1_000), D("0.10")), Step(D(10_000), D("0.05")), Step(None, D("0.01")))


STRIPE = (Step(D(5), D(7)), Step(D(10), D("6.5")), Step(None, D(6)))


@pytest.mark.parametrize(
    ("units", "volume", "graduated"),
    [(1, "7", "7"), (5, "35", "35"), (6, "39", "41.5"), (20, "120", "127.5"), (25, "150", "157.5")],
)
def test_the_tiers_of_stripes_documentation(units: int, volume: str, graduated: str) -> None:
    """Stripe, "Set up tiered pricing": the totals of volume as printed there, graduated by the rule stated there."""
    use = MonthUse(calls=units)
    assert bill_for(use, TierPrice(steps=STRIPE, mode=Mode.VOLUME)).total == D(volume)
    assert bill_for(use, TierPrice(steps=STRIPE, mode=Mode.GRADUATED)).total == D(graduated)


@pytest.mark.parametrize(
    ("source", "mode", "steps", "units", "expected"),
    [
        ("Lago documentation, volume charge model", Mode.VOLUME, LAGO_VOLUME, 65_000, "49.00"),
        ("Zuplo (OpenMeter) documentation, graduated", Mode.GRADUATED, ZUPLO, 15_000, "600.00"),
        ("Zuplo (OpenMeter) documentation, volume", Mode.VOLUME, ZUPLO, 15_000, "150.00"),
        (
            "Lago documentation, graduated charge model",
            Mode.GRADUATED,
            (Step(D(100), D(1)), Step(D(200), D("0.5")), Step(None, D("0.1"))),
            250,
            "155.00",
        ),
        (
            "Autumn documentation, graduated pricing (the amount worked out from its terms)",
            Mode.GRADUATED,
            (Step(D(1_000), D("0.01")), Step(D(10_000), D("0.008")), Step(None, D("0.005"))),
            15_000,
            "107.00",
        ),
    ],
)
def test_published_examples(source: str, mode: Mode, steps: tuple[Step, ...], units: int, expected: str) -> None:
    assert bill_for(MonthUse(calls=units), TierPrice(steps=steps, mode=mode)).total == D(expected), source


def test_a_step_ends_at_its_bound_inclusive() -> None:
    volume = TierPrice(steps=LAGO_VOLUME, mode=Mode.VOLUME)
    assert bill_for(MonthUse(calls=10_000), volume).total == D("20.00")
    assert bill_for(MonthUse(calls=10_001), volume).total == D("18.00")


money = st.decimals(0, 500, places=2)
rates = st.decimals(0, 2, places=4)
prices = st.builds(
    TierPrice,
    base=money,
    unit=st.sampled_from(list(Unit)),
    included=st.one_of(st.none(), st.integers(0, 5_000).map(D)),
    steps=st.lists(st.tuples(st.integers(1, 3_000), rates, money), max_size=3).map(
        lambda parts: (
            *(Step(D(sum(p[0] for p in parts[: i + 1])), part[1], part[2]) for i, part in enumerate(parts)),
            Step(None, D("0.01")),
        )
    ),
    mode=st.sampled_from(list(Mode)),
)
uses = st.builds(
    MonthUse,
    calls=st.integers(0, 10_000),
    tokens=st.integers(0, 10**8),
    cost=st.decimals(0, 500, places=6),
    days=st.integers(0, 30),
)


def half_up(amount: Fraction) -> Decimal:
    doubled = amount * 200
    return D((doubled.numerator // doubled.denominator + 1) // 2) / 100


@given(uses, prices)
def test_a_bill_equals_an_independent_calculation(use: MonthUse, price: TierPrice) -> None:
    part = Fraction(use.days, 30)
    expected = half_up(Fraction(price.base) * part)
    if price.included is not None:
        units = {Unit.CALL: Fraction(use.calls), Unit.KTOKEN: Fraction(use.tokens, 1000), Unit.COST: Fraction(use.cost)}
        left = max(units[price.unit] - Fraction(price.included) * part, Fraction(0))
        floor = Fraction(0)
        for step in price.steps:
            bound = Fraction(10**12) if step.up_to is None else Fraction(step.up_to)
            if price.mode is Mode.VOLUME:
                if floor < left <= bound:
                    expected += half_up(left * Fraction(step.rate)) + half_up(Fraction(step.flat))
            elif left > floor:
                expected += half_up((min(left, bound) - floor) * Fraction(step.rate)) + half_up(Fraction(step.flat))
            floor = bound
    assert bill_for(use, price).total == expected


@given(uses, money)
def test_flat_is_tiered_with_nothing_beyond_the_included(use: MonthUse, base: Decimal) -> None:
    flat = TierPrice(base, included=None)
    endless = TierPrice(base, included=D(10**12), steps=(Step(None, D(1)),))
    full = MonthUse(use.calls, use.tokens, use.cost)
    assert bill_for(full, flat).total == bill_for(full, endless).total == base


@given(uses, money, rates)
def test_a_hybrid_is_the_sum_of_its_parts(use: MonthUse, base: Decimal, rate: Decimal) -> None:
    parts = (TierPrice(base, included=None), TierPrice(steps=(Step(None, rate),)))
    hybrid = TierPrice(base, steps=(Step(None, rate),))
    assert bill_for(use, hybrid).total == sum(bill_for(use, part).total for part in parts)


@given(uses, money, money)
def test_minimum_cap_and_credit_bound_the_bill(use: MonthUse, minimum: Decimal, extra: Decimal) -> None:
    price = TierPrice(steps=(Step(None, D("0.05")),), minimum=minimum, cap=minimum + extra, credit=extra)
    total = bill_for(MonthUse(use.calls, use.tokens, use.cost), price).total
    assert max(minimum - extra, D(0)) <= total <= minimum + extra


@given(st.lists(prices, min_size=1, max_size=3), st.text(max_size=8))
def test_plans_are_read_back_as_they_were_written(prices: list[TierPrice], title: str) -> None:
    plan = Plan("p", {f"tier {n}": price for n, price in enumerate(prices)}, title.encode("utf-8", "replace").decode())
    plans = [plan, *standard_plans()]
    assert parse_plans(write_plans(plans), "plan.toml") == plans


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[plan]]\nname="x"\n[plan.tier.pro]\nbse="1"', "Did you mean base"),
        ('[[plan]]\nname="x"\n[plan.tier.pro]\nbase="-1"', "negative"),
        ('[[plan]]\nname="x"\n[plan.tier.pro]\nbase="a"', "not a number"),
        ('[[plan]]\nname="x"\n[plan.tier.pro]\nunit="month"', "Known: call"),
        (
            '[[plan]]\nname="x"\n[[plan.tier.pro.step]]\nup_to=5\nrate=1\n[[plan.tier.pro.step]]\nup_to=2\nrate=1',
            "only the last",
        ),
        ("", "no \\[\\[plan\\]\\]"),
        ("x =", "not TOML"),
    ],
)
def test_a_wrong_plan_file_says_where_and_what(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(text)
    with pytest.raises(InputRefused, match=words):
        read_plans(path)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(uses, st.sampled_from(["a", "b"])), min_size=1, max_size=8), prices, prices)
def test_many_bills_at_once_equal_the_bills_one_by_one(
    rows: list[tuple[MonthUse, str]], one: TierPrice, other: TierPrice
) -> None:
    plan = Plan("p", {"a": one, "*": other})
    months = [CustomerMonth(str(number), tier, use) for number, (use, tier) in enumerate(rows)]
    expected = [bill_for(use, one if tier == "a" else other).total * 100 for use, tier in rows]
    assert list(Replay(months).bill_cents(plan)) == expected


def test_a_tier_without_a_price_is_named() -> None:
    with pytest.raises(UsageError, match="no price for tier 'gold'"):
        Replay([CustomerMonth("c", "gold", MonthUse())]).bill_cents(standard_plans()[0])
