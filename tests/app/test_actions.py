"""The registry: keys every terminal passes on, one meaning a screen, a key map that says what is wrong with it."""

from __future__ import annotations

import pytest

from cip_tui.actions import (
    ACTIONS,
    BY_ID,
    MODES,
    SCREENS,
    Action,
    at_hand,
    bindings,
    checked_keymap,
    key_text,
    keys_of,
    split_keys,
)
from widgets.table import VirtualTable

# Terminals, multiplexers and shells take these for something else.
EATEN = {f"ctrl+{letter}" for letter in "hijmbasz"}


def keys(action: Action) -> list[str]:
    return split_keys(action.keys)


def list_keys() -> set[str]:
    return {key for binding in VirtualTable.BINDINGS for key in split_keys(binding.key)} - {"enter"}  # type: ignore[union-attr]


@pytest.mark.parametrize("screen", SCREENS)
def test_no_key_has_two_meanings_on_a_screen(screen: str) -> None:
    seen: dict[str, str] = dict.fromkeys(list_keys() | {"tab", "shift+tab"}, "the list")
    for action in at_hand(screen):
        for key in keys(action):
            assert key not in seen, f"{key} is both {action.id} and {seen[key]} on {screen}"
            seen[key] = action.id


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_terminal_passes_the_keys_on(action: Action) -> None:
    for key in keys(action):
        assert key not in EATEN
        assert not key.startswith(("alt+", "super+", "ctrl+shift+", "meta+"))


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_says_what_it_does(action: Action) -> None:
    assert action.label
    assert len(action.label) <= 16
    assert len(action.help) >= 8
    assert action.help[0].isupper()
    assert not action.help.endswith(".")
    assert action.keys or action.palette, "an action without a key must be in the palette"


def test_ids_are_unique_and_scopes_are_known() -> None:
    assert len(BY_ID) == len(ACTIONS)
    known = {"app", *(scope for scopes in SCREENS.values() for scope in scopes)}
    assert {scope for action in ACTIONS for scope in action.scopes} == known
    assert {mode.name for mode in MODES} <= set(SCREENS)


def test_bindings_carry_the_ids_that_a_key_map_uses() -> None:
    for action in ACTIONS:
        if action.keys:
            assert [b for b in bindings(action.scope) if b.id == action.id and b.tooltip == action.help]


def test_a_key_map_changes_the_keys() -> None:
    usable, problems = checked_keymap({"spend.sort": "z", "app.help": "?, f2"})
    assert not problems
    assert keys_of(BY_ID["spend.sort"], usable) == ["z"]
    assert keys_of(BY_ID["app.help"], usable) == ["question_mark", "f2"]
    assert keys_of(BY_ID["spend.reverse"], usable) == ["S"]


def test_an_unknown_action_names_the_nearest() -> None:
    usable, problems = checked_keymap({"spend.sorted": "z"})
    assert usable == {}
    assert "did you mean 'spend.sort'" in problems[0]


def test_a_key_that_is_taken_on_the_same_screen_is_refused() -> None:
    usable, problems = checked_keymap({"spend.sort": "q"})
    assert usable == {}
    assert "'app.quit'" in problems[0]


def test_two_actions_may_change_places() -> None:
    usable, problems = checked_keymap({"spend.sort": "S", "spend.reverse": "s"})
    assert not problems
    assert usable == {"spend.sort": "S", "spend.reverse": "s"}


def test_the_keys_of_a_list_cannot_be_taken() -> None:
    usable, problems = checked_keymap({"spend.sort": "j"})
    assert usable == {}
    assert "list" in problems[0]


def test_an_empty_key_is_refused() -> None:
    assert checked_keymap({"spend.sort": " "})[1]


def test_keys_are_written_as_people_read_them() -> None:
    assert [key_text(key) for key in ("question_mark", "escape", "ctrl+p", "P")] == ["?", "esc", "ctrl+p", "P"]
