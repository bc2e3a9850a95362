import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cip_tui.model.errors import WorkspaceError
from cip_tui.model.journal import Journal
from tests.paths import ROOT


def opened(path: Path, user: str = "ann") -> Journal:
    return Journal(path, now=lambda: datetime(2026, 5, 1, 12, tzinfo=UTC), user=user)


def test_events_survive_and_tell_who_and_when(tmp_path: Path) -> None:
    opened(tmp_path / "j.db").append("credit", "serverless", {"action": "accept"})
    (event,) = opened(tmp_path / "j.db").events()
    assert (event.user, event.subject, event.payload) == ("ann", "serverless", {"action": "accept"})
    assert event.at == datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_undo_is_an_event_and_happens_once(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j.db")
    event = journal.append("credit", "serverless", {})
    journal.undo(event)
    assert journal.standing("credit") == []
    assert [item.kind for item in journal.events()] == ["credit", "undo"]
    with pytest.raises(WorkspaceError, match="already undone"):
        journal.undo(event)


def test_two_instances_both_keep_what_they_write(tmp_path: Path) -> None:
    journals = [opened(tmp_path / "j.db", user) for user in ("ann", "bob")]

    def write(number: int) -> None:
        journals[number % 2].append("note", str(number), {})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    assert len(journals[0].events("note")) == 40


def test_of_two_instances_only_one_enters_the_same_subject(tmp_path: Path) -> None:
    journals = [opened(tmp_path / "j.db") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        entered = list(pool.map(lambda journal: journal.append_new("import", "sha", {}), journals))
    assert sum(event is not None for event in entered) == 1


def test_events_can_neither_be_changed_nor_removed(tmp_path: Path) -> None:
    opened(tmp_path / "j.db").append("note", "a", {})
    connection = sqlite3.connect(tmp_path / "j.db")
    with pytest.raises(sqlite3.DatabaseError, match="never change"):
        connection.execute("UPDATE event SET kind = 'x'")
    with pytest.raises(sqlite3.DatabaseError, match="never go"):
        connection.execute("DELETE FROM event")


def test_a_journal_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    opened(tmp_path / "j.db").close()
    sqlite3.connect(tmp_path / "j.db").execute("PRAGMA user_version = 99")
    with pytest.raises(WorkspaceError, match="newer CIP"):
        opened(tmp_path / "j.db")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "j.db").write_bytes(b"this is not a database, it is a text of some length" * 100)
    with pytest.raises(WorkspaceError, match=r"j\.db"):
        opened(tmp_path / "j.db")


def test_what_was_written_is_there_after_kill_9(tmp_path: Path) -> None:
    script = (
        "import sys; from datetime import datetime, UTC; from pathlib import Path\n"
        "from cip_tui.model.journal import Journal\n"
        "j = Journal(Path(sys.argv[1]), now=lambda: datetime(2026, 1, 1, tzinfo=UTC), user='u')\n"
        "for n in range(10**6):\n    j.append('note', str(n), {}); print(n, flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "j.db")], cwd=ROOT, stdout=subprocess.PIPE)
    assert child.stdout is not None
    said = [child.stdout.readline() for _ in range(20)]
    os.kill(child.pid, signal.SIGKILL)
    rest = child.stdout.read().splitlines()
    child.wait()
    last_said = int((rest[-1] if rest else said[-1]) or said[-1])
    assert len(opened(tmp_path / "j.db").events("note")) >= last_said + 1
