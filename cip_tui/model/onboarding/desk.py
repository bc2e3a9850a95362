"""The onboarding desk: plan a file, look at what would change, keep it as one import, take it back."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cip_tui.model.errors import InputRefused, Where
from cip_tui.model.job import Job
from cip_tui.model.onboarding.book import FOLDER, AccountBook, OnboardingRecord, Undone
from cip_tui.model.onboarding.choices import Choices, Drift, Recipe, drift, read_recipe, recipe_from, recipe_text
from cip_tui.model.onboarding.differences import Difference, compare
from cip_tui.model.onboarding.plan import ImportPlan, make_plan
from cip_tui.model.onboarding.reading.grid import Book
from cip_tui.model.onboarding.reading.opening import read_head, read_whole
from cip_tui.model.onboarding.settings import HealthSettings, load_settings, save_settings
from cip_tui.model.onboarding.template import template_sheets
from cip_tui.model.room import Room

if TYPE_CHECKING:
    from cip_tui.model.document import Document

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """What committing a plan did. `unchanged` means that the same import stood already."""

    record: OnboardingRecord
    difference: Difference
    unchanged: bool = False


class Onboarding:
    """Everything that the wizard and `cip onboard` do with a workspace."""

    def __init__(self, room: Room, accounts: AccountBook) -> None:
        self._room = room
        self._accounts = accounts
        self._lock = threading.Lock()
        self._books: dict[tuple[str, int, int], tuple[Book, str]] = {}

    def preview(self, path: Path, choices: Choices | None = None) -> ImportPlan | None:
        """Plan from the head of the file alone, in the same time for any size; None where only the whole can be read.

        Small files are complete in their head. Raises `InputRefused`, `UsageError`.
        """
        known = self._known(path)
        book = known[0] if known is not None else read_head(path)
        if book is None:
            return None
        sha256 = known[1] if known is not None else _digest(path) if book.complete else ""
        if book.complete:
            self._remember(path, book, sha256)
        return make_plan(book, path, choices or Choices(health=self.settings()), as_of=self._room.as_of, sha256=sha256)

    def plan(self, path: Path, choices: Choices | None = None, job: Job | None = None) -> ImportPlan:
        """Plan from the whole file. Raises `InputRefused`, `UsageError`, `Cancelled`."""
        job = job or Job()
        plan = self.preview(path, choices)
        if plan is not None and plan.complete:
            return plan
        job.progress("Reading the whole file")
        book = self._whole(path, plan, job)
        sha256 = _digest(path)
        self._remember(path, book, sha256)
        job.progress("Checking every row")
        return make_plan(book, path, choices or Choices(health=self.settings()), as_of=self._room.as_of, sha256=sha256)

    def difference(self, plan: ImportPlan) -> Difference:
        """Say what the plan would change in the workspace."""
        return compare(plan.accounts, self._accounts.accounts(), plan.choices.health)

    def commit(self, plan: ImportPlan) -> Kept:
        """Keep a plan as one reversible import, and its weights and ranges as the settings of health.

        Raises `InputRefused` where the plan is not complete or blocked, `WorkspaceError` where it cannot be kept.
        """
        if plan.blocked or not plan.complete:
            raise InputRefused(
                "This cannot be kept as it is",
                where=Where(str(plan.path)),
                cause=plan.blocked or "The file was not read to its end",
            )
        from cip_tui.model.onboarding.importing import write_rejects

        difference = self.difference(plan)
        standing = {record.id: record for record in self._accounts.imports() if not record.undone}
        if plan.import_id in standing:
            save_settings(self._room.journal, plan.choices.health)
            return Kept(standing[plan.import_id], difference, unchanged=True)
        write_rejects(self.rejects_file(plan.import_id), plan)
        record = self._accounts.keep(plan.accounts, self._facts(plan, difference))
        save_settings(self._room.journal, plan.choices.health)
        return Kept(record, difference)

    def rejects_file(self, import_id: str) -> Path:
        """Return where the rows of an import stand that make no account."""
        return self._room.folder(FOLDER) / f"{import_id}.rejects.jsonl"

    def undo(self, import_id: str) -> Undone:
        """Take an import of accounts back. Raises `UsageError`."""
        return self._accounts.undo(import_id)

    def settings(self) -> HealthSettings:
        """Return the weights and ranges that stand."""
        return load_settings(self._room.journal)

    def remembered(self, plan: ImportPlan) -> Choices | None:
        """Return how a file with this header was read last time, None for a header that is new."""
        recipe = self._recipe(lambda facts: facts.get("fingerprint") == plan.fingerprint)
        return None if recipe is None else replace(recipe.choices, edits={}, regions={}, health=self.settings())

    def drift(self, plan: ImportPlan) -> Drift | None:
        """Return how the header differs from that of the last file of this name, None where there was none."""
        recipe = self._recipe(lambda facts: facts.get("file") == plan.path.name)
        if recipe is None:
            return None
        used = recipe.choices.mapping.values()
        found = drift(recipe, plan.table.headers, tuple(used))
        return found if found else None

    def recipe(self, plan: ImportPlan) -> str:
        """Return the choices of a plan as a recipe; every column that carries a field is named in it."""
        return recipe_text(named(plan), fingerprint=plan.fingerprint, headers=plan.table.headers, title=plan.path.name)

    def read_recipe(self, path: Path) -> Recipe:
        """Read a recipe; the weights and ranges that stand hold where it states none. Raises `UsageError`."""
        recipe = read_recipe(path)
        if recipe.choices.health == HealthSettings():
            recipe = replace(recipe, choices=replace(recipe.choices, health=self.settings()))
        return recipe

    def document(self, plan: ImportPlan, *, headline: bool = True) -> Document:
        """Return the preview as a document; see `plan_document`."""
        from cip_tui.model.onboarding.documents import plan_document

        difference = self.difference(plan) if plan.complete else None
        return plan_document(plan, difference, self.drift(plan), headline=headline)

    def template(self) -> Mapping[str, Sequence[Sequence[str | Decimal]]]:
        """Return the sheets of the blank template, with the ranges that stand."""
        return template_sheets(self.settings().scheme)

    def receipt(self, import_id: str) -> Document:
        """Return the proof of an import as a document; it is the same to the byte whenever it is asked for."""
        from cip_tui.model.onboarding.receipt import receipt_document

        return receipt_document(self._accounts.facts(import_id), self._accounts.columns_of(import_id))

    def overview(self) -> Document:
        """Return the imports of accounts, and the receipt of the last one that stands."""
        from cip_tui.model.onboarding.receipt import overview_document

        records = self._accounts.imports()
        standing = [record for record in records if not record.undone]
        return overview_document(records, self.receipt(standing[-1].id) if standing else None)

    def _facts(self, plan: ImportPlan, difference: Difference) -> dict[str, Any]:
        from cip_tui.model.onboarding.receipt import receipt_facts

        return {
            "id": plan.import_id,
            "file": plan.path.name,
            "sha256": plan.sha256,
            "sheet": plan.table.sheet,
            "format": plan.format_detected,
            "accounts": plan.accounts_count,
            "created": len(difference.created),
            "updated": len(difference.updated),
            "unchanged": len(difference.unchanged),
            "fingerprint": plan.fingerprint,
            "headers": plan.table.headers,
            "choices": named(plan).payload(),
            **receipt_facts(plan),
        }

    def _recipe(self, holds: Callable[[Mapping[str, Any]], bool]) -> Recipe | None:
        for record in reversed(self._accounts.imports()):
            facts = self._accounts.facts(record.id)
            if holds(facts):
                choices: Mapping[str, Any] = facts["choices"]
                found = recipe_from(
                    {**choices, "rescale": choices["rescales"], "health": {}, "headers": facts["headers"]}, record.file
                )
                return replace(found, fingerprint=facts["fingerprint"])
        return None

    def _whole(self, path: Path, head: ImportPlan | None, job: Job) -> Book:
        """Read the whole file; of a workbook whose other sheets are known already only the one that is not."""
        sheet = head.table.sheet if head is not None else ""
        book = read_whole(path, job, sheet)
        if head is not None and head.shape == "xlsx":
            others = read_head(path)
            if others is not None:
                book.sheets += [other for other in others.sheets if other.name != sheet and other.complete]
                book.facts = others.facts
        return book

    def _known(self, path: Path) -> tuple[Book, str] | None:
        with self._lock:
            return self._books.get(_state_of(path))

    def _remember(self, path: Path, book: Book, sha256: str) -> None:
        with self._lock:
            self._books = {_state_of(path): (book, sha256)}


def named(plan: ImportPlan) -> Choices:
    """Return the choices of a plan with every column named that carries a field."""
    columns = {name: plan.table.headers[match.column] for name, match in plan.used.items()}
    return replace(plan.choices, mapping={**columns, **plan.choices.mapping})


def _state_of(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise InputRefused("The file cannot be read", where=Where(str(path)), cause=error.strerror or "") from error
    return str(path.resolve()), found.st_mtime_ns, found.st_size


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
