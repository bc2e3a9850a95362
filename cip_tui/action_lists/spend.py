"""The spend overview, its scope and the single calls."""

from __future__ import annotations

from cip_tui.action_lists.kinds import Action, Mode
from cip_tui.model.calls.schema import DIMENSIONS

MODES = (
    Mode(
        "spend", "1", "Spend", "cip_tui.screens.spend", "SpendScreen", "What was spent, where it goes, what comes", True
    ),
)
SCREENS: dict[str, tuple[str, ...]] = {
    "spend": ("spend", "scope", "document"),
    "calls": ("calls", "document"),
}

SCOPE = (
    Action("spend.filter", "slash", "Filter", "Narrow down, e.g. customer=acme model!=gpt-4", "scope", "filter", 2),
    Action("spend.period", "P", "Period", "Choose the days that are looked at", "scope", "period", 3),
    Action("spend.earlier", "left_square_bracket", "Earlier", "Look at the period before", "scope", "shift_period(-1)"),
    Action("spend.later", "right_square_bracket", "Later", "Look at the period after", "scope", "shift_period(1)"),
)

SPEND = (
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

CALLS = (
    Action("calls.record", "enter", "Record", "Show every field of the selected call", "calls", "record", 1),
    Action("calls.sort", "s", "Sort", "Sort by the next column", "calls", "sort", 2),
    Action("calls.reverse", "S", "Reverse", "Turn the sort around", "calls", "reverse", 3),
)

ACTIONS = (*SCOPE, *SPEND, *CALLS)
