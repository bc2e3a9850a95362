"""What a programme would bring and cost a month, each as a range with its arithmetic; unknown stays unknown."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cip_tui.model.credits.growth import growth
from cip_tui.model.credits.programme import Adding, Per, RewardKind
from cip_tui.model.credits.ranges import (
    YEAR,
    ZERO,
    Case,
    Estimate,
    Range,
    Reached,
    at_most,
    from_to,
    per_month,
    range_words,
)
from cip_tui.model.credits.usage import Monthly, Spend
from cip_tui.model.format import money, percent


def estimate(case: Case) -> Estimate:
    """Return the estimate of one programme."""
    programme = case.programme
    if programme.kind is RewardKind.GROWTH_BAND:
        return growth(case)
    if programme.reward.rate is not None:
        return _share_of_spend(case)
    return _fixed(case)


def added_cost(case: Case) -> Range:
    """Return what the missing services would cost a month, or why that is not known."""
    if not case.missing:
        return Range(ZERO, ZERO, ZERO, "nothing to add")
    low = high = ZERO
    told = []
    for service in case.missing:
        adding = next((item for item in case.programme.adding if item.service == service), None)
        bounds = None if adding is None else _bounds(adding, case.spend)
        if adding is None or bounds is None:
            return Range(basis=f"what {case.title(service)} would cost is not known")
        low, high = low + bounds[0], high + bounds[1]
        told.append(f"{case.title(service)} {from_to(*bounds)}{_share_words(adding, case)}: {adding.basis}")
    return Range((low + high) / 2, low, high, "; ".join(told))


def _bounds(adding: Adding, spend: Spend) -> tuple[Decimal, Decimal] | None:
    if adding.monthly_low is not None and adding.monthly_high is not None:
        return adding.monthly_low, adding.monthly_high
    base = spend.monthly(adding.of).mean
    if adding.share_low is None or adding.share_high is None or base <= 0:
        return None
    return adding.share_low * base, adding.share_high * base


def _share_words(adding: Adding, case: Case) -> str:
    if adding.share_low is None or adding.share_high is None:
        return " a month"
    names = " and ".join(case.title(name) for name in adding.of)
    return f" a month, {percent(float(adding.share_low), 0)} to {percent(float(adding.share_high), 0)} of {names}"


def _share_of_spend(case: Case) -> Estimate:
    programme, spend = case.programme, case.spend
    now = spend.monthly(programme.services.qualifying)
    cost, beyond = added_cost(case), programme.match.beyond_services()
    rate = programme.reward.rate or ZERO
    if beyond:
        return _unknown_part(case, now, rate, cost, beyond)
    reached = _threshold(case, now.mean, cost)
    if cost.base is None or cost.low is None or cost.high is None:
        nothing = Range(basis=cost.basis)
        return Estimate(now.mean, reached, nothing, cost, nothing, unknown=(cost.basis,))
    worlds = [
        (bill, extra, _earned(case, bill + extra))
        for bill, extra in ((now.low, cost.low), (now.low, cost.high), (now.high, cost.low), (now.high, cost.high))
    ]
    base = _earned(case, now.mean + cost.base)
    credit = Range(base, min(e for *_, e in worlds), max(e for *_, e in worlds), f"{percent(float(rate), 0)} of spend")
    nets = [earned - extra for _, extra, earned in worlds]
    net = Range(base - cost.base, min(*nets, base - cost.base), max(*nets, base - cost.base), "credit less cost to add")
    return Estimate(now.mean, reached, credit, cost, net, steps=_share_steps(case, now, cost, credit, net))


def _earned(case: Case, bill: Decimal) -> Decimal:
    """Return the credit of a month with this qualifying spend: nothing below the threshold, never above the caps."""
    threshold, reward = case.programme.threshold, case.programme.reward
    if threshold is not None and bill < per_month(threshold.value, threshold.per):
        return ZERO
    return at_most(case, (reward.rate or ZERO) * max(bill, ZERO))


def _threshold(case: Case, bill: Decimal, cost: Range) -> Reached:
    threshold = case.programme.threshold
    if threshold is None:
        return Reached(True, "no threshold")
    wanted = per_month(threshold.value, threshold.per)
    text = f"{money(wanted, 0)} a month" + (
        " on average of a contract year" if threshold.per is Per.CONTRACT_YEAR else ""
    )
    if bill >= wanted:
        return Reached(True, f"{text}: reached with {money(bill)}", ZERO)
    gap = wanted - bill
    if cost.base is not None and bill + cost.base >= wanted:
        return Reached(False, f"{text}: {money(gap)} short, reached once the missing services are added", gap)
    return Reached(False, f"{text}: {money(gap)} short", gap)


def _unknown_part(case: Case, now: Monthly, rate: Decimal, cost: Range, beyond: Sequence[str]) -> Estimate:
    """The charges do not say which part qualifies: nothing at least, all of it at most."""
    what = f"the charges do not tell {' and '.join(beyond)}"
    most = at_most(case, rate * (now.high + (cost.high or ZERO)))
    credit = Range(None, ZERO, most, f"at most {percent(float(rate), 0)} of all spend on the services; {what}")
    lowest = None if cost.high is None else -cost.high
    highest = None if cost.low is None else most - cost.low
    net = Range(None, lowest, highest, what)
    steps = (
        ("Spend on the services", f"{money(now.mean)} a month, of which an unknown part qualifies"),
        ("Credit", f"between nothing and {money(most)} a month"),
        *_cost_steps(cost),
    )
    return Estimate(None, Reached(None, what), credit, cost, net, False, (what,), steps)


def _fixed(case: Case) -> Estimate:
    reward, threshold = case.programme.reward, case.programme.threshold
    amount = reward.fixed or ZERO
    month = at_most(case, amount / YEAR)
    cost, unknown = _fixed_unknowns(case)
    credit = Range(
        None if case.programme.kind is RewardKind.USAGE_SHARE_STREAK else month,
        ZERO,
        month,
        f"{money(amount, 0)} once, spread over a year{_bill_words(month, amount)}",
    )
    base = None if credit.base is None or cost.base is None else credit.base - cost.base
    low = None if cost.high is None else -cost.high
    net = Range(base, low, None if cost.low is None else month - cost.low, "; ".join(unknown) or cost.basis)
    steps = (
        ("Credit", credit.basis),
        ("A month", range_words(credit)),
        *_cost_steps(cost),
        ("Net", range_words(net)),
    )
    reached = Reached(True, "no threshold") if threshold is None else Reached(None, _condition_words(case))
    now = case.spend.monthly(case.programme.services.qualifying)
    return Estimate(now.mean, reached, credit, cost, net, True, unknown, steps)


def _fixed_unknowns(case: Case) -> tuple[Range, tuple[str, ...]]:
    """Return the cost to add and what is not known of a programme that pays a fixed sum."""
    threshold, kind = case.programme.threshold, case.programme.kind
    if kind is RewardKind.PER_UNIT_CAPPED and threshold is not None:
        most = per_month(threshold.value, threshold.per)
        text = f"load that moves costs nothing more, new load up to {money(most, 0)} a month"
        return Range(None, ZERO, most, text), ("what would run there is not known",)
    if kind is RewardKind.USAGE_SHARE_STREAK:
        return added_cost(case), ("the charges do not tell hours of use by family",)
    return added_cost(case), ()


def _cost_steps(cost: Range) -> tuple[tuple[str, str], ...]:
    estimated = (("How that is estimated", cost.basis),) if cost.basis and cost.base != ZERO else ()
    return (("Cost to add", range_words(cost)), *estimated)


def _bill_words(month: Decimal, amount: Decimal) -> str:
    return "" if month == amount / YEAR else f", of which the bill can use {money(month)} a month"


def _condition_words(case: Case) -> str:
    threshold = case.programme.threshold
    assert threshold is not None
    wanted = (
        percent(float(threshold.value), 0)
        if threshold.value <= 2
        else f"{money(threshold.value, 0)} a {threshold.per.value.replace('_', ' ')}"
    )
    streak = f", {threshold.consecutive} times in a row" if threshold.consecutive > 1 else ""
    return f"{threshold.metric.value.replace('_', ' ')} of {wanted}{streak}: cannot be told from the charges"


def _share_steps(case: Case, now: Monthly, cost: Range, credit: Range, net: Range) -> tuple[tuple[str, str], ...]:
    rate, threshold = case.programme.reward.rate or ZERO, case.programme.threshold
    names = ", ".join(case.title(name) for name in case.programme.services.qualifying if case.spend.uses(name))
    words = f"{percent(float(rate), 0)} of both together: {range_words(credit)}"
    if credit.base == ZERO and threshold is not None:
        wanted = per_month(threshold.value, threshold.per)
        words = f"nothing below the threshold; {money(at_most(case, rate * wanted))} a month once it is reached"
    return (
        ("Qualifying spend now", f"{money(now.mean)} a month ({names or 'none of the services is in use'})"),
        *_cost_steps(cost),
        ("Credit", words),
        ("Net", f"credit less cost to add: {range_words(net)}"),
    )
