"""The preview of an onboarding as a document: what would be written, from which columns, and what was found."""

from __future__ import annotations

from collections.abc import Sequence

from cip_tui.model.document import Block, Column, Document, Kind, Level, Metric, Note, Row, Section, Status, Table
from cip_tui.model.onboarding.accounts import Account, KpiRecord
from cip_tui.model.onboarding.checks import CellFinding
from cip_tui.model.onboarding.choices import Drift
from cip_tui.model.onboarding.differences import Difference
from cip_tui.model.onboarding.kpis import Band, standard
from cip_tui.model.onboarding.plan import ImportPlan
from cip_tui.model.onboarding.reconcile import Reconciled
from cip_tui.model.text import clean

_CHANGES_SHOWN = 200
LEVEL_WORDS = {Level.CRITICAL: "Error", Level.WARNING: "Warning", Level.INFO: "Note"}
BAND_LEVELS = {Band.CRITICAL: Level.CRITICAL, Band.AT_RISK: Level.WARNING, Band.HEALTHY: Level.GOOD}


def plan_document(
    plan: ImportPlan, difference: Difference | None, drifted: Drift | None = None, *, headline: bool = True
) -> Document:
    """Return the preview; the first two sentences are the headline and what stands behind its number of KPIs.

    Without `headline` they are left out, for where they stand above the document already.
    """
    blocks: list[Block] = [Note(plan.headline()), Note(plan.second_line())] if headline else []
    if plan.blocked:
        blocks.append(Note(plan.blocked, Level.CRITICAL))
    blocks += _metrics(plan)
    sections = [
        Section("preview", "Preview", tuple(blocks)),
        Section("accounts", "First accounts", (accounts_table(plan.preview_accounts(), plan.accounts_count),)),
        Section("kpis", "First KPI records", (kpis_table(plan.preview_kpis(), plan.kpis_count),)),
        Section("findings", "Findings", (findings_table(plan.findings),)),
        Section("mapping", "Columns", (mapping_table(plan),)),
    ]
    if difference is not None:
        sections.insert(1, Section("difference", "Against the workspace", _difference(difference)))
    if drifted is not None:
        sections.insert(1, Section("drift", "Against the last file of this name", _drift(drifted)))
    if plan.reconciliation:
        sections.append(Section("dashboard", "Dashboard", (reconciliation_table(plan.reconciliation),)))
    if plan.rejected:
        sections.append(Section("rejected", "Rows that make no account", (_rejected(plan),)))
    return Document(
        "onboarding",
        f"Onboarding of {clean(plan.path.name, 80)}",
        tuple(sections),
        subtitle=f"{plan.detection.title}, confidence {plan.detection.confidence:.0%}",
        facts=(("Evidence", clean("; ".join(plan.facts), 600)), ("SHA-256", plan.sha256 or "not worked out yet")),
    )


def _metrics(plan: ImportPlan) -> list[Block]:
    observed, imputed, missing = plan.kpi_counts
    levels = plan.levels()
    values = [text for text in plan.accounts.texts.get("contract_value_annual", ()) if text]
    return [
        Metric("accounts_count", "Accounts", plan.accounts_count, Kind.COUNT),
        Metric(
            "kpis_count", "KPI records", plan.kpis_count, Kind.COUNT, note=f"in {_categories(plan)} of 5 categories"
        ),
        Metric("observed", "Observed", observed, Kind.COUNT),
        Metric("imputed", "Imputed", imputed, Kind.COUNT),
        Metric("missing", "No data", missing, Kind.COUNT),
        Metric("contracts", "With a contract value", len(values), Kind.COUNT, "accounts"),
        Metric("errors", "Errors", levels[Level.CRITICAL], Kind.COUNT),
        Metric("warnings", "Warnings", levels[Level.WARNING], Kind.COUNT),
        Metric("notes", "Notes", levels[Level.INFO], Kind.COUNT),
    ]


def _categories(plan: ImportPlan) -> int:
    return len({kpi.category for kpi in standard().kpis if kpi.column in plan.used})


def accounts_table(accounts: Sequence[Account], available: int) -> Table:
    """Show accounts with what the plan makes of them."""
    columns = (
        Column("account_name", "Account"),
        Column("external_account_id", "Id"),
        Column("revenue", "Revenue", Kind.MONEY, "USD"),
        Column("industry", "Industry"),
        Column("region", "Region"),
        Column("account_status", "Status"),
        Column("account_tier", "Tier"),
        Column("assigned_csm", "CSM"),
    )
    rows = tuple(
        Row(
            (
                account.account_name,
                account.external_account_id,
                account.revenue,
                account.industry,
                account.region,
                account.account_status,
                account.account_tier,
                account.assigned_csm or None,
            )
        )
        for account in accounts
    )
    return Table("accounts", "First accounts", columns, rows, available=available)


def kpis_table(records: Sequence[KpiRecord], available: int) -> Table:
    """Show KPI records with band and source cell."""
    columns = (
        Column("account_name", "Account"),
        Column("category", "Category"),
        Column("kpi_parameter", "KPI"),
        Column("data", "Value", Kind.NUMBER),
        Column("unit", "Unit"),
        Column("band", "Band", Kind.STATUS),
        Column("impact_level", "Impact"),
        Column("measurement_frequency", "Measured"),
        Column("cell", "Cell"),
    )
    rows = tuple(
        Row(
            (
                record.account_name,
                record.category,
                record.kpi_parameter,
                record.data,
                value_unit(record),
                band_status(record),
                record.impact_level,
                record.measurement_frequency,
                record.cell,
            )
        )
        for record in records
    )
    return Table("kpis", "First KPI records", columns, rows, available=available)


