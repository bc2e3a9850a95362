"""Commitment tables: one row, or one column, per contract year.

A table may carry the dates in one row and the amounts in another, in whatever order, with or without a header; columns
are told by their heads and, where these are silent, by what their cells hold and by the text before the table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cip_tui.model.commitment.extraction.dates import end_of_month
from cip_tui.model.commitment.extraction.ordinals import cell_fiscal, cell_ordinal
from cip_tui.model.commitment.extraction.roles import ACTIVE, COMMITMENT, INACTIVE, OTHER, lead_role
from cip_tui.model.commitment.extraction.search import Candidate, Offers, Search
from cip_tui.model.commitment.extraction.tables import Row, Table
from cip_tui.model.commitment.extraction.text import Line
from cip_tui.model.commitment.extraction.values import Kind, Value, find_values, plain_amount, read_number

_START = re.compile(r"\b(?:start(?:s|ing)?|begin(?:s|ning)?|from|commence(?:s|ment|ing)?|effective)\b", re.I)
_END = re.compile(r"\b(?:end(?:s|ing)?|through|expir(?:es|y|ation)|until|thru|to)\b", re.I)
_EARLIER = re.compile(r"\b(?:previous|prior|original|former|existing|superseded|old|before)\b", re.I)
_LATER = re.compile(r"\b(?:revised|amended|new|restated|updated|after)\b", re.I)
_RUNNING = re.compile(r"\b(?:cumulative|running|to date|aggregate to)\b", re.I)
_YEARLY = re.compile(r"\b(?:year|period|term|fiscal|FY|CY)\b|^#$|^no\.?$", re.I)
_AMOUNT = re.compile(r"\b(?:amount|minimum|spend|value|fee|total|usd|us\$|\$)", re.I)
_TOTAL = re.compile(r"^\W*(?:(?:grand|contract|aggregate|overall|term)\s+)?(?:total|sum|aggregate)\b", re.I)
UNIT = re.compile(
    r"\(?\b(?:all\s+amounts\s+)?(?:expressed\s+)?in\s+(?:USD\s+|US\$?\s+"
    r"|U\.S\.\s+)?(?:dollars\s+)?(?P<unit>thousands|millions)\b|(?:\$|USD|US\$)\s?(?P<k>000s?|'000)\b"
    r"|\((?:\$|USD|US\$)\s?(?P<m>M|MM|millions?|K|thousands?)\)",
    re.I,
)


@dataclass
class _Grid:
    """A table turned so that every row is a contract year."""

    table: Table
    heads: list[str]
    rows: list[Row]
    scale: int
    lead: str


def gather_tables(search: Search, offers: Offers) -> set[tuple[int, Decimal]]:
    """Offer what tables say of contract years; return (page, amount) of each amount that is settled by that."""
    handled: set[tuple[int, Decimal]] = set()
    for table in search.tables:
        grid = _grid(table)
        if grid is None:
            continue
        years = _years(search, grid)
        if years:
            _offer(search, offers, grid, years, handled)
    return handled


def _grid(table: Table) -> _Grid | None:
    lead = " \n".join(" ".join(line.text.split()) for line in table.lead[-8:])
    turned = _turned(table)
    heads, rows = turned if turned is not None else (table.heads, table.rows)
    caption = " ".join([*table.heads, *(line.text for line in table.lead[-3:])])
    return _Grid(table, heads, rows, _scale(caption), lead)


def _scale(text: str) -> int:
    match = UNIT.search(text)
    if match is None:
        return 0
    word = (match["unit"] or match["m"] or "k").lower()
    return 6 if word.startswith("m") else 3


def _turned(table: Table) -> tuple[list[str], list[Row]] | None:
    """Return the table with rows and columns exchanged where its heads, or its first row, name contract years."""
    top, body = table.heads, table.rows
    if not _names_years(top):
        first = table.rows[0] if table.rows else None
        if first is None or not _names_years(first.cells):
            return None
        top, body = first.cells, table.rows[1:]
    heads = ["Year", *(row.cells[0] for row in body)]
    line = body[0].line if body else table.rows[0].line
    rows = [Row([top[index], *(row.cells[index] for row in body)], line) for index in range(1, len(top))]
    return heads, rows


def _names_years(cells: list[str]) -> bool:
    rest = cells[1:]
    named = [cell_ordinal(cell, bare=bool(_YEARLY.search(cells[0]))) or cell_fiscal(cell) for cell in rest]
    return sum(1 for item in named if item) >= 2


def _years(search: Search, grid: _Grid) -> dict[int, int]:
    """Return contract year by row index; empty where the rows are no contract years."""
    columns = range(min(3, len(grid.heads)))
    for column in columns:
        bare = bool(_YEARLY.search(grid.heads[column])) or not grid.heads[column]
        numbers = {
            i: n for i, row in enumerate(grid.rows) if (n := cell_ordinal(row.cells[column], bare=bare)) is not None
        }
        if _ascending(numbers):
            return numbers
    for column in columns:
        fiscal = {i: y for i, row in enumerate(grid.rows) if (y := cell_fiscal(row.cells[column])) is not None}
        if len(fiscal) >= 2 and list(fiscal.values()) == sorted(set(fiscal.values())):
            return {i: number for number, i in enumerate(fiscal, 1)}
    starts = {i: days[0] for i, row in enumerate(grid.rows) if len(days := _days(search, row)) >= 2}
    if len(starts) >= 2 and list(starts.values()) == sorted(set(starts.values()), key=str):
        return {i: number for number, i in enumerate(starts, 1)}
    return {}


def _ascending(numbers: dict[int, int]) -> bool:
    values = list(numbers.values())
    return len(values) >= 1 and values == sorted(set(values)) and (len(values) >= 2 or values == [1])


def _days(search: Search, row: Row) -> list[date | None]:
    found: list[date | None] = []
    for cell in row.cells:
        found += [value.day for value in _values(search, cell) if value.kind is Kind.DATE]
    return found


def _values(search: Search, cell: str) -> list[Value]:
    return find_values(cell, day_first=search.pages.day_first)


def _offer(
    search: Search, offers: Offers, grid: _Grid, years: dict[int, int], handled: set[tuple[int, Decimal]]
) -> None:
    amounts = _amount_columns(search, grid, years)
    for index, number in years.items():
        row = grid.rows[index]
        _offer_days(search, offers, grid, row, number)
        for cell in row.cells if amounts else ():
            handled.update(
                (row.line.page, value.amount)
                for value in _values(search, cell)
                if value.kind is Kind.MONEY and value.amount
            )
    for column, score, how, earlier in amounts:
        for index, number in years.items():
            row = grid.rows[index]
            if _inactive(row):
                continue
            made = _amount(search, row.cells[column], grid, row.line, score, how)
            if made is not None:
                offers.add(
                    f"years.{number}.amount",
                    replace(made, superseded="the column holds earlier values" if earlier else ""),
                )
        _offer_total(search, offers, grid, years, column, score, handled, earlier=earlier)


def _inactive(row: Row) -> bool:
    text = " ".join(row.cells)
    return bool(INACTIVE.search(text)) and not ACTIVE.search(text)


def _offer_days(search: Search, offers: Offers, grid: _Grid, row: Row, number: int) -> None:
    for head, cell in zip(grid.heads, row.cells, strict=True):
        days = [value for value in _values(search, cell) if value.kind is Kind.DATE and value.day]
        ends = []
        if len(days) >= 2:
            ends = [("start", days[0]), ("end", days[1])]
        elif days and _START.search(head) and not _END.search(head.replace("to", "")):
            ends = [("start", days[0])]
        elif days and _END.search(head):
            ends = [("end", days[0])]
        elif days and re.search(r"\bdue|paid|invoice|true", head, re.I) is None:
            ends = _by_order(search, grid, row, cell, days[0])
        for end, value in ends:
            day = end_of_month(value.day) if value.day and value.whole_month and end == "end" else value.day
            offers.add(
                f"years.{number}.{end}",
                _made(search, row.line, cell, day, 0.95, doubt=value.doubt, derived=value.whole_month),
            )


def _by_order(search: Search, grid: _Grid, row: Row, cell: str, value: Value) -> list[tuple[str, Value]]:
    """Take two columns of single days without telling heads as start and end."""
    single = [
        index for index, text in enumerate(row.cells) if [v for v in _values(search, text) if v.kind is Kind.DATE]
    ]
    if len(single) == 2 and not any(grid.heads[index] for index in single):
        return [("start" if row.cells.index(cell) == single[0] else "end", value)]
    return []


def _amount_columns(search: Search, grid: _Grid, years: dict[int, int]) -> list[tuple[int, float, str, bool]]:
    """Return (column, score, why, holds earlier values) of the columns that hold committed amounts."""
    money = [
        column
        for column in range(len(grid.heads))
        if any(
            _amount(search, grid.rows[index].cells[column], grid, grid.rows[index].line, 1, "", strict=True)
            for index in years
        )
    ]
    named = []
    for column in money:
        head = grid.heads[column]
        if _RUNNING.search(head) or (re.search(r"discount|%", head, re.I) and not COMMITMENT.search(head)):
            continue
        if COMMITMENT.search(head) and not _other(head):
            named.append((column, 0.96, f"the column '{head}'", bool(_EARLIER.search(head))))
    if any(_LATER.search(grid.heads[column]) for column, *_ in named):
        named = [(c, s, h, e or not _LATER.search(grid.heads[c])) for c, s, h, e in named]
    if named:
        return named
    about = lead_role(" ".join(grid.heads)) or lead_role(grid.lead)
    open_heads = [c for c in money if not _other(grid.heads[c]) and not _RUNNING.search(grid.heads[c])]
    if len(open_heads) == 1 and about == "commitment":
        head = grid.heads[open_heads[0]]
        return [(open_heads[0], 0.9, "the text before the table speaks of the commitment", bool(_EARLIER.search(head)))]
    if len(open_heads) > 1 and about == "commitment":
        likely = [c for c in open_heads if _AMOUNT.search(grid.heads[c])]
        later = [c for c in likely if _LATER.search(grid.heads[c])]
        if later:
            return [(c, 0.88, "the text before the table speaks of the commitment", c not in later) for c in likely]
        if len(likely) == 1:
            return [(likely[0], 0.85, "the text before the table speaks of the commitment", False)]
    return []


def _other(head: str) -> bool:
    found = OTHER.search(head)
    return found is not None and not (found.lastgroup == "cap" and "minimum" in head.lower())


def _amount(
    search: Search, cell: str, grid: _Grid, line: Line, score: float, how: str, *, strict: bool = False
) -> Candidate | None:
    """Return the committed amount of a cell: stated with its currency, or a bare number where the head gives that."""
    for value in _values(search, cell):
        if value.kind is Kind.MONEY and value.amount is not None:
            amount = value.amount
            scaled = grid.scale and not re.search(r"[a-z]", value.raw.replace("USD", "").replace("US", ""), re.I)
            if scaled:
                amount = plain_amount(amount.scaleb(grid.scale))
            return _made(search, line, cell, amount, score, unit=value.currency, how=how, doubt=value.doubt)
        if value.kind is Kind.REDACTION and value.unit != "rate":
            return (
                None
                if strict and value.unit != "money" and not COMMITMENT.search(" ".join(grid.heads))
                else _made(search, line, cell, None, score, redacted=True, how=how)
            )
    glued = re.search(r"\b20\d\d(?P<n>\d{1,3}(?:,\d{3})+)\b", cell)
    number = glued["n"] if glued else cell.strip()
    if not re.fullmatch(
        r"\d{1,3}(?:[,. ]\d{3})+(?:[.,]\d{2})?|\d{4,}(?:\.\d+)?"
        if not grid.scale
        else r"\d{1,3}(?:,\d{3})*(?:\.\d+)?|\d+(?:\.\d+)?",
        number,
    ):
        return None
    if re.fullmatch(r"(?:19|20)\d\d|\d{12}", number) and not glued:
        return None
    read = read_number(number)
    if read is None:
        return None
    doubt = "two cells stand without a space between them" if glued else ""
    return _made(search, line, cell, plain_amount(read.scaleb(grid.scale)), score - 0.02, how=how, doubt=doubt)


def _offer_total(
    search: Search,
    offers: Offers,
    grid: _Grid,
    years: dict[int, int],
    column: int,
    score: float,
    handled: set[tuple[int, Decimal]],
    *,
    earlier: bool,
) -> None:
    for index, row in enumerate(grid.rows):
        if index in years or not any(_TOTAL.search(cell) for cell in row.cells[:2]):
            continue
        made = _amount(search, row.cells[column], grid, row.line, score, "the table's total")
        if made is not None:
            offers.add("total", replace(made, superseded="the column holds earlier values" if earlier else ""))
            handled.update(
                (row.line.page, v.amount)
                for cell in row.cells
                for v in _values(search, cell)
                if v.kind is Kind.MONEY and v.amount
            )


def _made(search: Search, line: Line, cell: str, value: object, score: float, **more: object) -> Candidate:
    score = min(0.98, score + 0.03) if search.in_flow(line.page, cell) else score
    base = Candidate(value, score, "rows", line, " ".join(line.text.split())[:240], zone=search.zone_of_line(line))  # type: ignore[arg-type]  # a day or an amount
    if "how" not in more and search.in_flow(line.page, cell):
        more["how"] = "both readings agree"
    return replace(base, **more)  # type: ignore[arg-type]  # the names are those of the dataclass
