"""The analyzers and the reports."""

from __future__ import annotations

from cip_tui.action_lists.kinds import Action, Mode

MODES = (
    Mode(
        "analyzers", "2", "Analyzers", "cip_tui.screens.analyzers", "AnalyzersScreen", "What the analyses found", True
    ),
    Mode(
        "reports",
        "3",
        "Reports",
        "cip_tui.screens.reports",
        "ReportsScreen",
        "Read and write the reports to send",
        True,
    ),
)
SCREENS: dict[str, tuple[str, ...]] = {
    "analyzers": ("analyzers", "reading", "scope", "document"),
    "reports": ("reports", "reading", "scope", "document"),
}

READING = (
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

ANALYZERS = (
    Action("analyzers.mark", "m", "Mark", "Say of a spike: planned, expected or not useful", "analyzers", "mark", 4),
    Action("analyzers.unmark", "u", "Undo", "Take back what was said of a spike last", "analyzers", "unmark"),
)

REPORTS = (Action("reports.all", "a", "Write all", "Write every report into a folder", "reports", "write_all", 5),)

_CALLS = (
    Action("calls.record", "enter", "Record", "Show every field of the selected call", "calls", "record", 1),
    Action("calls.sort", "s", "Sort", "Sort by the next column", "calls", "sort", 2),
    Action("calls.reverse", "S", "Reverse", "Turn the sort around", "calls", "reverse", 3),
)

ACTIONS = (*READING, *ANALYZERS, *REPORTS)
