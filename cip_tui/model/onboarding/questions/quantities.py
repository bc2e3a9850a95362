"""Numbers and days in a question: with their units, compared, and bound to the field they are about."""

from __future__ import annotations

from decimal import Decimal

from cip_tui.model.onboarding.questions.fields import FieldKind, field_named
from cip_tui.model.onboarding.questions.phrases import Items, kinds_at, rewrite, term_item, text_of
from cip_tui.model.onboarding.questions.query import Term
from cip_tui.model.onboarding.questions.words import Item

DORMANT_AFTER = 30
"""Days without an invocation after which an account is called dormant."""
_SIZE = 10_000
_SMALL_YEAR, _GREAT_YEAR = 1990, 2100
UNIT_FIELDS = {
    "%": {"cold_start_pct", "error_rate_pct", "invocation_velocity_change_pct", "cov"},
    "$": {"contract_value_annual", "monthly_spend"},
    "d": {"days_since_last_invocation"},
    "s": {"avg_execution_time_sec", "p95_latency_ms"},
    "ms": {"p95_latency_ms"},
    "pt": {"score", "health_score", "lost", "divergence"},
}


def amounts(items: Items) -> Items:
    """Return the phrases with numbers, comparisons, days and spans of days put together."""
    return rewrite(items, _unit, _between, _compared, _compared_after, _day, _signup, _dormant)


def compared_fields(items: Items) -> Items:
    """Return the phrases with every comparison bound to its field, the field before it first."""
    return rewrite(items, _usage_moved, _moved_by, _field_first, _field_last, _bare_number)


# Numbers


def _unit(items: Items, at: int) -> tuple[int, Item] | None:
    if kinds_at(items, at, "num", "unit"):
        number, unit = items[at].value
        if not unit or unit == items[at + 1].value:
            return 2, Item("num", (number, items[at + 1].value), text_of(items, at, 2))
    return None


def _between(items: Items, at: int) -> tuple[int, Item] | None:
    if kinds_at(items, at, "between", "num", "and", "num") or kinds_at(items, at, "from", "num", "to", "num"):
        low, high = items[at + 1].value, items[at + 3].value
        return 4, Item("cmpnum", ("..", (low[0], high[0]), high[1] or low[1]), text_of(items, at, 4))
    return None


def _compared(items: Items, at: int) -> tuple[int, Item] | None:
    if kinds_at(items, at, "cmp", "num"):
        number, unit = items[at + 1].value
        return 2, Item("cmpnum", (items[at].value, (number,), unit), text_of(items, at, 2))
    return None


def _compared_after(items: Items, at: int) -> tuple[int, Item] | None:
    if kinds_at(items, at, "num", "post"):
        number, unit = items[at].value
        return 2, Item("cmpnum", (items[at + 1].value, (number,), unit), text_of(items, at, 2))
    return None


def _fits(item: Item, name: str) -> tuple[Decimal, ...] | None:
    """Return the numbers of a comparison in the field's unit, or None where their unit is another."""
    _, numbers, unit = item.value
    if field_named(name).kind is not FieldKind.NUMBER or (unit and name not in UNIT_FIELDS.get(unit, ())):
        return None
    if unit == "s" and name == "p95_latency_ms":
        return tuple(number * 1000 for number in numbers)
    return tuple(numbers)


def _compare(items: Items, at: int, field: Item, comparison: Item, length: int) -> tuple[int, Item] | None:
    numbers = _fits(comparison, field.value)
    if numbers is None:
        return None
    return term_item(items, at, length, Term(field_named(field.value), comparison.value[0], numbers))


def _field_first(items: Items, at: int) -> tuple[int, Item] | None:
    for length in (2, 3):
        kinds = ("field", "cop|with", "cmpnum")[:: 2 if length == 2 else 1]
        if kinds_at(items, at, *kinds):
            return _compare(items, at, items[at], items[at + length - 1], length)
    return None


def _field_last(items: Items, at: int) -> tuple[int, Item] | None:
    if kinds_at(items, at, "cmpnum", "field"):
        return _compare(items, at, items[at + 1], items[at], 2)
    if kinds_at(items, at, "cmpnum", "in", "field"):
        return _compare(items, at, items[at + 2], items[at], 3)
    if not kinds_at(items, at, "cmpnum"):
        return None
    if _sized(items, at):
        return _compare(items, at, Item("field", "contract_value_annual"), items[at], 1)
    # A unit that only one field has stands for that field.
    unit = items[at].value[2]
    name = {"ms": "p95_latency_ms", "$": "contract_value_annual"}.get(unit)
    if name is None:
        return None
    if unit == "$" and kinds_at(items, at + 1, "permonth"):
        return _compare(items, at, Item("field", "monthly_spend"), items[at], 2)
    return _compare(items, at, Item("field", name), items[at], 1)


