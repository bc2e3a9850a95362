"""A query: which accounts, in which order, how many, by what. It is written and read as one line of text.

    churn:high acv>100k -industry:insurance or band:critical sort:-acv limit:5 by:csm

Terms side by side must all hold, `or` parts alternatives, `-` turns a term around, a word that is no term searches
names. `field:value` means equal for words; in text a word begins with it. Several values stand with commas, a range
as `1..5`, and `none` is what an account does not have.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from cip_tui.model.onboarding.questions.fields import Field, FieldKind, Value, brief

NONE = "none"
_PLAIN = re.compile(r"[^\s\"',:<>=!~-][^\s\"',:<>=!~]*")


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. `values` are texts, or decimals of a number field; `NONE` in `values` is a value that is missing.

    `operator` is one of `:` (equal; of text: a word begins with it), `=`, `>`, `>=`, `<`, `<=`, `..` (both ends
    included) and `~` (like a name). `negated` turns it around: then also accounts without the value hold.
    """

    field: Field
    operator: str
    values: tuple[str | Decimal, ...]
    negated: bool = False

    def __str__(self) -> str:
        sign = "-" if self.negated else ""
        if self.operator == "~":
            return f"{sign}{written(self.values[0], search=True)}"
        name = brief(self.field)
        if self.operator == "..":
            return f"{sign}{name}:{written(self.values[0])}..{written(self.values[1])}"
        texts = [_word(one) if self.field.words else written(one) for one in self.values]
        return f"{sign}{name}{self.operator}" + ",".join(texts)

    def holds(self, value: Value) -> bool:
        """Say whether the condition holds for a value of its field."""
        return self._holds(value) != self.negated

    def _holds(self, value: Value) -> bool:
        if value is None:
            return NONE in self.values and self.operator in (":", "=")
        if self.operator in (":", "="):
            return any(self._same(value, wanted) for wanted in self.values if wanted != NONE)
        if isinstance(value, Decimal):
            return self._compares(value)
        return self._compares_text(value)

    def _same(self, value: Value, wanted: str | Decimal) -> bool:
        if isinstance(value, Decimal) or isinstance(wanted, Decimal):
            return value == wanted
        text, part = (value or "").casefold(), wanted.casefold()
        if self.field.kind is FieldKind.DAY:
            return text.startswith(part)
        return _begins(part, text) if self.operator == ":" and self.field.kind is FieldKind.TEXT else text == part

    def _compares(self, value: Decimal) -> bool:
        bounds = [one for one in self.values if isinstance(one, Decimal)]
        if self.operator == "..":
            return bounds[0] <= value <= bounds[1]
        return _ORDERS[self.operator](value, bounds[0])

    def _compares_text(self, value: str) -> bool:
        """Compare days by their text; `2024` and `2024-03` are spans, so that after 2024 begins with 2025."""
        bounds = [str(one) for one in self.values]
        if self.operator == "..":
            return bounds[0] <= value and value[: len(bounds[1])] <= bounds[1]
        bound = bounds[0]
        cut = value[: len(bound)]
        return {">": cut > bound, ">=": cut >= bound, "<": cut < bound, "<=": cut <= bound}[self.operator]


def _begins(part: str, text: str) -> bool:
    """Say whether a word of the text begins with the part; a part with digits is whole words: L4 is not L40S."""
    end = r"(?!\w)" if any(char.isdigit() for char in part) else ""
    return re.search(rf"(?<!\w){re.escape(part)}{end}", text) is not None


_ORDERS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
}


@dataclass(frozen=True, slots=True)
class Sort:
    """An order by a field; accounts without a value come last either way."""

    field: Field
    descending: bool = False

    def __str__(self) -> str:
        return f"sort:{'-' if self.descending else ''}{brief(self.field)}"


@dataclass(frozen=True, slots=True)
class Query:
    """Alternatives of terms that must all hold; none let every account through."""

    groups: tuple[tuple[Term, ...], ...] = ()
    sort: tuple[Sort, ...] = ()
    limit: int | None = None
    by: Field | None = None

    def __str__(self) -> str:
        parts = [" or ".join(" ".join(map(str, group)) for group in self.groups)]
        parts += map(str, self.sort)
        if self.limit is not None:
            parts.append(f"limit:{self.limit}")
        if self.by is not None:
            parts.append(f"by:{brief(self.by)}")
        return " ".join(part for part in parts if part)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term of every alternative."""
        return tuple(term for group in self.groups for term in group)

    def fields(self) -> tuple[Field, ...]:
        """Return the fields the query speaks of, each once."""
        named = [term.field for term in self.terms if term.operator != "~"] + [one.field for one in self.sort]
        return tuple({field.name: field for field in named}.values())

    def and_(self, *terms: Term) -> Query:
        """Return the query with more terms that must hold."""
        if not terms:
            return self
        groups = self.groups or ((),)
        return replace(self, groups=tuple((*group, *(one for one in terms if one not in group)) for group in groups))


def written(value: str | Decimal, *, search: bool = False) -> str:
    """Write a value so that it is read back as the same."""
    if isinstance(value, Decimal):
        return plain(value)
    reserved = search and value.casefold() == "or"
    return value if _PLAIN.fullmatch(value) and not reserved else '"' + value.replace('"', '""') + '"'


def _word(value: str | Decimal) -> str:
    """Write one of a few words short: `at-risk`."""
    return str(value).casefold().replace(" ", "-")


def plain(value: Decimal) -> str:
    """Write a number without exponent and needless zeros: 100000, 2.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
