"""Credits that the agreement promises, and how long before notice must be given."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cip_tui.model.commitment.extraction.clauses import Clause, clauses
from cip_tui.model.commitment.extraction.fields import FieldValue
from cip_tui.model.commitment.extraction.search import Candidate, Search, superseded
from cip_tui.model.commitment.extraction.tables import Row, Table
from cip_tui.model.commitment.extraction.values import Kind, find_values

_CREDIT = re.compile(r"\bcredits?\b|\brebate\b|\bfunding\b", re.I)
_GRANT = re.compile(
    r"\b(?:provide|issue|grant|apply|award|receive|earn|entitled|eligible|offer|fund|credit(?:ed)?)\w*\b", re.I
)
_NOT_CREDIT = re.compile(
    r"\b(?:net\s+of|before|excluding|without|toward|count|reduce|service\s+credits?\s+under"
    r"|credit\s+(?:card|limit|rating))\b",
    re.I,
)
_NAME = re.compile(
    r"(?:[A-Z][\w/&-]*|\d+%)(?:\s+(?:[A-Z][\w/&-]*|of|and|for|in|the)){0,5}\s+(?:Credits?|Incentive"
    r"|Rebate|Fund(?:ing)?)\b"
)
_NOTICE = re.compile(r"\bnotice\b|\bnotif(?:y|ies|ication)\b", re.I)


@dataclass
class Credit:
    """A credit with its candidates; `name` as the text calls it."""

    name: str
    amount: Candidate | None = None
    rate: Candidate | None = None
    condition: str = ""
    source: Candidate | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice period in days."""

    purpose: str
    days: int
    before: str
    source: Candidate


def at_clause(search: Search, clause: Clause, value: FieldValue, score: float, how: str = "") -> Candidate:
    """Return a candidate for what a clause says."""
    return Candidate(
        value,
        score,
        clause.reading.name,
        clause.reading.line_at(clause.start),
        clause.text[:240],
        zone=search.zone(clause.reading, clause.start),
        start=clause.start,
        how=how,
    )


def promised_credits(search: Search) -> list[Credit]:
    """Return the credits that the agreement itself promises, from tables and sentences."""
    found = _credit_tables(search)
    seen = {(c.amount.value if c.amount else None, c.rate.value if c.rate else None) for c in found}
    for reading in search.readings[::-1]:
        for clause in clauses(reading):
            credit = _credit(search, clause)
            if credit is None:
                continue
            key = (credit.amount.value if credit.amount else None, credit.rate.value if credit.rate else None)
            twin = next(
                (c for c in found if (c.amount.value if c.amount else None, c.rate.value if c.rate else None) == key),
                None,
            )
            if twin is not None:
                _confirm(twin, credit)
            elif key not in seen:
                seen.add(key)
                found.append(credit)
    return found


def _confirm(known: Credit, again: Credit) -> None:
    for one, two in ((known.amount, again.amount), (known.rate, again.rate)):
        if one is not None and two is not None and one.reading != two.reading:
            if known.amount is one:
                known.amount = replace(one, score=min(0.98, one.score + 0.03), how="both readings agree")
            else:
                known.rate = replace(one, score=min(0.98, one.score + 0.03), how="both readings agree")


def _credit(search: Search, clause: Clause) -> Credit | None:
    text = clause.text
    if (
        not _CREDIT.search(text)
        or not _GRANT.search(text)
        or (
            _NOT_CREDIT.search(text)
            and not re.search(r"\b(?:will|shall)\s+(?:provide|issue|grant|apply|receive|credit)\b", text, re.I)
        )
    ):
        return None
    if re.search(r"\bshortfall\b|\bmarketplace\b", text, re.I):
        return None
    reading = clause.reading
    values = reading.between(clause.start, clause.end)
    amount = next(
        (
            v
            for v in values
            if v.kind is Kind.MONEY or (v.kind is Kind.REDACTION and v.unit == "money")
            if _credited(reading, clause, v.start, v.end)
        ),
        None,
    )
    rate = next(
        (
            v
            for v in values
            if v.kind is Kind.RATE or (v.kind is Kind.REDACTION and v.unit == "rate")
            if _credited(reading, clause, v.start, v.end)
        ),
        None,
    )
    if amount is None and rate is None:
        return None
    named = _NAME.search(text)
    name = named.group() if named else clause.section or "Credit"
    when = re.search(r"\b(?:if|when|upon|once|provided\s+that|after|for\s+each)\b[^.;]{5,180}", text, re.I)
    return Credit(
        re.sub(r"^(?:A|An|The|One|Each)\s+", "", name),
        search.candidate(reading, amount, 0.86, superseded=superseded(reading, amount), how="a promise of credit")
        if amount
        else None,
        search.candidate(reading, rate, 0.84, how="a promise of credit") if rate else None,
        " ".join(when.group().split()) if when else "",
        at_clause(search, clause, name, 0.8),
    )


