"""What has to be attested: by whom, how often, by when, with which evidence, and what follows where it is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from cip_tui.model.commitment.extraction.clauses import Clause, clauses
from cip_tui.model.commitment.extraction.duties import at_clause, at_row
from cip_tui.model.commitment.extraction.search import Candidate, Search
from cip_tui.model.commitment.extraction.tables import Row
from cip_tui.model.commitment.extraction.values import Kind, find_values

_ATTEST = re.compile(
    r"\b(?:attest(?:s|ed|ation|ations|ing)?|certif(?:y|ies|ication|ications)|evidence"
    r"|written\s+(?:confirmation|statement)|(?:submit|provide|deliver"
    r"|furnish|send|give)\w*\b[^.;]{0,60}\b(?:report|statement|evidence|confirmation|reference|case\s+stud(?:y"
    r"|ies)|certificate|documentation|review|forecast|plan))\b",
    re.I,
)
_DUTY = re.compile(
    r"\b(?:customer|it|you)\s+(?:shall|must|will|agrees?\s+to|is\s+required\s+to"
    r"|undertakes?\s+to)\b|\b(?:shall|must|will)\s+be\s+(?:submitted|provided|delivered|attested"
    r"|certified|completed)\b|\b(?:is|are)\s+due\b",
    re.I,
)
_CADENCE = (
    ("monthly", re.compile(r"\b(?:monthly|each\s+(?:calendar\s+)?month|every\s+month|per\s+month)\b", re.I)),
    (
        "quarterly",
        re.compile(
            r"\b(?:quarterly|each\s+(?:\w+\s+)?quarter|every\s+(?:\w+\s+)?quarter|every\s+three\s+months)\b", re.I
        ),
    ),
    (
        "semiannual",
        re.compile(
            r"\b(?:semi[\s-]?annual(?:ly)?|bi-?annual(?:ly)?|half[\s-]yearly|twice\s+(?:a|per|each)\s+year"
            r"|every\s+six\s+months)\b",
            re.I,
        ),
    ),
    (
        "annual",
        re.compile(
            r"\b(?:annual(?:ly)?|yearly|each\s+(?:\w+\s+)?(?:contract\s+)?year|every\s+(?:contract\s+)?year"
            r"|once\s+(?:a|per|each)\s+(?:contract\s+)?year|of\s+each\s+year|per\s+contract\s+year)\b",
            re.I,
        ),
    ),
    (
        "once",
        re.compile(
            r"\b(?:once|one[\s-]time|single|upon\s+(?:request|completion|go-live)"
            r"|within\s+[^.;]{0,30}\s+of\s+request)\b",
            re.I,
        ),
    ),
)
_OWNER = re.compile(
    r"\b(?:owner|responsible(?:\s+(?:party|person))?|signed\s+by|prepared\s+by|completed\s+by"
    r"|attested\s+by|certified\s+by|by)\s*:?\s+(?:(?:an?|the|its"
    r"|customer'?s?)\s+)*(?P<who>(?:chief\s+\w+\s+officer|CFO|CTO|CIO|CEO|VP[\w ]{0,24}"
    r"|head\s+of\s+[\w ]{2,24}|director\s+of\s+[\w ]{2,24}|\w+\s+(?:officer|lead|manager|controller"
    r"|director|team)|authori[sz]ed\s+(?:representative|officer|signatory)|officer|controller"
    r"|finance(?:\s+team)?|engineering(?:\s+lead)?|procurement))\b",
    re.I,
)
_CONSEQUENCE = re.compile(
    r"\b(?:if\s+(?:the\s+)?(?:customer|it|any|an)\b[^.;]{0,60}\b(?:fails?|does\s+not|misses|missed|is\s+missed"
    r"|late)|failure\s+to|otherwise|in\s+the\s+absence|late\s+(?:attestation|submission)"
    r"|not\s+(?:received|submitted|provided))\b",
    re.I,
)
_DUE = re.compile(
    r"\b(?:by|before|no\s+later\s+than|not\s+later\s+than|due(?:\s+(?:on|by))?|on\s+or\s+before"
    r"|next\s+due|deadline|first\s+due)\b[\s:]*(?:the\s+)?$",
    re.I,
)


@dataclass
class Duty:
    """An attestation with what is known of it."""

    name: str
    source: Candidate
    values: dict[str, Candidate] = field(default_factory=dict)


def gather(search: Search) -> list[Duty]:
    """Return what has to be attested, from tables first, else from sentences."""
    listed, told = _duty_tables(search), _duty_sentences(search)
    if not listed:
        return told
    _complete(search, listed)
    return listed


def _complete(search: Search, duties: list[Duty]) -> None:
    """Give listed duties the grace and the consequence that a sentence names for all of them."""
    general = Duty("", duties[0].source)
    for clause in clauses(search.readings[1]):
        if not re.search(r"\battestations?\b|\bcertificat\w+", clause.text, re.I):
            continue
        source = at_clause(search, clause, clause.text[:240], 0.8, "a sentence about all of them")
        _windows(general, source, clause.text)
        if _CONSEQUENCE.search(clause.text):
            general.values.setdefault("consequence", source)
    for duty in duties:
        for key in ("grace_days", "consequence"):
            if key in general.values:
                duty.values.setdefault(key, general.values[key])


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
        columns = {
            key: i
            for key, pattern in _HEADS.items()
            if (i := next((i for i, head in enumerate(table.heads) if i and re.search(pattern, head, re.I)), None))
            is not None
        }
        if not re.search(r"attest|certif|evidence", f"{heads} {lead}", re.I) or not columns:
            continue
        found += [_duty_row(search, row, columns) for row in table.rows if row.cells[0]]
    return found


def _duty_row(search: Search, row: Row, columns: dict[str, int]) -> Duty:
    source = at_row(search, row, row.cells[0])
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
    for match in re.finditer(
        r"\bwithin\s+(?:\w+\s+)?\(?(?P<n>\d{1,3})\)?\s+(?:calendar\s+|business\s+)?days\b", text, re.I
    ):
        duty.values.setdefault("window_days", replace(source, value=int(match["n"]), score=0.85))
    grace = re.search(
        r"\b(?P<n>\d{1,3})\)?[\s-]*(?:calendar\s+|business\s+)?days?'?\s+(?:of\s+)?(?:grace|cure)"
        r"|\bup\s+to\s+(?:\w+\s+)?\(?(?P<k>\d{1,3})\)?\s+(?:calendar\s+"
        r"|business\s+)?days?\s+after\s+(?:its|the|their)\s+due\b"
        r"|\bgrace\s+(?:period\s+)?(?:of\s+)?(?:\w+\s+)?\(?(?P<m>\d{1,3})\)?[\s-]*(?:business\s+)?days?",
        text,
        re.I,
    )
    if grace:
        duty.values.setdefault(
            "grace_days", replace(source, value=int(grace["n"] or grace["m"] or grace["k"]), score=0.85)
        )


def _duty_sentences(search: Search) -> list[Duty]:
    """Return one duty per section or sentence that binds the customer to attest something."""
    found: list[Duty] = []
    by_name: dict[str, Duty] = {}
    reading = search.readings[1]
    last: Duty | None = None
    for clause in _single(clauses(reading)):
        text = clause.text
        if (
            last is not None
            and _CONSEQUENCE.search(text)
            and clause.start - last.source.start < 900
            and "commitment" not in text.lower()[:60]
        ):
            last.values.setdefault(
                "consequence", at_clause(search, clause, text[:240], 0.8, "the sentence about failing")
            )
            _windows(last, at_clause(search, clause, None, 0.8), text)
            continue
        if not _ATTEST.search(text) or not (_DUTY.search(text) or _cadence(text)) or len(text) < 25:
            continue
        if re.search(r"\bAWS\s+(?:shall|will|must)\s+(?:provide|deliver)\b", text) or re.search(
            r"\btax(?:es)?\b|\bexemption\b", text, re.I
        ):
            continue
        name = _duty_name(clause)
        duty = by_name.get(name.lower())
        if duty is None:
            duty = Duty(name, at_clause(search, clause, name, 0.82, "a sentence that binds the customer"))
            by_name[name.lower()] = duty
            found.append(duty)
        _fill(search, clause, duty)
        last = duty
    return found


def _single(found: Iterable[Clause]) -> Iterator[Clause]:
    """Part a sentence that names several duties: "a report once, and a certificate every year"."""
    for clause in found:
        text = clause.reading.text
        cut = re.search(
            r",\s+and\s+(?=(?:an?|its|the)\s+(?:\w+\s+){0,3}(?:attestation|certificate|certification|report"
            r"|statement)\b)",
            text[clause.start : clause.end],
            re.I,
        )
        if cut is None or not _ATTEST.search(text[clause.start : clause.start + cut.start()]):
            yield clause
            continue
        yield replace(clause, end=clause.start + cut.start())
        yield replace(clause, start=clause.start + cut.end())


def _duty_name(clause: Clause) -> str:
    label = re.match(r"(?:\(?\w{1,3}[).]\s+)?(?P<name>[A-Z][\w &/-]{4,50}?)\s*(?::|\.\s|–)\s", clause.text)
    if label and re.search(r"attest|certif|report|review|stud|reference|statement", label["name"], re.I):
        return label["name"].strip()
    named = re.search(
        r"\b(?:an?\s+|the\s+|each\s+)?(?P<name>(?:\w+[\s-]){0,3}(?:attestation|certification|certificate"
        r"|report|case\s+stud(?:y|ies)|reference|statement|review))\b",
        clause.text,
        re.I,
    )
    words = " ".join(named["name"].split()) if named else ""
    words = re.sub(
        r"^(?:(?:a|an|the|submit|send|give|aws|provide|deliver|written|customer|will|shall|must|of|to|with|each|its|and"
        r"|by|complete|signed|furnish)\s+)+",
        "",
        words,
        flags=re.I,
    )
    if words and words.lower() not in ("attestation", "certification", "report", "review", "statement", "certificate"):
        return words[:1].upper() + words[1:]
    return clause.section or (words[:1].upper() + words[1:] if words else "Attestation")


def _fill(search: Search, clause: Clause, duty: Duty) -> None:
    text, reading = clause.text, clause.reading
    source = at_clause(search, clause, None, 0.85)
    cadence = _cadence(text)
    if cadence:
        duty.values.setdefault("cadence", replace(source, value=cadence))
    for value in reading.between(clause.start, clause.end):
        if (
            value.kind is Kind.DATE
            and isinstance(value.day, date)
            and _DUE.search(reading.text[max(clause.start, value.start - 30) : value.start])
        ):
            duty.values.setdefault("next_due", replace(search.candidate(reading, value, 0.88), how="a day to be kept"))
    _windows(duty, source, text)
    owner = _OWNER.search(text)
    if owner:
        duty.values.setdefault("owner", replace(source, value=" ".join(owner["who"].split()), score=0.78))
    evidence = re.search(
        r"\b(?:evidenc(?:e|ed)|supported|accompanied|including|together)\s*(?:by|with|of|:|includes?"
        r"|consist\w+\s+of)?\s+(?P<what>[^.;]{6,160})",
        text,
        re.I,
    )
    if evidence:
        duty.values.setdefault("evidence", replace(source, value=" ".join(evidence["what"].split()), score=0.75))
