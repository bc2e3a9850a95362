"""`?`: what the figure in focus is, what the part in focus does, and every key that works here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from cip_tui.actions import BY_ID, Action, at_hand, key_text, split_keys
from cip_tui.model.document import Provenance
from cip_tui.screens.base import CipScreen
from cip_tui.screens.chrome import LIST_OPEN
from cip_tui.screens.dialogs import Dialog
from cip_tui.screens.document_screen import DocumentScreen
from widgets.cells import safe_content
from widgets.columns import Column
from widgets.rows import Row
from widgets.search_list import SearchList, match

EXPLAIN = "document.explain"


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """One line of the list: a binding that is active, its keys, and what it does."""

    id: str
    keys: str
    label: str
    help: str
    where: str


def _meant(screen: Screen[Any], key: str) -> Action | None:
    """Return the screen's action that a list carries out by telling the screen that a row was opened."""
    return next((action for action in at_hand(getattr(screen, "ROOM", "")) if key in split_keys(action.keys)), None)


def active_keys(screen: Screen[Any]) -> list[KeyHelp]:
    """Return what the keys do on a screen now: its own actions, those of the part in focus, then the application's."""
    keys: dict[str, list[str]] = {}
    lines: dict[str, KeyHelp] = {}
    for key, active in screen.active_bindings.items():
        binding = active.binding
        identity = binding.id or f"{type(active.node).__name__}.{binding.action}"
        keys.setdefault(identity, []).append(key_text(key))
        known = _meant(screen, key) if identity == LIST_OPEN else BY_ID.get(identity)
        label = known.label if known else binding.description
        where = known.scope.capitalize() if known and known.scope != "app" else "Everywhere" if known else "Here"
        lines[identity] = KeyHelp(identity, "", label, known.help if known else binding.tooltip, where)
    order = {action.id: place for place, action in enumerate(at_hand(getattr(screen, "ROOM", "")))}
    found = [
        KeyHelp(line.id, " ".join(keys[line.id]), line.label, line.help, line.where)
        for line in lines.values()
        if line.label
    ]
    return sorted(found, key=lambda line: order.get(line.id, -1 if line.id in {*BY_ID, LIST_OPEN} else len(order)))


class HelpDialog(Dialog[Action]):
    """Explains what is in focus in a few lines, then lists the keys, found by typing. Enter answers the action."""

    TITLE_TEXT: ClassVar[str] = "Help"
    HINT: ClassVar[str] = "type to search · enter runs it · esc closes"
    DEFAULT_CSS = """
    HelpDialog {
        & > .box { width: 78; }
        & .figure, & .part { height: auto; max-height: 6; padding: 0 1; margin-bottom: 1; }
        & .part { color: $text-muted; max-height: 4; }
    }
    """

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self._about = screen
        self._keys = active_keys(screen)

    def compose_box(self) -> ComposeResult:
        """Yield the figure, the part in focus, and the keys."""
        figure = self._figure()
        if figure is not None:
            yield Static(figure, classes="figure")
        part = plain_help(self._about.focused)
        if part:
            yield Static(safe_content(part), classes="part")
        columns = [
            Column("keys", "Key", least=9),
            Column("label", "Action", least=12),
            Column("help", "What it does", priority=1, least=46, most=200),
            Column("where", "Where", priority=2, least=8),
        ]
        rows = [
            Row((key.keys, key.label, key.help, key.where), key=key.id, levels=("info", "", "muted", "muted"))
            for key in self._keys
        ]
        yield SearchList(columns, rows, placeholder="Type to search the keys", find=_finds)

    def ids(self) -> set[str]:
        """Return the ids of everything that is listed."""
        return {key.id for key in self._keys}

    def _figure(self) -> Content | None:
        """Return name and formula of the figure in focus, and how to see more of it."""
        screen = self._about
        found = screen.figure_in_focus() if isinstance(screen, CipScreen) else None
        if found is None or not isinstance(screen, DocumentScreen) or screen.document is None:
            return None
        origin = _origin(screen, found[0])
        explain = next((key.keys for key in self._keys if key.id == EXPLAIN), "")
        lines = [Content.assemble(("This figure: ", "$text-muted"), safe_content(found[1]).stylize("bold"))]
        if origin is not None:
            lines.append(Content.assemble(("Formula: ", "$text-muted"), safe_content(origin.formula)))
        lines.append(Content.assemble((explain, "bold $text-primary"), " shows its query and the rows behind it"))
        return Content("\n").join(lines)

    @on(SearchList.Chosen)
    def _chosen(self, event: SearchList.Chosen) -> None:
        event.stop()
        self.dismiss(_meant(self._about, "enter") if event.key == LIST_OPEN else BY_ID.get(event.key))


def _origin(screen: DocumentScreen, figure: str) -> Provenance | None:
    assert screen.document is not None
    try:
        return screen.document.block(figure.partition("/")[0]).provenance
    except KeyError:
        return None


def _finds(words: str, row: Row) -> bool:
    """A single letter finds the key itself, anything longer also searches the words."""
    return words in row.cells[0].split() if len(words) == 1 else match(words, *row.cells)


def plain_help(widget: Widget | None) -> str:
    """Return the help text of a widget, or of what it stands in, as plain words."""
    nodes: Iterable[Any] = () if widget is None else widget.ancestors_with_self
    text = next((node.HELP for node in nodes if getattr(node, "HELP", None)), "") or ""
    lines = [line for line in text.replace("`", "").splitlines() if line and not line.startswith("#")]
    return " ".join(lines)
