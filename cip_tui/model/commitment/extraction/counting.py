"""What counts toward the commitment, and what happens when it is not met."""

from __future__ import annotations

import re

from cip_tui.model.commitment.extraction.clauses import Clause, clauses
from cip_tui.model.commitment.extraction.search import Offers, Search
from cip_tui.model.commitment.extraction.shortfall import offer_shortfall, offer_text
from cip_tui.model.commitment.extraction.values import Kind, Value

_MARKET = re.compile(r"\bmarketplace\b", re.I)
_OF_COMMITMENT = re.compile(
    r"\s*of\s+(?:the|each|its|such|any|that|customer's|your)?\s*(?:(?:applicable|then-current|relevant"
    r"|corresponding|total|aggregate|minimum)\s+)*(?:(?:annual|spend|contract|yearly|year's|committed"
    r"|contract year'?s?)\s+)*(?:commitment|spend\b)",
    re.I,
)
_OF_FEES = re.compile(
    r"\s*of\s+(?:the\s+|all\s+|such\s+|any\s+|its\s+|those\s+|customer's\s+|eligible\s+|net\s+"
    r"|qualifying\s+|your\s+)*(?:AWS\s+)?(?:fees?|charges?|spend(?:ing)?|purchases?|amounts?"
    r"|marketplace|software|usage|value)",
    re.I,
)
_CAPPED = re.compile(
    r"\b(?:up\s+to|not\s+(?:to\s+)?exceed(?:ing)?|(?:no|not)\s+more\s+than|maximum(?:\s+of)?|capped\s+at"
    r"|cap(?:\s+of)?|limited\s+to|limit(?:\s+of)?|in\s+excess\s+of|at\s+most)\b",
    re.I,
)
_COUNTS = (
    r"(?:count(?:s|ed)?|contribut\w+|appl(?:y|ies|ied)|(?:is|are|will\s+be|shall\s+be)\s+included"
    r"|qualif(?:y|ies)|credited|retire|draw(?:s)?\s+down|burn(?:s)?\s+down|eligible|includ(?:e|es|ing)"
    r"|accrue)"
)
_NEGATION = re.compile(
    r"\b(?:not|never|no|neither|nor|exclud\w+|without|except(?:ing)?|net\s+of|exclusive\s+of|before"
    r"|less|other\s+than|ineligible)\b",
    re.I,
)
_COMMITS = re.compile(
    r"\bcommitment|\battainment|\beligible\s+(?:fees|spend|charges)|\bcommitted\s+spend"
    r"|\bqualifying\s+(?:spend|fees)|\bcounted\b",
    re.I,
)


def gather(search: Search, offers: Offers) -> None:
    """Offer the counting rules and the shortfall rule."""
    for reading in search.readings:
        market_near, counted = 0, False
        for clause in clauses(reading):
            text = clause.text
            market_near = 3 if _MARKET.search(text) else max(0, market_near - 1)
            if market_near:
                _marketplace(
                    search, clause, offers, direct=bool(_MARKET.search(text) or _MARKET.search(clause.section))
                )
            _flags(search, clause, offers, counted)
            counted = bool(_COMMITS.search(text))
            offer_shortfall(search, clause, offers)
            _lists(search, clause, offers)


def _marketplace(search: Search, clause: Clause, offers: Offers, *, direct: bool) -> None:
    if (
        re.search(r"\bcredits?\s+(?:may|can|will|shall|are)\b", clause.text, re.I)
        and "commitment" not in clause.text.lower()
    ):
        return
    less = 0.0 if direct else 0.12
    reading = clause.reading
    for value in reading.between(clause.start, clause.end):
        before, after = reading.text[clause.start : value.start], reading.text[value.end : clause.end]
        if value.kind is Kind.RATE or (value.kind is Kind.REDACTION and value.unit == "rate"):
            _marketplace_rate(search, clause, value, before, after, less, offers)
        elif (
            value.kind is Kind.MONEY
            and direct
            and _CAPPED.search(before[-50:])
            and re.search(r"commitment|count|toward", clause.text, re.I)
        ):
            offers.add(
                "counting.marketplace_cap_amount",
                search.candidate(reading, value, 0.86, how="a cap on Marketplace fees"),
            )


_OF_YEAR = re.compile(r"\s*of\s+(?:a|the|each|any)\s+(?:contract\s+)?year\b", re.I)


