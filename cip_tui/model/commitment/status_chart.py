"""The burn-down as a chart: what has counted, the even line to the commitment, and the band of the futures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from cip_tui.model.commitment.counting import ZERO
from cip_tui.model.commitment.status import Status
from cip_tui.model.commitment.status_blocks import because, cash
from cip_tui.model.document import Chart, Level, Series, Shape
from cip_tui.model.period import Period, month_of


def burndown_chart(status: Status) -> Chart:
    """Return the chart of what decides: the running year, or the term. Amounts are running totals."""
    standing, outcome = status.standing, status.outcome
    commitment = standing.commitment
    series = []
    if commitment is not None:
        ends = (standing.period.start, standing.period.last)
        series.append(Series("required", ends, (0.0, float(commitment)), Shape.LINE))
    # What is drawn last lies on top.
    series += [_counted(status), *_band(status)]
    words = f"{standing.name}: {cash(status, standing.counted)} counted by {status.counted.through - timedelta(days=1)}"
    if commitment is not None:
        words += f" of {cash(status, commitment)}"
    if outcome is not None:
        words += f"; {cash(status, outcome.low)} to {cash(status, outcome.high)} by {standing.period.last} (P10 to P90)"
    return Chart(
        "commitment.burndown",
        f"Burn-down, {standing.name.lower()}",
        tuple(series),
        y_title=status.terms.currency,
        summary=words + ".",
        provenance=because(
            status,
            "counted: running total; required: the commitment spread evenly over the days; forecast: P10, P50 and P90"
            " of the running totals of all futures",
        ),
    )


def gap_chart(status: Status) -> Chart | None:
    """Return how far counted spend is from the even line, above zero where it is ahead; None without a commitment."""
    standing = status.standing
    if standing.commitment is None:
        return None
    daily = float(standing.commitment) / standing.period.days

    def less(series: Series) -> Series:
        even = [daily * ((day - standing.period.start).days + 1) for day in series.x if isinstance(day, date)]

        def gap(values: tuple[float | None, ...]) -> tuple[float | None, ...]:
            return tuple(None if value is None else value - line for value, line in zip(values, even, strict=False))

        return replace(series, y=gap(series.y), upper=gap(series.upper))

    zero = Series("required", (standing.period.start, standing.period.last), (0.0, 0.0), Shape.LINE)
    return Chart(
        "commitment.gap",
        f"Ahead of the even line, {standing.name.lower()}",
        (zero, *map(less, (_counted(status), *_band(status)))),
        y_title=status.terms.currency,
        summary=f"{cash(status, standing.counted - standing.commitment * standing.elapsed)} against the even line now;"
        " above zero is ahead.",
        provenance=because(
            status, "running total - commitment x elapsed days / days, for what counted and the futures"
        ),
    )


def _days(period: Period) -> list[date]:
    """Return the first day of a period, the last of each month in it, and its own last day."""
    found = [period.start]
    month = month_of(period.start)
    while month.end < period.end:
        found.append(month.last)
        month = month_of(month.end)
    return [*dict.fromkeys([*found, period.last])]


def _counted(status: Status) -> Series:
    """Running totals; what is settled for the year as a whole (Marketplace, cap) grows with its spend."""
    standing, counted = status.standing, status.counted
    end = min(standing.period.end, counted.through)
    start = max(standing.period.start, counted.first)
    if start >= end:
        return Series("counted", (), ())
    sums = ZERO
    running: dict[date, Decimal] = {}
    day = start
    while day < end:
        sums += counted.regular.get(day, ZERO) + counted.once.get(day, ZERO) + counted.marketplace.get(day, ZERO)
        running[day] = sums
        day += timedelta(days=1)
    # Share and cap of Marketplace hold for the whole: the line ends on what counts.
    scale = standing.counted / sums if sums else Decimal(1)
    days = _days(Period(start, end))
    ahead = status.standing.ahead
    level = Level.INFO if ahead is None else Level.GOOD if ahead >= 0 else Level.CRITICAL
    return Series("counted", tuple(days), tuple(float(running[day] * scale) for day in days), Shape.LINE, level=level)


def _band(status: Status) -> list[Series]:
    standing, futures = status.standing, status.outlook.futures
    outcome = status.outcome
    start = max(standing.period.start, futures.start)
    if outcome is None or start >= standing.period.end or not futures.months:
        return []
    ahead = futures.spend(standing.period)
    base = outcome.totals - ahead
    begin = float(standing.counted)
    lift = base - begin
    days = _days(Period(start, standing.period.end))
    edges = []
    for day in days:
        until = Period(start, day + timedelta(days=1))
        share = (day - start).days / max((standing.period.last - start).days, 1)
        edges.append(np.quantile(begin + lift * share + futures.spend(until), (0.1, 0.5, 0.9)))
    low, middle, high = (tuple(float(edge[index]) for edge in edges) for index in range(3))
    return [
        Series("P10 to P90", tuple(days), low, Shape.BAND, upper=high),
        Series("forecast", tuple(days), middle, Shape.LINE),
    ]
