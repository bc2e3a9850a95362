"""Organisational alignment: who causes which cost, who is charged for it, who is over budget, who pays more a token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from cip_tui.model.analysis import FLOOR, Setting, Settings, View, compose, days_of, without_calls
from cip_tui.model.calls.filter import Filter
from cip_tui.model.calls.schema import DIMENSIONS
from cip_tui.model.document import (
    Block,
    Chart,
    Document,
    Impact,
    Insight,
    Kind,
    Level,
    Metric,
    Note,
    Section,
    Status,
    Table,
)
from cip_tui.model.engine.cubes import Scope, add
from cip_tui.model.engine.usage import Usage
from cip_tui.model.finops.breakdown import breakdown_table
from cip_tui.model.finops.budgets import ORIGIN, BudgetState, budget_table, burn_down, read_budgets
from cip_tui.model.finops.chargeback import chargeback_table
from cip_tui.model.finops.comparison import UnitCost, comparison_table, unit_cost_chart, unit_costs
from cip_tui.model.finops.spend import SpendFacts, usage_before
from cip_tui.model.format import money, percent
from cip_tui.model.money import share

NAME, TITLE = "alignment", "Organisational alignment"
SUBTITLE = "Invoicing & Chargeback · Manage the FinOps Practice; Budgeting · Quantify Business Value"
OWNERS = ("team", "product", "feature", "organization")
SETTINGS = (
    Setting("by", "", "who is charged: team, product, feature or organization; default: the first that is stated"),
    Setting("split", "", "fixed split of shared cost by weight, e.g. search:60,chat:40"),
    Setting("shared_limit", "5%", "share of cost without an owner from which it is a finding"),
    Setting("unit_limit", "25%", "how far above everyone's cost per token an owner is a finding"),
    Setting("top", "50", "rows in each breakdown"),
    FLOOR,
)


def analyze(usage: Usage, scope: Scope, facts: SpendFacts, settings: Mapping[str, str]) -> Document:
    """Return cost by team, product and feature, chargeback, budgets and unit costs. Raises `UsageError`."""
    asked = Settings(settings, SETTINGS)
    by = asked.choice("by", ("", *OWNERS))
    top, weights = asked.count("top"), asked.pairs("split")
    limits = asked.number("shared_limit", high="1"), asked.number("unit_limit")
    floor = asked.number("floor")
    view = View.of(usage, scope, facts)
    if view is None:
        return without_calls(NAME, TITLE, SUBTITLE, scope, facts)
    owner = by or _owner(view.usage)
    chargeback = chargeback_table(view, owner, weights)
    states, sentences = read_budgets(view)
    units = unit_costs(view, owner)
    latest = [state for state in states if state.budget.month == states[-1].budget.month]
    before = usage_before(usage, view.scope, facts)
    breakdowns = (breakdown_table(view.usage, before, name, top) for name in OWNERS[:3])
    return compose(
        NAME,
        TITLE,
        SUBTITLE,
        view,
        headline=_headline(view, chargeback, latest),
        insights=[
            *_over_budget(latest),
            *_shared(view, owner, chargeback, limits[0]),
            *_dear(view, owner, units, limits[1]),
        ],
        sections=(
            Section("chargeback", "Showback and chargeback", (chargeback,)),
            Section("budgets", "Budgets", _budget_blocks(states, latest)),
            Section("comparison", "Compared by unit cost", (comparison_table(view, owner, units), *_chart(units))),
            Section(
                "breakdowns",
                "Where the cost arises",
                tuple(replace(table, id=table.id.replace("spend.", "alignment.")) for table in breakdowns),
            ),
        ),
        notes=[*(Note(text) for text in sentences), *_owner_notes(owner, by)],
        floor=floor,
    )


def _owner(usage: Usage) -> str:
    """The first dimension that any call states; team where none is."""
    for name in OWNERS:
        if any(usage.cube(name, measures=("cost",)).column(name)):
            return name
    return OWNERS[0]


def _owner_notes(owner: str, by: str) -> list[Note]:
    if by or owner == OWNERS[0]:
        return []
    text = "No call states a team and no list of teams' products is imported"
    return [Note(f"{text}: cost is charged by {DIMENSIONS[owner].title.lower()}.")]


def _chart(units: Sequence[UnitCost]) -> tuple[Chart, ...]:
    return (unit_cost_chart(units),) if len(units) > 1 else ()


def _budget_blocks(states: Sequence[BudgetState], latest: Sequence[BudgetState]) -> tuple[Block, ...]:
    if not states:
        return ()
    worst = max(latest, key=lambda state: (state.over(), state.dimension == "", state.budget.amount))
    return (budget_table(states), burn_down(worst))


def _headline(view: View, chargeback: Table, latest: Sequence[BudgetState]) -> list[Metric]:
    cube = view.usage.cube(measures=("cost", "calls"))
    total = cube.sum("cost")
    shared = _shared_cost(chargeback)
    amounts = [abs(row.cells[1]) for row in chargeback.rows if isinstance(row.cells[1], Decimal)]
    allocated = share(sum(amounts, Decimal(0)) - abs(shared), sum(amounts, Decimal(0)))
    metrics = [
        Metric(
            "alignment.total",
            "Total spend",
            total,
            Kind.MONEY,
            "USD",
            provenance=view.provenance(cube, "sum of cost_usd; unpriced calls are left out"),
        ),
        Metric(
            "alignment.allocated",
            "Allocated",
            allocated,
            Kind.RATIO,
            note=f"{money(shared)} has no {chargeback.columns[0].title.lower()}" if shared else "all of it",
            provenance=view.provenance(cube, "cost with an owner stated / all cost; credits count by their size"),
        ),
    ]
    if latest:
        bad = [state for state in latest if state.over() > 0]
        word = Status(Level.WARNING, "over or heading over") if bad else Status(Level.GOOD, "all on pace")
        metrics.append(
            Metric(
                "alignment.beyond_budget",
                f"Budgets over, {latest[0].budget.month:%Y-%m}",
                len(bad),
                Kind.COUNT,
                f"of {len(latest)}",
                status=word,
                provenance=view.provenance(cube, "budgets whose spend, carried on at run-rate, ends above them"),
            )
        )
    return metrics


def _shared_cost(chargeback: Table) -> Decimal:
    """The cost without an owner: the last row of the table, if it stands there."""
    rest = [row for row in chargeback.rows if row.drill is not None and row.drill.endswith('=""')]
    cost = rest[0].cells[1] if rest else None
    return cost if isinstance(cost, Decimal) else Decimal(0)


def _shared(view: View, owner: str, chargeback: Table, limit: Decimal) -> list[Insight]:
    total = view.usage.cube(measures=("cost", "calls")).sum("cost")
    cost = _shared_cost(chargeback)
    part = share(cost, total) if total else None
    if part is None or part <= float(limit):
        return []
    title = DIMENSIONS[owner].title.lower()
    inside = view.usage.within(Scope(view.scope.period, view.scope.filter.with_value(owner, "")))
    cube = inside.cube("day", measures=("cost",))
    return [
        Insight(
            "alignment.unallocated",
            f"{percent(part)} of cost has no {title}",
            f"{money(cost)} of {money(total)} ({percent(part)}) in {view.period} names no {title}; nobody is "
            "accountable for it, and every way to share it out is a convention.",
            "Understand Usage & Cost",
            "Allocation",
            view.impact(days_of(cube.dicts()), f"cost that names no {title}"),
            f"Tag these calls with a {title} at the source, or import the list of each team's products. "
            "Until then agree on one method below: even, proportional or fixed.",
            f"{money(view.per_month(cost))} a month gets an owner; allocated share rises to 100.0 %.",
            evidence=(replace(breakdown_table(inside, None, "model", 10), id="alignment.unallocated_models"),),
            provenance=view.provenance(cube, f"sum of cost_usd where {title} is not stated", view.inside(owner, "")),
            drill=view.inside(owner, ""),
        )
    ]


def _over_budget(latest: Sequence[BudgetState]) -> list[Insight]:
    """One finding for the latest month; of budgets by several dimensions the set with most at stake counts."""
    over: dict[str, list[BudgetState]] = {}
    for state in latest:
        if state.over() > 0:
            over.setdefault(state.dimension, []).append(state)
    if not over:
        return []
    chosen = max(over.values(), key=lambda states: sum(state.over() for state in states))
    base, low, high = (
        add(state.over(edge(state.recent)) if edge and state.recent else state.over() for state in chosen)
        for edge in (None, min, max)
    )
    worst = max(chosen, key=BudgetState.over)
    name = worst.budget.name if worst.dimension else "everything"
    gone = worst.crossed() or worst.will_cross()
    when = "was used up on" if worst.crossed() else "will be used up on"
    return [
        Insight(
            "alignment.over_budget",
            f"{len(chosen)} of {len(latest)} budgets end {money(base)} over",
            f"By {worst.until} {name} had spent {money(worst.spent)} of {money(worst.budget.amount)}; at "
            f"run-rate the month ends at {money(worst.projected())}. The budget {when} {gone}.",
            "Quantify Business Value",
            "Budgeting",
            Impact(
                base,
                low,
                high,
                basis="spend above budget at month's end, at the mean of the last seven days; low and high at the "
                "cheapest and dearest of them",
            ),
            f"Decide now for {name}: raise the budget to {money(worst.projected(), 0)}, or cut "
            f"{money(worst.over() / worst.days_left)} a day after {worst.until}."
            if worst.days_left
            else f"Set next month's budget of {name} from what the month cost: {money(worst.spent, 0)}.",
            f"The month ends within budget instead of {money(base)} over.",
            level=Level.CRITICAL if worst.crossed() else Level.WARNING,
            evidence=(replace(budget_table(chosen), id="alignment.budgets_over", title="Budgets over"),),
            provenance=ORIGIN,
            drill=str(Filter().with_value(worst.dimension, worst.budget.name)) if worst.dimension else None,
        )
    ]


def _dear(view: View, owner: str, units: Sequence[UnitCost], limit: Decimal) -> list[Insight]:
    """A finding on the owner that pays most above everyone's cost per token, in dollars."""
    above = [unit for unit in units if unit.above is not None and unit.above > limit and unit.gap > 0]
    if not above or len(units) < 2:
        return []
    unit = max(above, key=lambda found: found.gap)
    title = DIMENSIONS[owner].title
    part = unit.gap / unit.cost
    inside = view.usage.within(Scope(view.scope.period, view.scope.filter.with_value(owner, unit.name)))
    cube = inside.cube("day", measures=("cost",))
    models, rest = percent(float(unit.mix / unit.average)), percent(float(unit.rest / unit.average))
    return [
        Insight(
            "alignment.unit_cost",
            f"{title} {unit.name} pays {percent(float(unit.above or 0))} more per token than all together",
            f"{unit.name} pays {money(unit.per_1k, 4)} per 1k tokens, all together {money(unit.average, 4)}: "
            f"{models} from dearer models, {rest} from more output, less caching or other prices. "
            f"That is {money(unit.gap)} in {view.period}.",
            "Quantify Business Value",
            "Unit Economics",
            view.impact(days_of(cube.dicts()), "cost above everyone's mean cost per token", part),
            f"Review which tasks of {unit.name} need its dear models; the performance analysis names a cheaper model "
            "per task at the same quality."
            if unit.mix >= unit.rest
            else f"Shorten answers and cache repeated prompts of {unit.name}: its models are not what makes it dear.",
            f"At everyone's mean {unit.name} costs {money(view.per_month(unit.cost - unit.gap))} a month instead of "
            f"{money(view.per_month(unit.cost))}.",
            evidence=(replace(breakdown_table(inside, None, "model", 10), id="alignment.unit_cost_models"),),
            provenance=view.provenance(
                cube, "(cost per token - everyone's cost per token) x tokens", view.inside(owner, unit.name)
            ),
            drill=view.inside(owner, unit.name),
        )
    ]
