"""Documents to fill in: one for each piece of evidence, with everything the workspace knows written in already.

What is not known is left as a line to write on, and said; nothing is made up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cip_tui.model.attestation.agenda import Item
from cip_tui.model.attestation.documents import evidence_table
from cip_tui.model.attestation.duties import DutyKind, EvidenceItem
from cip_tui.model.attestation.schedule import add_months
from cip_tui.model.commitment.charges import Charge, ChargeType
from cip_tui.model.commitment.terms import Terms
from cip_tui.model.document import Block, Cell, Column, Document, Kind, Level, Note, Provenance, Row, Section, Table
from cip_tui.model.period import Period
from cip_tui.model.text import clean

BLANK = "……………………"
_TAKEN_OFF = frozenset({ChargeType.CREDIT, ChargeType.REFUND, ChargeType.DISCOUNT})
_MONTHS_BEFORE = 3
_EMPTY_LINES = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What the workspace knows of the period that is attested."""

    item: Item
    terms: Terms | None
    period: Period
    charges: Sequence[Charge]
    currency: str
    today: date

    @property
    def customer(self) -> str:
        """Who attests."""
        return clean(self.terms.customer) if self.terms is not None and self.terms.customer else BLANK


def templates(item: Item, terms: Terms | None, charges: Sequence[Charge], today: date) -> dict[str, Document]:
    """Return a document for each piece of evidence of a deadline, by the file name it is written under.

    Figures are those of the period that is attested; of a deadline without one, those of the three months before today.
    """
    obligation = item.obligation
    period = obligation.covered
    if period is None:
        month = today.replace(day=1)
        period = Period(add_months(month, -_MONTHS_BEFORE), month)
    currency = terms.currency if terms is not None else _main_currency(charges)
    inside = [one for one in charges if one.period.start >= period.start and one.period.end <= period.end]
    known = Known(item, terms, period, inside, currency, today)
    stem = _slug(f"{obligation.duty.title} {obligation.period}")
    return {f"{stem}_{_slug(piece.id)}.md": _document(piece, known) for piece in obligation.duty.evidence}


def _document(piece: EvidenceItem, known: Known) -> Document:
    obligation = known.item.obligation
    build = _BUILDERS.get(piece.kind, _plain)
    facts = [
        ("For", obligation.title),
        ("Customer", known.customer),
        ("Agreement", clean(known.terms.title) if known.terms is not None else ""),
        ("Period", str(obligation.covered) if obligation.covered is not None else ""),
        ("Due", str(obligation.due)),
        ("Owner", piece.owner or obligation.duty.owner),
        ("Source", obligation.duty.origin),
    ]
    return Document(
        "attestation.template",
        piece.title,
        (*build(piece, known), _signature(known)),
        subtitle="Draft: check every figure, fill in the lines, then hand it in.",
        facts=tuple((name, text) for name, text in facts if text),
        currency=known.currency,
    )


def _report(_: EvidenceItem, known: Known) -> tuple[Section, ...]:
    return (
        Section("usage", f"Usage from {known.period}", (*_figures(known), *_accounts(known))),
        _lines("Remarks", ("What changed since the last period", "What is not in these figures")),
    )


def _query(_: EvidenceItem, known: Known) -> tuple[Section, ...]:
    command = (
        "aws ce get-cost-and-usage --granularity MONTHLY --metrics UnblendedCost NetAmortizedCost "
        f"--time-period Start={known.period.start},End={known.period.end} --group-by Type=DIMENSION,Key=SERVICE"
    )
    words = Note(f"Run this, or what the programme asks for, and attach the answer: {command}")
    retired = known.item.obligation.duty.kind is DutyKind.RETIREMENT
    if retired:
        words = Note("State the last day with calls to the old model, and which model took them over.")
    blocks: tuple[Block, ...] = (words,) if retired else (words, *_figures(known))
    return (Section("query", "Query", blocks), _lines("Answer", ("Run on", "Run by", "File attached")))


def _sign_off(_: EvidenceItem, known: Known) -> tuple[Section, ...]:
    obligation = known.item.obligation
    role = obligation.duty.owner or BLANK
    agreement = clean(known.terms.title) if known.terms is not None else BLANK
    about = f" for {obligation.covered}" if obligation.covered is not None else ""
    words = (
        f"As {role} of {known.customer}, I attest under {agreement} that the conditions of {obligation.duty.title} "
        f"were met{about}, and that the evidence listed here is complete and correct."
    )
    return (Section("statement", "Statement", (Note(words), evidence_table(known.item))),)


def _tag_export(_: EvidenceItem, known: Known) -> tuple[Section, ...]:
    names = (("resource", "Resource"), ("key", "Tag"), ("value", "Value"), ("account", "Account"))
    amount = Column("amount", "Amount", Kind.MONEY, known.currency)
    empty = tuple(Row((None,) * 5) for _ in range(_EMPTY_LINES))
    table = Table("template.tags", "Tagged resources", (*(Column(*name) for name in names), amount), empty)
    return (
        Section("tags", "Tags", (table, *_accounts(known))),
        _lines("Coverage", ("Share of spend that is tagged", "Exported on")),
    )


