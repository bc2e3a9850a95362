"""A simulation as its files show it, for the realism checks: read without any code that wrote it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cip_tui.model.calls.simulator import SimulatorSettings, simulate, write

DAY = 86_400_000_000
"""Microseconds."""
Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Usage:
    """A simulation as it was written: columns of the calls file, rows of the customers file, the settings' span."""

    columns: dict[str, Array]
    customers: list[dict[str, str]]
    start: date
    days: int
    repeats: bool
    """Whether a second simulation with the same settings gave the same bytes."""

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    @property
    def ok(self) -> Array:
        """Calls that ended well."""
        result: Array = self["status"] == "ok"
        return result

    def by_customer(self, values: Array | None = None) -> Array:
        """Sum a column by customer, in the order of the customers file."""
        return np.bincount(self["who"], values, len(self.customers))

    def by_day(self) -> Array:
        """Calls by customer and day."""
        flat = np.bincount(self["who"] * self.days + self["day"], minlength=len(self.customers) * self.days)
        return flat.reshape(len(self.customers), self.days)

    def active_days(self) -> Iterator[Array]:
        """For each customer the calls a day from its first to its last day."""
        for row in self.by_day():
            used = np.flatnonzero(row)
            yield row[used[0] : used[-1] + 1]


def simulated(folder: Path, settings: SimulatorSettings) -> Usage:
    """Simulate twice, write both below `folder`, and read the first back with the csv module alone."""
    paths = []
    for turn in range(2):
        place = folder / f"{settings.seed}-{turn}"
        place.mkdir(parents=True, exist_ok=True)
        names = [place / name for name in ("calls.csv", "customers.csv", "budgets.csv", "teams.csv", "truth.json")]
        simulation = simulate(settings)
        write(simulation, *names)
        write(simulation, place / "calls.parquet")
        paths.append([*names, place / "calls.parquet"])
    repeats = all(first.read_bytes() == second.read_bytes() for first, second in zip(*paths, strict=True))
    return read(paths[0][0], paths[0][1], settings, repeats=repeats)


def read(calls: Path, customers: Path, settings: SimulatorSettings, *, repeats: bool) -> Usage:
    """Read the files of a simulation."""
    with customers.open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    with calls.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        names = next(rows)
        texts = dict(zip(names, zip(*rows, strict=True), strict=True))
    columns: dict[str, Array] = {name: np.array(values) for name, values in texts.items()}
    for name in ("input_tokens", "output_tokens", "latency_ms", "cached_input_tokens", "cache_write_tokens"):
        columns[name] = columns[name].astype(np.int64)
    columns["cost_text"] = columns["cost_usd"]
    columns["cost"] = np.where(columns["cost_usd"] == "", "nan", columns["cost_usd"]).astype(float)
    moment = np.char.rstrip(columns["timestamp"], "Z").astype("datetime64[us]").astype(np.int64)
    columns["us"] = moment - (np.datetime64(settings.start, "us").astype(np.int64))
    columns["day"] = columns["us"] // DAY
    place = {row["customer_id"]: number for number, row in enumerate(people)}
    columns["who"] = np.array([place[name] for name in texts["customer_id"]])
    return Usage(columns, people, settings.start, settings.days, repeats)
