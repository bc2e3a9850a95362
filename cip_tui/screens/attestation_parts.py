"""What the attestation calendar draws: rows and marks laid out off the event loop, and a deadline in a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from textual.content import Content

from cip_tui.model.attestation.agenda import Item
from cip_tui.model.attestation.desk import Look
from cip_tui.model.attestation.documents import agenda_table
from cip_tui.model.document import Level, Table
from cip_tui.model.format import percent
from cip_tui.screens.shown import TEXT_MOST, columns_of, rows_of, sorted_table
from widgets.cells import clip, safe_content
from widgets.columns import Column
from widgets.glyphs import Glyphs
from widgets.month import DayMark
from widgets.rows import Row

ORDER = ("title", "state", "due", "left", "evidence", "kind", "owner", "id")
"""Columns are left out from the end where the width does not do."""
_PRESSING = (Level.CRITICAL, Level.WARNING, Level.GOOD, Level.INFO, Level.UNKNOWN)
_COLOURS = {"good": "$text-success", "info": "$text-primary", "warning": "$text-warning", "critical": "$text-error"}


@dataclass(frozen=True, slots=True)
class Laid:
    """A look at the deadlines, laid out: the items in the order of the rows, and the marks of the days."""

    look: Look
    items: Sequence[Item]
    table: Table
    columns: Sequence[Column]
    rows: Sequence[Row]
    marks: Mapping[date, DayMark]

    def first_on(self, day: date) -> int | None:
        """Return the position of the first deadline of a day in the list."""
        return next((place for place, item in enumerate(self.items) if item.obligation.due == day), None)

    def nearest(self) -> int:
        """Return where to begin: at the next deadline that is still open, else at the one that was missed last."""
        wanted = [(place, item) for place, item in enumerate(self.items) if not item.settled]
        for place, item in wanted:
            if item.days_left >= 0:
                return place
        return max(wanted, key=lambda one: one[1].days_left, default=(0, None))[0]

    def position(self, item_id: str) -> int | None:
        """Return where a deadline stands in the list."""
        return next((place for place, item in enumerate(self.items) if item.obligation.id == item_id), None)


def lay_out(look: Look, words: str, sort: tuple[str, bool] | None, *, ascii_only: bool) -> Laid:
    """Lay the deadlines out that hold all `words`, in the agenda's order or sorted by a column."""
    wanted = words.casefold().split()
    items = [item for item in look.items if all(word in _searched(item) for word in wanted)]
    table = agenda_table(items)
    if sort is not None:
        table = sorted_table(table, *sort)
        by_id = {item.obligation.id: item for item in items}
        items = [by_id[str(row.cells[-1])] for row in table.rows]
    if wanted:
        table = replace(table, available=len(look.items), empty="No deadline has these words; esc clears the filter.")
    rows = [
        replace(row, key=item.obligation.id)
        for row, item in zip(rows_of(table, ascii_only=ascii_only), items, strict=True)
    ]
    return Laid(look, items, table, _columns(table), rows, _marks(look.items))


def _columns(table: Table) -> list[Column]:
    """Return the columns; what is due may be long, and only that is ever cut."""
    return [
        replace(column, least=37, most=90) if column.key == "title" else replace(column, least=TEXT_MOST)
        for column in columns_of(table, order=ORDER)
    ]


def _searched(item: Item) -> str:
    obligation = item.obligation
    words = (
        obligation.title,
        obligation.duty.owner,
        item.status.word,
        obligation.duty.kind,
        obligation.id,
        obligation.due,
    )
    return " ".join(map(str, words)).casefold()


def _marks(items: Iterable[Item]) -> dict[date, DayMark]:
    """Return how many deadlines stand on each day, and the state of the most pressing."""
    levels: dict[date, list[Level]] = {}
    for item in items:
        levels.setdefault(item.obligation.due, []).append(item.status.level)
    return {day: DayMark(len(found), min(found, key=_PRESSING.index).value) for day, found in levels.items()}


def headline(laid: Laid) -> str:
    """Say in a few words how the deadlines stand."""
    due = laid.look.due
    parts = [f"{due.overdue} overdue"] if due.overdue else []
    parts += [f"{due.soon} due within a week"] if due.soon else []
    rate = laid.look.document.metric("attestations.compliance").value
    parts += [f"compliance {percent(rate, 0)}"] if isinstance(rate, float) else []
    return "Agenda: " + ", ".join(parts) if parts else "Agenda"


def item_lines(item: Item, glyphs: Glyphs, cells: int) -> Content:
    """Write a deadline in few lines: what, where it stands, its days, its evidence."""
    obligation, status = item.obligation, item.status
    mark = glyphs.levels[status.level]
    lines = [
        Content.assemble((clip(obligation.title, cells, glyphs.ellipsis), "bold")),
        Content.assemble(
            (f"{mark} {status.word}", _COLOURS.get(status.level, "$text-muted")),
            f"  {obligation.due:%a} {obligation.due}" + (f", {item.countdown}" if item.countdown else ""),
        ),
    ]
    lines += [
        Content.assemble((f"{label:<9}", "$text-muted"), safe_content(clip(text, max(4, cells - 9), glyphs.ellipsis)))
        for label, text in _facts(item, glyphs)
        if text
    ]
    return Content("\n").join(lines)


def _facts(item: Item, glyphs: Glyphs) -> list[tuple[str, str]]:
    obligation, record = item.obligation, item.record
    duty = obligation.duty
    window = f"{obligation.opens} to {obligation.closes}" if obligation.opens < obligation.closes else ""
    stages = f" {glyphs.separator} ".join(f"{stage.days} d {stage.day:%m-%d}" for stage in obligation.stages())
    evidence = "  ".join(
        f"{glyphs.levels['good' if item.is_ready(piece) else 'unknown']} {piece.title}" for piece in duty.evidence
    )
    said = f"put off: {record.reason}" if record.deferred_to and not record.done_on else ""
    said = f"on {record.done_on} by {record.done_by}" if record.done_on else said
    return [
        ("Said", said),
        ("Evidence", evidence),
        ("Window", window),
        ("Owner", duty.owner),
        ("If not", duty.consequence),
        ("Remind", "" if item.settled else stages),
        ("Stated", str(obligation.nominal) if obligation.nominal != obligation.due else ""),
        ("About", str(obligation.covered) if obligation.covered else ""),
        ("Source", duty.origin),
    ]


def day_lines(day: date, laid: Laid | None, glyphs: Glyphs) -> Content:
    """Say that nothing is due on a day, and what is next."""
    following = [item for item in laid.look.items if item.obligation.due > day and not item.settled] if laid else []
    lines = [Content.assemble((f"{day:%A} {day}", "bold")), Content("Nothing is due on this day.")]
    if following:
        first = min(following, key=lambda item: item.obligation.due)
        lines.append(
            Content.assemble(
                ("Next: ", "$text-muted"), safe_content(f"{first.obligation.due} {first.obligation.title}")
            )
        )
    return Content("\n").join(lines)
