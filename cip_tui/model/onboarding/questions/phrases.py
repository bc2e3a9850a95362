"""Phrases of a question in a row, and the way rules put neighbouring ones together."""

from __future__ import annotations

from collections.abc import Callable

from cip_tui.model.onboarding.questions.query import Term
from cip_tui.model.onboarding.questions.words import Item

Items = list[Item]
Rule = Callable[[Items, int], tuple[int, Item] | None]
"""Looks at the phrases from a place on, and returns how many it puts into one and what that is, or None."""


def rewrite(items: Items, *rules: Rule) -> Items:
    """Apply rules from left to right until none of them finds anything more."""
    for rule in rules:
        position = 0
        while position < len(items):
            done = rule(items, position)
            if done is None:
                position += 1
            else:
                length, item = done
                items = [*items[:position], item, *items[position + length :]]
    return items


def kinds_at(items: Items, at: int, *kinds: str) -> bool:
    """Say whether phrases of these kinds stand here; `a|b` is either."""
    return len(items) >= at + len(kinds) and all(
        items[at + offset].kind in kind.split("|") for offset, kind in enumerate(kinds)
    )


def text_of(items: Items, at: int, length: int) -> str:
    """Return phrases as they were written."""
    return " ".join(item.text for item in items[at : at + length])


def term_item(items: Items, at: int, length: int, term: Term) -> tuple[int, Item]:
    """Return a condition that takes the place of so many phrases."""
    return length, Item("term", (term,), text_of(items, at, length))
