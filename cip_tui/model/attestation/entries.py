"""What stands in a calendar: one entry for each deadline and reminder, before it is written in any format."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from cip_tui.model.attestation.agenda import Item, State
from cip_tui.model.attestation.duties import DutyKind
from cip_tui.model.attestation.schedule import Obligation, Stage
from cip_tui.model.text import clean


class Profile(StrEnum):
    """How reminders are written.

    `everywhere`: five reminder events of their own beside the deadline, for clients that keep one alarm or none.
    `standard`: one event with five alarms, for clients that keep them all.
    """

    EVERYWHERE = "everywhere"
    STANDARD = "standard"


KIND_WORDS = {
    DutyKind.ATTESTATION: "Attestation",
    DutyKind.CREDIT: "Credit",
    DutyKind.NOTICE: "Notice",
    DutyKind.RETIREMENT: "Retirement",
    DutyKind.PERIOD_END: "Period end",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One all-day event. `stage` is 0 for the deadline itself, else the days before it; `related` is the deadline.

    `sequence`, `created` and `changed` come from the book of what was written before.
    """

    uid: str
    day: date
    summary: str
    description: str = ""
    category: str = ""
    stage: int = 0
    related: str = ""
    stages: tuple[int, ...] = ()
    cancelled: bool = False
    done: bool = False
    sequence: int = 0
    created: datetime = datetime(1970, 1, 1)
    changed: datetime = datetime(1970, 1, 1)

    def print(self) -> str:
        """A digest of everything that people see of it, without when it was written."""
        seen = [self.uid, self.day.isoformat(), self.summary, self.description, self.category, self.stage]
        seen += [self.related, list(self.stages), self.cancelled, self.done]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]

    def withdrawn(self) -> Entry:
        """The same entry, cancelled."""
        return replace(self, cancelled=True, stages=())


def entries(items: Iterable[Item]) -> Iterator[Entry]:
    """Yield a deadline and its reminders for each item, all that there could be; the book drops what is past."""
    for item in items:
        deadline = _deadline(item)
        yield deadline
        if not deadline.done:
            for stage in item.obligation.stages():
                yield _reminder(item, stage, deadline)


def _deadline(item: Item) -> Entry:
    obligation = item.obligation
    settled = item.state is State.ATTESTED
    title = clean(obligation.title)
    return Entry(
        obligation.uid,
        obligation.due,
        f"{item.status.word if settled else 'Due'}: {title}",
        _description(item),
        KIND_WORDS[obligation.duty.kind],
        stages=() if settled else tuple(stage.days for stage in obligation.stages()),
        done=settled,
    )


def _reminder(item: Item, stage: Stage, deadline: Entry) -> Entry:
    days = "1 day" if stage.days == 1 else f"{stage.days} days"
    return Entry(
        item.obligation.stage_uid(stage),
        stage.day,
        f"{days} left: {clean(item.obligation.title)}",
        deadline.description,
        deadline.category,
        stage=stage.days,
        related=deadline.uid,
    )


def _description(item: Item) -> str:
    """Everything that is needed on the day; figures that change every day are left out."""
    obligation, record = item.obligation, item.record
    lines = [f"Deadline: {obligation.due}", *_days(obligation)]
    if record.deferred_to is not None:
        lines.append(f"Put off: {clean(record.reason)}")
    duty = obligation.duty
    if obligation.covered is not None:
        lines.append(f"About: {obligation.covered}")
    if duty.owner:
        lines.append(f"Owner: {clean(duty.owner)}")
    if duty.evidence:
        lines.append("Evidence:")
        lines += [f"- {clean(piece.title)}" for piece in duty.evidence]
    if duty.consequence:
        lines.append(f"If missed: {clean(duty.consequence)}")
    if duty.origin:
        lines.append(f"Source: {clean(duty.origin)}")
    return "\n".join([*lines, f"CIP {obligation.id}"])


def _days(obligation: Obligation) -> Iterator[str]:
    if obligation.nominal != obligation.due:
        yield f"Stated day: {obligation.nominal}"
    if obligation.derived:
        yield "The source names no day; this is the last day of the period"
    if obligation.opens < obligation.due:
        yield f"Window: {obligation.opens} to {obligation.due}"
    if obligation.closes > obligation.due:
        yield f"Counts until: {obligation.closes}"
