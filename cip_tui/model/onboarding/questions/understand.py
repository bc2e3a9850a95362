"""From a question in words to what it asks for. Every word must have a meaning here, or the question is refused."""

from __future__ import annotations

from dataclasses import replace

from cip_tui.model.errors import UsageError
from cip_tui.model.onboarding.questions.ask import Ask, Intent, NotUnderstood
from cip_tui.model.onboarding.questions.conditions import is_group
from cip_tui.model.onboarding.questions.fields import Field, FieldKind, field_named
from cip_tui.model.onboarding.questions.grammar import is_filter, parse_query
from cip_tui.model.onboarding.questions.lexer import Names, items_of
from cip_tui.model.onboarding.questions.query import Query, Term
from cip_tui.model.onboarding.questions.sentence import Refused, Sentence, read_sentence
from cip_tui.model.onboarding.questions.words import Item

AT_RISK = ("At Risk", "Critical")
_SINGLE = frozenset({"which", "list"})
_GROUP_WORDS = {"sum", "average", "median"}


def understand(question: str, names: Names) -> Ask | NotUnderstood:
    """Return what a question asks for, or what is not understood of it. A filter is a question, too."""
    if is_filter(question):
        try:
            return Ask(Intent.LIST, parse_query(question))
        except UsageError as error:
            return NotUnderstood((), f"{error.message}. {error.next_step}".rstrip(". "))
    raw, guesses = items_of(question, names)
    items = [item for item in raw if item.kind != "fill"]
    unknown = [item.text for item in items if item.kind in ("unknown", "bad", "unclear")]
    if unknown:
        return NotUnderstood(tuple(unknown), "These words have no meaning here")
    try:
        if (asked := _asked_range(items)) is not None:
            return replace(asked, guesses=tuple(guesses))
        sentence = read_sentence(items)
        ask = _about_accounts(sentence) if sentence.accounts else _about_all(sentence)
    except Refused as refused:
        return NotUnderstood(refused.words, refused.reason)
    return replace(ask, guesses=tuple(guesses))


# Questions about accounts by name


def _about_accounts(sentence: Sentence) -> Ask:
    intents = sentence.intents - _SINGLE
    accounts = sentence.accounts
    if sentence.by is not None or sentence.ordering.used or sentence.at_risk is not None:
        raise Refused("An account by name cannot be sorted or grouped")
    listed = all(item.kind in ("account", "and", "noun", "intent") for item in sentence.items)
    if "compare" in intents or (len(accounts) > 1 and not intents and listed):
        _only(intents, "compare", "about")
        if len(accounts) < 2 or sentence.terms:
            raise Refused("Two accounts are needed to compare")
        return Ask(Intent.COMPARE, accounts=accounts, fields=sentence.fields)
    return _about_one(sentence, intents)


def _about_one(sentence: Sentence, intents: set[str]) -> Ask:
    accounts, terms = sentence.accounts, sentence.terms
    banded = all(term.field.name in ("band", "churn_risk") for term in terms)
    for words, intent in (
        ({"why"}, Intent.EXPLAIN),
        ({"drivers"}, Intent.EXPLAIN),
        ({"plays", "todo"}, Intent.PLAYS),
        ({"levers"}, Intent.LEVERS),
        ({"changed", "since", "improved", "worsened", "movers"}, Intent.CHANGES),
    ):
        if not intents & words:
            continue
        extra = (
            {"about", "why", "churn"} if intent is Intent.EXPLAIN else {"plays"} if intent is Intent.LEVERS else set()
        )
        _only(intents, *words, *extra)
        plain = [field for field in sentence.fields if field.name not in ("score", "band", "lost", "churn_risk")]
        aims = [str(value) for term in terms for value in term.values]
        if intent is Intent.LEVERS and "Critical" in aims:
            raise Refused("Levers lead to a better band", aims)
        if not banded or plain or len(accounts) > 1:
            raise Refused("What is asked about the account is not clear", [field.title.lower() for field in plain])
        return Ask(intent, accounts=accounts)
    if _defines(sentence) and terms and banded and len(accounts) == 1:
        return Ask(Intent.LEVERS, accounts=accounts)
    if "churn" in intents:
        _only(intents, "churn")
        return Ask(Intent.CHECK, Query(((_churn_high(),),)), accounts)
    if terms:
        _only(intents, "about")
        if sentence.fields or not (sentence.asks_yes_no or sentence.items[0].kind == "account"):
            raise Refused("An account by name and a condition do not go together; ask whether it holds")
        return Ask(Intent.CHECK, Query(sentence.groups), accounts)
    if sentence.fields:
        _only(intents, "about", "count", "howmuch", "sum")
        uncounted = [field.title.lower() for field in sentence.fields if field.kind is not FieldKind.NUMBER]
        if "count" in intents and uncounted:
            raise Refused("This is no number of an account", uncounted)
        return Ask(Intent.LOOKUP, accounts=accounts, fields=sentence.fields)
    _only(intents, "about", "overview")
    if len(accounts) > 1 or any(item.kind in ("whenq", "range", "lookup") for item in sentence.items):
        raise Refused("What is asked about the account is not clear")
    return Ask(Intent.SHOW, accounts=accounts)


