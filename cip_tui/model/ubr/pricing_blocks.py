"""The blocks of the pricing document: metrics, tables, charts and the advice, from a study."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np

from cip_tui.model.calls.filter import Filter
from cip_tui.model.document import (
    Cell,
    Chart,
    Column,
    Impact,
    Insight,
    Kind,
    Level,
    Metric,
    Provenance,
    Row,
    Series,
    Shape,
    Status,
    Table,
)
from cip_tui.model.format import money, percent
from cip_tui.model.money import CENT
from cip_tui.model.ubr.outcome import Outcome
from cip_tui.model.ubr.plans import TierPrice, Unit
from cip_tui.model.ubr.study import TODAY, Study

LISTED = 20


def _dollars(cents: int, done: Study) -> Decimal:
    """Cents over the period as dollars in a mean month."""
    return Decimal(cents) * CENT * done.month_share()


def headline(done: Study) -> tuple[Metric, ...]:
    """Return revenue, AI cost and margin of a mean month today, and the best structure's margin."""
    today, best = done.today, done.best
    return (
        _money(
            "pricing.revenue", "Revenue today", _dollars(today.revenue, done), "sum of monthly fees, prorated by day"
        ),
        _money("pricing.cost", "AI cost", _dollars(today.cost, done), "sum of cost_usd of billed customers' calls"),
        _money(
            "pricing.margin", "Margin today", _dollars(today.margin, done), "revenue less AI cost", today.margin_rate
        ),
        Metric(
            "pricing.best",
            f"Margin, {best.plan.name}",
            _dollars(best.margin, done),
            Kind.MONEY,
            "USD/month",
            note=f"12 months {money(_year(best), 0)}",
            provenance=_origin("revenue less AI cost under the structure, before anyone leaves"),
        ),
    )


def _money(name: str, label: str, value: Decimal, formula: str, rate: float | None = None) -> Metric:
    note = "" if rate is None else f"{percent(rate)} of revenue"
    return Metric(name, label, value, Kind.MONEY, "USD/month", note=note, provenance=_origin(formula))


def _origin(formula: str) -> Provenance:
    return Provenance(
        f"{formula}; totals of the period x (365/12 / days of the period)", source="replayed usage", behind=""
    )


def _year(found: Outcome) -> Decimal:
    return Decimal(f"{found.year_margin:.2f}")


def structures(done: Study) -> Table:
    """Return one row a structure: revenue, margin, expected 12-month margin, and who pays more or less."""
    outcomes = (done.today, *done.outcomes)
    return Table(
        "pricing.structures",
        "Structures in a mean month",
        (
            Column("name", "Structure"),
            Column("revenue", "Revenue", Kind.MONEY, "USD"),
            Column("margin", "Margin", Kind.MONEY, "USD"),
            Column("rate", "Margin", Kind.RATIO),
            Column("year", "12-month margin", Kind.MONEY, "USD", places=0),
            Column("winners", "Pay less", Kind.COUNT),
            Column("losers", "Pay more", Kind.COUNT),
            Column("shocked", f"Rise >{percent(done.assumed.shock, 0)}", Kind.COUNT),
            Column("negative", "At a loss", Kind.COUNT),
        ),
        tuple(Row(_structure(found, done)) for found in outcomes),
        note="The 12-month margin counts who is expected to leave; the other columns do not.",
        provenance=_origin("every customer month billed under the structure"),
    )


def _structure(found: Outcome, done: Study) -> tuple[Cell, ...]:
    rise = found.rise[np.isfinite(found.rise)]
    return (
        found.plan.name + (" ←" if found is done.best else ""),
        _dollars(found.revenue, done),
        _dollars(found.margin, done),
        found.margin_rate,
        _year(found),
        int((rise < -0.005).sum()),
        int((rise > 0.005).sum()),
        int(found.shocked.sum()),
        int((found.bills < done.customers.cost).sum()),
    )


def sweep_chart(done: Study) -> Chart:
    """Return each structure's expected 12-month margin over the elasticity assumed."""
    holds = done.holds()
    best = done.best.plan.name
    where = f"from {holds[0]:g} to {holds[1]:g}" if holds is not None else "at no tested value"
    return Chart(
        "pricing.sweep",
        "Expected 12-month margin by elasticity",
        tuple(Series(name, done.sweep.elasticities, done.sweep.margins[name], Shape.LINE) for name in _leaders(done)),
        x_title="elasticity of logit churn",
        y_title="USD",
        summary=f"'{best}' stays the best structure for elasticities {where}.",
        provenance=_origin("expected margin of twelve months at each elasticity"),
    )


