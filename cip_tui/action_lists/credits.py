"""Credits: decisions on what is within reach, and the views below the list."""

from __future__ import annotations

from cip_tui.action_lists.kinds import Action, Mode

MODES = (
    Mode(
        "credits",
        "6",
        "Credits",
        "cip_tui.screens.credits",
        "CreditsScreen",
        "Credits within reach, accepted and rejected by key",
    ),
)
SCREENS: dict[str, tuple[str, ...]] = {"credits": ("credits", "paper")}
ACTIONS = (
    Action("credits.accept", "a", "Accept", "Take the selected credit on", "credits", "accept", 1),
    Action("credits.reject", "x", "Reject", "Reject the selected credit, with a reason", "credits", "reject", 2),
    Action("credits.snooze", "s", "Snooze", "Set the selected credit aside for 30 days", "credits", "snooze", 3),
    Action("credits.undo", "u", "Undo", "Take the last decision back", "credits", "undo", 5),
    Action("credits.open", "enter", "Open", "Read what stands below the list", "credits", "open", 9),
    Action("credits.view", "v", "View", "Show the next of case, plan, learning, history", "credits", "view(1)", 4),
    Action("credits.view_back", "V", "View before", "Show the view before", "credits", "view(-1)"),
    Action(
        "credits.days_more", "plus,equals_sign", "More days", "Plan with 5 engineer-days more", "credits", "days(5)"
    ),
    Action("credits.days_less", "minus", "Fewer days", "Plan with 5 engineer-days less", "credits", "days(-5)"),
    Action(
        "credits.budget_more",
        "right_square_bracket",
        "More budget",
        "Plan with 1,000 more of budget a year",
        "credits",
        "budget(1000)",
    ),
    Action(
        "credits.budget_less",
        "left_square_bracket",
        "Less budget",
        "Plan with 1,000 less of budget a year",
        "credits",
        "budget(-1000)",
    ),
    Action("credits.advance", "m", "Move on", "Say how far an accepted credit has come", "credits", "advance", 8),
    Action("credits.filter", "slash", "Filter", "Show only credits that hold a word", "credits", "filter"),
    Action("credits.sort", "o", "Sort", "Sort the list by its next column", "credits", "sort"),
    Action("credits.reverse", "O", "Reverse", "Turn the sort around", "credits", "reverse"),
    Action("credits.explain", "f", "Figure", "Show where the figure in focus comes from", "credits", "explain"),
)
