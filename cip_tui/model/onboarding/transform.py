"""From a table with its columns matched to accounts, profiles and 13 KPI records each, and the checks Q1 to Q9."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cip_tui.model.document import Level
from cip_tui.model.onboarding.checks import CELLS_SHOWN, CellFinding
from cip_tui.model.onboarding.columns import AccountColumns
from cip_tui.model.onboarding.converting import (
    Column,
    Converted,
    convert_days,
    convert_levels,
    convert_numbers,
    convert_texts,
)
from cip_tui.model.onboarding.fields import Field, language
from cip_tui.model.onboarding.kpis import standard
from cip_tui.model.onboarding.layout import Table
from cip_tui.model.onboarding.matching import Match
from cip_tui.model.onboarding.reading.grid import EMPTY, TEXT
from cip_tui.model.onboarding.scales import on_scale
from cip_tui.model.text import clean

_NUMBER_KINDS = frozenset({"money", "count", "duration", "percent", "days", "score"})
_EXTRAS_MOST = 30
# The fields whose empty cells are told; levels tell their own.
_MAY_BE_BLANK = frozenset(
    {"region", "industry", "csm_assigned", *(kpi.column for kpi in standard().kpis if not kpi.words)}
)
_ROWS_TOLD = 200


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that makes no account: its physical number, why, and its cells as they stand."""

    row: int
    reason: str
    cell: str
    cells: tuple[str, ...]


@dataclass(slots=True)
class Transformed:
    """What a table becomes. Every row of the table is in `accounts` or in `rejected`; `every` has both."""

    accounts: AccountColumns
    rejected: list[RejectedRow]
    every: AccountColumns
    findings: list[CellFinding] = field(default_factory=list)


def transform(
    table: Table,
    matches: Mapping[str, Match],
    *,
    as_of: date,
    edits: Mapping[str, str] | None = None,
    rescales: Mapping[str, Decimal] | None = None,
) -> Transformed:
    """Turn the rows into accounts. `matches` are by field; `edits` replace raw texts by cell address.

    `rescales` multiply the columns of fields, as a person decided. No value is made up: what is not stated stays empty,
    but for the middle level that stands for a level which is missing or not known, marked as imputed.
    """
    rescales = rescales or {}
    findings: list[CellFinding] = []
    accounts = AccountColumns(table.sheet, list(table.numbers), {})
    columns = [list(column) for column in table.columns] if edits else table.columns
    kinds = _edited(table, columns, edits) if edits else table.kinds
    for name, match in matches.items():
        converted = _converted(table, columns, kinds, match, as_of, rescales.get(name))
        accounts.texts[name] = converted.texts
        accounts.columns[name] = match.column
        if match.column in table.places:
            accounts.places[name] = table.places[match.column]
        if converted.imputed:
            accounts.imputed[name] = converted.imputed
        findings += converted.findings
    for name in ("customer_id", "company_name"):
        accounts.texts.setdefault(name, [""] * len(table.numbers))
    accounts.extras = _extras(table, columns, matches)
    findings += _extra_columns(table, matches)
    every = accounts
    rejected, kept, found = _checked_rows(table, accounts, columns)
    if len(kept) < len(table.numbers):
        accounts = accounts.kept(kept)
    found += _told_once(findings)
    found += _quality(accounts, matches, _blanks(columns, matches, kept))
    return Transformed(accounts, rejected, every, found)


def _told_once(findings: Sequence[CellFinding]) -> list[CellFinding]:
    """Leave out how a cell was read where another finding says that it is not used."""
    set_aside = {finding.cell for finding in findings if finding.rule == "outside-domain"}
    return [f for f in findings if not (f.rule == "number-as-text" and f.count == 1 and f.cell in set_aside)]


def _edited(table: Table, columns: list[list[str]], edits: Mapping[str, str]) -> list[str] | None:
    """Put edits into the copies of the columns; an edited cell counts as typed text."""
    kinds = [list(kind) for kind in table.kinds] if table.kinds is not None else None
    if edits:
        rows = {number: index for index, number in enumerate(table.numbers)}
        for place, text in edits.items():
            column, index = _place(table, place, rows)
            if column is None or index is None:
                continue
            columns[column][index] = text
            if kinds is not None:
                kinds[column][index] = "w" if text else EMPTY
    return ["".join(kind) for kind in kinds] if kinds is not None else None


