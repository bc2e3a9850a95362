"""The application: modes, themes, key map, breakpoints. It imports no data library; figures come after first paint."""

from __future__ import annotations

import contextlib
import gc
import importlib
import platform
import signal
import traceback
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.signal import Signal

from cip_tui.actions import MODES, Action, bindings, checked_keymap
from cip_tui.jobs import Jobs
from cip_tui.messages import JobDone, JobFailed
from cip_tui.model.errors import CipError
from cip_tui.screens.base import CipScreen
from cip_tui.settings import AppSettings
from widgets import theme
from widgets.cells import notify, safe_text
from widgets.glyphs import ASCII, UNICODE, Glyphs

if TYPE_CHECKING:
    from cip_tui.model.attestation.desk import Due
    from cip_tui.model.engine.cubes import Scope
    from cip_tui.model.job import Job
    from cip_tui.model.workspace import Workspace
    from cip_tui.screens.palette import ActionProvider

FIRST_MODE = "spend"
OPENING = "open the workspace"
DUE = "what is due"
# Where the first screen of each mode is: module and class.
PLACES: dict[str, tuple[str, str]] = {
    "welcome": ("cip_tui.screens.welcome", "WelcomeScreen"),
    **{mode.name: (mode.module, mode.screen) for mode in MODES},
}
# The least width or height at which a screen gets a class, for `app.tcss`.
WIDTHS: list[tuple[int, str]] | None = [(0, "-w80"), (120, "-w120"), (180, "-w180")]
HEIGHTS: list[tuple[int, str]] | None = [(0, "-h24"), (40, "-h40"), (56, "-h56")]


def _action_provider() -> type[ActionProvider]:
    from cip_tui.screens.palette import ActionProvider

    return ActionProvider