def search(done: Study) -> tuple[Table, ...]:
    """Return what the search found at each limit on the largest rise; nothing where none was asked for."""
    if not done.front:
        return ()
    rows = []
    for point in done.front:
        found = point.outcome
        limit = "any" if point.largest_rise is None else f"{point.largest_rise:.0%}"
        cells: tuple[Cell, ...] = (
            limit,
            _year(found),
            _dollars(found.revenue, done),
            found.margin_rate,
            point.disruption,
            "; ".join(_tier_words(found)),
        )
        rows.append(Row(cells))
    tried = sum(found.tried for found in done.founds)
    return (
        Table(
            "pricing.front",
            "Margin against disruption",
            (
                Column("limit", "Largest rise"),
                Column("year", "12-month margin", Kind.MONEY, "USD", places=0),
                Column("revenue", "Revenue", Kind.MONEY, "USD/month"),
                Column("rate", "Margin", Kind.RATIO),
                Column("disruption", f"Rise >{percent(done.assumed.shock, 0)}", Kind.RATIO),
                Column("prices", "Prices"),
            ),
            tuple(rows),
            note=f"Each row beats every calmer one in margin. {tried:,} prices were tried for the optimum.",
            provenance=_origin("best base, allowance and overage of each tier under a limit on the largest rise"),
        ),
    )


def _leaders(done: Study) -> list[str]:
    """The two best structures and today's fees: more lines than that nobody can tell apart."""
    ranked = sorted((done.today, *done.outcomes), key=lambda found: (-found.year_margin, found.plan.name))
    return list(dict.fromkeys([*(found.plan.name for found in ranked[:2]), TODAY]))


def advice(done: Study) -> Insight:
    """Return the recommendation in sentences with dollars, and the range of assumptions in which it holds."""
    best, today = done.best, done.today
    gain = (_year(best) - _year(today)) / 12
    holds = done.holds()
    steady = holds is not None and holds[0] == done.sweep.elasticities[0] and holds[1] == done.sweep.elasticities[-1]
    loss = int((today.bills < done.customers.cost).sum())
    lost = _dollars(int(sum(c - b for b, c in zip(today.bills, done.customers.cost, strict=True) if c > b)), done)
    keep = best is today
    where = f"elasticities {holds[0]:g} to {holds[1]:g}" if holds else "no range of elasticity"
    return Insight(
        "pricing.advice",
        "Keep today's fees" if keep else f"Move to '{best.plan.name}'",
        f"{loss} of {len(done.customers.names)} customers cost more than they pay, {money(lost)} a month in all.",
        "Quantify Business Value",
        "Unit Economics",
        None if keep else Impact(gain, basis="difference of expected 12-month margins, divided by twelve"),
        "None of the structures compared beats today's fees." if keep else _recommend(done),
        f"Expected 12-month margin {money(_year(best), 0)} against {money(_year(today), 0)} today; "
        f"the advice holds for {'every elasticity tested' if steady else where}.",
        level=Level.INFO if keep else Level.WARNING,
        evidence=() if keep else (_effect(done),),
        provenance=_origin("expected margin of twelve months, best structure against today's fees"),
    )


def _effect(done: Study) -> Table:
    """Today's fees beside the structure that is advised."""
    now, then = done.today, done.best
    figures = (
        ("Revenue USD/month", _dollars(now.revenue, done), _dollars(then.revenue, done)),
        ("Margin USD/month", _dollars(now.margin, done), _dollars(then.margin, done)),
        ("12-month margin USD", _year(now), _year(then)),
    )
    return Table(
        "pricing.effect",
        f"Today against '{done.best.plan.name}'",
        (
            Column("what", "Figure"),
            Column("today", "Today", Kind.MONEY),
            Column("then", "Then", Kind.MONEY),
            Column("change", "Change", Kind.MONEY),
        ),
        tuple(Row((name, before, after, after - before)) for name, before, after in figures),
        provenance=_origin("bills of every customer month under both"),
    )


def _recommend(done: Study) -> str:
    shocked = int(done.best.shocked.sum())
    tail = f" {shocked} customers pay over {percent(done.assumed.shock, 0)} more: tell them first." if shocked else ""
    return "Charge " + "; ".join(_tier_words(done.best)) + "." + tail


def _tier_words(found: Outcome) -> Iterator[str]:
    for tier, price in sorted(found.plan.tiers.items()):
        words = [f"{tier} {money(price.base)} base"]
        if price.included is None:
            words.append("unlimited use")
        elif price.steps and price.included:
            words.append(f"{price.included:,f} {_plural(price.unit)} included")
            words.append(f"then {_rate(price)}")
        elif price.steps:
            words.append(f"plus {_rate(price)}")
        yield ", ".join(words)


def _rate(price: TierPrice) -> str:
    if price.unit is Unit.COST:
        return f"AI cost x {price.overage:f}"
    return f"${price.overage:f} per {price.unit.value}"


def _plural(unit: Unit) -> str:
    return "calls" if unit is Unit.CALL else unit.value


