"""Floors told in words: "the greater of $9,000,000 and 90 % of the prior year's actual spend"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_MONEY = re.compile(
    r"(?:USD|US\$|\$|EUR|€)\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>thousand|million|billion|[kmb]\b)?", re.I
)
_RATE = re.compile(r"(?P<rate>\d{1,3}(?:\.\d+)?)\s*(?:%|per\s?cent)", re.I)
_PRIOR = re.compile(r"\b(?:prior|previous|preceding|last)\b", re.I)
_YEAR = re.compile(r"\byear\s+(?P<number>\d+)\b", re.I)
_GREATER = re.compile(r"\b(?:greater|higher|larger)\b", re.I)
_UP_TO = re.compile(r"\bup\s+to\s+" + _MONEY.pattern, re.I)
_UNITS = {"": 1, "k": 1_000, "thousand": 1_000, "m": 10**6, "million": 10**6, "b": 10**9, "billion": 10**9}


@dataclass(frozen=True, slots=True)
class Formula:
    """The greater of `floor` and `share` of the counted spend of the year before; floor None where none is stated."""

    floor: Decimal | None
    share: Decimal

    def amount(self, stated: Decimal | None, prior: Decimal) -> Decimal:
        """Return the commitment when the year before counted `prior`; `stated` is the year's own amount."""
        floors = [amount for amount in (self.floor, stated) if amount is not None]
        return max([*floors, self.share * prior])


def parse_formula(text: str, number: int) -> Formula | None:
    """Read the formula of contract year `number`; the year before is told as such or by its own number.

    Returns None where it is not one of this kind: it is then shown and not reckoned with.
    """
    rate = _RATE.search(text)
    named = {int(found["number"]) for found in _YEAR.finditer(text)} - {number}
    if rate is None or not (named == {number - 1} or (not named and _PRIOR.search(text))):
        return None
    money = _MONEY.search(text)
    if money is not None and not _GREATER.search(text):
        return None
    floor = None
    if money is not None:
        floor = _amount(money)
    return Formula(floor, Decimal(rate["rate"]) / 100)


def carry_limit(text: str) -> Decimal | None:
    """Return the most of a shortfall that is carried over, as in "up to $500,000 of the difference"; None: no limit."""
    found = _UP_TO.search(text)
    return None if found is None else _amount(found)


def _amount(money: re.Match[str]) -> Decimal:
    return Decimal(money["number"].replace(",", "")) * _UNITS[(money["unit"] or "").lower()]
