"""Counted spend: what of the charges counts toward the commitment, per contract year, and why the rest does not.

For each year `gross = counted + everything excluded`, to the last decimal. Gross is what was billed before credits:
discounts, refunds and the negations of savings plans are in it with their signs. Credits stand apart: where they
reduce what counts they are excluded dollars, else they change nothing.

Periods are half-open. A charge that crosses the end of a contract year accrues evenly over its days; a charge whose
period is not over holds what had accrued by the last known day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from cip_tui.model.commitment.charges import Charge, ChargeType
from cip_tui.model.commitment.eligibility import Pool, Reason, Rules
from cip_tui.model.commitment.spreading import by_day, elapsed_part, part_of
from cip_tui.model.commitment.terms import ContractYear, Terms
from cip_tui.model.period import Period, month_of

ZERO = Decimal(0)
Key = tuple[Pool, Reason | None, str, str, ChargeType, bool]


@dataclass(frozen=True, slots=True)
class Line:
    """One service and type of charge in one contract year: what was billed, and what of it counts."""

    service: str
    service_id: str
    type: ChargeType
    pool: Pool
    amount: Decimal
    counted: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Excluded:
    """Dollars that do not count, and why. `open` says that the agreement leaves it open."""

    reason: Reason
    service: str
    type: ChargeType
    amount: Decimal

    @property
    def open(self) -> bool:
        """Whether the agreement does not say that they do not count."""
        return self.reason in (Reason.SUPPORT_OPEN, Reason.CREDIT_OPEN, Reason.MARKETPLACE_OPEN)


@dataclass(frozen=True, slots=True)
class YearCount:
    """One contract year's spend. `counted` takes open rules in the reading that counts less, `most` in the other.

    `marketplace` is what Marketplace cost, `marketplace_counted` what of it counts, `headroom` how much more of it
    may count (None without a stated cap). `estimated` is the part of gross that the provider has not closed.
    """

    year: ContractYear
    gross: Decimal
    counted: Decimal
    most: Decimal
    excluded: tuple[Excluded, ...]
    lines: tuple[Line, ...]
    marketplace: Decimal = ZERO
    marketplace_counted: Decimal = ZERO
    headroom: Decimal | None = None
    credits: Decimal = ZERO
    estimated: Decimal = ZERO

    @property
    def credit_lines(self) -> tuple[Line, ...]:
        """The lines of credits, which stand apart from gross."""
        return tuple(line for line in self.lines if _is_credit(line))


@dataclass(frozen=True, slots=True)
class Counted:
    """All spend of an agreement by its rules, known from `first` up to, not including, `through`.

    `regular`, `once`, `marketplace` and `credits` hold amounts a day: what counts and may go on, what counts and was
    paid once, Marketplace before share and cap, and credits where they reduce.
    """

    first: date
    through: date
    years: tuple[YearCount, ...]
    regular: Mapping[date, Decimal]
    once: Mapping[date, Decimal]
    marketplace: Mapping[date, Decimal]
    gaps: tuple[Period, ...] = ()
    unmatched: Mapping[str, Decimal] = field(default_factory=dict)
    currencies: Mapping[str, Decimal] = field(default_factory=dict)
    later: Decimal = ZERO
    without_account: Decimal = ZERO
    unresolved: tuple[str, ...] = ()

    def year(self, number: int) -> YearCount:
        """Return a year's count. Raises KeyError."""
        for count in self.years:
            if count.year.number == number:
                return count
        raise KeyError(number)


def contract_years(terms: Terms) -> tuple[ContractYear, ...]:
    """Return the commitment periods; an agreement without years has one, its whole term, if that is known."""
    if terms.years:
        return tuple(sorted(terms.years, key=lambda year: year.period.start))
    if terms.period is None:
        return ()
    return (ContractYear(1, terms.period, terms.total),)


def count(
    terms: Terms, charges: Sequence[Charge], rules: Rules, as_of: date, known_until: date | None = None
) -> Counted | None:
    """Count charges by the rules, or return None where none is known before `as_of`.

    `known_until` is the day the newest figures were made, where that is known: an open month holds nothing later.
    Charges of another currency than the agreement's are summed apart and never converted.
    """
    given = [charge for charge in charges if charge.period.start < as_of]
    known = [charge for charge in given if charge.currency == terms.currency]
    if not known:
        return None
    first = min(charge.period.start for charge in known)
    end = max(charge.period.end for charge in known)
    through = max(min(end, as_of, known_until or end), first + timedelta(days=1))
    sums: dict[tuple[Period, Key], Decimal] = defaultdict(Decimal)
    parts = {period: elapsed_part(period, through) for period in {charge.period for charge in known}}
    without_account = ZERO
    for charge in known:
        pool, reason = rules.judge(charge)
        key = (pool, reason, charge.service, charge.service_id, charge.type, charge.estimated)
        sums[parts[charge.period], key] += charge.amount
        if rules.lists_accounts and not charge.account:
            without_account += charge.amount
    years = contract_years(terms)
    days = _daily(sums, rules)
    return Counted(
        first,
        through,
        tuple(_year(year, sums, rules) for year in years),
        days[Pool.COUNTED],
        days[Pool.ONCE],
        days[Pool.MARKETPLACE],
        gaps=_gaps(known, first, through),
        unmatched=_unmatched(known),
        currencies=_currencies(given, terms.currency),
        later=sum((charge.amount for charge in charges if charge.period.start >= as_of), ZERO),
        without_account=without_account,
        unresolved=rules.unresolved,
    )


