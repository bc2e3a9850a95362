"""What every analysis shares: its settings, what its monthly figures rest on, and the frame of its document."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from cip_tui.model.calls.filter import Filter, Term
from cip_tui.model.calls.schema import CostSource
from cip_tui.model.document import Block, Document, Impact, Insight, Level, Metric, Note, Provenance, Section
from cip_tui.model.engine.cubes import Cube, Scope
from cip_tui.model.engine.usage import Usage
from cip_tui.model.errors import UsageError
from cip_tui.model.finops.daily import DAYS_PER_MONTH
from cip_tui.model.finops.spend import SpendFacts, document_facts
from cip_tui.model.period import Period

# Two-sided 80 % of the normal distribution.
_Z80 = 1.2816
# With fewer days the day-to-day variation says too little to draw a range from.
_DAYS_FOR_RANGE = 7
# No filter reads like this.
_WHOLE = "*"
_PRESSING = (Level.CRITICAL, Level.WARNING, Level.INFO, Level.UNKNOWN, Level.GOOD)
# Below this many days a month is mostly extrapolation, and the document says so.
_DAYS_FOR_MONTH = 14


@dataclass(frozen=True, slots=True)
class Setting:
    """An adjustable part of an analysis: its name, what holds unless it is set, and what it means."""

    name: str
    default: str
    meaning: str


FLOOR = Setting("floor", "1", "USD a month from which something is a finding")


class Settings:
    """The settings of one run, checked. Reading one that cannot be understood raises `UsageError`."""

    def __init__(self, given: Mapping[str, str], known: Sequence[Setting]) -> None:
        names = [setting.name for setting in known]
        for name in sorted(given):
            if name not in names:
                near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
                hint = f"Did you mean {near[0]}? " if near else ""
                raise UsageError(f"There is no setting '{name}'", next_step=f"{hint}Known: {', '.join(names)}")
        self._values = {setting.name: given.get(setting.name, setting.default) for setting in known}

    def text(self, name: str) -> str:
        """Return the text of a setting."""
        return self._values[name].strip()

    def number(self, name: str, low: str = "0", high: str = "1e12") -> Decimal:
        """Return a number between `low` and `high`; `25 %` is 0.25."""
        return read_number(self.text(name), name, low, high)

    def count(self, name: str) -> int:
        """Return a whole number of at least one."""
        number = self.number(name, "1")
        if number != number.to_integral_value():
            raise UsageError(f"{name}={self.text(name)} is not a whole number")
        return int(number)

    def choice(self, name: str, allowed: Sequence[str]) -> str:
        """Return one of `allowed`."""
        text = self.text(name)
        if text not in allowed:
            raise UsageError(f"{name}={text} is not known", next_step="Known: " + ", ".join(filter(None, allowed)))
        return text

    def pairs(self, name: str) -> dict[str, Decimal]:
        """Return numbers by name, written `search:60,chat:40`. A name may hold colons, not commas."""
        found: dict[str, Decimal] = {}
        for piece in filter(None, (part.strip() for part in self.text(name).split(","))):
            key, colon, value = piece.rpartition(":")
            if not colon:
                raise UsageError(
                    f"{name}={piece} is not understood", next_step=f"Write it like {name}=search:60,chat:40"
                )
            found[key.strip()] = read_number(value.strip(), name, "0", "1e12")
        return found


def read_number(text: str, name: str, low: str, high: str) -> Decimal:
    """Read a number of a setting or a setting's file; `25 %` is 0.25. Raises `UsageError` naming it."""
    try:
        number = Decimal(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)
    except InvalidOperation:
        raise UsageError(f"{name}={text} is not a number", next_step="Write it like 0.25, 25% or 120") from None
    if not number.is_finite() or not Decimal(low) <= number <= Decimal(high):
        raise UsageError(f"{name}={text} is out of range", next_step=f"Between {low} and {high}")
    return number


