"""The standard template filled in: its sheets of accounts and of KPIs read as one table."""

from __future__ import annotations

from cip_tui.model.onboarding.kpis import standard
from cip_tui.model.onboarding.layout import Table
from cip_tui.model.onboarding.reading.grid import Book, Sheet, address, columns_of
from cip_tui.model.onboarding.template import ACCOUNTS_HEADER, KPIS_HEADER

# What the template calls fields that have another name here.
_FIELDS = {
    "external_account_id": "customer_id",
    "account_name": "company_name",
    "revenue": "contract_value_annual",
    "account_tier": "customer_segment",
    "assigned_csm": "csm_assigned",
}


def is_template(book: Book) -> bool:
    """Say whether the book has the two sheets of the template with their headers."""
    return (
        _sheet(book, "Accounts", ACCOUNTS_HEADER[:2]) is not None and _sheet(book, "KPIs", KPIS_HEADER[:1]) is not None
    )


def template_table(book: Book) -> Table | None:
    """Return accounts and KPIs as one table, a column for each KPI; values keep the addresses of their own sheets."""
    accounts, kpis = _sheet(book, "Accounts", ACCOUNTS_HEADER[:2]), _sheet(book, "KPIs", KPIS_HEADER[:1])
    if accounts is None or kpis is None:
        return None
    headers = [_FIELDS.get(text.strip().casefold(), text.strip()) for text in accounts.rows[0]]
    columns, kinds = columns_of(accounts, 1, len(accounts.rows), len(headers))
    table = Table(
        accounts.name, accounts.numbers[0], headers, accounts.numbers[1:], columns, kinds,
        accounts.complete and kpis.complete, f"sheets '{accounts.name}' and '{kpis.name}' of the standard template",
    )  # fmt: skip
    _add_kpis(table, kpis)
    return table


def _add_kpis(table: Table, sheet: Sheet) -> None:
    names = {text.strip().casefold(): index for index, text in enumerate(sheet.rows[0])}
    at_id, at_kpi, at_data = (names.get(name, -1) for name in ("external_account_id", "kpi_parameter", "data"))
    found: dict[tuple[str, str], tuple[str, str, str]] = {}
    for position, row in enumerate(sheet.rows[1:], start=1):
        if max(at_id, at_kpi, at_data) < len(row) and min(at_id, at_kpi, at_data) >= 0:
            kind = sheet.kinds[position][at_data] if sheet.kinds is not None else "t"
            place = address(sheet.name, at_data, sheet.numbers[position])
            found[row[at_id].strip(), row[at_kpi].strip().casefold()] = (row[at_data], kind, place)
    ids = table.columns[table.headers.index("customer_id")] if "customer_id" in table.headers else []
    for kpi in standard().kpis:
        if kpi.column in table.headers:
            continue
        cells = [
            next(
                (found[key, name] for name in (kpi.name.casefold(), kpi.column) if (key, name) in found), ("", " ", "")
            )
            for key in (text.strip() for text in ids)
        ]
        # Revenue stands with the accounts; a KPI sheet without it leaves the column out.
        if not any(text for text, _, _ in cells):
            continue
        table.places[len(table.headers)] = [place for _, _, place in cells]
        table.headers.append(kpi.column)
        table.columns.append([text for text, _, _ in cells])
        if table.kinds is not None:
            table.kinds.append("".join(kind for _, kind, _ in cells))


def _sheet(book: Book, name: str, header: tuple[str, ...]) -> Sheet | None:
    for sheet in book.sheets:
        if sheet.name.casefold() == name.casefold() and sheet.rows:
            stated = {text.strip().casefold() for text in sheet.rows[0]}
            if set(header) <= stated:
                return sheet
    return None
