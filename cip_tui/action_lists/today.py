"""The first look: every part in a line."""

from __future__ import annotations

from cip_tui.action_lists.kinds import Action, Mode

MODES = (
    Mode(
        "today", "0", "Today", "cip_tui.screens.today", "TodayScreen", "How every part stands, what needs you", bar=97
    ),
)
SCREENS: dict[str, tuple[str, ...]] = {"today": ("today", "document")}

ACTIONS = (Action("today.open", "enter", "Open", "Go to the part under the cursor", "today", "open", 1),)
