"""Text that breaks programs, cleaned as it is when it enters a table."""

from __future__ import annotations

import json

from cip_tui.model.text import clean
from tests.paths import shared


def texts() -> list[str]:
    """Return every text of the collections of hostile text."""
    own = [item["text"] for item in json.loads(shared("hostile", "text_payloads.json").read_text("utf-8"))]
    naughty = json.loads(shared("hostile", "blns.json").read_text("utf-8"))
    return [clean(text) for text in [*own, *naughty, *formulas()]]


def formulas() -> list[str]:
    """Return cells that begin a formula or a command in a spreadsheet program."""
    lines = shared("hostile", "csv_formula_payloads.txt").read_text("utf-8").splitlines()
    return [clean(line) for line in lines if line]
