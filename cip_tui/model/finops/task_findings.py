"""What tasks and models ask for: a cheaper model for a task, failures that are paid, models that go away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from cip_tui.model.analysis import View, days_of
from cip_tui.model.calls.filter import Filter, Term
from cip_tui.model.document import Impact, Insight, Kind, Level, Table
from cip_tui.model.engine.cubes import Scope, add
from cip_tui.model.finops.breakdown import NOT_STATED
from cip_tui.model.finops.model_choice import Choice, Demands, Option
from cip_tui.model.finops.quality import Quality
from cip_tui.model.finops.task_tables import options_table, success_cost, tasks_table
from cip_tui.model.finops.workload import Group, Model, summed, total, workload_cube
from cip_tui.model.format import money, percent, write
from cip_tui.model.tables import sort_table

_SWITCHES = 5
_FAILED_SHARE = 0.01
_NOTICE = timedelta(days=90)


def switches(view: View, choices: Sequence[Choice], demands: Demands, quality: Quality) -> list[Insight]:
    """Return the tasks with most to save by another model, each with its options as evidence."""
    worth = sorted((choice for choice in choices if choice.saving() > 0), key=lambda choice: -choice.saving())
    return [_switch(view, choice, demands, quality) for choice in worth[:_SWITCHES]]


def _switch(view: View, choice: Choice, demands: Demands, quality: Quality) -> Insight:
    best = choice.best
    if best is None:
        raise ValueError("a switch needs a model to switch to")
    spread = demands.token_range
    base, low, high = (view.per_month(choice.saving(1 + part)) for part in (Decimal(0), spread, -spread))
    task, model = choice.task or NOT_STATED, best.model.label
    dear = max(best.moving, key=lambda group: (group.cost or Decimal(0), group.model.key))
    moving = total(best.moving)
    return Insight(
        f"performance.switch.{choice.task or 'none'}",
        f"Run {task} on {model}",
        f"{task} cost {money(choice.cost)} in {view.period}; {money(moving)} of it ran on dearer models, most on "
        f"{dear.model.label} ({money(dear.cost)}), though {model} did the same task {_kept(best)}.",
        "Optimize Usage & Cost",
        "Usage Optimization",
        Impact(
            base,
            min(low, base),
            max(high, base),
            basis=f"the same tokens on {model} at the discount paid now; range: {percent(float(spread), 0)} more or "
            "fewer tokens",
        ),
        f"Route {task} to {model}, a tenth of the calls first, and compare quality and failures before the rest."
        + ("" if quality else " Measure quality before: no score is known."),
        f"{task} costs {money(view.per_month(choice.cost) - base)} a month instead of "
        f"{money(view.per_month(choice.cost))}, {percent(float(choice.saving() / choice.cost))} less.",
        level=Level.WARNING if quality else Level.INFO,
        evidence=(options_table(view, choice, f"performance.options.{choice.task or 'none'}"),),
        provenance=view.provenance(
            workload_cube(view),
            "paid - paid x price of the same tokens on the other model / price on the present one",
            view.inside("task", choice.task),
        ),
        drill=" ".join(filter(None, (str(view.scope.filter), _moving_drill(choice.task, best)))),
    )


def _kept(best: Option) -> str:
    if best.quality is None:
        return "too (by cost only; no quality score is known)"
    now, then = (write(value, Kind.NUMBER, 3) for value in (best.quality_now, best.quality))
    return f"at a quality of {then}, against {now} now"


def _moving_drill(task: str, best: Option) -> str:
    models = tuple(dict.fromkeys(group.model.name for group in best.moving))
    return str(Filter((Term("task", "=", (task,)), Term("model", "=", models))))


def failures(view: View, groups: Sequence[Group]) -> list[Insight]:
    """Return what failed calls cost, where they are more than one in a hundred."""
    failed, records = summed(groups, "failed_records") or 0, summed(groups, "record_count") or 0
    cost = summed(groups, "failed_cost")
    if not cost or cost <= 0 or not records or failed / records <= _FAILED_SHARE:
        return []
    inside = view.usage.within(Scope(view.scope.period, view.scope.filter))
    cube = inside.cube("day", measures=("failed_cost",))
    worst = max(groups, key=lambda group: (group.of("failed_cost") or Decimal(0), group.task, group.model.key))
    bad = [group for group in groups if group.of("failed_records")]
    sums = {name: add(group.of(name) for group in groups) for name in ("cost", "calls", "record_count")}
    clean = success_cost({**sums, "failed_records": 0})
    now = success_cost({**sums, "failed_records": failed})
    statuses = Filter((Term("status", "!=", ("ok", "")),))
    return [
        Insight(
            "performance.failures",
            f"{percent(failed / records)} of calls fail and are paid for",
            f"{failed:,} of {records:,} records failed in {view.period} and cost {money(cost)}, most of it "
            f"{worst.task or NOT_STATED} on {worst.model.label} ({money(worst.of('failed_cost'))}). A success costs "
            f"{money(now, 4)} instead of {money(clean, 4)}.",
            "Optimize Usage & Cost",
            "Usage Optimization",
            view.impact(days_of(cube.dicts(), "failed_cost"), "cost of calls that failed"),
            "Look at the statuses behind these calls: stop retries of calls that cannot succeed, set time limits, and "
            "validate inputs before calling.",
            f"Up to {money(view.per_month(cost))} a month, if none of them were paid for.",
            evidence=(_failing(view, bad),),
            provenance=view.provenance(cube, "sum of cost_usd where status is neither ok nor empty"),
            drill=str(view.scope.filter.and_(statuses)),
        )
    ]


def _failing(view: View, groups: Sequence[Group]) -> Table:
    table = tasks_table(view, groups, Quality({}, {}, ""))
    return sort_table(replace(table, id="performance.failing", title="Tasks and models with failures"), "failed", True)


def retiring(view: View, groups: Sequence[Group], models: Sequence[Model]) -> list[Insight]:
    """Return the models in use that go out of service within 90 days, or should be out of service already."""
    day = view.facts.as_of
    leaving = [
        model
        for model in models
        if model.in_use and model.price and model.price.retire_on and model.price.retire_on <= day + _NOTICE
    ]
    keys = {model.key for model in leaving}
    affected = [group for group in groups if group.model.key in keys]
    cost = total(affected)
    if not leaving or cost <= 0:
        return []
    leaving.sort(key=lambda model: (model.price.retire_on, model.key))  # type: ignore[union-attr]
    days = ", ".join(f"{model.label} {model.price.retire_on}" for model in leaving if model.price)
    names = tuple(dict.fromkeys(model.name for model in leaving))
    inside = view.usage.within(Scope(view.scope.period, view.scope.filter.and_(Filter((Term("model", "=", names),)))))
    cube = inside.cube("day", measures=("cost",))
    return [
        Insight(
            "performance.retiring",
            f"{len(leaving)} models in use go out of service",
            f"{money(cost)} of {money(total(groups))} in {view.period} ran on models whose retirement the price book "
            f"knows: {days}.",
            "Manage the FinOps Practice",
            "Governance, Policy & Risk",
            view.impact(days_of(cube.dicts()), "cost on these models; at risk, not saved"),
            "Plan the move now: choose a successor per task from the tables below, and confirm with the provider any "
            "model that is past its date and still answers.",
            f"{money(view.per_month(cost))} a month moves by plan instead of failing on the day.",
            evidence=(replace(tasks_table(view, affected, Quality({}, {}, "")), id="performance.retiring_tasks"),),
            provenance=view.provenance(cube, "sum of cost_usd of models with a retirement day within 90 days"),
            drill=str(inside.scope.filter),
        )
    ]
