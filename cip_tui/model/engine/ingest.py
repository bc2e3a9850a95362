"""The checked import: any file that is known becomes one typed Parquet snapshot and a list of what was not kept.

Every row of the file is kept, listed as rejected, or passed over as no row at all (blank lines), and the three are
reconciled with the file. Memory is bounded: rows stream through DuckDB, which moves to disk beyond its limit.
Nothing is written outside the folder given.
"""

from __future__ import annotations

import contextlib
import errno
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from cip_tui.model.calls.prices import PriceBook
from cip_tui.model.document import Level
from cip_tui.model.engine.charges import mark_periods, summary
from cip_tui.model.engine.snapshot import Snapshot, charges_staged, flaw_rows, mark_duplicates, write_snapshot
from cip_tui.model.engine.source import DuckDBSource
from cip_tui.model.errors import Cancelled, InputRefused, UsageError, Where, WorkspaceError
from cip_tui.model.job import Job
from cip_tui.model.money import rounded
from cip_tui.model.sources.charge_findings import charge_findings
from cip_tui.model.sources.detect import Detected, detect
from cip_tui.model.sources.findings import kept_findings, priced_findings, refusal, reject_findings, reject_reason
from cip_tui.model.sources.head import identity, read_head, refuse
from cip_tui.model.sources.language import Columns, Format
from cip_tui.model.sources.load import Loaded, Loader
from cip_tui.model.sources.mapping import GENERIC, asked_for, guess
from cip_tui.model.sources.rejects import Rejects
from cip_tui.model.sources.report import CHARGE_KINDS, FileKind, FileReport, Finding, ImportOptions, ReadResult
from cip_tui.model.sources.scan import fingerprint
from cip_tui.model.sources.targets import TARGETS
from cip_tui.model.text import clean

MEMORY_LIMIT = "1GB"
CHARGES_FILE = f"{FileKind.CHARGES}.parquet"
"""Where the charges of a cloud stand that a file holds, also beside what it is else."""
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


def read(path: Path, out_dir: Path, options: ImportOptions, prices: PriceBook, job: Job) -> ReadResult:
    """Read a table into `out_dir/<kind>.parquet` and `out_dir/rejects.jsonl`.

    Raises `InputRefused` for a file that cannot be used, `UsageError` for options that do not fit it,
    `WorkspaceError` where `out_dir` cannot be written, `Cancelled` where the job was stopped. Then nothing is left
    in `out_dir`.
    """
    head = read_head(path)
    detected = detect(head, asked_for(options))
    _check(detected)
    made = [out_dir / f"{detected.report.kind}.parquet", out_dir / CHARGES_FILE, out_dir / "rejects.jsonl"]
    try:
        with _faults(path), _work(out_dir) as work, _database(work, job) as source:
            return _read(detected, source, work, out_dir, prices, job)
    except BaseException:
        for file in made:
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)
        raise


def inspect(path: Path, job: Job, options: ImportOptions | None = None) -> FileReport:
    """Say what a file is and what an import would keep of it; nothing is written but passing files.

    Raises `InputRefused` for what cannot be opened, is empty or changes meanwhile, and `UsageError` as `read` does.
    """
    head = read_head(path)
    detected = detect(head, asked_for(options or ImportOptions()))
    if detected.layout is None:
        return replace(detected.report, sha256=fingerprint(path, job))
    _check(detected)
    with (
        tempfile.TemporaryDirectory(prefix="cip-") as folder,
        _faults(path),
        _database(Path(folder), job) as source,
        Rejects(Path(folder) / "rejects.jsonl") as rejects,
    ):
        before = identity(path)
        loaded = _load(detected, source, Path(folder), rejects, job)
        kept = int(source.run("SELECT count(*) FROM stage WHERE flaw IS NULL").rows[0][0])
        _unchanged(path, before)
        findings = _findings(detected, loaded, source, rejects)
        if kept and detected.report.kind in CHARGE_KINDS:
            staged = charges_staged(loaded, detected.report.kind, path)
            findings += charge_findings(summary(source, f"({staged})"))
        return replace(
            detected.report,
            rows=kept + rejects.count,
            rejected=rejects.count,
            sha256=loaded.sha256,
            findings=(*detected.report.findings, *findings),
        )


