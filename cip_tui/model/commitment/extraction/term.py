"""When the agreement runs: effective date, start, end and length of the term the commitment follows."""

from __future__ import annotations

import re
from dataclasses import replace

from cip_tui.model.commitment.extraction.dates import DATE_TEXT, end_of_month
from cip_tui.model.commitment.extraction.search import Offers, Search, superseded
from cip_tui.model.commitment.extraction.signing import offer_month_after, offer_signatures
from cip_tui.model.commitment.extraction.text import Reading
from cip_tui.model.commitment.extraction.values import Kind, Value

# The commitment follows the discount term; an addendum may well run longer.
_STRONG = r"(?:commitment|discount|initial|spend|pricing|private\s+pricing|edp|ppa|contract|committed\s+spend)"
_WEAK = r"(?:addendum|agreement|service|subscription|order|full)"
_TERM = rf"(?:(?P<strong>{_STRONG}\s+)|(?P<weak>{_WEAK}\s+))?(?:term|period)"
_START_VERB = r"(?:commence[sd]?|begin(?:s|ning)?|start(?:s|ed|ing)?|commencing|effective|run(?:s|ning)?|from)"
_END_VERB = (
    r"(?:end(?:s|ed|ing)?|expire[sd]?|expiring|terminate[sd]?|terminating|continu(?:e[sd]?|ing)"
    r"|conclud(?:e[sd]?|ing)|through|until|to|thru|remains?\s+in\s+(?:full\s+force\s+and\s+)?effect)"
)
_TERM2 = _TERM.replace("<strong>", "<strong2>").replace("<weak>", "<weak2>")
_LABEL_START = re.compile(
    rf"\b(?:{_TERM}\s+)?(?:start(?:ing)?|commencement"
    rf"|begin(?:ning)?)\s+date\b|\b{_TERM2}\s+(?:start(?:s|ing)?|begin(?:s|ning)?|commence(?:s"
    rf"|ment)?)\b",
    re.I,
)
_LABEL_END = re.compile(
    rf"\b(?:{_TERM}\s+)?(?:end(?:ing)?|expir(?:y|ation)|termination)\s+date\b|\b{_TERM2}\s+(?:end(?:s"
    rf"|ing)?|expir(?:es|y|ation))\b|\bexpir(?:y|ation)(?=\s*:)",
    re.I,
)
_RANGE_LEAD = re.compile(
    rf"\b{_TERM}\b|\b(?:two|three|four|five|six|seven|\d+)\s*(?:\(\d+\)\s*)?(?:contract\s+"
    rf"|consecutive\s+)?years(?=\s+from\b)",
    re.I,
)
_EFFECTIVE = re.compile(
    r"\beffective\s+date\b|\beffective\s+(?:as\s+of\s+)?(?=on\b|from\b|\w+\s+\d|\d)|\b(?:dated|made"
    r"|entered\s+into|executed|effective|signed)\s+(?:and\s+(?:entered\s+into|effective"
    r"|made)\s+)?(?:as\s+of|effective(?:\s+as\s+of)?|on)\b",
    re.I,
)
_LENGTH = re.compile(rf"\b{_TERM}\b", re.I)


def gather(search: Search, offers: Offers) -> None:
    """Offer every date and length that tells when the agreement runs."""
    for reading in search.readings:
        for value in reading.values:
            if value.kind is Kind.DATE or (value.kind is Kind.REDACTION and not value.unit):
                _day(search, reading, value, offers)
        _ranges(search, reading, offers)
        _lengths(search, reading, offers)
        offer_signatures(search, reading, offers)
        offer_month_after(search, reading, offers)


def _strength(match: re.Match[str]) -> float:
    groups = match.groupdict()
    if groups.get("strong") or groups.get("strong2"):
        return 0.04
    return -0.06 if groups.get("weak") or groups.get("weak2") else 0.0


def _hangs_on(between: str) -> bool:
    """Say whether a date stands right after its label."""
    return (
        re.fullmatch(
            r"[\"')\]\s:=|.–-]*(?:\b(?:is|means|shall be|will be|be|as of|as|of|on|the|date|from|has been"
            r"|hereby|amended|to|extended|and|including|not later than|set)\b[\s:\"']*)*",
            between,
            re.I,
        )
        is not None
    )


