"""Amounts of a period spread over its days: exactly, so that the parts of any cut add up to the whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from cip_tui.model.period import Period

# Finer than any bill; only the sum of the parts has to be exact.
_STEP = Decimal("1e-12")


def elapsed_part(period: Period, through: date) -> Period:
    """Return the days of a charge's period that its amount stands for when spend is known up to `through`.

    A period that runs over that day holds what had accrued by then, so it ends there. `through` is exclusive; a
    period that has only begun keeps its first day.
    """
    end = max(min(period.end, through), period.start + timedelta(days=1))
    return period if end == period.end else Period(period.start, end)


def part_of(amount: Decimal, period: Period, within: Period) -> Decimal:
    """Return how much of an amount that accrues evenly over `period` falls on the days of `within`.

    Cuts of one period that lie side by side add up to the amount exactly.
    """
    start, end = max(period.start, within.start), min(period.end, within.end)
    if start >= end:
        return Decimal(0)
    if (start, end) == (period.start, period.end):
        return amount
    return _until(amount, period, end) - _until(amount, period, start)


def by_day(amount: Decimal, period: Period) -> Iterator[tuple[date, Decimal]]:
    """Yield each day with its part of the amount; the parts add up to the amount exactly."""
    before = Decimal(0)
    for number in range(1, period.days + 1):
        now = _until(amount, period, period.start + timedelta(days=number))
        yield period.start + timedelta(days=number - 1), now - before
        before = now


def _until(amount: Decimal, period: Period, day: date) -> Decimal:
    """Return what has accrued before `day`."""
    if day >= period.end:
        return amount
    days = (day - period.start).days
    return (amount * days / period.days).quantize(_STEP, ROUND_HALF_EVEN)
