"""Pushing to Outlook: every request is checked by a stand-in that knows Graph's published type `event`."""

from __future__ import annotations

import json
import threading
import urllib.parse
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cip_tui.model.attestation.entries import Profile
from cip_tui.model.attestation.graph_target import GraphTarget, PaperTarget, SignIn, sign_in
from cip_tui.model.errors import Cancelled, CipError
from cip_tui.model.job import Job
from tests.attestation.duties import HOSTILE, JOB, NOON, TERMS, Clock, desk, once

TOKEN = "token-of-a-test"
MOMENT = {
    "type": "object",
    "properties": {
        "dateTime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$"},
        "timeZone": {"type": "string", "minLength": 1},
    },
    "required": ["dateTime", "timeZone"],
    "additionalProperties": False,
}
# After the resource type `event` of Microsoft Graph v1.0: the properties that may be written, their types and values.
EVENT = {
    "type": "object",
    "properties": {
        "subject": {"type": "string", "maxLength": 255},
        "body": {
            "type": "object",
            "properties": {"contentType": {"enum": ["text", "html"]}, "content": {"type": "string"}},
            "required": ["contentType", "content"],
            "additionalProperties": False,
        },
        "start": MOMENT,
        "end": MOMENT,
        "isAllDay": {"type": "boolean"},
        "showAs": {"enum": ["free", "tentative", "busy", "oof", "workingElsewhere", "unknown"]},
        "categories": {"type": "array", "items": {"type": "string"}},
        "isReminderOn": {"type": "boolean"},
        "reminderMinutesBeforeStart": {"type": "integer", "minimum": 0, "maximum": 2_629_800},
        "transactionId": {"type": "string", "minLength": 1},
        "singleValueExtendedProperties": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": "string", "pattern": r"^String \{[0-9a-f-]{36}\} Name \w+$"},
                    "value": {"type": "string", "minLength": 1},
                },
                "required": ["id", "value"],
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
CHECK: Any = jsonschema.validate
WHOLE = EVENT | {"required": ["subject", "start", "end", "isAllDay", "transactionId"]}


class Outlook(ThreadingHTTPServer):
    """What a mailbox keeps, and what was asked of it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Requests)
        self.service = f"http://127.0.0.1:{self.server_port}/v1.0"
        self.reset()

    def reset(self) -> None:
        self.events: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.fail_after = 10_000
        self.answer = 200


class Requests(BaseHTTPRequestHandler):
    """The part of Graph that is used, strict about what it is sent."""

    server: Outlook

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _body(self, schema: dict[str, Any]) -> dict[str, Any]:
        assert self.headers["Content-Type"] == "application/json"
        body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        CHECK(body, schema)
        assert body["isAllDay"] is True
        # Graph: the start and end of an event that lasts all day are midnight in one time zone.
        assert body["start"]["dateTime"].endswith("T00:00:00")
        assert body["end"]["dateTime"].endswith("T00:00:00")
        assert body["start"]["timeZone"] == body["end"]["timeZone"]
        assert body["start"]["dateTime"] < body["end"]["dateTime"]
        return body

    def _reply(self, status: int, body: Any = None) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _refused(self) -> bool:
        server = self.server
        server.asked.append(self.command)
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self._reply(401, {"error": {"code": "InvalidAuthenticationToken", "message": "no"}})
        elif server.answer != 200 or len(server.asked) > server.fail_after:
            self._reply(server.answer if server.answer != 200 else 503, {"error": {"message": f"busy {TOKEN}"}})
        else:
            return False
        return True

    def do_GET(self) -> None:
        if self._refused():
            return
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        assert query["$filter"][0].startswith("singleValueExtendedProperties/Any(ep: ep/id eq 'String {")
        assert query["$expand"][0].startswith("singleValueExtendedProperties($filter=id eq 'String {")
        skip, size = int(query.get("$skip", ["0"])[0]), 4
        found = list(self.server.events.values())
        page: dict[str, Any] = {"value": found[skip : skip + size]}
        if skip + size < len(found):
            following = urllib.parse.urlencode(
                {name: value[0] for name, value in query.items()} | {"$skip": skip + size}
            )
            page["@odata.nextLink"] = f"{self.server.service}/me/events?{following}"
        self._reply(200, page)

    def do_POST(self) -> None:
        if self._refused():
            return
        assert self.path == "/v1.0/me/events"
        body = self._body(WHOLE)
        name = f"AAMk/{len(self.server.asked)}="
        self.server.events[name] = body | {"id": name}
        self._reply(201, self.server.events[name])

    def do_PATCH(self) -> None:
        if self._refused():
            return
        name = urllib.parse.unquote(self.path.removeprefix("/v1.0/me/events/"))
        self.server.events[name] |= self._body(EVENT)
        self._reply(200, self.server.events[name])

    def do_DELETE(self) -> None:
        if self._refused():
            return
        del self.server.events[urllib.parse.unquote(self.path.removeprefix("/v1.0/me/events/"))]
        self._reply(204)


@pytest.fixture(scope="module")
def running() -> Iterator[Outlook]:
    server = Outlook()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def outlook(running: Outlook) -> Outlook:
    """The stand-in with an empty mailbox."""
    running.reset()
    return running


def target(outlook: Outlook) -> GraphTarget:
    return GraphTarget(TOKEN, outlook.service)


def test_a_simulation_only_reads(outlook: Outlook, tmp_path: Path) -> None:
    push = desk(tmp_path, Clock()).push(target(outlook), Profile.EVERYWHERE, JOB, simulate=True)
    assert push.created
    assert outlook.asked == ["GET"]
    assert desk(tmp_path, Clock()).push(PaperTarget(), Profile.EVERYWHERE, JOB, simulate=True).created == push.created


def test_pushing_creates_once_then_changes_then_removes(outlook: Outlook, tmp_path: Path) -> None:
    clock = Clock()
    mine = once(date(2027, 2, 1))
    first = desk(tmp_path, clock, accepted=[mine]).push(target(outlook), Profile.EVERYWHERE, JOB, simulate=False)
    assert len(outlook.events) == len(first.created)
    assert {event["reminderMinutesBeforeStart"] for event in outlook.events.values()} == {900}
    outlook.asked.clear()
    again = desk(tmp_path, clock, accepted=[mine]).push(target(outlook), Profile.EVERYWHERE, JOB, simulate=False)
    assert again.steps == 0
    assert set(outlook.asked) == {"GET"}
    clock.now = NOON + timedelta(days=1)
    moved = desk(tmp_path, clock, terms=(), accepted=[once(date(2027, 2, 9))])
    push = moved.push(target(outlook), Profile.EVERYWHERE, JOB, simulate=False)
    assert (len(push.created), len(push.changed)) == (0, 6)
    assert len(push.removed) == len(first.created) - 6
    assert sorted(event["start"]["dateTime"][:10] for event in outlook.events.values())[-1] == "2027-02-09"


def test_names_of_all_kinds_are_sent_as_they_are(outlook: Outlook, tmp_path: Path) -> None:
    duties = [once(date(2027, 2, 1), programme=str(n), title=name) for n, name in enumerate(HOSTILE)]
    room = desk(tmp_path, Clock(), terms=(), accepted=duties)
    room.push(target(outlook), Profile.STANDARD, JOB, simulate=False)
    assert len(outlook.events) == len(HOSTILE)
    assert room.push(target(outlook), Profile.STANDARD, JOB, simulate=False).steps == 0


def test_what_others_wrote_is_left_alone(outlook: Outlook, tmp_path: Path) -> None:
    theirs = {"id": "x", "subject": "Lunch", "start": {"dateTime": "2027-01-01T10:00:00", "timeZone": "UTC"}}
    outlook.events["x"] = theirs
    desk(tmp_path, Clock()).push(target(outlook), Profile.STANDARD, JOB, simulate=False)
    desk(tmp_path, Clock(), terms=()).push(target(outlook), Profile.STANDARD, JOB, simulate=False)
    assert list(outlook.events.values()) == [theirs]


def test_a_push_that_breaks_off_goes_on_the_next_time(outlook: Outlook, tmp_path: Path) -> None:
    room = desk(tmp_path, Clock(), terms=(TERMS,))
    outlook.fail_after = 4
    with pytest.raises(CipError, match="3 of") as told:
        room.push(target(outlook), Profile.STANDARD, JOB, simulate=False)
    assert TOKEN not in str(told.value)
    outlook.fail_after = 10_000
    rest = room.push(target(outlook), Profile.STANDARD, JOB, simulate=False)
    assert rest.unchanged == 3
    assert len(outlook.events) == rest.unchanged + len(rest.created)


@pytest.mark.parametrize(("status", "words"), [(403, "not allowed"), (429, "busy"), (500, "busy")])
def test_refusals_are_told_without_the_token(outlook: Outlook, tmp_path: Path, status: int, words: str) -> None:
    outlook.answer = status
    with pytest.raises(CipError, match=words) as told:
        desk(tmp_path, Clock()).push(target(outlook), Profile.STANDARD, JOB, simulate=True)
    assert TOKEN not in str(told.value)


def test_a_wrong_token_asks_to_sign_in(outlook: Outlook, tmp_path: Path) -> None:
    with pytest.raises(CipError, match="Sign in again"):
        desk(tmp_path, Clock()).push(GraphTarget("other", outlook.service), Profile.STANDARD, JOB, simulate=True)


class Library:
    """Stands in for the library of the sign-in."""

    def __init__(self, flow: dict[str, Any], answer: dict[str, Any]) -> None:
        self.flow, self.answer = flow, answer
        self.PublicClientApplication = self._application

    def _application(self, client_id: str, *, authority: str) -> Library:
        assert client_id == "app"
        assert authority == "https://login.microsoftonline.com/common"
        return self

    def initiate_device_flow(self, *, scopes: list[str]) -> dict[str, Any]:
        assert scopes == ["Calendars.ReadWrite"]
        return self.flow

    def acquire_token_by_device_flow(self, flow: dict[str, Any]) -> dict[str, Any]:
        assert flow is self.flow
        return self.answer


FLOW = {"user_code": "ABC", "verification_uri": "https://microsoft.com/devicelogin"}


def test_signing_in_says_where_and_with_which_code() -> None:
    told: list[SignIn] = []
    token = sign_in("app", "common", told.append, Job(), Library(dict(FLOW), {"access_token": TOKEN}))
    assert (token, told) == (TOKEN, [SignIn(FLOW["verification_uri"], "ABC")])


@pytest.mark.parametrize(
    ("flow", "answer"),
    [({"error": "invalid_client"}, {}), (FLOW, {"error": "expired_token", "error_description": "too late"})],
)
def test_a_sign_in_that_fails_is_told(flow: dict[str, Any], answer: dict[str, Any]) -> None:
    with pytest.raises(CipError, match="Signing in"):
        sign_in("app", "common", lambda _: None, Job(), Library(dict(flow), answer))


def test_a_sign_in_can_be_stopped() -> None:
    job, flow = Job(), dict[str, Any](FLOW)
    with pytest.raises(Cancelled):
        sign_in("app", "common", lambda _: job.cancel(), job, Library(flow, {"error": "expired_token"}))
    assert flow["expires_at"] == 0
