"""The tables and the chart of cloud spend."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cip_tui.model.commitment.charges import ChargeType
from cip_tui.model.commitment.ledger import LeftOut
from cip_tui.model.commitment.services import Services
from cip_tui.model.commitment.spend_parts import By, Part
from cip_tui.model.document import Cell, Chart, Column, Kind, Level, Provenance, Row, Series, Shape, Status, Table
from cip_tui.model.format import money
from cip_tui.model.money import share

_TITLES = {
    "service": "Service",
    "type": "Charge type",
    "account": "Account",
    "region": "Region",
    "name": "Name in the bill",
}


def part_title(part: Part, by: By) -> str:
    """Return what a part is called for people."""
    if by == "service":
        return Services.load().title(part.key) if part.key else part.name or "No service stated"
    if by == "type":
        return f"Unknown: {part.name}" if part.key == ChargeType.UNKNOWN else type_title(part.key)
    if by == "account":
        return f"{part.key} {part.label}".strip() or "All accounts together"
    return part.key or "Not stated"


def type_title(kind: str) -> str:
    """Return a charge type in words: `savings_plan_negation` is Savings Plan negation."""
    return kind.replace("_", " ").capitalize().replace("Savings plan", "Savings Plan")


def breakdown(parts: Sequence[Part], by: By, unit: str, closed: Sequence[date], *, table_id: str = "") -> Table:
    """Return parts with their sum, share, the last closed month and its change, and the days they were seen."""
    last, before = (closed[-1] if closed else None), (closed[-2] if len(closed) > 1 else None)
    total = sum((part.amount for part in parts), Decimal(0))
    columns = [
        Column("part", _TITLES.get(by, by.capitalize())),
        Column("amount", "Total", Kind.MONEY, unit, additive=True),
        Column("share", "Share", Kind.RATIO),
        Column("month", f"{last:%Y-%m}" if last else "Closed month", Kind.MONEY, unit, additive=True),
        Column("change", f"vs {before:%Y-%m}" if before else "Change", Kind.RATIO),
        Column("days", "Seen", Kind.COUNT, "days"),
        Column("first", "First day", Kind.DATE),
        Column("last", "Last day", Kind.DATE),
    ]
    rows = tuple(Row(_cells(part, by, total, last, before)) for part in parts)
    month = sum((part.months.get(last, Decimal(0)) for part in parts), Decimal(0)) if last else None
    earlier = sum((part.months.get(before, Decimal(0)) for part in parts), Decimal(0)) if before else None
    whole: tuple[Cell, ...] = ("Total", total, 1.0 if total else None, month, _change(month, earlier), None, None, None)
    return Table(
        table_id or f"cloud.by_{by}",
        _TITLES.get(by, by.capitalize()),
        tuple(columns),
        rows,
        total=whole,
        bars="amount",
        sort=("amount", True),
        provenance=Provenance("sum of the charges with the sign of the bill", source="charges"),
    )


def _cells(part: Part, by: By, total: Decimal, last: date | None, before: date | None) -> tuple[Cell, ...]:
    month = part.months.get(last, Decimal(0)) if last else None
    earlier = part.months.get(before) if before else None
    return (
        part_title(part, by),
        part.amount,
        share(part.amount, total),
        month,
        _change(month, earlier),
        part.days,
        part.first,
        part.last,
    )


def _change(now: Decimal | None, before: Decimal | None) -> float | None:
    if now is None or before is None or before <= 0:
        return None
    return float((now - before) / before)


def months_chart(parts: Sequence[Part], unit: str, estimated_from: date | None) -> Chart:
    """Return the sum of each month as bars, with a mark where estimates begin."""
    sums: dict[date, Decimal] = {}
    for part in parts:
        for month, amount in part.months.items():
            sums[month] = sums.get(month, Decimal(0)) + amount
    months = sorted(sums)
    values = tuple(round(float(sums[month]), 2) for month in months)
    series = Series("Charged", tuple(months), values, Shape.BARS)
    open_from = estimated_from.replace(day=1) if estimated_from else None
    marks = ((open_from, "open"),) if open_from in sums and open_from is not None else ()
    peak = max(months, key=lambda month: sums[month])
    summary = (
        f"Charges per month from {months[0]:%Y-%m} to {months[-1]:%Y-%m}; the dearest was {peak:%Y-%m} "
        f"with {money(sums[peak], currency=unit)}."
    )
    return Chart("cloud.months", "Charges per month", (series,), y_title=unit, summary=summary, marks=marks)


def months_table(part: Part, unit: str, estimated_from: date | None) -> Table:
    """Return the months of one part, newest first, with the change from month to month."""
    open_from = estimated_from.replace(day=1) if estimated_from else None
    rows = []
    months = sorted(part.months)
    for at, month in enumerate(months):
        is_open = open_from is not None and month >= open_from
        before = part.months[months[at - 1]] if at and not is_open else None
        state = Status(Level.UNKNOWN, "Estimated so far") if is_open else Status(Level.GOOD, "Closed")
        rows.append(Row((f"{month:%Y-%m}", part.months[month], _change(part.months[month], before), state)))
    columns = (
        Column("month", "Month"),
        Column("amount", "Charged", Kind.MONEY, unit, additive=True),
        Column("change", "Change", Kind.RATIO),
        Column("state", "State", Kind.STATUS),
    )
    return Table(
        "cloud.service_months",
        "Months",
        columns,
        tuple(reversed(rows)),
        total=("Total", part.amount, None, None),
        bars="amount",
    )


def left_out_table(left_out: Sequence[LeftOut]) -> Table:
    """Return what is not counted because another import states the same days."""
    columns = (
        Column("month", "Month"),
        Column("account", "Account"),
        Column("file", "Left out"),
        Column("instead", "Counted instead"),
        Column("amount", "Amount left out"),
    )
    rows = tuple(
        Row(
            (
                *(f"{item.month:%Y-%m}", item.account or "all", item.file, item.instead),
                ", ".join(money(amount, currency=currency) for currency, amount in item.amounts),
            )
        )
        for item in left_out
    )
    return Table("cloud.left_out", "Days that stand in several imports", columns, rows)
