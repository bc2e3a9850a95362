"""Margins as tables and a histogram: by customer, tier and archetype, and the customers without a profile."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from decimal import Decimal

from cip_tui.model.analysis import View
from cip_tui.model.calls.filter import Filter
from cip_tui.model.document import Cell, Chart, Column, Kind, Level, Row, Series, Shape, Status, Table
from cip_tui.model.engine.cubes import add
from cip_tui.model.finops.breakdown import NOT_STATED
from cip_tui.model.money import share
from cip_tui.model.ubr.margins import Margin, margin_cube

_BINS = 16


def status_of(item: Margin, thin: float) -> Status:
    """Say how a customer stands; below the fraction `thin` of revenue a margin is thin."""
    if item.profile is None:
        return Status(Level.UNKNOWN, "No profile")
    if item.revenue is None:
        return Status(Level.UNKNOWN, "No fee known")
    if item.cost is None:
        return Status(Level.UNKNOWN, "Unpriced")
    if item.unprofitable:
        return Status(Level.CRITICAL, "Unprofitable")
    if item.rate is not None and item.rate < thin:
        return Status(Level.WARNING, "Thin")
    return Status(Level.GOOD, "No use" if item.calls == 0 else "Profitable")


def customer_table(view: View, margins: Sequence[Margin], thin: float, top: int, *, table_id: str, title: str) -> Table:
    """Return revenue, cost and margin by customer, largest loss first; beyond `top` rows the rest stands in one."""
    ordered = sorted(margins, key=_worst_first)
    rows = [
        Row(
            (item.customer_id, item.tier, item.archetype, *_sums([item]), item.calls, status_of(item, thin)),
            str(Filter().with_value("customer", item.customer_id)),
        )
        for item in ordered[:top]
    ]
    if len(ordered) > top:
        rest = ordered[top:]
        cells = (f"… {len(rest):,} more", "", "", *_sums(rest), add(item.calls for item in rest), None)
        rows.append(Row(cells))
    return Table(
        table_id,
        title,
        (
            Column("customer", "Customer"),
            Column("tier", "Tier"),
            Column("archetype", "Archetype"),
            *_MONEY_COLUMNS,
            Column("calls", "Calls", Kind.COUNT),
            Column("status", "Status", Kind.STATUS),
        ),
        tuple(rows),
        total=("Total", "", "", *_sums(ordered), add(item.calls for item in ordered), None),
        available=len(ordered),
        sort=("margin", False),
        empty="No customer has both a fee and calls.",
        provenance=view.provenance(
            margin_cube(view), "revenue: monthly fee x days from signup / days of the month; cost: sum of cost_usd"
        ),
    )


_MONEY_COLUMNS = (
    Column("revenue", "Revenue", Kind.MONEY, "USD", additive=True),
    Column("cost", "Cost to serve", Kind.MONEY, "USD", additive=True),
    Column("margin", "Margin", Kind.MONEY, "USD"),
    Column("rate", "Margin", Kind.RATIO),
)


def _sums(items: Sequence[Margin]) -> tuple[Cell, Cell, Cell, Cell]:
    """Revenue, cost, margin and margin rate of customers together; the margin only of those that know both."""
    revenue, cost = add(item.revenue for item in items), add(item.cost for item in items)
    margin = add(item.margin for item in items)
    paid = add(item.revenue for item in items if item.margin is not None)
    return revenue, cost, margin, share(margin, paid) if margin is not None and paid else None


def _worst_first(item: Margin) -> tuple[int, Decimal, str]:
    if item.margin is None:
        return 1, -(item.cost or Decimal(0)), item.customer_id
    return 0, item.margin, item.customer_id


def group_table(
    view: View, margins: Sequence[Margin], key: Callable[[Margin], str], name: str, drill: str | None
) -> Table:
    """Return revenue, cost and margin by tier or archetype, with what its unprofitable customers lose."""
    groups: dict[str, list[Margin]] = {}
    for item in margins:
        groups.setdefault(key(item), []).append(item)
    rows = [
        Row(
            (group or NOT_STATED, len(members), *_sums(members), *_losses(members)),
            str(Filter().with_value(drill, group)) if drill else None,
        )
        for group, members in sorted(groups.items(), key=lambda pair: (_margin(pair[1]), pair[0]))
    ]
    return Table(
        f"profitability.by_{name}",
        f"Margin by {name}",
        (
            Column("name", name.capitalize()),
            Column("customers", "Customers", Kind.COUNT),
            *_MONEY_COLUMNS,
            Column("unprofitable", "Unprofitable", Kind.COUNT),
            Column("lost", "Lost on them", Kind.MONEY, "USD", additive=True),
        ),
        tuple(rows),
        total=("Total", len(margins), *_sums(margins), *_losses(margins)),
        empty="No customer profile is imported.",
        provenance=view.provenance(margin_cube(view), f"sums of the customers of each {name}"),
    )


def _margin(items: Sequence[Margin]) -> Decimal:
    return sum((item.margin for item in items if item.margin is not None), Decimal(0))


def _losses(items: Sequence[Margin]) -> tuple[Cell, Cell]:
    bad = [item for item in items if item.unprofitable]
    return len(bad), -_margin(bad)


def break_even_table(view: View, margins: Sequence[Margin]) -> Table:
    """Return for each tier how many calls a month its fee pays for, and how many customers make more."""
    tiers: dict[str, list[Margin]] = {}
    for item in margins:
        if item.profile is not None and item.profile.monthly_fee is not None:
            tiers.setdefault(item.tier, []).append(item)
    rows = []
    for tier, members in sorted(tiers.items()):
        fees = [item.profile.monthly_fee for item in members if item.profile and item.profile.monthly_fee is not None]
        fee = statistics.median(fees)
        priced = [item for item in members if item.cost is not None and item.calls and not item.unpriced]
        calls, cost = (
            sum(item.calls or 0 for item in priced),
            sum((item.cost or Decimal(0) for item in priced), Decimal(0)),
        )
        per_call = cost / calls if calls else None
        limit = fee / per_call if per_call and per_call > 0 else None
        monthly = [float(view.per_month(Decimal(item.calls))) for item in members if item.calls]
        above = None if limit is None else sum(calls > limit for calls in monthly)
        typical = statistics.median(monthly) if monthly else None
        cells = (tier or NOT_STATED, fee, per_call, limit, typical, len(members), above)
        rows.append(Row(cells, str(Filter().with_value("tier", tier))))
    return Table(
        "profitability.break_even",
        "Break-even calls by tier",
        (
            Column("tier", "Tier"),
            Column("fee", "Median fee", Kind.MONEY, "USD/month"),
            Column("per_call", "Cost per call", Kind.MONEY, "USD", places=4),
            Column("break_even", "Break-even", Kind.NUMBER, "calls/month", places=0),
            Column("typical", "Median customer", Kind.NUMBER, "calls/month", places=0),
            Column("customers", "Customers", Kind.COUNT),
            Column("above", "Above it", Kind.COUNT),
        ),
        tuple(rows),
        empty="No customer has a fee, so there is no break-even.",
        note="Break-even: the calls a month that use up the fee at the tier's own cost per call.",
        provenance=view.provenance(margin_cube(view), "median fee of the tier / its cost per call"),
    )


def unmatched_table(view: View, margins: Sequence[Margin], top: int) -> Table:
    """Return the customers in the calls that no profile knows, dearest first."""
    unknown = sorted((item for item in margins if item.profile is None), key=_worst_first)
    rows = [
        Row(
            (item.customer_id or NOT_STATED, item.cost, item.calls),
            str(Filter().with_value("customer", item.customer_id)),
        )
        for item in unknown[:top]
    ]
    if len(unknown) > top:
        rest = unknown[top:]
        cells = (f"… {len(rest):,} more", add(item.cost for item in rest), add(item.calls for item in rest))
        rows.append(Row(cells))
    return Table(
        "profitability.unmatched",
        "Customers without a profile",
        (
            Column("customer", "Customer"),
            Column("cost", "Cost", Kind.MONEY, "USD", additive=True),
            Column("calls", "Calls", Kind.COUNT),
        ),
        tuple(rows),
        total=("Total", add(item.cost for item in unknown), add(item.calls for item in unknown)),
        available=len(unknown),
        provenance=view.provenance(margin_cube(view), "sum of cost_usd of customers that are not in the customer list"),
    )


def histogram(view: View, margins: Sequence[Margin]) -> Chart | None:
    """Return how many customers have which margin a month, losses apart from gains; None without margins."""
    values = [float(view.per_month(item.margin)) for item in margins if item.margin is not None]
    if not values:
        return None
    step = _step((max(values) - min(0.0, min(values))) / _BINS)
    first, last = math.floor(min(0.0, min(values)) / step), math.floor(max(0.0, max(values)) / step)
    counts = dict.fromkeys(range(first, last + 1), 0)
    for value in values:
        counts[math.floor(value / step)] += 1
    names = tuple(f"{place * step:g} to {(place + 1) * step:g}" for place in counts)
    losing = sum(value < 0 for value in values)
    return Chart(
        "profitability.histogram",
        "Customers by margin",
        (
            Series(
                "Loss",
                names,
                tuple(float(count) if place < 0 else None for place, count in counts.items()),
                Shape.BARS,
                level=Level.CRITICAL,
            ),
            Series(
                "Gain",
                names,
                tuple(float(count) if place >= 0 else None for place, count in counts.items()),
                Shape.BARS,
                level=Level.GOOD,
            ),
        ),
        x_title="USD margin a month",
        y_title="customers",
        summary=f"{losing} of {len(values)} customers lose money; the median margin is "
        f"{statistics.median(values):,.2f} USD a month.",
        provenance=view.provenance(margin_cube(view), "customers counted by margin a month"),
    )


def _step(width: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below `width`."""
    if width <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(width))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= width * (1 - 1e-9))
