"""Text in terminal cells: how wide it is, how it is cut, and how text from outside is shown letter for letter.

Widths are those Textual itself lays out with (Rich's tables), so a line built here never shifts what stands beside it.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len, split_graphemes
from rich.text import Text
from textual.content import Content

if TYPE_CHECKING:
    from textual.app import App
    from textual.notifications import SeverityLevel
    from textual.widget import Widget

# Overrides and isolates reorder what stands beside them; separators break lines.
_INVISIBLE = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff\u00ad"
)


def visible(text: str) -> str:
    """Return `text` with control characters made visible: ESC as ␛, others as <U+XXXX>. Twice changes nothing more."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible_char, text))


def _visible_char(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if char in _INVISIBLE or unicodedata.category(char) in ("Cc", "Cs"):
        return f"<U+{code:04X}>"
    return char


def steady(text: str) -> str:
    """Return `text` without the invisible characters that terminals measure differently.

    Joined emoji are shown one by one and variation selectors are dropped, so that what stands to the right keeps its
    place in every terminal. Letters that need joiners keep them.
    """
    if text.isascii():
        return text
    parts = [char for char in text if char != "\ufe0f"]
    return "".join(
        char for index, char in enumerate(parts) if char != "\u200d" or not (index and cell_len(parts[index - 1]) == 2)
    )


def width(text: str) -> int:
    """Return the number of terminal cells `text` takes."""
    return len(text) if text.isascii() else cell_len(text)


def clip(text: str, cells: int, ellipsis: str = "…") -> str:
    """Return `text` if it fits into `cells`, else its beginning and an ellipsis; never wider than `cells`."""
    if width(text) <= cells:
        return text
    if cells <= 0:
        return ""
    room, taken = cells - 1, 0
    if text.isascii():
        return text[:room].rstrip() + ellipsis
    end = 0
    for _, stop, size in split_graphemes(text)[0]:
        if taken + size > room:
            break
        taken, end = taken + size, stop
    return text[:end].rstrip() + ellipsis


def fit(text: str, cells: int, align: str = "left", ellipsis: str = "…") -> str:
    """Return `text` cut or padded to exactly `cells`; `align` is left, right or center."""
    cut = clip(text, cells, ellipsis)
    missing = max(0, cells - width(cut))
    if align == "right":
        return " " * missing + cut
    if align == "center":
        return " " * (missing // 2) + cut + " " * (missing - missing // 2)
    return cut + " " * missing


def safe_text(text: str, style: str = "") -> Text:
    """Return `text` as Rich text that shows every letter: no markup is read, controls are visible."""
    return Text(visible(text), style=style)


def safe_content(text: str) -> Content:
    """Return `text` as Textual content that shows every letter."""
    return Content(visible(text))


def set_title(widget: Widget, title: str, subtitle: str | None = None) -> None:
    """Write the border titles of a widget letter for letter; `subtitle` None leaves that one as it is."""
    widget.border_title = safe_content(title)
    if subtitle is not None:
        widget.border_subtitle = safe_content(subtitle)


def notify(app: App[Any], message: str, *, severity: SeverityLevel = "information", timeout: float = 3.0) -> None:
    """Show a toast letter for letter, `timeout` in seconds."""
    app.notify(visible(message), severity=severity, timeout=timeout, markup=False)
