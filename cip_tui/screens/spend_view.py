"""What the spend overview looks at, and how drilling down and stepping back change that. No widget in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from cip_tui.model.calls.filter import Filter, Term, parse_filter
from cip_tui.model.calls.schema import DIMENSIONS
from cip_tui.model.document import Document, Table
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import UsageError
from cip_tui.model.period import Period, last_days, month_of, parse_day

ORDER: tuple[str, ...] = tuple(item.name for item in DIMENSIONS.values() if item.key)
"""The dimensions with a key, in the order in which drilling down goes through them."""


@dataclass(frozen=True, slots=True)
class View:
    """One state of the overview: its scope, its dimension, its order, and where the cursor stands.

    `drilled` are the values chosen on the way here; `document` is what was shown, so that stepping back waits for
    nothing; `row` is the key of the row under the cursor.
    """

    scope: Scope
    by: str = ORDER[0]
    sort: tuple[str, bool] = ("cost", True)
    drilled: tuple[str, ...] = ()
    row: str | None = None
    document: Document | None = field(default=None, compare=False)

    def next_dimension(self, narrowed: Filter) -> str | None:
        """Return the dimension to go on with: the next one that no term of the filter fixes; None at the bottom."""
        fixed = {term.dimension for term in narrowed.terms if term.operator == "=" and len(term.values) == 1}
        start = ORDER.index(self.by) + 1 if self.by in ORDER else 0
        return next((name for name in (*ORDER[start:], *ORDER[:start]) if name not in fixed), None)

    def narrowed(self, drill: str) -> Scope:
        """Return the scope inside a row, whose filter term is `drill`."""
        narrowed = self.scope.filter
        for term in parse_filter(drill).terms:
            narrowed = narrowed.with_value(term.dimension, term.values[0])
        return Scope(self.scope.period, narrowed)

    def inside(self, drill: str, name: str) -> View | None:
        """Return the view inside a row called `name`; None where no dimension is left and single calls come next."""
        scope = self.narrowed(drill)
        by = self.next_dimension(scope.filter)
        if by is None:
            return None
        return replace(self, scope=scope, by=by, drilled=(*self.drilled, name), row=None, document=None)

    def crumbs(self) -> tuple[str, ...]:
        """Return the breadcrumb: what was chosen on the way, and what it is broken down by now."""
        return ("Spend", *self.drilled, f"by {DIMENSIONS[self.by].title}")


def breakdown_of(document: Document) -> Table | None:
    """Return the breakdown table of a spend overview, or None where it has none because nothing matches."""
    return next((b for b in document.blocks() if isinstance(b, Table) and b.id.startswith("spend.by_")), None)


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """An entry of the period picker; `period` None is all there is."""

    id: str
    label: str
    period: Period | None


def period_choices(span: Period | None, as_of: date) -> list[PeriodChoice]:
    """Return the periods to choose from. Days are counted back from the last day with calls, today at the latest."""
    last = as_of if span is None else min(span.last, max(as_of, span.start))
    month = month_of(as_of)
    before = month_of(month.start - timedelta(days=1))
    return [
        PeriodChoice("7", "Last 7 days", last_days(7, last)),
        PeriodChoice("30", "Last 30 days", last_days(30, last)),
        PeriodChoice("90", "Last 90 days", last_days(90, last)),
        PeriodChoice("month", "This month", month),
        PeriodChoice("last_month", "Last month", before),
        PeriodChoice("all", "All there is", None),
    ]


def parse_period(text: str) -> Period:
    """Read `2026-10-01 2026-10-31`, both days included; a single day is a period of one. Raises `UsageError`."""
    words = text.replace("..", " ").replace(" to ", " ").replace(",", " ").split()
    if len(words) not in (1, 2):
        raise UsageError("A period is one day or two", next_step="Write it like 2026-10-01 2026-10-31")
    first, last = parse_day(words[0]), parse_day(words[-1])
    if last < first:
        raise UsageError(f"The last day {last} lies before the first, {first}", next_step="Turn them around")
    return Period(first, last + timedelta(days=1))


def shifted(period: Period, steps: int) -> Period:
    """Return the period moved by its own length, a whole month by months."""
    if period == month_of(period.start):
        day = period.start
        for _ in range(abs(steps)):
            day = month_of(day).end if steps > 0 else month_of(day - timedelta(days=1)).start
        return month_of(day)
    move = timedelta(days=period.days * steps)
    return Period(period.start + move, period.end + move)


def period_words(period: Period | None, span: Period | None) -> str:
    """Write a period for the scope line: its days and how many."""
    if period is None:
        return f"All there is, {span}" if span is not None else "All there is"
    return f"{period} ({period.days} days)" if period.days > 1 else str(period)


def names_in(table: Table | None) -> dict[str, tuple[str, ...]]:
    """Return the names a breakdown lists, by dimension, for completing a filter."""
    if table is None:
        return {}
    found = [parse_filter(row.drill).terms[0] for row in table.rows if row.drill]
    return {table.id.removeprefix("spend.by_"): tuple(term.values[0] for term in found)}


def complete_filter(text: str, names: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the filters `text` could go on to: dimensions, or the names of one that were seen."""
    head, _, word = text.rpartition(" ")
    before = f"{head} " if head else ""
    dimension, sign, start = word.partition("=")
    operator = "!=" if dimension.endswith("!") else "="
    dimension = dimension.removesuffix("!")
    if not sign:
        return [f"{before}{name}=" for name in DIMENSIONS if name.startswith(word)]
    known = (str(Term(dimension, operator, (name,))) for name in names.get(dimension, ()) if name.startswith(start))
    return [before + term for term in known][:50]
