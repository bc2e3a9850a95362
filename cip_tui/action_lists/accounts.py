"""The accounts: list, one account, plays, dashboard, and questions."""

from __future__ import annotations

from cip_tui.action_lists.kinds import Action, Mode

MODES = (
    Mode(
        "accounts",
        "9",
        "Accounts",
        "cip_tui.screens.accounts",
        "AccountsScreen",
        "How customers are, why, and what to do",
    ),
)
SCREENS: dict[str, tuple[str, ...]] = {
    "accounts": ("accounts", "desk", "document"),
    "account": ("plays", "desk_reading", "desk", "document"),
    "account_settings": ("health_settings", "desk_reading", "document"),
    "account_ask": ("ask", "desk_reading", "document"),
}
ACTIONS = (
    Action("accounts.open", "enter", "Open", "Show why the account stands so, and what to do", "accounts", "open", 1),
    Action(
        "accounts.filter", "slash", "Filter", "Narrow down, e.g. churn:high acv>100k sort:-acv", "accounts", "filter", 2
    ),
    Action("accounts.sort", "s", "Sort", "Sort by the next column", "accounts", "sort", 8),
    Action("accounts.reverse", "S", "Reverse", "Turn the sort around", "accounts", "reverse"),
    Action("accounts.clear", "backspace", "All", "Show all accounts again", "accounts", "clear"),
    Action("desk.ask", "colon,o", "Ask", "Ask a question in words, e.g. ARR at risk by CSM", "desk", "ask", 3),
    Action("desk.plays", "p", "Plays", "Show what to do for which account", "desk", "plays", 4),
    Action("desk.dashboard", "d", "Dashboard", "Show distribution, segments, movers", "desk", "dashboard", 5),
    Action("desk.churn", "c", "Churn", "Show who is likely to leave, and why", "desk", "churn", 9),
    Action("plays.accept", "a", "Accept", "Accept the play under the cursor", "plays", "accept", 1),
    Action("plays.reject", "r", "Reject", "Reject the play under the cursor, with a reason", "plays", "reject", 2),
    Action("desk.settings", "t", "Settings", "Show and change how health is scored", "desk", "settings"),
    Action("plays.pin", "b", "Band", "Pin the band of the account, or take the pin back", "plays", "pin"),
    Action(
        "settings.set", "v", "Value", "Type another value for the setting under the cursor", "health_settings", "set", 1
    ),
    Action("plays.undo", "u", "Undo", "Take the last decision on a play back", "plays", "undo", 10),
    Action(
        "reader.open",
        "enter",
        "Open",
        "Open the account of the row, else explain the figure",
        "desk_reading",
        "open",
        11,
    ),
    Action("reader.sort", "s", "Sort", "Sort the table in focus by its next column", "desk_reading", "sort", 12),
    Action("reader.reverse", "S", "Reverse", "Turn the sort of the table in focus around", "desk_reading", "reverse"),
    Action("ask.question", "slash,colon", "Question", "Type another question", "ask", "question", 1),
)
