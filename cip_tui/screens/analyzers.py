"""The analyzers: each with its headline figure and findings at the left, the whole of it at the right."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import BindingType

from cip_tui.actions import bindings
from cip_tui.messages import Ticket
from cip_tui.model.analyses import ANALYSES
from cip_tui.model.document import Document, Level, Metric, Table
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.format import metric_text
from cip_tui.model.job import Job
from cip_tui.screens.choices import Choice
from cip_tui.screens.document_blocks import Figure, Rows
from cip_tui.screens.reading import ReadingScreen

REALTIME, MARK = "realtime", "mark"
INCIDENT_TABLES = ("realtime.incidents", "realtime.set_aside")
_PRESSING = (Level.CRITICAL, Level.WARNING, Level.INFO, Level.UNKNOWN, Level.GOOD)


class AnalyzersScreen(ReadingScreen):
    """What the analyses found in the calls of a scope."""

    ROOM = "analyzers"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("analyzers")]
    HEADING = "Analyzers"
    NAMES: ClassVar[tuple[str, ...]] = tuple(ANALYSES)
    WORKS_AHEAD = True

    def __init__(self) -> None:
        super().__init__()
        self._marked: str | None = None

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

    # What is said of spikes

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Spikes are marked where they are listed."""
        if action in ("mark", "unmark"):
            return self._chosen_name == REALTIME
        return super().check_action(action, parameters)

    def show_document(self, document: Document) -> None:
        """Show the document, and the keys that work in it."""
        super().show_document(document)
        self.refresh_bindings()

    def incident_in_focus(self) -> str | None:
        """Return the id of the incident in focus: of the row under the cursor, or of the finding."""
        figure = self._view.figure()
        if self.document is None or figure is None:
            return None
        return incident_of(self.document, figure, self._view.table())

    def action_mark(self) -> None:
        """Ask what is to be said of the incident in focus."""
        incident = self.incident_in_focus()
        if incident is None:
            self.cip.toast("No spike is in focus; they are in Real-time decisions")
            return
        from cip_tui.screens.mark import MarkDialog

        self.app.push_screen(MarkDialog(incident), lambda word: self._mark(incident, word))

    def _mark(self, incident: str, word: str | None) -> None:
        if word is None:
            return
        workspace = self.workspace

        def work(_: Job) -> str:
            workspace.mark_incident(incident, word)
            self._marked = incident
            return f"Said {word} of {incident}; u takes it back"

        self.cip.jobs.start(self, MARK, incident, work, label="Writing down")

    def action_unmark(self) -> None:
        """Take back what was said of the incident in focus, else of the one marked last."""
        incident = self.incident_in_focus() or self._marked
        if incident is None:
            self.cip.toast("Nothing was said of a spike that could be taken back")
            return
        workspace = self.workspace

        def work(_: Job) -> str:
            workspace.unmark_incident(incident)
            return f"Took back what was said of {incident}"

        self.cip.jobs.start(self, MARK, incident, work, label="Taking back")

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Show at once what a mark changes: the findings, and the dollars that count."""
        if ticket.group == MARK:
            self.cip.toast(result)
            self._found.pop(REALTIME, None)
            self._want(self._chosen_name)
        else:
            super().job_done(ticket, result)


def incident_of(document: Document, figure: Figure, rows: Rows | None) -> str | None:
    """Return the incident that a row or a finding of the analysis is about, or None."""
    if rows is not None and rows.key in INCIDENT_TABLES and rows.cursor < len(rows.table.rows):
        return str(rows.table.column("id")[rows.cursor])
    insight = next((one for one in document.insights() if one.id == figure.id), None)
    tables = [block for block in document.blocks() if isinstance(block, Table) and block.id in INCIDENT_TABLES]
    known = (str(cell) for table in tables for cell in table.column("id"))
    return next((one for one in known if insight is not None and one in insight.outcome.split()), None)


def findings(document: Document) -> tuple[Level | None, int]:
    """Return the most pressing level among the findings of a document and how many there are."""
    levels = {insight.level for insight in document.insights()}
    count = len(document.insights())
    return next((level for level in _PRESSING if level in levels), None), count


def headline(document: Document) -> str:
    """Return the first figure of a document with its name; nothing where it has none."""
    metric = next((block for block in document.blocks() if isinstance(block, Metric)), None)
    return f"{metric.label} {metric_text(metric)}" if metric is not None else ""
