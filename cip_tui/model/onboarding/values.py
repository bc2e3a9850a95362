"""Single values out of text: numbers as people write them, with either decimal mark, and days in five layouts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

NO_DATA = frozenset({"", "-", "--", "–", "—", "n/a", "na", "n.a.", "nan", "null", "none", "#n/a", "nil", "?", "tbd"})
"""Words that say that there is no value."""
_SIGNS = r"(US\$|USD|\$|EUR|€|GBP|£|CHF|JPY|¥|INR|₹|CAD|AUD)"
_CURRENCY = re.compile(rf"^{_SIGNS}\s*|\s*{_SIGNS}$", re.IGNORECASE)
_DIGITS_MOST = 18
_DOLLARS = frozenset({"US$", "USD", "$"})
_SCALE = {"k": 3, "K": 3, "m": 6, "M": 6, "mn": 6, "Mio": 6, "bn": 9, "B": 9}
_SCALED = re.compile(r"^(.*\d)\s*(k|K|m|M|mn|Mio|bn|B)$")
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,3}")
_GROUPED_US = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_GROUPED_EU = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_SPACED = re.compile(r"(?<=\d)[\s\u00a0\u202f'’](?=\d{3}(\D|$))")
_MONTHS = {name: number for number, names in enumerate(
    (("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"), ("may",), ("jun", "june"),
     ("jul", "july"), ("aug", "august"), ("sep", "sept", "september"), ("oct", "october"), ("nov", "november"),
     ("dec", "december")), start=1) for name in names}  # fmt: skip
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?")
_DAY_WORD = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ .-]+([A-Za-z]{3,9})\.?[ ,-]+(\d{4})")
_WORD_DAY = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


@dataclass(frozen=True, slots=True)
class Number:
    """A number out of text: canonical decimal text, whether it was a percentage, the currency it states."""

    text: str
    percent: bool = False
    currency: str = ""
    comma: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day out of text. `other` is the other day that it could be as well, where day and month are in doubt."""

    day: date
    other: date | None = None
    layout: str = "ISO"


@lru_cache(maxsize=65_536)
def parse_number(raw: str, comma: bool = False) -> Number | None:
    """Read a number as people write them; None where it is none.

    `comma` says that the column uses the comma as its decimal mark, which decides `1,234` and `1.234`.
    """
    text = raw.strip().replace("\u2212", "-")
    if len(text) > 60 or not any(char.isdigit() for char in text):
        return None
    negative = text.startswith("(") and text.endswith(")")
    text = text[1:-1].strip() if negative else text
    sign = "-" if text.startswith("-") and not text.startswith("-.") else ""
    text = text[1:].strip() if sign else text
    currency, text = _currency(text)
    percent = text.endswith("%")
    text = text[:-1].strip() if percent else text
    if text.endswith("-"):
        negative, text = True, text[:-1]
    exponent = 0
    if scaled := _SCALED.match(text):
        text, exponent = scaled[1].strip(), _SCALE[scaled[2]]
    marked, used_comma = _marks(_SPACED.sub("", sign + text), comma)
    canonical = None if marked is None else _canonical(marked, negative, exponent)
    return None if canonical is None else Number(canonical, percent, currency, used_comma)


def _currency(text: str) -> tuple[str, str]:
    found = _CURRENCY.search(text)
    if found is None:
        return "", text
    symbol = (found[1] or found[2]).upper()
    return ("USD" if symbol in _DOLLARS else symbol), (text[: found.start()] + text[found.end() :]).strip()


def _marks(text: str, comma: bool) -> tuple[str | None, bool]:
    """Return the text with a point as its decimal mark, and whether the comma was that."""
    if _GROUPED_EU.fullmatch(text) or (comma and re.fullmatch(r"[+-]?\d{1,3}\.\d{3}", text)):
        return text.replace(".", "").replace(",", "."), True
    if _GROUPED_US.fullmatch(text) and not (comma and text.count(",") == 1 and "." not in text):
        return text.replace(",", ""), False
    if _DECIMAL_COMMA.fullmatch(text):
        return text.replace(",", "."), True
    if _PLAIN.fullmatch(text) or _SCIENTIFIC.fullmatch(text):
        return text, False
    return None, False


def _canonical(text: str, negative: bool, exponent: int) -> str | None:
    """Return a number written out; None beyond what anything here can be, so that `1E999999` is never written out."""
    from decimal import Decimal

    number = Decimal(text)
    if abs(number.adjusted()) > _DIGITS_MOST:
        return None
    number = number.scaleb(exponent)
    if negative:
        number = -abs(number)
    return format(number if number else abs(number), "f")


@lru_cache(maxsize=65_536)
def parse_day(raw: str, day_first: bool | None = None) -> Day | None:
    """Read a day in one of five layouts; None where it is none.

    `2024-03-04` (also with / or . and a time), `04.03.2024`, `03/04/2024`, `4 March 2024` and `March 4, 2024`.
    `day_first` says which way round the column writes days with numbers alone; None leaves a doubt open.
    """
    text = raw.strip()
    if len(text) > 40:
        return None
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _made(int(found[1]), int(found[2]), int(found[3]), "ISO")
    if found := _NUMERIC.fullmatch(text):
        return _numeric(int(found[1]), int(found[3]), _year(found[4]), found[2], day_first)
    if found := _DAY_WORD.fullmatch(text):
        month = _MONTHS.get(found[2].casefold())
        return _made(int(found[3]), month, int(found[1]), "words") if month else None
    if found := _WORD_DAY.fullmatch(text):
        month = _MONTHS.get(found[1].casefold())
        return _made(int(found[3]), month, int(found[2]), "words") if month else None
    return None


def _numeric(first: int, second: int, year: int, mark: str, day_first: bool | None) -> Day | None:
    by_day = _made(year, second, first, "day first")
    by_month = _made(year, first, second, "month first")
    if mark == "." or by_month is None:
        return by_day
    if by_day is None or by_day.day == by_month.day:
        return by_month
    if day_first is None:
        return Day(by_day.day, by_month.day, "doubtful")
    return by_day if day_first else by_month


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _made(year: int, month: int, day: int, layout: str) -> Day | None:
    try:
        return Day(date(year, month, day), layout=layout)
    except ValueError:
        return None


def iso_day(text: str) -> date | None:
    """Return the day of a text that a reader gave as ISO 8601, None where it is none."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None
