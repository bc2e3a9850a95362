"""Why a value cannot be what its field needs, in words."""

from __future__ import annotations

from cip_tui.model.sources.casts import EARLIEST, LATEST
from cip_tui.model.sources.targets import MOST_TOKENS, Sort, Target


def why(target: Target, raw: str | None) -> tuple[str, str]:
    """Return rule and reason, in words, why `raw` cannot be the value of a field."""
    if raw is None or not raw.strip():
        return "missing", f"{target.name} is not stated"
    text = raw.strip()
    match target.sort:
        case Sort.COUNT:
            return _why_count(text)
        case Sort.MONEY:
            return _why_money(text, target)
        case Sort.TIME | Sort.DAY | Sort.MONTH:
            if text.count("/") >= 2:
                return "time", "day and month cannot be told apart"
            return "time", f"this is no time between {EARLIEST[:4]} and {LATEST[:4]} that can be read"
        case _:
            return "value", "the value cannot be used"


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _why_count(text: str) -> tuple[str, str]:
    number = _number(text)
    if number is None or number != number:
        return "number", "this is not a number"
    if number < 0:
        return "negative", "a count cannot be negative"
    return (
        ("large", f"more than {MOST_TOKENS:,} cannot be right")
        if number > MOST_TOKENS
        else ("whole", "a count must be whole")
    )


def _why_money(text: str, target: Target) -> tuple[str, str]:
    number = _number(text)
    digits, places = (int(part) for part in target.sql_type.removeprefix("DECIMAL(").rstrip(")").split(","))
    most = 10 ** (digits - places)
    if number is not None and number != number:
        return "number", "this is not a number"
    if number is not None and abs(number) >= most:
        return "large", f"an amount of {most:,} or more in one row cannot be kept"
    if number is not None:
        return "negative", "an amount cannot be negative here"
    if any(sign in text for sign in "€£¥₹") or (text[-3:].isupper() and text[-3:].isalpha() and text[-3:] != "USD"):
        return "currency", "the amount is in another currency; convert it to USD first"
    if "," in text:
        return "ambiguous", "the comma can be read in two ways"
    return "number", "this is not a number"
