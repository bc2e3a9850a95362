"""A document as a workbook: one sheet of figures and notes, one for each table. Text never becomes a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cip_tui.export.csv import find_table, table_ids
from cip_tui.model.document import Cell, Column, Document, Kind, Note, Status
from cip_tui.model.format import header, places_of
from cip_tui.model.text import clean

if TYPE_CHECKING:
    from openpyxl import Workbook

_TITLE_MOST = 31
_WIDTH_MOST = 48
# A fixed date in the file, so that the same document gives the same bytes.
_STAMP = datetime(2000, 1, 1)
_ZIP_STAMP = (1980, 1, 1, 0, 0, 0)


def to_xlsx(document: Document) -> bytes:
    """Return the document as an xlsx file; numbers stay numbers, in cells formatted like on the screen."""
    from openpyxl import Workbook

    workbook = Workbook()
    front = workbook.active
    assert front is not None
    workbook.remove(front)
    _sheet(workbook, "Overview", _text_columns("What", "Value"), _front_rows(document), None)
    for table_id in table_ids(document):
        table = find_table(document, table_id)
        _sheet(workbook, table.title, table.columns, [row.cells for row in table.rows], table.total)
    return workbook_bytes(workbook)


def _text_columns(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(title.lower(), title) for title in titles)


def _front_rows(document: Document) -> list[tuple[Cell, ...]]:
    notes = [("Note", block.text) for block in document.blocks() if isinstance(block, Note)]
    return [("Title", document.title), ("Scope", document.subtitle), *document.facts, *notes]


def _sheet(
    workbook: Workbook,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[tuple[Cell, ...]],
    total: tuple[Cell, ...] | None,
) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = workbook.create_sheet(_sheet_title(title, workbook.sheetnames))
    bold = Font(bold=True)
    for index, column in enumerate(columns, start=1):
        _put(sheet.cell(1, index), header(column), Kind.TEXT, None).font = bold
    for number, cells in enumerate(rows, start=2):
        for index, (cell, column) in enumerate(zip(cells, columns, strict=True), start=1):
            _put(sheet.cell(number, index), cell, column.kind, column.places)
    if total is not None:
        for index, (cell, column) in enumerate(zip(total, columns, strict=True), start=1):
            _put(sheet.cell(len(rows) + 2, index), cell, column.kind, column.places).font = bold
    sheet.freeze_panes = "A2"
    for index, column in enumerate(columns, start=1):
        longest = max([len(header(column)), *(len(str(row[index - 1] or "")) for row in rows[:200])])
        sheet.column_dimensions[get_column_letter(index)].width = min(_WIDTH_MOST, longest + 2)


def _put(target: Any, cell: Cell, kind: Kind, places: int | None) -> Any:
    """Write a value into an openpyxl cell, text always as text."""
    if cell is None:
        return target
    text = cell.word if isinstance(cell, Status) else cell if isinstance(cell, str) else None
    if text is not None:
        return _put_text(target, text)
    assert isinstance(cell, int | float | Decimal | date)
    if isinstance(cell, float) and cell - cell != 0:
        return target
    if isinstance(cell, datetime) and cell.tzinfo is not None:
        # A workbook knows no zones; all its times are UTC.
        cell = cell.astimezone(UTC).replace(tzinfo=None)
    target.value = cell
    target.number_format = _number_format(cell, kind, places)
    return target


def put_value(target: Any, value: str | int | Decimal | date) -> None:
    """Write a plain value into an openpyxl cell: text always as text, a day as `yyyy-mm-dd`."""
    if isinstance(value, str):
        _put_text(target, value)
        return
    target.value = value
    if isinstance(value, date):
        target.number_format = "yyyy-mm-dd"


def _put_text(target: Any, text: str) -> Any:
    target.value = _workbook_text(text)
    target.data_type = "s"
    target.quotePrefix = True
    return target


def _workbook_text(text: str) -> str:
    """Return text as a workbook can hold it: XML has no U+FFFE and U+FFFF, and `_x0041_` would be read as `A`."""
    plain = clean(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", plain)


def _number_format(cell: Cell, kind: Kind, places: int | None) -> str:
    if isinstance(cell, datetime):
        return "yyyy-mm-dd hh:mm:ss"
    if isinstance(cell, date):
        return "yyyy-mm-dd"
    decimals = places_of(kind, places)
    fraction = "." + "0" * decimals if decimals else ""
    return f"0{fraction}%" if kind is Kind.RATIO else f"#,##0{fraction}"


def _sheet_title(title: str, taken: Sequence[str]) -> str:
    plain = re.sub(r"[\[\]:*?/\\]", " ", clean(title)).strip(" '")[:_TITLE_MOST].strip(" '") or "Table"
    used = {name.casefold() for name in taken}
    number, name = 2, plain
    while name.casefold() in used:
        suffix = f" {number}"
        name = plain[: _TITLE_MOST - len(suffix)] + suffix
        number += 1
    return name


def workbook_bytes(workbook: Workbook) -> bytes:
    """Return an openpyxl workbook as a file: the same bytes for the same content, whenever it is written."""
    from openpyxl.writer.excel import ExcelWriter

    workbook.properties.created = workbook.properties.modified = _STAMP
    workbook.properties.creator = "CIP"
    raw, fixed = io.BytesIO(), io.BytesIO()
    ExcelWriter(workbook, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED)).save()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
