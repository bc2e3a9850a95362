"""Days that follow from a rule: the last signature, or the first day of the month after the effective date."""

from __future__ import annotations

import re
from datetime import date, timedelta

from cip_tui.model.commitment.extraction.dates import end_of_month
from cip_tui.model.commitment.extraction.search import Offers, Search
from cip_tui.model.commitment.extraction.text import Reading
from cip_tui.model.commitment.extraction.values import Kind, Value

_NEXT_MONTH = re.compile(
    r"\bfirst\s+day\s+of\s+the\s+(?:first\s+)?(?:calendar\s+|full\s+)?month\s+(?:following"
    r"|after)\s+the\s+(?:\w+\s+)?effective\s+date",
    re.I,
)
_SIGN_RULE = re.compile(
    r"\b(?:date\s+(?:on\s+which\s+|that\s+)?(?:(?:it|this\s+\w+|the\s+\w+)\s+(?:is"
    r"|has\s+been)\s+)?(?:the\s+)?(?:last|both|all|final|later)\b[^.;\n]{0,60}?\b(?:sign|execut)\w*"
    r"|date\s+of\s+(?:the\s+)?(?:last|final|latest|later)\s+(?:\w+\s+)?(?:signature|execution)"
    r"|last\s+(?:party\s+(?:signs|to\s+sign)|signature(?:\s+date)?|date\s+of\s+signature)"
    r"|fully\s+executed"
    r"|later\s+of\s+the\s+(?:two\s+)?(?:signature\s+)?dates|signed\s+by\s+(?:both|the\s+last|all))",
    re.I,
)
_SIGNED = re.compile(
    r"\b(?:date\s+signed|signed\s+on|signature\s+date|signing\s+date|date\s+of\s+signature"
    r"|date(?=\s*[:.]))\s*[:.]?[\s_]*",
    re.I,
)
_SIGNATURES = re.compile(
    r"\b(?:signature|signed|by:|in witness whereof|title:|name:|signatory|accepted and agreed|executed)\b", re.I
)


def offer_month_after(search: Search, reading: Reading, offers: Offers) -> None:
    """Offer the first day of the month after the effective date, where the agreement begins then."""
    effective = [item for item in offers.of("effective") if isinstance(item.value, date) and not item.superseded]
    rule = _NEXT_MONTH.search(reading.text)
    if rule is None or not effective:
        return
    best = max(effective, key=lambda item: item.score)
    assert isinstance(best.value, date)
    start = end_of_month(best.value) + timedelta(days=1)
    how = "the first day of the month after the effective date"
    offers.add("period.start", search.text_candidate(reading, rule, start, 0.88, derived=True, how=how))


def offer_signatures(search: Search, reading: Reading, offers: Offers) -> None:
    """Offer the latest signature day where the agreement is effective when the last party signs."""
    rule = next((m for m in _SIGN_RULE.finditer(reading.text) if _about_effect(reading, m)), None)
    if rule is None:
        return
    offers.add("effective-rule", search.text_candidate(reading, rule, " ".join(rule.group().split()), 0.9))
    signed = [(value, zone) for value, zone in _signatures(search, reading)]
    zones = {zone for _, zone in signed}
    if not signed:
        return
    rule_zone = search.zone(reading, rule.start())
    here = [value for value, zone in signed if zone == rule_zone] or (
        [value for value, _ in signed] if len(zones) == 1 else []
    )
    if here:
        latest = max(here, key=lambda value: value.day or date.min)
        offers.add(
            "effective",
            search.candidate(
                reading, latest, 0.88, derived=True, zone=rule_zone, how="the latest signature, as the agreement rules"
            ),
        )


def _about_effect(reading: Reading, match: re.Match[str]) -> bool:
    first, last = reading.sentence(match.start())
    return bool(
        re.search(
            r"\beffective\b|\benter(?:ed|s)?\s+into\b|\bin\s+effect\b|\bcommenc",
            reading.text[max(0, first - 80) : last],
            re.I,
        )
    )


def _signatures(search: Search, reading: Reading) -> list[tuple[Value, int]]:
    found = []
    for value in reading.values:
        if value.kind is not Kind.DATE:
            continue
        before = reading.text[max(0, value.start - 40) : value.start]
        label = max(_SIGNED.finditer(before), key=lambda match: match.end(), default=None)
        if label is None or before[label.end() :].strip(" _:"):
            # "Date: A   Date: B" and "Date:\nA"
            continue
        around = reading.text[max(0, value.start - 420) : value.end + 200]
        if "sign" in label.group().lower() or _SIGNATURES.search(around):
            found.append((value, search.zone(reading, value.start)))
    return found
