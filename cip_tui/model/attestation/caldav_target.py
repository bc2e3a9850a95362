"""A calendar on a CalDAV server, through the library `caldav` (extra `caldav`). The password is kept nowhere."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from cip_tui.model.attestation.calendar import object_bytes
from cip_tui.model.attestation.entries import Entry, Profile
from cip_tui.model.attestation.reading import Seen, read_events
from cip_tui.model.errors import CipError, UsageError, Where
from cip_tui.model.job import Job
from cip_tui.model.text import clean

_SECONDS = 30
_MANY = 1_000_000


class CalDavTarget:
    """One calendar collection, by its address. Raises `UsageError` for an address that would send secrets in clear."""

    alarms = _MANY

    def __init__(self, url: str, user: str, password: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise UsageError(
                "This is no address of a calendar",
                where=Where(clean(url, 200)),
                next_step="Give https://server/user/calendar/",
            )
        if parts.username or parts.password:
            raise UsageError("Leave name and password out of the address", next_step="Give the name with --caldav-user")
        if parts.scheme == "http" and not _is_loopback(parts.hostname):
            raise UsageError(
                "The password would go over the network in clear",
                where=Where(clean(url, 200)),
                next_step="Use an https address",
            )
        # Collections end with a slash; without it relative addresses go astray.
        self._url = urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/"))
        self._user = user
        self._password = password
        self._open: Any = None

    @property
    def name(self) -> str:
        """The address, which holds no secret."""
        return clean(self._url, 200)

    def read(self, job: Job) -> dict[str, Seen]:
        """Return the events of the collection."""
        job.progress("Reading the calendar")
        found: dict[str, Seen] = {}
        with self._told():
            for item in self._calendar().events():
                job.check()
                try:
                    events = list(read_events(str(item.data).encode()))
                except ValueError:
                    # Something that only the server understands; it is none of ours.
                    continue
                for seen in events:
                    found[seen.uid] = _with_handle(seen, str(item.url))
        return found

    def create(self, entry: Entry, profile: Profile) -> None:
        """Put a new event."""
        with self._told():
            self._put(f"{self._url}{entry.uid}.ics", entry, profile)

    def change(self, entry: Entry, profile: Profile, there: Seen) -> None:
        """Put the event where it stands."""
        with self._told():
            self._put(there.handle, entry, profile)

    def remove(self, there: Seen) -> None:
        """Delete the event."""
        with self._told():
            self._event(there.handle).delete()

    def _put(self, url: str, entry: Entry, profile: Profile) -> None:
        answer = self._client().put(
            url, object_bytes(entry, profile).decode(), {"Content-Type": 'text/calendar; charset="utf-8"'}
        )
        if answer.status not in (200, 201, 204):
            raise CipError(
                f"The server refused an event ({answer.status})",
                where=Where(self.name),
                cause=clean(entry.summary, 200),
                next_step="Check that the calendar may be written to",
            )

    def _event(self, url: str) -> Any:
        from caldav.calendarobjectresource import Event

        return Event(client=self._client(), url=url, parent=self._calendar())

    def _calendar(self) -> Any:
        return self._client().calendar(url=self._url)

    def _client(self) -> Any:
        if self._open is None:
            try:
                from caldav.davclient import DAVClient
            except ImportError as error:
                raise UsageError(
                    "The library for CalDAV is not installed", next_step="Install CIP with its extra: cip-tui[caldav]"
                ) from error
            self._open = DAVClient(
                url=self._url, username=self._user, password=self._password, timeout=_SECONDS, enable_rfc6764=False
            )
        return self._open

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell what goes wrong on the way in a sentence, without the password."""
        self._client()
        from caldav.lib.error import AuthorizationError, DAVError, NotFoundError

        where = Where(self.name)
        try:
            yield
        except AuthorizationError as error:
            raise CipError(
                "The server did not let us in", where=where, next_step="Check the name and the password"
            ) from error
        except NotFoundError as error:
            raise CipError(
                "There is no calendar at this address", where=where, next_step="Copy the address from the server"
            ) from error
        except (DAVError, OSError) as error:
            cause = clean(str(error).replace(self._password or "\0", "…"), 200)
            raise CipError(
                "The calendar server does not answer as it should",
                where=where,
                cause=cause,
                next_step="Check the address and the network",
            ) from error


def _with_handle(seen: Seen, handle: str) -> Seen:
    return replace(seen, handle=handle)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
