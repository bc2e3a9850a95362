"""The agreements of a workspace as a list, and one of them as plain facts for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cip_tui.model.cell_json import encode_cell
from cip_tui.model.commitment.agreement_document import commitment_facts, field_facts, history_table
from cip_tui.model.commitment.records import encode_value
from cip_tui.model.document import Column, Document, Kind, Level, Row, Section, Status, Table

if TYPE_CHECKING:
    from cip_tui.model.commitment.agreements import AgreementRecord, Change, ReviewedField
    from cip_tui.model.commitment.extraction.fields import Extraction

_COLUMNS = (
    Column("id", "Agreement"),
    Column("title", "Title"),
    Column("file", "File"),
    Column("pages", "Pages", Kind.COUNT),
    Column("review", "To review", Kind.COUNT, "fields"),
    Column("state", "State", Kind.STATUS),
    Column("at", "Read UTC", Kind.TIME),
)
EMPTY = "No agreement yet. Add one: cip agreement add FILE.pdf"


def agreements_document(records: Sequence[AgreementRecord]) -> Document:
    """Show agreements, oldest first."""
    rows = tuple(
        Row((item.id, item.title, item.file, item.pages, item.review, review_state(item), item.at)) for item in records
    )
    table = Table("agreements", "Agreements", _COLUMNS, rows, empty=EMPTY)
    return Document("agreements", "Agreements", (Section("agreements", "", (table,)),))


def review_state(record: AgreementRecord) -> Status:
    """Return how far the review of an agreement is."""
    return Status(Level.WARNING, "Needs review") if record.review else Status(Level.GOOD, "Reviewed")


def record_facts(record: AgreementRecord) -> dict[str, Any]:
    """Return one agreement of the list as plain facts."""
    return {
        "id": record.id,
        "at": encode_cell(record.at, Kind.TIME),
        "user": record.user,
        "file": record.file,
        "sha256": record.sha256,
        "title": record.title,
        "provider": record.provider or None,
        "pages": record.pages,
        "needs_review": record.review,
    }


def reviewed_facts(record: AgreementRecord, extraction: Extraction, fields: Sequence[ReviewedField]) -> dict[str, Any]:
    """Return an agreement with its decisions as one JSON object."""
    return {
        "agreement": record_facts(record),
        "fields": [
            {
                **field_facts(item.field),
                "decision": item.decision.value,
                "confirmed_value": encode_value(item.value),
                "decided_by": item.user or None,
                "needs_review": item.needs_review,
            }
            for item in fields
        ],
        "commitments": commitment_facts([item.field for item in fields]),
        "findings": list(extraction.findings),
    }


def history_facts(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Return decisions as plain facts, newest first."""
    return [
        {
            "at": encode_cell(change.at, Kind.TIME),
            "user": change.user,
            "action": change.action,
            "fields": {name: encode_value(value) for name, value in change.fields},
            "undone": change.undone,
        }
        for change in changes
    ]


def history_document(record: AgreementRecord, changes: Sequence[Change]) -> Document:
    """Show the decisions about one agreement."""
    facts = (("Agreement", record.id), ("File", record.file))
    section = Section("history", "", (history_table(changes),))
    return Document("agreement-history", f"History of {record.title or record.file}", (section,), facts=facts)
