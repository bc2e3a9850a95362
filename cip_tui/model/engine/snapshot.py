"""The table `stage` of a checked import becomes the Parquet snapshot: cleaned, priced, with its sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from cip_tui.model.calls.prices import PriceBook
from cip_tui.model.calls.schema import Grain
from cip_tui.model.engine.reprice import join_rates, load_rates, priced_columns
from cip_tui.model.engine.source import DuckDBSource, quoted
from cip_tui.model.job import Job
from cip_tui.model.sources.casts import PASSED_OVER
from cip_tui.model.sources.load import Loaded
from cip_tui.model.sources.report import FileKind
from cip_tui.model.sources.targets import TARGETS, UNIQUE, Sort, Target
from cip_tui.model.text import MAX_LENGTH, clean

DUPLICATE = "#duplicate"
_PRICED = (FileKind.CALLS, FileKind.BILLING)
_BATCH = 5_000
_SUMS = (
    "input_tokens",
    "cached_input_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "request_count",
    "reported_cost_usd",
    "repriced_cost_usd",
    "cost_usd",
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a snapshot holds: bounds of its times, exact sums, coarsest grain, and how its rows are priced.

    `unpriced` counts rows without any cost, `silent_zero` those whose source says zero where the price book does
    not; `unknown_models` names the models without price, those with most rows first.
    """

    first: datetime | None = None
    last: datetime | None = None
    totals: Mapping[str, int | Decimal] = field(default_factory=dict)
    grain: str = ""
    unpriced: int = 0
    silent_zero: int = 0
    silent_cost: Decimal = Decimal(0)
    unknown_models: tuple[str, ...] = ()


def mark_duplicates(source: DuckDBSource, loaded: Loaded, kind: FileKind) -> None:
    """Give every row whose key an earlier row has the flaw `#duplicate`; for kinds with a key."""
    key = UNIQUE.get(kind)
    if key:
        source.run(
            f"UPDATE stage SET flaw = {quoted(DUPLICATE)}, raw = concat_ws(', ', {', '.join(key)}) WHERE rowid IN "
            f"(SELECT place FROM (SELECT rowid AS place, row_number() OVER (PARTITION BY {', '.join(key)} "
            f"ORDER BY rowid) AS n FROM stage WHERE flaw IS NULL) WHERE n > 1)"
        )


def flaw_rows(source: DuckDBSource, loaded: Loaded, job: Job) -> Iterator[tuple[int, str, str | None]]:
    """Yield line, flaw and raw text of every row that is rejected, in the file's order."""
    passed = ", ".join(map(quoted, PASSED_OVER))
    cursor = source.connection.execute(
        f"SELECT {loaded.line}, flaw, raw FROM stage WHERE flaw IS NOT NULL AND flaw NOT IN ({passed}) ORDER BY rowid"
    )
    while rows := cursor.fetchmany(_BATCH):
        job.check()
        yield from rows


def write_snapshot(
    source: DuckDBSource, loaded: Loaded, kind: FileKind, path: Path, target: Path, prices: PriceBook, job: Job
) -> Snapshot:
    """Write the rows of `stage` that have no flaw to `target` and return what it holds."""
    cleaned = {} if loaded.simple else _cleaned(source, loaded, job)
    if kind not in _PRICED:
        _copy(source, f"SELECT {', '.join(_plain_columns(kind, loaded, cleaned))} FROM {_rows(cleaned)}", target)
        return Snapshot(totals=_sums(source, target, [t.name for t in TARGETS[kind] if t.sort is Sort.MONEY]))
    calls = f"(SELECT {', '.join(_call_columns(kind, loaded, cleaned))} FROM {_rows(cleaned)}) AS c"
    pairs = source.run(f"SELECT DISTINCT provider, model FROM {calls}").rows
    any_rates = load_rates(source, [(pair[0], pair[1]) for pair in pairs], prices) > 0
    names = [f"c.{t.name}" for t in TARGETS[kind]]
    tail = ["c.grain", f"{quoted(clean(path.name, 255))} AS source_file", "c.line AS source_row"]
    columns = ", ".join([*names, *priced_columns("c", any_rates=any_rates), *tail])
    job.progress("Writing", 0.7)
    _copy(source, f"SELECT {columns} FROM {calls} {join_rates('c', any_rates=any_rates)}", target)
    job.progress("Adding up", 0.9)
    return _summed(source, target, loaded)


def _copy(source: DuckDBSource, sql: str, target: Path) -> None:
    source.run(f"COPY ({sql}) TO {quoted(str(target))} (FORMAT parquet, COMPRESSION zstd)")


def _rows(cleaned: Mapping[str, str]) -> str:
    joins = " ".join(f"LEFT JOIN {table} ON {table}.raw = s.{name}" for name, table in cleaned.items())
    return f"stage AS s {joins} WHERE s.flaw IS NULL"


