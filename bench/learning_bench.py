"""How well accepting and rejecting credits is foreseen, beside no learning, raw rates and what anyone could know.

The people come from `people.py`: most kinds decide otherwise than the learner's prior assumes, and their true
probabilities give the ceiling. Each prediction is scored before its decision is learned from. Constants of the learner
were chosen on other people (`TUNING_SEED`). Run by `python -m bench learning`.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

from bench.harness import Bench, Line, at_least, at_most
from bench.people import KINDS, Offer, Person, answers, offers, people
from cip_tui.model.credits.evaluation import Score, score
from cip_tui.model.credits.feedback import Feedback, Shown, Verdict
from cip_tui.model.credits.learning import Belief
from cip_tui.model.credits.ranking import Candidate, rank
from cip_tui.model.credits.taste import TASTE, features
from cip_tui.model.journal import Journal

TUNING_SEED, TEST_SEED = 7, 2026
PEOPLE, DECISIONS, PROGRAMMES, TOP = 60, 60, 12, 3
SPANS = {"cold start": (0, 6), "decisions 10 to 20": (10, 20), "decisions 40 to 60": (40, 60)}
LATE = "decisions 40 to 60"
NEAR, MOST_ERROR = 0.05, 5.0
"""How near to the ceiling the accuracy should be, and the largest calibration error in percent, for `linear`."""
WELL_SPECIFIED = "linear"


@dataclass
class Track:
    """What one way of predicting said in one span, and the true acceptance of its first three."""

    predicted: list[float] = field(default_factory=list)
    accepted: list[bool] = field(default_factory=list)
    top: list[float] = field(default_factory=list)

    def scored(self) -> Score:
        """Return the score of everything said."""
        found = score(self.predicted, self.accepted)
        assert found is not None
        return found


WAYS = ("learning", "no learning", "raw rates", "ceiling")
Tracks = dict[tuple[str, str], Track]


def seen(offer: Offer) -> dict[str, float]:
    """Return an offer as the learner sees it."""
    return features(Decimal(str(offer.saving)), Decimal(str(offer.days)), offer.in_use, offer.domain)


class Rates:
    """The share of acceptances of each programme, as a simple counter states it: 50 % before the first decision."""

    def __init__(self) -> None:
        self._counts: dict[int, list[int]] = {}

    def rate(self, programme: int) -> float:
        """Return the share so far."""
        yes, count = self._counts.get(programme, [0, 0])
        return yes / count if count else 0.5

    def learn(self, programme: int, yes: bool) -> None:
        """Count a decision."""
        counts = self._counts.setdefault(programme, [0, 0])
        counts[0] += yes
        counts[1] += 1


@dataclass(frozen=True, slots=True)
class Session:
    """One person's decisions: the programmes there were, which was shown when, the answers and the truth behind."""

    person: Person
    pool: Sequence[Offer]
    order: Sequence[int]
    decided: Sequence[bool]
    truths: Sequence[float]


def sessions(kind: str) -> list[Session]:
    """Return the sessions of every person of a kind."""
    found = []
    for number, person in enumerate(people(kind, PEOPLE, seed=TEST_SEED)):
        random = Random(f"watch {number}")
        pool = offers(PROGRAMMES, seed=TEST_SEED + number)
        order = [random.randrange(PROGRAMMES) for _ in range(DECISIONS)]
        decided, truths = answers(person, [pool[index] for index in order], random)
        found.append(Session(person, pool, order, decided, truths))
    return found


def shuffled(found: Sequence[Session]) -> list[Session]:
    """Return the sessions with all answers of all people dealt out anew: nothing is left that could be learned."""
    deck = [yes for session in found for yes in session.decided]
    Random("shuffle").shuffle(deck)
    return [
        replace(session, decided=deck[number * DECISIONS : (number + 1) * DECISIONS])
        for number, session in enumerate(found)
    ]


def watch(session: Session, tracks: Tracks, *, ranked: bool = True) -> None:
    """Let every way predict each decision before it is learned from, and say what its first three are worth."""
    seen_pool = [seen(offer) for offer in session.pool]
    belief, rates, prior = TASTE.start(), Rates(), TASTE.start()
    for step, (index, yes, truth) in enumerate(zip(session.order, session.decided, session.truths, strict=True)):
        said = {
            "learning": belief.predict(seen_pool[index]).probability,
            "no learning": prior.predict(seen_pool[index]).probability,
            "raw rates": rates.rate(index),
            "ceiling": truth,
        }
        for span, (first, past) in SPANS.items():
            if first <= step < past:
                for way, probability in said.items():
                    track = tracks.setdefault((way, span), Track())
                    track.predicted.append(probability)
                    track.accepted.append(yes)
                if ranked and session.person.steady and step % 5 == 0:
                    _first_three(session, seen_pool, (belief, prior, rates), session.decided[:step], tracks, span)
        belief = belief.learn(seen_pool[index], yes)
        rates.learn(index, yes)


