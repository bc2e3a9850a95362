"""Reading: real files of all kinds, what a package may not be, the head against the whole, and openpyxl beside it."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from cip_tui.model.errors import InputRefused
from cip_tui.model.job import Job
from cip_tui.model.onboarding.choices import Choices
from cip_tui.model.onboarding.layout import find_table
from cip_tui.model.onboarding.reading import xlsx
from cip_tui.model.onboarding.reading.formats import day_text, kind_of_format, number_text
from cip_tui.model.onboarding.reading.grid import Book, column_of, letters
from cip_tui.model.onboarding.reading.opening import read_head, read_whole
from cip_tui.model.onboarding.reading.xlsx import read_xlsx
from tests.onboarding.planning import MESSY, PLATFORM, planned, sample_table, write_table
from tests.paths import shared

FORMATS = "customer_workbooks", "formats"


def book(path: Path) -> Book:
    return read_head(path) or read_whole(path, Job())


def first(path: Path) -> list[list[str]]:
    return book(path).sheets[0].rows


@pytest.mark.parametrize("path", [PLATFORM, MESSY], ids=["platform", "messy"])
def test_every_cell_is_what_openpyxl_reads(path: Path) -> None:
    theirs = openpyxl.load_workbook(path, data_only=False)
    for sheet in book(path).sheets:
        other = theirs[sheet.name]
        assert sheet.hidden == (other.sheet_state == "hidden")
        for number, row in zip(sheet.numbers, sheet.rows, strict=True):
            for index, text in enumerate(row):
                value = other.cell(number, index + 1).value
                if value is None:
                    assert text == ""
                elif isinstance(value, datetime | date):
                    assert text == value.strftime("%Y-%m-%d")
                elif isinstance(value, int | float):
                    assert float(text) == pytest.approx(value, abs=0)
                else:
                    assert text == str(value).replace("_x001B_", "\x1b")


def test_the_whole_in_its_own_process_is_what_the_head_shows() -> None:
    for path in (PLATFORM, MESSY):
        head, whole = book(path), read_whole(path, Job())
        assert [(s.name, s.numbers, s.rows, s.kinds) for s in whole.sheets] == [
            (s.name, s.numbers, s.rows, s.kinds) for s in head.sheets
        ]


@pytest.mark.parametrize("path", [PLATFORM, MESSY], ids=["platform", "messy"])
def test_rows_read_at_once_are_those_of_the_parser(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_parser = read_xlsx(path, rows_most=None)
    monkeypatch.setattr(xlsx, "_SMALL_PART", 0)
    assert read_xlsx(path, rows_most=None) == by_parser


UNUSUAL = (
    b'<row r="1"><c s="0" r="A1"><v>1</v></c></row>',
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>a &#65; b</t></is></c></row>',
    b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><!-- a note --></row>',
    b'<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c r="C3" t="b"><v>1</v></c></row>',
    b'<row r="9999999999"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2" t="s"><v>x</v></c></row>',
    b'<row r="1"><c r="B1" t="inlineStr"><is><t>R&amp;D</t></is></c><c r="A1"><v>5</v></c></row>',
)


@pytest.mark.parametrize("rows", UNUSUAL)
def test_unusual_rows_are_read_by_the_parser(tmp_path: Path, rows: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    path = package(tmp_path, sheet=SHEET % rows)
    by_parser = read_xlsx(path, rows_most=None)
    monkeypatch.setattr(xlsx, "_SMALL_PART", 0)
    assert read_xlsx(path, rows_most=None) == by_parser


def test_merged_cells_among_the_customers_are_told(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(PLATFORM)
    workbook["Customers"].merge_cells("F2:F4")
    workbook.save(tmp_path / "merged.xlsx")
    plan = planned(tmp_path, tmp_path / "merged.xlsx")
    assert [f.cells for f in plan.findings if f.rule == "merged-cells"] == [("Customers!F2",)]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("roo", "1904_base.xlsx"), "2009-06-15"),
        (("roo", "strict.xlsx"), "Sheet 1"),
        (("messy", "simple.xls"), "date"),
        (("messy", "blank_line.ods"), "Name"),
        (("messy", "utf-16le_encoded.csv"), "Organisation_code"),
        (("tabulator", "latin1.csv"), "id"),
        (("tabulator", "bom.csv"), "id"),
        (("tealeg", "googleDocsTest.xlsx"), "This is a test spreadsheet"),
        (("poi", "SimpleMacro.xlsm"), "This is a macro workbook"),
    ],
)
def test_real_files_are_read(parts: tuple[str, str], expected: str) -> None:
    assert first(shared(*FORMATS, *parts))[0][0] == expected


def test_a_percent_format_is_told() -> None:
    percent = book(shared(*FORMATS, "tabulator", "preserve-formatting-percentage.xlsx")).sheets[0]
    assert any("p" in kinds for kinds in percent.kinds or [])


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("msoff", "example_password.xlsx"), "password"),
        (("poi", "xlsx-corrupted.xlsx"), "damaged"),
        (("tealeg", "badfile_noWorkbookRels.xlsx"), "no sheet"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(parts: tuple[str, str], words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        book(shared(*FORMATS, *parts))


def package(tmp_path: Path, **changed: bytes) -> Path:
    """Write the sample workbook with some of its parts replaced; `sheet` is the sheet of customers."""
    target = tmp_path / "changed.xlsx"
    names = {"sheet": "xl/worksheets/sheet2.xml", "workbook": "xl/workbook.xml", "more": "xl/more.bin"}
    by_name = {names[key]: data for key, data in changed.items()}
    with zipfile.ZipFile(PLATFORM) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in {*source.namelist(), *by_name}:
            out.writestr(name, by_name[name] if name in by_name else source.read(name))
    return target


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"more": b"\0" * 300_000_000}, "packed more than"),
        ({"sheet": b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'}, "document type"),
        (
            {"workbook": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><workbook>&b;</workbook>'},
            "no proper XML",
        ),
        ({"sheet": b"<worksheet><sheetData><row>"}, "no proper XML"),
        ({"workbook": b"<workbook/>"}, "no sheet"),
    ],
)
def test_bombs_entities_and_damage_are_refused(tmp_path: Path, changed: dict[str, bytes], words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        book(package(tmp_path, **changed))


def test_a_cell_at_the_far_end_costs_nothing(tmp_path: Path) -> None:
    far = SHEET % b'<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>2</v></c></row>'
    sheet = book(package(tmp_path, sheet=far)).sheets[1]
    assert (sheet.numbers, sheet.rows) == ([1_048_576], [["1"]])
    assert read_whole(package(tmp_path, sheet=far), Job()).sheets[1].rows == [["1"]]


@pytest.mark.parametrize("name", ["a.pdf", "a.json", "a.docx", "a.png"])
def test_other_suffixes_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"customer_id,company_name\n1,A\n")
    with pytest.raises(InputRefused, match="named"):
        book(path)


def test_a_workbook_by_name_that_is_none_by_content_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"customer_id,company_name\n")
    with pytest.raises(InputRefused, match="does not start like one"):
        book(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(InputRefused, match="without a workbook"):
        book(path)


@pytest.mark.parametrize(
    ("serial", "old", "expected"),
    [
        ("45000", False, "2023-03-15"),
        ("45000.5", False, "2023-03-15 12:00:00"),
        ("1", False, "1900-01-01"),
        ("59", False, "1900-02-28"),
        ("61", False, "1900-03-01"),
        ("43538", True, "2023-03-15"),
        ("0.25", False, None),
        ("9999999", False, None),
    ],
)
def test_serial_numbers_are_days_of_either_epoch(serial: str, old: bool, expected: str | None) -> None:
    assert day_text(serial, old) == expected


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("0.0%", "p"), ("yyyy-mm-dd", "d"), ("d. mmmm yyyy", "d"), ("[h]:mm", "d"), ("General", "n"), ('0" days"', "n"),
        ('"$"#,##0', "u"), ("#,##0 [$€-407]", "c"), ('0.0,,"M"', "n"), ("[Red]0", "n"), ("@", "n"),
    ],
)  # fmt: skip
def test_number_formats_tell_what_a_number_is(code: str, kind: str) -> None:
    assert kind_of_format(164, code) == kind


def test_numbers_are_as_they_were_typed() -> None:
    assert number_text("0.20000000000000001") == "0.2"
    assert number_text("1E3") == "1000"
    assert number_text("3.0") == "3"
    assert number_text("nan") is None
    assert [column_of(letters(index)) for index in (0, 25, 26, 701, 702, 16_383)] == [0, 25, 26, 701, 702, 16_383]


def test_two_rows_of_headers_are_read_together(tmp_path: Path) -> None:
    header, *rows = sample_table()
    groups = ["Customer", "", "", "Business", *[""] * 3, "Usage", *[""] * 13]
    plan = planned(tmp_path, write_table(tmp_path / "two.csv", [["Customers of 2026"], [], groups, header, *rows]))
    assert plan.accounts_count == 35
    assert plan.table.header_row == 4


def test_totals_notes_and_repeated_headers_are_no_customers(tmp_path: Path) -> None:
    header, *rows = sample_table()
    tail = [["Grand total", "", "", "615605.55"], [], ["Source: the billing system, as of November 2026"]]
    path = write_table(tmp_path / "pages.csv", [header, *rows[:20], header, *rows[20:], *tail])
    plan = planned(tmp_path, path)
    assert plan.accounts_count == 35
    assert {"footer-row", "repeated-header"} <= {finding.rule for finding in plan.findings}
    total = [*rows[0]]
    total[1] = "Total Energies"
    kept = planned(tmp_path, write_table(tmp_path / "named.csv", [header, *rows[1:], total]))
    assert kept.accounts_count == 35


def test_semicolons_decimal_commas_and_windows_letters_are_read(tmp_path: Path) -> None:
    header, *rows = sample_table()
    rows[0][1] = "Müller & Söhne"
    for row in rows:
        row[3] = row[3].replace(".", ",")
    path = tmp_path / "german.csv"
    text = "\r\n".join(";".join(row) for row in [header, *rows])
    path.write_bytes(text.encode("cp1252"))
    plan = planned(tmp_path, path)
    assert plan.accounts.texts["company_name"][0] == "Müller & Söhne"
    assert plan.accounts.texts["monthly_spend"][:2] == ["84250.00", "61780.50"]


def test_another_sheet_can_be_asked_for(tmp_path: Path) -> None:
    plan = planned(tmp_path, MESSY, Choices(sheet="Customers 2025"))
    assert (plan.table.sheet, plan.accounts_count) == ("Customers 2025", 5)
    assert find_table(book(MESSY), sheet="nowhere") is None


def test_the_template_filled_in_is_read_as_one(tmp_path: Path) -> None:
    from cip_tui.export.sheets import PlainSheet, sheets_to_xlsx
    from cip_tui.model.onboarding.kpis import standard
    from cip_tui.model.onboarding.template import ACCOUNTS_HEADER, KPIS_HEADER

    account = (
        "X-1",
        "One Ltd",
        120000,
        "Technology",
        "EMEA",
        "active",
        "Enterprise",
        "Ann",
        "",
        "L4",
        date(2024, 1, 2),
        "",
    )
    kpis = [
        ("X-1", "One Ltd", k.record_category, k.name, "High" if k.words else 7, "", "") for k in standard().kpis[:12]
    ]
    sheets = [PlainSheet("Accounts", [ACCOUNTS_HEADER, account]), PlainSheet("KPIs", [KPIS_HEADER, *kpis])]
    path = tmp_path / "filled.xlsx"
    path.write_bytes(sheets_to_xlsx(sheets))
    plan = planned(tmp_path, path)
    assert plan.format_detected == "standard_template"
    assert (plan.headline(), plan.blocked) == ("Will create 1 accounts and 13 KPIs", "")
    found = plan.accounts.account(0)
    assert (found.region, found.account_tier, found.assigned_csm) == ("EMEA", "Enterprise", "Ann")
    assert {record.kpi_parameter: record.cell for record in found.kpis}["Error Rate"] == "KPIs!E9"


def test_a_crm_export_is_known(tmp_path: Path) -> None:
    header = ["Account ID", "Account Name", "Account Owner", "Billing Country", "Industry", "Last Activity Date", "MRR"]
    rows = [[f"001A{n:04d}", f"Firm {n}", "Ann Lee", "DE", "Retail", "2026-10-01", str(900 + n)] for n in range(8)]
    plan = planned(tmp_path, write_table(tmp_path / "crm.csv", [header, *rows]))
    assert plan.format_detected == "crm_export"
    assert "--map" in plan.blocked
    mapped = planned(tmp_path, tmp_path / "crm.csv", Choices().with_mapping("monthly_spend", "MRR"))
    assert (mapped.blocked, mapped.accounts_count) == ("", 8)


def test_a_quote_that_is_not_closed_and_a_file_without_rows_are_answered(tmp_path: Path) -> None:
    path = tmp_path / "open.csv"
    path.write_text('customer_id,company_name\n1,"' + "x" * 200_000, encoding="utf-8")
    usual = csv.field_size_limit()
    for most in (usual, 10_000_000):
        csv.field_size_limit(most)
        with pytest.raises(InputRefused, match="taken apart"):
            book(path)
    csv.field_size_limit(usual)
    path.write_text("customer_id,company_name,monthly_spend\n", encoding="utf-8")
    assert planned(tmp_path, path).blocked == "There is no row below the header"
    path.write_bytes(io.BytesIO(b"\n\n\n").getvalue())
    with pytest.raises(InputRefused, match="No table"):
        planned(tmp_path, path)
