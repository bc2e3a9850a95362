"""`cip attestations`: deadlines, what is said of them, and calendars."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cip_tui.commands.context import Context
from cip_tui.commands.output import narrate, needs_attention
from cip_tui.commands.parser import day
from cip_tui.model.errors import UsageError

if TYPE_CHECKING:
    from cip_tui.model.attestation.desk import Attestations
    from cip_tui.model.attestation.push import Target
    from cip_tui.model.job import Job

_EPILOG = """actions:
  list                       all deadlines; --strict exits with 4 where one is overdue or due within a week
  show ID                    one deadline with its days, reminders and evidence
  done ID                    it was attested; --on DAY, --note TEXT, --anyway where evidence is missing
  defer ID --reason TEXT     put it off by a week, or with --to DAY
  evidence ID ITEM [FILE]    a piece of evidence is there; --missing takes it back
  templates ID -o DIR        write the documents to fill in, one for each piece of evidence
  undo [ID]                  take back what was said last
  export -o FILE.ics         write the calendar; --profile everywhere (default) or standard
  push --caldav URL          bring a CalDAV calendar up to date; --caldav-user NAME; the password is asked for, or
                             taken from CIP_CALDAV_PASSWORD
  push --outlook             the same for Outlook, signed in by --client-id ID [--tenant ID]
                             --simulate says what would be created, changed and removed, and writes nothing
  read FILE.ics              what a calendar has of the deadlines, and what the standard finds wrong with it
  rules                      show or set how days are laid out: --country US, --subdivision CA, --business-day before"""


def configure_attestations(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip attestations`."""
    parser.epilog = _EPILOG
    parser.add_argument("action", metavar="ACTION", nargs="?", choices=list(_ACTIONS), default="list")
    parser.add_argument("targets", metavar="ID", nargs="*", help="a deadline as listed, the beginning is enough")
    parser.add_argument("--reason", metavar="TEXT", default="", help="why a deadline is put off")
    parser.add_argument("--to", metavar="DAY", type=day, help="the day it is put off to")
    parser.add_argument("--on", metavar="DAY", type=day, help="the day on which it was attested (default: today)")
    parser.add_argument("--note", metavar="TEXT", default="", help="what to remember of it")
    parser.add_argument("--anyway", action="store_true", help="attested although evidence is missing")
    parser.add_argument("--missing", action="store_true", help="a piece of evidence is not there after all")
    parser.add_argument(
        "--profile", choices=("everywhere", "standard"), default="everywhere", help="how reminders are written"
    )
    parser.add_argument("--caldav", metavar="URL", help="the address of the calendar on a CalDAV server")
    parser.add_argument("--caldav-user", metavar="NAME", help="who signs in there (default: the user of this machine)")
    parser.add_argument("--outlook", action="store_true", help="the calendar in Outlook, through Microsoft Graph")
    parser.add_argument(
        "--client-id", metavar="ID", help="the application registered for CIP (else CIP_OUTLOOK_CLIENT_ID)"
    )
    parser.add_argument("--tenant", metavar="ID", default="organizations", help="the tenant that signs in")
    parser.add_argument("--simulate", action="store_true", help="say what a push would do, and do nothing")
    parser.add_argument("--country", metavar="CODE", help="whose public holidays count, ISO 3166; '' for none")
    parser.add_argument("--subdivision", metavar="CODE", help="a part of the country with holidays of its own")
    parser.add_argument("--business-day", choices=("before", "after", "none"), help="where a closed day moves to")


def run_attestations(context: Context) -> int:
    """Carry out one action on the deadlines of the workspace."""
    with context.workspace() as workspace, context.out.job() as job:
        return _ACTIONS[context.args.action](context, workspace.attestations, job)


def _list(context: Context, desk: Attestations, job: Job) -> int:
    _targets(context, 0)
    look = desk.look(job)
    context.out.document(look.document)
    return context.exit_code(any(item.called_for for item in look.items))


def _show(context: Context, desk: Attestations, job: Job) -> int:
    (name,) = _targets(context, 1)
    context.out.document(desk.detail(name, job))
    return 0


def _done(context: Context, desk: Attestations, job: Job) -> int:
    (name,) = _targets(context, 1)
    args = context.args
    item = desk.done(name, job, on=args.on, note=args.note, anyway=args.anyway)
    return _said(context, desk, job, f"Attested: {item.obligation.title}", item.obligation.id)


def _defer(context: Context, desk: Attestations, job: Job) -> int:
    (name,) = _targets(context, 1)
    item = desk.defer(name, context.args.reason, job, to=context.args.to)
    return _said(context, desk, job, f"Put off: {item.obligation.title}", item.obligation.id)


def _evidence(context: Context, desk: Attestations, job: Job) -> int:
    name, piece, *files = _targets(context, 2, 3)
    if context.args.missing:
        item = desk.take_back(name, piece, job)
    else:
        path = Path(files[0]).expanduser() if files else None
        item = desk.hand_in(name, piece, job, path=path, note=context.args.note)
    return _said(context, desk, job, f"Evidence of {item.obligation.title}: {piece}", item.obligation.id)


