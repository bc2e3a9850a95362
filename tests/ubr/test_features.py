"""Feature economics against sums worked out beside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.calls.filter import parse_filter
from cip_tui.model.document import Document, Note, Row
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import InputRefused
from tests.rows import SPAN, Rows, run, some_calls

FEES: list[dict[str, Any]] = [
    {"customer_id": "acme", "monthly_fee": Decimal(99), "subscription_tier": "pro"},
    {"customer_id": "[red]b", "monthly_fee": Decimal(29), "subscription_tier": "starter"},
    {"customer_id": "idle", "monthly_fee": Decimal(50), "subscription_tier": "pro"},
]
MONTHS = Decimal(30) / 31


def by_feature(document: Document) -> dict[str, dict[str, Any]]:
    table = document.table("features.by_feature")
    keys = [column.key for column in table.columns]
    return {str(row.cells[0]): dict(zip(keys, row.cells, strict=True)) for row in table.rows}


@settings(max_examples=20, deadline=None)
@given(some_calls())
def test_cost_adoption_and_failures_equal_a_plain_computation(rows: Rows) -> None:
    document = run("features", rows)
    frame = pd.DataFrame(rows)
    active = frame[frame["customer_id"] != ""]["customer_id"].nunique()
    spread = {str(row.cells[0]): row.cells for row in document.table("features.distribution").rows}
    found = by_feature(document)
    assert len(found) == frame["feature_id"].nunique()
    for name, cells in found.items():
        part = frame[frame["feature_id"].replace("", "(not stated)") == name]
        known = part["cost_usd"].dropna()
        users = part[part["customer_id"] != ""].groupby("customer_id").size()
        assert cells["cost"] == (sum(known, Decimal(0)) if len(known) else None)
        assert cells["calls"] == len(part)
        assert cells["adoption"] == (len(users) / active if active else None)
        assert spread[name][3] == (users.median() if len(users) else None)
        assert spread[name][6] == pytest.approx((part["status"] == "error").mean())


@settings(max_examples=20, deadline=None)
@given(some_calls(), st.sampled_from(["calls", "evenly"]))
def test_every_fee_ends_up_at_a_feature_or_among_the_idle(rows: Rows, how: str) -> None:
    document = run("features", rows, settings={"allocate": how}, customers=FEES)
    found = by_feature(document)
    total = document.table("features.by_feature").total
    assert total is not None
    fees = sum(row["monthly_fee"] for row in FEES) * MONTHS
    assert total[6] == pytest.approx(fees, rel=Decimal("1e-20"))
    calling = {row["customer_id"] for row in rows}
    idle = sum(row["monthly_fee"] for row in FEES if row["customer_id"] not in calling) * MONTHS
    assert found.get("(customers without calls)", {}).get("revenue", Decimal(0)) == pytest.approx(idle)


def test_a_fee_is_spread_in_proportion_to_calls_or_evenly() -> None:
    rows: Rows = [{"customer_id": "acme", "feature_id": name} for name in ("a", "a", "a", "b")]
    calls = by_feature(run("features", rows, customers=FEES[:1]))
    assert calls["a"]["revenue"] == pytest.approx(Decimal(99) * MONTHS * 3 / 4)
    evenly = by_feature(run("features", rows, settings={"allocate": "evenly"}, customers=FEES[:1]))
    assert evenly["a"]["revenue"] == evenly["b"]["revenue"] == pytest.approx(Decimal(99) * MONTHS / 2)


def test_a_filter_shows_only_the_part_of_the_fee_its_calls_stand_for() -> None:
    rows: Rows = [{"customer_id": "acme", "feature_id": "a", "model": name} for name in ("x", "x", "x", "y")]
    parts = [
        by_feature(run("features", rows, Scope(SPAN, parse_filter(f"model={name}")), customers=FEES[:1]))["a"][
            "revenue"
        ]
        for name in ("x", "y")
    ]
    assert parts == [pytest.approx(Decimal(99) * MONTHS * part / 4) for part in (3, 1)]


def test_a_price_file_gives_revenue_by_call_and_by_customer(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("feature_id,price_per_call,price_per_customer_month\na,0.5,\nb,,31\n", encoding="utf-8")
    rows: Rows = [
        {"customer_id": name, "feature_id": feature} for name in ("x", "y") for feature in ("a", "a", "b", "c")
    ]
    found = by_feature(run("features", rows, settings={"prices": str(path)}))
    assert found["a"]["revenue"] == Decimal(2)
    assert found["b"]["revenue"] == pytest.approx(Decimal(60))
    assert found["c"]["revenue"] is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("feature_id\na\n", "no price"),
        ("feature_id,price_per_call\na,much\n", "not a number"),
        ("x,y\n1,2\n", "no price"),
    ],
)
def test_a_price_file_that_makes_no_sense_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "prices.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused, match=words):
        run("features", [{}], settings={"prices": str(path)})


def use(feature: str, customers: int, first: int, second: int, cost: Decimal = Decimal("0.1")) -> Rows:
    """Calls of a feature: `first` a day in the first half of the days, `second` in the second."""
    return [
        {
            "ts": datetime(2026, 5, 1) + timedelta(days=day, minutes=n),
            "feature_id": feature,
            "customer_id": f"c{n % customers}",
            "cost_usd": cost,
        }
        for day in range(30)
        for n in range(first if day < 15 else second)
    ]


def advice(document: Document, feature: str) -> str:
    return str(by_feature(document)[feature]["advice"].word)


def test_advice_follows_use_growth_and_margin() -> None:
    rows = use("core", 20, 20, 20, Decimal("0.01")) + use("dying", 1, 4, 2) + use("dear", 20, 20, 22, Decimal("0.5"))
    customers = [{"customer_id": f"c{n}", "monthly_fee": Decimal(10)} for n in range(20)]
    document = run("features", rows, customers=customers)
    assert advice(document, "core") == "Invest"
    assert advice(document, "dear") == "Fix"
    assert advice(document, "dying") == "Sunset"
    ids = {insight.id for insight in document.insights()}
    assert ids == {"features.sunset", "features.fix", "features.invest"}
    growth = by_feature(document)["dying"]["growth"]
    assert growth == pytest.approx(-0.5)


def test_a_loss_is_counted_to_break_even() -> None:
    rows = use("dear", 2, 10, 10, Decimal(1))
    customers = [{"customer_id": f"c{n}", "monthly_fee": Decimal(31)} for n in range(2)]
    insight = next(
        found for found in run("features", rows, customers=customers).insights() if found.id == "features.fix"
    )
    assert insight.impact is not None
    assert insight.impact.base == pytest.approx(Decimal(300 - 60) * Decimal(365) / 12 / 30)


def test_without_fees_and_prices_revenue_is_unknown_and_said_so() -> None:
    document = run("features", use("core", 3, 4, 4))
    assert document.metric("features.revenue").value is None
    assert any("not known" in block.text for block in document.blocks() if isinstance(block, Note))


def test_calls_without_a_feature_get_no_advice() -> None:
    (row,) = run("features", [{}]).table("features.by_feature").rows
    assert isinstance(row, Row)
    assert row.cells[0] == "(not stated)"
    assert row.cells[10] is None
