"""What covers a screen while the terminal is smaller than the screen needs."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget


class TooSmall(Widget):
    """Yield it last in a screen: it covers everything while there is less room than `width` by `height` cells."""

    DEFAULT_CSS: ClassVar[str] = """
    TooSmall {
        display: none;
        overlay: screen;
        position: absolute;
        offset: 0 0;
        width: 100vw;
        height: 100vh;
        background: $background;
        color: $foreground;
        content-align: center middle;
        text-align: center;
    }
    """

    def __init__(self, width: int = 80, height: int = 24) -> None:
        super().__init__()
        self._needs = (width, height)

    def on_mount(self) -> None:
        """Follow the size of the screen."""
        self.screen.screen_layout_refresh_signal.subscribe(self, self._settle)
        self._settle(self.screen)

    def _settle(self, screen: Screen[object]) -> None:
        width, height = self.app.size
        covers = width < self._needs[0] or height < self._needs[1]
        if covers != self.display:
            self.display = covers
        elif covers:
            self.refresh()

    def render(self) -> Content:
        """Say what is needed and what there is."""
        width, height = self.app.size
        needs = f"{self._needs[0]}x{self._needs[1]}"
        lines = [f"Too small: needs {needs}, has {width}x{height}", "", "Enlarge the window or use a smaller font."]
        return Content("\n".join(lines if width >= 44 else (f"Too small: needs {needs},", f"has {width}x{height}")))
