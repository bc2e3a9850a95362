"""The frame alone: what is painted first, before anything of the model has been loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on

from cip_tui.messages import JobDone, JobFailed
from cip_tui.screens.base import CipScreen

if TYPE_CHECKING:
    from cip_tui.model.job import Job


class StartScreen(CipScreen):
    """Opens the workspace once the frame has been painted, then gives way to the first screen."""

    ROOM = "start"

    def on_mount(self) -> None:
        """Begin when the frame is on the terminal."""
        super().on_mount()
        self.crumbs("Spend")
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        self.cip.jobs.start(self, "open", "workspace", self._load, label="Opening the workspace")

    def _load(self, _: Job) -> Any:
        """Open the workspace and load the code of the first screen, in a thread: the event loop stays free."""
        workspace = self.cip.opened()
        self.cip.screen_class(self.cip.first_mode(workspace))
        return workspace

    @on(JobDone)
    def _done(self, message: JobDone) -> None:
        message.stop()
        if self.cip.jobs.finish(self, message.ticket):
            self.cip.begin(message.result)

    @on(JobFailed)
    def _failed(self, message: JobFailed) -> None:
        message.stop()
        if self.cip.jobs.finish(self, message.ticket):
            self.cip.give_up(message.error)
