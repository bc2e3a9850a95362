"""The console of AWS Cost Explorer: a table with services (or accounts, regions, …) across and dates down.

The first row after the header and the last column are totals; they are checked against the cells and not counted.
The console writes names without "Amazon" and "AWS", and does not say which of the costs it shows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from cip_tui.model.document import Level
from cip_tui.model.period import month_of
from cip_tui.model.sources.language import Format, Record, col
from cip_tui.model.sources.report import FileKind, Finding
from cip_tui.model.sources.spans import NOTED, Bad
from cip_tui.model.text import clean

_GROUPS = {
    "Service": "service",
    "Linked account": "account",
    "Account": "account",
    "Region": "region",
    "Charge type": "record_type",
    "Billing entity": "seller",
    "Usage type": "detail",
    "Usage type group": "detail",
    "Instance type": "detail",
    "API operation": "detail",
    "Availability Zone": "detail",
    "Legal entity": "detail",
    "Platform": "detail",
    "Purchase option": "detail",
    "Tag": "tag",
    "Cost category": "tag",
}
"""What the console can group by, as the first cell of the header says it, and the field of a charge that it fills."""
_TOTAL = "Total costs"
_HEADING = re.compile(r"^(?P<name>.*?)\s*\((?P<sign>[^()]{1,5})\)$", re.DOTALL)
_SIGNS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP"}
_ACCOUNT = re.compile(r"^(?P<name>.*?)\s*\((?P<id>\d{12})\)$", re.DOTALL)
_CENT = Decimal("0.01")


def charges_of(rows: Iterator[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, Record | Bad]]:
    """Yield the cells of a table as charges, each with the line it stands in."""
    line, header = next(rows, (1, ()))
    field = _GROUPS.get(header[0].strip() if header else "", "detail")
    columns = _told_apart([_heading(cell) for cell in header[1:]])
    body: list[tuple[int, date, list[str]]] = []
    sums: list[str] = []
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        day = _day(cells[0])
        if day is not None:
            body.append((line, day, [cell.strip() for cell in cells[1:]]))
        elif cells[0].strip().casefold().endswith("total") and not sums:
            sums = [cell.strip() for cell in cells[1:]]
        else:
            yield line, Bad(clean(cells[0], 300), "this is neither a date nor the row of totals")
    yield line, {NOTED: _UNNAMED}
    yield from _cells(field, columns, body)
    yield from ((line, {NOTED: finding}) for finding in _disagreements(columns, body, sums))


def _cells(
    field: str, columns: Sequence[tuple[str, str]], body: Sequence[tuple[int, date, list[str]]]
) -> Iterator[tuple[int, Record | Bad]]:
    monthly = bool(body) and all(day.day == 1 for _, day, _ in body)
    for line, day, cells in body:
        stop = month_of(day).end if monthly else day + timedelta(days=1)
        for (name, currency), cell in zip(columns, cells, strict=False):
            if cell and name != _TOTAL:
                record = {"start": day.isoformat(), "stop": stop.isoformat(), "amount": cell, "currency": currency}
                yield line, {**record, **_named(field, name)}


def _named(field: str, name: str) -> Mapping[str, str]:
    account = _ACCOUNT.match(name) if field == "account" else None
    return {"account": account["id"], "account_name": account["name"]} if account else {field: name}


def _told_apart(columns: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Number names that stand more than once, e.g. accounts of one name, so that neither is taken for the other."""
    counts = Counter(name for name, _ in columns)
    return [
        (f"{name} [{at}]" if counts[name] > 1 else name, currency) for at, (name, currency) in enumerate(columns, 2)
    ]


def _heading(cell: str) -> tuple[str, str]:
    found = _HEADING.match(cell.strip())
    if found is None:
        return cell.strip(), ""
    sign = found["sign"].strip()
    return found["name"], _SIGNS.get(sign, sign if len(sign) == 3 and sign.isalpha() else "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)
    return value if value.is_finite() else Decimal(0)


def _disagreements(
    columns: Sequence[tuple[str, str]], body: Sequence[tuple[int, date, list[str]]], sums: Sequence[str]
) -> list[Finding]:
    """Return a finding where stated totals differ from the cells by more than a cent."""
    wrong = []
    for at, (name, _) in enumerate(columns):
        stated = sums[at] if at < len(sums) else ""
        summed = sum((_number(cells[at]) for _, _, cells in body if at < len(cells)), Decimal(0))
        if stated and abs(_number(stated) - summed) > _CENT:
            wrong.append(f"{name} ({stated} against {summed:.2f})")
    if not wrong:
        return []
    message = f"Stated totals differ from the sum of the cells: {clean(', '.join(wrong[:3]), 300)}"
    return [Finding(Level.WARNING, "totals", message, fix="Export again; rows or columns may have been cut out")]


_UNNAMED = Finding(
    Level.INFO,
    "metric",
    "The console does not say which cost it exported; it shows unblended costs unless another was chosen",
    fix="An answer of the AWS CLI names its metric and states charge types too",
)

TABLE = Format(
    id="cost-explorer-table",
    title="AWS Cost Explorer console export",
    kind=FileKind.COST_EXPLORER,
    must=tuple((group, f"{_TOTAL}($)") for group in _GROUPS),
    fields={
        name: col(name)
        for name in (
            *("start", "stop", "service", "record_type", "account", "account_name", "seller", "region", "tag"),
            *("detail", "amount", "currency"),
        )
    },
    negative_cost=True,
    table=charges_of,
)
