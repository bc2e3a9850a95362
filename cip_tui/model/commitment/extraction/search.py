"""What every family of patterns searches with: readings, tables, amendment zones, candidates and the choice of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from cip_tui.model.commitment.extraction.fields import Evidence, Field, FieldKind, FieldValue, Obtained, Rival
from cip_tui.model.commitment.extraction.tables import Table, find_tables
from cip_tui.model.commitment.extraction.text import Line, Pages, Reading
from cip_tui.model.commitment.extraction.values import Kind, Value

_QUOTE = 240
_AMENDMENT = re.compile(
    r"^(?:(?P<ord>first|second|third|fourth|fifth|sixth)\s+)?amendment(?:\s+(?:no\.?|number"
    r"|#)?\s*(?P<no>\d+|one|two|three|four|five))?"
    r"(?=\s|$|[:.–-])(?!.*\b(?:may|must|shall|will|of this)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_SUPERSEDED = re.compile(
    r"\b(?:previous(?:ly)?|prior|former(?:ly)?|original(?:ly)?|existing|superseded?|in place of"
    r"|instead of|in lieu of|replac(?:es|ing)"
    r"|no longer|rather than|deleting|deletes?|strik(?:es|ing)|was|were|had been)\b[^.;,\n]{0,45}$",
    re.IGNORECASE,
)

_OPTION = re.compile(
    r"\boption(?:al)?\s+(?:contract\s+)?(?:years?|periods?|terms?)\b|\bexercis(?:es?|ing)\s+(?:the|its|this|such|an)\s+"
    r"(?:\w+\s+)?option\b|\b(?:if|should)\b[^.;]{0,60}\b(?:extends?|renews?)\b",
    re.IGNORECASE,
)
_RAMP = re.compile(
    r"\s*(?:in|for|during)\s+(?:the\s+)?(?:first\b|(?:contract\s+)?year\s+(?:1|one)\b)(?:[^.;]|\.\d){0,60}?\bto\b(?:[^.;]|\.\d){0,40}?"
    r"(?:second\b|year\s+(?:2|two)\b)",
    re.IGNORECASE,
)
"""A sum of the first year that grows to one of the second: both hold, each in its year."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a pattern offers for a field. `score` is the pattern's own probability."""

    value: FieldValue
    score: float
    reading: str
    line: Line
    quote: str
    zone: int = 0
    start: int = 0
    redacted: bool = False
    derived: bool = False
    superseded: str = ""
    doubt: str = ""
    unit: str = ""
    how: str = ""

    @property
    def evidence(self) -> Evidence:
        """Where it stands."""
        return Evidence(self.line.page, self.line.number, self.quote)


