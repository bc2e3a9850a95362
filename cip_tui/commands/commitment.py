"""`cip commitment`: where spend stands against an agreement, what to commit to next, and the spend behind it."""

from __future__ import annotations

import argparse
from pathlib import Path

from cip_tui.commands.cloud_spend import run_spend, spend_options
from cip_tui.commands.context import Context
from cip_tui.commands.scope import read_settings, setting_option, shown
from cip_tui.model.errors import UsageError, Where

NEXT, SPEND = "next", "spend"


def configure_commitment(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip commitment`."""
    parser.epilog = (
        "settings to try, with --set: growth=10%, purchase=250k, marketplace=100k, credits=yes|no, support=yes|no,\n"
        "  carry_over=yes|no\n"
        "settings of next: ladder=5M:8%,7.5M:10% (or --ladder FILE.toml), growth=10%, rate=9%"
    )
    parser.add_argument(
        "what",
        metavar="ACTION",
        nargs="?",
        choices=[NEXT, SPEND],
        help="next: what to commit to next; spend: what the cloud cost; without: how the commitment stands",
    )
    parser.add_argument("--agreement", metavar="ID", help="which agreement; default: the one in force")
    parser.add_argument(
        "--ladder", metavar="FILE.toml", type=Path, help="with next: offers as [[offer]] amount = …, discount = …"
    )
    parser.add_argument(
        "--focus", action="store_true", help="write confirmed amounts as the FOCUS Contract Commitment dataset"
    )
    setting_option(parser)
    spend_options(parser)


def run_commitment(context: Context) -> int:
    """Write the status of a commitment, or the advice on the next one."""
    args = context.args
    if args.what == SPEND:
        return run_spend(context)
    if args.focus:
        return _focus(context)
    settings = read_settings(args.settings)
    if args.ladder is not None:
        if args.what != NEXT:
            raise UsageError("--ladder belongs to next", next_step="Write: cip commitment next --ladder FILE.toml")
        settings["ladder"] = read_offers(args.ladder)
    with context.workspace() as workspace, context.out.job() as job:
        room = workspace.commitments
        document = (room.next if args.what == NEXT else room.status)(args.agreement, settings, job)
    return shown(context, document)


def _focus(context: Context) -> int:
    """Write the FOCUS dataset; what is not in it is said beside. Exit code 4 with --strict where it is empty."""
    from cip_tui.model.commitment.focus import TABLE
    from cip_tui.model.document import Note

    with context.workspace() as workspace:
        document = workspace.commitments.focus(context.args.agreement)
    context.out.document(document, table=TABLE if context.out.form == "csv" else None)
    if context.out.form == "csv":
        for block in document.blocks():
            if isinstance(block, Note):
                context.out.say(block.text)
    return context.exit_code(not document.table(TABLE).rows)


def read_offers(path: Path) -> str:
    """Read offers from a TOML file as the setting `ladder`. Raises `UsageError` where they are not understood."""
    import tomllib

    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        offers = [f"{offer['amount']}:{offer['discount']}" for offer in found["offer"]]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("The offers cannot be read", where=Where(str(path)), cause=str(error)) from error
    except (KeyError, TypeError) as error:
        raise UsageError(
            "The offers are not understood",
            where=Where(str(path)),
            next_step='Write each as [[offer]] with amount = "5M" and discount = "8%"',
        ) from error
    return ", ".join(offers)