def _read(
    detected: Detected, source: DuckDBSource, work: Path, out_dir: Path, prices: PriceBook, job: Job
) -> ReadResult:
    path = detected.report.path
    before = identity(path)
    with Rejects(out_dir / "rejects.jsonl") as rejects:
        loaded = _load(detected, source, work, rejects, job)
    kept = int(source.run("SELECT count(*) FROM stage WHERE flaw IS NULL").rows[0][0])
    layout = detected.layout
    if not kept and layout is not None and layout.charges is not None:
        return _read(_as_charges(detected, layout.charges), source, work, out_dir, prices, job)
    if not kept:
        raise refusal(path, rejects)
    job.progress("Pricing and writing", 0.6)
    target = out_dir / f"{detected.report.kind}.parquet"
    snapshot = write_snapshot(source, loaded, detected.report.kind, path, target, prices, job)
    _unchanged(path, before)
    job.check()
    findings = [*_findings(detected, loaded, source, rejects), *_priced(snapshot, detected.report.kind)]
    if snapshot.charges is not None:
        findings += charge_findings(snapshot.charges)
    result = _result(detected, loaded, rejects, snapshot, target, kept, tuple(findings))
    if layout is None or layout.charges is None:
        return result
    beside = _charges_beside(_as_charges(detected, layout.charges), source, work, out_dir / CHARGES_FILE, prices, job)
    return replace(result, findings=(*result.findings, *beside))


def _as_charges(detected: Detected, layout: Format) -> Detected:
    return replace(detected, report=replace(detected.report, kind=layout.kind), layout=layout)


def _charges_beside(
    detected: Detected, source: DuckDBSource, work: Path, target: Path, prices: PriceBook, job: Job
) -> list[Finding]:
    """Write the file's charges of a cloud beside what it holds else, and return what is to be said of them.

    Nothing is written where none of its rows is one. What cannot be a charge is counted; the list of rejects is that
    of the file's first reading.
    """
    with Rejects(work / "charges_rejects.jsonl") as rejects:
        loaded = _load(detected, source, work, rejects, job)
    kept = int(source.run("SELECT count(*) FROM stage WHERE flaw IS NULL").rows[0][0])
    if not kept:
        return []
    job.progress("Writing the charges", 0.9)
    snapshot = write_snapshot(source, loaded, detected.report.kind, detected.report.path, target, prices, job)
    message = f"{kept:,} rows of AWS are cloud charges too, kept apart: cloud spend and AI spend are never added up"
    found = [Finding(Level.INFO, "cloud-charges", message, count=kept)]
    found += charge_findings(snapshot.charges) if snapshot.charges is not None else []
    if rejects.count:
        message = f"{rejects.count:,} rows could not be read as charges of the cloud"
        found.append(Finding(Level.WARNING, "no-charges", message, count=rejects.count))
    return found


def _result(
    detected: Detected,
    loaded: Loaded,
    rejects: Rejects,
    snapshot: Snapshot,
    target: Path,
    kept: int,
    findings: tuple[Finding, ...],
) -> ReadResult:
    rows = kept + rejects.count
    report = replace(detected.report, rows=rows, rejected=rejects.count, sha256=loaded.sha256, findings=findings)
    return ReadResult(
        report=report,
        parquet=target,
        rejects=rejects.path,
        rows_in=rows,
        rows_kept=kept,
        rows_rejected=rejects.count,
        sha256=loaded.sha256,
        first=snapshot.first,
        last=snapshot.last,
        totals=snapshot.totals,
        grain=snapshot.grain,
        findings=findings,
    )


def _check(detected: Detected) -> None:
    """Refuse what is no table or lacks a field without which no row could be kept."""
    report = detected.report
    if detected.layout is None or detected.columns is None:
        fix = report.findings[0].fix if report.findings else ""
        what = report.title or "an unknown file"
        if report.kind is FileKind.UNKNOWN:
            raise refuse(
                report.path, "This file is of no known format", cause=". ".join(report.evidence), next_step=fix
            )
        raise refuse(report.path, f"This is no table but: {what}", next_step=fix)
    required = [t.name for t in TARGETS[report.kind] if t.required and t.name in report.missing]
    if required:
        raise _lacking(detected, detected.columns, required)
    _check_header(report.path, detected.layout, detected.columns)
    stated = ("input_tokens", "output_tokens", "reported_cost_usd", "request_count")
    if report.kind in (FileKind.CALLS, FileKind.BILLING) and not set(stated) & set(report.mapped):
        raise _lacking(detected, detected.columns, ["input_tokens"])


