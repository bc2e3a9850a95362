"""What would move an account: the least change of one KPI that reaches the next band, and how firm its band is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from cip_tui.model.onboarding.health import Health, Part, capping, decimal
from cip_tui.model.onboarding.kpis import Band, Kpi
from cip_tui.model.onboarding.scores import (
    CRITICAL_EDGE,
    FULL,
    HEALTHY_EDGE,
    Method,
    band_of,
    rank_of,
    score_of,
    value_for,
)

RESULTS = ("K9", "K10", "K11")
"""KPIs that are results rather than handles: revenue and the health that is reported. Their levers come last."""
GOALS = {Band.AT_RISK: CRITICAL_EDGE, Band.HEALTHY: HEALTHY_EDGE + Fraction(1, 100)}
"""The scores that reach a band: 40 is At Risk, and 70.01 the first score shown that is Healthy."""
DRAWS, SPREAD = 200, 0.2
_BASES = (2, 3, 5, 7, 11)
_WHOLE = ("invocations", "days", "ms", "USD")
_NEXT = {Band.CRITICAL: Band.AT_RISK, Band.AT_RISK: Band.HEALTHY}


@dataclass(frozen=True, slots=True)
class Lever:
    """One KPI moved to `value` alone brings the account to `band`. `points` is what the score gains by it.

    `held_by` are KPIs that still keep the account out of Healthy then, though its score would be there.
    """

    part: Part
    value: Decimal
    word: str
    band: Band
    points: Fraction
    held_by: tuple[Part, ...] = ()

    @property
    def change(self) -> Fraction:
        """How far the KPI's own score has to rise: the less, the easier."""
        return self.points / self.part.share


def next_band(health: Health) -> Band | None:
    """Return the band above the account's own, None at the top or where there is no band."""
    return None if health.band is None else _NEXT.get(health.band)


def points_missing(health: Health) -> Fraction | None:
    """Return the points between the score and the next band; None at the top, or where only a cap stands between."""
    target = next_band(health)
    if target is None or health.score is None:
        return None
    missing = GOALS[target] - health.score
    return missing if missing > 0 else None


def levers(health: Health, method: Method = Method.LINEAR, *, cap: bool = True) -> list[Lever]:
    """Return every single KPI that can bring the account to the next band, the easiest first; often there is none.

    Those whose change lifts the score while the cap still holds come after those that do it all.
    """
    target = next_band(health)
    if target is None or health.score is None:
        return []
    found = [lever for part in health.parts if (lever := _lever(health, part, target, method, cap=cap)) is not None]
    return sorted(found, key=lambda lever: (bool(lever.held_by), lever.part.kpi.id in RESULTS, lever.change))


def _lever(health: Health, part: Part, target: Band, method: Method, *, cap: bool) -> Lever | None:
    if part.score is None or part.value is None or not part.share or health.score is None:
        return None
    for value in _candidates(health, part, target, method):
        points = part.share * (score_of(value, part.kpi, method) - part.score)
        if points <= 0 or band_of(health.score + points) is not target:
            continue
        held = _held(health, part, value) if cap and target is Band.HEALTHY else ()
        # An account whose score is Healthy already waits for nothing but the cap.
        if not (held and health.capped):
            return Lever(part, value, part.kpi.word_of(value), target, points, held)
    return None


def _held(health: Health, part: Part, value: Decimal) -> tuple[Part, ...]:
    """Return the KPIs that would still cap the account if this one had this value."""
    others = tuple(other for other in capping(health.parts) if other.kpi.id != part.kpi.id)
    own = part.kpi.impact == Band.CRITICAL.value and part.kpi.band(value) is Band.CRITICAL
    return (*others, part) if own else others


def _candidates(health: Health, part: Part, target: Band, method: Method) -> Iterator[Decimal]:
    """Yield values worth trying, the nearest first."""
    kpi = part.kpi
    step = _step_of(kpi)
    if kpi.words:
        yield from sorted(value for value in kpi.words.values() if part.value is not None and value > part.value)
        return
    if method is Method.STEP:
        away = step if kpi.better == "up" else -step
        yield from (kpi.range.critical, kpi.range.healthy + away)
        return
    assert health.score is not None
    assert part.score is not None
    wanted = part.score + max(Fraction(0), GOALS[target] - health.score) / part.share
    if part.band is Band.CRITICAL and kpi.impact == Band.CRITICAL.value and target is Band.HEALTHY:
        wanted = max(wanted, CRITICAL_EDGE)
    if wanted > FULL:
        return
    exact = decimal(value_for(wanted, kpi))
    outward = ROUND_CEILING if kpi.better == "up" else ROUND_FLOOR
    # The nearest round value often does; where it falls short, the next one outward does.
    for rounding in (ROUND_HALF_EVEN, outward):
        value = (exact / step).to_integral_value(rounding) * step
        if kpi.holds(value):
            yield value


def _step_of(kpi: Kpi) -> Decimal:
    """Return the precision a target is named with: three digits of the width of At Risk, whole where units are."""
    width = abs(kpi.range.healthy - kpi.range.critical) or Decimal(1)
    step = Decimal(1).scaleb(math.floor(math.log10(width)) - 2)
    return max(step, Decimal(1)) if kpi.unit in _WHOLE else step


def robustness(health: Health, draws: int = DRAWS, spread: float = SPREAD) -> float | None:
    """Return the share of draws of category weights, each up to `spread` off, under which the band stays the same.

    Draws are the first points of a Halton sequence, the same for every account, so the figure is the same every time.
    """
    if health.uncapped is None:
        return None
    present = [part for part in health.categories if part.score is not None]
    scores = [float(part.score) for part in present if part.score is not None]
    weights = [float(part.weight) for part in present]
    kept = 0
    for index in range(1, draws + 1):
        drawn = [
            weight * (1 + spread * (2 * _halton(index, _BASES[place % len(_BASES)]) - 1))
            for place, weight in enumerate(weights)
        ]
        score = sum(weight * own for weight, own in zip(drawn, scores, strict=True)) / sum(drawn)
        kept += rank_of(band_of(round(score, 9))) == rank_of(health.uncapped)
    return kept / draws


def _halton(index: int, base: int) -> float:
    result, fraction = 0.0, 1.0 / base
    while index:
        index, digit = divmod(index, base)
        result += digit * fraction
        fraction /= base
    return result
