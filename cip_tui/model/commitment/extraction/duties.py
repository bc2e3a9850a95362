"""Credits that the agreement promises, and how long before notice must be given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
_NOTICE = re.compile(r"\bnotices?\b|\bnotif(?:y|ies|ication)\b|\b(?:tells?|informs?|will\s+tell|will\s+inform)\b", re.I)


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
    for reading in search.readings[::-1]:
        for clause in clauses(reading):
            for credit in _clause_credits(search, clause):
                _keep(found, credit)
    return found


def _keep(found: list[Credit], credit: Credit) -> None:
    """Keep a credit, or take it as a confirmation of one that is known."""
    key = _worth(credit)
    twin = next((item for item in found if _worth(item) == key), None)
    if twin is None:
        found.append(credit)
    else:
        _confirm(twin, credit)


def _worth(credit: Credit) -> tuple[FieldValue, FieldValue]:
    return credit.amount.value if credit.amount else None, credit.rate.value if credit.rate else None


def _confirm(known: Credit, again: Credit) -> None:
    for one, two in ((known.amount, again.amount), (known.rate, again.rate)):
        if one is not None and two is not None and one.reading != two.reading:
            if known.amount is one:
                known.amount = replace(one, score=min(0.98, one.score + 0.03), how="both readings agree")
            else:
                known.rate = replace(one, score=min(0.98, one.score + 0.03), how="both readings agree")


def _clause_credits(search: Search, clause: Clause) -> list[Credit]:
    """Return the credits that a sentence promises, each amount or rate with the name nearest before it."""
    text = clause.text
    promised = re.search(r"\b(?:will|shall)\s+(?:provide|issue|grant|apply|receive|credit)\b", text, re.I)
    if not _CREDIT.search(text) or not _GRANT.search(text) or (_NOT_CREDIT.search(text) and not promised):
        return []
    if re.search(r"\bshortfall\b|\bmarketplace\b", text, re.I):
        return []
    reading, found = clause.reading, []
    for value in reading.between(clause.start, clause.end):
        money = value.kind is Kind.MONEY or (value.kind is Kind.REDACTION and value.unit == "money")
        rate = value.kind is Kind.RATE or (value.kind is Kind.REDACTION and value.unit == "rate")
        if not (money or rate) or not _credited(reading, clause, value.start, value.end):
            continue
        name = _credit_name(clause, value.start, value.end)
        made = search.candidate(
            reading, value, 0.86 if money else 0.84, superseded=superseded(reading, value), how="a promise of credit"
        )
        rest = reading.text[value.end : clause.end]
        when = re.search(r"\b(?:if|when|upon|once|provided\s+that|after|for\s+each)\b[^.;]{5,180}", rest, re.I)
        condition = " ".join(when.group().split()) if when else ""
        source = at_clause(search, clause, name, 0.8)
        found.append(Credit(name, made if money else None, made if rate else None, condition, source))
    return found


def _credit_name(clause: Clause, start: int, end: int) -> str:
    before = clause.reading.text[clause.start : start]
    after = clause.reading.text[end : min(clause.end, end + 60)]
    named = max(_NAME.finditer(before), key=lambda match: match.end(), default=None) or _NAME.search(after)
    name = " ".join(named.group().split()) if named else clause.section or "Credit"
    return re.sub(r"^(?:A|An|The|One|Each)\s+", "", name)


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
        for clause in _parts(clauses(reading)):
            notice = _notice(search, clause)
            if notice is None:
                continue
            known = found.get((notice.purpose, notice.days))
            if known is None:
                found[(notice.purpose, notice.days)] = notice
            elif known.source.reading != reading.name:
                agreed = replace(known.source, score=0.9, how="both readings agree")
                found[(notice.purpose, notice.days)] = replace(known, source=agreed)
    return list(found.values())


def _parts(found: Iterable[Clause]) -> Iterator[Clause]:
    """Part sentences at semicolons: each part may have a notice period of its own."""
    for clause in found:
        start = clause.start
        for mark in re.finditer(r";\s", clause.reading.text[clause.start : clause.end]):
            yield replace(clause, start=start, end=clause.start + mark.start())
            start = clause.start + mark.end()
        yield replace(clause, start=start)


def _notice(search: Search, clause: Clause) -> Notice | None:
    """Return the period of a clause that stands nearest to the word notice, or to the end it counts back from."""
    text = clause.reading.text[clause.start : clause.end]
    words = [match.start() for match in _NOTICE.finditer(text)]
    if re.search(r"\brenew|\bextend", text, re.I):
        words += [match.start() for match in re.finditer(r"\b(?:ahead|in\s+advance|beforehand)\b", text, re.I)]
    if not words:
        return None
    best: tuple[int, int, str] | None = None
    for value in clause.reading.between(clause.start, clause.end):
        if value.kind is not Kind.DURATION or value.amount is None:
            continue
        days = int(value.amount) if value.unit == "day" else int(value.amount) * 30
        distance = min(abs(value.start - clause.start - word) for word in words)
        before = re.match(r"[^.;]{0,20}\b(?:before|prior|in\s+advance)\b", text[value.end - clause.start :], re.I)
        distance = min(distance, 5) if before else distance
        fits = 1 <= days <= 400 and (value.unit == "day" or value.amount <= 12)
        if fits and distance <= 110 and (best is None or distance < best[0]):
            best = (distance, days, value.unit)
    if best is None:
        return None
    purpose = _purpose(text, clause.section)
    doubt = "" if best[2] == "day" else "a month is taken as 30 days"
    source = replace(at_clause(search, clause, best[1], 0.85, "a period with the word notice"), doubt=doubt)
    counts_back = re.search(r"\b(?:end|expir\w+|renewal)\b", text, re.I) and purpose != "termination"
    return Notice(purpose, best[1], "end of the term" if counts_back else "", source)


def _purpose(text: str, section: str) -> str:
    for word, pattern in (
        ("renewal", r"\bnon-?renew\w*|\brenew\w*|\bextend\w*|\bextension|\bprolong\w*"),
        ("termination", r"\bterminat\w+|\bend\s+(?:this|the)\s+(?:agreement|addendum)"),
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
