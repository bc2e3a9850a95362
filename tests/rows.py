"""Generated calls and edge data sets that every analysis has to cope with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from cip_tui.model.analyses import ANALYSES
from cip_tui.model.calls.prices import PriceBook
from cip_tui.model.document import Document, Insight, Kind, Metric, Note, Table
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.format import write_rows, write_total
from cip_tui.model.period import Period
from tests.usage import usage_of

START = date(2026, 5, 1)
SPAN = Period(START, date(2026, 5, 31))
BOOK = PriceBook.load()
FACTS = SpendFacts(as_of=date(2026, 6, 1), span=SPAN, book=BOOK)
SCOPE = Scope(SPAN)

MODELS = ("gpt-4", "gpt-4-turbo", "claude-instant", "unheard-of")
ODD_NAMES = ("", "acme", "[red]b", 'q"uote', "a|b")

_drawn = st.fixed_dictionaries(
    {
        "ts": st.datetimes(datetime(2026, 5, 1), datetime(2026, 5, 30, 23)),
        "customer_id": st.sampled_from(ODD_NAMES),
        "organization_id": st.sampled_from(["", "org-1"]),
        "product_id": st.sampled_from(["", "chat", "search"]),
        "feature_id": st.sampled_from(["", "answer", "rank", "a|b"]),
        "team_id": st.sampled_from(["", "red", "blue", "[bold]"]),
        "task_type": st.sampled_from(["", "chat", "classify"]),
        "model": st.sampled_from(MODELS),
        "cost_usd": st.one_of(st.none(), st.decimals(min_value=0, max_value=50, places=9)),
        "input_tokens": st.one_of(st.none(), st.integers(0, 10**6)),
        "output_tokens": st.one_of(st.none(), st.integers(0, 10**4)),
        "status": st.sampled_from(["ok", "", "error"]),
        "latency_ms": st.one_of(st.none(), st.integers(1, 60_000)),
        "quality_score": st.one_of(st.none(), st.floats(0, 1)),
    }
)
Rows = list[dict[str, Any]]


def _settled(row: dict[str, Any]) -> dict[str, Any]:
    """Let what depends on the cost follow it: most calls state theirs, the others are priced or unpriced."""
    cost = row["cost_usd"]
    stated = cost is not None and row["model"] != "gpt-4-turbo"
    return {
        **row,
        "reported_cost_usd": cost if stated else None,
        "repriced_cost_usd": None if row["model"] == "unheard-of" else cost,
        "cost_source": "none" if cost is None else "reported" if stated else "repriced",
    }


calls = _drawn.map(_settled)


def some_calls(most: int = 25) -> st.SearchStrategy[Rows]:
    """Return lists of calls, never empty."""
    return st.lists(calls, min_size=1, max_size=most)


@dataclass(frozen=True)
class Edge:
    """A data set at the edge of what analyses are made for."""

    calls: Sequence[Mapping[str, Any]]
    tables: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    facts: SpendFacts = FACTS


_CUSTOMERS = [
    {"customer_id": "acme", "subscription_tier": "pro", "monthly_fee": Decimal(99), "usage_archetype": "heavy"},
    {"customer_id": "idle", "subscription_tier": "starter", "monthly_fee": Decimal(29), "usage_archetype": "light"},
]
TABLES: dict[str, Any] = {
    "customers": [
        *_CUSTOMERS,
        {"customer_id": "[red]b", "subscription_tier": "pro", "monthly_fee": Decimal(5), "usage_archetype": "light"},
        {"customer_id": "a|b", "subscription_tier": "pro", "monthly_fee": None},
    ],
    "budgets": [
        {"month": START, "dimension": "team", "name": "red", "amount": Decimal(50)},
        {"month": START, "dimension": "", "name": "", "amount": Decimal(200)},
    ],
    "teams": [{"product_id": "chat", "team_id": "red"}],
}
_SPREAD: Rows = [
    {
        "ts": datetime(2026, 5, 1, hour) + timedelta(days=day),
        "customer_id": "acme",
        "team_id": "red",
        "feature_id": "answer",
        "task_type": "chat",
    }
    for day in range(30)
    for hour in (9, 15)
]


def paid(amount: str) -> dict[str, Any]:
    """Return the fields of a call whose source states this cost, and that the price book does not know."""
    cost = Decimal(amount)
    return {"cost_usd": cost, "reported_cost_usd": cost, "repriced_cost_usd": None, "cost_source": "reported"}


EDGES: dict[str, Edge] = {
    "empty": Edge([], facts=SpendFacts(as_of=date(2026, 6, 1), span=None, book=BOOK)),
    "single call": Edge([{}]),
    "single customer": Edge(_SPREAD, {"customers": _CUSTOMERS[:1]}),
    "single day": Edge(
        [{"customer_id": name, "team_id": name} for name in "abc"],
        facts=SpendFacts(as_of=date(2026, 5, 5), span=Period(date(2026, 5, 4), date(2026, 5, 5)), book=BOOK),
    ),
    "zero cost": Edge(
        [{**row, "cost_usd": Decimal(0), "reported_cost_usd": Decimal(0)} for row in _SPREAD],
        {"customers": _CUSTOMERS},
    ),
    "nothing priced": Edge(
        [
            {**row, "cost_usd": None, "reported_cost_usd": None, "repriced_cost_usd": None, "cost_source": "none"}
            for row in _SPREAD
        ]
    ),
    "no tokens": Edge([{**row, "input_tokens": None, "output_tokens": None} for row in _SPREAD]),
    "future-dated": Edge(_SPREAD, {"customers": _CUSTOMERS}, SpendFacts(as_of=date(2026, 1, 1), span=SPAN, book=BOOK)),
    "billing sums": Edge(
        [
            {
                "ts": datetime(2026, 5, 1) + timedelta(days=day),
                "grain": "day",
                "latency_ms": None,
                "status": "",
                "request_count": None,
                **paid("12.5"),
                "source_file": "focus.csv",
            }
            for day in range(30)
        ]
    ),
    "odd names": Edge(
        [
            {**row, "customer_id": name, "team_id": name, "feature_id": name, "model": name, "task_type": name}
            for row, name in zip(_SPREAD, ODD_NAMES * 12, strict=True)
        ],
        {"customers": [{"customer_id": name, "monthly_fee": Decimal(5)} for name in ODD_NAMES[1:]]},
    ),
    "credits": Edge([{**row, **paid("-0.01")} for row in _SPREAD], {"customers": _CUSTOMERS}),
}


def run(
    name: str,
    rows: Sequence[Mapping[str, Any]],
    scope: Scope = SCOPE,
    facts: SpendFacts = FACTS,
    settings: Mapping[str, str] | None = None,
    **tables: Any,
) -> Document:
    """Run an analysis on rows; `tables` are customers, budgets and teams."""
    return ANALYSES[name].load()(usage_of(rows, **tables), scope, facts, settings or {})


def check_document(document: Document) -> None:
    """Check what holds for every document: ids are unique, parts add up, findings are complete."""
    blocks = [block for block in document.blocks() if not isinstance(block, Note)]
    ids = [block.id for block in blocks]
    assert len(ids) == len(set(ids)), sorted(item for item in ids if ids.count(item) > 1)
    for block in document.blocks():
        if isinstance(block, Metric):
            assert block.provenance is not None, block.id
        elif isinstance(block, Table):
            check_table(block)
        elif isinstance(block, Insight):
            check_insight(block)


def check_table(table: Table) -> None:
    """Check that rows fit the columns and that shown parts add up to the shown total."""
    assert all(len(row.cells) == len(table.columns) for row in table.rows), table.id
    total = write_total(table)
    if total is None:
        return
    written = write_rows(table)
    for place, column in enumerate(table.columns):
        if column.additive and column.kind is Kind.MONEY and total[place] not in ("", "-"):
            parts = [Decimal(row[place].replace(",", "")) for row in written if row[place] != "-"]
            assert sum(parts, Decimal(0)) == Decimal(total[place].replace(",", "")), (table.id, column.key)


def check_insight(insight: Insight) -> None:
    """Check that a finding says all it has to say, in ordered numbers."""
    for text in (insight.title, insight.problem, insight.domain, insight.capability, insight.recommendation):
        assert text.strip(), insight.id
    assert insight.outcome.strip()
    assert insight.evidence, insight.id
    assert any(char.isdigit() for char in insight.problem), insight.problem
    impact = insight.impact
    if impact is not None:
        assert impact.basis, insight.id
        assert impact.low is None or impact.low <= impact.base, insight.id
        assert impact.high is None or impact.base <= impact.high, insight.id
