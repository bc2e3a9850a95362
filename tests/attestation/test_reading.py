"""Reading calendars back: what is there, what is not, and what is no calendar."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from cip_tui.model.attestation.entries import Profile
from cip_tui.model.attestation.reading import read_file
from cip_tui.model.document import Document, Status
from cip_tui.model.errors import InputRefused
from tests.attestation.duties import JOB, NOON, Clock, desk, once
from tests.paths import shared


def states(document: Document) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell in document.table("calendar.events").column("state"):
        assert isinstance(cell, Status)
        found[cell.word] = found.get(cell.word, 0) + 1
    return found


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A calendar file of one deadline."""
    path = tmp_path / "deadlines.ics"
    path.write_bytes(
        desk(tmp_path, Clock(), terms=(), accepted=[once(date(2027, 2, 1))]).export(Profile.EVERYWHERE, JOB)[0]
    )
    return path


def test_what_was_exported_is_there_as_it_should_be(tmp_path: Path, exported: Path) -> None:
    document = desk(tmp_path, Clock(), terms=(), accepted=[once(date(2027, 2, 1))]).read_back(exported, JOB)
    assert states(document) == {"As it should be": 6}
    assert document.metric("calendar.right").value == 6


def test_a_deadline_that_moved_since_is_outdated_there(tmp_path: Path, exported: Path) -> None:
    room = desk(tmp_path, Clock(NOON + timedelta(days=1)), terms=(), accepted=[once(date(2027, 2, 9))])
    assert states(room.read_back(exported, JOB)) == {"Other day": 6}


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        (b"STATUS:CONFIRMED", b"STATUS:CANCELLED", "Cancelled there"),
        (b"SEQUENCE:0", b"SEQUENCE:7", "Changed there"),
        (b"UID:", b"UID:other-", "Missing"),
    ],
)
def test_what_was_done_there_is_told(tmp_path: Path, exported: Path, before: bytes, after: bytes, word: str) -> None:
    exported.write_bytes(exported.read_bytes().replace(before, after))
    room = desk(tmp_path, Clock(), terms=(), accepted=[once(date(2027, 2, 1))])
    assert states(room.read_back(exported, JOB)) == {word: 6}


def test_what_the_standard_finds_wrong_is_told(tmp_path: Path, exported: Path) -> None:
    exported.write_bytes(exported.read_bytes().replace(b"TRIGGER:-PT15H", b"TRIGGER:P"))
    room = desk(tmp_path, Clock(), terms=(), accepted=[once(date(2027, 2, 1))])
    assert "outside the grammar (RFC 5545 3.3.6)" in str(room.read_back(exported, JOB))


@pytest.mark.parametrize("name", ["alarm_google_future.ics", "alarm_thunderbird_future.ics", "rfc_9074_example_1.ics"])
def test_calendars_of_other_programs_are_read(tmp_path: Path, name: str) -> None:
    assert read_file(shared("ics", name))[1]
    assert states(desk(tmp_path, Clock()).read_back(shared("ics", name), JOB)).keys() == {"Missing"}


@pytest.mark.parametrize("data", [b"", b"no calendar", b"\xff\xfe\x00\x00"])
def test_what_is_no_calendar_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.ics"
    path.write_bytes(data)
    with pytest.raises(InputRefused, match=r"x\.ics"):
        desk(tmp_path, Clock()).read_back(path, JOB)
    with pytest.raises(InputRefused):
        desk(tmp_path, Clock()).read_back(tmp_path / "nowhere.ics", JOB)
