"""The one function that makes text from outside safe to keep and show."""

from __future__ import annotations

import unicodedata

# Bidirectional overrides and isolates reorder what stands beside them on the screen.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SEPARATORS = frozenset("\u2028\u2029")
MAX_LENGTH = 10_000


def clean(text: str, limit: int = MAX_LENGTH) -> str:
    """Return `text` with every control character made visible and nothing else changed.

    C0 controls become their picture (ESC is shown as ␛), all other controls, lone surrogates, bidirectional
    overrides and line separators become `<U+XXXX>`. Text longer than `limit` characters ends in `…`.
    Cleaning clean text changes nothing.
    """
    if text.isprintable() and text.isascii() and len(text) <= limit:
        return text
    safe = "".join(map(_visible, text))
    return safe if len(safe) <= limit else safe[: limit - 1] + "…"


def _visible(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if char in _BIDI or char in _SEPARATORS or unicodedata.category(char) in ("Cc", "Cs"):
        return f"<U+{code:04X}>"
    return char
