"""What the laboratory shows beside the study: the grid of parameters and outcomes, and one customer's bill by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from cip_tui.model.document import Cell, Column, Document, Kind, Note, Row, Section, Table
from cip_tui.model.errors import UsageError
from cip_tui.model.format import money, percent, write
from cip_tui.model.money import CENT
from cip_tui.model.ubr.billing import bill_for
from cip_tui.model.ubr.lab import Lab, Parameter
from cip_tui.model.ubr.outcome import Outcome
from cip_tui.model.ubr.plans import TierPrice, Unit
from cip_tui.model.ubr.study import Study

ALWAYS = ("base", "included", "overage")
LABELS = {
    "base": "base USD",
    "included": "included",
    "overage": "then USD",
    "minimum": "minimum USD",
    "cap": "cap USD",
    "credit": "credit USD",
}


@dataclass(frozen=True, slots=True)
class GridRow:
    """A line of the grid: a label and one text a structure; `tier` and `name` tell which parameter it is, if any."""

    label: str
    cells: tuple[str, ...]
    tier: str = ""
    name: str = ""


def names(lab: Lab) -> list[str]:
    """Return the structures of the grid, in order: today's fees, those under study, the pinned one."""
    pinned = [lab.pinned.name] if lab.pinned is not None else []
    return ["today", *(plan.name for plan in lab.plans), *pinned]


def outcome_rows(done: Study) -> list[GridRow]:
    """Return what each structure gives in a mean month, and after a year."""
    outcomes = (done.today, *done.outcomes)
    share = done.month_share()

    def month(cents: int) -> str:
        return write(Decimal(cents) * CENT * share, Kind.MONEY, 0)

    shock = percent(done.assumed.shock, 0)
    return [
        GridRow("Revenue USD/month", tuple(month(item.revenue) for item in outcomes)),
        GridRow("Margin USD/month", tuple(month(item.margin) for item in outcomes)),
        GridRow("Margin %", tuple(write(item.margin_rate, Kind.RATIO) for item in outcomes)),
        GridRow("12-month margin USD", tuple(f"{item.year_margin:,.0f}" for item in outcomes)),
        GridRow(f"Pay >{shock} more", tuple(str(int(item.shocked.sum())) for item in outcomes)),
        GridRow("Customers at a loss", tuple(str(_losses(done, item)) for item in outcomes)),
    ]


def _losses(done: Study, found: Outcome) -> int:
    return int((found.bills < done.customers.cost).sum())


def parameter_rows(lab: Lab, *, every: bool) -> list[GridRow]:
    """Return the parameters of all structures, tier by tier; rarely used ones with `every` or where one is set."""
    plans = [*lab.plans, *([lab.pinned] if lab.pinned is not None else [])]
    rows = []
    for tier in sorted({tier for plan in plans for tier in plan.tiers}):
        for name in LABELS:
            cells = [_cell(plan.tiers.get(tier), name) for plan in plans]
            if name in ALWAYS or every or any(cell not in ("0", "-") for cell in cells):
                rows.append(GridRow(f"{tier} {LABELS[name]}", ("", *cells), tier, name))
    return rows


def _cell(price: TierPrice | None, name: str) -> str:
    if price is None:
        return "-"
    if name == "included":
        return "unlimited" if price.included is None else f"{price.included:,f}"
    if name == "overage":
        if price.included is None:
            return "-"
        return f"{price.overage:f}/{'USD cost' if price.unit is Unit.COST else price.unit.value}"
    value = getattr(price, name)
    return "-" if value is None else f"{value:,f}"


def parameter_at(lab: Lab, plan: str, row: GridRow) -> Parameter | None:
    """Return the parameter of a structure that a row stands for; None where it has none that can be turned."""
    if not row.name or plan not in (item.name for item in lab.plans):
        return None
    for parameter in lab.parameters(plan):
        if (parameter.tier, parameter.name) == (row.tier, row.name):
            return parameter
    return None


def customers_table(done: Study, plan: str) -> Table:
    """Return every customer's bill under a structure beside today's, those that move most first."""
    found = next((item for item in (done.today, *done.outcomes) if item.plan.name == plan), None)
    if found is None:
        raise UsageError(f"There is no structure '{plan}'")
    people, share = done.customers, done.month_share()
    order = sorted(range(len(people.names)), key=lambda i: (-abs(found.bills[i] - people.paying[i]), people.names[i]))
    rows = []
    for i in order:
        now, then, cost = (
            Decimal(int(cents)) * CENT * share for cents in (people.paying[i], found.bills[i], people.cost[i])
        )
        rise = float(found.rise[i]) if found.rise[i] == found.rise[i] else None
        cells: tuple[Cell, ...] = (people.names[i], people.tiers[i], now, then, rise, cost, then - cost)
        rows.append(Row(cells, people.names[i]))
    return Table(
        "pricing.bills",
        f"Bills under '{plan}', mean month",
        (
            Column("customer", "Customer"),
            Column("tier", "Tier"),
            Column("now", "Now", Kind.MONEY, "USD"),
            Column("then", "Then", Kind.MONEY, "USD"),
            Column("change", "Change", Kind.RATIO),
            Column("cost", "AI cost", Kind.MONEY, "USD"),
            Column("margin", "Margin then", Kind.MONEY, "USD"),
        ),
        tuple(rows),
        sort=None,
    )


def bill_document(lab: Lab, plan: str, customer: str) -> Document:
    """Return one customer's bill under a structure, month by month and line by line."""
    chosen = lab.plan(plan)
    rows: list[Row] = []
    total = Decimal(0)
    for month in lab.replay.months:
        if month.customer != customer:
            continue
        price = chosen.price_for(month.tier)
        if price is None:
            raise UsageError(f"'{plan}' has no price for tier '{month.tier}'")
        bill = bill_for(month.use, price)
        total += bill.total
        rows += [
            Row((month.month, line.what, _short(line.quantity), line.rate, line.amount)) for line in bill.lines
        ] or [Row((month.month, "Nothing to charge", None, None, Decimal(0)))]
    table = Table(
        "pricing.bill",
        "Lines",
        (
            Column("month", "Month"),
            Column("what", "For"),
            Column("quantity", "Quantity", Kind.NUMBER, places=3),
            Column("rate", "Rate", Kind.MONEY, "USD", places=6),
            Column("amount", "Amount", Kind.MONEY, "USD"),
        ),
        tuple(rows),
        total=("Total", "", None, None, total),
    )
    notes = tuple(Note(text) for text in _facts(lab, plan, customer))
    return Document("bill", f"{customer} under '{plan}'", (Section("bill", "Bill", (*notes, table)),))


def _short(quantity: Decimal) -> Decimal:
    return quantity.quantize(Decimal("0.001"))


def _facts(lab: Lab, plan: str, customer: str) -> Iterator[str]:
    months = [month for month in lab.replay.months if month.customer == customer]
    for month in months:
        use = month.use
        fee = "no known fee" if month.fee is None else f"pays {money(month.fee)} a month now"
        yield (
            f"{month.month}: {use.calls:,} calls, {use.tokens:,} tokens, {money(use.cost)} AI cost, "
            f"{use.days} of {use.days_in_month} days, tier {month.tier}, {fee}."
        )
