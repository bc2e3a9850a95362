"""How a document is laid into the kit's widgets: figures are written by `model.format` and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cip_tui.model import format as written
from cip_tui.model.document import Cell, Kind, Metric, Status, Table
from cip_tui.model.document import Row as DocumentRow
from widgets.columns import Column
from widgets.draw import bar, bullet
from widgets.rows import Row

BAR, BULLET = 8, 12
"""The cells of an inline bar, full for the greatest value in its column, and of a bullet, as long as its scale."""
NAME_LEAST, TEXT_MOST = 20, 36


def bar_cells(width: int) -> int:
    """Return how long an inline bar is at most on a screen of `width` columns."""
    return 24 if width >= 180 else 16 if width >= 120 else BAR


def columns_of(table: Table, *, order: tuple[str, ...] = (), bars: int = BAR) -> list[Column]:
    """Return the columns of a table for the kit, a column of bars after the one they are drawn for.

    Columns named in `order` are the last to be left out where the width does not do, in that order.
    """
    rank = {key: position * 2 for position, key in enumerate(order)}
    columns: list[Column] = []
    for position, column in enumerate(table.columns):
        priority = rank.get(column.key, 2 * (len(rank) + position))
        numeric = column.kind in written.NUMERIC
        columns.append(
            Column(
                column.key,
                written.header(column),
                align="right" if numeric else "left",
                priority=priority,
                least=NAME_LEAST if position == 0 else 10,
                most=TEXT_MOST,
            )
        )
        if column.key == table.bars:
            cells = max(BULLET, bars) if table.edges else bars
            columns.append(Column("bars", "", priority=priority + 1, least=cells, most=cells, sortable=False))
    return columns


def rows_of(table: Table, *, ascii_only: bool = False, bars: int = BAR) -> list[Row]:
    """Return the rows of a table for the kit; a row's key is its first cell, by which it is found again."""
    texts = written.write_rows(table, ascii_only=ascii_only)
    greatest = max(filter(None, map(_size, table.column(table.bars))), default=0.0) if table.bars else 0.0
    pen = Pen(greatest, bars, ascii_only)
    return [row_of(table, row, cells, pen) for row, cells in zip(table.rows, texts, strict=True)]


@dataclass(frozen=True, slots=True)
class Pen:
    """How inline bars are drawn: the value that fills them, their cells, and whether in plain ASCII."""

    greatest: float = 0.0
    cells: int = BAR
    ascii_only: bool = False


def row_of(table: Table, row: DocumentRow, cells: list[str], pen: Pen | None = None) -> Row:
    """Return one row for the kit: its cells as written, states coloured, a bar after its value."""
    texts, levels = list(cells), [_level(cell) for cell in row.cells]
    if table.bars and pen is not None:
        at = table.index(table.bars) + 1
        size = _size(row.cells[at - 1])
        if table.edges:
            texts.insert(at, bullet(size, table.edges, max(BULLET, pen.cells), ascii_only=pen.ascii_only))
            # A bullet has the colour of the state that stands in its row.
            levels.insert(at, next(filter(None, levels), "muted"))
        else:
            texts.insert(at, bar(size, pen.greatest, pen.cells, ascii_only=pen.ascii_only))
            levels.insert(at, "muted")
    return Row(tuple(texts), cells[0] if cells else None, tuple(levels) if any(levels) else ())


def _size(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, (int, float, Decimal)) else None


def total_of(table: Table) -> Row | None:
    """Return the total row for the kit, or None."""
    total = written.write_total(table)
    if total is None:
        return None
    if table.bars:
        total.insert(table.index(table.bars) + 1, "")
    return Row(tuple(total), "total")


def _level(cell: Cell) -> str:
    return cell.level.value if isinstance(cell, Status) else ""


def sorted_table(table: Table, key: str, descending: bool) -> Table:
    """Return the table in another order. Unknown comes last either way; rows that stand for a rest stay below."""
    index = table.index(key)
    kind = table.columns[index].kind
    known = [row for row in table.rows if row.cells[index] is not None and not _is_rest(table, row)]
    ordered = sorted(known, key=_sort_key(index, kind), reverse=descending)
    unknown = [row for row in table.rows if row.cells[index] is None and not _is_rest(table, row)]
    rest = [row for row in table.rows if _is_rest(table, row)]
    return replace(table, rows=(*ordered, *unknown, *rest), sort=(key, descending))


def _is_rest(table: Table, row: DocumentRow) -> bool:
    return row.drill is None and any(other.drill is not None for other in table.rows[:1])


def _sort_key(index: int, kind: Kind) -> Callable[[DocumentRow], Any]:
    def key(row: DocumentRow) -> Any:
        cell = row.cells[index]
        if isinstance(cell, Status):
            return cell.word
        return cell.casefold() if isinstance(cell, str) else cell

    return key


def without(table: Table, keys: tuple[str, ...]) -> Table:
    """Return the table without some of its columns."""
    kept = [at for at, column in enumerate(table.columns) if column.key not in keys]
    total = None if table.total is None else tuple(table.total[at] for at in kept)
    rows = tuple(replace(row, cells=tuple(row.cells[at] for at in kept)) for row in table.rows)
    return replace(table, columns=tuple(table.columns[at] for at in kept), rows=rows, total=total)


def change_text(metric: Metric, room: int) -> str:
    """Write a metric's change, as fully as `room` cells allow: `12.5 % vs 2026-09-01 to 2026-09-30`, `12.5 %`."""
    if metric.change is None:
        return metric.change_label if len(metric.change_label) <= room else "no period before"
    short = written.percent(abs(metric.change))
    texts = (f"{short} {metric.change_label}".strip(), f"{short} vs prior", short)
    return next((text for text in texts if len(text) <= room), short)


def moment(value: date | datetime) -> str:
    """Write a moment for the title bar: minutes are enough."""
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else value.isoformat()
