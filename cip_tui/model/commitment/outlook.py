"""How each contract year and the term may end: range, chance and cost of a shortfall, when the commitment is reached.

Every future runs through the years in order, because one year moves the next: a formula makes the next floor a share
of what this year counts, a carried shortfall is added to it, a carried surplus is counted in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from cip_tui.model.commitment.burndown import current_year
from cip_tui.model.commitment.counting import ZERO, Counted, YearCount
from cip_tui.model.commitment.eligibility import Rules
from cip_tui.model.commitment.formulas import Formula, carry_limit, parse_formula
from cip_tui.model.commitment.futures import Futures, WhatIf
from cip_tui.model.commitment.terms import Shortfall, ShortfallTreatment, ShortfallTrigger, Terms
from cip_tui.model.statistics.weekly import Floats

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
USABLE_MONTHS = 12
"""How long a prepaid shortfall is taken to be usable where the agreement does not say."""


@dataclass(frozen=True, slots=True)
class Reached:
    """When the commitment is reached: by a tenth of the futures, by half, by nine tenths; None where it is not."""

    earliest: date | None
    likely: date | None
    latest: date | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one commitment may end. Amounts are of counted spend; `cost` is what the shortfall costs in the mean.

    Without a commitment (`commitment` None) there is a range and nothing else. `low_commitment` and
    `high_commitment` differ where a formula makes the commitment depend on the year before.
    """

    low: Decimal
    middle: Decimal
    high: Decimal
    mean: Decimal
    commitment: Decimal | None = None
    low_commitment: Decimal | None = None
    high_commitment: Decimal | None = None
    chance: float | None = None
    shortfall: Decimal | None = None
    cost: Decimal | None = None
    reached: Reached = Reached(None, None, None)
    totals: Floats = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)
    commitments: Floats | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Outlook:
    """The outcomes of the years by number, and of the term.

    A year that is over and whose beginning is not known has none; nor has the term where its beginning is not known,
    or where it is one year.
    """

    years: dict[int, Outcome]
    term: Outcome | None
    futures: Futures


@dataclass(frozen=True, slots=True)
class _Year:
    count: YearCount
    totals: Floats
    commitments: Floats | None
    short: Floats | None
    start: Floats
    known: bool


def outlook(
    counted: Counted, terms: Terms, rules: Rules, futures: Futures, what_if: WhatIf, total: Decimal | None
) -> Outlook:
    """Return how the years and the term may end; `total` is the commitment of the whole term, where known."""
    limit = carry_limit(terms.carry_over)
    most = float("inf") if limit is None else float(limit)
    years = _run(counted, rules, futures, what_if, terms.shortfall, most)
    costs = _costs(years, futures, terms.shortfall, most)
    outcomes = {
        year.count.year.number: _outcome(year, cost, futures, counted)
        for year, cost in zip(years, costs, strict=True)
        if year.known or year.count.year.period.end > counted.through
    }
    whole = len(years) > 1 and years[0].count.year.period.start >= counted.first
    term = _term(years, costs, total, terms.shortfall) if whole else None
    return Outlook(outcomes, term, futures)


def _run(
    counted: Counted, rules: Rules, futures: Futures, what_if: WhatIf, shortfall: Shortfall, most: float
) -> list[_Year]:
    found: list[_Year] = []
    now = current_year(counted)
    carried, before = np.zeros(futures.paths), None  # type: Floats, Floats | None
    surplus = np.zeros(futures.paths)
    for count in counted.years:
        commitments = _commitments(count, before)
        if commitments is not None:
            commitments = commitments + carried
        tried = what_if if count is now else WhatIf()
        base = float(count.counted - count.marketplace_counted + tried.purchase)
        base += _marketplace(count, rules, futures, tried)
        start = base + surplus
        totals = start + futures.spend(count.year.period)
        short = None if commitments is None else np.maximum(commitments - totals, 0.0)
        known = count.year.period.start >= counted.first
        carried = np.zeros(futures.paths)
        if known and short is not None and shortfall.treatment is ShortfallTreatment.CARRY:
            carried = np.minimum(short, most)
        surplus = np.zeros(futures.paths)
        if known and what_if.surplus_carries and commitments is not None:
            surplus = np.maximum(totals - commitments, 0.0)
        found.append(_Year(count, totals, commitments, short, start, known))
        # A year that is known in part says nothing of the next one's formula.
        before = totals if known else None
    return found


def _commitments(count: YearCount, before: Floats | None) -> Floats | None:
    """Return the year's commitment in each future; None where it is neither stated nor follows from a formula."""
    stated = count.year.amount
    formula = parse_formula(count.year.formula, count.year.number) if count.year.formula else None
    if formula is not None and before is not None:
        return np.maximum(_floor(stated, formula), float(formula.share) * before)
    if stated is None and (formula is None or formula.floor is None):
        return None
    amount = stated if formula is None or stated is not None else formula.floor
    return np.full(1 if before is None else before.size, float(amount or ZERO))


def _floor(stated: Decimal | None, formula: Formula) -> float:
    return float(formula.amount(stated, ZERO))


def _marketplace(count: YearCount, rules: Rules, futures: Futures, tried: WhatIf) -> float:
    """Return what of Marketplace counts by the end of the year, with what is bought beyond the usual."""
    spent = float(count.marketplace + tried.marketplace) + futures.marketplace_in(count.year.period)
    part = spent * float(rules.marketplace_share or ZERO)
    if rules.marketplace_cap is None or count.year.amount is None:
        return part
    return min(part, float(rules.marketplace_cap * count.year.amount))


