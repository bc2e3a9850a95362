"""How unusual each day of each customer is, in one quantity: calls a day, cost of a call, tokens of a call.

Amounts are looked at on the log scale, so that "three times as much as usual" means the same for all. The usual is
the median of the customer's other days nearby, weekdays taken into account. The noise of a day is the customer's own,
drawn toward what all customers show, plus what counting few calls adds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cip_tui.model.statistics.robust import Others, other_medians, other_spreads, row_medians
from cip_tui.model.statistics.weekly import WEEK, Floats

LEAST_NOISE = 0.10  # nobody is steadier than 10 % a day
# Bounds of how many days of its own history the noise common to all is worth to a customer.
LEAST_POOLED, MOST_POOLED = 4.0, 45.0
FEWEST_TO_COMPARE, FEWEST_ROWS = 7, 8
CLIPPED_LOSS = 1.5  # a clipped spread of remembering days is as uncertain as a standard deviation of so many fewer
WEEKEND_SPREAD = 0.25  # how much customers' weekends differ, in logs
NEIGHBOUR_CLIP = 2.0
MOST_MEMORY = 0.6
NOISE_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Channel:
    """Per customer and day: the usual amount, by how much the day lies above it in logs, and the noise of that.

    `count` is the number of other days the usual rests on. NaN where there is nothing to compare.
    """

    usual: Floats
    deviation: Floats
    noise: Floats
    count: Floats

    @property
    def score(self) -> Floats:
        """The deviation in units of noise."""
        return np.asarray(self.deviation / self.noise)


def first_days(amounts: Floats) -> NDArray[np.intp]:
    """Return for each row the column of the first day with any amount; the number of columns where there is none."""
    used = amounts > 0
    return np.asarray(np.where(used.any(axis=1), used.argmax(axis=1), amounts.shape[1]), dtype=np.intp)


def aligned(values: Floats, first: NDArray[np.intp]) -> Floats:
    """Shift each row to the left so that its first day comes first; the rest is NaN."""
    places = np.arange(values.shape[1]) + first[:, None]
    inside = places < values.shape[1]
    return np.where(inside, np.take_along_axis(values, np.where(inside, places, 0), axis=1), np.nan)


def restored(values: Floats, first: NDArray[np.intp]) -> Floats:
    """Undo `aligned`."""
    places = np.arange(values.shape[1]) - first[:, None]
    inside = places >= 0
    return np.where(inside, np.take_along_axis(values, np.where(inside, places, 0), axis=1), np.nan)


def rhythm_channel(amounts: Floats, days: NDArray[np.intp], *, counting: bool) -> Channel:
    """Judge a quantity that follows the week and remembers the day before, such as calls or cost.

    Rows are aligned; `days` are the weekdays of their columns. `counting` says that amounts are counts, whose noise
    grows where they are small.
    """
    logs = _logs(amounts)
    week = weekday_effects(logs, days)
    level = logs - week
    others = other_medians(level)
    rest = level - others.median
    usual = np.exp(others.median + week)
    pooled, lasting = _pooled_noise(rest, usual if counting else None)
    noise = _own_noise(rest, pooled, others)
    rest, kept = _without_neighbours(rest, noise, lasting)
    return Channel(usual, rest, np.maximum(noise * kept, LEAST_NOISE), others.count)


def size_channel(sizes: Floats, counts: Floats) -> Channel:
    """Judge a mean over a day's calls, such as the cost of a call: few calls make it noisy."""
    level = _logs(sizes)
    others = other_medians(level)
    rest = level - others.median
    pooled, _ = _pooled_noise(rest, counts)
    noise = np.maximum(_own_noise(rest, pooled, others), LEAST_NOISE)
    return Channel(np.exp(others.median), rest, noise, others.count)


def weekday_effects(logs: Floats, days: NDArray[np.intp]) -> Floats:
    """Return what each day of each row owes to its weekday: the common week, and the row's own weekend.

    `days` are weekdays by column or by row and column. The own weekend is drawn toward the common one by as much as
    its few days leave it uncertain.
    """
    days = np.broadcast_to(days, logs.shape)
    away = logs - row_medians(logs)[:, None]
    common = np.array([_median(away[days == day]) for day in range(WEEK)])
    common = np.where(np.isfinite(common), common, 0.0)
    common -= common.mean()
    rest = logs - common[days]
    weekend = days >= 5
    known = np.isfinite(rest)
    inner, outer = row_medians(np.where(weekend, np.nan, rest)), row_medians(np.where(weekend, rest, np.nan))
    variance = (1.4826 * row_medians(np.abs(rest - np.where(weekend, outer[:, None], inner[:, None])))) ** 2
    ends = (known & weekend).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        doubt = np.pi / 2 * variance * (1 / ends + 1 / (known.sum(axis=1) - ends))
        own = (outer - inner) * WEEKEND_SPREAD**2 / (WEEKEND_SPREAD**2 + doubt)
    own = np.where(np.isfinite(own), own, 0.0)
    return np.asarray(common[days] + own[:, None] * weekend)


