"""Committing to capacity: what an offer would save, what over- and under-committing would cost, and when to say no."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.resources import files

from cip_tui.model.analysis import View, exact
from cip_tui.model.calls.filter import Filter
from cip_tui.model.document import Cell, Column, Impact, Insight, Kind, Level, Row, Status, Table
from cip_tui.model.finops.daily import DAYS_PER_MONTH
from cip_tui.model.format import money, percent
from cip_tui.model.statistics.forecast import forecast
from cip_tui.model.statistics.outlook import commitment_outlook
from cip_tui.model.statistics.reserve import Commitment, Units, best_commitment, best_units

HOURS_PER_MONTH = DAYS_PER_MONTH * 24
LADDER = (0.1, 0.2, 0.3, 0.4, 0.5)
# Below a week the hours say nothing about the week's quiet end.
FEWEST_HOURS = 7 * 24
DOMAIN, CAPABILITY = "Optimize Usage & Cost", "Rate Optimization"


@dataclass(frozen=True, slots=True)
class Offer:
    """Capacity of one model sold by the hour: USD an hour for a unit, over a term of months."""

    provider: str
    model: str
    term_months: int
    hourly: Decimal


@dataclass(frozen=True, slots=True)
class Judged:
    """An offer against the model's hourly on-demand spend, mean and peak in USD, and the best number of units.

    A unit is taken to serve all demand, however much: the offer is judged at its best.
    """

    offer: Offer
    mean: Decimal
    peak: Decimal
    units: Units


def offers() -> list[Offer]:
    """Return the offers that are shipped, with their source in the file."""
    text = files("cip_tui.model.finops").joinpath("reserved.toml").read_text(encoding="utf-8")
    return [
        Offer(item["provider"], item["model"], item["term_months"], Decimal(item["hourly"]))
        for item in tomllib.loads(text)["offer"]
    ]


def hourly_demand(view: View, provider: str = "", model: str = "") -> list[float]:
    """Return on-demand spend for every hour of the observed days, in order; an hour without calls is zero."""
    spend: dict[datetime, Decimal] = {}
    for row in view.priced().cube("hour", "provider", "model", measures=("cost",)).dicts():
        if row["cost"] is not None and (not model or (row["provider"], row["model"]) == (provider, model)):
            spend[row["hour"]] = spend.get(row["hour"], Decimal(0)) + row["cost"]
    start = view.period.bounds()[0]
    return [float(spend.get(start + timedelta(hours=hour), 0)) for hour in range(view.period.days * 24)]


def commitments(demand: list[float]) -> list[Commitment]:
    """Return the best commitment at each discount of the ladder; nothing where there are too few hours."""
    return [best_commitment(demand, discount) for discount in LADDER] if len(demand) >= FEWEST_HOURS else []


def judged_offers(view: View) -> list[Judged]:
    """Return the shipped offers for models in use, each against that model's hourly spend."""
    found = []
    for offer in offers():
        demand = hourly_demand(view, offer.provider, offer.model)
        if any(demand):
            units = best_units(demand, float(offer.hourly), math.inf)
            found.append(Judged(offer, exact(sum(demand) / len(demand)), exact(max(demand)), units))
    return found


def offers_table(judged: list[Judged]) -> Table:
    """Return each offer beside the spend it would replace."""
    rows = []
    for item in judged:
        fits = item.units.count > 0
        cells: tuple[Cell, ...] = (
            item.offer.model,
            item.offer.term_months,
            item.offer.hourly,
            item.mean,
            item.peak,
            item.mean / item.offer.hourly,
            Status(Level.GOOD, "Pays") if fits else Status(Level.WARNING, "Do not commit"),
        )
        rows.append(Row(cells, str(Filter().with_value("model", item.offer.model))))
    return Table(
        "optimization.offers",
        "Provisioned capacity against use",
        (
            Column("model", "Model"),
            Column("term", "Term", Kind.COUNT, "months"),
            Column("hourly", "Unit", Kind.MONEY, "USD/h"),
            Column("mean", "Spend, mean", Kind.MONEY, "USD/h", places=4),
            Column("peak", "Spend, peak", Kind.MONEY, "USD/h", places=4),
            Column("ratio", "Mean / unit", Kind.RATIO),
            Column("verdict", "Verdict", Kind.STATUS),
        ),
        tuple(rows),
        note="A unit is taken to serve all demand of its model, so each offer is judged at its best.",
        empty="No model in use has a shipped offer of capacity by the hour.",
    )


def ladder_table(found: list[Commitment]) -> Table:
    """Return what to commit to for each discount that might be offered, and the regret of erring."""
    rows = []
    for item in found:
        cells: tuple[Cell, ...] = (
            item.discount,
            exact(item.hourly),
            exact(item.saving) * HOURS_PER_MONTH,
            exact(item.low) * HOURS_PER_MONTH,
            exact(item.high) * HOURS_PER_MONTH,
            item.utilisation,
            exact(item.under) * HOURS_PER_MONTH,
            exact(item.over) * HOURS_PER_MONTH,
        )
        rows.append(Row(cells))
    month = "USD/month"
    return Table(
        "optimization.ladder",
        "If a discount for commitment is offered",
        (
            Column("discount", "Discount", Kind.RATIO, places=0),
            Column("hourly", "Commit", Kind.MONEY, "USD/h", places=4),
            Column("saving", "Saves", Kind.MONEY, month),
            Column("low", "Low", Kind.MONEY, month),
            Column("high", "High", Kind.MONEY, month),
            Column("used", "Used", Kind.RATIO),
            Column("under", "Regret at half", Kind.MONEY, month),
            Column("over", "Regret at double", Kind.MONEY, month),
        ),
        tuple(rows),
        note="The best commitment covers the hourly spend that is not reached in `discount` of all hours.",
        empty="At least seven days of hours are needed.",
    )


