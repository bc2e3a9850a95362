"""Understanding usage: where the money goes, how well it is allocated, what a token costs, where it is heading."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cip_tui.model.analysis import Setting, Settings
from cip_tui.model.calls.filter import Filter
from cip_tui.model.document import Cell, Column, Document, Insight, Kind, Level, Note, Provenance, Row, Section, Table
from cip_tui.model.engine.cubes import Cube, Scope, add
from cip_tui.model.engine.reference import budgets
from cip_tui.model.engine.usage import Usage
from cip_tui.model.finops.breakdown import NOT_STATED, breakdown_table
from cip_tui.model.finops.daily import Daily, daily_chart
from cip_tui.model.finops.heading import budget_insight, trial_blocks
from cip_tui.model.finops.spend import SpendFacts, document_facts, headline_metrics, spend_notes, usage_before
from cip_tui.model.format import money, percent
from cip_tui.model.money import share

SETTINGS = (
    Setting("top", "20", "customers that are listed"),
    Setting("budget", "", "USD for the month that the forecast begins in; else the imported budget for everything"),
)
# Below this share, missing names are noise.
_UNALLOCATED = Decimal("0.01")
LEVELS = ("organization", "product", "customer")


def analyze(usage: Usage, scope: Scope, facts: SpendFacts, settings: Mapping[str, str]) -> Document:
    """Return spend by provider, model and customer, its allocation, token efficiency and the 30-day forecast.

    `settings` are those of `SETTINGS`. Raises `UsageError` for anything else.
    """
    chosen = Settings(settings, SETTINGS)
    top = chosen.count("top")
    now = usage.within(scope)
    if scope.period is None or not now.totals()["record_count"]:
        nothing = Note(f"There are no calls in {scope}.")
        return _document(scope, facts, (Section("headline", "Headline", (nothing,)),))
    before = usage_before(usage, scope, facts)
    daily = Daily.read(usage, scope, facts.as_of)
    sections = (
        Section("headline", "Headline", headline_metrics(now, before, daily)),
        Section("findings", "Findings", (*budget_insight(daily, _budget(usage, chosen, daily)), *_unallocated(now))),
        Section("daily", "Spend per day and forecast", (daily_chart(daily),)),
        Section(
            "breakdown",
            "Where it goes",
            (
                breakdown_table(now, before, "provider", 1_000),
                breakdown_table(now, before, "model", 1_000),
                breakdown_table(now, before, "customer", top),
            ),
        ),
        Section("allocation", "Allocation", (_allocation(now),)),
        Section("efficiency", "Token efficiency", (_efficiency(now),)),
        Section("trial", "How far to trust the forecast", trial_blocks(daily)),
        Section("notes", "Notes", spend_notes(scope.period, facts, daily)),
    )
    return _document(scope, facts, sections)


def _document(scope: Scope, facts: SpendFacts, sections: tuple[Section, ...]) -> Document:
    return Document(
        "understanding",
        "Understanding usage",
        tuple(section for section in sections if section.blocks),
        subtitle="Allocation, Reporting & Analytics, Forecasting · Understand Usage & Cost, Quantify Business Value",
        facts=document_facts(scope, facts),
    )


def _budget(usage: Usage, chosen: Settings, daily: Daily) -> Decimal | None:
    """The budget of the month that the forecast begins in: the setting's, else the imported one for everything."""
    if chosen.text("budget"):
        return chosen.number("budget")
    if daily.forecast is None or daily.behind:
        return None
    month = daily.forecast.start.replace(day=1)
    return next((item.amount for item in budgets(usage.source) if item.month == month and not item.dimension), None)


def _unallocated(now: Usage) -> list[Insight]:
    """The finding that spend names no customer, organisation or product, so that nobody can be charged for it."""
    cube = now.cube(*LEVELS, measures=("cost", "calls"))
    total = cube.sum("cost")
    gaps = {
        level: add(row["cost"] for row in cube.dicts() if not row[level]) or Decimal(0) for level in LEVELS if total
    }
    level = max(gaps, key=lambda name: gaps[name], default="")
    if not level or gaps[level] < total * _UNALLOCATED:
        return []
    inside = str(now.scope.filter.with_value(level, ""))
    fraction = share(gaps[level], total)
    return [
        Insight(
            "understanding.unallocated",
            f"{percent(fraction)} of spend names no {level}",
            f"{money(gaps[level])} of {money(total)} in {now.scope.period} cannot be charged to any {level}.",
            "Understand Usage & Cost",
            "Allocation",
            None,
            f"Have the callers state the {level} with each call, or map another column to it on import.",
            "Every dollar has an owner; chargeback and margins become complete.",
            level=Level.WARNING,
            provenance=_provenance(now, cube, f"cost of calls without {level} / cost of all calls"),
            drill=inside,
        )
    ]


