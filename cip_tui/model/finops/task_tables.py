"""Tasks and models as tables: what a task costs on which model, what it would cost, and who is dominated."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from cip_tui.model.analysis import View
from cip_tui.model.calls.filter import Filter, Term
from cip_tui.model.calls.schema import GOOD_STATUSES, Grain
from cip_tui.model.document import Cell, Chart, Column, Kind, Level, Provenance, Row, Series, Shape, Status, Table
from cip_tui.model.engine.cubes import add
from cip_tui.model.finops.breakdown import NOT_STATED
from cip_tui.model.finops.model_choice import Choice, Dominated, Option
from cip_tui.model.finops.quality import Quality
from cip_tui.model.finops.workload import Group, Model, all_moved, summed, workload_cube

# The filter of the failed calls.
FAILED = Filter((Term("status", "!=", GOOD_STATUSES), Term("grain", "=", (Grain.CALL.value,))))
_SUMS = ("calls", "record_count", "cost", "failed_records", "failed_cost")


def task_drill(task: str, model: Model | None = None) -> str:
    """Return the filter of a task's calls, on one model if given."""
    chosen = Filter().with_value("task", task)
    if model is not None:
        chosen = chosen.with_value("model", model.name)
        chosen = chosen.with_value("provider", model.provider)
    return str(chosen)


def tasks_table(view: View, groups: Sequence[Group], quality: Quality) -> Table:
    """Return cost per call and per successful call for every task and model, dearest first."""
    merged: dict[tuple[str, tuple[str, str]], list[Group]] = {}
    for group in groups:
        merged.setdefault((group.task, group.model.key), []).append(group)
    rows = [
        Row(
            (
                members[0].task or NOT_STATED,
                members[0].model.label,
                *_unit_cells({name: summed(members, name) for name in _SUMS}),
                quality.of(members[0].task, members[0].model.name),
            ),
            task_drill(members[0].task, members[0].model),
        )
        for members in merged.values()
    ]
    rows.sort(key=lambda row: (-_money(row.cells[2]), str(row.cells[0]), str(row.cells[1])))
    everything = {name: add(group.of(name) for group in groups) for name in _SUMS}
    return Table(
        "performance.tasks",
        "Cost per task by model",
        (
            Column("task", "Task"),
            Column("model", "Model"),
            Column("cost", "Cost", Kind.MONEY, "USD", additive=True),
            Column("calls", "Calls", Kind.COUNT),
            Column("per_call", "Per call", Kind.MONEY, "USD", places=4),
            Column("per_success", "Per success", Kind.MONEY, "USD", places=4),
            Column("failed", "Failed", Kind.RATIO),
            Column("quality", "Quality", Kind.NUMBER, places=3),
        ),
        tuple(rows),
        total=("Total", "", *_unit_cells(everything), None),
        note="Per success: all cost, failed calls included, over the calls that did not fail.",
        provenance=view.provenance(workload_cube(view), "sum of cost_usd / calls; / (calls x (1 - failed share))"),
    )


def _money(cell: Cell) -> Decimal:
    return cell if isinstance(cell, Decimal) else Decimal(0)


def _unit_cells(sums: dict[str, Any]) -> tuple[Cell, ...]:
    cost, calls = sums["cost"], sums["calls"]
    return cost, calls, unit_cost(cost, calls), success_cost(sums), failed_share(sums)


def unit_cost(cost: Decimal | None, calls: int | None) -> Decimal | None:
    """Return cost / calls; None where either is unknown."""
    return cost / calls if cost is not None and calls else None


def failed_share(sums: dict[str, Any]) -> float | None:
    """Return the share of records that failed."""
    return (sums["failed_records"] or 0) / sums["record_count"] if sums["record_count"] else None


def success_cost(sums: dict[str, Any]) -> Decimal | None:
    """Return the cost of one successful call: all cost over the calls that did not fail."""
    cost, calls, records = sums["cost"], sums["calls"], sums["record_count"]
    good = records - (sums["failed_records"] or 0) if records else 0
    return cost * records / (calls * Decimal(good)) if cost is not None and calls and good else None


