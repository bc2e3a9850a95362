"""The calendar file: events built with `ics`, then finished to the letter of RFC 5545.

The library leaves to us: properties before alarms, durations that do not mix weeks and days, DTSTAMP apart from
CREATED, SEQUENCE, folding at 75 octets, and an order that does not hang on hashes. The same entries give the same
bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from cip_tui.model.attestation.entries import Entry, Profile
from cip_tui.model.job import Job
from cip_tui.model.text import clean

if TYPE_CHECKING:
    from ics.event import Event

PRODUCT = "-//CIP//Attestation calendar//EN"
NAME = "CIP attestations"
LONGEST_LINE = 75
_TO_MIDNIGHT = timedelta(hours=15)
"""From nine in the morning, when alarms ring, to the midnight on which an all-day event begins."""
_ORDER = (
    "UID",
    "DTSTAMP",
    "CREATED",
    "LAST-MODIFIED",
    "SEQUENCE",
    "DTSTART",
    "DTEND",
    "SUMMARY",
    "DESCRIPTION",
    "CATEGORIES",
    "STATUS",
    "TRANSP",
    "RELATED-TO",
    "X-MICROSOFT-CDO-BUSYSTATUS",
)
_PLACES = {name: place for place, name in enumerate(_ORDER)}
_EVENTS_PER_STEP = 200
_TOP_TWO_BITS, _INSIDE_A_CHARACTER = 0xC0, 0x80


def calendar_bytes(entries: Sequence[Entry], profile: Profile, job: Job) -> bytes:
    """Return a calendar file of the entries, in their order. Reminders are events only in profile `everywhere`."""
    wanted = [entry for entry in entries if profile is Profile.EVERYWHERE or not entry.stage]
    parts = [f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODUCT}\r\nCALSCALE:GREGORIAN\r\nX-WR-CALNAME:{NAME}\r\n"]
    for number, entry in enumerate(wanted):
        if number % _EVENTS_PER_STEP == 0:
            job.progress("Writing the calendar", number / len(wanted))
        parts.append(_event_text(entry, profile))
    return "".join([*parts, "END:VCALENDAR\r\n"]).encode()


def object_bytes(entry: Entry, profile: Profile) -> bytes:
    """Return a calendar object with one event, as a CalDAV server keeps it."""
    head = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODUCT}\r\nCALSCALE:GREGORIAN\r\n"
    return f"{head}{_event_text(entry, profile)}END:VCALENDAR\r\n".encode()


def alarm_days(entry: Entry, profile: Profile) -> tuple[int, ...]:
    """Return how many days before an entry's day an alarm rings at nine: five or one for a deadline, one else."""
    if entry.cancelled or entry.done:
        return ()
    if profile is Profile.STANDARD:
        return entry.stages
    return (1,)


def _event_text(entry: Entry, profile: Profile) -> str:
    # The library would put the alarms first.
    alarms = [_alarm(days, clean(entry.summary)).serialize() for days in alarm_days(entry, profile)]
    lines = _finished(_event(entry).serialize().split("\r\n"), alarms)
    return "".join(f"{fold(line)}\r\n" for line in lines)


def _event(entry: Entry) -> Event:
    from ics.event import Event
    from ics.grammar.parse import ContentLine

    event = Event(
        name=clean(entry.summary),
        begin=datetime.combine(entry.day, time()),
        uid=entry.uid,
        description="\n".join(map(clean, entry.description.split("\n"))),
        # The library writes this as DTSTAMP; CREATED follows below.
        created=entry.changed.replace(tzinfo=UTC),
        last_modified=entry.changed.replace(tzinfo=UTC),
        transparent=True,
        categories=[entry.category] if entry.category else [],
        status="CANCELLED" if entry.cancelled else "CONFIRMED",
    )
    event.make_all_day()
    event.extra.append(ContentLine("CREATED", value=utc_text(entry.created)))
    event.extra.append(ContentLine("SEQUENCE", value=str(entry.sequence)))
    event.extra.append(ContentLine("X-MICROSOFT-CDO-BUSYSTATUS", value="FREE"))
    if entry.related:
        event.extra.append(ContentLine("RELATED-TO", value=entry.related))
    # The library leaves out the end of an event of one day; some clients want it.
    following = entry.day + timedelta(days=1)
    event.extra.append(ContentLine("DTEND", {"VALUE": ["DATE"]}, f"{following:%Y%m%d}"))
    return event


def _alarm(days: int, summary: str) -> Any:
    from ics.alarm.display import DisplayAlarm

    # Never after the start: Exchange takes the absolute value.
    return DisplayAlarm(trigger=-(timedelta(days=days - 1) + _TO_MIDNIGHT), display_text=summary)


def _finished(lines: Sequence[str], alarms: Sequence[str]) -> list[str]:
    """Return the lines of an event in the order of the standard: properties, sorted, then alarms."""
    properties = sorted(lines[1:-1], key=lambda line: _PLACES[_name(line)])
    inside = [_with_legal_duration(line) for alarm in alarms for line in alarm.split("\r\n")]
    return [lines[0], *properties, *inside, lines[-1]]


def _name(line: str) -> str:
    return line[: min(place for place in (line.find(":"), line.find(";")) if place > 0)]


def _with_legal_duration(line: str) -> str:
    name, _, value = line.partition(":")
    if name != "TRIGGER":
        return line
    from ics.utils import parse_duration

    return f"TRIGGER:{duration(parse_duration(value))}"


def duration(length: timedelta) -> str:
    """Write a duration in days, hours, minutes and seconds (RFC 5545 3.3.6); weeks would not mix with them."""
    seconds = abs(int(length.total_seconds()))
    days, seconds = divmod(seconds, 86_400)
    hours, seconds = divmod(seconds, 3_600)
    minutes, seconds = divmod(seconds, 60)
    # Between hours and seconds the minutes must stand.
    spell = bool(hours and seconds)
    clock = "".join(
        f"{number}{unit}"
        for number, unit, always in ((hours, "H", False), (minutes, "M", spell), (seconds, "S", False))
        if number or always
    )
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-" if length < timedelta() else "") + "P" + (text or "T0S")


def utc_text(at: datetime) -> str:
    """Write a naive UTC time as RFC 5545 does."""
    return f"{at:%Y%m%dT%H%M%SZ}"


def fold(line: str) -> str:
    """Break a line so that no part is longer than 75 octets and no character is torn (RFC 5545 3.1)."""
    if len(line) <= LONGEST_LINE and line.isascii():
        return line
    parts: list[bytes] = []
    octets, start = line.encode(), 0
    while start < len(octets):
        end = start + LONGEST_LINE - (1 if parts else 0)
        while end < len(octets) and octets[end] & _TOP_TWO_BITS == _INSIDE_A_CHARACTER:
            end -= 1
        parts.append(octets[start:end])
        start = end
    return b"\r\n ".join(parts).decode()
