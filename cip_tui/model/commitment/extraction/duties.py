"""Credits that the agreement promises, what has to be attested, and how long before notice must be given."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from cip_tui.model.commitment.extraction.clauses import Clause, clauses
from cip_tui.model.commitment.extraction.search import Candidate, Search, superseded
from cip_tui.model.commitment.extraction.tables import Row, Table
from cip_tui.model.commitment.extraction.text import Line
from cip_tui.model.commitment.extraction.values import Kind, find_values

_CREDIT = re.compile(r"\bcredits?\b|\brebate\b|\bfunding\b", re.I)
_GRANT = re.compile(r"\b(?:provide|issue|grant|apply|award|receive|earn|entitled|eligible|offer|fund|credit(?:ed)?)\w*\b", re.I)
_NOT_CREDIT = re.compile(r"\b(?:net\s+of|before|excluding|without|toward|count|reduce|service\s+credits?\s+under|credit\s+(?:card|limit|rating))\b", re.I)
_NAME = re.compile(r"(?:[A-Z][\w/&-]*|\d+%)(?:\s+(?:[A-Z][\w/&-]*|of|and|for|in|the)){0,5}\s+(?:Credits?|Incentive|Rebate|Fund(?:ing)?)\b")
_ATTEST = re.compile(r"\b(?:attest(?:s|ed|ation|ations|ing)?|certif(?:y|ies|ication|ications)|evidence|written\s+(?:confirmation|statement)|(?:submit|provide|deliver|furnish)\w*\b[^.;]{0,60}\b(?:report|statement|evidence|confirmation|reference|case\s+stud(?:y|ies)|certificate|documentation|review|forecast|plan))\b", re.I)
_DUTY = re.compile(r"\b(?:customer|it|you)\s+(?:shall|must|will|agrees?\s+to|is\s+required\s+to|undertakes?\s+to)\b|\b(?:shall|must|will)\s+be\s+(?:submitted|provided|delivered|attested|certified|completed)\b|\b(?:is|are)\s+due\b", re.I)
_CADENCE = (
    ("monthly", re.compile(r"\b(?:monthly|each\s+(?:calendar\s+)?month|every\s+month|per\s+month)\b", re.I)),
    ("quarterly", re.compile(r"\b(?:quarterly|each\s+(?:\w+\s+)?quarter|every\s+(?:\w+\s+)?quarter|every\s+three\s+months)\b", re.I)),
    ("semiannual", re.compile(r"\b(?:semi[\s-]?annual(?:ly)?|bi-?annual(?:ly)?|half[\s-]yearly|twice\s+(?:a|per|each)\s+year|every\s+six\s+months)\b", re.I)),
    ("annual", re.compile(r"\b(?:annual(?:ly)?|yearly|each\s+(?:\w+\s+)?(?:contract\s+)?year|every\s+(?:contract\s+)?year|once\s+(?:a|per|each)\s+(?:contract\s+)?year|of\s+each\s+year|per\s+contract\s+year)\b", re.I)),
    ("once", re.compile(r"\b(?:once|one[\s-]time|single|upon\s+(?:request|completion|go-live)|within\s+[^.;]{0,30}\s+of\s+request)\b", re.I)),
)  # fmt: skip
_OWNER = re.compile(r"\b(?:owner|responsible(?:\s+(?:party|person))?|signed\s+by|prepared\s+by|completed\s+by|attested\s+by|certified\s+by|by)\s*:?\s+(?:(?:an?|the|its|customer'?s?)\s+)*(?P<who>(?:chief\s+\w+\s+officer|CFO|CTO|CIO|CEO|VP[\w ]{0,24}|head\s+of\s+[\w ]{2,24}|director\s+of\s+[\w ]{2,24}|\w+\s+(?:officer|lead|manager|controller|director|team)|authori[sz]ed\s+(?:representative|officer|signatory)|officer|controller|finance(?:\s+team)?|engineering(?:\s+lead)?|procurement))\b", re.I)
_CONSEQUENCE = re.compile(r"\b(?:if\s+(?:the\s+)?(?:customer|it|any|an)\b[^.;]{0,60}\b(?:fails?|does\s+not|misses|missed|late)|failure\s+to|otherwise|in\s+the\s+absence|late\s+(?:attestation|submission)|not\s+(?:received|submitted|provided))\b", re.I)
_DUE = re.compile(r"\b(?:by|before|no\s+later\s+than|not\s+later\s+than|due(?:\s+(?:on|by))?|on\s+or\s+before|next\s+due|deadline|first\s+due)\b[\s:]*(?:the\s+)?$", re.I)
_NOTICE = re.compile(r"\bnotice\b|\bnotif(?:y|ies|ication)\b", re.I)


@dataclass
class Credit:
    """A credit with its candidates; `name` as the text calls it."""

    name: str
    amount: Candidate | None = None
    rate: Candidate | None = None
    condition: str = ""
    source: Candidate | None = None


@dataclass
class Duty:
    """An attestation with what is known of it."""

    name: str
    source: Candidate
    values: dict[str, Candidate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice period in days."""

    purpose: str
    days: int
    before: str
    source: Candidate