class CipApp(App[None]):
    """The cockpit on one workspace."""

    TITLE = "CIP"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("app")]
    COMMANDS: ClassVar[set[Any]] = {_action_provider}
    DEFAULT_MODE = FIRST_MODE
    AUTO_FOCUS = ".main"
    NOTIFICATION_TIMEOUT = 3.0
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, workspace: Workspace | None, settings: AppSettings) -> None:
        self.settings = settings
        self.failure: CipError | None = None
        self._workspace = workspace
        self._crashed = False
        self.glyphs: Glyphs = ASCII if settings.ascii_only else UNICODE
        self.jobs = Jobs()
        # What the screens look at in common; None until the first of them has said so.
        self.scope: Scope | None = None
        self.host = platform.node()
        self.folder = Path.cwd()
        self.keymap, self._problems = checked_keymap(settings.keymap)
        # What was never opened is empty, so the welcome can be painted at once.
        begun = workspace is None and (settings.workspace / "journal.db").exists()
        first = FIRST_MODE if begun else "welcome" if workspace is None else self.first_mode(workspace)
        self.DEFAULT_MODE = first  # type: ignore[misc]  # Textual reads it from the instance
        if settings.ascii_only:
            self.CSS = theme.ASCII_CSS  # type: ignore[misc]  # Textual reads it from the instance
        super().__init__()
        self.set_class(settings.ascii_only, "-ascii")
        for name in PLACES:
            self.add_mode(name, partial(self._base_screen, name))
        self.data_signal: Signal[None] = Signal(self, "data")
        self.deadlines_signal: Signal[None] = Signal(self, "deadlines")
        self.due_signal: Signal[Due | None] = Signal(self, "due")
        self.due: Due | None = None
        self.animation_level = "basic" if settings.animations else "none"
        self.set_keymap(self.keymap)
        theme.install(self)
        self._choose_theme(settings.theme)

    # Frame

    @property
    def is_open(self) -> bool:
        """Whether the workspace has been opened."""
        return self._workspace is not None

    @property
    def workspace(self) -> Workspace:
        """The workspace that is looked at."""
        if self._workspace is None:
            raise RuntimeError("the workspace is not open yet")
        return self._workspace

    def _open(self) -> None:
        """Open the workspace in a thread, for that loads the model; the frame has been painted by now."""
        settings = self.settings

        def work(_: Job) -> Workspace:
            from cip_tui.model.workspace import Workspace

            return Workspace.open(
                settings.workspace,
                now=settings.now,
                user=settings.user,
                price_override=settings.prices,
                catalogue=settings.catalogue,
            )

        self.jobs.start(self, OPENING, settings.workspace, work, label="Opening the workspace")

    async def begin(self, workspace: Workspace) -> None:
        """Fill the frame with figures, or give way to the welcome where there are none."""
        self._workspace = workspace
        mode = self.first_mode(workspace)
        if mode == self.current_mode and isinstance(self.screen, CipScreen):
            await self.screen.furnish()
        else:
            await self.switch_mode(mode)
        self.set_timer(1.0, gc.enable)
        self.look_for_deadlines()

    def look_for_deadlines(self) -> None:
        """Find out in a thread what is due; where nothing was said since the last look, one small file tells."""
        workspace = self.workspace
        self.jobs.start(self, DUE, None, lambda job: workspace.attestations.due_now(job), label="Looking for deadlines")

    def tell_due(self, due: Due | None) -> None:
        """Show on the frame of every screen how many deadlines are due."""
        if due != self.due:
            self.due = due
            self.due_signal.publish(due)

    @on(JobDone)
    async def _job_done(self, message: JobDone) -> None:
        if not self.jobs.finish(self, message.ticket):
            return
        if message.ticket.group == OPENING:
            await self.begin(message.result)
        else:
            self.tell_due(message.result)

    @on(JobFailed)
    def _job_failed(self, message: JobFailed) -> None:
        """End where the workspace cannot be opened; `run` passes the error on. What is due is then not told."""
        if self.jobs.finish(self, message.ticket) and message.ticket.group == OPENING:
            self.failure = message.error
            self.exit(return_code=message.error.exit_code)

    def close(self) -> None:
        """Close the workspace, if it was opened."""
        if self._workspace is not None:
            self._workspace.close()

    def first_mode(self, workspace: Workspace) -> str:
        """Return the mode to begin with: the welcome on an empty workspace."""
        return workspace.first_part() or "welcome"

    def screen_class(self, mode_name: str) -> type[Screen[Any]]:
        """Load the class of a mode's first screen."""
        module, name = PLACES[mode_name]
        found: type[Screen[Any]] = getattr(importlib.import_module(module), name)
        return found

    def _base_screen(self, mode_name: str) -> Screen[Any]:
        return self.screen_class(mode_name)()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Before the workspace is open there is nothing to look at."""
        if self._workspace is None and action in ("show_mode", "workspace", "import_file"):
            return False
        return super().check_action(action, parameters)

    def too_small(self) -> ComposeResult:
        """Yield what covers a screen whose terminal is smaller than 80x24."""
        from widgets.too_small import TooSmall

        yield TooSmall(80, 24)

    def _choose_theme(self, name: str) -> None:
        if name and name not in self.available_themes:
            near = ", ".join(sorted(self.available_themes))
            self._problems.append(f"There is no theme '{name}'; known: {near}")
        elif name and not (self.settings.no_color and name.startswith("ansi")):
            # Without colour an ANSI theme would paint black on black, so the own theme stays.
            self.theme = name

    def on_mount(self) -> None:
        """Say what was wrong with the settings, and leave cleanly when the system ends the process."""
        self._heed_signals()
        for problem in (*self._problems, *filter(None, [self.settings.notice])):
            self.toast(problem, severity="warning", timeout=8.0)

    def on_ready(self) -> None:
        """Open the workspace: the first frame is on the terminal, so nothing that is imported now delays it."""
        if self.is_open:
            self.look_for_deadlines()
        else:
            self._open()

    def _heed_signals(self) -> None:
        """Leave cleanly when the system or a lost connection ends the process; the exit code says which."""
        import asyncio

        with contextlib.suppress(NotImplementedError, RuntimeError):
            # Windows knows no SIGHUP.
            for number in filter(None, (getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP"))):
                asyncio.get_running_loop().add_signal_handler(number, partial(self.exit, return_code=128 + number))

    # What screens ask for

    def toast(self, text: str, *, severity: Any = "information", timeout: float = 3.0) -> None:
        """Say something in passing, letter for letter."""
        notify(self, text, severity=severity, timeout=timeout)

    def show_error(self, error: CipError, details: str = "") -> None:
        """Say what went wrong, where, why and what to do next."""
        from cip_tui.screens.dialogs import ErrorDialog

        self.push_screen(ErrorDialog(error, details))

    def changed(self) -> None:
        """Tell every screen of every mode that the workspace holds other data."""
        self.scope = None
        self.data_signal.publish(None)
        self.look_for_deadlines()

    async def go_to(self, room: str, then: Action | None = None) -> None:
        """Show another screen by its name in the registry, and carry out an action there once it stands."""
        if any(mode.name == room for mode in MODES):
            await self.action_show_mode(room)
        elif room == "workspace":
            await self.action_workspace()
        screen = self.screen
        if then is not None and isinstance(screen, CipScreen) and then.scope in screen.scopes:
            screen.call_after_refresh(screen.run_registered, then)

    # Actions of the scope "app"

    async def action_show_mode(self, name: str) -> None:
        """Switch to a part of the application; where one was in it is kept."""
        needs_calls = any(mode.name == name and mode.needs_calls for mode in MODES)
        await self.switch_mode("welcome" if needs_calls and self.workspace.is_empty() else name)

    def action_help(self) -> None:
        """Explain what is in focus and list every key that works here."""
        from cip_tui.screens.help import HelpDialog

        screen = self.screen
        self.push_screen(HelpDialog(screen), partial(self._run_listed, screen))

    def _run_listed(self, screen: Screen[Any], action: Action | None) -> None:
        """Carry out what was chosen from the list of keys."""
        if action is not None and isinstance(screen, CipScreen):
            screen.call_later(screen.run_registered, action)

    async def action_workspace(self) -> None:
        """Show what was imported."""
        from cip_tui.screens.workspace import WorkspaceScreen

        if not isinstance(self.screen, WorkspaceScreen):
            await self.push_screen(WorkspaceScreen())

    def action_import_file(self) -> None:
        """Read a file into the workspace."""
        from cip_tui.screens.import_file import ImportDialog

        self.push_screen(ImportDialog())

    def action_stop(self) -> None:
        """Ask whether to quit; reached only where no text is selected, for that is copied."""
        from widgets.dialogs import Confirm

        self.push_screen(Confirm("Quit CIP?", yes="Quit", no="Stay"), self._quit_if)

    def _quit_if(self, answer: bool | None) -> None:
        if answer:
            self.exit()

    def exit(self, result: None = None, return_code: int = 0, message: Any = None) -> None:
        """Stop what runs, then end."""
        self.jobs.stop_all()
        super().exit(result, return_code, message)

    def _handle_exception(self, error: Exception) -> None:
        """Keep the traceback of a crash in a file; on the terminal two lines say so, instead of pages of locals."""
        path = self.settings.workspace / "crash.log"
        words = [f"CIP crashed: {type(error).__name__}: {error}"]
        try:
            with path.open("a" if self._crashed else "w", encoding="utf-8") as log:
                log.writelines(traceback.format_exception(error))
            self._crashed = True
            words.append(f"The details are in {path}; what was decided or imported before is safe.")
        except OSError:
            words += "".join(traceback.format_exception(error)).splitlines()
        # Textual shows an error that can render itself instead of its traceback.
        error.__rich__ = lambda: Text("\n").join(map(safe_text, words))  # type: ignore[attr-defined]  # set on purpose, see above
        super()._handle_exception(error)


def run(settings: AppSettings) -> int:
    """Run the application and return the exit code. Raises `WorkspaceError` where the workspace cannot be opened."""
    # Until the first screen stands, hardly anything becomes garbage, and looking for it takes a tenth of the time.
    gc.disable()
    app = CipApp(None, settings)
    try:
        app.run(mouse=settings.mouse)
    finally:
        gc.enable()
        app.close()
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0
