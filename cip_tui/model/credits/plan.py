"""The best set of programmes under engineer-days, budget, lead times and their own rules, exactly.

What is maximised is the sum over the programmes of chance times credit less cost, as `Item.value` states it. What is
left out is told with its reason, and what one more engineer-day would add is worked out by planning again with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cip_tui.model.credits.search import Allowed, Best, Choice, Problem, every_pair, solve
from cip_tui.model.format import money

_CENTS = 100
_DAY_PARTS = 100
# What is left out is weighed one by one where that stays quick.
_WEIGHED_ONE_BY_ONE = 40


@dataclass(frozen=True, slots=True)
class Item:
    """A programme, or one band of it, to plan with.

    `value` is the expected benefit over the year and `cost` what it takes from the budget, both in the currency of
    the plan; None means unknown, and then it is not planned. Items of one `programme` are its bands: one at most is
    taken. `requires` and `excludes` name programmes. `closes` is the day by which it must be ready, None for any.
    """

    key: str
    name: str
    programme: str
    value: Decimal | None
    days: Decimal | None
    cost: Decimal | None = Decimal(0)
    lead_days: int = 0
    closes: date | None = None
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    credit_month: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What there is: engineer-days and budget (None: no limit), and the day work may begin.

    `held` names programmes that are taken already: they satisfy what requires them and forbid what excludes them.
    """

    start: date
    days: Decimal | None = None
    budget: Decimal | None = None
    held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A programme that is not in the plan, and why. `loss` is what forcing it in would cost the plan, if weighed."""

    item: Item
    reason: str
    loss: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan. `bound` is what no set is worth more than; it equals `value` where the plan is proved best.

    `more_day` and `more_budget` are what one more engineer-day and 1,000 more of budget would add, None without limit.
    """

    limits: Limits
    chosen: tuple[Item, ...]
    left_out: tuple[LeftOut, ...]
    value: Decimal
    bound: Decimal
    days: Decimal
    cost: Decimal
    more_day: Decimal | None = None
    more_budget: Decimal | None = None

    @property
    def proved(self) -> bool:
        """Whether it is proved that no other set is worth more."""
        return self.bound <= self.value


def make_plan(items: Sequence[Item], limits: Limits, *, marginal: bool = True) -> Plan:
    """Return the best plan. `marginal=False` leaves out what one more day or more budget would add."""
    barred = _barred(items, limits)
    table = _Table([item for item in items if item.key not in barred], limits)
    best = solve(table.problem(limits))
    chosen = table.taken(best)
    value = Decimal(best.value) / _CENTS
    return Plan(
        limits=limits,
        chosen=tuple(chosen),
        left_out=tuple(_left_out(items, chosen, barred, table, value, limits)),
        value=value,
        bound=Decimal(best.bound) / _CENTS,
        days=sum((item.days or Decimal(0) for item in chosen), Decimal(0)),
        cost=sum((item.cost or Decimal(0) for item in chosen), Decimal(0)),
        more_day=table.added(limits, value, days=Decimal(1)) if marginal else None,
        more_budget=table.added(limits, value, budget=Decimal(1000)) if marginal else None,
    )


