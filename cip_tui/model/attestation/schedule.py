"""The schedule: deadlines of duties with windows, grace, business days and five reminder stages.

A deadline's identity is made of its source, its programme and the period it belongs to, never of a date, so that a
deadline that moves stays the same deadline. The period is the one whose end lies nearest to the deadline as stated:
what is due on 30 June or on 10 July is about the quarter that ends with June.
"""

from __future__ import annotations

import calendar
import itertools
import json
import math
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cip_tui.model.attestation.duties import Cadence, Duty
from cip_tui.model.attestation.workdays import Rules, mover
from cip_tui.model.period import Period

# The name space of all identities; any fixed UUID would do, and it must never change.
_SPACE = uuid.UUID("6f0c7a52-61a8-5d0e-9b53-0d6b6a6f2f3e")
_LONGEST_DAY = 31
_DAYS = Period(date(2000, 1, 1), date(9000, 1, 1))
_ID_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Stage:
    """A reminder `days` before the deadline, standing on `day`."""

    days: int
    day: date


@dataclass(frozen=True, slots=True)
class Obligation:
    """One deadline of a duty.

    `nominal` is the day as the source states it, `due` the day after the business-day rule, `opens` the first day on
    which it can be attested, `closes` the last one that still counts. `period` names what is attested, e.g. `2026 Q2`,
    empty for what is due once. `derived` says that the day follows from the term because the source names none.
    """

    duty: Duty
    key: str
    period: str
    covered: Period | None
    nominal: date
    due: date
    opens: date
    closes: date
    derived: bool = False

    @property
    def uid(self) -> str:
        """The identity of the deadline."""
        return identity(self.duty.source, self.duty.programme, self.key)

    @property
    def id(self) -> str:
        """The identity in short, as people type it."""
        return self.uid.replace("-", "")[:_ID_LENGTH]

    @property
    def title(self) -> str:
        """What is due, with its period."""
        return f"{self.duty.title} ({self.period})" if self.period else self.duty.title

    def stages(self) -> list[Stage]:
        """The reminders, farthest first; a stage may lie before the window opens or in the past."""
        return [Stage(days, self.due - timedelta(days=days)) for days in sorted(set(self.duty.stages), reverse=True)]

    def stage_uid(self, stage: Stage) -> str:
        """The identity of a reminder, which moves with its deadline."""
        return identity(self.duty.source, self.duty.programme, self.key, f"stage-{stage.days}")

    def moved(self, day: date) -> Obligation:
        """The same obligation with another deadline and no grace after it."""
        return replace(self, due=day, closes=day, opens=min(self.opens, day))


@dataclass(frozen=True, slots=True)
class Plan:
    """All obligations, earliest deadline first, and the duties that name no day."""

    obligations: tuple[Obligation, ...]
    undated: tuple[Duty, ...]


def identity(*names: str) -> str:
    """Return the UUID (version 5) of a list of names."""
    return str(uuid.uuid5(_SPACE, json.dumps(names, ensure_ascii=True)))


def plan(duties: Iterable[Duty], today: date, rules: Rules) -> Plan:
    """Lay the duties out. Raises `UsageError` where the country of the rules is not known."""
    until = add_months(today, rules.months_ahead)
    move = mover(rules)
    found: dict[str, Obligation] = {}
    undated = []
    for duty in duties:
        if not _has_day(duty):
            undated.append(duty)
            continue
        for obligation in _obligations(duty, until, move):
            found.setdefault(obligation.uid, obligation)
    ordered = sorted(found.values(), key=lambda item: (item.due, item.title, item.uid))
    return Plan(tuple(ordered), tuple(undated))


def _has_day(duty: Duty) -> bool:
    """Say whether a duty's days are known. A day outside of `_DAYS` is a slip of the pen or stands for "never"."""
    if duty.first_due is not None:
        return duty.first_due in _DAYS
    return duty.cadence is not Cadence.ONCE and duty.term is not None and duty.term.start in _DAYS


def _obligations(duty: Duty, until: date, move: Callable[[date], date]) -> Iterator[Obligation]:
    derived = duty.first_due is None
    for key, label, covered, nominal in _occurrences(duty, until):
        due = nominal if duty.fixed else move(nominal)
        last = max(nominal, due)
        window = max(duty.stages, default=0) if duty.window_days is None else duty.window_days
        yield Obligation(
            duty,
            key,
            label,
            covered,
            nominal,
            due,
            nominal - timedelta(days=window),
            last + timedelta(days=duty.grace_days),
            derived,
        )


def _occurrences(duty: Duty, until: date) -> Iterator[tuple[str, str, Period | None, date]]:
    """Yield key, period in words, period and stated day of each deadline; the first one whatever its day."""
    if duty.cadence is Cadence.ONCE:
        if duty.first_due is not None:
            yield "once", "", None, duty.first_due
        return
    months = duty.cadence.months
    anchor = duty.term.start if duty.term is not None else date(1, 1, 1)
    if duty.first_end is not None:
        # The day after an end is the beginning of the next period, so the line of periods goes through it.
        start = duty.first_end + timedelta(days=1)
        anchor = add_months(date(1, 1, start.day), (start.month - 1) % months)
        first = round((_position(start) - _position(anchor)) / months)
    elif duty.first_due is not None:
        first = max(1, math.floor((_position(duty.first_due) - _position(anchor)) / months + 0.5))
    else:
        first = 1
    for number in itertools.count(first):
        covered = _covered(anchor, number, months)
        nominal = _stated(duty, covered, (number - first) * months)
        over = nominal > until or (duty.term is not None and covered.start >= duty.term.end)
        if over and (number > first or duty.first_due is None):
            return
        yield f"{duty.cadence}-{number}", _label(covered, duty.cadence, number), covered, nominal


def _stated(duty: Duty, covered: Period, months: int) -> date:
    """Return the day on which the deadline about a period is stated, so many months after the first."""
    if duty.first_due is None:
        return covered.last
    if duty.first_end is not None:
        return covered.last + (duty.first_due - duty.first_end)
    return add_months(duty.first_due, months, to_month_end=_ends_month(duty.first_due))


def _covered(anchor: date, number: int, months: int) -> Period:
    return Period(add_months(anchor, months * (number - 1)), add_months(anchor, months * number))


def _position(day: date) -> float:
    """Where a day stands on the line of months. The last day of a month counts as the 31st."""
    nth = _LONGEST_DAY if _ends_month(day) else day.day
    return day.year * 12 + day.month - 1 + (nth - 1) / _LONGEST_DAY


def _ends_month(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def _label(covered: Period, cadence: Cadence, number: int) -> str:
    start = covered.start
    if start.day == 1 and cadence is Cadence.MONTHLY:
        return f"{start:%Y-%m}"
    if start.day == 1 and (start.month - 1) % cadence.months == 0:
        part = (start.month - 1) // cadence.months + 1
        return {Cadence.QUARTERLY: f"{start.year} Q{part}", Cadence.SEMIANNUAL: f"{start.year} H{part}"}.get(
            cadence, str(start.year)
        )
    return f"{_NOUNS[cadence]} {number}"


_NOUNS = {
    Cadence.MONTHLY: "month",
    Cadence.QUARTERLY: "quarter",
    Cadence.SEMIANNUAL: "half-year",
    Cadence.ANNUAL: "year",
}


def add_months(day: date, months: int, *, to_month_end: bool = False) -> date:
    """Return the day so many months on, the month's last day where it has no such day or `to_month_end`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, last if to_month_end else min(day.day, last))
