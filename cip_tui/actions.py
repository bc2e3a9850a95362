"""The one registry of actions. Bindings, key bar, `?`, command palette and key map all read it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textual.binding import Binding

from cip_tui.model.calls.schema import DIMENSIONS

KEYS_IN_BAR = 6
"""How many keys the bar at the bottom shows at most, help and quit included."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do. `keys` are written with commas in Textual's spelling, empty for palette only.

    `scope` says where it is at hand: `app` everywhere, else the screens that `SCREENS` gives it to. `call` is the
    Textual action. `bar` is the place in the key bar, low first, 0 for none.
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


MODES: tuple[Mode, ...] = (
    Mode("spend", "1", "Spend", "cip_tui.screens.spend", "SpendScreen", "What was spent, where it goes, what comes"),
    Mode("analyzers", "2", "Analyzers", "cip_tui.screens.analyzers", "AnalyzersScreen", "What the analyses found"),
    Mode("reports", "3", "Reports", "cip_tui.screens.reports", "ReportsScreen", "Read and write the reports to send"),
    Mode("pricing", "4", "Pricing", "cip_tui.screens.pricing", "PricingScreen", "What to charge, tried on real usage"),
)
"""The parts of the application, in the order of their keys."""

# What each screen offers beside the actions of `app`.
SCREENS: dict[str, tuple[str, ...]] = {
    "welcome": ("welcome",),
    "spend": ("spend", "scope", "document"),
    "analyzers": ("analyzers", "reading", "scope", "document"),
    "reports": ("reports", "reading", "scope", "document"),
    "calls": ("calls", "document"),
    "workspace": ("workspace", "document"),
    "pricing": ("pricing", "document"),
    "bills": ("bills", "document"),
}

_APP = (
    Action("app.help", "question_mark,f1", "Help", "Explain the figure in focus and list every key", "app", "help", 98),
    Action("app.quit", "q", "Quit", "Leave CIP", "app", "quit", 99),
    Action(
        "app.quit_now", "ctrl+q", "Quit", "Leave CIP, also from a dialog", "app", "quit", palette=False, priority=True
    ),
    Action("app.stop", "ctrl+c", "Copy or quit", "Copy the selected text, or ask whether to quit", "app", "stop"),
    Action("app.palette", "ctrl+p", "Commands", "Find any command by its name", "app", "command_palette"),
    Action("app.import", "i", "Import", "Read a usage or billing file into the workspace", "app", "import_file", 50),
    Action("app.workspace", "w", "Imports", "Show what was imported, and take it back", "app", "workspace", 60),
    Action("app.theme", "", "Theme", "Choose the colours", "app", "change_theme"),
)

_DOCUMENT = (
    Action("document.back", "escape", "Back", "Go one step back, or stop what is being loaded", "document", "back"),
    Action(
        "document.explain", "x", "Explain", "Show formula, query and rows behind a figure", "document", "explain", 7
    ),
    Action("document.export", "e", "Export", "Write what is shown as Markdown", "document", "export", 6),
    Action("document.copy", "y", "Copy", "Send what is shown to the terminal's clipboard", "document", "copy"),
    Action("document.notes", "n", "Notes", "Show the caveats of these figures", "document", "notes"),
    Action("document.refresh", "ctrl+r", "Refresh", "Work the figures out anew", "document", "refresh"),
)

_SPEND = (
    Action("spend.drill", "enter", "Drill", "Look inside the selected row", "spend", "drill", 1),
    Action("spend.sort", "s", "Sort", "Sort by the next column", "spend", "sort", 8),
    Action("spend.reverse", "S", "Reverse", "Turn the sort around", "spend", "reverse"),
    Action("spend.calls", "v", "Calls", "View the single calls behind the selected row", "spend", "calls", 9),
    *(
        Action(
            f"spend.by_{item.name}",
            item.key,
            f"By {item.title.lower()}",
            f"Break spend down by {item.title.lower()}",
            "spend",
            f"by('{item.name}')",
        )
        for item in DIMENSIONS.values()
        if item.key
    ),
)

_SCOPE = (
    Action("spend.filter", "slash", "Filter", "Narrow down, e.g. customer=acme model!=gpt-4", "scope", "filter", 2),
    Action("spend.period", "P", "Period", "Choose the days that are looked at", "scope", "period", 3),
    Action("spend.earlier", "left_square_bracket", "Earlier", "Look at the period before", "scope", "shift_period(-1)"),
    Action("spend.later", "right_square_bracket", "Later", "Look at the period after", "scope", "shift_period(1)"),
)

