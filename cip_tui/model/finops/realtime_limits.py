"""Thresholds and slow drift as they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from cip_tui.model.analysis import View, exact
from cip_tui.model.calls.filter import Filter, Term
from cip_tui.model.document import Cell, Column, Impact, Insight, Kind, Level, Row, Status, Table
from cip_tui.model.engine.cubes import add
from cip_tui.model.finops.breakdown import NOT_STATED
from cip_tui.model.finops.incidents import Panel
from cip_tui.model.finops.thresholds import Crossing, threshold_cube
from cip_tui.model.format import money

if TYPE_CHECKING:
    from cip_tui.model.statistics.drift import Drift

# A drill names at most this many customers; the table holds them all.
_NAMED = 50
_EVIDENCE = 10


def threshold_insights(view: View, found: Sequence[Crossing], window: int, fees: bool) -> list[Insight]:
    """Return the finding that customers cost more than they may; `fees` says that their fees are the thresholds."""
    over = [item for item in found if item.is_over]
    if not over:
        return []
    excess = sum((item.over for item in over), Decimal(0))
    limit = "their fee" if fees else money(over[0].threshold)
    worst = over[0]
    names = tuple(item.customer for item in over[:_NAMED])
    inside = str(view.scope.filter.and_(Filter((Term("customer", "=", names),))))
    first = worst.day or view.period.last
    return [
        Insight(
            "realtime.over",
            f"{len(over)} customer{'s cost' if len(over) > 1 else ' costs'} more than {limit} in {window} days",
            f"{worst.label} is farthest over: {money(worst.now)} in the {window} days to {view.period.last}, against "
            f"{money(worst.threshold)}, and over since {first}. Together they are {money(excess)} over.",
            "Quantify Business Value",
            "Budgeting",
            Impact(excess, unit="USD", basis=f"cost above the threshold in the last {window} days"),
            "Speak with these customers or cap their use, dearest first; raise the price of those that grow for good.",
            f"Cost back inside the thresholds takes {money(excess)} off every {window} days.",
            level=Level.WARNING,
            evidence=(
                replace(
                    thresholds_table(view, over[:_EVIDENCE], window),
                    id="realtime.over.customers",
                    title="Customers over their threshold",
                    available=len(over),
                ),
            ),
            provenance=view.provenance(
                threshold_cube(view, window), f"sum of cost_usd over {window} days - threshold", inside
            ),
            drill=inside,
        )
    ]


def thresholds_table(view: View, found: Sequence[Crossing], window: int) -> Table:
    """Return the customers that are, were or soon will be over their threshold."""
    rows = []
    for item in found:
        state = (
            Status(Level.CRITICAL, "Over")
            if item.is_over
            else Status(Level.WARNING, "Near")
            if item.is_near
            else Status(Level.INFO, "Was over")
        )
        cells: tuple[Cell, ...] = (
            item.label,
            item.threshold,
            item.day,
            item.now,
            item.over,
            item.peak,
            item.peak_day,
            state,
        )
        rows.append(Row(cells, str(Filter().with_value("customer", item.customer))))
    return Table(
        "realtime.thresholds",
        f"Cost in any {window} days against thresholds",
        (
            Column("customer", "Customer"),
            Column("threshold", "Threshold", Kind.MONEY, "USD"),
            Column("day", "Crossed on", Kind.DATE),
            Column("now", f"Last {window} days", Kind.MONEY, "USD"),
            Column("over", "Over by", Kind.MONEY, "USD"),
            Column("peak", "Highest", Kind.MONEY, "USD"),
            Column("peak_day", "until", Kind.DATE),
            Column("state", "State", Kind.STATUS),
        ),
        tuple(rows),
        sort=("over", True),
        note="Near: from 80 % of the threshold on. The first day over inside the period counts.",
        empty="No customer is near a threshold, or none has one: set threshold=USD, or import customers with fees.",
        provenance=view.provenance(
            threshold_cube(view, window), f"sum of cost_usd over {window} days that end with each day"
        ),
    )


def last_full_day(view: View) -> date:
    """Return the last observed day that is over."""
    today = view.facts.as_of
    return today - timedelta(days=1) if view.period.last == today else view.period.last


def read_drifts(view: View, panel: Panel) -> list[Drift]:
    """Return the customers whose cost slowly rose, dearest first; a day that is not over is left out."""
    from cip_tui.model.statistics.drift import find_drifts

    days = (last_full_day(view) - panel.period.start).days + 1
    if days < 1:
        return []
    return list(find_drifts([row[:days] for row in panel.rows("cost")], panel.period.start, panel.customers))


def drift_insights(view: View, panel: Panel, drifts: Sequence[Drift]) -> list[Insight]:
    """Return the finding that customers cost more week by week."""
    if not drifts:
        return []
    month = sum((exact(drift.impact) for drift in drifts), Decimal(0))
    first = drifts[0]
    names = tuple(drift.entity for drift in drifts[:_NAMED])
    inside = str(view.scope.filter.and_(Filter((Term("customer", "=", names),))))
    return [
        Insight(
            "realtime.drift",
            f"{len(drifts)} customer{'s' if len(drifts) > 1 else ''} slowly cost{'' if len(drifts) > 1 else 's'} more",
            f"{first.entity or NOT_STATED} cost {money(exact(first.now))} a day in the 7 days to "
            f"{last_full_day(view)}, after {money(exact(first.before))} in the 28 days before.",
            "Understand Usage & Cost",
            "Anomaly Management",
            Impact(month, basis="mean day of the last 7 days - mean day of the 28 before, times 365/12"),
            "Ask what grows: new users are fine where they pay; longer prompts or a chattier release are not.",
            f"If nothing is done these customers go on costing {money(month)} a month more than five weeks ago.",
            level=Level.WARNING,
            evidence=(drift_table(view, panel, drifts),),
            provenance=view.provenance(
                panel.cube, "mean daily cost_usd of 7 days - that of the 28 days before", inside
            ),
            drill=inside,
        )
    ]


def drift_table(view: View, panel: Panel, drifts: Sequence[Drift]) -> Table:
    """Return all slow rises."""
    rows = tuple(
        Row(
            (
                drift.entity or NOT_STATED,
                exact(drift.before),
                exact(drift.now),
                drift.now / drift.before - 1 if drift.before else None,
                drift.growth,
                exact(drift.impact),
            ),
            str(Filter().with_value("customer", drift.entity)),
        )
        for drift in drifts
    )
    return Table(
        "realtime.drifts",
        "Customers that slowly cost more",
        (
            Column("customer", "Customer"),
            Column("before", "A day before", Kind.MONEY, "USD"),
            Column("now", "A day now", Kind.MONEY, "USD"),
            Column("change", "Change", Kind.RATIO),
            Column("growth", "Growth a week", Kind.RATIO),
            Column("impact", "More", Kind.MONEY, "USD/month", additive=True),
        ),
        rows,
        total=("Total", None, None, None, None, add(row.cells[5] for row in rows)),
        sort=("impact", True),
        note="Medians of 7 days against 28, weekdays apart, and the slope of all 35; a tenth of finds may be chance.",
        provenance=view.provenance(panel.cube, "mean daily cost_usd of 7 days and of the 28 days before"),
    )
