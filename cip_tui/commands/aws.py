"""`cip import --aws`: cloud charges fetched from Cost Explorer, and a check of who may ask for them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cip_tui.commands.context import Context
from cip_tui.config import Config
from cip_tui.model.commitment.aws_access import AwsAccess
from cip_tui.model.document import Column, Document, Note, Row, Section, Table
from cip_tui.model.errors import UsageError

if TYPE_CHECKING:
    from cip_tui.model.commitment.aws_access import Identity
    from cip_tui.model.commitment.aws_fetch import Wanted
    from cip_tui.model.period import Period

DEFAULT_MONTHS = 13


def aws_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that fetch charges from AWS."""
    group = parser.add_argument_group("from AWS, live")
    group.add_argument(
        "--aws",
        action="store_true",
        help="fetch charges from Cost Explorer (one cent a request); with --dry-run only check access",
    )
    group.add_argument("--profile", metavar="NAME", default="", help="the AWS profile (else AWS_PROFILE, settings)")
    group.add_argument("--months", metavar="N", type=int, default=DEFAULT_MONTHS, help="months back (default: 13)")
    group.add_argument("--daily", action="store_true", help="by day instead of by month, at most 14 months")


def aws_access(environ: Mapping[str, str], config: Config, profile: str = "") -> AwsAccess:
    """Return whose charges to fetch: the option, the environment, the settings. Raises `UsageError` for a wrong id."""
    account = environ.get("AWS_ACCOUNT_ID", "").replace("-", "").strip()
    return AwsAccess(
        profile or environ.get("AWS_PROFILE", "") or config.aws_profile,
        environ.get("AWS_REGION", "") or environ.get("AWS_DEFAULT_REGION", ""),
        account,
        environ.get("AWS_ENDPOINT_URL", ""),
    )


def run_fetch(context: Context) -> int:
    """Fetch charges as an import, or check access. Raises `AwsError` with what is missing and what to do."""
    from cip_tui.commands.import_documents import receipt_facts, receipts_document
    from cip_tui.model.commitment.aws_fetch import Wanted

    args = context.args
    if args.files:
        raise UsageError("--aws fetches charges and reads no files", next_step="Import the files by themselves")
    access = aws_access(context.environ, context.config, args.profile)
    if access.account and not (len(access.account) == 12 and access.account.isdigit()):
        raise UsageError("AWS_ACCOUNT_ID is no account of 12 digits", next_step="Correct it, or unset it")
    wanted = Wanted(args.months, args.daily)
    period = wanted.period(context.now().date())
    if args.dry_run:
        return _check(context, access, wanted, period)
    with context.workspace() as workspace, context.out.job() as job:
        receipt = workspace.cloud_spend.fetch(access, wanted, job)
    record = receipt.record
    context.out.say(f"Fetched {record.rows_kept:,} charges as import {record.id}; `cip undo {record.id}` takes it back")
    context.out.facts(
        {"dry_run": False, "imports": [receipt_facts(receipt, dry_run=False)]},
        receipts_document([receipt], dry_run=False),
    )
    return context.exit_code(bool(record.rows_rejected))


def _check(context: Context, access: AwsAccess, wanted: Wanted, period: Period) -> int:
    from cip_tui.model.commitment.aws_fetch import CostExplorer

    identity = CostExplorer(access).check(context.now().date())
    facts: dict[str, Any] = {
        "dry_run": True,
        "account": identity.account,
        "arn": identity.arn,
        "permission": "ce:GetCostAndUsage",
        "allowed": True,
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat()},
        **asdict(wanted),
    }
    context.out.facts(facts, _check_document(identity, access, wanted, period))
    return 0


def _check_document(identity: Identity, access: AwsAccess, wanted: Wanted, period: Period) -> Document:
    rows = (
        Row(("Account", identity.account)),
        Row(("Signed in as", identity.arn)),
        Row(("Profile", access.profile or "default")),
        Row(("ce:GetCostAndUsage", "allowed")),
        Row(("Would fetch", f"{period}, by {'day' if wanted.daily else 'month'}, service and record type")),
    )
    table = Table("aws.access", "Access to AWS", (Column("what", "What"), Column("found", "Found")), rows)
    note = Note("Nothing was fetched. Without --dry-run the charges are kept as an import.")
    return Document("aws-access", "Access to AWS", (Section("access", "", (table, note)),))
