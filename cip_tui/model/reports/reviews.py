"""What the monthly and the quarterly review share: the other rooms' documents, told in the order of an agenda."""

from __future__ import annotations

from collections.abc import Sequence

from cip_tui.model.document import Block, Document, Level, Metric, Note, Section
from cip_tui.model.format import metric_text
from cip_tui.model.reports.parts import Bench

COMMITMENT, CREDITS, LEARNING, ATTESTATIONS, ADOPTION = (
    "commitment",
    "credits",
    "learning",
    "attestations",
    "adoption",
)


FIGURES = 5
"""How many figures of a room are told in its sentence."""


def sentences(*documents: Document) -> tuple[Note, ...]:
    """Return one sentence for each document: its headline figures in a row, marked by the worst of their states."""
    found = []
    for document in documents:
        metrics = [block for block in document.sections[0].blocks if isinstance(block, Metric)][:FIGURES]
        if metrics:
            words = "; ".join(_words(metric) for metric in metrics)
            found.append(Note(f"{document.title}: {words}.", _worst(metrics)))
        else:
            found += [
                Note(f"{document.title}: {block.text}", block.level)
                for block in document.sections[0].blocks[:1]
                if isinstance(block, Note)
            ]
    return tuple(found)


def _words(metric: Metric) -> str:
    value = metric_text(metric)
    state = f" ({metric.status.word.lower()})" if metric.status is not None else ""
    note = f", {metric.note}" if metric.note else ""
    return f"{metric.label.lower() if metric.label[1:2].islower() else metric.label} {value}{state}{note}"


def _worst(metrics: Sequence[Metric]) -> Level:
    levels = {metric.status.level for metric in metrics if metric.status is not None}
    return next((level for level in (Level.CRITICAL, Level.WARNING) if level in levels), Level.INFO)


def blocks_or_reason(document: Document, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks of a document; where it has none of them, the sentence in which it says why."""
    if blocks:
        return tuple(blocks)
    return tuple(block for block in document.sections[0].blocks if isinstance(block, Note))[:1]


def review(name: str, title: str, bench: Bench, sections: Sequence[Section], made_from: Document) -> Document:
    """Return a review; its facts are those of the commitment, since it needs no AI calls."""
    facts = dict(made_from.facts)
    facts.setdefault("As of", bench.facts.as_of.isoformat())
    full = tuple(section for section in sections if section.blocks)
    subtitle = "FinOps scope: public cloud and AI"
    return Document(name, title, full, subtitle=subtitle, facts=tuple(facts.items()), currency=made_from.currency)
