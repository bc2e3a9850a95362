"""The analyzers: each with its headline figure and findings at the left, the whole of it at the right."""

from __future__ import annotations

from typing import ClassVar

from cip_tui.model.analyses import ANALYSES
from cip_tui.model.document import Document, Level, Metric
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.format import metric_text
from cip_tui.model.job import Job
from cip_tui.screens.choices import Choice
from cip_tui.screens.reading import ReadingScreen

_PRESSING = (Level.CRITICAL, Level.WARNING, Level.INFO, Level.UNKNOWN, Level.GOOD)


class AnalyzersScreen(ReadingScreen):
    """What the analyses found in the calls of a scope."""

    ROOM = "analyzers"
    HEADING = "Analyzers"
    NAMES: ClassVar[tuple[str, ...]] = tuple(ANALYSES)
    WORKS_AHEAD = True

    def title_of(self, name: str) -> str:
        """Return the title of an analysis."""
        return ANALYSES[name].title

    def make(self, name: str, scope: Scope, job: Job) -> Document:
        """Run an analysis."""
        return self.workspace.analyze(name, scope, {}, job)

    def export_name(self) -> str:
        """Return a file name that says which analysis it holds."""
        return f"{self._chosen_name}_{self.workspace.as_of}.md"

    def choice(self, name: str, document: Document | None, *, old: bool, failed: bool) -> Choice:
        """Return title, number of findings with the sign of the worst, and the first figure."""
        glyphs = self.cip.glyphs
        title, question = self.title_of(name), ANALYSES[name].question
        if failed:
            return Choice(name, title, f"{glyphs.levels['critical']} failed", "critical", "enter says why", question)
        if document is None:
            return Choice(name, title, glyphs.ellipsis, words=question)
        worst, count = findings(document)
        level = (worst or Level.GOOD).value
        # The count stands in the same place for all, so that the list does not jump while figures are renewed.
        state = f"{glyphs.ellipsis if old else glyphs.levels[level]} {count:>2}"
        return Choice(name, title, state, "" if old else level, headline(document), question)


def findings(document: Document) -> tuple[Level | None, int]:
    """Return the most pressing level among the findings of a document and how many there are."""
    levels = {insight.level for insight in document.insights()}
    count = len(document.insights())
    return next((level for level in _PRESSING if level in levels), None), count


def headline(document: Document) -> str:
    """Return the first figure of a document with its name; nothing where it has none."""
    metric = next((block for block in document.blocks() if isinstance(block, Metric)), None)
    return f"{metric.label} {metric_text(metric)}" if metric is not None else ""
