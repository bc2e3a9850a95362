"""Reads a query as it is typed into the filter bar or given to `cip accounts`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from cip_tui.model.errors import UsageError
from cip_tui.model.onboarding.questions.fields import Field, FieldKind, all_fields, field_named, is_field, names_of
from cip_tui.model.onboarding.questions.query import NONE, Query, Sort, Term

_QUOTED = r'"(?:[^"]|"")*"'
_PIECE = re.compile(rf"\s*(-?)(?:([A-Za-z_][\w.]*)(!=|>=|<=|[:=<>~])((?:{_QUOTED}|[^\s\"])*)|({_QUOTED}|\S+))")
_NUMBER = re.compile(r"([-+]?)\s*\$?\s*(\d[\d,]*\.?\d*|\.\d+)\s*(k|m|bn?|thousand|million)?\s*(?:usd|%|s|ms|d)?", re.I)
_SCALES = {"k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "b": 10**9, "bn": 10**9}
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_NOTHING = ("none", "null", "nothing", "missing", "-")
_MOST = 1_000
"""The most characters of a query; a longer one is a mistake."""


@dataclass
class _Parts:
    groups: list[list[Term]] = field(default_factory=lambda: [[]])
    sort: list[Sort] = field(default_factory=list)
    limit: int | None = None
    by: Field | None = None


def parse_query(text: str) -> Query:
    """Read a query. Raises `UsageError` that says which part is not understood and what could be meant."""
    if len(text) > _MOST:
        raise UsageError(f"A query has at most {_MOST:,} characters", next_step="Shorten it")
    parts = _Parts()
    position = 0
    while text[position:].strip():
        match = _PIECE.match(text, position)
        assert match is not None
        position = match.end()
        sign, name, operator, value, word = match.groups()
        if name is not None:
            _named(parts, bool(sign), name, operator, value)
        else:
            _word(parts, bool(sign), word)
    groups = tuple(tuple(group) for group in parts.groups)
    if len(groups) > 1 and not all(groups):
        raise UsageError("`or` stands between two conditions", next_step="Write it like band:critical or churn:high")
    return Query(groups if any(groups) else (), tuple(parts.sort), parts.limit, parts.by)


def is_filter(text: str) -> bool:
    """Say whether a text is written as a filter: nothing but `field:value`, `sort:`, `limit:`, `by:` and `or`."""
    named, position = False, 0
    while text[position:].strip():
        match = _PIECE.match(text, position)
        assert match is not None
        position = match.end()
        if match.group(2) is not None:
            named = named or bool(match.group(4))
        elif match.group(5).casefold() not in ("or", "and"):
            return False
    return named


def _named(parts: _Parts, negated: bool, name: str, operator: str, text: str) -> None:
    key = name.casefold()
    if not text:
        raise UsageError(f"A value is missing after {name}{operator}", next_step=_example(name))
    if key in ("sort", "limit", "by") and operator in ":=" and not negated:
        _order(parts, key, _unquoted(text))
        return
    parts.groups[-1].append(term_of(field_named(name), operator, text, negated=negated))


def _order(parts: _Parts, key: str, text: str) -> None:
    if key == "sort":
        for one in text.split(","):
            parts.sort.append(Sort(field_named(one.lstrip("-+")), one.startswith("-")))
    elif key == "by":
        parts.by = field_named(text)
        if parts.by.kind is FieldKind.NUMBER:
            raise UsageError(f"{parts.by.title} is a number; accounts are grouped by words", next_step="e.g. by:csm")
    elif not text.isdecimal() or int(text) < 1:
        raise UsageError(f"'{text}' is no limit", next_step="Write a whole number above 0, e.g. limit:10")
    else:
        parts.limit = int(text)


def _word(parts: _Parts, negated: bool, word: str) -> None:
    if word.casefold() == "or" and not negated:
        parts.groups.append([])
        return
    if word.casefold() == "and" and not negated:
        return
    text = _unquoted(word)
    if not text.strip():
        return
    if is_field(word.rstrip(":<>=!~")) and word[-1] in ":<>=!~":
        raise UsageError(f"A value is missing after {word}", next_step=_example(word.rstrip(":<>=!~")))
    parts.groups[-1].append(Term(field_named("name"), "~", (text,), negated))


def term_of(field: Field, operator: str, text: str, *, negated: bool = False) -> Term:
    """Return the condition on a field. Raises `UsageError` where the value does not fit the field."""
    if operator == "!=":
        operator, negated = "=", not negated
    if operator == "~":
        operator = ":"
    values = _values(text)
    if operator in (":", "=") and len(values) == 1 and ".." in values[0] and field.kind is not FieldKind.TEXT:
        low, _, high = values[0].partition("..")
        bounds = (_value(field, low), _value(field, high))
        return Term(field, "..", bounds, negated)
    if operator in (">", ">=", "<", "<="):
        if field.kind not in (FieldKind.NUMBER, FieldKind.DAY):
            raise UsageError(f"{field.title} is no number to compare", next_step=_offer(field))
        if len(values) > 1 and field.kind is FieldKind.NUMBER:
            values = ["".join(values)]
        return Term(field, operator, (_value(field, values[0]),), negated)
    if field.kind is FieldKind.NUMBER:
        operator = ":"
    return Term(field, operator, tuple(_value(field, one) for one in values), negated)


def _values(text: str) -> list[str]:
    """Split a value at its commas, but not `1,234`."""
    found = re.findall(rf'{_QUOTED}|(?:[^,"]|(?<=\d),(?=\d{{3}}\b))+', text)
    return [_unquoted(one.strip()) for one in found if one.strip()] or [""]


def _value(field: Field, text: str) -> str | Decimal:
    if text.casefold() in _NOTHING:
        return NONE
    if field.kind is FieldKind.NUMBER:
        number = read_number(text)
        if number is None:
            raise UsageError(f"'{text}' is no number for {field.title}", next_step=_example(field.name))
        return number
    if field.kind is FieldKind.DAY:
        if not _DAY.fullmatch(text):
            raise UsageError(f"'{text}' is no day", next_step="Write 2024, 2024-03 or 2024-03-15")
        return text
    if field.kind is FieldKind.WORD:
        return _known_word(field, text)
    return text


def _known_word(field: Field, text: str) -> str:
    plain = re.sub(r"[\s_-]", "", text.casefold())
    for word in field.words:
        if re.sub(r"[\s_-]", "", word.casefold()) == plain:
            return word
    starts = [word for word in field.words if re.sub(r"[\s_-]", "", word.casefold()).startswith(plain)]
    if len(starts) != 1 or not plain:
        raise UsageError(f"{field.title} is never '{text}'", next_step=_offer(field))
    return starts[0]


def read_number(text: str) -> Decimal | None:
    """Read `100k`, `$1.5m`, `-50`, `12.5%`, `1,234`; None where it is no number."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    sign, digits, scale = match.groups()
    try:
        number = Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return None
    return (-number if sign == "-" else number) * _SCALES.get((scale or "").casefold(), 1)


