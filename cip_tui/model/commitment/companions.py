"""Numbered fields that belong together, such as a discount's rate and its scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cip_tui.model.commitment.agreements import ReviewedField

_LEADERS = {"discounts": "rate", "attestations": "name", "notices": "days"}
"""Of these numbered fields one speaks for the others: a discount's rate for its scope and days."""


def with_companions(names: Iterable[str], known: Mapping[str, ReviewedField]) -> list[str]:
    """Return the names, and after a leading one those of its group that are open and free of doubt."""
    found: list[str] = []
    for name in names:
        found.append(name)
        head, _, rest = name.partition(".")
        number, _, part = rest.partition(".")
        if part and _LEADERS.get(head) == part:
            group = f"{head}.{number}."
            found += [
                other
                for other, item in known.items()
                if other.startswith(group) and other != name and item.needs_review and not item.field.warnings
            ]
    return list(dict.fromkeys(found))
