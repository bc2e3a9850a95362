"""What must hold for every damaged file, whatever reads it."""

from __future__ import annotations

from cip_tui.model.errors import CipError


class LawBroken(Exception):
    """A damaged file was handled in a way that no file may be."""


def check_refusal_text(error: CipError) -> None:
    """Raise `LawBroken` where a refusal says nothing or writes control characters."""
    if not error.message or any(ord(character) < 32 for character in str(error)):
        raise LawBroken(f"an error that says nothing or writes control characters: {str(error)!r}")
