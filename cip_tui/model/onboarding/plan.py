"""The plan of an onboarding: everything that would be written, and everything found, before anything is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from cip_tui.model.document import Level
from cip_tui.model.errors import InputRefused, UsageError, Where
from cip_tui.model.onboarding.accounts import Account, KpiRecord
from cip_tui.model.onboarding.checks import CellFinding
from cip_tui.model.onboarding.choices import Choices
from cip_tui.model.onboarding.columns import AccountColumns
from cip_tui.model.onboarding.consistency import consistency
from cip_tui.model.onboarding.detecting import TEMPLATE, Detection, detect
from cip_tui.model.onboarding.kpis import standard
from cip_tui.model.onboarding.layout import Table, find_table, fingerprint
from cip_tui.model.onboarding.matching import Match, match_columns
from cip_tui.model.onboarding.reading.grid import Book, column_of
from cip_tui.model.onboarding.reconcile import Reconciled, reconcile, reconciliation_findings
from cip_tui.model.onboarding.standard_template import is_template, template_table
from cip_tui.model.onboarding.transform import RejectedRow, transform
from cip_tui.model.text import clean

KPIS_EACH = 13
ACCOUNTS_SHOWN = 3
KPIS_SHOWN = 10
_SAMPLE = 200


@dataclass(frozen=True)
class ImportPlan:
    """What an onboarding would do. Where `complete` is false only the head of the file was read.

    `matches` has one entry for each column of the table, `used` those that carry a field. Counts are of what would be
    written. `findings` come with the gravest first.
    """

    path: Path
    sha256: str
    detection: Detection
    table: Table
    matches: tuple[Match, ...]
    used: Mapping[str, Match]
    accounts: AccountColumns
    rejected: tuple[RejectedRow, ...]
    findings: tuple[CellFinding, ...]
    reconciliation: tuple[Reconciled, ...]
    choices: Choices
    complete: bool
    facts: tuple[str, ...] = ()
    shape: str = "xlsx"
    blocked: str = ""
    sheets: tuple[str, ...] = field(default_factory=tuple)

    @property
    def format_detected(self) -> str:
        """The key of the format: `data_center_serverless`, `crm_export`, `standard_template` or `unknown`."""
        return self.detection.format

    @property
    def accounts_count(self) -> int:
        """How many accounts would be written."""
        return len(self.accounts)

    @property
    def kpis_count(self) -> int:
        """How many KPI records would be written, those without a value included."""
        return KPIS_EACH * self.accounts_count

    @cached_property
    def kpi_counts(self) -> tuple[int, int, int]:
        """How many KPI records are observed, imputed and without a value."""
        return self.accounts.counts()

    @cached_property
    def fingerprint(self) -> str:
        """What the header is known by."""
        return fingerprint(self.table.headers)

    @property
    def import_id(self) -> str:
        """The id under which this would be kept: the same file read in the same way has the same.

        Goals, weights and ranges are no matter of reading; a column counts by what it is taken for, not by who said so.
        """
        chosen = self.choices
        read = {
            "sheet": self.table.sheet,
            "columns": {name: [match.column, str(match.factor)] for name, match in self.used.items()},
            "rescales": {name: str(factor) for name, factor in chosen.rescales.items()},
            "edits": dict(chosen.edits),
            "regions": dict(chosen.regions),
            "region": chosen.region,
        }
        asked = json.dumps([self.sha256, read], sort_keys=True)
        return "A" + hashlib.sha256(asked.encode()).hexdigest()[:9]

    def preview_accounts(self) -> list[Account]:
        """Return the first accounts."""
        return [self.accounts.account(i) for i in range(min(ACCOUNTS_SHOWN, self.accounts_count))]

    def preview_kpis(self) -> list[KpiRecord]:
        """Return the first KPI records, in the order in which they would be written."""
        kpis = standard().kpis
        return [
            self.accounts.record(kpis[number % KPIS_EACH], number // KPIS_EACH)
            for number in range(min(KPIS_SHOWN, self.kpis_count))
        ]

    def headline(self) -> str:
        """Return the first line of the preview."""
        more = "" if self.complete else " so far"
        return f"Will create {self.accounts_count:,} accounts and {self.kpis_count:,} KPIs{more}"

    def second_line(self) -> str:
        """Return what stands behind the number of KPIs."""
        observed, imputed, missing = self.kpi_counts
        return f"{observed:,} observed, {imputed:,} imputed, {missing:,} no data"

    def levels(self) -> dict[Level, int]:
        """Return how many findings there are of each level."""
        return {
            level: sum(f.level is level for f in self.findings) for level in (Level.CRITICAL, Level.WARNING, Level.INFO)
        }


def make_plan(book: Book, path: Path, choices: Choices, *, as_of: date, sha256: str) -> ImportPlan:
    """Work out the plan for what was read. Raises `InputRefused` where there is no table, `UsageError` for a choice."""
    template = is_template(book)
    table = template_table(book) if template else find_table(book, sheet=choices.sheet)
    if table is None:
        raise _no_table(book, path, choices)
    matches = match_columns(table.headers, [column[:_SAMPLE] for column in table.columns])
    if template:
        matches = [replace(match, accepted=bool(match.field)) for match in matches]
    used = _used(table, matches, choices)
    detection = detect(table.headers, list(used.values()), template=template)
    done = transform(table, used, as_of=as_of, edits=choices.edits, rescales=choices.rescales)
    _fill_regions(done.accounts, choices)
    figures = reconcile(book, done.every, table.sheet)
    findings = [
        *table.findings,
        *done.findings,
        *_proposals(table, matches, used),
        *consistency(done.accounts),
        *reconciliation_findings(figures),
    ]
    if choices.region or (choices.regions and len(choices.regions) >= len(done.accounts)):
        findings = [finding for finding in findings if finding.rule != "region-missing"]
    return ImportPlan(
        path,
        sha256,
        detection,
        table,
        tuple(matches),
        used,
        done.accounts,
        tuple(done.rejected),
        tuple(sorted(findings, key=lambda finding: _ORDER[finding.level])),
        tuple(figures),
        choices,
        table.complete and book.complete,
        (*detection.evidence, table.evidence, *book.facts),
        book.shape,
        _blocked(used, done.accounts, detection, len(table.numbers)),
        tuple(sheet.name for sheet in book.sheets),
    )


_ORDER = {Level.CRITICAL: 0, Level.WARNING: 1, Level.UNKNOWN: 2, Level.INFO: 3, Level.GOOD: 4}


def _no_table(book: Book, path: Path, choices: Choices) -> InputRefused | UsageError:
    names = ", ".join(clean(sheet.name, 30) for sheet in book.sheets if sheet.name)
    if choices.sheet and all(sheet.name != choices.sheet for sheet in book.sheets):
        return UsageError(
            f"There is no sheet '{clean(choices.sheet, 60)}'", where=Where(str(path)), next_step=f"Known: {names}"
        )
    return InputRefused(
        "No table with a header was found",
        where=Where(str(path)),
        cause=f"Looked at: {names}" if names else "",
        next_step="Give a table with one header row, or fill in the template: cip onboard --template -o template.xlsx",
    )


def _used(table: Table, matches: Sequence[Match], choices: Choices) -> dict[str, Match]:
    """Return the columns that carry fields: those taken for sure, then what a person chose."""
    used = {match.field: match for match in matches if match.field and (match.accepted or choices.accept)}
    for name, header in choices.mapping.items():
        if not header:
            used.pop(name, None)
            continue
        column = _column(table, header)
        for other in [known for known, match in used.items() if match.column == column]:
            del used[other]
        found = next((match for match in matches if match.column == column and match.field == name), None)
        said = "you said so"
        used[name] = (
            Match(column, table.headers[column], name, 1.0, True, evidence=said)
            if found is None
            else replace(found, accepted=True, score=1.0, evidence=said)
        )
    order = {field: position for position, field in enumerate(_field_order())}
    return dict(sorted(used.items(), key=lambda item: order[item[0]]))


def _field_order() -> Sequence[str]:
    from cip_tui.model.onboarding.fields import language

    return tuple(language().fields)


def _column(table: Table, header: str) -> int:
    """Return a column by its header or its letters. Raises `UsageError`."""
    for index, name in enumerate(table.headers):
        if name == header:
            return index
    folded = [index for index, name in enumerate(table.headers) if name.casefold() == header.casefold()]
    if len(folded) == 1:
        return folded[0]
    if header.isascii() and header.isalpha() and header.isupper() and len(header) <= 3:
        index = column_of(header)
        if index < len(table.headers):
            return index
    known = ", ".join(clean(name, 30) for name in table.headers if name)
    raise UsageError(f"There is no column '{clean(header, 60)}'", next_step=f"Known: {known}")


def _fill_regions(accounts: AccountColumns, choices: Choices) -> None:
    if not choices.region and not choices.regions:
        return
    stated = accounts.texts.get("region", [""] * len(accounts))
    accounts.texts["region"] = [
        choices.regions.get(key, "") or region or choices.region
        for key, region in zip(accounts.ids(), stated, strict=True)
    ]


def _proposals(table: Table, matches: Sequence[Match], used: Mapping[str, Match]) -> list[CellFinding]:
    from cip_tui.model.onboarding.reading.grid import address

    taken = {match.column for match in used.values()}
    return [
        CellFinding(
            Level.WARNING,
            "proposed-column",
            f"'{clean(match.header, 40)}' may be {match.field} ({match.score:.2f}: {match.evidence}); not used",
            (address(table.sheet, match.column, table.header_row),),
            raw=clean(match.header, 80),
            fix=f"To use it: --map {match.field}='{clean(match.header, 40)}'",
            field=match.field,
        )
        for match in matches
        if match.proposed and match.column not in taken and match.field not in used
    ]


def _blocked(used: Mapping[str, Match], accounts: AccountColumns, detection: Detection, rows: int) -> str:
    """Return why the plan cannot be carried out as it is, empty where it can."""
    if not rows:
        return "There is no row below the header"
    lacking = [name for name in ("customer_id", "company_name") if name not in used]
    if lacking:
        return f"No column is known for {' and '.join(lacking)}: say which with --map {lacking[0]}=COLUMN"
    if not len(accounts):
        return "No row makes an account"
    if detection.format != TEMPLATE and not any(kpi.column in used for kpi in standard().kpis):
        return "No column holds any of the 13 KPIs: say which with --map, e.g. --map monthly_spend=COLUMN"
    return ""
