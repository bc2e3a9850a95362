"""The book of what calendars were given: which event, in which state, with which number, changed when.

It is what makes a second export update the first instead of doubling it, and an unchanged one the same bytes. It lives
in the journal as what changed from export to export, so that two instances at once lose nothing of each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from cip_tui.model.attestation.entries import Entry
from cip_tui.model.journal import Journal

KIND = "attestation.calendar"
SUBJECT = "calendar"
_CANCELLED_SHOWN = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was last written of one event. `print` is the digest of all that people see of it."""

    print: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Edition:
    """The events of one export, and which of them are new, changed or cancelled since the last one."""

    entries: tuple[Entry, ...]
    created: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    cancelled: tuple[Entry, ...]

    @property
    def news(self) -> tuple[Entry, ...]:
        """Everything that differs from the last export."""
        return self.created + self.changed + self.cancelled


class Book:
    """The events written so far, by identity."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def read(self) -> dict[str, Kept]:
        """Return what was last written of every event."""
        found: dict[str, Kept] = {}
        for event in self._journal.standing(KIND, SUBJECT):
            found.update({uid: _kept(uid, facts) for uid, facts in event.payload["events"].items()})
        return found

    def keep(self, edition: Edition) -> None:
        """Enter what an edition changes; nothing is entered where nothing does."""
        if edition.news:
            self._journal.append(KIND, SUBJECT, {"events": {entry.uid: _facts(entry) for entry in edition.news}})


def next_edition(entries: Iterable[Entry], kept: Mapping[str, Kept], now: datetime) -> Edition:
    """Return what is to be written now: each event with its number and the time of its last change.

    A reminder that was past already when it was first laid out is left out; what was written and is no longer wanted
    is cancelled if its day is still to come, and left alone where it is past.
    """
    now = now.replace(microsecond=0)
    today = now.date()
    written: dict[str, Entry] = {}
    created, changed, cancelled = [], [], []
    for entry in entries:
        before = kept.get(entry.uid)
        if before is None:
            if entry.stage and entry.day < today:
                continue
            written[entry.uid] = replace(entry, created=now, changed=now)
            created.append(written[entry.uid])
        elif before.print == entry.print():
            old = before.entry
            written[entry.uid] = replace(entry, sequence=old.sequence, created=old.created, changed=old.changed)
        else:
            written[entry.uid] = _changed(entry, before.entry, now)
            changed.append(written[entry.uid])
    for uid, before in kept.items():
        old = before.entry
        if uid in written:
            continue
        if old.cancelled:
            if old.changed > now - _CANCELLED_SHOWN:
                written[uid] = old
        elif old.day >= today:
            written[uid] = _changed(old.withdrawn(), old, now)
            cancelled.append(written[uid])
    ordered = sorted(written.values(), key=lambda entry: (entry.day, entry.uid))
    return Edition(tuple(ordered), tuple(created), tuple(changed), tuple(cancelled))


def _changed(entry: Entry, before: Entry, now: datetime) -> Entry:
    return replace(entry, sequence=before.sequence + 1, created=before.created, changed=max(now, before.changed))


def _facts(entry: Entry) -> dict[str, Any]:
    return {
        "print": entry.print(),
        "day": entry.day.isoformat(),
        "summary": entry.summary,
        "category": entry.category,
        "stage": entry.stage,
        "related": entry.related,
        "cancelled": entry.cancelled,
        "done": entry.done,
        "sequence": entry.sequence,
        "created": entry.created.isoformat(),
        "changed": entry.changed.isoformat(),
    }


def _kept(uid: str, facts: Mapping[str, Any]) -> Kept:
    entry = Entry(
        uid,
        date.fromisoformat(facts["day"]),
        facts["summary"],
        category=facts["category"],
        stage=facts["stage"],
        related=facts["related"],
        cancelled=facts["cancelled"],
        done=facts["done"],
        sequence=facts["sequence"],
        created=datetime.fromisoformat(facts["created"]),
        changed=datetime.fromisoformat(facts["changed"]),
    )
    return Kept(facts["print"], entry)
