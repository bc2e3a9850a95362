"""The order of what is recommended: by what it is worth to the person, near-ties drawn at random and labelled.

Worth is the chance of a yes times the benefit. Two neighbours are a near-tie where their worth differs little and the
intervals of their chances overlap; a draw of weights from the belief (Thompson 1933) then decides which comes first.
So the learner also tries what it is not sure of, where trying costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cip_tui.model.credits.learning import Belief, Prediction

NEAR = 0.1
"""Neighbours whose worth differs by less than this fraction may be a near-tie."""
_DRAWS = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something to rank: its features, and what a yes is worth a month (None where that is not known)."""

    key: str
    features: Mapping[str, float]
    benefit: float | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place on the list. `explored` marks what stands higher only because of the draw."""

    key: str
    rank: int
    prediction: Prediction
    worth: float
    propensity: float
    explored: bool = False


def rank(candidates: Sequence[Candidate], belief: Belief, seed: int) -> list[Ranked]:
    """Return the candidates in order. The same belief and seed give the same order.

    What has no known benefit stands behind everything that has one, by its chance alone.
    """
    told = {item.key: belief.predict(item.features) for item in candidates}
    worth = {item.key: _worth(item, told[item.key]) for item in candidates}
    known = [item for item in candidates if item.benefit is not None]
    unknown = [item for item in candidates if item.benefit is None]
    placed: list[Ranked] = []
    for part in (known, unknown):
        ordered = sorted(part, key=lambda item: (-worth[item.key], item.key))
        for tie in _ties(ordered, worth, told):
            placed += _drawn(tie, told, worth, belief, seed + len(placed), len(placed))
    return placed


def _worth(item: Candidate, prediction: Prediction) -> float:
    """Return chance times benefit; a loss weighs the more, the likelier a yes to it were without the loss."""
    if item.benefit is None:
        return prediction.probability
    return prediction.probability * item.benefit if item.benefit > 0 else item.benefit


def _ties(
    ordered: Sequence[Candidate], worth: Mapping[str, float], told: Mapping[str, Prediction]
) -> list[list[Candidate]]:
    ties: list[list[Candidate]] = []
    for item in ordered:
        first = ties[-1][0] if ties else None
        if first is not None and _near(worth[first.key], worth[item.key]) and _overlap(told[first.key], told[item.key]):
            ties[-1].append(item)
        else:
            ties.append([item])
    return ties


def _near(high: float, low: float) -> bool:
    return high > 0 and high - low < NEAR * high


def _overlap(one: Prediction, other: Prediction) -> bool:
    return one.low <= other.high and other.low <= one.high


def _drawn(
    tie: Sequence[Candidate],
    told: Mapping[str, Prediction],
    worth: Mapping[str, float],
    belief: Belief,
    seed: int,
    before: int,
) -> list[Ranked]:
    if len(tie) == 1:
        key = tie[0].key
        return [Ranked(key, before + 1, told[key], worth[key], 1.0)]
    rows = np.array([belief.traits.vector(item.features) for item in tie])
    benefit = np.array([1.0 if item.benefit is None else item.benefit for item in tie])
    scores = benefit / (1 + np.exp(-belief.sample(rows, seed, _DRAWS)))
    orders = np.argsort(-scores, axis=1, kind="stable")
    chosen = orders[0]
    return [
        Ranked(
            tie[int(index)].key,
            before + place + 1,
            told[tie[int(index)].key],
            worth[tie[int(index)].key],
            propensity=float(np.mean(orders[:, place] == index)),
            explored=int(index) > place,
        )
        for place, index in enumerate(chosen)
    ]
