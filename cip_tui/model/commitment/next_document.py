"""The advice on the next commitment as a document: what each offer costs, the regret, and an honest "do not commit"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from cip_tui.model.analysis import Setting, Settings
from cip_tui.model.commitment.charges import Charge
from cip_tui.model.commitment.counting import contract_years, count
from cip_tui.model.commitment.discounts import general_rate
from cip_tui.model.commitment.eligibility import Resolve, Rules
from cip_tui.model.commitment.futures import Futures, futures_of
from cip_tui.model.commitment.next_commitment import NO_COMMITMENT, Advice, Offer, Option, advise, read_ladder
from cip_tui.model.commitment.terms import Terms
from cip_tui.model.document import (
    Chart,
    Column,
    Document,
    Impact,
    Insight,
    Kind,
    Level,
    Metric,
    Note,
    Provenance,
    Row,
    Section,
    Series,
    Shape,
    Table,
)
from cip_tui.model.format import money, percent
from cip_tui.model.period import Period

NAME, TITLE = "next-commitment", "Next commitment"
SUBTITLE = "Rate Optimization, Forecasting · Optimize Usage & Cost"
NEXT_SETTINGS = (
    Setting("ladder", "", "offers as amount a year and discount, e.g. 5M:8%,7.5M:10%; empty: the agreement's own"),
    Setting("growth", "0", "change of what is spent in the months ahead, e.g. 10% or -20%"),
    Setting("rate", "", "discount in today's amounts, e.g. 9%; empty: the agreement's"),
)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Basis:
    """What the advice rests on: the year ahead, its list-price demand in every future, today's discount, offers."""

    terms: Terms
    period: Period
    futures: Futures
    rate: Decimal
    offers: tuple[Offer, ...]
    own: bool
    known: str


def next_document(
    terms: Terms,
    charges: Sequence[Charge],
    resolve: Resolve,
    as_of: date,
    settings: Mapping[str, str],
    known_until: date | None = None,
) -> Document:
    """Return the advice. Raises `UsageError` for a setting that is not known or cannot be understood."""
    given = Settings(settings, NEXT_SETTINGS)
    growth = given.number("growth", "-0.95", "10")
    counted = count(terms, charges, Rules(terms.counting, resolve), as_of, known_until)
    ladder = read_ladder(given.text("ladder"))
    if counted is None:
        return _empty(terms, Note("No spend is known. Import a Cost Explorer file (i).", Level.WARNING))
    years = contract_years(terms)
    start = max([counted.through, *(year.period.end for year in years)])
    period = Period(start, _year_later(start))
    offers = ladder or _own_offers(terms)
    if not offers:
        note = "No offer is known. Give the ladder you were offered, amount a year and discount: ladder=5M:8%,7.5M:10%."
        return _empty(terms, Note(note, Level.WARNING))
    stated = given.number("rate", "0", "0.9") if given.text("rate") else None
    rate = stated if stated is not None else _rate_now(terms, counted.through)
    basis = _Basis(
        terms,
        period,
        futures_of(counted, period.end, growth),
        rate,
        tuple(offers),
        own=not ladder,
        known=f"charges of {counted.first} up to, not including, {counted.through}",
    )
    demand = basis.futures.spend(period) / float(1 - rate)
    if not demand.any():
        return _empty(
            terms, Note("What is known holds no spend that counts, so there is nothing to commit.", Level.INFO)
        )
    return _document(basis, advise(demand, basis.offers))


