"""Customer files among all others: what `cip inspect` says of them, and what `cip import` makes of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cip_tui.model.errors import CipError, InputRefused, Where
from cip_tui.model.importing import ImportRecord, Receipt
from cip_tui.model.job import Job
from cip_tui.model.onboarding.book import OnboardingRecord
from cip_tui.model.onboarding.checks import CellFinding
from cip_tui.model.onboarding.choices import Choices, parse_mapping
from cip_tui.model.onboarding.detecting import UNKNOWN
from cip_tui.model.onboarding.fields import language
from cip_tui.model.sources.report import FileKind, FileReport, Finding, ImportOptions

if TYPE_CHECKING:
    from datetime import date

    from cip_tui.model.onboarding.desk import Onboarding
    from cip_tui.model.onboarding.plan import ImportPlan

_PACKAGES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def import_accounts(desk: Onboarding, path: Path, options: ImportOptions, job: Job) -> Receipt | None:
    """Keep a customer file as found, and return its receipt; None where the file is none.

    A workbook is always taken for one, with the recipe and the mapping given; a table only where it surely is and
    nothing else was asked for. Raises `InputRefused`, `UsageError`.
    """
    asked = bool(options.as_format or options.mapping or options.recipe)
    if not _is_package(path) and (asked or not _is_customer_table(desk, path)):
        return None
    choices = Choices(health=desk.settings()) if options.recipe is None else desk.read_recipe(options.recipe).choices
    choices = replace(choices, mapping={**choices.mapping, **parse_mapping(options.mapping)})
    plan = desk.plan(path, choices, job)
    if plan.blocked:
        raise InputRefused(
            "This table of customers cannot be read without help",
            where=Where(str(path)),
            cause=plan.blocked,
            next_step=f"See cip onboard {path.name} --preview",
        )
    kept = desk.commit(plan)
    findings = tuple(finding_of(path, finding) for finding in plan.findings)
    rejects = desk.rejects_file(kept.record.id)
    return Receipt(import_record(kept.record), findings, rejects, unchanged=kept.unchanged)


def import_record(record: OnboardingRecord) -> ImportRecord:
    """Return an import of accounts as it stands in the list of all imports."""
    return ImportRecord(
        id=record.id,
        at=record.at,
        user=record.user,
        file=record.file,
        kind=FileKind.WORKBOOK,
        format=record.format,
        rows_in=record.accounts + record.rejected,
        rows_kept=record.accounts,
        rows_rejected=record.rejected,
        first=None,
        last=None,
        grain="",
        sha256=record.sha256,
        prices="",
        undone=record.undone,
    )


def finding_of(path: Path, finding: CellFinding) -> Finding:
    """Return a finding as every import tells them."""
    where = Where(path.name, field=finding.place)
    return Finding(finding.level, finding.rule, finding.message, where, finding.raw, finding.fix, finding.count)


def inspect_file(path: Path, job: Job, as_of: date) -> FileReport:
    """Say what any file is; customer files with their columns. Nothing is written. Raises `InputRefused`."""
    from cip_tui.model import sources

    report = sources.inspect(path, job)
    if report.kind not in (FileKind.WORKBOOK, FileKind.UNKNOWN, FileKind.CUSTOMERS):
        return report
    try:
        plan = _looked_at(path, job, as_of)
    except CipError:
        # A workbook keeps the reason why it is refused; what is nothing at all stays nothing.
        if report.kind is FileKind.WORKBOOK:
            raise
        return report
    surely = plan is not None and plan.format_detected != UNKNOWN and not plan.blocked
    if plan is None or not (surely or report.kind is FileKind.WORKBOOK):
        return report
    return _report(report, plan)


def _looked_at(path: Path, job: Job, as_of: date) -> ImportPlan | None:
    from cip_tui.model.onboarding.plan import make_plan
    from cip_tui.model.onboarding.reading.opening import read_head, read_whole

    book = read_head(path) or read_whole(path, job)
    return make_plan(book, path, Choices(), as_of=as_of, sha256="")


def _report(report: FileReport, plan: ImportPlan) -> FileReport:
    findings: Sequence[Finding] = [finding_of(plan.path, finding) for finding in plan.findings]
    return FileReport(
        path=report.path,
        kind=FileKind.WORKBOOK,
        format=plan.format_detected,
        title=plan.detection.title,
        confidence=plan.detection.confidence,
        evidence=(*plan.facts, f"Read it with: cip onboard {plan.path.name} --preview"),
        mapped={name: plan.table.headers[match.column] for name, match in plan.used.items()},
        missing=tuple(name for name in language().fields if name not in plan.used),
        rows=len(plan.table.numbers) if plan.complete else None,
        rejected=len(plan.rejected),
        sha256=report.sha256,
        findings=tuple(findings),
    )


def write_rejects(path: Path, plan: ImportPlan) -> None:
    """Write the rows that make no account, an object a line: line, field, raw and reason."""
    with path.open("w", encoding="utf-8") as file:
        for row in plan.rejected:
            facts = {"line": row.row, "field": row.cell, "raw": list(row.cells), "reason": row.reason}
            file.write(json.dumps(facts, ensure_ascii=False) + "\n")


def _is_package(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4).startswith(_PACKAGES)
    except OSError:
        # The reader of all files says what is wrong with it.
        return False


def _is_customer_table(desk: Onboarding, path: Path) -> bool:
    if path.suffix.lower() not in (".csv", ".tsv", ".txt"):
        return False
    try:
        plan = desk.preview(path)
    except CipError:
        return False
    return plan is not None and plan.format_detected != UNKNOWN and not plan.blocked
