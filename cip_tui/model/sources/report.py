"""What reading a file tells: what it is, how it was asked to be read, what was kept, what was listed and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from cip_tui.model.document import Level
from cip_tui.model.errors import Where


class FileKind(StrEnum):
    """What a file holds, hence where it goes."""

    CALLS = "calls"
    BILLING = "billing"
    CUSTOMERS = "customers"
    BUDGETS = "budgets"
    TEAMS = "teams"
    AGREEMENT = "agreement"
    COST_EXPLORER = "cost_explorer"
    CHARGES = "charges"
    WORKBOOK = "workbook"
    UNKNOWN = "unknown"


TABLE_KINDS: frozenset[FileKind] = frozenset(
    {
        FileKind.CALLS,
        FileKind.BILLING,
        FileKind.CUSTOMERS,
        FileKind.BUDGETS,
        FileKind.TEAMS,
        FileKind.COST_EXPLORER,
        FileKind.CHARGES,
    }
)
"""The kinds that `sources.read` writes as `<kind>.parquet`; the others have readers of their own."""

CHARGE_KINDS: frozenset[FileKind] = frozenset({FileKind.COST_EXPLORER, FileKind.CHARGES})
"""The kinds whose rows are charges of a cloud: sums from Cost Explorer, and bills line by line."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth knowing about a file. `rule` is a stable key; `count` says how many rows it concerns.

    `raw` is the value as it stands in the file, cleaned; `fix` says what a person can do about it.
    """

    level: Level
    rule: str
    message: str
    where: Where = field(default_factory=Where)
    raw: str = ""
    fix: str = ""
    count: int = 1

    def to_json(self) -> dict[str, object]:
        """Return the finding with the keys of `cip inspect`."""
        return {
            "level": self.level.value,
            "rule": self.rule,
            "where": str(self.where),
            "raw": self.raw,
            "message": self.message,
            "fix": self.fix,
            "count": self.count,
        }


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a file is. `rows` is None where they were not counted or the file has none in this sense.

    `mapped` names the source's column for each canonical field; a constant stands there as `:=value`, and a
    value worked out from several columns as their names joined by ` + `. `missing` lists canonical fields the
    file does not state. `confidence` is between 0 and 1.
    """

    path: Path
    kind: FileKind = FileKind.UNKNOWN
    format: str = ""
    version: str = ""
    title: str = ""
    confidence: float = 0.0
    evidence: tuple[str, ...] = ()
    mapped: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    rows: int | None = None
    rejected: int = 0
    sha256: str = ""
    findings: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the report with the keys of `cip inspect --format json`."""
        return {
            "path": str(self.path),
            "sha256": self.sha256,
            "format": self.format,
            "version": self.version,
            "title": self.title,
            "confidence": round(self.confidence, 2),
            "evidence": list(self.evidence),
            "kind": self.kind.value,
            "rows": self.rows,
            "mapped": dict(self.mapped),
            "missing": list(self.missing),
            "rejected": self.rejected,
            "findings": [finding.to_json() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a person wants a file read; empty means: find out.

    `as_format` is a format id. `mapping` holds items as typed, `field=column` or `field:=constant`
    (see `mapping.py`). `recipe` is a TOML file with the same; typed items win over it. `password` opens a PDF.
    """

    as_format: str = ""
    mapping: tuple[str, ...] = ()
    recipe: Path | None = None
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What was read: `rows_in == rows_kept + rows_rejected` always holds.

    `parquet` is `<kind>.parquet` in the folder given, with the canonical columns; `rejects` is `rejects.jsonl`
    beside it, one object with line, field, raw and reason for each row not kept. `first` and `last` bound the
    times kept (naive UTC). `totals` are exact sums over the rows kept: token counts as int, money as Decimal,
    and control sums of the source such as `billed_cost`. `grain` is the coarsest grain among the rows.
    """

    report: FileReport
    parquet: Path
    rejects: Path
    rows_in: int
    rows_kept: int
    rows_rejected: int
    sha256: str
    first: datetime | None = None
    last: datetime | None = None
    totals: Mapping[str, int | Decimal] = field(default_factory=dict)
    grain: str = ""
    currency: str = "USD"
    findings: tuple[Finding, ...] = ()

    @property
    def kind(self) -> FileKind:
        """What the file holds."""
        return self.report.kind