def _year_later(day: date) -> date:
    """Return the same day a year later; the day after 28 February for 29 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def _own_offers(terms: Terms) -> list[Offer]:
    """Return the amounts and discounts of the agreement itself as offers, each pair once."""
    found = set()
    for year in contract_years(terms):
        rate = general_rate(terms, year.period)
        if year.amount is not None and rate is not None and 0 < rate < 1:
            found.add(Offer(year.amount, rate))
    return sorted(found, key=lambda offer: (offer.amount, offer.rate))


def _rate_now(terms: Terms, through: date) -> Decimal:
    for year in contract_years(terms):
        if through in year.period or year.period.end == through:
            return general_rate(terms, year.period) or ZERO
    return ZERO


def _document(basis: _Basis, advice: Advice) -> Document:
    sections = (
        Section("headline", "Headline", _headline(basis, advice)),
        Section("findings", "Findings", (_finding(basis, advice),)),
        Section("options", "Options", (_options(basis, advice),)),
        Section("scenarios", "If spend grows or shrinks", (_scenarios(basis, advice), _chart(basis, advice))),
        Section("notes", "Notes", _notes(basis)),
    )
    facts = (("Agreement", basis.terms.file), ("Year looked at", str(basis.period)), ("Spend", basis.known))
    return Document(NAME, f"{TITLE}: {basis.terms.title}", sections, SUBTITLE, facts, basis.terms.currency)


def _because(basis: _Basis, formula: str) -> Provenance:
    return Provenance(formula, source=basis.known)


def _cash(basis: _Basis, amount: float | Decimal) -> str:
    return money(Decimal(f"{amount:.2f}"), 0, basis.terms.currency)


def _name(basis: _Basis, option: Option) -> str:
    if option.offer is None:
        return NO_COMMITMENT
    return f"{_cash(basis, option.offer.amount)} at {percent(float(option.offer.rate))}"


def _headline(basis: _Basis, advice: Advice) -> tuple[Metric, ...]:
    best = advice.options[advice.best]
    low, middle, high = np.quantile(advice.demand, (0.1, 0.5, 0.9)).tolist()
    currency = basis.terms.currency
    cost = "an offer of C at discount d costs max(list spend x (1 - d), C); no commitment costs the list spend"
    return (
        Metric(
            "next.advice", "Advice", _name(basis, best), Kind.TEXT, provenance=_because(basis, f"{cost}; least mean")
        ),
        Metric(
            "next.demand",
            "Spend at list price",
            _money(middle),
            Kind.MONEY,
            f"{currency}/year",
            places=0,
            low=_money(low),
            high=_money(high),
            provenance=_because(
                basis,
                f"P50 of the counted spend of {basis.period} over all futures / (1 - {percent(float(basis.rate))})",
            ),
        ),
        Metric(
            "next.saving",
            "Mean saving",
            _money(best.saving),
            Kind.MONEY,
            f"{currency}/year",
            places=0,
            low=_money(best.low),
            high=_money(best.high),
            provenance=_because(basis, f"mean over all futures of list spend - cost; {cost}"),
        ),
        Metric(
            "next.loses",
            "Costs more than list",
            best.loses,
            Kind.RATIO,
            places=0,
            note="share of futures",
            provenance=_because(basis, "share of the futures in which the advised offer costs more than no commitment"),
        ),
        Metric(
            "next.regret",
            "Mean regret",
            _money(best.regret),
            Kind.MONEY,
            f"{currency}/year",
            places=0,
            provenance=_because(basis, "mean over all futures of the cost above that of the option best in each"),
        ),
    )


def _finding(basis: _Basis, advice: Advice) -> Insight | Note:
    best = advice.options[advice.best]
    if best.offer is None:
        nearest = min(advice.options[1:], key=lambda option: option.cost)
        return Note(
            f"Do not commit: the best offer, {_name(basis, nearest)}, costs"
            f" {_cash(basis, nearest.cost - best.cost)} a year more in the mean than paying list price.",
            Level.WARNING,
        )
    others = [option for index, option in enumerate(advice.options) if index not in (0, advice.best)]
    rival = min(others, key=lambda option: option.cost, default=None)
    margin = "" if rival is None else f" {_name(basis, rival)} would cost {_cash(basis, rival.cost - best.cost)} more."
    return Insight(
        "next.finding",
        f"Commit to {_name(basis, best)}",
        f"The list-price spend of {basis.period} is uncertain; each offer costs at least its commitment.",
        "Optimize Usage & Cost",
        "Rate Optimization",
        Impact(
            _money(best.saving),
            _money(best.low),
            _money(best.high),
            unit=f"{basis.terms.currency}/year",
            basis="list price - cost of the offer, mean over all futures; range from P10 to P90",
        ),
        f"Take {_name(basis, best)}: of all offers it costs least in the mean.{margin}",
        f"Saves {_cash(basis, best.saving)} a year in the mean; in {percent(best.loses, 0)} of the futures it costs"
        " more than list price.",
        Level.GOOD if best.loses < 0.1 else Level.WARNING,
        provenance=_because(basis, "argmin over the offers of the mean of max(list spend x (1 - d), C)"),
    )


def _options(basis: _Basis, advice: Advice) -> Table:
    currency = basis.terms.currency
    rows = []
    for index, option in enumerate(advice.options):
        mark = "advised" if index == advice.best else ""
        offer = option.offer
        rows.append(
            Row(
                (
                    _name(basis, option),
                    mark,
                    _money(option.cost),
                    _money(option.saving),
                    option.chance,
                    _money(option.shortfall) if offer else None,
                    option.loses if offer else None,
                    offer.pays_from if offer else None,
                    _money(option.regret),
                )
            )
        )
    return Table(
        "next.options",
        "Offers, a year",
        (
            Column("name", "Offer"),
            Column("mark", ""),
            Column("cost", "Mean cost", Kind.MONEY, currency, places=0),
            Column("saving", "Mean saving", Kind.MONEY, currency, places=0),
            Column("chance", "P(shortfall)", Kind.RATIO, places=0),
            Column("shortfall", "Expected shortfall", Kind.MONEY, currency, places=0),
            Column("loses", "Costs more than list", Kind.RATIO, places=0),
            Column("pays", "Pays from list spend", Kind.MONEY, currency, places=0),
            Column("regret", "Mean regret", Kind.MONEY, currency, places=0),
        ),
        tuple(rows),
        provenance=_because(
            basis, "cost: max(list spend x (1 - d), C), mean over all futures; regret: above the best option of each"
        ),
    )


def _scenarios(basis: _Basis, advice: Advice) -> Table:
    currency = basis.terms.currency
    rows = tuple(
        Row((f"{scenario.growth:+.0%}", _money(scenario.spend), _name(basis, advice.options[scenario.best]),
             _money(scenario.regret)))
        for scenario in advice.scenarios
    )  # fmt: skip
    return Table(
        "next.scenarios",
        "Regret by growth",
        (
            Column("growth", "Against the forecast"),
            Column("spend", "List spend", Kind.MONEY, currency, places=0),
            Column("best", "Best there"),
            Column("regret", "Regret of the advice", Kind.MONEY, currency, places=0),
        ),
        rows,
        provenance=_because(basis, "cost of the advised offer - cost of the best one, at the middle forecast x growth"),
    )


def _chart(basis: _Basis, advice: Advice) -> Chart:
    names = tuple(_name(basis, option) for option in advice.options)
    costs = tuple(option.cost for option in advice.options)
    best = advice.options[advice.best]
    return Chart(
        "next.costs",
        "Mean cost a year by offer",
        (Series("cost", names, costs, Shape.BARS),),
        y_title=basis.terms.currency,
        summary=f"{_name(basis, best)} costs least: {_cash(basis, best.cost)} a year in the mean.",
        provenance=_because(basis, "mean over all futures of max(list spend x (1 - d), C)"),
    )


def _notes(basis: _Basis) -> tuple[Note, ...]:
    model = basis.futures.model
    found = [
        Note(f"{basis.period} is looked at: the year after the agreement, or from the last known day on."),
        Note(f"Forecast from {model.known} months, trend {percent(model.trend)} a month; Marketplace is left out."),
        Note(f"Amounts known are taken as net of a discount of {percent(float(basis.rate))}; rate=… sets another."),
        Note("A shortfall is taken as paid. Whoever may use it later loses less."),
    ]
    if basis.own:
        found.append(
            Note("Only the agreement's own amounts and discounts are compared; give the ladder you are offered with"
                 " ladder=5M:8%,7.5M:10%.", Level.WARNING)
        )  # fmt: skip
    return tuple(found)


def _empty(terms: Terms, note: Note) -> Document:
    return Document(NAME, TITLE, (Section("headline", "Headline", (note,)),), SUBTITLE, currency=terms.currency)


def _money(value: float) -> Decimal:
    return Decimal(f"{value:.2f}")
