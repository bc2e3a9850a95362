"""The figures of a commitment as blocks: headline, forecast, what-if; each tells its formula with the numbers in it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cip_tui.model.commitment.discounts import break_even
from cip_tui.model.commitment.outlook import Outcome, Reached
from cip_tui.model.commitment.status import SETTINGS, Status
from cip_tui.model.document import Column, Kind, Level, Metric, Provenance, Row, Table
from cip_tui.model.document import Status as State
from cip_tui.model.format import money, percent

SAFE, RISKY = 0.1, 0.5
"""Chances of a shortfall below which a commitment is safe, and from which it is critical."""


def source_of(status: Status) -> str:
    """Say what the figures rest on: the agreement's file and the days of spend."""
    counted = status.counted
    return f"{status.terms.file}; charges of {counted.first} up to, not including, {counted.through}"


def because(status: Status, formula: str) -> Provenance:
    """Return the origin of a figure."""
    return Provenance(formula, source=source_of(status))


def cash(status: Status, amount: Decimal | None, places: int = 0) -> str:
    """Write an amount of the agreement's currency for a sentence."""
    return money(amount, places, status.terms.currency)


def chance_state(chance: float | None) -> State | None:
    """Return how a chance of a shortfall stands, as a word."""
    if chance is None:
        return None
    if chance < SAFE:
        return State(Level.GOOD, "Safe")
    return State(Level.WARNING, "At risk") if chance < RISKY else State(Level.CRITICAL, "Off track")


def incomplete(status: Status) -> bool:
    """Say whether the beginning of what decides is not known, so that counted is too low."""
    return status.standing.period.start < status.counted.first


def headline(status: Status) -> tuple[Metric, ...]:
    """Return counted, attainment, days ahead or behind, chance and cost of a shortfall, of what decides."""
    return (_counted(status), _attainment(status), _ahead(status), _chance(status), _shortfall(status))


def _counted(status: Status) -> Metric:
    standing, count = status.standing, status.year
    one_year = standing.number is not None
    formula = (
        f"billed before credits {cash(status, count.gross, 2)} - excluded"
        f" {cash(status, count.gross - count.counted, 2)} = {cash(status, count.counted, 2)}"
        if one_year
        else f"sum of what counts in each contract year = {cash(status, standing.counted, 2)}"
    )
    open_rules = standing.most != standing.counted
    commitment = standing.commitment
    return Metric(
        "commitment.counted",
        "Counted",
        standing.counted,
        Kind.MONEY,
        status.terms.currency,
        places=0,
        low=standing.counted if open_rules else None,
        high=standing.most if open_rules else None,
        note="not confirmed" if commitment is None else f"of {cash(status, commitment)}",
        provenance=because(status, formula),
    )


def _attainment(status: Status) -> Metric:
    standing = status.standing
    share = standing.attainment
    formula = f"counted {cash(status, standing.counted, 2)} / commitment {cash(status, standing.commitment, 2)}"
    pace = standing.pace
    return Metric(
        "commitment.attainment",
        "Attainment",
        None if share is None else float(share),
        Kind.RATIO,
        note=f"{percent(float(standing.elapsed), 0)} elapsed",
        provenance=because(
            status,
            f"{formula}; pace = attainment / elapsed share ({standing.days_gone} of {standing.period.days} days)"
            f" = {'unknown' if pace is None else format(pace, '.3f')}",
        ),
    )


def _ahead(status: Status) -> Metric:
    standing = status.standing
    days = standing.ahead
    behind = days is not None and days < 0
    state = None
    if days is not None:
        state = State(Level.WARNING if behind else Level.GOOD, "behind" if behind else "ahead")
    line = None if standing.commitment is None else standing.commitment * standing.elapsed
    return Metric(
        "commitment.ahead",
        "Days ahead",
        days,
        Kind.NUMBER,
        "days",
        places=0,
        status=state,
        provenance=because(
            status,
            f"(counted {cash(status, standing.counted, 2)} - commitment x elapsed {cash(status, line, 2)}) / daily rate"
            f" {cash(status, standing.daily, 2)}, the mean of the last three months; negative is behind",
        ),
    )


def _chance(status: Status) -> Metric:
    outcome = status.outcome
    chance = None if outcome is None else outcome.chance
    return Metric(
        "commitment.chance",
        "P(shortfall)",
        chance,
        Kind.RATIO,
        status=State(Level.UNKNOWN, "Incomplete") if incomplete(status) else chance_state(chance),
        provenance=because(
            status,
            f"share of {status.outlook.futures.paths:,} possible futures that end below the commitment;"
            f" {_model(status)}",
        ),
    )


def _shortfall(status: Status) -> Metric:
    outcome = status.outcome
    value = None if outcome is None else outcome.shortfall
    cost = None if outcome is None else outcome.cost
    same = value == cost
    return Metric(
        "commitment.shortfall",
        "Shortfall",
        value,
        Kind.MONEY,
        status.terms.currency,
        places=0,
        note="" if value is None else "expected" if same else f"costs {cash(status, cost)}",
        provenance=because(status, f"mean over all futures of max(0, commitment - counted); {_model(status)}"),
    )


def _model(status: Status) -> str:
    model = status.outlook.futures.model
    season = "last year's season" if model.seasonal else "no season (under 13 months)"
    return (
        f"{model.known} months known, trend {percent(model.trend)} a month (Theil-Sen, damped), {season}, month"
        f" residuals drawn anew (spread {percent(model.spread)})"
    )


