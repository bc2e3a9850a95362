"""Five weeks of steady calls of eight customers, and ways to disturb them."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from cip_tui.model.calls.prices import PriceBook, cost
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.period import Period

START, DAYS = date(2026, 4, 20), 35
SPAN = Period(START, START + timedelta(days=DAYS))
BOOK = PriceBook.load()
FACTS = SpendFacts(as_of=SPAN.end, span=SPAN, book=BOOK)
SPIKE = "2026-05-14"
CUSTOMERS = ("acme", *(f"customer-{number}" for number in range(1, 8)))
Row = dict[str, Any]
Disturb = Callable[[str, date, int], Row]
"""Customer, day and the usual number of calls give what is other on that day; `calls` sets their number."""


def steady(disturb: Disturb = lambda *_: {}) -> list[Row]:
    """Return about ten calls a day for each customer, on two models and in two features; a row for those of a kind."""
    draw = random.Random(5)
    rows = []
    for customer in CUSTOMERS:
        for number in range(DAYS):
            day = START + timedelta(days=number)
            usual = draw.randint(19, 22)
            other = dict(disturb(customer, day, usual))
            calls = other.pop("calls", usual)
            kinds = (("answer", "gpt-4", calls // 2), ("rank", "gpt-4-turbo", calls - calls // 2))
            rows += [_row(customer, day, kind, other) for kind in kinds]
    return rows


def _row(customer: str, day: date, kind: tuple[str, str, int], other: Row) -> Row:
    feature, model, calls = kind
    each: Row = {"provider": "openai", "model": model, "input_tokens": 2_000, "output_tokens": 200} | other
    tokens_in, tokens_out = each.pop("input_tokens") * calls, each.pop("output_tokens") * calls
    price = BOOK.resolve(each["provider"], each["model"], START)
    assert price is not None
    due = cost(price, tokens_in, tokens_out)
    return {
        "ts": datetime(day.year, day.month, day.day, 12),
        "customer_id": customer,
        "feature_id": feature,
        "request_count": calls,
        "input_tokens": tokens_in,
        "output_tokens": tokens_out,
        "cost_usd": due,
        "reported_cost_usd": due,
        "repriced_cost_usd": due,
        **each,
    }


def spike(day: str = SPIKE, **other: Any) -> Disturb:
    """Return a disturbance of acme's one day; `times` multiplies its calls."""

    def disturb(customer: str, when: date, usual: int) -> Row:
        if customer != "acme" or when != date.fromisoformat(day):
            return {}
        changed = dict(other)
        if "times" in changed:
            changed["calls"] = usual * changed.pop("times")
        return changed

    return disturb


def total(rows: list[Row], customer: str, first: date, last: date) -> Decimal:
    """Add up what a customer cost over some days, by hand."""
    return sum(
        (r["cost_usd"] for r in rows if r["customer_id"] == customer and first <= r["ts"].date() <= last), Decimal(0)
    )


def write_spiky(path: Path) -> Path:
    """Write steady calls with one spike of acme as a file of the product's own schema."""
    names = (
        "request_count",
        "provider",
        "model",
        "input_tokens",
        "output_tokens",
        "cost_usd",
        "customer_id",
        "feature_id",
    )
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(("timestamp", *names))
        for row in steady(spike(times=6)):
            writer.writerow((row["ts"].isoformat(), *(row[name] for name in names)))
    return path
