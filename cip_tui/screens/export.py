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

    # What is written, and where

    def refusal(self, path: Path) -> str:
        """Return why nothing can be written there, or nothing."""
        return "That is a folder; add a file name" if path.is_dir() else ""

    def taken(self, path: Path) -> list[Path]:
        """Return the files that stand there already and would be overwritten."""
        return [path] if path.exists() else []

    def write(self, path: Path, job: Job, *, overwrite: bool) -> Path:
        """Write, and return what was written. Runs in a job's thread."""
        from cip_tui.export.atomic import write_atomically
        from cip_tui.export.markdown import to_markdown

        made = self._make(job)
        assert made is not None
        write_atomically(path, made if isinstance(made, str) else to_markdown(made), overwrite=overwrite)
        return path

    @on(PathInput.Submitted)
    def _submitted(self, event: PathInput.Submitted) -> None:
        event.stop()
        if isinstance(event, PathInput.Changed):
            self._say("")
        elif refusal := self.refusal(event.path):
            self._say(refusal)
        elif taken := self.taken(event.path):
            from widgets.dialogs import Confirm

            more = f" and {len(taken) - 1} more exist" if len(taken) > 1 else " exists"
            question = f"{self.cip.host}:{taken[0]}{more} already. Overwrite?"
            ask = Confirm(question, yes="Overwrite", no="Keep", title="Overwrite?")
            self.app.push_screen(ask, lambda answer: self._write(event.path, overwrite=True) if answer else None)
        else:
            self._write(event.path, overwrite=False)

    def _write(self, path: Path, *, overwrite: bool) -> None:
        self.cip.jobs.start(
            self, "export", path, lambda job: self.write(path, job, overwrite=overwrite), label="Writing"
        )

    def _say(self, words: str) -> None:
        self.query_one(".error", Static).update(words)

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
