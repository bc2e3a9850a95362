"""Tiers of a commitment, of which only one is binding: the one whose status says so, not the largest."""

from __future__ import annotations

import re
from decimal import Decimal

from cip_tui.model.commitment.extraction.roles import ACTIVE, COMMITMENT, INACTIVE
from cip_tui.model.commitment.extraction.search import Candidate, Offers, Search
from cip_tui.model.commitment.extraction.tables import Row, Table
from cip_tui.model.commitment.extraction.values import Kind, find_values

_LEVEL = re.compile(r"\b(?:tier|level|band|option|scenario|plan|step)\b", re.I)
_YEARLY = re.compile(r"\b(?:annual|yearly|per\s+year|contract\s+year)\b", re.I)


def binding_rows(table: Table) -> list[Row] | None:
    """Return the rows of a table of tiers that bind, or None where the table is no such table.

    It is one where some rows carry a word like target, stretch or superseded, and others one like active or committed.
    """
    status = [(row, _status(row)) for row in table.rows]
    active = [row for row, word in status if word == "active"]
    inactive = [row for row, word in status if word == "inactive"]
    tiered = _LEVEL.search(" ".join(table.heads)) or any(_LEVEL.match(row.cells[0]) for row in table.rows)
    return active if active and inactive and tiered else None


def _status(row: Row) -> str:
    for cell in reversed(row.cells):
        if INACTIVE.search(cell):
            return "inactive"
        if ACTIVE.search(cell) and len(cell.split()) <= 4:
            return "active"
    return ""


def gather_tiers(search: Search, offers: Offers, handled: set[tuple[int, Decimal]]) -> None:
    """Offer the amount of the binding tier; the amounts of the others are told as what they are."""
    for table in search.tables:
        binding = binding_rows(table)
        columns = [
            i
            for i, head in enumerate(table.heads)
            if COMMITMENT.search(head) or re.search(r"\bspend\b|\bamount\b", head, re.I)
        ]
        if binding is None or not columns:
            continue
        head = table.heads[columns[0]]
        name = "years.each.amount" if _YEARLY.search(head) else "unscoped"
        for row in table.rows:
            value = next(
                (v for v in find_values(row.cells[columns[0]]) if v.kind in (Kind.MONEY, Kind.REDACTION)), None
            )
            if value is None:
                continue
            if value.amount is not None:
                handled.add((row.line.page, value.amount))
            why = "" if any(row is item for item in binding) else f"its status is {row.cells[-1].lower()}"
            made = Candidate(
                value.amount,
                0.94,
                "rows",
                row.line,
                " ".join(row.line.text.split())[:240],
                zone=search.zone_of_line(row.line),
                redacted=value.kind is Kind.REDACTION,
                superseded=why,
                unit=value.currency,
                how="the tier that binds",
            )
            offers.add(name, made)
