"""A field for a path on the machine the program runs on, completed with tab."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from widgets.cells import safe_content, visible
from widgets.cells import width as cell_width
from widgets.glyphs import glyphs_of
from widgets.inputs import CompletingInput, offers_line

_MOST_ENTRIES = 2_000


def complete_path(text: str, *, base: Path, home: Path, suffixes: Sequence[str] = ()) -> list[str]:
    """Return the paths `text` could go on to: folders (with a final /) before files, hidden ones only if asked for.

    Relative text is looked up in `base`, a leading ~ in `home`. With `suffixes` other files are left out. At most
    2,000 entries of a folder are looked at; a folder that cannot be read gives none. Names with control characters
    are left out, since they cannot be typed.
    """
    head, _, start = text.rpartition("/")
    prefix = text[: len(text) - len(start)]
    if text == "~":
        return ["~/"]
    folder = (
        home / prefix[2:] if prefix.startswith("~/") else base / (prefix or ".") if head or not prefix else Path("/")
    )
    found: list[tuple[bool, str]] = []
    try:
        with os.scandir(folder) as entries:
            for index, entry in enumerate(entries):
                if index >= _MOST_ENTRIES:
                    break
                if _fits(entry, start, suffixes):
                    found.append((not entry.is_dir(), entry.name))
    except (OSError, ValueError):
        return []
    return [f"{prefix}{name}{'' if is_file else '/'}" for is_file, name in sorted(found)]


def _fits(entry: os.DirEntry[str], start: str, suffixes: Sequence[str]) -> bool:
    name = entry.name
    if not name.startswith(start) or (name.startswith(".") and not start) or not name.isprintable():
        return False
    return entry.is_dir() or not suffixes or name.lower().endswith(tuple(suffixes))


class PathInput(Vertical):
    """A field for a path on the machine the program runs on; its name stands below, tab completes.

    `base` is where relative paths begin, `home` what ~ stands for, `host` the name of the machine.
    """

    DEFAULT_CSS = """
    PathInput {
        height: auto;
        & > .host { height: 1; color: $text-muted; }
        & > .offers { height: 1; color: $text-muted; }
    }
    """

    class Submitted(Message):
        """Enter was pressed; `path` is absolute, `text` what was typed."""

        def __init__(self, sender: PathInput, text: str, path: Path) -> None:
            self.sender, self.text, self.path = sender, text, path
            super().__init__()

        @property
        def control(self) -> PathInput:
            """The field."""
            return self.sender

    class Changed(Submitted):
        """The text changed."""

    def __init__(
        self,
        value: str = "",
        *,
        base: Path,
        home: Path,
        host: str = "",
        suffixes: Sequence[str] = (),
        placeholder: str = "",
        id: str | None = None,  # noqa: A002  the name every Textual widget uses
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._start, self._base, self._home, self._host = value, base, home, host
        self._suffixes, self._placeholder = tuple(suffixes), placeholder

    def compose(self) -> ComposeResult:
        """Lay out the field, what it could go on to, and where the path leads."""
        yield CompletingInput(self._lookup, value=self._start, placeholder=self._placeholder)
        yield Static("", classes="offers", markup=False)
        yield Static("", classes="host", markup=False)

    def on_mount(self) -> None:
        """Say where the path leads."""
        self._say()

    @property
    def field(self) -> CompletingInput:
        """The field itself."""
        return self.query_one(CompletingInput)

    @property
    def path(self) -> Path:
        """The absolute path that is written, ~ and .. resolved without touching the disk."""
        text = self.field.value
        if text == "~" or text.startswith("~/"):
            return Path(os.path.normpath(self._home / text[2:]))
        return Path(os.path.normpath(self._base / text))

    def focus(self, scroll_visible: bool = True) -> PathInput:
        """Put the cursor into the field."""
        self.field.focus(scroll_visible)
        return self

    def _lookup(self, text: str) -> Sequence[str]:
        return complete_path(text, base=self._base, home=self._home, suffixes=self._suffixes)

    def _say(self) -> None:
        where = f"{self._host}:{self.path}" if self._host else str(self.path)
        cells = self.size.width
        # The end of a long path says most.
        shown = where if cell_width(visible(where)) <= cells or not cells else _tail(visible(where), cells)
        self.query_one(".host", Static).update(safe_content(shown))

    def on_resize(self, event: events.Resize) -> None:
        """Fit the path into the new width."""
        self._say()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._say()
        self.post_message(self.Changed(self, event.value, self.path))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(self, event.value, self.path))

    @on(CompletingInput.Offers)
    def _offers(self, event: CompletingInput.Offers) -> None:
        event.stop()
        ellipsis = glyphs_of(self.app).ellipsis
        offers = event.offers if len(event.offers) > 1 or event.offers != [event.value] else ()
        self.query_one(".offers", Static).update(offers_line(event.value, offers, self.size.width, ellipsis))


def _tail(text: str, cells: int) -> str:
    while text and cell_width(text) > cells - 1:
        text = text[1:]
    return "…" + text
