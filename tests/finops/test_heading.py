"""Where spend is heading: the trial of the forecast, budgets, and spend without an owner."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cip_tui.model.document import Document
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import UsageError
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.finops.understanding import analyze
from cip_tui.model.period import Period
from tests.usage import usage_of

SPAN = Period(date(2026, 3, 1), date(2026, 5, 21))
FACTS = SpendFacts(as_of=date(2026, 5, 21), span=SPAN)


def steady(amount: str = "10", **fields: Any) -> list[dict[str, Any]]:
    days = range(SPAN.days)
    return [{"ts": datetime(2026, 3, 1) + timedelta(days=n), "cost_usd": Decimal(amount), **fields} for n in days]


def document(rows: list[dict[str, Any]], tables: dict[str, Any] | None = None, **settings: str) -> Document:
    return analyze(usage_of(rows, **(tables or {})), Scope(SPAN), FACTS, settings)


OWNED = {"customer_id": "c", "organization_id": "o", "product_id": "p"}


def test_steady_spend_is_forecast_without_error_on_its_own_history() -> None:
    found = document(steady(**OWNED))
    assert found.table("understanding.trial").column("total")[0] == pytest.approx(0, abs=1e-6)
    assert found.metric("understanding.coverage").value == 1.0


def test_a_budget_that_will_be_crossed_is_dated() -> None:
    # 20 days of $10 are spent by 20 May; $250 is reached on 25 May.
    (insight,) = document(steady(**OWNED), budget="245").insights()
    assert insight.id == "understanding.budget"
    assert "probably be crossed on 2026-05-25" in insight.title
    assert insight.impact is not None
    assert insight.impact.base == pytest.approx(Decimal(310 - 245), abs=Decimal("0.01"))


def test_a_budget_that_is_spent_says_so_and_one_that_holds_says_nothing() -> None:
    assert "crossed already" in document(steady(**OWNED), budget="150").insights()[0].title
    assert document(steady(**OWNED), budget="900").insights() == []


def test_the_imported_budget_for_everything_counts() -> None:
    tables = {
        "budgets": [
            {"month": date(2026, 5, 1), "dimension": "everything", "name": "everything", "amount": Decimal(245)}
        ]
    }
    assert [insight.id for insight in document(steady(**OWNED), tables).insights()] == ["understanding.budget"]


def test_spend_without_an_owner_is_a_finding() -> None:
    rows = [*steady(**OWNED), *steady("5", organization_id="o", product_id="p")]
    (insight,) = document(rows).insights()
    assert insight.title == "33.3 % of spend names no customer"
    assert insight.drill == 'customer=""'


def test_an_unknown_setting_is_named() -> None:
    with pytest.raises(UsageError, match="Did you mean budget"):
        document(steady(), budgt="1")
