"""Headers taken apart: their words in one form, and the unit that they state."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from cip_tui.model.onboarding.fields import Words, language, singular

_UNITS = {
    **dict.fromkeys(("ms", "msec", "msecs", "millis", "millisecond", "milliseconds"), "ms"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("minute", "minutes", "mins"), "min"),
    **dict.fromkeys(("hour", "hours", "hrs", "h"), "h"),
    **dict.fromkeys(("usd", "dollar", "dollars"), "USD"),
    **{code: code.upper() for code in ("eur", "gbp", "chf", "jpy", "inr", "cad", "aud", "sek", "nok", "dkk", "pln")},
    **dict.fromkeys(("euro", "euros"), "EUR"),
    **dict.fromkeys(("k", "thousand", "thousands", "tsd"), "k"),
    **dict.fromkeys(("mn", "million", "millions", "mio"), "M"),
}
_SYMBOLS = {"$": " usd ", "€": " eur ", "£": " gbp ", "¥": " jpy ", "%": " percent ", "#": " number ", "Ø": " average "}
_SCALES = {"k": "1000", "M": "1000000"}
# From which unit to which by which factor.
FACTORS = {
    ("ms", "s"): "0.001",
    ("min", "s"): "60",
    ("h", "s"): "3600",
    ("s", "ms"): "1000",
    ("min", "ms"): "60000",
    ("h", "ms"): "3600000",
}


@dataclass(frozen=True, slots=True)
class Header:
    """A header: as it stands, its words in one form, the unit and the scale (`1000` for k) that it states."""

    text: str
    words: Words
    unit: str = ""
    scale: str = ""

    @property
    def joined(self) -> str:
        """The words written as one."""
        return "".join(self.words)


@lru_cache(maxsize=4096)
def read_header(text: str) -> Header:
    """Take a header apart. `customerID`, `CUSTOMER-ID` and `Customer Id` have the same words."""
    spaced = unicodedata.normalize("NFKC", text)
    # The ending that Salesforce gives to columns of one's own.
    spaced = re.sub(r"__[cC]$", "", spaced.strip())
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-zA-Z]{3})(?=\d+ ?[dD]\b)", " ", spaced)
    spaced = re.sub(r"\b(\d+)[ _-]?(?:[dD]|days?)\b", r"\1d", spaced)
    for symbol, word in _SYMBOLS.items():
        spaced = spaced.replace(symbol, word)
    spaced = re.sub(r"\bp\s*-?\.?\s*(\d\d)\b", r"p\1", spaced.casefold())
    spaced = spaced.replace("95th percentile", "p95 percentile")
    raw = re.findall(r"[^\W_]+", spaced)
    known = language()
    words, unit, scale = [], "", ""
    for position, word in enumerate(raw):
        found = _UNITS.get(word)
        if word == "min" and position and position == len(raw) - 1:
            found = "min"
        if found is not None and position:
            if found in _SCALES:
                scale = _SCALES[found]
            else:
                unit = found
            continue
        if word in known.noise:
            continue
        words.append(singular(known.same.get(word, word)))
    return Header(text, tuple(sorted(words)), unit, scale)
