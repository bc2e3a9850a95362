"""What works everywhere, on the welcome and among the imports."""

from __future__ import annotations

from cip_tui.action_lists.kinds import Action

SCREENS: dict[str, tuple[str, ...]] = {
    "welcome": ("welcome",),
    "workspace": ("workspace", "document"),
}

APP = (
    Action("app.help", "question_mark,f1", "Help", "Explain the figure in focus and list every key", "app", "help", 98),
    Action("app.quit", "q", "Quit", "Leave CIP", "app", "quit", 99),
    Action(
        "app.quit_now", "ctrl+q", "Quit", "Leave CIP, also from a dialog", "app", "quit", palette=False, priority=True
    ),
    Action("app.stop", "ctrl+c", "Copy or quit", "Copy the selected text, or ask whether to quit", "app", "stop"),
    Action("app.palette", "ctrl+p", "Commands", "Find any command by its name", "app", "command_palette"),
    Action(
        "app.import",
        "i",
        "Import",
        "Read a file into the workspace: usage, billing, agreement",
        "app",
        "import_file",
        50,
    ),
    Action("app.workspace", "w", "Imports", "Show what was imported, and take it back", "app", "workspace", 60),
    Action("app.theme", "", "Theme", "Choose the colours", "app", "change_theme"),
)

# Screens where x has another meaning offer these without `explain`, under the scope `paper`.
_PAPER = ("paper",)
DOCUMENT = (
    Action(
        "document.back",
        "escape",
        "Back",
        "Go one step back, or stop what is being loaded",
        "document",
        "back",
        also=_PAPER,
    ),
    Action(
        "document.explain", "x", "Explain", "Show formula, query and rows behind a figure", "document", "explain", 7
    ),
    Action("document.export", "e", "Export", "Write what is shown as Markdown", "document", "export", 6, also=_PAPER),
    Action(
        "document.copy", "y", "Copy", "Send what is shown to the terminal's clipboard", "document", "copy", also=_PAPER
    ),
    Action("document.notes", "n", "Notes", "Show the caveats of these figures", "document", "notes", also=_PAPER),
    Action("document.refresh", "ctrl+r", "Refresh", "Work the figures out anew", "document", "refresh", also=_PAPER),
)

WELCOME = (
    Action("welcome.demo", "d", "Load the demo", "Simulate calls and look around", "welcome", "demo", 1),
    Action("welcome.stop", "escape", "Stop", "Stop what is being loaded", "welcome", "back", 2),
)

WORKSPACE = (
    Action("workspace.details", "enter", "Details", "Show what was found in the file", "workspace", "details", 1),
    Action("workspace.undo", "u", "Undo", "Take the selected import back", "workspace", "undo", 2),
)
