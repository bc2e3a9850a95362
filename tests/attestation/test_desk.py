"""What people say of deadlines: kept over a restart, taken back, and told to the calendar."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cip_tui.model.attestation.desk import Attestations, Due
from cip_tui.model.attestation.duties import DutyKind
from cip_tui.model.attestation.entries import Profile
from cip_tui.model.attestation.lint import lint
from cip_tui.model.attestation.workdays import Rules
from cip_tui.model.commitment.terms import Terms
from cip_tui.model.document import Note
from cip_tui.model.errors import InputRefused, UsageError, WorkspaceError
from tests.attestation.duties import JOB, NOON, TODAY, Clock, desk


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_the_agenda_of_an_agreement(tmp_path: Path, clock: Clock) -> None:
    room = desk(tmp_path, clock)
    document = room.overview(JOB)
    table = document.table("attestations.agenda")
    assert table.column("due")[:2] == [date(2026, 12, 31), date(2026, 12, 31)]
    assert document.metric("attestations.due").value == 0
    assert not [block for block in document.blocks() if getattr(block, "id", "") == "attestations.overdue"]
    notes = [block.text for block in document.blocks() if isinstance(block, Note)]
    assert any("Reference case study" in text for text in notes)


def test_what_is_overdue_is_counted_apart_from_what_is_due(tmp_path: Path, clock: Clock) -> None:
    clock.now = NOON + timedelta(days=60)
    document = desk(tmp_path, clock).overview(JOB)
    overdue, due = document.metric("attestations.overdue"), document.metric("attestations.due")
    agenda = document.table("attestations.agenda")
    assert overdue.value == sum(str(left).endswith("d over") for left in agenda.column("left")) > 0
    assert due.value == 0


def test_done_needs_the_evidence_and_is_undone(tmp_path: Path, clock: Clock) -> None:
    room = desk(tmp_path, clock)
    name = room.items(JOB)[0].obligation.id
    with pytest.raises(UsageError, match="2 of 2 pieces of evidence are missing or too old"):
        room.done(name, JOB)
    report = tmp_path / "usage.pdf"
    report.write_bytes(b"figures")
    room.hand_in(name, "usage-report", JOB, path=report)
    room.hand_in(name, "sign-off-by-the-cfo", JOB, note="seen on paper")
    handed = room.find(name, JOB).record.evidence["usage-report"]
    assert handed.sha256 == hashlib.sha256(b"figures").hexdigest()
    assert (handed.path, handed.size, handed.by) == (str(report), 7, "ada")
    assert room.find(name, JOB).status.word == "Evidence ready"
    room.done(name, JOB, note="sent by mail")
    again = desk(tmp_path, clock)
    assert again.find(name, JOB).status.word == "Attested"
    assert again.overview(JOB).metric("attestations.compliance").value == 1.0
    again.undo(JOB, name)
    assert again.find(name, JOB).status.word == "Evidence ready"
    again.take_back(name, "usage-report", JOB)
    assert again.find(name, JOB).status.word == "Upcoming"


def test_a_deadline_is_put_off_with_a_reason(tmp_path: Path, clock: Clock) -> None:
    room = desk(tmp_path, clock)
    name = room.items(JOB)[0].obligation.id
    with pytest.raises(UsageError, match="Why"):
        room.defer(name, " ", JOB)
    with pytest.raises(UsageError, match="has passed"):
        room.defer(name, "late invoice", JOB, to=TODAY - timedelta(days=1))
    room.defer(name, "late invoice", JOB)
    found = room.find(name, JOB)
    assert (found.obligation.due, found.status.word) == (date(2027, 1, 7), "Deferred")
    assert "late invoice" in str(room.detail(name, JOB))


def test_what_cannot_be_said_is_refused(tmp_path: Path, clock: Clock) -> None:
    room = desk(tmp_path, clock)
    name = room.items(JOB)[0].obligation.id
    with pytest.raises(UsageError, match="No deadline"):
        room.done("zzz", JOB)
    with pytest.raises(UsageError, match="Several"):
        room.find(_shared_beginning(room), JOB)
    with pytest.raises(UsageError, match="checklist"):
        room.hand_in(name, "nothing", JOB)
    with pytest.raises(InputRefused):
        room.hand_in(name, "usage-report", JOB, path=tmp_path / "missing.pdf")
    with pytest.raises(UsageError, match="still to come"):
        room.done(name, JOB, on=TODAY + timedelta(days=1), anyway=True)
    with pytest.raises(WorkspaceError):
        room.undo(JOB)
    with pytest.raises(UsageError, match="XX"):
        room.set_rules(Rules("XX"), JOB)
    room.done(name, JOB, anyway=True)
    with pytest.raises(UsageError, match="was attested"):
        room.done(name, JOB, anyway=True)


def _shared_beginning(room: Attestations) -> str:
    """Return the first letter that most ids begin with."""
    return Counter(item.obligation.id[0] for item in room.items(JOB)).most_common(1)[0][0]


def test_an_export_updates_the_one_before(tmp_path: Path, clock: Clock) -> None:
    room = desk(tmp_path, clock)
    first, made = room.export(Profile.EVERYWHERE, JOB)
    assert lint(first) == []
    assert len(made.created) == len(made.entries)
    clock.now = NOON + timedelta(hours=5)
    second, unchanged = desk(tmp_path, clock).export(Profile.EVERYWHERE, JOB)
    assert second == first
    assert unchanged.news == ()
    room.set_rules(Rules("US"), JOB)
    _, moved = room.export(Profile.STANDARD, JOB)
    assert moved.changed
    assert not moved.created


def test_looking_at_what_an_export_would_change_enters_nothing(tmp_path: Path, clock: Clock) -> None:
    room = desk(tmp_path, clock)
    assert room.edition(JOB).created == room.edition(JOB).created
    assert room.edition(JOB).created


def test_an_agreement_that_goes_is_cancelled_in_the_calendar(tmp_path: Path, clock: Clock) -> None:
    desk(tmp_path, clock).export(Profile.EVERYWHERE, JOB)
    data, made = desk(tmp_path, clock, terms=()).export(Profile.EVERYWHERE, JOB)
    assert made.cancelled
    assert data.count(b"STATUS:CANCELLED") == len(made.cancelled)
    assert lint(data) == []


def test_what_is_due_is_remembered_and_reckoned_for_the_day(tmp_path: Path, clock: Clock) -> None:
    assert desk(tmp_path, clock).look(JOB).due == Due(0, 0)
    # From here on nobody can be asked: what is due comes from the file alone.
    room = desk(tmp_path, clock, terms=Unreadable())
    clock.now = NOON.replace(month=12, day=28)
    assert room.due_now(JOB) == Due(0, 1)
    clock.now = NOON.replace(year=2027, month=1, day=2)
    assert room.due_now(JOB) == Due(1, 0)
    (tmp_path / "attestations" / "open.json").write_text("[]")
    with pytest.raises(LookupError):
        room.due_now(JOB)


def test_what_is_due_is_looked_up_anew_once_something_was_said(tmp_path: Path) -> None:
    clock = Clock(NOON.replace(month=12, day=28))
    room = desk(tmp_path, clock)
    assert room.due_now(JOB) == Due(0, 1)
    room.done(room.items(JOB)[0].obligation.id, JOB, anyway=True)
    assert room.due_now(JOB) == Due(0, 0)


class Unreadable:
    """Agreements that nobody may ask for."""

    def __iter__(self) -> Iterator[Terms]:
        raise LookupError


def test_the_end_of_a_period_is_never_called_for(tmp_path: Path) -> None:
    clock = Clock(NOON.replace(month=12, day=31))
    room = desk(tmp_path, clock)
    ends = [item for item in room.items(JOB) if item.obligation.duty.kind is DutyKind.PERIOD_END]
    assert len(ends) == 3
    assert not any(item.called_for for item in ends)
