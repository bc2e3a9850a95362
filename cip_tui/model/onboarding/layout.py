"""Where in a workbook the table of customers stands: sheet, header and rows, found by evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from cip_tui.model.document import Level
from cip_tui.model.onboarding.checks import CELLS_SHOWN, CellFinding
from cip_tui.model.onboarding.headers import read_header
from cip_tui.model.onboarding.matching import header_points
from cip_tui.model.onboarding.reading.grid import FORMULA, NUMBER, PERCENT, Book, Sheet, address, columns_of
from cip_tui.model.text import clean

_HEADER_WITHIN = 40
_HEADER_LONGEST = 80
_TOTAL = re.compile(r"(grand |sub[- ]?)?(total|sum|average|mean|count|median|summe|gesamt)s?\b[:.]?", re.IGNORECASE)
_NOTE = re.compile(r"(\*|note|source|n\.b\.|legend|as of|generated|exported|confidential|©|\d\))", re.IGNORECASE)


@dataclass(slots=True)
class Table:
    """The table of customers. `columns[c][i]` is the raw text in column c of the physical row `numbers[i]`.

    `kinds` has the kinds of cells by column, None where the file knows text alone. `places` are the addresses of
    columns whose values come from another sheet. `findings` are about the layout.
    """

    sheet: str
    header_row: int
    headers: list[str]
    numbers: list[int]
    columns: list[list[str]]
    kinds: list[str] | None
    complete: bool
    evidence: str
    places: dict[int, list[str]] = field(default_factory=dict)
    findings: list[CellFinding] = field(default_factory=list)

    def address(self, column: int, index: int) -> str:
        """Return the address of a cell by column and row index."""
        if column in self.places:
            return self.places[column][index]
        return address(self.sheet, column, self.numbers[index])


@dataclass(frozen=True, slots=True)
class _Place:
    """A header in a sheet: the index of its last row, how many rows it has, how much speaks for it."""

    sheet: Sheet
    index: int
    height: int
    points: float
    headers: tuple[str, ...]


def find_table(book: Book, *, sheet: str = "") -> Table | None:
    """Return the table of customers, None where no sheet has a header. `sheet` names the one to look at."""
    places = [
        place
        for each in book.sheets
        if not sheet or each.name == sheet
        for place in [_best_place(each)]
        if place is not None
    ]
    if not places:
        return None
    best = max(places, key=lambda place: (round(place.points, 2), not place.sheet.hidden, len(place.sheet.rows)))
    table = _cut(best)
    table.findings += _other_sheets(places, best)
    return table


def _best_place(sheet: Sheet) -> _Place | None:
    best: _Place | None = None
    for index in range(min(len(sheet.rows), _HEADER_WITHIN)):
        for height in (1, 2):
            headers = _headers(sheet, index, height)
            if headers is None:
                continue
            place = _Place(sheet, index, height, _points(headers) - (height - 1) * 1.5, headers)
            if best is None or place.points > best.points + 1e-9:
                best = place
    return best


def _headers(sheet: Sheet, index: int, height: int) -> tuple[str, ...] | None:
    """Return the headers of a row, or of it and the one above, None where it cannot be a header."""
    row = sheet.rows[index]
    kinds = sheet.kinds[index] if sheet.kinds is not None else ""
    stated = [cell for cell in row if cell.strip()]
    if len(stated) < 2 or sum(kind in (NUMBER, PERCENT, FORMULA) for kind in kinds) > len(stated) / 4:
        return None
    if sum(cell.strip().replace(".", "").replace(",", "").isdigit() for cell in stated) > len(stated) / 4:
        return None
    if height == 1:
        return tuple(_header_text(cell) for cell in row)
    if index == 0 or sheet.numbers[index - 1] != sheet.numbers[index] - 1:
        return None
    above = sheet.rows[index - 1]
    if sum(bool(cell.strip()) for cell in above) < 2:
        return None
    return _two_levels(above, row)


def _two_levels(above: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    """Join two rows of headers: a group stands over all columns up to the next one."""
    width = max(len(above), len(below))
    upper = [*map(_header_text, above), *[""] * (width - len(above))]
    lower = [*map(_header_text, below), *[""] * (width - len(below))]
    group, joined = "", []
    for top, bottom in zip(upper, lower, strict=True):
        group = top or (group if bottom else "")
        alone = header_points(bottom) if bottom else 0.0
        both = f"{group} {bottom}".strip()
        joined.append(bottom if bottom and alone >= header_points(both) and lower.count(bottom) == 1 else both)
    return tuple(joined)


def _header_text(cell: str) -> str:
    return clean(" ".join(cell.split()), 200)


def _points(headers: Sequence[str]) -> float:
    """Return how much speaks for a row of headers: known names count most, being texts of their own a little."""
    stated = [header for header in headers if header]
    known = sum(header_points(header) for header in stated)
    different = len({header.casefold() for header in stated}) / len(stated)
    short = sum(len(header) <= _HEADER_LONGEST and any(map(str.isalpha, header)) for header in stated) / len(stated)
    return known + 0.5 * different * short + 0.01 * min(len(stated), 30)


def _cut(place: _Place) -> Table:
    sheet = place.sheet
    headers = list(place.headers)
    while headers and not headers[-1]:
        headers.pop()
    first, last = place.index + 1, len(sheet.rows)
    width = max([len(headers), *(len(row) for row in sheet.rows[first : first + 200])])
    headers += [""] * (width - len(headers))
    last, findings = _without_footer(sheet, first, last, headers)
    repeated = [i for i in range(first, last) if _repeats(sheet.rows[i], headers)]
    if repeated:
        # Pages of a printout have their header each.
        left_out = set(repeated)
        kept = [i for i in range(first, last) if i not in left_out]
        sheet = Sheet(
            sheet.name,
            [sheet.numbers[i] for i in kept],
            [sheet.rows[i] for i in kept],
            [sheet.kinds[i] for i in kept] if sheet.kinds is not None else None,
            sheet.hidden,
            sheet.complete,
        )
        cells = tuple(address(place.sheet.name, 0, place.sheet.numbers[i]) for i in repeated[:CELLS_SHOWN])
        findings.append(
            CellFinding(Level.INFO, "repeated-header", "The header stands here again; left out", cells, len(repeated))
        )
        first, last = 0, len(kept)
    columns, kinds = columns_of(sheet, first, last, width)
    numbers = sheet.numbers[first:last]
    known = round(sum(header_points(header) for header in headers if header))
    table = Table(
        sheet.name,
        place.sheet.numbers[place.index],
        headers,
        numbers,
        columns,
        kinds,
        sheet.complete,
        f"header in row {place.sheet.numbers[place.index]}, {known} of {sum(map(bool, headers))} columns known by name",
    )
    table.findings = [*_title_rows(place), *_blank_rows(table), *_merged(table, place.sheet), *findings]
    return table


def _repeats(row: Sequence[str], headers: Sequence[str]) -> bool:
    return len(row) > 1 and row[0] == headers[0] and [_header_text(cell) for cell in row] == headers[: len(row)]


def _without_footer(sheet: Sheet, first: int, last: int, headers: Sequence[str]) -> tuple[int, list[CellFinding]]:
    """Return where the customers end: totals and notes below them are no customers."""
    end = last
    if not sheet.complete:
        return last, []
    while end > first and _is_footer(sheet.rows[end - 1], len([header for header in headers if header])):
        end -= 1
    findings = [
        CellFinding(
            Level.INFO,
            "footer-row",
            f"'{clean(_first(sheet.rows[index]), 40)}' is a total or note, no customer; left out",
            (address(sheet.name, 0, sheet.numbers[index]),),
            raw=clean(_first(sheet.rows[index]), 80),
        )
        for index in range(end, last)
    ]
    return end, findings


def _is_footer(row: Sequence[str], width: int) -> bool:
    stated = [cell.strip() for cell in row if cell.strip()]
    if not stated:
        return True
    lead = [cell.strip() for cell in row[:2]]
    if any(_TOTAL.fullmatch(cell) for cell in lead):
        return len(stated) < max(3, 0.9 * width) or not lead[0]
    return width >= 4 and len(stated) <= 2 and (bool(_NOTE.match(stated[0])) or len(stated[0]) > 40)


def _first(row: Sequence[str]) -> str:
    return next((cell.strip() for cell in row if cell.strip()), "")


def _title_rows(place: _Place) -> list[CellFinding]:
    sheet, above = place.sheet, place.index - (place.height - 1)
    if place.height == 2:
        said = "The header has two rows; they are read together"
        level = CellFinding(Level.INFO, "two-level-header", said, (address(sheet.name, 0, sheet.numbers[above]),))
    return [
        *(
            CellFinding(
                Level.INFO,
                "title-row",
                "A title above the header; left out",
                (address(sheet.name, 0, sheet.numbers[index]),),
                raw=clean(_first(sheet.rows[index]), 80),
            )
            for index in range(above)
        ),
        *([level] if place.height == 2 else []),
    ]


def _blank_rows(table: Table) -> list[CellFinding]:
    if not table.numbers or table.numbers[-1] - table.header_row == len(table.numbers):
        return []
    taken = set(table.numbers)
    between = range(table.header_row + 1, table.numbers[-1])
    count = len(between) - sum(row in between for row in taken)
    if count < 1:
        return []
    blank = islice((row for row in between if row not in taken), CELLS_SHOWN)
    cells = tuple(address(table.sheet, 0, row) for row in blank)
    return [CellFinding(Level.INFO, "blank-row", "A blank row between customers; passed over", cells, count)]


def _merged(table: Table, sheet: Sheet) -> list[CellFinding]:
    """Say where cells among the customers are merged: only the first of them holds the value."""
    found = [
        f"{sheet.name}!{reference.partition(':')[0]}"
        for reference in sheet.merged
        if (row := reference.partition(":")[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")).isdecimal()
        and table.numbers
        and table.header_row < int(row) <= table.numbers[-1]
    ]
    if not found:
        return []
    said = "Merged cells: the first holds the value, the others are read as empty"
    fix = "Take the merging away, and fill the value in"
    return [CellFinding(Level.WARNING, "merged-cells", said, tuple(found[:CELLS_SHOWN]), len(found), fix=fix)]


def _other_sheets(places: Sequence[_Place], best: _Place) -> list[CellFinding]:
    """Say which other sheets look like customers too."""
    return [
        CellFinding(
            Level.WARNING if place.sheet.hidden else Level.INFO,
            "hidden-sheet" if place.sheet.hidden else "other-sheet",
            f"{'Hidden sheet' if place.sheet.hidden else 'Sheet'} '{place.sheet.name}' holds customers too; "
            f"'{best.sheet.name}' is read",
            (address(place.sheet.name, 0, place.sheet.numbers[place.index]),),
            fix=f"To read it instead: --sheet '{place.sheet.name}'",
        )
        for place in places
        if place is not best and place.points >= 4
    ]


def fingerprint(headers: Sequence[str]) -> str:
    """Return what a header is known by: a digest of its words, whatever their case, order of columns and spacing."""
    import hashlib

    words = sorted("-".join(read_header(header).words) for header in headers if header)
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
