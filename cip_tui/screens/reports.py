"""The reports: read here as they will be sent, written one by one or all into a folder."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from cip_tui.actions import bindings
from cip_tui.model.document import Document
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.job import Job
from cip_tui.model.reports import REPORTS
from cip_tui.screens.choices import Choice
from cip_tui.screens.reading import ReadingScreen


class ReportsScreen(ReadingScreen):
    """The reports over a scope."""

    ROOM = "reports"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("reports")]
    HEADING = "Reports"
    NAMES: ClassVar[tuple[str, ...]] = tuple(REPORTS)

    def title_of(self, name: str) -> str:
        """Return the title of a report."""
        return REPORTS[name].title

    def make(self, name: str, scope: Scope, job: Job) -> Document:
        """Put a report together."""
        return self.workspace.report(name, scope, job)

    def export_name(self) -> str:
        """Return the name this report is written under."""
        return REPORTS[self._chosen_name].file

    def choice(self, name: str, document: Document | None, *, old: bool, failed: bool) -> Choice:
        """Return title and readers; the file once the report stands."""
        glyphs = self.cip.glyphs
        report = REPORTS[name]
        if failed:
            state = f"{glyphs.levels['critical']} failed"
            return Choice(name, report.title, state, "critical", report.file, report.readers)
        state = " " if document is None else glyphs.ellipsis if old else glyphs.levels["good"]
        return Choice(name, report.title, state, "good", report.file, report.readers)

    def action_write_all(self) -> None:
        """Write every report into a folder, asked for first."""
        from cip_tui.screens.write_reports import WriteReportsDialog

        self.app.push_screen(WriteReportsDialog(self.workspace, self.scope, self._found))
