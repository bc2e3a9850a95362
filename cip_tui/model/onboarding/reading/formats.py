"""Number formats of workbooks: which show days, which percents, which money; and days from serial numbers."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

from cip_tui.model.onboarding.reading.grid import DATE, DOLLAR, MONEY, NUMBER, PERCENT

_BUILT_IN_PERCENT = {9, 10}
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_BUILT_IN_MONEY = {5, 6, 7, 8, 42, 44}
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_FOREIGN = re.compile(r"€|£|¥|₹|CHF|EUR|GBP|JPY|INR|\bCAD|\bAUD")
_LAST_SERIAL = 2_958_465


def kind_of_format(format_id: int, code: str | None) -> str:
    """Return the kind of a number shown in a format; `code` is its custom code, None for a built-in one."""
    if code is None:
        if format_id in _BUILT_IN_PERCENT:
            return PERCENT
        if format_id in _BUILT_IN_DATES:
            return DATE
        return DOLLAR if format_id in _BUILT_IN_MONEY else NUMBER
    first = code.split(";")[0]
    bare = _ASIDE.sub("", first)
    if "%" in bare:
        return PERCENT
    if re.search(r"[ymdhs]", bare, re.IGNORECASE) and bare.lower() not in ("general", "standard"):
        return DATE
    if _FOREIGN.search(first):
        return MONEY
    return DOLLAR if "$" in first else NUMBER


def number_text(raw: str) -> str | None:
    """Return a number of a workbook as canonical decimal text, None where it is none.

    Workbooks store binary doubles with up to 17 digits; the shortest text of the same double is what was typed.
    """
    text = raw.strip()
    text = text.removesuffix(".0")
    if len(text) < 16 and text.lstrip("-").replace(".", "", 1).isdecimal() and text.isascii():
        return text
    try:
        number = float(text)
    except ValueError:
        return None
    # Nothing that is counted or paid has 18 digits; such a number stays text, and is told where a number belongs.
    if not abs(number) < 1e18:
        return None
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return format(Decimal(repr(number)), "f")


def day_text(serial: str, epoch_1904: bool) -> str | None:
    """Return the day (and time, where there is one) of a serial number as ISO 8601, None where it is no day."""
    try:
        number = float(serial)
    except ValueError:
        return None
    if not 1 <= number <= _LAST_SERIAL:
        return None
    # The older format counts 29 February 1900, which never was.
    start = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30 + (number < 60))
    moment = start + timedelta(seconds=round(number * 86400))
    return moment.date().isoformat() if moment.time() == moment.min.time() else moment.isoformat(sep=" ")