def marketplace_counted(spent: Decimal, share: Decimal | None, cap: Decimal | None, floor: Decimal | None) -> Decimal:
    """Return min(share x spent, cap x floor); without a stated share nothing, without a stated cap no limit."""
    part = spent * (share or ZERO)
    if cap is None or floor is None:
        return part
    return min(part, cap * floor)


def _year(year: ContractYear, sums: Mapping[tuple[Period, Key], Decimal], rules: Rules) -> YearCount:
    parts: dict[Key, Decimal] = defaultdict(Decimal)
    for (period, key), amount in sums.items():
        if period.start < year.period.end and year.period.start < period.end:
            parts[key] += part_of(amount, period, year.period)
    lines = tuple(_line(key, amount, rules) for key, amount in parts.items())
    spent = sum((line.amount for line in lines if line.pool is Pool.MARKETPLACE), ZERO)
    counted_there = marketplace_counted(spent, rules.marketplace_share, rules.marketplace_cap, year.amount)
    excluded = _excluded(lines, rules, spent, counted_there)
    gross = sum((line.amount for line in lines if not _is_credit(line)), ZERO)
    counted = gross - sum((item.amount for item in excluded), ZERO)
    cap = None if rules.marketplace_cap is None or year.amount is None else rules.marketplace_cap * year.amount
    most_there = spent if cap is None else min(spent, cap)
    may_count = sum((max(item.amount, ZERO) for item in excluded if item.open), ZERO)
    if rules.marketplace_share is None:
        may_count += max(most_there, ZERO) - max(spent, ZERO)
    return YearCount(
        year,
        gross,
        counted,
        counted + may_count,
        excluded,
        lines,
        marketplace=spent,
        marketplace_counted=counted_there,
        headroom=None if cap is None else max(cap - counted_there, ZERO),
        credits=-sum((line.amount for line in lines if _is_credit(line)), ZERO),
        estimated=sum((amount for key, amount in parts.items() if key[-1] and key[0] not in _CREDITS), ZERO),
    )


_CREDITS = (Pool.CREDITS, Pool.CREDITS_OPEN)


def _is_credit(line: Line) -> bool:
    return line.pool in _CREDITS


def _line(key: Key, amount: Decimal, rules: Rules) -> Line:
    pool, reason, service, service_id, kind, _ = key
    counted = amount if pool in (Pool.COUNTED, Pool.ONCE) else ZERO
    if pool is Pool.MARKETPLACE:
        counted = amount * (rules.marketplace_share or ZERO)
    elif pool in _CREDITS and reason is not None:
        counted = amount
    return Line(service, service_id, kind, pool, amount, counted, reason.value if reason else "")


def _excluded(lines: Sequence[Line], rules: Rules, spent: Decimal, counted_there: Decimal) -> tuple[Excluded, ...]:
    """Return every dollar that does not count, largest first."""
    found: dict[tuple[Reason, str, ChargeType], Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.reason:
            sign = -1 if _is_credit(line) else 1
            found[Reason(line.reason), line.service, line.type] += sign * line.amount
        elif line.pool is Pool.MARKETPLACE and line.amount != line.counted:
            reason = Reason.MARKETPLACE_OPEN if rules.marketplace_share is None else Reason.MARKETPLACE_SHARE
            found[reason, line.service, line.type] += line.amount - line.counted
    over = spent * (rules.marketplace_share or ZERO) - counted_there
    if over:
        found[Reason.MARKETPLACE_CAP, "AWS Marketplace", ChargeType.MARKETPLACE] += over
    items = [Excluded(reason, service, kind, amount) for (reason, service, kind), amount in found.items() if amount]
    return tuple(sorted(items, key=lambda item: (-abs(item.amount), item.reason.value, item.service)))


def _daily(sums: Mapping[tuple[Period, Key], Decimal], rules: Rules) -> dict[Pool, dict[date, Decimal]]:
    """Return regular, one-time and Marketplace amounts a day; what reduces (credits) is in the regular ones."""
    whole: dict[tuple[Period, Pool], Decimal] = defaultdict(Decimal)
    for (period, (pool, reason, *_)), amount in sums.items():
        if pool in (Pool.COUNTED, Pool.ONCE, Pool.MARKETPLACE):
            whole[period, pool] += amount
        elif pool in _CREDITS and reason is not None:
            whole[period, Pool.COUNTED] += amount
    days: dict[Pool, dict[date, Decimal]] = {pool: {} for pool in (Pool.COUNTED, Pool.ONCE, Pool.MARKETPLACE)}
    for (period, pool), amount in whole.items():
        target = days[pool]
        for day, part in by_day(amount, period):
            target[day] = target.get(day, ZERO) + part
    return days


def _gaps(charges: Sequence[Charge], first: date, through: date) -> tuple[Period, ...]:
    """Return the calendar months between the first and the last day in which nothing was billed at all."""
    billed: set[date] = set()
    for period in {charge.period for charge in charges}:
        month = month_of(period.start)
        while month.start < period.end:
            billed.add(month.start)
            month = month_of(month.end)
    gaps: list[Period] = []
    month = month_of(first)
    while month.start < through:
        if month.start not in billed:
            last = gaps.pop() if gaps and gaps[-1].end == month.start else month
            gaps.append(Period(last.start, month.end))
        month = month_of(month.end)
    return tuple(gaps)


def _unmatched(charges: Sequence[Charge]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for charge in charges:
        if not charge.service_id and charge.service:
            found[charge.service] += charge.amount
    return dict(sorted(found.items(), key=lambda item: (-abs(item[1]), item[0])))


def _currencies(charges: Sequence[Charge], currency: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for charge in charges:
        if charge.currency != currency:
            found[charge.currency] += charge.amount
    return dict(found)
