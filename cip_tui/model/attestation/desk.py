"""The door to attestations: deadlines as documents, what people say of them, and calendars."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

from cip_tui.model.attestation.agenda import DUE_WITHIN, Item, agenda
from cip_tui.model.attestation.book import Book, Edition, next_edition
from cip_tui.model.attestation.documents import detail_document, overview_document
from cip_tui.model.attestation.duties import Duty, DutyKind, ModelInUse, duties_of_models, duties_of_terms
from cip_tui.model.attestation.entries import Profile, entries
from cip_tui.model.attestation.evidence import templates
from cip_tui.model.attestation.push import Push, Target, carry_out, plan_push
from cip_tui.model.attestation.reading import read_file, reading_document
from cip_tui.model.attestation.records import DONE, Records
from cip_tui.model.attestation.schedule import Plan, plan
from cip_tui.model.attestation.workdays import Rules
from cip_tui.model.commitment.charges import Charge
from cip_tui.model.commitment.terms import Terms
from cip_tui.model.document import Document
from cip_tui.model.errors import InputRefused, UsageError, Where
from cip_tui.model.job import Job
from cip_tui.model.journal import Event
from cip_tui.model.room import Room
from cip_tui.model.text import clean

FOLDER = "attestations"
_LONGEST_DELAY = timedelta(days=3653)
_LARGEST_EVIDENCE = 2**31
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Sources:
    """Where duties come from, the charges that fill in the documents, and who is told of a credit's attestation.

    `tell` is given the programme, the stated day of its deadline, and whether it is attested or no longer.
    """

    terms: Callable[[], Iterable[Terms]]
    credits: Callable[[], Iterable[Duty]]
    models: Callable[[Job], Iterable[ModelInUse]]
    charges: Callable[[Job], Iterable[Charge]]
    tell: Callable[[str, date, bool, Job], None] | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """How many deadlines are overdue, and how many more are due within a week."""

    overdue: int
    soon: int


@dataclass(frozen=True, slots=True)
class Look:
    """All deadlines at one moment: as they stand, as a document, and how many of them are due."""

    items: Sequence[Item]
    document: Document
    due: Due


class Attestations:
    """The deadlines of a workspace."""

    def __init__(self, room: Room, sources: Sources) -> None:
        self._room = room
        self._sources = sources
        self._records = Records(room.journal)
        self._book = Book(room.journal)

    # What there is

    def items(self, job: Job) -> list[Item]:
        """Return every deadline as it stands today, what is overdue first."""
        return self._agenda(self._plan(job))

    def overview(self, job: Job) -> Document:
        """Return all deadlines as a document."""
        return self.look(job).document

    def look(self, job: Job) -> Look:
        """Return all deadlines as they stand and as a document, and remember what is due for `due_now`."""
        version = self._room.journal.version()
        found = self._plan(job)
        items = self._agenda(found)
        document = overview_document(items, found.undated, self.rules(), self._room.as_of)
        return Look(items, document, self._keep_brief(items, version))

    def detail(self, name: str, job: Job) -> Document:
        """Return one deadline as a document. Raises `UsageError` where no deadline has that id."""
        return detail_document(self.find(name, job), self._room.as_of)

    def find(self, name: str, job: Job) -> Item:
        """Return the deadline whose id begins with `name`. Raises `UsageError` where it is none or several."""
        wanted = name.strip().lower().replace("-", "")
        found = [item for item in self.items(job) if wanted and item.obligation.uid.replace("-", "").startswith(wanted)]
        if len(found) == 1:
            return found[0]
        problem = "Several deadlines have ids that begin with" if found else "No deadline has the id"
        raise UsageError(f"{problem} '{clean(name, 40)}'", next_step="`cip attestations list` shows the ids")

    def rules(self) -> Rules:
        """Return how deadlines are laid out."""
        return self._records.rules()

    def set_rules(self, rules: Rules, job: Job) -> None:
        """Lay deadlines out by other rules. Raises `UsageError` where their country is not known."""
        plan((), self._room.as_of, rules)
        job.check()
        self._records.set_rules(rules)

    def _plan(self, job: Job) -> Plan:
        job.progress("Laying out the deadlines")
        today = self._room.as_of
        duties = chain(
            chain.from_iterable(map(duties_of_terms, self._sources.terms())),
            self._sources.credits(),
            duties_of_models(self._sources.models(job), today),
        )
        return plan(duties, today, self.rules())

    def _agenda(self, found: Plan) -> list[Item]:
        return agenda(found.obligations, self._records.all(), self._room.as_of)

    # What people say

    def done(self, name: str, job: Job, *, on: date | None = None, note: str = "", anyway: bool = False) -> Item:
        """Write down that a deadline was attested. Raises `UsageError` for missing evidence unless `anyway`."""
        item = self.find(name, job)
        if item.record.done_on is not None:
            raise UsageError(f"This was attested on {item.record.done_on}", next_step="Nothing needs to be done")
        if item.obligation.duty.kind is DutyKind.PERIOD_END:
            raise UsageError("The end of a period passes by itself", next_step="Nothing needs to be done")
        day = on or self._room.as_of
        if day > self._room.as_of:
            raise UsageError(f"{day} is still to come", next_step="Give the day on which it was attested")
        missing = [piece.title for piece in item.missing]
        if missing and not anyway:
            raise UsageError(
                f"{len(missing)} of {len(item.obligation.duty.evidence)} pieces of evidence are missing or too old: "
                + "; ".join(missing),
                next_step="Hand them in, or say that it was attested anyway",
            )
        self._records.done(item.obligation.uid, day, clean(note))
        self._tell(item, job, attested=True)
        return item

    def defer(self, name: str, reason: str, job: Job, *, to: date | None = None) -> Item:
        """Put a deadline off, by a week unless a day is given. Raises `UsageError` without reason or for a past day."""
        item = self.find(name, job)
        if not reason.strip():
            raise UsageError("Why is it put off?", next_step="Give a reason; it stands in the calendar")
        if item.record.done_on is not None or item.obligation.duty.kind is DutyKind.PERIOD_END:
            raise UsageError("This deadline cannot be put off", next_step="It is settled, or the end of a period")
        day = to or max(self._room.as_of, item.obligation.due) + timedelta(days=7)
        if day < self._room.as_of:
            raise UsageError(f"{day} has passed", next_step="Put it off to a day that is still to come")
        if day > self._room.as_of + _LONGEST_DELAY:
            raise UsageError(f"{day} is more than ten years off", next_step="Put it off to a nearer day")
        self._records.deferred(item.obligation.uid, day, clean(reason.strip()))
        return item

    def hand_in(self, name: str, piece: str, job: Job, *, path: Path | None = None, note: str = "") -> Item:
        """Write down that a piece of evidence is there: a file, kept as its path and SHA-256, or a person's word.

        Raises `UsageError` for a piece not on the checklist, `InputRefused` for a file that cannot be read.
        """
        item = self._checked_piece(name, piece, job)
        facts = {"state": "ready", "note": clean(note)} | (_file_facts(path, job) if path is not None else {})
        self._records.handed(item.obligation.uid, piece, facts)
        return item

    def take_back(self, name: str, piece: str, job: Job) -> Item:
        """Write down that a piece of evidence is missing after all."""
        item = self._checked_piece(name, piece, job)
        self._records.handed(item.obligation.uid, piece, {"state": "missing"})
        return item

    def undo(self, job: Job, name: str | None = None) -> Event:
        """Take back what was said last, of one deadline or of any."""
        event = self._records.undo(self.find(name, job).obligation.uid if name is not None else None)
        if event.kind == DONE:
            for item in self.items(job):
                if item.obligation.uid == event.subject:
                    self._tell(item, job, attested=False)
        return event

    def _tell(self, item: Item, job: Job, *, attested: bool) -> None:
        """Let the credits know, which have a state of their own for each programme."""
        obligation = item.obligation
        if self._sources.tell is not None and obligation.duty.kind is DutyKind.CREDIT:
            self._sources.tell(obligation.duty.programme, obligation.nominal, attested, job)

    def _checked_piece(self, name: str, piece: str, job: Job) -> Item:
        item = self.find(name, job)
        known = [wanted.id for wanted in item.obligation.duty.evidence]
        if piece not in known:
            raise UsageError(
                f"'{clean(piece, 40)}' is not on the checklist of {item.obligation.title}",
                next_step="Known: " + (", ".join(known) or "no evidence is asked for"),
            )
        return item

    def templates(self, name: str, job: Job) -> dict[str, Document]:
        """Return the documents of a deadline by file name, filled in with what the workspace knows."""
        item = self.find(name, job)
        agreements = list(self._sources.terms())
        own = [one for one in agreements if one.agreement_id == item.obligation.duty.source]
        # A credit is claimed under the agreement, where there is but one.
        found = own or (agreements if len(agreements) == 1 and item.obligation.duty.kind is DutyKind.CREDIT else [])
        return templates(item, found[0] if found else None, list(self._sources.charges(job)), self._room.as_of)

    # Calendars

    def edition(self, job: Job) -> Edition:
        """Return what a calendar would be given now, and what of it is news; nothing is entered."""
        return next_edition(entries(self.items(job)), self._book.read(), self._room.now())

    def export(self, profile: Profile, job: Job) -> tuple[bytes, Edition]:
        """Return the calendar file and enter its events in the book, so that the next one updates them."""
        from cip_tui.model.attestation.calendar import calendar_bytes

        edition = self.edition(job)
        data = calendar_bytes(edition.entries, profile, job)
        self._book.keep(edition)
        return data, edition

    def push(self, target: Target, profile: Profile, job: Job, *, simulate: bool) -> Push:
        """Bring a calendar elsewhere up to date, or say what that would do. Raises `CipError` where it cannot be done.

        A simulation reads the calendar and writes nothing, neither there nor here.
        """
        edition = self.edition(job)
        ours = {*self._book.read(), *(entry.uid for entry in edition.entries)}
        found = plan_push(target, edition.entries, target.read(job), ours, profile, self._room.as_of)
        if not simulate:
            self._book.keep(edition)
            carry_out(found, target, job)
        return found

    def read_back(self, path: Path, job: Job) -> Document:
        """Return what a calendar file has of the deadlines. Raises `InputRefused` for what is no calendar."""
        from cip_tui.model.attestation.lint import lint

        job.progress("Reading the calendar")
        data, seen = read_file(path)
        wanted = {entry.uid: entry for entry in self.edition(job).entries}
        return reading_document(path.name, seen, wanted, lint(data))

    # What the frame of the application shows

    def due_now(self, job: Job) -> Due:
        """Return what is due. Where nothing was said since the last look, that is one small file to read."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            facts = json.loads(self._brief.read_text(encoding="utf-8"))
            if facts["version"] == self._room.journal.version():
                return _due([(date.fromisoformat(day), bool(kept)) for day, kept in facts["open"]], self._room.as_of)
        return self.look(job).due

    def _keep_brief(self, items: Iterable[Item], version: int) -> Due:
        days = [
            (item.obligation.due, item.obligation.duty.kind is not DutyKind.RETIREMENT)
            for item in items
            if not item.settled and item.obligation.duty.kind is not DutyKind.PERIOD_END
        ]
        text = json.dumps({"version": version, "open": [(day.isoformat(), kept) for day, kept in days]})
        with suppress(OSError):
            # It is only a memory of the last look; without it the next one takes longer.
            part = self._brief.with_suffix(f".{uuid.uuid4().hex[:8]}.part")
            part.write_text(text, encoding="utf-8")
            part.replace(self._brief)
        return _due(days, self._room.as_of)

    @property
    def _brief(self) -> Path:
        return self._room.folder(FOLDER) / "open.json"


def _due(days: Iterable[tuple[date, bool]], today: date) -> Due:
    """Count what is due; what is past counts as overdue only where it can still be made good."""
    left = [((day - today).days, kept) for day, kept in days]
    return Due(sum(days < 0 and kept for days, kept in left), sum(0 <= days <= DUE_WITHIN for days, _ in left))


def _file_facts(path: Path, job: Job) -> dict[str, str | int]:
    digest, size = hashlib.sha256(), 0
    try:
        if not path.is_file():
            raise InputRefused("This is no file", where=Where(clean(str(path))), next_step="Name the file to hand in")
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                job.check()
                if size > _LARGEST_EVIDENCE:
                    raise InputRefused(
                        "This file is too large", where=Where(clean(str(path))), next_step="Name a smaller one"
                    )
                digest.update(chunk)
    except OSError as error:
        raise InputRefused(
            "This file cannot be read", where=Where(clean(str(path))), cause=error.strerror or str(error)
        ) from error
    return {"path": clean(str(path.resolve())), "sha256": digest.hexdigest(), "size": size}
