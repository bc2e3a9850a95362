"""Duties and schedules for tests, and names that try to break a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cip_tui.model.attestation.agenda import Item, agenda
from cip_tui.model.attestation.book import Edition, Kept, next_edition
from cip_tui.model.attestation.desk import Attestations, Sources
from cip_tui.model.attestation.duties import Cadence, Duty, DutyKind, evidence_items
from cip_tui.model.attestation.entries import entries
from cip_tui.model.attestation.records import Record
from cip_tui.model.attestation.schedule import Obligation, plan
from cip_tui.model.attestation.workdays import BusinessDay, Rules
from cip_tui.model.commitment.charges import Charge
from cip_tui.model.commitment.terms import AttestationDuty, ContractYear, NoticePeriod, Terms
from cip_tui.model.importing import Imports
from cip_tui.model.job import Job
from cip_tui.model.journal import Journal
from cip_tui.model.period import Period
from cip_tui.model.room import Room
from cip_tui.model.snapshots import Snapshots

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12)
AS_STATED = Rules(business_day=BusinessDay.NONE)

HOSTILE = [
    "証明書を提出する" * 12,
    "🎉👩‍👩‍👧‍👦" * 20,
    "e\u0301" * 60,
    "A" * 10_000,
    "四" * 10_000,
    "a\r\nX-EVIL:1\r\nb",
    "a\rb\nc",
    "one; two, three: four\\n \\, \\; \\",
    "BEGIN:VEVENT\r\nEND:VCALENDAR",
    "\x1b[31mred\x1b[0m \x07\x00\x7f\x85",
    "\u2028\u2029\u202e]0;title",
    '"quoted" ^n [/foo] {b}',
    " leading and trailing ",
]


def quarterly(**changes: Any) -> Duty:
    """A spend attestation at the end of each quarter of 2026."""
    facts: dict[str, Any] = {
        "source": "ppa",
        "programme": "spend",
        "title": "Spend attestation",
        "cadence": Cadence.QUARTERLY,
        "first_due": date(2026, 12, 31),
        "term": Period(date(2026, 1, 1), date(2029, 1, 1)),
        "evidence": evidence_items(["Usage report", "Sign-off by the CFO"]),
        "owner": "FinOps lead",
    }
    return Duty(**(facts | changes))


def once(day: date | None, **changes: Any) -> Duty:
    """Something due once."""
    facts: dict[str, Any] = {"source": "ppa", "programme": "poc", "title": "POC summary", "first_due": day}
    return Duty(**(facts | changes))


def obligations(*duties: Duty, today: date = TODAY, rules: Rules = AS_STATED) -> tuple[Obligation, ...]:
    """Lay duties out."""
    return plan(duties, today, rules).obligations


def items(
    *duties: Duty, today: date = TODAY, records: dict[str, Record] | None = None, rules: Rules = AS_STATED
) -> list[Item]:
    """Lay duties out and say how they stand."""
    return agenda(obligations(*duties, today=today, rules=rules), records or {}, today)


def edition(
    *duties: Duty, now: datetime = NOON, kept: dict[str, Kept] | None = None, records: dict[str, Record] | None = None
) -> Edition:
    """Return what a calendar is given."""
    return next_edition(entries(items(*duties, today=now.date(), records=records)), kept or {}, now)


def kept_after(*editions: Edition) -> dict[str, Kept]:
    """Return the book after these editions."""
    return {entry.uid: Kept(entry.print(), entry) for made in editions for entry in made.news}


TERMS = Terms(
    agreement_id="ppa-2026",
    title="Private Pricing Addendum",
    file="ppa.pdf",
    sha256="0" * 64,
    customer="Acme GmbH",
    period=Period(date(2026, 1, 1), date(2029, 1, 1)),
    years=tuple(ContractYear(n + 1, Period(date(2026 + n, 1, 1), date(2027 + n, 1, 1)), None) for n in range(3)),
    attestations=(
        AttestationDuty(
            "Spend attestation",
            "quarterly",
            date(2026, 12, 31),
            window_days=31,
            grace_days=10,
            owner="FinOps lead",
            evidence=("Usage report", "Sign-off by the CFO"),
            consequence="Discount falls to 5 %",
            page=4,
        ),
        AttestationDuty("Reference case study", "once", None),
    ),
    notices=(NoticePeriod("non-renewal", 90),),
)


class Clock:
    """A clock that tests turn."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def desk(
    folder: Path,
    clock: Clock,
    *,
    terms: Iterable[Terms] = (TERMS,),
    accepted: Iterable[Duty] = (),
    charges: Iterable[Charge] = (),
) -> Attestations:
    """Open the room of attestations on a folder."""
    snapshots = Snapshots(folder)
    journal = Journal(folder / "journal.db", now=clock, user="ada")
    room = Room(folder, journal, Imports(journal, snapshots), clock)
    return Attestations(room, Sources(lambda: terms, lambda: accepted, lambda _: (), lambda _: charges))


JOB = Job()
KINDS = DutyKind
