"""Spikes, their causes, slow rises and what is said of them, against calls whose disturbance is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.calls.filter import parse_filter
from cip_tui.model.document import Document, Level
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import UsageError
from cip_tui.model.finops.incidents import incident_id, read_feedback, read_incident_id
from cip_tui.model.finops.incidents_causes import Slice, split
from cip_tui.model.finops.realtime import SETTINGS, analyze
from cip_tui.model.period import Period
from cip_tui.model.statistics.anomalies import SpikeSettings
from tests.finops.spiky import FACTS, SPAN, SPIKE, Row, spike, steady, total
from tests.rows import check_document
from tests.usage import usage_of

DAY = date.fromisoformat(SPIKE)
CAUSES = ("volume", "mix", "size", "price")


def document(rows: list[Row], period: Period = SPAN, where: str = "", **given: str) -> Document:
    found = analyze(usage_of(rows), Scope(period, parse_filter(where)), FACTS, given)
    check_document(found)
    return found


def incidents(found: Document, table: str = "realtime.incidents") -> list[dict[str, Any]]:
    shown = found.table(table)
    names = [column.key for column in shown.columns]
    return [dict(zip(names, row.cells, strict=True)) for row in shown.rows]


@pytest.fixture(scope="module")
def spiky() -> list[Row]:
    return steady(spike(times=6))


def test_steady_use_has_no_incident() -> None:
    found = document(steady())
    assert incidents(found) == []
    assert found.metric("realtime.open").value == 0
    assert found.metric("realtime.impact").value == 0


@pytest.mark.parametrize(
    ("other", "cause"),
    [
        ({"times": 6}, "volume"),
        ({"input_tokens": 16_000}, "size"),
        ({"model": "gpt-4", "times": 3}, "mix"),
    ],
)
def test_a_spike_is_found_with_its_dollars_and_its_cause(other: dict[str, Any], cause: str) -> None:
    rows = steady(spike(**other))
    [found] = incidents(document(rows))
    assert (found["customer"], found["first"], found["last"], found["id"]) == ("acme", DAY, DAY, f"acme@{SPIKE}")
    assert found["actual"] == total(rows, "acme", DAY, DAY)
    assert found["impact"] == found["actual"] - found["expected"]
    usual = total(rows, "acme", SPAN.start, SPAN.last) - found["actual"]
    assert float(found["expected"]) == pytest.approx(float(usual / (SPAN.days - 1)), rel=0.15)
    assert sum(found[name] for name in CAUSES) == found["impact"]
    largest = max(CAUSES, key=lambda name: found[name])
    assert largest == cause if cause != "mix" else found["mix"] > found["size"] + found["price"]


def test_the_finding_names_customer_day_dollars_and_the_calls_behind(spiky: list[Row]) -> None:
    found = document(spiky)
    insight = found.insights()[0]
    [row] = incidents(found)
    assert insight.title == f"acme cost {row['factor']:.1f} times its usual cost on {SPIKE}"
    assert insight.drill == "customer=acme"
    assert insight.level is Level.WARNING
    assert insight.impact is not None
    assert insight.impact.base == row["impact"]
    causes = found.table("realtime.spike.1.causes")
    assert sum(causes.column("amount")) == row["impact"]  # type: ignore[arg-type]
    assert causes.rows[0].cells[0] == "Number of calls"
    places = found.table("realtime.spike.1.parts")
    assert sum(places.column("amount")) == row["impact"]  # type: ignore[arg-type]


def test_neighbouring_days_are_one_incident_and_the_last_days_are_ongoing() -> None:
    last = SPAN.last

    def disturb(customer: str, day: date, usual: int) -> Row:
        return {"calls": usual * 6} if customer == "acme" and day >= last - timedelta(days=1) else {}

    rows = steady(disturb)
    found = document(rows)
    [row] = incidents(found)
    assert (row["first"], row["last"]) == (last - timedelta(days=1), last)
    assert row["actual"] == total(rows, "acme", row["first"], row["last"])
    assert row["status"].word == "Ongoing"
    assert found.insights()[0].level is Level.CRITICAL


def test_days_before_the_period_say_what_is_usual_and_are_not_listed(spiky: list[Row]) -> None:
    days = timedelta(days=3)
    around = document(spiky, Period(DAY - days, DAY + days))
    assert [row["first"] for row in incidents(around)] == [DAY]
    assert incidents(document(spiky, Period(DAY + timedelta(days=1), SPAN.end))) == []


def test_a_filter_looks_for_spikes_in_its_calls_alone(spiky: list[Row]) -> None:
    assert incidents(document(spiky, where="customer!=acme")) == []
    [row] = incidents(document(spiky, where="feature=answer"))
    answers = [call for call in spiky if call["feature_id"] == "answer"]
    assert row["actual"] == total(answers, "acme", DAY, DAY)


def test_feedback_sets_an_incident_aside(spiky: list[Row]) -> None:
    whole = document(spiky)
    [counted] = incidents(whole)
    found = document(spiky, feedback=f"acme@{SPIKE}:planned")
    assert incidents(found) == []
    [aside] = incidents(found, "realtime.set_aside")
    assert aside["status"].word == "Planned"
    assert aside["impact"] == counted["impact"]
    assert found.metric("realtime.impact").value == 0
    assert "1 set aside" in found.metric("realtime.impact").note
    assert not [item for item in found.insights() if item.id.startswith("realtime.spike")]
    assert "Spike" not in found.table("realtime.actions").column("about")


def test_feedback_holds_where_the_incident_has_the_day_in_it() -> None:
    def disturb(customer: str, day: date, usual: int) -> Row:
        return {"calls": usual * 6} if customer == "acme" and day in (DAY - timedelta(days=1), DAY) else {}

    rows = steady(disturb)
    assert incidents(document(rows, feedback=f"acme@{SPIKE}:expected")) == []
    assert len(incidents(document(rows, feedback=f"acme@{DAY + timedelta(days=1)}:expected"))) == 1
    assert len(incidents(document(rows, feedback=f"customer-1@{SPIKE}:expected"))) == 1


@pytest.mark.parametrize("text", ["acme@2026-05-04", "acme:planned", "acme@2026-05-04:good", "acme@4 May:planned"])
def test_feedback_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_feedback(text)


@given(customer=st.text(), day=st.dates(date(1000, 1, 1)))
def test_the_name_of_an_incident_leads_back_to_it_and_fits_a_setting(customer: str, day: date) -> None:
    name = incident_id(customer, day)
    assert read_incident_id(name) == (customer, day)
    assert read_feedback(f"{name}:not-useful, {name}:planned") == {name: "planned"}


def test_incidents_add_up_to_the_headline(spiky: list[Row]) -> None:
    def disturb(customer: str, day: date, usual: int) -> Row:
        return {"calls": usual * 5} if (customer, day) in {("acme", DAY), ("customer-2", DAY)} else {}

    found = document(steady(disturb))
    shown = incidents(found)
    assert {row["customer"] for row in shown} == {"acme", "customer-2"}
    assert found.metric("realtime.impact").value == sum(row["impact"] for row in shown)
    total_row = found.table("realtime.incidents").total
    assert total_row is not None
    assert total_row[5] == found.metric("realtime.impact").value


def test_a_slow_rise_is_found_and_steady_customers_are_not() -> None:
    def disturb(customer: str, day: date, usual: int) -> Row:
        rising = max(0, (day - SPAN.end).days + 12)
        return {"calls": usual + rising} if customer == "customer-3" else {}

    rows = steady(disturb)
    found = document(rows)
    table = found.table("realtime.drifts")
    assert table.column("customer") == ["customer-3"]
    recent = total(rows, "customer-3", SPAN.last - timedelta(days=6), SPAN.last) / 7
    before = total(rows, "customer-3", SPAN.start, SPAN.last - timedelta(days=7)) / 28
    assert [table.column("before")[0], table.column("now")[0]] == pytest.approx([before, recent])
    assert table.column("impact")[0] == pytest.approx((recent - before) * Decimal(365) / 12)


def test_a_day_that_is_not_over_is_no_fall_but_can_be_a_spike() -> None:
    rows = steady(spike(str(SPAN.last), times=6))
    facts = replace(FACTS, as_of=SPAN.last)
    found = analyze(usage_of(rows), Scope(SPAN), facts, {})
    assert [row["first"] for row in incidents(found)] == [SPAN.last]


def test_what_to_do_is_ranked_by_dollars(spiky: list[Row]) -> None:
    found = document(spiky, threshold="5", window="7").table("realtime.actions")
    amounts = [Decimal(str(amount)) for amount in found.column("amount")]
    assert amounts == sorted(amounts, reverse=True)
    assert found.column("rank") == list(range(1, len(found.rows) + 1))
    assert {"Spike", "Threshold"} <= set(found.column("about"))
    assert all(str(sentence).endswith(".") for sentence in found.column("action"))


slices = st.builds(
    Slice,
    st.integers(1, 1_000),
    st.decimals(min_value=0, max_value=1_000, places=9),
    st.decimals(min_value=0, max_value=10**6, places=3),
)
segments = st.dictionaries(st.tuples(*[st.sampled_from("ab")] * 3), slices, min_size=1, max_size=6)


@settings(max_examples=200)
@given(before=segments, after=segments, expected=st.decimals(min_value=Decimal("0.01"), max_value=1_000, places=6))
def test_causes_and_places_add_up_to_the_last_digit(before: Any, after: Any, expected: Decimal) -> None:
    found = split(before, after, expected)
    actual = sum((item.cost for item in after.values()), Decimal(0))
    if found is None:
        assert not any(item.cost for item in before.values())
        return
    assert sum((amount for _, amount in found.named()), Decimal(0)) == actual - expected
    assert sum((amount for _, amount in found.parts), Decimal(0)) == actual - expected


def test_unless_set_spikes_are_judged_as_the_search_was_tuned() -> None:
    tuned, defaults = SpikeSettings(), {setting.name: setting.default for setting in SETTINGS}
    assert float(defaults["spike_times"]) == tuned.at_least
    assert float(defaults["spike_floor"]) == tuned.floor
    assert defaults["false_spikes"] == f"{tuned.false_discoveries:.0%}"
