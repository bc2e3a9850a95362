"""Pushing to a real CalDAV server: what is created, changed and removed, twice the same, and nothing else touched."""

from __future__ import annotations

import base64
import threading
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from radicale import config
from radicale.app import Application

from cip_tui.model.attestation.caldav_target import CalDavTarget
from cip_tui.model.attestation.entries import Profile
from cip_tui.model.attestation.push import push_document
from cip_tui.model.attestation.reading import read_events
from cip_tui.model.errors import CipError, UsageError
from tests.attestation.duties import HOSTILE, JOB, NOON, TERMS, Clock, desk, once

USER, PASSWORD = "ada", "geheim"


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Server:
    """Radicale with one calendar."""

    def __init__(self, url: str) -> None:
        self.calendar = f"{url}/{USER}/deadlines/"

    def ask(self, method: str, url: str, body: bytes = b"", kind: str = "text/calendar") -> tuple[int, bytes]:
        request = urllib.request.Request(url, body or None, method=method)
        request.add_header("Authorization", "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode())
        request.add_header("Content-Type", kind)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()

    def target(self) -> CalDavTarget:
        return CalDavTarget(self.calendar, USER, PASSWORD)

    def events(self) -> dict[str, Any]:
        return {seen.uid: seen for seen in read_events(self.ask("GET", self.calendar)[1])}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a free port, ended after the last test."""
    folder = tmp_path_factory.mktemp("radicale")
    users = folder / "users"
    users.write_text(f"{USER}:{PASSWORD}\n")
    configuration = config.load()
    configuration.update(
        {
            "storage": {"filesystem_folder": str(folder / "collections")},
            "auth": {"type": "htpasswd", "htpasswd_filename": str(users), "htpasswd_encryption": "plain", "delay": "0"},
            "logging": {"level": "critical"},
        },
        "test",
    )
    http: WSGIServer = make_server("127.0.0.1", 0, Application(configuration), handler_class=Quiet)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield Server(f"http://127.0.0.1:{http.server_port}")
    http.shutdown()
    http.server_close()


@pytest.fixture(autouse=True)
def _empty_calendar(server: Server) -> Iterator[None]:
    body = (
        b'<?xml version="1.0"?><mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop><resourcetype>'
        b"<collection/><C:calendar/></resourcetype></prop></set></mkcol>"
    )
    assert server.ask("MKCOL", server.calendar, body, "text/xml")[0] == 201
    yield
    server.ask("DELETE", server.calendar)


@pytest.mark.parametrize("profile", list(Profile))
def test_the_server_takes_the_file_as_a_whole(server: Server, tmp_path: Path, profile: Profile) -> None:
    hostile = [once(date(2027, 2, 1), programme=str(n), title=name) for n, name in enumerate(HOSTILE)]
    data, made = desk(tmp_path, Clock(), accepted=hostile).export(profile, JOB)
    server.ask("DELETE", server.calendar)
    assert server.ask("PUT", server.calendar, data)[0] == 201
    kept = server.events()
    assert set(kept) == {entry.uid for entry in made.entries if profile is Profile.EVERYWHERE or not entry.stage}
    moved = [once(date(2027, 2, 8), programme=str(n), title=name) for n, name in enumerate(HOSTILE)]
    again, _ = desk(tmp_path, Clock(NOON + timedelta(days=1)), accepted=moved).export(profile, JOB)
    assert server.ask("PUT", server.calendar, again)[0] == 201
    assert set(server.events()) == set(kept)
    deadlines = [seen for seen in server.events().values() if seen.day == date(2027, 2, 8) and seen.sequence == 1]
    assert len(deadlines) >= len(HOSTILE)


def test_pushing_twice_does_nothing_the_second_time(server: Server, tmp_path: Path) -> None:
    room = desk(tmp_path, Clock())
    simulated = room.push(server.target(), Profile.EVERYWHERE, JOB, simulate=True)
    assert simulated.created
    assert server.events() == {}
    assert "nothing was written" in str(push_document(simulated, simulated=True))
    done = room.push(server.target(), Profile.EVERYWHERE, JOB, simulate=False)
    assert {entry.uid for entry in done.created} == set(server.events())
    again = desk(tmp_path, Clock(NOON + timedelta(hours=3))).push(
        server.target(), Profile.EVERYWHERE, JOB, simulate=False
    )
    assert (again.steps, again.unchanged) == (0, len(done.created))


def test_a_moved_deadline_is_changed_and_a_withdrawn_one_removed(server: Server, tmp_path: Path) -> None:
    clock = Clock()
    mine = once(date(2027, 2, 1))
    desk(tmp_path, clock, terms=(TERMS,), accepted=[mine]).push(server.target(), Profile.STANDARD, JOB, simulate=False)
    before = server.events()
    clock.now += timedelta(days=1)
    moved = once(date(2027, 2, 9))
    push = desk(tmp_path, clock, terms=(), accepted=[moved]).push(
        server.target(), Profile.STANDARD, JOB, simulate=False
    )
    assert (len(push.created), len(push.changed), len(push.removed)) == (0, 1, len(before) - 1)
    (left,) = server.events().values()
    assert (left.day, left.sequence) == (date(2027, 2, 9), 1)


def test_another_profile_takes_the_reminders_away(server: Server, tmp_path: Path) -> None:
    room = desk(tmp_path, Clock(), terms=(), accepted=[once(date(2027, 2, 1))])
    room.push(server.target(), Profile.EVERYWHERE, JOB, simulate=False)
    push = room.push(server.target(), Profile.STANDARD, JOB, simulate=False)
    assert (len(push.changed), len(push.removed)) == (1, 5)
    (left,) = server.events().values()
    assert left.alarms == 5


def test_events_of_other_people_are_left_alone(server: Server, tmp_path: Path) -> None:
    theirs = b"\r\n".join(
        [
            b"BEGIN:VCALENDAR",
            b"VERSION:2.0",
            b"PRODID:x",
            b"BEGIN:VEVENT",
            b"UID:theirs",
            b"DTSTAMP:20260101T000000Z",
            b"DTSTART:20270101T100000Z",
            b"SUMMARY:Lunch",
            b"END:VEVENT",
            b"END:VCALENDAR",
            b"",
        ]
    )
    assert server.ask("PUT", server.calendar + "theirs.ics", theirs)[0] == 201
    desk(tmp_path, Clock()).push(server.target(), Profile.EVERYWHERE, JOB, simulate=False)
    desk(tmp_path, Clock(), terms=()).push(server.target(), Profile.EVERYWHERE, JOB, simulate=False)
    assert set(server.events()) == {"theirs"}


def test_a_wrong_password_or_address_is_told_without_the_password(server: Server, tmp_path: Path) -> None:
    room = desk(tmp_path, Clock())
    for target in (
        CalDavTarget(server.calendar, USER, "falsch-9"),
        CalDavTarget(server.calendar.replace("deadlines", "nowhere"), USER, PASSWORD),
        CalDavTarget("http://127.0.0.1:9/x/", USER, PASSWORD),
    ):
        with pytest.raises(CipError) as told:
            room.push(target, Profile.EVERYWHERE, JOB, simulate=True)
        assert PASSWORD not in str(told.value)
        assert "falsch-9" not in str(told.value)
    assert PASSWORD.encode() not in (tmp_path / "journal.db").read_bytes()


@pytest.mark.parametrize(
    "url", ["http://calendar.example.org/a/", "ftp://x/", "deadlines", "https://ada:geheim@calendar.example.org/", ""]
)
def test_an_address_that_gives_secrets_away_is_refused(url: str) -> None:
    with pytest.raises(UsageError):
        CalDavTarget(url, USER, PASSWORD)