def tiers(done: Study) -> Table:
    """Return what the best structure does to each tier."""
    best, people = done.best, done.customers
    rows = []
    for tier in sorted(set(people.tiers)):
        mine = np.array([name == tier for name in people.tiers])
        old, new = int(people.paying[mine].sum()), int(best.bills[mine].sum())
        cost = int(people.cost[mine].sum())
        cells: tuple[Cell, ...] = (
            tier,
            int(mine.sum()),
            _dollars(old, done),
            _dollars(new, done),
            new / old - 1 if old else None,
            _dollars(new - cost, done),
            int(best.shocked[mine].sum()),
        )
        rows.append(Row(cells, str(Filter().with_value("tier", tier))))
    return Table(
        "pricing.tiers",
        f"Segments under '{best.plan.name}', mean month",
        (
            Column("tier", "Tier"),
            Column("customers", "Customers", Kind.COUNT),
            Column("now", "Revenue now", Kind.MONEY, "USD", additive=True),
            Column("then", "Revenue then", Kind.MONEY, "USD", additive=True),
            Column("change", "Change", Kind.RATIO),
            Column("margin", "Margin then", Kind.MONEY, "USD", additive=True),
            Column("shocked", f"Rise >{percent(done.assumed.shock, 0)}", Kind.COUNT),
        ),
        tuple(rows),
        total=(
            "Total",
            len(people.names),
            _dollars(done.today.revenue, done),
            _dollars(best.revenue, done),
            best.revenue / done.today.revenue - 1 if done.today.revenue else None,
            _dollars(best.margin, done),
            int(best.shocked.sum()),
        ),
        provenance=_origin("bills of each tier's customers summed"),
    )


def break_even(done: Study) -> Table:
    """Return, for each tier, the calls a month at which today's fee is used up by AI cost."""
    rows = []
    people = done.customers
    for tier in sorted(set(people.tiers)):
        months = [month for month in done.replay.months if month.tier == tier]
        calls = sum(month.use.calls for month in months)
        cost = sum((month.use.cost for month in months), Decimal(0))
        fees = [month.fee for month in months if month.fee is not None]
        fee = sorted(fees)[len(fees) // 2] if fees else None
        per_call = cost / calls if calls else None
        over = sum(1 for month in months if month.fee is not None and month.use.cost > month.fee)
        rows.append(Row((tier, fee, per_call, int(fee / per_call) if fee is not None and per_call else None, over)))
    return Table(
        "pricing.break_even",
        "Break-even of today's fees",
        (
            Column("tier", "Tier"),
            Column("fee", "Median fee", Kind.MONEY, "USD"),
            Column("per_call", "AI cost per call", Kind.MONEY, "USD", places=4),
            Column("calls", "Break-even calls a month", Kind.COUNT),
            Column("over", "Customer months beyond", Kind.COUNT),
        ),
        tuple(rows),
        provenance=_origin("median fee / (AI cost / calls) of the tier"),
    )


def customers(done: Study) -> Table:
    """Return the customers whose bill moves most under the best structure."""
    best, people = done.best, done.customers
    order = sorted(range(len(people.names)), key=lambda i: (-abs(best.bills[i] - people.paying[i]), people.names[i]))
    rows = []
    for i in order[:LISTED]:
        cells: tuple[Cell, ...] = (
            people.names[i],
            people.tiers[i],
            _dollars(people.paying[i], done),
            _dollars(best.bills[i], done),
            float(best.rise[i]) if np.isfinite(best.rise[i]) else None,
            _dollars(people.cost[i], done),
            _standing(best.bills[i], people.cost[i]),
        )
        rows.append(Row(cells, str(Filter().with_value("customer", people.names[i]))))
    return Table(
        "pricing.customers",
        f"Bills that move most under '{best.plan.name}', mean month",
        (
            Column("customer", "Customer"),
            Column("tier", "Tier"),
            Column("now", "Now", Kind.MONEY, "USD"),
            Column("then", "Then", Kind.MONEY, "USD"),
            Column("change", "Change", Kind.RATIO),
            Column("cost", "AI cost", Kind.MONEY, "USD"),
            Column("state", "Then stands", Kind.STATUS),
        ),
        tuple(rows),
        available=len(people.names),
        provenance=_origin("bill under the structure against today's fee"),
    )


def _standing(bill: int, cost: int) -> Status:
    return Status(Level.CRITICAL, "At a loss") if bill < cost else Status(Level.GOOD, "Covers its cost")


def margin_histogram(done: Study) -> Chart:
    """Return how many customers have which margin, today and under the best structure."""
    edges = [-float("inf"), -1.0, -0.5, 0.0, 0.25, 0.5, 0.75, 1.0000001]
    names = ("below -100 %", "-100 to -50 %", "-50 to 0 %", "0 to 25 %", "25 to 50 %", "50 to 75 %", "75 to 100 %")
    series = tuple(
        Series(found.plan.name, names, tuple(_binned(found, done, edges)), Shape.BARS) for found in _distinct(done)
    )
    return Chart(
        "pricing.margins",
        "Customers by margin",
        series,
        x_title="margin as share of the bill",
        y_title="customers",
        summary="Customers without a bill are left out.",
    )


def _distinct(done: Study) -> Iterator[Outcome]:
    yield done.today
    if done.best.plan.name != TODAY:
        yield done.best


def _binned(found: Outcome, done: Study, edges: list[float]) -> list[float]:
    bills: Any = found.bills
    rates = [(bill - cost) / bill for bill, cost in zip(bills, done.customers.cost, strict=True) if bill > 0]
    return [float(count) for count in np.histogram(rates, bins=np.array([-1e18, *edges[1:]]))[0]]
