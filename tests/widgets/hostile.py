"""Text that breaks programs, and what is left of it when it is shown letter for letter."""

from __future__ import annotations

import json

from tests.paths import shared


def payloads() -> list[str]:
    """Return every hostile text: those written for terminals, and the list of naughty strings."""
    written = json.loads(shared("hostile", "text_payloads.json").read_text(encoding="utf-8"))
    naughty: list[str] = json.loads(shared("hostile", "blns.json").read_text(encoding="utf-8"))
    return [str(entry["text"]) for entry in written] + naughty


def short_payloads() -> list[str]:
    """Return the texts written for terminals that fit a narrow column."""
    written = json.loads(shared("hostile", "text_payloads.json").read_text(encoding="utf-8"))
    return [entry["text"] for entry in written if 0 < len(entry["text"]) <= 20]
