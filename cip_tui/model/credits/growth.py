"""The credit for spend above the commitment, by band: from the confirmed agreement and the pace of the year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cip_tui.model.commitment.terms import ContractYear
from cip_tui.model.credits.programme import Band
from cip_tui.model.credits.ranges import YEAR, ZERO, Case, Estimate, Range, Reached, at_most, range_words
from cip_tui.model.credits.usage import DAYS_A_MONTH, QUALIFYING
from cip_tui.model.format import money, percent


def growth(case: Case) -> Estimate:
    """A sum for spend above the commitment: from the confirmed agreement and the run-rate of the contract year."""
    unknown = _what_is_unknown(case)
    if unknown:
        nothing = Range(basis=unknown)
        return Estimate(None, Reached(None, unknown), nothing, Range(ZERO, ZERO, ZERO, ""), nothing, True, (unknown,))
    year, spend = _year(case), case.spend
    assert year is not None
    assert year.amount is not None
    amount = year.amount
    so_far, last = _so_far(case, year.period.start)
    left = max((year.period.end - last).days, 0)
    worlds = [
        so_far + monthly / DAYS_A_MONTH * left for monthly in (spend.total.low, spend.total.mean, spend.total.high)
    ]
    paid = [at_most(case, _band_amount(case.programme.reward.bands, total / amount) / YEAR) for total in worlds]
    ratio = worlds[1] / amount
    words = f"{percent(float(ratio))} of the commitment of {money(amount, 0)} at the pace of the last months"
    credit = Range(paid[1], min(paid), max(paid), "one band only, paid once, spread over a year")
    steps = (
        ("Spend so far in the contract year", money(so_far)),
        ("Expected by its end", f"{money(worlds[1])} ({words})"),
        ("Credit a month", range_words(credit)),
    )
    met = bool(case.programme.reward.bands) and ratio >= min(band.start for band in case.programme.reward.bands)
    return Estimate(
        spend.total.mean,
        Reached(met, words),
        credit,
        Range(ZERO, ZERO, ZERO, "nothing to add"),
        credit,
        True,
        (),
        steps,
    )


def _what_is_unknown(case: Case) -> str:
    if case.terms is None:
        return "there is no confirmed agreement"
    year = _year(case)
    if year is None:
        return "the agreement has no contract year for today"
    if not year.amount:
        return "the commitment of this contract year is not confirmed"
    if case.terms.currency != case.spend.currency:
        return f"the agreement is in {case.terms.currency} and the charges in {case.spend.currency}"
    return ""


def _year(case: Case) -> ContractYear | None:
    return next((y for y in case.terms.years if case.as_of in y.period), None) if case.terms else None


def _so_far(case: Case, start: date) -> tuple[Decimal, date]:
    inside = [c for c in case.spend.charges if c.type in QUALIFYING and c.period.start >= start]
    last = max((c.period.end for c in inside), default=start)
    return sum((c.amount for c in inside), ZERO), last


def _band_amount(bands: Sequence[Band], ratio: Decimal) -> Decimal:
    return next((b.amount for b in bands if b.start <= ratio and (b.end is None or ratio < b.end)), ZERO)
