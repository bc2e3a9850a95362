"""What is decided in the steps of an onboarding: goals, weights, boundaries, regions, columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from cip_tui.model.errors import CipError
from cip_tui.model.onboarding.goals import GOALS
from cip_tui.model.onboarding.wizard import RANGES, WEIGHTS, Wizard
from cip_tui.screens.document_screen import DocumentScreen
from cip_tui.screens.onboarding_decisions import field_choice, weight_of
from cip_tui.screens.onboarding_parts import FieldDialog
from widgets.table import VirtualTable


class DecidingScreen(DocumentScreen):
    """The keys by which the row under the cursor is decided; subclasses show the steps."""

    def __init__(self) -> None:
        super().__init__()
        self.wizard = Wizard()
        self._columns = False

    def repaint(self) -> None:
        """Show the step one is at."""
        raise NotImplementedError

    def to_first_row(self) -> None:
        """Show the step with the cursor on its first row."""
        self.repaint()
        self.query_one("#step", VirtualTable).move_to(self.first_row())

    def first_row(self) -> int:
        """Return the row on which a step begins."""
        return 0

    def _row(self) -> int:
        return self.query_one("#step", VirtualTable).cursor

    def _decide(self, decide: Callable[[], object], *, plan: bool = False) -> None:
        """Carry out a decision, and show it or what is wrong with it; `plan` again where the file reads differently."""
        try:
            decide()
        except CipError as error:
            self.cip.toast(str(error))
            return
        self.repaint()
        if plan:
            self.load()

    def action_choose(self) -> None:
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
        category = self._category()
        now = next(one.weight for one in self.wizard.choices.health.scheme.categories if one.name == category)
        self._ask(
            FieldDialog(category, "weight", f"{now:f}"),
            lambda text: self._decide(lambda: self.wizard.set_weight(category, weight_of(text))),
        )

    def _type_range(self) -> None:
        kpi = self.wizard.choices.health.scheme.kpi(self._kpi())
        if kpi.words:
            self.cip.toast(f"{kpi.name} is a level in words; it has no boundaries")
            return
        start = f"{kpi.range.critical:f}, {kpi.range.healthy:f}"
        self._ask(
            FieldDialog(kpi.name, f"critical, healthy in {kpi.unit}", start),
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
            FieldDialog(account.account_name, "region", "" if account.region == "Unknown" else account.region),
            lambda text: self._decide(lambda: self.wizard.set_region(text, (key,)), plan=True),
        )

    def action_fill(self) -> None:
        """Fill in the region of all accounts that state none."""
        self._ask(
            FieldDialog("All accounts without one", "region", self.wizard.choices.region),
            lambda text: self._decide(lambda: self.wizard.set_region(text), plan=True),
        )

    def _ask(self, dialog: FieldDialog, then: Any) -> None:
        self.app.push_screen(dialog, lambda text: None if text is None else then(text))

    def action_columns(self) -> None:
        """Turn between the accounts and the columns of the file."""
        self._columns = not self._columns
        self.to_first_row()

    def action_map(self) -> None:
        """Say what the column under the cursor is."""
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
        self.wizard.choices = replace(self.wizard.choices, accept=True)
        self.load()