def _logs(amounts: Floats) -> Floats:
    """Return logs; a day without any amount is no observation, not an infinitely small one."""
    return np.log(amounts, out=np.full(amounts.shape, np.nan), where=amounts > 0)


def _median(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else np.nan


def _pooled_noise(rest: Floats, counts: Floats | None) -> tuple[Floats, Floats]:
    """Return the noise common to all rows by day, and the share of its variance that is not counting noise."""
    if counts is None:
        spread = 1.4826 * _median(np.abs(rest))
        return np.full(rest.shape, max(spread, LEAST_NOISE)), np.ones(rest.shape)
    lasting, counting = _noise_by_count(rest, counts)
    variance = lasting + counting / np.maximum(counts, 1.0)
    share = np.divide(lasting, variance, out=np.ones(rest.shape), where=variance > 0)
    return np.maximum(np.sqrt(variance), LEAST_NOISE), share


def _noise_by_count(rest: Floats, counts: Floats) -> tuple[float, float]:
    """Fit variance = a + b / count to the medians of eight groups of days alike in count; returns a and b."""
    known = np.isfinite(rest) & (counts > 0)
    squares, inverse = rest[known] ** 2, 1.0 / counts[known]
    step = max(1, squares.size // NOISE_SAMPLE)
    squares, inverse = squares[::step], inverse[::step]
    if squares.size < 80:
        return (_median(squares) / 0.4549 if squares.size else 0.0), 0.0
    groups = np.array_split(np.argsort(inverse, kind="stable"), 8)
    places = np.array([np.median(inverse[group]) for group in groups])
    # The median of a squared standard normal value is 0.4549.
    heights = np.array([np.median(squares[group]) for group in groups]) / 0.4549
    weight = 1.0 / np.maximum(heights, 1e-6)
    design = np.stack([weight, weight * places], axis=1)
    lasting, counting = np.linalg.lstsq(design, weight * heights, rcond=None)[0].tolist()
    if counting < 0:
        return float(np.median(heights)), 0.0
    if lasting < 0:
        return 0.0, float(np.mean(heights / places))
    return lasting, counting


def _own_noise(rest: Floats, pooled: Floats, others: Others) -> Floats:
    """Return each row's own noise, drawn toward the pooled one as far as rows are alike and their days few."""
    own = other_spreads(rest / pooled)
    weight = _alikeness(own, others.count)
    share = (np.where(others.count > 0, others.count * own**2, 0.0) + weight) / (others.count + weight)
    return np.asarray(pooled * np.sqrt(share))


def _alikeness(own: Floats, count: Floats) -> float:
    """Return how many days of a row's own history the noise common to all is worth.

    Variances that differ between rows by more than a sample of that size would make them differ belong to the rows;
    two over that excess are the degrees of freedom of the common variance (Smyth 2004, empirical Bayes).
    """
    spread, days = row_medians(own), row_medians(np.where(np.isfinite(own), count, np.nan))
    usable = (spread > 0) & (days >= FEWEST_TO_COMPARE)
    if usable.sum() < FEWEST_ROWS:
        return MOST_POOLED
    logs = 2 * np.log(spread[usable])
    between = (1.4826 * np.median(np.abs(logs - np.median(logs)))) ** 2
    excess = float(between - 2 * CLIPPED_LOSS / np.median(days[usable]))
    return float(np.clip(2 / excess, LEAST_POOLED, MOST_POOLED)) if excess > 0 else MOST_POOLED


def _without_neighbours(rest: Floats, noise: Floats, lasting: Floats) -> tuple[Floats, Floats]:
    """Take off what the days beside a day explain; returns the remainder and the share of noise that stays.

    Noise is taken for a first-order autoregression observed on both sides. A neighbour counts at most as two spreads,
    so that incidents of several days do not explain themselves away.
    """
    scaled = np.clip(rest / noise, -NEIGHBOUR_CLIP, NEIGHBOUR_CLIP)
    memory = _memory(scaled, lasting)
    if memory <= 0:
        return rest, np.ones(rest.shape)
    felt = np.nan_to_num(scaled * noise * lasting)
    around = np.zeros(rest.shape)
    around[:, 1:] += felt[:, :-1]
    around[:, :-1] += felt[:, 1:]
    remaining = (1 - memory**2) / (1 + memory**2)
    return rest - memory / (1 + memory**2) * around, np.sqrt(1 - lasting * (1 - remaining))


def _memory(scaled: Floats, lasting: Floats) -> float:
    """Return the correlation of the lasting part of a day's noise with the next day's, between 0 and 0.6."""
    now, then = scaled[:, 1:], scaled[:, :-1]
    both = np.isfinite(now) & np.isfinite(then)
    if both.sum() < 80:
        return 0.0
    shared = np.sqrt(lasting[:, 1:] * lasting[:, :-1])
    power = float(np.mean((now[both] ** 2 + then[both] ** 2) / 2 * shared[both]))
    together = float(np.mean(now[both] * then[both]))
    return min(MOST_MEMORY, max(0.0, together / power)) if power > 0 else 0.0
