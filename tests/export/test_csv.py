"""CSV of a document: exact, quoted by RFC 4180, and harmless in a spreadsheet program."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest

from cip_tui.export.csv import csv_text, table_csv, table_ids, to_csv
from cip_tui.model.document import Cell, Column, Document, Kind, Row, Section, Table
from cip_tui.model.errors import UsageError
from tests.export.documents import carrying, full
from tests.export.hostile import formulas, texts


def rows(text: str) -> list[list[str]]:
    """Read CSV back."""
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_main_table_is_written_with_keys_and_exact_values() -> None:
    found = rows(to_csv(full()))
    assert found[0] == ["name", "cost", "share", "latency", "state"]
    assert found[1] == ["model-1", str(Decimal(100) / 3), str(1 / 3), "", "At risk"]
    assert len(found) == 4


def test_lines_end_as_the_standard_says() -> None:
    assert to_csv(full()).count("\r\n") == 4


def test_every_table_chart_metric_and_insight_can_be_had() -> None:
    document = full()
    assert table_ids(document) == ["spend.by_model", "spend.daily", "metrics", "insights"]
    metrics = rows(to_csv(document, "metrics"))
    assert metrics[1][:4] == ["spend.total", "Total spend", "4725.305", "USD"]
    assert rows(to_csv(document, "insights"))[1][6:10] == ["120.5", "80", "150.25", "USD/month"]
    assert rows(to_csv(document, "spend.daily"))[-1] == ["80 % interval", "2026-01-05", "12.0", "21.0"]


def test_an_unknown_table_names_those_there_are() -> None:
    with pytest.raises(UsageError, match="metrics"):
        to_csv(full(), "nope")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (Decimal("0.000150000000"), "0.000150000000"),
        (Decimal("-3"), "-3"),
        (Decimal("1E+3"), "1000"),
        (date(2026, 1, 31), "2026-01-31"),
        (datetime(2026, 1, 31, 8), "2026-01-31T08:00:00Z"),
        ("plain", "plain"),
        ("-", "'-"),
    ],
)
def test_cells_are_exact(cell: Cell, text: str) -> None:
    assert csv_text(cell) == text


def test_formulas_become_text() -> None:
    for text in [*formulas(), " =1+1", "＝1+1", "@SUM(A1)"]:
        if text.lstrip()[0] in "=+-@＝":
            assert csv_text(text) == "'" + text


def test_hostile_names_keep_the_number_of_columns_and_start_no_formula() -> None:
    names = texts()
    columns = (Column("name", "Name"), Column("cost", "Cost", Kind.MONEY))
    table = Table("t", "T", columns, tuple(Row((name, Decimal(1))) for name in names))
    found = rows(table_csv(table))
    assert [len(row) for row in found] == [2] * (len(names) + 1)
    for name, (shown, _) in zip(names, found[1:], strict=True):
        assert shown in (name, "'" + name)
        assert not shown.lstrip().startswith(("=", "+", "-", "@"))


def test_a_document_of_notes_only_is_written_too() -> None:
    document = carrying("x")
    notes = tuple(block for section in document.sections for block in section.blocks[-2:])
    found = rows(to_csv(Document("d", "D", (Section("s", "S", notes),))))
    assert found == [["level", "text"], ["info", "x"], ["warning", "x"]]
