"""The table `stage` of a checked import becomes the Parquet snapshot: cleaned, priced, with its sums.

The rows of a snapshot stand in no promised order; `source_row` tells where each came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path

from cip_tui.model.calls.prices import PriceBook
from cip_tui.model.calls.schema import COLUMNS, CostSource, Grain
from cip_tui.model.engine.charges import Summary, charge_rows, summary
from cip_tui.model.engine.reprice import priced
from cip_tui.model.engine.source import DuckDBSource, quoted
from cip_tui.model.job import Job
from cip_tui.model.sources.checks import PASSED_OVER
from cip_tui.model.sources.head import literal_path
from cip_tui.model.sources.load import Loaded
from cip_tui.model.sources.report import CHARGE_KINDS, FileKind
from cip_tui.model.sources.targets import TARGETS, UNIQUE, Sort
from cip_tui.model.text import MAX_LENGTH, clean

DUPLICATE = "#duplicate"
_PRICED = (FileKind.CALLS, FileKind.BILLING)
_ROW_FACTS = ("source_file", "source_row")
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
    not; `unknown_models` names the models without price, those with most rows first. `charges` sums up a cloud's bill.
    """

    first: datetime | None = None
    last: datetime | None = None
    totals: Mapping[str, int | Decimal] = field(default_factory=dict)
    grain: str = ""
    unpriced: int = 0
    silent_zero: int = 0
    silent_cost: Decimal = Decimal(0)
    unknown_models: tuple[str, ...] = ()
    charges: Summary | None = None


def mark_duplicates(source: DuckDBSource, loaded: Loaded, kind: FileKind) -> None:
    """Give every row whose key an earlier row has the flaw `#duplicate`; for kinds with a key."""
    present = {target.name for target in loaded.stage.fields}
    key = [name for name in UNIQUE.get(kind, ()) if name in present]
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
    """Write the rows of `stage` that have no flaw to `target` and return what it holds.

    Text is made safe on the way. Of a file in plain ASCII only a look at the snapshot, whose texts are stored once
    each, tells whether any needs it: rarely, so that it is written twice then and else once.
    """
    cleaned = {} if loaded.ascii else _cleaned(source, loaded, job)
    for _ in range(2):
        job.progress("Writing", 0.7)
        if kind in _PRICED:
            sql = _priced_rows(source, loaded, kind, path, cleaned, prices)
        else:
            sql = _rows(kind, loaded, cleaned)
            sql = charge_rows(sql, path) if kind in CHARGE_KINDS else sql
        source.run(f"COPY ({sql}) TO {quoted(str(target))} (FORMAT parquet, COMPRESSION zstd)")
        if not loaded.ascii or not _any_unclean(source, loaded, target):
            break
        cleaned = _cleaned(source, loaded, job)
    job.progress("Adding up", 0.9)
    if kind in _PRICED:
        return _summed(source, target, loaded)
    if kind in CHARGE_KINDS:
        return _charged(source, target)
    return Snapshot(totals=_sums(source, target, [t.name for t in TARGETS[kind] if t.sort is Sort.MONEY]))


def charges_staged(loaded: Loaded, kind: FileKind, path: Path) -> str:
    """Return the SELECT of the charges in `stage`, their text as it stands in the file."""
    return charge_rows(_rows(kind, loaded, {}), path)


def _charged(source: DuckDBSource, target: Path) -> Snapshot:
    found = summary(source, f"read_parquet({quoted(literal_path(target))})")
    return Snapshot(
        first=datetime.combine(found.first, time()),
        last=datetime.combine(found.last, time()),
        totals={f"amount {currency}": amount for currency, amount in found.totals().items()},
        grain=Grain.DAY if found.longest <= 1 else Grain.MONTH,
        charges=found,
    )


def _priced_rows(
    source: DuckDBSource, loaded: Loaded, kind: FileKind, path: Path, cleaned: Mapping[str, str], prices: PriceBook
) -> str:
    names = [target.name for target in TARGETS[kind]]
    tiers = "service_tier" in {target.name for target in loaded.stage.fields}
    rows = priced(source, f"({_rows(kind, loaded, cleaned)})", names, prices, tiers=tiers)
    words: dict[str, tuple[str, ...]] = {
        target.name: ("",) for target in TARGETS[kind] if target.sort is Sort.TEXT and target not in loaded.stage.fields
    }
    words |= {"cost_source": tuple(CostSource), "price_key": ("", *rows.keys), "grain": tuple(Grain)}
    named = [_of_words(name, words[name]) if name in words else name for name in COLUMNS if name not in _ROW_FACTS]
    file = clean(path.name, 255)
    named += [f"{_of_words(quoted(file), (file,))} AS source_file", "line AS source_row"]
    return f"SELECT {', '.join(named)} FROM ({rows.sql})"


