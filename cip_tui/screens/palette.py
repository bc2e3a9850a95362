"""The command palette's view of the registry: every action can be found by its name or its help."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from cip_tui.actions import ACTIONS, SCREENS, Action, at_hand, key_text, keys_of

if TYPE_CHECKING:
    from cip_tui.app import CipApp
    from cip_tui.screens.base import CipScreen


class ActionProvider(Provider):
    """Offers what is at hand on the screen first; a search finds the actions of the other screens as well."""

    async def discover(self) -> Hits:
        """Offer what can be done here."""
        for action in self._here():
            yield DiscoveryHit(self._title(action), partial(self._run, action), action.label, action.help)

    async def search(self, query: str) -> Hits:
        """Offer what matches by label or help."""
        matcher = self.matcher(query)
        here = {action.id for action in self._here()}
        for action in _offered(ACTIONS):
            text = f"{action.label}: {action.help}"
            score = matcher.match(text)
            if score > 0:
                title = self._title(action, elsewhere=action.id not in here)
                yield Hit(
                    score if action.id in here else score / 2, title, partial(self._run, action), text, action.help
                )

    def _here(self) -> list[Action]:
        name = getattr(self.screen, "ROOM", "")
        return list(_offered(at_hand(name)))

    def _title(self, action: Action, *, elsewhere: bool = False) -> Content:
        keys = keys_of(action, cast("CipApp", self.app).keymap)
        place = f"{_screen_of(action).capitalize()}: " if elsewhere else ""
        return Content(place + action.label + (f"  ({key_text(keys[0])})" if keys else ""))

    async def _run(self, action: Action) -> None:
        app = cast("CipApp", self.app)
        if action.scope == "app":
            await app.run_action(action.call)
        elif action.id in {item.id for item in self._here()}:
            await cast("CipScreen", self.screen).run_registered(action)
        else:
            await app.go_to(_screen_of(action), then=action)


def _offered(actions: Iterable[Action]) -> Iterable[Action]:
    return (action for action in actions if action.palette)


def _screen_of(action: Action) -> str:
    return next((name for name, scopes in SCREENS.items() if action.scope in scopes), "")
