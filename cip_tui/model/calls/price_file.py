"""Price rows and the two files they come from: the built-in JSON and a TOML file of the user's own.

The user's file holds tables like this one; prices are USD per million tokens, text or number:

    [[price]]
    provider = "openai"
    model = "gpt-4"
    input = "24"
    output = "48"
    effective_from = 2026-01-01     # the other keys are those of `Price`; only the four above are required
"""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from cip_tui.model.calls.price_names import provider_name
from cip_tui.model.errors import UsageError, Where
from cip_tui.model.text import clean

BUILT_IN = Path(__file__).with_name("prices.json")


@dataclass(frozen=True, slots=True)
class LongContext:
    """Prices of calls whose prompt has more than `above_tokens` tokens; None keeps the base price."""

    above_tokens: int
    input: Decimal | None = None
    output: Decimal | None = None
    cache_read: Decimal | None = None
    cache_write_5m: Decimal | None = None
    cache_write_1h: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """What a model costs in a period, USD per million tokens.

    `effective_to` is exclusive; None means open. A cache price of None means that the provider charges its input
    price. `batch_factor` times the price is the price in a batch, None where that is not known. `retire_on` is the
    first day without service.
    """

    provider: str
    model: str
    input: Decimal
    output: Decimal
    aliases: tuple[str, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    cache_read: Decimal | None = None
    cache_write_5m: Decimal | None = None
    cache_write_1h: Decimal | None = None
    long_context: LongContext | None = None
    batch_factor: Decimal | None = None
    context_window: int | None = None
    retire_on: date | None = None
    note: str = ""
    source: str = ""
    checked_on: date | None = None

    @property
    def key(self) -> str:
        """The row's name: provider/model, then @ and the day it holds from; `own:` before a row of the user's."""
        own = "own:" if self.source == OWN else ""
        return f"{own}{self.provider}/{self.model}" + (f"@{self.effective_from}" if self.effective_from else "")

    def holds(self, day: date) -> bool:
        """Whether this is the price on `day`."""
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_to is None or day < self.effective_to
        )


OWN = "own price file"
_MONEY = frozenset({"input", "output", "cache_read", "cache_write_5m", "cache_write_1h", "batch_factor"})
_DAYS = frozenset({"effective_from", "effective_to", "retire_on", "checked_on"})
_COUNTS = frozenset({"context_window", "above_tokens"})
_KEYS = frozenset(item.name for item in fields(Price))
_LONG_KEYS = frozenset(item.name for item in fields(LongContext))
_REQUIRED = ("provider", "model", "input", "output")


def read_book(path: Path) -> tuple[list[Price], date]:
    """Return the rows of a price book in JSON and the day its prices were last compared with their sources."""
    book = json.loads(path.read_text(encoding="utf-8"))
    rows = [_price(row, Where(path.name, f"price {number}")) for number, row in enumerate(book["prices"], 1)]
    return rows, date.fromisoformat(book["checked_on"])


def read_override(path: Path) -> list[Price]:
    """Return the rows of the user's TOML file; later rows win over earlier ones.

    Raises `UsageError` naming the row, the key and the nearest known key where the file is not understood.
    """
    where = Where(str(path))
    try:
        book = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        raise UsageError("The price file cannot be read", where=where, cause=error.strerror or "") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("The price file is not valid TOML", where=where, cause=clean(str(error))) from error
    _known(book, frozenset({"price"}), where)
    rows = book.get("price", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError("The prices are not a list of tables", where=where, next_step="Write [[price]] above each")
    prices = [_price({"source": OWN, **row}, Where(str(path), f"price {number}")) for number, row in enumerate(rows, 1)]
    return prices[::-1]


def _price(row: Mapping[str, Any], where: Where) -> Price:
    _known(row, _KEYS, where)
    missing = [name for name in _REQUIRED if row.get(name) in (None, "")]
    if missing:
        raise UsageError(f"The price has no {' and no '.join(missing)}", where=where)
    values = {name: _value(name, value, where) for name, value in row.items() if value is not None}
    values["provider"] = provider_name(values["provider"])
    price = Price(**values)
    if price.effective_from and price.effective_to and price.effective_to <= price.effective_from:
        raise UsageError("The price ends before it begins", where=where, next_step="effective_to is exclusive")
    return price


def _known(row: Mapping[str, Any], keys: frozenset[str], where: Where) -> None:
    for name in row:
        if name not in keys:
            near = difflib.get_close_matches(name, keys, n=1, cutoff=0.5)
            hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(sorted(keys))}"
            raise UsageError(f"The key '{clean(name)}' is not known", where=where, next_step=hint)


def _value(name: str, value: Any, where: Where) -> Any:
    place = Where(where.file, where.part, field=name)
    if name == "long_context":
        return _long_context(value, place)
    if name in _MONEY:
        return _money(value, place)
    if name in _DAYS:
        return _day(value, place)
    if name in _COUNTS:
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        raise UsageError(f"'{clean(str(value))}' is not a whole number above 0", where=place)
    if name == "aliases":
        return tuple(_text(item, place) for item in _list(value, place))
    return _text(value, place)


def _long_context(value: Any, where: Where) -> LongContext:
    if not isinstance(value, dict):
        raise UsageError("The long-context prices are not a table", where=where)
    _known(value, _LONG_KEYS, where)
    if "above_tokens" not in value:
        raise UsageError("The long-context prices have no above_tokens", where=where)
    return LongContext(**{name: _value(name, item, where) for name, item in value.items() if item is not None})


def _money(value: Any, where: Where) -> Decimal:
    try:
        if isinstance(value, bool):
            raise InvalidOperation
        amount = Decimal(value)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise UsageError(f"'{clean(str(value))}' is not a price", where=where, next_step=_PRICE_HINT) from error
    if not amount.is_finite() or amount < 0:
        raise UsageError(f"'{clean(str(value))}' is not a price", where=where, next_step=_PRICE_HINT)
    return amount


_PRICE_HINT = 'Write USD per million tokens like "2.50"; 0 for a free model'


def _day(value: Any, where: Where) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise UsageError(f"'{clean(str(value))}' is not a day", where=where, next_step="Write YYYY-MM-DD") from error


def _list(value: Any, where: Where) -> Sequence[Any]:
    if not isinstance(value, list):
        raise UsageError("The aliases are not a list", where=where)
    return value


def _text(value: Any, where: Where) -> str:
    if not isinstance(value, str):
        raise UsageError(f"'{clean(str(value))}' is not text", where=where)
    return clean(value)
