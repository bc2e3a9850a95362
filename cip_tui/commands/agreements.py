"""`cip agreement`: read a PDF, keep it, look at its fields, confirm, edit, reject, take back, write it out."""

from __future__ import annotations

import argparse
import getpass
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cip_tui.commands.context import Context
from cip_tui.model.errors import UsageError
from cip_tui.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from cip_tui.model.commitment.agreements import AgreementRecord, Agreements

VERBS = ("read", "add", "list", "show", "confirm", "edit", "reject", "undo", "history", "remove", "focus")
_EPILOG = """\
  read FILE.pdf            say what a PDF holds; nothing is kept
  add FILE.pdf             keep it as an agreement
  list                     the agreements, with what waits for review
  show                     the fields of one, with page, quote and confidence
  confirm FIELD… | --all   accept values as read
  edit FIELD VALUE         set a field, e.g. edit years.1.amount 1250000
  reject FIELD…            say that a value is not right
  undo                     take the last decision back
  history                  every decision, newest first
  remove                   take the agreement back
  focus                    confirmed amounts as FOCUS 1.3 Contract Commitment (CSV with -o FILE.csv)
With several agreements name one with --id."""


def configure_agreement(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip agreement`."""
    parser.epilog = _EPILOG
    parser.add_argument("verb", metavar="WHAT", choices=VERBS, help="one of " + ", ".join(VERBS))
    parser.add_argument("items", metavar="ITEM", nargs="*", help="file, fields or value, as WHAT needs them")
    parser.add_argument(
        "--id", dest="agreement_id", metavar="ID", help="which agreement (a beginning of its id will do)"
    )
    parser.add_argument("--all", action="store_true", help="with confirm: every field that waits for review")
    parser.add_argument("--password", metavar="WORD", help="opens a protected PDF; asked for on a terminal")


def run_agreement(context: Context) -> int:
    """Carry out one verb."""
    verb = context.args.verb
    _check(context)
    if verb == "read":
        return _read(context)
    with context.workspace() as workspace:
        return _VERBS[verb](context, workspace.agreements)


def _check(context: Context) -> None:
    """Raise `UsageError` where the arguments do not fit the verb."""
    verb, count = context.args.verb, len(context.args.items)
    need = {
        "read": "FILE.pdf",
        "add": "FILE.pdf",
        "edit": "FIELD VALUE",
        "reject": "FIELD",
        "confirm": "FIELD or --all",
    }
    if verb in ("read", "add"):
        fits = count == 1 if verb == "read" else count >= 1
    elif verb == "edit":
        fits = count >= 2
    elif verb == "confirm":
        fits = (count > 0) != context.args.all
    elif verb == "reject":
        fits = count > 0
    else:
        fits = count == 0
    if not fits:
        usage = f"cip agreement {verb} {need.get(verb, '')}".rstrip()
        raise UsageError(f"The arguments do not fit 'agreement {verb}'", next_step=f"Write it as: {usage}")


def _read(context: Context) -> int:
    from cip_tui.model.commitment.agreement_document import extraction_document, reading_facts

    path = Path(context.args.items[0])
    with context.passing_workspace() as workspace:
        extraction, sha256 = with_password(context, partial(_reading, context, workspace.agreements, path))
    name = clean(path.name, 300)
    context.out.facts(reading_facts(extraction, name, sha256), extraction_document(extraction, name, sha256))
    warned = bool(extraction.declined or extraction.findings or any(item.warnings for item in extraction.fields))
    return context.exit_code(warned)


def _reading(context: Context, agreements: Agreements, path: Path, password: str) -> Any:
    with context.out.job() as job:
        return agreements.read(path, job, password=password)


def with_password(context: Context, work: Callable[[str], Any]) -> Any:
    """Do work that may need a password: the one given, else one asked for where a person can be asked."""
    from cip_tui.model.commitment.pdf import PasswordNeeded

    given = context.args.password if getattr(context.args, "password", None) else ""
    try:
        return work(given)
    except PasswordNeeded:
        if given or not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise
        return work(getpass.getpass("Password of the PDF: "))


def _add(context: Context, agreements: Agreements) -> int:
    records = []
    for item in context.args.items:
        record = with_password(context, partial(_adding, context, agreements, Path(item)))
        context.out.say(f"{record.file}: kept as agreement {record.id}; {record.review} fields wait for review")
        records.append(record)
    _records(context, records)
    return context.exit_code(any(record.review for record in records))


def _adding(context: Context, agreements: Agreements, path: Path, password: str) -> AgreementRecord:
    with context.out.job() as job:
        return agreements.add(path, job, password=password)


def _records(context: Context, records: list[AgreementRecord]) -> None:
    from cip_tui.model.commitment.agreement_list import agreements_document, record_facts

    context.out.facts({"agreements": [record_facts(record) for record in records]}, agreements_document(records))


def _list(context: Context, agreements: Agreements) -> int:
    records = agreements.all()
    _records(context, records)
    return context.exit_code(any(record.review for record in records))


def _show(context: Context, agreements: Agreements) -> int:
    record = agreements.the_one(context.args.agreement_id)
    _told(context, agreements, record.id)
    return context.exit_code(record.review > 0)


def _told(context: Context, agreements: Agreements, agreement_id: str) -> None:
    from cip_tui.model.commitment.agreement_list import reviewed_facts

    record, fields = agreements.find(agreement_id), agreements.fields(agreement_id)
    context.out.facts(
        reviewed_facts(record, agreements.extraction(agreement_id), fields), agreements.document(agreement_id)
    )


def _decided(context: Context, agreements: Agreements, agreement_id: str, said: str) -> int:
    left = agreements.review_count(agreement_id)
    context.out.say(f"{said}; {left} field{'' if left == 1 else 's'} left to review")
    if context.out.form == "json":
        _told(context, agreements, agreement_id)
    return context.exit_code(left > 0)


def _confirm(context: Context, agreements: Agreements) -> int:
    record = agreements.the_one(context.args.agreement_id)
    count = agreements.accept_all(record.id) if context.args.all else agreements.accept(record.id, context.args.items)
    return _decided(context, agreements, record.id, f"{count} field{'' if count == 1 else 's'} confirmed")


def _edit(context: Context, agreements: Agreements) -> int:
    record = agreements.the_one(context.args.agreement_id)
    name, *words = context.args.items
    agreements.edit(record.id, name, " ".join(words))
    return _decided(context, agreements, record.id, f"{clean(name)} set")


def _reject(context: Context, agreements: Agreements) -> int:
    record = agreements.the_one(context.args.agreement_id)
    count = agreements.reject(record.id, context.args.items)
    return _decided(context, agreements, record.id, f"{count} field{'' if count == 1 else 's'} rejected")


def _undo(context: Context, agreements: Agreements) -> int:
    record = agreements.the_one(context.args.agreement_id)
    change = agreements.undo(record.id)
    names = ", ".join(name for name, _ in change.fields[:3]) + (", …" if len(change.fields) > 3 else "")
    return _decided(context, agreements, record.id, f"Taken back: {change.action} {names}")


def _history(context: Context, agreements: Agreements) -> int:
    from cip_tui.model.commitment.agreement_list import history_document, history_facts

    record = agreements.the_one(context.args.agreement_id)
    changes = agreements.history(record.id)
    context.out.facts({"agreement": record.id, "history": history_facts(changes)}, history_document(record, changes))
    return 0


def _remove(context: Context, agreements: Agreements) -> int:
    record = agreements.the_one(context.args.agreement_id)
    agreements.remove(record.id)
    context.out.say(f"Taken back: {record.file}; adding the file again brings it and its decisions back")
    return 0


def _focus(context: Context, agreements: Agreements) -> int:
    from cip_tui.model.commitment.focus import TABLE, contract_commitments

    chosen = agreements.terms()
    if context.args.agreement_id:
        record = agreements.the_one(context.args.agreement_id)
        chosen = [terms for terms in chosen if terms.agreement_id == record.id]
    document = contract_commitments(chosen)
    context.out.document(document, table=TABLE if context.out.form == "csv" else None)
    return context.exit_code(not document.table(TABLE).rows)


_VERBS: dict[str, Callable[[Context, Agreements], int]] = {
    "add": _add,
    "list": _list,
    "show": _show,
    "confirm": _confirm,
    "edit": _edit,
    "reject": _reject,
    "undo": _undo,
    "history": _history,
    "remove": _remove,
    "focus": _focus,
}
