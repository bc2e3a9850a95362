"""Money, dates, rates, durations and redactions in running text: where they stand and what they say.

Amounts are `Decimal` in the currency's unit, rates fractions, dates ISO days. A value that had to be repaired or that
can be read in two ways carries a `doubt`, which later becomes a warning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from cip_tui.model.commitment.extraction.dates import DATE, MONTH_YEAR, month_year, read_date
from cip_tui.model.commitment.extraction.numbers import NUMBER_WORDS, read_words


class Kind(StrEnum):
    """What a value is."""

    MONEY = "money"
    DATE = "date"
    RATE = "rate"
    REDACTION = "redaction"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class Value:
    """A value at `start` to `end` of a text. `value` is None for a redaction; a duration is (count, unit).

    `currency` is the ISO code, or empty where only the context can tell. `span` says of a redaction what was hidden:
    `money`, `rate` or nothing.
    """

    kind: Kind
    start: int
    end: int
    raw: str
    amount: Decimal | None = None
    day: date | None = None
    currency: str = ""
    unit: str = ""
    doubt: str = ""
    whole_month: bool = False


_SYMBOLS = {
    "$": "USD",
    "US$": "USD",
    "U.S.$": "USD",
    "USD$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "C$": "CAD",
    "A$": "AUD",
    "CA$": "CAD",
    "AU$": "AUD",
    "R$": "BRL",
}
_CODES = "USD|EUR|GBP|JPY|CAD|AUD|BRL|INR|CHF|SEK|SGD"
_SCALES = {"thousand": 3, "k": 3, "million": 6, "mn": 6, "mm": 6, "mil": 6, "m": 6, "billion": 9, "bn": 9, "b": 9}
_DIGITS_MOST = 15
_GROUPED = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2}(?!\d))?"
_EUROPEAN = r"\d{1,3}(?:\.\d{3})+(?:,\d{2}(?!\d))?(?![\d.])"
_SPACED = r"\d{1,3}(?: \d{3}){2,}(?!\d)"
_PLAIN = r"\d+(?:\.\d+)?"
_AMOUNT = rf"(?:{_GROUPED}|{_EUROPEAN}|{_SPACED}|{_PLAIN})"
_SCALE = r"(?:\s?-?(?:thousand|million|billion)\b|\s?(?:[KMB]|MM|bn|mn|mil)\b)"
_DOLLARS = r"(?:U\.?S\.?\s*dollars?|United States dollars?|dollars?|euros?|pounds?(?: sterling)?)"
_SYMBOL = r"(?:US\s?\$|U\.S\.\s?\$|USD\s?\$|CA\$|AU\$|[CAR]\$|[$€£¥])"

MONEY = re.compile(
    rf"(?P<front>(?:\b(?:{_CODES})\s?)?{_SYMBOL}|\b(?:{_CODES})\b)[ \t]?(?P<number>{_AMOUNT})(?P<scale>{_SCALE})?"
    rf"(?P<back>\s?(?:{_CODES})\b)?"
    rf"|(?<![\w$€£.,-])(?P<number2>{_AMOUNT})(?P<scale2>{_SCALE})?\s?(?P<code2>(?:{_CODES})\b(?!\s?\d)|{_DOLLARS}|€|£(?!\s?\d))",
    re.IGNORECASE,
)
_WORDS = re.compile(
    rf"\b(?P<words>(?:{NUMBER_WORDS})(?:[\s-]+(?:and\s+)?(?:{NUMBER_WORDS}))*)\s+(?:and\s+(?:00"
    rf"|no)/100(?:ths)?\s+)?(?P<unit>{_DOLLARS})\b",
    re.IGNORECASE,
)
_AFTER_WORDS = re.compile(
    rf"\s*\(\s*(?:(?:{_CODES})\s?)?{_SYMBOL}?\s*(?P<number>{_AMOUNT})(?P<scale>{_SCALE})?\s*(?:{_CODES})?\s*\)",
    re.IGNORECASE,
)
_UNIT_BEFORE = re.compile(
    r"\((?P<unit>US\$|\$|USD|EUR|€|GBP|£)\)\s*[:=|]?\s*(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d{2})?)(?![\d,])"
)
RATE = re.compile(
    r"(?<![\d.,_])(?<!(?-i:[A-Z]))(?P<number>\d{1,3}(?:\.\d+)?)\s?(?:%|percent\b|per cent\b|pct\b)", re.IGNORECASE
)
_GLUED_RATE = re.compile(r"(?<=,\d{3})(?P<number>\d{1,2}(?:\.\d+)?)\s?%")
_RATE_WORDS = re.compile(
    rf"\b(?P<words>(?:{NUMBER_WORDS})(?:[\s-]+(?:{NUMBER_WORDS}))*)\s+(?:percent|per cent)\b"
    r"(?:\s*\(\s*(?P<number>\d{1,3}(?:\.\d+)?)\s?%?\s*\))?",
    re.IGNORECASE,
)
REDACTION = re.compile(
    rf"(?P<money>{_SYMBOL}\s?)?(?:[\[(<{{]\s*(?:\*[\s*]*|[xX]{{2,}}|[•●_.…█■#]{{2,}}|redacted|confidential|omitted"
    r"|confidential treatment requested|redacted for confidentiality|intentionally omitted|redact)\s*[\])>}]"
    r"|\*{3,}|[█■]{2,}|\bREDACTED\b)(?P<rate>\s?(?:%|percent\b))?",
    re.IGNORECASE,
)
DURATION = re.compile(
    rf"(?<![\w.,$])(?P<count>\d{{1,4}}|(?:{NUMBER_WORDS})(?:[\s-](?:{NUMBER_WORDS}))?)(?:\s*\(\s*(?P<di"
    rf"gits>\d{{1,4}})\s*\))?"
    r"[\s-]*(?P<what>calendar|business|contract|consecutive|full)?[\s-]*(?P<unit>days?|weeks?|months?"
    r"|years?|quarters?)\b",
    re.IGNORECASE,
)


def find_values(text: str, *, day_first: bool | None = None) -> list[Value]:
    """Return the values of a text in reading order; none overlaps another."""
    found: list[Value] = []
    taken: list[tuple[int, int]] = []

    def add(value: Value | None) -> None:
        if value is not None and not any(start < value.end and value.start < end for start, end in taken):
            found.append(value)
            taken.append((value.start, value.end))

    for match in REDACTION.finditer(text):
        unit = "money" if match["money"] else "rate" if match["rate"] else ""
        add(Value(Kind.REDACTION, match.start(), match.end(), match.group(), unit=unit))
    for match in DATE.finditer(text):
        add(_date(match, day_first))
    for match in _WORDS.finditer(text):
        add(_money_words(text, match))
    for match in MONEY.finditer(text):
        add(_money(text, match))
    for match in _RATE_WORDS.finditer(text):
        add(_rate_words(match))
    for match in _UNIT_BEFORE.finditer(text):
        add(_unit_before(match))
    for pattern in (RATE, _GLUED_RATE):
        for match in pattern.finditer(text):
            glued = pattern is _GLUED_RATE or text[match.start() - 1 : match.start()].isalpha()
            add(_rate(match, glued=glued))
    for match in MONTH_YEAR.finditer(text):
        add(Value(Kind.DATE, match.start(), match.end(), match.group(), day=month_year(match), whole_month=True))
    for match in DURATION.finditer(text):
        add(_duration(match))
    return sorted(found, key=lambda value: value.start)


def _date(match: re.Match[str], day_first: bool | None) -> Value | None:
    read = read_date(match, day_first)
    if read is None:
        return None
    return Value(Kind.DATE, match.start(), match.end(), match.group(), day=read.day, doubt=read.doubt)


def _money(text: str, match: re.Match[str]) -> Value | None:
    number = match["number"] or match["number2"]
    scale = (match["scale"] or match["scale2"] or "").strip(" -\t\n").lower()
    amount = read_number(number)
    if amount is None:
        return None
    currency = _currency(match)
    end, raw = match.end(), match.group()
    doubt = ""
    after = text[end : end + 1]
    if after.isdigit() and not match["scale"]:
        if not re.match(r"\d{1,2}(?:\.\d+)?\s?%", text[end:]):
            return None
        doubt = "two cells stand without a space between them"
    if scale:
        amount = plain_amount(amount.scaleb(_SCALES[scale]))
        if scale in ("m", "k", "b", "mm", "mn", "bn") and match["number2"] and not match["code2"]:
            return None
    return Value(Kind.MONEY, match.start(), end, raw, amount=amount, currency=currency, doubt=doubt)


def _unit_before(match: re.Match[str]) -> Value | None:
    """Return an amount whose unit stands in its label: "Commitment ($): 1,200,000"."""
    amount = read_number(match["number"])
    unit = _SYMBOLS.get(match["unit"], match["unit"])
    return Value(Kind.MONEY, match.start("number"), match.end("number"), match["number"], amount=amount, currency=unit)


def _currency(match: re.Match[str]) -> str:
    for text in (match["back"], match["code2"], match["front"]):
        plain = (text or "").replace(" ", "").upper()
        if not plain:
            continue
        code = re.match(_CODES, plain)
        if code:
            return code.group()
        if plain in _SYMBOLS:
            return _SYMBOLS[plain]
        if "DOLLAR" in plain:
            return "USD"
        if "EURO" in plain:
            return "EUR"
        if "POUND" in plain:
            return "GBP"
    return ""


def read_number(text: str) -> Decimal | None:
    """Read a number with thousands separators of either habit; None where it is none."""
    plain = text.strip()
    if re.fullmatch(_GROUPED, plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d{2})?|\d{1,3}(?:\.\d{3})+,\d{2}|\d{1,3}\.000", plain):
        plain = plain.replace(".", "").replace(",", ".")
    else:
        plain = plain.replace(" ", "").replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    # No sum of an agreement has more digits; account numbers run together may.
    return number if number.adjusted() <= _DIGITS_MOST else None


def plain_amount(amount: Decimal) -> Decimal:
    """Return an amount without an exponent and without needless zeros behind the point."""
    whole = amount.to_integral_value()
    return whole.quantize(Decimal(1)) if whole == amount else amount


def _money_words(text: str, match: re.Match[str]) -> Value | None:
    amount = read_words(match["words"])
    if amount is None:
        return None
    unit = match["unit"].lower()
    currency = "EUR" if "euro" in unit else "GBP" if "pound" in unit else "USD"
    end, doubt = match.end(), ""
    beside = _AFTER_WORDS.match(text, end)
    if beside:
        figure = read_number(beside["number"])
        scale = (beside["scale"] or "").strip(" -").lower()
        figure = plain_amount(figure.scaleb(_SCALES[scale])) if figure is not None and scale else figure
        end = beside.end()
        if figure is not None and figure != amount:
            doubt = f"the words say {amount:,}, the figure says {figure:,}"
    return Value(
        Kind.MONEY, match.start(), end, text[match.start() : end], amount=amount, currency=currency, doubt=doubt
    )


def _rate(match: re.Match[str], *, glued: bool) -> Value | None:
    percent = Decimal(match["number"])
    doubt = "two cells stand without a space between them" if glued else ""
    return Value(Kind.RATE, match.start(), match.end(), match.group(), amount=percent / 100, doubt=doubt)


def _rate_words(match: re.Match[str]) -> Value | None:
    percent = read_words(match["words"])
    if percent is None:
        return None
    doubt = ""
    if match["number"] and Decimal(match["number"]) != percent:
        doubt = f"the words say {percent} %, the figure says {match['number']} %"
    return Value(Kind.RATE, match.start(), match.end(), match.group(), amount=percent / 100, doubt=doubt)


def _duration(match: re.Match[str]) -> Value | None:
    count = Decimal(match["digits"]) if match["digits"] else None
    if count is None:
        count = Decimal(match["count"]) if match["count"].isdigit() else read_words(match["count"])
    if count is None:
        return None
    unit = match["unit"].lower().rstrip("s")
    if unit == "week":
        count, unit = count * 7, "day"
    elif unit == "quarter":
        count, unit = count * 3, "month"
    elif unit == "year":
        count, unit = count * 12, "month"
    return Value(Kind.DURATION, match.start(), match.end(), match.group(), amount=count, unit=unit)
