"""The simulated people are what their kinds say."""

from random import Random
from statistics import mean

import pytest

from bench.people import KINDS, answers, offers, people


def ceiling(kind: str) -> tuple[float, float]:
    """Return the best possible accuracy and the share of acceptances of a kind."""
    best, accepted = [], []
    for number, person in enumerate(people(kind, 60)):
        decided, truths = answers(person, offers(60, number), Random(number))
        best += [max(truth, 1 - truth) for truth in truths]
        accepted += decided
    return mean(best), mean(accepted)


@pytest.mark.parametrize("kind", KINDS)
def test_probabilities_are_probabilities_and_the_same_every_time(kind: str) -> None:
    shown = offers(40, 3)
    first = [answers(person, shown, Random(1)) for person in people(kind, 5)]
    again = [answers(person, shown, Random(1)) for person in people(kind, 5)]
    assert first == again
    assert all(0 <= truth <= 1 for _, truths in first for truth in truths)


def test_some_people_can_be_foreseen_and_some_cannot() -> None:
    assert ceiling("linear")[0] > 0.8
    assert ceiling("bent")[0] > 0.75
    assert ceiling("contradictory")[0] < 0.72
    assert ceiling("refusing")[1] < 0.05
    assert ceiling("agreeing")[1] > 0.9


def test_people_of_a_kind_differ_and_steady_ones_do_not_look_back() -> None:
    shown = offers(30)
    for kind in KINDS:
        group = people(kind, 6)
        assert len({tuple(round(person.probability(offer, ()), 6) for offer in shown) for person in group}) > 1
        for person in group:
            if person.steady:
                assert person.probability(shown[0], ()) == person.probability(shown[0], [True] * 40)
