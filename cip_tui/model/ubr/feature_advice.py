"""What to do with a feature: invest in it, fix it, end it, or keep it; always with the reason in numbers."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cip_tui.model.analysis import View, counted, days_of
from cip_tui.model.calls.filter import Filter, Term
from cip_tui.model.document import Column, Impact, Insight, Kind, Level, Row, Table
from cip_tui.model.engine.cubes import Scope, add
from cip_tui.model.format import money, percent
from cip_tui.model.ubr.feature_use import Use, feature_cube

INVEST, FIX, SUNSET, KEEP = "Invest", "Fix", "Sunset", "Keep"
_DEAR = 2
_MORE_USE = {"low": Decimal("0.05"), "base": Decimal("0.10"), "high": Decimal("0.20")}


@dataclass(frozen=True, slots=True)
class Limits:
    """The fractions from which use, trend, failures and margin count; see the settings of the analysis."""

    low: float
    wide: float
    trend: float
    failing: float
    target: float


@dataclass(frozen=True, slots=True)
class Advice:
    """A word, how pressing it is, and why."""

    word: str
    level: Level
    reason: str


def advise(use: Use, uses: Sequence[Use], limits: Limits) -> Advice:
    """Return what to do with a feature; the first rule that holds decides.

    A loss on little or falling use ends it; a loss on wide use, many failures, or more than twice the median cost a
    call asks for a fix; a margin above the target with wide or rising use is worth more money. Without revenue,
    little and falling use ends it, wide and rising use is invested in.
    """
    little = use.adoption is not None and use.adoption < limits.low
    wide = use.adoption is not None and use.adoption >= limits.wide
    falls = use.growth is not None and use.growth <= -limits.trend
    rises = use.growth is not None and use.growth >= limits.trend
    loses = use.margin is not None and use.margin < 0
    if (loses and (little or falls)) or (use.margin is None and little and falls):
        return Advice(SUNSET, Level.CRITICAL, _because(use, loses, little, falls, False))
    if loses:
        return Advice(FIX, Level.WARNING, _because(use, True, False, False, wide))
    if use.failed is not None and use.failed > limits.failing:
        return Advice(FIX, Level.WARNING, f"{percent(use.failed)} of its calls fail")
    if use.margin is None and _is_dear(use, uses):
        return Advice(FIX, Level.WARNING, f"a call costs {money(use.per_call, 4)}, over twice the median feature")
    earns = use.rate is not None and use.rate >= limits.target
    if (earns and (wide or rises)) or (use.margin is None and wide and rises):
        return Advice(INVEST, Level.GOOD, _for_it(use, wide, rises))
    return Advice(KEEP, Level.INFO, "no rule asks for a change")


def _is_dear(use: Use, uses: Sequence[Use]) -> bool:
    prices = [other.per_call for other in uses if other.per_call is not None and other.feature]
    return len(prices) > 2 and use.per_call is not None and use.per_call > _DEAR * statistics.median(prices)


def _because(use: Use, loses: bool, little: bool, falls: bool, wide: bool) -> str:
    parts = []
    if loses:
        parts.append(f"loses {money(-(use.margin or Decimal(0)))}")
    if little or wide:
        parts.append(f"used by {len(use.by_customer)} of {use.active} customers")
    if falls:
        parts.append(f"use falls {percent(-(use.growth or 0))}")
    return ", ".join(parts)


def _for_it(use: Use, wide: bool, rises: bool) -> str:
    parts = [f"margin {percent(use.rate)}"] if use.rate is not None else []
    if wide:
        parts.append(f"used by {len(use.by_customer)} of {use.active} customers")
    if rises:
        parts.append(f"use rises {percent(use.growth)}")
    return ", ".join(parts)


def findings(view: View, uses: Sequence[Use], advice: Sequence[Advice]) -> list[Insight]:
    """Return one finding for each word of advice but keep."""
    found = []
    for word, make in ((SUNSET, _sunset), (FIX, _fix), (INVEST, _invest)):
        chosen = [
            (use, item)
            for use, item in zip(uses, advice, strict=True)
            if item.word == word and use.feature and use.cost is not None
        ]
        if chosen:
            found.append(make(view, chosen))
    return found


Chosen = Sequence[tuple[Use, Advice]]


def _names(chosen: Chosen) -> str:
    names = [use.feature for use, _ in chosen]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _sums(chosen: Chosen) -> tuple[Decimal, Decimal | None, Decimal]:
    """Cost, revenue and loss of features together; where no revenue is known the cost is the loss."""
    cost = sum((use.cost for use, _ in chosen if use.cost is not None), Decimal(0))
    revenue: Decimal | None = add(use.revenue for use, _ in chosen)
    return cost, revenue, cost - (revenue or Decimal(0))


def _scope(view: View, chosen: Chosen) -> Scope:
    term = Term("feature", "=", tuple(use.feature for use, _ in chosen))
    return Scope(view.scope.period, view.scope.filter.and_(Filter((term,))))


def _loss(view: View, chosen: Chosen, basis: str) -> Impact:
    cost, _, loss = _sums(chosen)
    cube = view.usage.within(_scope(view, chosen)).cube("day", measures=("cost",))
    part = loss / cost if cost > 0 else Decimal(0)
    return view.impact(days_of(cube.dicts()), basis, part)


def _sunset(view: View, chosen: Chosen) -> Insight:
    cost, revenue, loss = _sums(chosen)
    known = f" and bring {money(revenue)}" if revenue is not None else "; what they bring is not known"
    return Insight(
        "features.sunset",
        f"End {_names(chosen)}",
        f"{counted(len(chosen), 'feature')} cost {money(cost)} in {view.period}{known}, with few users or falling use.",
        "Quantify Business Value",
        "Unit Economics",
        _loss(view, chosen, "cost above revenue of these features"),
        "Announce an end date, move their customers to the nearest feature, and switch the calls off.",
        f"{money(view.per_month(loss))} a month less cost than revenue lost.",
        level=Level.WARNING,
        evidence=(_evidence(view, chosen, "sunset"),),
        provenance=view.provenance(feature_cube(view), "sum of cost - revenue over these features"),
        drill=str(_scope(view, chosen).filter),
    )


def _fix(view: View, chosen: Chosen) -> Insight:
    losing = [(use, item) for use, item in chosen if use.margin is None or use.margin < 0]
    failing = [(use, item) for use, item in chosen if use.margin is not None and use.margin >= 0]
    cost, revenue, loss = _sums(losing) if losing else _sums(failing)
    known = f", bring {money(revenue)}" if revenue is not None else ""
    basis = "cost above revenue of these features; where revenue is unknown, their cost"
    if not losing:
        basis, wasted = "cost of the failed calls of these features", _wasted(failing)
        loss = wasted
        impact = Impact(view.per_month(wasted), basis=basis + ", at the mean cost of a call")
    else:
        impact = _loss(view, losing, basis)
    return Insight(
        "features.fix",
        f"Fix {_names(chosen)}",
        f"{counted(len(chosen), 'feature')} cost {money(cost)} in {view.period}{known}: "
        + "; ".join(f"{use.feature} {item.reason}" for use, item in chosen[:3])
        + ".",
        "Optimize Usage & Cost",
        "Usage Optimization",
        impact,
        "Move their tasks to cheaper models, shorten prompts and answers, cache repeated input, or price them: the "
        "performance analysis names models per task.",
        f"Up to {money(view.per_month(loss))} a month, at break-even." if losing else f"Up to {money(loss)} saved.",
        level=Level.WARNING,
        evidence=(_evidence(view, chosen, "fix"),),
        provenance=view.provenance(feature_cube(view), "sum of cost - revenue over these features"),
        drill=str(_scope(view, chosen).filter),
    )


def _wasted(chosen: Chosen) -> Decimal:
    return sum(
        ((use.cost or Decimal(0)) * (use.sums["failed_records"] or 0) / use.sums["record_count"] for use, _ in chosen),
        Decimal(0),
    )


def _invest(view: View, chosen: Chosen) -> Insight:
    cost, revenue, loss = _sums(chosen)
    impact = None
    outcome = "More use of what customers already choose."
    if revenue is not None:
        low, base, high = (view.per_month(-loss) * _MORE_USE[name] for name in ("low", "base", "high"))
        basis = "10 % more calls at the same margin a call; low 5 %, high 20 %"
        impact, outcome = Impact(base, low, high, basis=basis), f"10 % more use brings {money(base)} a month."
    return Insight(
        "features.invest",
        f"Invest in {_names(chosen)}",
        f"{counted(len(chosen), 'feature')} cost {money(cost)} in {view.period} and bring in "
        f"{money(revenue) if revenue is not None else 'an unknown amount'}: "
        + "; ".join(f"{use.feature} {item.reason}" for use, item in chosen[:3])
        + ".",
        "Quantify Business Value",
        "Unit Economics",
        impact,
        "Put these first in the product and in offers; their cost is safely covered by what they bring.",
        outcome,
        level=Level.INFO,
        evidence=(_evidence(view, chosen, "invest"),),
        provenance=view.provenance(feature_cube(view), "margin of these features x 10 %"),
        drill=str(_scope(view, chosen).filter),
    )


def _evidence(view: View, chosen: Chosen, word: str) -> Table:
    rows = tuple(
        Row(
            (use.feature, use.cost, use.revenue, use.margin, use.adoption, use.growth, item.reason),
            str(Filter().with_value("feature", use.feature)),
        )
        for use, item in chosen
    )
    cost, revenue, _ = _sums(chosen)
    return Table(
        f"features.{word}_list",
        f"Features to {word}" if word != "invest" else "Features to invest in",
        (
            Column("feature", "Feature"),
            Column("cost", "Cost", Kind.MONEY, "USD", additive=True),
            Column("revenue", "Revenue", Kind.MONEY, "USD", additive=True),
            Column("margin", "Margin", Kind.MONEY, "USD"),
            Column("adoption", "Adoption", Kind.RATIO),
            Column("growth", "Use, 2nd half", Kind.RATIO),
            Column("reason", "Reason"),
        ),
        rows,
        total=("Total", cost, revenue, add(use.margin for use, _ in chosen), None, None, ""),
        provenance=view.provenance(feature_cube(view), "sum of cost_usd by feature"),
    )