def recommendations_table(view: View, choices: Sequence[Choice]) -> Table:
    """Return the recommended model of each task and what it saves a month."""
    rows = [
        Row(
            (
                choice.task or NOT_STATED,
                ", ".join(dict.fromkeys(group.model.label for group in choice.groups[:3]))
                + (" …" if len(choice.groups) > 3 else ""),
                choice.best.model.label if choice.best else "keep",
                view.per_month(choice.cost),
                view.per_month(choice.saving()),
                *_now_and_then(choice.best),
            ),
            task_drill(choice.task),
        )
        for choice in choices
    ]
    return Table(
        "performance.recommended",
        "Recommended model per task",
        (
            Column("task", "Task"),
            Column("now", "Now on"),
            Column("best", "Recommended"),
            Column("cost", "Cost", Kind.MONEY, "USD/month", additive=True),
            Column("saving", "Saves", Kind.MONEY, "USD/month", additive=True),
            Column("quality", "Quality of what moves", Kind.NUMBER, places=3),
            Column("quality_then", "then", Kind.NUMBER, places=3),
            Column("p95", "p95 of what moves", Kind.MILLISECONDS),
            Column("p95_then", "then", Kind.MILLISECONDS),
        ),
        tuple(rows),
        total=("Total", "", "", add(row.cells[3] for row in rows), add(row.cells[4] for row in rows), *(None,) * 4),
        empty="Nothing to compare.",
        provenance=view.provenance(
            workload_cube(view), "paid - paid x price of the same tokens on the other model / price on the present one"
        ),
    )


def _now_and_then(best: Option | None) -> tuple[Cell, ...]:
    return (None,) * 4 if best is None else (best.quality_now, best.quality, best.p95_now, best.p95)


def options_table(view: View, choices: Sequence[Choice]) -> Table:
    """Return every option of every task, largest saving first, with the reason for or against it."""
    return Table(
        "performance.options",
        "Every task on every model",
        (
            Column("task", "Task"),
            Column("model", "Model"),
            Column("cost", "All calls on it", Kind.MONEY, "USD/month"),
            Column("per_call", "Per call", Kind.MONEY, "USD", places=4),
            Column("saving", "Saves", Kind.MONEY, "USD/month"),
            Column("quality", "Quality", Kind.NUMBER, places=3),
            Column("now", "of what moves", Kind.NUMBER, places=3),
            Column("p95", "p95", Kind.MILLISECONDS),
            Column("verdict", "Verdict", Kind.STATUS),
        ),
        tuple(_option_row(view, choice, option) for choice in choices for option in choice.options),
        note="Saves: only calls that cost less on a model, and keep quality and latency, move to it; the others stay.",
        provenance=view.provenance(workload_cube(view), "the task's own tokens at each model's price"),
    )


def _option_row(view: View, choice: Choice, option: Option) -> Row:
    calls = summed([group for group in choice.groups if group.cost is not None], "calls")
    costs = view.monthly(option.cost), unit_cost(option.cost, calls), view.per_month(option.saving)
    cells = (
        choice.task or NOT_STATED,
        option.model.label,
        *costs,
        option.quality,
        option.quality_now,
        option.p95,
        option.verdict,
    )
    return Row(cells, task_drill(choice.task, option.model) if option.used else None)


def failing_table(view: View, groups: Sequence[Group], top: int) -> Table:
    """Return the tasks and models whose failures cost most."""
    bad = [group for group in groups if group.of("failed_records")]
    bad.sort(key=lambda group: (-(group.of("failed_cost") or Decimal(0)), group.task, group.model.key))
    rows = [
        Row(
            (
                group.task or NOT_STATED,
                group.model.label,
                group.of("failed_cost"),
                group.of("failed_records"),
                group.of("failed_records") / group.of("record_count"),
            ),
            f"{task_drill(group.task, group.model)} {FAILED}",
        )
        for group in bad[:top]
    ]
    return Table(
        "performance.failing",
        "Failures that cost most",
        (
            Column("task", "Task"),
            Column("model", "Model"),
            Column("cost", "Cost of failures", Kind.MONEY, "USD"),
            Column("failed", "Failed", Kind.COUNT),
            Column("share", "Failed", Kind.RATIO),
        ),
        tuple(rows),
        available=len(bad),
        provenance=view.provenance(workload_cube(view), "sum of cost_usd where status is neither ok nor empty"),
    )


