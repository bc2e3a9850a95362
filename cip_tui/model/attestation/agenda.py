"""The agenda: each deadline with its state today, what is overdue first, and how many were kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from cip_tui.model.attestation.duties import DutyKind, EvidenceItem
from cip_tui.model.attestation.records import EMPTY, Record
from cip_tui.model.attestation.schedule import Obligation
from cip_tui.model.document import Level, Status

DUE_WITHIN = 7
"""Days before a deadline from which it is called for on every screen."""
_COUNTED = frozenset({DutyKind.ATTESTATION, DutyKind.CREDIT, DutyKind.NOTICE})


class State(StrEnum):
    """Where a deadline stands."""

    UPCOMING = "upcoming"
    OPEN = "open"
    EVIDENCE_READY = "evidence_ready"
    ATTESTED = "attested"
    DEFERRED = "deferred"
    MISSED = "missed"
    PASSED = "passed"


_WORDS = {
    State.UPCOMING: Status(Level.INFO, "Upcoming"),
    State.OPEN: Status(Level.WARNING, "Open"),
    State.EVIDENCE_READY: Status(Level.GOOD, "Evidence ready"),
    State.ATTESTED: Status(Level.GOOD, "Attested"),
    State.DEFERRED: Status(Level.WARNING, "Deferred"),
    State.MISSED: Status(Level.CRITICAL, "Missed"),
    State.PASSED: Status(Level.UNKNOWN, "Passed"),
}
OVERDUE = Status(Level.CRITICAL, "Overdue")
DONE = Status(Level.GOOD, "Done")
# A notice is given and a model moved off; neither is attested.
_DONE = frozenset({DutyKind.NOTICE, DutyKind.RETIREMENT})
_SETTLED = (State.ATTESTED, State.PASSED)


@dataclass(frozen=True, slots=True)
class Item:
    """A deadline as it stands on a day. `obligation` has the deferred day where it was put off."""

    obligation: Obligation
    record: Record
    state: State
    days_left: int

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in _SETTLED

    @property
    def overdue(self) -> bool:
        """Whether its day has passed and it still is to be attested."""
        return not self.settled and self.days_left < 0

    @property
    def called_for(self) -> bool:
        """Whether it is due within a week, or overdue."""
        return (
            not self.settled and self.days_left <= DUE_WITHIN and self.obligation.duty.kind is not DutyKind.PERIOD_END
        )

    @property
    def missing(self) -> tuple[EvidenceItem, ...]:
        """The evidence that is not there, or too old to count on the day of the deadline."""
        return tuple(piece for piece in self.obligation.duty.evidence if not self.is_ready(piece))

    def is_ready(self, piece: EvidenceItem) -> bool:
        """Say whether a piece of evidence is there and young enough."""
        return _ready(piece, self.record, self.obligation.due)

    @property
    def status(self) -> Status:
        """The state in words; within the grace after a deadline it is overdue."""
        if self.overdue and self.state is not State.MISSED:
            return OVERDUE
        return DONE if self.state is State.ATTESTED and self.obligation.duty.kind in _DONE else _WORDS[self.state]

    @property
    def countdown(self) -> str:
        """How far the deadline is, in words."""
        if self.settled:
            return ""
        if self.days_left == 0:
            return "today"
        if self.days_left < 0:
            return f"{-self.days_left} d over"
        return "tomorrow" if self.days_left == 1 else f"in {self.days_left} d"


@dataclass(frozen=True, slots=True)
class Compliance:
    """How many of the deadlines that are over were attested by their day; `late` ones were attested after it."""

    kept: int
    late: int
    missed: int

    @property
    def total(self) -> int:
        """How many are over."""
        return self.kept + self.late + self.missed

    @property
    def rate(self) -> float | None:
        """The share that was kept, None where none is over yet."""
        return self.kept / self.total if self.total else None


def agenda(obligations: Iterable[Obligation], records: Mapping[str, Record], today: date) -> list[Item]:
    """Return every deadline with its state: overdue first, oldest on top, then what comes, then what is settled."""
    items = [_item(obligation, records.get(obligation.uid, EMPTY), today) for obligation in obligations]
    open_items = sorted((item for item in items if not item.settled), key=_by_day)
    settled = sorted((item for item in items if item.settled), key=_by_day, reverse=True)
    return open_items + settled


def _by_day(item: Item) -> tuple[int, date, bool, str, str]:
    """What is overdue comes first, then models that have retired, which nobody can make good, then what is to come."""
    obligation = item.obligation
    first = 2 if not item.overdue else 1 if obligation.duty.kind is DutyKind.RETIREMENT else 0
    return first, obligation.due, obligation.duty.kind is DutyKind.PERIOD_END, obligation.title, obligation.uid


def _item(obligation: Obligation, record: Record, today: date) -> Item:
    duty = obligation.duty
    if record.done_on is None and duty.counts_as_attested(obligation.nominal):
        record = replace(record, done_on=obligation.nominal, done_by=duty.source)
    if record.deferred_to is not None:
        obligation = obligation.moved(record.deferred_to)
    return Item(obligation, record, _state(obligation, record, today), (obligation.due - today).days)


def _state(obligation: Obligation, record: Record, today: date) -> State:
    if record.done_on is not None:
        return State.ATTESTED
    if obligation.duty.kind is DutyKind.PERIOD_END:
        return State.PASSED if today > obligation.due else State.UPCOMING
    if today > obligation.closes:
        return State.MISSED
    if record.deferred_to is not None:
        return State.DEFERRED
    if obligation.duty.evidence and all(_ready(piece, record, obligation.due) for piece in obligation.duty.evidence):
        return State.EVIDENCE_READY
    return State.OPEN if today >= obligation.opens else State.UPCOMING


def _ready(piece: EvidenceItem, record: Record, due: date) -> bool:
    handed = record.evidence.get(piece.id)
    if handed is None or piece.max_age_days is None:
        return handed is not None
    return handed.on >= due - timedelta(days=piece.max_age_days)


def compliance(items: Sequence[Item]) -> Compliance:
    """Count the deadlines that are over. Ends of periods and retirements of models are no attestations."""
    kept = late = missed = 0
    for item in items:
        if item.obligation.duty.kind not in _COUNTED:
            continue
        if item.record.done_on is not None:
            if item.record.done_on <= item.obligation.closes:
                kept += 1
            else:
                late += 1
        elif item.state is State.MISSED:
            missed += 1
    return Compliance(kept, late, missed)
