"""Days and months in running text, in the spellings that agreements use, and reckoning with contract periods."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_NAMES = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_NAMES |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_YEAR = r"(?:19|20)\d\d"

DATE = re.compile(
    rf"(?P<m1>(?<![A-Za-z]){_MONTH})\s*(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*"
    rf"|\s+)(?P<y1>{_YEAR})(?!\d{{1,3}}(?!,\d{{3}})\b)"
    rf"|(?<![\d,.])(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+day)?(?:\s+of\s+"
    rf"|[\s-]+)(?P<m2>{_MONTH})[\s,-]+(?P<y2>{_YEAR})"
    rf"|(?<!\d)(?P<y3>{_YEAR})(?P<s3>[-./])(?P<m3>\d{{1,2}})(?P=s3)(?P<d3>\d{{1,2}})(?!\d)"
    rf"|(?<![\d./-])(?P<a4>\d{{1,2}})(?P<s4>[-./])(?P<b4>\d{{1,2}})(?P=s4)(?P<y4>{_YEAR}|\d\d)(?![\d/-]|\.\d)"
    rf"|(?<![\d-])(?P<y5>{_YEAR})(?P<m5>0[1-9]|1[0-2])(?P<d5>0[1-9]|[12]\d|3[01])(?![\d,-])",
    re.IGNORECASE,
)
MONTH_YEAR = re.compile(rf"\b(?P<month>{_MONTH}),?\s+(?P<year>{_YEAR})\b", re.IGNORECASE)
MONTH_DAY = re.compile(
    rf"\b(?P<m1>{_MONTH})\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*,?\s*{_YEAR})"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<m2>{_MONTH})\b(?!\s*,?\s*{_YEAR})",
    re.IGNORECASE,
)


DATE_TEXT = rf"(?:{_MONTH}\s+(?:\d{{1,2}},?\s+)?{_YEAR}|\d{{1,2}}\s+{_MONTH}\s+{_YEAR}|{_YEAR}-\d\d-\d\d)"
"""A day or month as a part of other patterns, without groups."""


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A day, and what makes it doubtful, if anything does."""

    day: date
    doubt: str = ""


def read_date(match: re.Match[str], day_first: bool | None = None) -> ReadDate | None:
    """Return the day of a match of `DATE`, or None where there is no such day.

    `day_first` says how 03/04/2026 is to be read; None means that the document does not tell, and then the American
    order is taken and a doubt is noted.
    """
    for year, month, day in (("y1", "m1", "d1"), ("y2", "m2", "d2")):
        if match[year]:
            return _made(int(match[year]), _month(match[month]), int(match[day]))
    for year, month, day in (("y3", "m3", "d3"), ("y5", "m5", "d5")):
        if match[year]:
            return _made(int(match[year]), int(match[month]), int(match[day]))
    first, second, year_text = int(match["a4"]), int(match["b4"]), match["y4"]
    full = int(year_text) + (2000 if len(year_text) == 2 else 0)
    if first > 12 or second > 12:
        return _made(full, second, first) if first > 12 else _made(full, first, second)
    doubt = "" if day_first is not None or first == second else "day and month could be the other way round"
    return _made(full, second, first, doubt) if day_first or match["s4"] == "." else _made(full, first, second, doubt)


def _made(year: int, month: int, day: int, doubt: str = "") -> ReadDate | None:
    try:
        return ReadDate(date(year, month, day), doubt)
    except ValueError:
        return None


def _month(text: str) -> int:
    return _NAMES[text.lower().rstrip(".")]


def month_year(match: re.Match[str]) -> date:
    """Return the first day of the month that a match of `MONTH_YEAR` names."""
    return date(int(match["year"]), _month(match["month"]), 1)


def month_day(match: re.Match[str]) -> tuple[int, int] | None:
    """Return month and day of a match of `MONTH_DAY`; None where there is no such day in any year."""
    month, day = _month(match["m1"] or match["m2"]), int(match["d1"] or match["d2"])
    return (month, day) if 1 <= day <= calendar.monthrange(2024, month)[1] else None


def end_of_month(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day(start: date, months: int) -> date:
    """Return the last day of a period of `months` that begins on `start`."""
    return add_months(start, months) - timedelta(days=1)


def tells_day_first(texts: Iterable[str]) -> bool | None:
    """Say whether numeric dates of a document put the day first; None where no date tells."""
    votes = set()
    for text in texts:
        for match in DATE.finditer(text):
            if match["a4"]:
                first, second = int(match["a4"]), int(match["b4"])
                if first > 12 >= second:
                    votes.add(True)
                elif second > 12 >= first:
                    votes.add(False)
    return votes.pop() if len(votes) == 1 else None
