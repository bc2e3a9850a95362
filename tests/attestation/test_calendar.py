"""The calendar file: valid for the strictest reader, the same bytes for the same entries, an update and no double."""

import importlib
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from cip_tui.model.attestation.calendar import calendar_bytes, duration, fold
from cip_tui.model.attestation.duties import Duty
from cip_tui.model.attestation.entries import Profile
from cip_tui.model.attestation.lint import lint
from cip_tui.model.attestation.records import Record
from cip_tui.model.text import clean
from tests.attestation.duties import HOSTILE, JOB, NOON, TODAY, edition, kept_after, obligations, once, quarterly
from tests.paths import ROOT

PROFILES = list(Profile)


def file_of(*duties: Duty, profile: Profile = Profile.EVERYWHERE, **options: Any) -> bytes:
    return calendar_bytes(edition(*duties, **options).entries, profile, JOB)


def events_of(data: bytes) -> dict[str, Any]:
    found: list[Any] = list(icalendar.Calendar.from_ical(data).walk("VEVENT"))
    assert len({str(event["UID"]) for event in found}) == len(found)
    return {str(event["UID"]): event for event in found}


def validate_with_vobject(data: bytes) -> None:
    reader: Any = importlib.import_module("vobject")
    for component in reader.readComponents(data.decode()):
        component.validate(raiseException=True)


def triggers(event: Any) -> list[timedelta]:
    return sorted(alarm["TRIGGER"].dt for alarm in event.walk("VALARM"))


@pytest.mark.parametrize("profile", PROFILES)
def test_the_file_has_no_fault(profile: Profile) -> None:
    data = file_of(quarterly(), once(date(2027, 2, 1), grace_days=3, window_days=4), profile=profile)
    assert lint(data) == []
    validate_with_vobject(data)
    assert events_of(data)


def test_everywhere_gives_the_deadline_and_five_reminders_that_point_to_it() -> None:
    duty = once(date(2027, 2, 1))
    (found,) = obligations(duty)
    events = events_of(file_of(duty))
    deadline = events.pop(found.uid)
    assert deadline["DTSTART"].dt == date(2027, 2, 1)
    assert deadline["DTEND"].dt == date(2027, 2, 2)
    assert sorted(event["DTSTART"].dt for event in events.values()) == sorted(s.day for s in found.stages())
    assert {str(event["RELATED-TO"]) for event in events.values()} == {found.uid}
    assert all(len(triggers(event)) == 1 for event in [deadline, *events.values()])


def test_standard_gives_one_event_with_five_alarms_at_nine_in_the_morning() -> None:
    (event,) = events_of(file_of(once(date(2027, 2, 1)), profile=Profile.STANDARD)).values()
    assert triggers(event) == sorted(-timedelta(days=days, hours=15) for days in (29, 13, 6, 2, 0))
    text = file_of(once(date(2027, 2, 1)), profile=Profile.STANDARD).decode()
    for written in ("-P29DT15H", "-P13DT15H", "-P6DT15H", "-P2DT15H", "-PT15H"):
        assert f"TRIGGER:{written}\r\n" in text


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe"])
@pytest.mark.parametrize("due", [date(2027, 3, 29), date(2027, 11, 1), date(2027, 4, 5), date(2028, 3, 1)])
def test_alarms_ring_at_nine_local_time_over_a_change_of_the_clocks(zone: str, due: date) -> None:
    (event,) = events_of(file_of(once(due), profile=Profile.STANDARD)).values()
    midnight = datetime(due.year, due.month, due.day)
    for trigger in triggers(event):
        # RFC 5545 3.3.6: days are nominal, hours exact.
        days, rest = divmod(-trigger, timedelta(days=1))
        there = (midnight - timedelta(days=days)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        rings = (there - rest).astimezone(ZoneInfo(zone))
        assert (rings.hour, rings.minute) == (9, 0)


@pytest.mark.parametrize(("seed", "zone"), [("0", "UTC"), ("1", "Pacific/Kiritimati"), ("4711", "Pacific/Pago_Pago")])
def test_the_bytes_hang_neither_on_the_hash_seed_nor_on_the_time_zone(zone: str, seed: str) -> None:
    code = (
        "import sys; from tests.attestation.test_calendar import *;"
        "sys.stdout.buffer.write(file_of(quarterly(), once(date(2027, 2, 1), title=HOSTILE[0])))"
    )
    environ = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
    made = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, check=True).stdout
    assert made == file_of(quarterly(), once(date(2027, 2, 1), title=HOSTILE[0]))


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", HOSTILE)
def test_names_stay_text_and_lines_stay_short(name: str, profile: Profile) -> None:
    duty = once(date(2027, 2, 1), title=name, owner=name, consequence=name, origin=name)
    data = file_of(duty, profile=profile)
    assert lint(data) == []
    assert max(map(len, data.split(b"\r\n"))) <= 75
    for line in data.split(b"\r\n"):
        line.decode()
    events = events_of(data)
    assert len(events) == (6 if profile is Profile.EVERYWHERE else 1)
    assert str(events[obligations(duty)[0].uid]["SUMMARY"]) == clean(f"Due: {clean(name)}")
    assert not any("X-EVIL" in event for event in events.values())
    validate_with_vobject(data)


