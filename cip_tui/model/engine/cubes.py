"""Cubes: the only statements that touch the calls. One GROUP BY in portable SQL, kept once it has been run.

`Usage.cube("day", "customer")` (usage.py) returns the measures below for each day and customer inside a scope.
Analyses work on what it returns. Rules of the portable subset (tried on DuckDB, Postgres, ClickHouse, Spark, SQLite):
no quoted or reserved names, always AS, group by the expression and not its number, no quantile, no window, no ratio of
integers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cip_tui.model.calls.filter import Filter
from cip_tui.model.calls.schema import DIMENSIONS, GOOD_STATUSES, Grain
from cip_tui.model.engine.source import Rows, quoted
from cip_tui.model.period import Period

if TYPE_CHECKING:
    import pandas as pd

# Only a call can fail; in bills the status is the kind of a charge.
_FAILED = f"grain = '{Grain.CALL.value}' AND status NOT IN ({', '.join(quoted(word) for word in GOOD_STATUSES)})"
MEASURES: dict[str, str] = {
    "calls": "sum(request_count)",
    "record_count": "count(*)",
    "cost": "sum(cost_usd)",
    "reported": "sum(reported_cost_usd)",
    "repriced": "sum(repriced_cost_usd)",
    "unpriced_records": "sum(CASE WHEN cost_usd IS NULL THEN 1 ELSE 0 END)",
    "input_tokens": "sum(input_tokens)",
    "cached_tokens": "sum(cached_input_tokens)",
    "cache_write_tokens": "sum(cache_write_tokens)",
    "output_tokens": "sum(output_tokens)",
    "failed_records": f"sum(CASE WHEN {_FAILED} THEN 1 ELSE 0 END)",
    "failed_cost": f"sum(CASE WHEN {_FAILED} THEN cost_usd ELSE NULL END)",
    "quality_sum": "sum(quality_score)",
    "quality_records": "count(quality_score)",
}
_BOTH = "reported_cost_usd IS NOT NULL AND repriced_cost_usd IS NOT NULL"
_CACHED = f"{_BOTH} AND reported_cost_usd <> 0 AND cached_input_tokens > 0"
_ZERO = "reported_cost_usd = 0 AND repriced_cost_usd > 0"
_OVER = "reported_cost_usd > repriced_cost_usd * 1.01"
_UNDER = "reported_cost_usd <> 0 AND reported_cost_usd < repriced_cost_usd * 0.99"
# What a source states against what the price book says: name, condition, what is added up, else. Off by over 1 %.
_COMPARED = (
    ("both_records", _BOTH, "1", "0"),
    ("both_reported", _BOTH, "reported_cost_usd", "NULL"),
    ("both_repriced", _BOTH, "repriced_cost_usd", "NULL"),
    ("over_records", _OVER, "1", "0"),
    ("over", _OVER, "reported_cost_usd - repriced_cost_usd", "NULL"),
    ("under_records", _UNDER, "1", "0"),
    ("under", _UNDER, "repriced_cost_usd - reported_cost_usd", "NULL"),
    ("zero_records", _ZERO, "1", "0"),
    ("zero_repriced", _ZERO, "repriced_cost_usd", "NULL"),
    ("cached_records", _CACHED, "1", "0"),
    ("cached_reported", _CACHED, "reported_cost_usd", "NULL"),
    ("cached_repriced", _CACHED, "repriced_cost_usd", "NULL"),
    ("cached_compared", _CACHED, "cached_input_tokens", "NULL"),
    ("unpriced_input", "cost_usd IS NULL", "input_tokens", "NULL"),
    ("unpriced_output", "cost_usd IS NULL", "output_tokens", "NULL"),
)
# Measures to ask for by name; a cube without a choice does not have them.
EXTRA_MEASURES: dict[str, str] = {
    "token_records": "sum(CASE WHEN input_tokens IS NULL OR output_tokens IS NULL THEN 0 ELSE 1 END)",
    "largest_call": "max(CASE WHEN request_count = 1 THEN input_tokens + output_tokens ELSE NULL END)",
    **{name: f"sum(CASE WHEN {when} THEN {what} ELSE {none} END)" for name, when, what, none in _COMPARED},
}
# Of these the greatest counts, where others are added up.
PEAK_MEASURES = frozenset({"largest_call"})
MONEY_MEASURES = frozenset(
    {"cost", "reported", "repriced", "failed_cost", "over", "under", "zero_repriced"}
    | {f"{which}_{what}" for which in ("both", "cached") for what in ("reported", "repriced")}
)
FLOAT_MEASURES = frozenset({"quality_sum"})

# How a moment is cut; a spelling other engines may replace.
MOMENTS: dict[str, str] = {
    "day": "date_trunc('day', ts)",
    "hour": "date_trunc('hour', ts)",
}
# Columns that may be grouped by and are no dimension of the filter.
EXTRA_KEYS: dict[str, str] = {"latency": "latency_ms", "price": "price_key"}


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: a period (None is all time) and a filter."""

    period: Period | None = None
    filter: Filter = field(default_factory=Filter)

    def where(self) -> tuple[str, tuple[Any, ...]]:
        """Return the condition in portable SQL with `?` parameters."""
        text, values = self.filter.sql()
        if self.period is None:
            return text, values
        return f"ts >= ? AND ts < ? AND {text}", (*self.period.bounds(), *values)

    def __str__(self) -> str:
        return " · ".join(part for part in (str(self.period or "all time"), str(self.filter)) if part)


