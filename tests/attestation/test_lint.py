"""The check of calendar files: it finds what the strictest readers refuse, and nothing in what they take."""

import pytest

from cip_tui.model.attestation.lint import lint
from tests.paths import shared

EVENT = [
    "BEGIN:VEVENT",
    "UID:1",
    "DTSTAMP:20261121T120000Z",
    "DTSTART;VALUE=DATE:20261231",
    "SUMMARY:Due",
    "END:VEVENT",
]
ALARM = ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Due", "TRIGGER:-PT15H", "END:VALARM"]


def calendar(*lines: str, head: tuple[str, ...] = ("VERSION:2.0", "PRODID:-//x//y//EN")) -> bytes:
    return "".join(f"{line}\r\n" for line in ["BEGIN:VCALENDAR", *head, *lines, "END:VCALENDAR"]).encode()


def event(*more: str, without: str = "") -> bytes:
    kept = [line for line in EVENT if not without or not line.startswith(without)]
    return calendar(*kept[:-1], *more, kept[-1])


def test_a_plain_event_has_no_fault() -> None:
    assert lint(event(*ALARM)) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (event(without="DTSTAMP"), "no DTSTAMP"),
        (event(without="UID"), "no UID"),
        (event(without="DTSTART"), "no DTSTART"),
        (event(*ALARM, "LOCATION:here"), "properties come first"),
        (event(*ALARM[:3], "TRIGGER:-P4W2D", ALARM[4]), "-P4W2D"),
        (event(*ALARM[:3], "TRIGGER:P", ALARM[4]), "outside the grammar"),
        (event(*ALARM[:3], "TRIGGER:-PT1H5S", ALARM[4]), "outside the grammar"),
        (event(*ALARM[:2], *ALARM[3:]), "no DESCRIPTION"),
        (event("SUMMARY:again"), "SUMMARY 2 times"),
        (event("LOCATION:a;b"), "escaped"),
        (event("LOCATION:a\\rb"), "escape"),
        (event("DTEND;VALUE=DATE:20261231"), "not after"),
        (event("DTEND:20270101T000000Z"), "different types"),
        (event("DURATION:P1D", "DTEND;VALUE=DATE:20270101"), "exclude"),
        (event("STATUS:DONE"), "STATUS cannot"),
        (event("SEQUENCE:-1"), "whole number"),
        (event("LOCATION:" + "x" * 80), "octets"),
        (event("LOCATION:" + "四" * 30), "octets"),
        (event("no content line"), "content line"),
        (event("LOCATION:\x1b[31m"), "control character"),
        (event().replace(b"\r\n", b"\n"), "control character"),
        (calendar(*EVENT, *EVENT), "UID stands in line"),
        (calendar(*EVENT, head=("VERSION:2.0",)), "no PRODID"),
        (calendar(*EVENT, head=("VERSION:2.0", "PRODID:x", "METHOD:PUBLISH")), "ORGANIZER"),
        (calendar(*EVENT[:-1]), "closes nothing"),
        (calendar(), "no component"),
        (event().replace(b"SUMMARY:Due", "SUMMARY:é".encode()[:-1] + b"\r\n " + "é".encode()[1:]), "torn"),
        (b"", "no VCALENDAR"),
        (b"\xff\xfe\x00", "VCALENDAR"),
    ],
)
def test_a_fault_is_found(data: bytes, words: str) -> None:
    assert any(words in fault.text for fault in lint(data)), lint(data)


@pytest.mark.parametrize(
    "name",
    [
        "event_with_escaped_characters.ics",
        "issue_127_categories_with_commas.ics",
        "rfc_5545_absolute_alarm_example.ics",
    ],
)
def test_what_other_programs_write_gives_findings_and_no_crash(name: str) -> None:
    assert isinstance(lint(shared("ics", name).read_bytes()), list)