def dominated_table(view: View, found: Sequence[Dominated]) -> Table:
    """Return the dominated models by task, with the model that beats each and the dollars in it."""
    rows = [
        Row(
            (
                item.task or NOT_STATED,
                item.model.label,
                item.quality,
                item.by.label,
                item.better,
                view.per_month(item.saving),
                summed(item.groups, "calls"),
            ),
            task_drill(item.task, item.model),
        )
        for item in found
    ]
    return Table(
        "performance.dominated",
        "Dominated models",
        (
            Column("task", "Task"),
            Column("model", "Model"),
            Column("quality", "Quality", Kind.NUMBER, places=3),
            Column("by", "Beaten by"),
            Column("better", "Quality", Kind.NUMBER, places=3),
            Column("saving", "Saves", Kind.MONEY, "USD/month", additive=True),
            Column("calls", "Calls", Kind.COUNT),
        ),
        tuple(rows),
        total=("Total", "", None, "", None, add(row.cells[5] for row in rows), add(row.cells[6] for row in rows)),
        empty="No model is beaten by another at both cost and quality.",
        provenance=view.provenance(workload_cube(view), "models with another at no more cost and no less quality"),
    )


def tradeoff_chart(groups: Sequence[Group], models: Sequence[Model], quality: Quality) -> Chart | None:
    """Return quality against cost, each model doing all priced work at its price; None below two scored models."""
    calls = summed([group for group in groups if group.cost is not None], "calls")
    points = []
    for model in models:
        cost, score = all_moved(groups, model), quality.by_model.get(model.name)
        if cost is not None and score is not None and calls:
            points.append((float(cost * 1000 / calls), score, model))
    if len(points) < 2:
        return None
    points.sort(key=lambda point: (point[0], -point[1]))
    frontier = [point for place, point in enumerate(points) if all(point[1] > before[1] for before in points[:place])]
    names = ", ".join(point[2].label for point in frontier)
    return Chart(
        "performance.tradeoff",
        "Quality against cost",
        tuple(
            Series(
                point[2].label,
                (point[0],),
                (point[1],),
                Shape.POINTS,
                level=Level.GOOD if point in frontier else Level.WARNING,
            )
            for point in points
        ),
        x_title="USD per 1,000 calls of this work",
        y_title="quality",
        summary=f"On the frontier, cheapest first: {names}. Each model's point is the cost of all this work on it and "
        "its mean score over its own calls.",
        marks=tuple((point[0], point[2].label) for point in points),
        provenance=Provenance(
            "tokens of all priced calls x the model's price; mean score of its calls", source="ai_calls"
        ),
    )


def others_table(view: View, groups: Sequence[Group], others: Sequence[Model], top: int) -> Table:
    """Return models that are not in use by what all priced work would cost on them, cheapest first."""
    paid = add(group.cost for group in groups)
    found = [(cost, model) for model in others if (cost := all_moved(groups, model)) is not None]
    found.sort(key=lambda pair: (pair[0], pair[1].key))
    rows = [
        Row(
            (
                f"{model.provider}/{model.name}",
                view.monthly(cost),
                view.monthly(paid - cost),
                model.price.context_window if model.price else None,
                model.price.retire_on if model.price else None,
                Status(Level.UNKNOWN, "Quality not known"),
            )
        )
        for cost, model in found[:top]
    ]
    return Table(
        "performance.others",
        "Models not in use, by what this work would cost on them",
        (
            Column("model", "Model"),
            Column("cost", "All work on it", Kind.MONEY, "USD/month"),
            Column("saving", "Less than now", Kind.MONEY, "USD/month"),
            Column("window", "Window", Kind.COUNT, "tokens"),
            Column("retires", "Retires", Kind.DATE),
            Column("status", "Status", Kind.STATUS),
        ),
        tuple(rows),
        available=len(found),
        empty="No other model of the price book can take this work.",
        note="At list prices; none of these is recommended before its quality has been measured on your tasks.",
        provenance=view.provenance(workload_cube(view), "the same tokens at each model's price"),
    )
