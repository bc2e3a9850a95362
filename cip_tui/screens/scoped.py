"""What screens share that look at a period and a filter: choosing them here changes them on the other screens too."""

from __future__ import annotations

from typing import Any

from textual import on
from textual.app import ComposeResult

from cip_tui.model.calls.filter import parse_filter
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import UsageError
from cip_tui.model.period import Period
from cip_tui.screens.base import Room
from cip_tui.screens.document_screen import DocumentScreen
from cip_tui.screens.spend_parts import ScopeLine
from cip_tui.screens.spend_view import complete_filter, period_choices, period_words, shifted
from widgets.filter_bar import FilterBar


class ScopedScreen(DocumentScreen):
    """A document about a scope, which the screens of the application have in common (`CipApp.scope`).

    Subclasses say what they look at (`scope`) and how to look at something else (`look_at`).
    """

    def __init__(self) -> None:
        super().__init__()
        # A filter that was typed and left without being applied.
        self._draft = ""

    def compose_scope(self) -> ComposeResult:
        """Yield the line that says period and filter; a field takes its place while a filter is typed."""
        yield ScopeLine()

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
        if self.is_furnished and shared is not None and shared != self.scope:
            self.adopt(shared)

    def show_scope(self, mark: str = "", *, warns: bool = False) -> None:
        """Write period and filter, and how many notes there are."""
        words = period_words(self.scope.period, self.workspace.span())
        self.query_one(ScopeLine).show(words, str(self.scope.filter), mark, warns=warns)

    def period(self) -> Period | None:
        """Return the days that are looked at."""
        return self.scope.period

    # Actions of the scope "scope"

    async def action_filter(self) -> None:
        """Type a filter, in place of the scope line; what was typed and left before is still there."""
        bars = list(self.query(FilterBar))
        if bars:
            bars[0].focus()
            return
        value = self._draft or str(self.scope.filter)
        example = "customer=acme model!=gpt-4 feature~chat"
        bar = FilterBar(value, placeholder=example, complete=lambda text: complete_filter(text, self.names()))
        line = self.query_one(ScopeLine)
        await self.query_one(Room).mount(bar, after=line)
        line.display = False
        bar.field.cursor_position = len(value)
        bar.focus()

    @on(FilterBar.Submitted)
    async def _filter_entered(self, message: FilterBar.Submitted) -> None:
        message.stop()
        if isinstance(message, FilterBar.Changed):
            return
        if isinstance(message, FilterBar.Left):
            self._draft = message.value
            await self._close_filter()
            return
        try:
            wanted = parse_filter(message.value)
        except UsageError as error:
            message.bar.tell(error=f"{error.message}. {error.next_step}")
            return
        self._draft = ""
        await self._close_filter()
        if wanted != self.scope.filter:
            self.look_at(Scope(self.scope.period, wanted))

    async def _close_filter(self) -> None:
        self.leave_filter()
        self.query_one(ScopeLine).display = True
        await self.query(FilterBar).remove()

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
