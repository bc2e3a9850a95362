"""Discount rates: for everything or for a service, for the whole term or for a contract year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from cip_tui.model.commitment.extraction.clauses import clauses
from cip_tui.model.commitment.extraction.ordinals import find_ordinals
from cip_tui.model.commitment.extraction.search import Candidate, Search, superseded
from cip_tui.model.commitment.extraction.text import Reading
from cip_tui.model.commitment.extraction.values import Kind, Value, find_values
from cip_tui.model.commitment.extraction.year_tables import _grid, _years

_DISCOUNT = re.compile(r"\bdiscount(?:s|ed)?\b|\bEDP\s+rate\b", re.I)
_NOT = re.compile(
    r"\b(?:marketplace|credit|growth|share|attest|adoption|shortfall|interest|late|reduc|penalt|tax"
    r"|increase\s+of|count|cap|graviton|of\s+the\s+(?:annual\s+)?commitment|uptime|SLA)\b",
    re.I,
)
_SERVICE = re.compile(
    r"\b(?:Amazon|AWS)\s+(?!Web\b|Marketplace\b|will\b|shall\b|and\b|may\b|Customer\b|Enterprise\s+Dis"
    r"count\b|Private\b|agrees\b|Support\s+fee)[A-Z0-9][\w./-]*(?:\s+(?:[A-Z0-9][\w./-]*|for|of|on"
    r"|and(?=\s+[A-Z]))){0,4}",
    re.S,
)
_ALL = re.compile(
    r"\b(?:cross[\s-]?service|all\s+(?:eligible\s+)?(?:AWS\s+)?services|eligible\s+services"
    r"|private\s+pricing|enterprise|EDP|PPA|base|general|standard|across)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Rate:
    """A discount: scope `*` or a service, a contract year or None for all."""

    scope: str
    year: int | None
    candidate: Candidate


def gather(search: Search) -> list[Rate]:
    """Return every discount rate that the document states, once each."""
    found: dict[tuple[str, int | None, object], Rate] = {}

    def keep(rate: Rate) -> None:
        key = (rate.scope.lower(), rate.year, "redacted" if rate.candidate.redacted else rate.candidate.value)
        known = found.get(key)
        if known is None or rate.candidate.score > known.candidate.score:
            found[key] = rate

    for rate in (*_tables(search), *_service_tables(search)):
        keep(rate)
    tables = {(rate.candidate.line.page, rate.candidate.value) for rate in found.values()}
    for reading in search.readings:
        for rate in _prose(search, reading):
            if (rate.candidate.line.page, rate.candidate.value) not in tables:
                keep(rate)
    return _settled(list(found.values()))


def _settled(rates: list[Rate]) -> list[Rate]:
    """Drop a rate for all years where the same rate stands with its year, and what a later amendment changed."""
    yearly = {(rate.scope.lower(), rate.candidate.value) for rate in rates if rate.year is not None}
    kept = [rate for rate in rates if rate.year is not None or (rate.scope.lower(), rate.candidate.value) not in yearly]
    zones: dict[tuple[str, int | None], int] = {}
    for rate in kept:
        key = (rate.scope.lower(), rate.year)
        zones[key] = max(zones.get(key, 0), rate.candidate.zone)
    current = [
        rate
        for rate in kept
        if rate.candidate.zone == zones[(rate.scope.lower(), rate.year)] and not rate.candidate.superseded
    ]
    return sorted(
        current, key=lambda rate: (rate.scope != "*", rate.scope.lower(), rate.year or 0, rate.candidate.start)
    )


def _tables(search: Search) -> list[Rate]:
    found = []
    for table in search.tables:
        grid = _grid(table)
        if grid is None:
            continue
        years = _years(search, grid)
        for column, head in enumerate(grid.heads):
            named = _DISCOUNT.search(head) or (head.strip() in ("%", "Rate") and _DISCOUNT.search(grid.lead))
            if not named or _NOT.search(head):
                continue
            for index, number in years.items():
                row = grid.rows[index]
                for value in find_values(row.cells[column]):
                    if value.kind is Kind.RATE or value.kind is Kind.REDACTION:
                        found.append(Rate(_scope(head), number, _cell(search, row.line, value, f"the column '{head}'")))
                        break
    return found


def _service_tables(search: Search) -> list[Rate]:
    found = []
    for table in search.tables:
        lead = " ".join(line.text for line in table.lead[-4:])
        columns = [i for i, head in enumerate(table.heads) if _DISCOUNT.search(head) and not _NOT.search(head)]
        if not columns and _DISCOUNT.search(lead) and not re.search(r"credit", lead, re.I):
            columns = [i for i in range(1, len(table.heads)) if re.search(r"rate|%", table.heads[i], re.I)]
        if not columns:
            continue
        for row in table.rows:
            service = re.match(
                r"(?:Amazon|AWS)\s+\S+.*|all\s+(?:other\s+)?(?:eligible\s+)?(?:AWS\s+)?services?.*"
                r"|cross[\s-]service.*|[A-Z]{2,}\w*(?:\s\w+)?$",
                row.cells[0],
                re.I,
            )
            if not service or re.search(r"\byear\b|\btotal\b", row.cells[0], re.I):
                continue
            scope = (
                "*"
                if re.match(r"(?:all\b|cross)", row.cells[0], re.I) and "other" not in row.cells[0].lower()
                else row.cells[0]
            )
            for value in find_values(row.cells[columns[0]]):
                if value.kind in (Kind.RATE, Kind.REDACTION):
                    found.append(Rate(scope, None, _cell(search, row.line, value, f"the row '{row.cells[0]}'")))
                    break
    return found


def _cell(search: Search, line: object, value: Value, how: str) -> Candidate:
    from cip_tui.model.commitment.extraction.text import Line

    assert isinstance(line, Line)
    redacted = value.kind is Kind.REDACTION
    return Candidate(
        None if redacted else value.amount,
        0.95,
        "rows",
        line,
        " ".join(line.text.split())[:240],
        zone=search.zone_of_line(line),
        redacted=redacted,
        doubt=value.doubt,
        how=how,
    )


def _prose(search: Search, reading: Reading) -> list[Rate]:
    found = []
    heading = ""
    for clause in clauses(reading):
        heading = clause.section
        for value in reading.between(clause.start, clause.end):
            if value.kind is not Kind.RATE and not (value.kind is Kind.REDACTION and value.unit == "rate"):
                continue
            before = reading.text[clause.start : value.start]
            after = reading.text[value.end : clause.end]
            rate = _rate(search, reading, value, before, after, heading)
            if rate is not None:
                found.append(rate)
    return found


def _rate(search: Search, reading: Reading, value: Value, before: str, after: str, heading: str) -> Rate | None:
    if value.amount is not None and not Decimal(0) < value.amount < Decimal("0.9"):
        return None
    near_before, near_after = before[-110:], after[:70]
    label = _DISCOUNT.search(near_before)
    label_after = re.match(r"[\s\w]{0,24}\bdiscount", near_after, re.I)
    ordinals = find_ordinals(before)
    listed = bool(ordinals) and (
        _DISCOUNT.search(heading) or _DISCOUNT.search(reading.text[max(0, value.start - 420) : value.start])
    )
    if not (label or label_after or listed):
        return None
    cut = max(near_before.rfind(","), near_before.rfind(";")) if not label else label.start()
    if _NOT.search(near_before[max(0, cut) :]) or _NOT.search(near_after[:34]):
        return None
    if re.match(r"\s*of\s+(?:the\s+)?(?:\w+\s+){0,2}(?:commitment|fees|spend|charges)", near_after, re.I):
        return None
    around = (near_after[:70] if label_after else "") + " " + near_before
    service = (
        _SERVICE.search(near_after)
        if re.match(r"[\s\w]{0,24}(?:discount\w*)?\s*(?:on|for|off|to)\b", near_after, re.I)
        else None
    )
    service = service or max(_SERVICE.finditer(near_before), key=lambda m: m.end(), default=None)
    scope = " ".join(service.group().split()) if service and not _ALL.search(around[-40:]) else "*"
    behind = find_ordinals(near_after)
    year = None
    if behind and re.fullmatch(r"[\s\w]{0,30}\b(?:in|for|during)\s+(?:the\s+)?", near_after[: behind[0].start], re.I):
        year = behind[0].numbers[0]
    elif ordinals and len(ordinals[-1].numbers) == 1:
        year = ordinals[-1].numbers[0]
    score = 0.92 if label_after or label else 0.84
    return Rate(
        scope,
        year,
        search.candidate(
            reading, value, score, superseded=superseded(reading, value), how="it stands with the word discount"
        ),
    )


def _scope(head: str) -> str:
    service = _SERVICE.search(head)
    if service:
        return " ".join(service.group().split())
    other = re.match(r"([A-Z0-9]{2,12})\s+discount", head)
    return other[1] if other and other[1].upper() not in ("EDP", "PPA", "AWS", "PRIVATE") else "*"