def _at(search: Search, clause: Clause, value: object, score: float, how: str = "") -> Candidate:
    return Candidate(
        value, score, clause.reading.name, clause.reading.line_at(clause.start), clause.text[:240],  # type: ignore[arg-type]  # a field's value
        zone=search.zone(clause.reading, clause.start), start=clause.start, how=how,
    )  # fmt: skip


def credits(search: Search) -> list[Credit]:
    """Return the credits that the agreement itself promises, from tables and sentences."""
    found = _credit_tables(search)
    seen = {(c.amount.value if c.amount else None, c.rate.value if c.rate else None) for c in found}
    for reading in search.readings[::-1]:
        for clause in clauses(reading):
            credit = _credit(search, clause)
            if credit is None:
                continue
            key = (credit.amount.value if credit.amount else None, credit.rate.value if credit.rate else None)
            twin = next((c for c in found if (c.amount.value if c.amount else None, c.rate.value if c.rate else None) == key), None)
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
    if not _CREDIT.search(text) or not _GRANT.search(text) or _NOT_CREDIT.search(text) and not re.search(r"\b(?:will|shall)\s+(?:provide|issue|grant|apply|receive|credit)\b", text, re.I):
        return None
    if re.search(r"\bshortfall\b|\bmarketplace\b", text, re.I):
        return None
    reading = clause.reading
    values = reading.between(clause.start, clause.end)
    amount = next((v for v in values if v.kind is Kind.MONEY or (v.kind is Kind.REDACTION and v.unit == "money") if _credited(reading, clause, v.start, v.end)), None)
    rate = next((v for v in values if v.kind is Kind.RATE or (v.kind is Kind.REDACTION and v.unit == "rate") if _credited(reading, clause, v.start, v.end)), None)
    if amount is None and rate is None:
        return None
    named = _NAME.search(text)
    name = named.group() if named else clause.section or "Credit"
    when = re.search(r"\b(?:if|when|upon|once|provided\s+that|after|for\s+each)\b[^.;]{5,180}", text, re.I)
    return Credit(
        re.sub(r"^(?:A|An|The|One|Each)\s+", "", name),
        search.candidate(reading, amount, 0.86, superseded=superseded(reading, amount), how="a promise of credit") if amount else None,
        search.candidate(reading, rate, 0.84, how="a promise of credit") if rate else None,
        " ".join(when.group().split()) if when else "",
        _at(search, clause, name, 0.8),
    )


def _credited(reading: object, clause: Clause, start: int, end: int) -> bool:
    before = clause.reading.text[max(clause.start, start - 60) : start]
    after = clause.reading.text[end : min(clause.end, end + 40)]
    if re.search(r"\bcredits?\b[^.;,]{0,40}$", before, re.I) and not re.search(r"\b(?:if|when|least|exceeds?|more\s+than|over|above|reach\w*)\b[^.;,]{0,30}$", before, re.I):
        return True
    return re.match(r"\s*(?:\([^)]*\)\s*)?(?:USD\s*)?(?:in|of|as|worth\s+of)?\s*(?:\w+[\s-]+){0,4}credits?\b", after, re.I) is not None


