"""How much is promised: amounts per contract year, totals, period floors and formulas, from tables and from prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from cip_tui.model.commitment.extraction.captions import gather_captioned, gather_glued
from cip_tui.model.commitment.extraction.dates import DATE, end_of_month
from cip_tui.model.commitment.extraction.numbers import ORDINALS, read_count
from cip_tui.model.commitment.extraction.ordinals import EACH, FISCAL, HOW_MANY, Ordinal, find_ordinals, full_year
from cip_tui.model.commitment.extraction.roles import ACTIVE, INACTIVE, Role, _connects, lead_role, role_of
from cip_tui.model.commitment.extraction.search import Offers, Search, superseded
from cip_tui.model.commitment.extraction.text import Reading
from cip_tui.model.commitment.extraction.tiers import gather_tiers
from cip_tui.model.commitment.extraction.values import Kind, Value
from cip_tui.model.commitment.extraction.year_tables import gather_tables

_TOTAL_LABEL = re.compile(r"\b(?:total|aggregate|overall|cumulative|term)\b", re.I)
_ANNUAL_LABEL = re.compile(r"\b(?:annual|yearly|contract\s+year)\b", re.I)
_TOTAL_CUE = re.compile(
    r"\b(?:over|during|for|throughout|across)\s+(?:the\s+)?(?:entire\s+|full\s+|whole\s+|initial\s+"
    r"|course\s+of\s+the\s+)*(?:commitment\s+|addendum\s+|discount\s+)?"
    r"(?:term|life)\b|\bin\s+(?:the\s+)?aggregate\b|\bin\s+(?:total|all)\b|\bover\s+(?:\w+\s+)?(?:\(\d+\)\s*)?"
    r"(?:contract\s+|consecutive\s+)?years\b"
    r"|\bover\s+(?:a\s+)?(?:\w+[\s-]+)?(?:\(\d+\)[\s-]*)?(?:year|month)s?(?:\s+(?:period|term))?\b|\bbetween\b",
    re.I,
)
_QUARTER = re.compile(r"\b(?:each|every|per|any)\s+(?:calendar\s+|fiscal\s+|contract\s+)?quarter\b|\bquarterly\b", re.I)
_MONTH = re.compile(r"\b(?:each|every|per|any)\s+(?:calendar\s+)?month\b|\bmonthly\b", re.I)
_FORMULA = re.compile(
    r"\b(?:the\s+)?(?:greater|higher|larger)\s+of\b[^.;\n]{0,260}?(?:%|percent)[^.;\n]{0,160}"
    r"|(?:\d{1,3}(?:\.\d+)?\s?%|percent(?:\s*\(\d+%\))?)\s+of\s+(?:the\s+)?"
    r"(?:(?:customer'?s?|actual|prior|previous|preceding|immediately|aggregate|total|eligible"
    r"|net)\s+)+[^.;\n]{0,160}?(?:year|period|spend|fees|usage)[^.;\n]{0,60}",
    re.I,
)
_STATUS = re.compile(
    r"\s*(?:[|,;–(-]\s*|\n\s*)?(?:status\s*[:=|]?\s*)?(?P<word>active|target|stretch|aspirational"
    r"|current|proposed|planned|optional|future|goal|committed|inactive)\b",
    re.I,
)
_SHORT = re.compile(
    r"[\s,]*(?:in|for|during)\s+the\s+(?P<which>first|second|third|fourth|fifth)(?=\s*[,.;)]|\s+and\b)", re.I
)
_BEHIND = re.compile(
    r"[\s,]*(?P<tie>\(?\s*(?:payable|spend)?\s*\b(?:in|for|during|of|per|by the end of|attributable to|applicable to"
    r"|with respect to)\s+|\(\s*)?(?:the|its|such)?\s*",
    re.I,
)
SMALLEST = 1000
"""An amount below this is doubted as a commitment of a year."""


def gather(search: Search, offers: Offers) -> None:
    """Offer everything that the document says about committed amounts."""
    handled = gather_tables(search, offers)
    gather_tiers(search, offers, handled)
    for reading in search.readings:
        gather_captioned(search, reading, offers, handled)
        _prose(search, reading, offers, handled)
        _year_days(search, reading, offers)
        _formulas(search, reading, offers)
        gather_glued(search, reading, offers)
        for match in HOW_MANY.finditer(reading.text):
            count = read_count(match["d"] or match["d2"] or match["n"] or match["n2"])
            if count:
                offers.add("years.count", search.text_candidate(reading, match, count, 0.8))


def _prose(search: Search, reading: Reading, offers: Offers, handled: set[tuple[int, Decimal]]) -> None:
    statuses = _statuses(reading)
    told = _respectively(reading)
    for value, role, previous in _with_roles(reading):
        if (
            role.name == "support"
            and value.kind is Kind.MONEY
            and re.search(r"minimum|at least", _around(reading, value))
        ):
            offers.add("support.minimum", search.candidate(reading, value, 0.8, how="a minimum for support"))
        if role.name != "commitment" or value.unit == "rate":
            continue
        if value.amount is not None and (reading.line_at(value.start).page, value.amount) in handled:
            _agree(search, reading, value, offers)
            continue
        status = statuses.get(value.start, "")
        if status and INACTIVE.search(status):
            offers.add("total", search.candidate(reading, value, 0.3, superseded=f"its status is {status.lower()}"))
            continue
        score = role.score + (0.03 if status else 0)
        if value.amount is not None and value.amount < SMALLEST:
            value = replace(value, doubt=value.doubt or "this is little for a commitment; a unit may be missing")
        made = search.candidate(
            reading,
            value,
            min(score, 0.97),
            superseded=superseded(reading, value),
            how="it stands after a label of the commitment",
        )
        number = told.get(value.start)
        names = [f"years.{number}.amount"] if number else _names(reading, value, role, previous)
        for name in names:
            weaker = 0.12 if name == "unscoped" else 0
            offers.add(name, replace(made, score=made.score - weaker))


def _around(reading: Reading, value: Value) -> str:
    first, last = reading.sentence(value.start)
    return reading.text[first:last].lower()


def _respectively(reading: Reading) -> dict[int, int]:
    """Return contract years by place for "$1M, $2M and $3M in Contract Years 1, 2 and 3, respectively"."""
    found: dict[int, int] = {}
    for ordinal in find_ordinals(reading.text):
        first, last = reading.sentence(ordinal.start)
        if len(ordinal.numbers) < 2 or not re.search(r"\brespectively\b", reading.text[first:last], re.I):
            continue
        money = [v for v in reading.between(first, last) if v.kind is Kind.MONEY or v.unit == "money"]
        if len(money) == len(ordinal.numbers):
            found.update(zip((value.start for value in money), ordinal.numbers, strict=True))
    return found


def _agree(search: Search, reading: Reading, value: Value, offers: Offers) -> None:
    """Note that the second reading holds an amount of a table as well."""
    page = reading.line_at(value.start).page
    for name, made in list(offers.by_name.items()):
        if not (name.endswith(".amount") or name == "total"):
            continue
        for item in list(made):
            if (
                item.value == value.amount
                and item.line.page == page
                and item.reading == "rows"
                and reading.name == "flow"
                and not item.superseded
            ):
                offers.add(name, replace(item, reading="flow"))
                return


def _with_roles(reading: Reading) -> Iterator[tuple[Value, Role, Value | None]]:
    """Yield every amount with its role; an amount that follows another in a list has the role of that."""
    previous: Value | None = None
    previous_role = Role("", 0)
    for value in reading.values:
        if value.kind is not Kind.MONEY and not (value.kind is Kind.REDACTION and value.unit != "rate"):
            continue
        role = role_of(reading, value)
        if previous is not None and (not role.name or role.label_start < previous.start):
            listed = value.start - previous.end < 230 and _connects(reading, previous.end, value.start)
            if listed and previous_role.name:
                role = Role(
                    previous_role.name, previous_role.score - 0.002, previous_role.label, previous_role.label_start
                )
            elif role.label_start < previous.start and role.name == "commitment":
                role = Role(role.name, min(role.score, 0.6), role.label, role.label_start)
        if not role.name:
            role = _role_by_lead(reading, value)
        yield value, role, previous
        previous, previous_role = value, role


def _role_by_lead(reading: Reading, value: Value) -> Role:
    """Tell the role of an amount that stands beside a contract year alone, by the text before."""
    first, _ = reading.sentence(value.start)
    before = reading.text[first : value.start]
    named = find_ordinals(before) or FISCAL.search(before) or len(reading.between(first, value.start)) >= 2
    if not named or not _connects(reading, first, value.start):
        return Role("", 0)
    lead = reading.text[max(0, first - 420) : first]
    if lead_role(lead) == "commitment":
        return Role("commitment", 0.86, "", first)
    return Role("", 0)


def _names(reading: Reading, value: Value, role: Role, previous: Value | None) -> list[str]:
    """Return the fields that an amount may fill: contract years, every year, a total, a floor."""
    first, last = reading.sentence(value.start)
    if role.label_start > value.start:
        return _names_below(reading, role)
    following = next((v for v in reading.between(value.end, last) if v.kind in (Kind.MONEY, Kind.REDACTION)), None)
    after_end = following.start if following is not None else last
    after = reading.text[value.end : min(after_end, value.end + 170)]
    begin = (
        previous.end
        if previous is not None and previous.end > min(role.label_start, first)
        else min(first, role.label_start)
    )
    before = reading.text[max(begin, value.start - 260) : value.start]
    if previous is not None and _replaces(reading.text[previous.end : value.start]):
        before = reading.text[max(first, value.start - 260) : value.start]
    if re.match(r"[\s,]*(?:for|in|during)\s+(?:each|every)\b", after, re.I) and EACH.search(after[:60]):
        return ["years.each.amount"]
    numbers = _numbers(before, after, role) or _numbers_above(reading, value, previous, first, role)
    if numbers:
        return [f"years.{number}.amount" for number in numbers]
    near = f"{before[-90:]} $ {after[:110]}"
    if _QUARTER.search(after[:40]) or _QUARTER.search(before[-60:]):
        return ["floors.quarter"]
    if _MONTH.search(after[:40]) or _MONTH.search(before[-60:]):
        return ["floors.month"]
    fiscal = _fiscal_years(before, after)
    if fiscal:
        return [f"fiscal.{year}.amount" for year in fiscal]
    each_after, total_after = EACH.search(after[:80]), _TOTAL_CUE.search(after[:110])
    if each_after and (not total_after or each_after.start() < total_after.start()):
        return ["years.each.amount"]
    own = reading.text[role.label_start : value.start] if role.label else ""
    lead = reading.text[max(0, role.label_start - 24) : role.label_start] if role.label else ""
    summed = re.search(r"\b(?:total|sum|aggregate)\s+of\s+(?:the\s+|all\s+)*$", lead, re.I)
    if (
        summed
        or re.search(r"[,(–-]\s*total\b", own, re.I)
        or (_TOTAL_LABEL.search(role.label) and not re.search(r"\bannual\b", role.label, re.I))
    ):
        return ["total"]
    if total_after and not _ANNUAL_LABEL.search(role.label):
        return ["total"]
    if _ANNUAL_LABEL.search(role.label) or EACH.search(before[-120:]):
        return ["years.each.amount"]
    return ["total"] if _TOTAL_CUE.search(near) else ["unscoped"]


def _numbers(before: str, after: str, role: Role) -> tuple[int, ...]:
    """Return the contract years that an amount belongs to, if any are named beside it."""
    behind = next(iter(find_ordinals(after)), None)
    short = _SHORT.match(after)
    if short is not None and ORDINALS.get(short["which"].lower()):
        return (ORDINALS[short["which"].lower()],)
    tied = _BEHIND.fullmatch(after[: behind.start]) if behind is not None else None
    if behind is not None and tied and tied["tie"]:
        return behind.numbers
    own = before.rfind(role.label) if role.label else -1
    total = _TOTAL_LABEL.search(role.label) and not _ANNUAL_LABEL.search(role.label)
    ahead = find_ordinals(before[own:] if total and own >= 0 else before)
    if ahead:
        return ahead[-1].numbers
    return behind.numbers if behind is not None and tied else ()


def _names_below(reading: Reading, role: Role) -> list[str]:
    """Return what an amount fills that the line below it names."""
    line = reading.text[role.label_start :].split("\n", 1)[0]
    numbers = [number for ordinal in find_ordinals(line) for number in ordinal.numbers]
    if numbers:
        return [f"years.{number}.amount" for number in numbers]
    if _TOTAL_LABEL.search(role.label):
        return ["total"]
    return ["years.each.amount"] if _ANNUAL_LABEL.search(role.label) or EACH.search(line) else ["unscoped"]


def _replaces(between: str) -> bool:
    """Say whether an amount takes the place of the one before it."""
    return (
        len(between) < 90
        and re.search(
            r"\b(?:replaced\s+(?:with|by)|to\s+read|instead|increased\s+to|reduced\s+to|to)\s*[\"':]*\s*$",
            between,
            re.I,
        )
        is not None
    )


def _numbers_above(reading: Reading, value: Value, previous: Value | None, first: int, role: Role) -> tuple[int, ...]:
    """Return the one contract year that the sentence before is about: "Contract Year 1: A to B. Annual spend: $X"."""
    begin = max(previous.end if previous is not None else 0, first - 130)
    above = reading.text[begin:first]
    ordinals = find_ordinals(above)
    said = reading.text[first : value.end + 80]
    if len(ordinals) != 1 or len(ordinals[0].numbers) != 1 or EACH.search(said) or _TOTAL_LABEL.search(role.label):
        return ()
    rest = [v for v in reading.between(begin + ordinals[0].end, first) if v.kind is not Kind.DATE]
    words = re.findall(r"[A-Za-z]{2,}", DATE.sub(" ", above[ordinals[0].end :]))
    return ordinals[0].numbers if not rest and len(words) <= 4 else ()


def _fiscal_years(before: str, after: str) -> list[int]:
    behind = FISCAL.search(after[:60])
    ahead = max(FISCAL.finditer(before), key=lambda match: match.end(), default=None)
    found = (
        behind
        if behind is not None
        and re.fullmatch(
            r"[\s,]*(?:per\s+year\s+|annually\s+|each\s+year\s+)?(?:in|for"
            r"|during)?\s*(?:each\s+of\s+)?(?:the\s+)?(?:its\s+)?",
            after[: behind.start()],
            re.I,
        )
        else ahead
    )
    if found is None:
        return []
    first = full_year(found["first"])
    last = full_year(found["last"]) if found["last"] else first
    return list(range(first, last + 1)) if first <= last <= first + 10 else []


def _statuses(reading: Reading) -> dict[int, str]:
    """Return the status words that stand right beside amounts, where some are active and others are only wished for."""
    found: dict[int, str] = {}
    money = [value for value in reading.values if value.kind in (Kind.MONEY, Kind.REDACTION)]
    for index, value in enumerate(money):
        limit = money[index + 1].start if index + 1 < len(money) else len(reading.text)
        after = reading.text[value.end : min(limit, value.end + 130)]
        match = _STATUS.match(after) or re.search(r"\bstatus\s*[:=|]?\s*(?P<word>\w+)", after, re.I)
        first, _ = reading.sentence(value.start)
        begin = max(first, money[index - 1].end if index else 0)
        before = reading.text[begin : value.start]
        ahead = re.search(
            r"\b(?P<word>active|target|stretch|aspirational|proposed|optional)\b(?:\W+\w+){0,4}\W*$", before, re.I
        )
        word = match or ahead
        if word is not None and (ACTIVE.search(word["word"]) or INACTIVE.search(word["word"])):
            found[value.start] = word["word"].capitalize()
    words = set(found.values())
    telling = any(INACTIVE.search(word) for word in words)
    return found if telling else {}


def _year_days(search: Search, reading: Reading, offers: Offers) -> None:
    """Offer "Contract Year 1 (April 1, 2017 – March 31, 2018)" and the like."""
    ordinals = find_ordinals(reading.text)
    for index, ordinal in enumerate(ordinals):
        if len(ordinal.numbers) != 1:
            continue
        limit = ordinals[index + 1].start if index + 1 < len(ordinals) else len(reading.text)
        limit = min(limit, ordinal.end + 170)
        days = [value for value in reading.between(ordinal.end, limit) if value.kind is Kind.DATE]
        if len(days) < 2 or not _is_range(reading, ordinal, days[0], days[1]):
            continue
        number = ordinal.numbers[0]
        score = 0.95 if days[0].start - ordinal.end < 40 else 0.85
        offers.add(
            f"years.{number}.start", search.candidate(reading, days[0], score, how="it stands beside the contract year")
        )
        end = replace(days[1], day=end_of_month(days[1].day)) if days[1].whole_month and days[1].day else days[1]
        offers.add(
            f"years.{number}.end", search.candidate(reading, end, score, how="it stands beside the contract year")
        )


def _is_range(reading: Reading, ordinal: Ordinal, first: Value, second: Value) -> bool:
    lead = reading.text[ordinal.end : first.start]
    gap = reading.text[first.end : second.start]
    plain = re.fullmatch(
        r"[\s(:,.|=–-]*(?:\(?\s*(?:means|which|that|is|shall be|being|the|twelve|12|\(12\)|month|months?|period|from"
        r"|of|and|including|runs?|commenc\w+|beginning|begins|begin|starting|starts?|on|dates?|term"
        r"|effective)[\s,(:)-]*)*",
        lead,
        re.I,
    )
    joined = re.fullmatch(
        r"\s*(?:[-–]|\bto\b|\bthrough\b|\bthru\b|\buntil\b|,?\s*(?:and\s+)?(?:ending|ends?|continuing"
        r"|expiring|concluding)\b.{0,24}?|\|)?\s*(?:and\s+including\s+)?(?:\w+\s+)?\s*",
        gap,
        re.I,
    )
    return (
        bool(plain and joined)
        and first.day is not None
        and second.day is not None
        and first.day < second.day
        and (second.day - first.day).days < 800
    )


def _formulas(search: Search, reading: Reading, offers: Offers) -> None:
    for match in _FORMULA.finditer(reading.text):
        first, last = reading.sentence(match.start())
        sentence = reading.text[first:last]
        if not re.search(r"commit|minimum|floor", sentence, re.I) or re.search(
            r"marketplace|credit|discount|shortfall", match.group(), re.I
        ):
            continue
        if not re.search(r"\b(?:prior|previous|preceding|actual|immediately)\b|\byear\s+\d", match.group(), re.I):
            continue
        words = " ".join(match.group().split())
        ordinals = find_ordinals(reading.text[first : match.start()])
        numbers = ordinals[-1].numbers if ordinals else ()
        for name in [f"years.{number}.formula" for number in numbers] or ["years.each.formula"]:
            offers.add(name, search.text_candidate(reading, match, words, 0.85))
