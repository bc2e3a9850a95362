"""The proof of an import: file, digest, mapping, checksum of the records, findings, Dashboard, scores."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from cip_tui.model.document import Block, Column, Document, Kind, Level, Metric, Note, Row, Section, Status, Table
from cip_tui.model.onboarding.book import OnboardingRecord
from cip_tui.model.onboarding.columns import AccountColumns
from cip_tui.model.onboarding.documents import LEVEL_WORDS
from cip_tui.model.onboarding.kpis import standard
from cip_tui.model.onboarding.plan import ImportPlan
from cip_tui.model.onboarding.settings import settings_from
from cip_tui.model.text import clean

_SCORES_MOST = 1_000


def receipt_facts(plan: ImportPlan) -> dict[str, Any]:
    """Return what the journal must hold of a plan so that its receipt can be written again at any time."""
    observed, imputed, missing = plan.kpi_counts
    return {
        "title": plan.detection.title,
        "confidence": plan.detection.confidence,
        "header_row": plan.table.header_row,
        "rows": len(plan.table.numbers),
        "rejected": len(plan.rejected),
        "observed": observed,
        "imputed": imputed,
        "missing": missing,
        "records_sha256": records_digest(plan.accounts),
        "mapping": [
            [name, clean(plan.table.headers[match.column], 80), match.evidence] for name, match in plan.used.items()
        ],
        "findings": [
            [finding.level.value, finding.rule, finding.place, finding.raw, finding.message]
            for finding in plan.findings
        ],
        "dashboard": [
            [figure.label, str(figure.stated), None if figure.computed is None else str(figure.computed), figure.agrees]
            for figure in plan.reconciliation
        ],
    }


def records_digest(accounts: AccountColumns) -> str:
    """Return a checksum of all KPI records in their order: id, KPI, value, whether it is imputed."""
    digest = hashlib.sha256()
    kpis = standard().kpis
    columns = [(kpi.id, accounts.texts.get(kpi.column), accounts.imputed.get(kpi.column, frozenset())) for kpi in kpis]
    for index, account_id in enumerate(accounts.ids()):
        for kpi_id, texts, imputed in columns:
            value = texts[index] if texts is not None else ""
            digest.update(f"{account_id}\t{kpi_id}\t{value}\t{int(index in imputed)}\n".encode())
    return digest.hexdigest()


def receipt_document(facts: Mapping[str, Any], accounts: AccountColumns) -> Document:
    """Return the receipt of an import from what the journal holds and the accounts that were kept."""
    digest = records_digest(accounts)
    same = digest == facts["records_sha256"]
    head: list[Block] = [
        Note(f"Created {facts['accounts']:,} accounts and {13 * facts['accounts']:,} KPIs"),
        Note(f"{facts['observed']:,} observed, {facts['imputed']:,} imputed, {facts['missing']:,} no data"),
        Metric("created", "New accounts", facts["created"], Kind.COUNT),
        Metric("updated", "Updated", facts["updated"], Kind.COUNT),
        Metric("unchanged", "Unchanged", facts["unchanged"], Kind.COUNT),
        Metric("rejected_count", "Rows not taken", facts["rejected"], Kind.COUNT),
    ]
    if not same:
        head.append(Note("The accounts kept are not those that were imported", Level.CRITICAL))
    sections = [
        Section("import", "Import", tuple(head)),
        Section("scores", "Health of the accounts as imported", _scores(facts, accounts)),
        Section("mapping", "Columns", (_table("mapping", ("Field", "Column", "Evidence"), facts["mapping"]),)),
        Section("findings", "Findings", (_findings(facts),)),
    ]
    if facts["dashboard"]:
        sections.append(Section("dashboard", "Dashboard", (_dashboard(facts),)))
    return Document(
        "receipt",
        f"Receipt of import {facts['id']}",
        tuple(sections),
        subtitle=f"{clean(facts['file'], 80)}, {facts['title']}",
        facts=(
            ("File", clean(facts["file"], 200)),
            ("SHA-256", facts["sha256"]),
            (
                "Sheet",
                f"{clean(facts['sheet'], 80) or '-'}, header in row {facts['header_row']}, {facts['rows']:,} rows",
            ),
            ("Records", f"SHA-256 {digest} over {13 * facts['accounts']:,} records"),
        ),
    )


def _scores(facts: Mapping[str, Any], accounts: AccountColumns) -> tuple[Block, ...]:
    from cip_tui.model.onboarding.health import assess, shown_points

    settings = settings_from(facts["choices"]["health"])
    shown = min(len(accounts), _SCORES_MOST)
    rows = []
    for index in range(shown):
        health = assess(accounts.account(index), settings)
        score, _ = shown_points(health)
        rows.append(Row((health.account.account_name, health.account.external_account_id, score, health.word)))
    columns = (
        Column("account", "Account"),
        Column("id", "Id"),
        Column("score", "Health", Kind.NUMBER),
        Column("band", "Band"),
    )
    return (Table("scores", "Health of the accounts as imported", columns, tuple(rows), available=len(accounts)),)


def _table(table_id: str, titles: tuple[str, ...], rows: list[list[str]]) -> Table:
    columns = tuple(Column(title.lower(), title) for title in titles)
    return Table(table_id, table_id.capitalize(), columns, tuple(Row(tuple(row)) for row in rows))


def _findings(facts: Mapping[str, Any]) -> Table:
    columns = (
        Column("level", "Level", Kind.STATUS),
        Column("rule", "Rule"),
        Column("where", "Cell"),
        Column("raw", "As it stood"),
        Column("message", "Finding"),
    )
    rows = tuple(
        Row((Status(Level(level), LEVEL_WORDS.get(Level(level), "Note")), rule, place, raw, message))
        for level, rule, place, raw, message in facts["findings"]
    )
    return Table("findings", "Findings", columns, rows, empty="Nothing was found.")


def _dashboard(facts: Mapping[str, Any]) -> Table:
    from decimal import Decimal

    columns = (
        Column("label", "Figure"),
        Column("stated", "Dashboard", Kind.NUMBER),
        Column("computed", "From the customers", Kind.NUMBER),
        Column("state", "State", Kind.STATUS),
    )
    rows = tuple(
        Row(
            (
                label,
                Decimal(stated),
                None if computed is None else Decimal(computed),
                Status(Level.GOOD, "Agrees") if agrees else Status(Level.WARNING, "Differs"),
            )
        )
        for label, stated, computed, agrees in facts["dashboard"]
    )
    return Table("dashboard", "Dashboard", columns, rows)


def overview_document(records: Sequence[OnboardingRecord], receipt: Document | None) -> Document:
    """Return every import of accounts, newest first, and the receipt of the one that counts last."""
    columns = (
        Column("id", "Import"),
        Column("file", "File"),
        Column("format", "Format"),
        Column("accounts", "Accounts", Kind.COUNT),
        Column("kpis", "KPIs", Kind.COUNT),
        Column("rejected", "Not taken", Kind.COUNT, "rows"),
        Column("at", "Imported UTC", Kind.TIME),
        Column("state", "State", Kind.STATUS),
    )
    rows = tuple(
        Row(
            (
                record.id,
                clean(record.file, 80),
                record.format,
                record.accounts,
                13 * record.accounts,
                record.rejected,
                record.at,
                Status(Level.UNKNOWN, "Taken back") if record.undone else Status(Level.GOOD, "Kept"),
            )
        )
        for record in reversed(records)
    )
    empty = "No customer file was onboarded yet: cip onboard FILE shows what one would become."
    table = Table("imports", "Imports of accounts", columns, rows, empty=empty)
    sections = (Section("imports", "Imports of accounts", (table,)), *(receipt.sections if receipt is not None else ()))
    facts = receipt.facts if receipt is not None else ()
    return Document("onboarding.overview", "Onboarding", sections, facts=facts)
