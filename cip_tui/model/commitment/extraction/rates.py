"""Discount rates: for everything or for a service, for the whole term or for a contract year."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from cip_tui.model.commitment.extraction.clauses import clauses
from cip_tui.model.commitment.extraction.ordinals import find_ordinals
from cip_tui.model.commitment.extraction.search import Candidate, Search, superseded
from cip_tui.model.commitment.extraction.text import Reading
from cip_tui.model.commitment.extraction.tiers import binding_rows
from cip_tui.model.commitment.extraction.values import Kind, Value, find_values
from cip_tui.model.commitment.extraction.year_tables import _grid, _years

_DISCOUNT = re.compile(r"\bdiscount(?:s|ed)?\b|\bEDP\s+rate\b", re.I)
_CUE = re.compile(
    r"\bdiscount(?:s|ed)?\b|\bEDP\s+rate\b|\b(?:public|list|standard|on-demand)\s+(?:prices?|rates?"
    r"|pricing)\s*,?\s+less\b"
    r"|\breduc(?:e[sd]?|ing)\s+(?:the\s+|its\s+|all\s+|such\s+|those\s+)?(?:\w+\s+){0,2}(?:fees"
    r"|prices?|charges|rates)\b|\b(?:the\s+)?(?:price\s+)?reduction\s+(?:is|of)\b",
    re.I,
)
_ITEM = re.compile(
    r"(?:[•●–-]\s*)?(?:(?:Amazon|AWS)\s+[\w./ -]{2,50}"
    r"|all\s+(?:other\s+)?(?:eligible\s+)?(?:AWS\s+)?services?"
    r"|(?:other\s+)?eligible\s+services?)\s*[:=|–-]?",
    re.I,
)
_NOT = re.compile(
    r"\b(?:marketplace|credit|growth|share|attest|adoption|shortfall|interest|late|penalt|tax"
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
        if known is not None and known.candidate.reading != rate.candidate.reading:
            agreed = replace(known.candidate, score=min(0.97, known.candidate.score + 0.03), how="both readings agree")
            found[key] = replace(known, candidate=agreed)
        elif known is None or rate.candidate.score > known.candidate.score:
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
        binding = binding_rows(table)
        for row in table.rows:
            if binding is not None and row not in binding:
                continue
            if binding is not None and _DISCOUNT.search(" ".join(table.heads)):
                for value in find_values(row.cells[columns[0]]):
                    if value.kind in (Kind.RATE, Kind.REDACTION):
                        found.append(Rate("*", None, _cell(search, row.line, value, "the tier that binds")))
                        break
                continue
            service = re.match(
                r"(?:Amazon|AWS)\s+\S+.*|all\s+(?:other\s+)?(?:eligible\s+)?(?:AWS\s+)?services?.*"
                r"|cross[\s-]service.*|[A-Z]{2,}\w*(?:\s\w+)?$",
                row.cells[0],
                re.I,
            )
            if not service or re.search(r"\byear\b|\btotal\b|\btier\b|\blevel\b|\bband\b", row.cells[0], re.I):
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
    near_before, near_after = before[-120:], after[:80]
    if not before.strip():
        above = reading.text[max(0, value.start - 70) : value.start].rstrip().rsplit("\n", 1)[-1]
        near_before = above if len(above) <= 60 else ""
        below = reading.text[value.end : value.end + 80]
        near_after = below if re.match(r"\s*\n[\w ]{0,24}\bdiscount", below, re.I) else near_after
    label = max(_CUE.finditer(near_before), key=lambda match: match.end(), default=None)
    label_after = re.match(r"[\s\w]{0,24}\bdiscount|\s*off\b", near_after, re.I)
    if not (label or label_after or _listed(reading, value, before, heading)):
        return None
    cut = label.start() if label else max(near_before.rfind(","), near_before.rfind(";"), 0)
    if _NOT.search(near_before[cut:]) or _NOT.search(near_after[:34]):
        return None
    if re.match(r"\s*of\s+(?:the\s+)?(?:\w+\s+){0,2}(?:commitment|fees|spend|charges)", near_after, re.I):
        return None
    scope = _scope_beside(near_before, near_after)
    score = 0.92 if label_after or label else 0.84
    made = search.candidate(
        reading, value, score, superseded=superseded(reading, value), how="it stands with the word discount"
    )
    return Rate(scope, _year_beside(before, near_after), made)


def _listed(reading: Reading, value: Value, before: str, heading: str) -> bool:
    """Say whether a rate stands in a list of contract years or services under a heading about discounts."""
    lead = f"{heading} {reading.text[max(0, value.start - 420) : value.start]}"
    if not _DISCOUNT.search(lead):
        return False
    return bool(find_ordinals(before)) or _ITEM.fullmatch(before.strip()) is not None


def _scope_beside(before: str, after: str) -> str:
    """Return the service that a rate is for, `*` where it is for all."""
    behind = re.match(
        r"[\s\w]{0,24}?(?:discount\w*)?\s*(?:on|for|off|to|in\s+respect\s+of)\s+(?:the\s+fees\s+for\s+)?", after, re.I
    )
    if behind:
        rest = after[behind.end() :]
        service = _SERVICE.match(rest)
        if service:
            return " ".join(service.group().split()).rstrip(".,")
        if _ALL.match(rest) or re.match(r"(?:all|any|every|the)\b", rest, re.I):
            return "*"
    ahead = max(_SERVICE.finditer(before), key=lambda match: match.end(), default=None)
    whole = max(_ALL.finditer(before), key=lambda match: match.end(), default=None)
    if ahead is None or (whole is not None and whole.start() > ahead.start()):
        return "*"
    return " ".join(ahead.group().split()).rstrip(".,")


def _year_beside(before: str, after: str) -> int | None:
    behind = find_ordinals(after)
    if behind and re.fullmatch(r"[\s\w]{0,30}\b(?:in|for|during)\s+(?:the\s+)?", after[: behind[0].start], re.I):
        return behind[0].numbers[0]
    ahead = find_ordinals(before)
    return ahead[-1].numbers[0] if ahead and len(ahead[-1].numbers) == 1 else None


def _scope(head: str) -> str:
    service = _SERVICE.search(head)
    if service:
        return " ".join(service.group().split()).rstrip(".,")
    other = re.match(r"([A-Z0-9]{2,12})\s+discount", head)
    return other[1] if other and other[1].upper() not in ("EDP", "PPA", "AWS", "PRIVATE") else "*"