def _unquoted(text: str) -> str:
    return text[1:-1].replace('""', '"') if len(text) > 1 and text[0] == '"' == text[-1] else text


def _offer(field: Field) -> str:
    if field.words:
        return "It is one of: " + ", ".join(field.words)
    return f"Write it like {field.name}:text"


def _example(name: str) -> str:
    if name.casefold() in ("sort", "by", "limit"):
        return {"sort": "Write it like sort:-acv", "by": "e.g. by:csm", "limit": "e.g. limit:10"}[name.casefold()]
    field = field_named(name)
    if field.kind is FieldKind.NUMBER:
        return f"Write it like {name}>100 or {name}:100..200"
    return _offer(field)


def complete_query(text: str, values: dict[str, Sequence[str]]) -> list[str]:
    """Return what the last word of a query can become: field names, then the words of the field that stands before.

    `values` are the texts that occur, by field name.
    """
    last = re.split(r"\s(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", text)[-1]
    head = text[: len(text) - len(last)]
    match = re.fullmatch(r'(-?)([A-Za-z_][\w.]*)([:=])("?[^"]*)', last)
    if match is None:
        names = sorted({*names_of(all_fields()), *(one.name for one in all_fields()), "sort", "limit", "by"})
        bare = last.lstrip("-")
        return [f"{head}{last[: len(last) - len(bare)]}{name}:" for name in names if bare and name.startswith(bare)]
    sign, name, operator, begun = match.groups()
    if name in ("sort", "by"):
        dash = "-" if begun.startswith("-") else ""
        wanted = [one for one in names_of(all_fields()) if one.startswith(begun.lstrip("-"))]
        return [f"{head}{sign}{name}{operator}{dash}{one}" for one in wanted]
    if not is_field(name):
        return []
    found = field_named(name)
    offers = found.words or tuple(values.get(found.name, ()))
    begins = begun.strip('"').casefold()
    return [f"{head}{sign}{name}{operator}{_offered(one)}" for one in offers if one.casefold().startswith(begins)]


def _offered(word: str) -> str:
    return f'"{word}"' if re.search(r"[\s\",:]", word) else word
