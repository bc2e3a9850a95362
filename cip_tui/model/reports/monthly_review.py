"""The monthly review with a customer: commitment, credits on their way, attestations, new opportunities, use."""

from __future__ import annotations

from cip_tui.model.document import Block, Document, Insight, Section, Table
from cip_tui.model.reports.parts import Bench, first_rows, notes_of, pick, ranked, section_of
from cip_tui.model.reports.reviews import (
    ATTESTATIONS,
    COMMITMENT,
    CREDITS,
    LEARNING,
    blocks_or_reason,
    review,
    sentences,
)

OPPORTUNITIES, ROWS = 3, 10
FINDERS = ("optimization", "performance", "realtime")


def build(bench: Bench) -> Document:
    """Return the report."""
    commitment, credits_ = bench.room(COMMITMENT), bench.room(CREDITS)
    duties, learning = bench.room(ATTESTATIONS), bench.room(LEARNING)
    progress = pick(credits_, "credits.accepted", "credits.within_reach", "credits.deadline", "credits.accepted_list")
    standing = (
        *section_of(commitment, "headline"),
        *section_of(commitment, "findings"),
        *pick(commitment, "commitment.burndown", "commitment.years"),
    )
    kept = pick(
        duties,
        "attestations.overdue",
        "attestations.due",
        "attestations.next",
        "attestations.compliance",
        "attestations.agenda",
    )
    used = pick(learning, "platform.acceptance", "platform.success", "platform.missed", "learning.accuracy")
    sections = (
        Section("summary", "Summary", sentences(commitment, credits_, duties)),
        Section("commitment", "Commitment", blocks_or_reason(commitment, standing)),
        Section("credits", "Credit qualification progress", blocks_or_reason(credits_, progress)),
        Section("attestations", "Attestation compliance", blocks_or_reason(duties, tuple(map(_short, kept)))),
        Section("opportunities", "New opportunities", _opportunities(bench, commitment, credits_)),
        Section("use", "How recommendations are used", blocks_or_reason(learning, used)),
        Section("notes", "Method and caveats", notes_of([commitment, duties])),
    )
    return review("monthly-review", "Monthly review", bench, sections, commitment)


def _short(block: Block) -> Block:
    return first_rows(block, ROWS) if isinstance(block, Table) else block


def _opportunities(bench: Bench, commitment: Document, credits_: Document) -> tuple[Block, ...]:
    """Levers of the commitment, credits within reach, and what would save most on AI calls."""
    tables = (*pick(commitment, "commitment.levers"), *pick(credits_, "credits.list"))
    found: list[Insight] = ranked(bench.analysis(name) for name in FINDERS)[:OPPORTUNITIES]
    return (*map(_short, tables), *found)
