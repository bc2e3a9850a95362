"""What commands that show figures share: which data, which days and calls, in which shape."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cip_tui.commands.context import Context
from cip_tui.commands.output import needs_attention
from cip_tui.commands.parser import day
from cip_tui.model.calls.filter import parse_filter
from cip_tui.model.document import Document
from cip_tui.model.errors import InputRefused, UsageError, Where
from cip_tui.model.job import Job
from cip_tui.model.period import Period

if TYPE_CHECKING:
    from cip_tui.model.engine.cubes import Scope
    from cip_tui.model.workspace import Workspace


def data_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that look at files alone."""
    parser.add_argument("--calls", metavar="FILE", type=Path, help="look at this file alone; no workspace is touched")
    parser.add_argument("--customers", metavar="FILE", type=Path, help="customers that belong to --calls")


def scope_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose days and calls."""
    parser.add_argument("--from", metavar="DATE", dest="first", type=day, help="the first day looked at")
    parser.add_argument("--to", metavar="DATE", dest="last", type=day, help="the last day looked at")
    parser.add_argument("--where", metavar="FILTER", default="", help="e.g. 'customer=acme model!=gpt-4 feature~chat'")


def shape_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose what of a document is written."""
    parser.add_argument("--table", metavar="ID", help="which table --format csv writes")
    parser.add_argument("--rows", metavar="N", type=positive, help="show at most N rows of each table in Markdown")


def positive(text: str) -> int:
    """Read a whole number above 0 as an option's value."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above 0")
    return int(text)


def setting_option(parser: argparse.ArgumentParser) -> None:
    """Add --set."""
    parser.add_argument(
        "--set", metavar="KEY=VALUE", action="append", default=[], dest="settings", help="a setting of the analysis"
    )


def read_settings(texts: Sequence[str]) -> dict[str, str]:
    """Read the values of --set. Raises `UsageError`."""
    found = {}
    for text in texts:
        key, mark, value = text.partition("=")
        if not mark or not key.strip():
            raise UsageError(f"'{text}' is no setting", next_step="Write it as --set key=value")
        found[key.strip()] = value.strip()
    return found


def shown(context: Context, document: Document) -> int:
    """Write a document as asked and return the exit code."""
    context.out.document(document, table=context.args.table, rows=context.args.rows)
    return context.exit_code(needs_attention(document))


@contextmanager
def data(context: Context) -> Iterator[tuple[Workspace, Period | None]]:
    """Give the workspace to analyse and the days to look at by default; None leaves that to the workspace."""
    args = context.args
    if args.calls is None:
        if args.customers is not None:
            raise UsageError("--customers belongs to --calls", next_step="Give both, or import the customers")
        with context.workspace() as workspace:
            yield workspace, None
        return
    with context.passing_workspace() as workspace:
        with context.out.job() as job:
            _read(context, workspace, [path for path in (args.calls, args.customers) if path is not None], job)
        span = workspace.span()
        if span is None:
            raise InputRefused("There are no calls in this file", where=Where(str(args.calls)))
        yield workspace, span


def _read(context: Context, workspace: Workspace, paths: Sequence[Path], job: Job) -> None:
    from cip_tui.model.sources.report import ImportOptions

    for path in paths:
        record = workspace.import_file(path, ImportOptions(), job).record
        if record.rows_rejected:
            context.out.say(f"{path}: {record.rows_rejected:,} of {record.rows_in:,} rows were not kept")


def scope_of(args: argparse.Namespace, workspace: Workspace, whole: Period | None) -> Scope:
    """Return the days and calls asked for; `whole` is what is looked at where no days are given."""
    from cip_tui.model.engine.cubes import Scope

    base = whole or workspace.default_period()
    return Scope(_period(args.first, args.last, base, workspace.span()), parse_filter(args.where))


def _period(first: date | None, last: date | None, base: Period | None, span: Period | None) -> Period | None:
    """Return the days asked for; where only one end is given, the data's own end stands for the other."""
    if first is None and last is None:
        return base
    start = first or (span.start if span else last)
    end = last or (span.last if span else first)
    assert start is not None
    assert end is not None
    return Period(start, end + timedelta(days=1))