@dataclass
class Search:
    """A document being searched."""

    pages: Pages
    currency: str = "USD"

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The two readings."""
        return self.pages.readings

    @cached_property
    def tables(self) -> list[Table]:
        """The tables of the document."""
        return find_tables(self.pages.rows)

    @cached_property
    def _amended(self) -> dict[str, list[int]]:
        return {r.name: [m.start() for m in _AMENDMENT.finditer(r.text) if m.start() > 0] for r in self.readings}

    @cached_property
    def _amended_lines(self) -> list[tuple[int, int]]:
        reading = self.readings[0]
        lines = (reading.line_at(offset) for offset in self._amended[reading.name])
        return [(line.page, line.number) for line in lines]

    def zone(self, reading: Reading, offset: int) -> int:
        """Return how many amendments have begun before a place; what is amended later counts."""
        return sum(1 for start in self._amended[reading.name] if start <= offset)

    def zone_of_line(self, line: Line) -> int:
        """Return the same for a line."""
        return sum(1 for place in self._amended_lines if place <= (line.page, line.number))

    def matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[Reading, re.Match[str]]]:
        """Yield every match in both readings."""
        for reading in self.readings:
            for match in pattern.finditer(reading.text):
                yield reading, match

    @cached_property
    def _packed(self) -> dict[int, str]:
        """The text of every page in the order of the file, without blanks."""
        pages: dict[int, list[str]] = {}
        for line in self.readings[1].lines:
            pages.setdefault(line.page, []).append("".join(line.text.split()))
        return {page: "".join(parts) for page, parts in pages.items()}

    def in_flow(self, page: int, raw: str) -> bool:
        """Say whether the second reading of a page holds this text as well."""
        return "".join(raw.split()) in self._packed.get(page, "")

    def quote(self, reading: Reading, start: int, end: int) -> str:
        """Return the sentence around a place, cut where it is long."""
        first, last = reading.sentence(start)
        last = max(last, end)
        text = reading.text[first:last].strip()
        if len(text) > _QUOTE:
            first = max(first, start - _QUOTE // 3)
            last = min(last, max(end, first + _QUOTE))
            text = reading.text[first:last].strip()
        return " ".join(text.split())

    def candidate(self, reading: Reading, value: Value, score: float, **more: object) -> Candidate:
        """Return a candidate for a value that stands in a reading."""
        made = Candidate(
            value=value.day if value.kind is Kind.DATE else value.amount,
            score=score,
            reading=reading.name,
            line=reading.line_at(value.start),
            quote=self.quote(reading, value.start, value.end),
            zone=self.zone(reading, value.start),
            start=value.start,
            redacted=value.kind is Kind.REDACTION,
            doubt=value.doubt,
            unit=value.currency if value.kind is Kind.MONEY else "",
        )
        return replace(made, **more)  # type: ignore[arg-type]  # the names are those of the dataclass

    def text_candidate(
        self, reading: Reading, match: re.Match[str], value: FieldValue, score: float, **more: object
    ) -> Candidate:
        """Return a candidate for what a match says."""
        return self.span_candidate(reading, match.start(), match.end(), value, score, **more)

    def span_candidate(
        self, reading: Reading, start: int, end: int, value: FieldValue, score: float, **more: object
    ) -> Candidate:
        """Return a candidate for what stands at a place."""
        made = Candidate(
            value=value,
            score=score,
            reading=reading.name,
            line=reading.line_at(start),
            quote=self.quote(reading, start, end),
            zone=self.zone(reading, start),
            start=start,
        )
        return replace(made, **more)  # type: ignore[arg-type]  # the names are those of the dataclass


def superseded(reading: Reading, value: Value) -> str:
    """Say why a value no longer counts, judged by the words around it; empty where it does count."""
    first, last = reading.sentence(value.start)
    before, after = reading.text[first : value.start], reading.text[value.end : last]
    if _OPTION.search(reading.text[first:last]):
        return "it holds only if an option is taken up"
    changed = re.search(r"\bfrom\s*[\"']?$", before, re.I) and re.match(r"[^.;]{0,60}?\bto\b", after, re.I)
    if changed and not _RAMP.match(after):
        return "changed to another value in the same sentence"
    if re.match(
        r"[\"']?[^.;]{0,80}?\b(?:is|are|shall be|be|and)?\s*(?:hereby\s+)?(?:deleted|replaced|superseded"
        r"|amended to read|struck)\b",
        after,
        re.I,
    ) and not re.search(r"\b(?:replaced|superseded|read|by|with)\b[^.;]{0,40}$", before, re.I):
        return "replaced by the text that follows"
    if _SUPERSEDED.search(before) and not re.search(r"\b(?:to|with|by|is now|reads?)\s*[\"':]*$", before[-24:], re.I):
        return "named as an earlier value"
    return ""


def choose(
    name: str, label: str, kind: FieldKind, candidates: Iterable[Candidate], *, unit: str = "", least: float = 0.5
) -> Field:
    """Return the field that the candidates make: the best one, believed the less the more others come near it."""
    offered = list(candidates)
    valid = [item for item in offered if not item.superseded and item.score >= least]
    if not valid:
        rivals = _rivals(offered, None)
        reason = (
            "only earlier values stand in the text" if any(c.superseded for c in offered) else "no statement was found"
        )
        return Field(name, label, kind, unit=unit, reason=reason, rivals=rivals)
    zone = max(item.zone for item in valid)
    current = [item for item in valid if item.zone == zone]
    groups: dict[object, list[Candidate]] = {}
    for item in current:
        groups.setdefault(_sameness(item), []).append(item)
    ranked = sorted(groups.values(), key=_strength, reverse=True)
    best = max(ranked[0], key=lambda item: (item.score, -item.line.page))
    return _field(name, label, kind, unit or best.unit, best, ranked, _rivals(offered, best))


def _sameness(item: Candidate) -> object:
    """Return what makes two candidates the same: the value, words without case and marks."""
    if item.redacted:
        return "redacted"
    return re.sub(r"\W+", "", item.value).lower() if isinstance(item.value, str) else item.value


def _strength(group: Sequence[Candidate]) -> float:
    return max(item.score for item in group) + (0.03 if len({item.reading for item in group}) > 1 else 0)


# Fields that hold a sentence: several sentences on the matter do not contradict each other.
CLAUSES = frozenset({"renewal", "termination", "carry_over", "supersedes", "regions", "accounts"})


def _field(
    name: str,
    label: str,
    kind: FieldKind,
    unit: str,
    best: Candidate,
    ranked: Sequence[Sequence[Candidate]],
    rivals: tuple[Rival, ...],
) -> Field:
    confidence, reasons, warnings = best.score, [best.how] if best.how else [], []
    if len({item.reading for item in ranked[0]}) > 1:
        confidence = min(0.99, confidence + 0.03)
        if "both readings agree" not in reasons:
            reasons.append("both readings agree")
    elif "agree" not in best.how:
        reasons.append("found in one reading")
    near = [] if name in CLAUSES else [group for group in ranked[1:] if _strength(group) > _strength(ranked[0]) - 0.12]
    if near:
        confidence = min(confidence, 0.55)
        reasons.append(f"{len(near) + 1} candidates")
        warnings.append("The text offers another value as well")
    doubts = [item.doubt for item in ranked[0]]
    if best.doubt and all(doubts):
        confidence = min(confidence, 0.6)
        warnings.append(best.doubt[:1].upper() + best.doubt[1:])
    obtained = Obtained.REDACTED if best.redacted else Obtained.DERIVED if best.derived else Obtained.STATED
    value = None if best.redacted else best.value
    return Field(
        name,
        label,
        kind,
        value,
        unit,
        obtained,
        best.evidence,
        round(confidence, 2),
        ", ".join(reasons),
        tuple(warnings),
        rivals,
    )


def _rivals(offered: Sequence[Candidate], best: Candidate | None) -> tuple[Rival, ...]:
    found: dict[tuple[object, str], Rival] = {}
    for item in sorted(offered, key=lambda each: (-each.zone, -each.score)):
        if best is not None and _sameness(item) == _sameness(best) and not item.superseded:
            continue
        why = item.superseded
        if not why and best is not None and item.zone < best.zone:
            why = "superseded by the amendment"
        if not why:
            why = "less certain" if best is not None else "not certain enough"
        key = (item.value, "redacted" if item.redacted else "")
        if key not in found:
            found[key] = Rival(item.value, item.evidence, why, item.redacted)
    return tuple(found.values())[:8]


@dataclass
class Offers:
    """Candidates collected by field name."""

    by_name: dict[str, list[Candidate]] = field(default_factory=dict)

    def add(self, name: str, candidate: Candidate) -> None:
        """Keep a candidate for a field."""
        self.by_name.setdefault(name, []).append(candidate)

    def of(self, name: str) -> list[Candidate]:
        """Return what is offered for a field."""
        return self.by_name.get(name, [])
