"""Which column is which field: names, other names and values as evidence, each field given to one column at most.

A field is taken without asking only where the header has exactly the words of one of its names (in any order, with
abbreviations, or with a letter mistyped), the values agree, and no other column claims it as well. Everything less is
proposed for a person to accept; what is below `PROPOSED` is not even that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from cip_tui.model.onboarding.evidence import fit
from cip_tui.model.onboarding.fields import REQUIRED, Field, Words, language
from cip_tui.model.onboarding.headers import FACTORS, Header, read_header
from cip_tui.model.text import clean

ACCEPTED = 0.75
PROPOSED = 0.55
# How sure a name is, by how it was found.
_SURE, _TYPO, _WEAK = 1.0, 0.92, 0.7
_LEAST_FIT = 0.6
_OPTIONAL = frozenset({"customer", "account", "client"})
_NUMBERS = frozenset({"money", "count", "duration", "percent", "days", "score"})


@dataclass(frozen=True, slots=True)
class Match:
    """A column and the field it is taken for. `field` is empty where there is none.

    `accepted` says that it may be used without asking; `score` is between 0 and 1; `factor` turns its numbers into the
    unit of the field; `evidence` says why.
    """

    column: int
    header: str
    field: str = ""
    score: float = 0.0
    accepted: bool = False
    factor: Decimal = Decimal(1)
    evidence: str = ""

    @property
    def proposed(self) -> bool:
        """Whether it waits for a person to accept it."""
        return bool(self.field) and not self.accepted


@dataclass(frozen=True, slots=True)
class _Claim:
    field: Field
    name: float
    said: str
    factor: Decimal = Decimal(1)


def match_columns(headers: Sequence[str], columns: Sequence[Sequence[str]]) -> list[Match]:
    """Return for each column what it is taken for; `columns` are some of its values, in the order of the headers."""
    candidates: list[list[Match]] = []
    for index, text in enumerate(headers):
        header = read_header(text)
        values = columns[index] if index < len(columns) else ()
        claims = _claims(header)
        candidates.append([found for claim in claims if (found := _weighed(index, header, claim, values)) is not None])
    chosen = _assigned(candidates)
    return [
        _contested(chosen[index], candidates, chosen) if chosen[index] is not None else Match(index, text)
        for index, text in enumerate(headers)
    ]


def _claims(header: Header) -> list[_Claim]:
    """Return the fields that a header may mean, the surest first."""
    if not header.words:
        return []
    found = _sure(header)
    if found is not None:
        return [found]
    known = language()
    return [
        _Claim(known.fields[name], _WEAK, f'"{clean(header.text, 40)}" may mean {known.fields[name].title}')
        for name in _weak_names(header.words)
        if not set(header.words) & known.fields[name].never
    ] or _near(header)


def _sure(header: Header) -> _Claim | None:
    known = language()
    for words in _forms(header.words):
        name = known.names.get(words)
        if name is not None and not (words != header.words and known.fields[name].group == "identifier"):
            return _Claim(known.fields[name], _SURE, "name 1.00")
    for names, name in known.names.items():
        if len(header.words) == 1 and len(names) > 1 and len(header.words[0]) == sum(map(len, names)):
            from itertools import permutations

            if len(names) <= 4 and any("".join(order) == header.words[0] for order in permutations(names)):
                return _Claim(known.fields[name], _SURE, "name 1.00")
    mended = tuple(sorted(_mended(word) for word in header.words))
    if mended != tuple(header.words):
        for words in _forms(mended):
            name = known.names.get(words)
            if name is not None and not (words != mended and known.fields[name].group == "identifier"):
                return _Claim(known.fields[name], _TYPO, "name 0.92, a letter mistyped")
    return None


def _forms(words: Words) -> list[Words]:
    """Return the words, and what is left without those that add nothing."""
    forms = [words]
    for drop in (frozenset({"percent"}), _OPTIONAL, _OPTIONAL | {"percent"}):
        left = tuple(word for word in words if word not in drop)
        if left and left not in forms:
            forms.append(left)
    return forms


def _mended(word: str) -> str:
    """Return the one known word that a mistyped one must mean, or the word itself."""
    known = language().known
    if word in known or len(word) < 5 or word.isdigit() or word in language().never:
        return word
    from rapidfuzz.distance import OSA

    most = 1 if len(word) < 9 else 2
    near = [other for other in known if len(other) >= 5 and OSA.distance(word, other, score_cutoff=most) <= most]
    return near[0] if len(near) == 1 else word


def _weak_names(words: Words) -> tuple[str, ...]:
    known = language()
    for form in _forms(words):
        if form in known.weak:
            return known.weak[form]
    return ()


def _near(header: Header) -> list[_Claim]:
    """Return the fields whose names are much like the header, for a person to judge."""
    known = language()
    words = set(header.words)
    if words & known.never:
        return []
    from rapidfuzz.fuzz import token_set_ratio

    best: dict[str, float] = {}
    text = " ".join(header.words)
    for names, name in known.names.items():
        if len(words & set(names)) * 2 >= len(names) and not words & known.fields[name].never:
            ratio = token_set_ratio(text, " ".join(names)) / 100 * len(words & set(names)) / len(words | set(names))
            best[name] = max(best.get(name, 0.0), ratio)
    ranked = sorted(best.items(), key=lambda item: -item[1])[:3]
    return [
        _Claim(known.fields[name], 0.45 + 0.2 * ratio, f"name {0.45 + 0.2 * ratio:.2f}")
        for name, ratio in ranked
        if ratio >= 0.5
    ]


def _weighed(index: int, header: Header, claim: _Claim, values: Sequence[str]) -> Match | None:
    """Return the match with its score, or None where the values speak against it."""
    field = claim.field
    factor, doubt = _conversion(header, field)
    if doubt is None:
        return None
    found = fit(field, values)
    if found is None:
        score = 0.8 if claim.name == _SURE and not field.required else min(claim.name, 0.6)
        said = f"{claim.said}, no values"
    else:
        points, why = found
        if points < 0.3 and claim.name < _SURE:
            return None
        if points < 0.1:
            # The name is right and the values are not: a person shall look.
            score = PROPOSED if claim.name == _SURE else 0.0
        elif claim.name >= _TYPO and points >= (_LEAST_FIT if claim.name == _SURE else 0.8):
            score = ACCEPTED + 0.15 * (claim.name - _TYPO) / (1 - _TYPO) + 0.1 * points
        else:
            score = min(ACCEPTED - 0.01, 0.5 * claim.name + 0.24 * points + 0.1)
        said = f"{claim.said}, {why}"
    if doubt:
        score, said = min(score, ACCEPTED - 0.01), f"{said}; {doubt}"
    if score < PROPOSED:
        return None
    return Match(index, header.text, field.name, round(score, 3), score >= ACCEPTED, factor, said)


def _conversion(header: Header, field: Field) -> tuple[Decimal, str | None]:
    """Return the factor into the field's unit and what is doubtful about it; None where the units cannot be one."""
    factor = Decimal(header.scale) if header.scale else Decimal(1)
    said = f"in units of {header.scale}, to be multiplied" if header.scale else ""
    if header.unit and field.kind in _NUMBERS and header.unit != field.unit:
        if field.kind == "money":
            return factor, f"the header says {header.unit}, not {field.unit}"
        step = FACTORS.get((header.unit, field.unit))
        if step is None:
            return factor, None
        return factor * Decimal(step), f"the header says {header.unit}: x {step} gives {field.unit}"
    return factor, said


