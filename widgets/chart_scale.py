"""Scales of a chart: from values to places, round ticks, and how they are written."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

X = date | str | float
_UNITS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))
_DAY_STEPS = (1, 2, 7, 14)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Scale:
    """A range of values along one side of a chart."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Return where `value` lies between low (0) and high (1), held inside."""
        return min(1.0, max(0.0, (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)))


@dataclass(frozen=True, slots=True)
class Tick:
    """A marked value and how it is written."""

    value: float
    label: str


def value_scale(values: Sequence[float], *, zero: bool) -> Scale:
    """Return a scale that holds all values; from zero if asked, or where zero is not far off."""
    if not values:
        return Scale(0.0, 1.0)
    low, high = min(values), max(values)
    if zero or 0 < low < 0.6 * high:
        low = min(low, 0.0)
    if zero or 0.6 * low < high < 0:
        high = max(high, 0.0)
    if low == high:
        pad = abs(low) * 0.1 or 1.0
        return Scale(low, low + pad) if low == 0 else Scale(low - pad, high + pad)
    # A little air above, so that the highest point is not drawn into the border.
    air = (high - low) * 0.03 if math.isfinite(high - low) else 0.0
    return Scale(low - (air if low < 0 or not (zero or low == 0) else 0.0), high + (air if high > 0 else 0.0))


def value_ticks(scale: Scale, most: int, write: Callable[[float], str] | None = None) -> list[Tick]:
    """Return at most `most` ticks at round values; without `write` they are written short, as 1.5k."""
    step = _round_step((scale.high / 2 - scale.low / 2) / max(1, most - 1) * 2)
    if not math.isfinite(step) or step <= 0:
        return []
    first = math.ceil(scale.low / step - 1e-9)
    last = math.floor(scale.high / step + 1e-9)
    if last - first + 1 > most:
        first, last, step = math.ceil(first / 2), math.floor(last / 2), step * 2
    values = [index * step for index in range(first, min(last, first + 50) + 1)]
    written = [write(value) for value in values] if write else short_numbers(values)
    return [Tick(value, label) for value, label in zip(values, written, strict=True)]


def _round_step(raw: float) -> float:
    if raw <= 0 or not math.isfinite(raw):
        return raw
    power = 10.0 ** math.floor(math.log10(raw))
    return next((factor * power for factor in (1, 2, 2.5, 5) if factor * power >= raw * 0.999), 10 * power)


def short_numbers(values: Sequence[float]) -> list[str]:
    """Write numbers of one axis short and alike: 0, 0.5k, 1.0k; as many decimals as tell them apart."""
    greatest = max(map(abs, values), default=0.0)
    if greatest >= 1e15 or 0 < greatest < 1e-5:
        return [f"{value:.3g}" for value in values]
    divisor, unit = next(((size, name) for size, name in _UNITS if greatest >= size), (1.0, ""))
    scaled = [value / divisor for value in values]
    for places in range(7):
        written = [f"{value:,.{places}f}" for value in scaled]
        exact = all(math.isclose(float(f"{v:.{places}f}"), v, rel_tol=1e-6, abs_tol=1e-12) for v in scaled)
        if exact:
            break
    return [text + unit if value else "0" for text, value in zip(written, scaled, strict=True)]


def place(value: X, names: dict[str, int]) -> float:
    """Return the number a point of the x axis stands at: days for dates, its position for a name."""
    if isinstance(value, datetime):
        midnight = datetime(value.year, value.month, value.day, tzinfo=value.tzinfo)
        return value.toordinal() + (value - midnight) / timedelta(days=1)
    if isinstance(value, date):
        return float(value.toordinal())
    if isinstance(value, str):
        return float(names.setdefault(value, len(names)))
    return float(value)


def date_ticks(scale: Scale, cells: int) -> list[Tick]:
    """Return ticks at days or first days of months, as many as can be written in `cells`.

    The first tick, and the first of each new year, says the year where months are counted.
    """
    first, last = math.ceil(scale.low), math.floor(scale.high)
    days = max(1, last - first)
    for step in _DAY_STEPS:
        if days / step * 8 <= cells:
            return _day_ticks(first, last, step)
    for step in _MONTH_STEPS:
        if days / 30.4 / step * (9 if step < 12 else 6) <= cells:
            return _month_ticks(first, last, step)
    return _month_ticks(first, last, _MONTH_STEPS[-1])


def _day_ticks(first: int, last: int, step: int) -> list[Tick]:
    # Weeks begin on Monday: ordinal 1 was one.
    start = first if step < 7 else first + (1 - first) % 7
    return [Tick(float(day), _day_label(date.fromordinal(day))) for day in range(start, last + 1, step)]


def _day_label(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _month_ticks(first: int, last: int, step: int) -> list[Tick]:
    ticks: list[Tick] = []
    begin = date.fromordinal(first)
    month = begin.year * 12 + begin.month - 1 + (begin.day > 1)
    month += -month % step
    while month // 12 <= date.max.year:
        day = date(month // 12, month % 12 + 1, 1)
        if day.toordinal() > last:
            break
        if step >= 12:
            label = str(day.year)
        else:
            named = not ticks or day.month <= step
            label = f"{_MONTHS[day.month - 1]} {day.year}" if named else _MONTHS[day.month - 1]
        ticks.append(Tick(float(day.toordinal()), label))
        month += step
    return ticks