def _credit_tables(search: Search) -> list[Credit]:
    found = []
    for table in search.tables:
        lead = " ".join(line.text for line in table.lead[-3:])
        heads = " ".join(table.heads)
        if not _CREDIT.search(heads) and not _CREDIT.search(lead) or re.search(r"\bcommitment\b", heads, re.I):
            continue
        column = next((i for i, head in enumerate(table.heads) if i and re.search(r"credit|amount|reward|value|cap|maximum", head, re.I)), None)
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
    condition = next((row.cells[i] for i, head in enumerate(table.heads) if re.search(r"condition|trigger|requirement|threshold|criteria|milestone|when", head, re.I)), "")
    source = _cell(search, row, row.cells[0])
    return Credit(
        row.cells[0],
        replace(source, value=amount.amount, redacted=amount.kind is Kind.REDACTION, unit=amount.currency) if amount else None,
        replace(source, value=rate.amount) if rate else None,
        condition,
        source,
    )


def _cell(search: Search, row: Row, value: object) -> Candidate:
    return Candidate(value, 0.9, "rows", row.line, " ".join(row.line.text.split())[:240], zone=search.zone_of_line(row.line), how="a row of a table")  # type: ignore[arg-type]  # a field's value


def attestations(search: Search) -> list[Duty]:
    """Return what has to be attested, from tables first, else from sentences."""
    return _duty_tables(search) or _duty_sentences(search)


_HEADS = {
    "cadence": r"cadence|frequency|how\s+often|interval",
    "next_due": r"due|deadline|date",
    "owner": r"owner|responsible|role|by\s+whom",
    "evidence": r"evidence|document|proof|deliverable",
    "consequence": r"consequence|failure|if\s+missed|if\s+not|remedy|effect",
    "window_days": r"window",
    "grace_days": r"grace",
}


def _duty_tables(search: Search) -> list[Duty]:
    found = []
    for table in search.tables:
        heads = " ".join(table.heads)
        lead = " ".join(line.text for line in table.lead[-3:])
        columns = {key: i for key, pattern in _HEADS.items() if (i := next((i for i, head in enumerate(table.heads) if i and re.search(pattern, head, re.I)), None)) is not None}
        if not re.search(r"attest|certif|evidence", f"{heads} {lead}", re.I) or not columns:
            continue
        for row in table.rows:
            if row.cells[0]:
                found.append(_duty_row(search, row, columns))
    return found


def _duty_row(search: Search, row: Row, columns: dict[str, int]) -> Duty:
    source = _cell(search, row, row.cells[0])
    duty = Duty(row.cells[0], source)
    for key, column in columns.items():
        cell = row.cells[column]
        if not cell:
            continue
        if key == "cadence":
            cadence = _cadence(cell)
            if cadence:
                duty.values[key] = replace(source, value=cadence)
        elif key == "next_due":
            day = next((v for v in find_values(cell, day_first=search.pages.day_first) if v.kind is Kind.DATE), None)
            if day is not None:
                duty.values[key] = replace(source, value=day.day, doubt=day.doubt)
            _windows(duty, source, cell)
        elif key.endswith("_days"):
            days = next((v for v in find_values(cell) if v.kind is Kind.DURATION and v.unit == "day"), None)
            if days is not None and days.amount is not None:
                duty.values[key] = replace(source, value=int(days.amount))
        else:
            duty.values[key] = replace(source, value=cell)
    if "cadence" not in duty.values:
        cadence = _cadence(" ".join(row.cells))
        if cadence:
            duty.values["cadence"] = replace(source, value=cadence, score=0.8)
    return duty


def _cadence(text: str) -> str:
    return next((key for key, pattern in _CADENCE if pattern.search(text)), "")


def _windows(duty: Duty, source: Candidate, text: str) -> None:
    for match in re.finditer(r"\bwithin\s+(?:\w+\s+)?\(?(?P<n>\d{1,3})\)?\s+(?:calendar\s+|business\s+)?days\b", text, re.I):
        duty.values.setdefault("window_days", replace(source, value=int(match["n"]), score=0.85))
    grace = re.search(r"\b(?P<n>\d{1,3})\)?[\s-]*(?:calendar\s+|business\s+)?days?'?\s+(?:of\s+)?(?:grace|cure)|\bgrace\s+(?:period\s+)?(?:of\s+)?(?:\w+\s+)?\(?(?P<m>\d{1,3})\)?[\s-]*(?:business\s+)?days?", text, re.I)
    if grace:
        duty.values.setdefault("grace_days", replace(source, value=int(grace["n"] or grace["m"]), score=0.85))