def _defines(sentence: Sentence) -> bool:
    return any(item.kind == "define" for item in sentence.items)


def _only(intents: set[str], *allowed: str) -> None:
    """Refuse a question that wants something else as well."""
    others = intents - set(allowed)
    if others:
        raise Refused("The question asks for two things at once", sorted(others))


# Questions about all accounts


def _about_all(sentence: Sentence) -> Ask:
    intents = sentence.intents - _SINGLE
    if any(item.kind in ("lookup", "whenq") for item in sentence.items):
        raise Refused("The account that is asked about is not known", ("which account",))
    if any(item.kind == "range" for item in sentence.items) or _defines(sentence):
        return _ranges(sentence, intents)
    for words, read in (
        ({"changed", "since", "improved", "worsened", "movers"}, _changes),
        ({"drivers", "why"}, _drivers),
        ({"plays", "todo"}, _plays),
        ({"share"}, _share),
    ):
        if intents & words:
            return read(sentence, intents)
    if sentence.at_risk is not None:
        return _money_at_risk(sentence, intents)
    if "compare" in intents:
        return _compared_groups(sentence, intents)
    if intents & {"distribution"} or sentence.by is not None:
        return _groups(sentence, intents)
    if "count" in intents:
        return _count(sentence, intents)
    if intents & {*_GROUP_WORDS, "howmuch"}:
        return _aggregate(sentence, intents)
    if "churn" in intents:
        _only(intents, "churn")
        _no_fields(sentence)
        return Ask(Intent.CHURN, sentence.query(_churn_high()))
    if "overview" in intents and not sentence.terms:
        _only(intents, "overview", "about")
        _no_fields(sentence)
        return Ask(Intent.OVERVIEW)
    return _list(sentence, intents)


def _churn_high() -> Term:
    return Term(field_named("churn"), ":", ("High",))


def _unhealthy() -> Term:
    return Term(field_named("band"), ":", AT_RISK)


def _no_fields(sentence: Sentence) -> None:
    if sentence.fields:
        raise Refused("What is asked of these is not clear", [field.title.lower() for field in sentence.fields])


def _no_order(sentence: Sentence) -> None:
    if sentence.ordering.used:
        raise Refused("An order does not fit this question")


def _asked_range(items: list[Item]) -> Ask | None:
    """Return what `what is a healthy error rate` asks for: a range, as it names no accounts; None for the rest."""
    if [item.kind for item in items] not in (["intent", "cop", kind, "field"] for kind in ("band", "level")):
        return None
    field = field_named(items[3].value)
    if items[0].text != "what" or not (field.kpi or field.name in ("score", "band")):
        return None
    return Ask(Intent.RANGES, fields=(field,) if field.kpi else ())


def _ranges(sentence: Sentence, intents: set[str]) -> Ask:
    # `what does At Risk mean` holds the word of an average.
    _only(intents, "average", "why", "about", "list")
    named = [*sentence.fields, *(term.field for term in sentence.terms if term.field.kpi)]
    fields = tuple({field.kpi: field for field in named if field.kpi}.values())
    if len(fields) != len({field.kpi for field in named}) or sentence.ordering.used or sentence.by is not None:
        raise Refused("Only KPIs and health have ranges")
    return Ask(Intent.RANGES, fields=fields)


