"""What margins ask for: customers that lose money, tiers below their target, cost without a known customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from cip_tui.model.analysis import View, counted, days_of
from cip_tui.model.calls.filter import Filter, Term
from cip_tui.model.document import Impact, Insight, Level
from cip_tui.model.engine.cubes import Scope, add
from cip_tui.model.finops.breakdown import NOT_STATED
from cip_tui.model.format import money, percent
from cip_tui.model.money import share
from cip_tui.model.ubr.margin_tables import customer_table, group_table, unmatched_table
from cip_tui.model.ubr.margins import Margin, margin_cube, summed_days, top_share

_LISTED = 20
# A drill names at most this many customers; the table holds them all.
_DRILLED = 100
_CONCENTRATED = 0.5
_UNMATCHED = 0.01
DOMAIN, CAPABILITY = "Quantify Business Value", "Unit Economics"


def findings(view: View, margins: Sequence[Margin], target: Decimal) -> list[Insight]:
    """Return what the margins of a view ask for; `target` is the margin a tier is meant to reach."""
    known = [item for item in margins if item.margin is not None]
    return [
        *_unprofitable(view, known),
        *_concentrated(view, margins),
        *_below_target(view, known, target),
        *_unmatched(view, margins),
    ]


def drill_to(view: View, items: Sequence[Margin]) -> str:
    """Return the filter of the calls of some customers inside a view."""
    names = tuple(item.customer_id for item in items[:_DRILLED])
    return str(view.scope.filter.and_(Filter((Term("customer", "=", names),))))


def _loss_impact(view: View, bad: Sequence[Margin], basis: str) -> Impact:
    """Dollars a month above the fees of these customers; the range is that of their cost, the fees being fixed."""
    lost = view.per_month(-sum((item.margin or Decimal(0) for item in bad), Decimal(0)))
    fees = view.per_month(sum((item.revenue or Decimal(0) for item in bad), Decimal(0)))
    bounds = view.range_of(summed_days(bad))
    if bounds is None:
        return Impact(lost, basis=f"{basis}; too few days for a range")
    low, high = max(Decimal(0), bounds[0] - fees), bounds[1] - fees
    return Impact(
        lost, min(low, lost), max(high, lost), basis=f"{basis}; range: 80 %, from the variation of cost between days"
    )


def _unprofitable(view: View, known: Sequence[Margin]) -> list[Insight]:
    bad = sorted((item for item in known if item.unprofitable), key=lambda item: (item.margin, item.customer_id))
    if not bad:
        return []
    cost, revenue = add(item.cost for item in bad), add(item.revenue for item in bad)
    everyone = sum((item.margin or Decimal(0) for item in known), Decimal(0))
    worst = bad[0]
    lost = cost - revenue
    return [
        Insight(
            "profitability.losses",
            f"{len(bad)} of {len(known)} customers cost more than they pay",
            f"{len(bad)} of {len(known)} paying customers ({percent(len(bad) / len(known))}) cost {money(cost)} to "
            f"serve and paid {money(revenue)} in {view.period}: a loss of {money(lost)}. The largest is "
            f"{worst.customer_id} ({worst.tier or 'no tier'}) with {money(-(worst.margin or Decimal(0)))}.",
            DOMAIN,
            CAPABILITY,
            _loss_impact(view, bad, "cost of unprofitable customers above their fees"),
            "Move these customers to a price with included calls and overage, or cap their use at the break-even calls "
            "of their tier; the pricing analysis tries such structures on their own use.",
            f"At break-even {money(view.per_month(lost))} a month more margin: "
            f"{money(view.per_month(everyone + lost))} instead of {money(view.per_month(everyone))}.",
            level=Level.CRITICAL,
            evidence=(
                customer_table(
                    view, bad, 0, _LISTED, table_id="profitability.losers", title="Unprofitable customers, worst first"
                ),
            ),
            provenance=view.provenance(margin_cube(view), "sum of cost - fee over customers where that is above 0"),
            drill=drill_to(view, bad),
        )
    ]


def _concentrated(view: View, margins: Sequence[Margin]) -> list[Insight]:
    named = [item for item in margins if item.customer_id and item.cost is not None and item.calls]
    named.sort(key=lambda item: (-(item.cost or Decimal(0)), item.customer_id))
    top = top_share([item.cost for item in named if item.cost is not None])
    if top is None or top[1] < _CONCENTRATED or len(named) < 10:
        return []
    first = named[: top[0]]
    cost, paid = add(item.cost for item in first), add(item.revenue for item in first)
    losing = [item for item in first if item.unprofitable]
    impact = _loss_impact(
        view, losing, "what the dearest tenth costs above its fees; part of the unprofitable customers"
    )
    return [
        Insight(
            "profitability.concentrated",
            f"{percent(top[1], 0)} of AI cost comes from {percent(top[0] / len(named), 0)} of customers",
            f"{top[0]} of {len(named)} customers cause {money(cost)} of cost in {view.period} ({percent(top[1])}) and "
            f"pay {money(paid)}; {len(losing)} of them lose money.",
            "Understand Usage & Cost",
            "Allocation",
            impact if losing else None,
            "Look at these accounts one by one first: their models, their tasks and their contracts decide the margin.",
            f"Bringing the {len(losing)} losing ones to break-even is worth {money(impact.base)} a month."
            if losing
            else "Watching these few accounts covers most of the cost risk.",
            level=Level.WARNING if losing else Level.INFO,
            evidence=(
                customer_table(
                    view, first, 0, _LISTED, table_id="profitability.dearest", title="The dearest tenth of customers"
                ),
            ),
            provenance=view.provenance(margin_cube(view), "cost of the dearest tenth of customers / cost of all"),
            drill=drill_to(view, first),
        )
    ]


def _below_target(view: View, known: Sequence[Margin], target: Decimal) -> list[Insight]:
    """The tier that misses the target by most dollars, and the fee that would reach it."""
    tiers: dict[str, list[Margin]] = {}
    for item in known:
        tiers.setdefault(item.tier, []).append(item)
    gaps = {tier: _gap(members, target) for tier, members in tiers.items()}
    tier = max(gaps, key=lambda name: (gaps[name], name), default=None)
    if tier is None or gaps[tier] <= 0:
        return []
    members = tiers[tier]
    cost, revenue = add(item.cost for item in members), add(item.revenue for item in members)
    rate = share(revenue - cost, revenue)
    needed = view.per_month(cost) / (1 - target) / len(members)
    paying = view.per_month(revenue) / len(members)
    name = tier or NOT_STATED
    wanted = percent(float(target), 0)
    return [
        Insight(
            "profitability.tier",
            f"Tier {name} is below its target margin of {wanted}",
            f"{counted(len(members), 'customer')} of {name} pay {money(revenue)} and cost {money(cost)} in "
            f"{view.period}: a margin of {percent(rate)}, target {wanted}.",
            DOMAIN,
            CAPABILITY,
            view.impact(summed_days(members), "revenue missing to the target margin", gaps[tier] / cost),
            f"At today's use {name} needs {money(needed)} a month from each customer on average instead of "
            f"{money(paying)}, or a cost per customer of {money(paying * (1 - target))}: raise the fee, include fewer "
            "calls, or move its tasks to cheaper models.",
            f"{money(view.per_month(gaps[tier]))} a month more revenue, if nobody leaves; the pricing analysis "
            "includes those who do.",
            level=Level.INFO if revenue > cost else Level.WARNING,
            evidence=(
                replace(
                    group_table(view, members, lambda item: item.archetype, "archetype", None),
                    id="profitability.tier_archetypes",
                    title=f"{name} by archetype",
                ),
            ),
            provenance=view.provenance(margin_cube(view), "cost / (1 - target margin) - revenue of the tier"),
            drill=view.inside("tier", tier),
        )
    ]


def _gap(members: Sequence[Margin], target: Decimal) -> Decimal:
    cost = sum((item.cost or Decimal(0) for item in members), Decimal(0))
    revenue = sum((item.revenue or Decimal(0) for item in members), Decimal(0))
    return cost / (1 - target) - revenue if cost > 0 else Decimal(0)


def _unmatched(view: View, margins: Sequence[Margin]) -> list[Insight]:
    unknown = [item for item in margins if item.profile is None and item.cost]
    cost, whole = add(item.cost for item in unknown), add(item.cost for item in margins)
    part = share(cost, whole) if unknown and whole else None
    if part is None or part <= _UNMATCHED:
        return []
    unknown.sort(key=lambda item: (-(item.cost or Decimal(0)), item.customer_id))
    inside = view.usage.within(Scope(view.scope.period, view.scope.filter))
    cube = inside.cube("day", "customer", measures=("cost",))
    names = {item.customer_id for item in unknown}
    days = days_of(row for row in cube.dicts() if row["customer"] in names)
    return [
        Insight(
            "profitability.without_profile",
            f"{percent(part)} of cost belongs to customers without a profile",
            f"{counted(len(unknown), 'customer')} in the calls not in the customer list cost {money(cost)} of "
            f"{money(whole)} in {view.period}, and what they pay is not known.",
            "Understand Usage & Cost",
            "Data Ingestion",
            view.impact(days, "cost of customers without a profile"),
            "Complete the customer list for the customers below, dearest first, or tag calls that name no customer.",
            f"{money(view.per_month(cost))} a month of cost gets a revenue beside it.",
            evidence=(replace(unmatched_table(view, unknown, _LISTED), id="profitability.without_profile_list"),),
            provenance=view.provenance(cube, "sum of cost_usd of customers that are not in the customer list"),
            drill=drill_to(view, unknown),
        )
    ]
