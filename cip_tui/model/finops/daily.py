"""Spend per day: the series of a scope, its run-rate, and its forecast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from cip_tui.model.document import Chart, Kind, Level, Metric, Provenance, Series, Shape
from cip_tui.model.engine.cubes import Cube, Scope
from cip_tui.model.engine.usage import SPEND_MEASURES, Usage
from cip_tui.model.format import money
from cip_tui.model.period import Period

if TYPE_CHECKING:
    from cip_tui.model.statistics.backtest import Backtest
    from cip_tui.model.statistics.forecast import Forecast

DAYS_PER_MONTH = Decimal(365) / 12
RUN_RATE_DAYS = 7
HORIZON = 30
# A forecast looks back this far: older days say little about the next month.
HISTORY_DAYS = 120


@dataclass(frozen=True, slots=True)
class Daily:
    """Spend per day: inside the period, and over the full days that run-rate and forecast rest on."""

    period: Period
    spend: dict[date, Decimal]
    full: tuple[tuple[date, Decimal], ...]
    forecast: Forecast | None
    trial: Backtest | None
    cube: Cube
    behind: str

    @classmethod
    def read(cls, usage: Usage, scope: Scope, as_of: date) -> Daily:
        """Read the daily series of a scope; days without a call count as zero between the first and the last."""
        period = scope.period
        if period is None:
            raise ValueError("a daily series needs a period")
        wide = Period(min(period.start, period.end - timedelta(days=HISTORY_DAYS)), period.end)
        cube = usage.within(Scope(wide, scope.filter)).cube("day", measures=SPEND_MEASURES)
        spend = {row["day"]: row["cost"] or Decimal(0) for row in cube.dicts()}
        full = tuple(_filled(spend, as_of))
        return cls(period, spend, full, *_forecast(full), cube, str(scope.filter))

    def provenance(self, formula: str) -> Provenance:
        """Return where a figure of this series comes from."""
        return Provenance(formula, self.cube.query, self.cube.parameters, "ai_calls", self.behind)

    def sentences(self) -> tuple[str, ...]:
        """Return how the forecast was made, how it would have done on this history, and what limits it."""
        if self.forecast is None or self.trial is None:
            return ()
        return (*self.forecast.sentences, *self.trial.sentences, *self.forecast.caveats)


def _filled(spend: dict[date, Decimal], as_of: date) -> Iterator[tuple[date, Decimal]]:
    days = [day for day in spend if day < as_of]
    if not days:
        return
    day, last = min(days), max(days)
    while day <= last:
        yield day, spend.get(day, Decimal(0))
        day += timedelta(days=1)


def _forecast(full: tuple[tuple[date, Decimal], ...]) -> tuple[Forecast | None, Backtest | None]:
    if not full:
        return None, None
    from cip_tui.model.statistics.backtest import best_forecast

    return best_forecast([float(amount) for _, amount in full], full[0][0], HORIZON)


def run_rate_metric(daily: Daily) -> Metric:
    """Return the monthly run-rate: the mean of the last seven full days times 365/12."""
    known = [amount for _, amount in daily.full[-RUN_RATE_DAYS:]]
    value = sum(known, Decimal(0)) / len(known) * DAYS_PER_MONTH if known else None
    return Metric(
        "spend.run_rate",
        "Run-rate",
        value,
        Kind.MONEY,
        "USD/month",
        note=f"last {len(known)} full days" if known else "no full day yet",
        provenance=daily.provenance("mean daily spend of the last 7 full days x 365/12 days a month"),
    )


def forecast_metric(daily: Daily) -> Metric:
    """Return the forecast total of the next 30 days with its 80 % interval."""
    formula = "sum of the daily forecast over the 30 days after the last full day; method in the notes"
    found = daily.forecast
    if found is None:
        return Metric("spend.forecast", "Next 30 days", None, Kind.MONEY, "USD", note="no full day yet")
    low, high = _amount(found.total_low), _amount(found.total_high)
    return Metric(
        "spend.forecast",
        "Next 30 days",
        None if found.total is None else _amount(found.total),
        Kind.MONEY,
        "USD",
        low=low,
        high=high,
        note=f"80 %: {money(low, 0)} to {money(high, 0)}",
        provenance=daily.provenance(formula),
    )


def _amount(value: float) -> Decimal:
    return Decimal(f"{value:.6f}")


def daily_chart(daily: Daily) -> Chart:
    """Return spend per day as bars, the forecast as a line, its interval as a band."""
    days = [daily.period.start + timedelta(days=index) for index in range(daily.period.days)]
    series = [Series("Spend", tuple(days), tuple(float(daily.spend.get(day, 0)) for day in days), Shape.BARS)]
    found = daily.forecast
    if found is not None:
        ahead = found.dates
        series.append(Series("80 % interval", ahead, found.low, Shape.BAND, found.high, Level.UNKNOWN))
        if found.daily:
            series.append(Series("Forecast", ahead, found.daily, Shape.LINE, level=Level.WARNING))
    peak = max(days, key=lambda day: daily.spend.get(day, Decimal(0)))
    summary = f"Spend per day over {daily.period}; the dearest day was {peak} with {money(daily.spend.get(peak))}."
    return Chart(
        "spend.daily",
        "Spend per day",
        tuple(series),
        y_title="USD",
        summary=summary,
        provenance=daily.provenance("sum of cost_usd for each UTC day"),
    )
