"""Budget against actual: what is left, how fast it goes, and the day it is gone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cip_tui.model.analysis import View
from cip_tui.model.calls.filter import Filter
from cip_tui.model.calls.schema import DIMENSIONS
from cip_tui.model.document import Chart, Column, Kind, Level, Provenance, Row, Series, Shape, Status, Table
from cip_tui.model.engine.cubes import Scope, add
from cip_tui.model.engine.reference import Budget, budgets
from cip_tui.model.finops.daily import RUN_RATE_DAYS
from cip_tui.model.money import share
from cip_tui.model.period import Period, month_of

EVERYTHING = "(everything)"
_NO_DIMENSION = frozenset({"", "total", "all"})
ORIGIN = Provenance(
    "budget: as imported; spent: sum of cost_usd of its name in the calendar month up to the last full day; "
    "month's end: spent + mean of the last 7 full days x days left",
    source="ai_calls, budgets",
)
_BY_COLUMN = {dimension.column: dimension.name for dimension in DIMENSIONS.values()}


@dataclass(frozen=True, slots=True)
class BudgetState:
    """A budget of one month and what became of it up to `until`, the last full day with data.

    `daily` holds the month's spend by day, `recent` the last seven full days. `dimension` is "" for everything.
    """

    budget: Budget
    dimension: str
    month: Period
    until: date
    daily: dict[date, Decimal]
    recent: tuple[Decimal, ...]

    @property
    def spent(self) -> Decimal:
        """USD spent in the month up to `until`."""
        return sum(self.daily.values(), Decimal(0))

    @property
    def days_left(self) -> int:
        """Days of the month after `until`; 0 for a month that is over."""
        return max(0, (self.month.last - self.until).days)

    def projected(self, rate: Decimal | None = None) -> Decimal:
        """USD at the end of the month at `rate` a day, by default the mean of the last seven full days."""
        if rate is None:
            rate = sum(self.recent, Decimal(0)) / len(self.recent) if self.recent else Decimal(0)
        return self.spent + rate * self.days_left

    def over(self, rate: Decimal | None = None) -> Decimal:
        """USD by which the month ends above the budget; 0 where it does not."""
        return max(Decimal(0), self.projected(rate) - self.budget.amount)

    def crossed(self) -> date | None:
        """The first day on which the month's spend stood above the budget."""
        running = Decimal(0)
        for day in sorted(self.daily):
            running += self.daily[day]
            if running > self.budget.amount:
                return day
        return None

    def will_cross(self) -> date | None:
        """The day on which the budget is used up at the current run-rate; None if not in this month."""
        rate = sum(self.recent, Decimal(0)) / len(self.recent) if self.recent else Decimal(0)
        left = self.budget.amount - self.spent
        if self.crossed() or rate <= 0 or left < 0 or self.projected() <= self.budget.amount:
            return None
        return min(self.month.last, self.until + timedelta(days=math.floor(left / rate) + 1))

    def status(self) -> Status:
        """How it stands, in words."""
        day, ahead = self.crossed(), self.will_cross()
        if day is not None:
            return Status(Level.CRITICAL, f"Crossed {day}")
        if ahead is not None:
            return Status(Level.WARNING, f"Crosses {ahead}")
        return Status(Level.GOOD, "Within" if not self.days_left else "On pace")


def read_budgets(view: View) -> tuple[list[BudgetState], list[str]]:
    """Return the budgets of the months a view touches, and sentences on those that cannot be compared.

    A budget is compared with all spend of its name in the calendar month; under a filter only those remain whose
    own dimension the filter is about, because the others would be held against a part of their spend.
    """
    every = budgets(view.usage.source)
    span = view.facts.span or view.period
    until = min(span.last, view.facts.as_of - timedelta(days=1))
    begun = until >= span.start
    in_time = [item for item in every if begun and _touches(item, view.period) and item.month <= until]
    fitting = [(item, _dimension(item)) for item in in_time]
    kept = [(item, name) for item, name in fitting if name is not None and _fits(view.scope.filter, item, name)]
    states = _states(view, kept, Period(span.start, until + timedelta(days=1))) if kept else []
    return states, _sentences(every, in_time, kept, view)


def _dimension(budget: Budget) -> str | None:
    name = budget.dimension.strip().lower()
    if name in _NO_DIMENSION:
        return ""
    return name if name in DIMENSIONS else _BY_COLUMN.get(name)


def _touches(budget: Budget, period: Period) -> bool:
    month = month_of(budget.month)
    return month.start < period.end and period.start < month.end


def _fits(chosen: Filter, budget: Budget, dimension: str) -> bool:
    return all(term.dimension == dimension and term.matches(budget.name) for term in chosen.terms)


def _states(view: View, kept: Sequence[tuple[Budget, str]], days: Period) -> list[BudgetState]:
    states = []
    for dimension in dict.fromkeys(name for _, name in kept):
        keys = ("day", dimension) if dimension else ("day",)
        rows = view.usage.within(Scope(days, view.scope.filter)).cube(*keys, measures=("cost",)).dicts()
        spend: dict[str, dict[date, Decimal]] = {}
        for row in rows:
            spend.setdefault(row[dimension] if dimension else "", {})[row["day"]] = row["cost"] or Decimal(0)
        for budget, name in kept:
            if name == dimension:
                series = spend.get(budget.name if dimension else "", {})
                states.append(_state(budget, dimension, series, days))
    return sorted(states, key=lambda item: (item.budget.month, item.dimension, -item.budget.amount, item.budget.name))