def _first_three(
    session: Session,
    seen_pool: Sequence[dict[str, float]],
    known: tuple[Belief, Belief, Rates],
    decided: Sequence[bool],
    tracks: Tracks,
    span: str,
) -> None:
    belief, prior, rates = known
    truth = [session.person.probability(offer, decided) for offer in session.pool]
    orders = {
        "learning": [belief.predict(item).probability for item in seen_pool],
        "no learning": [prior.predict(item).probability for item in seen_pool],
        "raw rates": [rates.rate(index) for index in range(len(seen_pool))],
        "ceiling": truth,
    }
    for way, scores in orders.items():
        best = sorted(range(len(seen_pool)), key=lambda index: -scores[index])[:TOP]
        tracks.setdefault((way, span), Track()).top.append(sum(truth[index] for index in best) / TOP)


def run(bench: Bench) -> None:
    """Report accuracy, Brier score, calibration error and acceptance of the first three, kind by kind; then speed."""
    bench.note(
        f"{PEOPLE} people of each kind, {DECISIONS} decisions each on {PROGRAMMES} programmes; accuracy with Wilson's"
        f" 95 % interval; a first-three figure is the true acceptance of the three ranked highest."
    )
    for kind in KINDS:
        tracks: Tracks = {}
        for session in sessions(kind):
            watch(session, tracks)
        _report(bench, kind, tracks)
    tracks = {}
    for session in shuffled(sessions(WELL_SPECIFIED)):
        watch(session, tracks, ranked=False)
    _report_shuffled(bench, tracks)
    _speed(bench)


def _report(bench: Bench, kind: str, tracks: Tracks) -> None:
    title = f"people of the kind {kind}"
    lines: list[Line] = []
    for span in SPANS:
        found = {way: tracks[way, span].scored() for way in WAYS}
        judged = kind == WELL_SPECIFIED and span == LATE
        least = at_least(round(100 * (found["ceiling"].accuracy - NEAR), 1)) if judged else None
        for way in WAYS:
            sure = f" ({100 * found[way].low:.1f} to {100 * found[way].high:.1f}, n {found[way].count})"
            name = f"{span}, right: {way}{sure if way == 'learning' else ''}"
            lines.append(
                Line(title, name, "%", [100 * found[way].accuracy], target=least if way == "learning" else None)
            )
        if span == LATE:
            lines += _late(title, tracks, found, judged=judged)
    bench.report(title, lines)


def _late(title: str, tracks: Tracks, found: Mapping[str, Score], *, judged: bool) -> list[Line]:
    """Return Brier score, calibration and acceptance of the first three in the last span."""
    lines = [Line(title, f"{LATE}, Brier: {way}", "", [found[way].brier]) for way in WAYS]
    lines.append(Line(title, f"{LATE}, Brier: constant rate", "", [found["learning"].constant_brier]))
    for way in WAYS:
        target = at_most(MOST_ERROR) if judged and way == "learning" else None
        lines.append(Line(title, f"{LATE}, calibration error: {way}", "%", [100 * found[way].error], target=target))
    for way in WAYS:
        top = tracks[way, LATE].top
        if top:
            lines.append(Line(title, f"{LATE}, first three accepted: {way}", "%", [100 * sum(top) / len(top)]))
    return lines


def _report_shuffled(bench: Bench, tracks: Tracks) -> None:
    """With answers shuffled there is nothing to learn: no better than always stating the same."""
    title = "answers shuffled among programmes and people"
    mine = tracks["learning", LATE].scored()
    above = 100 * (mine.accuracy - mine.constant_accuracy)
    ratio = mine.brier / mine.constant_brier
    bench.report(
        title,
        [
            Line(title, "right: learning, above the constant answer", "points", [above], target=at_most(2)),
            Line(title, "Brier: learning, over that of the constant rate", "ratio", [ratio], target=at_least(1)),
        ],
    )


def _speed(bench: Bench) -> None:
    pool = [seen(offer) for offer in offers(PROGRAMMES, seed=TUNING_SEED)]
    with tempfile.TemporaryDirectory(dir=bench.work) as folder:
        journal = Journal(Path(folder) / "journal.db", now=lambda: datetime(2026, 1, 1, tzinfo=UTC), user="bench")
        log = Feedback(journal, "bench", TASTE)
        for number in range(200):
            verdict = Verdict.ACCEPT if number % 3 else Verdict.SNOOZE
            log.decide(Shown(f"p{number % 12}", "1", pool[number % 12], 0.5, 0.5, 1, 1.0), verdict)
        log.belief()

        def update() -> None:
            log.decide(Shown("p", "1", pool[0], 0.5, 0.5, 1, 1.0), Verdict.ACCEPT)
            log.belief()

        bench.measure("learning update with its durable write, 200 decisions before", _ms(update), unit="ms")
        belief = log.belief()
        bench.measure("learning update", _ms(lambda: belief.learn(pool[0], yes=True)), unit="ms", target=at_most(5))
        many = [Candidate(f"p{n}", pool[n % 12], 100.0 + n % 7) for n in range(200)]
        bench.measure("order of 200 programmes", _ms(lambda: rank(many, belief, 1)), unit="ms", target=at_most(50))
        journal.close()


def _ms(work: Callable[[], object]) -> Callable[[], float]:
    """Return what runs the work once and returns how many milliseconds it took."""

    def once() -> float:
        began = time.perf_counter()
        work()
        return 1000 * (time.perf_counter() - began)

    return once