def _day(search: Search, reading: Reading, value: Value, offers: Offers) -> None:
    low = max(0, value.start - 120)
    before = reading.text[low : value.start]
    after = reading.text[value.end : value.end + 80]
    earlier = superseded(reading, value)
    if not _in_year_row(before):
        for name, pattern in (("period.start", _LABEL_START), ("period.end", _LABEL_END)):
            label = max(pattern.finditer(before), key=lambda match: match.end(), default=None)
            if label is not None and _hangs_on(before[label.end() :]):
                shifted = _whole(value, end=name == "period.end")
                offers.add(
                    name,
                    search.candidate(
                        reading,
                        shifted,
                        0.94 + _strength(label),
                        superseded=earlier,
                        how=f"it stands after '{label.group().strip()}'",
                    ),
                )
    label = max(_EFFECTIVE.finditer(before), key=lambda match: match.end(), default=None)
    bare = re.search(
        r"\b(?:is|become?s?|be|made)?\s*(?:effective|takes?\s+effect(?:\s+(?:on|as\s+of|from))?"
        r"|with\s+effect\s+from|restate[sd]?\b[^.;]{0,90}\bas\s+of)\s*(?:on|as\s+of|from)?\s*$",
        before,
        re.I,
    )
    named = re.match(r"[\s,]*\(\s*(?:the\s+)?\"?[^()\"]{0,30}effective\s+date\"?", after, re.I)
    tied = label is not None and _hangs_on(before[label.end() :]) and not re.search(r"\bto\s*$", before, re.I)
    if named or bare or tied:
        weak = not named and (label is None or "effective date" not in label.group().lower() or bool(bare))
        if (
            re.search(
                r"\b(?:amend(?:s|ed|ment)|agreement|addendum)\b[^.;\n]{0,30}\b(?:dated|made"
                r"|entered into)\s+(?:as of|on)\s*$",
                before,
                re.I,
            )
            and not named
        ):
            return
        score = 0.96 if not weak else 0.86
        offers.add(
            "effective",
            search.candidate(reading, value, score, superseded=earlier, how="it stands as the effective date"),
        )


def _in_year_row(before: str) -> bool:
    return bool(re.search(r"\b(?:contract\s+)?year\s+\d\b[^.;]{0,60}$", before, re.I))


def _whole(value: Value, *, end: bool) -> Value:
    if value.whole_month and end and value.day is not None:
        return replace(value, day=end_of_month(value.day))
    return value


def _ranges(search: Search, reading: Reading, offers: Offers) -> None:
    """Offer "the Term begins on A and ends on B", "Term: A to B", "the period from A through B"."""
    days = [value for value in reading.values if value.kind is Kind.DATE]
    for index, first in enumerate(days):
        begin, last = reading.sentence(first.start)
        head = reading.text[max(begin - 60, 0, first.start - 170) : first.start]
        if _in_year_row(head):
            continue
        _whole_agreement(search, reading, first, offers)
        lead = max(_RANGE_LEAD.finditer(head), key=lambda match: match.end(), default=None)
        if lead is None:
            continue
        between = _LENGTH_WORDS.sub(" ", head[lead.end() :])
        follows = days[index + 1] if index + 1 < len(days) else None
        ranged = (
            follows is not None and follows.start < last and _ends(reading.text[first.end : follows.start], joined=True)
        )
        if _starts(between) and (ranged or re.search(rf"\b{_START_VERB}\b", between, re.I)) and not _is_end(head, lead):
            offers.add(
                "period.start",
                search.candidate(
                    reading,
                    first,
                    0.92 + _strength(lead),
                    superseded=superseded(reading, first),
                    how="the term begins then",
                ),
            )
            second = days[index + 1] if index + 1 < len(days) else None
            if (
                second is not None
                and second.start < last
                and _ends(reading.text[first.end : second.start], joined=True)
            ):
                offers.add(
                    "period.end",
                    search.candidate(
                        reading,
                        _whole(second, end=True),
                        0.92 + _strength(lead),
                        superseded=superseded(reading, second),
                        how="the term ends then",
                    ),
                )
        elif _ends(between, joined=False):
            offers.add(
                "period.end",
                search.candidate(
                    reading,
                    _whole(first, end=True),
                    0.91 + _strength(lead),
                    superseded=superseded(reading, first),
                    how="the term ends then",
                ),
            )


_WHOLE_START = re.compile(
    r"\b(?:contract\s+)?years\s+(?:beginning|commencing|starting)\s+(?:on\s+)?$|"
    r"\b(?:addendum|agreement)\b[^.;\n]{0,120}?\b(?:starts?|begins?|commences?)\s+(?:on|as\s+of|from)\s*$"
    r"|\)\s+(?:starts|begins|commences)\s+on\s*$",
    re.I,
)
_WHOLE_END = re.compile(
    r"(?:\b(?:ends?|expires?|terminates?|continues?(?:\s+in\s+(?:full\s+)?(?:force|effect))?"
    r"|(?:stays?|remains?|is)\s+in\s+(?:full\s+)?(?:force|effect))\s*(?:on|through|until|to)?(?:\s+and\s+including)?"
    r"|(?:\band|,)\s+until|\bend\s+of\s+the\s+(?:\w+\s+)?term\s*:?)\s*$",
    re.I,
)
_LENGTH_WORDS = re.compile(r"\b\w+[\s-]*(?:\(\d+\)[\s-]*)?(?:years?|months?)\b", re.I)
_BETWEEN = re.compile(
    rf"\b(?:commit\w*|spend|purchase|incur)\b(?:[^.;]"
    rf"|\.\d){{0,160}}\bbetween\s+(?:(?P<second>{DATE_TEXT})\s+and\s+)?$",
    re.I,
)
_UNRELATED = re.compile(
    r"\b(?:pric(?:e|es)|discounts?|credits?|offer|promotion|support|attestation|window|right"
    r"|invoice)\b[^.;]{0,40}$",
    re.I,
)


