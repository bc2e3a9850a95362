"""From the text of a PDF to the fields of an agreement, each with page, line, quote, confidence and rivals.

Values are found first (`values`), then told apart by the labels they hang on (`roles`, `term`, `counting`, `rates`,
`duties`) in two readings of every page (`text`) and in its tables (`tables`, `year_tables`); `assemble` joins them,
reckons what follows from others, and checks what must fit together. Nothing is guessed: what no pattern supports is
not found, what is blacked out is redacted, and what is doubtful carries a warning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from cip_tui.model.commitment.extraction import (
    assemble,
    attestations,
    commitments,
    counting,
    doubts,
    duties,
    numbered,
    parties,
    rates,
    term,
)
from cip_tui.model.commitment.extraction.fields import (
    Evidence,
    Extraction,
    Field,
    FieldKind,
    FieldValue,
    Obtained,
    Rival,
)
from cip_tui.model.commitment.extraction.past_years import drop_past_years
from cip_tui.model.commitment.extraction.search import Offers, Search
from cip_tui.model.commitment.extraction.text import Pages, prepare
from cip_tui.model.commitment.extraction.values import Kind
from cip_tui.model.commitment.pdf import PdfText

__all__ = ["Evidence", "Extraction", "Field", "FieldKind", "FieldValue", "Obtained", "Rival", "extract"]


_IDENTITY = frozenset({"customer", "effective", "period.start", "period.end", "period.months", "years.1.start"})
"""An agreement tells at least one of these."""


def extract(pdf: PdfText) -> Extraction:
    """Return what a document says of a commitment; one of another cloud or of none has `declined` set and no fields."""
    pages = prepare(pdf)
    search = Search(pages, _currency(pages))
    kind, title = parties.document_type(search)
    provider, provider_name, declined = parties.provider(search)
    declined = declined or parties.no_agreement(search)
    if declined:
        return Extraction(title, kind, provider, (), pages.faults, declined, pages.shown)
    offers = Offers()
    for family in (parties, term, commitments, counting):
        family.gather(search, offers)
    fields, findings = _fields(search, offers, amended="amendment" in title.lower())
    told = {item.name for item in fields if item.value is not None}
    if not told & _IDENTITY:
        declined = "The text names neither a customer nor a term, so it only speaks of agreements"
        return Extraction(title, kind, provider, (), pages.faults, declined, pages.shown)
    head = Field(
        "document.type",
        "Document",
        FieldKind.TEXT,
        kind,
        "",
        Obtained.STATED,
        _title_place(pages, title),
        0.9,
        "its title",
    )
    if provider and not any(item.name == "provider" for item in fields):
        named = Field(
            "provider",
            "Provider",
            FieldKind.TEXT,
            provider_name,
            "",
            Obtained.DERIVED,
            head.evidence,
            0.9,
            "named throughout",
        )
        fields = [named, *fields]
    everything = _with_currency([head, *fields], search.currency)
    result = Extraction(title, kind, provider, everything, (*pages.faults, *findings), "", pages.shown)
    if not result.has_commitment:
        result = replace(result, findings=(*result.findings, "No committed amount was found in the text"))
    return result


def _fields(search: Search, offers: Offers, *, amended: bool) -> tuple[list[Field], list[str]]:
    period = assemble.term_fields(offers)
    years = assemble.year_fields(offers, period, amended=amended)
    assemble.complete_term(period, years, amended=amended)
    if any(name == "years.each.amount" for name in offers.by_name):
        # The length of the term may be known only now.
        years = assemble.year_fields(offers, period, amended=amended)
    drop_past_years(years, period["period.start"])
    assemble.complete_years(years, period)
    assemble.complete_term(period, years, amended=amended)
    total, *floors = assemble.total_fields(offers, years, period)
    assemble.one_year(years, total, period)
    total, findings = assemble.check(years, total, period)
    total = doubts.doubted(search, years, total)
    fields = [
        *assemble.single_fields(offers),
        *period.values(),
        *(item for number in sorted(years) for item in years[number].values()),
        total,
        *floors,
        *numbered.discount_fields(rates.gather(search), years, period),
        *assemble.rule_fields(offers),
        *numbered.credit_fields(duties.promised_credits(search)),
        *numbered.duty_fields(attestations.gather(search)),
        *numbered.notice_fields(duties.notices(search), period),
    ]
    return fields, findings


def _currency(pages: Pages) -> str:
    counts: Counter[str] = Counter(
        value.currency
        for reading in pages.readings
        for value in reading.values
        if value.kind is Kind.MONEY and value.currency
    )
    return counts.most_common(1)[0][0] if counts else "USD"


def _with_currency(fields: Iterable[Field], currency: str) -> tuple[Field, ...]:
    found = [replace(item, unit=item.unit or currency) if item.kind is FieldKind.MONEY else item for item in fields]
    money = next((item for item in found if item.kind is FieldKind.MONEY and item.evidence is not None), None)
    if money is not None:
        stated = Field(
            "currency",
            "Currency",
            FieldKind.TEXT,
            currency,
            "",
            Obtained.STATED,
            money.evidence,
            0.95,
            "the amounts are in it",
        )
        found.append(stated)
    return tuple(found)


def _title_place(pages: Pages, title: str) -> Evidence | None:
    for number, line in enumerate(pages.shown[0] if pages.shown else (), 1):
        if title and " ".join(line.split()) == title:
            return Evidence(1, number, title)
    return None