def _changes(sentence: Sentence, intents: set[str]) -> Ask:
    _only(intents, "changed", "since", "improved", "worsened", "movers", "about", "count")
    _no_order(sentence)
    if sentence.by is not None or [field for field in sentence.fields if field.name not in ("score", "band")]:
        raise Refused("Changes are told of health alone", [field.title.lower() for field in sentence.fields])
    end = "most" if "improved" in intents else "least" if "worsened" in intents else ""
    return Ask(Intent.CHANGES, sentence.query(), end=end)


def _drivers(sentence: Sentence, intents: set[str]) -> Ask:
    _only(intents, "drivers", "why", "overview")
    plain = [field for field in sentence.fields if field.name not in ("score", "lost", "band")]
    if "why" in intents and not sentence.terms:
        raise Refused("The account that is asked about is not known", ("why",))
    if (
        plain
        or sentence.by is not None
        or any(one.field.name not in ("lost", "score") for one in sentence.ordering.sorts)
    ):
        raise Refused("What is asked of these is not clear", [field.title.lower() for field in plain])
    return Ask(Intent.DRIVERS, Query(sentence.groups))


def _plays(sentence: Sentence, intents: set[str]) -> Ask:
    _only(intents, "plays", "todo", "churn")
    _no_fields(sentence)
    if sentence.by is not None:
        raise Refused("Plays are not grouped")
    more = (_churn_high(),) if "churn" in intents else ()
    return Ask(Intent.PLAYS, sentence.query(*more))


def _share(sentence: Sentence, intents: set[str]) -> Ask:
    _only(intents, "share", "churn")
    _no_order(sentence)
    more = (_churn_high(),) if "churn" in intents else (_unhealthy(),) if sentence.at_risk is not None else ()
    fields = (sentence.at_risk,) if sentence.at_risk is not None else sentence.fields
    if sentence.by is not None or len(fields) > 1 or any(field.unit != "USD" for field in fields):
        raise Refused("A share is taken of accounts, contract value or spend")
    # What stands before the verb is the whole, what stands behind it the part.
    verbs = [at for at, item in enumerate(sentence.items) if item.kind in ("cop", "with")]
    before = {id(item) for item in sentence.items[: verbs[-1]]} if verbs else set()
    whole = [term for item in sentence.items if item.kind == "term" and id(item) in before for term in item.value]
    part = [term for term in sentence.terms if term not in whole]
    if len(sentence.groups) > 1 or not (part or more or whole):
        raise Refused("A share needs a condition")
    if not part and not more:
        whole, part = [], whole
    base = Query((tuple(whole),)) if whole else Query()
    query = Query(((*whole, *part),)).and_(*more) if whole or part else Query((more,))
    measure = ("sum", fields[0]) if fields else None
    return Ask(Intent.SHARE, query, measure=measure, base=base)


def _money_at_risk(sentence: Sentence, intents: set[str]) -> Ask:
    _only(intents, "howmuch", "sum", "distribution", "about")
    _no_fields(sentence)
    assert sentence.at_risk is not None
    measure = ("sum", sentence.at_risk)
    query = sentence.query(_unhealthy())
    if sentence.by is not None:
        return Ask(Intent.GROUPS, replace(query, sort=(), limit=None), measure=measure, end=_end(sentence))
    _no_order(sentence)
    return Ask(Intent.AGGREGATE, query, measure=measure)


def _end(sentence: Sentence) -> str:
    return sentence.ordering.end


def _groups(sentence: Sentence, intents: set[str]) -> Ask:
    _only(intents, "distribution", "count", "howmuch", "churn", "about", *_GROUP_WORDS)
    fields = list(sentence.fields)
    if sentence.by is None:
        groupable = [field for field in fields if is_group(field.name)]
        if len(groupable) > 1 or (fields and not groupable and [field.name for field in fields] != ["score"]):
            raise Refused("By what the accounts are to be split is not clear")
        sentence.by = groupable[0] if groupable else field_named("band")
        fields = []
    more = (_churn_high(),) if "churn" in intents else ()
    measured = [*fields, *(sort.field for sort in sentence.ordering.sorts)]
    numeric = [field for field in measured if field.kind is FieldKind.NUMBER]
    if len(measured) != len(numeric) or len(numeric) > 1:
        raise Refused("What is to be measured in each group is not clear", [field.title.lower() for field in measured])
    kind = next(iter(sorted(intents & _GROUP_WORDS)), "")
    if kind and not numeric:
        raise Refused("What is to be measured in each group is not clear")
    measure = (kind or _natural(numeric[0]), numeric[0]) if numeric else None
    query = replace(sentence.query(*more), sort=())
    return Ask(Intent.GROUPS, query, measure=measure, end=_end(sentence))


