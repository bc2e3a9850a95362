"""What a person is likely to accept: Bayesian logistic regression that starts from what people generally prefer.

A thing to decide on is a mapping of named features. The belief about the person's weights is a normal distribution,
at first the population's (`Trait.mean`, `Trait.deviation`). A decision moves it by one Newton solve along the
direction of its features and a rank-one step of the covariance (Laplace's approximation, Spiegelhalter and Lauritzen
1990). Probabilities average over the belief with the probit correction of MacKay 1992, so they stay calibrated where
little is known yet. Nothing here knows what is decided on: each family of decisions brings its own traits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
# z of the 90 % interval that is shown with each probability.
_Z = 1.6448536269514722
_NEWTON_STEPS = 25
_NEGLIGIBLE = 1e-3


@dataclass(frozen=True, slots=True)
class Trait:
    """A feature: its weight among people in general, and in words what a high and a low value of it mean."""

    name: str
    mean: float
    deviation: float
    high: str = ""
    low: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature's part in a probability, in words. `weight` is its share of the log-odds, signed."""

    trait: str
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """The chance of a yes with its 90 % interval, the decisions it rests on, and the two largest reasons."""

    probability: float
    low: float
    high: float
    decisions: int
    reasons: tuple[Reason, ...] = ()


class Traits:
    """The features of one family of decisions. `drift` is how far a person's weights may move at each decision.

    `drift` is a fraction of the population's variance that is added before each step: what was decided long ago
    counts less than what was decided last.
    """

    def __init__(self, traits: Sequence[Trait], drift: float = 0.0) -> None:
        self.traits = tuple(traits)
        self.drift = drift
        self._index = {trait.name: position for position, trait in enumerate(self.traits)}
        self._mean = np.array([trait.mean for trait in self.traits])
        self.variance = np.array([trait.deviation for trait in self.traits]) ** 2

    def vector(self, features: Mapping[str, float]) -> Vector:
        """Return the features in order. A name that is not known counts for nothing: an old log stays readable."""
        x = np.zeros(len(self.traits))
        for name, value in features.items():
            if name in self._index:
                x[self._index[name]] = value
        return x

    def start(self) -> Belief:
        """Return what is believed of a person of whom nothing is known."""
        return Belief(self, self._mean.copy(), np.diag(self.variance), 0)


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """What is believed of a person's weights after `decisions` decisions. Never changed; learning gives a new one."""

    traits: Traits
    mean: Vector
    covariance: NDArray[np.float64]
    decisions: int

    def predict(self, features: Mapping[str, float]) -> Prediction:
        """Return the chance that the person says yes to something with these features."""
        x = self.traits.vector(features)
        score, spread = float(x @ self.mean), float(x @ self.covariance @ x)
        half = _Z * math.sqrt(max(spread, 0.0))
        return Prediction(
            probability=corrected(score, spread),
            low=sigmoid(score - half),
            high=sigmoid(score + half),
            decisions=self.decisions,
            reasons=self._reasons(x),
        )

    def learn(self, features: Mapping[str, float], yes: bool, weight: float = 1.0, *, counted: bool = True) -> Belief:
        """Return the belief after one more decision.

        `weight` below 1 makes it count as part of a decision. `counted=False` is for what is learned beside the
        decision itself, e.g. from the reason that was given: it moves weights and is no decision of its own.
        """
        x = self.traits.vector(features)
        covariance = self.covariance
        if counted:
            covariance = covariance + np.diag(self._widening())
        along = covariance @ x
        spread = float(x @ along)
        step = _newton(float(x @ self.mean), spread, float(yes), weight)
        mean = self.mean + along * step
        chance = sigmoid(float(x @ mean))
        curvature = weight * chance * (1 - chance)
        covariance = covariance - np.outer(along, along) * (curvature / (1 + curvature * spread))
        return replace(self, mean=mean, covariance=covariance, decisions=self.decisions + int(counted))

    def sample(self, rows: NDArray[np.float64], seed: int, draws: int) -> NDArray[np.float64]:
        """Return log-odds of `rows` of features under weights drawn from the belief: draws x rows."""
        root = np.linalg.cholesky(self.covariance + 1e-12 * np.eye(len(self.mean)))
        noise = np.random.default_rng(seed).standard_normal((draws, len(self.mean)))
        return np.asarray((self.mean + noise @ root.T) @ rows.T)

    def _widening(self) -> Vector:
        """Variance added before a decision, bounded: no belief gets wider than people in general differ."""
        room = np.maximum(self.traits.variance - np.diag(self.covariance), 0.0)
        return np.asarray(np.minimum(self.traits.drift * self.traits.variance, room))

    def _reasons(self, x: Vector) -> tuple[Reason, ...]:
        parts = self.mean * x
        order = np.argsort(-np.abs(parts), kind="stable")
        told = []
        for position in order:
            trait = self.traits.traits[int(position)]
            words = trait.high if x[position] > 0 else trait.low
            if words and abs(parts[position]) > _NEGLIGIBLE:
                told.append(Reason(trait.name, words, float(parts[position])))
        return tuple(told[:2])


def sigmoid(score: float) -> float:
    """Return the logistic function without overflow."""
    if score >= 0:
        return 1 / (1 + math.exp(-score))
    grown = math.exp(score)
    return grown / (1 + grown)


def corrected(score: float, spread: float) -> float:
    """Return the mean probability of normally distributed log-odds (MacKay's probit approximation)."""
    return sigmoid(score / math.sqrt(1 + math.pi * spread / 8))


def _newton(score: float, spread: float, label: float, weight: float) -> float:
    """Solve a = weight · (label - sigmoid(score + spread · a)): how far the mean moves along the features.

    The right side falls in `a` and the left side rises, so there is one root; it lies between 0 and the residual.
    """
    low, high = sorted((0.0, weight * (label - sigmoid(score))))
    step = 0.5 * (low + high)
    for _ in range(_NEWTON_STEPS):
        chance = sigmoid(score + spread * step)
        gap = step - weight * (label - chance)
        if abs(gap) < 1e-14:
            break
        low, high = (low, step) if gap > 0 else (step, high)
        step -= gap / (1 + weight * spread * chance * (1 - chance))
        if not low <= step <= high:
            step = 0.5 * (low + high)
    return step
