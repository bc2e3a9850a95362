"""The process that reads whole workbooks: limited in memory and time, so that no file can harm who asked for it.

`python -m cip_tui.model.onboarding.reading.child FILE SHAPE SHEET` writes JSON lines: `{"rows": n}` while it reads,
then one object for each sheet, its rows in pieces, and `{"done": true}`; or `{"refused": [message, cause, next_step]}`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from cip_tui.model.errors import InputRefused
from cip_tui.model.onboarding.reading.grid import Book
from cip_tui.model.onboarding.reading.others import read_other
from cip_tui.model.onboarding.reading.xlsx import read_xlsx

MEMORY_MOST = 2 * 1024**3
SECONDS_MOST = 300
_PIECE = 2_000


def main(arguments: list[str]) -> int:
    """Read the file and write what it holds."""
    _limit()
    path, shape, only = Path(arguments[0]), arguments[1], arguments[2]
    try:
        if shape == "xlsx":
            book = read_xlsx(path, rows_most=None, only=only, tick=lambda rows: _say({"rows": rows}))
        else:
            book = read_other(path, shape)
        _send(book)
    except InputRefused as error:
        _say({"refused": [error.message, error.cause, error.next_step]})
    except MemoryError:
        _say({"refused": ["Reading the workbook takes more than 2 GB of memory", "", "Save the sheet as CSV"]})
    return 0


def _limit() -> None:
    try:
        import resource
    except ImportError:
        # There are no such limits on Windows; the guards of the reader still hold.
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MOST, MEMORY_MOST))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MOST, SECONDS_MOST))


def _send(book: Book) -> None:
    for sheet in book.sheets:
        head = {"sheet": sheet.name, "hidden": sheet.hidden, "merged": sheet.merged, "typed": sheet.kinds is not None}
        _say(head)
        for start in range(0, len(sheet.rows), _PIECE):
            piece = slice(start, start + _PIECE)
            kinds = sheet.kinds[piece] if sheet.kinds is not None else None
            _say({"numbers": sheet.numbers[piece], "cells": sheet.rows[piece], "kinds": kinds})
    _say({"done": True, "facts": book.facts})


def _say(facts: Any) -> None:
    sys.stdout.write(json.dumps(facts, separators=(",", ":")) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
