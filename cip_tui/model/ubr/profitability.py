"""Customer profitability: what each customer pays and costs, who loses money, and what customers are worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from cip_tui.model.analysis import FLOOR, Setting, Settings, View, compose, counted, without_calls
from cip_tui.model.document import Document, Kind, Level, Metric, Note, Section, Status, Table
from cip_tui.model.engine.cubes import Scope, add
from cip_tui.model.engine.usage import Usage
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.format import money, percent
from cip_tui.model.money import share
from cip_tui.model.ubr.lifetime import Retention, lifetime_table
from cip_tui.model.ubr.margin_findings import drill_to, findings
from cip_tui.model.ubr.margin_tables import (
    break_even_table,
    customer_table,
    group_table,
    histogram,
    unmatched_table,
)
from cip_tui.model.ubr.margins import Margin, cuts_calls, margin_cube, read_margins, top_share

NAME, TITLE = "profitability", "Customer profitability"
SUBTITLE = "Unit Economics · Quantify Business Value"
SETTINGS = (
    Setting("churn", "starter:3%,pro:2%,enterprise:1%,*:2%", "fraction of customers assumed to leave in a month"),
    Setting("discount", "10%", "discount rate a year for lifetime value"),
    Setting("target", "70%", "margin that a tier is meant to reach"),
    Setting("thin", "20%", "margin below which a customer is thin"),
    Setting("top", "500", "customers listed"),
    FLOOR,
)


def analyze(usage: Usage, scope: Scope, facts: SpendFacts, settings: Mapping[str, str]) -> Document:
    """Return revenue against cost by customer, tier and archetype, and lifetime value. Raises `UsageError`."""
    asked = Settings(settings, SETTINGS)
    retention, top = Retention.read(asked), asked.count("top")
    target, thin = asked.number("target", high="0.99"), asked.number("thin", high="1")
    floor = asked.number("floor")
    view = View.of(usage, scope, facts)
    if view is None:
        return without_calls(NAME, TITLE, SUBTITLE, scope, facts)
    margins = read_margins(view)
    known = [item for item in margins if item.profile is not None]
    sections = [
        Section("tiers", "Tiers and archetypes", _groups(view, known)),
        Section("customers", "Customers", (_customers(view, known, float(thin), top),)),
        Section("lifetime", "Lifetime value", (lifetime_table(view, known, retention, top),)),
    ]
    picture = histogram(view, known)
    if picture is not None:
        sections.insert(0, Section("distribution", "Distribution of margins", (picture,)))
    if len(known) < len(margins):
        sections.append(Section("unmatched", "Not matched", (unmatched_table(view, margins, top),)))
    return compose(
        NAME,
        TITLE,
        SUBTITLE,
        view,
        headline=_headline(view, margins),
        insights=findings(view, margins, target) if known else (),
        sections=sections if known else sections[-1:],
        notes=_notes(view, margins, retention),
        floor=floor,
        judged=any(item.margin is not None for item in margins),
    )


def _customers(view: View, known: Sequence[Margin], thin: float, top: int) -> Table:
    return customer_table(view, known, thin, top, table_id="profitability.by_customer", title="Margin by customer")


def _groups(view: View, known: Sequence[Margin]) -> tuple[Table, ...]:
    return (
        group_table(view, known, lambda item: item.tier, "tier", "tier"),
        group_table(view, known, lambda item: item.archetype, "archetype", None),
        break_even_table(view, known),
    )


def _headline(view: View, margins: Sequence[Margin]) -> list[Metric]:
    both = [item for item in margins if item.margin is not None]
    revenue, cost = add(item.revenue for item in both), add(item.cost for item in both)
    margin = None if revenue is None else revenue - cost
    bad = [item for item in both if item.unprofitable]
    lost = -sum((item.margin or Decimal(0) for item in bad), Decimal(0))
    rate = share(margin, revenue) if margin is not None and revenue else None
    word = Status(Level.CRITICAL, f"lose {money(lost)}") if bad else Status(Level.GOOD, "none")
    metrics = [
        Metric("profitability.revenue", "Revenue", revenue, Kind.MONEY, "USD", note="fees for the observed days"),
        Metric("profitability.cost", "Cost to serve", cost, Kind.MONEY, "USD", note="AI calls of paying customers"),
        Metric(
            "profitability.margin",
            "Margin",
            margin,
            Kind.MONEY,
            "USD",
            note="" if rate is None else f"{percent(rate)} of revenue",
        ),
        Metric(
            "profitability.unprofitable",
            "Unprofitable",
            len(bad) if both else None,
            Kind.COUNT,
            f"of {len(both)} customers",
            status=word if both else None,
        ),
    ]
    calls, losing = str(view.scope.filter), drill_to(view, bad) if bad else None
    origins = (
        ("monthly fee x days from signup / days of the month, of customers whose cost is known", None),
        ("sum of cost_usd of customers with a fee", calls),
        ("revenue - cost to serve", calls),
        ("customers whose calls cost more than their fee", losing),
    )
    return [
        *(
            replace(metric, provenance=view.provenance(margin_cube(view), formula, behind))
            for metric, (formula, behind) in zip(metrics, origins, strict=True)
        ),
        *_concentration(view, margins),
        _match(view, margins),
    ]


def _concentration(view: View, margins: Sequence[Margin]) -> list[Metric]:
    costs = [item.cost for item in margins if item.cost is not None and item.customer_id and item.calls]
    top = top_share(costs)
    if top is None or len(costs) < 2:
        return []
    from cip_tui.model.statistics.quantile import lorenz

    curve = lorenz([float(cost) for cost in costs])
    return [
        Metric(
            "profitability.concentration",
            "Cost of the top 10 %",
            top[1],
            Kind.RATIO,
            note=f"{top[0]} of {len(costs)} customers" + (f"; Gini {curve.gini:.2f}" if curve else ""),
            provenance=view.provenance(margin_cube(view), "cost of the dearest tenth of customers / cost of all"),
        )
    ]


def _match(view: View, margins: Sequence[Margin]) -> Metric:
    calling = [item for item in margins if item.customer_id and item.calls != 0]
    matched = [item for item in calling if item.profile is not None]
    cost, whole = (add(item.cost for item in items) for items in (matched, margins))
    part = share(cost or Decimal(0), whole) if whole else None
    return Metric(
        "profitability.match",
        "Matched",
        len(matched) / len(calling) if calling else None,
        Kind.RATIO,
        note=f"{len(matched)} of {len(calling)} customers have a profile, {percent(part)} of cost",
        provenance=view.provenance(margin_cube(view), "customers in the calls that are in the customer list / all"),
    )


def _notes(view: View, margins: Sequence[Margin], retention: Retention) -> list[Note]:
    notes = []
    if all(item.profile is None for item in margins):
        text = "No customer profile matches these calls: import a file with customer_id, subscription_tier, monthly_fee"
        notes.append(Note(f"{text}. Revenue and margin cannot be worked out without fees.", Level.WARNING))
    else:
        notes.append(Note(retention.sentence()))
        notes.append(Note("Cost to serve is the cost of AI calls alone: margins are before all other costs."))
    unpriced = sum(item.unpriced for item in margins)
    if unpriced:
        text = f"{unpriced:,} records have no price: the cost of their customers is too small by an unknown amount."
        notes.append(Note(text, Level.WARNING))
    if cuts_calls(view):
        text = "The filter shows only a part of each customer's calls against its whole fee: margins look too good."
        notes.append(Note(text, Level.WARNING))
    nofee = [item for item in margins if item.profile is not None and item.revenue is None]
    if nofee:
        cost = add(item.cost for item in nofee)
        notes.append(Note(f"{counted(len(nofee), 'customer')} without a fee in the profile: {money(cost)} of cost."))
    early = [item for item in margins if item.revenue == 0 and item.calls and item.profile and item.profile.monthly_fee]
    if early:
        notes.append(
            Note(f"{counted(len(early), 'customer')} with calls before the signup, after this period: no revenue yet.")
        )
    return notes
