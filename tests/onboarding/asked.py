"""A hundred questions about accounts as customer-success people ask them, and what each means.

Written without sight of the code that parses questions; `questions.json` holds them. A meaning has an `intent` (list,
count, total, average, explain, compare, recommend, changed, detail), filters `where` (field, op, value; all hold; `in`
with values in order, split by bars; `empty` for no value), account `names`, a `measure`, a group `by`, a `sort` and a
`limit` (`*`: any). Several meanings are equally right; none means that the question must not be answered.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("questions.json")
MORE = Path(__file__).with_name("questions_more.json")
"""Questions asked after the first hundred were understood."""
INTENTS = {"list", "count", "total", "average", "explain", "compare", "recommend", "changed", "detail"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a question asks for, in a form that does not depend on how it is parsed or answered."""

    intent: str
    where: frozenset[tuple[str, str, str]] = frozenset()
    names: tuple[str, ...] = ()
    measure: str = ""
    by: str = ""
    sort: tuple[str, str] | None = None
    limit: str = ""

    def fits(self, expected: Meaning) -> bool:
        """Tell whether this is the expected meaning; an expected limit `*` leaves it open."""
        limit = expected.limit == "*" or self.limit == expected.limit
        mine = (self.intent, self.where, sorted(self.names), self.measure, self.by, self.sort)
        theirs = (expected.intent, expected.where, sorted(expected.names), expected.measure, expected.by, expected.sort)
        return limit and mine == theirs


def condition(field: str, op: str, value: str) -> tuple[str, str, str]:
    """Return a condition with its value in one form: numbers without trailing zeros, words in small letters."""
    try:
        return field, op, f"{Decimal(value).normalize():f}"
    except InvalidOperation:
        return field, op, "|".join(sorted(part.strip().lower() for part in value.split("|")))


def meaning(record: dict[str, Any]) -> Meaning:
    """Read one meaning of the file."""
    return Meaning(
        intent=record["intent"],
        where=frozenset(condition(*item) for item in record.get("where", ())),
        names=tuple(record.get("names", ())),
        measure=record.get("measure", ""),
        by=record.get("by", ""),
        sort=tuple(record["sort"]) if "sort" in record else None,
        limit=str(record.get("limit", "")),
    )


def questions(file: Path = FILE) -> list[tuple[str, tuple[Meaning, ...]]]:
    """Return every question of a file with its meanings."""
    records = json.loads(file.read_text(encoding="utf-8"))
    return [(record["question"], tuple(map(meaning, record["means"]))) for record in records]
