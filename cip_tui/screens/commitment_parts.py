"""The parts of the commitment screen: its tiles, the tables it turns through, what is tried out in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget

from cip_tui.model.document import Document, Insight, Level, Metric, Note, Table
from cip_tui.model.format import metric_text, money
from cip_tui.screens.pricing_parts import TypeDialog
from cip_tui.screens.spend_parts import notes_mark
from widgets.cells import safe_content, width
from widgets.glyphs import Glyphs, glyphs_of
from widgets.plot import Plot
from widgets.tiles import StatTile

HEADLINE = (
    "commitment.counted",
    "commitment.attainment",
    "commitment.ahead",
    "commitment.chance",
    "commitment.shortfall",
)
MORE = ("commitment.required", "commitment.forecast", "commitment.reached")
"""Figures that join the headline where there is room."""
WIDE, PROSE = 140, 120
"""The columns from which more figures are shown, and from which tables have room for prose."""
TABLES = (
    "commitment.years",
    "commitment.levers",
    "commitment.excluded",
    "commitment.services",
    "commitment.months",
    "commitment.what_if",
)
KEPT: dict[str, tuple[str, ...]] = {
    "commitment.years": ("name", "state", "commitment", "counted", "chance", "attainment", "forecast", "shortfall"),
    "commitment.levers": ("name", "amount", "share", "how"),
    "commitment.excluded": ("reason", "amount", "service", "type"),
    "commitment.what_if": ("name", "value", "default", "meaning"),
}
"""Which columns of a table stay longest where the width does not do."""


def tiles_of(document: Document, glyphs: Glyphs, cells: int) -> list[StatTile]:
    """Return the headline as tiles, as many as `cells` hold; a note that does not fit is left out."""
    metrics = {block.id: block for block in document.blocks() if isinstance(block, Metric)}
    wanted = (*HEADLINE, *MORE) if cells >= WIDE else HEADLINE
    shown = [metrics[name] for name in wanted if name in metrics]
    room = (cells - 2 - 2 * (len(shown) - 1)) // max(len(shown), 1) - 1
    return [_tile(metric, glyphs, room) for metric in shown]


def _tile(metric: Metric, glyphs: Glyphs, room: int) -> StatTile:
    value = metric_text(metric)
    if metric.status is not None:
        level = metric.status.level.value
        below = f"{glyphs.levels[level]} {metric.status.word}"
        return StatTile(metric.id, metric.label, value, below, change_level=level)
    return StatTile(metric.id, metric.label, value, metric.note if width(metric.note) <= room else "")


def tried_words(settings: Mapping[str, str]) -> str:
    """Write what is tried out: `growth +10 %, purchase $200,000`."""
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in settings.items())


class TriedLine(Widget):
    """One line that says what is tried out, or how to try something."""

    DEFAULT_CSS = "TriedLine { height: 1; padding: 0 1; color: $text-muted; }"

    def __init__(self, *, id: str) -> None:  # noqa: A002  the name every Textual widget uses
        super().__init__(id=id)
        self._settings: dict[str, str] = {}

    def show(self, settings: Mapping[str, str]) -> None:
        """Show other settings."""
        if dict(settings) != self._settings:
            self._settings = dict(settings)
            self.refresh()

    def render(self) -> Content:
        """Write the line."""
        if not self._settings:
            words = "What if: +- growth, b buy, m Marketplace, c credits, p support, o carry over"
            return safe_content(words)
        glyphs = glyphs_of(self.app)
        return Content.assemble(
            (f"{glyphs.levels[Level.INFO.value]} Tried: ", "bold $text-primary"),
            safe_content(tried_words(self._settings)),
            ("   u takes the last back", "$text-muted"),
        )


class AskDialog(TypeDialog):
    """Asks for an amount or offers; answers the text as typed, or None."""

    HINT: ClassVar[str] = "enter sets · esc closes"
    DEFAULT_CSS = "AskDialog > .box { width: 64; }"


class BurnDown(Plot, can_focus=True):
    """The burn-down; focused so that it can be explained, which a heavier border shows."""

    HELP = (
        "## Burn-down\n\nWhat has counted, the even line to the commitment, and what the year may come to: the middle"
        " forecast with its band from P10 to P90."
    )
    DEFAULT_CSS = (
        "BurnDown:focus { border: heavy $border; border-title-color: $text-primary; border-title-style: bold; }"
    )


def fitting(table: Table, cells: int) -> Table:
    """Return a table without columns of prose that `cells` do not hold; enter on a row shows them in full."""
    left_out = {"warning"} if cells >= PROSE else {"warning", "how", "meaning"}
    kept = [index for index, column in enumerate(table.columns) if column.key not in left_out]
    return replace(
        table,
        columns=tuple(table.columns[index] for index in kept),
        rows=tuple(replace(row, cells=tuple(row.cells[index] for index in kept)) for row in table.rows),
        total=None if table.total is None else tuple(table.total[index] for index in kept),
    )


def advice_of(document: Document, glyphs: Glyphs) -> str:
    """Return what to do in a sentence or two, after the number of warnings."""
    mark, _ = notes_mark(document, glyphs)
    insight = next((block for block in document.blocks() if isinstance(block, Insight)), None)
    if insight is None:
        blocks = [block for section in document.sections if section.id == "findings" for block in section.blocks]
        words = " ".join(block.text for block in blocks if isinstance(block, Note))
    else:
        words = f"{insight.title}. {_first_lever(document, insight)}"
    return f"{mark}  {words}" if mark else words


def _first_lever(document: Document, insight: Insight) -> str:
    table = document.table("commitment.levers")
    advised = insight.recommendation.partition(": ")[0]
    for row in table.rows:
        name, amount = row.cells[:2]
        if name == advised and isinstance(amount, Decimal):
            return f"First lever: {name}, up to {money(amount, 0, document.currency)}; v shows all, x says how."
    return insight.recommendation


def words_of(document: Document) -> str:
    """Return what a document without figures says."""
    return "\n\n".join(block.text for block in document.blocks() if isinstance(block, Note))
