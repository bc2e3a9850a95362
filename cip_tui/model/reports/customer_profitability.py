"""Customer profitability: revenue against AI cost, who is unprofitable, the margin histogram, what to charge."""

from __future__ import annotations

from cip_tui.model.document import Document, Note, Section
from cip_tui.model.reports.parts import Bench, notes_of, pick, report, section_of

HEADS = ("headline", "findings", "notes")


def build(bench: Bench) -> Document:
    """Return the report."""
    profit, pricing = bench.analysis("profitability"), bench.analysis("pricing")
    evidence = [
        Section(section.id, section.title, tuple(b for b in section.blocks if not isinstance(b, Note)))
        for section in profit.sections
        if section.id not in HEADS
    ]
    sections = (
        Section("summary", "Summary", section_of(profit, "headline")),
        Section("findings", "Findings", tuple(profit.insights())),
        Section("advice", "Pricing recommendations", tuple(pricing.insights())),
        *evidence,
        Section("structures", "Price structures compared", pick(pricing, "pricing.structures", "pricing.break_even")),
        Section("notes", "Method and caveats", notes_of([profit, pricing])),
    )
    return report("customer-profitability", "Customer profitability", "Unit Economics", bench, sections)
