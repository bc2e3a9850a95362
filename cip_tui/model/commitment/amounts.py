"""Amounts as people type them: 250k, 1.5M, $2,000,000."""

from __future__ import annotations

import re
from decimal import Decimal

from cip_tui.model.errors import UsageError

_AMOUNT = re.compile(r"\$?\s*(?P<number>\d[\d,_]*(?:\.\d+)?)\s*(?P<unit>k|m|b|thousand|million|billion)?", re.I)
_UNITS = {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000}


def read_amount(text: str, name: str) -> Decimal:
    """Read an amount of money that is not negative. Raises `UsageError` naming it."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{name}={text} is not an amount", next_step="Write it like 250000, 250k or 1.5M")
    number = Decimal(found["number"].replace(",", "").replace("_", ""))
    return number * _UNITS[found["unit"][0].lower()] if found["unit"] else number