_READING = (
    Action(
        "reading.open",
        "enter",
        "Open",
        "Read the selected document, or look behind a figure of it",
        "reading",
        "open",
        1,
    ),
    Action("reading.sort", "s", "Sort", "Sort the table in focus by its next column", "reading", "sort", 8),
    Action("reading.reverse", "S", "Reverse", "Turn the sort of the table in focus around", "reading", "reverse"),
    Action("reading.calls", "v", "Calls", "View the single calls behind what is in focus", "reading", "calls", 9),
)

_ANALYZERS = (
    Action("analyzers.mark", "m", "Mark", "Say of a spike: planned, expected or not useful", "analyzers", "mark", 4),
    Action("analyzers.unmark", "u", "Undo", "Take back what was said of a spike last", "analyzers", "unmark"),
)

_REPORTS = (Action("reports.all", "a", "Write all", "Write every report into a folder", "reports", "write_all", 5),)

_CALLS = (
    Action("calls.record", "enter", "Record", "Show every field of the selected call", "calls", "record", 1),
    Action("calls.sort", "s", "Sort", "Sort by the next column", "calls", "sort", 2),
    Action("calls.reverse", "S", "Reverse", "Turn the sort around", "calls", "reverse", 3),
)

_PRICING = (
    Action("pricing.set", "enter", "Set", "Type a value for the price under the cursor", "pricing", "type", 1),
    Action(
        "pricing.more",
        "plus,equals_sign",
        "More",
        "Raise the price under the cursor by a step",
        "pricing",
        "turn(1)",
        2,
    ),
    Action("pricing.less", "minus", "Less", "Lower the price under the cursor by a step", "pricing", "turn(-1)", 3),
    Action(
        "pricing.next", "right_square_bracket", "Next", "Choose the next structure to turn", "pricing", "choose(1)", 4
    ),
    Action(
        "pricing.before", "left_square_bracket", "Before", "Choose the structure before", "pricing", "choose(-1)", 9
    ),
    Action("pricing.undo", "u", "Undo", "Take the last turn back", "pricing", "undo", 10),
    Action("pricing.pin", "p", "Pin", "Keep the chosen structure aside, to compare with", "pricing", "pin", 11),
    Action("pricing.bills", "b", "Bills", "List every customer's bill under the structure", "pricing", "customers", 7),
    Action("pricing.optimise", "o", "Optimise", "Search the best prices for each tier", "pricing", "optimise", 8),
    Action("pricing.picture", "v", "Picture", "Show the next picture: elasticity, margins", "pricing", "picture", 12),
    Action(
        "pricing.calmer",
        "less_than_sign",
        "Calmer",
        "Assume customers mind bills less",
        "pricing",
        "elasticity(-1)",
    ),
    Action(
        "pricing.warier",
        "greater_than_sign",
        "Warier",
        "Assume customers mind bills more",
        "pricing",
        "elasticity(1)",
    ),
    Action("pricing.every", "m", "All prices", "Show minimum, cap and credit too", "pricing", "every"),
    Action("pricing.save", "f", "Save plan", "Write the structures as a plan file", "pricing", "save"),
)

_BILLS = (
    Action("bills.lines", "enter", "Lines", "Show a customer's bill line by line", "bills", "bill", 1),
    Action("bills.sort", "s", "Sort", "Sort by the next column", "bills", "sort", 2),
    Action("bills.reverse", "S", "Reverse", "Turn the sort around", "bills", "reverse", 3),
)

_WELCOME = (
    Action("welcome.demo", "d", "Load the demo", "Simulate calls and look around", "welcome", "demo", 1),
    Action("welcome.stop", "escape", "Stop", "Stop what is being loaded", "welcome", "back", 2),
)

_WORKSPACE = (
    Action("workspace.details", "enter", "Details", "Show what was found in the file", "workspace", "details", 1),
    Action("workspace.undo", "u", "Undo", "Take the selected import back", "workspace", "undo", 2),
)


def _modes() -> tuple[Action, ...]:
    return tuple(
        Action(f"app.mode_{mode.name}", mode.key, mode.title, mode.help, "app", f"show_mode('{mode.name}')")
        for mode in MODES
    )


ACTIONS: tuple[Action, ...] = (
    *_APP,
    *_modes(),
    *_DOCUMENT,
    *_SCOPE,
    *_SPEND,
    *_READING,
    *_ANALYZERS,
    *_REPORTS,
    *_CALLS,
    *_PRICING,
    *_BILLS,
    *_WELCOME,
    *_WORKSPACE,
)
BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}


def of(*scopes: str) -> list[Action]:
    """Return the actions of these scopes, in registry order."""
    return [action for action in ACTIONS if action.scope in scopes]


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
    screens = [name for name, scopes in SCREENS.items() if action.scope in scopes]
    found = {other.id: other for name in screens for other in at_hand(name)}
    return found.values()
