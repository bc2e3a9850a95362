"""When a programme is attested: the windows after the end of each period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cip_tui.model.credits.programme import Attestation, Cadence

_MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.SEMIANNUAL: 6, Cadence.ANNUAL: 12}


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which a period is attested, both inclusive; `period_end` is the last day of what is attested."""

    period_end: date
    opens: date
    closes: date


def windows(attestation: Attestation, since: date, year_start: date | None = None) -> Iterator[Window]:
    """Yield the windows that close on `since` or later, in order.

    Periods are those of the calendar; yearly ones follow the contract year where `year_start` gives its first day.
    A programme that is attested once has one window, counted from `since`.
    """
    if attestation.cadence is Cadence.ONCE:
        yield _after(attestation, since)
        return
    months = _MONTHS[attestation.cadence]
    anchor = year_start if year_start and attestation.cadence is Cadence.ANNUAL else date(since.year, 1, 1)
    step = -2 * (12 // months) - (12 // months if anchor > since else 0)
    while True:
        found = _after(attestation, add_months(anchor, step * months) - timedelta(days=1))
        if found.closes >= since:
            yield found
        step += 1


def next_window(attestation: Attestation, ready: date, year_start: date | None = None) -> Window:
    """Return the first window that is still open on `ready` or opens later."""
    return next(windows(attestation, ready, year_start))


def add_months(day: date, months: int) -> date:
    """Return the same day of another month, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    first = date(index // 12, index % 12 + 1, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def _after(attestation: Attestation, period_end: date) -> Window:
    return Window(
        period_end,
        period_end + timedelta(days=attestation.window_opens),
        period_end + timedelta(days=attestation.window_closes),
    )
