"""The words that questions are made of, read from words.toml: what is not there is not understood."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("words.toml")

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A phrase of a question: what kind it is, what it stands for, and how it was written."""

    kind: str
    value: Any = None
    text: str = ""


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}
UNITS = {
    name: unit
    for unit, names in {
        "%": ("%", "percent", "pct"),
        "d": ("day", "days"),
        "s": ("s", "sec", "secs", "second", "seconds"),
        "ms": ("ms", "millisecond", "milliseconds"),
        "$": ("dollar", "dollars", "usd"),
        "pt": ("point", "points"),
        "min": ("minute", "minutes"),
        "w": ("week", "weeks"),
        "mo": ("month", "months"),
    }.items()
    for name in names
}
NUMBERS = {
    name: number
    for number, name in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
}


@cache
def lexicon() -> dict[Tokens, Item]:
    """Return every phrase, as tokens, with what it stands for."""
    with _FILE.open("rb") as file:
        data = tomllib.load(file)
    found: dict[Tokens, Item] = {}

    def add(phrases: list[str], kind: str, value: Any = None) -> None:
        for phrase in phrases:
            found[tuple(phrase.split())] = Item(kind, value, phrase)

    add(data["fillers"], "fill")
    for noun in data["nouns"]:
        add([noun], "noun", noun)
    for intent, phrases in data["intents"].items():
        add(phrases, "intent", intent)
    for field, phrases in data["fields"].items():
        add(phrases, "field", field)
    for entry in data["phrase"]:
        value = entry.get("value")
        add(entry["words"], entry["kind"], tuple(value) if isinstance(value, list) else value)
    return found
