"""`cip accounts` and `cip ask`: accounts with their health, plays and decisions on them, and questions in words."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from cip_tui.commands.context import Context
from cip_tui.commands.parser import day
from cip_tui.commands.scope import read_settings, shape_options, shown
from cip_tui.model.document import Document
from cip_tui.model.errors import UsageError

if TYPE_CHECKING:
    from cip_tui.model.job import Job
    from cip_tui.model.onboarding.health_desk import HealthDesk

_VIEWS = ("list", "dashboard", "churn", "plays", "settings")
_BANDS = ("healthy", "at-risk", "critical")
_EPILOG = """QUERY is what the filter bar takes: field, operator, value; terms side by side must all hold.
  cip accounts 'churn:high acv>100k sort:-acv'
  cip accounts 'band:critical or errors>10' 'limit:5'
  cip accounts by:csm
  cip accounts -- -band:healthy       (a query that begins with - comes after --)
Fields: id name signup spend acv segment csm daily monthly exec cold p95 errors velocity idle reported churn
expansion industry usecase gpu score band cov low high lost lost.KPI band.KPI divergence capped pinned region status"""


def configure_accounts(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip accounts`."""
    parser.epilog = _EPILOG
    parser.add_argument("query", metavar="QUERY", nargs="*", help="which accounts, in which order, how many")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--explain", metavar="ID", help="one account by id or name: points lost, levers, plays, history")
    what.add_argument("--view", choices=_VIEWS, default="list", help="the list, or all accounts at a glance")
    what.add_argument("--accept", metavar="PLAY", help="accept a play, e.g. SRVL-3016/error-review")
    what.add_argument("--reject", metavar="PLAY", help="reject a play; --reason says why")
    what.add_argument("--undo-play", metavar="PLAY", nargs="?", const="", help="take a decision back, else the last")
    what.add_argument("--pin", metavar="ID", help="pin the band of an account, with --band, --reason and --until")
    what.add_argument("--unpin", metavar="ID", help="take a pin back")
    what.add_argument(
        "--set",
        metavar="NAME=VALUE",
        dest="setting",
        help="change how health is scored, e.g. method=step; --view settings lists the names",
    )
    parser.add_argument("--band", choices=_BANDS, help="the band that is pinned")
    parser.add_argument(
        "--reason", metavar="TEXT", default="",
        help="why a band is pinned, or a play rejected: not-now, known, wrong or other",
    )  # fmt: skip
    parser.add_argument("--until", metavar="DATE", type=day, help="the last day of a pin")
    shape_options(parser)


def configure_ask(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip ask`."""
    parser.epilog = (
        "examples:\n  cip ask 'ARR at risk by CSM'\n  cip ask 'why is Ironclad Payments at risk'\n"
        "  cip ask ':sql select company_name, score from accounts where score < 40'"
    )
    parser.add_argument("question", metavar="QUESTION", nargs="+", help="a question, a filter, or :sql SELECT …")
    shape_options(parser)


def run_accounts(context: Context) -> int:
    """Show accounts, or decide something about one."""
    with context.workspace() as workspace, context.out.job() as job:
        desk = workspace.health
        said = _decided(context, desk)
        if said is not None:
            context.out.result(said + "\n")
            return 0
        return shown(context, _document(context, desk, job))


def run_ask(context: Context) -> int:
    """Answer a question; one that is not understood is answered by the nearest ones."""
    with context.workspace() as workspace, context.out.job() as job:
        return shown(context, workspace.health.ask(" ".join(context.args.question), job))


def _document(context: Context, desk: HealthDesk, job: Job) -> Document:
    args = context.args
    query = " ".join(args.query)
    if query and (args.explain or args.view != "list"):
        raise UsageError("A query belongs to the list of accounts", next_step="Leave out --explain and --view")
    if args.explain:
        return desk.account(args.explain)
    if desk.is_empty():
        context.out.say("There are no accounts yet: cip onboard FILE --confirm brings them in")
    views = {
        "dashboard": desk.dashboard,
        "churn": desk.churn,
        "plays": desk.plays,
        "settings": desk.settings_document,
    }
    return views[args.view](job) if args.view in views else desk.list_document(query, job)


def _decided(context: Context, desk: HealthDesk) -> str | None:
    """Carry out a decision and say it; None where none was asked for."""
    args = context.args
    if args.accept:
        play = desk.decide(args.accept, "accepted")
        return f"Accepted: {play.rule.title} for {play.standing.account.account_name}, {play.rule.due_days} days"
    if args.reject:
        play = desk.decide(args.reject, "rejected", args.reason)
        return f"Rejected: {play.rule.title} for {play.standing.account.account_name}"
    if args.undo_play is not None:
        return f"Taken back: {desk.take_back(args.undo_play or None)}"
    if args.pin:
        return _pinned(context, desk)
    if args.setting:
        ((name, value),) = read_settings([args.setting]).items()
        desk.configure(name, value)
        return f"Set: {name} = {value}"
    if args.unpin:
        desk.unpin(args.unpin)
        return f"No longer pinned: {desk.standing(args.unpin).account.account_name}"
    return None


def _pinned(context: Context, desk: HealthDesk) -> str:
    from cip_tui.model.onboarding.kpis import Band

    args = context.args
    if args.band is None or args.until is None:
        raise UsageError(
            "A pin needs --band and --until", next_step="e.g. --band critical --until 2026-12-31 --reason …"
        )
    band = {"healthy": Band.HEALTHY, "at-risk": Band.AT_RISK, "critical": Band.CRITICAL}[args.band]
    desk.pin(args.pin, band, args.reason, args.until)
    return f"Pinned: {desk.standing(args.pin).account.account_name} is {band.value} until {args.until}"