def _assigned(candidates: Sequence[Sequence[Match]]) -> list[Match | None]:
    """Give each field to one column at most so that the scores add up to the most.

    Augmenting paths over columns in the order of their best score: with the weights on columns alone this is greedy,
    and exact where, as here, a column that has a sure field has only that one.
    """
    order = sorted(range(len(candidates)), key=lambda i: -max((match.score for match in candidates[i]), default=0.0))
    holder: dict[str, Match] = {}

    def placed(index: int, tried: set[str]) -> bool:
        for match in sorted(candidates[index], key=lambda one: -one.score):
            if match.field in tried:
                continue
            tried.add(match.field)
            held = holder.get(match.field)
            if held is None or placed(held.column, tried):
                holder[match.field] = match
                return True
        return False

    for index in order:
        placed(index, set())
    chosen: list[Match | None] = [None] * len(candidates)
    for match in holder.values():
        chosen[match.column] = match
    return chosen


def _contested(match: Match | None, candidates: Sequence[Sequence[Match]], chosen: Sequence[Match | None]) -> Match:
    """Take nothing for granted that another column claims as surely."""
    assert match is not None
    rivals = [
        other
        for others in candidates
        for other in others
        if other.field == match.field and other.column != match.column and other.score >= match.score - 0.1
    ]
    if match.accepted and rivals:
        named = ", ".join(f'"{clean(rival.header, 30)}"' for rival in rivals[:3])
        return replace(match, accepted=False, score=ACCEPTED - 0.01, evidence=f"{match.evidence}; so could {named}")
    return match


def by_field(matches: Sequence[Match], *, proposed: bool = False) -> Mapping[str, Match]:
    """Return the matches that are used, by field; those that wait for a person only where `proposed`."""
    return {match.field: match for match in matches if match.field and (match.accepted or proposed)}


def missing_required(matches: Sequence[Match]) -> tuple[str, ...]:
    """Return the required fields that no accepted column holds."""
    taken = by_field(matches)
    return tuple(name for name in REQUIRED if name not in taken)


@lru_cache(maxsize=4096)
def header_points(text: str) -> float:
    """Return how much a text looks like the header of a field: 1 for a sure name, less for what may be one."""
    header = read_header(text)
    if not header.words or len(text) > 80:
        return 0.0
    if _sure(header) is not None:
        return 1.0
    return 0.4 if _weak_names(header.words) else 0.0
