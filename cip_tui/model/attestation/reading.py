"""Reading calendars back: what stands in a file or on a server of the events that were written from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cip_tui.model.attestation.entries import Entry
from cip_tui.model.attestation.lint import Fault
from cip_tui.model.document import (
    Block,
    Column,
    Document,
    Kind,
    Level,
    Metric,
    Note,
    Provenance,
    Row,
    Section,
    Status,
    Table,
)
from cip_tui.model.errors import InputRefused, Where
from cip_tui.model.text import clean

LARGEST = 100 * 2**20
_FAULTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """An event or task as a calendar has it. `changed` is its LAST-MODIFIED, naive UTC; `done` is a task completed."""

    uid: str
    day: date | None
    summary: str
    sequence: int = 0
    changed: datetime | None = None
    cancelled: bool = False
    done: bool = False
    alarms: int = 0
    handle: str = ""

    def same_as(self, entry: Entry, alarms: int) -> bool:
        """Say whether the calendar has the entry as it is to be; words only change together with number and time."""
        mine = (entry.day, entry.sequence, entry.changed, entry.cancelled, alarms)
        return mine == (self.day, self.sequence, self.changed, self.cancelled, self.alarms)


def read_file(path: Path) -> tuple[bytes, list[Seen]]:
    """Return the bytes of a calendar file and what stands in it. Raises `InputRefused` for what is no calendar."""
    where = Where(clean(str(path)))
    try:
        if path.stat().st_size > LARGEST:
            raise InputRefused("The file is larger than 100 MB", where=where, next_step="Export fewer events")
        data = path.read_bytes()
    except OSError as error:
        raise InputRefused("The file cannot be read", where=where, cause=error.strerror or str(error)) from error
    try:
        return data, list(read_events(data))
    except ValueError as error:
        raise InputRefused(
            "This is no calendar file",
            where=where,
            cause=clean(str(error), 200),
            next_step="Export the calendar as .ics",
        ) from error


def read_events(data: bytes) -> Iterator[Seen]:
    """Yield the events and tasks of a calendar. Raises ValueError where it is none."""
    import icalendar

    calendars: Any = icalendar.Calendar.from_ical(data, multiple=True)
    if not calendars:
        raise ValueError("no VCALENDAR")
    for calendar in calendars:
        for part in calendar.walk():
            if part.name in ("VEVENT", "VTODO") and part.get("UID"):
                yield _seen(part)


def _seen(part: Any) -> Seen:
    status = str(part.get("STATUS", "")).upper()
    return Seen(
        clean(str(part["UID"]), 200),
        _day(part.get("DTSTART") or part.get("DUE")),
        clean(str(part.get("SUMMARY", ""))),
        _number(part.get("SEQUENCE", 0)),
        _moment(part.get("LAST-MODIFIED")),
        status == "CANCELLED",
        status == "COMPLETED" or part.get("COMPLETED") is not None,
        sum(inner.name == "VALARM" for inner in part.subcomponents),
    )


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def _day(value: Any) -> date | None:
    found = getattr(value, "dt", None)
    return found.date() if isinstance(found, datetime) else found if isinstance(found, date) else None


def _moment(value: Any) -> datetime | None:
    found = getattr(value, "dt", None)
    return found.replace(tzinfo=None) if isinstance(found, datetime) else None


def reading_document(name: str, seen: Sequence[Seen], wanted: Mapping[str, Entry], faults: Sequence[Fault]) -> Document:
    """Return what a calendar has of the deadlines and reminders, and what the standard finds wrong with it."""
    by_uid = {one.uid: one for one in seen}
    rows = [Row(_cells(entry, by_uid.get(entry.uid))) for entry in wanted.values()]
    rows.sort(key=lambda row: (row.cells[0] == _AS_IT_IS, str(row.cells[2])))
    ours = [one for one in seen if one.uid in wanted]
    right = sum(row.cells[0] == _AS_IT_IS for row in rows)
    level = Level.GOOD if right == len(rows) else Level.WARNING
    blocks: list[Block] = [
        Metric(
            "calendar.right",
            "As they should be",
            right,
            Kind.COUNT,
            note=f"of {len(rows)} events; {len(seen) - len(ours)} others in the calendar are not looked at",
            status=Status(level, "Complete" if right == len(rows) else "Differs"),
            provenance=Provenance("events found by their UID, compared by day, state and sequence number"),
        ),
        Table("calendar.events", "Deadlines and reminders", _COLUMNS, tuple(rows), empty="There are no deadlines."),
    ]
    blocks += [
        Note(f"Line {fault.line}: {fault.text} (RFC 5545 {fault.rule})", Level.WARNING)
        for fault in faults[:_FAULTS_SHOWN]
    ]
    if len(faults) > _FAULTS_SHOWN:
        blocks.append(Note(f"{len(faults) - _FAULTS_SHOWN} more findings like these.", Level.WARNING))
    return Document("calendar", f"Calendar {clean(name)}", (Section("calendar", "Calendar", tuple(blocks)),))


_AS_IT_IS = Status(Level.GOOD, "As it should be")
_COLUMNS = (
    Column("state", "In the calendar", Kind.STATUS),
    Column("title", "Event"),
    Column("wanted", "Should be", Kind.DATE),
    Column("found", "Found", Kind.DATE),
)


def _cells(entry: Entry, seen: Seen | None) -> tuple[Any, ...]:
    return (_state(entry, seen), entry.summary, entry.day, seen.day if seen is not None else None)


def _state(entry: Entry, seen: Seen | None) -> Status:
    if seen is None:
        return _AS_IT_IS if entry.cancelled else Status(Level.WARNING, "Missing")
    if seen.done and not entry.done:
        return Status(Level.WARNING, "Done there")
    if seen.cancelled != entry.cancelled:
        return Status(Level.WARNING, "Cancelled there" if seen.cancelled else "Still there")
    if seen.day != entry.day:
        return Status(Level.WARNING, "Other day")
    if seen.sequence > entry.sequence:
        return Status(Level.WARNING, "Changed there")
    return _AS_IT_IS if seen.sequence == entry.sequence else Status(Level.WARNING, "Outdated")
