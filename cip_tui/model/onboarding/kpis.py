"""The 13 KPIs of an account: what they measure, how they are weighed, and in which band a value falls."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from cip_tui.model.errors import UsageError

_FILE = Path(__file__).with_name("kpis.toml")
# What a record holds where the file gives no word, or one that nobody knows.
IMPUTED = Decimal(2)


class Band(StrEnum):
    """How a value stands. A value equal to a boundary is At Risk."""

    CRITICAL = "Critical"
    AT_RISK = "At Risk"
    HEALTHY = "Healthy"


@dataclass(frozen=True, slots=True)
class Range:
    """The four knots of a KPI in its unit: worst (0 points), critical (40), healthy (70), best (100)."""

    worst: Decimal
    critical: Decimal
    healthy: Decimal
    best: Decimal


@dataclass(frozen=True, slots=True)
class Kpi:
    """One KPI. `better` is `up` or `down`; `lowest` and `highest` bound its domain, None where it is open.

    `words` maps the words of a text KPI to values, `scores` gives the points (0-100) of each of those words.
    """

    id: str
    column: str
    name: str
    category: str
    impact: str
    frequency: str
    unit: str
    better: str
    range: Range
    lowest: Decimal | None = None
    highest: Decimal | None = None
    words: Mapping[str, Decimal] = field(default_factory=dict)
    scores: Mapping[str, Decimal] = field(default_factory=dict)
    note: str = ""

    @property
    def record_category(self) -> str:
        """The category as records name it, e.g. `Support KPI`."""
        return f"{self.category} KPI"

    def band(self, value: Decimal | None) -> Band | None:
        """Return the band of a value, None where there is none."""
        if value is None:
            return None
        sign = 1 if self.better == "up" else -1
        if sign * value < sign * self.range.critical:
            return Band.CRITICAL
        return Band.HEALTHY if sign * value > sign * self.range.healthy else Band.AT_RISK

    def word_of(self, value: Decimal | None) -> str:
        """Return the word behind a mapped value, e.g. `High` for churn risk 1; empty where there is none."""
        return next((word for word, number in self.words.items() if number == value), "")

    def holds(self, value: Decimal) -> bool:
        """Say whether a value lies in the domain."""
        return (self.lowest is None or value >= self.lowest) and (self.highest is None or value <= self.highest)

    def with_boundaries(self, critical: Decimal, healthy: Decimal) -> Kpi:
        """Return the KPI with other boundaries; its anchors stand one At-Risk width beyond them, in the domain.

        Raises `UsageError` where the boundaries stand in the wrong order, leave the domain, or the KPI is one of words.
        """
        if self.words:
            raise UsageError(f"{self.name} is a level in words; it has no boundaries")
        rising = self.better == "up"
        if (critical >= healthy) if rising else (critical <= healthy):
            raise UsageError(
                f"{self.name}: critical {critical:f} must be {'below' if rising else 'above'} healthy {healthy:f}",
                next_step=f"{'More' if rising else 'Less'} is better here",
            )
        for value in (critical, healthy):
            if not self.holds(value):
                raise UsageError(f"{self.name}: {value:f} lies outside its domain", next_step=self.domain)
        width = healthy - critical
        return replace(self, range=Range(self._clip(critical - width), critical, healthy, self._clip(healthy + width)))

    @property
    def domain(self) -> str:
        """The domain in words, e.g. `0 to 100 %`."""
        low, high = ("" if bound is None else f"{bound:f}" for bound in (self.lowest, self.highest))
        span = (
            f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}" if high else "any"
        )
        return f"{span} {self.unit}"

    def _clip(self, value: Decimal) -> Decimal:
        if self.lowest is not None:
            value = max(value, self.lowest)
        return value if self.highest is None else min(value, self.highest)


@dataclass(frozen=True, slots=True)
class Category:
    """One category. `weight` is its share of the health score; `level` and `rationale` say why."""

    name: str
    weight: Decimal
    level: str
    rationale: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """How accounts are scored: the KPIs in the order of their records, the categories, the weights of impacts."""

    kpis: tuple[Kpi, ...]
    categories: tuple[Category, ...]
    impact: Mapping[str, Decimal]

    def kpi(self, kpi_id: str) -> Kpi:
        """Return a KPI by its id, name or column. Raises `UsageError` for an unknown one."""
        for kpi in self.kpis:
            if kpi_id in (kpi.id, kpi.name, kpi.column):
                return kpi
        raise UsageError(f"There is no KPI '{kpi_id}'", next_step="Known: " + ", ".join(k.id for k in self.kpis))

    def with_weights(self, weights: Mapping[str, Decimal]) -> Scheme:
        """Return the scheme with other weights of categories. Raises `UsageError` for a name or weight that cannot be.

        Weights need not add up to 100: they are shares of their sum.
        """
        known = {category.name for category in self.categories}
        for name, weight in weights.items():
            if name not in known:
                raise UsageError(f"There is no category '{name}'", next_step="Known: " + ", ".join(sorted(known)))
            if not weight.is_finite() or weight < 0:
                raise UsageError(f"{name}: a weight must be 0 or more")
        categories = tuple(replace(c, weight=weights.get(c.name, c.weight)) for c in self.categories)
        if not sum(c.weight for c in categories):
            raise UsageError("All weights are 0", next_step="Give at least one category a weight")
        return replace(self, categories=categories)

    def with_kpi(self, changed: Kpi) -> Scheme:
        """Return the scheme with one KPI replaced by another of the same id."""
        return replace(self, kpis=tuple(changed if kpi.id == changed.id else kpi for kpi in self.kpis))


@cache
def standard() -> Scheme:
    """Return the scheme as shipped."""
    with _FILE.open("rb") as file:
        facts = tomllib.load(file, parse_float=Decimal)
    return Scheme(
        kpis=tuple(_kpi(entry) for entry in facts["kpi"]),
        categories=tuple(
            Category(entry["name"], Decimal(entry["weight"]), entry["level"], entry["rationale"])
            for entry in facts["category"]
        ),
        impact={name: Decimal(weight) for name, weight in facts["impact"].items()},
    )


def _kpi(entry: Mapping[str, Any]) -> Kpi:
    def number(name: str) -> Decimal | None:
        return Decimal(entry[name]) if name in entry else None

    def levels(name: str) -> dict[str, Decimal]:
        return {word: Decimal(value) for word, value in entry.get(name, {}).items()}

    return Kpi(
        id=entry["id"],
        column=entry["column"],
        name=entry["name"],
        category=entry["category"],
        impact=entry["impact"],
        frequency=entry["frequency"],
        unit=entry["unit"],
        better=entry["better"],
        range=Range(*(Decimal(entry[name]) for name in ("worst", "critical", "healthy", "best"))),
        lowest=number("lowest"),
        highest=number("highest"),
        words=levels("words"),
        scores=levels("scores"),
        note=entry.get("note", ""),
    )
