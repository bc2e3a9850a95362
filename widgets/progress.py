"""One line that says what runs, how far it is, and how to stop it."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content
from textual.widget import Widget

from widgets.cells import clip, visible, width
from widgets.draw import bar
from widgets.glyphs import glyphs_of

_BAR = 20


class ProgressLine(Widget):
    """What runs, a bar, percent and `esc stops`. Hidden while nothing runs; it repaints only when it would differ."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"progress--bar", "progress--track", "progress--hint"}
    DEFAULT_CSS = """
    ProgressLine {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $foreground;
        display: none;
        & > .progress--bar { color: $primary; }
        & > .progress--track, & > .progress--hint { color: $text-muted; }
    }
    """

    def __init__(
        self,
        *,
        hint: str = "esc stops",
        id: str | None = None,  # noqa: A002  the name every Textual widget uses
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._hint = hint
        self._what, self._note = "", ""
        self._fraction: float | None = None
        self._shown = ("", "", "")

    def show(self, what: str, fraction: float | None = None, note: str = "") -> None:
        """Say what runs and how far it is (0 to 1; None if that is not known), with a note, e.g. rows read."""
        self._what, self._fraction, self._note = what, fraction, note
        self.display = True
        written = self._written()
        if written != self._shown:
            self._shown = written
            self.refresh()

    def hide(self) -> None:
        """Nothing runs any more."""
        self.display = False

    def _written(self) -> tuple[str, str, str]:
        if self._fraction is None:
            return visible(self._what), "", visible(self._note)
        share = min(1.0, max(0.0, self._fraction))
        drawn = bar(share, 1.0, _BAR, ascii_only=glyphs_of(self.app).ascii_only)
        percent = f"{int(share * 100)} %"
        return visible(self._what), drawn, f"{percent:>5}  {visible(self._note)}".rstrip()

    def render(self) -> Content:
        """Write the line; the name of what runs gives way first, then the note."""
        glyphs = glyphs_of(self.app)
        what, drawn, note = self._shown
        room = self.content_size.width
        track = glyphs.track * (_BAR - len(drawn)) if self._fraction is not None else ""
        taken = width(drawn + track) + (2 if track or drawn else 0)
        hint = self._hint if room > 60 else ""
        note = clip(note, max(6, room - taken - width(hint) - 14), glyphs.ellipsis)
        what = clip(what, max(4, room - taken - width(note) - width(hint) - 6), glyphs.ellipsis)
        style = self.get_visual_style
        left = Content.assemble(
            what,
            "  " if drawn or track else "",
            (drawn, style("progress--bar", partial=True)),
            (track, style("progress--track", partial=True)),
            f"  {note}" if note else "",
        )
        gap = max(1, room - left.cell_length - width(hint))
        return Content.assemble(left, " " * gap, (hint, style("progress--hint", partial=True)))
