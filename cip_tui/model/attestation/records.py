"""What people said of deadlines: attested, deferred, evidence handed in. Events of the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from cip_tui.model.attestation.workdays import BusinessDay, Rules
from cip_tui.model.errors import WorkspaceError
from cip_tui.model.journal import Event, Journal

DONE = "attestation.done"
DEFERRED = "attestation.deferred"
EVIDENCE = "attestation.evidence"
RULES = "attestation.rules"
_KINDS = (DONE, DEFERRED, EVIDENCE)


@dataclass(frozen=True, slots=True)
class Handed:
    """The state of one piece of evidence: a file with its SHA-256, or a person's word that it is there.

    `path` is empty where no file was named; `on` is the day it was handed in.
    """

    item: str
    on: date
    by: str
    path: str = ""
    sha256: str = ""
    size: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What stands about one deadline."""

    done_on: date | None = None
    done_by: str = ""
    done_note: str = ""
    deferred_to: date | None = None
    reason: str = ""
    evidence: Mapping[str, Handed] = field(default_factory=dict)


EMPTY = Record()


class Records:
    """The decisions on deadlines in a journal. Subjects are the deadlines' whole identities."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def all(self) -> dict[str, Record]:
        """Return what stands, by identity; of several words on one thing the last counts."""
        found: dict[str, Record] = {}
        for event in self._standing():
            found[event.subject] = _with(found.get(event.subject, EMPTY), event)
        return found

    def done(self, uid: str, on: date, note: str) -> None:
        """Write down that a deadline was attested."""
        self._journal.append(DONE, uid, {"on": on.isoformat(), "note": note})

    def deferred(self, uid: str, to: date, reason: str) -> None:
        """Write down that a deadline was put off."""
        self._journal.append(DEFERRED, uid, {"to": to.isoformat(), "reason": reason})

    def handed(self, uid: str, item: str, facts: Mapping[str, Any]) -> None:
        """Write down that a piece of evidence is there, or with `state` missing that it is not."""
        self._journal.append(EVIDENCE, uid, {"item": item, **facts})

    def last(self, uid: str | None = None) -> Event | None:
        """Return the newest word that stands, on one deadline or on any."""
        events = [event for event in self._standing() if uid is None or event.subject == uid]
        return events[-1] if events else None

    def undo(self, uid: str | None = None) -> Event:
        """Take the newest word back. Raises `WorkspaceError` where there is none."""
        event = self.last(uid)
        if event is None:
            raise WorkspaceError("Nothing was said of a deadline", next_step="Nothing needs to be done")
        self._journal.undo(event)
        return event

    def rules(self) -> Rules:
        """Return the rules in force."""
        events = self._journal.standing(RULES, "rules")
        if not events:
            return Rules()
        facts = events[-1].payload
        return Rules(
            str(facts.get("country", "")),
            str(facts.get("subdivision", "")),
            BusinessDay(facts.get("business_day", BusinessDay.BEFORE)),
            int(facts.get("months_ahead", Rules().months_ahead)),
        )

    def set_rules(self, rules: Rules) -> None:
        """Put other rules in force."""
        self._journal.append(
            RULES,
            "rules",
            {
                "country": rules.country,
                "subdivision": rules.subdivision,
                "business_day": str(rules.business_day),
                "months_ahead": rules.months_ahead,
            },
        )

    def _standing(self) -> list[Event]:
        return sorted((event for kind in _KINDS for event in self._journal.standing(kind)), key=lambda item: item.id)


def _with(record: Record, event: Event) -> Record:
    facts = event.payload
    if event.kind == DONE:
        return replace(
            record,
            done_on=date.fromisoformat(facts["on"]),
            done_by=event.user,
            done_note=str(facts.get("note", "")),
        )
    if event.kind == DEFERRED:
        return replace(record, deferred_to=date.fromisoformat(facts["to"]), reason=str(facts.get("reason", "")))
    evidence = dict(record.evidence)
    if facts.get("state") == "missing":
        evidence.pop(str(facts["item"]), None)
    else:
        evidence[str(facts["item"])] = Handed(
            str(facts["item"]),
            event.at.date(),
            event.user,
            str(facts.get("path", "")),
            str(facts.get("sha256", "")),
            facts.get("size"),
            str(facts.get("note", "")),
        )
    return replace(record, evidence=evidence)
