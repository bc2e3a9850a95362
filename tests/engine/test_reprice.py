"""Prices in SQL: the same as the price book's own sum in Decimal, call by call."""

from __future__ import annotations

import csv
import tempfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.calls.prices import cost
from tests.sources.reading import BOOK, Read, read

MODELS = (
    *[pair for pair in BOOK.models() if pair[0] in ("openai", "anthropic", "google")][::7],
    ("openai", "unheard-of"),
)
COLUMNS = (
    "timestamp", "provider", "model", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens",
    "cost_usd", "service_tier",
)  # fmt: skip


def priced(rows: list[dict[str, Any]]) -> Read:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        return read(path, Path(folder) / "out")


CALLS = st.fixed_dictionaries(
    {
        "timestamp": st.datetimes(datetime(2023, 1, 1), datetime(2026, 11, 30)),
        "pair": st.sampled_from(MODELS),
        "plain": st.integers(0, 400_000),
        "cached_input_tokens": st.integers(0, 1000),
        "cache_write_tokens": st.integers(0, 1000),
        "output_tokens": st.integers(0, 100_000),
        "service_tier": st.sampled_from(["", "standard", "batch", "priority"]),
        "cost_usd": st.one_of(st.none(), st.just(Decimal(0)), st.decimals(0, 10, places=6)),
    }
)


@settings(max_examples=20)
@given(st.lists(CALLS, min_size=1, max_size=25))
def test_every_call_costs_what_the_price_book_says(calls: list[dict[str, Any]]) -> None:
    rows = []
    for call in calls:
        provider, model = call.pop("pair")
        inputs = call.pop("plain") + call["cached_input_tokens"] + call["cache_write_tokens"]
        rows.append({**call, "provider": provider, "model": model, "input_tokens": inputs})
    found = priced(rows)
    assert len(found.rows) == len(rows)
    for row, said in zip(found.rows, rows, strict=True):
        price = BOOK.resolve(said["provider"], said["model"], row["ts"].date())
        batch = said["service_tier"] == "batch"
        known = price is not None and said["service_tier"] != "priority" and not (batch and price.batch_factor is None)
        expected = (
            cost(
                price,
                row["input_tokens"],
                row["output_tokens"],
                cached=row["cached_input_tokens"],
                cache_write=row["cache_write_tokens"],
                batch=batch,
            )
            if known and price is not None
            else None
        )
        assert row["repriced_cost_usd"] == (None if expected is None else round(expected, 12))
        assert row["cost_usd"] == (row["repriced_cost_usd"] if said["cost_usd"] is None else said["cost_usd"])
        source = "reported" if said["cost_usd"] is not None else "repriced" if known else "none"
        assert row["cost_source"] == source
        assert (row["price_key"] == "") == (not known)


def row(**values: object) -> dict[str, Any]:
    return {"timestamp": "2026-03-01 00:00:00", "provider": "openai", "model": "gpt-4", "output_tokens": 0, **values}


def test_a_price_holds_for_the_days_it_holds() -> None:
    changed = [price for price in BOOK.prices if price.effective_to is not None]
    assert changed
    old = changed[0]
    assert old.effective_to is not None
    first = old.effective_from or date(2023, 1, 1)
    days = (first, old.effective_to)
    found = priced(
        [
            row(timestamp=f"{day} 00:00:00", provider=old.provider, model=old.model, input_tokens=1_000_000)
            for day in days
        ]
    )
    for each, day in zip(found.rows, days, strict=True):
        price = BOOK.resolve(old.provider, old.model, day)
        assert price is not None
        assert each["repriced_cost_usd"] == cost(price, 1_000_000, 0)


def test_a_cost_beyond_what_a_row_can_hold_is_unpriced_and_does_not_end_the_import() -> None:
    found = priced([row(input_tokens=10**13), row(input_tokens=1000)])
    assert found.column("repriced_cost_usd") == [None, Decimal("0.03")]


def test_parts_that_exceed_their_input_are_said_and_not_priced() -> None:
    found = priced([row(input_tokens=10, cached_input_tokens=20), row(input_tokens=10, cached_input_tokens=10)])
    assert found.rows[0]["repriced_cost_usd"] is None
    assert found.finding("cache-parts").where.row == 2
    assert found.finding("unpriced").count == 1


@pytest.mark.parametrize("name", ["unheard-of", ""])
def test_an_unknown_model_is_unpriced_and_named(name: str) -> None:
    found = priced([row(model=name, input_tokens=10)])
    assert (found.rows[0]["cost_usd"], found.rows[0]["cost_source"], found.rows[0]["price_key"]) == (None, "none", "")
    assert ("unheard-of" in found.finding("unpriced").message) == bool(name)
