"""Pieces that several formats share: walking into nested records, and what a file says of itself and other parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

INCOMPLETE = "#incomplete"
"""A record with this key alone says, in its value, that the file is a part of something longer.

An empty value says that this was the last part: what earlier parts said is met.
"""

NOTED = "#noted"
"""A record with this key alone holds a `Finding` about the file; one that is said twice counts once."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A record that cannot be read: what stands there and why."""

    raw: str
    reason: str


def inside(value: object, *path: str) -> object:
    """Return what lies under the keys one after the other, None where there is nothing."""
    for key in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def items(value: object) -> list[object]:
    """Return a list's items, nothing for what is no list."""
    return value if isinstance(value, list) else []