def test_an_unchanged_export_is_the_same_file_days_later() -> None:
    first = edition(quarterly())
    kept = kept_after(first)
    later = edition(quarterly(), now=NOON + timedelta(days=9), kept=kept)
    assert later.news == ()
    assert calendar_bytes(later.entries, Profile.EVERYWHERE, JOB) == calendar_bytes(
        first.entries, Profile.EVERYWHERE, JOB
    )


def test_a_moved_date_is_the_same_event_with_a_higher_number() -> None:
    first = edition(quarterly())
    moved = edition(quarterly(first_due=date(2027, 1, 8)), now=NOON + timedelta(days=1), kept=kept_after(first))
    before, after = (events_of(calendar_bytes(made.entries, Profile.EVERYWHERE, JOB)) for made in (first, moved))
    uid = obligations(quarterly())[0].uid
    assert set(before) == set(after)
    assert after[uid]["DTSTART"].dt == date(2027, 1, 8)
    assert (before[uid]["SEQUENCE"], after[uid]["SEQUENCE"]) == (0, 1)
    assert after[uid]["LAST-MODIFIED"].dt > before[uid]["LAST-MODIFIED"].dt
    assert after[uid]["CREATED"].dt == before[uid]["CREATED"].dt


def test_what_is_attested_stays_and_its_reminders_are_cancelled() -> None:
    duty = once(date(2027, 2, 1))
    (found,) = obligations(duty)
    first = edition(duty)
    done = edition(duty, kept=kept_after(first), records={found.uid: Record(done_on=TODAY)})
    events = events_of(calendar_bytes(done.entries, Profile.EVERYWHERE, JOB))
    assert str(events[found.uid]["STATUS"]) == "CONFIRMED"
    assert str(events[found.uid]["SUMMARY"]).startswith("Attested: ")
    assert triggers(events[found.uid]) == []
    others = [event for uid, event in events.items() if uid != found.uid]
    assert {str(event["STATUS"]) for event in others} == {"CANCELLED"}
    assert {event["SEQUENCE"] for event in others} == {1}


def test_what_is_withdrawn_is_cancelled_once_and_comes_back_with_a_higher_number() -> None:
    first = edition(quarterly())
    gone = edition(now=NOON + timedelta(days=1), kept=kept_after(first))
    assert {entry.uid for entry in gone.cancelled} == {entry.uid for entry in first.entries}
    book = kept_after(first, gone)
    assert edition(now=NOON + timedelta(days=2), kept=book).news == ()
    back = edition(quarterly(), now=NOON + timedelta(days=3), kept=book)
    assert {entry.sequence for entry in back.entries} == {2}
    assert not any(entry.cancelled for entry in back.entries)
    for made in (gone, back):
        assert lint(calendar_bytes(made.entries, Profile.STANDARD, JOB)) == []


def test_reminders_past_at_creation_are_left_out_and_those_that_pass_later_stay() -> None:
    duty = once(TODAY + timedelta(days=5))
    first = edition(duty)
    assert sorted(entry.stage for entry in first.entries) == [0, 1, 3]
    later = edition(duty, now=NOON + timedelta(days=3), kept=kept_after(first))
    assert later.entries == first.entries


@pytest.mark.parametrize("days", [0, -1, -400])
def test_a_deadline_today_or_past_is_in_the_file_without_reminders(days: int) -> None:
    (event,) = events_of(file_of(once(TODAY + timedelta(days=days)))).values()
    assert event["DTSTART"].dt == TODAY + timedelta(days=days)


def test_days_at_the_ends_of_year_and_calendar_are_written() -> None:
    for day in (date(2026, 12, 31), date(2028, 2, 29), date(8999, 12, 31)):
        data = file_of(once(day))
        assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}".encode() in data
        assert lint(data) == []


def test_the_order_of_duties_changes_nothing() -> None:
    duties = [quarterly(), once(date(2027, 2, 1)), once(date(2027, 2, 1), programme="other")]
    assert file_of(*duties) == file_of(*reversed(duties))


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(), "PT0S"),
        (timedelta(days=30), "P30D"),
        (-timedelta(days=29, hours=15), "-P29DT15H"),
        (timedelta(hours=1, seconds=5), "PT1H0M5S"),
        (-timedelta(minutes=90), "-PT1H30M"),
    ],
)
def test_durations_are_written_in_the_grammar(length: timedelta, text: str) -> None:
    assert duration(length) == text
    reader: Any = icalendar.vDuration
    assert reader.from_ical(text) == length


@pytest.mark.parametrize("name", HOSTILE)
def test_a_folded_line_unfolds_to_itself(name: str) -> None:
    line = f"SUMMARY:{clean(name)}"
    parts = fold(line).split("\r\n ")
    assert "".join(parts) == line
    sizes = [len(part.encode()) + (1 if place else 0) for place, part in enumerate(parts)]
    assert max(sizes) <= 75
    # No line could have taken the next character as well.
    assert all(
        size + len(following[0].encode()) > 75 for size, (_, following) in zip(sizes, pairwise(parts), strict=False)
    )
