"""The agreement: every field beside the page it stands on, to be accepted, changed or rejected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from cip_tui.actions import bindings
from cip_tui.messages import Ticket
from cip_tui.model.commitment.agreement_document import shown_value
from cip_tui.model.commitment.agreements import Decision
from cip_tui.model.commitment.extraction.fields import Obtained
from cip_tui.model.commitment.field_values import show_value
from cip_tui.model.document import Document
from cip_tui.screens.agreement_parts import (
    EMPTY,
    PageView,
    PasswordDialog,
    PdfDialog,
    Shown,
    ValueDialog,
    details_document,
    field_columns,
    fields_table,
    look,
    rival_words,
)
from cip_tui.screens.document_screen import DocumentScreen
from cip_tui.screens.shown import rows_of
from widgets.table import VirtualTable

if TYPE_CHECKING:
    from cip_tui.model.commitment.agreements import Agreements, ReviewedField
    from cip_tui.model.errors import CipError
    from cip_tui.model.job import Job


class AgreementScreen(DocumentScreen):
    """Fields at the left, the page at the right; on a narrow terminal one above the other."""

    ROOM = "agreement"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "agreement")]
    DEFAULT_CSS = """
    AgreementScreen {
        & #agreement { height: 1fr; layout: vertical; }
        & #fields { height: 3fr; }
        & #page { height: 2fr; }
        &.-w120 #agreement, &.-w180 #agreement { layout: horizontal; }
        &.-w120 #fields, &.-w180 #fields { width: 1fr; height: 1fr; }
        &.-w120 #page, &.-w180 #page { width: 1fr; height: 1fr; }
        &.-nothing #page { display: none; }
    }
    """

    def __init__(self, agreement_id: str | None = None) -> None:
        super().__init__()
        self._wanted = agreement_id
        self._shown = Shown(None, (0, 0), (), (), None)
        self._rows: list[ReviewedField] = []
        self._only_open = False

    def compose_room(self) -> ComposeResult:
        """Yield the fields and the page."""
        with Container(id="agreement"):
            yield VirtualTable("Fields", id="fields", classes="main")
            yield PageView("Page", id="page")

    # Loading

    def ready(self) -> None:
        """Show where one is and read the agreement."""
        super().ready()
        self.crumbs("Commitment", "Agreement")
        self.load()

    def load(self) -> None:
        """Read the agreement and what was said of it."""
        agreements, wanted = self.workspace.agreements, self._wanted
        work: Callable[[Job], Any] = lambda _: look(agreements, wanted)  # noqa: E731  a name for its type
        self.start("agreement", work, "Reading the agreement")

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Take the agreement, or what became of a decision or a new file."""
        if ticket.group == self.GROUP:
            self._shown = result
            self._wanted = result.record.id if result.record is not None else None
            self.document, self.stale = result.document, False
            self._show()
        elif ticket.group == "decide":
            self._decided(*result)
        elif ticket.group == "add":
            self._wanted = result.id
            self.cip.toast(f"Read {result.file}: {result.review} fields need review")
            self.cip.changed()
        else:
            super().job_done(ticket, result)

    def job_failed(self, ticket: Ticket, error: CipError, details: str) -> None:
        """Ask for the password where one is needed; say what went wrong else."""
        from cip_tui.model.commitment.pdf import PasswordNeeded

        if ticket.group == "add" and isinstance(error, PasswordNeeded):
            path: Path = ticket.request
            label = f"{error.message}. Password" if error.wrong else f"Password of {path.name}"

            def given(password: str | None) -> None:
                if password:
                    self._add(path, password)

            self.app.push_screen(PasswordDialog(label, ""), given)
            self.state("")
            return
        if ticket.group == "add":
            self.state(self.fresh_state())
        super().job_failed(ticket, error, details)

    def show_document(self, document: Document) -> None:
        """The fields and the page show it."""

    def _show(self) -> None:
        record, (number, count) = self._shown.record, self._shown.place
        self.set_class(record is None, "-nothing")
        names = () if record is None else (record.title or record.file,)
        self.crumbs("Commitment", "Agreement", *names)
        self._rows = [item for item in self._shown.fields if item.needs_review or not self._only_open]
        table = fields_table(self._rows)
        words = [f"{len(self._rows)} of {len(self._shown.fields)}, s shows all"] if self._only_open else []
        words += [f"{number} of {count} agreements, ] next"] if count > 1 else []
        note = f" {self.cip.glyphs.separator} ".join(words)
        empty = EMPTY if record is None or not self._only_open else "Nothing needs review: s shows all fields."
        shown = self.query_one("#fields", VirtualTable)
        rows = rows_of(table, ascii_only=self.cip.glyphs.ascii_only)
        keyed = [type(row)(row.cells, item.name, row.levels) for row, item in zip(rows, self._rows, strict=True)]
        shown.show(field_columns(table), keyed, empty=empty, note=note, title=self._heading())
        self._show_page()
        self.state(self.fresh_state())

    def _heading(self) -> str:
        waiting = sum(item.needs_review for item in self._shown.fields)
        return f"Fields, {waiting} to review" if waiting else "Fields"

    def fresh_state(self) -> str:
        """Say how many fields wait for a decision."""
        if self._shown.record is None:
            return ""
        waiting = sum(item.needs_review for item in self._shown.fields)
        level = "warning" if waiting else "good"
        words = f"{waiting} of {len(self._shown.fields)} need review" if waiting else "all reviewed"
        return f"{self.cip.glyphs.levels[level]} {words}"

    @on(VirtualTable.RowHighlighted)
    def _row_highlighted(self, message: VirtualTable.RowHighlighted) -> None:
        message.stop()
        self._show_page()

    def _show_page(self) -> None:
        item, page = self._item(), self.query_one("#page", PageView)
        if item is None:
            return
        place = item.field.evidence
        number = place.page if place is not None else 1
        lines = self._shown.pages[number - 1] if number <= len(self._shown.pages) else ()
        where = f"Page {number} of {len(self._shown.pages)}" + (f", line {place.line}" if place else "")
        page.border_title = where
        page.border_subtitle = "" if place else "this field stands nowhere"
        page.show_page(lines, place, self.cip.glyphs.cursor)

    def _item(self) -> ReviewedField | None:
        cursor = self.query_one("#fields", VirtualTable).cursor
        return self._rows[cursor] if cursor < len(self._rows) else None

    # Deciding

    def _decide(self, work: Callable[[Agreements, str], str], *, onward: bool = False) -> None:
        record = self._shown.record
        if record is None:
            self.cip.toast("There is no agreement yet; p reads one")
            return
        agreements = self.workspace.agreements
        self.cip.jobs.start(
            self, "decide", record.id, lambda _: (work(agreements, record.id), onward), label="Writing the decision"
        )

    def _decided(self, words: str, onward: bool) -> None:
        self.cip.toast(words)
        if onward:
            self._go_on(ahead=1)
        self.cip.changed()

    def action_accept(self) -> None:
        """Confirm the value as read and go on to the next open field."""
        item = self._item()
        if item is None or item.field.obtained is Obtained.NOT_FOUND:
            self.cip.toast("There is no value here to accept; c types one")
            return
        if item.decision is Decision.ACCEPTED:
            self.cip.toast("This is accepted already")
            return
        words = f"Accepted {item.field.label}: {shown_value(item)}"

        def work(agreements: Agreements, agreement_id: str) -> str:
            agreements.accept(agreement_id, [item.name])
            return words

        self._decide(work, onward=True)

    def action_reject(self) -> None:
        """Say that the value is not right."""
        item = self._item()
        if item is None or item.decision is Decision.REJECTED:
            self.cip.toast("There is nothing here to reject")
            return

        def work(agreements: Agreements, agreement_id: str) -> str:
            agreements.reject(agreement_id, [item.name])
            return f"Rejected {item.field.label}"

        self._decide(work, onward=True)

    def action_edit(self) -> None:
        """Type another value."""
        item = self._item()
        if item is None:
            self.cip.toast("There is no field here")
            return

        def typed(text: str | None) -> None:
            if text is not None and text.strip():
                self._decide(lambda agreements, key: self._edited(agreements, key, item, text), onward=True)

        start = "" if item.shown is None else show_value(item.shown, item.field.kind)
        self.app.push_screen(ValueDialog(f"{item.field.label} ({item.name})", start), typed)

    @staticmethod
    def _edited(agreements: Agreements, agreement_id: str, item: ReviewedField, text: str) -> str:
        value = agreements.edit(agreement_id, item.name, text)
        return f"{item.field.label} is {show_value(value, item.field.kind, item.field.unit)} now"

    def action_rivals(self) -> None:
        """Choose among the values that the text offers."""
        item = self._item()
        rivals = [rival for rival in item.field.rivals if rival.value is not None] if item is not None else []
        if item is None or not rivals:
            self.cip.toast("The text offers no other value for this field")
            return
        from widgets.dialogs import Choice, Option

        options = [
            Option(str(index), show_value(rival.value, item.field.kind, item.field.unit), rival_words(item, rival))
            for index, rival in enumerate(rivals)
        ]

        def chosen(key: str | None) -> None:
            if key is None:
                return
            value = rivals[int(key)].value

            def work(agreements: Agreements, agreement_id: str) -> str:
                agreements.set(agreement_id, item.name, value)
                return f"{item.field.label} is {show_value(value, item.field.kind, item.field.unit)} now"

            self._decide(work, onward=True)

        self.app.push_screen(Choice(options, title=f"Other values for {item.field.label}"), chosen)

    def action_all(self) -> None:
        """Confirm everything that needs review, once that is confirmed itself."""
        waiting = [item for item in self._shown.fields if item.needs_review]
        if not waiting:
            self.cip.toast("Nothing needs review")
            return
        from widgets.dialogs import Confirm

        doubtful = sum(bool(item.field.warnings) for item in waiting)
        details = f"{doubtful} of them carry a warning." if doubtful else ""
        question = f"Accept {len(waiting)} fields as they were read?"

        def answered(answer: bool | None) -> None:
            if answer:
                self._decide(lambda agreements, key: f"Accepted {agreements.accept_all(key)} fields")

        self.app.push_screen(Confirm(question, yes="Accept all", no="Cancel", details=details), answered)

    def action_undo(self) -> None:
        """Take the last decision back."""

        def work(agreements: Agreements, agreement_id: str) -> str:
            change = agreements.undo(agreement_id)
            return f"Took back: {change.action} {', '.join(name for name, _ in change.fields[:3])}"

        self._decide(work)

    def action_open_only(self) -> None:
        """Show only what needs review, or everything again."""
        self._only_open = not self._only_open
        self._show()

    def action_next(self) -> None:
        """Go to the next field that needs review."""
        if not self._go_on(ahead=1):
            self.cip.toast("Nothing else needs review")

    def _go_on(self, *, ahead: int) -> bool:
        table, count = self.query_one("#fields", VirtualTable), len(self._rows)
        for step in range(ahead, count):
            index = (table.cursor + step) % count
            if self._rows[index].needs_review:
                table.move_to(index)
                return True
        return False

    # Looking

    @on(VirtualTable.RowSelected)
    def _row_selected(self, message: VirtualTable.RowSelected) -> None:
        message.stop()
        self.action_details()

    def action_details(self) -> None:
        """Read the field in full."""
        item = self._item()
        if item is None:
            self.cip.toast("There is no field here")
            return
        from cip_tui.screens.explain import ExplainDialog

        self.app.push_screen(ExplainDialog(details_document(item)))

    def action_explain(self) -> None:
        """A field is explained by its details."""
        self.action_details()

    def action_history(self) -> None:
        """Show every decision about the agreement."""
        record = self._shown.record
        if record is None:
            self.cip.toast("There is no agreement yet; p reads one")
            return
        from cip_tui.model.commitment.agreement_list import history_document
        from cip_tui.screens.explain import ExplainDialog

        changes = self.workspace.agreements.history(record.id)
        self.app.push_screen(ExplainDialog(history_document(record, changes)))

    def action_other(self, step: int) -> None:
        """Look at another agreement."""
        records = self.workspace.agreements.all()
        if len(records) < 2 or self._shown.record is None:
            self.cip.toast("There is no other agreement")
            return
        ids = [record.id for record in records]
        self._wanted = ids[(ids.index(self._shown.record.id) + step) % len(ids)]
        self.load()

    def action_add(self) -> None:
        """Read an agreement from a PDF."""

        def named(path: Path | None) -> None:
            if path is not None:
                self._add(path, "")

        self.app.push_screen(PdfDialog(self.cip.folder, Path.home(), self.cip.host), named)

    def _add(self, path: Path, password: str) -> None:
        agreements = self.workspace.agreements
        self.state(f"Reading {path.name} {self.cip.glyphs.ellipsis}")
        self.cip.jobs.start(
            self, "add", path, lambda job: agreements.add(path, job, password=password), label="Reading the PDF"
        )

    def action_write_focus(self) -> None:
        """Write confirmed amounts as the Contract Commitment dataset of FOCUS."""
        from cip_tui.screens.export import ExportDialog

        workspace = self.workspace

        def made(job: Job) -> str:
            from cip_tui.export.csv import to_csv

            return to_csv(workspace.commitments.focus())

        self.app.push_screen(ExportDialog("contract_commitment.csv", made, title="Export as FOCUS Contract Commitment"))
