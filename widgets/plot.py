"""A chart as Rich text, and the widget that shows one; drawn in a thread, so that keys never wait for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events, work
from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

from widgets.cells import safe_content, visible
from widgets.chart import ChartOptions, PlotSeries, Runs, draw_chart
from widgets.glyphs import Glyphs, glyphs_of

__all__ = ["ChartOptions", "Plot", "PlotSeries", "plot_text"]

_STYLES = (
    *("series-1", "series-2", "series-3", "series-4", "bars", "band", "axis", "muted"),
    *("good", "info", "warning", "critical", "unknown"),
)


def plot_text(
    series: Sequence[PlotSeries],
    width: int,
    height: int,
    options: ChartOptions | None = None,
    *,
    styles: Mapping[str, Style | str] | None = None,
    plain: bool = False,
) -> Text:
    """Draw series as Rich text of `width` by `height` cells.

    `styles` maps the style names of `widgets.chart` to Rich styles; `plain` leaves all styles out, as text files want.
    """
    return _join(draw_chart(series, width, height, options), {} if plain else styles or {})


def _join(rows: Sequence[Runs], styles: Mapping[str, Style | str]) -> Text:
    text = Text(no_wrap=True, end="")
    for index, runs in enumerate(rows):
        text.append("\n" if index else "")
        for part, name in runs:
            text.append(visible(part), styles.get(name, ""))
    return text


class Plot(Widget):
    """A chart that fills the space it has. Hand it series with `show`; it is drawn anew when the size changes."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"plot--{name}" for name in _STYLES}
    DEFAULT_CSS = """
    Plot {
        height: 1fr;
        min-height: 5;
        background: $background;
        color: $foreground;
        border: round $border-blurred;
        border-title-color: $text-muted;
        border-subtitle-color: $text-muted;
        padding: 0 1;
        & > .plot--series-1 { color: $primary; }
        & > .plot--series-2 { color: $accent; }
        & > .plot--series-3 { color: $secondary; }
        & > .plot--series-4 { color: $foreground; }
        & > .plot--bars { color: $primary 70%; }
        & > .plot--band { color: $accent; }
        & > .plot--axis, & > .plot--muted { color: $text-muted; }
        & > .plot--good { color: $success; }
        & > .plot--info { color: $primary; }
        & > .plot--warning { color: $warning; }
        & > .plot--critical { color: $error; }
        & > .plot--unknown { color: $text-muted; }
        &.-short { display: none; }
    }
    """

    class Drawn(Message):
        """A drawing is ready (sent by the widget to itself)."""

        def __init__(self, rows: Sequence[Runs]) -> None:
            self.rows = rows
            super().__init__()

    def __init__(
        self,
        title: str = "",
        *,
        id: str | None = None,  # noqa: A002  the name every Textual widget uses
        classes: str | None = None,
        glyphs: Glyphs | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._glyphs = glyphs
        self._series: Sequence[PlotSeries] = ()
        self._options = ChartOptions()
        self._rows: Sequence[Runs] = ()
        if title:
            self.border_title = safe_content(title)

    def show(
        self, series: Sequence[PlotSeries], options: ChartOptions | None = None, *, title: str | None = None
    ) -> None:
        """Draw these series. The old picture stays until the new one is ready; no series empties the chart."""
        self._series = series
        self._options = options or ChartOptions()
        if title is not None:
            self.border_title = safe_content(title)
        if not series:
            # Without series no picture comes that would take the place of the old one.
            self._rows = ()
            self.refresh()
        self._start()

    def on_resize(self, event: events.Resize) -> None:
        """Draw for the new size."""
        self._start()

    def _start(self) -> None:
        if self._series and self.is_mounted and self.content_size.width > 0 and self.content_size.height > 0:
            glyphs = self._glyphs or glyphs_of(self.app)
            options = replace(self._options, ascii_only=glyphs.ascii_only or self._options.ascii_only)
            self._draw(self._series, self.content_size.width, self.content_size.height, options)

    @work(thread=True, exclusive=True, group="plot", exit_on_error=False)
    def _draw(self, series: Sequence[PlotSeries], width: int, height: int, options: ChartOptions) -> None:
        """Draw off the event loop; the first drawing also loads plotext."""
        rows = draw_chart(series, width, height, options)
        if not get_current_worker().is_cancelled:
            self.post_message(self.Drawn(rows))

    def on_plot_drawn(self, event: Drawn) -> None:
        """Show the drawing."""
        event.stop()
        self._rows = event.rows
        self.refresh()

    def render(self) -> Text:
        """Return the last drawing in the colours of the theme."""
        # The colour alone, since it is blended with the ground only in the full style.
        colours = {name: self.get_component_rich_style(f"plot--{name}").color for name in _STYLES}
        return _join(self._rows, {name: Style(color=colour) for name, colour in colours.items()})
