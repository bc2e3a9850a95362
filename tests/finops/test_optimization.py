"""Rate optimization against figures worked out by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cip_tui.model.calls.prices import PriceBook, cost
from cip_tui.model.document import Document
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.finops.optimization import analyze
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.period import Period
from tests.usage import usage_of

SPAN = Period(date(2026, 5, 1), date(2026, 5, 31))
BOOK = PriceBook.load()
FACTS = SpendFacts(as_of=date(2026, 6, 1), span=SPAN, book=BOOK)
MONTHS = Decimal(365) / 12 / 30


def calls(model: str, provider: str = "openai", count: int = 60, **fields: Any) -> list[dict[str, Any]]:
    price = BOOK.resolve(provider, model, date(2026, 5, 30))
    assert price is not None
    base: dict[str, Any] = {"provider": provider, "model": model, "input_tokens": 1_000, "output_tokens": 200}
    base |= {"cached_input_tokens": 0, **fields}
    due = cost(price, base["input_tokens"], base["output_tokens"], cached=base["cached_input_tokens"])
    return [
        {
            "ts": datetime(2026, 5, 1) + timedelta(hours=12 * n),
            "provider": provider,
            "model": model,
            "cost_usd": due,
            **base,
        }
        for n in range(count)
    ]


def document(rows: list[dict[str, Any]], **settings: str) -> Document:
    return analyze(usage_of(rows), Scope(SPAN), FACTS, settings)


def insight(found: Document, name: str) -> Any:
    return found.block(f"optimization.{name}")


def test_at_list_price_nothing_is_saved_and_caching_shows_as_a_saving() -> None:
    assert document(calls("gpt-4")).metric("optimization.savings_rate").value == pytest.approx(0)
    cached = document(calls("gpt-4o", cached_input_tokens=800))
    price = BOOK.resolve("openai", "gpt-4o", date(2026, 5, 30))
    assert price is not None
    listed = cost(price, 1_000, 200)
    expected = 1 - cost(price, 1_000, 200, cached=800) / listed
    assert cached.metric("optimization.savings_rate").value == pytest.approx(float(expected))


def test_small_use_of_a_model_sold_by_the_hour_is_not_committed_to() -> None:
    rows = calls("claude-instant", "bedrock")
    found = insight(document(rows), "commitment")
    assert found.title == "Do not commit to provisioned capacity"
    assert found.impact is None
    table = document(rows).table("optimization.offers")
    mean = sum(row["cost_usd"] for row in rows) / (30 * 24)
    assert table.column("mean") == [pytest.approx(mean, abs=Decimal("0.000001"))] * 2
    assert [status.word for status in table.column("verdict")] == ["Do not commit"] * 2  # type: ignore[union-attr]


def test_steady_heavy_use_of_it_is() -> None:
    rows = [{**row, "cost_usd": Decimal(60)} for row in calls("claude-instant", "bedrock", count=60)]
    steady = [{**rows[0], "ts": datetime(2026, 5, 1) + timedelta(hours=n), "cost_usd": Decimal(60)} for n in range(720)]
    found = insight(document(steady), "commitment")
    assert "may pay" in found.title
    assert found.impact.base == pytest.approx((60 - 22) * Decimal(365) / 12 * 24)


def test_the_ladder_commits_to_more_at_a_larger_discount() -> None:
    rows = [{"ts": datetime(2026, 5, 1) + timedelta(hours=n), "cost_usd": Decimal(1 + n % 24)} for n in range(30 * 24)]
    table = document(rows).table("optimization.ladder")
    covered = [
        float(hourly) / (1 - discount)  # type: ignore[arg-type,operator]
        for discount, hourly in zip(table.column("discount"), table.column("hourly"), strict=True)
    ]
    assert covered == [pytest.approx(level) for level in (3, 5, 8, 10, 12)]


def test_background_work_is_worth_its_batch_discount() -> None:
    rows = [
        *calls("gpt-4-turbo", task_type="summarise", input_tokens=10_000),
        *calls("gpt-4-turbo", task_type="chat", input_tokens=10_000),
    ]
    found = insight(document(rows), "batch")
    expected = sum(row["cost_usd"] for row in rows if row["task_type"] == "summarise") / 2 * MONTHS
    assert found.impact.base == pytest.approx(expected)
    assert found.impact.low <= found.impact.base <= found.impact.high
    chosen = insight(document(rows, batch_tasks="chat, summarise"), "batch")
    assert chosen.impact.base == pytest.approx(2 * expected)


def test_the_cache_finding_is_the_gap_to_the_better_features() -> None:
    rows = [
        *calls("gpt-4o", feature_id="good", cached_input_tokens=800, count=3_000),
        *calls("gpt-4o", feature_id="fair", cached_input_tokens=400, count=3_000),
        *calls("gpt-4o", feature_id="none", count=3_000),
    ]
    rows = [{**row, "ts": datetime(2026, 5, 1 + n % 30)} for n, row in enumerate(rows)]
    price = BOOK.resolve("openai", "gpt-4o", date(2026, 5, 30))
    assert price is not None
    assert price.cache_read is not None
    gap = (400 + 800) * 3_000 * (price.input - price.cache_read) / 1_000_000
    assert insight(document(rows), "cache").impact.base == pytest.approx(gap * MONTHS)


def test_a_model_that_retires_is_a_move_with_dollars() -> None:
    found = insight(document(calls("gpt-4")), "retirement")
    table = document(calls("gpt-4")).table("optimization.retiring")
    assert table.column("on") == [date(2026, 10, 23)]
    best = table.rows[0].cells[table.index("best")]
    price = BOOK.resolve("openai", str(best), date(2026, 6, 1))
    assert price is not None
    assert table.rows[0].cells[table.index("best_cost")] == pytest.approx(cost(price, 1_000, 200) * 60 * MONTHS)
    assert found.impact.high >= found.impact.base


def test_no_option_is_smaller_than_the_longest_call() -> None:
    rows = calls("gpt-4-turbo", input_tokens=100_000)
    for name in document(rows).table("optimization.switches").column("to"):
        price = BOOK.resolve("openai", str(name), date(2026, 6, 1))
        assert price is not None
        assert price.context_window is None or price.context_window >= 100_200


def test_models_in_no_price_list_are_named() -> None:
    rows = [*calls("gpt-4"), {"provider": "openai", "model": "house-model", "cost_usd": Decimal(1)}]
    assert any("house-model" in getattr(block, "text", "") for block in document(rows).blocks())
