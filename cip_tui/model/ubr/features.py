"""Feature economics: what a feature costs and brings, who uses it, and whether to invest in, fix or end it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from cip_tui.model.analysis import FLOOR, Setting, Settings, View, compose, without_calls
from cip_tui.model.calls.filter import Filter
from cip_tui.model.document import (
    Cell,
    Chart,
    Column,
    Document,
    Kind,
    Level,
    Metric,
    Note,
    Provenance,
    Row,
    Section,
    Series,
    Shape,
    Status,
    Table,
)
from cip_tui.model.engine.cubes import Scope, add
from cip_tui.model.engine.usage import Usage
from cip_tui.model.errors import UsageError
from cip_tui.model.finops.breakdown import NOT_STATED
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.format import money
from cip_tui.model.money import share
from cip_tui.model.ubr.feature_advice import Advice, Limits, advise, findings
from cip_tui.model.ubr.feature_use import (
    ALLOCATIONS,
    CALLS,
    Use,
    allocated_revenue,
    feature_cube,
    priced_revenue,
    read_prices,
    read_uses,
)

NAME, TITLE = "features", "Feature economics"
SUBTITLE = "Unit Economics, KPIs & Benchmarking · Quantify Business Value"
SETTINGS = (
    Setting("prices", "", "a CSV with feature_id, price_per_call, price_per_customer_month: what customers pay"),
    Setting("allocate", CALLS, "without prices, how fees are spread over the features used: calls, evenly or none"),
    Setting("low", "10%", "adoption below which a feature is little used"),
    Setting("wide", "50%", "adoption from which a feature is widely used"),
    Setting("trend", "10%", "change of use between the halves of the period that counts as rise or fall"),
    Setting("failing", "5%", "share of failed calls from which a feature needs fixing"),
    Setting("target", "70%", "margin from which a feature is worth investing in"),
    FLOOR,
)
_NO_REVENUE = "none"
_CHART_ROWS = 15
_CHART_ORIGIN = Provenance("sum of cost_usd by feature; revenue as the notes say", source="ai_calls")


def analyze(usage: Usage, scope: Scope, facts: SpendFacts, settings: Mapping[str, str]) -> Document:
    """Return cost, use, revenue and advice by feature.

    `settings` are those of `SETTINGS`. Raises `UsageError`, and `InputRefused` for a price file.
    """
    asked = Settings(settings, SETTINGS)
    limits = Limits(*(float(asked.number(name, high="100")) for name in ("low", "wide", "trend", "failing", "target")))
    how = asked.choice("allocate", (*ALLOCATIONS, _NO_REVENUE))
    path, floor = asked.text("prices"), asked.number("floor")
    prices = read_prices(Path(path)) if path else None
    view = View.of(usage, scope, facts)
    if view is None:
        return without_calls(NAME, TITLE, SUBTITLE, scope, facts)
    idle, revenue, words = Decimal(0), None, "Revenue by feature is not known."
    if prices is not None:
        revenue, words = priced_revenue(view, prices), f"Revenue: prices of {Path(path).name}."
        if not revenue:
            raise UsageError(f"None of the features in {Path(path).name} is in these calls")
    elif how != _NO_REVENUE and (found := allocated_revenue(view, how)) is not None:
        revenue, idle = found
        spread = "in proportion to its calls" if how == CALLS else "evenly"
        words = f"Revenue is an assumption: each customer's fee is spread over the features it uses {spread}."
    uses = read_uses(view, revenue)
    advice = [advise(use, uses, limits) for use in uses]
    return compose(
        NAME,
        TITLE,
        SUBTITLE,
        view,
        headline=_headline(view, uses, advice),
        insights=findings(view, uses, advice),
        sections=(
            Section("features", "Features", (_table(view, uses, advice, idle), _chart(uses))),
            Section("distribution", "Use by customer", (_distribution(view, uses),)),
        ),
        notes=_notes(uses, words, revenue),
        floor=floor,
        judged=any(use.feature for use in uses),
    )


def _headline(view: View, uses: Sequence[Use], advice: Sequence[Advice]) -> list[Metric]:
    named = [use for use in uses if use.feature]
    cost, revenue = add(use.cost for use in uses), add(use.revenue for use in uses)
    margin = add(use.margin for use in uses)
    counts = {word: sum(item.word == word for item in advice) for word in ("Invest", "Fix", "Sunset")}
    cube = feature_cube(view)
    metrics = (
        Metric("features.count", "Features", len(named), Kind.COUNT, note="stated in the calls"),
        Metric("features.cost", "Cost", cost, Kind.MONEY, "USD"),
        Metric("features.revenue", "Revenue", revenue, Kind.MONEY, "USD", note="see the notes"),
        Metric("features.margin", "Margin", margin, Kind.MONEY, "USD"),
        Metric(
            "features.advice",
            "To act on",
            sum(counts.values()),
            Kind.COUNT,
            note=", ".join(f"{word.lower()} {count}" for word, count in counts.items()),
        ),
    )
    formulas = (
        "distinct features stated in the calls",
        "sum of cost_usd",
        "prices x use where features are priced, else fees spread over the features used",
        "revenue - cost, of the features whose revenue is known",
        "features with advice other than keep",
    )
    calls = str(view.scope.filter)
    behinds = (calls, calls, None, calls, calls)
    return [
        replace(metric, provenance=view.provenance(cube, formula, behind))
        for metric, formula, behind in zip(metrics, formulas, behinds, strict=True)
    ]


def _table(view: View, uses: Sequence[Use], advice: Sequence[Advice], idle: Decimal) -> Table:
    total_cost = add(use.cost for use in uses)
    rows = [
        Row(
            (
                use.feature or NOT_STATED,
                *_cells(use, total_cost),
                Status(item.level, item.word) if use.feature else None,
                item.reason if use.feature else "",
            ),
            str(Filter().with_value("feature", use.feature)),
        )
        for use, item in zip(uses, advice, strict=True)
    ]
    if idle:
        blank: tuple[Cell, ...] = (None,) * 5
        rows.append(Row(("(customers without calls)", *blank, idle, None, None, None, None, "")))
    revenue = add((*(use.revenue for use in uses), idle or None))
    calls = add(use.calls for use in uses)
    total = ("Total", total_cost, 1.0 if total_cost else None, calls, None, None, revenue)
    margin = add(use.margin for use in uses)
    return Table(
        "features.by_feature",
        "Cost and revenue by feature",
        (
            Column("feature", "Feature"),
            Column("cost", "Cost", Kind.MONEY, "USD", additive=True),
            Column("share", "Share", Kind.RATIO),
            Column("calls", "Calls", Kind.COUNT),
            Column("per_call", "Per call", Kind.MONEY, "USD", places=4),
            Column("adoption", "Adoption", Kind.RATIO),
            Column("revenue", "Revenue", Kind.MONEY, "USD", additive=True),
            Column("margin", "Margin", Kind.MONEY, "USD"),
            Column("rate", "Margin", Kind.RATIO),
            Column("growth", "Use, 2nd half", Kind.RATIO),
            Column("advice", "Advice", Kind.STATUS),
            Column("reason", "Reason"),
        ),
        tuple(rows),
        total=(*total, margin, None, None, None, ""),
        bars="share",
        sort=("cost", True),
        empty="No call states a feature.",
        note="Use, 2nd half: calls a day in the second half of the period against the first.",
        provenance=view.provenance(feature_cube(view), "sum of cost_usd by feature; revenue as the notes say"),
    )


def _cells(use: Use, total: Decimal | None) -> tuple[Cell, ...]:
    part = share(use.cost, total) if use.cost is not None and total else None
    found = (use.cost, part, use.calls, use.per_call, use.adoption)
    return (*found, use.revenue, use.margin, use.rate, use.growth)


def _chart(uses: Sequence[Use]) -> Chart:
    shown = [use for use in uses if use.cost is not None][:_CHART_ROWS]
    names = tuple(use.feature or NOT_STATED for use in shown)
    series = [Series("Cost", names, tuple(float(use.cost or 0) for use in shown), Shape.BARS, level=Level.WARNING)]
    if any(use.revenue is not None for use in shown):
        revenue = tuple(None if use.revenue is None else float(use.revenue) for use in shown)
        series.append(Series("Revenue", names, revenue, Shape.BARS, level=Level.GOOD))
    first = f"{names[0]} costs most with {money(shown[0].cost)}." if shown else "No feature has a known cost."
    return Chart(
        "features.chart", "Cost and revenue", tuple(series), y_title="USD", summary=first, provenance=_CHART_ORIGIN
    )


def _distribution(view: View, uses: Sequence[Use]) -> Table:
    rows = [
        Row(
            (
                use.feature or NOT_STATED,
                len(use.by_customer),
                use.adoption,
                use.median,
                max(use.by_customer.values(), default=None),
                use.top,
                use.failed,
            ),
            str(Filter().with_value("feature", use.feature)),
        )
        for use in uses
    ]
    return Table(
        "features.distribution",
        "How use is spread over customers",
        (
            Column("feature", "Feature"),
            Column("customers", "Customers", Kind.COUNT),
            Column("adoption", "Adoption", Kind.RATIO),
            Column("median", "Median customer", Kind.NUMBER, "calls", places=0),
            Column("most", "Busiest", Kind.COUNT, "calls"),
            Column("top", "Top 10 % make", Kind.RATIO),
            Column("failed", "Failed", Kind.RATIO),
        ),
        tuple(rows),
        note=f"Adoption: of {uses[0].active if uses else 0} customers with calls.",
        provenance=view.provenance(feature_cube(view), "calls by feature and customer"),
    )


def _notes(uses: Sequence[Use], words: str, revenue: Mapping[str, Decimal] | None) -> list[Note]:
    notes = [Note(words, Level.INFO if revenue else Level.WARNING)]
    if not any(use.feature for use in uses):
        notes.append(Note("No call states a feature; everything stands under one row.", Level.WARNING))
    if uses and not uses[0].active:
        notes.append(Note("No call states a customer, so adoption is not known."))
    if all(use.growth is None for use in uses):
        notes.append(Note("Rise or fall of use is not shown: the period is shorter than 14 days."))
    unpriced = sum(use.sums["unpriced_records"] or 0 for use in uses)
    if unpriced:
        notes.append(Note(f"{unpriced:,} records have no price; the cost of their features is too small."))
    return notes
