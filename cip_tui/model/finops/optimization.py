"""Rate optimization: what is paid against list price, what to commit to, and which discounts are left unused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cip_tui.model.analysis import Setting, Settings, View, compose, exact, without_calls
from cip_tui.model.document import Document, Insight, Kind, Level, Metric, Note, Section
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.engine.usage import Usage
from cip_tui.model.finops.discounts import batch_insight, batch_savings, cache_insight, cache_savings
from cip_tui.model.finops.rates import ModelUse, model_cube, model_uses, rates_table, savings_rate
from cip_tui.model.finops.reservations import (
    HOURS_PER_MONTH,
    commitment_insight,
    commitments,
    hourly_demand,
    judged_offers,
    scenario_table,
)
from cip_tui.model.finops.retirement import retirement_insight, switch_table
from cip_tui.model.finops.spend import SpendFacts

NAME, TITLE = "optimization", "Rate optimization"
SUBTITLE = "Rate Optimization, Usage Optimization · Optimize Usage & Cost"
SETTINGS = (Setting("batch_tasks", "", "tasks nobody waits for, with commas; empty: those whose names say so"),)


def analyze(usage: Usage, scope: Scope, facts: SpendFacts, settings: Mapping[str, str]) -> Document:
    """Return the effective savings rate, the advice on commitments, and the discounts that are left unused.

    `settings` are those of `SETTINGS`. Raises `UsageError` for one that is not known.
    """
    chosen = Settings(settings, SETTINGS)
    view = View.of(usage, scope, facts)
    if view is None:
        return without_calls(NAME, TITLE, SUBTITLE, scope, facts)
    uses = model_uses(view)
    demand = hourly_demand(view)
    ladder, judged = commitments(demand), judged_offers(view)
    tasks = [task.strip() for task in chosen.text("batch_tasks").split(",") if task.strip()]
    insights = [
        *retirement_insight(view, uses),
        *cache_insight(view, cache_savings(view)),
        *batch_insight(view, batch_savings(view, tasks)),
        *commitment_insight(view, ladder, judged),
    ]
    return compose(
        NAME,
        TITLE,
        SUBTITLE,
        view,
        headline=_headline(view, uses, demand, insights),
        insights=insights,
        sections=(
            Section("rates", "Rates", (rates_table(view, uses),)),
            Section("scenarios", "If use grows", (scenario_table(view, demand),)),
            Section("switches", "Other models", (switch_table(view, uses),)),
        ),
        notes=_notes(view, uses),
    )


def _headline(
    view: View, uses: Sequence[ModelUse], demand: Sequence[float], insights: Sequence[Insight]
) -> tuple[Metric, ...]:
    found = [insight.impact.base for insight in insights if insight.impact is not None and insight.impact.base > 0]
    mean = exact(sum(demand) / len(demand)) if demand else None
    cube = view.priced().cube("hour", "provider", "model", measures=("cost",))
    return (
        Metric(
            "optimization.savings_rate",
            "Effective savings rate",
            savings_rate(uses),
            Kind.RATIO,
            rising=Level.GOOD,
            note="against list price",
            provenance=view.provenance(model_cube(view), "1 - cost / list cost of the same tokens"),
        ),
        Metric(
            "optimization.potential",
            "Savings found",
            sum(found, Decimal(0)),
            Kind.MONEY,
            "USD/month",
            note=f"{len(found)} findings; they may overlap",
            provenance=view.provenance(model_cube(view), "sum of the base impact of the findings that save"),
        ),
        Metric(
            "optimization.hourly",
            "Spend per hour",
            mean,
            Kind.MONEY,
            "USD",
            places=4,
            note=f"{HOURS_PER_MONTH:,.0f} hours a month",
            provenance=view.provenance(cube, "sum of cost_usd / hours of the observed days"),
        ),
    )


def _notes(view: View, uses: Sequence[ModelUse]) -> list[Note]:
    if view.facts.book is None:
        return [Note("Without a price book nothing can be compared with list prices.", Level.WARNING)]
    unknown = [use for use in uses if use.price is None]
    if not unknown:
        return []
    names = ", ".join(use.model or "(not stated)" for use in unknown[:5])
    return [Note(f"{len(unknown)} models are in no price list and are left out of the savings rate: {names}.")]
