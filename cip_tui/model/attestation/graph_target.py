"""A calendar of Microsoft 365, through Microsoft Graph v1.0 (extra `outlook` for the sign-in).

Events are found again by an extended property that holds our UID. Exchange keeps one reminder of an event, so one is
written: nine in the morning of the day before. Source of names and values: the resource type `event` of Graph v1.0.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from cip_tui.model.attestation.calendar import alarm_days
from cip_tui.model.attestation.entries import Entry, Profile
from cip_tui.model.attestation.reading import Seen
from cip_tui.model.errors import CipError, UsageError, Where
from cip_tui.model.job import Job
from cip_tui.model.text import clean

SERVICE = "https://graph.microsoft.com/v1.0"
SCOPES = ("Calendars.ReadWrite",)
MINUTES_BEFORE = 15 * 60
"""From nine in the morning to the midnight on which an all-day event begins."""
LONGEST_SUBJECT = 255
_SECONDS = 30
_PAGE = 100
_LARGEST_ANSWER = 50 * 2**20
# A named MAPI property in a property set of our own; any fixed UUID would do.
_SET = "{6f0c7a52-61a8-4d0e-9b53-0d6b6a6f2f3e}"
_UID = f"String {_SET} Name CipUid"
_STATE = f"String {_SET} Name CipState"


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a person has to do to sign in: open an address and type a code there."""

    address: str
    code: str


def event_body(entry: Entry, profile: Profile) -> dict[str, Any]:
    """Return an entry as Graph's resource `event`. All-day events begin and end at midnight, in UTC as Graph asks."""
    reminds = bool(alarm_days(entry, profile))
    return {
        "subject": clean(entry.summary, LONGEST_SUBJECT),
        "body": {"contentType": "text", "content": entry.description},
        "start": _midnight(entry.day),
        "end": _midnight(entry.day + timedelta(days=1)),
        "isAllDay": True,
        "showAs": "free",
        "categories": [entry.category] if entry.category else [],
        "isReminderOn": reminds,
        "reminderMinutesBeforeStart": MINUTES_BEFORE if reminds else 0,
        "singleValueExtendedProperties": [
            {"id": _UID, "value": entry.uid},
            {"id": _STATE, "value": _state(entry)},
        ],
    }


def _midnight(day: date) -> dict[str, str]:
    return {"dateTime": f"{day}T00:00:00", "timeZone": "UTC"}


def _state(entry: Entry) -> str:
    return f"{entry.sequence} {entry.changed.isoformat()}"


