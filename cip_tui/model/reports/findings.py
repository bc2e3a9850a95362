"""What all analyses found, one section each: the headline figures and the findings, without the evidence."""

from __future__ import annotations

from dataclasses import replace

from cip_tui.model.analyses import ANALYSES
from cip_tui.model.document import Document, Insight, Metric, Note, Section
from cip_tui.model.reports.parts import Bench, report, section_of

HEADLINES = 3


def all_findings(bench: Bench) -> Document:
    """Return the first headline figures and every finding of each analysis, most pressing first within it."""
    sections = []
    for analysis in ANALYSES.values():
        found = bench.analysis(analysis.name)
        metrics = [block for block in section_of(found, "headline") if isinstance(block, (Metric, Note))][:HEADLINES]
        insights = [replace(item, evidence=()) for item in found.insights() if isinstance(item, Insight)]
        sections.append(Section(analysis.name, analysis.title, (*metrics, *insights)))
    return report("analyzers", "Analyzers", "What every analysis found", bench, sections)
