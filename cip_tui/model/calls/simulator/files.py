"""Writing a simulation: calls as CSV or Parquet, customers, budgets, teams, and the truth about planted spikes."""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from cip_tui.model.calls.simulator.calls import Calls
from cip_tui.model.calls.simulator.catalogue import ARCHETYPES, PRODUCTS, STATUSES, TIERS
from cip_tui.model.calls.simulator.simulation import BUDGETS, Simulation, stream
from cip_tui.model.engine.source import DuckDBSource, quoted
from cip_tui.model.errors import UsageError
from cip_tui.model.job import Job

_CODED = (
    "customer_id",
    "organization_id",
    "product_id",
    "feature_id",
    "task_type",
    "subscription_tier",
)
# Calls that are written at once, by whether they are written as Parquet, where parts have to be read once more.
_PART = {False: 1_000_000, True: 4_000_000}


def write(
    simulation: Simulation,
    calls_path: Path,
    customers_path: Path | None = None,
    budgets_path: Path | None = None,
    teams_path: Path | None = None,
    truth_path: Path | None = None,
    *,
    job: Job | None = None,
) -> None:
    """Write the calls, as Parquet where the name ends so and else as CSV, and what else has a path.

    Calls are drawn and written part by part, so that memory does not grow with their number. A file appears whole
    or not at all. Equal settings give equal bytes with the same versions of DuckDB and numpy.
    """
    work = job or Job()
    parquet = calls_path.suffix.lower() == ".parquet"
    _whole(calls_path, lambda path: _write_calls(simulation, path, work, parquet=parquet))
    if customers_path:
        _whole(customers_path, lambda path: _write_rows(path, _customers(simulation)))
    if budgets_path:
        _whole(budgets_path, lambda path: _write_rows(path, _budgets(simulation)))
    if teams_path:
        _whole(teams_path, lambda path: _write_rows(path, [("product_id", "team_id"), *PRODUCTS.items()]))
    if truth_path:
        _whole(truth_path, lambda path: path.write_text(_truth(simulation), encoding="utf-8"))


