"""The attestation calendar, and one deadline of it."""

from __future__ import annotations

from cip_tui.action_lists.kinds import Action, Mode

MODES = (
    Mode(
        "attestations",
        "7",
        "Attestations",
        "cip_tui.screens.attestations",
        "AttestationsScreen",
        "Deadlines, their evidence, and calendars",
    ),
)
SCREENS: dict[str, tuple[str, ...]] = {
    "attestations": ("attestations", "deadline", "document"),
    "deadline": ("deadline", "document"),
}

_MONTH = (
    Action("attestations.open", "enter", "Open", "Show the selected deadline in full", "attestations", "open", 1),
    Action(
        "attestations.filter", "slash", "Filter", "Show only deadlines with these words", "attestations", "filter", 9
    ),
    Action("attestations.sort", "s", "Sort", "Sort by the next column", "attestations", "sort", 10),
    Action("attestations.reverse", "S", "Reverse", "Turn the sort around", "attestations", "reverse"),
    Action("attestations.today", "t", "Today", "Go to today in the month", "attestations", "today", 8),
    Action(
        "attestations.earlier",
        "left_square_bracket",
        "Month before",
        "Look at the month before",
        "attestations",
        "month(-1)",
    ),
    Action(
        "attestations.later", "right_square_bracket", "Next month", "Look at the next month", "attestations", "month(1)"
    ),
    Action(
        "attestations.calendar", "c", "Calendar", "Write a calendar file for any client", "attestations", "calendar", 4
    ),
    Action(
        "attestations.push", "p", "Push", "Bring a calendar server or Outlook up to date", "attestations", "push", 5
    ),
    Action("attestations.rules", "b", "Business days", "Choose whose holidays move deadlines", "attestations", "rules"),
)

_DEADLINE = (
    Action("deadline.done", "d", "Done", "Say that this was attested", "deadline", "done", 2),
    Action("deadline.defer", "f", "Defer", "Put this off, with a reason", "deadline", "defer", 3),
    Action(
        "deadline.evidence", "v", "Evidence", "Hand in a piece of evidence, or take it back", "deadline", "evidence", 4
    ),
    Action("deadline.templates", "m", "Templates", "Write the documents to fill in", "deadline", "templates", 11),
    Action("deadline.undo", "u", "Undo", "Take back what was said last", "deadline", "undo", 12),
)

ACTIONS = (*_MONTH, *_DEADLINE)