class GraphTarget:
    """The default calendar of whoever signed in. `token` is an access token; it is kept nowhere."""

    name = "Outlook (Microsoft Graph)"
    alarms = 1

    def __init__(self, token: str, service: str = SERVICE) -> None:
        self._token = token
        self._service = service.rstrip("/")

    def read(self, job: Job) -> dict[str, Seen]:
        """Return the events that were written from here."""
        job.progress("Reading the calendar")
        query = {
            "$filter": f"singleValueExtendedProperties/Any(ep: ep/id eq '{_UID}' and ep/value ne null)",
            "$expand": f"singleValueExtendedProperties($filter=id eq '{_UID}' or id eq '{_STATE}')",
            "$select": "id,subject,start,isReminderOn",
            "$top": str(_PAGE),
        }
        address = f"{self._service}/me/events?{urllib.parse.urlencode(query)}"
        found: dict[str, Seen] = {}
        while address:
            job.check()
            page = self._ask("GET", address)
            for event in page.get("value", ()):
                seen = _seen(event)
                if seen is not None:
                    found[seen.uid] = seen
            address = str(page.get("@odata.nextLink", ""))
            if address and not address.startswith(f"{self._service}/"):
                raise self._failure("The answer leads to another server")
        return found

    def create(self, entry: Entry, profile: Profile) -> None:
        """Post a new event; the same event posted twice by accident is kept once (transactionId)."""
        body = event_body(entry, profile) | {"transactionId": f"{entry.uid}-{entry.sequence}"}
        self._ask("POST", f"{self._service}/me/events", body)

    def change(self, entry: Entry, profile: Profile, there: Seen) -> None:
        """Patch the event where it stands."""
        self._ask("PATCH", self._address(there), event_body(entry, profile))

    def remove(self, there: Seen) -> None:
        """Delete the event."""
        self._ask("DELETE", self._address(there))

    def _address(self, there: Seen) -> str:
        return f"{self._service}/me/events/{urllib.parse.quote(there.handle, safe='')}"

    def _ask(self, method: str, address: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(address, data, method=method)  # noqa: S310  the address begins with the service's
        request.add_header("Authorization", f"Bearer {self._token}")
        request.add_header("Accept", "application/json")
        if data is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310  see above
                text = answer.read(_LARGEST_ANSWER)
            return json.loads(text) if text else {}
        except urllib.error.HTTPError as error:
            raise self._refused(error) from error
        except (OSError, ValueError) as error:
            raise self._failure(str(getattr(error, "reason", error))) from error

    def _refused(self, error: urllib.error.HTTPError) -> CipError:
        if error.code == 401:
            return CipError("Outlook did not let us in", where=Where(self.name), next_step="Sign in again")
        if error.code == 403:
            return CipError(
                "Writing to this calendar is not allowed",
                where=Where(self.name),
                next_step="Ask the administrator to allow Calendars.ReadWrite",
            )
        try:
            reason = str(json.loads(error.read(10_000))["error"]["message"])
        except (ValueError, KeyError, TypeError, OSError):
            reason = error.reason
        return self._failure(f"{error.code}: {reason}")

    def _failure(self, cause: str) -> CipError:
        text = clean(cause.replace(self._token or "\0", "…"), 200)
        return CipError(
            "Outlook does not answer as it should", where=Where(self.name), cause=text, next_step="Try again later"
        )


def _seen(event: dict[str, Any]) -> Seen | None:
    """Read an event of an answer; None for one that is not ours."""
    try:
        values = {item["id"].casefold(): str(item["value"]) for item in event.get("singleValueExtendedProperties", ())}
        uid = values[_UID.casefold()]
        sequence, _, changed = values.get(_STATE.casefold(), "").partition(" ")
        return Seen(
            clean(uid, 200),
            date.fromisoformat(str(event["start"]["dateTime"])[:10]),
            clean(str(event.get("subject", ""))),
            int(sequence or -1),
            datetime.fromisoformat(changed) if changed else None,
            alarms=int(bool(event.get("isReminderOn"))),
            handle=str(event["id"]),
        )
    except (KeyError, ValueError, TypeError):
        return None


class PaperTarget:
    """An Outlook calendar that is not asked: what would be sent is kept, nothing is. For a look without signing in."""

    name = "Outlook (Microsoft Graph), not asked"
    alarms = 1

    def read(self, job: Job) -> dict[str, Seen]:
        """Nothing is known to be there."""
        job.check()
        return {}

    def create(self, entry: Entry, profile: Profile) -> None:
        """A simulation writes nothing."""
        raise UsageError("Nobody is signed in", next_step="Sign in first")

    def change(self, entry: Entry, profile: Profile, there: Seen) -> None:
        """A simulation writes nothing."""
        raise UsageError("Nobody is signed in", next_step="Sign in first")

    def remove(self, there: Seen) -> None:
        """A simulation writes nothing."""
        raise UsageError("Nobody is signed in", next_step="Sign in first")


def sign_in(client_id: str, tenant: str, tell: Callable[[SignIn], object], job: Job, library: Any = None) -> str:
    """Return an access token from a device-code sign-in (RFC 8628). `tell` says what the person has to do.

    `client_id` is an application registered in the tenant with the permission Calendars.ReadWrite. Raises `UsageError`
    where the library is missing, `CipError` where the sign-in fails; cancelling the job ends the wait. `library` stands
    in for `msal`.
    """
    application = (library or _msal()).PublicClientApplication(
        client_id, authority=f"https://login.microsoftonline.com/{tenant}"
    )
    flow = application.initiate_device_flow(scopes=list(SCOPES))
    if "user_code" not in flow:
        raise _no_sign_in(flow)
    tell(SignIn(clean(str(flow["verification_uri"]), 200), clean(str(flow["user_code"]), 40)))

    def stop() -> None:
        # The library looks at this after each of its questions.
        flow["expires_at"] = 0

    job.on_cancel(stop)
    answer = application.acquire_token_by_device_flow(flow)
    job.check()
    if "access_token" not in answer:
        raise _no_sign_in(answer)
    return str(answer["access_token"])


def _msal() -> Any:
    try:
        import msal
    except ImportError as error:
        raise UsageError(
            "The library for signing in to Outlook is not installed",
            next_step="Install CIP with its extra: cip-tui[outlook]",
        ) from error
    return msal


def _no_sign_in(answer: dict[str, Any]) -> CipError:
    cause = clean(str(answer.get("error_description") or answer.get("error") or "no reason given"), 200)
    return CipError("Signing in to Outlook failed", cause=cause, next_step="Try again, or check application and tenant")
