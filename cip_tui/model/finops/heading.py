"""Where spend is heading: how far the forecast can be trusted, and when a budget is crossed."""

from __future__ import annotations

from decimal import Decimal

from cip_tui.model.document import Cell, Column, Impact, Insight, Kind, Level, Metric, Row, Table
from cip_tui.model.finops.daily import Daily
from cip_tui.model.format import money, percent
from cip_tui.model.period import month_of

DOMAIN, CAPABILITY = "Quantify Business Value", "Forecasting, Budgeting"


def trial_blocks(daily: Daily) -> tuple[Metric | Table, ...]:
    """Return how each method would have done on this history, and how often the interval held; nothing if too short."""
    trial = daily.trial
    if trial is None or not trial.scores:
        return ()
    held = trial.coverage
    rows = []
    for score in trial.scores:
        mark = " ←" if score.method is trial.chosen else ""
        cells: tuple[Cell, ...] = (f"{score.method}{mark}", score.total_error, score.daily_error, score.mase)
        rows.append(Row(cells))
    formula = f"share of {held.trials} earlier dates whose next {trial.horizon} days lay inside the interval"
    return (
        Metric(
            "understanding.coverage",
            "Interval held",
            held.value,
            Kind.RATIO,
            places=0,
            note=f"{held.successes} of {held.trials} times, stated {percent(trial.level, 0)}",
            provenance=daily.provenance(formula),
        ),
        Table(
            "understanding.trial",
            f"The forecast tried on {trial.cuts} earlier dates, {trial.horizon} days ahead",
            (
                Column("method", "Method"),
                Column("total", "Error of total", Kind.RATIO),
                Column("daily", "Error of days", Kind.RATIO),
                Column("mase", "MASE", Kind.NUMBER),
            ),
            tuple(rows),
            note="Errors: sum of absolute errors over the sum spent. MASE 1 is as good as last week repeated.",
            provenance=daily.provenance("rolling-origin evaluation over the daily series"),
        ),
    )


def budget_insight(daily: Daily, budget: Decimal | None) -> list[Insight]:
    """Return when this month's budget is crossed, where there is one and the forecast reaches it or nearly does."""
    found = daily.forecast
    if budget is None or found is None:
        return []
    month = month_of(found.start)
    spent = sum((amount for day, amount in daily.full if day in month), Decimal(0))
    left = (month.end - found.start).days
    crossing = found.crossing(float(budget), float(spent))
    ahead = sum(found.daily[:left])
    over = spent + Decimal(f"{ahead:.6f}") - budget
    inside = crossing.likely is not None and crossing.likely < month.end
    if not (crossing.already or inside or over > 0):
        return []
    when = "is crossed already" if crossing.already else f"will probably be crossed on {crossing.likely}"
    sure = f"{crossing.earliest} at the earliest" if crossing.earliest and not crossing.already else "as of now"
    return [
        Insight(
            "understanding.budget",
            f"The budget of {month.start:%B %Y} {when}",
            f"{money(spent)} of {money(budget)} is spent up to {found.start}, with {left} days left in the month.",
            DOMAIN,
            CAPABILITY,
            Impact(max(over, Decimal(0)), basis="spent so far plus forecast of the rest of the month, less the budget"),
            "Agree on the overrun now, or take the savings of rate optimization and performance before that day.",
            f"At this pace the month ends {money(max(over, Decimal(0)))} over ({sure}).",
            level=Level.CRITICAL if crossing.already else Level.WARNING,
            provenance=daily.provenance("day on which spent + forecast reaches the budget in half of the futures"),
        )
    ]
