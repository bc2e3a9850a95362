"""What people do to a table: sort it and cut it, without losing what it adds up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from cip_tui.model.document import Cell, Document, Row, Status, Table


def sort_table(table: Table, key: str, descending: bool) -> Table:
    """Return the table sorted by a column; unknown cells come last either way. Raises KeyError."""
    position = table.index(key)
    known = [row for row in table.rows if row.cells[position] is not None]
    unknown = [row for row in table.rows if row.cells[position] is None]
    known.sort(key=lambda row: _rank(row.cells[position]), reverse=descending)
    return replace(table, rows=(*known, *unknown), sort=(key, descending))


def sort_in(document: Document, table_id: str, key: str, descending: bool) -> Document:
    """Return the document with one of its tables sorted. Raises KeyError."""
    document.table(table_id)
    sections = tuple(
        replace(
            section,
            blocks=tuple(
                sort_table(block, key, descending) if isinstance(block, Table) and block.id == table_id else block
                for block in section.blocks
            ),
        )
        for section in document.sections
    )
    return replace(document, sections=sections)


def _rank(cell: Cell) -> tuple[int, float | Decimal | str]:
    if isinstance(cell, (int, float, Decimal)):
        return 0, Decimal(str(cell)) if isinstance(cell, float) else cell
    if isinstance(cell, (date, datetime)):
        return 1, cell.isoformat()
    return 2, cell.word.casefold() if isinstance(cell, Status) else str(cell).casefold()


def rows_shown(table: Table) -> str:
    """Say how many rows are shown: `12 rows`, or `500 of 3,412 rows` where there are more."""
    shown = len(table.rows)
    if table.available is not None and table.available != shown:
        return f"{shown:,} of {table.available:,} rows"
    return f"{shown:,} row" + ("" if shown == 1 else "s")


def only_rows(table: Table, rows: tuple[Row, ...]) -> Table:
    """Return the table with fewer rows, remembering how many there were; its total no longer fits and goes."""
    return replace(table, rows=rows, available=table.available or len(table.rows), total=None)
