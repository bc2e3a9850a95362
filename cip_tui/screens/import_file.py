"""Reading a file into the workspace: which one, what it is, and only then the import."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from cip_tui.messages import JobDone, JobFailed, JobProgress, JobStopped
from cip_tui.model.document import Level
from cip_tui.model.errors import CipError
from cip_tui.model.importing import Receipt
from cip_tui.model.sources.report import FileReport, Finding, ImportOptions
from cip_tui.screens.dialogs import Dialog, error_content
from widgets.cells import safe_content
from widgets.glyphs import glyphs_of
from widgets.path_input import PathInput
from widgets.progress import ProgressLine

if TYPE_CHECKING:
    from cip_tui.app import CipApp

FINDINGS_SHOWN = 6


class ImportDialog(Dialog[None]):
    """Asks for a path, shows what the file is, imports it on the second enter. Nothing is written before that."""

    TITLE_TEXT: ClassVar[str] = "Import a file"
    HINT: ClassVar[str] = "enter looks into the file · tab completes · esc closes"
    DEFAULT_CSS = """
    ImportDialog {
        & .report { height: auto; max-height: 14; }
        & .report Static { height: auto; }
        & ProgressLine { margin-top: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back", show=False, id="import.back")]

    def __init__(self) -> None:
        super().__init__()
        self._looked_at: Path | None = None
        self._password = ""

    @property
    def cip(self) -> CipApp:
        """The application."""
        return cast("CipApp", self.app)

    def compose_box(self) -> ComposeResult:
        """Yield the field, what is known of the file, and a line for progress."""
        yield PathInput(base=self.cip.folder, home=Path.home(), host=self.cip.host, placeholder="path/to/usage.csv")
        with VerticalScroll(classes="report", can_focus=False):
            yield Static("", markup=False)
        yield ProgressLine()

    def on_mount(self) -> None:
        """Put the cursor into the field."""
        self.query_one(PathInput).focus()

    # First enter: look; second enter: import

    @on(PathInput.Submitted)
    def _submitted(self, event: PathInput.Submitted) -> None:
        event.stop()
        if isinstance(event, PathInput.Changed):
            self._forget()
            return
        if not event.text.strip() or self.cip.jobs.busy(self):
            return
        if self._looked_at == event.path:
            workspace, path, options = self.cip.workspace, event.path, ImportOptions(password=self._password)
            self.cip.jobs.start(
                self, "import", path, lambda job: workspace.import_file(path, options, job), label="Importing"
            )
            self.query_one(ProgressLine).show("Reading")
        else:
            self._look(event.path)

    def _look(self, path: Path) -> None:
        workspace, password = self.cip.workspace, self._password
        self.cip.jobs.start(
            self, "import", path, lambda job: workspace.inspect(path, job, password=password), label="Looking"
        )
        self.query_one(ProgressLine).show("Looking into the file")

    def _forget(self) -> None:
        """Another path is typed, so what is known of the last one no longer counts."""
        self._password = ""
        if self._looked_at is not None:
            self._looked_at = None
            self._say(Content(""))
            self.hint(self.HINT)

    def _say(self, content: Content) -> None:
        self.query_one(".report Static", Static).update(content)

    @on(JobProgress)
    def _progress(self, message: JobProgress) -> None:
        message.stop()
        if self.cip.jobs.accepts(self, message.ticket):
            self.query_one(ProgressLine).show(message.what, message.fraction)

    @on(JobDone)
    def _done(self, message: JobDone) -> None:
        message.stop()
        if not self.cip.jobs.finish(self, message.ticket):
            return
        self.query_one(ProgressLine).hide()
        if isinstance(message.result, FileReport):
            self._looked_at = message.ticket.request
            self._say(report_content(message.result, glyphs_of(self.app).levels))
            self.hint("enter imports it · esc closes")
        else:
            self.cip.toast(receipt_words(message.result), timeout=6.0)
            self.dismiss(None)
            self.cip.changed()

    @on(JobFailed)
    def _failed(self, message: JobFailed) -> None:
        message.stop()
        if self.cip.jobs.finish(self, message.ticket):
            self._refuse(message.error)
            self._ask(message.ticket.request, message.error)

    def _ask(self, path: Path, error: CipError) -> None:
        """Ask for the password where the file opens with one only, and look again."""
        from cip_tui.model.commitment.pdf import PasswordNeeded
        from cip_tui.screens.agreement_parts import PasswordDialog

        def given(password: str | None) -> None:
            if password:
                self._password = password
                self._look(path)

        if isinstance(error, PasswordNeeded):
            label = f"{error.message}. Password" if error.wrong else f"Password of {path.name}"
            self.app.push_screen(PasswordDialog(label, ""), given)

    def _refuse(self, error: CipError) -> None:
        """Say what is wrong with the file; the field stays, for another try."""
        self.query_one(ProgressLine).hide()
        self._looked_at = None
        sign = glyphs_of(self.app).levels["critical"]
        self._say(Content.assemble((f"{sign} Refused ", "bold $text-error"), "\n", error_content(error)))

    @on(JobStopped)
    def _stopped(self, message: JobStopped) -> None:
        message.stop()
        self.query_one(ProgressLine).hide()
        self._say(Content("Stopped; nothing was kept."))

    def action_back(self) -> None:
        """Stop what runs, else close."""
        if not self.cip.jobs.stop(self):
            self.action_close()


def receipt_words(receipt: Receipt) -> str:
    """Say in a sentence what an import did."""
    record = receipt.record
    if receipt.unchanged:
        return f"{record.file} is in the workspace already; nothing was changed"
    rejected = f", {record.rows_rejected:,} rejected (w shows why)" if record.rows_rejected else ""
    return f"Imported {record.rows_kept:,} rows of {record.file}{rejected}; w, then u takes it back"


def report_content(report: FileReport, signs: Mapping[str, str]) -> Content:
    """Write what a file is: format, rows, what it states and what not, and what was found in it."""
    rows = "" if report.rows is None else f"{report.rows:,} rows"
    what = " ".join(part for part in (report.title or report.format or "not recognised", report.version) if part)
    pairs = (
        ("File is", f"{what}, {report.confidence:.0%} sure"),
        ("Holds", ", ".join(part for part in (report.kind.value, rows) if part)),
        ("Because", "; ".join(report.evidence[:2])),
        ("Missing", ", ".join(report.missing)),
    )
    lines = [
        Content.assemble((f"{label:<9}", "$text-muted"), safe_content(text)) for label, text in pairs if text.strip()
    ]
    lines += [_finding(finding, signs) for finding in report.findings[:FINDINGS_SHOWN]]
    if len(report.findings) > FINDINGS_SHOWN:
        lines.append(Content(f"and {len(report.findings) - FINDINGS_SHOWN} more; cip inspect lists them all"))
    return Content("\n").join(lines)


def _finding(finding: Finding, signs: Mapping[str, str]) -> Content:
    colour = {Level.WARNING: "$text-warning", Level.CRITICAL: "$text-error"}.get(finding.level, "$text-muted")
    where = f" ({finding.where})" if str(finding.where) else ""
    fix = f" {finding.fix}" if finding.fix else ""
    return Content.assemble((f"{signs[finding.level]} ", colour), safe_content(f"{finding.message}{where}{fix}"))
