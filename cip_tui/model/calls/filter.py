"""The filter expression shared by screens and command line: `customer=acme model!=gpt-4 feature~chat`.

Terms stand side by side and all must hold. `=` and `!=` take one value or several joined by `|`; `~` finds a part
of the name, ignoring case. A value with blanks, bars or quotes is written in double quotes, with "" for a quote.
A dimension that is not stated is written `customer=""`.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from cip_tui.model.calls.schema import DIMENSIONS
from cip_tui.model.errors import UsageError

_QUOTED = r'"(?:[^"]|"")*"'
_VALUE = rf'(?:{_QUOTED}|[^\s"|]+)'
_TERM = re.compile(rf"\s*([A-Za-z_]+)\s*(!=|=|~)\s*({_VALUE}(?:\|{_VALUE})*)(?=\s|$)")
_PLAIN = re.compile(r'[^\s"|]+')


@dataclass(frozen=True, slots=True)
class Term:
    """One condition on one dimension."""

    dimension: str
    operator: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.dimension}{self.operator}" + "|".join(map(_written, self.values))

    def sql(self) -> tuple[str, tuple[str, ...]]:
        """Return the condition in portable SQL with `?` parameters."""
        column = DIMENSIONS[self.dimension].column
        if self.operator == "~":
            likes = " OR ".join(f"lower({column}) LIKE ? ESCAPE '!'" for _ in self.values)
            return f"({likes})", tuple(f"%{_escaped(value.lower())}%" for value in self.values)
        marks = ", ".join("?" for _ in self.values)
        return f"{column} {'NOT IN' if self.operator == '!=' else 'IN'} ({marks})", self.values

    def matches(self, value: str) -> bool:
        """Say whether the condition holds for a value of its dimension, as `sql` would."""
        if self.operator == "~":
            return any(part.lower() in value.lower() for part in self.values)
        return (value in self.values) == (self.operator == "=")


@dataclass(frozen=True, slots=True)
class Filter:
    """Terms that all must hold; no terms let everything through."""

    terms: tuple[Term, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))

    def __bool__(self) -> bool:
        return bool(self.terms)

    def with_value(self, dimension: str, value: str) -> Filter:
        """Return this filter narrowed to one value of a dimension, replacing an earlier `=` on it."""
        kept = tuple(term for term in self.terms if (term.dimension, term.operator) != (dimension, "="))
        return Filter((*kept, Term(dimension, "=", (value,))))

    def and_(self, other: Filter) -> Filter:
        """Return a filter that demands both."""
        return Filter((*self.terms, *(term for term in other.terms if term not in self.terms)))

    def sql(self) -> tuple[str, tuple[str, ...]]:
        """Return the condition in portable SQL with `?` parameters; `1 = 1` where there are no terms."""
        parts = [term.sql() for term in self.terms]
        text = " AND ".join(part for part, _ in parts) or "1 = 1"
        return text, tuple(value for _, values in parts for value in values)


def parse_filter(text: str) -> Filter:
    """Read a filter expression. Raises `UsageError` naming the part that is not understood."""
    terms: list[Term] = []
    position = 0
    while text[position:].strip():
        match = _TERM.match(text, position)
        if match is None:
            raise UsageError(
                f"The filter is not understood from '{text[position:].strip()}' on",
                next_step="Write it like customer=acme model!=gpt-4 feature~chat",
            )
        name, operator, values = match.groups()
        terms.append(Term(_dimension(name), operator, tuple(map(_read, re.findall(_VALUE, values)))))
        position = match.end()
    return Filter(tuple(terms))


def _dimension(name: str) -> str:
    by_column = {dimension.column: dimension.name for dimension in DIMENSIONS.values()}
    found = name if name in DIMENSIONS else by_column.get(name)
    if found is None:
        near = difflib.get_close_matches(name, DIMENSIONS, n=1)
        hint = f"Did you mean {near[0]}?" if near else "Known: " + ", ".join(DIMENSIONS)
        raise UsageError(f"There is no dimension '{name}' to filter by", next_step=hint)
    return found


def _written(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else '"' + value.replace('"', '""') + '"'


def _read(value: str) -> str:
    return value[1:-1].replace('""', '"') if value.startswith('"') else value


def _escaped(value: str) -> str:
    return value.replace("!", "!!").replace("%", "!%").replace("_", "!_")
