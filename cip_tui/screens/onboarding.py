"""The onboarding: file, goals, weights, ranges, accounts, KPI data; every step by keys, backwards without loss."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType

from cip_tui.actions import bindings
from cip_tui.messages import Ticket
from cip_tui.model.document import Document
from cip_tui.model.errors import CipError
from cip_tui.model.onboarding.candidates import candidates
from cip_tui.model.onboarding.choices import Choices
from cip_tui.model.onboarding.wizard import ACCOUNTS, FILE, GOALS_STEP, KPI_DATA, RANGES, STEPS, WEIGHTS
from cip_tui.screens.onboarding_deciding import DecidingScreen
from cip_tui.screens.onboarding_parts import PathDialog, StepLine, StepWords, files_table
from cip_tui.screens.shown import columns_of, rows_of, total_of
from widgets.table import VirtualTable

if TYPE_CHECKING:
    from cip_tui.model.document import Table
    from cip_tui.model.onboarding.candidates import Candidate
    from cip_tui.model.onboarding.desk import Kept
    from cip_tui.model.onboarding.plan import ImportPlan

PREVIEW, WHOLE, FURTHER, KEEP = "preview", "document", "further", "keep"
_SUFFIXES = (".xlsx", ".xlsm", ".csv", ".tsv", ".xls", ".ods")
# The step in which an action works; those that are not named work in every step.
_AT = {
    "choose": (GOALS_STEP,),
    "turn": (WEIGHTS,),
    "type": (WEIGHTS, RANGES, ACCOUNTS),
    "reset": (WEIGHTS, RANGES),
    "fill": (ACCOUNTS,),
    "columns": (ACCOUNTS,),
    "map": (ACCOUNTS,),
    "accept": (ACCOUNTS,),
    "template": (ACCOUNTS,),
    "further": (KPI_DATA,),
    "open": (FILE,),
}
_ORDER = {
    "ranges": ("kpi", "critical", "risk", "healthy", "unit"),
    "accounts": ("account", "id", "region", "revenue"),
    "mapping": ("header", "field", "state", "score"),
}

# Boundaries are never cut.
_LEAST = {"critical": 9, "risk": 18, "healthy": 9, "unit": 6}


class OnboardingScreen(DecidingScreen):
    """The steps in a line, a sentence, and one table: that of the step."""

    ROOM = "onboarding"
    GROUP = WHOLE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "onboarding")]

    def __init__(self) -> None:
        super().__init__()
        self._files: list[Candidate] = []
        self._last_import: str | None = None

    def compose_room(self) -> ComposeResult:
        """Yield steps, words and the table."""
        yield StepLine(id="steps")
        yield StepWords(id="step-words")
        yield VirtualTable("Files", id="step", classes="main")

    def ready(self) -> None:
        """Offer the files of the folder."""
        super().ready()
        self.wizard.choices = Choices(health=self.workspace.onboarding.settings())
        self._files = candidates(self.cip.folder)
        self.repaint()

    # Loading

    def load(self) -> None:
        """Plan the file: from its head at once, from the whole of it behind that where it is large."""
        path = self.wizard.path
        if path is not None:
            self.take(path)

    def take(self, path: Path) -> None:
        """Plan a file with what was decided."""
        self.wizard.begin(path)
        desk, choices = self.workspace.onboarding, self.wizard.final_choices()
        self.stale = True
        self.cip.jobs.start(
            self,
            PREVIEW,
            path,
            lambda job: desk.preview(path, choices) or desk.plan(path, choices, job),
            label="Reading",
        )

    def _whole(self, path: Path) -> None:
        """Read the rest of a large file behind what is shown."""
        desk, choices = self.workspace.onboarding, self.wizard.final_choices()
        self.cip.jobs.start(
            self, WHOLE, path, lambda job: desk.plan(path, choices, job), label="Reading the whole file"
        )

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Take a plan, a further file, or what was kept."""
        if ticket.group in (PREVIEW, WHOLE):
            self._planned(result)
        elif ticket.group == FURTHER:
            self.wizard.further = [*self.wizard.further, result]
            self.repaint()
            self._tell_preview()
        elif ticket.group == KEEP:
            self._kept(*result)
        else:
            super().job_done(ticket, result)

    def job_failed(self, ticket: Ticket, error: CipError, details: str) -> None:
        """Say what is wrong with the file; one that was being read for the first time is let go."""
        self.stale = False
        if ticket.group in (PREVIEW, WHOLE) and self.wizard.plan is None:
            self.wizard.step = FILE
            self.repaint()
        super().job_failed(ticket, error, details)

    def _planned(self, plan: ImportPlan) -> None:
        first = self.wizard.plan is None
        self.wizard.take(plan)
        if first:
            self.wizard.step = GOALS_STEP
            known = self.workspace.onboarding.remembered(plan)
            if known is not None and known.mapping != self.wizard.choices.mapping:
                now = self.wizard.choices
                self.wizard.choices = replace(known, health=now.health, region=now.region or known.region)
                self.cip.toast("Read as last time, when a file had this header")
                self.to_first_row()
                self.take(plan.path)
                return
        self.stale = not plan.complete
        self.state("" if plan.complete else "head only")
        if not plan.complete and not self.cip.jobs.busy(self, WHOLE):
            self._whole(plan.path)
        if first:
            self.to_first_row()
        else:
            self.repaint()
        self._tell_preview()

    def _tell_preview(self) -> None:
        from cip_tui.screens.onboarding_preview import PreviewScreen

        for screen in self.app.screen_stack:
            if isinstance(screen, PreviewScreen) and screen.home is self:
                screen.show_plan()

    def show_document(self, document: Document) -> None:
        """The steps show the plan, not its document."""

    def data_changed(self) -> None:
        """Nothing here rests on other data but what the preview compares."""

    # What is shown

    def repaint(self) -> None:
        """Show the step one is at."""
        wizard = self.wizard
        self.query_one(StepLine).show(wizard.step)
        table = files_table(self._files) if wizard.step == FILE else wizard.table(columns=self._columns)
        self.crumbs("Onboarding", *((wizard.path.name,) if wizard.path else ()), STEPS[wizard.step])
        self._say()
        self._show(table)
        self.refresh_bindings()

    def _say(self) -> None:
        words, plan = self.wizard.words(), self.wizard.plan
        lines = [(words, "$text-warning" if plan is not None and plan.blocked and words == plan.blocked else "")]
        if plan is not None and self.size.height >= 30:
            lines.append((f"{plan.headline()}: {plan.second_line()}.", "$text-muted"))
        self.query_one(StepWords).say(*lines)

    def _show(self, table: Table) -> None:
        ascii_only = self.cip.glyphs.ascii_only
        columns = columns_of(table, order=_ORDER.get(table.id, ()))
        if table.id == "ranges":
            columns = [replace(one, least=_LEAST.get(one.key, one.least)) for one in columns]
        self.query_one("#step", VirtualTable).show(
            columns,
            rows_of(table, ascii_only=ascii_only),
            total=total_of(table),
            available=table.available,
            empty=table.empty,
            title=table.title,
        )

    def on_resize(self, event: events.Resize) -> None:
        """Say as much as there is room for."""
        if self.is_furnished:
            self._say()

    def export_document(self, job: Any) -> Document | None:
        """Return the preview as a document."""
        plan = self.wizard.plan
        return None if plan is None else self.workspace.onboarding.document(plan)

    def action_export(self) -> None:
        """Write the preview as Markdown."""
        self.document = self.export_document(None)
        super().action_export()

    def action_copy(self) -> None:
        """Send the preview to the terminal's clipboard."""
        self.document = self.export_document(None)
        super().action_copy()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Each step has its own keys."""
        if action in _AT and self.wizard.step not in _AT[action]:
            return False
        if action in ("explain", "notes"):
            return False
        return super().check_action(action, parameters)

    # Moving

    @on(VirtualTable.RowSelected)
    def _row_selected(self, message: VirtualTable.RowSelected) -> None:
        message.stop()
        self.action_next()

    def action_next(self) -> None:
        """Take the file under the cursor, or go on to the next step; from the accounts straight to the preview."""
        if self.wizard.step == FILE:
            self._take_candidate()
            return
        if self.wizard.step >= ACCOUNTS:
            # The file was transformed, so its KPI data is there already.
            self.wizard.step = KPI_DATA
            self.repaint()
            self.action_preview()
            return
        self.wizard.next()
        self.to_first_row()

    def _take_candidate(self) -> None:
        cursor = self.query_one("#step", VirtualTable).cursor
        if cursor < len(self._files):
            path = self._files[cursor].path
            if self.wizard.plan is not None and self.wizard.path == path:
                self.wizard.next()
                self.to_first_row()
            else:
                self.take(path)

    def action_previous(self) -> None:
        """Go one step back."""
        self.wizard.back()
        self.to_first_row()

    def action_back(self) -> None:
        """Stop what runs, else go one step back."""
        if self.cip.jobs.stop(self):
            return
        if self.wizard.step > FILE:
            self.action_previous()

    def first_row(self) -> int:
        """Return the row of the file that is taken; elsewhere the first."""
        if self.wizard.step != FILE:
            return 0
        return next((i for i, one in enumerate(self._files) if one.path == self.wizard.path), 0)

    def action_preview(self) -> None:
        """Show what would be written."""
        if self.wizard.plan is None:
            self.cip.toast("Choose a file first")
            return
        from cip_tui.screens.onboarding_preview import PreviewScreen

        self.app.push_screen(PreviewScreen(self))

    # Files

    def action_open(self) -> None:
        """Choose a file by its path."""

        def chosen(path: Path | None) -> None:
            if path is not None:
                self.take(path)

        self.app.push_screen(PathDialog("Onboard a file", suffixes=_SUFFIXES), chosen)

    def action_further(self) -> None:
        """Bring a further file; it is kept as an import of its own after this one."""
        desk = self.workspace.onboarding

        def chosen(path: Path | None) -> None:
            if path is not None:
                choices = Choices(health=self.wizard.choices.health)
                self.cip.jobs.start(self, FURTHER, path, lambda job: desk.plan(path, choices, job), label="Reading")

        self.app.push_screen(PathDialog("A further file", suffixes=_SUFFIXES), chosen)

    def action_template(self) -> None:
        """Write the blank template where one says."""
        from cip_tui.screens.onboarding_decisions import write_template

        write_template(self)

    # Keeping

    def keep(self) -> None:
        """Keep the plan and the further files, each as an import that can be taken back."""
        from cip_tui.screens.onboarding_decisions import keep_all

        plan = self.wizard.plan
        assert plan is not None
        desk, further, choices = self.workspace.onboarding, list(self.wizard.further), self.wizard.final_choices()
        self.cip.jobs.start(
            self, KEEP, plan.path, lambda job: keep_all(desk, plan.path, choices, further, job), label="Keeping"
        )

    def _kept(self, kept: Kept, receipt: Document) -> None:
        from cip_tui.screens.onboarding_preview import ReceiptScreen

        self._last_import = kept.record.id
        said = "stood already as" if kept.unchanged else f"{kept.record.accounts:,} accounts kept as"
        self.cip.toast(f"{kept.record.file}: {said} import {kept.record.id}; u takes it back", timeout=6.0)
        while self.app.screen is not self and len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        self.app.push_screen(ReceiptScreen(receipt))
        self.cip.changed()

    def action_undo(self) -> None:
        """Take the last import of accounts back, and say what that did."""
        from cip_tui.screens.onboarding_decisions import undo_last

        undo_last(self, self._last_import)
