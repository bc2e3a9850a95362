"""What happens where the commitment is not met: when it is settled, and what becomes of the payment."""

from __future__ import annotations

import re

from cip_tui.model.commitment.extraction.clauses import Clause
from cip_tui.model.commitment.extraction.fields import FieldValue
from cip_tui.model.commitment.extraction.search import Candidate, Offers, Search
from cip_tui.model.commitment.extraction.values import Kind


def offer_text(
    search: Search, clause: Clause, name: str, value: FieldValue, score: float, offers: Offers, how: str = ""
) -> None:
    """Offer what a clause says."""
    offers.add(
        name,
        Candidate(
            value,
            score,
            clause.reading.name,
            clause.reading.line_at(clause.start),
            clause.text[:240],
            zone=search.zone(clause.reading, clause.start),
            start=clause.start,
            how=how,
        ),
    )


def offer_shortfall(search: Search, clause: Clause, offers: Offers) -> None:
    """Offer when a shortfall is settled and how."""
    text = clause.text
    section = re.search(r"\bshortfall|\btrue[\s-]?up\b", clause.section, re.I)
    about = section or re.search(
        r"\bshortfall|\btrue[\s-]?up\b|\bfalls?\s+short\b|\b(?:purchases?"
        r"|spends?)\s+less\b|\b(?:less\s+than|fall(?:s)?\s+(?:short|below)"
        r"|fails?\s+to\s+(?:meet|satisfy|reach)|(?:do|does)\s+not\s+(?:meet|satisfy|reach)|below"
        r"|not\s+met|missing|stays?\s+below)\b[^.;]{0,70}\bcommitment|\bdifference\s+between\b[^.;]{0,70}\bcommitment",
        text,
        re.I,
    )
    if not about:
        return
    score = 0.92 if not section or re.search(r"\bshortfall|\bdifference\b", text, re.I) else 0.84
    year = re.search(
        r"\bin\s+a\s+year\b|"
        r"\b(?:each|any|every|a|such|that|the\s+applicable|applicable|relevant)\s+(?:contract|commitment"
        r"|full)\s+year\b|\bend\s+of\s+(?:the|each|any|a"
        r"|such)\s+(?:contract\s+)?year\b|\bannual(?:ly)?\b|\bcontract\s+year\b|\beach\s+year\b",
        text,
        re.I,
    )
    term = re.search(
        r"\b(?:end|expiration|expiry|conclusion|last\s+day)\s+of\s+the\s+(?:\w+\s+){0,2}term\b|\bover\s+th"
        r"e\s+(?:entire\s+)?term\b|\bduring\s+the\s+term\b|\bno\s+(?:annual\s+)?minimum\b[^.;]{0,40}\byear"
        r"\b|\bat\s+term\s+end\b|\btotal\s+commitment\b|\baggregate\s+commitment\b",
        text,
        re.I,
    )
    if year and not (term and re.search(r"\bend\s+of\s+the\s+(?:\w+\s+){0,2}term\b", text, re.I)):
        offer_text(
            search, clause, "shortfall.trigger", "year", score - 0.02, offers, "it is settled for each contract year"
        )
    elif term:
        offer_text(
            search, clause, "shortfall.trigger", "term", score - 0.02, offers, "it is settled at the end of the term"
        )
    _treatment(search, clause, offers, score)


def _treatment(search: Search, clause: Clause, offers: Offers, score: float) -> None:
    text = clause.text
    if re.search(r"\bexceeds?\b|\bexcess\b|\bsurplus\b", text, re.I):
        return
    prepay = re.search(
        r"\bmay\s+use\s+(?:that|the|such)\s+(?:amount|payment)|"
        r"\b(?:payment|amount|paid|shortfall)\b[^.;]{0,120}\b(?:used|usable|available|applied|apply"
        r"|credited|prepay\w*|drawn)\b[^.;]{0,90}\b(?:\d+|twelve|six|eighteen|months?|next|following"
        r"|future|subsequent)\b|\bprepay(?:ment)?\b|\bprepaid\b|\bforfeit",
        text,
        re.I,
    )
    carry = re.search(
        r"\b(?:carr(?:y|ied|ies)|roll(?:s|ed)?)[\s-]+(?:forward|over"
        r"|into)\b|\badded\s+to\b[^.;]{0,60}\b(?:next|following|subsequent)\b",
        text,
        re.I,
    )
    pay = re.search(
        r"\b(?:pay|pays|paid|payable|payment|settled|invoice[ds]?|bill(?:ed)?|charge[ds]?|owes?|due)\b", text, re.I
    )
    if prepay:
        offer_text(search, clause, "shortfall.treatment", "prepay", score, offers, "what is paid stays usable")
        months = next(
            (
                v
                for v in clause.reading.between(clause.start, clause.end)
                if v.kind is Kind.DURATION and v.unit == "month" and v.amount and v.amount <= 36
            ),
            None,
        )
        if months is not None and months.amount is not None:
            offer_text(search, clause, "shortfall.usable_months", int(months.amount), score - 0.03, offers)
    elif carry and not re.search(r"\bexcess\b|\bsurplus\b|\bnot\s+(?:be\s+)?carr", text, re.I):
        offer_text(search, clause, "shortfall.treatment", "carry", score - 0.02, offers, "it goes into the next year")
    elif pay and re.search(r"\bshortfall|\bdifference\b|\bdeficien", f"{text} {clause.section}", re.I):
        offer_text(search, clause, "shortfall.treatment", "pay", score - 0.06, offers, "the difference is paid")
