"""The quarterly business review: savings achieved, credits used, services taken up, return on what is spent."""

from __future__ import annotations

from decimal import Decimal

from cip_tui.model.document import Block, Column, Document, Kind, Metric, Provenance, Row, Section, Table
from cip_tui.model.reports.parts import Bench, first_rows, notes_of, pick, section_of
from cip_tui.model.reports.reviews import (
    ADOPTION,
    ATTESTATIONS,
    COMMITMENT,
    CREDITS,
    LEARNING,
    blocks_or_reason,
    review,
    sentences,
)

ROWS = 15
ZERO = Decimal(0)


def build(bench: Bench) -> Document:
    """Return the report."""
    commitment, credits_, adoption = bench.room(COMMITMENT), bench.room(CREDITS), bench.room(ADOPTION)
    duties, learning = bench.room(ATTESTATIONS), bench.room(LEARNING)
    saved = pick(commitment, "commitment.saved", "commitment.credited")
    used = (
        *pick(credits_, "credits.accepted", "credits.within_reach", "credits.accepted_list"),
        *pick(learning, "platform.success", "platform.acceptance"),
    )
    services = pick(adoption, "adoption.services", "adoption.new", "adoption.services_table")
    sections = (
        Section("summary", "Summary", sentences(commitment, credits_, adoption)),
        Section("savings", "Savings achieved", blocks_or_reason(commitment, (*saved, *_savings(commitment)))),
        Section("credits", "Credit utilisation", blocks_or_reason(credits_, used)),
        Section("adoption", "Service adoption", blocks_or_reason(adoption, tuple(map(_short, services)))),
        Section("return", "Return", blocks_or_reason(commitment, _return(commitment))),
        Section("commitment", "Commitment", blocks_or_reason(commitment, _standing(commitment))),
        Section("attestations", "Attestation compliance", pick(duties, "attestations.compliance")),
        Section("notes", "Method and caveats", notes_of([commitment, adoption])),
    )
    return review("quarterly-review", "Quarterly business review", bench, sections, commitment)


def _short(block: Block) -> Block:
    return first_rows(block, ROWS) if isinstance(block, Table) else block


def _standing(commitment: Document) -> tuple[Block, ...]:
    return (
        *section_of(commitment, "headline"),
        *section_of(commitment, "findings"),
        *pick(commitment, "commitment.burndown", "commitment.years"),
    )


def _amount(document: Document, figure: str) -> Decimal | None:
    found = pick(document, figure)
    value = found[0].value if found and isinstance(found[0], Metric) else None
    return value if isinstance(value, Decimal) else None


def _savings(commitment: Document) -> tuple[Table, ...]:
    """What was saved in the contract year so far, by source."""
    sources = (("Discounts of the agreement", "commitment.saved"), ("Credits on the bill", "commitment.credited"))
    amounts = [(name, _amount(commitment, figure)) for name, figure in sources]
    known = [amount for _, amount in amounts if amount is not None]
    if not known:
        return ()
    return (
        Table(
            "review.savings",
            "Savings in the contract year so far",
            (
                Column("source", "Source"),
                Column("amount", "Amount", Kind.MONEY, commitment.currency, additive=True),
            ),
            tuple(Row((name, amount)) for name, amount in amounts),
            total=("Total", sum(known, ZERO)),
            provenance=Provenance("discounts and credits of the contract year, as the commitment tells them"),
        ),
    )


def _return(commitment: Document) -> tuple[Block, ...]:
    """Net benefit of the year, and what it is for each dollar of forecast spend."""
    benefit, spend = _amount(commitment, "commitment.benefit"), _amount(commitment, "commitment.year_forecast")
    picked = pick(commitment, "commitment.benefit", "commitment.break_even")
    if benefit is None or not spend:
        return picked
    ratio = Metric(
        "review.return",
        "Net benefit per dollar",
        float(benefit / spend),
        Kind.RATIO,
        note="of the year's counted spend",
        provenance=Provenance(f"net benefit {benefit:,.2f} / forecast of what counts in the year {spend:,.2f}"),
    )
    return (*picked, ratio)
