"""Cost integrity: planted flaws are found with their dollars, and sums equal a plain computation."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.calls.prices import cost
from cip_tui.model.document import Document, Insight, Note
from tests.rows import BOOK, FACTS, Rows, run

MONTH = Decimal(365) / 12 / 30
amounts = st.one_of(st.none(), st.just(Decimal(0)), st.decimals(0, 50, places=6))


def listed(
    model: str = "gpt-4o", provider: str = "openai", tokens: int = 10_000, out: int = 500, cached: int = 0
) -> Decimal:
    price = BOOK.resolve(provider, model, FACTS.as_of)
    assert price is not None
    return cost(price, tokens, out, cached=cached)


def call(reported: Decimal | None, repriced: Decimal | None = None, **fields: Any) -> dict[str, Any]:
    """A call with a reported and a repriced cost; the repriced one is the list price unless given."""
    tokens, cached = fields.pop("tokens", 10_000), fields.pop("cached", 0)
    book = listed(tokens=tokens, cached=cached) if repriced is None else repriced
    used = book if reported is None else reported
    return {
        "model": "gpt-4o",
        "input_tokens": tokens,
        "cached_input_tokens": cached,
        "output_tokens": 500,
        "reported_cost_usd": reported,
        "repriced_cost_usd": book,
        "cost_usd": used,
        "cost_source": "repriced" if reported is None else "reported",
        "price_key": "openai/gpt-4o",
        **fields,
    }


def unpriced(
    model: str, tokens: int | None = 1_000_000, out: int | None = 0, provider: str = "openai"
) -> dict[str, Any]:
    return {
        "model": model,
        "provider": provider,
        "input_tokens": tokens,
        "output_tokens": out,
        "reported_cost_usd": None,
        "repriced_cost_usd": None,
        "cost_usd": None,
        "cost_source": "none",
    }


def finding(document: Document, name: str) -> Insight | None:
    return next((item for item in document.insights() if item.id == f"integrity.{name}"), None)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(amounts, amounts, st.sampled_from("ab"), st.sampled_from("xy")), min_size=1, max_size=15))
def test_tables_equal_a_plain_computation(drawn: list[tuple[Decimal | None, Decimal | None, str, str]]) -> None:
    rows: Rows = [
        {
            "model": model,
            "source_file": source,
            "reported_cost_usd": reported,
            "repriced_cost_usd": repriced,
            "cost_usd": repriced if reported is None else reported,
            "cost_source": "none" if reported is None and repriced is None else "reported",
        }
        for reported, repriced, model, source in drawn
    ]
    document = run("integrity", rows)
    for table_id, place in (("integrity.by_model", 2), ("integrity.by_source", 3)):
        for row in document.table(table_id).rows:
            own = [item for item in drawn if item[place] == row.cells[0]]
            both = [(a, b) for a, b, *_ in own if a is not None and b is not None]
            used = [cost for a, b, *_ in own if (cost := b if a is None else a) is not None]
            assert row.cells[1] == (sum(used, Decimal(0)) if used else None)
            assert row.cells[4] == (sum((a - b for a, b in both), Decimal(0)) if both else None)
            assert row.cells[6] == sum(a > b * Decimal("1.01") or (a != 0 and a < b * Decimal("0.99")) for a, b in both)
            assert row.cells[7] == sum(a == 0 and b > 0 for a, b in both)
            assert row.cells[8] == len(own) - len(used)
    made = document.table("integrity.made")
    assert made.total is not None
    for column in ("used", "book"):
        parts = [cell for cell in made.column(column) if isinstance(cell, Decimal)]
        assert sum(parts, Decimal(0)) == (made.total[made.index(column)] or Decimal(0))


def test_zeros_with_tokens_and_a_price_are_dollars_not_counted() -> None:
    document = run("integrity", [call(Decimal(0), source_file="proxy.csv")] * 200 + [call(listed())] * 100)
    insight = finding(document, "silent_zeros")
    assert insight is not None
    assert insight.impact is not None
    assert insight.impact.base == pytest.approx(200 * listed() * MONTH)
    assert document.table("integrity.zeros").column("source") == ["proxy.csv"]
    assert document.metric("integrity.at_stake").value == pytest.approx(200 * listed())


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (lambda price: price.input, "again at its own price"),
        (lambda price: 2 * price.input - price.cache_read, "twice in full"),
        (lambda price: price.input - price.cache_read, "discount left out"),
    ],
)
def test_each_way_to_count_cached_tokens_wrongly_is_told_from_the_others(extra: Any, words: str) -> None:
    price = BOOK.resolve("openai", "gpt-4o", FACTS.as_of)
    wrong = 8_000 * extra(price) / 1_000_000
    right = listed(cached=8_000)
    rows = [call(right + wrong, cached=8_000, source_file="langfuse.csv")] * 50 + [call(listed())] * 50
    document = run("integrity", rows, settings={"floor": "0"})
    insight = finding(document, "cached_twice")
    assert insight is not None
    assert insight.impact is not None
    assert words in insight.problem
    assert insight.impact.base == pytest.approx(50 * wrong * MONTH)
    assert finding(document, "differences") is None


def test_any_other_difference_is_no_double_counting() -> None:
    right = listed(cached=8_000)
    document = run("integrity", [call(right * Decimal("1.3"), cached=8_000)] * 50, settings={"floor": "0"})
    assert finding(document, "cached_twice") is None
    insight = finding(document, "differences")
    assert insight is not None
    assert insight.impact is not None
    assert insight.impact.base == pytest.approx(50 * right * Decimal("0.3") * MONTH)


def test_what_lies_within_the_tolerance_is_no_finding() -> None:
    rows = [call(listed() * Decimal("1.05"))] * 100
    assert finding(run("integrity", rows, settings={"floor": "0"}), "differences") is not None
    assert finding(run("integrity", rows, settings={"tolerance": "10%", "floor": "0"}), "differences") is None


def test_unknown_models_are_listed_with_a_range_of_known_prices() -> None:
    rows = [unpriced("house-model")] * 3 + [call(listed())] * 10
    document = run("integrity", rows)
    (row,) = document.table("integrity.unknown").rows
    prices = [
        price.input
        for provider, model in BOOK.models()
        if provider == "openai" and (price := BOOK.resolve(provider, model, FACTS.span.last)) and price.output  # type: ignore[union-attr]
    ]
    assert row.cells[:4] == ("house-model", "openai", 3, 3_000_000)
    assert (row.cells[5], row.cells[6]) == (3 * min(prices), 3 * max(prices))
    insight = finding(document, "unpriced_calls")
    assert insight is not None
    assert insight.impact is not None
    assert insight.drill == "cost=none"
    mean = 10 * listed() / (10 * 10_500) * 3_000_000
    assert insight.impact.base == pytest.approx(mean * MONTH)
    assert row.drill == "model=house-model cost=none"


def test_unknown_models_without_tokens_have_no_range() -> None:
    document = run("integrity", [unpriced("house-model", None, None)] * 3)
    insight = finding(document, "unpriced_calls")
    assert insight is not None
    assert insight.impact is None
    assert document.metric("integrity.at_stake").value is None


def test_a_source_that_reports_no_cost_says_that_there_is_nothing_to_compare() -> None:
    document = run("integrity", [call(None)])
    assert document.metric("integrity.difference").value is None
    assert any("reports no cost" in block.text for block in document.blocks() if isinstance(block, Note))


def test_clean_data_gives_no_finding() -> None:
    assert run("integrity", [call(listed())] * 5).insights() == []