class _Table:
    """The items as choices: one choice a programme, one option an item."""

    def __init__(self, items: Sequence[Item], limits: Limits) -> None:
        self.programmes: dict[str, list[Item]] = {}
        for item in items:
            self.programmes.setdefault(item.programme, []).append(item)
        self.place = {name: number for number, name in enumerate(self.programmes)}
        self.limited = (limits.days is not None, limits.budget is not None)
        self.choices = tuple(self._choice(options) for options in self.programmes.values())
        self.pairs = self._pairs()

    def problem(self, limits: Limits, bonus: Mapping[str, int] | None = None) -> Problem:
        """Return the problem under some limits; `bonus` adds to the value of single items, in cents."""
        choices = self.choices
        if bonus:
            choices = tuple(
                Choice(
                    (0, *(v + bonus.get(item.key, 0) for v, item in zip(choice.values[1:], options, strict=True))),
                    choice.uses,
                )
                for choice, options in zip(self.choices, self.programmes.values(), strict=True)
            )
        return Problem(choices, self._amounts(limits.days, limits.budget), self.pairs)

    def taken(self, best: Best) -> list[Item]:
        """Return the items of a solution, in the order given."""
        return [
            options[taken - 1] for options, taken in zip(self.programmes.values(), best.taken, strict=True) if taken
        ]

    def added(
        self, limits: Limits, value: Decimal, *, days: Decimal = Decimal(0), budget: Decimal = Decimal(0)
    ) -> Decimal | None:
        """Return what more days or budget would add to the value, None where there is no such limit."""
        if (days and limits.days is None) or (budget and limits.budget is None):
            return None
        wider = Limits(
            limits.start,
            None if limits.days is None else limits.days + days,
            None if limits.budget is None else limits.budget + budget,
            limits.held,
        )
        return max(Decimal(0), Decimal(solve(self.problem(wider)).value) / _CENTS - value)

    def forced(self, item: Item, limits: Limits) -> Decimal | None:
        """Return the best value with the item in, or None where no plan holds it."""
        bonus = 1 + 2 * sum(max(map(abs, choice.values)) for choice in self.choices)
        best = solve(self.problem(limits, {item.key: bonus}))
        options = self.programmes[item.programme]
        inside = best.taken[self.place[item.programme]] == options.index(item) + 1
        return Decimal(best.value - bonus) / _CENTS if inside else None

    def _choice(self, options: Sequence[Item]) -> Choice:
        none = tuple(0 for limited in self.limited if limited)
        return Choice(
            (0, *(int(((item.value or Decimal(0)) * _CENTS).to_integral_value()) for item in options)),
            (none, *(self._amounts(item.days, item.cost) for item in options)),
        )

    def _amounts(self, days: Decimal | None, money_amount: Decimal | None) -> tuple[int, ...]:
        scaled = (days, _DAY_PARTS), (money_amount, _CENTS)
        return tuple(
            int(((amount or Decimal(0)) * parts).to_integral_value())
            for (amount, parts), limited in zip(scaled, self.limited, strict=True)
            if limited
        )

    def _pairs(self) -> dict[tuple[int, int], Allowed]:
        pairs: dict[tuple[int, int], Allowed] = {}
        for name, options in self.programmes.items():
            for position, item in enumerate(options, 1):
                for other in item.requires:
                    if other in self.place and other != name:
                        self._forbid(pairs, name, position, other, (0,))
                for other in item.excludes:
                    if other in self.place and other != name:
                        self._forbid(pairs, name, position, other, range(1, len(self.programmes[other]) + 1))
        return pairs

    def _forbid(
        self,
        pairs: dict[tuple[int, int], Allowed],
        name: str,
        position: int,
        other: str,
        options: Sequence[int],
    ) -> None:
        one, two = self.place[name], self.place[other]
        key = (min(one, two), max(one, two))
        allowed = pairs.get(key) or every_pair(self.choices[key[0]], self.choices[key[1]], ())
        forbidden = {(position, o) if one < two else (o, position) for o in options}
        pairs[key] = allowed - forbidden


def _barred(items: Sequence[Item], limits: Limits) -> dict[str, str]:
    """Return the items that cannot be planned at all, each with the reason."""
    barred = {item.key: reason for item in items if (reason := _reason_alone(item, limits))}
    while True:
        there = {item.programme for item in items if item.key not in barred} | limits.held
        more = {
            item.key: f"needs {', '.join(missing)}, which cannot be planned"
            for item in items
            if item.key not in barred and (missing := [name for name in item.requires if name not in there])
        }
        if not more:
            return barred
        barred |= more


def _reason_alone(item: Item, limits: Limits) -> str:
    clash = sorted(limits.held & set(item.excludes))
    if item.programme in limits.held:
        return "taken already"
    if clash:
        return f"does not go with {', '.join(clash)}, which is taken already"
    if item.value is None:
        return "its benefit is not known"
    if item.days is None or item.cost is None:
        return "what it takes is not known"
    if item.closes is not None and limits.start + timedelta(days=item.lead_days) > item.closes:
        return f"needs {item.lead_days} days before it counts, and its window closes on {item.closes}"
    if limits.days is not None and item.days > limits.days:
        return f"needs {item.days.normalize():f} engineer-days, more than there are"
    if limits.budget is not None and item.cost > limits.budget:
        return f"costs {money(item.cost, 0)}, more than the budget"
    return ""


def _left_out(
    items: Sequence[Item],
    chosen: Sequence[Item],
    barred: Mapping[str, str],
    table: _Table,
    value: Decimal,
    limits: Limits,
) -> list[LeftOut]:
    inside = {item.key for item in chosen}
    programmes = {item.programme for item in chosen}
    weighed = len(items) <= _WEIGHED_ONE_BY_ONE
    found = []
    for item in items:
        if item.key in inside:
            continue
        if item.key in barred:
            found.append(LeftOut(item, barred[item.key]))
            continue
        best = table.forced(item, limits) if weighed else None
        loss = None if best is None else value - best
        found.append(LeftOut(item, _why(item, chosen, programmes, loss), loss))
    return found


def _why(item: Item, chosen: Sequence[Item], programmes: set[str], loss: Decimal | None) -> str:
    excluding = [o.name for o in chosen if o.programme in item.excludes or item.programme in o.excludes]
    missing = [name for name in item.requires if name not in programmes]
    if item.value is not None and item.value <= 0:
        return "it is expected to cost more than it brings"
    if item.programme in programmes:
        return "another band of it is taken, and only one pays"
    if excluding:
        reason = f"does not go with {', '.join(excluding)}"
    elif missing:
        reason = f"needs {', '.join(missing)}, and both together do not pay for what they take"
    else:
        reason = "the days and budget are worth more elsewhere"
    return reason if loss is None else f"{reason}; taking it would lose {money(loss, 0)}"