def value_unit(record: KpiRecord) -> str:
    """Return the unit of a value; for a level its word."""
    if record.imputed:
        return f"imputed ({record.text or 'not stated'})"
    return record.text or record.unit


def band_status(record: KpiRecord) -> Status:
    """Return the band of a record as a status; where there is no value, that."""
    band = standard().kpi(record.kpi).band(record.data)
    return Status(Level.UNKNOWN, "No data") if band is None else Status(BAND_LEVELS[band], band.value)


def findings_table(findings: Sequence[CellFinding]) -> Table:
    """Show findings with cell, raw text, rule and fix."""
    columns = (
        Column("level", "Level", Kind.STATUS),
        Column("message", "Finding"),
        Column("where", "Cell"),
        Column("count", "Cells", Kind.COUNT),
        Column("raw", "As it stands"),
        Column("fix", "Fix"),
        Column("rule", "Rule"),
    )
    rows = tuple(
        Row(
            (
                Status(finding.level, LEVEL_WORDS.get(finding.level, "Note")),
                finding.message,
                finding.place,
                finding.count,
                finding.raw,
                finding.fix,
                f"{finding.check} {finding.rule}".strip(),
            )
        )
        for finding in findings
    )
    return Table("findings", "Findings", columns, rows, empty="Nothing was found.")


def mapping_table(plan: ImportPlan) -> Table:
    """Show each column of the file, what it is taken for, and why."""
    columns = (
        Column("header", "Column"),
        Column("field", "Taken for"),
        Column("score", "Score", Kind.NUMBER),
        Column("state", "State", Kind.STATUS),
        Column("evidence", "Evidence"),
    )
    used = {match.column: match for match in plan.used.values()}
    rows = []
    for match in plan.matches:
        taken = used.get(match.column)
        shown = taken or match
        if taken is not None:
            state = Status(Level.GOOD, "Taken")
        elif match.field and match.field not in plan.used:
            state = Status(Level.WARNING, "Proposed?")
        else:
            state = Status(Level.UNKNOWN, "Profile only")
        rows.append(
            Row(
                (
                    clean(match.header, 60) or f"(column {match.column + 1})",
                    shown.field if state.word != "Profile only" else "",
                    shown.score if shown.field and state.word != "Profile only" else None,
                    state,
                    shown.evidence,
                )
            )
        )
    return Table("mapping", "Columns", columns, tuple(rows))


def reconciliation_table(figures: Sequence[Reconciled]) -> Table:
    """Show the figures of the Dashboard beside those worked out from the customers."""
    columns = (
        Column("label", "Figure"),
        Column("stated", "Dashboard", Kind.NUMBER),
        Column("computed", "From the customers", Kind.NUMBER),
        Column("state", "State", Kind.STATUS),
        Column("cell", "Cell"),
    )
    rows = tuple(
        Row(
            (
                figure.label,
                figure.stated,
                figure.computed,
                Status(Level.GOOD, "Agrees") if figure.agrees else Status(Level.WARNING, "Differs"),
                figure.cell,
            )
        )
        for figure in figures
    )
    agree = sum(figure.agrees for figure in figures)
    return Table("dashboard", "Dashboard", columns, rows, note=f"{agree} of {len(figures)} figures agree")


def _difference(difference: Difference) -> tuple[Block, ...]:
    blocks: list[Block] = [Note(difference.sentence())]
    if difference.moves:
        columns = (Column("account", "Account"), Column("before", "Health before"), Column("after", "Health after"))
        rows = tuple(Row((move.account_name, move.before, move.after)) for move in difference.moves)
        blocks.append(Table("moves", "Bands that move", columns, rows))
    if difference.changes:
        changed = (
            Column("account", "Account"),
            Column("field", "Field"),
            Column("before", "Before"),
            Column("after", "After"),
            Column("cell", "Cell"),
        )
        shown = tuple(
            Row((change.account_name, change.field, change.before or None, change.after or None, change.cell))
            for change in difference.changes[:_CHANGES_SHOWN]
        )
        blocks.append(Table("changes", "Fields that change", changed, shown, available=len(difference.changes)))
    return tuple(blocks)


def _drift(drifted: Drift) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if drifted.breaking:
        blocks.append(Note(f"Breaking: gone are {', '.join(map(clean, drifted.breaking))}", Level.WARNING))
    rest = [name for name in drifted.gone if name not in drifted.breaking]
    if rest:
        blocks.append(Note(f"Not breaking: gone are {', '.join(map(clean, rest))}"))
    if drifted.new:
        blocks.append(Note(f"Not breaking: new are {', '.join(map(clean, drifted.new))}"))
    return tuple(blocks)


def _rejected(plan: ImportPlan) -> Table:
    columns = (Column("row", "Row", Kind.COUNT), Column("cell", "Cell"), Column("reason", "Why"))
    rows = tuple(Row((row.row, row.cell, row.reason)) for row in plan.rejected[:_CHANGES_SHOWN])
    return Table("rejected", "Rows that make no account", columns, rows, available=len(plan.rejected))
