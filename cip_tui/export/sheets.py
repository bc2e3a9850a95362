"""Plain sheets as a workbook: rows of values, text never a formula, the same bytes for the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cip_tui.export.xlsx import put_value, workbook_bytes

Value = str | int | Decimal | date | None
_WIDTH_MOST = 40


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """A sheet: its name and its rows, the first of which is the header. None leaves a cell out."""

    name: str
    rows: Sequence[Sequence[Value]]


def sheets_to_xlsx(sheets: Sequence[PlainSheet]) -> bytes:
    """Return the sheets as an xlsx file: numbers as numbers, days as days (`yyyy-mm-dd`), text as text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    front = workbook.active
    assert front is not None
    workbook.remove(front)
    for plain in sheets:
        sheet = workbook.create_sheet(plain.name)
        for number, row in enumerate(plain.rows, start=1):
            for index, value in enumerate(row, start=1):
                if value is not None:
                    put_value(sheet.cell(number, index), value)
        for index, title in enumerate(plain.rows[0] if plain.rows else (), start=1):
            sheet.cell(1, index).font = Font(bold=True)
            width = max(len(str(title or "")), *(len(str(row[index - 1] or "")) for row in plain.rows[:60]))
            sheet.column_dimensions[get_column_letter(index)].width = min(_WIDTH_MOST, width + 2)
        sheet.freeze_panes = "A2"
    return workbook_bytes(workbook)
