"""Headline figures side by side: label, value, change, note. They move to more rows where the width does not do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from widgets.cells import fit, steady, visible, width
from widgets.glyphs import Glyphs, glyphs_of

GAP = 2
_LEVELS = ("good", "info", "warning", "critical", "unknown")


@dataclass(frozen=True, slots=True)
class StatTile:
    """A figure as it is written: `value` with its unit, `change` without sign glyph, e.g. `12.5 % vs May`.

    `trend` is 1, 0 or -1 for the arrow before the change, None for no arrow. `change_level` colours the change, `level`
    the value; where `level` is set its mark stands before the value, so that it does not rest on colour.
    """

    id: str
    label: str
    value: str
    change: str = ""
    trend: int | None = None
    change_level: str = ""
    level: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Grid:
    across: int
    cells: int
    lines: int


class StatTiles(Widget, can_focus=True):
    """Three to six tiles. Left and right choose one, enter posts `Selected` so that it can be explained."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "move(1)", "Next figure", show=False, id="tiles.next"),
        Binding("left,h", "move(-1)", "Figure before", show=False, id="tiles.previous"),
        Binding("down,j", "row(1)", "Row below", show=False, id="tiles.down"),
        Binding("up,k", "row(-1)", "Row above", show=False, id="tiles.up"),
        Binding("enter", "select", "Explain", show=False, id="tiles.explain"),
    ]
    HELP: ClassVar[str | None] = (
        "## Headline figures\n\n`left` and `right` choose a figure, `enter` says where it comes from."
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"tiles--{name}" for name in ("label", "value", "note", "cursor", "marker", *_LEVELS)
    }
    DEFAULT_CSS = """
    StatTiles {
        height: auto;
        background: $background;
        color: $foreground;
        padding: 0 1;
        & > .tiles--label, & > .tiles--note { color: $text-muted; }
        & > .tiles--value { text-style: bold; }
        & > .tiles--cursor { color: $text-primary; text-style: bold; }
        & > .tiles--marker { color: $primary; }
        & > .tiles--good { color: $text-success; }
        & > .tiles--info { color: $text-primary; }
        & > .tiles--warning { color: $text-warning; }
        & > .tiles--critical { color: $text-error; }
        & > .tiles--unknown { color: $text-muted; }
    }
    """

    class Selected(Message):
        """Enter was pressed on a tile, or it was clicked."""

        def __init__(self, tiles: StatTiles, tile: StatTile) -> None:
            self.tiles, self.tile = tiles, tile
            super().__init__()

        @property
        def control(self) -> StatTiles:
            """The tiles."""
            return self.tiles

    class Highlighted(Selected):
        """Another tile is chosen."""

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002  the name every Textual widget uses
        classes: str | None = None,
        glyphs: Glyphs | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._tiles: Sequence[StatTile] = ()
        self._cursor = 0
        self._own_glyphs = glyphs

    def show(self, tiles: Sequence[StatTile]) -> None:
        """Show these tiles; the same tile stays chosen."""
        kept = self.chosen
        self._tiles = tiles
        ids = [tile.id for tile in tiles]
        self._cursor = ids.index(kept.id) if kept is not None and kept.id in ids else 0
        self.refresh(layout=True)

    @property
    def chosen(self) -> StatTile | None:
        """The tile the cursor stands on."""
        return self._tiles[self._cursor] if self._cursor < len(self._tiles) else None

    @property
    def glyphs(self) -> Glyphs:
        """The characters drawn with: those given, else the application's."""
        return self._own_glyphs or glyphs_of(self.app)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines all rows of tiles take."""
        grid = self._grid(width)
        rows = -(-len(self._tiles) // grid.across)
        return max(1, rows * grid.lines)

    def _grid(self, room: int) -> _Grid:
        """Place as many tiles side by side as fit whole, the same number in each row if it can be."""
        count = max(1, len(self._tiles))
        needed = [self._needed(tile) for tile in self._tiles] or [1]
        for rows in range(1, count + 1):
            across = -(-count // rows)
            cells = (room - GAP * (across - 1)) // across
            if cells >= max(needed):
                break
        lines = 2 + any(tile.change for tile in self._tiles) + any(tile.note for tile in self._tiles)
        return _Grid(across, max(1, cells), lines)

    def _needed(self, tile: StatTile) -> int:
        value = width(tile.value) + (2 if tile.level else 0)
        change = width(tile.change) + (2 if tile.trend is not None else 0)
        return 1 + max(value, min(28, max(width(tile.label), change)))

    def render_line(self, y: int) -> Strip:
        """Paint a line of the tiles of one row."""
        grid = self._grid(self.content_size.width)
        row, line = divmod(y, grid.lines)
        base = self.rich_style
        segments: list[Segment] = []
        first = row * grid.across
        for index in range(first, min(first + grid.across, len(self._tiles))):
            segments.extend(self._line(self._tiles[index], line, grid.cells, index == self._cursor))
            segments.append(Segment(" " * GAP, base))
        return Strip(segments).adjust_cell_length(self.content_size.width, base)

    def _line(self, tile: StatTile, line: int, cells: int, chosen: bool) -> list[Segment]:
        text, names = self._written(tile)[line]
        chosen = chosen and self.has_focus
        style = self.rich_style
        for name in (*names, "cursor") if chosen and line == 0 else names:
            style += self.get_component_rich_style(f"tiles--{name}", partial=True)
        sign = Segment(
            self.glyphs.cursor if chosen else " ",
            self.rich_style + self.get_component_rich_style("tiles--marker", partial=True),
        )
        return [sign, Segment(fit(steady(text), cells - 1, ellipsis=self.glyphs.ellipsis), style)]

    def _written(self, tile: StatTile) -> list[tuple[str, tuple[str, ...]]]:
        mark = f"{self.glyphs.levels[tile.level]} " if tile.level in self.glyphs.levels else ""
        arrows = {1: self.glyphs.up, -1: self.glyphs.down, 0: self.glyphs.flat}
        arrow = f"{arrows[tile.trend]} " if tile.trend is not None and tile.change else ""
        coloured = (tile.change_level,) if tile.change_level in _LEVELS else ("note",)
        return [
            (visible(tile.label), ("label",)),
            (mark + visible(tile.value), ("value", tile.level) if tile.level in _LEVELS else ("value",)),
            (arrow + visible(tile.change), coloured) if tile.change else (visible(tile.note), ("note",)),
            (visible(tile.note) if tile.change else "", ("note",)),
        ]

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show which tile is chosen only while keys go here."""
        super().watch_has_focus(has_focus)
        self.refresh()

    def action_move(self, step: int) -> None:
        """Choose another tile."""
        self._choose(self._cursor + step)

    def action_row(self, step: int) -> None:
        """Choose the tile above or below."""
        self._choose(self._cursor + step * self._grid(self.content_size.width).across)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave up and down to others where there is one row."""
        if action == "row":
            return self._grid(self.content_size.width).across < len(self._tiles)
        return super().check_action(action, parameters)

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._tiles) and index != self._cursor:
            self._cursor = index
            self.refresh()
            self.post_message(self.Highlighted(self, self._tiles[index]))

    def action_select(self) -> None:
        """Say that the tile is to be explained."""
        if self.chosen is not None:
            self.post_message(self.Selected(self, self.chosen))

    def on_click(self, event: events.Click) -> None:
        """Choose the tile under the mouse and ask for its explanation."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        grid = self._grid(self.content_size.width)
        across = offset.x // (grid.cells + GAP)
        index = offset.y // grid.lines * grid.across + across
        if across < grid.across and index < len(self._tiles):
            self._choose(index)
            self.action_select()
