"""A screen that shows one document: it loads, stays in sight while a newer one is worked out, and can be explained,
copied and exported.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on

from cip_tui.messages import JobDone, JobFailed, JobProgress, JobStopped, Ticket
from cip_tui.model.document import Document, Note, Section
from cip_tui.screens.base import CipScreen

if TYPE_CHECKING:
    from cip_tui.model.errors import CipError
    from cip_tui.model.job import Job
    from cip_tui.model.period import Period

BUSY_AFTER = 0.15
"""Seconds of loading before the title bar says so, so that quick answers do not flicker."""


class DocumentScreen(CipScreen):
    """A screen that shows one document. Subclasses say what to load and how to show it."""

    GROUP = "document"

    def __init__(self) -> None:
        super().__init__()
        self.document: Document | None = None
        self.stale = False
        """Whether a newer document is being worked out."""

    # For subclasses

    def show_document(self, document: Document) -> None:
        """Fill the widgets from a document."""
        raise NotImplementedError

    def load(self) -> None:
        """Ask for the document that this screen should show now, through `start`."""
        raise NotImplementedError

    def period(self) -> Period | None:
        """Return the days the document is about, for the rows behind its figures."""
        return None

    def export_document(self, job: Job) -> Document | None:
        """Return what `export` writes. Runs in a job's thread."""
        return self.document

    def export_name(self) -> str:
        """Return the file name that `export` offers."""
        return f"{self.ROOM}_{self.workspace.as_of}.md"

    # Loading

    def start(self, request: Any, work: Callable[[Job], Document], label: str) -> Ticket:
        """Have a document worked out for `request`; what is shown stays and is marked as old once that takes time."""
        self.stale = True
        ticket = self.cip.jobs.start(self, self.GROUP, request, work, label=label)
        self.set_timer(BUSY_AFTER, partial(self._still_busy, ticket))
        return ticket

    def _still_busy(self, ticket: Ticket) -> None:
        if self.cip.jobs.accepts(self, ticket):
            self.state(f"{ticket.label} {self.cip.glyphs.ellipsis}")

    @on(JobProgress)
    def _on_progress(self, message: JobProgress) -> None:
        message.stop()
        if message.ticket.group == self.GROUP and self.cip.jobs.accepts(self, message.ticket):
            share = "" if message.fraction is None else f" {message.fraction:.0%}"
            self.state(f"{message.what}{share} {self.cip.glyphs.separator} esc stops")

    @on(JobDone)
    def _on_done(self, message: JobDone) -> None:
        message.stop()
        if self.cip.jobs.finish(self, message.ticket):
            self.job_done(message.ticket, message.result)

    @on(JobFailed)
    def _on_failed(self, message: JobFailed) -> None:
        message.stop()
        if self.cip.jobs.finish(self, message.ticket):
            self.job_failed(message.ticket, message.error, message.details)

    @on(JobStopped)
    def _on_stopped(self, message: JobStopped) -> None:
        message.stop()
        self.cip.jobs.finish(self, message.ticket)
        self.job_stopped(message.ticket)

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Show the document that was asked for."""
        if ticket.group == self.GROUP:
            self.document, self.stale = result, False
            self.show_document(result)
            self.state(self.fresh_state())
        elif ticket.group == "explain":
            from cip_tui.screens.explain import ExplainDialog

            self.app.push_screen(ExplainDialog(result))

    def job_failed(self, ticket: Ticket, error: CipError, details: str) -> None:
        """Say what went wrong; what was shown stays."""
        if ticket.group == self.GROUP:
            self.stale = False
            self.state(f"{self.cip.glyphs.levels['critical']} not refreshed" if self.document else "")
        self.cip.show_error(error, details)

    def job_stopped(self, ticket: Ticket) -> None:
        """Say that what is shown is not what was asked for last."""
        if ticket.group == self.GROUP:
            self.stale = False
            self.state("Stopped, ctrl+r loads again")

    def fresh_state(self) -> str:
        """Return what the title bar says of a document that is up to date."""
        return f"as of {self.workspace.as_of}"

    def data_changed(self) -> None:
        """Load again: the workspace holds other data."""
        self.load()

    # Actions of the scope "document"

    def action_back(self) -> None:
        """Stop what is being loaded, else go one step back."""
        if not self.cip.jobs.stop(self):
            super().action_back()

    def action_refresh(self) -> None:
        """Work the figures out anew."""
        self.load()

    def action_explain(self) -> None:
        """Show where the figure in focus comes from."""
        figure, document, period = self.figure_in_focus(), self.document, self.period()
        if figure is None or document is None:
            self.cip.toast("There is no figure here to explain")
            return
        workspace = self.workspace
        self.cip.jobs.start(
            self,
            "explain",
            figure[0],
            lambda job: workspace.explain(document, figure[0], period, job),
            label="Looking up the rows behind",
        )

    def action_export(self) -> None:
        """Write what is shown as Markdown."""
        if self.document is None:
            self.cip.toast("There is nothing to export yet")
            return
        from cip_tui.screens.export import ExportDialog

        self.app.push_screen(ExportDialog(self.export_name(), self.export_document))

    def action_copy(self) -> None:
        """Send what is shown to the terminal's clipboard."""
        if self.document is None:
            self.cip.toast("There is nothing to copy yet")
            return
        from cip_tui.export.markdown import to_markdown

        text = to_markdown(self.document)
        self.app.copy_to_clipboard(text)
        lines = text.count("\n")
        self.cip.toast(f"Sent {lines:,} lines to the terminal's clipboard; e writes a file where that is not taken")

    def action_notes(self) -> None:
        """Show the caveats of these figures in full."""
        from cip_tui.screens.explain import ExplainDialog

        if self.document is not None:
            self.app.push_screen(ExplainDialog(notes_of(self.document)))


def notes_of(document: Document) -> Document:
    """Return the notes of a document, and what it was made from, as a document of their own."""
    notes = [block for block in document.blocks() if isinstance(block, Note)]
    facts = [Note(f"{label}: {value}") for label, value in document.facts]
    return Document("notes", f"Notes on {document.title}", (Section("notes", "Notes", (*notes, *facts)),))