def _marketplace_rate(
    search: Search, clause: Clause, value: Value, before: str, after: str, less: float, offers: Offers
) -> None:
    if re.search(r"\bdiscount|\bcredit\s+(?:of|equal)", before[-40:], re.I):
        return
    if _OF_COMMITMENT.match(after) or (_OF_YEAR.match(after) and _CAPPED.search(before[-40:])):
        offers.add(
            "counting.marketplace_cap",
            search.candidate(clause.reading, value, 0.93 - less, how="a share of the commitment, for Marketplace fees"),
        )
    elif _OF_FEES.match(after) or (
        re.search(r"\b(?:at|of|rate)\s*(?:a\s+rate\s+of)?\s*$", before, re.I)
        and re.search(_COUNTS, clause.text, re.I)
        and not _CAPPED.search(before[-30:])
    ):
        offers.add(
            "counting.marketplace_share",
            search.candidate(clause.reading, value, 0.92 - less, how="a share of Marketplace fees"),
        )
    elif re.match(r"\s*(?:count(?:s|ed)?|toward)", after, re.I) and re.search(r"marketplace", before, re.I):
        offers.add(
            "counting.marketplace_share",
            search.candidate(clause.reading, value, 0.85 - less, how="a share of Marketplace fees"),
        )
    elif re.search(r"\bcap\b[^.]{0,30}$", before, re.I) and re.search(r"marketplace", clause.text, re.I):
        offers.add(
            "counting.marketplace_cap",
            search.candidate(clause.reading, value, 0.82 - less, how="a cap on Marketplace fees"),
        )
    elif re.search(r"(?:count\w*|share|counted|rate)\b[^.]{0,40}$", before, re.I) and re.search(
        r"marketplace", clause.text, re.I
    ):
        offers.add(
            "counting.marketplace_share",
            search.candidate(clause.reading, value, 0.8 - less, how="a share of Marketplace fees"),
        )


def _flags(search: Search, clause: Clause, offers: Offers, counted: bool) -> None:
    text = clause.text
    # "Taxes do not." goes on with what the sentence before said of the commitment.
    elliptic = counted and re.search(r"\b(?:do|does|will|shall)\s+not\b|\bexcluded\b|\bcount\b", text, re.I)
    about = _COMMITS.search(text) or elliptic or re.search(r"commitment|count|eligib", clause.section, re.I)
    if not about:
        return
    _credits(search, clause, offers)
    if re.search(r"\btax(?:es)?\b", text, re.I):
        out = re.search(
            r"\b(?:exclud\w+|exclusive\s+of|without|net\s+of|before|not\s+includ\w+|do(?:es)?\s+not\s+(?:count"
            r"|apply|contribute)|other\s+than|less|except"
            r"|ineligible)\b[^.;]{0,140}\btax(?:es)?\b|\btax(?:es)?\b[^.;]{0,90}\b(?:not|excluded|ineligible"
            r"|never)\b",
            text,
            re.I,
        )
        into = re.search(
            rf"\b(?:including|inclusive\s+of)\b[^.;]{{0,60}}\btaxes\b|\btaxes\b[^.;]{{0,40}}\b(?:will|shall"
            rf"|do)?\s*{_COUNTS}\b",
            text,
            re.I,
        )
        if out:
            offer_text(search, clause, "counting.taxes_count", False, 0.93, offers, "taxes are left out")
        elif into:
            offer_text(search, clause, "counting.taxes_count", True, 0.85, offers, "taxes are taken in")
    if re.search(r"\bsupport\b", text, re.I) and re.search(
        r"\b(?:AWS|premium|enterprise|business)?\s*support\b", text, re.I
    ):
        out = re.search(
            r"\b(?:exclud\w+|exclusive\s+of|without|not\s+includ\w+|other\s+than|except\w*"
            r"|ineligible)\b[^.;]{0,140}\bsupport\b|\bsupport\b[^.;]{0,90}\b(?:not|excluded|ineligible)\b",
            text,
            re.I,
        )
        into = re.search(
            rf"\bsupport\b[^.;]{{0,60}}\b(?:will|shall|do|does|also)?\s*{_COUNTS}\b|\b(?:including"
            rf"|includes)\b[^.;]{{0,80}}\bsupport\b",
            text,
            re.I,
        )
        if out:
            offer_text(search, clause, "counting.support_counts", False, 0.9, offers, "support is left out")
        elif into:
            offer_text(search, clause, "counting.support_counts", True, 0.86, offers, "support is taken in")
    if re.search(
        r"\b(?:net\s+of|after)\s+(?:\w+\s+){0,3}discounts?\b|\bnet\s+of\b[^.;]{0,60}\bdiscounts?\b|\bless"
        r"\s+(?:any\s+)?(?:applicable\s+)?discounts?\b",
        text,
        re.I,
    ):
        offer_text(search, clause, "counting.basis", "net", 0.9, offers, "discounts are taken off first")
    elif re.search(
        r"\b(?:before|prior\s+to|without\s+(?:regard\s+to|deduct\w+"
        r"|giving\s+effect\s+to))\s+(?:\w+\s+){0,4}discounts?\b|\blist\s+price|\bgross\s+(?:of|fees|spend)",
        text,
        re.I,
    ):
        offer_text(search, clause, "counting.basis", "gross", 0.88, offers, "before discounts")


