"""Model efficiency: cost per task by model, quality against cost, migration savings, the model for each use case."""

from __future__ import annotations

from cip_tui.model.document import Document, Note, Section
from cip_tui.model.reports.customer_profitability import HEADS
from cip_tui.model.reports.parts import Bench, notes_of, pick, ranked, report, section_of

SWITCHES = 5


def build(bench: Bench) -> Document:
    """Return the report."""
    performance, optimization = bench.analysis("performance"), bench.analysis("optimization")
    understanding = bench.analysis("understanding")
    evidence = [
        Section(section.id, section.title, tuple(b for b in section.blocks if not isinstance(b, Note)))
        for section in performance.sections
        if section.id not in HEADS
    ]
    sections = (
        Section("summary", "Summary", section_of(performance, "headline")),
        Section("savings", "Migration savings", tuple(ranked([performance, optimization])[:SWITCHES])),
        *evidence,
        Section("efficiency", "Token efficiency", pick(understanding, "understanding.efficiency")),
        Section("notes", "Method and caveats", notes_of([performance, optimization])),
    )
    return report("model-efficiency", "Model efficiency comparison", "Usage Optimization", bench, sections)
