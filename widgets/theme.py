"""The kit's own dark and light theme: two hues, grey, and the colours of status; text keeps a contrast of 4.5 : 1."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.theme import Theme

DARK_NAME, LIGHT_NAME = "cockpit-dark", "cockpit-light"


def _variables(
    *, muted: str, border: str, quiet: str, cursor: tuple[str, str], blurred: str, text: dict[str, str]
) -> dict[str, str]:
    return {
        **{f"text-{name}": colour for name, colour in text.items()},
        "text-muted": muted,
        "border": border,
        "border-blurred": quiet,
        "block-cursor-background": cursor[0],
        "block-cursor-foreground": cursor[1],
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": blurred,
        "footer-key-foreground": text["primary"],
        "footer-description-foreground": muted,
        "scrollbar": quiet,
        "scrollbar-hover": border,
        "scrollbar-active": border,
        "input-selection-background": blurred,
    }


DARK = Theme(
    name=DARK_NAME,
    primary="#6cb2dd",
    secondary="#90a4b8",
    accent="#b7a1e6",
    success="#7cc48c",
    warning="#dfb45f",
    error="#ee8378",
    foreground="#d8dee6",
    background="#11151a",
    surface="#171c23",
    panel="#1c222a",
    dark=True,
    variables={
        **_variables(
            muted="#98a5b3",
            border="#5b96bb",
            quiet="#39434f",
            cursor=("#1f3a4f", "#ffffff"),
            blurred="#1e2832",
            text={
                "primary": "#84c1e8",
                "secondary": "#9fb2c5",
                "accent": "#c2b0ec",
                "success": "#8ccf9b",
                "warning": "#e6bf74",
                "error": "#f59389",
            },
        ),
        "scrollbar-background": "#151a20",
        "footer-background": "#171c23",
    },
)

LIGHT = Theme(
    name=LIGHT_NAME,
    primary="#22668f",
    secondary="#5a6875",
    accent="#6a4c9c",
    success="#2c6e3e",
    warning="#845600",
    error="#9c1f1f",
    foreground="#20262c",
    background="#fbfaf8",
    surface="#f3f1ed",
    panel="#ebe8e2",
    dark=False,
    variables={
        **_variables(
            muted="#56606a",
            border="#3a7ca5",
            quiet="#c3c0b8",
            cursor=("#cfe3f0", "#0d1a24"),
            blurred="#e6ecf0",
            text={
                "primary": "#1b5a80",
                "secondary": "#4d5a66",
                "accent": "#5d418c",
                "success": "#235c33",
                "warning": "#6f4800",
                "error": "#8c1a1a",
            },
        ),
        "scrollbar-background": "#f3f1ed",
        "footer-background": "#f3f1ed",
    },
)

# The places text stands on, and the variables that are used for text there.
TEXT_VARIABLES = (
    "foreground",
    "text-muted",
    "text-primary",
    "text-accent",
    "text-success",
    "text-warning",
    "text-error",
)
GROUND_VARIABLES = ("background", "surface", "panel", "block-cursor-background", "block-cursor-blurred-background")


# What an application adds to its CSS so that nothing but ASCII is drawn while it has the class -ascii.
ASCII_CSS = """
.-ascii {
    & VirtualTable, & Plot, & TextView, & MonthCalendar { border: ascii $border-blurred; scrollbar-size-vertical: 0; }
    & VirtualTable:focus, & TextView:focus, & MonthCalendar:focus { border: ascii $border; }
    & .box { border: ascii $border; }
    & SearchList VirtualTable { border: none; }
    & Toast, & Toast.-information, & Toast.-warning, & Toast.-error { border-left: ascii $border; }
}
"""


def install(app: App[Any], *, dark: bool = True) -> None:
    """Make both themes known to an application and use one of them."""
    app.register_theme(DARK)
    app.register_theme(LIGHT)
    app.theme = DARK_NAME if dark else LIGHT_NAME