def _place(table: Table, place: str, rows: Mapping[int, int]) -> tuple[int | None, int | None]:
    from cip_tui.model.onboarding.reading.grid import column_of

    sheet, _, reference = place.rpartition("!")
    digits = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    column = column_of(reference)
    if sheet != table.sheet or not digits.isdecimal() or not 0 <= column < len(table.columns):
        return None, None
    return column, rows.get(int(digits))


def _converted(
    table: Table,
    columns: Sequence[list[str]],
    kinds: Sequence[str] | None,
    match: Match,
    as_of: date,
    rescale: Decimal | None,
) -> Converted:
    known = language().fields[match.field]
    # What a person typed is text that is expected to be text.
    stored = kinds[match.column].replace("w", TEXT) if kinds is not None else None
    column = Column(
        known,
        columns[match.column],
        stored,
        lambda index: table.address(match.column, index),
        match.factor * (rescale if rescale is not None else 1),
    )
    if known.kind in _NUMBER_KINDS:
        converted = convert_numbers(column)
        kpi = next((kpi for kpi in standard().kpis if kpi.column == known.name), None)
        if kpi is not None:
            decided, numbers = rescale is not None, converted.numbers
            scaled = on_scale(kpi, converted.texts, column.address, decided=decided, numbers=numbers)
            return Converted(scaled.texts, [*converted.findings, *scaled.findings])
        return converted
    if known.kind == "level":
        return convert_levels(column, tuple(standard().kpi(known.name).words))
    if known.kind == "date":
        return convert_days(column, as_of)
    return convert_texts(column)


def _extras(table: Table, columns: Sequence[list[str]], matches: Mapping[str, Match]) -> dict[str, list[str]]:
    """Return the columns that are no field, by header, for the profiles."""
    taken = {match.column for match in matches.values()}
    extras: dict[str, list[str]] = {}
    for index, header in enumerate(table.headers):
        if index in taken or not header or header in extras or len(extras) >= _EXTRAS_MOST:
            continue
        column = Column(_EXTRA, columns[index], None, lambda row, at=index: table.address(at, row))  # type: ignore[misc]  # mypy knows no default in a lambda
        extras[header] = convert_texts(column).texts
    return extras


_EXTRA = Field("", "a column of the file", "category", "extra")


def _extra_columns(table: Table, matches: Mapping[str, Match]) -> list[CellFinding]:
    from cip_tui.model.onboarding.reading.grid import address

    taken = {match.column: match for match in matches.values()}
    found = []
    for index, header in enumerate(table.headers):
        cell = (address(table.sheet, index, table.header_row),)
        match = taken.get(index)
        if match is None and header:
            said = f"Column '{clean(header, 40)}' is no field of an account; kept in the profiles"
            found.append(CellFinding(Level.INFO, "extra-column", said, cell, raw=clean(header, 80)))
        elif match is not None and _renamed(header, match.field):
            said = f"Taken for {match.field}: {match.evidence}"
            found.append(
                CellFinding(Level.INFO, "renamed-column", said, cell, raw=clean(header, 80), field=match.field)
            )
    return found


def _renamed(header: str, name: str) -> bool:
    return header.strip().casefold().replace(" ", "_") != name


def _checked_rows(
    table: Table, accounts: AccountColumns, columns: Sequence[list[str]]
) -> tuple[list[RejectedRow], list[int], list[CellFinding]]:
    """Apply Q1 and Q2: a row without name or id, or with an id that stands above, makes no account."""
    ids, names = accounts.texts["customer_id"], accounts.texts["company_name"]
    if len(set(ids)) == len(ids) and all(ids) and all(names):
        return [], list(range(len(ids))), []
    rejected: list[RejectedRow] = []
    kept: list[int] = []
    findings: list[CellFinding] = []
    first: dict[str, int] = {}
    for index, (key, name) in enumerate(zip(ids, names, strict=True)):
        fault = None
        if not key:
            fault = ("id-missing", "customer_id", "A customer without id; the row is not taken", "Type the id", "Q2")
        elif key in first:
            where = accounts.cell("customer_id", first[key])
            said = f"This id stands in {where} already; the row is not taken"
            fault = ("duplicate-id", "customer_id", said, "Type the right id, or take the row out", "Q2")
        elif not name:
            fault = ("name-missing", "company_name", "A customer without name; the row is not taken", "Type it", "Q1")
        if key:
            first.setdefault(key, index)
        if fault is None:
            kept.append(index)
            continue
        rule, name_of, said, fix, check = fault
        cell = accounts.cell(name_of, index)
        rejected.append(
            RejectedRow(
                table.numbers[index], said, cell, tuple(column[index] for column in columns[: len(table.headers)])
            )
        )
        if len(findings) < _ROWS_TOLD:
            raw = clean(key, 80) if rule == "duplicate-id" else ""
            findings.append(
                CellFinding(Level.CRITICAL, rule, said, (cell,), raw=raw, fix=fix, field=name_of, check=check)
            )
    if len(rejected) > len(findings):
        said = f"{len(rejected) - len(findings):,} more rows are not taken"
        findings.append(CellFinding(Level.CRITICAL, "rejected-rows", said, count=len(rejected) - len(findings)))
    return rejected, kept, findings


