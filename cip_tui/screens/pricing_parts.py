"""The parts of the pricing laboratory: its grid as rows and columns, the box to type a value, the advice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Input

from cip_tui.model.document import Metric
from cip_tui.model.format import metric_text
from cip_tui.screens.dialogs import Dialog
from widgets.cells import safe_content
from widgets.columns import Column
from widgets.glyphs import Glyphs
from widgets.inputs import SafeInput
from widgets.rows import Row
from widgets.tiles import StatTile

if TYPE_CHECKING:
    from textual.content import Content

    from cip_tui.model.ubr.lab_documents import GridRow


def tile_of(metric: Metric) -> StatTile:
    """Return a figure of the headline as a tile."""
    return StatTile(metric.id, metric.label, metric_text(metric), metric.note)


def grid_columns(structures: Sequence[str], chosen: int, best: str, glyphs: Glyphs) -> list[Column]:
    """Return a column for each structure; the chosen one is marked by a sign, the best one by a word."""
    columns = [Column("label", "", least=20, most=30, sortable=False)]
    for index, name in enumerate(structures):
        mark = glyphs.cursor if index == chosen else ""
        title = f"{mark}{name}" + (" best" if name == best else "")
        # The chosen one stays in sight on narrow terminals.
        priority = 0 if index == chosen else index + 1
        columns.append(Column(name, title, align="right", priority=priority, sortable=False))
    return columns


def grid_rows(rows: Sequence[GridRow], chosen: int) -> list[Row]:
    """Return the lines of the grid, the chosen structure's cells strong."""
    levels = tuple("strong" if index == chosen + 1 else "" for index in range(chosen + 2))
    return [Row((row.label, *row.cells), row.label, levels) for row in rows]


class AdviceLine(Widget):
    """What to do, in a sentence or two."""

    DEFAULT_CSS = "AdviceLine { height: auto; max-height: 3; padding: 0 1; color: $text-muted; }"

    def __init__(self, *, id: str) -> None:  # noqa: A002  the name every Textual widget uses
        super().__init__(id=id)
        self._text = ""

    def say(self, text: str) -> None:
        """Show other words."""
        if text != self._text:
            self._text = text
            self.refresh(layout=True)

    def render(self) -> Content:
        """Write the words."""
        return safe_content(self._text)


class TypeDialog(Dialog[str]):
    """Asks for a value; answers the text as typed, or None."""

    HINT: ClassVar[str] = "enter sets · none is unlimited · esc closes"
    DEFAULT_CSS = "TypeDialog > .box { width: 50; }"

    def __init__(self, name: str, unit: str, start: str) -> None:
        super().__init__()
        self._name = name
        self._unit = unit
        self._start = start

    def heading(self) -> str:
        """Return which value is typed, and its unit."""
        return f"{self._name}, {self._unit}"

    def compose_box(self) -> ComposeResult:
        """Yield the field with the present value."""
        yield SafeInput(self._start)

    def on_mount(self) -> None:
        """Let typing replace the present value."""
        field = self.query_one(SafeInput)
        field.focus()
        field.select_all()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)
