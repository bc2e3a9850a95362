"""`cip analyze`, `cip export` and `cip explain`: figures and where they come from."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cip_tui.commands.context import Context
from cip_tui.commands.scope import (
    data,
    data_options,
    positive,
    read_settings,
    scope_of,
    scope_options,
    setting_option,
    shape_options,
    shown,
)
from cip_tui.model.analyses import ANALYSES
from cip_tui.model.calls.schema import DIMENSIONS
from cip_tui.model.document import Document, Note
from cip_tui.model.errors import InputRefused, UsageError
from cip_tui.model.job import Job
from cip_tui.model.period import Period

if TYPE_CHECKING:
    from cip_tui.model.workspace import Workspace

SCREENS = (
    "spend",
    "analyzers",
    "pricing",
    "cloud-spend",
    "commitment",
    "agreement",
    "credits",
    "attestations",
    "onboarding",
    "accounts",
)


def configure_analyze(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip analyze`."""
    parser.epilog = "analyses:\n" + "\n".join(f"  {item.name:<15}{item.question}" for item in ANALYSES.values())
    parser.add_argument("name", metavar="ANALYSIS", choices=list(ANALYSES), help="one of the analyses below")
    data_options(parser)
    scope_options(parser)
    setting_option(parser)
    shape_options(parser)
    parser.add_argument(
        "--watch", metavar="SECONDS", type=positive, help="with --calls: look again whenever the file has grown"
    )


def configure_export(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip export`."""
    parser.add_argument("screen", metavar="SCREEN", choices=SCREENS, help="one of: " + ", ".join(SCREENS))
    parser.add_argument("--by", choices=list(DIMENSIONS), default="provider", help="what spend is broken down by")
    scope_options(parser)
    shape_options(parser)


def configure_explain(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip explain`."""
    parser.add_argument(
        "figure", metavar="FIGURE_ID", nargs="?", help="e.g. spend.total or spend.by_model/gpt-4; without: list them"
    )
    shape_options(parser)


def run_analyze(context: Context) -> int:
    """Run an analysis on the workspace, or on one file alone."""
    if context.args.watch is None:
        return _analyze(context)
    if context.args.calls is None:
        raise UsageError("--watch looks at a file that grows", next_step="Name it with --calls FILE")
    code = 0
    for _ in changes(context.args.calls, context.args.watch):
        try:
            code = _analyze(context)
        except InputRefused as error:
            # A file is often read while a line is being written; the next look finds it whole.
            context.out.say(str(error))
    return code


def _analyze(context: Context) -> int:
    args = context.args
    settings = read_settings(args.settings)
    with data(context) as (workspace, whole), context.out.job() as job:
        scope = scope_of(args, workspace, whole)
        document = workspace.analyze(args.name, scope, settings, job)
    return shown(context, document)


def changes(path: Path, seconds: int) -> Iterator[None]:
    """Yield at once, and again each time the file's size or time has changed, looking every so many seconds."""
    seen: tuple[int, int] | None = None
    while True:
        try:
            state = path.stat()
            now = (state.st_size, state.st_mtime_ns)
        except OSError:
            now = (-1, -1)
        if now != seen:
            seen = now
            yield
        time.sleep(seconds)


def run_export(context: Context) -> int:
    """Write what a screen shows."""
    from cip_tui.model.finops.spend import SpendRequest

    screen = context.args.screen
    with context.workspace() as workspace, context.out.job() as job:
        if screen == "attestations":
            return shown(context, workspace.attestations.overview(job))
        if screen == "accounts":
            return shown(context, workspace.health.list_document("", job))
        if screen == "onboarding":
            return shown(context, workspace.onboarding.overview())
        if screen == "credits":
            return shown(context, workspace.credits.document(job))
        if screen == "agreement":
            return shown(context, workspace.agreements.document(workspace.agreements.the_one(None).id))
        if screen == "cloud-spend":
            return shown(context, workspace.cloud_spend.document(job))
        scope = scope_of(context.args, workspace, None)
        if screen == "spend":
            document = workspace.spend(SpendRequest(scope, context.args.by), job)
        elif screen == "pricing":
            document = workspace.analyze("pricing", scope, {}, job)
        elif screen == "commitment":
            document = workspace.commitments.status(None, {}, job)
        else:
            document = workspace.findings(scope, job)
    return shown(context, document)


def run_explain(context: Context) -> int:
    """Explain a figure of the newest document that holds it, or list the figures there are."""
    with context.workspace() as workspace, context.out.job() as job:
        documents = _kept(workspace) or [_overview(workspace, job)]
        documents += _commitment(workspace, context.args.figure, job)
        if context.args.figure is None:
            context.out.result("".join(f"{name}\n" for name in dict.fromkeys(_figures(documents))))
            return 0
        wanted = context.args.figure.partition("/")[0]
        document = next((item for item in documents if wanted in _figures([item])), documents[0])
        explained = workspace.explain(document, context.args.figure, document_period(document), job)
    return shown(context, explained)


def _commitment(workspace: Workspace, figure: str | None, job: Job) -> list[Document]:
    """Return the commitment's document where one of its figures is asked for; it is worked out anew each time."""
    wanted = figure is not None and figure.startswith("commitment.")
    return [workspace.commitments.status(None, {}, job)] if wanted else []


def _overview(workspace: Workspace, job: Job) -> Document:
    from cip_tui.model.engine.cubes import Scope
    from cip_tui.model.finops.spend import SpendRequest

    return workspace.spend(SpendRequest(Scope(workspace.default_period())), job)


def _kept(workspace: Workspace) -> list[Document]:
    """Return the documents of last time, newest first."""
    found = [kept for kept in (workspace.last_analysis(), workspace.last_spend()) if kept is not None]
    return [document for document, _ in sorted(found, key=lambda kept: kept[1], reverse=True)]


def _figures(documents: Sequence[Document]) -> list[str]:
    return [block.id for document in documents for block in document.blocks() if not isinstance(block, Note)]


def document_period(document: Document) -> Period | None:
    """Return the days a document looks at, as it states them itself."""
    first, last = document.data.get("from"), document.data.get("to")
    if not isinstance(first, str) or not isinstance(last, str):
        return None
    return Period(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