def _check_header(path: Path, layout: Format, columns: Columns) -> None:
    """Refuse a header that names a column twice which is used: which of the two is meant is anyone's guess."""
    used = {name for part in layout.expressions() for name in part.used(columns)}
    for name, count in Counter(columns.names).items():
        if count > 1 and name in used:
            places = [str(place) for place, each in enumerate(columns.names, start=1) if each == name]
            raise refuse(
                path,
                f"The header names '{clean(name, 60)}' twice (columns {' and '.join(places)})",
                next_step="Rename the column that is not meant",
                row=1,
            )


def _lacking(detected: Detected, columns: Columns, required: list[str]) -> UsageError:
    names = ", ".join(clean(name, 60) for name in columns.names[:40])
    near = guess(columns)
    hint = " ".join(f"{name}={near[name]}" for name in required if name in near)
    what = "the mapping" if detected.layout is not None and detected.layout.id == GENERIC.id else "the file"
    return UsageError(
        f"{what.capitalize()} does not state {' and '.join(required)}",
        where=Where(clean(str(detected.report.path))),
        next_step=f"Add --map {hint or required[0] + '=COLUMN'}. Its columns: {names}",
    )


def _load(detected: Detected, source: DuckDBSource, work: Path, rejects: Rejects, job: Job) -> Loaded:
    loaded = Loader(detected, source, work, rejects, job).load()
    if detected.report.kind in CHARGE_KINDS:
        mark_periods(source, [target.name for target in loaded.stage.fields])
    mark_duplicates(source, loaded, detected.report.kind)
    fields = {target.name: target for target in TARGETS[detected.report.kind]}
    for line, flaw, raw in flaw_rows(source, loaded, job):
        rule, reason = reject_reason(fields.get(flaw), flaw, raw)
        rejects.add(line, flaw.lstrip("#"), raw or "", reason, rule=rule)
    return loaded


def _findings(detected: Detected, loaded: Loaded, source: DuckDBSource, rejects: Rejects) -> list[Finding]:
    path = detected.report.path
    found = [*loaded.findings, *reject_findings(path, rejects), *kept_findings(path, loaded, source)]
    layout = detected.layout
    if layout is not None:
        found += layout.notes
        if detected.report.kind is FileKind.BILLING and (
            layout.currency is None or detected.columns is None or layout.currency.sql(detected.columns) is None
        ):
            found.append(Finding(Level.INFO, "no-currency", "No currency is stated; amounts were taken as USD"))
    return found


def _priced(snapshot: Snapshot, kind: FileKind) -> list[Finding]:
    cost = f"{rounded(snapshot.silent_cost):,}"
    return priced_findings(kind, snapshot.unpriced, snapshot.silent_zero, cost, ", ".join(snapshot.unknown_models))


def _unchanged(path: Path, before: tuple[int, int, int, int, int]) -> None:
    if identity(path) != before:
        raise refuse(
            path,
            "The file was changed while it was read",
            next_step="Wait until it is written to its end, then import it again; nothing of it was kept",
        )


@contextmanager
def _work(out_dir: Path) -> Iterator[Path]:
    folder = out_dir / ".work"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(work: Path, job: Job) -> Iterator[DuckDBSource]:
    source = DuckDBSource.open(memory_limit=MEMORY_LIMIT)
    open_now = [source]

    def stop() -> None:
        for each in open_now:
            each.cancel()

    try:
        source.run(f"SET temp_directory = '{str(work / 'spill').replace(chr(39), chr(39) * 2)}'")
        job.on_cancel(stop)
        yield source
    finally:
        open_now.clear()
        source.connection.close()


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """Turn failures of disk and database into sentences."""
    import duckdb

    try:
        yield
    except (InputRefused, WorkspaceError):
        raise
    except OSError as error:
        if error.errno in _NO_SPACE or (error.filename is not None and Path(str(error.filename)) != path):
            raise _not_written(error.strerror or str(error)) from error
        raise refuse(
            path, "The file cannot be read", cause=error.strerror or str(error), next_step="Copy it to a local disk"
        ) from error
    except duckdb.InterruptException as error:
        raise Cancelled from error
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise _not_written(clean(str(error).splitlines()[0], 300)) from error


def _not_written(cause: str) -> WorkspaceError:
    return WorkspaceError(
        "The import could not be written",
        cause=cause,
        next_step="Free some space or check permissions, then import again; nothing was kept",
    )
