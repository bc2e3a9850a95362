"""`cip commitment`: spend against the agreement, and the cloud spend that it rests on."""

from __future__ import annotations

import argparse

from cip_tui.commands.cloud_spend import run_spend, spend_options
from cip_tui.commands.context import Context


def configure_commitment(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip commitment`."""
    parser.add_argument(
        "what", metavar="ACTION", choices=("spend",), help="spend: what the cloud cost, by service, type or account"
    )
    spend_options(parser)


def run_commitment(context: Context) -> int:
    """Show what was asked for."""
    return run_spend(context)
