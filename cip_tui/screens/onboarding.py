"""The onboarding: file, goals, weights, ranges, accounts, KPI data; every step by keys, backwards without loss."""

from __future__ import annotations

from functools import partial
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
from cip_tui.model.onboarding.goals import GOALS
from cip_tui.model.onboarding.wizard import ACCOUNTS, FILE, GOALS_STEP, KPI_DATA, RANGES, STEPS, WEIGHTS, Wizard
from cip_tui.screens.document_screen import DocumentScreen
from cip_tui.screens.onboarding_parts import PathDialog, StepLine, StepWords, files_table
from cip_tui.screens.pricing_parts import TypeDialog
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
    "toggle": (GOALS_STEP,),
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


class OnboardingScreen(DocumentScreen):
    """The steps in a line, a sentence, and one table: that of the step."""

    ROOM = "onboarding"
    GROUP = WHOLE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "onboarding")]

    def __init__(self) -> None:
        super().__init__()
        self.wizard = Wizard()
        self._files: list[Candidate] = []
        self._columns = False
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
        desk, choices = self.workspace.onboarding, self.wizard.final_choices()
        self.stale = True
        self.cip.jobs.start(
            self, PREVIEW, path, lambda job: desk.preview(path, choices) or desk.plan(path, choices, job), label="Reading"
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
        elif ticket.group == KEEP:
            self._kept(*result)
        else:
            super().job_done(ticket, result)

    def job_failed(self, ticket: Ticket, error: CipError, details: str) -> None:
        """Say what is wrong with the file; one that was being read for the first time is let go."""
        self.stale = False
        if ticket.group in (PREVIEW, WHOLE) and self.wizard.plan is None:
            self.wizard.path = None
        super().job_failed(ticket, error, details)

    def _planned(self, plan: ImportPlan) -> None:
        first = self.wizard.plan is None or self.wizard.path != plan.path
        self.wizard.take(plan)
        if first:
            self.wizard.step = GOALS_STEP
            known = self.workspace.onboarding.remembered(plan)
            if known is not None and known.mapping != self.wizard.choices.mapping:
                self.wizard.choices = known
                self.cip.toast("Read as last time, when a file had this header")
                self.take(plan.path)
                return
        self.stale = not plan.complete
        self.state("" if plan.complete else "head only")
        if not plan.complete and not self.cip.jobs.busy(self, WHOLE):
            self._whole(plan.path)
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
        self.query_one("#step", VirtualTable).show(
            columns_of(table, order=_ORDER.get(table.id, ())),
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
        self._to_first_row()

    def _take_candidate(self) -> None:
        cursor = self.query_one("#step", VirtualTable).cursor
        if cursor < len(self._files):
            path = self._files[cursor].path
            if self.wizard.plan is not None and self.wizard.path == path:
                self.wizard.next()
                self._to_first_row()
            else:
                self.take(path)

    def action_previous(self) -> None:
        """Go one step back."""
        self.wizard.back()
        self._to_first_row()

    def action_back(self) -> None:
        """Stop what runs, else go one step back."""
        if self.cip.jobs.stop(self):
            return
        if self.wizard.step > FILE:
            self.action_previous()

    def _to_first_row(self) -> None:
        self.repaint()
        self.query_one("#step", VirtualTable).move_to(0)

    def action_preview(self) -> None:
        """Show what would be written."""
        if self.wizard.plan is None:
            self.cip.toast("Choose a file first")
            return
        from cip_tui.screens.onboarding_preview import PreviewScreen

        self.app.push_screen(PreviewScreen(self))

    # Deciding

    def _row(self) -> int:
        return self.query_one("#step", VirtualTable).cursor

    def _decide(self, decide: Any, *, plan: bool = False) -> None:
        """Carry out a decision, and show it or what is wrong with it; `plan` again where the file reads differently."""
        try:
            decide()
        except CipError as error:
            self.cip.toast(str(error))
            return
        self.repaint()
        if plan:
            self.load()

    def action_toggle(self) -> None:
        """Choose a goal, or leave it."""
        self._decide(lambda: self.wizard.toggle_goal(GOALS[self._row()].key))

    def _category(self) -> str:
        return self.wizard.choices.health.scheme.categories[self._row()].name

    def _kpi(self) -> str:
        return self.wizard.choices.health.scheme.kpis[self._row()].id

    def action_turn(self, step: int) -> None:
        """Turn the weight of the category under the cursor."""
        self._decide(lambda: self.wizard.turn_weight(self._category(), step))

    def action_reset(self) -> None:
        """Take what was shipped."""
        if self.wizard.step == WEIGHTS:
            self._decide(self.wizard.reset_weights)
        else:
            self._decide(lambda: self.wizard.reset_range(self._kpi()))

    def action_type(self) -> None:
        """Type what belongs to the row."""
        if self.wizard.step == WEIGHTS:
            self._type_weight()
        elif self.wizard.step == RANGES:
            self._type_range()
        else:
            self._type_region()

    def _type_weight(self) -> None:
        from cip_tui.screens.onboarding_decisions import weight_of

        category = self._category()
        now = next(one.weight for one in self.wizard.choices.health.scheme.categories if one.name == category)
        self._ask(
            TypeDialog(category, "weight", f"{now:f}"),
            lambda text: self._decide(lambda: self.wizard.set_weight(category, weight_of(text))),
        )

    def _type_range(self) -> None:
        kpi = self.wizard.choices.health.scheme.kpi(self._kpi())
        if kpi.words:
            self.cip.toast(f"{kpi.name} is a level in words; it has no boundaries")
            return
        start = f"{kpi.range.critical:f}, {kpi.range.healthy:f}"
        self._ask(
            TypeDialog(kpi.name, f"critical, healthy in {kpi.unit}", start),
            lambda text: self._decide(lambda: self.wizard.set_range(kpi.id, text)),
        )

    def _type_region(self) -> None:
        plan = self.wizard.plan
        if self._columns or plan is None or self._row() >= plan.accounts_count:
            self.cip.toast("Regions are typed among the accounts: v shows them")
            return
        account = plan.accounts.account(self._row())
        key = account.external_account_id
        self._ask(
            TypeDialog(account.account_name, "region", "" if account.region == "Unknown" else account.region),
            lambda text: self._decide(lambda: self.wizard.set_region(text, (key,)), plan=True),
        )

    def action_fill(self) -> None:
        """Fill in the region of all accounts that state none."""
        self._ask(
            TypeDialog("All accounts without one", "region", self.wizard.choices.region),
            lambda text: self._decide(lambda: self.wizard.set_region(text), plan=True),
        )

    def _ask(self, dialog: TypeDialog, then: Any) -> None:
        self.app.push_screen(dialog, lambda text: None if text is None else then(text))

    def action_columns(self) -> None:
        """Turn between the accounts and the columns of the file."""
        self._columns = not self._columns
        self._to_first_row()

    def action_map(self) -> None:
        """Say what the column under the cursor is."""
        from cip_tui.screens.onboarding_decisions import field_choice

        plan = self.wizard.plan
        if plan is None:
            return
        if not self._columns:
            self.action_columns()
            self.cip.toast("Choose a column, then m says what it is")
            return
        header = plan.table.headers[plan.matches[self._row()].column]
        taken = next((name for name, match in plan.used.items() if match.header == header), None)

        def chosen(name: str | None) -> None:
            if name is not None:
                self._decide(partial(self._map, header, name, taken), plan=True)

        self.app.push_screen(field_choice(header, taken), chosen)

    def _map(self, header: str, name: str, taken: str | None) -> None:
        choices = self.wizard.choices
        if taken is not None and taken != name:
            choices = choices.with_mapping(taken, "")
        self.wizard.choices = choices.with_mapping(name, header) if name else choices

    def action_accept(self) -> None:
        """Take the proposed columns too."""
        from dataclasses import replace

        self.wizard.choices = replace(self.wizard.choices, accept=True)
        self.load()

    # Files

    def action_open(self) -> None:
        """Choose a file by its path."""
        self.app.push_screen(PathDialog("Onboard a file", suffixes=_SUFFIXES), lambda path: path and self.take(path))

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