def _duty_sentences(search: Search) -> list[Duty]:
    """Return one duty per section or sentence that binds the customer to attest something."""
    found: list[Duty] = []
    by_name: dict[str, Duty] = {}
    reading = search.readings[1]
    last: Duty | None = None
    for clause in clauses(reading):
        text = clause.text
        if last is not None and _CONSEQUENCE.search(text) and clause.start - last.source.start < 900 and "commitment" not in text.lower()[:60]:
            last.values.setdefault("consequence", _at(search, clause, text[:240], 0.8, "the sentence about failing"))
            _windows(last, _at(search, clause, None, 0.8), text)
            continue
        if not _ATTEST.search(text) or not (_DUTY.search(text) or _cadence(text)) or len(text) < 25:
            continue
        if re.search(r"\bAWS\s+(?:shall|will|must)\s+(?:provide|deliver)\b", text) or re.search(r"\btax(?:es)?\b|\bexemption\b", text, re.I):
            continue
        name = _duty_name(clause)
        duty = by_name.get(name.lower())
        if duty is None:
            duty = Duty(name, _at(search, clause, name, 0.82, "a sentence that binds the customer"))
            by_name[name.lower()] = duty
            found.append(duty)
        _fill(search, clause, duty)
        last = duty
    return found


def _duty_name(clause: Clause) -> str:
    label = re.match(r"(?:\(?\w{1,3}[).]\s+)?(?P<name>[A-Z][\w &/-]{4,50}?)\s*(?::|\.\s|–)\s", clause.text)
    if label and re.search(r"attest|certif|report|review|stud|reference|statement", label["name"], re.I):
        return label["name"].strip()
    named = re.search(r"\b(?:an?\s+|the\s+|each\s+)?(?P<name>(?:\w+[\s-]){0,3}(?:attestation|certification|certificate|report|case\s+stud(?:y|ies)|reference|statement|review))\b", clause.text, re.I)
    words = " ".join(named["name"].split()) if named else ""
    words = re.sub(r"^(?:(?:a|an|the|submit|provide|deliver|written|customer|will|shall|must|of|to|with|each|its|and|by|complete|signed|furnish)\s+)+", "", words, flags=re.I)
    if words and words.lower() not in ("attestation", "certification", "report", "review", "statement", "certificate"):
        return words[:1].upper() + words[1:]
    return clause.section or (words[:1].upper() + words[1:] if words else "Attestation")


def _fill(search: Search, clause: Clause, duty: Duty) -> None:
    text, reading = clause.text, clause.reading
    source = _at(search, clause, None, 0.85)
    cadence = _cadence(text)
    if cadence:
        duty.values.setdefault("cadence", replace(source, value=cadence))
    for value in reading.between(clause.start, clause.end):
        if value.kind is Kind.DATE and isinstance(value.day, date) and _DUE.search(reading.text[max(clause.start, value.start - 30) : value.start]):
            duty.values.setdefault("next_due", replace(search.candidate(reading, value, 0.88), how="a day to be kept"))
    _windows(duty, source, text)
    owner = _OWNER.search(text)
    if owner:
        duty.values.setdefault("owner", replace(source, value=" ".join(owner["who"].split()), score=0.78))
    evidence = re.search(r"\b(?:evidenc(?:e|ed)|supported|accompanied|including|together)\s*(?:by|with|of|:|includes?|consist\w+\s+of)?\s+(?P<what>[^.;]{6,160})", text, re.I)
    if evidence:
        duty.values.setdefault("evidence", replace(source, value=" ".join(evidence["what"].split()), score=0.75))


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
                source = replace(_at(search, clause, days, 0.85, "a period with the word notice"), doubt=doubt)
                before = "end of the term" if re.search(r"\b(?:end|expir\w+|renewal)\b[^.;]{0,60}", around, re.I) and purpose != "termination" else ""
                known = found.get((purpose, days))
                if known is None:
                    found[(purpose, days)] = Notice(purpose, days, before, source)
                elif known.source.reading != reading.name:
                    found[(purpose, days)] = replace(known, source=replace(known.source, score=0.9, how="both readings agree"))
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