def _quality(
    accounts: AccountColumns, matches: Mapping[str, Match], blanks: Mapping[str, list[int]]
) -> list[CellFinding]:
    """Apply Q3, Q4, Q7, Q8 and Q9 to the accounts that are taken. `blanks` are the rows that are empty in the file."""
    total = len(accounts)
    found: list[CellFinding] = []
    for name, check in (("region", "Q3"), ("industry", "Q4")):
        if name not in matches and total:
            said = f"No column states the {name} of the {total:,} accounts" + (
                "; 'Unknown' stands for it" if name == "region" else ""
            )
            fix = "Fill it in before confirming" if name == "region" else ""
            found.append(
                CellFinding(Level.WARNING, f"{name}-missing", said, (), total, fix=fix, field=name, check=check)
            )
        found += _blank(accounts, blanks, name, f"{name}-missing", f"No {name} stated", check)
    found += _blank(accounts, blanks, "csm_assigned", "csm-missing", "No CSM is assigned", "")
    found += _same_names(accounts)
    missing = [kpi for kpi in standard().kpis if kpi.column not in matches]
    if missing:
        said = f"{len(missing)} of 13 KPIs have no column: {', '.join(kpi.name for kpi in missing)}"
        fix = "Map a column to them, or leave them without data"
        found.append(CellFinding(Level.WARNING, "kpi-missing", said, (), len(missing), fix=fix, check="Q7"))
    for kpi in standard().kpis:
        if not kpi.words:
            found += _blank(accounts, blanks, kpi.column, "no-data", f"{kpi.name} has no value", "Q9")
    return found


def _blanks(columns: Sequence[list[str]], matches: Mapping[str, Match], kept: Sequence[int]) -> dict[str, list[int]]:
    """Return by field the indices of the accounts that are kept and whose cell is empty in the file."""
    place = None if len(kept) == len(columns[0]) else {old: new for new, old in enumerate(kept)}
    found = {}
    for name, match in matches.items():
        column = columns[match.column]
        nothing = {text for text in set(column) if not text or text.isspace()} if name in _MAY_BE_BLANK else None
        if not nothing:
            continue
        blank = [index for index, text in enumerate(column) if text in nothing]
        found[name] = blank if place is None else [place[index] for index in blank if index in place]
    return found


def _blank(
    accounts: AccountColumns, blanks: Mapping[str, list[int]], name: str, rule: str, message: str, check: str
) -> list[CellFinding]:
    found = blanks.get(name)
    if not found:
        return []
    cells = tuple(accounts.cell(name, index) for index in found[:CELLS_SHOWN])
    return [CellFinding(Level.WARNING, rule, message, cells, len(found), field=name, check=check)]


def _same_names(accounts: AccountColumns) -> list[CellFinding]:
    names = [name.casefold() for name in accounts.texts["company_name"]]
    if len(set(names)) == len(names):
        return []
    seen: set[str] = set()
    cells = [accounts.cell("company_name", i) for i, name in enumerate(names) if name in seen or seen.add(name)]  # type: ignore[func-returns-value]  # add returns None, which is the point
    said = "Accounts of one name; they stay apart by their ids"
    return [CellFinding(Level.WARNING, "same-name", said, tuple(cells[:CELLS_SHOWN]), len(cells), field="company_name")]
