"""Onboarding: the five steps, and the preview before anything is written."""

from __future__ import annotations

from cip_tui.action_lists.kinds import Action, Mode

MODES = (
    Mode(
        "onboarding",
        "8",
        "Onboarding",
        "cip_tui.screens.onboarding",
        "OnboardingScreen",
        "From a customer's workbook to accounts, KPIs and health",
    ),
)
SCREENS: dict[str, tuple[str, ...]] = {
    "onboarding": ("onboarding", "document"),
    "onboarding_preview": ("onboarding_preview", "document"),
    "onboarding_receipt": ("onboarding_receipt", "document"),
}


def _wizard(name: str, keys: str, label: str, what: str, call: str = "", bar: int = 0) -> Action:
    return Action(f"onboarding.{name}", keys, label, what, "onboarding", call or name, bar)


def _preview(name: str, keys: str, label: str, what: str, call: str = "", bar: int = 0) -> Action:
    return Action(f"onboarding_preview.{name}", keys, label, what, "onboarding_preview", call or name, bar)


ACTIONS = (
    _wizard("next", "enter", "Go on", "Take the file, or go on to the next step", "next", 1),
    _wizard("choose", "space", "Choose", "Choose the goal under the cursor, or leave it", bar=2),
    _wizard("more", "plus,equals_sign", "More", "Give the category more weight", "turn(1)", 2),
    _wizard("less", "minus", "Less", "Give the category less weight", "turn(-1)", 2),
    _wizard("type", "t", "Type", "Type the weight, the boundaries or the region", bar=3),
    _wizard("reset", "r", "Reset", "Take the weights, or the boundaries of this KPI, as shipped", bar=4),
    _wizard("fill", "f", "Region", "Fill in the region of all accounts that state none", bar=3),
    _wizard("columns", "v", "Columns", "Turn between the accounts and the columns of the file", bar=2),
    _wizard("map", "m", "Map", "Say what the column under the cursor is", bar=4),
    _wizard("accept", "a", "Accept", "Take the proposed columns too", bar=5),
    _wizard("template", "d", "Template", "Write the blank standard template", bar=8),
    _wizard("further", "b", "Add file", "Bring a further file of KPI data", bar=2),
    _wizard("open", "o", "Open", "Choose another file by its path", bar=3),
    _wizard("preview", "p", "Preview", "Show at once what would be written", bar=5),
    _wizard("previous", "left_square_bracket", "Step back", "Go one step back; nothing is lost", bar=7),
    _wizard("following", "right_square_bracket", "Step on", "Go one step on", "next"),
    _wizard("undo", "u", "Undo", "Take the last import of accounts back", bar=9),
    _preview("fix", "enter", "Fix", "Change the cell of the finding, or decide its scale", bar=1),
    _preview("view", "v", "View", "Show the next table: findings, accounts, KPIs, columns, …", "view(1)", 2),
    _preview("view_back", "V", "View before", "Show the table before", "view(-1)"),
    _preview("further", "b", "Add file", "Bring a further file of KPI data", bar=4),
    _preview("confirm", "c", "Confirm", "Keep it as one import that can be taken back", bar=3),
    _preview("recipe", "s", "Save recipe", "Save columns, fixes, weights and ranges as a file", bar=8),
    _preview("corrected", "f", "Write fixed", "Write the table with its fixes, and the rows not taken", bar=9),
    Action("onboarding_receipt.undo", "u", "Undo", "Take this import back", "onboarding_receipt", "undo", 1),
    _preview("undo", "u", "Undo", "Take the last import of accounts back", bar=5),
)
