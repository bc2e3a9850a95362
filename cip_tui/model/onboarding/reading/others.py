"""Older and other workbooks, .xls and .ods: read by libraries of an extra, only ever in the limited process."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from cip_tui.model.onboarding.reading.formats import day_text, kind_of_format, number_text
from cip_tui.model.onboarding.reading.grid import (
    BOOLEAN,
    CELLS_MOST,
    COLUMNS_MOST,
    DATE,
    EMPTY,
    ERROR,
    NUMBER,
    PERCENT,
    TEXT,
    Book,
    Sheet,
    refused,
)

_EXTRA = "Install it with: pip install 'cip-tui[legacy-workbooks]', or save the workbook as .xlsx"


def read_other(path: Path, shape: str) -> Book:
    """Read a workbook of another kind. Raises `InputRefused`, also where the library for it is not installed."""
    return _read_xls(path) if shape == "xls" else _read_ods(path)


def _read_xls(path: Path) -> Book:
    try:
        xlrd: Any = import_module("xlrd")
    except ImportError as error:
        raise refused(str(path), "Reading .xls needs the library xlrd", next_step=_EXTRA) from error
    try:
        workbook = xlrd.open_workbook(str(path), formatting_info=True, logfile=_Silence())
        sheets = [_xls_sheet(workbook, sheet) for sheet in workbook.sheets()]
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, AssertionError, LookupError, ValueError, TypeError) as error:
        raise refused(str(path), "The workbook is damaged or protected", str(error)[:200]) from error
    return Book(sheets, "xls", ("Days count from 1904",) if workbook.datemode else ())


class _Silence:
    """Takes what xlrd would print."""

    def write(self, text: str) -> None:
        """Drop the text."""

    def flush(self) -> None:
        """Nothing is kept back."""


def _xls_sheet(workbook: Any, source: Any) -> Sheet:
    sheet = Sheet(source.name, kinds=[], hidden=bool(source.visibility))
    assert sheet.kinds is not None
    for number in range(source.nrows):
        pairs = [_xls_cell(workbook, cell) for cell in source.row(number)[:COLUMNS_MOST]]
        _add(sheet, number + 1, pairs)
    return sheet


def _xls_cell(workbook: Any, cell: Any) -> tuple[str, str]:
    xlrd: Any = import_module("xlrd")
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return (str(cell.value), TEXT) if cell.value else ("", EMPTY)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR!"), ERROR
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return ("TRUE" if cell.value else "FALSE"), BOOLEAN
    if cell.ctype not in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return "", EMPTY
    number = number_text(repr(cell.value)) or ""
    if cell.ctype == xlrd.XL_CELL_DATE:
        day = day_text(number, bool(workbook.datemode))
        return (number, NUMBER) if day is None else (day, DATE)
    style = workbook.format_map.get(workbook.xf_list[cell.xf_index].format_key)
    return number, NUMBER if style is None else kind_of_format(0, style.format_str)


def _read_ods(path: Path) -> Book:
    try:
        load = import_module("odf.opendocument").load
        table = import_module("odf.table").Table
    except ImportError as error:
        raise refused(str(path), "Reading .ods needs the library odfpy", next_step=_EXTRA) from error
    from xml.sax import SAXException
    from zipfile import BadZipFile

    try:
        document = load(str(path))
        tables = document.spreadsheet.getElementsByType(table)
        sheets = [_ods_sheet(each, str(path)) for each in tables]
    except (SAXException, BadZipFile, KeyError, ValueError, AttributeError, AssertionError, OSError) as error:
        raise refused(str(path), "The workbook is damaged", str(error)[:200]) from error
    return Book(sheets, "ods")


def _ods_sheet(table: Any, file: str) -> Sheet:
    row_type = import_module("odf.table").TableRow
    sheet = Sheet(str(table.getAttribute("name")), kinds=[])
    number = cells = 0
    for row in table.getElementsByType(row_type):
        repeated = int(row.getAttribute("numberrowsrepeated") or 1)
        pairs = _ods_row(row)
        if any(kind != EMPTY for _, kind in pairs):
            cells += len(pairs) * repeated
            if cells > CELLS_MOST:
                raise refused(file, f"Sheet '{sheet.name}' has more than {CELLS_MOST:,} cells")
            for offset in range(repeated):
                _add(sheet, number + offset + 1, pairs)
        number += repeated
    return sheet


def _ods_row(row: Any) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for cell in row.childNodes:
        if cell.qname[1] not in ("table-cell", "covered-table-cell"):
            continue
        repeated = int(cell.getAttribute("numbercolumnsrepeated") or 1)
        pairs.extend([_ods_cell(cell)] * min(repeated, COLUMNS_MOST - len(pairs)))
        if len(pairs) >= COLUMNS_MOST:
            break
    return pairs


def _ods_cell(cell: Any) -> tuple[str, str]:
    kind = cell.getAttribute("valuetype")
    if kind in ("float", "currency", "percentage"):
        number = number_text(str(cell.getAttribute("value"))) or ""
        return number, PERCENT if kind == "percentage" else NUMBER
    if kind == "date":
        return str(cell.getAttribute("datevalue")).replace("T", " ").removesuffix(" 00:00:00"), DATE
    if kind == "boolean":
        return str(cell.getAttribute("booleanvalue")).upper(), BOOLEAN
    extract = import_module("odf.teletype").extractText
    text = "\n".join(extract(part) for part in cell.childNodes if part.qname[1] == "p")
    if text.startswith("#") and text.rstrip("!?").isupper():
        return text, ERROR
    return (text, TEXT) if text else ("", EMPTY)


def _add(sheet: Sheet, number: int, pairs: list[tuple[str, str]]) -> None:
    while pairs and pairs[-1][1] == EMPTY:
        pairs = pairs[:-1]
    if pairs and sheet.kinds is not None:
        sheet.numbers.append(number)
        sheet.rows.append([text for text, _ in pairs])
        sheet.kinds.append("".join(kind for _, kind in pairs))