def _review(_: EvidenceItem, known: Known) -> tuple[Section, ...]:
    columns = (
        Column("finding", "Finding"),
        Column("risk", "Risk"),
        Column("before", "Before"),
        Column("after", "After"),
    )
    table = Table("template.findings", "Findings", columns, tuple(Row((None,) * 4) for _ in range(_EMPTY_LINES)))
    return (
        Section("review", "Review", (table,)),
        _lines("Result", ("High risks before", "High risks fixed", "Reviewed by")),
    )


def _blog(_: EvidenceItem, known: Known) -> tuple[Section, ...]:
    heads = ("The task", "What was built, and with which services", "What came of it, in figures", "Who may be quoted")
    return (_lines("Case study", heads), Section("usage", f"Usage from {known.period}", _figures(known)))


def _plain(piece: EvidenceItem, _: Known) -> tuple[Section, ...]:
    return (_lines("Content", (piece.title, "Attached files")),)


_BUILDERS: Mapping[str, Callable[[EvidenceItem, Known], tuple[Section, ...]]] = {
    "report": _report,
    "query": _query,
    "sign_off": _sign_off,
    "tag_export": _tag_export,
    "review": _review,
    "blog": _blog,
}


def _figures(known: Known) -> tuple[Block, ...]:
    """Return what each service cost in the period, and how much of the period the bills cover."""
    mine = [one for one in known.charges if one.currency == known.currency]
    if not mine:
        return (
            Note(
                f"No cloud charges of {known.period} in {known.currency} are in the workspace; import a Cost Explorer "
                "or billing file to have the figures written here.",
                Level.WARNING,
            ),
        )
    sums: dict[str, list[Decimal]] = {}
    for one in mine:
        place = 1 if one.type in _TAKEN_OFF else 2 if one.type is ChargeType.TAX else 0
        sums.setdefault(clean(one.service) or "No service stated", [Decimal(0)] * 3)[place] += one.amount
    ordered = sorted(sums.items(), key=lambda pair: (-sum(pair[1]), pair[0]))
    rows = tuple(Row((name, *parts, sum(parts, Decimal(0)))) for name, parts in ordered)
    columns = [Column("service", "Service")]
    for key, title in (("charges", "Charges"), ("credits", "Credits, refunds"), ("tax", "Tax"), ("net", "Net")):
        columns.append(Column(key, title, Kind.MONEY, known.currency, additive=True))
    total: tuple[Cell, ...] = (
        "Total",
        *(sum(column, Decimal(0)) for column in zip(*(parts for _, parts in ordered), strict=True)),
    )
    whole = sum((sum(parts, Decimal(0)) for _, parts in ordered), Decimal(0))
    table = Table(
        "template.services",
        "Services in use",
        tuple(columns),
        rows,
        total=(*total, whole),
        provenance=Provenance(
            "imported charges whose period lies inside the period that is attested, summed by service"
        ),
    )
    return (*_coverage(known, mine), table)


def _coverage(known: Known, charges: Sequence[Charge]) -> tuple[Block, ...]:
    notes: list[Block] = []
    first, last = min(one.period.start for one in charges), max(one.period.end for one in charges)
    if first > known.period.start or last < known.period.end:
        covered = Period(first, last)
        notes.append(Note(f"The charges in the workspace cover {covered} only.", Level.WARNING))
    if any(one.estimated for one in charges):
        notes.append(Note("Some charges are estimates: the provider has not closed their period.", Level.WARNING))
    others = sorted({one.currency for one in known.charges} - {known.currency})
    if others:
        notes.append(Note(f"Charges in {', '.join(others)} are not in these figures.", Level.WARNING))
    return tuple(notes)


def _accounts(known: Known) -> tuple[Block, ...]:
    stated = known.terms.counting.accounts if known.terms is not None else ()
    seen = sorted({one.account for one in known.charges if one.account})
    names = [clean(name) for name in (*stated, *(name for name in seen if name not in stated))]
    return (Note(f"Accounts: {', '.join(names)}" if names else f"Accounts (not known here): {BLANK}"),)


def _lines(title: str, heads: Sequence[str]) -> Section:
    return Section(_slug(title), title, tuple(Note(f"{head}: {BLANK}{BLANK}") for head in heads))


def _signature(known: Known) -> Section:
    owner = known.item.obligation.duty.owner
    head = f"{owner}, name" if owner else "Name"
    return Section("signature", "Signature", (Note(f"{head}: {BLANK}   Date: {BLANK}   Signature: {BLANK}"),))


def _main_currency(charges: Sequence[Charge]) -> str:
    totals: dict[str, Decimal] = {}
    for one in charges:
        totals[one.currency] = totals.get(one.currency, Decimal(0)) + abs(one.amount)
    return max(totals, key=lambda name: (totals[name], name)) if totals else "USD"


def _slug(text: str) -> str:
    """Return letters and digits of a text for a file name, `document` where none is left."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:60] or "document"