def _value(target: Target, loaded: Loaded, cleaned: Mapping[str, str]) -> str:
    if target.name not in {item.name for item in loaded.stage.fields}:
        return "''" if target.sort is Sort.TEXT else f"CAST(NULL AS {target.sql_type})"
    table = cleaned.get(target.name)
    return f"coalesce({table}.cleaned, s.{target.name})" if table else f"s.{target.name}"


def _plain_columns(kind: FileKind, loaded: Loaded, cleaned: Mapping[str, str]) -> list[str]:
    return [f"{_value(target, loaded, cleaned)} AS {target.name}" for target in TARGETS[kind]]


def _call_columns(kind: FileKind, loaded: Loaded, cleaned: Mapping[str, str]) -> list[str]:
    columns = []
    for target in TARGETS[kind]:
        value = _value(target, loaded, cleaned)
        if target.name == "request_count":
            # A row that is one call counts as one; how many calls a bucket holds only its source can say.
            value = f"coalesce({value}, CASE WHEN s.grain = '{Grain.CALL}' THEN 1 END)"
        columns.append(f"{value} AS {target.name}")
    line = loaded.line if loaded.line == "line" else loaded.line.replace("rowid", "s.rowid")
    return [*columns, "s.grain AS grain", f"CAST({line} AS BIGINT) AS line"]


def _cleaned(source: DuckDBSource, loaded: Loaded, job: Job) -> dict[str, str]:
    """Make a table of raw and cleaned text for every text column that needs it; return them by column."""
    tables: dict[str, str] = {}
    for target in loaded.stage.fields:
        changed = _changed(source, target.name, job) if target.sort is Sort.TEXT else []
        if changed:
            table = tables[target.name] = f"clean_{target.name}"
            source.run(f"CREATE OR REPLACE TEMP TABLE {table} (raw VARCHAR, cleaned VARCHAR)")
            for start in range(0, len(changed), _BATCH):
                raw, safe = zip(*changed[start : start + _BATCH], strict=True)
                source.run(f"INSERT INTO {table} SELECT unnest(?), unnest(?)", [list(raw), list(safe)])
    return tables


def _changed(source: DuckDBSource, column: str, job: Job) -> list[tuple[str, str]]:
    """Return the distinct texts of a column that cleaning changes, with what they become."""
    cursor = source.connection.execute(
        f"SELECT DISTINCT {column} FROM stage WHERE flaw IS NULL AND "
        f"(regexp_matches({column}, '[^ -~]') OR strlen({column}) > {MAX_LENGTH})"
    )
    changed: list[tuple[str, str]] = []
    while rows := cursor.fetchmany(_BATCH):
        job.check()
        changed.extend((row[0], clean(row[0])) for row in rows if clean(row[0]) != row[0])
    return changed


def _literal(path: Path) -> str:
    return quoted("".join(f"[{char}]" if char in "*?[" else char for char in str(path)))


def _sums(source: DuckDBSource, target: Path, names: list[str]) -> dict[str, int | Decimal]:
    if not names:
        return {}
    row = source.run(
        f"SELECT {', '.join(f'sum({name})' for name in names)} FROM read_parquet({_literal(target)})"
    ).rows[0]
    return {name: value for name, value in zip(names, row, strict=True) if value is not None}


def _summed(source: DuckDBSource, target: Path, loaded: Loaded) -> Snapshot:
    table = f"read_parquet({_literal(target)})"
    first, last, unpriced, silent, cost = source.run(
        "SELECT min(ts), max(ts), count(*) FILTER (WHERE cost_usd IS NULL), "
        "count(*) FILTER (WHERE reported_cost_usd = 0 AND repriced_cost_usd > 0), "
        "sum(repriced_cost_usd) FILTER (WHERE reported_cost_usd = 0 AND repriced_cost_usd > 0) "
        f"FROM {table}"
    ).rows[0]
    totals = _sums(source, target, list(_SUMS))
    for name in loaded.stage.controls:
        value = source.run(f"SELECT sum(x_{name}) FROM stage WHERE flaw IS NULL").rows[0][0]
        if value is not None:
            totals[name] = value
    grains = {row[0] for row in source.run(f"SELECT DISTINCT grain FROM {table}").rows}
    models = source.run(
        f"SELECT model FROM {table} WHERE cost_usd IS NULL AND model <> '' "
        "GROUP BY model ORDER BY count(*) DESC, model LIMIT 5"
    ).rows
    return Snapshot(
        first=first,
        last=last,
        totals=totals,
        grain=max(grains, key=list(Grain).index),
        unpriced=int(unpriced),
        silent_zero=int(silent),
        silent_cost=cost or Decimal(0),
        unknown_models=tuple(row[0] for row in models),
    )
