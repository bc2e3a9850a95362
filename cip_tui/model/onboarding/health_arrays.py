"""The health of very many accounts at once: the formula of `health.py` on arrays, the same to the ninth decimal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cip_tui.model.onboarding.health import LEAST_COVERAGE
from cip_tui.model.onboarding.kpis import Band, Kpi, Scheme
from cip_tui.model.onboarding.scores import Method
from cip_tui.model.onboarding.settings import HealthSettings

if TYPE_CHECKING:
    from cip_tui.model.onboarding.accounts import Account

Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Ranks = np.ndarray[Any, np.dtype[np.int8]]
_BANDS = {0: Band.CRITICAL, 1: Band.AT_RISK, 2: Band.HEALTHY, -1: None}
_DECIMALS = 9
"""Sums of floats are rounded here before they are held against an edge, so that 70 is not 70.00000000000001."""


@dataclass(frozen=True, slots=True)
class Arrays:
    """Values by account (rows) and KPI (columns, in the order of the scheme); NaN where there is none.

    `imputed` marks values that the file did not give; `segments` is the segment of each account.
    """

    values: Floats
    imputed: Flags
    segments: Sequence[str]


class ScoredRow(NamedTuple):
    """One account of `Scored`. `capped` holds positions in the scheme, `values` what was scored."""

    score: float | None
    coverage: float
    low: float
    high: float
    band: Band | None
    doubtful: bool
    capped: tuple[int, ...]
    lost: tuple[float | None, ...]
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """Health by account. `score` is NaN where no KPI has a value; bands are ranks, -1 for insufficient data.

    `lost` are the points by account and KPI, `caps` the KPIs that keep an account out of Healthy.
    """

    values: Floats
    score: Floats
    coverage: Floats
    low: Floats
    high: Floats
    uncapped: Ranks
    band: Ranks
    doubtful: Flags
    caps: Flags
    lost: Floats

    def rows(self) -> Iterator[ScoredRow]:
        """Yield the accounts one by one, as plain Python."""
        has_caps: Flags = np.any(self.caps, axis=1)
        figures = (self.score, self.coverage, self.low, self.high, self.band, self.doubtful, has_caps)
        columns: list[list[Any]] = [figure.tolist() for figure in figures]
        lines = zip(*columns, strict=True)
        unknown = np.isnan(self.values)
        pairs = zip(_plain(self.lost, unknown), _plain(self.values, unknown), strict=True)
        for index, ((score, coverage, low, high, band, doubtful, capped), (lost, values)) in enumerate(
            zip(lines, pairs, strict=True)
        ):
            caps = tuple(np.flatnonzero(self.caps[index]).tolist()) if capped else ()
            known = None if score != score else score
            yield ScoredRow(known, coverage, low, high, _BANDS[band], doubtful, caps, tuple(lost), tuple(values))


def _plain(figures: Floats, unknown: Flags) -> list[list[float | None]]:
    boxed = figures.astype(object)
    boxed[unknown] = None
    plain: list[list[float | None]] = boxed.tolist()
    return plain


def arrays_of(accounts: Sequence[Account], settings: HealthSettings) -> Arrays:
    """Take the values out of accounts."""
    kpis = settings.scheme.kpis
    values = np.full((len(accounts), len(kpis)), np.nan)
    imputed = np.zeros(values.shape, dtype=np.bool_)
    places = {name: at for at, kpi in enumerate(kpis) for name in (kpi.id, kpi.column, kpi.name)}
    nothing = (math.nan, False)
    for line, account in enumerate(accounts):
        found = [nothing] * len(kpis)
        for record in account.kpis:
            place = places.get(record.kpi, places.get(record.kpi_parameter))
            if place is not None and record.data is not None:
                found[place] = (float(record.data), record.imputed)
        values[line] = [value for value, _ in found]
        imputed[line] = [flag for _, flag in found]
    return Arrays(values, imputed, [account.account_tier for account in accounts])


def score_arrays(given: Arrays, settings: HealthSettings) -> Scored:
    """Return the health of every account. Raises `UsageError` where the settings cannot be used."""
    whole = _score(given, settings.scheme, settings)
    if not settings.segments:
        return whole
    for segment in settings.segments:
        chosen = np.array([name.casefold() == segment.casefold() for name in given.segments], dtype=np.bool_)
        part = _score(given, settings.scheme_for(segment), settings)
        merged = {
            name: np.where(chosen[:, None] if getattr(whole, name).ndim == 2 else chosen, new, getattr(whole, name))
            for name in Scored.__dataclass_fields__
            if (new := getattr(part, name)) is not None
        }
        whole = replace(whole, **merged)
    return whole


def _score(given: Arrays, scheme: Scheme, settings: HealthSettings) -> Scored:
    kpis = scheme.kpis
    present = ~np.isnan(given.values)
    scores = np.column_stack([_points(given.values[:, at], kpi, settings.method) for at, kpi in enumerate(kpis)])
    scores = np.where(present, scores, 0.0)
    shares = _shares(present, scheme, settings)
    nominal = _shares(np.ones((1, len(kpis)), dtype=np.bool_), scheme, settings)
    weighed = shares > 0
    score = np.where(weighed.any(axis=1), (shares * scores).sum(axis=1), np.nan)
    seen = present & ~given.imputed
    coverage = np.round((nominal * seen).sum(axis=1), 12)
    low = (nominal * seen * scores).sum(axis=1)
    high = low + 100.0 * (1.0 - coverage)
    enough = ~np.isnan(score) & (coverage >= float(LEAST_COVERAGE))
    uncapped = np.where(enough, _ranks(score), -1).astype(np.int8)
    caps = _critical(given.values, kpis) & seen & weighed & (uncapped == 2)[:, None]
    if not settings.cap:
        caps = np.zeros_like(caps)
    band = np.where(caps.any(axis=1), 1, uncapped).astype(np.int8)
    doubtful = enough & (_ranks(low) != _ranks(high))
    lost = np.where(present, shares * (100.0 - scores), 0.0)
    return Scored(given.values, score, coverage, low, high, uncapped, band, doubtful, caps, lost)


def _points(values: Floats, kpi: Kpi, method: Method) -> Floats:
    sign = 1.0 if kpi.better == "up" else -1.0
    at = sign * values
    critical, healthy = sign * float(kpi.range.critical), sign * float(kpi.range.healthy)
    if method is Method.STEP:
        return np.where(at < critical, 0.0, np.where(at > healthy, 100.0, 60.0))
    if kpi.words:
        points = sorted((float(number), float(kpi.scores[word])) for word, number in kpi.words.items())
        return np.interp(values, [point[0] for point in points], [point[1] for point in points])
    worst, best = sign * float(kpi.range.worst), sign * float(kpi.range.best)
    below = 40.0 * np.clip((at - worst) / (critical - worst), 0.0, 1.0) if critical > worst else np.zeros_like(at)
    above = 70.0 + 30.0 * np.clip((at - healthy) / (best - healthy), 0.0, 1.0) if best > healthy else at * 0 + 100.0
    middle = 40.0 + 30.0 * (at - critical) / (healthy - critical)
    return np.where(at < critical, below, np.where(at <= healthy, middle, above))


def _shares(present: Flags, scheme: Scheme, settings: HealthSettings) -> Floats:
    """Return the share of each KPI in each account's score."""
    weights = np.array([float(settings.weight(kpi)) for kpi in scheme.kpis]) * present
    shares = np.zeros(weights.shape)
    total = np.zeros(len(weights))
    for category in scheme.categories:
        inside = np.array([kpi.category == category.name for kpi in scheme.kpis])
        sums = weights[:, inside].sum(axis=1)
        total += np.where(sums > 0, float(category.weight), 0.0)
        divisor = np.where(sums > 0, sums, 1.0)[:, None]
        shares[:, inside] = float(category.weight) * weights[:, inside] / divisor
    return shares / np.where(total > 0, total, 1.0)[:, None]


def _ranks(score: Floats) -> Ranks:
    near = np.round(score, _DECIMALS)
    return np.where(near < 40.0, 0, np.where(near > 70.0, 2, 1)).astype(np.int8)


def _critical(values: Floats, kpis: Sequence[Kpi]) -> Flags:
    """Say which values of KPIs of Critical impact are Critical."""
    flags = np.zeros(values.shape, dtype=np.bool_)
    for at, kpi in enumerate(kpis):
        if kpi.impact == Band.CRITICAL.value:
            column, edge = values[:, at], float(kpi.range.critical)
            flags[:, at] = column < edge if kpi.better == "up" else column > edge
    return flags
