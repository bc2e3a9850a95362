"""What a room of the workspace is given: the folder, the journal, the imports and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cip_tui.model.importing import Imports
from cip_tui.model.journal import Journal


@dataclass(frozen=True, slots=True)
class Room:
    """The means of a room. Files of its own stand under `folder(name)`; what counts is said in the journal."""

    root: Path
    journal: Journal
    imports: Imports
    now: Callable[[], datetime]

    @property
    def as_of(self) -> date:
        """Today, in UTC."""
        return self.now().date()

    def folder(self, name: str) -> Path:
        """Return a folder of the workspace, made if need be."""
        path = self.root / name
        path.mkdir(parents=True, exist_ok=True)
        return path
