"""Simulated people who accept and reject credit programmes, with the true probability of every answer.

They were made apart from the learner that is measured on them, and most of them do not decide as it assumes. A person
sees an `Offer` (what a programme gives and asks for, in dollars and days) and what was decided so far; `probability`
is the truth behind the answer, so that the best accuracy, Brier score and order that any learner could reach are known.

`KINDS`: `linear` weighs logarithms, as a logistic model can express; `bent` has thresholds, saturation and tastes that
depend on each other; `drifting` changes its mind once and fades into other habits; `moody` depends on the last answers;
`contradictory` answers the same offer one way and the other; `refusing` and `agreeing` hardly ever do otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

Domains = tuple[str, ...]
DOMAINS: Domains = ("serverless", "ai", "compute", "analytics", "security", "growth")


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme as a person sees it: credit a month in USD, engineer-days, share of its services in use, domain."""

    saving: float
    days: float
    in_use: float
    domain: str


Truth = Callable[[Offer, Sequence[bool]], float]
"""The probability of acceptance of an offer after the answers so far, the oldest first."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who decides. `steady` tells whether the same offer has the same probability at any time."""

    kind: str
    probability: Truth = field(repr=False)
    steady: bool = True


def sigmoid(logit: float) -> float:
    """Return the probability of a logit."""
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, logit))))


def size(offer: Offer) -> float:
    """Return how large a credit is: 0 at $1,000 a month, 1 at ten times as much."""
    return math.log10(max(offer.saving, 1.0) / 1000)


def work(offer: Offer) -> float:
    """Return how much work an offer is: 0 at five days, 1 at four times as much."""
    return math.log(max(offer.days, 0.1) / 5, 4)


def linear(random: Random) -> Person:
    """Weigh size, work, familiarity and domain, and add them up."""
    base, by_size, by_work = random.gauss(0.1, 0.8), random.gauss(1.5, 0.9), random.gauss(-1.2, 0.9)
    familiar = random.gauss(0.8, 0.8)
    liked = {domain: random.gauss(0, 1.4) for domain in DOMAINS}
    return Person(
        "linear",
        lambda offer, _: sigmoid(
            base
            + by_size * size(offer)
            + by_work * work(offer)
            + familiar * (2 * offer.in_use - 1)
            + liked[offer.domain]
        ),
    )


def bent(random: Random) -> Person:
    """Refuse beyond a number of days, ignore small change, stop caring above a size, and mix domain with the rest."""
    patience, small, enough = random.uniform(3, 15), random.uniform(100, 900), random.uniform(2_000, 12_000)
    favourite, feared = random.sample(DOMAINS, 2)
    sharpness = random.uniform(1.5, 4)

    def probability(offer: Offer, _: Sequence[bool]) -> float:
        worth = min(offer.saving, enough) / enough
        logit = -0.4 + 2.2 * worth
        limit = patience * (2 if offer.domain == favourite else 1) * (1.5 if offer.in_use > 0.6 else 1)
        logit -= sharpness * max(0.0, offer.days / limit - 0.7)
        if offer.saving < small:
            logit -= 2.5
        if offer.domain == feared and offer.in_use < 0.5:
            logit -= 2.0
        if offer.domain == favourite:
            logit += 1.2
        return sigmoid(logit)

    return Person("bent", probability)


def drifting(random: Random) -> Person:
    """Decide like one person at first, like another after some twenty to forty answers, with a slow change between."""
    before, after = linear(random), linear(random)
    turn, width = random.uniform(20, 40), random.uniform(1, 8)

    def probability(offer: Offer, decided: Sequence[bool]) -> float:
        share = sigmoid((len(decided) - turn) / width)
        return (1 - share) * before.probability(offer, ()) + share * after.probability(offer, ())

    return Person("drifting", probability, steady=False)


def moody(random: Random) -> Person:
    """Accept less after having accepted, and more after a run of refusals."""
    taste, fatigue, regret = linear(random), random.uniform(0.6, 1.6), random.uniform(0.2, 0.7)

    def probability(offer: Offer, decided: Sequence[bool]) -> float:
        plain = min(max(taste.probability(offer, ()), 1e-6), 1 - 1e-6)
        recent = list(decided[-4:])
        logit = math.log(plain / (1 - plain)) - fatigue * sum(recent) / 2 + regret * (len(recent) - sum(recent)) / 2
        return sigmoid(logit)

    return Person("moody", probability, steady=False)


def contradictory(random: Random) -> Person:
    """Toss a coin for most answers, and for the rest follow a taste that turns round with every answer."""
    taste, chance = linear(random), random.uniform(0.5, 0.8)

    def probability(offer: Offer, decided: Sequence[bool]) -> float:
        plain = taste.probability(offer, ())
        return chance * 0.5 + (1 - chance) * (plain if len(decided) % 2 else 1 - plain)

    return Person("contradictory", probability, steady=False)


def refusing(random: Random) -> Person:
    """Reject nearly everything."""
    chance = random.uniform(0.0, 0.04)
    return Person("refusing", lambda _offer, _decided: chance)


def agreeing(random: Random) -> Person:
    """Accept nearly everything."""
    chance = random.uniform(0.93, 1.0)
    return Person("agreeing", lambda _offer, _decided: chance)


KINDS: Mapping[str, Callable[[Random], Person]] = {
    make.__name__: make for make in (linear, bent, drifting, moody, contradictory, refusing, agreeing)
}


def people(kind: str, count: int, seed: int = 11) -> list[Person]:
    """Return `count` people of a kind, the same for the same seed."""
    return [KINDS[kind](Random(f"{kind} {seed} {number}")) for number in range(count)]


def offers(count: int, seed: int = 11) -> list[Offer]:
    """Return `count` programmes of all domains, from cheap to large and from an hour to a quarter of work."""
    random = Random(f"offers {seed}")
    return [
        Offer(
            saving=round(10 ** random.uniform(1.7, 4.7), 2),
            days=round(4 ** random.uniform(-1.5, 2.1), 1),
            in_use=random.choice((0.0, 1 / 3, 0.5, 2 / 3, 1.0)),
            domain=DOMAINS[number % len(DOMAINS)],
        )
        for number in range(count)
    ]


def answers(person: Person, shown: Sequence[Offer], random: Random) -> tuple[list[bool], list[float]]:
    """Let a person decide on offers in turn; return the answers and the true probabilities behind them."""
    decided: list[bool] = []
    truths: list[float] = []
    for offer in shown:
        truths.append(person.probability(offer, decided))
        decided.append(random.random() < truths[-1])
    return decided, truths
