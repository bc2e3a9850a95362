"""The spend overview against plain sums worked out beside it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.calls.filter import Filter, parse_filter
from cip_tui.model.calls.schema import DIMENSIONS
from cip_tui.model.document import Document, Note
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.finops.spend import SpendFacts, SpendRequest, spend_document
from cip_tui.model.format import write_rows, write_total
from cip_tui.model.money import rounded
from cip_tui.model.period import Period
from tests.usage import usage_of

START = date(2026, 5, 1)
SPAN = Period(START, date(2026, 5, 31))
FACTS = SpendFacts(as_of=date(2026, 6, 1), span=SPAN)

costs = st.one_of(st.none(), st.decimals(min_value=0, max_value=50, places=9))
calls = st.fixed_dictionaries(
    {
        "ts": st.datetimes(datetime(2026, 5, 1), datetime(2026, 5, 30, 23)),
        "customer_id": st.sampled_from(["", "acme", "[red]b", 'q"uote', "a|b"]),
        "model": st.sampled_from(["gpt-4", "claude-2", "unheard-of"]),
        "cost_usd": costs,
        "input_tokens": st.one_of(st.none(), st.integers(0, 10**6)),
    }
)


def overview(rows: list[dict[str, Any]], request: SpendRequest, facts: SpendFacts = FACTS) -> Document:
    return spend_document(usage_of(rows), request, facts)


@settings(max_examples=40, deadline=None)
@given(st.lists(calls, min_size=1, max_size=25), st.sampled_from(sorted(DIMENSIONS)), st.integers(1, 6), st.data())
def test_every_breakdown_adds_up_to_the_total_to_the_cent(
    rows: list[dict[str, Any]], by: str, limit: int, data: st.DataObject
) -> None:
    names = data.draw(st.lists(st.sampled_from(["acme", "[red]b", ""]), max_size=1))
    narrowed = Filter()
    for name in names:
        narrowed = narrowed.with_value("customer", name)
    chosen = [row for row in rows if not names or row["customer_id"] in names]
    document = overview(rows, SpendRequest(Scope(SPAN, narrowed), by, limit))
    if not chosen:
        assert any(isinstance(block, Note) for block in document.blocks())
        return
    known = [row["cost_usd"] for row in chosen if row["cost_usd"] is not None]
    expected = sum(known, Decimal(0)) if known else None
    assert document.metric("spend.total").value == expected
    table = document.table(f"spend.by_{by}")
    assert sum(table.column("calls")) == len(chosen)  # type: ignore[arg-type]
    if expected is not None:
        place = table.index("cost")
        shown = [Decimal(row[place].replace(",", "")) for row in write_rows(table) if row[place] != "-"]
        total = write_total(table)
        assert total is not None
        assert sum(shown, Decimal(0)) == rounded(expected) == Decimal(total[place].replace(",", ""))


def test_the_change_compares_with_the_period_of_the_same_length_before() -> None:
    rows = [
        {"ts": datetime(2026, 5, 5), "cost_usd": Decimal(10)},
        {"ts": datetime(2026, 5, 20), "cost_usd": Decimal(15)},
    ]
    document = overview(rows, SpendRequest(Scope(Period(date(2026, 5, 16), date(2026, 5, 31)))))
    assert document.metric("spend.total").change == pytest.approx(0.5)
    assert document.table("spend.by_provider").column("change") == [pytest.approx(0.5)]


def test_without_data_before_there_is_no_change_rather_than_a_large_one() -> None:
    document = overview([{"cost_usd": Decimal(10)}], SpendRequest(Scope(SPAN)))
    assert document.metric("spend.total").change is None
    assert "no data" in document.metric("spend.total").change_label


def test_the_run_rate_is_the_mean_of_the_last_seven_full_days_times_a_month() -> None:
    rows = [{"ts": datetime(2026, 5, day), "cost_usd": Decimal(day)} for day in range(1, 31)]
    facts = SpendFacts(as_of=date(2026, 5, 30), span=SPAN)
    metric = overview(rows, SpendRequest(Scope(SPAN)), facts).metric("spend.run_rate")
    assert metric.value == Decimal(sum(range(23, 30))) / 7 * (Decimal(365) / 12)


def test_unpriced_records_are_counted_and_never_cost_zero() -> None:
    rows: list[dict[str, Any]] = [{"cost_usd": None, "cost_source": "none"}, {"cost_usd": Decimal(1)}]
    document = overview(rows, SpendRequest(Scope(SPAN), "priced"))
    assert document.metric("spend.unpriced").value == 1
    assert document.metric("spend.total").value == Decimal(1)
    assert None in document.table("spend.by_priced").column("cost")


def test_the_forecast_starts_after_the_last_full_day() -> None:
    rows = [{"ts": datetime(2026, 5, 1) + timedelta(days=n), "cost_usd": Decimal(100)} for n in range(30)]
    document = overview(rows, SpendRequest(Scope(SPAN)))
    chart = document.block("spend.daily")
    ahead = next(series for series in chart.series if series.name == "Forecast")  # type: ignore[union-attr]
    assert ahead.x[0] == date(2026, 5, 31)
    forecast = document.metric("spend.forecast")
    assert forecast.value == pytest.approx(Decimal(3000), rel=Decimal("0.01"))
    assert forecast.low <= forecast.value <= forecast.high  # type: ignore[operator]


def test_an_empty_result_says_why() -> None:
    document = overview([{}], SpendRequest(Scope(SPAN, parse_filter("customer=nobody"))))
    (note,) = document.blocks()
    assert isinstance(note, Note)
    assert "customer=nobody" in note.text
