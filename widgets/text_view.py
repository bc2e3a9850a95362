"""Text to read: wrapped to the width, scrolled with the keys of a list, shown letter for letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.console import Console
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from widgets.cells import safe_content, safe_text


class TextView(ScrollView, can_focus=True):
    """Paragraphs as plain strings or as Rich text that the caller made safe. Only lines in view are painted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "go(1)", "Down", show=False, id="text.down"),
        Binding("up,k", "go(-1)", "Up", show=False, id="text.up"),
        Binding("pagedown,space", "leaf(1)", "Page down", show=False, id="text.page-down"),
        Binding("pageup", "leaf(-1)", "Page up", show=False, id="text.page-up"),
        Binding("home,g", "edge(-1)", "Beginning", show=False, id="text.first"),
        Binding("end,G", "edge(1)", "End", show=False, id="text.last"),
    ]
    HELP: ClassVar[str | None] = "## Text\n\nScroll with the arrow keys or `j` and `k`, PgUp and PgDn, `g` and `G`."
    DEFAULT_CSS = """
    TextView {
        height: 1fr;
        background: $background;
        color: $foreground;
        border: round $border-blurred;
        border-title-color: $text-muted;
        border-subtitle-color: $text-muted;
        padding: 0 1;
        overflow-x: hidden;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        &:focus { border: round $border; border-title-color: $text-primary; border-title-style: bold; }
    }
    """

    def __init__(
        self,
        title: str = "",
        *,
        id: str | None = None,  # noqa: A002  the name every Textual widget uses
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._paragraphs: Sequence[str | Text] = ()
        self._lines: list[Text] = []
        self._wrapped_to = -1
        if title:
            self.border_title = safe_content(title)

    def show(self, paragraphs: Sequence[str | Text], *, title: str | None = None) -> None:
        """Show these paragraphs from the beginning."""
        self._paragraphs = paragraphs
        if title is not None:
            self.border_title = safe_content(title)
        self._wrap()
        self.scroll_to(y=0, animate=False)

    def _wrap(self) -> None:
        cells = self.scrollable_content_region.width
        if cells <= 0:
            return
        console = Console(width=cells, color_system=None)
        self._lines = []
        for paragraph in self._paragraphs:
            # A newline in a plain string is part of the text, so it begins a line; other controls become visible.
            parts = [safe_text(line) for line in paragraph.split("\n")] if isinstance(paragraph, str) else [paragraph]
            for part in parts:
                if part.cell_len <= cells and "\n" not in part.plain:
                    self._lines.append(part)
                else:
                    self._lines.extend(part.wrap(console, cells))
        self._wrapped_to = cells
        self.virtual_size = Size(cells, len(self._lines))
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Wrap to the new width."""
        if self.scrollable_content_region.width != self._wrapped_to:
            self._wrap()

    def render_line(self, y: int) -> Strip:
        """Paint a line of what is in view."""
        base = self.rich_style
        index = round(self.scroll_y) + y
        cells = self.scrollable_content_region.width
        if not 0 <= index < len(self._lines):
            return Strip.blank(cells, base)
        line = self._lines[index]
        strip = Strip(segment for segment in line.render(self.app.console) if segment.text != "\n")
        return strip.apply_style(base).adjust_cell_length(cells, base)

    def action_go(self, step: int) -> None:
        """Scroll by lines."""
        self.scroll_to(y=self.scroll_y + step, animate=False)

    def action_leaf(self, step: int) -> None:
        """Scroll by pages."""
        self.scroll_to(y=self.scroll_y + step * max(1, self.scrollable_content_region.height - 1), animate=False)

    def action_edge(self, side: int) -> None:
        """Scroll to the beginning or the end."""
        self.scroll_to(y=0 if side < 0 else self.max_scroll_y, animate=False)
