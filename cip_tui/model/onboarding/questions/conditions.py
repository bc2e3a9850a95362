"""Puts the phrases of a question together: numbers to a comparison, that to its field, and words to conditions.

Each rule looks for a pattern of neighbouring phrases and puts one phrase in their place. What no rule takes stays where
it is, so that the question can be refused for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cip_tui.model.onboarding.questions.fields import FieldKind, field_named, kpis_by_id
from cip_tui.model.onboarding.questions.grammar import parse_query, term_of
from cip_tui.model.onboarding.questions.phrases import Items, kinds_at, rewrite, term_item, text_of
from cip_tui.model.onboarding.questions.quantities import UNIT_FIELDS, amounts, compared_fields
from cip_tui.model.onboarding.questions.query import NONE, Term
from cip_tui.model.onboarding.questions.words import Item

_MISSING = ("missing", "lacking", "lack", "lacks")
_GOOD, _MIDDLE, _BAD = ("Healthy",), ("At Risk",), ("Critical",)


def conditions(items: Items) -> Items:
    """Return the phrases with every condition they contain as one `term`."""
    items = rewrite(amounts(items), _levels, _stake, _order_of_band, _diverging)
    items = rewrite(compared_fields(items), _leveled, _leveled_after, _band_of_field, _field_in_band, _lack)
    return rewrite(items, _whole_value, _plain, _turned, _has, _joined)


# Levels and bands


def _levels(items: Items, at: int) -> tuple[int, Item] | None:
    """`high or medium` become one set of levels; one level alone, too."""
    if kinds_at(items, at, "level|levels", "or|and", "level"):
        first = items[at].value if items[at].kind == "levels" else (items[at].value,)
        return 3, Item("levels", (*first, items[at + 2].value), text_of(items, at, 3))
    if kinds_at(items, at, "level"):
        return 1, Item("levels", (items[at].value,), items[at].text)
    return None


def _leveled(items: Items, at: int) -> tuple[int, Item] | None:
    if kinds_at(items, at, "levels", "field"):
        return _at_level(items, at, items[at + 1], items[at], 2)
    return None


def _leveled_after(items: Items, at: int) -> tuple[int, Item] | None:
    for length in (2, 3):
        kinds = ("field", "cop", "levels")[:: 2 if length == 2 else 1]
        if kinds_at(items, at, *kinds):
            return _at_level(items, at, items[at], items[at + length - 1], length)
    return None


def _at_level(items: Items, at: int, field: Item, levels: Item, length: int) -> tuple[int, Item] | None:
    found = field_named(field.value)
    if found.words and set(levels.value) <= set(found.words):
        return term_item(items, at, length, Term(found, ":", tuple(levels.value)))
    bands: list[str] = []
    for level in levels.value:
        bands += _bands_at(field.value, found.kpi, level)
    if not bands:
        return None
    name = "band" if field.value == "score" else f"band.{found.kpi}"
    return term_item(items, at, length, Term(field_named(name), ":", tuple(dict.fromkeys(bands))))


def _bands_at(name: str, kpi_id: str, level: str) -> tuple[str, ...]:
    """Return the bands that a number called high, low, good or poor lies in; none where that says nothing."""
    if name == "score":
        return {
            "High": _GOOD,
            "good": _GOOD,
            "Medium": _MIDDLE,
            "Low": (*_MIDDLE, *_BAD),
            "poor": (*_MIDDLE, *_BAD),
        }.get(level, ())
    if not kpi_id or kpis_by_id()[kpi_id].words:
        return ()
    rising = kpis_by_id()[kpi_id].better == "up"
    high, low = (_GOOD, _BAD) if rising else (_BAD, _GOOD)
    return {"High": high, "Low": low, "Medium": _MIDDLE, "good": _GOOD, "poor": _BAD}.get(level, ())


def _band_of_field(items: Items, at: int) -> tuple[int, Item] | None:
    """`critical error rates`: the band of that KPI."""
    if kinds_at(items, at, "band", "field"):
        return _in_band(items, at, items[at + 1], items[at], 2)
    return None


def _field_in_band(items: Items, at: int) -> tuple[int, Item] | None:
    if kinds_at(items, at, "field", "cop|in", "band"):
        return _in_band(items, at, items[at], items[at + 2], 3)
    return None


def _in_band(items: Items, at: int, field: Item, band: Item, length: int) -> tuple[int, Item] | None:
    if field.value in ("score", "band"):
        return term_item(items, at, length, Term(field_named("band"), ":", band.value))
    kpi_id = field_named(field.value).kpi
    if not kpi_id:
        return None
    return term_item(items, at, length, Term(field_named(f"band.{kpi_id}"), ":", band.value))


def _stake(items: Items, at: int) -> tuple[int, Item] | None:
    """`ARR at risk`, `how much revenue is at stake`: the contract value of accounts that are not healthy."""
    for length in (2, 3):
        kinds = ("field", "cop", "band|stake")[:: 2 if length == 2 else 1]
        if not kinds_at(items, at, *kinds) or items[at].value not in UNIT_FIELDS["$"]:
            continue
        last = items[at + length - 1]
        if (last.kind == "stake" or last.value == _MIDDLE) and not kinds_at(items, at + length, "noun"):
            return length, Item("atrisk", items[at].value, text_of(items, at, length))
    return None


def _order_of_band(items: Items, at: int) -> tuple[int, Item] | None:
    if kinds_at(items, at, "super", "band") and items[at].value in ("most", "least") and not _subject(items):
        healthy = items[at + 1].value == _GOOD
        return 2, Item("order", ("score", healthy == (items[at].value == "most")), text_of(items, at, 2))
    return None


def _subject(items: Items) -> bool:
    """Say whether the question is about something that accounts are grouped by: `which CSM has the most …`."""
    return any(
        kinds_at(items, at, "intent", "field")
        and items[at].value in ("which", "list")
        and is_group(items[at + 1].value)
        for at in range(len(items))
    )


def is_group(name: str) -> bool:
    """Say whether accounts are grouped by a field rather than measured by it."""
    field = field_named(name)
    return field.kind in (FieldKind.TEXT, FieldKind.WORD) and name not in ("customer_id", "company_name")


# Values and turning around


def _lack(items: Items, at: int) -> tuple[int, Item] | None:
    if kinds_at(items, at, "lack", "field"):
        # No errors may be none of them or none known: that has to be said.
        number = field_named(items[at + 1].value).kind is FieldKind.NUMBER
        if number and items[at].text not in _MISSING:
            return None
        return term_item(items, at, 2, _missing(items[at + 1]))
    if kinds_at(items, at, "field", "cop", "lack|none") and not kinds_at(items, at + 3, "field|noun"):
        return term_item(items, at, 3, _missing(items[at]))
    return None


def _missing(item: Item) -> Term:
    """Return that a field has no value. A health score that is missing is that of the file: the other is computed."""
    reported = item.value == "score" and "computed" not in item.text
    field = field_named("health_score" if reported else item.value)
    return Term(field, ":", ("Unknown" if "Unknown" in field.words else NONE,))


def _diverging(items: Items, at: int) -> tuple[int, Item] | None:
    """`reported health disagrees with computed health`: the names of the two say nothing more."""
    healths = ("score", "health_score")
    if kinds_at(items, at, "query", "field") and items[at].value == "diverges:yes" and items[at + 1].value in healths:
        return 2, items[at]
    for between in ("with", "from", "and", "to"):
        if kinds_at(items, at, "query", between, "field") and items[at].value == "diverges:yes":
            return (3, items[at]) if items[at + 2].value in healths else None
    for length in (2, 3):
        kinds = ("field", "and|cop", "query")[:: 2 if length == 2 else 1]
        if (
            kinds_at(items, at, *kinds)
            and items[at].value in healths
            and items[at + length - 1].value == "diverges:yes"
        ):
            return length, items[at + length - 1]
    if kinds_at(items, at, "field", "and", "field") and {items[at].value, items[at + 2].value} == set(healths):
        return (3, items[at]) if kinds_at(items, at + 3, "query") else None
    return None


def _whole_value(items: Items, at: int) -> tuple[int, Item] | None:
    """`insurance industry`, `segment production`: the field beside its own value says nothing more."""
    for length in (2, 3):
        middle = ("cop|in",) if length == 3 else ()
        for kinds, place in ((("value", *middle, "field"), 0), (("field", *middle, "value"), length - 1)):
            if kinds_at(items, at, *kinds):
                value, field = items[at + place], items[at + (length - 1 - place)]
                if value.value[0] == field.value:
                    return length, Item("value", value.value, text_of(items, at, length))
    return None


def _plain(items: Items, at: int) -> tuple[int, Item] | None:
    item = items[at]
    if item.kind == "value":
        return term_item(items, at, 1, Term(field_named(item.value[0]), "=", (item.value[1],)))
    if item.kind == "band":
        return term_item(items, at, 1, Term(field_named("band"), ":", item.value))
    if item.kind == "query":
        return 1, Item("term", parse_query(item.value).terms, item.text)
    return None


def _turned(items: Items, at: int) -> tuple[int, Item] | None:
    """`not healthy`, `except insurance`, `without missing data`."""
    for length in (2, 3):
        kinds = ("not|except|lack", "in|with|noun", "term")[:: 2 if length == 2 else 1]
        if not kinds_at(items, at, *kinds):
            continue
        terms = items[at + length - 1].value
        if len(terms) == 1:
            term = terms[0]
            return term_item(items, at, length, Term(term.field, term.operator, term.values, not term.negated))
    if kinds_at(items, at, "except", "account"):
        account_id = items[at + 1].value.account.external_account_id
        return term_item(items, at, 2, term_of(field_named("id"), "=", f'"{account_id}"', negated=True))
    return None


def _has(items: Items, at: int) -> tuple[int, Item] | None:
    """`accounts with a CSM`: those that have one."""
    has = kinds_at(items, at, "noun", "with", "field") and not kinds_at(items, at + 3, "term")
    if has and field_named(items[at + 2].value).kind is FieldKind.TEXT:
        return term_item(items, at, 3, Term(field_named(items[at + 2].value), ":", (NONE,), negated=True))
    return None


def _joined(items: Items, at: int) -> tuple[int, Item] | None:
    """`healthy and critical`, `insurance or healthcare`: either of two values of one field."""
    if not kinds_at(items, at, "term", "and|or", "term"):
        return None
    left, right = items[at].value, items[at + 2].value
    if len(left) != 1 or len(right) != 1:
        return None
    first, second = left[0], right[0]
    same = first.field is second.field and first.operator == second.operator and first.operator in ":="
    # `not A or B` and `except A and B` leave both out; `B and not A` says two things.
    if not same or (second.negated and not first.negated):
        return None
    return term_item(
        items, at, 3, Term(first.field, first.operator, _merged(first.values, second.values), first.negated)
    )


def _merged(left: Sequence[str | Decimal], right: Sequence[str | Decimal]) -> tuple[str | Decimal, ...]:
    return tuple(dict.fromkeys((*left, *right)))
