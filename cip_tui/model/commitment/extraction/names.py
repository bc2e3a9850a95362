"""Names of companies: where they stand in a text and which of them is the customer."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SUFFIX = (
    r"(?:Inc|LLC|L\.L\.C|Ltd|Limited|Corp|Corporation|GmbH|AG|S\.?A\.?S?|SARL|S\.à\sr\.l|B\.?V|PLC|plc"
    r"|L\.?P|LLP|Pty|Co|Company"
    r"|SE|N\.?V|K\.K|KK|S\.p\.A|AB|ASA?|Oy|A/S|KG|Group|Holdings|Trust|University)\b\.?"
)
_WORD = r"[A-Z0-9][\w&'/-]*"
NAME = rf"{_WORD}(?:(?:[ ]+(?:&|of|de|du|for))?[ ]+{_WORD}){{0,7}}(?:,?[ ]+{_SUFFIX})*"
_AWS = re.compile(r"\bamazon\b|\bAWS\b", re.I)
_WHO = r"(?i:customer|you|client|company|buyer|subscriber)"
_DEFINED = re.compile(
    rf"(?P<name>{NAME})(?:\s*,\s*(?:an?|the|with|having|on|together|its|whose|organi[sz]ed"
    rf"|incorporated)\b[^()\"]{{0,160}}"
    rf"|\s+(?:and|together\s+with)\s+its\s+(?:\w+\s+)?(?:affiliates|subsidiaries)\b[^()\"]{{0,60}})?"
    rf"\s*,?\s*\(\s*(?:[^()\"]{{0,60}}\s)?\"{_WHO}\"?"
)
_PARTIES = re.compile(
    r"(?i:\bbetween\b|\bamong\b|\b(?:made|entered\s+into|issued|signed)\s+by\b|\bparties\s*:"
    r"|\b(?:addendum|agreement|amendment)\s+(?:of|with)\b)"
)
_BEFORE_PARTY = re.compile(rf"(?:\band|,|;|\bwith)\s+(?P<name>{NAME})")
_FIRST_PARTY = re.compile(rf"\s*:?\s*(?:by\s+and\s+between\s+)?(?P<name>{NAME})")
_IS = re.compile(
    rf"\b[Cc]ustomer\s+is\s+(?P<name>{NAME})|(?P<name2>{NAME})\s*,?\s+(?:is|as)\s+(?:the\s+)?[Cc]ustomer\b"
)
_CALLED = re.compile(rf"\b[Cc]ustomer,?\s+(?P<name>{NAME})")
_LABEL = re.compile(
    rf"(?m)^\W*(?i:(?:aws\s+)?customer|client|subscriber|account\s+holder"
    rf"|company)(?i:\s+(?:legal\s+)?(?:entity|name))*\s*"
    rf"(?:[:=|]\s*|\n\s*|\s{{2,}})(?P<name>{NAME})\s*(?=$|\||\.\s|\.$|,|\(|\s{{3,}})"
)
_MONTH = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b\s*\d")
_NO_NAME = re.compile(
    r"(?:Addendum|Agreement|Customer|Commitment|Contract|Effective|Term|Section|Exhibit|Schedule"
    r"|Amendment|Eligible|Annual|Year|Date"
    r"|This|The|Private|Program|Account|Service|Services|Party|Parties|AWS|Discount|Total)\b"
)


def customers(text: str) -> Iterator[tuple[int, int, str, float, str]]:
    """Yield (start, end, name, score, why) of what may be the customer's name."""
    for match in _DEFINED.finditer(text):
        name = tidy_name(match["name"])
        if name:
            yield match.start("name"), match.end("name"), name, 0.95, "the text calls it so"
    for match in _IS.finditer(text):
        group = "name" if match["name"] else "name2"
        name = tidy_name(match[group])
        if name:
            yield match.start(group), match.end(group), name, 0.9, "the text says so"
    for match in _LABEL.finditer(text):
        name = tidy_name(match["name"])
        if name:
            yield match.start("name"), match.end("name"), name, 0.9, "it stands after a label"
    for match in _CALLED.finditer(text):
        name = tidy_name(match["name"])
        if name and re.search(_SUFFIX, name):
            yield match.start("name"), match.end("name"), name, 0.86, "the text calls it so"
    yield from _parties(text)


def _parties(text: str) -> Iterator[tuple[int, int, str, float, str]]:
    """Yield the party beside AWS where parties are listed."""
    for match in _PARTIES.finditer(text):
        stretch = text[match.end() : match.end() + 320]
        if not _AWS.search(stretch[:200]):
            continue
        first = _FIRST_PARTY.match(stretch)
        found = [first] if first else []
        for party in [*found, *_BEFORE_PARTY.finditer(stretch[:260])]:
            name = tidy_name(party["name"])
            if name and (re.search(_SUFFIX, name) or re.match(r"\s*(?:[.(,\n]|$)", stretch[party.end("name") :])):
                offset = match.end()
                yield offset + party.start("name"), offset + party.end("name"), name, 0.85, "it is named as a party"
                break


def tidy_name(text: str) -> str:
    """Return a company's name without what stands around it; empty for AWS and for words of the agreement itself."""
    name = " ".join(text.split()).strip(" ,\"'")
    if (
        re.fullmatch(rf"(?:{_SUFFIX},?\s*)+", name, re.I)
        or _MONTH.match(name)
        or _AWS.search(name)
        or len(name) < 3
        or _NO_NAME.match(name)
        or re.match(r"\d{4}\b", name)
    ):
        return ""
    return name
