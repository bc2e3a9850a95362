"""When the programmes of a plan are worked on: one after the other, the most urgent first, month by month.

Where not all of them are ready before their windows close, those that are worth least give way to the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from cip_tui.model.credits.plan import Item, Plan
from cip_tui.model.period import month_of

MONTHS = 3
"""Over how many months the engineer-days of a plan are spread unless said otherwise."""
_DAYS_A_MONTH = 30


@dataclass(frozen=True, slots=True)
class Step:
    """One programme of the roadmap: work from `begins` to `done`, `ready` once its lead time has passed as well.

    `late` says that it is ready after its window closes at this pace.
    """

    item: Item
    begins: date
    done: date
    ready: date
    late: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the roadmap: what begins, what becomes ready, and the credit a month that is reached by its end."""

    first: date
    begins: tuple[Item, ...]
    ready: tuple[Item, ...]
    credit_month: Decimal


def steps(plan: Plan, months: int = MONTHS) -> list[Step]:
    """Return the steps in the order of work. Without a limit of days everything begins at once.

    A programme that would be ready too late, or one before it that is worth less, goes to the end, until the rest is
    ready in time; of the orders tried on the way that with the most benefit in time is taken.
    """
    behind: set[str] = set()
    best = found = _paced(ordered(plan.chosen), plan, months)
    while plan.limits.days:
        missed = next((at for at, step in enumerate(found) if step.late and step.item.key not in behind), None)
        if missed is None:
            break
        free = [step.item for step in found[: missed + 1] if step.item.key not in behind]
        behind.add(min(free, key=lambda item: (item.value or Decimal(0), item.key)).key)
        found = _paced(ordered(plan.chosen, behind), plan, months)
        best = max(best, found, key=in_time)
    return best


def in_time(found: Sequence[Step]) -> Decimal:
    """Return the benefit a year of the programmes that are ready before their windows close."""
    return sum((step.item.value or Decimal(0) for step in found if not step.late), Decimal(0))


def _paced(order: Sequence[Item], plan: Plan, months: int) -> list[Step]:
    begin = plan.limits.start
    total, span = plan.limits.days, _DAYS_A_MONTH * months
    done_work = Decimal(0)
    found = []
    for item in order:
        days = item.days or Decimal(0)
        starts, ends = begin, begin + timedelta(days=int(days.to_integral_value(ROUND_CEILING)))
        if total:
            starts = begin + timedelta(days=int(done_work * span / total))
            done_work += days
            ends = begin + timedelta(days=int((done_work * span / total).to_integral_value(ROUND_CEILING)))
        ready = max(ends, starts + timedelta(days=item.lead_days))
        found.append(Step(item, starts, ends, ready, item.closes is not None and ready > item.closes))
    return found


def by_month(found: Sequence[Step]) -> list[Month]:
    """Return the roadmap by calendar month, without gaps, from the first beginning to the last readiness."""
    if not found:
        return []
    months = []
    first, last = month_of(min(step.begins for step in found)).start, max(step.ready for step in found)
    while first <= last:
        period = month_of(first)
        reached = [step.item.credit_month for step in found if step.ready < period.end]
        months.append(
            Month(
                first,
                tuple(step.item for step in found if step.begins in period),
                tuple(step.item for step in found if step.ready in period),
                sum((credit for credit in reached if credit is not None), Decimal(0)),
            )
        )
        first = period.end
    return months


def ordered(items: Sequence[Item], behind: Collection[str] = ()) -> list[Item]:
    """Return the items by how soon work must begin, each behind what it requires; keys `behind` after the others."""
    inside = {item.programme for item in items}
    open_items = sorted(items, key=lambda item: (item.key in behind, _latest_start(item)))
    placed: list[Item] = []
    done: set[str] = set()
    while open_items:
        free = (item for item in open_items if all(name in done or name not in inside for name in item.requires))
        # Programmes that require each other are worked on together.
        item = next(free, open_items[0])
        open_items.remove(item)
        placed.append(item)
        done.add(item.programme)
    return placed


def _latest_start(item: Item) -> tuple[date, str]:
    if item.closes is None:
        return date.max, item.key
    return item.closes - timedelta(days=item.lead_days), item.key
