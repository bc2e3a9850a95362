"""The view-model vocabulary: what an analysis returns, and what screens, Markdown and JSON render.

A figure is written once, here; screen, export and report cannot disagree. Text in a document has been through
`text.clean`; money is `Decimal`; ratios are fractions; unknown is None and never zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class Level(StrEnum):
    """How something stands. Shown as glyph, word and colour together."""

    GOOD = "good"
    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What a cell or metric holds, hence how it is written and aligned."""

    TEXT = "text"
    MONEY = "money"
    COUNT = "count"
    NUMBER = "number"
    RATIO = "ratio"
    MILLISECONDS = "milliseconds"
    DATE = "date"
    TIME = "time"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Status:
    """A state in words, e.g. `Status(Level.CRITICAL, "Unprofitable")`."""

    level: Level
    word: str


Cell = str | int | float | Decimal | date | datetime | Status | None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a figure comes from: the formula in words, the query as run, and what to look at behind it.

    `behind` is a filter expression (calls/filter.py) that selects the calls behind the figure, or None
    where a figure does not rest on single calls.
    """

    formula: str
    query: str = ""
    parameters: tuple[Cell, ...] = ()
    source: str = ""
    behind: str | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """One headline figure. `change` is the relative change against `change_label`, as a fraction.

    `rising` says whether more is good, bad, or neither. `low` and `high` bound an estimate.
    """

    id: str
    label: str
    value: Cell
    kind: Kind = Kind.NUMBER
    unit: str = ""
    places: int | None = None
    change: float | None = None
    change_label: str = ""
    rising: Level = Level.UNKNOWN
    low: Cell = None
    high: Cell = None
    note: str = ""
    status: Status | None = None
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A table column. `unit` is written once, in the header. An `additive` column's shown parts add up."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    places: int | None = None
    additive: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A table row. `drill` is the filter term that selects what is behind it, e.g. `customer=acme`."""

    cells: tuple[Cell, ...]
    drill: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under typed columns. `total` repeats the columns; `available` counts rows before any cap.

    `bars` names the column whose values are drawn as inline bars. `sort` is (column key, descending). With `edges` the
    bars are bullets: a scale from 0 to the last edge, on which the others mark where bands end.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: tuple[Cell, ...] | None = None
    available: int | None = None
    bars: str | None = None
    sort: tuple[str, bool] | None = None
    note: str = ""
    empty: str = "Nothing to show."
    provenance: Provenance | None = None
    edges: tuple[float, ...] = ()

    def index(self, key: str) -> int:
        """Return the position of column `key`. Raises KeyError."""
        for position, column in enumerate(self.columns):
            if column.key == key:
                return position
        raise KeyError(key)

    def column(self, key: str) -> list[Cell]:
        """Return the cells of column `key`, in row order."""
        position = self.index(key)
        return [row.cells[position] for row in self.rows]

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a DataFrame with the column keys as names; money stays Decimal objects."""
        import pandas as pd

        return pd.DataFrame([row.cells for row in self.rows], columns=[column.key for column in self.columns])


class Shape(StrEnum):
    """How a series is drawn."""

    LINE = "line"
    BAND = "band"
    BARS = "bars"
    POINTS = "points"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one line, band or set of bars; `upper` is the second edge of a band, else empty.

    `x` holds days, category names or numbers, the same kind throughout a chart; a None in `y` is a gap.
    """

    name: str
    x: tuple[date | str | float, ...]
    y: tuple[float | None, ...]
    shape: Shape = Shape.LINE
    upper: tuple[float | None, ...] = ()
    level: Level = Level.INFO


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture: series over one axis. `summary` says in a sentence what it shows, for those who read."""

    id: str
    title: str
    series: tuple[Series, ...]
    x_title: str = ""
    y_title: str = ""
    summary: str = ""
    marks: tuple[tuple[date | str | float, str], ...] = ()
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Impact:
    """Dollars an insight is worth per month, as a range. `basis` says how they were worked out."""

    base: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = "USD/month"
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Insight:
    """A finding a person can act on, with the fields of the example insight of the product's source."""

    id: str
    title: str
    problem: str
    domain: str
    capability: str
    impact: Impact | None
    recommendation: str
    outcome: str
    level: Level = Level.WARNING
    evidence: tuple[Metric | Table | Chart, ...] = ()
    provenance: Provenance | None = None
    drill: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence to the reader: a caveat, a reason why something is not shown, an error."""

    text: str
    level: Level = Level.INFO


Block = Metric | Table | Chart | Insight | Note


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of blocks."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Titled sections, and what they were made from: label and value pairs in `facts` (period, source, …)."""

    id: str
    title: str
    sections: tuple[Section, ...]
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    currency: str = "USD"
    data: Mapping[str, Cell] = field(default_factory=dict)

    def blocks(self) -> Iterator[Block]:
        """Yield every block, also those inside insights, in reading order."""
        for section in self.sections:
            for block in section.blocks:
                yield block
                if isinstance(block, Insight):
                    yield from block.evidence

    def block(self, block_id: str) -> Metric | Table | Chart | Insight:
        """Return the block with that id. Raises KeyError."""
        for block in self.blocks():
            if not isinstance(block, Note) and block.id == block_id:
                return block
        raise KeyError(block_id)

    def table(self, table_id: str) -> Table:
        """Return the table with that id. Raises KeyError."""
        block = self.block(table_id)
        if not isinstance(block, Table):
            raise KeyError(table_id)
        return block

    def metric(self, metric_id: str) -> Metric:
        """Return the metric with that id. Raises KeyError."""
        block = self.block(metric_id)
        if not isinstance(block, Metric):
            raise KeyError(metric_id)
        return block

    def insights(self) -> list[Insight]:
        """Return the insights in reading order."""
        return [block for block in self.blocks() if isinstance(block, Insight)]
