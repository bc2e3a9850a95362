"""A check of calendar files against the grammar and the rules of RFC 5545, line by line.

It is stricter than the readers people use, since a file has to please the strictest of them: what one of them refuses
is an error here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

LONGEST_LINE = 75


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the standard does not allow. `line` counts the lines of the file from 1."""

    line: int
    rule: str
    text: str


@dataclass(slots=True)
class _Line:
    """A content line, unfolded: where it began, its name, parameters and value."""

    number: int
    name: str
    params: dict[str, str]
    value: str


@dataclass(slots=True)
class _Part:
    """A component with its properties and those inside it, in the order of the file."""

    name: str
    line: int
    properties: list[_Line] = field(default_factory=list)
    parts: list[_Part] = field(default_factory=list)

    def all(self, name: str) -> list[_Line]:
        return [line for line in self.properties if line.name == name]

    def one(self, name: str) -> _Line | None:
        found = self.all(name)
        return found[0] if found else None


_LINE = re.compile(
    r"([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*)(?:,(?:\"[^\"]*\"|[^\";:,]*))*)*):(.*)", re.S
)
_PARAM = re.compile(r";([A-Za-z0-9-]+)=((?:\"[^\"]*\"|[^\";:,]*)(?:,(?:\"[^\"]*\"|[^\";:,]*))*)")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_TIME_PART = r"T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S)"
_DURATION = re.compile(rf"[+-]?P(?:\d+D(?:{_TIME_PART})?|{_TIME_PART}|\d+W)")
_DATE = re.compile(r"\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_DATE_TIME = re.compile(_DATE.pattern + r"T(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d|60)Z?")
_TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
_TEXT_LIST = re.compile(r"(?:[^\\;]|\\[\\;,nN])*")
_ONCE = {
    "VCALENDAR": {"PRODID", "VERSION", "CALSCALE", "METHOD"},
    "VEVENT": {
        *("UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "STATUS", "TRANSP", "SEQUENCE"),
        *("CREATED", "LAST-MODIFIED", "CLASS", "LOCATION", "PRIORITY", "URL", "ORGANIZER", "GEO", "RECURRENCE-ID"),
    },
    "VALARM": {"ACTION", "TRIGGER", "DURATION", "REPEAT", "DESCRIPTION", "SUMMARY"},
}
_NEEDED = {
    "VCALENDAR": ("PRODID", "VERSION"),
    "VEVENT": ("UID", "DTSTAMP", "DTSTART"),
    "VALARM": ("ACTION", "TRIGGER"),
}
_WORDS = {
    "STATUS": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    "TRANSP": {"OPAQUE", "TRANSPARENT"},
    "VERSION": {"2.0"},
    "CALSCALE": {"GREGORIAN"},
}
_UTC = ("DTSTAMP", "CREATED", "LAST-MODIFIED")
_TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "UID", "RELATED-TO", "X-WR-CALNAME", "PRODID")


def lint(data: bytes) -> list[Fault]:
    """Return every fault of a calendar file, in the order of its lines; none for a file without fault."""
    faults: list[Fault] = []

    def say(line: int, rule: str, text: str) -> None:
        faults.append(Fault(line, rule, text))

    calendars = _parts(list(_unfolded(data, say)), say)
    if not calendars:
        say(1, "3.4", "There is no VCALENDAR")
    for calendar in calendars:
        if calendar.name != "VCALENDAR":
            say(calendar.line, "3.4", f"{calendar.name} stands outside a VCALENDAR")
        _check_part(calendar, say)
        _check_calendar(calendar, say)
    return sorted(faults, key=lambda fault: fault.line)


Say = Callable[[int, str, str], None]


def _unfolded(data: bytes, say: Say) -> Iterator[_Line]:
    if not data.endswith(b"\r\n"):
        say(data.count(b"\n") + 1, "3.1", "The last line does not end with CR LF")
    pending, start = "", 0
    for number, octets in enumerate(data.removesuffix(b"\r\n").split(b"\r\n"), 1):
        text = _line_text(number, octets, say)
        if text[:1] in (" ", "\t") and start:
            pending += text[1:]
            continue
        if start:
            yield from _read(start, pending, say)
        pending, start = text, number
    yield from _read(start, pending, say)


def _line_text(number: int, octets: bytes, say: Say) -> str:
    if len(octets) > LONGEST_LINE:
        say(number, "3.1", f"{len(octets)} octets in a line; {LONGEST_LINE} are allowed")
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        say(number, "3.1.4", "A line is not UTF-8 by itself: a character is torn by folding, or damaged")
        text = octets.decode(errors="replace")
    if _CONTROL.search(text):
        say(number, "3.1", "A control character, or a line end that is not CR LF")
    return text


def _read(number: int, text: str, say: Say) -> Iterator[_Line]:
    match = _LINE.fullmatch(text)
    if match is None:
        say(number, "3.1", "This is no content line: NAME;PARAMETER=VALUE:VALUE")
        return
    params = {name.upper(): value for name, value in _PARAM.findall(match[2])}
    yield _Line(number, match[1].upper(), params, match[3])


def _parts(lines: list[_Line], say: Say) -> list[_Part]:
    found: list[_Part] = []
    stack: list[_Part] = []
    for line in lines:
        if line.name == "BEGIN":
            part = _Part(line.value.upper(), line.number)
            (stack[-1].parts if stack else found).append(part)
            stack.append(part)
        elif line.name == "END":
            if not stack or stack[-1].name != line.value.upper():
                say(line.number, "3.6", f"END:{line.value[:40]} closes nothing that is open")
            else:
                stack.pop()
        elif not stack:
            say(line.number, "3.4", f"{line.name} stands outside a component")
        else:
            if stack[-1].parts and stack[-1].name != "VCALENDAR":
                say(line.number, "3.6.1", f"{line.name} stands after {stack[-1].parts[-1].name}; properties come first")
            stack[-1].properties.append(line)
    for part in stack:
        say(part.line, "3.6", f"{part.name} is not closed")
    return found


def _check_part(part: _Part, say: Say) -> None:
    counts = Counter(line.name for line in part.properties)
    for name in _NEEDED.get(part.name, ()):
        if not counts[name]:
            say(part.line, "3.6", f"{part.name} has no {name}")
    for name in sorted(_ONCE.get(part.name, ())):
        if counts[name] > 1:
            say(part.line, "3.6", f"{part.name} has {name} {counts[name]} times")
    for line in part.properties:
        _check_value(line, say)
    if part.name == "VEVENT":
        _check_event(part, say)
    if part.name == "VALARM":
        _check_alarm(part, say)
    for inner in part.parts:
        _check_part(inner, say)


def _check_value(line: _Line, say: Say) -> None:
    name, value = line.name, line.value
    if name in _WORDS and value.upper() not in _WORDS[name]:
        say(line.number, "3.8", f"{name} cannot be {value[:40]}")
    elif name in ("SEQUENCE", "REPEAT", "PRIORITY") and not value.isdecimal():
        say(line.number, "3.3.8", f"{name} is no whole number")
    elif name in _UTC and not (_DATE_TIME.fullmatch(value) and value.endswith("Z")):
        say(line.number, "3.8.7", f"{name} is no time in UTC")
    elif name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
        pattern = _DATE if line.params.get("VALUE") == "DATE" else _DATE_TIME
        if not pattern.fullmatch(value):
            say(line.number, "3.3.5", f"{name} is not what it says it is")
    elif name == "DURATION" and not _DURATION.fullmatch(value):
        say(line.number, "3.3.6", f"DURATION {value[:40]} is outside the grammar")
    elif name == "TRIGGER":
        pattern = _DATE_TIME if line.params.get("VALUE") == "DATE-TIME" else _DURATION
        if not pattern.fullmatch(value):
            say(line.number, "3.3.6", f"TRIGGER {value[:40]} is outside the grammar")
    elif (name in _TEXTS and not _TEXT.fullmatch(value)) or (name == "CATEGORIES" and not _TEXT_LIST.fullmatch(value)):
        say(line.number, "3.3.11", f"{name} has a character that must be escaped, or an escape that does not exist")


def _check_event(event: _Part, say: Say) -> None:
    start, end, length = event.one("DTSTART"), event.one("DTEND"), event.one("DURATION")
    if end is not None and length is not None:
        say(end.number, "3.6.1", "DTEND and DURATION exclude each other")
    if start is not None and end is not None:
        if start.params.get("VALUE") != end.params.get("VALUE"):
            say(end.number, "3.8.2.2", "DTSTART and DTEND are of different types")
        elif end.value <= start.value and start.params.get("TZID") == end.params.get("TZID"):
            say(end.number, "3.8.2.2", "DTEND is not after DTSTART")


def _check_alarm(alarm: _Part, say: Say) -> None:
    action = alarm.one("ACTION")
    if (
        action is not None
        and action.value.upper() == "DISPLAY"
        and not (alarm.one("DESCRIPTION") or _Line(0, "", {}, "")).value
    ):
        say(alarm.line, "3.6.6", "An alarm that is displayed has no DESCRIPTION")
    if (alarm.one("REPEAT") is None) != (alarm.one("DURATION") is None):
        say(alarm.line, "3.6.6", "REPEAT and DURATION need each other")


def _check_calendar(calendar: _Part, say: Say) -> None:
    method = calendar.one("METHOD")
    seen: dict[tuple[str, str], int] = {}
    for event in calendar.parts:
        if event.name != "VEVENT":
            continue
        uid, recurrence = event.one("UID"), event.one("RECURRENCE-ID")
        if uid is not None:
            name = (uid.value, recurrence.value if recurrence else "")
            if name in seen:
                say(uid.number, "3.8.4.7", f"This UID stands in line {seen[name]} already")
            seen.setdefault(name, uid.number)
        if method is not None and event.one("ORGANIZER") is None:
            say(event.line, "RFC 5546 3.2", f"METHOD:{method.value[:20]} asks for an ORGANIZER")
    if not calendar.parts:
        say(calendar.line, "3.6", "The calendar holds no component")
