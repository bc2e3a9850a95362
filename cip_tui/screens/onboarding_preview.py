"""The preview of an onboarding: counts first, then findings to fix in place, and only then the confirmation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType

from cip_tui.actions import bindings
from cip_tui.model.document import Document, Note, Table
from cip_tui.model.errors import CipError
from cip_tui.model.onboarding.wizard import READY
from cip_tui.screens.document_screen import DocumentScreen
from cip_tui.screens.document_view import DocumentView
from cip_tui.screens.onboarding_parts import FieldDialog, PathDialog, StepLine, StepWords
from cip_tui.screens.shown import columns_of, rows_of
from widgets.dialogs import Confirm
from widgets.table import VirtualTable

if TYPE_CHECKING:
    from cip_tui.model.job import Job
    from cip_tui.model.onboarding.checks import CellFinding
    from cip_tui.model.onboarding.plan import ImportPlan
    from cip_tui.screens.onboarding import OnboardingScreen

TABLES = ("findings", "accounts", "kpis", "changes", "moves", "mapping", "dashboard", "rejected")
_ORDER = {
    "findings": ("level", "message", "where", "raw"),
    "accounts": ("account_name", "external_account_id", "revenue", "industry"),
    "kpis": ("account_name", "kpi_parameter", "data", "band", "unit"),
    "mapping": ("header", "field", "state", "score"),
}

_LEAST = {"message": 36, "where": 14, "level": 9}


class PreviewScreen(DocumentScreen):
    """Headline in words, one table of several, and the keys to fix and to confirm."""

    ROOM = "onboarding_preview"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "onboarding_preview")]

    def __init__(self, home: OnboardingScreen) -> None:
        super().__init__()
        self.home = home
        self._view = "findings"

    def compose_room(self) -> ComposeResult:
        """Yield steps, words and the table."""
        yield StepLine(id="steps")
        yield StepWords(id="step-words")
        yield VirtualTable("Findings", id="preview", classes="main")

    def ready(self) -> None:
        """Compare with the workspace and show."""
        super().ready()
        self.query_one(StepLine).show(0, last=True)
        self.crumbs("Onboarding", self._plan.path.name, "Preview")
        self.show_plan()

    @property
    def _plan(self) -> ImportPlan:
        plan = self.home.wizard.plan
        assert plan is not None
        return plan

    def load(self) -> None:
        """Work the comparison out anew."""
        plan, desk = self._plan, self.workspace.onboarding
        self.start("plan", lambda job: desk.document(plan), "Comparing with the workspace")

    def show_plan(self) -> None:
        """Show the plan as it stands now."""
        if self.is_furnished:
            self._say()
            self.load()

    def _say(self) -> None:
        plan = self._plan
        lines = [(plan.headline(), "bold"), (plan.second_line() + self._difference(), "")]
        lines.append((plan.blocked, "$text-error") if plan.blocked else (self._kpi_data(), "$text-success"))
        finding = self._finding()
        if finding is not None:
            place = f"{finding.place}: " if finding.cell else ""
            fix = f" {finding.fix}." if finding.fix else ""
            lines.append((f"{place}{finding.message}.{fix}", "$text-muted"))
        self.query_one(StepWords).say(*lines)

    def _kpi_data(self) -> str:
        """Say that the step of KPI data was passed over and why, and which further files come after this one."""
        further = ", ".join(one.path.name for one in self.home.wizard.further)
        return f"{READY}; " + (f"then, as imports of their own: {further}" if further else "b brings a further file")

    def _difference(self) -> str:
        """Return what would change in the workspace, once that is known."""
        if self.document is None:
            return ""
        section = next((one for one in self.document.sections if one.id == "difference"), None)
        notes = [block.text for block in section.blocks if isinstance(block, Note)] if section else []
        return f". {notes[0]}" if notes else ""

    def show_document(self, document: Document) -> None:
        """Show one table of the preview."""
        self._say()
        self._show_table()

    def _known(self) -> list[str]:
        tables = {block.id for block in self.document.blocks() if isinstance(block, Table)} if self.document else set()
        return [name for name in TABLES if name in tables]

    def _show_table(self) -> None:
        if self.document is None:
            return
        known = self._known()
        if self._view not in known:
            self._view = known[0]
        table = self.document.table(self._view)
        columns = columns_of(table, order=_ORDER.get(table.id, ()))
        if table.id == "findings":
            columns = [replace(one, least=_LEAST.get(one.key, one.least), most=90) for one in columns]
        self.query_one("#preview", VirtualTable).show(
            columns,
            rows_of(table, ascii_only=self.cip.glyphs.ascii_only),
            available=table.available,
            empty=table.empty,
            note=f"{known.index(self._view) + 1} of {len(known)}, v next",
            title=table.title,
        )
        self.refresh_bindings()

    def on_resize(self, event: events.Resize) -> None:
        """Keep to the width."""
        if self.is_furnished:
            self._show_table()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Cells are fixed where findings are listed."""
        if action == "explain":
            return False
        return super().check_action(action, parameters)

    def action_view(self, step: int) -> None:
        """Show another table."""
        known = self._known()
        if known:
            self._view = known[(known.index(self._view) + step) % len(known)]
            self._show_table()
            self.query_one("#preview", VirtualTable).move_to(0)

    # Fixing

    @on(VirtualTable.RowHighlighted)
    def _row_highlighted(self, message: VirtualTable.RowHighlighted) -> None:
        message.stop()
        self._say()

    def _finding(self) -> CellFinding | None:
        """Return the finding under the cursor."""
        cursor = self.query_one("#preview", VirtualTable).cursor
        findings = self._plan.findings
        return findings[cursor] if self._view == "findings" and cursor < len(findings) else None

    @on(VirtualTable.RowSelected)
    def _row_selected(self, message: VirtualTable.RowSelected) -> None:
        message.stop()
        self.action_fix()

    def action_fix(self) -> None:
        """Change the cell of the finding under the cursor, or decide the scale of its column."""
        finding = self._finding()
        if finding is None:
            self.cip.toast("Cells are fixed among the findings: v shows them")
        elif finding.rule == "other-scale":
            self._fix_scale(finding)
        elif finding.rule == "region-missing" and not finding.cell:
            self.home.action_fill()
        elif finding.rule == "proposed-column":
            self._take_column(finding)
        elif finding.cell.startswith(f"{self._plan.table.sheet}!") or (finding.cell and not self._plan.table.sheet):
            self._fix_cells(finding)
        else:
            self.cip.toast(finding.fix or "There is no cell to change here")

    def _fix_scale(self, finding: CellFinding) -> None:
        def typed(text: str | None) -> None:
            if text is not None:
                self._decide(lambda: self.home.wizard.choices.with_rescale(finding.field, text))

        self.app.push_screen(FieldDialog(finding.field, "times; 1 keeps it", finding.suggestion or "1"), typed)

    def _take_column(self, finding: CellFinding) -> None:
        self._decide(lambda: self.home.wizard.choices.with_mapping(finding.field, finding.raw))

    def _fix_cells(self, finding: CellFinding) -> None:
        def typed(text: str | None) -> None:
            if text is None:
                return
            if finding.count > 1:
                question = f"Put '{text}' into all {finding.count:,} cells of this finding?"
                box = Confirm(question, yes="All of them", no=f"Only {finding.cell}", title="Equal cells")
                self.app.push_screen(box, lambda yes: self._edit(finding, text, every=bool(yes)))
            else:
                self._edit(finding, text, every=False)

        self.app.push_screen(FieldDialog(finding.cell, "as it should read", finding.suggestion or finding.raw), typed)

    def _edit(self, finding: CellFinding, text: str, *, every: bool) -> None:
        cells = finding.cells if every else finding.cells[:1]
        self._decide(lambda: self.home.wizard.choices.with_edit(cells, text))

    def _decide(self, decide: Any) -> None:
        try:
            self.home.wizard.choices = decide()
        except CipError as error:
            self.cip.toast(str(error))
            return
        self.home.load()

    def action_further(self) -> None:
        """Bring a further file of KPI data."""
        self.home.action_further()

    # Keeping

    def action_confirm(self) -> None:
        """Ask, with the counts and the problems first; Cancel is what enter means."""
        plan = self._plan
        if plan.blocked:
            self.cip.toast(plan.blocked)
            return
        if not plan.complete:
            self.cip.toast("The file is still being read")
            return
        levels = [f"{count:,} {level.value}" for level, count in plan.levels().items() if count]
        details = (
            f"{plan.second_line()}. {self._difference().removeprefix('. ')}. Findings: {', '.join(levels) or 'none'}."
        )
        question = f"{plan.headline()}. Keep them?"
        box = Confirm(question, yes="Keep", details=details, title="Nothing is written yet")
        self.app.push_screen(box, lambda yes: self.home.keep() if yes else None)

    def action_recipe(self) -> None:
        """Save columns, fixes, weights and ranges as a file."""
        text = self.workspace.onboarding.recipe(self._plan)
        self._write("Save the recipe to", f"{self._plan.path.stem}.toml", text)

    def action_corrected(self) -> None:
        """Write the table with its fixes, and beside it the rows that make no account."""
        from cip_tui.model.onboarding.files import as_csv, corrected_rows, rejected_rows

        plan = self._plan
        others = {"_rejected": as_csv(rejected_rows(plan))} if plan.rejected else {}
        self._write("Write the fixed table to", f"{plan.path.stem}_fixed.csv", as_csv(corrected_rows(plan)), others)

    def _write(self, title: str, start: str, text: str, others: dict[str, str] | None = None) -> None:
        from cip_tui.export.atomic import write_atomically

        def chosen(path: Path | None) -> None:
            if path is None:
                return
            try:
                written = [write_atomically(path, text)]
                for ending, more in (others or {}).items():
                    written.append(write_atomically(path.with_name(f"{path.stem}{ending}{path.suffix}"), more))
            except CipError as error:
                self.cip.show_error(error, "")
                return
            self.cip.toast(f"Written: {self.cip.host}:" + ", ".join(map(str, written)))

        self.app.push_screen(PathDialog(title, start), chosen)

    def action_undo(self) -> None:
        """Take the last import of accounts back."""
        self.home.action_undo()

    def export_document(self, job: Job) -> Document | None:
        """Return the whole preview."""
        return self.document


