"""Discounts that are there for the taking: batches for work nobody waits for, and the prompt cache."""

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
from cip_tui.model.finops.rates import MILLION
from cip_tui.model.format import money, percent

# Task names that usually stand for work in the background.
BACKGROUND = (
    "batch",
    "classif",
    "embed",
    "enrich",
    "extract",
    "label",
    "moderat",
    "report",
    "summar",
    "tag",
    "translat",
)
DOMAIN, CAPABILITY = "Optimize Usage & Cost", "Rate Optimization"
_SMALL = Decimal("1")


@dataclass(frozen=True, slots=True)
class Saving:
    """What a discount would save on one thing, USD over the period, and its share of what that cost."""

    name: str
    cost: Decimal
    saving: Decimal


def batch_savings(view: View, tasks: Sequence[str]) -> list[Saving]:
    """Return what each task would save in batches: cost x (1 - batch factor) of the models that have one.

    With `tasks` only those; otherwise the ones whose names say that nobody waits. Calls in batches already save
    nothing more.
    """
    found: dict[str, list[Decimal]] = {}
    book = view.facts.book
    for row in view.priced().cube("task", "provider", "model", "service", measures=("cost",)).dicts():
        name, price = row["task"], None
        if book is not None and row["service"] != "batch" and row["cost"]:
            price = book.resolve(row["provider"], row["model"], view.period.last)
        chosen = name in tasks if tasks else any(part in name.lower() for part in BACKGROUND)
        if chosen and price is not None and price.batch_factor is not None and price.batch_factor < 1:
            sums = found.setdefault(name, [Decimal(0), Decimal(0)])
            sums[0] += row["cost"]
            sums[1] += row["cost"] * (1 - price.batch_factor)
    savings = [Saving(name, cost, saving) for name, (cost, saving) in found.items()]
    return sorted(savings, key=lambda item: (-item.saving, item.name))


def batch_insight(view: View, savings: Sequence[Saving]) -> list[Insight]:
    """Return the finding that work nobody waits for runs at full price."""
    total = sum((item.saving for item in savings), Decimal(0))
    if view.per_month(total) < _SMALL:
        return []
    cost = sum((item.cost for item in savings), Decimal(0))
    names = tuple(item.name for item in savings)
    inside = view.scope.filter.and_(Filter((Term("task", "=", names),)))
    daily = days_of(view.usage.within(Scope(view.scope.period, inside)).cube("day", measures=("cost",)).dicts())
    listed = ", ".join(name or NOT_STATED for name in names[:4])
    return [
        Insight(
            "optimization.batch",
            f"Run {listed} in batches",
            f"{money(cost)} went into work that need not be answered at once ({listed}), at full price.",
            DOMAIN,
            CAPABILITY,
            _impact(view, daily, total / cost, "cost x (1 - batch factor), if nobody waits for these answers"),
            "Send these calls through the providers' batch endpoints; answers come within a day.",
            f"The same work for {percent(float(1 - total / cost), 0)} of its cost: {money(view.per_month(total))} "
            "a month less.",
            level=Level.INFO,
            evidence=(_table("optimization.batches", "Work that could run in batches", "Task", "task", savings, view),),
            provenance=view.provenance(
                view.priced().cube("task", "provider", "model", "service", measures=("cost",)),
                "cost x (1 - batch factor) of each task",
                str(inside),
            ),
            drill=str(inside),
        )
    ]


