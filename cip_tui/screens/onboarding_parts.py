"""The parts of the onboarding screens: the line of steps, the box to choose a file, the files on offer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from cip_tui.model.document import Column, Kind, Row, Table
from cip_tui.model.onboarding.candidates import Candidate
from cip_tui.model.onboarding.wizard import STEPS
from cip_tui.model.text import clean
from cip_tui.screens.dialogs import Dialog
from cip_tui.screens.pricing_parts import TypeDialog
from widgets.cells import safe_content
from widgets.glyphs import glyphs_of
from widgets.path_input import PathInput

if TYPE_CHECKING:
    from cip_tui.app import CipApp

_NUMBER, _DONE = "$text-muted", "$text-success"


class StepLine(Widget):
    """Which steps there are, which are done, and where one is."""

    DEFAULT_CSS = "StepLine { height: 1; padding: 0 1; }"

    def __init__(self, *, id: str) -> None:  # noqa: A002  the name every Textual widget uses
        super().__init__(id=id)
        self._step = 0
        self._last = False

    def show(self, step: int, *, last: bool = False) -> None:
        """Mark a step; `last` says that the preview is looked at."""
        self._step, self._last = step, last
        self.refresh()

    def render(self) -> Content:
        """Write the steps: a mark before those done, the present one strong."""
        glyphs = glyphs_of(self.app)
        roomy = self.size.width >= 76
        pieces: list[Content | tuple[str, str] | str] = []
        names = [*STEPS, "Preview"]
        now = len(STEPS) if self._last else self._step
        for index, name in enumerate(names):
            number = f"{index} " if 0 < index < len(STEPS) else ""
            if index == now:
                pieces.append((f"{glyphs.cursor}{number}{name}", "bold $text-primary"))
            elif index < now:
                pieces.append((f"{glyphs.bullet}{number}{name}", _DONE))
            else:
                pieces.append((f" {number}{name}", _NUMBER))
            if index < len(names) - 1:
                pieces.append("  " if roomy else " ")
        return Content.assemble(*pieces)


class StepWords(Widget):
    """What a step is about, in a sentence or two."""

    DEFAULT_CSS = "StepWords { height: auto; max-height: 5; padding: 0 1; }"

    def __init__(self, *, id: str) -> None:  # noqa: A002  the name every Textual widget uses
        super().__init__(id=id)
        self._lines: tuple[tuple[str, str], ...] = ()

    def say(self, *lines: tuple[str, str]) -> None:
        """Show other lines, each with a style."""
        if lines != self._lines:
            self._lines = lines
            self.refresh(layout=True)

    def render(self) -> Content:
        """Write the lines."""
        return Content("\n").join([safe_content(text).stylize(style) for text, style in self._lines])


class FieldDialog(TypeDialog):
    """Asks for a text; answers it as typed, or None."""

    HINT: ClassVar[str] = "enter sets · esc closes"
    DEFAULT_CSS = "FieldDialog > .box { width: 64; }"


class PathDialog(Dialog[Path]):
    """Asks for a path; answers it, or None."""

    HINT: ClassVar[str] = "enter takes it · tab completes · esc closes"

    def __init__(self, title: str, start: str = "", suffixes: Sequence[str] = ()) -> None:
        super().__init__()
        self._title, self._start, self._suffixes = title, start, suffixes

    def heading(self) -> str:
        """Return what the path is for."""
        return self._title

    def compose_box(self) -> ComposeResult:
        """Yield the field."""
        cip = cast("CipApp", self.app)
        yield PathInput(
            self._start, base=cip.folder, home=Path.home(), host=cip.host, suffixes=self._suffixes,
            placeholder="path/to/customers.xlsx",
        )  # fmt: skip

    def on_mount(self) -> None:
        """Put the cursor into the field."""
        self.query_one(PathInput).focus()

    @on(PathInput.Submitted)
    def _submitted(self, event: PathInput.Submitted) -> None:
        event.stop()
        if not isinstance(event, PathInput.Changed) and event.text.strip():
            self.dismiss(event.path)


def files_table(found: Sequence[Candidate]) -> Table:
    """Show the files on offer."""
    columns = (Column("file", "File"), Column("size", "Size", Kind.COUNT, "kB"), Column("what", "Where"))
    rows = tuple(
        Row((clean(one.path.name, 80), max(1, one.size // 1024), "sample" if one.sample else "this folder"))
        for one in found
    )
    empty = "No workbook or table in this folder: o opens one by its path"
    return Table("files", "Files", columns, rows, empty=empty)
