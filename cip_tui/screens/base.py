"""What every screen has: the two lines around it, and its place in the registry of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widget import Widget

from cip_tui.actions import BY_ID, SCREENS, Action, keys_of
from cip_tui.screens.chrome import KeyBar, TitleBar

if TYPE_CHECKING:
    from cip_tui.app import CipApp
    from cip_tui.model.attestation.desk import Due
    from cip_tui.model.workspace import Workspace


class Room(Container):
    """What a screen shows between its two lines."""

    DEFAULT_CSS = "Room { height: 1fr; }"

    def compose(self) -> ComposeResult:
        """Lay out what the screen wants to show."""
        screen = self.screen
        assert isinstance(screen, CipScreen)
        yield from screen.compose_room()

    def on_mount(self) -> None:
        """Tell the screen that everything it laid out is there."""
        screen = self.screen
        assert isinstance(screen, CipScreen)
        screen.ready()


class CipScreen(Screen[None]):
    """A screen of CIP. `ROOM` is its name in `actions.SCREENS`; `compose_room` fills the space between the lines.

    The first screen is painted as an empty frame, and furnished once the workspace has been opened.
    """

    ROOM: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__()
        self._outdated = False
        self._furnished = False
        self._typed_ahead: list[str] = []

    def compose(self) -> ComposeResult:
        """Lay out the frame, and the room if there is something to show already."""
        yield TitleBar()
        if self.cip.is_open:
            yield Room()
        yield from self.cip.too_small()
        yield KeyBar(self.ROOM)

    async def furnish(self) -> None:
        """Fill the frame that has been painted."""
        with self.app.batch_update():
            await self.mount(Room(), after=self.query_one(TitleBar))

    def ready(self) -> None:
        """Begin: everything that `compose_room` gave is there. Extend this instead of `on_mount`."""
        self._furnished = True
        self.refresh_bindings()
        if self.focused is None:
            for main in self.query(".main").results(Widget):
                main.focus()
        for key in self._typed_ahead:
            # Sent by the application, as keys of the terminal are: those of a screen end at the screen.
            self.app.call_later(self.app.simulate_key, key)
        self._typed_ahead.clear()

    def on_key(self, event: events.Key) -> None:
        """Keep what is typed at an empty frame until there is something to type at; quitting needs no wait."""
        if not self._furnished and event.key not in keys_of(BY_ID["app.quit"], self.cip.keymap):
            self._typed_ahead.append(event.key)
            event.stop()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An empty frame shows its keys, but they do nothing yet."""
        return super().check_action(action, parameters) if self._furnished else None

    def compose_room(self) -> ComposeResult:
        """Yield what stands between the two lines."""
        yield from ()

    @property
    def cip(self) -> CipApp:
        """The application."""
        return cast("CipApp", self.app)

    @property
    def workspace(self) -> Workspace:
        """The workspace that is looked at."""
        return self.cip.workspace

    @property
    def is_furnished(self) -> bool:
        """Whether everything that `compose_room` gave is there."""
        return self._furnished

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes of actions that this screen carries out itself."""
        return SCREENS.get(self.ROOM, ())

    def crumbs(self, *crumbs: str) -> None:
        """Show where one is, from the mode down."""
        # Nothing draws the sub-title itself, so it need not repaint the screen.
        self.set_reactive(Screen.sub_title, " > ".join(crumbs))
        self.query_one(TitleBar).say(crumbs=crumbs)

    def state(self, text: str) -> None:
        """Show how the data stands, in the title bar's right end."""
        self.query_one(TitleBar).say(state=text)

    async def action_run_registered(self, action: str | Action) -> None:
        """Carry out an action of the registry by its id."""
        await self.run_registered(BY_ID[action] if isinstance(action, str) else action)

    async def run_registered(self, action: Action) -> None:
        """Carry out an action as if its key had been pressed."""
        home = self.app if action.scope == "app" else self
        await self.app.run_action(action.call, default_namespace=home)

    def figure_in_focus(self) -> tuple[str, str] | None:
        """Return id and name of the figure that `explain` is about, or None where there is none."""
        return None

    def data_changed(self) -> None:
        """Take notice that the workspace holds other data."""

    def on_mount(self) -> None:
        """Hear of other data in the workspace."""
        self.cip.data_signal.subscribe(self, self._hear)
        self.cip.due_signal.subscribe(self, self._warn)
        self._warn(self.cip.due)

    def _warn(self, due: Due | None) -> None:
        """Show on the frame how many deadlines are due."""
        overdue, soon = (due.overdue, due.soon) if due is not None else (0, 0)
        levels = self.cip.glyphs.levels
        words = (
            f"{levels['critical']} {overdue} overdue" if overdue else f"{levels['warning']} {soon} due" if soon else ""
        )
        self.query_one(TitleBar).warn(words, "overdue" if overdue else "due")

    def _hear(self, _: None) -> None:
        self._outdated = True
        if self.is_active:
            self.on_screen_resume()

    def on_screen_resume(self) -> None:
        """Catch up with what changed while another screen was in front."""
        if self._outdated:
            self._outdated = False
            self.data_changed()

    def action_back(self) -> None:
        """Go one step back: to the screen below, if there is one."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
