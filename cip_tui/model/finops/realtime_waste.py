"""Inefficient use as it is shown: one table of all kinds, and a finding for each kind with its calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cip_tui.model.analysis import View, days_of
from cip_tui.model.calls.filter import Filter, Term
from cip_tui.model.document import Column, Impact, Insight, Kind, Level, Row, Table
from cip_tui.model.engine.cubes import Scope, add
from cip_tui.model.finops.breakdown import NOT_STATED
from cip_tui.model.finops.task_tables import FAILED
from cip_tui.model.finops.waste import Part, Waste, waste_cube
from cip_tui.model.format import money, percent
from cip_tui.model.money import share

DOMAIN, CAPABILITY = "Optimize Usage & Cost", "Usage Optimization"
_PARTS, _NAMED = 10, 50


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of one kind: its name, the rule, the action, what that brings, and what the details are."""

    name: str
    rule: str
    action: str
    outcome: str
    detail: str
    # Whether all of it can be saved; otherwise it is what can be saved at most.
    sure: bool = True


WORDS: Mapping[str, Words] = {
    "bursts": Words(
        "Failed calls in bursts",
        "cost of failed calls in hours with many failures of one customer, feature and model",
        "Put a growing pause and a limit on retries, and stop after errors that cannot get better",
        "Retries that cannot succeed are no longer sent",
        "Hours",
    ),
    "failed": Words(
        "Other failed calls",
        "cost of calls whose status is not good, outside bursts",
        "Find out why these calls fail; validate inputs and set time limits before calling",
        "No failed call is paid for",
        "Failing",
    ),
    "step": Words(
        "Prompts above the long-context price step",
        "cost x (1 - price below the step / price above it)",
        "Keep prompts below the step, or move these calls to a model without one",
        "The same calls at the price below the step",
        "",
    ),
    "long": Words(
        "Prompts far longer than at other customers, on dear models",
        "input beyond twice the middle customer's tokens per call of the feature, at the input price, on models dearer "
        "than the average",
        "Cut what goes into these prompts to what the feature needs elsewhere, or move them to a cheaper model",
        "Prompts at most twice as long as usual",
        "Input per call",
        sure=False,
    ),
    "uncached": Words(
        "Long prompts without caching",
        "part of the input that repeats x input tokens x (input price - cache-read price)",
        "Put the unchanging part of prompts first and mark it for the cache",
        "The repeating part of the input at the cache price",
        "Repeats",
        sure=False,
    ),
    "reading": Words(
        "Much read, little answered",
        "input beyond output tokens / answer share, at the input price",
        "Send only the passages that the answer needs, or let a cheap model pick them first",
        "No more input than answers of this length are usually worth",
        "Answer",
        sure=False,
    ),
}


def waste_table(view: View, kinds: Sequence[Waste]) -> Table:
    """Return all kinds of inefficient use, the most dollars first."""
    total = view.usage.totals(("cost",))["cost"]
    rows = tuple(
        Row(
            (
                WORDS[kind.kind].name,
                kind.calls,
                kind.cost,
                kind.total,
                view.per_month(kind.total),
                share(kind.total, total) if total else None,
                WORDS[kind.kind].rule,
            ),
            str(kind_filter(kind)),
        )
        for kind in kinds
    )
    return Table(
        "realtime.waste",
        "Inefficient use",
        (
            Column("kind", "Kind"),
            Column("calls", "Calls", Kind.COUNT),
            Column("cost", "They cost", Kind.MONEY, "USD"),
            Column("waste", "Wasted", Kind.MONEY, "USD"),
            Column("month", "Wasted", Kind.MONEY, "USD/month"),
            Column("share", "Of all cost", Kind.RATIO),
            Column("rule", "Wasted is"),
        ),
        rows,
        sort=("waste", True),
        note="Kinds may overlap, so they are not added up.",
        empty="No inefficient use was found.",
        provenance=view.provenance(waste_cube(view), "as the last column says"),
    )


def kind_filter(kind: Waste) -> Filter:
    """Return the calls of a kind: the features and models of all parts, and their customers where they are few."""
    terms = []
    for name in ("customer", "feature", "model"):
        values = tuple(dict.fromkeys(part.about[name] for part in kind.parts if name in part.about))
        if values and len(values) <= _NAMED:
            terms.append(Term(name, "=", values))
    found = Filter(tuple(terms))
    return found.and_(FAILED) if kind.parts[0].failed else found


