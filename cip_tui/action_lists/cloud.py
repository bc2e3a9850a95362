"""Cloud spend: what a list of charges offers, and the months of one service."""

from __future__ import annotations

from cip_tui.action_lists.kinds import Action

SCREENS: dict[str, tuple[str, ...]] = {
    "cloud_spend": ("cloud", "document"),
    "cloud_service": ("document",),
}
ACTIONS = (
    Action("cloud.open", "enter", "Look inside", "Show the months of the selected service", "cloud", "open", 1),
    Action("cloud.view", "v", "View", "Break spend down by the next: type, account, region", "cloud", "view(1)", 2),
    Action("cloud.view_back", "V", "View before", "Break spend down by the one before", "cloud", "view(-1)"),
    Action("cloud.fetch", "f", "Fetch", "Fetch thirteen months of charges from AWS", "cloud", "fetch", 3),
    Action("cloud.currency", "c", "Currency", "Look at the next currency", "cloud", "currency", 9),
    Action("cloud.sort", "s", "Sort", "Sort the list by its next column", "cloud", "sort", 8),
    Action("cloud.reverse", "S", "Reverse", "Turn the sort around", "cloud", "reverse"),
)
