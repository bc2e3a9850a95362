"""What was imported, newest first, with the one key that takes an import back."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from cip_tui.actions import bindings
from cip_tui.messages import Ticket
from cip_tui.model.document import Column, Document, Kind, Level, Note, Row, Section, Status, Table
from cip_tui.model.importing import ImportRecord
from cip_tui.screens.document_screen import DocumentScreen
from cip_tui.screens.shown import columns_of, rows_of
from widgets.table import VirtualTable

COLUMNS = (
    Column("file", "File"),
    Column("state", "State", Kind.STATUS),
    Column("kind", "Kind"),
    Column("kept", "Kept", Kind.COUNT, "rows"),
    Column("rejected", "Rejected", Kind.COUNT, "rows"),
    Column("days", "Days covered"),
    Column("format", "Format"),
    Column("at", "Imported UTC", Kind.TIME),
    Column("user", "By"),
    Column("id", "Import"),
)
ORDER = ("file", "state", "kept", "rejected", "days", "at", "kind", "format", "user", "id")


def imports_document(root: str, records: list[ImportRecord]) -> Document:
    """Return the imports of a workspace as a document; undone ones stay in the list and say so."""
    table = Table(
        "imports",
        "Imports",
        COLUMNS,
        tuple(map(_row, records)),
        sort=("at", True),
        empty="Nothing has been imported yet: i reads a file.",
    )
    standing = [record for record in records if not record.undone]
    rows = sum(record.rows_kept for record in standing)
    words = Note(f"{len(standing):,} imports stand, {rows:,} rows in all. Files are read and never changed.")
    return Document(
        "imports", "Imports", (Section("imports", "Imports", (table, words)),), facts=(("Workspace", root),)
    )


def _row(record: ImportRecord) -> Row:
    days = f"{record.first} to {record.last}" if record.first and record.last else None
    return Row(
        (
            record.file,
            _state(record),
            record.kind.value,
            record.rows_kept,
            record.rows_rejected,
            days,
            record.format,
            record.at,
            record.user,
            record.id,
        )
    )


def _state(record: ImportRecord) -> Status:
    if record.undone:
        return Status(Level.UNKNOWN, "taken back")
    return Status(Level.WARNING, "some rejected") if record.rows_rejected else Status(Level.GOOD, "stands")


class WorkspaceScreen(DocumentScreen):
    """The imports of the workspace."""

    ROOM = "workspace"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "workspace")]

    def __init__(self) -> None:
        super().__init__()
        self._records: list[ImportRecord] = []

    def compose_room(self) -> ComposeResult:
        """Yield the one list."""
        yield VirtualTable("Imports", classes="main", id="imports")

    def ready(self) -> None:
        """Show where one is and read the list."""
        super().ready()
        self.crumbs("Imports")
        self.load()

    def load(self) -> None:
        """Read the list of imports."""
        workspace = self.workspace

        def work(_: Any) -> Any:
            records = workspace.imports()
            return records, imports_document(str(workspace.root), records)

        self.start("imports", work, "Reading the imports")

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Take the list, or what became of an undo."""
        if ticket.group == self.GROUP:
            self._records, result = result
        elif ticket.group == "undo":
            self.cip.toast(f"Took back {result.file}: {result.rows_kept:,} rows no longer count")
            self.cip.changed()
            return
        super().job_done(ticket, result)

    def show_document(self, document: Document) -> None:
        """Show the list."""
        table = document.table("imports")
        rows = rows_of(table, ascii_only=self.cip.glyphs.ascii_only)
        self._table.show(columns_of(table, order=ORDER), rows, sort=table.sort, empty=table.empty)

    def fresh_state(self) -> str:
        """Say how many imports stand."""
        standing = sum(not record.undone for record in self._records)
        return f"{standing} of {len(self._records)} stand"

    @property
    def _table(self) -> VirtualTable:
        return self.query_one("#imports", VirtualTable)

    def _record(self) -> ImportRecord | None:
        cursor = self._table.cursor
        return self._records[cursor] if cursor < len(self._records) else None

    # Actions

    def action_undo(self) -> None:
        """Take the import under the cursor back, once that is confirmed."""
        record = self._record()
        if record is None:
            self.cip.toast("There is no import to take back")
            return
        if record.undone:
            self.cip.toast(f"{record.file} is taken back already; i reads it again")
            return
        from widgets.dialogs import Confirm

        question = f"Take back {record.file}? Its {record.rows_kept:,} rows no longer count; the file is not touched."
        self.app.push_screen(Confirm(question, yes="Take back", no="Keep"), lambda answer: self._undo(record, answer))

    def _undo(self, record: ImportRecord, answer: bool | None) -> None:
        if answer:
            workspace = self.workspace
            self.cip.jobs.start(self, "undo", record.id, lambda _: workspace.undo_import(record.id), label="Undoing")

    @on(VirtualTable.RowSelected)
    def _row_selected(self, message: VirtualTable.RowSelected) -> None:
        message.stop()
        self.action_details()

    def action_details(self) -> None:
        """Show everything that is known of the import under the cursor."""
        record = self._record()
        if record is None:
            self.cip.toast("There is no import here")
            return
        from cip_tui.screens.explain import ExplainDialog

        self.app.push_screen(ExplainDialog(details_document(record)))

    def action_explain(self) -> None:
        """An import is explained by its details."""
        self.action_details()


def details_document(record: ImportRecord) -> Document:
    """Return everything that is known of an import, as a document."""
    state = "taken back" if record.undone else "stands"
    pairs = (
        ("File", record.file),
        ("Import", f"{record.id}, {state}"),
        ("Kind", f"{record.kind.value}, read as {record.format}"),
        ("Rows", f"{record.rows_in:,} in the file, {record.rows_kept:,} kept, {record.rows_rejected:,} rejected"),
        ("Days", f"{record.first} to {record.last}" if record.first else ""),
        ("One row is a", record.grain),
        ("Imported", f"{record.at:%Y-%m-%d %H:%M} UTC by {record.user}"),
        ("SHA-256", record.sha256),
    )
    notes = tuple(Note(f"{label}: {text}") for label, text in pairs if text)
    return Document("import", record.file, (Section("import", "Import", notes),))
