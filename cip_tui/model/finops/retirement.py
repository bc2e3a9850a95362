"""Models that go away, as forced migrations with dollars, and what the same tokens cost on other models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cip_tui.model.analysis import View
from cip_tui.model.calls.filter import Filter, Term
from cip_tui.model.calls.prices import Price, PriceBook
from cip_tui.model.document import Cell, Column, Impact, Insight, Kind, Level, Row, Status, Table
from cip_tui.model.finops.rates import ModelUse, model_cube
from cip_tui.model.format import money

AHEAD = timedelta(days=365)
DOMAIN, CAPABILITY = "Optimize Usage & Cost", "Usage Optimization"
_OPTIONS = 3


@dataclass(frozen=True, slots=True)
class Option:
    """Another model of the same provider and what the same tokens would have cost on it, USD over the period."""

    price: Price
    cost: Decimal


def options_for(use: ModelUse, book: PriceBook, today: date) -> list[Option]:
    """Return models of the same provider that are served for another year and hold the longest call, cheapest first."""
    found = []
    for provider, model in book.models():
        price = book.resolve(provider, model, today)
        if provider != use.provider or price is None or price.model == (use.price.model if use.price else use.model):
            continue
        served = price.retire_on is None or price.retire_on > today + AHEAD
        fits = use.largest is None or price.context_window is None or price.context_window >= use.largest
        chats = bool(price.output)
        if served and fits and chats:
            found.append(Option(price, use.at(price)))
    return sorted(found, key=lambda option: (option.cost, option.price.model))


def retiring(uses: Sequence[ModelUse], today: date) -> list[ModelUse]:
    """Return the models in use that retire within a year or have retired, soonest first."""
    found = [use for use in uses if use.price is not None and use.price.retire_on is not None]
    found = [use for use in found if _day(use) <= today + AHEAD]
    return sorted(found, key=lambda use: (_day(use), use.model))


def _day(use: ModelUse) -> date:
    return use.price.retire_on if use.price is not None and use.price.retire_on is not None else date.max


def nearest(use: ModelUse, options: Sequence[Option]) -> Option | None:
    """Return the option whose cost is nearest to today's, which is the likeliest like for like."""
    return min(options, key=lambda option: (abs(option.cost - use.cost), option.price.model), default=None)


def retirement_insight(view: View, uses: Sequence[ModelUse]) -> list[Insight]:
    """Return the finding that models in use retire, and what moving costs or saves."""
    book, today = view.facts.book, view.facts.as_of
    going = retiring(uses, today)
    if book is None or not going:
        return []
    moves = [(use, options_for(use, book, today)) for use in going]
    chosen = [(use, nearest(use, options), options) for use, options in moves]
    known = [(use, like, options) for use, like, options in chosen if like is not None]
    spent = sum((use.cost for use in going), Decimal(0))
    like_for_like = sum((use.cost - like.cost for use, like, _ in known), Decimal(0))
    cheapest = sum((use.cost - options[0].cost for use, _, options in known), Decimal(0))
    gone = [use for use in going if _day(use) <= today]
    inside = view.scope.filter.and_(Filter((Term("model", "=", tuple(use.model for use in going)),)))
    first = going[0]
    base = view.per_month(like_for_like)
    return [
        Insight(
            "optimization.retirement",
            f"{len(going)} models in use retire by {_day(going[-1])}" if len(going) > 1 else f"{first.model} retires",
            f"{money(spent)} in {view.period} ran on models that retire; {first.model} "
            f"{'has been retired since' if first in gone else 'goes on'} {_day(first)}.",
            DOMAIN,
            CAPABILITY,
            Impact(
                base,
                min(base, view.per_month(-abs(like_for_like))),
                max(base, view.per_month(cheapest)),
                basis="same tokens on the nearest model by cost; high: on the cheapest that holds the longest call",
            ),
            "Plan the move now: try the nearest model on real prompts, then the cheaper ones.",
            f"Like for like {money(base)} a month less (negative: more); up to {money(view.per_month(cheapest))} with "
            "the cheapest model that fits, if its quality does.",
            level=Level.CRITICAL if gone else Level.WARNING,
            evidence=(_moves_table(view, chosen, today),),
            provenance=view.provenance(model_cube(view), "tokens of retiring models at the prices of others"),
            drill=str(inside),
        )
    ]


def _moves_table(view: View, chosen: Sequence[tuple[ModelUse, Option | None, list[Option]]], today: date) -> Table:
    rows = []
    for use, like, options in chosen:
        state = Status(Level.CRITICAL, "Retired") if _day(use) <= today else Status(Level.WARNING, "Retires")
        best = options[0] if options else None
        cells: tuple[Cell, ...] = (
            use.model,
            _day(use),
            state,
            view.per_month(use.cost),
            like.price.model if like else None,
            view.per_month(like.cost) if like else None,
            best.price.model if best else None,
            view.per_month(best.cost) if best else None,
        )
        rows.append(Row(cells, str(Filter().with_value("model", use.model))))
    month = "USD/month"
    return Table(
        "optimization.retiring",
        "Models that retire",
        (
            Column("model", "Model"),
            Column("on", "Retires on", Kind.DATE),
            Column("state", "State", Kind.STATUS),
            Column("now", "Now", Kind.MONEY, month),
            Column("like", "Nearest"),
            Column("like_cost", "On it", Kind.MONEY, month),
            Column("best", "Cheapest that fits"),
            Column("best_cost", "On it", Kind.MONEY, month),
        ),
        tuple(rows),
    )


def switch_table(view: View, uses: Sequence[ModelUse]) -> Table:
    """Return, for each model in use, the cheapest others of its provider for the same tokens."""
    book, today = view.facts.book, view.facts.as_of
    rows = []
    for use in uses:
        for option in options_for(use, book, today)[:_OPTIONS] if book is not None else ():
            if option.cost < use.cost:
                change = float(option.cost / use.cost - 1) if use.cost else None
                cells: tuple[Cell, ...] = (
                    use.model,
                    option.price.model,
                    view.per_month(use.cost),
                    view.per_month(option.cost),
                    view.per_month(use.cost - option.cost),
                    change,
                )
                rows.append(Row(cells, str(Filter().with_value("model", use.model))))
    return Table(
        "optimization.switches",
        "The same tokens on cheaper models",
        (
            Column("model", "Model"),
            Column("to", "To"),
            Column("now", "Now", Kind.MONEY, "USD/month"),
            Column("then", "Then", Kind.MONEY, "USD/month"),
            Column("saving", "Saving", Kind.MONEY, "USD/month"),
            Column("change", "Change", Kind.RATIO),
        ),
        tuple(rows),
        note="Same provider, served for another year, context window long enough. Quality is not compared here; see "
        "performance. One model's rows are alternatives, not a sum.",
        empty="No cheaper model of the same providers holds these calls.",
        provenance=view.provenance(model_cube(view), "tokens of each model at the prices of the others"),
    )
