"""What kind of document it is, whose, and between whom."""

from __future__ import annotations

import re

from cip_tui.model.commitment.extraction.names import customers
from cip_tui.model.commitment.extraction.search import Offers, Search

_TITLES = (
    (
        "private_pricing_addendum",
        re.compile(r"\bprivate\s+pric(?:ing|e)\s+(?:term\s+sheet|addendum|agreement)|\bPPA\b", re.I),
    ),
    (
        "enterprise_discount_program",
        re.compile(r"\benterprise\s+discount\s+(?:program(?:me)?|agreement|plan|addendum)|\bEDP\b", re.I),
    ),
    ("strategic_agreement", re.compile(r"\bstrategic\s+(?:investment|collaboration|partnership)\s+agreement", re.I)),
    (
        "spend_commitment_agreement",
        re.compile(
            r"\b(?:(?:spend|committed|cloud|minimum|customer)\s+)+(?:commitment|spend)\s+(?:agreement|addendum"
            r"|letter|schedule|order)|\bcommitment\s+(?:agreement|addendum|letter|summary|schedule)",
            re.I,
        ),
    ),
    ("addendum", re.compile(r"\baddendum\b", re.I)),
    ("amendment", re.compile(r"\bamendment\b", re.I)),
    ("agreement", re.compile(r"\bagreement\b", re.I)),
)
_AWS = re.compile(
    r"\bamazon\s+web\s+services\b|\bAWS\b|\bamazon\.com\b|\bamazon\s+(?:EC2|S3|RDS|bedrock|marketplace)\b", re.I
)
_AWS_NAME = re.compile(
    r"\bAmazon\s+Web\s+Services(?:\s+EMEA\s+SARL|,?\s+Inc\b\.?" r"|,?\s+LLC\b|\s+[A-Z]\w+\s+(?:Pty\s+)?Ltd\b\.?)"
)
_OTHERS = (
    ("google", "Google Cloud", re.compile(r"\bgoogle\s+(?:cloud|llc|ireland|asia)|\bGCP\b", re.I)),
    ("microsoft", "Microsoft Azure", re.compile(r"\bmicrosoft\b|\bazure\b|\bMACC\b", re.I)),
    ("oracle", "Oracle Cloud", re.compile(r"\boracle\s+(?:cloud|america|corporation)|\buniversal\s+credits\b", re.I)),
    ("ibm", "IBM Cloud", re.compile(r"\bIBM\s+cloud\b", re.I)),
    ("alibaba", "Alibaba Cloud", re.compile(r"\balibaba\s+cloud\b", re.I)),
    ("snowflake", "Snowflake", re.compile(r"\bsnowflake\s+(?:inc|capacity)", re.I)),
)
# AWS as one who promises, not as a place where something runs.
_PARTY = re.compile(
    r"\b(?:between|among|and|with|by|of|from|parties\s*:?)\s+(?:Amazon\s+Web\s+Services|AWS)\b"
    r"|\bAmazon\s+Web\s+Services\b[^.()]{0,60}\.?\s*(?:\(|,?\s*and\b)"
    r"|\bAWS\s+(?:will|shall|agrees?|may|applies|grants?|provides?|issues?|pays?|gives?|and\b)"
    r"|\bprivate\s+pricing\b|\benterprise\s+discount\b|\bEDP\b",
    re.I,
)
_COMMITS = re.compile(
    r"\bcommit(?:s|ment|ted|ments)?\b|\bminimum\s+(?:annual\s+)?(?:spend|purchase)"
    r"|\bprivate\s+pricing\b|\benterprise\s+discount\b",
    re.I,
)
_CONTRACT = re.compile(
    r"\b(?:agreement|addendum|amendment|contract|term\s+sheet|exhibit|schedule|order\s+form"
    r"|customer\s+agreement|effective\s+date|hereby|parties|commitment|term|discount)\b",
    re.I,
)
_ID = re.compile(
    r"\b(?:(?:agreement|addendum|contract|reference|ppa|edp|document|order|offer"
    r"|private\s+offer)\s+(?:id(?:entifier)?|no\.?|number|ref(?:erence)?(?:\s+(?:no\.?|number|id))?|#)"
    r"|ref(?:erence)?\s*(?:no\.?|number|id)?)\s*[:=#|]?\s*"
    r"(?P<id>(?=[A-Z0-9./_-]*\d)[A-Z0-9][A-Z0-9./_-]{3,40}[A-Z0-9])\b",
    re.I,
)
_SUPERSEDES = re.compile(
    r"\b(?:supersedes?|replaces?|amends?(?:\s+and\s+restates?)?|modif(?:y"
    r"|ies))\b[^.;\n]{0,200}\b(?:addendum|agreement|amendment|program)\b[^.;\n]{0,120}",
    re.I,
)


def document_type(search: Search) -> tuple[str, str]:
    """Return a key for the kind of document and its title as it stands there."""
    lines = [" ".join(line.split()) for page in search.pages.shown[:1] for line in page if line.strip()]
    head = lines[:14]
    for key, pattern in _TITLES:
        found = [(line, match) for line in head if len(line) <= 100 and (match := pattern.search(line))]
        if found:
            # The title is the line that says little else; a running head may say it as well.
            line, _ = max(found, key=lambda item: len(item[1].group()) / len(item[0]))
            return key, line
    text = search.readings[0].text[:6000]
    for key, pattern in _TITLES[:4]:
        if pattern.search(text):
            return key, head[0] if head else ""
    return "agreement" if _CONTRACT.search(text) else "document", head[0] if head else ""


def provider(search: Search) -> tuple[str, str, str]:
    """Return (key, name, sentence that declines), the sentence empty where the agreement is one with AWS."""
    text = max((reading.text for reading in search.readings), key=len)
    title = text[:700]
    aws = len(_AWS.findall(text)) + 5 * len(_AWS.findall(title))
    for key, name, pattern in _OTHERS:
        count = len(pattern.findall(text)) + 5 * len(pattern.findall(title))
        if count > aws and count >= 2:
            return key, name, f"This is an agreement with {name}; only agreements with AWS are read"
    head = text.split("\n", 1)[0]
    if aws and not _PARTY.search(text) and not _AWS.search(head):
        return "", "", "The text speaks of AWS, but not as a party to the agreement; only agreements with AWS are read"
    return ("aws", "Amazon Web Services", "") if aws else ("", "", "")


def no_agreement(search: Search) -> str:
    """Return why the document is no agreement about a commitment; empty where it may be one."""
    text = max((reading.text for reading in search.readings), key=len)
    if not _COMMITS.search(text):
        return "The text never speaks of a commitment, so this is no agreement of that kind"
    if len({word.lower() for word in _CONTRACT.findall(text)}) < 1:
        return "The text has none of the words of an agreement"
    return ""


def gather(search: Search, offers: Offers) -> None:
    """Offer the parties, the agreement's number and what it supersedes."""
    for reading in search.readings:
        for start, end, name, score, how in customers(reading.text):
            offers.add("customer", search.span_candidate(reading, start, end, name, score, how=how))
    for reading, match in search.matches(_AWS_NAME):
        offers.add("provider", search.text_candidate(reading, match, " ".join(match.group().split()), 0.93))
    for reading, match in search.matches(_ID):
        offers.add(
            "agreement.id",
            search.text_candidate(reading, match, match["id"].rstrip("."), 0.85, how="it stands after a label"),
        )
    for reading, match in search.matches(_SUPERSEDES):
        offers.add("supersedes", search.text_candidate(reading, match, " ".join(match.group().split())[:240], 0.75))
