"""The first screen of an empty workspace: what CIP is, and the two ways to the first figure."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from cip_tui.actions import BY_ID, bindings, key_text, keys_of
from cip_tui.messages import JobDone, JobFailed, JobProgress, JobStopped
from cip_tui.screens.base import CipScreen
from widgets.progress import ProgressLine

INTRODUCTION = (
    "AI spend, cloud commitments and credits, deadlines, customer health.",
    "Files are read and never changed; nothing leaves this machine.",
)
WAYS = (
    ("welcome.demo", "Load the demo: calls, a cloud bill, an agreement, a workbook"),
    ("app.import", "Import what you have: usage or billing exports, a Cost"),
    ("", "Explorer file, an agreement (PDF), a customer workbook"),
    ("app.mode_today", "Every part of CIP, and how it stands"),
    ("app.help", "Every key, and what it does"),
    ("app.quit", "Leave"),
)


class WelcomeScreen(CipScreen):
    """Two lines on what this is, and a key for each way on. Gives way to the first part that has something to show."""

    ROOM = "welcome"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("welcome")]
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    WelcomeScreen {
        & Room { align: center middle; }
        & #welcome { width: 72; height: auto; }
        & #welcome Static { height: auto; margin-bottom: 1; }
        & .name { text-style: bold; color: $text-primary; }
        & .folder { color: $text-muted; }
        & ProgressLine { margin-top: 1; }
    }
    """

    def compose_room(self) -> ComposeResult:
        """Yield the words and a line for progress."""
        with Vertical(id="welcome"):
            yield Static("CIP, a cockpit for cloud commitments and AI spend", classes="name", markup=False)
            yield Static("\n".join(INTRODUCTION), markup=False)
            yield Static(self._ways(), classes="ways")
            yield Static(f"Workspace {self.cip.settings.workspace}", classes="folder", markup=False)
            yield ProgressLine()

    def _ways(self) -> Content:
        lines = []
        for action_id, words in WAYS:
            key = key_text(keys_of(BY_ID[action_id], self.cip.keymap)[0]) if action_id else ""
            lines.append(Content.assemble((f"{key:>6}  ", "bold $text-primary"), words))
        return Content("\n").join(lines)

    def ready(self) -> None:
        """Show where one is."""
        super().ready()
        self.crumbs("Welcome")
        self.state("empty workspace")

    def data_changed(self) -> None:
        """Give way to the first part that has something to show."""
        part = self.workspace.first_part()
        if part:
            self.app.switch_mode(part)

    # Loading the demo

    def action_demo(self) -> None:
        """Load the demo; esc stops it."""
        if self.cip.jobs.busy(self):
            return
        workspace = self.workspace
        self.query_one(ProgressLine).show("Loading the demo", 0.0)
        self.cip.jobs.start(self, "demo", "demo", lambda job: workspace.load_demo(job), label="Loading the demo")
        self.refresh_bindings()

    def action_back(self) -> None:
        """Stop what is being loaded."""
        self.cip.jobs.stop(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc has something to do only while something is being loaded."""
        if action == "back":
            return self.cip.jobs.busy(self)
        return super().check_action(action, parameters)

    @on(JobProgress)
    def _progress(self, message: JobProgress) -> None:
        message.stop()
        if self.cip.jobs.accepts(self, message.ticket):
            self.query_one(ProgressLine).show(message.what, message.fraction)

    @on(JobDone)
    def _done(self, message: JobDone) -> None:
        message.stop()
        if self.cip.jobs.finish(self, message.ticket):
            self.query_one(ProgressLine).hide()
            self.cip.changed()

    @on(JobFailed)
    def _failed(self, message: JobFailed) -> None:
        message.stop()
        if self.cip.jobs.finish(self, message.ticket):
            self.query_one(ProgressLine).hide()
            self.cip.changed()
            self.cip.show_error(message.error, message.details)

    @on(JobStopped)
    def _stopped(self, message: JobStopped) -> None:
        message.stop()
        self.query_one(ProgressLine).hide()
        self.cip.toast("Stopped; what was loaded so far can be taken back with w")
        self.cip.changed()
