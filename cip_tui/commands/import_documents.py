"""What files are and what importing them gave, as documents for people and as plain facts for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cip_tui.model.cell_json import encode_cell
from cip_tui.model.document import Block, Column, Document, Kind, Level, Note, Row, Section, Status, Table
from cip_tui.model.text import clean

if TYPE_CHECKING:
    from cip_tui.model.importing import ImportRecord, Receipt
    from cip_tui.model.sources.report import FileReport, Finding

_RECORD_COLUMNS = (
    Column("id", "Import"),
    Column("file", "File"),
    Column("kind", "Kind"),
    Column("format", "Format"),
    Column("kept", "Kept", Kind.COUNT, "rows"),
    Column("rejected", "Rejected", Kind.COUNT, "rows"),
    Column("first", "First day", Kind.DATE),
    Column("last", "Last day", Kind.DATE),
    Column("at", "Imported UTC", Kind.TIME),
    Column("state", "State", Kind.STATUS),
)


def inspection_document(reports: Sequence[FileReport]) -> Document:
    """Show what files are: format and evidence, which column holds what, what is missing, what was found."""
    sections = tuple(_inspection_section(number, report) for number, report in enumerate(reports, 1))
    return Document("inspect", "What the files are" if len(reports) > 1 else "What the file is", sections)


def _inspection_section(number: int, report: FileReport) -> Section:
    name = clean(report.path.name)
    facts = [
        ("Kind", report.kind.value),
        ("Format", " ".join(part for part in (report.title or report.format, report.version) if part)),
        ("Confidence", f"{report.confidence:.0%}"),
        ("Evidence", "; ".join(report.evidence)),
        ("Rows", "" if report.rows is None else f"{report.rows:,}"),
        ("Rejected", f"{report.rejected:,}" if report.rejected else ""),
        ("Not stated", ", ".join(report.missing)),
        ("SHA-256", report.sha256),
    ]
    columns = (Column("what", "What"), Column("value", "Found"))
    rows = tuple(Row((label, clean(value))) for label, value in facts if value)
    blocks: list[Block] = [Table(f"file.{number}", "Summary", columns, rows)]
    if report.mapped:
        mapped = tuple(Row((field, clean(column))) for field, column in sorted(report.mapped.items()))
        blocks.append(
            Table(f"mapped.{number}", "Columns", (Column("field", "Field"), Column("column", "From")), mapped)
        )
    if report.findings:
        blocks.append(findings_table(f"findings.{number}", report.findings))
    return Section(f"file.{number}", name, tuple(blocks))


def findings_table(table_id: str, findings: Iterable[Finding], title: str = "Findings") -> Table:
    """Show findings with the place, the value as it stands there, and the fix."""
    columns = (
        Column("level", "Level", Kind.STATUS),
        Column("message", "Finding"),
        Column("count", "Rows", Kind.COUNT),
        Column("where", "Where"),
        Column("raw", "Value"),
        Column("fix", "Fix"),
        Column("rule", "Rule"),
    )
    rows = tuple(
        Row(
            (
                *(Status(item.level, item.level.value.capitalize()), clean(item.message), item.count),
                *(clean(str(item.where)), clean(item.raw), clean(item.fix), item.rule),
            )
        )
        for item in findings
    )
    return Table(table_id, title, columns, rows)


def receipts_document(receipts: Sequence[Receipt], *, dry_run: bool) -> Document:
    """Show what importing files gave, or would give."""
    blocks: list[Block] = [_records_table([item.record for item in receipts], dry_run=dry_run)]
    for number, receipt in enumerate(receipts, 1):
        if receipt.unchanged:
            blocks.append(Note(f"{receipt.record.file} is in the workspace already; nothing was changed."))
        if receipt.findings:
            blocks.append(findings_table(f"findings.{number}", receipt.findings, f"Findings in {receipt.record.file}"))
        if receipt.record.rows_rejected and not dry_run:
            blocks.append(Note(f"The rows not kept are listed in {clean(str(receipt.rejects))}."))
    if dry_run:
        blocks.append(Note("This was a dry run: nothing was kept.", Level.INFO))
    return Document("import", "Import", (Section("imports", "", tuple(blocks)),))


def receipt_facts(receipt: Receipt, *, dry_run: bool) -> dict[str, Any]:
    """Return one import as plain facts."""
    return {
        **record_facts(receipt.record),
        "unchanged": receipt.unchanged,
        "rejects": None if dry_run else clean(str(receipt.rejects)),
        "findings": [finding.to_json() for finding in receipt.findings],
    }


def imports_document(records: Sequence[ImportRecord]) -> Document:
    """Show imports, newest first."""
    return Document("imports", "Imports", (Section("imports", "", (_records_table(records, dry_run=False),)),))


def record_facts(record: ImportRecord) -> dict[str, Any]:
    """Return one import as plain facts."""
    return {
        "id": record.id,
        "at": encode_cell(record.at, Kind.TIME),
        "user": record.user,
        "file": record.file,
        "kind": record.kind.value,
        "format": record.format,
        "rows_in": record.rows_in,
        "rows_kept": record.rows_kept,
        "rows_rejected": record.rows_rejected,
        "first": record.first.isoformat() if record.first else None,
        "last": record.last.isoformat() if record.last else None,
        "grain": record.grain,
        "sha256": record.sha256,
        "undone": record.undone,
    }


def _records_table(records: Sequence[ImportRecord], *, dry_run: bool) -> Table:
    rows = tuple(
        Row(
            (
                *("-" if dry_run else record.id, record.file, record.kind.value, record.format),
                *(record.rows_kept, record.rows_rejected, record.first, record.last, record.at),
                _state(record, dry_run),
            )
        )
        for record in records
    )
    return Table("imports", "Imports", _RECORD_COLUMNS, rows, empty="Nothing was imported yet.")


def _state(record: ImportRecord, dry_run: bool) -> Status:
    if dry_run:
        return Status(Level.INFO, "Dry run")
    if record.undone:
        return Status(Level.UNKNOWN, "Taken back")
    return Status(Level.WARNING, "Rows rejected") if record.rows_rejected else Status(Level.GOOD, "Kept")
