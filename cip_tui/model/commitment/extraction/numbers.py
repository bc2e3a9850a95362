"""Numbers written as words: "twelve million five hundred thousand"."""

from __future__ import annotations

import re
from decimal import Decimal

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL = {word: number for number, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
ORDINALS = {
    word: number
    for number, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], 1
    )
}
ROMAN = {word: number for number, word in enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"], 1)}

NUMBER_WORDS = "|".join(sorted([*_SMALL, *_LARGE, "hundred"], key=len, reverse=True))


def read_words(text: str) -> Decimal | None:
    """Return the number that English words say, or None where they say none."""
    total, part, seen = 0, 0, False
    for word in re.split(r"[\s-]+", text.lower().strip()):
        if word == "and":
            continue
        if word in _SMALL:
            part += _SMALL[word]
        elif word == "hundred":
            part = (part or 1) * 100
        elif word in _LARGE:
            total += (part or 1) * _LARGE[word]
            part = 0
        else:
            return None
        seen = True
    return Decimal(total + part) if seen else None


def read_count(text: str) -> int | None:
    """Return a small count or ordinal: "3", "III", "three", "third"; None where it is none."""
    plain = text.strip().rstrip(".")
    if plain.isdigit():
        return int(plain)
    if plain in ROMAN:
        return ROMAN[plain]
    lower = plain.lower()
    if lower in ORDINALS:
        return ORDINALS[lower]
    short = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", lower)
    if short:
        return int(short[1])
    words = read_words(lower)
    return int(words) if words is not None else None
