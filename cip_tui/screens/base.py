"""What every screen has: the two lines around it, and its place in the registry of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from cip_tui.actions import BY_ID, SCREENS, Action
from cip_tui.screens.chrome import KeyBar, TitleBar

if TYPE_CHECKING:
    from cip_tui.app import CipApp
    from cip_tui.model.workspace import Workspace


class CipScreen(Screen[None]):
    """A screen of CIP. `ROOM` is its name in `actions.SCREENS`; `compose_room` fills the space between the lines."""

    ROOM: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__()
        self._outdated = False

    def compose(self) -> ComposeResult:
        """Lay out the frame around the room."""
        yield TitleBar()
        with Container(id="room"):
            yield from self.compose_room()
        yield from self.cip.too_small()
        yield KeyBar(self.ROOM)

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
    def scopes(self) -> tuple[str, ...]:
        """The scopes of actions that this screen carries out itself."""
        return SCREENS.get(self.ROOM, ())

    def crumbs(self, *crumbs: str) -> None:
        """Show where one is, from the mode down."""
        self.sub_title = " > ".join(crumbs)
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
