"""The parts of the credits screen: the boxes that ask for a reason and a state, and the list as it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from cip_tui.model.document import Status, Table
from cip_tui.screens.dialogs import Dialog
from widgets.cells import safe_content

REASONS = (
    ("n", "not_relevant", "Not relevant to us", "what is like it comes later"),
    ("w", "too_much_work", "Too much work", "effort weighs more"),
    ("d", "already_done", "Already done", "kept as a fact, not as taste"),
    ("t", "bad_timing", "Bad timing", "comes back in 30 days"),
    ("b", "do_not_believe", "I do not believe the number", "the size of a credit weighs less"),
)
"""Key, name, words, and what follows from a reason."""
KEPT = ("programme", "net", "state", "chance", "credit", "closes", "days", "said", "note", "net_low", "net_high")
"""Which columns stay longest where the width does not do."""


class ReasonDialog(Dialog[str]):
    """One key gives one reason; answers its name, or None."""

    HINT: ClassVar[str] = "a letter rejects · esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"say('{name}')", words, tooltip=f"{words}: {effect}", id=f"reason.{name}")
        for key, name, words, effect in REASONS
    ]

    def __init__(self, programme: str) -> None:
        super().__init__()
        self._programme = programme

    def heading(self) -> str:
        """Return what is rejected."""
        return f"Reject {self._programme}: why?"

    def compose_box(self) -> ComposeResult:
        """Yield the reasons with their keys."""
        lines = [
            Content.assemble((f" {key} ", "bold $text-primary"), f" {words:<28}", (effect, "$text-muted"))
            for key, _, words, effect in REASONS
        ]
        yield Static(Content("\n").join(lines))

    def action_say(self, name: str) -> None:
        """Answer a reason."""
        self.dismiss(name)


class StateDialog(Dialog[str]):
    """Asks how far an accepted credit has come; answers the state, or None."""

    HINT: ClassVar[str] = "a digit sets it · esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(str(number), f"say({number})", f"State {number}", show=False, id=f"state.{number}")
        for number in range(1, 5)
    ]

    def __init__(self, programme: str, states: Sequence[str]) -> None:
        super().__init__()
        self._programme = programme
        self._states = tuple(states)

    def heading(self) -> str:
        """Return what moves on."""
        return f"{self._programme} is now"

    def compose_box(self) -> ComposeResult:
        """Yield the states that may follow."""
        lines = [
            Content.assemble((f" {number} ", "bold $text-primary"), safe_content(state.replace("_", " ")))
            for number, state in enumerate(self._states, 1)
        ]
        yield Static(Content("\n").join(lines))

    def action_say(self, number: int) -> None:
        """Answer a state."""
        if number <= len(self._states):
            self.dismiss(self._states[number - 1])


@dataclass(frozen=True, slots=True)
class Look:
    """How the list is looked at: a word that rows must hold, and a sort (None: in order of worth)."""

    word: str = ""
    sort: tuple[str, bool] | None = None


def filtered(table: Table, word: str) -> Table:
    """Return the table with the rows that hold a word in one of their texts or states."""
    if not word.strip():
        return table
    wanted = word.casefold().split()
    rows = [row for row in table.rows if all(any(part in _text(cell) for cell in row.cells) for part in wanted)]
    empty = f"Nothing holds '{word}'; / with an empty field shows all."
    return replace(table, rows=tuple(rows), available=len(table.rows), empty=empty)


def _text(cell: object) -> str:
    return (cell.word if isinstance(cell, Status) else cell if isinstance(cell, str) else "").casefold()