def cache_savings(view: View) -> list[Saving]:
    """Return what each feature would save if its calls read as much of their input from the cache as the better
    quarter of features does on the same model.

    Saving = (target share - share) x input tokens x (input price - cache-read price). Models with fewer than three
    features, or without a cache price, have no target.
    """
    book = view.facts.book
    if book is None:
        return []
    measures = ("cost", "input_tokens", "cached_tokens")
    by_model: dict[tuple[str, str], list[tuple[str, int, float, Decimal]]] = {}
    for row in view.priced().cube("provider", "model", "feature", measures=measures).dicts():
        tokens = row["input_tokens"] or 0
        if tokens:
            share = (row["cached_tokens"] or 0) / tokens
            entry = (row["feature"], tokens, share, row["cost"] or Decimal(0))
            by_model.setdefault((row["provider"], row["model"]), []).append(entry)
    found: dict[str, list[Decimal]] = {}
    for (provider, model), entries in by_model.items():
        price = book.resolve(provider, model, view.period.last)
        if price is None or price.cache_read is None or len(entries) < 3:
            continue
        target = sorted(share for _, _, share, _ in entries)[-max(len(entries) // 4, 1)]
        for feature, tokens, share, cost in entries:
            sums = found.setdefault(feature, [Decimal(0), Decimal(0)])
            sums[0] += cost
            if share < target:
                gap = Decimal(f"{target - share:.6f}")
                sums[1] += gap * tokens * (price.input - price.cache_read) / MILLION
    savings = [Saving(name, cost, saving) for name, (cost, saving) in found.items() if saving > 0]
    return sorted(savings, key=lambda item: (-item.saving, item.name))


def cache_insight(view: View, savings: Sequence[Saving]) -> list[Insight]:
    """Return the finding that some features use the prompt cache less than others on the same model."""
    total = sum((item.saving for item in savings), Decimal(0))
    if view.per_month(total) < _SMALL:
        return []
    cost = sum((item.cost for item in savings), Decimal(0))
    best = savings[0].name or NOT_STATED
    inside = view.scope.filter.and_(Filter((Term("feature", "=", tuple(item.name for item in savings)),)))
    daily = days_of(view.usage.within(Scope(view.scope.period, inside)).cube("day", measures=("cost",)).dicts())
    return [
        Insight(
            "optimization.cache",
            "Let every feature use the prompt cache as the better ones do",
            f"{len(savings)} features read less of their prompts from the cache than the better quarter does on the "
            f"same model; {best} leaves most on the table.",
            DOMAIN,
            CAPABILITY,
            _impact(
                view, daily, total / cost, "share missing to the better quarter x (input price - cache-read price)"
            ),
            "Put the unchanging part of prompts first and mark it for the cache; check time-to-live against call gaps.",
            f"{money(view.per_month(total))} a month less at the same answers.",
            level=Level.INFO,
            evidence=(_table("optimization.caching", "Caching left unused", "Feature", "feature", savings, view),),
            provenance=view.provenance(
                view.priced().cube("provider", "model", "feature", measures=("cost", "input_tokens", "cached_tokens")),
                "(target share - share) x input tokens x (input price - cache-read price)",
                str(inside),
            ),
            drill=str(inside),
        )
    ]


def _impact(view: View, daily: Mapping[date, Decimal], factor: Decimal, basis: str) -> Impact:
    """The monthly saving as a share of a daily cost, with the range that its variation gives."""
    base = view.per_month(sum(daily.values(), Decimal(0))) * factor
    bounds = view.range_of({day: amount * factor for day, amount in daily.items()})
    if bounds is None:
        return Impact(base, basis=f"{basis}; too few days for a range")
    return Impact(
        base, min(bounds[0], base), max(bounds[1], base), basis=f"{basis}; range: 80 %, from the days' variation"
    )


def _of(item: Saving) -> float | None:
    return float(item.saving / item.cost) if item.cost else None


def _table(table_id: str, title: str, head: str, dimension: str, savings: Sequence[Saving], view: View) -> Table:
    rows = tuple(
        Row(
            (
                item.name or NOT_STATED,
                item.cost,
                view.per_month(item.saving),
                float(item.saving / item.cost) if item.cost else None,
            ),
            str(Filter().with_value(dimension, item.name)),
        )
        for item in savings
    )
    return Table(
        table_id,
        title,
        (
            Column("name", head),
            Column("cost", "Cost", Kind.MONEY, "USD", additive=True),
            Column("saving", "Saving", Kind.MONEY, "USD/month", additive=True),
            Column("share", "Of cost", Kind.RATIO),
        ),
        rows,
        total=(
            "Total",
            add(item.cost for item in savings),
            view.per_month(sum((item.saving for item in savings), Decimal(0))),
            None,
        ),
    )