def waste_insights(view: View, kinds: Sequence[Waste]) -> list[Insight]:
    """Return a finding for each kind that wastes anything."""
    return [_insight(view, kind) for kind in kinds if kind.total > 0]


def _insight(view: View, kind: Waste) -> Insight:
    words = WORDS[kind.kind]
    first = kind.parts[0]
    inside = view.scope.filter.and_(kind_filter(kind))
    base = view.per_month(kind.total)
    return Insight(
        f"realtime.waste.{kind.kind}",
        f"{words.name}: {money(base)} a month",
        f"{money(kind.total)} of the {money(kind.cost)} that {_count(kind)} cost in {view.period} bought little or "
        f"nothing; most in {part_name(first)} ({money(first.waste)}).",
        DOMAIN,
        CAPABILITY,
        _impact(view, kind, inside),
        f"{words.action}. Begin with {part_name(first)}.",
        f"{words.outcome}: up to {money(base)} a month less.",
        level=Level.WARNING if words.sure else Level.INFO,
        evidence=(_parts_table(view, kind, words),),
        provenance=view.provenance(waste_cube(view), words.rule, str(inside)),
        drill=str(inside),
    )


def _count(kind: Waste) -> str:
    return f"{len(kind.parts)} groups of calls" if kind.calls is None else f"{kind.calls:,} calls"


def part_name(part: Part) -> str:
    """Return what a part is, in words."""
    about = part.about
    place = f"{about['feature'] or NOT_STATED} on {about['model'] or NOT_STATED}"
    return f"{place} for {about['customer'] or NOT_STATED}" if "customer" in about else place


def _impact(view: View, kind: Waste, inside: Filter) -> Impact:
    """The monthly waste, with the range that the daily cost of the calls gives it."""
    words = WORDS[kind.kind]
    daily: dict[date, Decimal] = days_of(
        view.usage.within(Scope(view.scope.period, inside)).cube("day", measures=("cost",)).dicts()
    )
    spent = sum(daily.values(), Decimal(0))
    base = view.per_month(kind.total)
    bounds = view.range_of({day: amount * kind.total / spent for day, amount in daily.items()}) if spent > 0 else None
    if bounds is None:
        return Impact(base, basis=f"{words.rule}; too few days for a range")
    low, why = (
        (bounds[0], "80 %, from the variation between days")
        if words.sure
        else (Decimal(0), "from nothing, as the work may need all of it")
    )
    return Impact(base, min(low, base), max(bounds[1], base), basis=f"{words.rule}; range: {why}")


def _parts_table(view: View, kind: Waste, words: Words) -> Table:
    rows = []
    for part in kind.parts[:_PARTS]:
        names = tuple(part.about[name] or NOT_STATED if name in part.about else "all" for name in _DIMENSIONS)
        cells = (*names, part.calls, part.cost, part.waste, part.detail or None)
        rows.append(Row(cells, str(part.filter)))
    rest = kind.parts[_PARTS:]
    if rest:
        sums = (add(part.calls for part in rest), add(part.cost for part in rest), add(part.waste for part in rest))
        rows.append(Row((f"… {len(rest)} more", None, None, *sums, None)))
    return Table(
        f"realtime.waste.{kind.kind}.calls",
        words.name,
        (
            Column("customer", "Customer"),
            Column("feature", "Feature"),
            Column("model", "Model"),
            Column("calls", "Calls", Kind.COUNT),
            Column("cost", "They cost", Kind.MONEY, "USD", additive=True),
            Column("waste", "Wasted", Kind.MONEY, "USD", additive=True),
            Column("detail", words.detail or "Detail"),
        ),
        tuple(rows),
        total=("Total", None, None, kind.calls, kind.cost, kind.total, None),
        available=len(kind.parts),
        bars="waste",
        sort=("waste", True),
        provenance=view.provenance(waste_cube(view), words.rule),
    )


_DIMENSIONS = ("customer", "feature", "model")


def waste_sentence(view: View, kind: Waste) -> str:
    """Return what to do about a kind, in one sentence."""
    first = kind.parts[0]
    part = percent(float(first.waste / kind.total), 0)
    return f"{WORDS[kind.kind].action}, first in {part_name(first)} ({part} of it)."