def _allocation(now: Usage) -> Table:
    """Organisation, product, customer as one table read top down; each level's parts add up to the level above."""
    cube = now.cube(*LEVELS, measures=("cost", "calls"))
    total = cube.sum("cost")
    rows: list[Row] = []
    _descend(cube.dicts(), LEVELS, Filter(), total, rows)
    return Table(
        "understanding.allocation",
        "Organisation → product → customer",
        (
            Column("name", "Organisation / product / customer"),
            Column("level", "Level"),
            Column("cost", "Cost", Kind.MONEY, "USD"),
            Column("share", "Share", Kind.RATIO),
            Column("calls", "Calls", Kind.COUNT),
        ),
        tuple(rows),
        total=("Total", "", total, 1.0 if total else None, cube.sum("calls")),
        note=f"{NOT_STATED} is spend that nobody can be charged for.",
        provenance=_provenance(now, cube, "sum of cost_usd for each organisation, its products and their customers"),
    )


def _descend(
    groups: list[dict[str, Any]], levels: tuple[str, ...], inside: Filter, total: Decimal | None, rows: list[Row]
) -> None:
    level, below = levels[0], levels[1:]
    parts: dict[str, list[dict[str, Any]]] = {}
    for group in groups:
        parts.setdefault(group[level], []).append(group)
    costs = {name: add(group["cost"] for group in members) for name, members in parts.items()}
    for name in sorted(parts, key=lambda name: (-(costs[name] or Decimal(0)), name)):
        narrowed = inside.with_value(level, name)
        indent = "  " * (len(LEVELS) - len(levels))
        cells: tuple[Cell, ...] = (
            indent + (name or NOT_STATED),
            level,
            costs[name],
            share(costs[name], total) if costs[name] is not None and total else None,
            add(group["calls"] for group in parts[name]),
        )
        rows.append(Row(cells, str(narrowed)))
        if below:
            _descend(parts[name], below, narrowed, total, rows)


def _efficiency(now: Usage) -> Table:
    """Dollars per thousand tokens, share of cached input, and output per input token, by model."""
    cube = now.cube("model", measures=("cost", "calls", "input_tokens", "cached_tokens", "output_tokens"))
    groups = sorted(cube.dicts(), key=lambda group: (-(group["cost"] or Decimal(0)), group["model"]))
    everything = {name: cube.sum(name) for name in cube.measures}
    return Table(
        "understanding.efficiency",
        "Token efficiency by model",
        (
            Column("model", "Model"),
            Column("blended", "Per 1k tokens", Kind.MONEY, "USD", places=4),
            Column("per_call", "Per call", Kind.MONEY, "USD", places=4),
            Column("input", "Input", Kind.COUNT, "tokens"),
            Column("output", "Output", Kind.COUNT, "tokens"),
            Column("ratio", "Out per in", Kind.NUMBER),
            Column("cached", "Cached input", Kind.RATIO),
        ),
        tuple(
            Row(
                _efficiency_cells(group, group["model"] or NOT_STATED),
                str(Filter().with_value("model", group["model"])),
            )
            for group in groups
        ),
        total=_efficiency_cells(everything, "All models"),
        provenance=_provenance(now, cube, "cost x 1,000 / (input + output tokens); cached input tokens / input tokens"),
    )


def _efficiency_cells(group: Mapping[str, Any], name: str) -> tuple[Cell, ...]:
    tokens_in, tokens_out, cost, calls = group["input_tokens"], group["output_tokens"], group["cost"], group["calls"]
    tokens = add((tokens_in, tokens_out))
    return (
        name,
        cost * 1000 / tokens if cost is not None and tokens else None,
        cost / calls if cost is not None and calls else None,
        tokens_in,
        tokens_out,
        tokens_out / tokens_in if tokens_in and tokens_out is not None else None,
        group["cached_tokens"] / tokens_in if tokens_in and group["cached_tokens"] is not None else None,
    )


def _provenance(now: Usage, cube: Cube, formula: str) -> Provenance:
    return Provenance(formula, cube.query, cube.parameters, "ai_calls", str(now.scope.filter))
