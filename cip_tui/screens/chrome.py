"""The two lines around every screen: where one is above, which keys work below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import ActiveBinding
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input

from cip_tui.actions import BY_ID, KEYS_IN_BAR, Action, at_hand, key_text, keys_of
from widgets.cells import clip, visible, width
from widgets.glyphs import glyphs_of

ALWAYS = ("app.help", "app.quit", "app.quit_now")
"""What the key bar shows however narrow it is, help first and quit last."""
TYPING = ("app.help", "app.quit_now")
"""What the key bar shows of the application's keys while letters are letters."""
LIST_OPEN = "list.open"
"""The id under which the kit's lists bind enter."""


class TitleBar(Widget):
    """The upper line: name and breadcrumb on the left, state on the right. The right gives way first."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"title--{name}" for name in ("name", "crumb", "last", "state", "due", "overdue")
    }
    DEFAULT_CSS = """
    TitleBar {
        dock: top; height: 1; background: $panel; color: $foreground;
        & > .title--name { text-style: bold; color: $text-primary; }
        & > .title--crumb { color: $text-muted; }
        & > .title--last { text-style: bold; }
        & > .title--state { color: $text-muted; }
        & > .title--due { color: $text-warning; text-style: bold; }
        & > .title--overdue { color: $text-error; text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._crumbs: tuple[str, ...] = ()
        self._state = ""
        self._due = ("", "")

    def warn(self, words: str, level: str) -> None:
        """Show at the right end how many deadlines are `due` or `overdue`; it gives way to nothing."""
        if (words, level) != self._due:
            self._due = (words, level)
            self.refresh()

    def say(self, *, crumbs: tuple[str, ...] | None = None, state: str | None = None) -> None:
        """Show another breadcrumb or state; repaints only what is new."""
        wanted = (self._crumbs if crumbs is None else crumbs, self._state if state is None else state)
        if wanted != (self._crumbs, self._state):
            self._crumbs, self._state = wanted
            self.refresh()

    def render(self) -> Content:
        """Write the line; a breadcrumb too long is shortened in the middle."""
        words, level = self._due
        due = (f"  {words} ", self._style(level)) if words else ("", Style())
        room = self.size.width - width(due[0])
        state = visible(self._state)
        glyphs = glyphs_of(self.app)
        crumbs = _shortened([visible(crumb) for crumb in self._crumbs], room - 8, glyphs.ellipsis)
        separator = f" {glyphs.right} "
        pieces: list[Content | tuple[str, Style]] = [(" CIP ", self._style("name"))]
        for index, crumb in enumerate(crumbs):
            last = index == len(crumbs) - 1
            pieces.append((" " if index == 0 else separator, self._style("crumb")))
            pieces.append((crumb, self._style("last" if last else "crumb")))
        left = Content.assemble(*pieces)
        free = room - left.cell_length - 2
        state = state if width(state) <= free else clip(state, max(0, free), glyphs.ellipsis) if free > 12 else ""
        gap = max(0, room - left.cell_length - width(state) - 1)
        return Content.assemble(left, " " * gap, (state, self._style("state")), due)

    def _style(self, name: str) -> Style:
        return self.get_visual_style(f"title--{name}", partial=True)


def _shortened(crumbs: list[str], room: int, ellipsis: str) -> list[str]:
    """Leave out crumbs from the second on until they fit; a single one is cut."""
    crumbs = [clip(crumb, 40, ellipsis) for crumb in crumbs]
    while len(crumbs) > 2 and sum(width(crumb) + 3 for crumb in crumbs) > room:
        keep = crumbs[3:] if crumbs[1] == ellipsis else crumbs[2:]
        crumbs = [crumbs[0], ellipsis, *keep]
        if len(crumbs) == 3 and sum(width(crumb) + 3 for crumb in crumbs) > room:
            break
    return crumbs


@dataclass(frozen=True, slots=True)
class _Shown:
    """What stands in the key bar: an action's id, its key in Textual's spelling and as it is written, its label."""

    id: str
    key: str
    text: str
    label: str
    enabled: bool

    @property
    def cells(self) -> int:
        """How many cells it takes, the gap after it included."""
        return width(self.text) + 1 + width(self.label) + 2


def _while_typing(active: Mapping[str, ActiveBinding]) -> list[_Shown]:
    """Return what works in a field, where letters are letters."""
    found = []
    for key in ("enter", "tab", "escape"):
        bound = active.get(key)
        if bound is not None and bound.enabled and bound.binding.action != "app.focus_next":
            found.append(_Shown(key, key, key_text(key), bound.binding.description, True))
    return found


class KeyBar(Widget):
    """The lower line: the keys that matter most here, help and quit always among them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--label", "keys--off"}
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom; height: 1; background: $panel; color: $foreground; padding: 0 1;
        link-style: none; link-background: $panel; link-color: $foreground;
        link-style-hover: bold; link-background-hover: $panel; link-color-hover: $text-primary;
        & > .keys--key { text-style: bold; color: $text-primary; }
        & > .keys--label { color: $foreground; }
        & > .keys--off { color: $text-muted; text-style: dim; }
    }
    """

    def __init__(self, screen_name: str) -> None:
        super().__init__()
        self._screen_name = screen_name
        self._shown: list[_Shown] = []

    def on_mount(self) -> None:
        """Follow what is active: bindings change with focus, keymap and state."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)
        self._bindings_changed(self.screen)

    def shown(self) -> list[str]:
        """Return the ids of the actions in the bar."""
        return [item.id for item in self._shown]

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if not self.is_attached or self.app.screen is not self.screen:
            return
        wanted = self._fitting(self._candidates())
        if wanted != self._shown:
            self._shown = wanted
            self.refresh()

    def on_resize(self) -> None:
        """Show more keys where there is more room."""
        self._shown = self._fitting(self._candidates())
        self.refresh()

    def _candidates(self) -> list[_Shown]:
        active = self.screen.active_bindings
        if isinstance(self.screen.focused, Input):
            return [*_while_typing(active), *filter(None, (self._item(BY_ID[name], active) for name in TYPING))]
        actions = sorted(at_hand(self._screen_name), key=lambda item: item.bar)
        return [item for action in actions if action.bar and (item := self._item(action, active)) is not None]

    def _item(self, action: Action, active: Mapping[str, ActiveBinding]) -> _Shown | None:
        """Return how an action stands in the bar, or None where none of its keys works now."""
        typing = isinstance(self.screen.focused, Input)
        for key in keys_of(action, getattr(self.app, "keymap", {})):
            bound, text = active.get(key), key_text(key)
            if bound is None or (typing and len(text) == 1):
                continue
            # A list takes enter itself and tells the screen; other parts mean something of their own by it.
            if bound.binding.id in (action.id, LIST_OPEN):
                return _Shown(action.id, key, text, action.label, bound.enabled)
            if bound.node is self.screen.focused and bound.binding.description:
                return _Shown(action.id, key, text, bound.binding.description, bound.enabled)
        return None

    def _fitting(self, candidates: list[_Shown]) -> list[_Shown]:
        last = [item for item in candidates if item.id in ALWAYS]
        room = self.size.width - 2 - sum(item.cells for item in last)
        limit = KEYS_IN_BAR if self.size.width < 100 else KEYS_IN_BAR + 3 if self.size.width < 160 else 100
        chosen: list[_Shown] = []
        for item in candidates:
            if item in last or len(chosen) + len(last) >= limit or item.cells > room:
                continue
            chosen.append(item)
            room -= item.cells
        return [*chosen, *last]

    def render(self) -> Content:
        """Write the keys and their labels; each can be clicked."""
        pieces: list[tuple[str, Style]] = []
        for item in self._shown:
            click = Style.from_meta({"@click": f"app.simulate_key('{item.key}')"})
            key_style, label_style = ("key", "label") if item.enabled else ("off", "off")
            pieces.append((item.text, self.get_visual_style(f"keys--{key_style}", partial=True) + click))
            label = self.get_visual_style(f"keys--{label_style}", partial=True)
            pieces.append((f" {item.label}", label + click))
            pieces.append(("  ", Style()))
        return Content.assemble(*pieces[:-1])