def _credited(reading: object, clause: Clause, start: int, end: int) -> bool:
    before = clause.reading.text[max(clause.start, start - 60) : start]
    after = clause.reading.text[end : min(clause.end, end + 40)]
    if re.search(r"\bcredits?\b[^.;,]{0,40}$", before, re.I) and not re.search(
        r"\b(?:if|when|least|exceeds?|more\s+than|over|above|reach\w*)\b[^.;,]{0,30}$", before, re.I
    ):
        return True
    return (
        re.match(r"\s*(?:\([^)]*\)\s*)?(?:USD\s*)?(?:in|of|as|worth\s+of)?\s*(?:\w+[\s-]+){0,4}credits?\b", after, re.I)
        is not None
    )


def _credit_tables(search: Search) -> list[Credit]:
    found = []
    for table in search.tables:
        lead = " ".join(line.text for line in table.lead[-3:])
        heads = " ".join(table.heads)
        if (not _CREDIT.search(heads) and not _CREDIT.search(lead)) or re.search(r"\bcommitment\b", heads, re.I):
            continue
        column = next(
            (
                i
                for i, head in enumerate(table.heads)
                if i and re.search(r"credit|amount|reward|value|cap|maximum", head, re.I)
            ),
            None,
        )
        if column is None:
            continue
        for row in table.rows:
            credit = _credit_row(search, table, row, column)
            if credit is not None:
                found.append(credit)
    return found


def _credit_row(search: Search, table: Table, row: Row, column: int) -> Credit | None:
    values = find_values(row.cells[column])
    if not row.cells[0] or re.match(r"total", row.cells[0], re.I):
        return None
    amount = next((v for v in values if v.kind in (Kind.MONEY, Kind.REDACTION)), None)
    rate = next((v for v in values if v.kind is Kind.RATE), None)
    if amount is None and rate is None:
        return None
    condition = next(
        (
            row.cells[i]
            for i, head in enumerate(table.heads)
            if re.search(r"condition|trigger|requirement|threshold|criteria|milestone|when", head, re.I)
        ),
        "",
    )
    source = at_row(search, row, row.cells[0])
    return Credit(
        row.cells[0],
        replace(source, value=amount.amount, redacted=amount.kind is Kind.REDACTION, unit=amount.currency)
        if amount
        else None,
        replace(source, value=rate.amount) if rate else None,
        condition,
        source,
    )


def at_row(search: Search, row: Row, value: FieldValue) -> Candidate:
    """Return a candidate for what a row of a table says."""
    return Candidate(
        value,
        0.9,
        "rows",
        row.line,
        " ".join(row.line.text.split())[:240],
        zone=search.zone_of_line(row.line),
        how="a row of a table",
    )


def notices(search: Search) -> list[Notice]:
    """Return the notice periods of the agreement, once each."""
    found: dict[tuple[str, int], Notice] = {}
    for reading in search.readings:
        for clause in clauses(reading):
            if not _NOTICE.search(clause.text):
                continue
            for value in reading.between(clause.start, clause.end):
                if value.kind is not Kind.DURATION or value.amount is None:
                    continue
                around = reading.text[max(clause.start, value.start - 90) : min(clause.end, value.end + 110)]
                if not _NOTICE.search(around):
                    continue
                days = int(value.amount) if value.unit == "day" else int(value.amount) * 30
                if not 1 <= days <= 400 or (value.unit == "month" and value.amount > 12):
                    continue
                purpose = _purpose(clause.text, clause.section)
                doubt = "" if value.unit == "day" else "a month is taken as 30 days"
                source = replace(at_clause(search, clause, days, 0.85, "a period with the word notice"), doubt=doubt)
                before = (
                    "end of the term"
                    if re.search(r"\b(?:end|expir\w+|renewal)\b[^.;]{0,60}", around, re.I) and purpose != "termination"
                    else ""
                )
                known = found.get((purpose, days))
                if known is None:
                    found[(purpose, days)] = Notice(purpose, days, before, source)
                elif known.source.reading != reading.name:
                    found[(purpose, days)] = replace(
                        known, source=replace(known.source, score=0.9, how="both readings agree")
                    )
    return list(found.values())


def _purpose(text: str, section: str) -> str:
    for word, pattern in (
        ("non-renewal", r"\bnon-?renew\w*|\bnot\s+to\s+renew\b|\bdecline\w*\s+(?:to\s+)?renew|\brenew\w*\b"),
        ("termination", r"\bterminat\w+"),
        ("breach", r"\bbreach|\bcure\b"),
        ("change of discount", r"\bdiscount|\bpricing"),
        ("relief", r"\brelief\b|\bhardship"),
        ("audit", r"\baudit"),
        ("assignment", r"\bassign"),
        ("shortfall", r"\bshortfall"),
    ):
        if re.search(pattern, text, re.I):
            return word
    return section.lower() or "notice"
