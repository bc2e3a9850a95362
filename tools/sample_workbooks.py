"""The sample customer workbook, the same with things wrong in it, and the blank template."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cip_tui.export.sheets import PlainSheet, sheets_to_xlsx
from cip_tui.export.xlsx import workbook_bytes
from cip_tui.model.onboarding.kpis import standard
from cip_tui.model.onboarding.template import template_sheets

ROWS = Path(__file__).with_name("customer_rows.csv")
PLATFORM = "serverless_model_cs_platform.xlsx"
DASHBOARD: tuple[tuple[str, str, str], ...] = (
    ("Total Customers", "35", "customers"),
    ("Active Customers (30 days)", "34", "customers"),
    ("Dormant Customers", "1", "customers"),
    ("Production Service Customers", "27", "customers"),
    ("Total Monthly Spend", "615605.55", "USD"),
    ("Average Monthly Spend", "17588.73", "USD"),
    ("Total Annual Contract Value", "7458400", "USD"),
    ("Average Contract Value", "213097.14", "USD"),
    ("Total Invocations (30d)", "1802490", "invocations"),
    ("Average Daily Invocations", "1726.3", "invocations"),
    ("Average Execution Time (sec)", "120.65", "s"),
    ("Average Cold Start %", "20.09", "%"),
    ("Median P95 Latency (ms)", "63400", "ms"),
    ("Average Error Rate %", "3.54", "%"),
    ("Average Health Score", "6.26", "points"),
    ("High Churn Risk Customers", "8", "customers"),
    ("ACV at High Churn Risk", "953600", "USD"),
    ("High Expansion Potential Customers", "10", "customers"),
)
_DATE_COLUMN = 3
# Where `serverless_messy.xlsx` is wrong, and the rule that tells so. The header stands in row 2, row 12 is blank.
MUTATIONS: tuple[tuple[str, Any, str], ...] = (
    ("A16", "SRVL-3012", "duplicate-id"),
    ("B5", None, "name-missing"),
    ("Q10", " medium ", "trimmed"),
    ("R20", "hgih", "unknown-word"),
    ("M22", "#DIV/0!", "error-value"),
    ("E24", "=D24*12", "formula-without-value"),
    ("D11", "$9,870.60", "number-as-text"),
    ("H8", "(500)", "outside-domain"),
    ("M7", "12,4", "number-as-text"),
    ("M14", 250, "outside-domain"),
    ("P17", 84, "outside-domain"),
    ("K19", 0.2, "percent-format"),
    ("D25", -11250, "outside-domain"),
    ("C26", "03/04/2024", "doubtful-date"),
    ("C27", "July 1, 2024", "date-as-text"),
    ("C28", date(2031, 7, 15), "future-date"),
    ("A29", 3026, "id-as-number"),
    ("B31", "Zephyr_x001B_[31m [red]Weather Labs", "control-characters"),
)
# What is wrong with the layout, told by the cell where it begins.
LAYOUT_MUTATIONS: tuple[tuple[str, str], ...] = (
    ("A1", "title-row"),
    ("A12", "blank-row"),
    ("A39", "footer-row"),
    ("V2", "extra-column"),
    ("E2", "renamed-column"),
)


def sample_workbooks() -> dict[str, bytes]:
    """Return the content of each file by its name."""
    template = [PlainSheet(name, rows) for name, rows in template_sheets(standard()).items()]
    return {
        PLATFORM: workbook_bytes(platform()),
        "serverless_model_cs_platform.csv": ROWS.read_bytes(),
        "serverless_messy.xlsx": workbook_bytes(messy()),
        "onboarding_template.xlsx": sheets_to_xlsx(template),
    }


def customer_rows() -> list[list[Any]]:
    """Return header and rows with numbers as numbers and days as days; what is not stated is None."""
    header, *rows = csv.reader(ROWS.read_text(encoding="utf-8").splitlines())
    return [list(header), *([_typed(text, index) for index, text in enumerate(row, start=1)] for row in rows)]


def _typed(text: str, column: int) -> Any:
    if not text:
        return None
    if column == _DATE_COLUMN:
        return date.fromisoformat(text)
    try:
        return int(text) if text.lstrip("-").isdigit() else float(Decimal(text))
    except ArithmeticError:
        return text


def platform() -> Workbook:
    """The workbook as a customer would send it."""
    workbook = Workbook()
    front = workbook.active
    assert isinstance(front, Worksheet)
    front.title = "Dashboard"
    _dashboard(front)
    sheet = workbook.create_sheet("Customers")
    for number, row in enumerate(customer_rows(), start=1):
        _row(sheet, number, row)
    return workbook


def messy() -> Workbook:
    """The same with one of everything that can be wrong."""
    workbook = Workbook()
    front = workbook.active
    assert isinstance(front, Worksheet)
    front.title = "Dashboard"
    _dashboard(front)
    front["B8"] = 7458400 + 1000
    sheet = workbook.create_sheet("Customers")
    header, *rows = customer_rows()
    sheet["A1"] = "Serverless customers, as of November 2026"
    sheet.merge_cells("A1:U1")
    header[1], header[4] = "Company", "ACV (USD)"
    _row(sheet, 2, [*header, "internal_notes"])
    for index, row in enumerate(rows):
        # Row 12 stays blank.
        _row(sheet, index + 3 + (index >= 9), [*row, "call back" if index % 5 == 0 else None])
    _row(sheet, 39, ["Total", None, None, 615605.55, 7458400])
    for cell, value, _ in MUTATIONS:
        sheet[cell] = value
        if isinstance(value, date):
            sheet[cell].number_format = "yyyy-mm-dd"
    sheet["K19"].number_format = "0%"
    sheet["M22"].data_type = "e"
    hidden = workbook.create_sheet("Customers 2025")
    for number, row in enumerate([customer_rows()[0], *rows[:5]], start=1):
        _row(hidden, number, row)
    hidden.sheet_state = "hidden"
    return workbook


def _dashboard(sheet: Worksheet) -> None:
    _row(sheet, 1, ["Metric", "Value", "Unit"])
    for number, (label, value, unit) in enumerate(DASHBOARD, start=2):
        _row(sheet, number, [label, float(value) if "." in value else int(value), unit])


def _row(sheet: Worksheet, number: int, values: Sequence[Any]) -> None:
    for column, value in enumerate(values, start=1):
        if value is not None:
            cell = sheet.cell(number, column, value)
            if isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"
