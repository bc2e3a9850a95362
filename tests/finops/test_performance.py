"""Performance tracking against every call priced one by one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.calls.filter import parse_filter
from cip_tui.model.calls.prices import cost
from cip_tui.model.document import Document, Insight, Note
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import InputRefused, UsageError
from tests.rows import BOOK, FACTS, SPAN, Rows, run, some_calls
from tests.usage import usage_of

MONTH = Decimal(365) / 12 / 30
HOUSE = {"gpt-4": "openai", "gpt-4-turbo": "openai", "claude-instant": "bedrock", "claude-haiku-4-5": "anthropic"}


def priced(model: str, tokens_in: int, tokens_out: int, cached: int = 0) -> Decimal:
    price = BOOK.resolve(HOUSE[model], model, FACTS.as_of)
    assert price is not None
    return cost(price, tokens_in, tokens_out, cached=cached)


def call(model: str, tokens_in: int = 1000, tokens_out: int = 200, cached: int = 0, **fields: Any) -> dict[str, Any]:
    paid = priced(model, tokens_in, tokens_out, cached)
    tokens = {"input_tokens": tokens_in, "output_tokens": tokens_out, "cached_input_tokens": cached}
    return {"model": model, "provider": HOUSE[model], "cost_usd": paid, "task_type": "chat", **tokens, **fields}


def days(model: str, quality: float | None = None, each: int = 2, **fields: Any) -> Rows:
    return [
        call(model, ts=datetime(2026, 5, 1) + timedelta(days=day, minutes=n), quality_score=quality, **fields)
        for day in range(30)
        for n in range(each)
    ]


def options(document: Document, task: str = "chat") -> dict[str, tuple[Any, ...]]:
    rows = document.table("performance.options").rows
    return {str(row.cells[1]): row.cells[1:] for row in rows if row.cells[0] == task}


def switch(document: Document) -> Insight | None:
    return next((item for item in document.insights() if item.id == "performance.switch.1"), None)


@settings(max_examples=15, deadline=None)
@given(some_calls())
def test_cost_per_task_and_model_equals_a_plain_computation(rows: Rows) -> None:
    table = run("performance", rows).table("performance.tasks")
    frame = pd.DataFrame(rows).replace({"task_type": {"": "(not stated)"}})
    for row in table.rows:
        part = frame[(frame["task_type"] == row.cells[0]) & (frame["model"] == row.cells[1])]
        known = part["cost_usd"].dropna()
        paid = sum(known, Decimal(0)) if len(known) else None
        good = int((part["status"] != "error").sum())
        assert row.cells[2] == paid
        assert row.cells[3] == len(part)
        assert row.cells[6] == pytest.approx(1 - good / len(part))
        if paid is not None and good:
            assert row.cells[5] == pytest.approx(paid / good)
    assert sum(table.column("calls")) == len(rows)  # type: ignore[arg-type]


tokens = st.tuples(st.sampled_from(sorted(HOUSE)), st.integers(1, 5000), st.integers(0, 2000), st.integers(0, 5000))


@settings(max_examples=25, deadline=None)
@given(st.lists(tokens, min_size=1, max_size=20))
def test_another_model_costs_what_every_single_call_would_cost_on_it(drawn: list[tuple[str, int, int, int]]) -> None:
    rows = [call(model, size, out, min(cached, size)) for model, size, out, cached in drawn]
    rows += [call("claude-instant", 10, 10), call("gpt-4", 4000, 1000)]
    document = run("performance", rows, settings={"floor": "0"})
    found = options(document)
    for model, cells in found.items():
        groups = {
            name: [
                row["cost_usd"] - priced(model, row["input_tokens"], row["output_tokens"], row["cached_input_tokens"])
                for row in rows
                if row["model"] == name
            ]
            for name in HOUSE
        }
        saved = sum(max(Decimal(0), sum(parts, Decimal(0))) for parts in groups.values())
        assert cells[3] == pytest.approx(saved * MONTH, rel=Decimal("1e-15"), abs=Decimal("1e-20"))
        by_hand = sum(
            priced(model, row["input_tokens"], row["output_tokens"], row["cached_input_tokens"]) for row in rows
        )
        assert cells[1] == pytest.approx(by_hand * MONTH, rel=Decimal("1e-18"))
    insight = switch(document)
    assert insight is not None
    assert insight.impact is not None
    assert insight.impact.base == max(cells[3] for cells in found.values())
    assert insight.impact.low <= insight.impact.base <= insight.impact.high  # type: ignore[operator]


def test_a_negotiated_discount_is_expected_of_the_other_model_too() -> None:
    rows = [{**row, "cost_usd": row["cost_usd"] / 2} for row in days("gpt-4", each=9)] + days("gpt-4-turbo")
    list_price = run("performance", days("gpt-4", each=9) + days("gpt-4-turbo"))
    discounted = run("performance", rows)
    assert switch(discounted).impact.base == pytest.approx(switch(list_price).impact.base / 2)  # type: ignore[union-attr]


def test_a_model_below_the_present_quality_is_not_recommended() -> None:
    rows = days("gpt-4", 0.9) + days("claude-instant", 0.5) + days("gpt-4-turbo", 0.9)
    document = run("performance", rows)
    assert document.table("performance.recommended").column("best") == ["gpt-4-turbo"]
    found = options(document)
    assert found["claude-instant"][-1].word.startswith("Below quality")
    assert found["gpt-4-turbo"][-1].word == "Recommended"
    lower = run("performance", rows, settings={"quality_floor": "0.4"})
    assert lower.table("performance.recommended").column("best") == ["claude-instant"]


def test_calls_on_a_better_model_stay_where_they_are() -> None:
    rows = days("gpt-4", 0.95) + days("claude-haiku-4-5", 0.80) + days("gpt-4-turbo", 0.80)
    insight = switch(run("performance", rows, settings={"floor": "0"}))
    assert insight is not None
    assert insight.impact is not None
    assert insight.drill == "task=chat model=gpt-4-turbo"
    saved = 60 * (priced("gpt-4-turbo", 1000, 200) - priced("claude-haiku-4-5", 1000, 200))
    assert insight.impact.base == pytest.approx(saved * MONTH)


def test_a_slow_model_is_not_recommended() -> None:
    rows = days("gpt-4", latency_ms=1000) + days("gpt-4-turbo", latency_ms=9000, each=1)
    assert run("performance", rows).table("performance.recommended").column("best") == ["keep"]
    relaxed = run("performance", rows, settings={"slower": "900%"})
    assert relaxed.table("performance.recommended").column("best") == ["gpt-4-turbo"]
    strict = run("performance", rows, settings={"slower": "900%", "max_p95": "5000"})
    assert strict.table("performance.recommended").column("best") == ["keep"]


def test_a_model_whose_window_is_too_small_for_the_longest_call_is_no_option() -> None:
    long = days("gpt-4-turbo", tokens_in=60_000, task_type="read")
    short = days("claude-instant", task_type="chat")
    document = run("performance", long + short, settings={"candidates": "openai/gpt-3.5-turbo"})
    assert options(document, "read")["gpt-3.5-turbo"][-1].word.startswith("Window of")
    assert document.table("performance.recommended").column("best") == ["keep", "keep"]


def test_without_scores_models_are_ranked_by_cost_only_and_it_is_said() -> None:
    document = run("performance", days("gpt-4") + days("gpt-4-turbo"))
    insight = switch(document)
    assert insight is not None
    assert "by cost only" in insight.problem
    assert "Measure quality before" in insight.recommendation
    assert any("Quality: none" in block.text for block in document.blocks() if isinstance(block, Note))


def test_too_few_scores_are_no_knowledge() -> None:
    rows = days("gpt-4") + days("gpt-4-turbo") + [call("gpt-4", quality_score=0.9)]
    document = run("performance", rows)
    assert any("Quality: none" in block.text for block in document.blocks() if isinstance(block, Note))


def test_dominated_models_are_named_with_the_dollars_in_them() -> None:
    document = run("performance", days("gpt-4", 0.8) + days("gpt-4-turbo", 0.85) + days("claude-instant", 0.6))
    table = document.table("performance.dominated")
    assert [(row.cells[1], row.cells[3]) for row in table.rows] == [("gpt-4", "gpt-4-turbo")]
    saved = 60 * (priced("gpt-4", 1000, 200) - priced("gpt-4-turbo", 1000, 200)) * MONTH
    assert table.column("saving") == [pytest.approx(saved)]
    assert table.rows[0].drill == "task=chat model=gpt-4 provider=openai"


def test_percentiles_equal_those_of_the_single_calls() -> None:
    generator = np.random.default_rng(3)
    rows = [
        call(model, latency_ms=int(value))
        for model in ("gpt-4", "claude-instant")
        for value in generator.lognormal(7, 0.8, 200)
    ]
    document = run("performance", rows)
    for row in document.table("performance.latency").rows:
        own = [item["latency_ms"] for item in rows if item["model"] == row.cells[0]]
        assert row.cells[1:4] == pytest.approx(tuple(np.quantile(own, [0.5, 0.95, 0.99])))
    everything = np.quantile([item["latency_ms"] for item in rows], 0.95)
    assert document.metric("performance.p95").value == pytest.approx(everything)


def test_a_quality_file_stands_in_for_scores(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("model,task_type,score\ngpt-4,,0.9\ngpt-4-turbo,chat,0.91\ngpt-4-turbo,,0.1\n", encoding="utf-8")
    document = run("performance", days("gpt-4") + days("gpt-4-turbo"), settings={"quality": str(path)})
    assert document.table("performance.recommended").column("best") == ["gpt-4-turbo"]
    assert any("scores.csv" in block.text for block in document.blocks() if isinstance(block, Note))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("model,task_type\nx,y\n", "score is missing"),
        ("model,score\ngpt-4,7\n", "out of range"),
        ("model,score\na,b\n", "not a"),
    ],
)
def test_a_quality_file_that_makes_no_sense_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "scores.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused, match=words):
        run("performance", [{}], settings={"quality": str(path)})


def test_a_candidate_without_a_price_is_refused() -> None:
    with pytest.raises(UsageError, match="no price"):
        run("performance", [{}], settings={"candidates": "openai/never-heard-of"})


def test_failed_calls_that_are_paid_are_a_finding() -> None:
    rows = days("gpt-4") + days("gpt-4", status="error", each=1)
    document = run("performance", rows)
    insight = next(item for item in document.insights() if item.id == "performance.failures")
    assert insight.impact is not None
    assert insight.impact.base == pytest.approx(30 * priced("gpt-4", 1000, 200) * MONTH)
    assert insight.drill is not None
    behind = usage_of(rows).within(Scope(SPAN, parse_filter(insight.drill)))
    assert behind.totals(("record_count", "failed_records")) == {"record_count": 30, "failed_records": 30}


def test_savings_of_tasks_add_up_to_the_headline() -> None:
    rows = (
        days("gpt-4") + days("gpt-4-turbo") + days("gpt-4", task_type="rank") + days("claude-instant", task_type="rank")
    )
    document = run("performance", rows)
    saving = document.metric("performance.saving").value
    found = [item.impact.base for item in document.insights() if ".switch." in item.id and item.impact]
    assert saving == pytest.approx(sum(found))
    assert saving == pytest.approx(sum(document.table("performance.recommended").column("saving")))  # type: ignore[arg-type]


def test_a_drill_leads_to_the_calls_that_would_move() -> None:
    rows = days("gpt-4") + days("gpt-4-turbo")
    insight = switch(run("performance", rows, Scope(SPAN, parse_filter('product=""'))))
    assert insight is not None
    assert insight.drill is not None
    columns: Mapping[str, str] = {"task": "task_type", "model": "model", "product": "product_id"}
    terms = parse_filter(insight.drill).terms
    kept = [row for row in rows if all(term.matches(row.get(columns[term.dimension], "")) for term in terms)]
    assert {row["model"] for row in kept} == {"gpt-4"}
