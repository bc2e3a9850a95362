"""Inefficient use against figures worked out by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from cip_tui.model.calls.filter import parse_filter
from cip_tui.model.calls.prices import PriceBook, cost
from cip_tui.model.document import Document, Table
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.finops.realtime import analyze
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.period import Period
from tests.rows import FACTS as ANY_FACTS
from tests.rows import SCOPE, Rows, some_calls
from tests.usage import usage_of

SPAN = Period(date(2026, 5, 1), date(2026, 5, 31))
BOOK = PriceBook.load()
FACTS = SpendFacts(as_of=date(2026, 6, 1), span=SPAN, book=BOOK)
MILLION = 1_000_000
KINDS = {
    "bursts": "Failed calls in bursts",
    "failed": "Other failed calls",
    "step": "Prompts above the long-context price step",
    "long": "Prompts far longer than at other customers, on dear models",
    "uncached": "Long prompts without caching",
    "reading": "Much read, little answered",
}


def calls(model: str, count: int = 10, provider: str = "openai", **fields: Any) -> list[dict[str, Any]]:
    price = BOOK.resolve(provider, model, SPAN.last)
    assert price is not None
    base: dict[str, Any] = {"input_tokens": 1_000, "output_tokens": 200, "cached_input_tokens": 0, **fields}
    due = cost(price, base["input_tokens"], base["output_tokens"], cached=base["cached_input_tokens"])
    base = {"provider": provider, "model": model, "customer_id": "acme", "feature_id": "answer", "cost_usd": due} | base
    return [{"ts": datetime(2026, 5, 1, 3) + timedelta(hours=7 * number), **base} for number in range(count)]


def document(rows: list[dict[str, Any]], **given: str) -> Document:
    return analyze(usage_of(rows), Scope(SPAN), FACTS, given)


def wasted(found: Document) -> dict[str, Decimal]:
    table = found.table("realtime.waste")
    names = {name: kind for kind, name in KINDS.items()}
    return {
        names[str(kind)]: Decimal(str(amount))
        for kind, amount in zip(table.column("kind"), table.column("waste"), strict=True)
    }


def test_efficient_calls_waste_nothing() -> None:
    found = document(calls("gpt-4"))
    assert wasted(found) == {}
    assert found.table("realtime.waste").empty


def test_failures_close_together_are_a_burst_and_the_others_are_not() -> None:
    hour = datetime(2026, 5, 9, 14)
    failed = calls("gpt-4", 15, status="error")
    rows = [
        *calls("gpt-4", 40),
        *({**row, "ts": hour + timedelta(minutes=place)} for place, row in enumerate(failed[:12])),
        *failed[12:],
    ]
    each = failed[0]["cost_usd"]
    found = document(rows)
    assert wasted(found) == {"bursts": 12 * each, "failed": 3 * each}
    assert found.metric("realtime.failed").value == 15 * each
    assert wasted(document(rows, burst="13")) == {"failed": 15 * each}
    table = found.table("realtime.waste")
    drill = next(row.drill for row in table.rows if row.cells[0] == KINDS["bursts"])
    assert drill is not None
    behind = usage_of(rows).within(Scope(SPAN, parse_filter(drill))).totals(("record_count", "cost"))
    assert behind == {"record_count": 15, "cost": 15 * each}


def test_sums_of_calls_do_not_fail() -> None:
    rows = [{**row, "grain": "hour"} for row in calls("gpt-4", 12, status="error")]
    assert wasted(document([{**row, "ts": datetime(2026, 5, 9, 14)} for row in rows])) == {}


def test_a_prompt_above_the_step_wastes_what_it_costs_more_there() -> None:
    steps = [price for price in BOOK.prices if price.long_context and price.holds(SPAN.last)]
    price = next(item for item in steps if item.long_context and item.long_context.input)
    assert price.long_context is not None
    tokens = price.long_context.above_tokens + 1_000
    rows = calls(price.model, 4, price.provider, input_tokens=tokens, output_tokens=tokens // 20)
    rows = [{**row, "price_key": f"{price.key}#long"} for row in rows]
    below = (tokens * price.input + tokens // 20 * price.output) / MILLION
    assert wasted(document(rows))["step"] == pytest.approx(4 * (rows[0]["cost_usd"] - below))


def test_a_prompt_twice_as_long_as_the_middle_customers_is_too_long_on_a_dear_model() -> None:
    rows = [row for name in "abcde" for row in calls("gpt-4o", customer_id=name)]
    rows += calls("gpt-4", customer_id="long", input_tokens=5_000)
    price = BOOK.resolve("openai", "gpt-4", SPAN.last)
    assert price is not None
    assert wasted(document(rows))["long"] == 10 * 3_000 * price.input / MILLION
    cheap = [row for name in "abcde" for row in calls("gpt-4", customer_id=name)]
    assert "long" not in wasted(document([*cheap, *calls("gpt-4o", customer_id="long", input_tokens=5_000)]))


def test_a_feature_without_caching_could_cache_as_much_as_others_do_or_as_is_assumed() -> None:
    price = BOOK.resolve("openai", "gpt-4o", SPAN.last)
    assert price is not None
    assert price.cache_read is not None
    bare = calls("gpt-4o", feature_id="bare", input_tokens=4_000)
    gap = 10 * 4_000 * (price.input - price.cache_read) / MILLION
    assert wasted(document(bare))["uncached"] == pytest.approx(gap * Decimal("0.3"))
    assert wasted(document(bare, cacheable="10%"))["uncached"] == pytest.approx(gap * Decimal("0.1"))
    cached = calls("gpt-4o", feature_id="cached", input_tokens=4_000, cached_input_tokens=2_000)
    assert wasted(document([*bare, *cached]))["uncached"] == pytest.approx(gap / 2)
    assert "uncached" not in wasted(document(calls("gpt-4o", input_tokens=1_000)))


def test_input_beyond_a_hundred_tokens_for_each_of_the_answer_is_much_read_for_little() -> None:
    rows = calls("gpt-4", input_tokens=7_000, output_tokens=20)
    price = BOOK.resolve("openai", "gpt-4", SPAN.last)
    assert price is not None
    assert wasted(document(rows))["reading"] == pytest.approx(10 * 5_000 * price.input / MILLION)
    assert "reading" not in wasted(document(rows, answer="0.2%"))


def test_a_finding_shows_its_calls_and_adds_up() -> None:
    rows = [row for name in "abcdefghijklm" for row in calls("gpt-4", 30, customer_id=name, status="error")]
    found = document(rows)
    insight = found.block("realtime.waste.failed")
    table = found.table("realtime.waste.failed.calls")
    spent = sum(row["cost_usd"] for row in rows)
    assert sum(table.column("waste")) == spent  # type: ignore[arg-type]
    assert insight.impact.base == pytest.approx(spent * Decimal(365) / 12 / 30)  # type: ignore[union-attr]
    assert table.available == 13
    behind = parse_filter(str(table.rows[0].drill))
    assert usage_of(rows).within(Scope(SPAN, behind)).totals(("cost",))["cost"] == table.column("waste")[0]


@settings(max_examples=25, deadline=None)
@given(rows=some_calls())
def test_the_two_kinds_of_failures_are_everything_that_failed_calls_cost(rows: Rows) -> None:
    found = analyze(usage_of(rows), SCOPE, ANY_FACTS, {"burst": "2"})
    table = found.table("realtime.waste")
    assert isinstance(table, Table)
    failed = [row["cost_usd"] for row in rows if row["status"] == "error" and row["cost_usd"]]
    assert wasted(found).get("bursts", 0) + wasted(found).get("failed", 0) == sum(failed)
    costs = dict(zip(table.column("kind"), zip(table.column("waste"), table.column("cost"), strict=True), strict=True))
    assert all(waste <= cost for waste, cost in costs.values())  # type: ignore[operator]
