"""An agreement as a document: its fields with evidence and decisions, what else the text offers, and its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cip_tui.model.commitment.extraction.fields import Extraction, Field, Obtained
from cip_tui.model.commitment.field_values import kind_of, show_value
from cip_tui.model.commitment.records import encode_value
from cip_tui.model.document import Block, Column, Document, Kind, Level, Metric, Note, Row, Section, Status, Table

if TYPE_CHECKING:
    from cip_tui.model.commitment.agreements import AgreementRecord, Change, ReviewedField

OBTAINED = {
    Obtained.STATED: Status(Level.INFO, "stated"),
    Obtained.DERIVED: Status(Level.INFO, "derived"),
    Obtained.REDACTED: Status(Level.WARNING, "redacted"),
    Obtained.NOT_FOUND: Status(Level.UNKNOWN, "not found"),
}
_DECISIONS = {
    "accepted": Status(Level.GOOD, "accepted"),
    "edited": Status(Level.GOOD, "edited"),
    "rejected": Status(Level.CRITICAL, "rejected"),
}
_FIELD_COLUMNS = (
    Column("name", "Field"),
    Column("label", "Means"),
    Column("value", "Value"),
    Column("status", "Status", Kind.STATUS),
    Column("obtained", "In the text", Kind.STATUS),
    Column("page", "Page", Kind.COUNT),
    Column("line", "Line", Kind.COUNT),
    Column("confidence", "Confidence"),
    Column("reason", "Reason"),
    Column("quote", "Quote"),
)


def state_of(item: ReviewedField) -> Status:
    """Return how a field stands: what a person said, else that it waits, else how it was obtained."""
    said = _DECISIONS.get(item.decision.value)
    if said is not None:
        return said
    if item.needs_review:
        doubtful = item.field.warnings or item.field.obtained is Obtained.REDACTED
        return Status(
            Level.WARNING if doubtful else Level.INFO,
            "redacted" if item.field.obtained is Obtained.REDACTED else "check" if doubtful else "open",
        )
    return Status(Level.UNKNOWN, "none")


def shown_value(item: ReviewedField) -> str:
    """Write what stands for a field; a redaction and an absence are words."""
    if item.shown is None:
        return "redacted" if item.field.obtained is Obtained.REDACTED else "not found"
    return show_value(item.shown, item.field.kind, item.field.unit)


def confidence_of(field: Field) -> str:
    """Write the confidence as word and percent; nothing where there is no value."""
    return "" if field.obtained is Obtained.NOT_FOUND else f"{field.grade} {field.confidence:.0%}"


def agreement_document(
    record: AgreementRecord, extraction: Extraction, fields: Sequence[ReviewedField], history: Sequence[Change]
) -> Document:
    """Return everything that is known of one agreement."""
    open_count = sum(item.needs_review for item in fields)
    sections = [
        Section("review", "Review", (_review(len(fields), open_count), *_notes(extraction, fields))),
        Section("fields", "Fields", (_field_table(fields),)),
    ]
    rivals = _rival_table(fields)
    if rivals.rows:
        sections.append(Section("rivals", "Other values in the text", (rivals,)))
    sections.append(Section("history", "History", (history_table(history),)))
    facts = (
        ("Agreement", record.id),
        ("File", record.file),
        ("SHA-256", record.sha256),
        ("Pages", str(record.pages)),
        ("Read", f"{record.at:%Y-%m-%d %H:%M} UTC by {record.user}"),
    )
    return Document("agreement", record.title or record.file, tuple(sections), "Agreement as read and confirmed", facts)


def extraction_document(extraction: Extraction, file: str, sha256: str) -> Document:
    """Return what was read from a file that is not kept."""
    from cip_tui.model.commitment.agreements import ReviewedField

    reviewed = [ReviewedField(item) for item in extraction.fields]
    blocks: list[Block] = []
    if extraction.declined:
        blocks.append(Note(f"{extraction.declined}.", Level.WARNING))
    sections = [Section("notes", "Findings", (*blocks, *_notes(extraction, reviewed)))]
    if reviewed:
        sections.append(Section("fields", "Fields", (_field_table(reviewed),)))
        rivals = _rival_table(reviewed)
        if rivals.rows:
            sections.append(Section("rivals", "Other values in the text", (rivals,)))
    facts = (("File", file), ("SHA-256", sha256), ("Pages", str(len(extraction.pages))))
    sections = [section for section in sections if section.blocks]
    return Document(
        "agreement", extraction.title or file, tuple(sections), "Agreement as read, nothing confirmed", facts
    )


def _review(total: int, waiting: int) -> Metric:
    status = Status(Level.WARNING, "needs review") if waiting else Status(Level.GOOD, "reviewed")
    note = f"of {total} fields; unconfirmed values reach no calculation"
    return Metric("agreement.review", "Fields to review", waiting, Kind.COUNT, note=note, status=status)


def _notes(extraction: Extraction, fields: Sequence[ReviewedField]) -> list[Note]:
    found = [Note(f"{finding}.", Level.WARNING) for finding in extraction.findings]
    for item in fields:
        if item.decision.value == "open":
            found += [
                Note(f"{item.name}: {warning}.", Level.WARNING)
                for warning in item.field.warnings
                if warning not in extraction.findings
            ]
    return found


def _field_table(fields: Sequence[ReviewedField]) -> Table:
    rows = []
    for item in fields:
        field, place = item.field, item.field.evidence
        rows.append(
            Row(
                (
                    *(item.name, field.label, shown_value(item), state_of(item), OBTAINED[field.obtained]),
                    *(place.page if place else None, place.line if place else None, confidence_of(field)),
                    *(field.reason, place.quote if place else None),
                )
            )
        )
    return Table("fields", "Fields", _FIELD_COLUMNS, tuple(rows), empty="Nothing was found.")


def _rival_table(fields: Sequence[ReviewedField]) -> Table:
    columns = (
        Column("name", "Field"),
        Column("value", "Other value"),
        Column("why", "Why it was not taken"),
        Column("page", "Page", Kind.COUNT),
        Column("line", "Line", Kind.COUNT),
        Column("quote", "Quote"),
    )
    rows = tuple(
        Row(
            (
                item.name,
                "redacted" if rival.redacted else show_value(rival.value, item.field.kind, item.field.unit),
                *(rival.why, rival.evidence.page, rival.evidence.line, rival.evidence.quote),
            )
        )
        for item in fields
        for rival in item.field.rivals
    )
    return Table("rivals", "Other values", columns, rows)


def history_table(changes: Sequence[Change]) -> Table:
    """Return decisions as a table, one row for each field."""
    columns = (
        Column("at", "When UTC", Kind.TIME),
        Column("user", "Who"),
        Column("action", "What"),
        Column("field", "Field"),
        Column("value", "Value"),
        Column("state", "State", Kind.STATUS),
    )
    rows = []
    for change in changes:
        state = Status(Level.UNKNOWN, "taken back") if change.undone else Status(Level.GOOD, "stands")
        for name, value in change.fields:
            rows.append(Row((change.at, change.user, change.action, name, show_value(value, kind_of(name)[0]), state)))
    return Table("history", "Decisions", columns, tuple(rows), empty="Nothing was decided yet.")


def field_facts(field: Field) -> dict[str, Any]:
    """Return a field with the keys that scripts rely on."""
    place = field.evidence
    return {
        "name": field.name,
        "label": field.label,
        "kind": field.kind.value,
        "value": encode_value(field.value),
        "unit": field.unit,
        "status": field.obtained.value,
        "page": place.page if place else None,
        "line": place.line if place else None,
        "quote": place.quote if place else None,
        "confidence": field.confidence,
        "grade": field.grade,
        "reason": field.reason,
        "warnings": list(field.warnings),
        "candidates": [
            {
                "value": encode_value(rival.value),
                "status": "redacted" if rival.redacted else "stated",
                "page": rival.evidence.page,
                "line": rival.evidence.line,
                "quote": rival.evidence.quote,
                "reason": rival.why,
            }
            for rival in field.rivals
        ],
    }


def commitment_facts(fields: Sequence[Field]) -> list[dict[str, Any]]:
    """Return the contract years as scripts rely on them: number, first and last day, amount, currency, status."""
    by_name = {item.name: item for item in fields}
    numbers = sorted({int(name.split(".")[1]) for name in by_name if name.startswith("years.")})
    found = []
    for number in numbers:
        amount = by_name.get(f"years.{number}.amount")
        if amount is None:
            continue
        start, end = by_name.get(f"years.{number}.start"), by_name.get(f"years.{number}.end")
        formula = by_name.get(f"years.{number}.formula")
        found.append(
            {
                "year": number,
                "start": encode_value(start.value) if start else None,
                "end": encode_value(end.value) if end else None,
                "amount": encode_value(amount.value),
                "currency": amount.unit,
                "status": amount.obtained.value,
                "formula": encode_value(formula.value) if formula else None,
                "warnings": list(amount.warnings),
            }
        )
    return found


def reading_facts(extraction: Extraction, file: str, sha256: str) -> dict[str, Any]:
    """Return everything read from a file as one JSON object."""
    return {
        "document": {
            "file": file,
            "sha256": sha256,
            "title": extraction.title,
            "type": extraction.document_type,
            "provider": extraction.provider or None,
            "pages": len(extraction.pages),
            "declined": extraction.declined or None,
        },
        "fields": [field_facts(item) for item in extraction.fields],
        "commitments": commitment_facts(extraction.fields),
        "findings": list(extraction.findings),
    }
