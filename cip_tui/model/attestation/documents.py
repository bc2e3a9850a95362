"""The agenda and a single deadline as documents: what screen, Markdown and JSON show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cip_tui.model.attestation.agenda import DUE_WITHIN, Compliance, Item, State, compliance
from cip_tui.model.attestation.duties import Duty
from cip_tui.model.attestation.entries import KIND_WORDS
from cip_tui.model.attestation.workdays import BusinessDay, Rules
from cip_tui.model.document import (
    Block,
    Cell,
    Column,
    Document,
    Kind,
    Level,
    Metric,
    Note,
    Provenance,
    Row,
    Section,
    Status,
    Table,
)

_FORMULA = "attested by their deadline / deadlines that are over (attested or missed)"


def overview_document(items: Sequence[Item], undated: Sequence[Duty], rules: Rules, today: date) -> Document:
    """Return all deadlines, overdue first, with how many were kept so far."""
    blocks: list[Block] = [*_headline(items, today), *_notes(items, undated), agenda_table(items)]
    return Document(
        "attestations",
        "Attestations",
        (Section("agenda", "Deadlines", tuple(blocks)),),
        facts=(("Today", f"{today} (UTC)"), ("Business days", rules_text(rules))),
        data={"as_of": today.isoformat(), "country": rules.country, "business_day": str(rules.business_day)},
    )


def rules_text(rules: Rules) -> str:
    """Say which days are closed, and where a deadline on one goes."""
    closed = "Saturday and Sunday"
    if rules.country:
        part = f"-{rules.subdivision.upper()}" if rules.subdivision else ""
        closed = f"weekends and public holidays of {rules.country.upper()}{part}"
    move = {
        BusinessDay.BEFORE: "move to the business day before",
        BusinessDay.AFTER: "move to the business day after",
        BusinessDay.NONE: "stay where they are",
    }[rules.business_day]
    return f"deadlines on {closed} {move}"


def _headline(items: Sequence[Item], today: date) -> list[Block]:
    kept = compliance(items)
    called = [item for item in items if item.called_for]
    overdue = [item for item in items if item.overdue]
    coming = [item for item in items if not item.settled and item.days_left >= 0]
    soon = len(called) - len(overdue)
    upcoming = coming[0] if coming else None
    late = Metric(
        "attestations.overdue",
        "Overdue",
        len(overdue),
        Kind.COUNT,
        status=Status(Level.CRITICAL, "Overdue"),
        provenance=Provenance("deadlines not attested whose day is past"),
    )
    return [
        *([late] if overdue else []),
        Metric(
            "attestations.due",
            f"Due within {DUE_WITHIN} days",
            soon,
            Kind.COUNT,
            status=Status(Level.WARNING, "Due") if soon else Status(Level.GOOD, "Nothing due"),
            provenance=Provenance(f"deadlines not attested whose day is today or at most {DUE_WITHIN} days off"),
        ),
        Metric(
            "attestations.next",
            "Next deadline",
            upcoming.obligation.due if upcoming else None,
            Kind.DATE,
            note=f"{upcoming.obligation.title}, {upcoming.countdown}" if upcoming else "none is laid out",
            provenance=Provenance("the earliest deadline not attested that is not past"),
        ),
        Metric(
            "attestations.compliance",
            "Compliance",
            kept.rate,
            Kind.RATIO,
            note=_kept_text(kept),
            status=_kept_status(kept),
            provenance=Provenance(_FORMULA),
        ),
    ]


def _kept_text(kept: Compliance) -> str:
    if not kept.total:
        return "no deadline is over yet; the target is 100 %"
    late = f", {kept.late} late" if kept.late else ""
    return f"{kept.kept} of {kept.total} attested in time{late}; the target is 100 %"


def _kept_status(kept: Compliance) -> Status:
    if kept.rate is None:
        return Status(Level.UNKNOWN, "Not yet")
    return Status(Level.GOOD, "On target") if kept.rate == 1 else Status(Level.WARNING, "Below target")


def _notes(items: Sequence[Item], undated: Sequence[Duty]) -> list[Block]:
    found: list[Block] = []
    if not items and not undated:
        text = (
            "There are no deadlines yet: they come from confirmed agreements, accepted credits and models in use "
            "that retire."
        )
        return [Note(text)]
    if undated:
        names = "; ".join(duty.title for duty in undated[:3]) + ("; …" if len(undated) > 3 else "")
        one = len(undated) == 1
        found.append(
            Note(
                f"{len(undated)} {'duty names' if one else 'duties name'} no day and {'is' if one else 'are'} in no "
                f"calendar: {names}. Edit the agreement's field to give {'it' if one else 'them'} one.",
                Level.WARNING,
            )
        )
    derived = sum(item.obligation.derived for item in items if not item.settled)
    if derived:
        found.append(Note(f"{derived} days follow from the term, because the agreement names none."))
    return found


def agenda_table(items: Sequence[Item]) -> Table:
    """Return the deadlines as a table, in the order given."""
    return Table(
        "attestations.agenda",
        "Agenda",
        (
            Column("state", "State", Kind.STATUS),
            Column("due", "Due", Kind.DATE),
            Column("left", "Left"),
            Column("title", "What"),
            Column("kind", "Kind"),
            Column("evidence", "Evidence"),
            Column("owner", "Owner"),
            Column("id", "Id"),
        ),
        tuple(Row(_agenda_cells(item)) for item in items),
        empty="No deadlines.",
        provenance=Provenance(
            "confirmed terms, accepted credits and retirements of models in use, laid out by cadence"
        ),
    )


def _agenda_cells(item: Item) -> tuple[Cell, ...]:
    obligation = item.obligation
    return (
        item.status,
        obligation.due,
        item.countdown or "-",
        obligation.title,
        KIND_WORDS[obligation.duty.kind],
        evidence_text(item),
        obligation.duty.owner or None,
        obligation.id,
    )


def evidence_text(item: Item) -> str | None:
    """Say how much of the evidence is there: `1/3`; None where none is asked for."""
    wanted = item.obligation.duty.evidence
    return f"{len(wanted) - len(item.missing)}/{len(wanted)}" if wanted else None


def detail_document(item: Item, today: date) -> Document:
    """Return one deadline: where it stands, its days, reminders and evidence."""
    obligation = item.obligation
    sections = [Section("deadline", "Deadline", (*_standing(item), _days_table(item, today)))]
    if obligation.duty.evidence:
        sections.append(Section("evidence", "Evidence", (evidence_table(item),)))
    if not item.settled and obligation.duty.stages:
        sections.append(Section("stages", "Reminders", (_stages_table(item, today),)))
    facts = [
        ("Kind", KIND_WORDS[obligation.duty.kind]),
        ("About", str(obligation.covered) if obligation.covered else ""),
        ("Owner", obligation.duty.owner),
        ("If missed", obligation.duty.consequence),
        ("Source", obligation.duty.origin),
        ("Id", obligation.id),
    ]
    return Document(
        "attestation",
        obligation.title,
        tuple(sections),
        facts=tuple((name, value) for name, value in facts if value),
        data={"id": obligation.id, "uid": obligation.uid, "state": str(item.state), "due": obligation.due.isoformat()},
    )


def _standing(item: Item) -> list[Block]:
    record = item.record
    blocks: list[Block] = [
        Metric("attestation.due", "Due", item.obligation.due, Kind.DATE, note=item.countdown, status=item.status)
    ]
    if record.done_on is not None:
        late = " , after its deadline" if record.done_on > item.obligation.closes else ""
        blocks.append(
            Note(f"Attested on {record.done_on} by {record.done_by}{late}. {record.done_note}".strip(), Level.GOOD)
        )
    elif record.deferred_to is not None:
        blocks.append(Note(f"Put off to {record.deferred_to}: {record.reason}", Level.WARNING))
    if item.state is State.MISSED:
        blocks.append(Note("Its last day has passed. It can still be attested late.", Level.CRITICAL))
    if item.obligation.derived:
        blocks.append(Note("The agreement names no day; this is the last day of the period."))
    return blocks


def _days_table(item: Item, today: date) -> Table:
    obligation = item.obligation
    days = [("Window opens", obligation.opens), ("Due", obligation.due), ("Last day that counts", obligation.closes)]
    if obligation.nominal != obligation.due:
        days.insert(1, ("Stated day", obligation.nominal))
    rows = tuple(Row((name, day, f"{day:%a}", distance(day, today))) for name, day in days)
    columns = (
        Column("what", "Day"),
        Column("day", "Date", Kind.DATE),
        Column("weekday", ""),
        Column("left", "From today"),
    )
    return Table("attestation.days", "Days", columns, rows)


def distance(day: date, today: date) -> str:
    """Say how far a day is from today."""
    days = (day - today).days
    if abs(days) <= 1:
        return {0: "today", 1: "tomorrow", -1: "yesterday"}[days]
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def _stages_table(item: Item, today: date) -> Table:
    rows = []
    for stage in item.obligation.stages():
        state = (
            Status(Level.UNKNOWN, "Past")
            if stage.day < today
            else Status(Level.WARNING, "Today")
            if stage.day == today
            else Status(Level.INFO, "Ahead")
        )
        note = "before the window opens" if stage.day < item.obligation.opens else ""
        rows.append(Row((stage.days, stage.day, f"{stage.day:%a}", state, note)))
    columns = (
        Column("days", "Days before", Kind.COUNT),
        Column("day", "Date", Kind.DATE),
        Column("weekday", ""),
        Column("state", "State", Kind.STATUS),
        Column("note", ""),
    )
    return Table("attestation.stages", "Reminders", columns, tuple(rows))


def evidence_table(item: Item) -> Table:
    """Return the checklist of a deadline with the files handed in."""
    rows = []
    for piece in item.obligation.duty.evidence:
        handed = item.record.evidence.get(piece.id)
        state = Status(Level.WARNING, "Missing")
        if handed is not None:
            state = Status(Level.GOOD, "Ready") if item.is_ready(piece) else Status(Level.WARNING, "Too old")
        rows.append(
            Row(
                (
                    state,
                    piece.title,
                    piece.owner or None,
                    handed.on if handed else None,
                    (handed.path or handed.note or "on someone's word") if handed else None,
                    handed.sha256[:12] if handed and handed.sha256 else None,
                    piece.id,
                )
            )
        )
    columns = (
        Column("state", "State", Kind.STATUS),
        Column("title", "Evidence"),
        Column("owner", "Owner"),
        Column("on", "Handed in", Kind.DATE),
        Column("path", "File"),
        Column("sha256", "SHA-256"),
        Column("id", "Item"),
    )
    return Table("attestation.evidence", "Evidence", columns, tuple(rows))
