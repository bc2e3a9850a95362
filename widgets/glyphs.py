"""The characters the kit draws with: one set for terminals with Unicode, one in plain ASCII."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

LEVELS = ("good", "info", "warning", "critical", "unknown")


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A set of characters, each one cell wide.

    `eighths` are the parts of a horizontal bar from one eighth to a full cell, `heights` the same upwards;
    both hold just the full cell where there are no parts. `ramp` is for sparklines, from low to high.
    `levels` maps a level name to its mark; a level is always shown with its word as well.
    """

    ascii_only: bool
    cursor: str
    ellipsis: str
    ascending: str
    descending: str
    up: str
    down: str
    flat: str
    left: str
    right: str
    separator: str
    eighths: str
    heights: str
    ramp: str
    shade: str
    track: str
    horizontal: str
    vertical: str
    corner: str
    tick_left: str
    tick_down: str
    mark: str
    bullet: str
    levels: Mapping[str, str]


UNICODE = Glyphs(
    ascii_only=False,
    cursor="▌",
    ellipsis="…",
    ascending="↑",
    descending="↓",
    up="↑",
    down="↓",
    flat="→",
    left="‹",
    right="›",
    separator="·",
    eighths="▏▎▍▌▋▊▉█",
    heights="▁▂▃▄▅▆▇█",
    ramp="▁▂▃▄▅▆▇█",
    shade="░",
    track="─",
    horizontal="─",
    vertical="│",
    corner="└",
    tick_left="┤",
    tick_down="┬",
    mark="┊",
    bullet="•",
    levels=MappingProxyType({"good": "●", "info": "◆", "warning": "▲", "critical": "■", "unknown": "○"}),
)

ASCII = Glyphs(
    ascii_only=True,
    cursor=">",
    ellipsis="~",
    ascending="^",
    descending="v",
    up="^",
    down="v",
    flat="=",
    left="<",
    right=">",
    separator="|",
    eighths="#",
    heights="#",
    ramp="_.:-=+*#",
    shade=":",
    track="-",
    horizontal="-",
    vertical="|",
    corner="+",
    tick_left="+",
    tick_down="+",
    mark="|",
    bullet="*",
    levels=MappingProxyType({"good": "o", "info": "i", "warning": "!", "critical": "X", "unknown": "?"}),
)


def glyphs_of(app: object) -> Glyphs:
    """Return the set an application asks for through its attribute `glyphs`; without one, the Unicode set."""
    found = getattr(app, "glyphs", None)
    return found if isinstance(found, Glyphs) else UNICODE
