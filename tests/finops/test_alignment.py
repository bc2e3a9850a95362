"""Organisational alignment against sums worked out beside it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.calls.filter import parse_filter
from cip_tui.model.document import Document, Note, Series
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import UsageError
from cip_tui.model.finops.chargeback import METHODS, charges
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.money import rounded
from cip_tui.model.period import Period
from tests.rows import SPAN, Rows, run, some_calls

amounts = st.decimals(min_value=0, max_value=10_000, places=9)


@given(
    st.dictionaries(st.text(max_size=3), amounts, min_size=1, max_size=6),
    amounts,
    st.sampled_from(METHODS),
    st.data(),
)
def test_charges_add_up_to_the_cent_under_every_method(
    direct: dict[str, Decimal], shared: Decimal, method: str, data: st.DataObject
) -> None:
    weights = data.draw(st.dictionaries(st.sampled_from(sorted(direct)), st.integers(1, 100).map(Decimal), min_size=1))
    charged = charges(direct, shared, method, weights)
    if charged is None:
        assert method == "proportional"
        assert not sum(direct.values())
        return
    assert set(charged) == set(direct)
    assert sum(charged.values()) == rounded(sum(direct.values(), shared))


def test_each_method_shares_out_as_it_says() -> None:
    direct, shared = {"red": Decimal(30), "blue": Decimal(10)}, Decimal(20)
    assert charges(direct, shared, "even", {}) == {"red": Decimal(40), "blue": Decimal(20)}
    assert charges(direct, shared, "proportional", {}) == {"red": Decimal(45), "blue": Decimal(15)}
    assert charges(direct, shared, "fixed", {"blue": Decimal(1)}) == {"red": Decimal(30), "blue": Decimal(30)}
    assert charges(direct, shared, "fixed", {}) is None


@settings(max_examples=15, deadline=None)
@given(some_calls())
def test_showback_and_unit_costs_equal_a_plain_computation(rows: Rows) -> None:
    document = run("alignment", rows, settings={"by": "team"})
    frame = pd.DataFrame(rows)
    known = frame[frame["cost_usd"].notna()]
    expected = {name or "(not stated)": sum(part["cost_usd"]) for name, part in known.groupby("team_id")}
    table = document.table("alignment.chargeback")
    found = dict(zip(table.column("name"), table.column("direct"), strict=True))
    assert {name: cost for name, cost in found.items() if cost} == {
        name: cost for name, cost in expected.items() if cost
    }
    units = document.table("alignment.comparison")
    tokens = known["input_tokens"].fillna(0) + known["output_tokens"].fillna(0)
    for row in units.rows:
        chosen = known["team_id"].replace("", "(not stated)") == row.cells[0]
        # A model's group counts where any of its calls states tokens.
        groups = known.assign(tokens=tokens)[chosen].groupby("model")
        kept = [part for _, part in groups if part["tokens"].sum()]
        cost = sum(float(sum(part["cost_usd"])) for part in kept)
        assert float(row.cells[3]) == pytest.approx(cost * 1000 / sum(part["tokens"].sum() for part in kept))  # type: ignore[arg-type]
        if row.cells[4] is not None:
            assert row.cells[4] == pytest.approx(row.cells[5] + row.cells[6], abs=1e-9)  # type: ignore[operator]


def test_a_split_that_names_nobody_is_refused() -> None:
    with pytest.raises(UsageError, match="Did you mean red"):
        run("alignment", [{"team_id": "red"}], settings={"split": "rad:100"})


def test_without_teams_the_cost_is_charged_by_product_and_says_so() -> None:
    document = run("alignment", [{"product_id": "chat"}])
    assert document.table("alignment.chargeback").columns[0].title == "Product"
    assert any("charged by product" in block.text for block in document.blocks() if isinstance(block, Note))


def spend(amount: int, days: range, **fields: Any) -> Rows:
    return [
        {"ts": datetime(2026, 5, 1) + timedelta(days=day - 1), "cost_usd": Decimal(amount), **fields} for day in days
    ]


def budget(amount: int, dimension: str = "team", name: str = "red", month: date = date(2026, 5, 1)) -> dict[str, Any]:
    return {"month": month, "dimension": dimension, "name": name, "amount": Decimal(amount)}


def budgets_of(rows: Rows, *budgets: dict[str, Any], until: int, filter_text: str = "") -> Document:
    facts = SpendFacts(as_of=date(2026, 5, 1) + timedelta(days=until), span=SPAN)
    return run("alignment", rows, Scope(SPAN, parse_filter(filter_text)), facts, budgets=budgets)


def test_a_running_month_tells_the_day_on_which_the_budget_is_gone() -> None:
    document = budgets_of(spend(10, range(1, 11), team_id="red"), budget(205), until=10)
    (row,) = document.table("alignment.budgets").rows
    cells = dict(zip((column.key for column in document.table("alignment.budgets").columns), row.cells, strict=True))
    assert (cells["spent"], cells["left"], cells["projected"]) == (Decimal(100), Decimal(105), Decimal(310))
    # 10 a day: 200 after the 20th, above 205 on the 21st.
    assert cells["crosses"] == date(2026, 5, 21)
    (insight,) = [found for found in document.insights() if found.id == "alignment.over_budget"]
    assert insight.impact is not None
    assert insight.impact.base == Decimal(105)
    assert insight.drill == "team=red"


def test_the_day_foretold_is_the_day_it_happens_if_the_run_rate_holds() -> None:
    for amount in (101, 150, 199, 200, 201, 299, 300, 309):
        early = budgets_of(spend(10, range(1, 11), team_id="red"), budget(amount), until=10)
        late = budgets_of(spend(10, range(1, 32), team_id="red"), budget(amount), until=31)
        assert early.table("alignment.budgets").column("crosses") == late.table("alignment.budgets").column("crosses")


def test_a_budget_that_holds_is_no_finding() -> None:
    document = budgets_of(spend(10, range(1, 11), team_id="red"), budget(310), until=10)
    assert document.table("alignment.budgets").column("crosses") == [None]
    assert not [found for found in document.insights() if found.id == "alignment.over_budget"]


def test_the_burn_down_falls_from_the_budget_to_what_is_left() -> None:
    document = budgets_of(spend(10, range(1, 11)), budget(1000, "", ""), until=10)
    chart = document.block("alignment.burn_down")
    (left, _, ahead) = chart.series  # type: ignore[union-attr]
    assert isinstance(left, Series)
    assert [value for value in left.y if value is not None] == [1000 - 10 * day for day in range(1, 11)]
    assert (ahead.y[0], ahead.y[-1]) == (pytest.approx(900), pytest.approx(690))


def test_under_a_filter_only_budgets_of_its_own_dimension_are_compared() -> None:
    rows = spend(10, range(1, 11), team_id="red", customer_id="acme")
    both = (budget(500), budget(400, "team", "blue"), budget(900, "", ""))
    table = budgets_of(rows, *both, until=10, filter_text="team=red").table("alignment.budgets")
    assert table.column("name") == ["red"]
    document = budgets_of(rows, *both, until=10, filter_text="customer=acme")
    assert "alignment.budgets" not in [getattr(block, "id", "") for block in document.blocks()]
    assert any("filter shows only a part" in block.text for block in document.blocks() if isinstance(block, Note))


def test_the_same_dollars_in_two_budgets_are_not_counted_twice() -> None:
    rows = spend(10, range(1, 32), team_id="red", product_id="chat")
    document = budgets_of(rows, budget(200), budget(250, "product", "chat"), until=31)
    (insight,) = [found for found in document.insights() if found.id == "alignment.over_budget"]
    assert insight.impact is not None
    assert insight.impact.base == Decimal(110)


def test_cost_without_an_owner_is_a_finding_with_its_dollars() -> None:
    rows = [*spend(10, range(1, 31), team_id="red"), *spend(5, range(1, 31))]
    insight = next(found for found in run("alignment", rows).insights() if found.id == "alignment.unallocated")
    assert insight.impact is not None
    assert insight.impact.base == pytest.approx(Decimal(150) * Decimal(365) / 12 / 30)
    assert insight.impact.low == pytest.approx(insight.impact.base)
    assert insight.impact.high == pytest.approx(insight.impact.base)
    assert insight.drill == 'team=""'


def test_a_month_the_period_only_touches_is_compared_as_a_whole() -> None:
    rows = spend(10, range(1, 31), team_id="red")
    facts = SpendFacts(as_of=date(2026, 6, 1), span=SPAN)
    scope = Scope(Period(date(2026, 5, 20), date(2026, 5, 31)))
    document = run("alignment", rows, scope, facts, budgets=[budget(500)])
    assert document.table("alignment.budgets").column("spent") == [Decimal(300)]
