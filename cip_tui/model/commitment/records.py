"""An extraction kept as JSON: fields with their evidence and the text of the pages, written so that nothing is lost."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from cip_tui.model.commitment.extraction.fields import (
    Evidence,
    Extraction,
    Field,
    FieldKind,
    FieldValue,
    Obtained,
    Rival,
)
from cip_tui.model.errors import WorkspaceError

VERSION = 1


def encode_value(value: FieldValue) -> Any:
    """Return a value as JSON: money and rates as decimal strings, days as ISO 8601."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def decode_value(value: Any, kind: FieldKind) -> FieldValue:
    """Return the value that `encode_value` wrote for a field of this kind."""
    if value is None:
        return None
    if kind in (FieldKind.MONEY, FieldKind.RATE):
        return Decimal(value)
    if kind is FieldKind.DATE:
        return date.fromisoformat(value)
    return int(value) if kind is FieldKind.COUNT else bool(value) if kind is FieldKind.FLAG else str(value)


def to_text(extraction: Extraction) -> str:
    """Return an extraction as JSON text."""
    return json.dumps(
        {
            "version": VERSION,
            "title": extraction.title,
            "type": extraction.document_type,
            "provider": extraction.provider,
            "declined": extraction.declined,
            "findings": list(extraction.findings),
            "fields": [_field_facts(item) for item in extraction.fields],
            "pages": [list(page) for page in extraction.pages],
        },
        ensure_ascii=False,
    )


def from_text(text: str) -> Extraction:
    """Return the extraction that `to_text` wrote. Raises `WorkspaceError` for any other text."""
    try:
        facts = json.loads(text)
        if facts["version"] != VERSION:
            raise ValueError(f"version {facts['version']}")
        return Extraction(
            facts["title"],
            facts["type"],
            facts["provider"],
            tuple(_field(item) for item in facts["fields"]),
            tuple(facts["findings"]),
            facts["declined"],
            tuple(tuple(page) for page in facts["pages"]),
        )
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise WorkspaceError(
            "The kept text of the agreement cannot be read", cause=str(error), next_step="Read the PDF again"
        ) from error


def _field_facts(item: Field) -> dict[str, Any]:
    return {
        "name": item.name,
        "label": item.label,
        "kind": item.kind.value,
        "value": encode_value(item.value),
        "unit": item.unit,
        "status": item.obtained.value,
        "evidence": _evidence_facts(item.evidence),
        "confidence": item.confidence,
        "reason": item.reason,
        "warnings": list(item.warnings),
        "rivals": [
            {
                "value": encode_value(rival.value),
                "evidence": _evidence_facts(rival.evidence),
                "why": rival.why,
                "redacted": rival.redacted,
            }
            for rival in item.rivals
        ],
    }


def _evidence_facts(evidence: Evidence | None) -> list[Any] | None:
    return None if evidence is None else [evidence.page, evidence.line, evidence.quote]


def _field(facts: dict[str, Any]) -> Field:
    kind = FieldKind(facts["kind"])
    return Field(
        facts["name"],
        facts["label"],
        kind,
        decode_value(facts["value"], kind),
        facts["unit"],
        Obtained(facts["status"]),
        _evidence(facts["evidence"]),
        facts["confidence"],
        facts["reason"],
        tuple(facts["warnings"]),
        tuple(_rival(item, kind) for item in facts["rivals"]),
    )


def _rival(facts: dict[str, Any], kind: FieldKind) -> Rival:
    evidence = _evidence(facts["evidence"])
    assert evidence is not None
    return Rival(decode_value(facts["value"], kind), evidence, facts["why"], facts["redacted"])


def _evidence(facts: list[Any] | None) -> Evidence | None:
    return None if facts is None else Evidence(facts[0], facts[1], facts[2])
