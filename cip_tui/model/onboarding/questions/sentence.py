"""One question taken apart: accounts, conditions, order, grouping, fields, and what is wanted of them."""

from __future__ import annotations

from collections.abc import Iterable

from cip_tui.model.onboarding.questions.conditions import conditions, is_group
from cip_tui.model.onboarding.questions.fields import Field, FieldKind, field_named
from cip_tui.model.onboarding.questions.order import Ordering, take_order
from cip_tui.model.onboarding.questions.phrases import Items
from cip_tui.model.onboarding.questions.query import Query, Term

_GLUE = frozenset({"noun", "and", "with", "in", "cop", "from", "to"})


class Refused(Exception):
    """The question cannot be read; caught where it was asked."""

    def __init__(self, reason: str, words: Iterable[str] = ()) -> None:
        super().__init__(reason)
        self.reason, self.words = reason, tuple(words)


class Sentence:
    """The phrases of one question, and what has been taken out of them."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self.asks_yes_no = bool(items) and items[0].kind in ("cop", "with")
        self.intents = {item.value for item in items if item.kind == "intent"}
        self.accounts = tuple({id(item.value): item.value for item in items if item.kind == "account"}.values())
        self.has_noun = any(item.kind == "noun" for item in items)
        self.ordering = Ordering()
        self.groups: tuple[tuple[Term, ...], ...] = ()
        self.by: Field | None = None
        self.at_risk: Field | None = None
        self.fields: tuple[Field, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """The conditions, of every alternative."""
        return tuple(term for group in self.groups for term in group)

    def query(self, *more: Term) -> Query:
        """Return the conditions, order, limit and grouping as a query."""
        query = Query(self.groups, self.ordering.sorts, self.ordering.limit, self.by)
        return query.and_(*more)


def read_sentence(items: Items) -> Sentence:
    """Take a question apart. Raises `Refused` where a phrase is left over."""
    items = conditions(items)
    sentence = Sentence(items)
    rest = _without_accounts(items) if sentence.accounts else items
    rest = _take_subject(sentence, rest)
    rest = take_order(sentence.ordering, rest, grouped=sentence.by is not None)
    rest = _take_by(sentence, rest)
    rest = _take_at_risk(sentence, rest)
    sentence.groups, rest = _take_terms(rest)
    _take_fields(sentence, rest)
    left = [item.text for item in rest if item.kind not in _GLUE and item.kind not in _TAKEN]
    if left:
        raise Refused("These words do not fit together with the rest", left)
    return sentence


_TAKEN = frozenset({"intent", "field", "lookup", "whenq", "signup", "range", "define", "permonth", "peryear", "taken"})


def _without_accounts(items: Items) -> Items:
    return [item for item in items if item.kind != "account"]


def _take_subject(sentence: Sentence, items: Items) -> Items:
    """`which CSM has …`, `which industries …`: accounts are grouped by it."""
    if sentence.accounts:
        return items
    for at in range(len(items) - 1):
        first, second = items[at], items[at + 1]
        ranked = first.kind in ("top", "super") or (at and first.kind == "num" and items[at - 1].kind == "top")
        if ranked and second.kind == "field" and is_group(second.value) and not field_named(second.value).words:
            sentence.by = field_named(second.value)
            return [*items[: at + 1], *items[at + 2 :]]
        if first.kind == "intent" and first.value == "which" and second.kind == "field" and is_group(second.value):
            following = items[at + 2].kind if at + 2 < len(items) else ""
            if following not in ("noun",) and len(items) > at + 2:
                sentence.by = field_named(second.value)
                return [*items[: at + 1], *items[at + 2 :]]
    return items


_RANKED = ("rank", "ranked by", "rank by")


def _take_by(sentence: Sentence, items: Items) -> Items:
    """`by CSM` groups, `by ACV` sorts."""
    for at, item in enumerate(items):
        if item.kind != "intent" or item.value != "each":
            continue
        following = items[at + 1] if at + 1 < len(items) else None
        if following is None or following.kind != "field":
            raise Refused("By what is not understood", (item.text,))
        field = field_named(following.value)
        ranked = item.text in _RANKED or any(one.kind == "intent" and one.text in _RANKED for one in items[:at])
        ranks = bool(field.words) and (sentence.ordering.used or ranked)
        if ranks:
            sentence.ordering.sort_by(field)
        elif is_group(following.value) and sentence.by is None:
            sentence.by = field
        elif field.kind in (FieldKind.NUMBER, FieldKind.DAY):
            sentence.ordering.sort_by(field)
        else:
            raise Refused("Accounts cannot be grouped so", (following.text,))
        sentence.intents.discard("each")
        return [*items[:at], *items[at + 2 :]]
    return items


def _take_at_risk(sentence: Sentence, items: Items) -> Items:
    for item in items:
        if item.kind == "atrisk":
            sentence.at_risk = field_named(item.value)
    return [item for item in items if item.kind != "atrisk"]


def _take_terms(items: Items) -> tuple[tuple[tuple[Term, ...], ...], Items]:
    """Return the conditions; `or` between two conditions of different fields makes alternatives of them."""
    found = [item for item in items if item.kind == "term"]
    if any(item.kind == "or" for item in items):
        places = [at for at, item in enumerate(items) if item.kind == "or"]
        beside = all(
            0 < at < len(items) - 1 and items[at - 1].kind == "term" and items[at + 1].kind == "term" for at in places
        )
        if not beside or len(found) != 2 or len(places) != 1:
            raise Refused("It is not clear what `or` joins; write it as a filter", ("or",))
        groups = (tuple(found[0].value), tuple(found[1].value))
        return groups, [item for item in items if item.kind not in ("term", "or")]
    terms: list[Term] = []
    for item in found:
        terms += [term for term in item.value if term not in terms]
    return ((tuple(terms),) if terms else ()), [item for item in items if item.kind != "term"]


def _take_fields(sentence: Sentence, items: Items) -> None:
    """Fields that no condition took: looked up of an account, measured, or shown beside."""
    found = {}
    for item in items:
        if item.kind in ("field", "lookup"):
            found[item.value] = field_named(item.value)
        elif item.kind == "signup":
            found["signup_date"] = field_named("signup_date")
    sentence.fields = tuple(found.values())
