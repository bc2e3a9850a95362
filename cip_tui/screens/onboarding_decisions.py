"""What the onboarding screens ask and do: fields to choose from, the template, keeping, taking back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from cip_tui.model.document import Document
from cip_tui.model.errors import CipError, UsageError
from cip_tui.model.onboarding.fields import language
from cip_tui.model.text import clean
from cip_tui.screens.onboarding_parts import PathDialog
from widgets.dialogs import Choice, Confirm, Option

if TYPE_CHECKING:
    from cip_tui.model.job import Job
    from cip_tui.model.onboarding.choices import Choices
    from cip_tui.model.onboarding.desk import Kept, Onboarding
    from cip_tui.model.onboarding.plan import ImportPlan
    from cip_tui.screens.base import CipScreen


def weight_of(text: str) -> Decimal:
    """Read a weight as typed. Raises `UsageError`."""
    try:
        return Decimal(text.strip())
    except InvalidOperation as error:
        raise UsageError(f"'{clean(text, 40)}' is no weight", next_step="Give a number, 0 or more") from error


def field_choice(header: str, taken: str | None) -> Choice:
    """Return the box that asks what a column is."""
    fields = language().fields.values()
    options = [
        Option("", "no field", "kept in the profiles"),
        *(Option(one.name, one.title, one.kind) for one in fields),
    ]
    return Choice(options, title=f"What is {clean(header, 40)}?", chosen=taken or "")


def write_template(screen: CipScreen) -> None:
    """Ask where the blank template shall go, and write it there."""
    sheets = screen.workspace.onboarding.template()

    def chosen(path: Path | None) -> None:
        if path is None:
            return
        from cip_tui.export.atomic import write_atomically
        from cip_tui.export.sheets import PlainSheet, sheets_to_xlsx

        try:
            content = sheets_to_xlsx([PlainSheet(name, rows) for name, rows in sheets.items()])
            written = write_atomically(path, content)
        except CipError as error:
            screen.cip.show_error(error, "")
            return
        screen.cip.toast(f"Written: {screen.cip.host}:{written}")

    screen.app.push_screen(PathDialog("Write the template to", "onboarding_template.xlsx"), chosen)


def keep_all(
    desk: Onboarding, path: Path, choices: Choices, further: Sequence[ImportPlan], job: Job
) -> tuple[Kept, Document]:
    """Keep a file and the further ones, each as an import of its own; return the first and its receipt."""
    kept = desk.commit(desk.plan(path, choices, job))
    for plan in further:
        job.progress(f"Keeping {plan.path.name}")
        desk.commit(desk.plan(plan.path, replace(plan.choices), job))
    return kept, desk.receipt(kept.record.id)


def undo_last(screen: CipScreen, import_id: str | None) -> None:
    """Ask, then take the last import of accounts back and say what that did."""
    desk, book = screen.workspace.onboarding, screen.workspace.accounts
    standing = [record for record in book.imports() if not record.undone]
    if not standing:
        screen.cip.toast("There is no import of accounts to take back")
        return
    record = next((one for one in standing if one.id == import_id), standing[-1])

    def answered(yes: bool | None) -> None:
        if yes:
            try:
                done = desk.undo(record.id)
            except CipError as error:
                screen.cip.show_error(error, "")
                return
            screen.cip.toast(f"{record.file}: {done.sentence()}", timeout=8.0)
            screen.cip.changed()

    question = f"Take import {record.id} of {clean(record.file, 40)} back?"
    details = f"{record.accounts:,} accounts; those edited or imported again since are kept."
    screen.app.push_screen(Confirm(question, yes="Take back", details=details, title="Undo"), answered)
