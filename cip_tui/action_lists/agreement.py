"""The agreement: its fields beside the page they stand on, and what a person says of them."""

from __future__ import annotations

from cip_tui.action_lists.kinds import Action

SCREENS: dict[str, tuple[str, ...]] = {"agreement": ("agreement", "document")}
ACTIONS = (
    Action("agreement.accept", "a", "Accept", "Confirm the value as it was read", "agreement", "accept", 1),
    Action("agreement.edit", "c", "Change", "Type another value for the field", "agreement", "edit", 2),
    Action("agreement.reject", "d", "Reject", "Say that the value is not right", "agreement", "reject", 3),
    Action("agreement.undo", "u", "Undo", "Take the last decision back", "agreement", "undo", 4),
    Action("agreement.next", "v", "Next open", "Go to the next field that needs review", "agreement", "next", 5),
    Action("agreement.open", "s", "Only open", "Show only what needs review, or all", "agreement", "open_only", 6),
    Action("agreement.rivals", "o", "Others", "Choose among the other values in the text", "agreement", "rivals", 8),
    Action("agreement.all", "A", "Accept all", "Confirm every field that needs review", "agreement", "all"),
    Action("agreement.details", "enter", "Details", "Read the field in full", "agreement", "details"),
    Action("agreement.history", "t", "History", "Show every decision about the agreement", "agreement", "history", 9),
    Action("agreement.add", "p", "Add PDF", "Read an agreement from a PDF", "agreement", "add", 10),
    Action(
        "agreement.other", "right_square_bracket", "Next agreement", "Look at the next one", "agreement", "other(1)"
    ),
    Action(
        "agreement.before",
        "left_square_bracket",
        "Agreement before",
        "Look at the one before",
        "agreement",
        "other(-1)",
    ),
    Action("agreement.focus", "f", "FOCUS", "Write confirmed amounts as the FOCUS dataset", "agreement", "write_focus"),
)