def scenario_table(view: View, demand: list[float]) -> Table:
    """Return how the commitment at the ladder's second discount fares if demand grows as the forecast's futures do."""
    rows = []
    if len(demand) >= FEWEST_HOURS and any(demand):
        days = [sum(demand[start : start + 24]) for start in range(0, len(demand), 24)]
        growth = forecast(days, view.period.start).growth()
        outlook = commitment_outlook(demand, LADDER[1], growth)
        for item in outlook.scenarios:
            cells: tuple[Cell, ...] = (
                item.name,
                item.growth - 1,
                exact(item.hourly),
                exact(item.best_saving) * HOURS_PER_MONTH,
                exact(item.advised_saving) * HOURS_PER_MONTH,
                exact(item.regret) * HOURS_PER_MONTH,
            )
            rows.append(Row(cells))
    month = "USD/month"
    return Table(
        "optimization.scenarios",
        f"A commitment at {percent(LADDER[1], 0)} discount under growth",
        (
            Column("name", "Growth"),
            Column("growth", "Demand", Kind.RATIO),
            Column("hourly", "Best commitment", Kind.MONEY, "USD/h", places=4),
            Column("best", "It saves", Kind.MONEY, month),
            Column("advised", "Advised saves", Kind.MONEY, month),
            Column("regret", "Regret", Kind.MONEY, month),
        ),
        tuple(rows),
        note="Growth is that of the forecast's futures over the last 28 days: lowest tenth, middle, highest tenth.",
        empty="At least seven days of hours are needed.",
        provenance=view.provenance(
            view.priced().cube("hour", "provider", "model", measures=("cost",)),
            "best and advised commitment over the hours observed times each growth",
        ),
    )


def commitment_insight(view: View, found: list[Commitment], judged: list[Judged]) -> list[Insight]:
    """Return the advice on commitments: which offer to take, or not to commit, with the numbers."""
    if not found and not judged:
        return []
    paying = [item for item in judged if item.units.count > 0]
    evidence = (offers_table(judged), ladder_table(found))
    provenance = view.provenance(
        view.priced().cube("hour", "provider", "model", measures=("cost",)),
        "cost(c) = c + E[max(0, U - c / (1 - d))] over the hours observed; units x price + E[spend beyond]",
    )
    if paying:
        best = max(paying, key=lambda item: item.units.saving)
        saving = exact(best.units.saving) * HOURS_PER_MONTH
        return [
            Insight(
                "optimization.commitment",
                f"Provisioned capacity for {best.offer.model} may pay",
                f"{best.offer.model} costs {money(best.mean)} an hour on demand, a unit {money(best.offer.hourly)}.",
                DOMAIN,
                CAPABILITY,
                Impact(saving, Decimal(0), saving, basis="at best: one unit serving all demand of the model"),
                f"Ask for the throughput of a unit and try {best.units.count} for {best.offer.term_months} months.",
                f"Up to {money(saving)} a month, if the units serve the peak of {money(best.peak)} an hour.",
                level=Level.INFO,
                evidence=evidence,
                provenance=provenance,
                drill=view.inside("model", best.offer.model),
            )
        ]
    return [
        Insight(
            "optimization.commitment",
            "Do not commit to provisioned capacity",
            _no(judged, found),
            DOMAIN,
            CAPABILITY,
            None,
            "Stay on demand. If a discount for a spend commitment is offered, commit to the amount in the ladder.",
            _worth(found),
            level=Level.GOOD,
            evidence=evidence,
            provenance=provenance,
        )
    ]


def _no(judged: list[Judged], found: list[Commitment]) -> str:
    if judged:
        best = max(judged, key=lambda item: item.mean / item.offer.hourly)
        return (
            f"{best.offer.model} costs {money(best.mean, 4)} an hour on demand; the cheapest unit of capacity costs "
            f"{money(best.offer.hourly)} an hour, {best.offer.hourly / best.mean:,.0f} times as much."
        )
    quiet = found[1]
    return f"No model in use is sold by the hour. Spend exceeds {money(exact(quiet.covered), 4)} in 80 % of hours."


def _worth(found: list[Commitment]) -> str:
    if not found:
        return "There are too few hours to say what a discount would be worth."
    best = found[1]
    return (
        f"A discount of {percent(best.discount, 0)} on a commitment of {money(exact(best.hourly), 4)} an hour would "
        f"save {money(exact(best.saving) * HOURS_PER_MONTH)} a month; committing to double would cost "
        f"{money(exact(best.over) * HOURS_PER_MONTH)} more."
    )