def _compared_groups(sentence: Sentence, intents: set[str]) -> Ask:
    """`compare healthcare and insurance`: the two as groups of their field."""
    sides = [term for term in sentence.terms if len(term.values) > 1 and is_group(term.field.name) and not term.negated]
    if len(sides) != 1 or sentence.by is not None or sentence.at_risk is not None:
        raise Refused("What is to be compared is not clear", ("compare",))
    sentence.by = sides[0].field
    return _groups(sentence, intents - {"compare"})


def _natural(field: Field) -> str:
    """Amounts are summed, rates and scores averaged."""
    return "sum" if field.unit == "USD" or field.name in ("daily_invocations", "invocations_30d") else "average"


def _count(sentence: Sentence, intents: set[str]) -> Ask:
    _only(intents, "count", "churn", "sum")
    more = (_churn_high(),) if "churn" in intents else ()
    _no_order(sentence)
    if not sentence.fields:
        if not (sentence.has_noun or sentence.terms or more):
            raise Refused("What is to be counted is not clear")
        return Ask(Intent.COUNT, sentence.query(*more))
    if len(sentence.fields) > 1:
        raise Refused("What is to be counted is not clear", [field.title.lower() for field in sentence.fields])
    field = sentence.fields[0]
    if is_group(field.name):
        return Ask(Intent.GROUPS, replace(sentence.query(*more), by=field))
    if _natural(field) == "sum" and field.unit != "USD":
        return Ask(Intent.AGGREGATE, sentence.query(*more), measure=("sum", field))
    raise Refused("What is to be counted is not clear", (field.title.lower(),))


def _aggregate(sentence: Sentence, intents: set[str]) -> Ask:
    _only(intents, "howmuch", "churn", *_GROUP_WORDS)
    _no_order(sentence)
    more = (_churn_high(),) if "churn" in intents else ()
    numeric = [field for field in sentence.fields if field.kind is FieldKind.NUMBER]
    if not sentence.fields and "sum" in intents and sentence.has_noun and not intents & {"average", "median"}:
        return Ask(Intent.COUNT, sentence.query(*more))
    if len(numeric) != 1 or len(sentence.fields) != 1:
        raise Refused("Which figure is wanted is not clear", [field.title.lower() for field in sentence.fields])
    kinds = sorted(intents & _GROUP_WORDS)
    if len(kinds) > 1:
        raise Refused("The question asks for two things at once", kinds)
    kind = kinds[0] if kinds else "sum"
    if kind == "sum" and _natural(numeric[0]) != "sum":
        raise Refused(f"{numeric[0].title} does not add up; ask for its average", (numeric[0].title.lower(),))
    return Ask(Intent.AGGREGATE, sentence.query(*more), measure=(kind, numeric[0]))


def _list(sentence: Sentence, intents: set[str]) -> Ask:
    _only(intents, "about", "overview")
    asked = sentence.terms or sentence.ordering.used
    if not asked and not (sentence.has_noun and sentence.intents & _SINGLE):
        raise Refused("What is asked is not clear", [field.title.lower() for field in sentence.fields])
    if sentence.fields and not _shown_beside(sentence):
        raise Refused("What is asked of these is not clear", [field.title.lower() for field in sentence.fields])
    return Ask(Intent.LIST, sentence.query(), fields=sentence.fields)


def _shown_beside(sentence: Sentence) -> bool:
    """`show the error rate of critical accounts`: the field stands before what it is shown of."""
    if not sentence.intents & _SINGLE:
        return False
    kinds: list[Item] = sentence.items
    fields = [at for at, item in enumerate(kinds) if item.kind == "field"]
    others = [at for at, item in enumerate(kinds) if item.kind in ("noun", "term")]
    return bool(fields and others) and max(fields) < max(others) and min(fields) < min(others)
