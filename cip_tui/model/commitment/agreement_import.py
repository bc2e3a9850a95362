"""Agreements in the list of imports, so that `cip import`, `cip imports` and `cip undo` know them like any file."""

from __future__ import annotations

from pathlib import Path

from cip_tui.model.commitment.agreements import AgreementRecord, Agreements
from cip_tui.model.commitment.inspection import field_findings
from cip_tui.model.errors import UsageError
from cip_tui.model.importing import ImportRecord, Receipt
from cip_tui.model.job import Job
from cip_tui.model.sources import starts_as_pdf
from cip_tui.model.sources.report import FileKind, ImportOptions


def import_agreement(agreements: Agreements, path: Path, options: ImportOptions, job: Job) -> Receipt | None:
    """Keep a PDF as an agreement; None where the file is no PDF.

    Raises `UsageError` where it is asked to be read as a table, and what `Agreements.add` raises.
    """
    if not starts_as_pdf(path):
        return None
    if options.as_format or options.mapping or options.recipe is not None:
        raise UsageError("A PDF has no columns to map", next_step="Import it without --as, --map and --recipe")
    known = {record.sha256 for record in agreements.all()}
    record = agreements.add(path, job, password=options.password)
    findings = field_findings(agreements.extraction(record.id))
    kept = import_record(record)
    return Receipt(kept, tuple(findings), agreements.folder / f"{record.id}.json", unchanged=record.sha256 in known)


def import_record(record: AgreementRecord, *, undone: bool = False) -> ImportRecord:
    """Return an agreement as an import: its rows are the fields found, its days those of the term."""
    return ImportRecord(
        id=record.id,
        at=record.at,
        user=record.user,
        file=record.file,
        kind=FileKind.AGREEMENT,
        format="pdf",
        rows_in=record.found,
        rows_kept=record.found,
        rows_rejected=0,
        first=record.first,
        last=record.last,
        grain="",
        sha256=record.sha256,
        prices="",
        undone=undone,
    )


def agreement_records(agreements: Agreements) -> list[ImportRecord]:
    """Return every agreement as an import, those taken back too."""
    return [import_record(record, undone=undone) for record, undone in agreements.ever()]
