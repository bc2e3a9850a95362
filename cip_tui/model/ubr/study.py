"""A pricing study: real months, the structures compared, what was assumed, and which structure comes out on top."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from cip_tui.model.errors import UsageError
from cip_tui.model.finops.daily import DAYS_PER_MONTH
from cip_tui.model.ubr.front import Point, margin_front
from cip_tui.model.ubr.months import Months
from cip_tui.model.ubr.optimise import Found, Limits, optimise
from cip_tui.model.ubr.outcome import Assumptions, Customers, Outcome, Sweep, outcome, outcome_of_bills, sweep
from cip_tui.model.ubr.plans import Plan
from cip_tui.model.ubr.replay import Replay

ELASTICITIES = tuple(step / 2 for step in range(9))


@dataclass(frozen=True, slots=True)
class Study:
    """Structures replayed over the same months; `outcomes` in the order given, then the optimum if there is one."""

    months: Months
    replay: Replay
    customers: Customers
    assumed: Assumptions
    limits: Limits
    outcomes: tuple[Outcome, ...]
    today: Outcome
    sweep: Sweep
    founds: tuple[Found, ...] = ()
    front: tuple[Point, ...] = ()

    @property
    def best(self) -> Outcome:
        """The structure with the highest expected 12-month margin, today's fees among them."""
        return max((self.today, *self.outcomes), key=lambda item: item.year_margin)

    def month_share(self) -> Decimal:
        """What a total of the period is multiplied with to become a mean month."""
        return DAYS_PER_MONTH / self.months.period.days

    def holds(self) -> tuple[float, float] | None:
        """The range of elasticity around the assumed one in which the best structure stays the best."""
        return self.sweep.holds(self.best.plan.name, self.assumed.elasticity.get("*", 1.0))


TODAY = "today"


def check_months(months: Months) -> None:
    """Raise `UsageError` where there is nothing to bill."""
    if not months.months:
        raise UsageError(
            "There is no customer to bill: no call names a customer whose tier is known",
            next_step="Import a customers file with customer_id, subscription_tier and monthly_fee",
        )


def study(
    months: Months,
    plans: list[Plan],
    assumed: Assumptions,
    limits: Limits,
    check: Callable[[], None],
    *,
    search: bool = False,
) -> Study:
    """Replay real months through plans. Raises `UsageError` where there is nothing to bill or a currency is mixed."""
    check_months(months)
    for plan in plans:
        if plan.currency != "USD":
            raise UsageError(
                f"Plan '{plan.name}' is in {plan.currency}, the costs are in USD",
                next_step="State the plan's amounts in USD",
            )
    replay = Replay(months.months)
    customers = Customers.of(replay)
    founds: list[Found] = []
    front: list[Point] = []
    if search:
        optimum, founds = optimise(replay, customers, plans[0], assumed, limits, check)
        plans = [*plans, optimum]
        front = margin_front(replay, customers, plans[0], assumed, check)
    check()
    today = outcome_of_bills(Plan(TODAY, title="Today's fees"), customers.paying, customers, assumed)
    found = tuple(outcome(replay, customers, plan, assumed) for plan in plans)
    swept = sweep((today, *found), customers, assumed, ELASTICITIES)
    return Study(months, replay, customers, assumed, limits, found, today, swept, tuple(founds), tuple(front))