def _of_words(value: str, words: Sequence[str]) -> str:
    """Cast a text of few values to an enumeration: the file stores text all the same, but is written far faster."""
    cast = f"CAST({value} AS ENUM ({', '.join(map(quoted, words))}))"
    return f"{cast} AS {value}" if value.isidentifier() else cast


def _rows(kind: FileKind, loaded: Loaded, cleaned: Mapping[str, str]) -> str:
    """Return a SELECT of all canonical columns of the rows to keep; for calls and charges with the line after them."""
    present = {item.name for item in loaded.stage.fields}
    grain = "s.grain" if loaded.stage.grain is None else quoted(loaded.stage.grain)
    columns = []
    for target in TARGETS[kind]:
        value = f"s.{target.name}"
        if target.name not in present:
            value = "''" if target.sort is Sort.TEXT else f"CAST(NULL AS {target.sql_type})"
        elif target.name in cleaned:
            value = f"coalesce({cleaned[target.name]}.cleaned, {value})"
        if target.name == "request_count":
            # A row that is one call counts as one; how many calls a bucket holds only its source can say.
            value = f"coalesce({value}, CASE WHEN {grain} = '{Grain.CALL}' THEN 1 END)"
        columns.append(f"{value} AS {target.name}")
    if kind in CHARGE_KINDS:
        columns.append(f"CAST({loaded.line.replace('rowid', 's.rowid')} AS BIGINT) AS line")
    if kind in _PRICED:
        columns += [f"{grain} AS grain", f"CAST({loaded.line.replace('rowid', 's.rowid')} AS BIGINT) AS line"]
    joins = " ".join(f"LEFT JOIN {table} ON {table}.raw = s.{name}" for name, table in cleaned.items())
    return f"SELECT {', '.join(columns)} FROM stage AS s {joins} WHERE s.flaw IS NULL"


def _cleaned(source: DuckDBSource, loaded: Loaded, job: Job) -> dict[str, str]:
    """Make a table of raw and safe text, trimmed, for every text column that needs it; return them by column."""
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
    """Return the distinct texts of a column that change, with what they become."""
    cursor = source.connection.execute(
        # Materialised, so that the test runs on the distinct texts and not on every row.
        f"WITH texts AS MATERIALIZED (SELECT DISTINCT {column} FROM stage WHERE flaw IS NULL) "
        f"SELECT {column} FROM texts WHERE {_maybe_unclean(column)}"
    )
    changed: list[tuple[str, str]] = []
    while rows := cursor.fetchmany(_BATCH):
        job.check()
        changed.extend((row[0], safe) for row in rows if (safe := clean(row[0].strip(" "))) != row[0])
    return changed


def _maybe_unclean(column: str) -> str:
    return f"regexp_matches({column}, '[^ -~]|^ | $') OR strlen({column}) > {MAX_LENGTH}"


def _any_unclean(source: DuckDBSource, loaded: Loaded, target: Path) -> bool:
    # A mark that a charge is an estimate is no text any more once it is written.
    names = [field.name for field in loaded.stage.fields if field.sort is Sort.TEXT and field.name != "estimated"]
    if not names:
        return False
    # DuckDB runs these functions once for each text in a dictionary, which it does not do for regular expressions.
    long = [f"strlen({name}) > {MAX_LENGTH}" for name in names]
    tests = [f"prefix({name}, ' ') OR suffix({name}, ' ') OR {_has_control(name)}" for name in names] + long
    table = f"read_parquet({quoted(literal_path(target))})"
    return bool(source.run(f"SELECT 1 FROM {table} WHERE {' OR '.join(tests)} LIMIT 1").rows)


def _has_control(name: str) -> str:
    return " OR ".join(f"contains(url_encode({name}), '%{start}')" for start in ("0", "1", "7F"))


def _sums(source: DuckDBSource, target: Path, names: list[str]) -> dict[str, int | Decimal]:
    if not names:
        return {}
    row = source.run(
        f"SELECT {', '.join(f'sum({name})' for name in names)} FROM read_parquet({quoted(literal_path(target))})"
    ).rows[0]
    return {name: value for name, value in zip(names, row, strict=True) if value is not None}


def _summed(source: DuckDBSource, target: Path, loaded: Loaded) -> Snapshot:
    table = f"read_parquet({quoted(literal_path(target))})"
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
