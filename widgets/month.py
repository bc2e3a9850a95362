"""A month as a grid of days with marks, moved in by day, week and month."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from widgets.cells import fit, safe_content, width
from widgets.glyphs import Glyphs, glyphs_of

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = tuple(calendar.month_name)[1:]
_ACROSS = 7
_LEVELS = ("good", "info", "warning", "critical", "unknown")
_MOST = 99
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DayMark:
    """What stands on a day: how many things, and how the most pressing of them stands, drawn as its glyph."""

    count: int
    level: str = "info"


class MonthCalendar(Widget, can_focus=True):
    """A month of days. `today` is set apart, marks show glyph and count, and one day is chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "day(1)", "Next day", show=False, id="month.next-day"),
        Binding("left,h", "day(-1)", "Day before", show=False, id="month.day-before"),
        Binding("down,j", "day(7)", "Next week", show=False, id="month.next-week"),
        Binding("up,k", "day(-7)", "Week before", show=False, id="month.week-before"),
        Binding("pagedown", "month(1)", "Next month", show=False, id="month.next"),
        Binding("pageup", "month(-1)", "Month before", show=False, id="month.before"),
        Binding("home,g", "edge(False)", "First day", show=False, id="month.first"),
        Binding("end,G", "edge(True)", "Last day", show=False, id="month.last"),
        Binding("enter", "select", "Open", show=False, id="month.open"),
    ]
    HELP: ClassVar[str | None] = (
        "## Month\n\nThe arrow keys (or `h` `j` `k` `l`) move by day and week, `pgup` and `pgdn` by month, `g` and `G` "
        "to the first and last day. A mark shows how many things stand on a day and how the most pressing one stands. "
        "`enter` opens the day."
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"month--{name}" for name in ("head", "outside", "today", "cursor", "cursor-blurred", *_LEVELS)
    }
    DEFAULT_CSS = """
    MonthCalendar {
        height: auto; width: 38;
        background: $background; color: $foreground;
        border: round $border-blurred; border-title-color: $text-muted; border-subtitle-color: $text-muted;
        &:focus { border: round $border; border-title-color: $text-primary; border-title-style: bold; }
        & > .month--head, & > .month--outside { color: $text-muted; }
        & > .month--today { text-style: bold underline; }
        & > .month--cursor { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
        & > .month--cursor-blurred { background: $block-cursor-blurred-background; color: $foreground; }
        & > .month--good { color: $text-success; }
        & > .month--info { color: $text-primary; }
        & > .month--warning { color: $text-warning; }
        & > .month--critical { color: $text-error; text-style: bold; }
        & > .month--unknown { color: $text-muted; }
        &:nocolor > .month--cursor { text-style: bold reverse; }
    }
    """

    class DayMessage(Message):
        """Something about a day."""

        def __init__(self, month: MonthCalendar, day: date) -> None:
            self.month, self.day = month, day
            super().__init__()

        @property
        def control(self) -> MonthCalendar:
            """The month."""
            return self.month

    class DayChanged(DayMessage):
        """The person moved to another day."""

    class DaySelected(DayMessage):
        """Enter was pressed on a day, or it was clicked."""

    def __init__(
        self,
        today: date,
        *,
        monday_first: bool = True,
        id: str | None = None,  # noqa: A002  the name every Textual widget uses
        classes: str | None = None,
        glyphs: Glyphs | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._today = today
        self._day = today
        self._monday_first = monday_first
        self._own_glyphs = glyphs
        self._marks: Mapping[date, DayMark] = {}
        self._entitle()

    @property
    def day(self) -> date:
        """The day that is chosen."""
        return self._day

    @property
    def today(self) -> date:
        """The day that is set apart."""
        return self._today

    @property
    def glyphs(self) -> Glyphs:
        """The characters drawn with: those given, else the application's."""
        return self._own_glyphs or glyphs_of(self.app)

    def show(self, marks: Mapping[date, DayMark], today: date | None = None) -> None:
        """Show these marks; the same day stays chosen."""
        self._marks = marks
        self._today = today or self._today
        self._entitle()
        self.refresh()

    def go_to(self, day: date) -> None:
        """Choose a day without telling anyone."""
        if day == self._day:
            return
        before, self._day = self._day, day
        if (before.year, before.month) != (day.year, day.month):
            self._entitle()
            self.refresh()
        else:
            self.refresh(self._region(before), self._region(day))

    # Where days stand

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines of a head and six weeks, so that nothing jumps from month to month."""
        return 7

    def _first(self) -> date:
        """Return the day in the upper left corner."""
        first = self._day.replace(day=1)
        into_week = first.weekday() if self._monday_first else (first.weekday() + 1) % _ACROSS
        # The calendar of Python begins on Monday, 1 January of year 1.
        return first - timedelta(days=min(into_week, first.toordinal() - 1))

    def _cell_size(self) -> tuple[int, int]:
        """Return cells and lines of a day."""
        return max(4, self.content_size.width // _ACROSS), max(1, (self.content_size.height - 1) // 6)

    def _region(self, day: date) -> Region:
        week, column = divmod((day - self._first()).days, _ACROSS)
        cells, lines = self._cell_size()
        return Region(column * cells, 1 + week * lines, cells, lines)

    # Painting

    def _entitle(self) -> None:
        self.border_title = safe_content(f"{MONTHS[self._day.month - 1]} {self._day.year}")
        count = sum(
            mark.count
            for day, mark in self._marks.items()
            if (day.year, day.month) == (self._day.year, self._day.month)
        )
        self.border_subtitle = safe_content(f"{count:,} in this month" if count else "nothing in this month")

    def render_line(self, y: int) -> Strip:
        """Paint the head, or a line of a week."""
        base = self.rich_style
        cells, lines = self._cell_size()
        room = self.content_size.width
        if y == 0:
            names = DAYS if self._monday_first else DAYS[-1:] + DAYS[:-1]
            style = base + self.get_component_rich_style("month--head", partial=True)
            text = "".join(fit(f" {name[: cells - 1]}", cells) for name in names)
            return Strip([Segment(text, style)]).adjust_cell_length(room, base)
        week, line = divmod(y - 1, lines)
        if week > 5:
            return Strip.blank(room, base)
        segments: list[Segment] = []
        for column in range(_ACROSS):
            segments += self._cell(week * _ACROSS + column, line, cells)
        return Strip(segments).adjust_cell_length(room, base)

    def _cell(self, place: int, line: int, cells: int) -> list[Segment]:
        try:
            day = self._first() + timedelta(days=place)
        except OverflowError:
            return [Segment(" " * cells, self.rich_style)]
        style = self.rich_style
        if day.month != self._day.month:
            style += self.get_component_rich_style("month--outside", partial=True)
        chosen = day == self._day
        if chosen:
            name = "month--cursor" if self.has_focus else "month--cursor-blurred"
            style += self.get_component_rich_style(name, partial=not self.has_focus)
        number, mark = self._number(day, chosen), self._mark(day)
        if self._cell_size()[1] > 1:
            number, mark = (number, "") if line == 0 else ("  ", mark) if line == 1 else ("", "")
        marked = style
        level = self._marks[day].level if day in self._marks else ""
        if level in _LEVELS and not (chosen and self.has_focus):
            marked += self.get_component_rich_style(f"month--{level}", partial=True)
        if day == self._today and number.strip():
            style += self.get_component_rich_style("month--today", partial=True)
        rest = max(0, cells - width(number) - width(mark))
        return [Segment(number, style), Segment(mark, marked), Segment(" " * rest, marked)]

    def _number(self, day: date, chosen: bool) -> str:
        """Write the day's number; signs tell the chosen day and today apart without colour."""
        sign = self.glyphs.cursor if chosen else self.glyphs.bullet if day == self._today else " "
        return f"{sign}{day.day:>2}"

    def _mark(self, day: date) -> str:
        mark = self._marks.get(day)
        if mark is None or not mark.count:
            return ""
        glyph = self.glyphs.levels.get(mark.level, "")
        return glyph if mark.count == 1 else f"{glyph}{mark.count if mark.count <= _MOST else '+'}"

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the cursor bright only while keys go here."""
        super().watch_has_focus(has_focus)
        self.refresh()

    # Moving

    def action_day(self, step: int) -> None:
        """Move by days."""
        try:
            self._move(self._day + timedelta(days=step))
        except OverflowError:
            return

    def action_month(self, step: int) -> None:
        """Move by months, to the last day where a month has no such day."""
        year, month = divmod(self._day.year * 12 + self._day.month - 1 + step, 12)
        if 1 <= year <= date.max.year:
            last = calendar.monthrange(year, month + 1)[1]
            self._move(date(year, month + 1, min(self._day.day, last)))

    def action_edge(self, last: bool) -> None:
        """Move to the first or last day of the month."""
        self._move(self._day.replace(day=calendar.monthrange(self._day.year, self._day.month)[1] if last else 1))

    def action_today(self) -> None:
        """Move to today."""
        self._move(self._today)

    def action_select(self) -> None:
        """Open the day."""
        self.post_message(self.DaySelected(self, self._day))

    def _move(self, day: date) -> None:
        if day != self._day:
            self.go_to(day)
            self.post_message(self.DayChanged(self, day))

    def on_click(self, event: events.Click) -> None:
        """Choose the day under the mouse, and open it where it is chosen already."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y == 0:
            return
        cells, lines = self._cell_size()
        column, week = offset.x // cells, (offset.y - 1) // lines
        if column < _ACROSS and week <= 5:
            try:
                day = self._first() + timedelta(days=week * _ACROSS + column)
            except OverflowError:
                return
            if day == self._day:
                self.action_select()
            self._move(day)