def _state(budget: Budget, dimension: str, spend: dict[date, Decimal], days: Period) -> BudgetState:
    month = month_of(budget.month)
    until = min(days.last, month.last)
    first = max(days.start, until - timedelta(days=RUN_RATE_DAYS - 1))
    recent = [spend.get(first + timedelta(days=n), Decimal(0)) for n in range((until - first).days + 1)]
    daily = {day: cost for day, cost in spend.items() if day in month}
    return BudgetState(budget, dimension, month, until, daily, tuple(recent))


def _sentences(
    every: Sequence[Budget], in_time: Sequence[Budget], kept: Sequence[tuple[Budget, str]], view: View
) -> list[str]:
    if not every:
        return ["No budgets are imported; a file with month, dimension, name and amount adds them."]
    if not in_time:
        months = f"{every[0].month:%Y-%m} to {every[-1].month:%Y-%m}"
        return [f"Budgets cover {months}; none of them a month of this period with a full day of calls."]
    found = []
    unknown = sorted({item.dimension for item in in_time if _dimension(item) is None})
    if unknown:
        found.append(f"Budgets by {', '.join(unknown)} are left out: there is no such dimension.")
    hidden = len([item for item in in_time if _dimension(item) is not None]) - len(kept)
    if hidden:
        found.append(f"{hidden} budgets are left out: the filter shows only a part of their spend.")
    span = view.facts.span
    if span is not None and any(span.start > item.month for item in in_time):
        found.append(f"Calls begin on {span.start}: spend before it is not in the budgets.")
    return found


def budget_table(states: Sequence[BudgetState]) -> Table:
    """Return each budget beside what was spent, what it comes to, and when it is gone."""
    rows = []
    for state in states:
        amount, spent = state.budget.amount, state.spent
        name = state.budget.name if state.dimension else EVERYTHING
        title = DIMENSIONS[state.dimension].title if state.dimension else "All"
        drill = str(Filter().with_value(state.dimension, state.budget.name)) if state.dimension else None
        used, elapsed = share(spent, amount), 1 - state.days_left / state.month.days
        ahead = state.crossed() or state.will_cross()
        cells = (name, title, f"{state.month.start:%Y-%m}", amount, spent, amount - spent, used, elapsed)
        rows.append(Row((*cells, state.projected(), ahead, state.status()), drill))
    alike = len({(state.dimension, state.budget.month) for state in states}) == 1
    sums = [add(row.cells[place] for row in rows) for place in (3, 4, 5, 8)]
    total = ("Total", "", "", *sums[:3], share(sums[1], sums[0]), None, sums[3], None, None) if alike else None
    return Table(
        "alignment.budgets",
        "Budget against actual",
        (
            Column("name", "Budget of"),
            Column("dimension", "By"),
            Column("month", "Month"),
            Column("amount", "Budget", Kind.MONEY, "USD", additive=alike),
            Column("spent", "Spent", Kind.MONEY, "USD", additive=alike),
            Column("left", "Left", Kind.MONEY, "USD", additive=alike),
            Column("used", "Used", Kind.RATIO),
            Column("elapsed", "Month gone", Kind.RATIO),
            Column("projected", "At month's end", Kind.MONEY, "USD", additive=alike),
            Column("crosses", "Crosses", Kind.DATE),
            Column("status", "Status", Kind.STATUS),
        ),
        tuple(rows),
        total=total,
        bars="used",
        empty="No budget for this period.",
        note=f"Up to {states[-1].until}, the last full day." if states else "",
        provenance=ORIGIN,
    )


def burn_down(state: BudgetState) -> Chart:
    """Return what is left of a budget day by day, beside an even pace, with the run-rate carried to month's end."""
    days = [state.month.start + timedelta(days=n) for n in range(state.month.days)]
    left, actual = state.budget.amount, []
    for day in days:
        left -= state.daily.get(day, Decimal(0))
        actual.append(float(left) if day <= state.until else None)
    amount = float(state.budget.amount)
    pace = [amount * (1 - (n + 1) / len(days)) for n in range(len(days))]
    series = [
        Series("Left", tuple(days), tuple(actual), Shape.LINE),
        Series("Even pace", tuple(days), tuple(pace), Shape.LINE, level=Level.UNKNOWN),
    ]
    if state.days_left:
        ahead = [day for day in days if day >= state.until]
        drop = (float(state.projected()) - float(state.spent)) / state.days_left
        start = amount - float(state.spent)
        line = tuple(start - drop * n for n in range(len(ahead)))
        series.append(Series("At run-rate", tuple(ahead), line, Shape.LINE, level=Level.WARNING))
    gone = state.crossed() or state.will_cross()
    name = state.budget.name if state.dimension else "everything"
    end = f"it is used up on {gone}" if gone else "it lasts to the end of the month"
    return Chart(
        "alignment.burn_down",
        f"Burn-down of {name}, {state.month.start:%Y-%m}",
        tuple(series),
        y_title="USD left",
        summary=f"Of {state.budget.amount:,.2f} USD for {name}, {state.spent:,.2f} was spent by {state.until}; {end}.",
        marks=((gone, "used up"),) if gone else (),
        provenance=ORIGIN,
    )
