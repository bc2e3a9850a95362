"""Boxes in which the spend overview asks for a period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import UsageError
from cip_tui.model.period import Period
from cip_tui.screens.dialogs import Dialog, error_content
from cip_tui.screens.spend_view import PeriodChoice, parse_period
from widgets.columns import Column
from widgets.glyphs import glyphs_of
from widgets.inputs import SafeInput
from widgets.rows import Row
from widgets.search_list import SearchList, match

CUSTOM = "custom"


class PeriodDialog(Dialog[Scope]):
    """The periods to choose from; answers a scope with the chosen one, or None. Days can be typed in the same field."""

    TITLE_TEXT: ClassVar[str] = "Period"
    HINT: ClassVar[str] = "enter chooses · esc closes"

    def __init__(self, choices: Sequence[PeriodChoice], now: Period | None) -> None:
        super().__init__()
        self._choices = choices
        self._now = now

    def compose_box(self) -> ComposeResult:
        """Yield the list, and below it how to type days."""
        mark = glyphs_of(self.app).bullet
        columns = [Column("now", "", least=1), Column("label", "Period", least=14), Column("days", "Days", least=24)]
        rows = [
            Row(
                (
                    mark if choice.period == self._now else " ",
                    choice.label,
                    str(choice.period or "every day with calls"),
                ),
                key=choice.id,
                levels=("info", "", "muted"),
            )
            for choice in self._choices
        ]
        rows.append(Row((" ", "Other days", "type them above: 2026-10-01 2026-10-31"), CUSTOM, ("", "", "muted")))
        yield SearchList(columns, rows, placeholder="Type to search, or two days", find=_finds)
        yield Static("", classes="error", markup=False)

    @on(SearchList.Chosen)
    def _chosen(self, event: SearchList.Chosen) -> None:
        event.stop()
        typed = self.query_one(SafeInput).value
        if event.key != CUSTOM:
            self.dismiss(Scope(next(choice.period for choice in self._choices if choice.id == event.key)))
            return
        try:
            self.dismiss(Scope(parse_period(typed)))
        except UsageError as error:
            self.query_one(".error", Static).update(error_content(error))

    @on(Input.Changed)
    def _typing(self) -> None:
        self.query_one(".error", Static).update("")


def _finds(words: str, row: Row) -> bool:
    """A year finds the entry for other days, all else finds by name."""
    if words[:4].isdigit() and len(words) >= 4:
        return row.key == CUSTOM
    return match(words, row.cells[1])
