"""What an action and a mode are."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do. `keys` are written with commas in Textual's spelling, empty for palette only.

    `scope` says where it is at hand: `app` everywhere, else the screens that `SCREENS` gives it to. `call` is the
    Textual action. `bar` is the place in the key bar, low first, 0 for none. `also` names further scopes that it
    belongs to.
    """

    id: str
    keys: str
    label: str
    help: str
    scope: str
    call: str
    bar: int = 0
    palette: bool = True
    priority: bool = False
    also: tuple[str, ...] = ()

    @property
    def scopes(self) -> tuple[str, ...]:
        """Every scope that it belongs to."""
        return (self.scope, *self.also)

    def binding(self) -> Binding:
        """The Textual binding of this action."""
        return Binding(
            self.keys, self.call, self.label, show=False, tooltip=self.help, id=self.id, priority=self.priority
        )


@dataclass(frozen=True, slots=True)
class Mode:
    """One part of the application, reached by a number key. `module` and `screen` name the class to load."""

    name: str
    key: str
    title: str
    module: str
    screen: str
    help: str
    needs_calls: bool = False
    bar: int = 0
