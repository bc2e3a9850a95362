"""Rolling cost against thresholds, beside pandas and by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.document import Document
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.finops.realtime import analyze
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.period import Period
from tests.usage import usage_of

START = date(2026, 5, 1)
SPAN = Period(START, START + timedelta(days=20))
FACTS = SpendFacts(as_of=SPAN.end, span=SPAN)
Spent = dict[str, list[int]]
"""Dollars a day by customer, from the start on."""


def rows_of(spent: Spent) -> list[dict[str, Any]]:
    return [
        {
            "ts": datetime.combine(START, datetime.min.time()) + timedelta(days=number),
            "customer_id": customer,
            "cost_usd": Decimal(dollars),
        }
        for customer, days in spent.items()
        for number, dollars in enumerate(days)
        if dollars
    ]


def document(
    spent: Spent, period: Period = SPAN, customers: list[dict[str, Any]] | None = None, **given: str
) -> Document:
    return analyze(usage_of(rows_of(spent), customers=customers or []), Scope(period), FACTS, given)


def test_the_day_on_which_a_window_first_holds_more_is_named() -> None:
    found = document({"acme": [1] * 10 + [5] * 5 + [0] * 5, "b": [1] * 20}, threshold="10", window="3")
    table = found.table("realtime.thresholds")
    assert table.column("customer") == ["acme"]
    assert table.column("day") == [START + timedelta(days=11)]
    assert (table.column("now"), table.column("peak")) == ([Decimal(0)], [Decimal(15)])
    assert table.column("peak_day") == [START + timedelta(days=12)]
    assert [state.word for state in table.column("state")] == ["Was over"]  # type: ignore[union-attr]
    assert found.metric("realtime.customers_over").value == 0


def test_without_a_threshold_a_customer_may_cost_its_fee() -> None:
    customers: list[dict[str, Any]] = [
        {"customer_id": "acme", "monthly_fee": Decimal("36.5")},
        {"customer_id": "free", "monthly_fee": Decimal(0)},
        {"customer_id": "unknown", "monthly_fee": None},
    ]
    found = document({"acme": [2] * 20, "free": [9] * 20, "unknown": [9] * 20}, customers=customers, window="10")
    table = found.table("realtime.thresholds")
    assert table.column("customer") == ["acme"]
    assert table.column("threshold") == [pytest.approx(Decimal(12))]
    assert table.column("over") == [pytest.approx(Decimal(8))]
    assert table.column("day") == [START + timedelta(days=6)]
    insight = found.block("realtime.over")
    assert insight.impact.base == pytest.approx(Decimal(8))  # type: ignore[union-attr]


def test_days_before_the_period_are_in_its_first_windows() -> None:
    late = Period(START + timedelta(days=10), SPAN.end)
    table = document({"acme": [4] * 12 + [0] * 8}, late, threshold="10", window="5").table("realtime.thresholds")
    assert table.column("day") == [late.start]


def test_from_four_fifths_on_a_customer_is_near() -> None:
    table = document({"a": [4] * 20, "b": [3] * 20}, threshold="20", window="4").table("realtime.thresholds")
    assert table.column("customer") == ["a"]
    assert [state.word for state in table.column("state")] == ["Near"]  # type: ignore[union-attr]
    assert table.column("day") == [None]


@settings(max_examples=25, deadline=None)
@given(
    spent=st.dictionaries(st.sampled_from("abc"), st.lists(st.integers(0, 9), min_size=20, max_size=20), min_size=1),
    window=st.integers(1, 25),
    threshold=st.integers(1, 60),
    skipped=st.integers(0, 15),
)
def test_it_agrees_with_a_rolling_sum(spent: Spent, window: int, threshold: int, skipped: int) -> None:
    if not any(any(days[skipped:]) for days in spent.values()):
        return
    period = Period(START + timedelta(days=skipped), SPAN.end)
    table = document(spent, period, threshold=str(threshold), window=str(window)).table("realtime.thresholds")
    found = dict(zip(table.column("customer"), zip(table.column("day"), table.column("now"), strict=True), strict=True))
    for customer, days in spent.items():
        rolling = pd.Series(days).rolling(window, min_periods=1).sum()[skipped:]
        over = [START + timedelta(days=int(day)) for day in rolling.index[rolling > threshold]]
        near = rolling.iloc[-1] >= Decimal("0.8") * threshold
        assert (customer in found) == bool(over or near)
        if customer in found:
            assert found[customer] == (over[0] if over else None, Decimal(int(rolling.iloc[-1])))
