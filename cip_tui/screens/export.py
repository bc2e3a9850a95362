"""Writing what a screen shows into a Markdown file: asks where, and before it overwrites."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from cip_tui.messages import JobDone, JobFailed
from cip_tui.model.document import Document
from cip_tui.model.job import Job
from cip_tui.screens.dialogs import Dialog, error_content
from widgets.path_input import PathInput

if TYPE_CHECKING:
    from cip_tui.app import CipApp


class ExportDialog(Dialog[None]):
    """Asks for a path and writes there, in a job, so that a slow disk blocks nothing.

    What is written is a document, as Markdown, or text as it is.
    """

    HINT: ClassVar[str] = "enter writes · tab completes · esc closes"
    DEFAULT_CSS = "ExportDialog .error { height: auto; max-height: 6; color: $text-error; }"

    def __init__(
        self, file_name: str, make: Callable[[Job], Document | str | None], title: str = "Export as Markdown"
    ) -> None:
        super().__init__()
        self._file_name = file_name
        self._make = make
        self._title = title

    def heading(self) -> str:
        """Return what is written."""
        return self._title

    @property
    def cip(self) -> CipApp:
        """The application."""
        return cast("CipApp", self.app)

    def compose_box(self) -> ComposeResult:
        """Yield the field."""
        yield PathInput(self._file_name, base=self.cip.folder, home=Path.home(), host=self.cip.host)
        yield Static("", classes="error", markup=False)

    def on_mount(self) -> None:
        """Put the cursor into the field."""
        self.query_one(PathInput).focus()

    @on(PathInput.Submitted)
    def _submitted(self, event: PathInput.Submitted) -> None:
        event.stop()
        if isinstance(event, PathInput.Changed):
            self.query_one(".error", Static).update("")
        elif event.path.is_dir():
            self.query_one(".error", Static).update("That is a folder; add a file name")
        elif event.path.exists():
            from widgets.dialogs import Confirm

            question = f"{self.cip.host}:{event.path} exists already. Overwrite it?"
            ask = Confirm(question, yes="Overwrite", no="Keep", title="Overwrite?")
            self.app.push_screen(ask, lambda answer: self._write(event.path, overwrite=True) if answer else None)
        else:
            self._write(event.path, overwrite=False)

    def _write(self, path: Path, *, overwrite: bool) -> None:
        make = self._make

        def work(job: Job) -> Path:
            from cip_tui.export.atomic import write_atomically
            from cip_tui.export.markdown import to_markdown

            made = make(job)
            assert made is not None
            write_atomically(path, made if isinstance(made, str) else to_markdown(made), overwrite=overwrite)
            return path

        self.cip.jobs.start(self, "export", path, work, label="Writing")

    @on(JobDone)
    def _written(self, message: JobDone) -> None:
        message.stop()
        if self.cip.jobs.finish(self, message.ticket):
            self.cip.toast(f"Wrote {self.cip.host}:{message.result}", timeout=6.0)
            self.dismiss(None)

    @on(JobFailed)
    def _failed(self, message: JobFailed) -> None:
        message.stop()
        if self.cip.jobs.finish(self, message.ticket):
            self.query_one(".error", Static).update(error_content(message.error))

    def action_close(self) -> None:
        """Stop writing, and close."""
        self.cip.jobs.stop(self)
        super().action_close()
