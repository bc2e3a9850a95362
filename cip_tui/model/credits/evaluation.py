"""How good stated probabilities were: accuracy with its interval, Brier score, calibration error in ten bins.

Each prediction is taken as it was shown, before the decision was learned from (prequential, Dawid 1984).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10
_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Bin:
    """The predictions between `low` and `high`: how many, their mean, and the share that came true."""

    low: float
    high: float
    count: int
    predicted: float
    observed: float


@dataclass(frozen=True, slots=True)
class Score:
    """How `count` predictions did. The accuracy's interval is Wilson's 95 %; `constant_brier` is that of always
    stating the rate `base_rate`; `error` is the expected calibration error over `bins`.
    """

    count: int
    accuracy: float
    low: float
    high: float
    brier: float
    base_rate: float
    constant_brier: float
    error: float
    bins: tuple[Bin, ...]

    @property
    def constant_accuracy(self) -> float:
        """The accuracy of always stating the more frequent answer."""
        return max(self.base_rate, 1 - self.base_rate)


def score(predicted: Sequence[float], accepted: Sequence[bool]) -> Score | None:
    """Score probabilities against what happened, or None where there is nothing to score."""
    count = len(predicted)
    if count == 0:
        return None
    right = sum((p >= 0.5) == yes for p, yes in zip(predicted, accepted, strict=True))
    brier = sum((p - yes) ** 2 for p, yes in zip(predicted, accepted, strict=True)) / count
    rate = sum(accepted) / count
    low, high = wilson(right, count)
    bins = _bins(predicted, accepted)
    error = sum(item.count * abs(item.predicted - item.observed) for item in bins) / count
    return Score(count, right / count, low, high, brier, rate, rate * (1 - rate), error, bins)


def wilson(right: int, count: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a proportion (Wilson 1927). Raises ValueError for an empty count."""
    if count <= 0:
        raise ValueError("a proportion of nothing has no interval")
    share, z2 = right / count, _Z95**2
    centre = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = _Z95 / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    return max(0.0, centre - half), min(1.0, centre + half)


def _bins(predicted: Sequence[float], accepted: Sequence[bool]) -> tuple[Bin, ...]:
    held: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for p, yes in zip(predicted, accepted, strict=True):
        held[min(int(p * BINS), BINS - 1)].append((p, yes))
    return tuple(
        Bin(
            number / BINS,
            (number + 1) / BINS,
            len(pairs),
            sum(p for p, _ in pairs) / len(pairs),
            sum(yes for _, yes in pairs) / len(pairs),
        )
        for number, pairs in enumerate(held)
        if pairs
    )