def _whole_agreement(search: Search, reading: Reading, value: Value, offers: Offers) -> None:
    """Offer days on which the agreement as a whole starts or ends, where no term is named."""
    first, _ = reading.sentence(value.start)
    before = reading.text[max(first, value.start - 260) : value.start]
    earlier = superseded(reading, value)
    span = _BETWEEN.search(before)
    if span is None and _UNRELATED.search(before):
        return
    if span is not None:
        name = "period.end" if span["second"] else "period.start"
        last = _whole(value, end=name == "period.end")
        offers.add(name, search.candidate(reading, last, 0.84, superseded=earlier, how="the promise runs between them"))
    elif _WHOLE_START.search(before):
        made = search.candidate(reading, value, 0.86, superseded=earlier, how="the agreement starts then")
        offers.add("period.start", made)
    elif _WHOLE_END.search(before):
        weak = 0.06 if re.search(r"\baddendum\s+term\b", before, re.I) else 0.0
        last = _whole(value, end=True)
        offers.add("period.end", search.candidate(reading, last, 0.86 - weak, superseded=earlier, how="it ends then"))


def _is_end(head: str, lead: re.Match[str]) -> bool:
    """Say whether "the term" stands in "the end of the term"."""
    return re.search(r"\b(?:end|expir(?:y|ation)|close)\s+of\s+(?:the\s+)?$", head[: lead.start()], re.I) is not None


_AUX = (
    r"(?:\s|[\"'():=|,.–-]|\b(?:of|this|the|addendum|agreement|shall|will|is|hereby|and|means|be"
    r"|period|term|on|as|date|for|upon|a|each|which|that|customer's|its|in|full|force|effect|by|set|extended|is"
    r"|amended|dates?)\b)*"
)


def _starts(between: str) -> bool:
    return (
        len(between) < 110
        and re.fullmatch(rf"{_AUX}(?:\b{_START_VERB}\b{_AUX})?", between, re.I) is not None
        and re.search(rf"\b{_END_VERB}\b", between.replace("to", ""), re.I) is None
    )


def _ends(between: str, *, joined: bool) -> bool:
    if len(between) > 170:
        return False
    if joined and re.fullmatch(r"[\s(]*[-–]\s*", between):
        return True
    if not re.search(rf"\b{_END_VERB}\b", between, re.I):
        return False
    rest = re.sub(rf"\b{_END_VERB}\b", " ", between, flags=re.I)
    rest = re.sub(
        r"\b(?:effective\s+date|unless\s+(?:earlier\s+)?terminated\s+earlier|unless\s+earlier\s+terminated"
        r"|and\s+including|\w+[\s-]*\(?\d*\)?[\s-]*(?:months?|years?)|for|at|11:59|p\.?m\.?|midnight"
        r"|pacific time|unless|earlier|terminated|in\s+accordance\s+with[^,]*|commences?|begins?|starts?"
        r"|latest|remains?|it|which)\b",
        " ",
        rest,
        flags=re.I,
    )
    return re.fullmatch(rf"{_AUX}", rest, re.I) is not None


def _lengths(search: Search, reading: Reading, offers: Offers) -> None:
    """Offer "a term of 36 months", "Term: three (3) years", "five-year term"."""
    for value in reading.values:
        if (
            value.kind is not Kind.DURATION
            or value.unit != "month"
            or value.amount is None
            or not 6 <= value.amount <= 120
        ):
            continue
        first, _ = reading.sentence(value.start)
        before = reading.text[max(first - 30, 0, value.start - 110) : value.start]
        after = reading.text[value.end : value.end + 40]
        label = max(_LENGTH.finditer(before), key=lambda match: match.end(), default=None)
        strong = re.match(rf"[\s-]*(?:{_STRONG}\s+|{_WEAK}\s+)?term\b", after, re.I)
        tied = label is not None and re.fullmatch(
            r"(?:\s|[\"'():=|,.–-]|\b(?:of|is|shall|be|for|a|an|the|period|continue|will|and|this|addendum"
            r"|agreement|from|on|date|effective|commenc\w+|begin\w*|start\w*|remain|in|effect|last|"
            r"length|initial|consisting|has|duration|continues?|run|runs|it|lasts?|expires?|ends?|years?|upon)\b)*",
            re.sub(
                r"\b(?:January|February|March|April|May|June|July|August|September|October|November"
                r"|December)\s+\d+,\s+\d{4}",
                "",
                before[label.end() :],
                flags=re.I,
            ),
            re.I,
        )
        if not (tied or strong) or re.search(
            r"\b(?:renew|additional|extension|successive|notice|prior)\b", before[-60:] + after[:30], re.I
        ):
            continue
        score = 0.9 + (_strength(label) if label is not None and tied else 0)
        made = search.candidate(
            reading, value, score, superseded=superseded(reading, value), how="the length of the term"
        )
        offers.add("period.months", replace(made, value=int(value.amount), unit="months"))
