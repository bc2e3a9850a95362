"""Read a table of a TOML file into a dataclass, key by key: whatever is not in the dataclass is refused by name."""

from __future__ import annotations

import difflib
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from cip_tui.model.errors import UsageError, Where
from cip_tui.model.text import clean

Record = TypeVar("Record")
# How a key is written in a file where its field has another name.
_WRITTEN = {"start": "from", "end": "to"}
LONGEST_TEXT = 500


def read_record(kind: type[Record], table: object, where: Where) -> Record:
    """Return the dataclass that a table describes.

    Raises `UsageError` with the place for an unknown key (naming the nearest known one), a missing key, or a value of
    another type.
    """
    if not isinstance(table, Mapping):
        raise UsageError(f"This is {_named(table)}, and a table of keys is expected", where=where)
    known = {_WRITTEN.get(item.name, item.name): item for item in fields(kind)}  # type: ignore[arg-type]  # a dataclass
    for name in table:
        if name not in known:
            raise unknown_key(str(name), known, where)
    missing = [name for name, item in known.items() if _required(item) and name not in table]
    if missing:
        raise UsageError(f"There is no {' and no '.join(missing)}", where=where, next_step="It cannot be left out")
    hints = get_type_hints(kind)
    return kind(
        **{
            known[name].name: _value(hints[known[name].name], value, _inside(where, name))
            for name, value in table.items()
        }
    )


def unknown_key(name: str, known: Mapping[str, object], where: Where) -> UsageError:
    """Return the error for a key that is not known, naming the nearest one that is."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(sorted(known))}"
    return UsageError(f"The key '{clean(name, 80)}' is not known", where=where, next_step=hint)


def _required(item: Field[Any]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def _inside(where: Where, name: str) -> Where:
    return Where(where.file, where.part, field=f"{where.field}.{name}" if where.field else name)


def _value(hint: Any, value: object, where: Where) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        (hint,) = [part for part in get_args(hint) if part is not type(None)]
        return _value(hint, value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise UsageError(f"This is {_named(value)}, and a list is expected", where=where)
        return tuple(_value(get_args(hint)[0], item, where) for item in value)
    if is_dataclass(hint) and isinstance(hint, type):
        return read_record(hint, value, where)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _word(hint, value, where)
    return _plain(hint, value, where)


def _word(hint: type[StrEnum], value: object, where: Where) -> StrEnum:
    words = [word.value for word in hint]
    if isinstance(value, str) and value in words:
        return hint(value)
    near = difflib.get_close_matches(str(value), words, n=1)
    hint_text = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(words)}"
    raise UsageError(f"'{clean(str(value), 80)}' is not a word for this", where=where, next_step=hint_text)


def _plain(hint: Any, value: object, where: Where) -> Any:
    if hint is str and isinstance(value, str):
        return clean(value, LONGEST_TEXT)
    if hint is bool and isinstance(value, bool):
        return value
    if hint is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if hint is date and isinstance(value, date) and not isinstance(value, datetime):
        return value
    if hint is Decimal and isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        number = Decimal(value)
        if number.is_finite() and number >= 0:
            return number
        raise UsageError(f"'{value}' is not a number of zero or more", where=where)
    wanted = {str: "text", bool: "true or false", int: "a whole number", date: "a day", Decimal: "a number"}
    raise UsageError(f"This is {_named(value)}, and {wanted[hint]} is expected", where=where)


def _named(value: object) -> str:
    names = {bool: "true or false", int: "a number", Decimal: "a number", str: "text", list: "a list", dict: "a table"}
    return names.get(type(value), "something else")