def _credits(search: Search, clause: Clause, offers: Offers) -> None:
    """Say whether credits reduce what counts: "net of credits" says so, "before credits" denies it."""
    text = clause.text
    elliptic = re.search(r"\bcredits?\b[^.;]{0,40}\b(?:do|does|will|shall)\s+not\s*\.?$", text.strip(), re.I)
    about = (
        r"\bcount|\btoward|\bnet\b|\bconsider|\bfees\b|\breduc|\bbefore\b|\beligible\b|\bexclud"
        r"|\bapplied\b|\bpaid\b"
    )
    if not re.search(r"\bcredits?\b|\bavailable\s+balance\b", text, re.I):
        return
    if not elliptic and not re.search(about, text, re.I):
        return
    keeps = re.search(
        r"\b(?:before|prior\s+to|without\s+(?:regard\s+to|deduct\w+|giving\s+effect\s+to"
        r"|consideration\s+of)|regardless\s+of|irrespective\s+of)\b[^.;]{0,60}\bcredits?\b|\bgross\s+of\b["
        r"^.;]{0,30}\bcredits?\b"
        r"|\bcredits?\b[^.;]{0,60}\b(?:do|does|will|shall)\s+not\s+(?:reduce|decrease|diminish|lower"
        r"|affect|offset)\b|\bpaid\s+(?:with|using|from)\b[^.;]{0,50}\bcredits?\b[^.;]{0,40}\b(?:will"
        r"|shall|do|also)\s+count"
        r"|\bfees\b[^.;]{0,40}\bpaid\b[^.;]{0,30}\bcredits?\b[^.;]{0,20}\bcount\b",
        text,
        re.I,
    )
    reduces = re.search(
        r"\b(?:net\s+of|after|less|exclud\w+|exclusive\s+of|other\s+than|without"
        r"|except)\b[^.;]{0,120}\b(?:credits?|available\s+balance)\b|\bcredits?\b[^.;]{0,90}\b(?:not\s+(?:"
        r"count|be\s+counted|contribute|apply|be\s+applied|eligible|included)|excluded|reduces?"
        r"|are\s+deducted|ineligible)"
        r"|\bnot\s+(?:be\s+)?(?:paid|satisfied|covered|offset)\b[^.;]{0,60}\b(?:credits?"
        r"|available\s+balance)\b|\b(?:paid|covered|offset|satisfied)\b[^.;]{0,50}\b(?:credits?"
        r"|available\s+balance)\b[^.;]{0,60}\bnot\b",
        text,
        re.I,
    )
    if keeps:
        offer_text(search, clause, "counting.credits_reduce", False, 0.88, offers, "it counts before credits")
    elif reduces or elliptic:
        offer_text(search, clause, "counting.credits_reduce", True, 0.86, offers, "what credits pay does not count")


