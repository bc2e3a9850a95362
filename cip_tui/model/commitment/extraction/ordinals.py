"""Which contract year a text speaks of: "Contract Year 1", "the first contract year", "Years 1, 2 and 3", "FY2026"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cip_tui.model.commitment.extraction.numbers import ORDINALS, ROMAN, read_count

_COUNTS = (
    r"(?:\d{1,2}(?!\d)|"
    + "|".join(["one", "two", "three", "four", "five", "six", "seven", *sorted(ROMAN, key=len, reverse=True)])
    + ")"
)
_KINDS = r"(?:contract|commitment|addendum|agreement|term|service|subscription|pricing|annual|spend|discount)"
_MONTHS = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_WORDS = "|".join([*ORDINALS, r"\d(?:st|nd|rd|th)"])
ORDINAL = re.compile(
    rf"\b(?:{_KINDS}\s+)?(?:years?|yrs?\.?|periods?)\s*(?:#|no\.?\s*)?(?P<list>{_COUNTS}(?:\s*(?:,|and"
    rf"|&|through|to|[-–])\s*(?:(?:and|&)\s*)?"
    rf"(?:(?:{_KINDS}\s+)?year\s*)?{_COUNTS})*)(?:\b|(?<=\d)(?={_MONTHS}))(?!\s*(?:months?|days?|percent|%|\.\d))"
    rf"|\b(?P<words>(?:{_WORDS})(?:\s*(?:,|and|&"
    rf"|through)\s*(?:and\s+)?(?:the\s+)?(?:{_WORDS}))*)\s+(?:full\s+)?(?:{_KINDS}\s+)?"
    r"(?:years?|(?:twelve|12)(?:\s*\(12\))?[\s-]*month\s+period|periods?)\b"
    r"|\b(?:CY|Y|Yr)(?P<short>[1-9])\b",
    re.IGNORECASE,
)
FISCAL = re.compile(
    r"\b(?:FY|fiscal\s+years?|calendar\s+years?|CY)\s*'?(?P<first>20\d\d|\d\d)(?:\s*(?:through|to"
    r"|[-–])\s*(?:FY\s*)?'?(?P<last>20\d\d|\d\d))?\b",
    re.IGNORECASE,
)
EACH = re.compile(
    r"\b(?:(?:for|in|during|of)\s+)?(?:each|every|any)\s+(?:of\s+the\s+)?(?:(?:one|two|three|four|five"
    r"|six|seven|\d+)\s*(?:\(\d+\)\s*)?)?"
    rf"(?:full\s+)?(?:{_KINDS}\s+)?(?:years?|(?:twelve|12)(?:\s*\(12\))?[\s-]*month\s+period|annual period)\b"
    rf"|\bper\s+(?:{_KINDS}\s+)?(?:year|annum)\b|\b(?:annually|yearly)\b|/\s?(?:year|yr)\b|\ba\s+year\b",
    re.IGNORECASE,
)
HOW_MANY = re.compile(
    r"\b(?P<n>one|two|three|four|five|six|seven|\d{1,2})\s*(?:\((?P<d>\d+)\)\s*)?(?:consecutive\s+|successive\s+)?"
    r"(?:contract|commitment|annual|twelve[\s-]month|12[\s-]month)\s+(?:years|periods)\b"
    r"|\beach\s+of\s+the\s+(?P<n2>one|two|three|four|five|six|seven"
    r"|\d{1,2})\s*(?:\((?P<d2>\d+)\)\s*)?(?:contract\s+)?years\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ordinal:
    """The contract years that a stretch of text names."""

    start: int
    end: int
    numbers: tuple[int, ...]


def find_ordinals(text: str) -> list[Ordinal]:
    """Return every mention of numbered contract years."""
    found = []
    for match in ORDINAL.finditer(text):
        numbers = _numbers(match["list"] or match["words"] or match["short"])
        if numbers and max(numbers) <= 12 and min(numbers) >= 1:
            found.append(Ordinal(match.start(), match.end(), numbers))
    return found


def _numbers(text: str) -> tuple[int, ...]:
    through = re.fullmatch(r"(\S+?)\s*(?:through|to|[-–])\s*(?:.*\s)?(\S+)", text.strip(), re.I)
    if through and "," not in text:
        first, last = read_count(through[1]), read_count(through[2])
        if first and last and first < last <= 12:
            return tuple(range(first, last + 1))
    counts = (
        read_count(part) for part in re.split(r"\s*(?:,|&|\band\b|\byear\b|\bthe\b|\s)\s*", text, flags=re.I) if part
    )
    return tuple(count for count in counts if count is not None)


def cell_ordinal(text: str, *, bare: bool = False) -> int | None:
    """Return the number of the contract year that a cell names; `bare` lets a number alone do."""
    plain = text.strip().strip(":.")
    match = ORDINAL.match(plain)
    if match:
        numbers = _numbers(match["list"] or match["words"] or match["short"])
        return numbers[0] if len(numbers) == 1 and numbers[0] <= 12 else None
    if bare and re.fullmatch(
        r"(?:\d{1,2}|[IVX]{1,4}|one|two|three|four|five|six|seven|\d(?:st|nd|rd|th)|first|second|third|fourth|fifth)",
        plain,
        re.I,
    ):
        number = read_count(plain)
        return number if number is not None and 1 <= number <= 12 else None
    return None


def cell_fiscal(text: str) -> int | None:
    """Return the fiscal or calendar year that a cell names alone, e.g. "FY2026" or "2026"."""
    plain = text.strip()
    match = FISCAL.match(plain)
    if match and not match["last"]:
        return full_year(match["first"])
    return int(plain) if re.fullmatch(r"20\d\d", plain) else None


def full_year(text: str) -> int:
    """Return a year of two or four digits in full."""
    return int(text) + (2000 if len(text) == 2 else 0)