@dataclass(frozen=True, slots=True)
class View:
    """Calls inside a scope, with the days that were observed: the scope's period cut to the days there are."""

    usage: Usage
    scope: Scope
    facts: SpendFacts
    period: Period

    @classmethod
    def of(cls, usage: Usage, scope: Scope, facts: SpendFacts) -> View | None:
        """Return the calls of a scope, or None where it holds none."""
        span = facts.span or _span(usage)
        asked = scope.period or span
        if span is None or asked is None:
            return None
        start, end = max(span.start, asked.start), min(span.end, asked.end)
        if start >= end:
            return None
        within = usage.within(Scope(asked, scope.filter))
        if not within.totals(("record_count",))["record_count"]:
            return None
        return cls(within, within.scope, facts, Period(start, end))

    def monthly(self, amount: Decimal | None) -> Decimal | None:
        """Return what an amount of the observed days makes in an average month of 365/12 days."""
        return None if amount is None else amount * DAYS_PER_MONTH / self.period.days

    def per_month(self, amount: Decimal) -> Decimal:
        """Return what a known amount of the observed days makes in an average month of 365/12 days."""
        return amount * DAYS_PER_MONTH / self.period.days

    def range_of(self, daily: Mapping[date, Decimal]) -> tuple[Decimal, Decimal] | None:
        """Return the 80 % range of the monthly amount of a daily series, from its variation between days.

        Mean daily amount ± 1.28 s/√n, times 365/12; s is the standard deviation over all observed days, a day
        without an amount counting as zero. None below seven days. The lower edge of amounts that are all positive
        is not below zero.
        """
        days = self.period.days
        if days < _DAYS_FOR_RANGE:
            return None
        values = [float(daily.get(self.period.start + timedelta(days=index), 0)) for index in range(days)]
        mean = math.fsum(values) / days
        spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (days - 1) / days)
        month = float(DAYS_PER_MONTH)
        low, high = (mean - _Z80 * spread) * month, (mean + _Z80 * spread) * month
        if min(values) >= 0:
            low = max(low, 0.0)
        return exact(low), exact(high)

    def impact(self, daily: Mapping[date, Decimal], basis: str, part: Decimal = Decimal(1)) -> Impact:
        """Return `part` of a daily series as dollars a month, with its 80 % range; `basis` says what was added up."""
        bounds = self.range_of(daily)
        base = self.per_month(sum(daily.values(), Decimal(0))) * part
        if bounds is None:
            return Impact(base, basis=f"{basis}; too few days for a range")
        low, high = sorted((bounds[0] * part, bounds[1] * part))
        return Impact(
            base, min(low, base), max(high, base), basis=f"{basis}; range: 80 %, from the variation between days"
        )

    def provenance(self, cube: Cube, formula: str, behind: str | None = _WHOLE) -> Provenance:
        """Return where a figure worked out from a cube comes from.

        `behind` is the filter of the calls behind it: those of the scope unless given, None where there are none.
        """
        chosen = str(self.scope.filter) if behind == _WHOLE else behind
        return Provenance(formula, cube.query, cube.parameters, "ai_calls", chosen)

    def priced(self) -> Usage:
        """Return only the calls that have a cost, so that ratios of cost to tokens are not too small."""
        only = self.scope.filter.and_(Filter((Term("priced", "!=", (CostSource.NONE.value,)),)))
        whole = self.usage.totals(("unpriced_records",))["unpriced_records"]
        return self.usage.within(Scope(self.scope.period, only)) if whole else self.usage

    def inside(self, dimension: str, value: str) -> str:
        """Return the filter of this scope narrowed to one value of a dimension."""
        return str(self.scope.filter.with_value(dimension, value))


def exact(value: float, places: int = 6) -> Decimal:
    """Return a statistic as a decimal of that many places."""
    return Decimal(f"{value:.{places}f}")


def counted(count: int, what: str) -> str:
    """Write a count with its noun: `1 customer`, `1,200 customers`."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def days_of(rows: Iterable[Mapping[str, Any]], measure: str = "cost") -> dict[date, Decimal]:
    """Return the sum of a measure for each day of cube rows that have `day` as a key."""
    days: dict[date, Decimal] = {}
    for row in rows:
        if row[measure] is not None:
            days[row["day"]] = days.get(row["day"], Decimal(0)) + row[measure]
    return days


def compose(
    name: str,
    title: str,
    subtitle: str,
    view: View,
    *,
    headline: Sequence[Metric | Note],
    insights: Sequence[Insight],
    sections: Sequence[Section],
    notes: Sequence[Note] = (),
    floor: Decimal = Decimal(0),
    judged: bool = True,
) -> Document:
    """Return a document in the order people read: headline, findings, evidence, notes. Empty sections go.

    `judged` says whether the calls state enough to find anything. Findings come most pressing first, then with most
    dollars; those worth less than `floor` USD a month are not shown.
    """
    worth = [insight for insight in insights if insight.impact is None or abs(insight.impact.base) >= floor]
    worth.sort(key=lambda item: (_PRESSING.index(item.level), -abs(item.impact.base) if item.impact else Decimal(0)))
    none = Note("Nothing in these calls asks for action.", Level.GOOD)
    if not judged:
        none = Note("These calls do not state enough to judge; the notes say what is missing.", Level.UNKNOWN)
    findings: tuple[Block, ...] = tuple(worth) or (none,)
    everything = (
        Section("headline", "Headline", tuple(headline)),
        Section("findings", "Findings", findings),
        *sections,
        Section("notes", "Notes", (*notes, *_common_notes(view))),
    )
    return Document(
        name,
        title,
        tuple(section for section in everything if section.blocks),
        subtitle=subtitle,
        facts=document_facts(view.scope, view.facts),
    )


def without_calls(name: str, title: str, subtitle: str, scope: Scope, facts: SpendFacts) -> Document:
    """Return the document of a scope that holds no calls."""
    note = Note(f"There are no calls in {scope}.", Level.WARNING)
    section = Section("headline", "Headline", (note,))
    return Document(name, title, (section,), subtitle=subtitle, facts=document_facts(scope, facts))


def _common_notes(view: View) -> list[Note]:
    period, facts = view.period, view.facts
    notes = [Note(text, Level.WARNING) for text in facts.caveats]
    if period.days < _DAYS_FOR_MONTH:
        notes.append(Note(f"Monthly figures are extrapolated from {counted(period.days, 'day')}.", Level.WARNING))
    if period.last > facts.as_of:
        text = f"Some calls lie in the future: they reach to {period.last}, today is {facts.as_of}."
        notes.append(Note(text, Level.WARNING))
    elif facts.as_of in period:
        notes.append(Note(f"{facts.as_of} is not over yet; its calls so far are counted."))
    notes.append(
        Note(f"Monthly figures: amounts of {counted(period.days, 'day')} ({period}) times 365/12 days a month.")
    )
    return notes


def _span(usage: Usage) -> Period | None:
    ends = usage.within(Scope()).first_and_last()
    return None if ends is None else Period(ends[0].date(), ends[1].date() + timedelta(days=1))