def _whole(path: Path, make: Callable[[Path], object]) -> None:
    """Make a file under another name beside it and give it its own at the end."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise UsageError(f"'{path}' cannot be written", cause=error.strerror or "") from error
    part = Path(name)
    try:
        make(part)
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


# --- calls ---------------------------------------------------------------------------------------------------------


def _write_calls(simulation: Simulation, path: Path, job: Job, *, parquet: bool) -> None:
    source = DuckDBSource.open(memory_limit="1GB")
    job.on_cancel(source.cancel)
    with tempfile.TemporaryDirectory(prefix="cip-simulation-", dir=path.parent) as folder:
        parts: list[Path] = []
        for number, calls in enumerate(_parts(simulation, _PART[parquet], job)):
            parts.append(Path(folder) / f"{number:06}")
            _copy(source, simulation, calls, parts[-1], parquet=parquet, header=number == 0)
        if len(parts) == 1:
            parts[0].replace(path)
        elif parquet:
            names = ", ".join(quoted(str(part)) for part in parts)
            source.run(f"COPY (SELECT * FROM read_parquet([{names}])) TO {quoted(str(path))} {_FORMAT[parquet]}")
        else:
            with path.open("wb") as whole:
                for part in parts:
                    with part.open("rb") as piece:
                        shutil.copyfileobj(piece, whole, 1 << 20)
                    part.unlink()


_FORMAT = {
    True: "(FORMAT parquet, COMPRESSION zstd)",
    False: "(FORMAT csv, DELIMITER ',', TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%gZ', HEADER {header})",
}


def _parts(simulation: Simulation, size: int, job: Job) -> Iterator[Calls]:
    """Return the calls in parts of `size` or a little more."""
    gathered: list[Calls] = []
    for number, calls in enumerate(simulation.days()):
        job.progress(f"Simulating {simulation.day(number)}", number / simulation.settings.days)
        gathered.append(calls)
        if sum(map(len, gathered)) >= size:
            yield Calls.joined(gathered)
            gathered = []
    if gathered:
        yield Calls.joined(gathered)


def _copy(
    source: DuckDBSource, simulation: Simulation, calls: Calls, path: Path, *, parquet: bool, header: bool
) -> None:
    columns = {name: getattr(calls, name) for name in Calls.__slots__}
    source.connection.register("drawn", columns)
    layout = _FORMAT[parquet].format(header=str(header).lower())
    source.run(f"COPY (SELECT {_columns(simulation)} FROM drawn) TO {quoted(str(path))} {layout}")
    source.connection.unregister("drawn")


def _columns(simulation: Simulation) -> str:
    """The SELECT list, the thirteen fields of an AI call record first, in their usual order.

    Texts stand for codes, decimals for pico-dollars, NULL for what is not known.
    """
    texts = simulation.categories

    def text(name: str, by: str = "", values: Sequence[str] = ()) -> str:
        listed = ", ".join(quoted(value) for value in values or texts[name])
        return f"[{listed}][{by or name} + 1] AS {name}"

    pico = "cast(cost AS DECIMAL(18,0)) * cast('0.000000000001' AS DECIMAL(12,12))"
    cost = f"CASE WHEN cost < 0 THEN NULL ELSE cast({pico} AS DECIMAL(18,{_places(simulation)})) END AS cost_usd"
    return ", ".join(
        [
            "make_timestamp_ms(ts) AS timestamp",
            text("provider"),
            text("model"),
            "input_tokens",
            "output_tokens",
            cost,
            "latency_ms",
            *map(text, _CODED),
            "cached_input_tokens",
            "cache_write_tokens",
            text("status"),
            text("region"),
            "CASE WHEN isnan(quality_score) THEN NULL ELSE cast(quality_score AS DECIMAL(4,3)) END AS quality_score",
            text("team_id", "product_id", tuple(PRODUCTS.values())),
        ]
    )


def _places(simulation: Simulation) -> int:
    """Decimals that state every cost exactly: 9 where all prices are whole nano-dollars a token, else 12."""
    return 9 if simulation.whole_nanos else 12


# --- beside the calls ----------------------------------------------------------------------------------------------


def _write_rows(path: Path, rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _customers(simulation: Simulation) -> list[tuple[object, ...]]:
    people, settings = simulation.population, simulation.settings
    rows: list[tuple[object, ...]] = [
        ("customer_id", "subscription_tier", "monthly_fee", "usage_archetype", "signup_date")
    ]
    for place, name in enumerate(people.ids):
        tier = TIERS[people.tier[place]]
        first = int(simulation.rhythm.first_day[place])
        signup = settings.start + timedelta(days=first if first else -int(people.age[place]))
        rows.append((name, tier.name, f"{tier.monthly_fee}.00", ARCHETYPES[people.archetype[place]].name, signup))
    return rows


def _budgets(simulation: Simulation) -> list[tuple[object, ...]]:
    """Monthly budgets by team and for everything, in whole tens of USD: some will hold, some will not."""
    settings, people = simulation.settings, simulation.population
    rng = np.random.default_rng(stream(settings.seed, BUDGETS))
    expected = (people.cost[:, None] * people.products).sum(axis=0)
    generosity = rng.uniform(0.8, 1.25, len(expected))
    rows: list[tuple[object, ...]] = [("month", "dimension", "name", "amount")]
    for month in _months(settings.start, settings.days):
        amounts = [max(10, round(amount / 10) * 10) for amount in expected * generosity]
        rows += [(month, "team", team, amount) for team, amount in zip(PRODUCTS.values(), amounts, strict=True)]
        rows.append((month, "", "", sum(amounts)))
    return rows


def _months(start: date, days: int) -> list[date]:
    found = dict.fromkeys((start + timedelta(days=day)).replace(day=1) for day in range(days))
    return list(found)


def _truth(simulation: Simulation) -> str:
    settings, ids = simulation.settings, simulation.population.ids
    truth: dict[str, Any] = {
        "simulated": "Everything in these files is simulated, the quality scores too.",
        "customers": settings.customers,
        "days": settings.days,
        "seed": settings.seed,
        "start": settings.start.isoformat(),
        "calls": simulation.size,
        "cost_rule": "cost = uncached input x input price + cached x cache-read price + cache writes x cache-write "
        "price + output x output price; refused calls (rate_limited, error) count no tokens and cost nothing; a "
        "timeout has no output and its input is charged; a model without price has no cost",
        "statuses": list(STATUSES),
        "spikes": [
            {
                "customer": ids[spike.customer],
                "day": simulation.day(spike.day).isoformat(),
                "driver": spike.driver,
                "factor": spike.factor,
                "cause": spike.cause,
            }
            for spike in simulation.rhythm.spikes
        ],
    }
    return json.dumps(truth, indent=1) + "\n"
