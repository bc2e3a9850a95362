"""What tasks and models ask for: a cheaper model for a task, and failures that need not be paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from cip_tui.model.analysis import View, days_of
from cip_tui.model.calls.filter import Filter, Term
from cip_tui.model.document import Impact, Insight, Kind, Level
from cip_tui.model.engine.cubes import add
from cip_tui.model.finops.breakdown import NOT_STATED
from cip_tui.model.finops.model_choice import Choice, Demands, Option
from cip_tui.model.finops.quality import Quality
from cip_tui.model.finops.task_tables import FAILED, failing_table, recommendations_table, success_cost
from cip_tui.model.finops.workload import Group, Model, summed, total, workload_cube
from cip_tui.model.format import money, percent, write

_FAILING = 10
# Failures below this part of all cost are told, not warned of.
_WORTH = Decimal("0.01")
_FAILED_SHARE = 0.01
_NOTICE = timedelta(days=90)


def switches(view: View, choices: Sequence[Choice], demands: Demands, quality: Quality) -> list[Insight]:
    """Return one finding for each model that tasks should move to, with the tasks as evidence."""
    targets: dict[tuple[str, str], list[tuple[Choice, Option]]] = {}
    for choice in choices:
        if choice.best is not None and choice.saving() > 0:
            targets.setdefault(choice.best.model.key, []).append((choice, choice.best))
    ordered = sorted(targets.values(), key=lambda moves: -sum(choice.saving() for choice, _ in moves))
    return [_switch(view, moves, demands, quality, number) for number, moves in enumerate(ordered, 1)]


def _switch(
    view: View, moves: Sequence[tuple[Choice, Option]], demands: Demands, quality: Quality, number: int
) -> Insight:
    spread = demands.token_range
    base, low, high = (
        view.per_month(sum((choice.saving(1 + part) for choice, _ in moves), Decimal(0)))
        for part in (Decimal(0), spread, -spread)
    )
    model = moves[0][1].model
    moving = [group for _, best in moves for group in best.moving]
    paid, spent = sum((choice.cost for choice, _ in moves), Decimal(0)), total(moving)
    tasks = [choice.task or NOT_STATED for choice, _ in moves]
    named = tasks[0] if len(tasks) == 1 else f"{len(tasks)} tasks"
    by_model: dict[str, Decimal] = {}
    for group in moving:
        by_model[group.model.label] = by_model.get(group.model.label, Decimal(0)) + (group.cost or Decimal(0))
    dear = max(by_model, key=lambda name: (by_model[name], name))
    return Insight(
        f"performance.switch.{number}",
        f"Run {named} on {model.label}",
        f"{', '.join(tasks)} cost {money(paid)} in {view.period}; {money(spent)} of it can move from dearer "
        f"models, most from {dear} ({money(by_model[dear])}), though {model.label} did the same {_kept(moves)}.",
        "Optimize Usage & Cost",
        "Usage Optimization",
        Impact(
            base,
            min(low, base),
            max(high, base),
            basis=f"the same tokens on {model.label} at the discount paid now; range: {percent(float(spread), 0)} more "
            "or fewer tokens",
        ),
        f"Route a tenth of these calls to {model.label} first, beginning with {tasks[0]}, and compare quality and "
        f"failures before the rest.{'' if quality else ' Measure quality before: no score is known.'}"
        f"{_leaving(model, view)}",
        f"These tasks cost {money(view.per_month(paid) - base)} a month instead of {money(view.per_month(paid))}, "
        f"{percent(float(base / view.per_month(paid)))} less.",
        level=Level.WARNING if quality else Level.INFO,
        evidence=(
            replace(
                recommendations_table(view, [choice for choice, _ in moves]),
                id=f"performance.switch.{number}.tasks",
                title=f"Tasks that cost less on {model.label}",
            ),
        ),
        provenance=view.provenance(
            workload_cube(view),
            "paid - paid x price of the same tokens on the other model / price on the present one",
        ),
        drill=str(view.scope.filter.and_(_moving_filter(moves))),
    )


def _kept(moves: Sequence[tuple[Choice, Option]]) -> str:
    scored = [
        (best.quality_now, best.quality, sum(group.of("record_count") for group in best.moving))
        for _, best in moves
        if best.quality_now is not None and best.quality is not None
    ]
    weight = sum(count for *_, count in scored)
    if not weight:
        return "too (by cost only; no quality score is known)"
    now, then = (sum(part[place] * part[2] for part in scored) / weight for place in (0, 1))
    return f"at a quality of {write(then, Kind.NUMBER, 3)}, against {write(now, Kind.NUMBER, 3)} now"


def _leaving(model: Model, view: View) -> str:
    """A warning where the price book says that the model goes, or should have gone, out of service."""
    day = model.price.retire_on if model.price else None
    if day is None or day > view.facts.as_of + _NOTICE:
        return ""
    when = "was announced for" if day <= view.facts.as_of else "is announced for"
    return f" The retirement of {model.label} {when} {day}: confirm that it is served, or test its successor."


def _moving_filter(moves: Sequence[tuple[Choice, Option]]) -> Filter:
    tasks = tuple(choice.task for choice, _ in moves)
    models = tuple(dict.fromkeys(group.model.name for _, best in moves for group in best.moving))
    return Filter((Term("task", "=", tasks), Term("model", "=", models)))


def failures(view: View, groups: Sequence[Group]) -> list[Insight]:
    """Return what failed calls cost, where they are more than one in a hundred."""
    failed, records = summed(groups, "failed_records") or 0, summed(groups, "record_count") or 0
    cost = summed(groups, "failed_cost")
    if not cost or cost <= 0 or not records or failed / records <= _FAILED_SHARE:
        return []
    cube = view.usage.cube("day", measures=("failed_cost",))
    worst = max(groups, key=lambda group: (group.of("failed_cost") or Decimal(0), group.task, group.model.key))
    sums = {name: add(group.of(name) for group in groups) for name in ("cost", "calls", "record_count")}
    clean = success_cost({**sums, "failed_records": 0})
    now = success_cost({**sums, "failed_records": failed})
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
            level=Level.WARNING if cost > sums["cost"] * _WORTH else Level.INFO,
            evidence=(failing_table(view, groups, _FAILING),),
            provenance=view.provenance(cube, "sum of cost_usd where status is neither ok nor empty"),
            drill=str(view.scope.filter.and_(FAILED)),
        )
    ]