def key_sql(name: str) -> str:
    """Return the SQL expression of a group key. Raises KeyError for an unknown one."""
    return MOMENTS.get(name) or EXTRA_KEYS.get(name) or DIMENSIONS[name].column


ALL_MEASURES: tuple[str, ...] = tuple(MEASURES)
_SQL = {**MEASURES, **EXTRA_MEASURES}


def cube_sql(
    by: tuple[str, ...], scope: Scope, measures: tuple[str, ...] = ALL_MEASURES
) -> tuple[str, tuple[Any, ...]]:
    """Return the GROUP BY text for the keys `by` and its parameters; no key gives one row of totals."""
    where, parameters = scope.where()
    keys = [f"{key_sql(name)} AS k_{name}" for name in by]
    sums = [f"{_SQL[name]} AS {name}" for name in measures]
    group = " GROUP BY " + ", ".join(key_sql(name) for name in by) if by else ""
    return f"SELECT {', '.join(keys + sums)} FROM ai_calls WHERE {where}{group}", parameters


@dataclass(frozen=True, slots=True)
class Cube:
    """A small table: group keys, then measures. Money is Decimal, counts are int, days are dates.

    `query` is the statement whose result this is, also where it was summed up from a finer cube instead of run.
    """

    by: tuple[str, ...]
    measures: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    query: str = ""
    parameters: tuple[Any, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Key names, then measure names."""
        return (*self.by, *self.measures)

    def column(self, name: str) -> list[Any]:
        """Return one column, in row order."""
        index = self.columns.index(name)
        return [row[index] for row in self.rows]

    def dicts(self) -> list[dict[str, Any]]:
        """Return each row as a mapping from column name to value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def sum(self, measure: str) -> Any:
        """Return the exact sum of a measure; None where no row states it."""
        return add(self.column(measure))

    def rolled_up(self, *by: str) -> Cube:
        """Return the cube over all keys that are not in `by`: sums, or the greatest of a peak measure."""
        places = [self.by.index(name) for name in by]
        first = len(self.by)
        groups: dict[tuple[Any, ...], list[Any]] = {}
        for row in self.rows:
            key = tuple(row[place] for place in places)
            sums = groups.setdefault(key, [None] * len(self.measures))
            for index, value in enumerate(row[first:]):
                if value is None or sums[index] is None:
                    sums[index] = value if sums[index] is None else sums[index]
                elif self.measures[index] in PEAK_MEASURES:
                    sums[index] = max(sums[index], value)
                else:
                    sums[index] += value
        rows = [(*key, *sums) for key, sums in groups.items()]
        return Cube(by, self.measures, rows, self.query, self.parameters)

    def only(self, measures: tuple[str, ...]) -> Cube:
        """Return the cube with fewer measures, in the order given."""
        if measures == self.measures:
            return self
        places = [*range(len(self.by)), *(len(self.by) + self.measures.index(name) for name in measures)]
        rows = [tuple(row[place] for place in places) for row in self.rows]
        return Cube(self.by, measures, rows, self.query, self.parameters)

    def frame(self) -> pd.DataFrame:
        """Return a DataFrame for statistics: measures as float, days as datetime64, names as they are."""
        import pandas as pd

        frame = pd.DataFrame(self.rows, columns=list(self.columns))
        for name in self.measures:
            frame[name] = pd.to_numeric(frame[name].astype(object), errors="coerce").astype(float)
        for name in self.by:
            if name in MOMENTS:
                frame[name] = pd.to_datetime(frame[name])
        return frame


def add(values: Iterable[Any]) -> Any:
    """Return the exact sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known[1:], known[0]) if known else None


def make_cube(
    by: tuple[str, ...], measures: tuple[str, ...], rows: Rows, sql: str, parameters: tuple[Any, ...]
) -> Cube:
    """Turn what a driver returned into a cube of plain Python values of known types."""
    # No rows give no columns at all, hence not `strict`.
    named = zip((*by, *measures), zip(*rows.rows, strict=True), strict=False)
    columns = [_plain(_kind(name), column) for name, column in named]
    plain = list(zip(*columns, strict=True))
    return Cube(by, measures, plain, sql, parameters)


def _kind(name: str) -> type | None:
    """Return the type of a column's values, None for any."""
    if name == "day":
        return date
    if name in MONEY_MEASURES:
        return Decimal
    return int if name in _SQL and name not in FLOAT_MEASURES else None


def _plain(kind: type | None, column: tuple[Any, ...]) -> Sequence[Any]:
    """Return a column's values as `kind`; most drivers give them so already, and looking is quick."""
    if kind is None or set(map(type, column)) <= {kind, type(None)}:
        return column
    read = _READERS[kind]
    return [value if value is None else read(value) for value in column]


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


_READERS: dict[type, Callable[[Any], Any]] = {
    date: _day,
    Decimal: lambda value: value if isinstance(value, Decimal) else Decimal(str(value)),
    int: int,
}
