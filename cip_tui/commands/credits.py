"""`cip credits`: what is within reach, decisions on it, the plan, and what is learned."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from cip_tui.commands.context import Context
from cip_tui.commands.scope import shape_options, shown
from cip_tui.model.errors import UsageError
from cip_tui.model.text import clean

if TYPE_CHECKING:
    from cip_tui.model.credits.desk import Credits
    from cip_tui.model.job import Job

_EPILOG = """actions:
  list                       credits within reach, in the order of what they are worth to you
  case ID                    the case of one: arithmetic, services, deadline, evidence, confidence
  accept ID                  take it on
  reject ID --reason KEY     not_relevant, too_much_work, already_done, bad_timing or do_not_believe
  snooze ID                  set it aside for 30 days
  undo                       take the last decision back
  advance ID STATE           evidence_ready, attested, approved, credited, missed or declined; undo-state ID
  plan                       the best set under --days N and --budget N; -o roi.xlsx writes a workbook
  learning                   how often predictions were right, against no learning
  history                    every decision"""


def configure_credits(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip credits`."""
    parser.epilog = _EPILOG
    parser.add_argument("action", metavar="ACTION", nargs="?", choices=list(_ACTIONS), default="list")
    parser.add_argument("targets", metavar="ID", nargs="*", help="a programme as listed")
    parser.add_argument("--reason", metavar="KEY", default="", help="why a programme is rejected")
    parser.add_argument("--days", metavar="N", type=_amount, help="engineer-days there are (default: no limit)")
    parser.add_argument("--budget", metavar="N", type=_amount, help="money there is for a year (default: no limit)")
    shape_options(parser)


def run_credits(context: Context) -> int:
    """Carry out one action on the credits of the workspace."""
    with context.workspace() as workspace, context.out.job() as job:
        return _ACTIONS[context.args.action](context, workspace.credits, job)


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0:
        raise argparse.ArgumentTypeError(f"'{clean(text, 40)}' is not an amount of zero or more")
    return amount


def _targets(context: Context, *names: str) -> list[str]:
    given: list[str] = context.args.targets
    if len(given) != len(names):
        wanted = " ".join(names) or "nothing more"
        raise UsageError(f"'{context.args.action}' takes {wanted}", next_step="See `cip credits --help`")
    return given


def _list(context: Context, desk: Credits, job: Job) -> int:
    _targets(context)
    return shown(context, desk.document(job))


def _case(context: Context, desk: Credits, job: Job) -> int:
    (key,) = _targets(context, "ID")
    return shown(context, desk.case(key, job))


def _accept(context: Context, desk: Credits, job: Job) -> int:
    (key,) = _targets(context, "ID")
    desk.accept(key, job)
    return _said(context, desk, job, f"Accepted: {key}")


def _reject(context: Context, desk: Credits, job: Job) -> int:
    (key,) = _targets(context, "ID")
    desk.reject(key, context.args.reason, job)
    return _said(context, desk, job, f"Rejected: {key}")


def _snooze(context: Context, desk: Credits, job: Job) -> int:
    (key,) = _targets(context, "ID")
    decision = desk.snooze(key, job)
    return _said(context, desk, job, f"Set aside until {decision.until}: {key}")


def _undo(context: Context, desk: Credits, job: Job) -> int:
    _targets(context)
    decision = desk.undo()
    return _said(context, desk, job, f"Taken back: {decision.verdict.value} {decision.shown.subject}")


def _advance(context: Context, desk: Credits, job: Job) -> int:
    key, state = _targets(context, "ID", "STATE")
    change = desk.advance(key, state, job)
    return _said(context, desk, job, f"{key}: {change.state.word.lower()}")


def _undo_state(context: Context, desk: Credits, job: Job) -> int:
    (key,) = _targets(context, "ID")
    change = desk.retreat(key)
    return _said(context, desk, job, f"Taken back: {change.state.word.lower()} of {key}")


def _said(context: Context, desk: Credits, job: Job, text: str) -> int:
    # The decision is on disk by now; what follows only shows it.
    context.out.say(text)
    return shown(context, desk.document(job))


def _plan(context: Context, desk: Credits, job: Job) -> int:
    _targets(context)
    return shown(context, desk.plan(context.args.days, context.args.budget, job))


def _learning(context: Context, desk: Credits, job: Job) -> int:
    _targets(context)
    return shown(context, desk.learning(job))


def _history(context: Context, desk: Credits, _: Job) -> int:
    _targets(context)
    return shown(context, desk.history())


_ACTIONS: dict[str, Callable[[Context, Credits, Job], int]] = {
    "list": _list,
    "case": _case,
    "accept": _accept,
    "reject": _reject,
    "snooze": _snooze,
    "undo": _undo,
    "advance": _advance,
    "undo-state": _undo_state,
    "plan": _plan,
    "learning": _learning,
    "history": _history,
}
