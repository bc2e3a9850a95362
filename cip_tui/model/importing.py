"""Imports: a file read into a staged snapshot, published, and entered in the journal as one reversible batch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cip_tui.model.calls.prices import PriceBook
from cip_tui.model.errors import InputRefused, UsageError, Where
from cip_tui.model.job import Job
from cip_tui.model.journal import Event, Journal
from cip_tui.model.snapshots import Snapshots
from cip_tui.model.sources.report import CHARGE_KINDS, TABLE_KINDS, FileKind, Finding, ImportOptions, ReadResult

KIND = "import"
# Kinds whose rows have the columns of another are looked at together with it.
_RELATIONS = {FileKind.BILLING: FileKind.CALLS, FileKind.COST_EXPLORER: FileKind.CHARGES}


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import as the journal tells it. `first` and `last` are the days its rows cover, where they have days."""

    id: str
    at: datetime
    user: str
    file: str
    kind: FileKind
    format: str
    rows_in: int
    rows_kept: int
    rows_rejected: int
    first: date | None
    last: date | None
    grain: str
    sha256: str
    prices: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an import did. `unchanged` means that the same file stood in the workspace already."""

    record: ImportRecord
    findings: tuple[Finding, ...]
    rejects: Path
    unchanged: bool = False


class Imports:
    """The imports of one workspace."""

    def __init__(self, journal: Journal, snapshots: Snapshots) -> None:
        self._journal = journal
        self._snapshots = snapshots

    def all(self) -> list[ImportRecord]:
        """Return every import, newest first, undone ones too."""
        standing = {event.id for event in self._journal.standing(KIND)}
        return [_record(event, event.id not in standing) for event in reversed(self._journal.events(KIND))]

    def standing(self) -> list[ImportRecord]:
        """Return the imports that count, oldest first."""
        return [_record(event, undone=False) for event in self._journal.standing(KIND)]

    def files(self) -> dict[str, list[Path]]:
        """Return the Parquet files that count, by relation, oldest first."""
        found: dict[str, list[Path]] = {}
        for record in self.standing():
            relation = _RELATIONS.get(record.kind, record.kind)
            found.setdefault(relation.value, []).append(self.path(record))
        return found

    def path(self, record: ImportRecord) -> Path:
        """Return where the rows of an import stand."""
        return self._snapshots.folder(record.id) / f"{record.kind.value}.parquet"

    def charges(self) -> list[tuple[ImportRecord, Path]]:
        """Return the imports that hold charges of a cloud and count, oldest first, each with the file of its charges.

        A FOCUS file is billing of AI and may hold charges of a cloud beside.
        """
        found = []
        for record in self.standing():
            if record.kind in CHARGE_KINDS:
                found.append((record, self.path(record)))
            elif record.kind is FileKind.BILLING:
                beside = self._snapshots.folder(record.id) / f"{FileKind.CHARGES}.parquet"
                found += [(record, beside)] if beside.exists() else []
        return found

    def read(self, path: Path, options: ImportOptions, prices: PriceBook, job: Job) -> Receipt:
        """Read a file and keep it as one import. Nothing is kept where anything is refused or stopped.

        Raises `InputRefused` for a file that cannot be used, `Cancelled` where the job was stopped.
        """
        from cip_tui.model import sources

        with self._snapshots.staged() as folder:
            result = sources.read(path, folder, options, prices, job)
            if result.kind not in TABLE_KINDS:
                raise InputRefused(
                    f"This is a file of kind '{result.kind.value}', which is not imported here", where=Where(str(path))
                )
            job.progress("Keeping", 1.0)
            import_id = _import_id(result.sha256, options)
            same = self._same_file(result.sha256)
            if same is not None:
                return self._unchanged(same, import_id, path)
            self._snapshots.publish(folder, import_id)
            event = self._journal.append_new(KIND, result.sha256, _payload(import_id, path, result, prices))
            if event is None:
                return self._unchanged(self._journal.standing(KIND, result.sha256)[0], import_id, path)
        return Receipt(_record(event, undone=False), result.findings, self._rejects(import_id))

    def undo(self, import_id: str) -> ImportRecord:
        """Take an import back. Raises `UsageError` where there is no such import or it is undone already."""
        for event in self._journal.standing(KIND):
            if event.payload["id"] == import_id:
                self._journal.undo(event)
                return _record(event, undone=True)
        known = [record.id for record in self.standing()]
        raise UsageError(
            f"There is no import '{import_id}' that could be undone",
            next_step="Imports that stand: " + (", ".join(known) or "none"),
        )

    def named(self) -> list[str]:
        """Return the ids of all imports that any event names."""
        return [event.payload["id"] for event in self._journal.events(KIND)]

    def _same_file(self, sha256: str) -> Event | None:
        found = self._journal.standing(KIND, sha256)
        return found[0] if found else None

    def _unchanged(self, event: Event, import_id: str, path: Path) -> Receipt:
        record = _record(event, undone=False)
        if record.id != import_id:
            raise InputRefused(
                f"This file is in the workspace already, read in another way (import {record.id})",
                where=Where(str(path)),
                next_step=f"Take that back first: cip undo {record.id}",
            )
        return Receipt(record, (), self._rejects(record.id), unchanged=True)

    def _rejects(self, import_id: str) -> Path:
        return self._snapshots.folder(import_id) / "rejects.jsonl"


def _import_id(sha256: str, options: ImportOptions) -> str:
    recipe = options.recipe.read_text(encoding="utf-8") if options.recipe is not None else ""
    asked = json.dumps([sha256, options.as_format, sorted(options.mapping), recipe])
    return hashlib.sha256(asked.encode()).hexdigest()[:10]


def _payload(import_id: str, path: Path, result: ReadResult, prices: PriceBook) -> dict[str, Any]:
    return {
        "id": import_id,
        "file": path.name,
        "kind": result.kind.value,
        "format": result.report.format,
        "rows_in": result.rows_in,
        "rows_kept": result.rows_kept,
        "rows_rejected": result.rows_rejected,
        "first": result.first.date().isoformat() if result.first else None,
        "last": result.last.date().isoformat() if result.last else None,
        "grain": result.grain,
        "sha256": result.sha256,
        "prices": prices.digest,
        "findings": [finding.to_json() for finding in result.findings],
    }


def _record(event: Event, undone: bool) -> ImportRecord:
    facts: Mapping[str, Any] = event.payload
    return ImportRecord(
        id=facts["id"],
        at=event.at,
        user=event.user,
        file=facts["file"],
        kind=FileKind(facts["kind"]),
        format=facts["format"],
        rows_in=facts["rows_in"],
        rows_kept=facts["rows_kept"],
        rows_rejected=facts["rows_rejected"],
        first=date.fromisoformat(facts["first"]) if facts["first"] else None,
        last=date.fromisoformat(facts["last"]) if facts["last"] else None,
        grain=facts["grain"],
        sha256=facts["sha256"],
        prices=facts["prices"],
        undone=undone,
    )
