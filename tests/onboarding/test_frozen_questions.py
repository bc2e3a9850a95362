"""The frozen questions, written without sight of the parser: how many are read right, and that none is read wrong."""

from __future__ import annotations

from calendar import monthrange
from functools import cache

from cip_tui.model.onboarding.questions.ask import Ask, Intent, NotUnderstood
from cip_tui.model.onboarding.questions.fields import FieldKind
from cip_tui.model.onboarding.questions.lexer import Names
from cip_tui.model.onboarding.questions.query import NONE, Term
from cip_tui.model.onboarding.questions.understand import understand
from cip_tui.model.onboarding.settings import HealthSettings
from cip_tui.model.onboarding.standing import all_standing
from tests.onboarding.asked import Meaning, condition, questions
from tests.onboarding.sample import sample_accounts

INTENTS = {
    Intent.LIST: "list",
    Intent.CHURN: "list",
    Intent.COUNT: "count",
    Intent.EXPLAIN: "explain",
    Intent.DRIVERS: "explain",
    Intent.COMPARE: "compare",
    Intent.PLAYS: "recommend",
    Intent.LEVERS: "recommend",
    Intent.CHANGES: "changed",
    Intent.SHOW: "detail",
    Intent.LOOKUP: "detail",
    Intent.CHECK: "detail",
}
MEASURES = {"sum": "total", "average": "average", "count": "count"}


def conditions_of(term: Term) -> list[tuple[str, str, str]]:
    """Return a term in the words of the frozen set: a range, or a year, is two conditions there."""
    name, first, last = term.field.name, str(term.values[0]), str(term.values[-1])
    if term.operator == ".." and not term.negated:
        return [condition(name, ">=", first), condition(name, "<=", last)]
    if term.field.kind is FieldKind.DAY and len(first) < 10 and not term.negated:
        year, _, month = first.partition("-")
        begins = f"{year}-{month or '01'}-01"
        ends = f"{year}-{month or '12'}-{monthrange(int(year), int(month or 12))[1]}"
        if term.operator == ":":
            return [condition(name, ">=", begins), condition(name, "<=", ends)]
        return [condition(name, term.operator, ends if term.operator in (">", "<=") else begins)]
    return [condition_of(term)]


def condition_of(term: Term) -> tuple[str, str, str]:
    """Return a term that is one condition there, too."""
    values = [str(value) for value in term.values]
    name = term.field.name
    if values in ([NONE], ["Unknown"]) and name != "region" and values == [NONE]:
        return condition(name, "not empty" if term.negated else "empty", "")
    operator = {":": "=", "=": "="}.get(term.operator, term.operator)
    if len(values) > 1 and operator == "=":
        return condition(name, "not in" if term.negated else "in", "|".join(values))
    if term.negated:
        operator = {"=": "!=", ">": "<=", "<": ">=", ">=": "<", "<=": ">"}[operator]
    return condition(name, operator, values[0])


def meaning_of(ask: Ask) -> Meaning:
    """Return what was understood in the words of the frozen set."""
    query = ask.query
    groups = query.groups
    where = frozenset(one for group in groups for term in group for one in conditions_of(term))
    if len(groups) > 1 and len({term.field.name for term in query.terms}) == 1:
        values = "|".join(str(value) for term in query.terms for value in term.values)
        where = frozenset({condition(query.terms[0].field.name, "in", values)})
    intent = INTENTS.get(ask.intent, "")
    measure = ask.measure[1].name if ask.measure is not None else ""
    if ask.intent in (Intent.AGGREGATE, Intent.GROUPS):
        intent = MEASURES.get(ask.measure[0] if ask.measure is not None else "count", "")
    if ask.intent is Intent.LOOKUP:
        measure = "|".join(field.name for field in ask.fields)
    sort = (query.sort[0].field.name, "desc" if query.sort[0].descending else "asc") if query.sort else None
    return Meaning(
        intent=intent,
        where=where,
        names=tuple(one.account.account_name for one in ask.accounts),
        measure=measure,
        by=query.by.name if query.by is not None else "",
        sort=sort,
        limit="" if query.limit is None else str(query.limit),
    )


@cache
def names() -> Names:
    return Names(all_standing(sample_accounts(), HealthSettings()))


def test_no_frozen_question_is_read_wrong() -> None:
    wrong = []
    for text, meanings in questions():
        found = understand(text, names())
        if isinstance(found, Ask) and not any(meaning_of(found).fits(one) for one in meanings):
            wrong.append(f"{text} -> {found}")
    assert not wrong


def test_at_least_95_in_100_frozen_questions_are_read_right() -> None:
    answered = [(text, understand(text, names())) for text, meanings in questions() if meanings]
    refused = [text for text, found in answered if isinstance(found, NotUnderstood)]
    assert len(refused) <= 0.05 * len(answered), refused
