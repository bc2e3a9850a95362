"""Bringing a calendar elsewhere up to date: what would be created, changed and removed, then the same for real.

Only events that were written from here are ever touched; pushing twice does nothing the second time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from cip_tui.model.attestation.calendar import alarm_days
from cip_tui.model.attestation.entries import Entry, Profile
from cip_tui.model.attestation.reading import Seen
from cip_tui.model.document import Column, Document, Kind, Level, Metric, Note, Provenance, Row, Section, Status, Table
from cip_tui.model.errors import CipError
from cip_tui.model.job import Job


class Target(Protocol):
    """A calendar that can be written to. Every call may raise `CipError`."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def alarms(self) -> int:
        """How many alarms of an event it keeps at most."""

    def read(self, job: Job) -> dict[str, Seen]:
        """Return the events that are there, by UID, each with its handle."""

    def create(self, entry: Entry, profile: Profile) -> None:
        """Write a new event."""

    def change(self, entry: Entry, profile: Profile, there: Seen) -> None:
        """Write an event anew."""

    def remove(self, there: Seen) -> None:
        """Remove an event."""


@dataclass(frozen=True, slots=True)
class Push:
    """What brings a target up to date. `unchanged` counts what is there as it should be."""

    target: str
    profile: Profile
    created: tuple[Entry, ...]
    changed: tuple[tuple[Entry, Seen], ...]
    removed: tuple[Seen, ...]
    unchanged: int

    @property
    def steps(self) -> int:
        """How many events are written or removed."""
        return len(self.created) + len(self.changed) + len(self.removed)


def plan_push(
    target: Target,
    entries: Sequence[Entry],
    there: Mapping[str, Seen],
    ours: Collection[str],
    profile: Profile,
    today: date,
) -> Push:
    """Return what has to be done. Of `ours`, events of the past that are no longer wanted are left where they are."""
    wanted = {
        entry.uid: entry
        for entry in entries
        if not entry.cancelled and (profile is Profile.EVERYWHERE or not entry.stage)
    }
    created = tuple(entry for uid, entry in wanted.items() if uid not in there)
    both = [(entry, there[uid]) for uid, entry in wanted.items() if uid in there]
    changed = tuple(
        (entry, seen)
        for entry, seen in both
        if not seen.same_as(entry, min(target.alarms, len(alarm_days(entry, profile))))
    )
    removed = tuple(
        seen
        for uid, seen in there.items()
        if uid in ours and uid not in wanted and (seen.day is None or seen.day >= today)
    )
    return Push(target.name, profile, created, changed, removed, len(both) - len(changed))


def carry_out(push: Push, target: Target, job: Job) -> None:
    """Do it, one event after the other. What was done before an error stays; pushing again does the rest."""
    done = 0
    try:
        for entry in push.created:
            job.progress(f"Creating {entry.summary}", done / push.steps)
            target.create(entry, push.profile)
            done += 1
        for entry, seen in push.changed:
            job.progress(f"Changing {entry.summary}", done / push.steps)
            target.change(entry, push.profile, seen)
            done += 1
        for seen in push.removed:
            job.progress(f"Removing {seen.summary}", done / push.steps)
            target.remove(seen)
            done += 1
    except CipError as error:
        if not done:
            raise
        raise CipError(
            f"{error.message}; {done} of {push.steps} events were done before",
            where=error.where,
            cause=error.cause,
            next_step="Push again: it goes on where it stopped",
        ) from error


def push_document(push: Push, *, simulated: bool) -> Document:
    """Return what was done, or what would be."""
    rows = [Row((_CREATE, entry.summary, None, entry.day)) for entry in push.created]
    rows += [Row((_CHANGE, entry.summary, seen.day, entry.day)) for entry, seen in push.changed]
    rows += [Row((_REMOVE, seen.summary, seen.day, None)) for seen in push.removed]
    columns = (
        Column("step", "Step", Kind.STATUS),
        Column("title", "Event"),
        Column("before", "Day before", Kind.DATE),
        Column("after", "Day after", Kind.DATE),
    )
    empty = "The calendar is up to date."
    table = Table("push.steps", "Would be done" if simulated else "Done", columns, tuple(rows), empty=empty)
    figures = (
        ("created", "To create" if simulated else "Created", len(push.created)),
        ("changed", "To change" if simulated else "Changed", len(push.changed)),
        ("removed", "To remove" if simulated else "Removed", len(push.removed)),
        ("unchanged", "As they should be", push.unchanged),
    )
    metrics = tuple(
        Metric(
            f"push.{key}", label, count, Kind.COUNT, provenance=Provenance("events found by UID, compared by content")
        )
        for key, label, count in figures
    )
    counts = ", ".join(
        f"{count} {word}"
        for word, count in (
            ("to create" if simulated else "created", len(push.created)),
            ("to change" if simulated else "changed", len(push.changed)),
            ("to remove" if simulated else "removed", len(push.removed)),
            ("as they should be", push.unchanged),
        )
    )
    words = Note(("A simulation, nothing was written: " if simulated else "Done: ") + counts + ".")
    facts = (("Calendar", push.target), ("Profile", str(push.profile)))
    return Document("push", "Push", (Section("push", "Push", (*metrics, words, table)),), facts=facts)


_CREATE = Status(Level.GOOD, "Create")
_CHANGE = Status(Level.INFO, "Change")
_REMOVE = Status(Level.WARNING, "Remove")
