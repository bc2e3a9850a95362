"""`cip inspect`, `cip import`, `cip imports` and `cip undo`: files into the workspace and out again."""

from __future__ import annotations

import argparse
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cip_tui.commands.aws import aws_options, run_fetch
from cip_tui.commands.context import Context
from cip_tui.commands.output import narrate
from cip_tui.model.errors import CipError, InputRefused, UsageError
from cip_tui.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from cip_tui.model.importing import Receipt
    from cip_tui.model.sources.report import FileReport
    from cip_tui.model.workspace import Workspace


def configure_inspect(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip inspect`."""
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="files of usage, billing, customers, …")


def configure_import(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip import`."""
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path, help="files to read")
    parser.add_argument(
        "--as", metavar="FORMAT", dest="as_format", default="", help="the format, where it is not found"
    )
    parser.add_argument(
        "--map",
        metavar="FIELD=COLUMN",
        nargs="+",
        action="extend",
        default=[],
        help="which column holds a field; := for a constant",
    )
    parser.add_argument("--recipe", metavar="FILE.toml", type=Path, help="a file with format and mapping")
    parser.add_argument("--dry-run", action="store_true", help="read and check, keep nothing")
    aws_options(parser)


def configure_imports(parser: argparse.ArgumentParser) -> None:
    """`cip imports` has no arguments of its own."""


def configure_undo(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip undo`."""
    parser.add_argument("import_id", metavar="IMPORT_ID", help="as `cip imports` lists it")


def run_inspect(context: Context) -> int:
    """Say what each file is. A file that cannot be read is reported, and the others are looked at all the same."""
    from cip_tui.commands.import_documents import inspection_document

    def inspect(path: Path) -> FileReport:
        from cip_tui.model.inspecting import inspect_any

        with context.out.job() as job:
            return inspect_any(path, job, context.now().date())

    reports, refused = _each(context, inspect)
    if reports:
        facts = {"files": [{**report.to_json(), "path": clean(str(report.path))} for report in reports]}
        context.out.facts(facts, inspection_document(reports))
    attention = any(_warns(report.findings) or report.rejected for report in reports)
    return refused or context.exit_code(attention)


def run_import(context: Context) -> int:
    """Read each file as one import. A file that is refused keeps nothing; the others are read all the same."""
    from cip_tui.commands.import_documents import receipt_facts, receipts_document
    from cip_tui.model.sources.report import ImportOptions

    args = context.args
    if args.aws:
        return run_fetch(context)
    if not args.files:
        raise UsageError("There is nothing to import", next_step="Name a file, or fetch charges with --aws")
    options = ImportOptions(args.as_format, tuple(args.map), args.recipe)
    standing = _standing_files(context) if args.dry_run else frozenset()
    with _target(context) as workspace:

        def read(path: Path) -> Receipt:
            with context.out.job() as job:
                return workspace.import_file(path, options, job)

        receipts, refused = _each(context, read)
        for receipt in receipts:
            context.out.say(_sentence(receipt, args.dry_run, standing))
    if receipts:
        facts = {"dry_run": args.dry_run, "imports": [receipt_facts(item, dry_run=args.dry_run) for item in receipts]}
        context.out.facts(facts, receipts_document(receipts, dry_run=args.dry_run))
    attention = any(item.record.rows_rejected or _warns(item.findings) for item in receipts)
    return refused or context.exit_code(attention)


def run_imports(context: Context) -> int:
    """List every import, newest first."""
    from cip_tui.commands.import_documents import imports_document, record_facts

    with context.workspace() as workspace:
        records = workspace.imports()
    context.out.facts({"imports": [record_facts(record) for record in records]}, imports_document(records))
    return 0


def run_undo(context: Context) -> int:
    """Take an import back."""
    from cip_tui.commands.import_documents import imports_document, record_facts

    with context.workspace() as workspace:
        record = workspace.undo_import(context.args.import_id)
    context.out.say(f"Taken back: {record.file}; importing the file again brings it back")
    context.out.facts({"undone": record_facts(record)}, imports_document([record]))
    return 0


def _target(context: Context) -> AbstractContextManager[Workspace]:
    return context.passing_workspace() if context.args.dry_run else context.workspace()


def _standing_files(context: Context) -> frozenset[str]:
    """Return the digests of the files that stand in the workspace, without making one."""
    if not (context.workspace_path(context.config) / "journal.db").exists():
        return frozenset()
    with context.workspace() as workspace:
        return frozenset(record.sha256 for record in workspace.imports() if not record.undone)


def _each(context: Context, work: Callable[[Path], Any]) -> tuple[list[Any], int]:
    """Do the work for each file; return what it gave, and the exit code of the last refusal or 0."""
    done, code = [], 0
    for path in context.args.files:
        try:
            done.append(work(path))
        except InputRefused as error:
            narrate(f"cip: {error}")
            code = error.exit_code
        except CipError:
            if done:
                context.out.say(f"Done before this: {len(done)} of {len(context.args.files)} files")
            raise
    return done, code


def _warns(findings: Any) -> bool:
    return any(finding.level in ("warning", "critical") for finding in findings)


def _sentence(receipt: Receipt, dry_run: bool, standing: frozenset[str]) -> str:
    record = receipt.record
    rows = f"{record.rows_kept:,} of {record.rows_in:,} rows"
    if receipt.unchanged or (dry_run and record.sha256 in standing):
        return f"{record.file}: in the workspace already, nothing changes"
    if dry_run:
        return f"{record.file}: would keep {rows}; nothing was kept"
    return f"{record.file}: kept {rows} as import {record.id}; `cip undo {record.id}` takes it back"