class ReceiptScreen(DocumentScreen):
    """The receipt of an import, to read, to export, and to take the import back."""

    ROOM = "onboarding_receipt"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "onboarding_receipt")]

    def __init__(self, receipt: Document) -> None:
        super().__init__()
        self.document = receipt

    def compose_room(self) -> ComposeResult:
        """Yield the receipt."""
        yield DocumentView(id="receipt")

    def ready(self) -> None:
        """Show it."""
        super().ready()
        assert self.document is not None
        self.crumbs("Onboarding", "Receipt")
        view = self.query_one(DocumentView)
        view.show(self.document)
        view.enter()

    def load(self) -> None:
        """A receipt never changes."""

    def show_document(self, document: Document) -> None:
        """A receipt never changes."""

    def export_name(self) -> str:
        """Return a file name that names the import."""
        assert self.document is not None
        return f"{self.document.title.lower().replace(' ', '_')}.md"

    @on(DocumentView.Opened)
    def _opened(self, message: DocumentView.Opened) -> None:
        message.stop()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There are no calls behind these figures."""
        return False if action == "explain" else super().check_action(action, parameters)

    def action_undo(self) -> None:
        """Take this import back."""
        from cip_tui.screens.onboarding_decisions import undo_last

        assert self.document is not None
        undo_last(self, self.document.title.rpartition(" ")[2])