def outlook_metrics(status: Status) -> tuple[Metric, ...]:
    """Return what is needed a day, the forecast, when the commitment is reached, and what the agreement is worth."""
    standing, outcome = status.standing, status.outcome
    found = [_required(status)]
    if outcome is not None:
        found.append(_forecast(status, outcome))
        if outcome.commitment is not None and standing.number is not None:
            found.append(_reached(status, outcome.reached))
    return (*found, *_worth(status))


def _required(status: Status) -> Metric:
    standing = status.standing
    daily = standing.daily
    return Metric(
        "commitment.required",
        "Needed a day",
        standing.required,
        Kind.MONEY,
        status.terms.currency,
        places=0,
        note="" if daily is None else f"now {cash(status, daily)} a day",
        provenance=because(
            status, f"(commitment - counted) {cash(status, standing.missing, 2)} / {standing.days_left} days left"
        ),
    )


def _forecast(status: Status, outcome: Outcome) -> Metric:
    return Metric(
        "commitment.forecast",
        "Forecast at the end",
        outcome.middle,
        Kind.MONEY,
        status.terms.currency,
        places=0,
        low=outcome.low,
        high=outcome.high,
        provenance=because(
            status, f"counted so far + P50 of what is still to come, with P10 and P90; {_model(status)}"
        ),
    )


def _reached(status: Status, reached: Reached) -> Metric:
    end = status.standing.period.last
    words = f"P10 {_day(reached.earliest)}, P90 {_day(reached.latest)}"
    return Metric(
        "commitment.reached",
        "Reached on",
        reached.likely,
        Kind.DATE,
        note=words if reached.earliest else f"not by {end}",
        low=reached.earliest,
        high=reached.latest,
        provenance=because(
            status, f"day on which a tenth, half and nine tenths of the futures reach it; by {end}, else not"
        ),
    )


def _day(day: date | None) -> str:
    return "not in time" if day is None else day.isoformat()


def savings_metrics(status: Status) -> tuple[Metric, ...]:
    """Return what was saved in the running year so far: discounts, and credits on the bill; and the year's forecast."""
    saved, name = status.saved, f"year {status.year.year.number} so far"
    currency = status.terms.currency
    found = []
    if saved.rate is not None:
        basis = "as the bill lists them" if saved.stated else "net amounts x rate / (1 - rate) of each service"
        found.append(
            Metric(
                "commitment.saved",
                "Discounts",
                saved.amount,
                Kind.MONEY,
                currency,
                note=name,
                provenance=because(status, f"discounts of the agreement: {basis}; {percent(float(saved.rate))} in all"),
            )
        )
    found.append(
        Metric(
            "commitment.credited",
            "Credits on the bill",
            status.year.credits,
            Kind.MONEY,
            currency,
            note=name,
            provenance=because(status, "sum of the credits on the bill in the contract year, with the sign turned"),
        )
    )
    outcome = status.outlook.years.get(status.year.year.number)
    if outcome is not None:
        found.append(
            Metric(
                "commitment.year_forecast",
                "Counts in the year",
                outcome.middle,
                Kind.MONEY,
                currency,
                places=0,
                low=outcome.low,
                high=outcome.high,
                provenance=because(status, f"counted so far + P50 of what is still to come; {_model(status)}"),
            )
        )
    return tuple(found)


def _worth(status: Status) -> tuple[Metric, ...]:
    """Net benefit of the agreement over the running year, and the spend below which it costs more than list price."""
    rate, outcome = status.saved.rate, status.outlook.years.get(status.year.year.number)
    if rate is None or rate <= 0 or outcome is None or outcome.cost is None or outcome.commitment is None:
        return ()
    discount = outcome.mean * rate / (1 - rate)
    even = break_even(outcome.commitment, rate)
    basis = "as the bill lists it" if status.saved.stated else "from the agreement's rates on net amounts"
    return (
        Metric(
            "commitment.benefit",
            "Net benefit, year",
            discount - outcome.cost,
            Kind.MONEY,
            status.terms.currency,
            places=0,
            provenance=because(
                status,
                f"discount {percent(float(rate))} ({basis}) on the year's forecast: {cash(status, discount, 2)}"
                f" - expected cost of a shortfall {cash(status, outcome.cost, 2)}",
            ),
        ),
        Metric(
            "commitment.break_even",
            "Break-even spend",
            even,
            Kind.MONEY,
            status.terms.currency,
            places=0,
            note="below it list price is cheaper",
            provenance=because(
                status,
                f"commitment {cash(status, outcome.commitment, 2)} x (1 - discount {percent(float(rate))}): net spend"
                " below which paying list price without an agreement would have cost less",
            ),
        ),
    )


def what_if_table(status: Status, settings: dict[str, str]) -> Table:
    """Return what is tried out, beside what holds unless it is."""
    rows = tuple(
        Row((item.name, settings.get(item.name, item.default), item.default, item.meaning)) for item in SETTINGS
    )
    return Table(
        "commitment.what_if",
        "What if",
        (
            Column("name", "Setting"),
            Column("value", "Tried"),
            Column("default", "As it is"),
            Column("meaning", "Meaning"),
        ),
        rows,
        provenance=because(status, "set with keys on the screen or --set NAME=VALUE; nothing of it is kept"),
    )
