"""The frozen header files as the onboarding maps them by itself, column for column beside the truth."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from cip_tui.model.errors import InputRefused
from cip_tui.model.onboarding.choices import Choices
from cip_tui.model.onboarding.plan import make_plan
from cip_tui.model.onboarding.reading.opening import read_head
from tests.onboarding.header_rows import COLUMNS
from tests.onboarding.header_variants import HeaderFile, files


@dataclass(frozen=True, slots=True)
class Mapped:
    """What became of the columns of one file: taken rightly, taken for another, and how many there were to take."""

    file: str
    right: tuple[tuple[str, str], ...]
    wrong: tuple[tuple[str, str], ...]
    there: tuple[tuple[str, str], ...]

    @property
    def missed(self) -> tuple[tuple[str, str], ...]:
        """Columns that were there and not taken by itself, as (field, header)."""
        return tuple(pair for pair in self.there if pair not in self.right)


def automatic(item: HeaderFile) -> Mapped:
    """Map one file without any choice of a person."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "customers.csv"
        path.write_bytes(item.csv())
        try:
            book = read_head(path)
            assert book is not None
            plan = make_plan(book, path, Choices(), as_of=date(2026, 11, 21), sha256="")
            used = {name: match.column for name, match in plan.used.items() if name in COLUMNS}
        except InputRefused:
            used = {}
    columns = [(name, item.columns[place]) for name, place in used.items()]
    return Mapped(
        item.name,
        tuple((name, column.header) for name, column in columns if column.truth == name),
        tuple((name, column.header) for name, column in columns if column.truth != name),
        tuple((column.truth, column.header) for column in item.columns if column.truth),
    )


@cache
def everything() -> tuple[Mapped, ...]:
    """Map every file of the frozen set."""
    return tuple(automatic(item) for item in files())


def precision(items: Iterable[Mapped]) -> float:
    """Return the share of columns taken by itself that are right; 1 where none was taken."""
    items = list(items)
    right, wrong = sum(len(item.right) for item in items), sum(len(item.wrong) for item in items)
    return right / (right + wrong) if right + wrong else 1.0


def recall(items: Iterable[Mapped]) -> float:
    """Return the share of our columns that were taken rightly by itself."""
    items = list(items)
    return sum(len(item.right) for item in items) / sum(len(item.there) for item in items)
