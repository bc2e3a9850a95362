"""Files beside an import: the table corrected, and the rows that make no account; the source is never changed."""

from __future__ import annotations

from collections.abc import Sequence

from cip_tui.model.onboarding.plan import ImportPlan
from cip_tui.model.text import clean

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def corrected_rows(plan: ImportPlan) -> list[list[str]]:
    """Return the table with its edits, header first: every row of the file, cells as they stand elsewhere."""
    from cip_tui.model.onboarding.reading.grid import address

    table = plan.table
    rows = [[clean(header) for header in table.headers]]
    for index, number in enumerate(table.numbers):
        rows.append(
            [
                guarded(plan.choices.edits.get(address(table.sheet, column, number), cells[index]))
                for column, cells in enumerate(table.columns)
            ]
        )
    return rows


def rejected_rows(plan: ImportPlan) -> list[list[str]]:
    """Return the rows that make no account, header first: reason and address, then the original cells."""
    header = ["reason", "cell", "row", *(clean(text) for text in plan.table.headers)]
    return [header, *([row.reason, row.cell, str(row.row), *map(guarded, row.cells)] for row in plan.rejected)]


def guarded(text: str) -> str:
    """Return text that no spreadsheet program takes for a formula; numbers stay numbers."""
    safe = clean(text)
    if not safe.startswith(_FORMULA):
        return safe
    try:
        float(safe)
    except ValueError:
        return "'" + safe
    return safe


def as_csv(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as CSV, RFC 4180."""
    import csv
    import io

    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
