"""How well an agreement was read: what was told, field by field, beside what the document says.

Precision is right / (right + wrong + invented), recall right / (right + wrong + missed) over what the document states;
F1 is their harmonic mean, abstention the share of stated values that were left open. A sum is silently wrong where it
is wrong or invented and came without a warning. Redactions count on their own: recognised or not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from tests.commitment.agreements.truth import Agreement, Fact, Family, family_of


class Verdict(StrEnum):
    """What became of a field."""

    RIGHT = "right"
    WRONG = "wrong"
    INVENTED = "invented"
    MISSED = "missed"
    REDACTED = "redacted"
    UNSEEN = "redaction not seen"


STRICT = {Family.MONEY, Family.DATE, Family.RATE}
"""Families whose records are complete: a value that no fact covers is invented."""
NAMED = ("discounts", "credits", "attestations", "notices")
"""Fields with a name given by the document, which may be told in other words."""


@dataclass(frozen=True, slots=True)
class Told:
    """A field as a reader tells it. `value` is None where it says redacted; `doubtful` where it came with a warning."""

    field: str
    value: str | None
    page: int | None = None
    doubtful: bool = False
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one field of one agreement."""

    agreement: str
    field: str
    verdict: Verdict
    expected: str
    told: str
    doubtful: bool = False
    page_right: bool | None = None

    @property
    def family(self) -> Family:
        """The family that the field is scored in."""
        return family_of(self.field)

    @property
    def silent(self) -> bool:
        """Whether this is a sum that is wrong without a warning."""
        return self.family is Family.MONEY and self.verdict in {Verdict.WRONG, Verdict.INVENTED} and not self.doubtful


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over some outcomes, and the ratios made of them (None where nothing was to be told)."""

    right: int = 0
    wrong: int = 0
    invented: int = 0
    missed: int = 0
    redacted: int = 0
    unseen: int = 0
    silent: int = 0

    @property
    def precision(self) -> float | None:
        """The share of what was told that is right."""
        return ratio(self.right, self.right + self.wrong + self.invented)

    @property
    def recall(self) -> float | None:
        """The share of what is stated that was told rightly."""
        return ratio(self.right, self.right + self.wrong + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        return ratio(2 * self.right, 2 * self.right + 2 * self.wrong + self.invented + self.missed)

    @property
    def abstention(self) -> float | None:
        """The share of what is stated that was left open."""
        return ratio(self.missed, self.right + self.wrong + self.missed)


def ratio(part: int, whole: int) -> float | None:
    """Return part / whole, or None without a whole."""
    return part / whole if whole else None


def scored(outcomes: Iterable[Outcome]) -> Score:
    """Count outcomes."""
    items = list(outcomes)
    count = Counter(item.verdict for item in items)
    return Score(
        right=count[Verdict.RIGHT],
        wrong=count[Verdict.WRONG],
        invented=count[Verdict.INVENTED],
        missed=count[Verdict.MISSED],
        redacted=count[Verdict.REDACTED],
        unseen=count[Verdict.UNSEEN],
        silent=sum(item.silent for item in items),
    )


def judged(agreement: Agreement, told: Sequence[Told]) -> list[Outcome]:
    """Compare what was told about an agreement with its record."""
    open_items = {item.field: item for item in simplified(agreement, told)}
    outcomes = []
    for fact in agreement.facts:
        item = open_items.pop(matching(fact.field, open_items) or "", None)
        outcome = verdict(agreement.name, fact, item)
        if outcome is not None:
            outcomes.append(outcome)
    outcomes += [
        Outcome(agreement.name, item.field, Verdict.INVENTED, "", item.value, item.doubtful)
        for item in open_items.values()
        if item.value is not None and family_of(item.field) in STRICT
    ]
    return outcomes


def verdict(agreement: str, fact: Fact, item: Told | None) -> Outcome | None:
    """Judge one fact; None where nothing had to be told and nothing was."""
    expected = " or ".join(fact.values)
    said = "" if item is None else "redacted" if item.redacted else item.value or ""
    doubtful = item is not None and item.doubtful
    if fact.redacted:
        kind = Verdict.REDACTED if item and item.redacted else Verdict.INVENTED if said else Verdict.UNSEEN
    elif fact.absent:
        if not said:
            return None
        kind = Verdict.INVENTED
    elif item is None or not said:
        if not fact.required:
            return None
        kind = Verdict.MISSED
    else:
        kind = Verdict.RIGHT if any(same(fact.field, said, value) for value in fact.values) else Verdict.WRONG
    page = None if item is None or not item.page or not fact.page else item.page == fact.page
    return Outcome(agreement, fact.field, kind, expected, said, doubtful, page)


def simplified(agreement: Agreement, told: Sequence[Told]) -> list[Told]:
    """Tell a rate once that was told alike for every contract year, where the document states it once."""
    items = [item for item in told if item.value is not None or item.redacted]
    result = []
    seen: set[str] = set()
    for item in items:
        plain = re.sub(r"^(discounts\..+)\.\d+$", r"\1", item.field)
        alike = {other.value for other in items if re.fullmatch(re.escape(plain) + r"(\.\d+)?", other.field)}
        if plain != item.field and len(alike) == 1 and matching(plain, [fact.field for fact in agreement.facts]):
            item = replace(item, field=plain)
        if item.field not in seen:
            seen.add(item.field)
            result.append(item)
    return result


def matching(field: str, names: Iterable[str]) -> str | None:
    """Return the one of the names that means this field: itself, or for named fields the one with most words shared."""
    names = list(names)
    if field in names:
        return field
    head, _, rest = field.partition(".")
    if head not in NAMED:
        return None
    mine, tail = named(rest)
    best, closest = 0.5, None
    for name in names:
        other_head, _, other = name.partition(".")
        theirs, other_tail = named(other)
        if other_head != head or other_tail != tail or not mine or not theirs:
            continue
        closeness = len(mine & theirs) / min(len(mine), len(theirs))
        if closeness > best:
            best, closest = closeness, name
    return closest


def named(rest: str) -> tuple[set[str], str]:
    """Split the part of a field behind its head into the words of the name and what follows the name."""
    name, _, tail = rest.rpartition(".")
    if not (tail.isdigit() or tail in {"rate", "amount"}) or not name:
        name, tail = rest, ""
    return {word for word in re.findall(r"[a-z0-9*]+", name.lower()) if word not in {"amazon", "aws", "the"}}, tail


def same(field: str, told: str, expected: str) -> bool:
    """Tell whether two values are the same: numbers by value, lists in any order, words without case and marks."""
    if family_of(field) in {Family.MONEY, Family.RATE, Family.NOTICE, Family.CREDIT}:
        try:
            return Decimal(told) == Decimal(expected)
        except InvalidOperation:
            return False
    if ";" in told or ";" in expected:
        return {plain_words(item) for item in told.split(";")} == {plain_words(item) for item in expected.split(";")}
    return plain_words(told) == plain_words(expected)


def plain_words(text: str) -> str:
    """Leave letters and digits only, in small letters; `AWS` and `Amazon` in front of a service say nothing."""
    return re.sub(r"[^0-9a-z]+", "", re.sub(r"^\s*(aws|amazon)\s+", "", text.lower().strip()))
