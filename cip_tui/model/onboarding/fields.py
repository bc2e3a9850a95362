"""What a column of a customer file can be: the fields, their names and other names, read from fields.toml."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("fields.toml")
REQUIRED = ("customer_id", "company_name")
# The ends of our own column names that say a unit.
_UNIT_WORDS = ("sec", "ms")
Words = tuple[str, ...]
"""The words of a header in one form, sorted, so that their order does not matter."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `kind` says what its values look like, `unit` what numbers are in; `never` are words against it."""

    name: str
    title: str
    kind: str
    group: str
    unit: str = ""
    required: bool = False
    never: frozenset[str] = frozenset()
    examples: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Language:
    """All fields, and which words lead to which: `names` surely, `weak` perhaps."""

    fields: Mapping[str, Field]
    names: Mapping[Words, str]
    weak: Mapping[Words, tuple[str, ...]]
    same: Mapping[str, str]
    noise: frozenset[str]
    never: frozenset[str]
    known: frozenset[str]


@cache
def language() -> Language:
    """Return the fields as shipped."""
    with _FILE.open("rb") as file:
        facts = tomllib.load(file)
    same = {other: word for word, others in facts["words"].items() for other in others}
    names: dict[Words, str] = {}
    weak: dict[Words, tuple[str, ...]] = {}
    fields: dict[str, Field] = {}
    for entry in facts["field"]:
        name = entry["name"]
        fields[name] = Field(
            name,
            entry["title"],
            entry["kind"],
            entry["group"],
            entry.get("unit", ""),
            entry.get("required", False),
            frozenset(entry["never"]),
            frozenset(entry.get("examples", ())),
        )
        for phrase in (name.replace("_", " "), *entry["names"]):
            for words in _spelled(phrase, same):
                names.setdefault(words, name)
        for phrase in entry["weak"]:
            for words in _spelled(phrase, same):
                weak[words] = (*weak.get(words, ()), name)
    known = frozenset(word for words in (*names, *weak) for word in words)
    return Language(
        fields, names, weak, same, frozenset(facts["noise"]["words"]), frozenset(facts["never"]["words"]), known
    )


def _spelled(phrase: str, same: Mapping[str, str]) -> Iterator[Words]:
    """Return the words of each phrase that `{a|b}` stands for."""
    pieces = [
        piece[1:-1].split("|") if piece.startswith("{") else [piece] for piece in re.findall(r"\{[^}]*\}|\S+", phrase)
    ]
    for chosen in itertools.product(*pieces):
        words = (singular(same.get(word, word)) for word in " ".join(chosen).split())
        yield tuple(sorted(word for word in words if word not in _UNIT_WORDS))


def singular(word: str) -> str:
    """Return a word without the s of its plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us")) else word
