"""The workbook of a document: numbers stay numbers, text never becomes a formula, the same bytes each time."""

import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import openpyxl

from cip_tui.export.xlsx import to_xlsx
from cip_tui.model.document import Column, Document, Kind, Row, Section, Table
from tests.export.documents import full
from tests.export.hostile import texts


def opened(document: Document) -> Any:
    """Write and open again."""
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(document)))


def test_each_table_has_a_sheet_and_numbers_stay_numbers() -> None:
    book = opened(full())
    assert book.sheetnames == ["Overview", "By model", "Spend per day", "Metrics", "Insights"]
    sheet = book["By model"]
    assert [cell.value for cell in sheet[1]] == ["Model", "Cost USD", "Share %", "Latency p95 ms", "State"]
    assert (sheet["B2"].data_type, round(sheet["B2"].value, 6), sheet["B2"].number_format) == (
        "n",
        33.333333,
        "#,##0.00",
    )
    assert sheet["C2"].number_format == "0.0%"
    assert sheet["D2"].value is None
    assert [cell.value for cell in sheet[5]][:2] == ["Total", 100]


def test_the_same_document_gives_the_same_bytes() -> None:
    assert to_xlsx(full()) == to_xlsx(full())


def test_hostile_text_is_text() -> None:
    names = [name for name in texts() if name and not {"\ufffe", "\uffff"} & set(name)]
    table = Table("t", "=T[1]/2:'x'", (Column("name", "=1+1"),), tuple(Row((name,)) for name in names))
    sheet = opened(Document("d", "=D", (Section("s", "S", (table,)),))).worksheets[1]
    assert sheet.title == "=T 1  2 'x"
    assert {cell.data_type for row in sheet for cell in row} == {"s"}
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == names


def test_what_a_workbook_cannot_hold_is_replaced_or_spelled_out() -> None:
    table = Table("t", "T", (Column("name", "Name"),), (Row(("a\uffffb",)), Row(("_x0041_",))))
    sheet = opened(Document("d", "D", (Section("s", "S", (table,)),))).worksheets[1]
    assert [sheet["A2"].value, sheet["A3"].value] == ["a\ufffdb", "_x005F_x0041_"]


def test_sheets_of_the_same_name_are_told_apart() -> None:
    long = "A title that is longer than a workbook allows"
    tables = tuple(Table(f"t{i}", long, (Column("a", "A"),), ()) for i in range(3))
    titles = opened(Document("d", "D", (Section("s", "S", tables),))).sheetnames
    assert len({title.casefold() for title in titles}) == 4
    assert max(map(len, titles)) <= 31


def test_times_with_a_zone_are_written_as_utc() -> None:
    table = Table(
        "t",
        "T",
        (Column("at", "At", Kind.TIME),),
        (Row((datetime(2026, 1, 31, 8, tzinfo=UTC),)), Row((Decimal("NaN"),))),
    )
    sheet = opened(Document("d", "D", (Section("s", "S", (table,)),))).worksheets[1]
    assert sheet["A2"].value == datetime(2026, 1, 31, 8)
