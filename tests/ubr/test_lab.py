"""Turning parameters, undo by value, pins and the plan file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cip_tui.model.errors import InputRefused, UsageError
from cip_tui.model.period import Period
from cip_tui.model.ubr.billing import MonthUse
from cip_tui.model.ubr.lab import Lab, Parameter
from cip_tui.model.ubr.months import Months
from cip_tui.model.ubr.outcome import Assumptions
from cip_tui.model.ubr.plans import parse_plans, standard_plans, write_plans
from cip_tui.model.ubr.replay import CustomerMonth

D = Decimal


@pytest.fixture
def lab() -> Lab:
    months = tuple(
        CustomerMonth(f"c{n}", "pro", MonthUse(calls=1_000 * n, cost=D(20 * n)), D(99), month="2026-04")
        for n in range(1, 6)
    )
    known = Months(months, Period(date(2026, 4, 1), date(2026, 5, 1)), D(0), {}, (), 0)
    return Lab.of(known, standard_plans(("pro",)), Assumptions())


def parameter(lab: Lab, name: str) -> Parameter:
    return next(item for item in lab.parameters("tiered") if item.id == f"tiered.pro.{name}")


def test_a_turn_changes_revenue_at_once_and_the_lab_before_stays(lab: Lab) -> None:
    before = lab.outcome("tiered").revenue
    dearer = lab.turned(parameter(lab, "base"), 2)
    assert dearer.outcome("tiered").revenue == before + 5 * 1_000
    assert lab.outcome("tiered").revenue == before


def test_a_value_never_falls_below_zero(lab: Lab) -> None:
    assert parameter(lab.turned(parameter(lab, "base"), -1_000), "base").value == 0


def test_typed_values_are_read_as_people_write_them(lab: Lab) -> None:
    assert parameter(lab.typed(parameter(lab, "base"), "$1,250.50"), "base").value == D("1250.50")
    assert parameter(lab.typed(parameter(lab, "included"), "unlimited"), "included").value is None
    with pytest.raises(UsageError, match="'abc' is not a number"):
        lab.typed(parameter(lab, "base"), "abc")
    with pytest.raises(UsageError, match="base needs a number"):
        lab.typed(parameter(lab, "base"), "none")


def test_a_cap_below_the_minimum_is_refused(lab: Lab) -> None:
    floored = lab.typed(parameter(lab, "minimum"), "50")
    with pytest.raises(InputRefused, match="below minimum"):
        floored.typed(parameter(floored, "cap"), "10")


def test_a_pinned_structure_stays_while_its_original_is_turned(lab: Lab) -> None:
    pinned = lab.pin("tiered")
    turned = pinned.turned(parameter(pinned, "base"), 10)
    revenues = {found.plan.name: found.revenue for found in turned.study().outcomes}
    assert revenues["tiered (pinned)"] == lab.outcome("tiered").revenue
    assert revenues["tiered"] > revenues["tiered (pinned)"]


def test_what_was_turned_survives_the_plan_file(lab: Lab) -> None:
    turned = lab.typed(parameter(lab, "overage"), "0.042")
    assert tuple(parse_plans(write_plans(list(turned.plans)), "plan.toml")) == turned.plans


def test_an_unknown_structure_is_named_with_those_there_are(lab: Lab) -> None:
    with pytest.raises(UsageError, match=r"no structure 'gold'. Known: flat, tiered"):
        lab.plan("gold")