def _sized(items: Items, at: int) -> bool:
    """`accounts over 100k`, `who over 100k …`: thousands right behind the accounts are what they are worth."""
    _, numbers, unit = items[at].value
    of_accounts = at > 0 and (items[at - 1].kind == "noun" or items[at - 1].text in ("who", "anyone"))
    named = kinds_at(items, at + 1, "field|noun") or kinds_at(items, at + 1, "in", "field")
    return not unit and of_accounts and not named and all(number >= _SIZE for number in numbers)


def _bare_number(items: Items, at: int) -> tuple[int, Item] | None:
    """`zero errors`, `reported health of 3`: equal, as long as nothing else can be meant."""
    if kinds_at(items, at, "num", "field") and items[at].value == (Decimal(0), ""):
        field = field_named(items[at + 1].value)
        if field.kind is FieldKind.NUMBER:
            return term_item(items, at, 2, Term(field, ":", (Decimal(0),)))
    return None


# Days


def _day(items: Items, at: int) -> tuple[int, Item] | None:
    """`in March 2024`, `since 2023`, `after 2024-05-01` become a span of days."""
    if not kinds_at(items, at, "when|in"):
        return None
    operator = ":" if items[at].kind == "in" else items[at].value
    if kinds_at(items, at + 1, "day"):
        return 2, Item("days", (operator, items[at + 1].value), text_of(items, at, 2))
    if kinds_at(items, at + 1, "month", "num") and _is_year(items[at + 2]):
        text = f"{items[at + 2].value[0]}-{items[at + 1].value:02d}"
        return 3, Item("days", (operator, text), text_of(items, at, 3))
    if kinds_at(items, at + 1, "num") and _is_year(items[at + 1]):
        return 2, Item("days", (operator, str(items[at + 1].value[0])), text_of(items, at, 2))
    return None


def _is_year(item: Item) -> bool:
    number, unit = item.value
    return not unit and number == int(number) and _SMALL_YEAR <= number <= _GREAT_YEAR


def _signup(items: Items, at: int) -> tuple[int, Item] | None:
    field = field_named("signup_date")
    for length in (2, 3):
        lead = items[at].kind == "signup" or items[at].value == "signup_date"
        kinds = ("signup|field", "cop", "days")[:: 2 if length == 2 else 1]
        if lead and kinds_at(items, at, *kinds):
            operator, text = items[at + length - 1].value
            return term_item(items, at, length, Term(field, operator, (text,)))
    if kinds_at(items, at, "days") and items[at].value[0] != ":":
        return term_item(items, at, 1, Term(field, items[at].value[0], (items[at].value[1],)))
    return None


def _dormant(items: Items, at: int) -> tuple[int, Item] | None:
    none_at_all = kinds_at(items, at, "query") and items[at].value == "daily:0"
    if not kinds_at(items, at, "dormant|active") and not none_at_all:
        return None
    field = field_named("idle")
    if items[at].kind == "active":
        return term_item(items, at, 1, Term(field, "<=", (Decimal(DORMANT_AFTER),)))
    if kinds_at(items, at + 1, "cmpnum") and items[at + 1].value[2] == "d":
        operator, numbers, _ = items[at + 1].value
        return term_item(items, at, 2, Term(field, operator, tuple(numbers)))
    for length in (2, 3):
        kinds = ("dormant|query", "in", "num")[:: 2 if length == 2 else 1]
        if kinds_at(items, at, *kinds) and items[at + length - 1].value[1] == "d":
            return term_item(items, at, length, Term(field, ">=", (items[at + length - 1].value[0],)))
    return None if none_at_all else term_item(items, at, 1, Term(field, ">", (Decimal(DORMANT_AFTER),)))


def _usage_moved(items: Items, at: int) -> tuple[int, Item] | None:
    """`invocations dropped`, `usage has fallen`: the velocity says so."""
    for length in (2, 3):
        kinds = ("field", "cop|with", "intent")[:: 2 if length == 2 else 1]
        if not kinds_at(items, at, *kinds) or items[at].value not in ("invocations_30d", "daily_invocations"):
            continue
        moved = {"worsened": "velocity<0", "improved": "velocity>0"}.get(items[at + length - 1].value)
        if moved is not None:
            return length, Item("query", moved, text_of(items, at, length))
    return None


def _moved_by(items: Items, at: int) -> tuple[int, Item] | None:
    """`usage dropped by more than 50 %` is a velocity below -50, `grew by 20 % or more` one of at least 20."""
    if not kinds_at(items, at, "query", "cmpnum") or items[at].value not in ("velocity<0", "velocity>0"):
        return None
    operator, numbers, unit = items[at + 1].value
    if unit not in ("%", "") or operator == "..":
        return None
    if items[at].value == "velocity<0":
        operator = {">": "<", ">=": "<=", "<": ">", "<=": ">="}.get(operator, operator)
        numbers = tuple(-number for number in numbers)
    return term_item(items, at, 2, Term(field_named("velocity"), operator, tuple(numbers)))
