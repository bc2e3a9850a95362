"""The agreements of a workspace: read, kept, reviewed field by field, and told to other rooms once confirmed.

A PDF is read once; its text, fields and digest are kept, the file itself stays where it is. What a person says of a
field is an event, and only what was accepted or edited reaches `terms()`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cip_tui.model.commitment.agreement_store import keep, load
from cip_tui.model.commitment.companions import with_companions
from cip_tui.model.commitment.extraction.fields import Extraction, Field, FieldKind, FieldValue, Obtained
from cip_tui.model.commitment.field_values import kind_of, read_value, unknown_field
from cip_tui.model.commitment.records import decode_value, encode_value
from cip_tui.model.errors import InputRefused, UsageError, Where
from cip_tui.model.job import Job
from cip_tui.model.journal import Event
from cip_tui.model.room import Room
from cip_tui.model.text import clean

if TYPE_CHECKING:
    from cip_tui.model.commitment.terms import Terms
    from cip_tui.model.document import Document

ADDED = "agreement"
DECIDED = "agreement.decision"
FOLDER = "agreements"


class Decision(StrEnum):
    """What a person said of a field."""

    OPEN = "open"
    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class AgreementRecord:
    """One agreement as the journal tells it. `pages` counts its pages, `found` its fields with a value.

    `first` and `last` are the days of its term as read, `review` counts the fields that wait for a decision.
    """

    id: str
    at: datetime
    user: str
    file: str
    sha256: str
    title: str
    provider: str
    pages: int
    found: int = 0
    first: date | None = None
    last: date | None = None
    review: int = 0


@dataclass(frozen=True, slots=True)
class ReviewedField:
    """A field as read, and what was said of it. `value` is what counts now: None unless accepted or edited."""

    field: Field
    decision: Decision = Decision.OPEN
    value: FieldValue = None
    user: str = ""
    at: datetime | None = None

    @property
    def name(self) -> str:
        """The field's name."""
        return self.field.name

    @property
    def shown(self) -> FieldValue:
        """What to show: the edited value, else what was read."""
        return self.value if self.decision is Decision.EDITED else self.field.value

    @property
    def needs_review(self) -> bool:
        """Whether a person still has to say something: a value or a redaction that nobody confirmed."""
        return self.decision is Decision.OPEN and self.field.obtained is not Obtained.NOT_FOUND


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history: who said what when. `undone` where it was taken back."""

    at: datetime
    user: str
    action: str
    fields: tuple[tuple[str, FieldValue], ...]
    undone: bool = False


class Agreements:
    """The agreements of one workspace."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def read(self, path: Path, job: Job, *, password: str = "") -> tuple[Extraction, str]:
        """Read a PDF without keeping anything; return what it says and its SHA-256.

        Raises `PasswordNeeded`, `InputRefused` for a file that cannot be read, `Cancelled`.
        """
        from cip_tui.model.commitment.reading import read_agreement

        return read_agreement(path, job, password=password)

    def add(self, path: Path, job: Job, *, password: str = "") -> AgreementRecord:
        """Read a PDF and keep it as an agreement; one that stands already is returned as it is.

        Raises as `read` does, and `InputRefused` where the document is no agreement with a commitment to AWS.
        """
        extraction, sha256 = self.read(path, job, password=password)
        if extraction.declined:
            raise InputRefused(extraction.declined, where=Where(clean(str(path))), next_step="Nothing was kept")
        standing = self._room.journal.standing(ADDED, sha256)
        if standing:
            return self._record(standing[0])
        agreement_id = sha256[:10]
        job.progress("Keeping the agreement")
        keep(self.folder / f"{agreement_id}.json", extraction)
        facts = {
            "id": agreement_id,
            "file": clean(path.name, 300),
            "title": extraction.title,
            "provider": extraction.provider,
            "pages": len(extraction.pages),
            "found": len(extraction.values()),
            "first": encode_value(extraction.values().get("period.start")),
            "last": encode_value(extraction.values().get("period.end")),
        }
        event = self._room.journal.append_new(ADDED, sha256, facts)
        return self._record(event or self._room.journal.standing(ADDED, sha256)[0])

    def remove(self, agreement_id: str) -> None:
        """Take an agreement back; adding the file again brings it and every decision about it back."""
        self._room.journal.undo(self._event(agreement_id))

    def all(self) -> list[AgreementRecord]:
        """Return the agreements that stand, oldest first."""
        return [self._record(event) for event in self._room.journal.standing(ADDED)]

    def ever(self) -> list[tuple[AgreementRecord, bool]]:
        """Return every agreement that was ever kept, oldest first, and whether it was taken back."""
        standing = {event.id for event in self._room.journal.standing(ADDED)}
        events = self._room.journal.events(ADDED)
        return [(self._bare(event), event.id not in standing) for event in events]

    @property
    def folder(self) -> Path:
        """Where the kept texts stand."""
        return self._room.folder(FOLDER)

    def extraction(self, agreement_id: str) -> Extraction:
        """Return what was read from an agreement. Raises `UsageError` for an unknown one."""
        self._event(agreement_id)
        return self.kept(agreement_id)

    def kept(self, agreement_id: str) -> Extraction:
        """Return what was read from an agreement, also from one taken back. Raises `WorkspaceError`."""
        return load(self.folder / f"{agreement_id}.json")

    def fields(self, agreement_id: str) -> list[ReviewedField]:
        """Return every field with what was said of it, in reading order; fields that a person added come last."""
        extraction = self.extraction(agreement_id)
        said = self._said(agreement_id)
        found = [_reviewed(item, said.pop(item.name, None)) for item in extraction.fields]
        added = [_reviewed(_added_field(name), decision) for name, decision in said.items()]
        return found + [item for item in added if item.decision is Decision.EDITED]

    def pages(self, agreement_id: str) -> tuple[tuple[str, ...], ...]:
        """Return the lines of every page."""
        return self.extraction(agreement_id).pages

    def review_count(self, agreement_id: str) -> int:
        """Return how many fields wait for a decision."""
        return sum(item.needs_review for item in self.fields(agreement_id))

    def accept(self, agreement_id: str, names: Iterable[str]) -> int:
        """Confirm the values of fields as read; return how many. Fields without a value or redaction are left alone.

        Accepting a discount's rate, an attestation's name or a notice's days accepts what is told of it, too, as far
        as that is open and carries no warning.
        """
        known = {item.name: item for item in self.fields(agreement_id)}
        chosen: dict[str, FieldValue] = {}
        for name in with_companions(names, known):
            if name not in known:
                raise unknown_field(name, known)
            item = known[name]
            if item.field.obtained is not Obtained.NOT_FOUND:
                chosen[name] = item.field.value
        if chosen:
            self._decide(agreement_id, "accept", chosen)
        return len(chosen)

    def accept_all(self, agreement_id: str) -> int:
        """Confirm every field that waits for a decision; return how many."""
        return self.accept(agreement_id, [item.name for item in self.fields(agreement_id) if item.needs_review])

    def edit(self, agreement_id: str, name: str, text: str) -> FieldValue:
        """Set a field to a value as typed. Raises `UsageError` for an unknown name or an unreadable value."""
        value = read_value(name, text)
        return self.set(agreement_id, name, value)

    def set(self, agreement_id: str, name: str, value: FieldValue) -> FieldValue:
        """Set a field to a value of its kind, e.g. a rival that a person chose."""
        kind_of(name)
        self._decide(agreement_id, "edit", {name: value})
        return value

    def reject(self, agreement_id: str, names: Iterable[str]) -> int:
        """Say that fields as read are wrong or not part of the agreement; return how many."""
        known = {item.name for item in self.fields(agreement_id)}
        chosen = list(names)
        for name in chosen:
            if name not in known:
                raise unknown_field(name, known)
        if chosen:
            self._decide(agreement_id, "reject", dict.fromkeys(chosen))
        return len(chosen)

    def undo(self, agreement_id: str) -> Change:
        """Take the last decision about an agreement back. Raises `UsageError` where there is none."""
        self._event(agreement_id)
        standing = self._room.journal.standing(DECIDED, agreement_id)
        if not standing:
            raise UsageError("Nothing was decided about this agreement", next_step="Nothing needs to be done")
        self._room.journal.undo(standing[-1])
        return _change(standing[-1], undone=True)

    def history(self, agreement_id: str) -> list[Change]:
        """Return every decision about an agreement, newest first, those taken back marked."""
        self._event(agreement_id)
        standing = {event.id for event in self._room.journal.standing(DECIDED, agreement_id)}
        events = self._room.journal.events(DECIDED, agreement_id)
        return [_change(event, undone=event.id not in standing) for event in reversed(events)]

    def terms(self) -> list[Terms]:
        """Return the confirmed terms of every agreement; what is not confirmed is None and named in `open`."""
        from cip_tui.model.commitment.confirmed import confirmed_terms

        return [confirmed_terms(record, self.fields(record.id)) for record in self.all()]

    def document(self, agreement_id: str) -> Document:
        """Return an agreement as a document: fields with evidence and decisions, rivals, history."""
        from cip_tui.model.commitment.agreement_document import agreement_document

        return agreement_document(
            self.find(agreement_id),
            self.extraction(agreement_id),
            self.fields(agreement_id),
            self.history(agreement_id),
        )

    def find(self, agreement_id: str) -> AgreementRecord:
        """Return an agreement by its id or a unique beginning of it. Raises `UsageError`."""
        return self._record(self._event(agreement_id))

    def the_one(self, agreement_id: str | None) -> AgreementRecord:
        """Return the agreement named, or the only one there is. Raises `UsageError` where that is not told."""
        if agreement_id:
            known = [item for item in self.all() if item.id.startswith(agreement_id)]
            return known[0] if len(known) == 1 else self.find(agreement_id)
        known = self.all()
        if len(known) == 1:
            return known[0]
        if not known:
            raise UsageError("There is no agreement in this workspace", next_step="Add one: cip agreement add FILE.pdf")
        raise UsageError(
            "There are several agreements",
            next_step="Name one: " + ", ".join(f"{item.id} ({item.file})" for item in known),
        )

    def version(self) -> int:
        """Return a number that rises with every event, so that a screen notices changes."""
        return self._room.journal.version()

    def _event(self, agreement_id: str) -> Event:
        for event in self._room.journal.standing(ADDED):
            if event.payload["id"] == agreement_id:
                return event
        known = ", ".join(event.payload["id"] for event in self._room.journal.standing(ADDED))
        raise UsageError(
            f"There is no agreement '{clean(agreement_id, 40)}'", next_step=f"Agreements: {known or 'none'}"
        )

    def _record(self, event: Event) -> AgreementRecord:
        record = self._bare(event)
        return replace(record, review=self.review_count(record.id))

    @staticmethod
    def _bare(event: Event) -> AgreementRecord:
        facts = event.payload
        return AgreementRecord(
            id=facts["id"],
            at=event.at,
            user=event.user,
            file=facts["file"],
            sha256=event.subject,
            title=facts["title"],
            provider=facts["provider"],
            pages=facts["pages"],
            found=facts["found"],
            first=date.fromisoformat(facts["first"]) if facts["first"] else None,
            last=date.fromisoformat(facts["last"]) if facts["last"] else None,
        )

    def _said(self, agreement_id: str) -> dict[str, tuple[Event, Any]]:
        said: dict[str, tuple[Event, Any]] = {}
        for event in self._room.journal.standing(DECIDED, agreement_id):
            for name, value in event.payload["fields"].items():
                said[name] = (event, value)
        return said

    def _decide(self, agreement_id: str, action: str, values: Mapping[str, FieldValue]) -> None:
        self._event(agreement_id)
        encoded = {name: encode_value(value) for name, value in values.items()}
        self._room.journal.append(DECIDED, agreement_id, {"action": action, "fields": encoded})


_ACTIONS = {"accept": Decision.ACCEPTED, "edit": Decision.EDITED, "reject": Decision.REJECTED}


def _reviewed(item: Field, said: tuple[Event, Any] | None) -> ReviewedField:
    if said is None:
        return ReviewedField(item)
    event, value = said
    decision = _ACTIONS[event.payload["action"]]
    return ReviewedField(item, decision, decode_value(value, item.kind), event.user, event.at)


def _added_field(name: str) -> Field:
    kind, label = kind_of(name)
    return Field(name, label, kind, reason="added by hand")


def _change(event: Event, *, undone: bool) -> Change:
    fields = tuple((name, decode_value(value, _kind(name))) for name, value in event.payload["fields"].items())
    return Change(event.at, event.user, event.payload["action"], fields, undone)


def _kind(name: str) -> FieldKind:
    return kind_of(name)[0]