_EXCLUDED = re.compile(
    r"\b(?:excluded\s+services?|ineligible\s+services?|services?\s+(?:that\s+are\s+)?excluded"
    r"|(?:following\s+)?services?\s+(?:are|is)\s+(?:not\s+eligible"
    r"|excluded))\b\s*(?:\([^)]*\))?\s*(?:include[sd]?|are|means?|consist\s+of|:|\||="
    r"|from[^:]{0,60}:)?\s*(?P<list>(?:amazon|aws|the\s+following|[A-Z])[^.;\n]{3,240})",
    re.I,
)
_LEFT_OUT = re.compile(
    r"\b(?:fees|charges|spend)\s+(?:for|on)\s+(?P<list>(?:AWS|Amazon)\b[^.;]{3,200}?)\s+"
    r"(?:(?:are|is|will\s+be)\s+(?:excluded|not\s+(?:counted|eligible))|(?:do|does|will|shall)\s+not\s+count)\b",
    re.I,
)
_ELIGIBLE = re.compile(
    r"\b(?:eligible|qualifying|covered)\s+services?\b\"?\s*(?:\([^)]*\))?\s*(?:include[s]?|are|means?"
    r"|consist\s+of|:|\||=)\s*(?P<list>[^.;\n]{3,240})",
    re.I,
)
_CARRY = re.compile(
    r"\b(?:excess|surplus|over-?achievement|exceed\w*|overage)\b[^.;]{0,160}\b(?:carr(?:y|ied|ies)"
    r"|roll(?:s|ed)?|appl(?:y|ied))\b|\bcarry[\s-]?(?:over"
    r"|forward)\b|\b(?:not\s+be\s+)?carried\s+(?:over|forward)\b|\broll(?:s|ed)?[\s-]*over\b",
    re.I,
)
_RENEW = re.compile(r"\b(?:renew(?:s|al|ed)?|extend(?:s|ed)?\s+(?:automatically|the\s+term))\b", re.I)
_TERMINATE = re.compile(
    r"\bterminat(?:e|es|ed|ion)\b[^.;]{0,160}\b(?:notice|breach|convenience|cause|payable|due"
    r"|pay)\b|\b(?:may\s+not|cannot|no\s+right\s+to)\s+terminate\b",
    re.I,
)
_REGIONS = re.compile(
    r"\b(?:eligible|covered|supported)\s+regions?\b\"?\s*(?:include[s]?|are|means?|:|\||=)?\s*(?P<list>[^.;\n]{3,200})",
    re.I,
)
_REGION_ID = re.compile(
    r"\b(?:us|eu|ap|ca|sa|me|af|il|mx)-(?:gov-)?(?:north|south|east|west|central|northeast|southeast"
    r"|southwest|northwest)-\d\b"
)


def _lists(search: Search, clause: Clause, offers: Offers) -> None:
    text = clause.text
    for name, pattern in (("counting.excluded_services", _EXCLUDED), ("counting.eligible_services", _ELIGIBLE)):
        match = pattern.search(text)
        if match and not re.match(
            r"(?:do|does|will|shall|from|by|under|of|during|provided|purchased|as)\b", match["list"], re.I
        ):
            offer_text(search, clause, name, match["list"].strip(' ".'), 0.82, offers, "the list that follows")
    left_out = _LEFT_OUT.search(text)
    if left_out and not re.search(r"marketplace|\btax", left_out["list"], re.I):
        listed = re.sub(r"\s+and\s+for\s+", ", ", left_out["list"]).strip(' ".')
        offer_text(search, clause, "counting.excluded_services", listed, 0.8, offers, "fees that do not count")
    if _CARRY.search(text) and not re.search(r"\bshortfall\b", text, re.I):
        offer_text(search, clause, "carry_over", text[:240], 0.82, offers, "a clause about carrying over")
    if _RENEW.search(text) and not re.search(r"\bnotice\b.*\brenewal\s+pric", text, re.I) and len(text) > 25:
        offer_text(
            search,
            clause,
            "renewal",
            text[:240],
            0.85 if re.search(r"\bautomatic|\bsuccessive|\bmutual|\bwritten", text, re.I) else 0.75,
            offers,
            "a clause about renewal",
        )
    if _TERMINATE.search(text) and len(text) > 30:
        offer_text(search, clause, "termination", text[:240], 0.78, offers, "a clause about termination")
    regions = _REGION_ID.findall(text)
    named = _REGIONS.search(text)
    if regions:
        offer_text(search, clause, "regions", ", ".join(dict.fromkeys(regions)), 0.88, offers, "region codes")
    elif named:
        offer_text(search, clause, "regions", named["list"].strip(' ".'), 0.75, offers, "the list that follows")
    ids = re.findall(r"(?<!\d)(?<!\d[,.-])(?:\d{12}|\d{4}[- ]\d{4}[- ]\d{4})(?!\d|[,.-]\d)", text)
    if ids:
        offer_text(search, clause, "accounts", ", ".join(dict.fromkeys(ids)), 0.9, offers, "numbers of twelve digits")
