"""The tables of a commitment: contract years, services, what does not count, levers, months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cip_tui.model.commitment.burndown import Standing
from cip_tui.model.commitment.counting import ZERO
from cip_tui.model.commitment.levers import Lever
from cip_tui.model.commitment.outlook import Outcome
from cip_tui.model.commitment.status import Status
from cip_tui.model.commitment.status_blocks import because, chance_state
from cip_tui.model.document import Cell, Column, Kind, Level, Row, Table
from cip_tui.model.document import Status as State


def years_table(status: Status) -> Table:
    """Return every contract year and the term: commitment, counted, forecast, chance of a shortfall."""
    currency = status.terms.currency
    rows = [
        _year_row(item, status.outlook.years.get(item.number or 0), status.counted.first) for item in status.standings
    ]
    if status.term is not None:
        rows.append(_year_row(status.term, status.outlook.term, status.counted.first))
    return Table(
        "commitment.years",
        "Contract years",
        (
            Column("name", "Year"),
            Column("state", "State", Kind.STATUS),
            Column("commitment", "Commitment", Kind.MONEY, currency, places=0),
            Column("counted", "Counted", Kind.MONEY, currency, places=0),
            Column("attainment", "Attained", Kind.RATIO),
            Column("forecast", "Forecast", Kind.MONEY, currency, places=0),
            Column("chance", "P(shortfall)", Kind.RATIO),
            Column("shortfall", "Expected shortfall", Kind.MONEY, currency, places=0),
            Column("low", "P10", Kind.MONEY, currency, places=0),
            Column("high", "P90", Kind.MONEY, currency, places=0),
            Column("start", "From", Kind.DATE),
            Column("last", "To", Kind.DATE),
        ),
        tuple(rows),
        empty="The agreement has no contract years.",
        provenance=because(
            status,
            "counted: billed before credits less what is excluded; forecast: P50 of the futures; expected shortfall:"
            " mean of max(0, commitment - counted)",
        ),
    )


def _year_row(standing: Standing, outcome: Outcome | None, first: date) -> Row:
    known = standing.period.end > first
    whole = standing.period.start >= first
    commitment = standing.commitment
    if commitment is None and outcome is not None:
        commitment = outcome.commitment
    share = standing.attainment
    cells: tuple[Cell, ...] = (
        standing.name,
        _state(standing, outcome, known, whole),
        commitment,
        standing.counted if known else None,
        float(share) if share is not None and known else None,
        outcome.middle if outcome else None,
        outcome.chance if outcome else None,
        outcome.shortfall if outcome else None,
        outcome.low if outcome else None,
        outcome.high if outcome else None,
        standing.period.start,
        standing.period.last,
    )
    return Row(cells)


def _state(standing: Standing, outcome: Outcome | None, known: bool, whole: bool) -> State:
    if not known:
        return State(Level.UNKNOWN, "No spend known")
    if standing.commitment is None:
        return State(Level.UNKNOWN, "Not confirmed")
    if standing.counted >= standing.commitment:
        return State(Level.GOOD, "Reached")
    if not whole:
        return State(Level.UNKNOWN, "Partial")
    if standing.over:
        return State(Level.CRITICAL, "Missed")
    if outcome is None:
        return State(Level.UNKNOWN, "Not known")
    return chance_state(outcome.chance) or State(Level.UNKNOWN, "Not known")


def services_table(status: Status) -> Table:
    """Return each service of the running year: what was billed, what of it counts; credits are a line of their own."""
    billed: dict[str, Decimal] = defaultdict(Decimal)
    counts: dict[str, Decimal] = defaultdict(Decimal)
    for line in status.year.lines:
        name = line.service or "(not stated)"
        if line in status.year.credit_lines:
            counts["Credits"] += line.counted
        else:
            billed[name] += line.amount
            counts[name] += line.counted
    over = sum(counts.values(), ZERO) - status.year.counted
    if over:
        counts["Marketplace over the cap"] -= over
    names = sorted({*billed, *counts}, key=lambda name: (-billed[name], name))
    rows = [Row((name, billed[name], counts[name], billed[name] - counts[name])) for name in names]
    currency = status.terms.currency
    total = (status.year.gross, status.year.counted, status.year.gross - status.year.counted)
    return Table(
        "commitment.services",
        f"Services, year {status.year.year.number}",
        (
            Column("service", "Service"),
            Column("billed", "Billed", Kind.MONEY, currency, additive=True),
            Column("counted", "Counts", Kind.MONEY, currency, additive=True),
            Column("excluded", "Does not count", Kind.MONEY, currency, additive=True),
        ),
        tuple(row for row in rows if any(row.cells[1:])),
        total=("Total", *total),
        empty="Nothing was billed in this contract year.",
        provenance=because(status, "charges of the running contract year by service; billed = counts + does not count"),
    )


def excluded_table(status: Status) -> Table:
    """Return every dollar of the running year that does not count, by reason, service and type."""
    rows = [
        Row((item.reason.value, item.service or "(not stated)", item.type.value.replace("_", " "), item.amount))
        for item in status.year.excluded
    ]
    return Table(
        "commitment.excluded",
        f"What does not count, year {status.year.year.number}",
        (
            Column("reason", "Reason"),
            Column("service", "Service"),
            Column("type", "Type"),
            Column("amount", "Amount", Kind.MONEY, status.terms.currency, additive=True),
        ),
        tuple(rows),
        total=("Total", "", "", status.year.gross - status.year.counted),
        empty="Every dollar that was billed counts.",
        provenance=because(status, "billed before credits - counted, dollar by dollar with the rule that excludes it"),
    )


def levers_table(status: Status, found: Sequence[Lever]) -> Table:
    """Return what can be done, largest first."""
    outcome = status.outcome
    gap = None if outcome is None or outcome.shortfall is None else outcome.shortfall
    rows = tuple(Row((item.name, item.amount, _part(item.amount, gap), item.how, item.warning)) for item in found)
    return Table(
        "commitment.levers",
        "Levers, by dollars",
        (
            Column("name", "Lever"),
            Column("amount", "Counted dollars", Kind.MONEY, status.terms.currency, places=0),
            Column("share", "Of the expected shortfall", Kind.RATIO, places=0),
            Column("how", "How"),
            Column("warning", "But"),
        ),
        rows,
        note="They may overlap; each is what it could bring into this contract year at most.",
        empty="There is no lever left: ask for relief, or commit less next time.",
        provenance=because(status, "worked out from the rules and charges of the running contract year; see each row"),
    )


def _part(amount: Decimal, gap: Decimal | None) -> float | None:
    return float(amount / gap) if gap else None


def months_table(status: Status) -> Table:
    """Return what counted in each month of the running year and what is forecast for those to come."""
    rows = []
    futures, year = status.outlook.futures, status.year.year.period
    sums: dict[date, Decimal] = defaultdict(Decimal)
    for days in (status.counted.regular, status.counted.once):
        for day, amount in days.items():
            if day in year:
                sums[day.replace(day=1)] += amount
    quantiles = _quantiles(status)
    for month in sorted({*sums, *quantiles}):
        low, middle, high = quantiles.get(month, (None, None, None))
        rows.append(Row((month.strftime("%Y-%m"), sums.get(month), middle, low, high)))
    currency = status.terms.currency
    return Table(
        "commitment.months",
        f"Months, year {status.year.year.number}",
        (
            Column("month", "Month"),
            Column("counted", "Counted", Kind.MONEY, currency, places=0),
            Column("forecast", "Still to come", Kind.MONEY, currency, places=0),
            Column("low", "P10", Kind.MONEY, currency, places=0),
            Column("high", "P90", Kind.MONEY, currency, places=0),
        ),
        tuple(rows),
        note="Marketplace and open rules are settled for the year as a whole and are not in the months.",
        empty="No month of this contract year is known.",
        provenance=because(status, f"counted: charges by day; still to come: {futures.paths:,} futures"),
    )


def _quantiles(status: Status) -> dict[date, tuple[Decimal, Decimal, Decimal]]:
    import numpy as np

    futures = status.outlook.futures
    days = futures.days_in(status.year.year.period)
    found = {}
    for index, month in enumerate(futures.months):
        if days[index]:
            low, middle, high = np.quantile(futures.rates[:, index] * days[index], (0.1, 0.5, 0.9)).tolist()
            found[month.start.replace(day=1)] = (_money(low), _money(middle), _money(high))
    return found


def _money(value: float) -> Decimal:
    return Decimal(f"{value:.2f}")