def _costs(years: Sequence[_Year], futures: Futures, shortfall: Shortfall, most: float) -> list[Floats | None]:
    """Return what each year's shortfall costs in each future, by the agreement's treatment.

    Paid: the shortfall. Prepaid: what of it cannot be used against spend beyond the next commitment while it is
    usable. Carried: what is over the limit, and all of the last year's. Settled at the end of the term: nothing in
    the single years.
    """
    if shortfall.trigger is ShortfallTrigger.TERM:
        return [None if year.short is None else np.zeros_like(year.short) for year in years]
    found: list[Floats | None] = []
    for index, year in enumerate(years):
        following = years[index + 1] if index + 1 < len(years) else None
        if year.short is None:
            found.append(None)
        elif shortfall.treatment is ShortfallTreatment.CARRY and following is not None:
            found.append(np.maximum(year.short - most, 0.0))
        elif shortfall.treatment is ShortfallTreatment.PREPAY:
            found.append(np.maximum(year.short - _usable(year, following, futures, shortfall), 0.0))
        else:
            found.append(year.short)
    return found


def _usable(year: _Year, following: _Year | None, futures: Futures, shortfall: Shortfall) -> Floats:
    """Return the later spend against which a prepaid shortfall can be used."""
    if following is not None and following.commitments is not None:
        return np.maximum(following.totals - following.commitments, 0.0)
    months = shortfall.usable_months or USABLE_MONTHS
    end = year.count.year.period.end
    later = [month for month in futures.months if month.start >= end][:months]
    days = np.array([float(month.days) if month in later else 0.0 for month in futures.months])
    return np.asarray(futures.rates @ days) if futures.months else np.zeros(futures.paths)


def _outcome(year: _Year, cost: Floats | None, futures: Futures, counted: Counted) -> Outcome:
    made = _range(year.totals)
    if year.commitments is None or year.short is None or cost is None:
        return made
    commitments = np.broadcast_to(year.commitments, year.totals.shape)
    low, middle, high = np.quantile(commitments, (LOW, MIDDLE, HIGH)).tolist()
    return replace(
        made,
        commitment=_money(middle),
        low_commitment=_money(low),
        high_commitment=_money(high),
        chance=float(np.mean(year.short > 0.005)),
        shortfall=_money(float(year.short.mean())),
        cost=_money(float(cost.mean())),
        reached=_reached(year, commitments, futures, counted),
        commitments=commitments,
    )


def _term(
    years: Sequence[_Year], costs: Sequence[Floats | None], total: Decimal | None, shortfall: Shortfall
) -> Outcome:
    totals = np.asarray(sum(year.totals for year in years))
    made = _range(totals)
    if total is None:
        return made
    short = np.maximum(float(total) - totals, 0.0)
    cost = short
    if shortfall.trigger is not ShortfallTrigger.TERM:
        paid = np.asarray(sum((item for item in costs if item is not None), np.zeros_like(short)))
        # What single years have settled already is not owed once more for the whole term.
        cost = np.maximum(paid, short)
    return replace(
        made,
        commitment=total,
        low_commitment=total,
        high_commitment=total,
        chance=float(np.mean(short > 0.005)),
        shortfall=_money(float(short.mean())),
        cost=_money(float(cost.mean())),
    )


def _range(totals: Floats) -> Outcome:
    low, middle, high = np.quantile(totals, (LOW, MIDDLE, HIGH)).tolist()
    return Outcome(_money(low), _money(middle), _money(high), _money(float(totals.mean())), totals=totals)


def _reached(year: _Year, commitments: Floats, futures: Futures, counted: Counted) -> Reached:
    """Return when running totals reach the commitment, read within each month as if it came evenly."""
    period = year.count.year.period
    already = _reached_before(year.count, counted, float(commitments.min()))
    if already is not None:
        return Reached(already, already, already)
    days = futures.days_in(period) if futures.months else np.zeros(0)
    if not days.any():
        return Reached(None, None, None)
    sums = year.start[:, None] + np.cumsum(futures.rates * days, axis=1)
    hit = sums >= commitments[:, None]
    column = hit.argmax(axis=1)
    rows = np.arange(sums.shape[0])
    before = np.where(column > 0, sums[rows, np.maximum(column - 1, 0)], year.start)
    slope = futures.rates[rows, column]
    into = np.divide(commitments - before, slope, out=np.zeros_like(before), where=slope > 0)
    first = np.cumsum(days) - days
    at = np.where(hit.any(axis=1), first[column] + np.clip(into, 0.0, days[column]), np.inf)
    begin = max(period.start, futures.start)
    low, middle, high = (_day(np.sort(at), share, begin) for share in (LOW, MIDDLE, HIGH))
    return Reached(low, middle, high)


def _reached_before(count: YearCount, counted: Counted, commitment: float) -> date | None:
    """Return the known day on which the commitment was reached, or None."""
    if float(count.counted) < commitment:
        return None
    running = float(count.marketplace_counted)
    day = count.year.period.start
    while day < min(count.year.period.end, counted.through):
        running += float(counted.regular.get(day, ZERO) + counted.once.get(day, ZERO))
        if running >= commitment - 0.005:
            return day
        day += timedelta(days=1)
    return min(count.year.period.end, counted.through) - timedelta(days=1)


def _day(ordered: Floats, share: float, begin: date) -> date | None:
    value = float(ordered[min(ordered.size - 1, int(share * ordered.size))])
    return None if np.isinf(value) else begin + timedelta(days=int(value))


def _money(value: float) -> Decimal:
    return Decimal(f"{value:.2f}")
