"""Writing every report into a folder: asks where, and before it overwrites."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from cip_tui.messages import JobProgress
from cip_tui.model.document import Document
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import CipError, Where
from cip_tui.model.job import Job
from cip_tui.model.reports import REPORTS
from cip_tui.screens.export import ExportDialog
from widgets.cells import safe_content

if TYPE_CHECKING:
    from cip_tui.model.workspace import Workspace


class WriteReportsDialog(ExportDialog):
    """Asks for a folder and writes the reports into it, under the names they have."""

    HINT: ClassVar[str] = "enter writes · tab completes · esc stops"
    DEFAULT_CSS = "WriteReportsDialog .doing { height: auto; color: $text-muted; }"

    def __init__(self, workspace: Workspace, scope: Scope, found: Mapping[str, Document]) -> None:
        super().__init__("reports", lambda _: None, "Write every report")
        self._workspace = workspace
        self._scope = scope
        self._found = dict(found)

    def compose_box(self) -> ComposeResult:
        """Yield the field, and below it which files there will be and how far the work is."""
        yield from super().compose_box()
        files = ", ".join(report.file for report in REPORTS.values())
        yield Static(safe_content(f"Writes {files}."), classes="doing")

    def refusal(self, path: Path) -> str:
        """A file is no folder."""
        return "That is a file; name a folder" if path.exists() and not path.is_dir() else ""

    def taken(self, path: Path) -> list[Path]:
        """Return the reports that stand there already."""
        return [file for file in (path / report.file for report in REPORTS.values()) if file.exists()]

    def write(self, path: Path, job: Job, *, overwrite: bool) -> Path:
        """Put those reports together that are not there yet, then write all; nothing is written before all stand."""
        from cip_tui.export.atomic import write_atomically
        from cip_tui.export.markdown import to_markdown

        texts = {}
        for number, (name, report) in enumerate(REPORTS.items()):
            job.progress(f"{report.title}", number / len(REPORTS))
            document = self._found.get(name) or self._workspace.report(name, self._scope, job)
            texts[path / report.file] = to_markdown(document)
        job.check()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CipError("The folder cannot be made", where=Where(str(path)), cause=error.strerror or "") from error
        for file, text in texts.items():
            write_atomically(file, text, overwrite=overwrite)
        return path

    @on(JobProgress)
    def _progress(self, message: JobProgress) -> None:
        message.stop()
        if self.cip.jobs.accepts(self, message.ticket):
            self.query_one(".doing", Static).update(safe_content(f"{message.what} {self.cip.glyphs.ellipsis}"))
