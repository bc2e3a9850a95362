"""The front between margin and disruption: how much of a better margin can be had for how much trouble."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cip_tui.model.ubr.optimise import Limits, optimise
from cip_tui.model.ubr.outcome import Assumptions, Customers, Outcome, outcome
from cip_tui.model.ubr.plans import Plan
from cip_tui.model.ubr.replay import Replay

RISES = (0.0, 0.1, 0.25, 0.5, 1.0, None)


@dataclass(frozen=True, slots=True)
class Point:
    """One optimum: the limit on the largest rise it keeps (None: no limit), and what it brings."""

    largest_rise: float | None
    outcome: Outcome

    @property
    def disruption(self) -> float:
        """The fraction of paying customers whose bill rises by more than the shock."""
        return self.outcome.shocked_share


def margin_front(
    replay: Replay, customers: Customers, start: Plan, assumed: Assumptions, check: Callable[[], None]
) -> list[Point]:
    """Return optima that no other one beats in both margin and disruption, the calmest first."""
    points = []
    for rise in RISES:
        plan, _ = optimise(replay, customers, start, assumed, Limits(largest_rise=rise), check)
        points.append(Point(rise, outcome(replay, customers, plan, assumed)))
    points.sort(key=lambda point: (point.disruption, -point.outcome.year_margin))
    front: list[Point] = []
    for point in points:
        if not front or point.outcome.year_margin > front[-1].outcome.year_margin + 0.005:
            front.append(point)
    return front
