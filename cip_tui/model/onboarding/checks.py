"""What is worth knowing about a customer file: each finding with the cells, the raw text, the rule and a fix."""

from __future__ import annotations

from dataclasses import dataclass

from cip_tui.model.document import Level

CELLS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class CellFinding:
    """One finding. `cells` are the first addresses that it concerns (`Customers!G17`), `count` says how many there are.

    `raw` is the text as it stands in the first cell, cleaned; `suggestion` a text that would do instead. `check` is the
    quality check that it belongs to (Q1 to Q9), empty for what is beyond them. `rows` are the indices of the rows
    concerned, for whoever edits or lists them.
    """

    level: Level
    rule: str
    message: str
    cells: tuple[str, ...] = ()
    count: int = 1
    raw: str = ""
    fix: str = ""
    field: str = ""
    suggestion: str = ""
    check: str = ""

    @property
    def cell(self) -> str:
        """The first cell, empty where the finding is about no cell."""
        return self.cells[0] if self.cells else ""

    @property
    def place(self) -> str:
        """The cells as text, e.g. `Customers!G17 and 11 more`."""
        more = self.count - 1
        return f"{self.cell} and {more:,} more" if self.cell and more > 0 else self.cell

    def to_json(self) -> dict[str, object]:
        """Return the finding with the keys of `cip inspect`, and the cells."""
        return {
            "level": self.level.value,
            "rule": self.rule,
            "where": self.cell,
            "cells": list(self.cells),
            "count": self.count,
            "raw": self.raw,
            "message": self.message,
            "fix": self.fix,
            "suggestion": self.suggestion,
            "check": self.check,
        }
