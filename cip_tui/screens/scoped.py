"""What screens share that look at a period and a filter: choosing them here changes them on the other screens too."""

from __future__ import annotations

from typing import Any

from textual import on
from textual.app import ComposeResult

from cip_tui.model.calls.filter import parse_filter
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import UsageError
from cip_tui.model.period import Period
from cip_tui.screens.document_screen import DocumentScreen
from cip_tui.screens.spend_parts import ScopeLine
from cip_tui.screens.spend_view import complete_filter, period_choices, period_words, shifted
from widgets.filter_bar import FilterBar


class ScopedScreen(DocumentScreen):
    """A document about a scope, which the screens of the application have in common (`CipApp.scope`).

    Subclasses say what they look at (`scope`) and how to look at something else (`look_at`).
    """

    def compose_scope(self) -> ComposeResult:
        """Yield the line that says period and filter, and the field that takes its place while one is typed."""
        yield ScopeLine()
        yield FilterBar(id="filter", placeholder="customer=acme model!=gpt-4 feature~chat", complete=self._complete)

    @property
    def scope(self) -> Scope:
        """What is looked at."""
        raise NotImplementedError

    def look_at(self, scope: Scope) -> None:
        """Look at another scope, chosen here."""
        raise NotImplementedError

    def adopt(self, scope: Scope) -> None:
        """Look at a scope that was chosen on another screen."""
        self.look_at(scope)

    def names(self) -> dict[str, tuple[str, ...]]:
        """Return names by dimension, for completing a filter."""
        return {}

    def leave_filter(self) -> None:
        """Put the focus where it belongs once the filter has been typed."""
        raise NotImplementedError

    def on_screen_resume(self) -> None:
        """Catch up with what was chosen or imported while another screen was in front."""
        super().on_screen_resume()
        shared = self.cip.scope
        if self.is_mounted and shared is not None and shared != self.scope:
            self.adopt(shared)

    def show_scope(self, mark: str = "", *, warns: bool = False) -> None:
        """Write period and filter, and how many notes there are."""
        words = period_words(self.scope.period, self.workspace.span())
        self.query_one(ScopeLine).show(words, str(self.scope.filter), mark, warns=warns)

    def period(self) -> Period | None:
        """Return the days that are looked at."""
        return self.scope.period

    # Actions of the scope "scope"

    def action_filter(self) -> None:
        """Type a filter, in place of the scope line; what was typed and left before is still there."""
        bar = self._filter_bar
        if not bar.display:
            bar.value = bar.value or str(self.scope.filter)
            bar.field.cursor_position = len(bar.value)
            self._show_filter(True)
        bar.focus()

    def _show_filter(self, shown: bool) -> None:
        self._filter_bar.display = shown
        self.query_one(ScopeLine).display = not shown

    @property
    def _filter_bar(self) -> FilterBar:
        return self.query_one("#filter", FilterBar)

    def _complete(self, text: str) -> list[str]:
        return complete_filter(text, self.names())

    @on(FilterBar.Submitted)
    def _filter_entered(self, message: FilterBar.Submitted) -> None:
        message.stop()
        if isinstance(message, FilterBar.Changed):
            return
        if isinstance(message, FilterBar.Left):
            self._close_filter()
            return
        try:
            wanted = parse_filter(message.value)
        except UsageError as error:
            self._filter_bar.tell(error=f"{error.message}. {error.next_step}")
            return
        self._filter_bar.value = ""
        self._close_filter()
        if wanted != self.scope.filter:
            self.look_at(Scope(self.scope.period, wanted))

    def _close_filter(self) -> None:
        self._show_filter(False)
        self.leave_filter()

    def action_period(self) -> None:
        """Choose the days that are looked at."""
        from cip_tui.screens.ask import PeriodDialog

        choices = period_choices(self.workspace.span(), self.workspace.as_of)
        self.app.push_screen(PeriodDialog(choices, self.scope.period), self._chosen)

    def _chosen(self, scope: Any) -> None:
        if scope is not None:
            self._look_at_days(scope.period)

    def action_shift_period(self, steps: int) -> None:
        """Look at the period before or after, of the same length."""
        period = self.scope.period
        if period is None:
            self.cip.toast("All there is has no before and after; choose a period first (P)")
            return
        self._look_at_days(shifted(period, steps))

    def _look_at_days(self, period: Period | None) -> None:
        if period != self.scope.period:
            self.look_at(Scope(period, self.scope.filter))
