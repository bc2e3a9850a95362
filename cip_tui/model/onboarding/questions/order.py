"""Orders and limits in questions: `the five worst by health`, `top 3 by ACV`, `who has the highest error rate`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from cip_tui.model.onboarding.questions.fields import Field, FieldKind, field_named, kpis_by_id
from cip_tui.model.onboarding.questions.phrases import Items
from cip_tui.model.onboarding.questions.query import Sort

FEW = 5
"""How many accounts `the biggest customers` are, where no number is given."""
_SIZE = ("largest", "biggest", "smallest", "greatest")
_SINGULAR = frozenset(
    {"account", "customer", "client", "company", "one", "logo", "firm", "organisation", "organization"}
)


@dataclass
class Ordering:
    """What a question says about order: by what, which end first (`most`, `least`), and how many.

    `word` is the superlative that had no field of its own, as in `the worst accounts by latency`.
    """

    sorts: tuple[Sort, ...] = ()
    limit: int | None = None
    end: str = ""
    word: str = ""
    cut: bool = False

    @property
    def used(self) -> bool:
        """Whether the question asks for an order or a number of accounts."""
        return bool(self.sorts or self.limit or self.end)

    def sort_by(self, field: Field) -> None:
        """Take the field of `by ACV`: greatest first, unless the least are asked for."""
        descending = _descending(self.word, field) if self.word else self.end != "least"
        self.sorts = (Sort(field, descending),)


def take_order(ordering: Ordering, items: Items, *, grouped: bool) -> Items:
    """Take order and limit out of a question and return the phrases that are left."""
    items = _take_limit(ordering, items)
    items = _take_named(ordering, items)
    items = _take_superlative(ordering, items, grouped=grouped)
    items = _take_top(ordering, items)
    items = _take_direction(ordering, items)
    if ordering.cut and ordering.limit is None and not grouped:
        nouns = [item.value for item in items if item.kind == "noun"]
        ordering.limit = 1 if not nouns or any(noun in _SINGULAR for noun in nouns) else FEW
    return items


def _take_limit(ordering: Ordering, items: Items) -> Items:
    """`top 5`, `5 worst`, `three accounts`: a number beside an order or a noun."""
    for at, item in enumerate(items):
        if item.kind != "num" or item.value[1] or item.value[0] != int(item.value[0]) or item.value[0] < 1:
            continue
        before = items[at - 1].kind if at else ""
        after = items[at + 1].kind if at + 1 < len(items) else ""
        ordered = any(other.kind in ("top", "super", "order") for other in items)
        if before in ("top", "super", "order") or after in ("super", "order", "top") or (after == "noun" and ordered):
            ordering.limit = int(item.value[0])
            return [*items[:at], *items[at + 1 :]]
        lists = any(other.kind == "intent" and other.value == "list" for other in items)
        if after == "noun" and (lists or at == 0):
            ordering.limit = int(item.value[0])
            return [*items[:at], *items[at + 1 :]]
    return items


def _take_named(ordering: Ordering, items: Items) -> Items:
    """`healthiest`, `newest`: an order in a word."""
    for at, item in enumerate(items):
        if item.kind == "order":
            name, descending = item.value
            ordering.sorts = (Sort(field_named(name), bool(descending)),)
            ordering.cut = True
            return [*items[:at], *items[at + 1 :]]
    return items


def _take_superlative(ordering: Ordering, items: Items, *, grouped: bool) -> Items:
    for at, item in enumerate(items):
        if item.kind != "super":
            continue
        for place in _places_of_field(items, at):
            field = field_named(items[place].value)
            if field.kind not in (FieldKind.NUMBER, FieldKind.DAY) and not field.words:
                continue
            descending = _descending(item.value, field)
            ordering.sorts = (Sort(field, descending),)
            ordering.end = "most" if descending else "least"
            ordering.cut = True
            return [other for index, other in enumerate(items) if index not in (at, place)]
        if grouped:
            ordering.end = "most" if item.value in ("most", "best") else "least"
            return [*items[:at], *items[at + 1 :]]
        return _without_field(ordering, items, at)
    return items


def _places_of_field(items: Items, at: int) -> list[int]:
    """Return where the field of a superlative may stand: behind it, behind `average`, or just before it."""
    places = []
    if at + 1 < len(items) and items[at + 1].kind == "field":
        places.append(at + 1)
    measure = ("average", "median", "sum")
    if at + 2 < len(items) and items[at + 1].value in measure and items[at + 2].kind == "field":
        places.append(at + 2)
    if at and items[at - 1].kind == "field":
        places.append(at - 1)
    if at > 1 and items[at - 1].kind == "cop" and items[at - 2].kind == "field":
        places.append(at - 2)
    return places


def _descending(end: str, field: Field) -> bool:
    """Say whether the greatest come first: worst and best follow the direction in which a field is better."""
    if end in ("most", "least"):
        return end == "most"
    falling = bool(field.kpi) and kpis_by_id()[field.kpi].better == "down"
    # Of the levels of churn risk the high one is the worst, though its KPI counts upwards to the better.
    falling = falling or field.name in ("lost", "churn_risk")
    return (end == "best") != falling


def _without_field(ordering: Ordering, items: Items, at: int) -> Items:
    """`the worst accounts` are meant by health, `the biggest` by contract value; others are not clear."""
    item = items[at]
    if item.value in ("worst", "best"):
        ordering.sorts = (Sort(field_named("score"), item.value == "best"),)
    elif item.text in _SIZE:
        ordering.sorts = (Sort(field_named("acv"), item.value == "most"),)
    else:
        return items
    ordering.word = item.value
    ordering.cut = True
    return [*items[:at], *items[at + 1 :]]


def _take_top(ordering: Ordering, items: Items) -> Items:
    for at, item in enumerate(items):
        if item.kind != "top":
            continue
        rest = [*items[:at], *items[at + 1 :]]
        if item.value == "first":
            return rest if ordering.limit else items
        if at + 1 < len(items) and items[at + 1].kind == "field":
            field = field_named(items[at + 1].value)
            ordering.sorts = (Sort(field, item.value == "most"),)
            rest = [*items[:at], *items[at + 2 :]]
        ordering.end = item.value
        ordering.limit = ordering.limit or FEW
        by_number = any(
            one.kind == "intent" and one.value == "each" and other.kind == "field" for one, other in pairwise(rest)
        )
        if not ordering.sorts and not by_number:
            if item.value != "most":
                return items
            ordering.sorts = (Sort(field_named("acv"), True),)
        return rest
    return items


def _take_direction(ordering: Ordering, items: Items) -> Items:
    """`descending` turns the order that is given; `biggest first` is an order of its own where none is."""
    for at, item in enumerate(items):
        rest = [*items[:at], *items[at + 1 :]]
        if item.kind == "dir" and (ordering.sorts or _sorts_by(rest)):
            ordering.end = "most" if item.value else "least"
            ordering.sorts = tuple(Sort(sort.field, bool(item.value)) for sort in ordering.sorts)
            return rest
        if item.kind == "firstly":
            name, descending = item.value
            by = next(iter(ordering.sorts), None) or next(map(Sort, _fields_sorted_by(rest)), None)
            if name == "score" and by is not None:
                # `by error rate, worst first`: the worst of that field, whichever end it is.
                descending = _descending("best" if descending else "worst", by.field)
            ordering.end = "most" if descending else "least"
            if by is None:
                ordering.sorts = (Sort(field_named(name), bool(descending)),)
            return rest
    return items


def _sorts_by(items: Items) -> bool:
    """Say whether `by` and a field follow, by which accounts will be sorted."""
    return bool(_fields_sorted_by(items))


def _fields_sorted_by(items: Items) -> list[Field]:
    pairs = pairwise(items)
    return [
        field_named(other.value)
        for one, other in pairs
        if one.kind == "intent" and one.value == "each" and other.kind == "field"
    ]
