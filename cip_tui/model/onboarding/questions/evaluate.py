"""Carries out a query on accounts: which hold, in which order, and what groups of them add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from cip_tui.model.onboarding.questions.fields import Field, Value
from cip_tui.model.onboarding.questions.query import Query, Term
from cip_tui.model.onboarding.standing import Standing

LIKE = 82
"""From this similarity on (0 to 100) a word is taken for a part of a name."""


@dataclass(frozen=True, slots=True)
class Found:
    """The accounts a query found, in its order; `matching` counts them before the limit, `available` all there are."""

    rows: tuple[Standing, ...]
    matching: int
    available: int


def run_query(query: Query, standings: Sequence[Standing]) -> Found:
    """Return the accounts for which the query holds."""
    rows: list[Standing] = list(standings)
    if query.groups:
        keep: set[int] = set()
        for group in query.groups:
            keep.update(_holding(group, standings))
        rows = [standing for index, standing in enumerate(standings) if index in keep]
    for sort in reversed(query.sort):
        known = [(value, row) for row in rows if (value := sort.field.value(row)) is not None]
        unknown = [row for row in rows if sort.field.value(row) is None]
        known.sort(key=lambda pair: _rank(sort.field, pair[0]), reverse=sort.descending)
        rows = [*(row for _, row in known), *unknown]
    matching = len(rows)
    return Found(tuple(rows[: query.limit] if query.limit else rows), matching, len(standings))


def _holding(group: Sequence[Term], standings: Sequence[Standing]) -> Iterable[int]:
    indices: Sequence[int] = range(len(standings))
    for term in group:
        holds = _searching(term, standings) if term.operator == "~" else _comparing(term)
        indices = [index for index in indices if holds(standings[index])]
    return indices


def _comparing(term: Term) -> Callable[[Standing], bool]:
    return lambda standing: term.holds(term.field.value(standing))


def _searching(term: Term, standings: Sequence[Standing]) -> Callable[[Standing], bool]:
    """Search names and ids: by a part of them, or, where no account has that part, by the most similar names."""
    wanted = str(term.values[0]).casefold()

    def contains(standing: Standing) -> bool:
        account = standing.account
        return wanted in account.account_name.casefold() or wanted in account.external_account_id.casefold()

    if any(map(contains, standings)):
        return lambda standing: contains(standing) != term.negated
    from rapidfuzz import fuzz

    def similar(standing: Standing) -> bool:
        return len(wanted) > 2 and fuzz.partial_ratio(wanted, standing.account.account_name.casefold()) >= LIKE

    return lambda standing: similar(standing) != term.negated


def _rank(field: Field, value: Value) -> tuple[int, Decimal, str]:
    """Words sort by their order (High before Medium before Low), so that descending ends with the mildest."""
    if isinstance(value, Decimal):
        return 0, value, ""
    if field.words and value in field.words:
        return 0, Decimal(-field.words.index(value)), ""
    return 1, Decimal(0), (value or "").casefold()


# Sums

AGGREGATES = ("sum", "average", "median", "least", "most")


def aggregate(kind: str, field: Field, rows: Iterable[Standing]) -> Decimal | None:
    """Return the sum, average, median, least or most of a number field over accounts that have it; None for none."""
    values = [value for row in rows if isinstance(value := field.value(row), Decimal)]
    if not values:
        return None
    if kind == "sum":
        return sum(values, Decimal(0))
    if kind == "average":
        return sum(values, Decimal(0)) / len(values)
    if kind == "median":
        return median(values)
    return min(values) if kind == "least" else max(values)


def groups_of(field: Field, rows: Iterable[Standing]) -> dict[str, list[Standing]]:
    """Return the accounts by a field's value, the greatest group first; words stand in their own order."""
    found: dict[str, list[Standing]] = {}
    for row in rows:
        value = field.value(row)
        found.setdefault("(none)" if value is None else str(value), []).append(row)
    if field.words:
        order = {word: place for place, word in enumerate(field.words)}
        return dict(sorted(found.items(), key=lambda pair: order.get(pair[0], len(order))))
    return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])))
