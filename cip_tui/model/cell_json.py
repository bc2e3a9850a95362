"""Single cells as JSON values and back, without loss; see document_json.py for how they are written."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cip_tui.model.document import Cell, Kind, Level, Status
from cip_tui.model.format import NUMERIC

_MAX_PLAIN_EXPONENT = 30


def encode_cell(value: Cell, kind: Kind) -> Any:
    """Return a cell as a JSON value, such that `decode_cell` with the same kind gives it back."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Status):
        return {"level": value.level.value, "word": value.word}
    if isinstance(value, str):
        return value if kind in (Kind.TEXT, Kind.STATUS) else {"type": "text", "value": value}
    if isinstance(value, Decimal):
        return _text_or_tagged("decimal", decimal_text(value), kind in NUMERIC)
    if isinstance(value, datetime):
        return _text_or_tagged("time", _time_text(value), kind is Kind.TIME)
    if isinstance(value, date):
        return _text_or_tagged("date", value.isoformat(), kind is Kind.DATE)
    if isinstance(value, float) and not math.isfinite(value):
        return {"type": "number", "value": str(value)}
    return value


def decode_cell(found: Any, kind: Kind) -> Cell:
    """Return the cell that `encode_cell` wrote under the same kind."""
    if isinstance(found, dict):
        if "level" in found:
            return Status(Level(found["level"]), found["word"])
        return _typed(found["type"], found["value"])
    if isinstance(found, str):
        return _typed("decimal" if kind in NUMERIC else kind.value, found)
    if found is None or isinstance(found, int | float):
        return found
    raise ValueError(f"{found!r} is no cell")


def decimal_text(amount: Decimal) -> str:
    """Write an exact decimal without an exponent, e.g. `0.000150000000`."""
    exponent = amount.as_tuple().exponent
    return format(amount, "f") if isinstance(exponent, int) and abs(exponent) <= _MAX_PLAIN_EXPONENT else str(amount)


def _text_or_tagged(name: str, text: str, natural: bool) -> Any:
    return text if natural else {"type": name, "value": text}


def _time_text(moment: datetime) -> str:
    return moment.isoformat() + ("Z" if moment.tzinfo is None else "")


def _typed(name: str, text: str) -> Cell:
    if name == "decimal":
        return Decimal(text)
    if name == "time":
        return datetime.fromisoformat(text.removesuffix("Z"))
    if name == "date":
        return date.fromisoformat(text)
    if name == "number":
        return float(text)
    return text
