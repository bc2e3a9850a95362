"""Writing the documents of a deadline into a folder: asks where, and before it overwrites."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from cip_tui.model.errors import CipError, Where
from cip_tui.model.job import Job
from cip_tui.screens.export import ExportDialog
from widgets.cells import safe_content

if TYPE_CHECKING:
    from cip_tui.model.attestation.agenda import Item
    from cip_tui.model.workspace import Workspace


class WriteTemplatesDialog(ExportDialog):
    """Asks for a folder and writes a document for each piece of evidence into it."""

    HINT: ClassVar[str] = "enter writes · tab completes · esc stops"
    DEFAULT_CSS = "WriteTemplatesDialog .doing { height: auto; color: $text-muted; }"

    def __init__(self, workspace: Workspace, item: Item) -> None:
        super().__init__("evidence", lambda _: None, "Write the documents to fill in")
        self._workspace = workspace
        self._item = item

    def compose_box(self) -> ComposeResult:
        """Yield the field, and below it what is written."""
        yield from super().compose_box()
        titles = ", ".join(piece.title for piece in self._item.obligation.duty.evidence)
        yield Static(safe_content(f"Drafts of: {titles}. Figures that are known are filled in."), classes="doing")

    def refusal(self, path: Path) -> str:
        """A file is no folder."""
        return "That is a file; name a folder" if path.exists() and not path.is_dir() else ""

    def taken(self, path: Path) -> list[Path]:
        """Return nothing here: which files there will be is known once they are put together."""
        return []

    def write(self, path: Path, job: Job, *, overwrite: bool) -> Path:
        """Put the documents together, then write them; a file that stands is not touched."""
        from cip_tui.export.atomic import write_atomically
        from cip_tui.export.markdown import to_markdown

        documents = self._workspace.attestations.templates(self._item.obligation.id, job)
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CipError("The folder cannot be made", where=Where(str(path)), cause=error.strerror or "") from error
        for name, document in documents.items():
            write_atomically(path / name, to_markdown(document), overwrite=overwrite)
        return path
