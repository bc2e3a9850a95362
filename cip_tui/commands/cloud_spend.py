"""`cip commitment spend`: what the cloud cost, by service, type or account, and the months of one service."""

from __future__ import annotations

import argparse

from cip_tui.commands.context import Context
from cip_tui.commands.scope import shape_options, shown
from cip_tui.model.commitment.spend_parts import DIMENSIONS


def spend_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `cip commitment spend`."""
    group = parser.add_argument_group("spend")
    group.add_argument("--by", choices=list(DIMENSIONS), default="service", help="what spend is broken down by")
    group.add_argument("--service", metavar="NAME", default="", help="the months of one service, e.g. s3")
    group.add_argument(
        "--currency", metavar="CODE", default="", help="one of several currencies (default: the largest)"
    )
    shape_options(parser)


def run_spend(context: Context) -> int:
    """Show cloud spend. Exit code 4 with --strict where something needs attention."""
    args = context.args
    with context.workspace() as workspace, context.out.job() as job:
        spend = workspace.cloud_spend
        if args.service:
            return shown(context, spend.service_document(args.service, job, currency=args.currency))
        return shown(context, spend.document(job, by=args.by, currency=args.currency))
