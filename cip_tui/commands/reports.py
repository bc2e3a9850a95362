"""`cip report` and `cip price`: documents to send, and usage replayed through price structures."""

from __future__ import annotations

import argparse
from pathlib import Path

from cip_tui.commands.context import Context
from cip_tui.commands.output import needs_attention, render
from cip_tui.commands.scope import (
    data,
    data_options,
    read_settings,
    scope_of,
    scope_options,
    setting_option,
    shape_options,
    shown,
)
from cip_tui.model.document import Document
from cip_tui.model.errors import CipError, UsageError, Where
from cip_tui.model.reports import REPORTS

ALL = "all"


def configure_report(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip report`."""
    lines = [f"  {item.name:<24}{item.file:<28}{item.readers}" for item in REPORTS.values()]
    parser.epilog = "reports, the files they are written to, and their readers:\n" + "\n".join(lines)
    parser.add_argument("name", metavar="REPORT", choices=[*REPORTS, ALL], help="one of the reports below, or all")
    data_options(parser)
    scope_options(parser)
    shape_options(parser)


def configure_price(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip price`."""
    parser.add_argument("--plan", metavar="FILE.toml", help="price structures instead of the standard four")
    parser.add_argument("--elasticity", metavar="X", help="rise of logit(churn) per unit of ln(new bill / old bill)")
    parser.add_argument("--optimize", action="store_true", help="search the best structure")
    data_options(parser)
    scope_options(parser)
    setting_option(parser)
    shape_options(parser)


def run_price(context: Context) -> int:
    """Replay usage through price structures."""
    args = context.args
    own = {"plan": args.plan, "elasticity": args.elasticity, "optimise": "yes" if args.optimize else None}
    settings = {**read_settings(args.settings), **{key: value for key, value in own.items() if value is not None}}
    with data(context) as (workspace, whole), context.out.job() as job:
        document = workspace.analyze("pricing", scope_of(args, workspace, whole), settings, job)
    return shown(context, document)


def run_report(context: Context) -> int:
    """Write one report to stdout or a file, or reports into a folder under the names they have."""
    args = context.args
    names = list(REPORTS) if args.name == ALL else [args.name]
    folder = context.out.file if context.out.file is not None and not context.out.file.suffix else None
    if args.name == ALL and folder is None:
        raise UsageError("Where should the reports be written?", next_step="Name a folder with -o DIR")
    targets = _targets(context, folder, names) if folder is not None else []
    with data(context) as (workspace, whole), context.out.job() as job:
        scope = scope_of(args, workspace, whole)
        documents = [workspace.report(name, scope, job) for name in names]
    if folder is None:
        return shown(context, documents[0])
    _write_all(context, targets, documents)
    return context.exit_code(any(map(needs_attention, documents)))


def _targets(context: Context, folder: Path, names: list[str]) -> list[Path]:
    """Return the files to write; said before the work is done where one of them is taken."""
    targets = [(folder / REPORTS[name].file).with_suffix(f".{context.out.form}") for name in names]
    taken = [path for path in targets if path.exists()]
    if taken and not context.out.force:
        raise UsageError(f"{taken[0]} exists already", next_step="Choose another folder, or give --force")
    return targets


def _write_all(context: Context, targets: list[Path], documents: list[Document]) -> None:
    from cip_tui.export.atomic import write_atomically

    try:
        targets[0].parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CipError(
            "The folder cannot be made", where=Where(str(targets[0].parent)), cause=error.strerror or str(error)
        ) from error
    for path, document in zip(targets, documents, strict=True):
        data = render(document, context.out.form, table=context.args.table, rows=context.args.rows)
        context.out.say(f"Written: {write_atomically(path, data, overwrite=context.out.force)}")
