"""Forecast of monthly spend from few months: trend by Theil-Sen, damped; last year's season; residuals drawn anew.

Rates are means a day, so that short months are not small ones; the model works on their logarithms. A path draws its
own level and trend from resampled residuals, then walks on with them, so that what is far away is less sure. The
constants below were tuned on simulated years (bench/burndown_bench.py) until probabilities held what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cip_tui.model.statistics.weekly import Floats

FLOOR = 0.02  # a month without spend counts as this share of the median month on the log scale
WINDOW = 12  # months that the trend is read from
RECENT = 2  # months whose mean is the level
YEAR = 12
DAMPING = 0.90  # what is left of the trend from month to month
SEASON_MONTHS = 13  # months from which last year's season is used at all
SEASON_SHARE = 0.3  # how much of a season that was seen once is believed
PRIOR_SPREAD = 0.10  # spread of a month's residual assumed before any is seen
PRIOR_MONTHS = 4.0  # how many months that assumption weighs as
TREND_PRIOR = 6.0  # months at which half of a measured trend is believed
NOISE = 0.3  # share of a residual that is of one month alone
WALK = 0.45  # share of a residual that stays in all months after it
JUMP_CHANCE, JUMP_SPREAD = 0.05, 0.20  # lasting changes a month that the months seen need not show


@dataclass(frozen=True, slots=True)
class MonthForecast:
    """Daily means of the months ahead: one row a path, one column a month. `trend` is the growth a month."""

    paths: Floats = field(repr=False)
    trend: float
    spread: float
    known: int
    seasonal: bool


def theil_sen(values: Floats) -> Floats:
    """Return the median of all slopes between two points of each row, zero for rows of one point."""
    count = values.shape[-1]
    if count < 2:
        return np.zeros(values.shape[:-1])
    left, right = np.triu_indices(count, 1)
    return np.asarray(np.median((values[..., right] - values[..., left]) / (right - left), axis=-1))


def forecast_months(
    rates: Sequence[float], ahead: int, *, first_month: int, gap: int = 1, seed: int = 0, paths: int = 2_000
) -> MonthForecast:
    """Forecast `ahead` months from the daily means of the months known, oldest first.

    `first_month` is the calendar month (1 to 12) of the oldest rate; `gap` the number of months from the last known
    month to the first one ahead, 0 where that is the rest of the same month. Without any spend the future is zero.
    """
    known = np.asarray(rates, dtype=np.float64)
    if ahead < 1 or known.size == 0 or not np.any(known > 0):
        return MonthForecast(np.zeros((paths, max(ahead, 0))), 0.0, 0.0, int(known.size), False)
    rng = np.random.default_rng(seed)
    logs = np.log(np.maximum(known, FLOOR * float(np.median(known[known > 0]))))
    season = _season(logs, first_month)
    months = (first_month - 1 + np.arange(logs.size)) % YEAR
    plain = logs - season[months]
    level, slope, residuals, spread = _fit(plain[-WINDOW:])
    steps = gap + np.arange(ahead)
    drawn = _draw(residuals, (paths, WINDOW + 2 * ahead), spread, rng)
    trends, levels = _parameters(plain[-WINDOW:].size, slope, drawn[:, :WINDOW])
    damped = np.array([sum(DAMPING**k for k in range(1, int(step) + 1)) for step in steps])
    walked = _walk(drawn[:, WINDOW : WINDOW + ahead], rng)
    noise = NOISE * drawn[:, WINDOW + ahead :]
    coming = (first_month - 1 + logs.size - 1 + steps) % YEAR
    ahead_logs = level + levels[:, None] + trends[:, None] * damped + walked + noise + season[coming]
    return MonthForecast(np.exp(ahead_logs), slope, spread, int(known.size), bool(np.any(season)))


def _season(logs: Floats, first_month: int) -> Floats:
    """Return what each calendar month lies above the trend, on the log scale, shrunk; zeros below 13 months."""
    season = np.zeros(YEAR)
    if logs.size < SEASON_MONTHS:
        return season
    years = logs[YEAR:] - logs[:-YEAR]
    slope = float(np.median(years)) / YEAR if years.size >= RECENT else float(theil_sen(logs))
    away = logs - slope * np.arange(logs.size)
    away = away - float(np.median(away))
    months = (first_month - 1 + np.arange(logs.size)) % YEAR
    for month in range(YEAR):
        seen = away[months == month]
        season[month] = float(seen.mean()) * SEASON_SHARE ** (1.0 / seen.size)
    return season - float(season.mean())


def _fit(logs: Floats) -> tuple[float, float, Floats, float]:
    """Return level at the last month, believed slope, residuals and their spread of up to twelve months."""
    count = logs.size
    measured = float(theil_sen(logs))
    slope = measured * count**2 / (count**2 + TREND_PRIOR**2)
    recent = logs[-RECENT:]
    level = float(recent.mean()) + slope * (recent.size - 1) / 2
    line = logs - measured * np.arange(count)
    residuals = line - float(np.median(line))
    free = max(count - 2, 0)
    squares = float(np.sum(residuals**2)) if free else 0.0
    spread = float(np.sqrt((squares + PRIOR_MONTHS * PRIOR_SPREAD**2) / (free + PRIOR_MONTHS)))
    return level, slope, residuals, spread


def _draw(residuals: Floats, shape: tuple[int, int], spread: float, rng: np.random.Generator) -> Floats:
    """Draw residuals with replacement, smoothed, with the given spread; from the normal law where they are few."""
    normal = rng.standard_normal(shape)
    scale = float(np.std(residuals))
    if residuals.size < 4 or scale <= 0:
        return np.asarray(spread * normal)
    drawn = rng.choice(residuals - residuals.mean(), size=shape) / scale
    return np.asarray(spread * (drawn + 0.5 * normal) / np.sqrt(1.25))


def _parameters(count: int, slope: float, drawn: Floats) -> tuple[Floats, Floats]:
    """Return each path's own slope and shift of the level, as other residuals would have given them."""
    seen = drawn[:, -count:] if count <= drawn.shape[1] else drawn
    share = count**2 / (count**2 + TREND_PRIOR**2)
    slopes = theil_sen(seen) * share
    recent = seen[:, -RECENT:]
    return slope - slopes, -(recent.mean(axis=1) + slopes * (recent.shape[1] - 1) / 2)


def _walk(shocks: Floats, rng: np.random.Generator) -> Floats:
    """Return lasting changes, added up from month to month."""
    jumps = (rng.random(shocks.shape) < JUMP_CHANCE) * rng.standard_normal(shocks.shape) * JUMP_SPREAD
    return np.asarray(np.cumsum(WALK * shocks + jumps, axis=1))
