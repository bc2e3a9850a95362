"""Today: every part of CIP in one line, most pressing state first within it, so that one look says where to go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cip_tui.model.document import (
    Column,
    Document,
    Insight,
    Kind,
    Level,
    Metric,
    Note,
    Row,
    Section,
    Status,
    Table,
)
from cip_tui.model.errors import Cancelled, CipError
from cip_tui.model.format import metric_text
from cip_tui.model.job import Job

FIGURES = 3
"""How many figures of a part are told."""
URGENCY = (Level.CRITICAL, Level.WARNING, Level.INFO, Level.GOOD)
WORDS = {
    Level.CRITICAL: "Act now",
    Level.WARNING: "Look",
    Level.INFO: "To note",
    Level.GOOD: "Fine",
    Level.UNKNOWN: "No data",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of CIP: its name among the modes, its title, and how to read what it has to say.

    `read` gives None where the workspace holds nothing for it; `without` then says what to do.
    """

    name: str
    title: str
    without: str
    read: Callable[[], Document | None]


def today_document(parts: Iterable[Part], as_of: date, job: Job) -> Document:
    """Return a table with one row for each part; a part that cannot be read says why. Raises `Cancelled`."""
    rows = []
    for part in parts:
        job.progress(f"Looking at {part.title.lower()}")
        status, text = _line(part)
        rows.append(Row((part.title, status, text), drill=part.name))
    columns = (Column("part", "Part"), Column("state", "State", Kind.STATUS), Column("says", "In short"))
    table = Table("today.parts", "Parts", columns, tuple(rows))
    return Document("today", "Today", (Section("today", "Today", (table,)),), facts=(("As of", as_of.isoformat()),))


def _line(part: Part) -> tuple[Status, str]:
    try:
        document = part.read()
    except Cancelled:
        raise
    except CipError as error:
        return Status(Level.UNKNOWN, "Not read"), str(error)
    if document is None:
        return Status(Level.UNKNOWN, WORDS[Level.UNKNOWN]), part.without
    return _status(document), _words(document)


def _status(document: Document) -> Status:
    """Return the most urgent state of a document's headline figures, findings and notes."""
    levels = {metric.status.level for metric in _metrics(document) if metric.status is not None}
    levels |= {block.level for block in document.blocks() if isinstance(block, Insight)}
    levels |= {block.level for block in document.sections[0].blocks if isinstance(block, Note)}
    level = next((level for level in URGENCY if level in levels), Level.GOOD)
    return Status(level, WORDS[level])


def _words(document: Document) -> str:
    """Tell the figures that have a state first, then the first ones."""
    known = [metric for metric in _metrics(document) if metric.value is not None]
    pressing = [metric for metric in known if metric.status and metric.status.level in URGENCY[:2]]
    chosen = list(dict.fromkeys((*known[:1], *pressing, *known)))[:FIGURES]
    told = [f"{metric.label} {metric_text(metric)}" for metric in chosen]
    told += [block.text for block in document.sections[0].blocks if isinstance(block, Note)][: 0 if told else 1]
    return " · ".join(told)


def _metrics(document: Document) -> list[Metric]:
    return [block for block in document.sections[0].blocks if isinstance(block, Metric)]


def headline_of_findings(findings: Document) -> Document:
    """Return how many findings there are, what they are worth a month, and the dearest, for one line."""
    insights = [block for block in findings.blocks() if isinstance(block, Insight)]
    monthly = [item for item in insights if item.impact is not None and item.impact.unit.endswith("/month")]
    dearest = max(monthly, key=lambda item: item.impact.base if item.impact else Decimal(0), default=None)
    level = next((level for level in URGENCY if any(item.level is level for item in insights)), Level.GOOD)
    blocks: list[Metric] = [
        Metric("today.findings", "Findings", len(insights), Kind.COUNT, status=Status(level, WORDS[level]))
    ]
    if dearest is not None and dearest.impact is not None:
        blocks.append(Metric("today.dearest", dearest.title, dearest.impact.base, Kind.MONEY, dearest.impact.unit))
    return Document("today.findings", "Findings", (Section("headline", "Headline", tuple(blocks)),))
