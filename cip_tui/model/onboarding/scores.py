"""The score of one KPI: a value becomes 0 to 100 along four knots, and a band can be read off the score.

worst -> 0, critical boundary -> 40, healthy boundary -> 70, best -> 100; straight lines between, clamped outside.
A value equal to a boundary is At Risk. The same bands hold for the score of a whole account. Words (High, Medium,
Low) have scores of their own. Figures are exact (`Fraction`), so that points lost add up without a remainder.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from cip_tui.model.document import Level, Status
from cip_tui.model.onboarding.kpis import Band, Kpi

CRITICAL_EDGE, HEALTHY_EDGE, FULL = Fraction(40), Fraction(70), Fraction(100)
AT_RISK_STEP = Fraction(60)
"""What At Risk is worth where scores go by steps of 0, 60 and 100."""
INSUFFICIENT = "Insufficient data"

_LEVELS = {Band.HEALTHY: Level.GOOD, Band.AT_RISK: Level.WARNING, Band.CRITICAL: Level.CRITICAL}
_RANKS = {Band.CRITICAL: 0, Band.AT_RISK: 1, Band.HEALTHY: 2}


class Method(StrEnum):
    """How a value becomes a score: along straight lines, or by steps of 0, 60 and 100."""

    LINEAR = "linear"
    STEP = "step"


def band_of(score: Fraction | float) -> Band:
    """Return the band of a score of a KPI or an account: 40 and 70 themselves are At Risk."""
    if score < CRITICAL_EDGE:
        return Band.CRITICAL
    return Band.HEALTHY if score > HEALTHY_EDGE else Band.AT_RISK


def rank_of(band: Band | None) -> int:
    """Return 0 for Critical up to 2 for Healthy, -1 where the band is not known."""
    return -1 if band is None else _RANKS[band]


def band_status(band: Band | None, mark: str = "", unknown: str = INSUFFICIENT) -> Status:
    """Return a band as it is shown, e.g. `Healthy?` with the mark `?`."""
    if band is None:
        return Status(Level.UNKNOWN, unknown)
    return Status(_LEVELS[band], f"{band.value}{mark}")


def score_of(value: Decimal | Fraction, kpi: Kpi, method: Method = Method.LINEAR) -> Fraction:
    """Return the score of a KPI's value, 0 to 100."""
    if method is Method.STEP:
        return _step(value, kpi)
    if kpi.words:
        return _word_score(value, kpi)
    sign = 1 if kpi.better == "up" else -1
    knots = kpi.range
    worst, critical, healthy, best = (
        sign * Fraction(k) for k in (knots.worst, knots.critical, knots.healthy, knots.best)
    )
    at = sign * Fraction(value)
    if at < critical:
        return Fraction(0) if at <= worst else CRITICAL_EDGE * (at - worst) / (critical - worst)
    if at <= healthy:
        return CRITICAL_EDGE + (HEALTHY_EDGE - CRITICAL_EDGE) * (at - critical) / (healthy - critical)
    if at >= best:
        return FULL
    return HEALTHY_EDGE + (FULL - HEALTHY_EDGE) * (at - healthy) / (best - healthy)


def value_for(score: Fraction, kpi: Kpi) -> Fraction:
    """Return the value whose score along the straight lines is `score`: the inverse of `score_of` between the knots."""
    knots = kpi.range
    worst, critical, healthy, best = (Fraction(k) for k in (knots.worst, knots.critical, knots.healthy, knots.best))
    if score <= CRITICAL_EDGE:
        return worst + (critical - worst) * score / CRITICAL_EDGE
    if score <= HEALTHY_EDGE:
        return critical + (healthy - critical) * (score - CRITICAL_EDGE) / (HEALTHY_EDGE - CRITICAL_EDGE)
    return healthy + (best - healthy) * (score - HEALTHY_EDGE) / (FULL - HEALTHY_EDGE)


def _step(value: Decimal | Fraction, kpi: Kpi) -> Fraction:
    sign = 1 if kpi.better == "up" else -1
    at = sign * Fraction(value)
    if at < sign * Fraction(kpi.range.critical):
        return Fraction(0)
    return FULL if at > sign * Fraction(kpi.range.healthy) else AT_RISK_STEP


def _word_score(value: Decimal | Fraction, kpi: Kpi) -> Fraction:
    """Return the score of a level; between two levels, where a file holds such, along a straight line."""
    points = sorted((Fraction(number), Fraction(kpi.scores[word])) for word, number in kpi.words.items())
    at = Fraction(value)
    if at <= points[0][0]:
        return points[0][1]
    for (left, low), (right, high) in pairwise(points):
        if at <= right:
            return low + (high - low) * (at - left) / (right - left)
    return points[-1][1]
