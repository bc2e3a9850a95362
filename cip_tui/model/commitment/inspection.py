"""What a PDF holds, told before anything is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cip_tui.model.commitment.agreement_document import commitment_facts
from cip_tui.model.commitment.extraction.fields import Extraction
from cip_tui.model.commitment.field_values import show_value
from cip_tui.model.commitment.reading import read_agreement
from cip_tui.model.document import Level
from cip_tui.model.job import Job
from cip_tui.model.sources.report import FileKind, FileReport, Finding
from cip_tui.model.text import clean


def inspect_pdf(path: Path, job: Job, *, password: str = "") -> FileReport:
    """Say whether a PDF is an agreement and what it promises. Raises `PasswordNeeded` and `InputRefused`."""
    extraction, sha256 = read_agreement(path, job, password=password)
    report = FileReport(path, format="pdf", title=clean(extraction.title, 200) or "PDF document", sha256=sha256)
    if extraction.declined:
        return replace(report, evidence=(extraction.declined,), findings=(_finding(Level.INFO, extraction.declined),))
    found = sum(item.evidence is not None and item.value is not None for item in extraction.fields)
    return replace(
        report,
        kind=FileKind.AGREEMENT if extraction.has_commitment else FileKind.UNKNOWN,
        confidence=_confidence(extraction),
        evidence=(*_evidence(extraction), f"{found} fields found, each with page and quote"),
        findings=tuple(field_findings(extraction)),
    )


def field_findings(extraction: Extraction) -> list[Finding]:
    """Return what is to be looked at: findings about the whole, then the warnings of single fields."""
    findings = [_finding(Level.WARNING, finding) for finding in extraction.findings]
    return findings + [
        _finding(Level.WARNING, f"{item.name}: {warning}")
        for item in extraction.fields
        for warning in item.warnings
        if warning not in extraction.findings
    ]


def _finding(level: Level, message: str) -> Finding:
    fix = "Look at it with: cip agreement read FILE" if level is Level.WARNING else ""
    return Finding(level, "agreement", message, fix=fix)


def _confidence(extraction: Extraction) -> float:
    """Return the confidence in the committed amounts, the least of them."""
    amounts = [item.confidence for item in extraction.fields if item.name == "total" or item.name.endswith(".amount")]
    return min((value for value in amounts if value), default=0.3)


def _evidence(extraction: Extraction) -> list[str]:
    said = [f"Its title: {clean(extraction.title, 120)}"] if extraction.title else []
    years = commitment_facts(extraction.fields)
    if years:
        days = [str(day) for day in (years[0]["start"], years[-1]["end"]) if day]
        said.append(
            f"{len(years)} contract year{'s' if len(years) > 1 else ''}" + (f", {' to '.join(days)}" if days else "")
        )
    total = extraction.get("total")
    if total is not None and total.value is not None:
        said.append(f"Total commitment {show_value(total.value, total.kind, total.unit)} ({total.obtained.value})")
    customer = extraction.get("customer")
    if customer is not None and customer.value is not None:
        said.append(f"Customer: {clean(str(customer.value), 120)}")
    return said