def _templates(context: Context, desk: Attestations, job: Job) -> int:
    """Write the documents, or the first of them to stdout where no folder is named."""
    from cip_tui.export.atomic import write_atomically
    from cip_tui.export.markdown import to_markdown

    (name,) = _targets(context, 1)
    texts = {file: to_markdown(document) for file, document in desk.templates(name, job).items()}
    folder = context.out.file
    if folder is None:
        context.out.result("\n".join(texts.values()))
        return 0
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder", next_step="Make it first, or name another one with -o")
    for file, text in texts.items():
        context.out.say(f"Written: {write_atomically(folder / file, text, overwrite=context.out.force)}")
    return 0


def _undo(context: Context, desk: Attestations, job: Job) -> int:
    names = _targets(context, 0, 1)
    event = desk.undo(job, names[0] if names else None)
    context.out.say(f"Taken back: {event.kind.partition('.')[2]} of {event.at:%Y-%m-%d}")
    return _list_after(context, desk, job)


def _export(context: Context, desk: Attestations, job: Job) -> int:
    from cip_tui.model.attestation.entries import Profile

    _targets(context, 0)
    data, edition = desk.export(Profile(context.args.profile), job)
    context.out.result(data if context.out.file is not None else data.decode())
    context.out.say(
        f"{len(edition.entries)} events: {len(edition.created)} new, {len(edition.changed)} changed, "
        f"{len(edition.cancelled)} cancelled since the last export"
    )
    return 0


def _push(context: Context, desk: Attestations, job: Job) -> int:
    from cip_tui.model.attestation.entries import Profile
    from cip_tui.model.attestation.push import push_document

    _targets(context, 0)
    args = context.args
    target = _target(context, job)
    push = desk.push(target, Profile(args.profile), job, simulate=args.simulate)
    context.out.document(push_document(push, simulated=args.simulate))
    if args.simulate:
        context.out.say("Nothing was written; without --simulate it is")
    return 0


def _target(context: Context, job: Job) -> Target:
    """Return the calendar that was named. Secrets come from the environment or a question and are kept nowhere."""
    args = context.args
    if bool(args.caldav) == bool(args.outlook):
        raise UsageError("Which calendar?", next_step="Give --caldav URL or --outlook")
    if args.caldav:
        from cip_tui.model.attestation.caldav_target import CalDavTarget

        user = args.caldav_user or context.user
        password = context.environ.get("CIP_CALDAV_PASSWORD") or _asked(f"Password of {user}: ")
        return CalDavTarget(args.caldav, user, password)
    from cip_tui.model.attestation.graph_target import GraphTarget, PaperTarget, sign_in

    client_id = args.client_id or context.environ.get("CIP_OUTLOOK_CLIENT_ID")
    if not client_id:
        if args.simulate:
            context.out.say("Outlook is not asked: without --client-id nobody is signed in, so all counts as new")
            return PaperTarget()
        raise UsageError(
            "Which application signs in?",
            next_step="Register one with the permission Calendars.ReadWrite, give its id with --client-id",
        )
    token = sign_in(client_id, args.tenant, lambda how: narrate(f"Open {how.address} and type {how.code}"), job)
    return GraphTarget(token)


def _asked(question: str) -> str:
    import getpass

    if not sys.stdin.isatty():
        raise UsageError("There is no password", next_step="Set CIP_CALDAV_PASSWORD, or run this in a terminal")
    return getpass.getpass(question, stream=sys.stderr)


def _read(context: Context, desk: Attestations, job: Job) -> int:
    (name,) = _targets(context, 1)
    document = desk.read_back(Path(name).expanduser(), job)
    context.out.document(document)
    return context.exit_code(needs_attention(document))


def _rules(context: Context, desk: Attestations, job: Job) -> int:
    from dataclasses import replace

    from cip_tui.model.attestation.documents import rules_text
    from cip_tui.model.attestation.workdays import BusinessDay

    _targets(context, 0)
    args, rules = context.args, desk.rules()
    wanted = {"country": args.country, "subdivision": args.subdivision, "business_day": args.business_day}
    given = {name: value for name, value in wanted.items() if value is not None}
    if given:
        changed = replace(
            rules,
            country=given.get("country", rules.country),
            subdivision=given.get("subdivision", "" if "country" in given else rules.subdivision),
            business_day=BusinessDay(given.get("business_day", rules.business_day)),
        )
        desk.set_rules(changed, job)
    context.out.say(rules_text(desk.rules()))
    return _list_after(context, desk, job) if given else 0


def _said(context: Context, desk: Attestations, job: Job, sentence: str, name: str) -> int:
    context.out.say(f"{sentence}; `cip attestations undo {name}` takes it back")
    context.out.document(desk.detail(name, job))
    return 0


def _list_after(context: Context, desk: Attestations, job: Job) -> int:
    context.out.document(desk.overview(job))
    return 0


def _targets(context: Context, least: int, most: int | None = None) -> list[str]:
    found: list[str] = context.args.targets
    most = least if most is None else most
    if len(found) < least:
        what = "Which deadline?" if not found else "Which piece of evidence?"
        raise UsageError(what, next_step="See cip attestations --help")
    if len(found) > most:
        raise UsageError(f"'{found[most]}' is one argument too many", next_step="See cip attestations --help")
    return found


_ACTIONS: dict[str, Callable[[Context, Attestations, Job], int]] = {
    "list": _list,
    "show": _show,
    "done": _done,
    "defer": _defer,
    "evidence": _evidence,
    "templates": _templates,
    "undo": _undo,
    "export": _export,
    "push": _push,
    "read": _read,
    "rules": _rules,
}
