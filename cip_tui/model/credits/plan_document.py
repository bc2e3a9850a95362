"""The plan as a document: what is taken, what one more day is worth, what was left out and why, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cip_tui.model.credits.plan import Plan
from cip_tui.model.credits.roadmap import Step, by_month, steps
from cip_tui.model.credits.views import View
from cip_tui.model.document import (
    Block,
    Column,
    Document,
    Kind,
    Level,
    Metric,
    Note,
    Provenance,
    Row,
    Section,
    Status,
    Table,
)
from cip_tui.model.format import money, percent

_ZERO = Decimal(0)


def plan(made: Plan, view: View) -> Document:
    """Return the document of a plan."""
    currency = view.spend.currency
    road = steps(made)
    sections = (
        Section("headline", "Plan", (*_benefit(made, road, currency), *_headline(made, currency))),
        Section("taken", "Taken", (_taken(made, road, currency),)),
        Section("roadmap", "Roadmap", (_roadmap(road, currency),)),
        Section("left_out", "Left out", (_left_out(made, currency),)),
    )
    limits = made.limits
    facts = (
        ("Begins", limits.start.isoformat()),
        ("Engineer-days", "no limit" if limits.days is None else f"{limits.days.normalize():f}"),
        ("Budget", "no limit" if limits.budget is None else money(limits.budget, 0, currency)),
    )
    return Document("credits_plan", "Plan of credits", sections, facts=facts, currency=currency)


def _benefit(made: Plan, road: Sequence[Step], currency: str) -> list[Block]:
    """Return the benefit of what is ready in time, and beside it that of what is not."""
    unit = f"{currency}/year"
    proof = "proved best" if made.proved else f"at most {money(made.bound - made.value, 0)} from the best"
    late = [step for step in road if step.late]
    too_late = sum((step.item.value or _ZERO for step in late), _ZERO)
    formula = "sum over the year of chance of acceptance times credit, less the cost of added services"
    counted = len(road) - len(late)
    blocks: list[Block] = [
        Metric(
            "plan.value",
            "Expected benefit",
            made.value - too_late,
            Kind.MONEY,
            unit,
            places=0,
            note=f"{counted} programme{'' if counted == 1 else 's'}"
            + (" ready in time; the set is " if late else "; ")
            + proof,
            rising=Level.GOOD,
            provenance=Provenance(f"{formula}; programmes ready before their windows close"),
        )
    ]
    if late:
        blocks.append(
            Metric(
                "plan.late",
                "Not counted: too late",
                too_late,
                Kind.MONEY,
                unit,
                places=0,
                note=f"{', '.join(step.item.name for step in late)}: ready after the window closes at this pace",
                status=Status(Level.WARNING, "Late"),
                provenance=Provenance(f"{formula}; programmes ready after their windows close"),
            )
        )
    return blocks


def _headline(made: Plan, currency: str) -> tuple[Block, ...]:
    unit = f"{currency}/year"
    blocks: list[Block] = [
        Metric("plan.days", "Engineer-days", made.days, Kind.NUMBER, places=1, note=_of(made.limits.days)),
        Metric("plan.cost", "Cost of added services", made.cost, Kind.MONEY, unit, places=0),
    ]
    if made.more_day is not None:
        blocks.append(
            Metric(
                "plan.more_day",
                "One more day adds",
                made.more_day,
                Kind.MONEY,
                unit,
                places=0,
                provenance=Provenance("value of the best plan with one engineer-day more, less the value of this one"),
            )
        )
    if made.more_budget is not None:
        blocks.append(
            Metric(
                "plan.more_budget",
                "1,000 more of budget adds",
                made.more_budget,
                Kind.MONEY,
                unit,
                places=0,
                provenance=Provenance("value of the best plan with 1,000 more of budget, less the value of this one"),
            )
        )
    if made.cost > 0 and made.value > 0:
        ratio = float(made.value / made.cost)
        blocks.append(Note(f"Each dollar spent on added services is expected to bring {percent(ratio, 0)} on top."))
    return tuple(blocks)


def _of(limit: Decimal | None) -> str:
    return "no limit" if limit is None else f"of {limit.normalize():f}"


def _taken(made: Plan, road: Sequence[Step], currency: str) -> Table:
    columns = (
        Column("programme", "Programme"),
        Column("value", "Benefit/year", Kind.MONEY, currency, places=0, additive=True),
        Column("cost", "Cost/year", Kind.MONEY, currency, places=0, additive=True),
        Column("days", "Effort", Kind.NUMBER, "days", places=1),
        Column("begins", "Begins", Kind.DATE),
        Column("ready", "Ready", Kind.DATE),
        Column("closes", "Window closes", Kind.DATE),
        Column("note", "Note"),
        Column("id", "Id"),
    )
    rows = tuple(
        Row(
            (
                step.item.name,
                step.item.value,
                step.item.cost,
                step.item.days,
                step.begins,
                step.ready,
                step.item.closes,
                "ready after its window closes at this pace" if step.late else "",
                step.item.key,
            )
        )
        for step in road
    )
    total = ("Total", made.value, made.cost, made.days, None, None, None, None, None)
    return Table("plan.taken", "Taken", columns, rows, total if rows else None, empty="Nothing pays for what it takes.")


def _roadmap(road: Sequence[Step], currency: str) -> Table:
    rows = tuple(
        Row(
            (
                month.first,
                ", ".join(item.name for item in month.begins),
                ", ".join(item.name for item in month.ready),
                month.credit_month,
            )
        )
        for month in by_month(road)
    )
    columns = (
        Column("month", "Month of", Kind.DATE),
        Column("begins", "Begins"),
        Column("ready", "Ready"),
        Column("credit", "Credit/month reached", Kind.MONEY, currency, places=0),
    )
    return Table(
        "plan.roadmap",
        "Month by month",
        columns,
        rows,
        empty="There is nothing to do.",
        note="Engineer-days are spread over three months, the most urgent first; where windows would be missed, "
        "what pays least gives way.",
    )


def _left_out(made: Plan, currency: str) -> Table:
    rows = tuple(
        Row((left.item.name, left.item.value, left.item.days, left.reason, left.loss)) for left in made.left_out
    )
    columns = (
        Column("programme", "Programme"),
        Column("value", "Benefit/year", Kind.MONEY, currency, places=0),
        Column("days", "Effort", Kind.NUMBER, "days", places=1),
        Column("reason", "Why"),
        Column("loss", "Taking it loses", Kind.MONEY, currency, places=0),
    )
    return Table("plan.left_out", "Left out", columns, rows, empty="Nothing was left out.")
