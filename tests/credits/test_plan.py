"""The plan against every possible set, and against what its rules say."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.credits.plan import Item, Limits, Plan, make_plan
from cip_tui.model.credits.roadmap import by_month, in_time, ordered, steps

START = date(2026, 5, 1)
NAMES = [f"p{number}" for number in range(12)]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Item], Limits]:
    count = draw(st.integers(1, 12))
    names = st.sampled_from(NAMES[:count])
    items: list[Item] = []
    for number in range(count):
        rules = st.lists(names, max_size=2, unique=True)
        requires = tuple(name for name in draw(rules) if name != NAMES[number])
        excludes = tuple(name for name in draw(rules) if name != NAMES[number])
        bands = draw(st.sampled_from([1, 1, 1, 2])) if number < 4 else 1
        items += [
            Item(
                key=f"p{number}.{band}",
                name=f"P{number}.{band}",
                programme=NAMES[number],
                value=Decimal(draw(st.integers(-300, 1500))),
                days=Decimal(draw(st.integers(0, 40))) / 4,
                cost=Decimal(draw(st.integers(0, 30))) * 100,
                lead_days=draw(st.integers(0, 60)),
                closes=START + timedelta(days=draw(st.integers(20, 90))),
                requires=requires,
                excludes=excludes,
            )
            for band in range(bands)
        ]
    days = draw(st.none() | st.integers(0, 60).map(Decimal))
    budget = draw(st.none() | st.integers(0, 80).map(lambda n: Decimal(n * 100)))
    held = frozenset(draw(st.lists(names, max_size=1)))
    return items, Limits(START, days, budget, held)


def possible(chosen: list[Item], limits: Limits) -> bool:
    names = [item.programme for item in chosen]
    there = {*names, *limits.held}
    return (
        len(set(names)) == len(names)
        and not limits.held & set(names)
        and (limits.days is None or sum(item.days or 0 for item in chosen) <= limits.days)
        and (limits.budget is None or sum(item.cost or 0 for item in chosen) <= limits.budget)
        and all(item.closes is None or START + timedelta(days=item.lead_days) <= item.closes for item in chosen)
        and all(set(item.requires) <= there for item in chosen)
        and all(not set(item.excludes) & there for item in chosen)
    )


def best_of_all(items: list[Item], limits: Limits) -> Decimal:
    programmes = sorted({item.programme for item in items})
    options = [[None, *(item for item in items if item.programme == name)] for name in programmes]
    best = Decimal(0)
    for pick in product(*options):
        chosen = [item for item in pick if item is not None]
        value = sum((item.value or Decimal(0) for item in chosen), Decimal(0))
        if value > best and possible(chosen, limits):
            best = value
    return best


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_the_plan_is_the_best_of_all_sets(world: tuple[list[Item], Limits]) -> None:
    items, limits = world
    plan = make_plan(items, limits, marginal=False)
    assert possible(list(plan.chosen), limits)
    assert plan.value == sum((item.value or Decimal(0) for item in plan.chosen), Decimal(0))
    assert plan.proved
    assert plan.value == best_of_all(items, limits)


def many(count: int, seed: int) -> tuple[list[Item], Limits]:
    draw = np.random.default_rng(seed)
    items = [
        Item(
            key=f"p{n}",
            name=f"P{n}",
            programme=f"p{n}",
            value=Decimal(int(draw.integers(100, 5_000_000))) / 100,
            days=Decimal(int(draw.integers(1, 30))),
            cost=Decimal(int(draw.integers(0, 20_000))),
            requires=(f"p{draw.integers(n)}",) if n and draw.random() < 0.2 else (),
            excludes=(f"p{draw.integers(n)}",) if n and draw.random() < 0.2 else (),
        )
        for n in range(count)
    ]
    return items, Limits(START, Decimal(count * 4), Decimal(count * 3000))


def test_hundreds_of_programmes_are_proved_too() -> None:
    plan = make_plan(*many(300, seed=1), marginal=False)
    assert plan.proved
    assert plan.days <= 1200
    assert plan.cost <= 900_000


def item(name: str, value: int | None = 100, days: int = 5, **more: object) -> Item:
    facts = {"key": name, "name": name.upper(), "programme": name, "value": None, "days": Decimal(days), **more}
    facts["value"] = None if value is None else Decimal(value)
    return Item(**facts)  # type: ignore[arg-type]  # facts by name


def why(plan: Plan, key: str) -> str:
    return next(left.reason for left in plan.left_out if left.item.key == key)


def test_what_is_left_out_says_why() -> None:
    items = [
        item("good", 900),
        item("late", lead_days=60, closes=START + timedelta(days=20)),
        item("dark", None),
        item("orphan", requires=("dark",)),
        item("rival", 500, excludes=("good",)),
        item("loss", -50),
        item("big", 300, days=40),
        item("small", 80, days=5),
        item("have", 10),
        item("good", 700, key="good.low", programme="good"),
    ]
    plan = make_plan(items, Limits(START, Decimal(8), held=frozenset({"have"})))
    assert [chosen.key for chosen in plan.chosen] == ["good"]
    assert why(plan, "late") == "needs 60 days before it counts, and its window closes on 2026-05-21"
    assert why(plan, "dark") == "its benefit is not known"
    assert why(plan, "orphan") == "needs dark, which cannot be planned"
    assert why(plan, "rival") == "does not go with GOOD; taking it would lose $400"
    assert why(plan, "loss") == "it is expected to cost more than it brings"
    assert why(plan, "big") == "needs 40 engineer-days, more than there are"
    assert why(plan, "small") == "the days and budget are worth more elsewhere; taking it would lose $820"
    assert why(plan, "have") == "taken already"
    assert why(plan, "good.low") == "another band of it is taken, and only one pays"


def test_one_more_day_is_worth_what_it_adds() -> None:
    items = [item("a", 100, 5), item("b", 60, 4)]
    assert make_plan(items, Limits(START, Decimal(8))).more_day == 60
    assert make_plan(items, Limits(START, Decimal(9))).more_day == 0
    assert make_plan(items, Limits(START)).more_day is None


def test_the_roadmap_keeps_prerequisites_first_and_the_urgent_early() -> None:
    items = [
        item("poc", days=10),
        item("prod", days=10, requires=("poc",), closes=START + timedelta(days=80)),
        item("soon", days=10, closes=START + timedelta(days=30)),
    ]
    assert [found.key for found in ordered(items)] == ["soon", "poc", "prod"]
    found = steps(make_plan(items, Limits(START, Decimal(30))), months=3)
    assert [(step.item.key, step.begins, step.done, step.late) for step in found] == [
        ("soon", START, START + timedelta(days=30), False),
        ("poc", START + timedelta(days=30), START + timedelta(days=60), False),
        ("prod", START + timedelta(days=60), START + timedelta(days=90), True),
    ]


def test_what_is_worth_least_gives_way_where_windows_would_be_missed() -> None:
    closes = START + timedelta(days=60)
    items = [
        item("first", 100, days=12, lead_days=20, closes=closes),
        item("worth", 900, days=8, closes=closes),
        item("free", 50, days=0),
    ]
    found = steps(make_plan(items, Limits(START, Decimal(20))), months=3)
    assert [(step.item.key, step.late) for step in found] == [("worth", False), ("free", False), ("first", True)]
    assert in_time(found) == 950


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_no_benefit_in_time_is_lost_against_the_most_urgent_first(world: tuple[list[Item], Limits]) -> None:
    plan = make_plan(*world, marginal=False)
    found = steps(plan)
    assert sorted(step.item.key for step in found) == sorted(item.key for item in plan.chosen)
    late = sum((step.item.value or Decimal(0) for step in found if step.late), Decimal(0))
    assert in_time(found) + late == plan.value


def test_the_roadmap_by_month_reaches_the_whole_credit() -> None:
    items = [item("a", days=10, credit_month=Decimal(50)), item("b", days=20, credit_month=Decimal(70))]
    months = by_month(steps(make_plan(items, Limits(START, Decimal(30)))))
    assert [month.first.month for month in months] == [5, 6, 7]
    assert [month.credit_month for month in months] == [50, 50, 120]
    assert by_month([]) == []


@pytest.mark.parametrize("limits", [Limits(START), Limits(START, Decimal(0)), Limits(START, budget=Decimal(0))])
def test_nothing_to_plan_is_no_error(limits: Limits) -> None:
    assert make_plan([], limits).chosen == ()
