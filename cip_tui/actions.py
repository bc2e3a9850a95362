"""The one registry of actions. Bindings, key bar, `?`, command palette and key map all read it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from textual.binding import Binding

from cip_tui.action_lists import (
    accounts,
    agreement,
    attestations,
    cloud,
    commitment,
    frame,
    onboarding,
    pricing,
    reading,
    spend,
    today,
)
from cip_tui.action_lists import credits as credit_list
from cip_tui.action_lists.kinds import Action, Mode

__all__ = ["ACTIONS", "BY_ID", "KEYS_IN_BAR", "MODES", "SCREENS", "Action", "Mode"]

KEYS_IN_BAR = 6
"""How many keys the bar at the bottom shows at most, help and quit included."""

MODES: tuple[Mode, ...] = (
    *today.MODES,
    *spend.MODES,
    *reading.MODES,
    *pricing.MODES,
    *commitment.MODES,
    *credit_list.MODES,
    *attestations.MODES,
    *onboarding.MODES,
    *accounts.MODES,
)
"""The parts of the application, in the order of their keys."""

# What each screen offers beside the actions of `app`.
SCREENS: dict[str, tuple[str, ...]] = {
    **frame.SCREENS,
    **attestations.SCREENS,
    **today.SCREENS,
    **spend.SCREENS,
    **reading.SCREENS,
    **pricing.SCREENS,
    **commitment.SCREENS,
    **agreement.SCREENS,
    **cloud.SCREENS,
    **onboarding.SCREENS,
    **credit_list.SCREENS,
    **accounts.SCREENS,
}


def _modes() -> tuple[Action, ...]:
    return tuple(
        Action(f"app.mode_{mode.name}", mode.key, mode.title, mode.help, "app", f"show_mode('{mode.name}')", mode.bar)
        for mode in MODES
    )


# The order is that of `?` and the palette.
ACTIONS: tuple[Action, ...] = (
    *frame.APP,
    *_modes(),
    *frame.DOCUMENT,
    *today.ACTIONS,
    *spend.ACTIONS,
    *reading.ACTIONS,
    *pricing.ACTIONS,
    *commitment.ACTIONS,
    *agreement.ACTIONS,
    *cloud.ACTIONS,
    *onboarding.ACTIONS,
    *credit_list.ACTIONS,
    *accounts.ACTIONS,
    *attestations.ACTIONS,
    *frame.WELCOME,
    *frame.WORKSPACE,
)
BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}


def of(*scopes: str) -> list[Action]:
    """Return the actions of these scopes, in registry order."""
    return [action for action in ACTIONS if any(scope in scopes for scope in action.scopes)]


def bindings(*scopes: str) -> list[Binding]:
    """Return the bindings for a class that carries out the actions of these scopes."""
    return [action.binding() for action in of(*scopes) if action.keys]


def at_hand(screen: str) -> list[Action]:
    """Return the actions at hand on a screen: its own, then what it shares with others, then the application's."""
    return [action for scope in (*SCREENS.get(screen, ()), "app") for action in of(scope)]


_MOVES = {"up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab"}
LIST_KEYS = frozenset(_MOVES | {"j", "k", "h", "l", "g", "G"})
"""The keys that move in every list and between the parts of a screen; no action may take them."""

# How a key is written where people read it.
_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "escape": "esc",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "full_stop": ".",
    "comma": ",",
    "colon": ":",
    "plus": "+",
    "minus": "-",
}
_KEYS = {name: key for key, name in _NAMES.items()}


def key_text(key: str) -> str:
    """Write a key as people read it: `question_mark` is `?`."""
    return _NAMES.get(key, key)


def split_keys(keys: str) -> list[str]:
    """Return the single keys of a list with commas, in Textual's spelling: `?, f1` is question_mark and f1."""
    return [_KEYS.get(part, part) for part in (piece.strip() for piece in keys.split(",")) if part]


def checked_keymap(wanted: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the part of a key map that can be used, and one sentence for each entry that cannot.

    An entry is left out where its action is not known or one of its keys means something else on the same screen.
    """
    usable: dict[str, str] = {}
    problems: list[str] = []
    for action_id, keys in wanted.items():
        if action_id not in BY_ID:
            near = difflib.get_close_matches(action_id, BY_ID, n=1)
            hint = f"did you mean '{near[0]}'?" if near else "see `cip config default`"
            problems.append(f"Key map: there is no action '{action_id}'; {hint}")
        elif not split_keys(keys):
            problems.append(f"Key map: '{action_id}' is given no key")
        else:
            usable[action_id] = ",".join(split_keys(keys))
    for action_id in list(usable):
        other = _clash(BY_ID[action_id], usable)
        if other:
            problems.append(f"Key map: '{usable[action_id]}' for '{action_id}' already means '{other}'")
            del usable[action_id]
    return usable, problems


def keys_of(action: Action, keymap: Mapping[str, str]) -> list[str]:
    """Return the keys of an action under a key map."""
    return split_keys(keymap.get(action.id, action.keys))


def _clash(action: Action, keymap: Mapping[str, str]) -> str:
    """Return what a key of the action means already on one of its screens, or nothing."""
    mine = set(keys_of(action, keymap))
    if mine & LIST_KEYS:
        return "moving in a list"
    for other in _neighbours(action):
        if other.id != action.id and mine & set(keys_of(other, keymap)):
            return other.id
    return ""


def _neighbours(action: Action) -> Iterable[Action]:
    if action.scope == "app":
        return ACTIONS
    screens = [name for name, scopes in SCREENS.items() if any(scope in scopes for scope in action.scopes)]
    found = {other.id: other for name in screens for other in at_hand(name)}
    return found.values()
