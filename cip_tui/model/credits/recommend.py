"""Which credits are within reach: every programme against the services in use, with its case and its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from cip_tui.model.commitment.terms import Terms
from cip_tui.model.credits.estimate import estimate
from cip_tui.model.credits.feedback import Decision, Verdict
from cip_tui.model.credits.learning import Belief, Prediction
from cip_tui.model.credits.programme import Counts, Programme
from cip_tui.model.credits.ranges import Case, Estimate
from cip_tui.model.credits.ranking import Candidate, Ranked, rank
from cip_tui.model.credits.states import State
from cip_tui.model.credits.taste import features
from cip_tui.model.credits.usage import Spend
from cip_tui.model.credits.windows import Window, next_window


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One programme against the spend. `in_use` and `missing` are canonical ids of what its rules ask for.

    `window` is the next attestation that can be met (`ready` is the first day on which the work and its lead time are
    done), `nearest` the next one at all. `rank` is its place on the list; None where it is not on it, and
    `rests_until` then says for how long, if for a time.
    """

    programme: Programme
    state: State
    estimate: Estimate
    in_use: tuple[str, ...]
    missing: tuple[str, ...]
    ready: date
    window: Window
    nearest: Window
    features: Mapping[str, float]
    prediction: Prediction
    baseline: float
    counts: str
    rank: int | None = None
    propensity: float = 1.0
    explored: bool = False
    rests_until: date | None = None
    decision: Decision | None = None

    @property
    def key(self) -> str:
        """The programme's id."""
        return self.programme.id

    @property
    def on_time(self) -> bool:
        """Whether the nearest attestation can be met."""
        return self.window == self.nearest

    @property
    def accepted(self) -> bool:
        """Whether it has been accepted."""
        return self.decision is not None and self.decision.verdict is Verdict.ACCEPT

    @property
    def done(self) -> bool:
        """Whether a person said that it is done already."""
        return self.decision is not None and self.decision.reason == "already_done"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What recommendations are made from."""

    spend: Spend
    terms: Terms | None
    as_of: date
    belief: Belief
    prior: Belief
    seed: int
    title: Callable[[str], str]


def recommend(
    programmes: Sequence[Programme], grounds: Grounds, decisions: Mapping[str, Decision], states: Mapping[str, State]
) -> list[Recommendation]:
    """Return every programme: those on the list in their order, then those decided on.

    `decisions` holds the last decision on each programme that stands, `states` those that were set by hand.
    """
    found = [_against(programme, grounds, decisions.get(programme.id), states) for programme in programmes]
    listed = [item for item in found if _on_list(item, grounds.as_of)]
    places = {place.key: place for place in rank([_candidate(item) for item in listed], grounds.belief, grounds.seed)}
    return sorted(
        (_placed(item, places) for item in found),
        key=lambda item: (item.rank is None, item.rank or 0, not item.accepted, item.key),
    )


def _against(
    programme: Programme, grounds: Grounds, decision: Decision | None, states: Mapping[str, State]
) -> Recommendation:
    in_use, missing = _services(programme, grounds.spend)
    case = Case(programme, grounds.spend, missing, grounds.terms, grounds.as_of, grounds.title)
    made = estimate(case)
    credit = made.credit.base if made.credit.base is not None else _middle(made.credit.low, made.credit.high)
    share = len(in_use) / programme.services.needed if programme.services.needed else None
    found = features(credit, programme.effort.engineer_days, share and min(share, 1.0), programme.domain.value)
    ready = grounds.as_of + timedelta(days=programme.effort.lead_days)
    year = _year_start(grounds)
    on_the_list = decision is None or not decision.rests(grounds.as_of, found)
    return Recommendation(
        programme=programme,
        state=states.get(programme.id) or _state(made, in_use, missing, grounds.spend),
        estimate=made,
        in_use=in_use,
        missing=missing,
        ready=ready,
        window=next_window(programme.attestation, ready, year),
        nearest=next_window(programme.attestation, _counted_from(programme, grounds.as_of, ready), year),
        features=found,
        prediction=grounds.belief.predict(found),
        baseline=grounds.prior.predict(found).probability,
        counts=_counts(programme, grounds.terms),
        rests_until=None if on_the_list or decision is None else decision.until,
        decision=decision,
    )


def _counted_from(programme: Programme, as_of: date, ready: date) -> date:
    # What is attested once is attested when it is ready; there is no earlier window to miss.
    return ready if programme.attestation.cadence.value == "once" else as_of


def _services(programme: Programme, spend: Spend) -> tuple[tuple[str, ...], tuple[str, ...]]:
    bundle = programme.services
    used = [name for name in bundle.all_of if spend.uses(name)]
    lacking = [name for name in bundle.all_of if not spend.uses(name)]
    some = [name for name in bundle.any_of if spend.uses(name)]
    short = max(0, min(bundle.at_least, len(bundle.any_of)) - len(some)) if bundle.any_of else 0
    # Of services to choose from, those whose cost can be stated are proposed first.
    priced = {item.service for item in programme.adding}
    unused = sorted(
        (n for n in bundle.any_of if n not in some), key=lambda n: (n not in priced, bundle.any_of.index(n))
    )
    return tuple(used + some), tuple(lacking + unused[:short])


def _state(made: Estimate, in_use: Sequence[str], missing: Sequence[str], spend: Spend) -> State:
    if not spend.enough or (not in_use and (missing or made.unknown)):
        return State.OPPORTUNITY
    if missing or made.unknown or not made.threshold.met:
        return State.PARTIALLY_QUALIFIED
    return State.QUALIFIED


def _counts(programme: Programme, terms: Terms | None) -> str:
    """Say whether credits count toward the commitment: the programme's word, then the agreement's."""
    own = {
        Counts.YES: "The programme says that its credits count toward the commitment",
        Counts.NO: "The programme says that its credits do not count toward the commitment",
        Counts.UNKNOWN: "The programme does not say whether its credits count toward the commitment",
    }[programme.rules.counts_towards_commitment]
    if terms is None:
        return f"{own}; there is no confirmed agreement to ask."
    reduces = {
        True: "by the agreement, credits lower the spend that counts",
        False: "by the agreement, credits do not lower the spend that counts",
        None: "the agreement does not say whether credits lower the spend that counts: ask",
    }[terms.counting.credits_reduce]
    return f"{own}; {reduces}."


def _year_start(grounds: Grounds) -> date | None:
    years = grounds.terms.years if grounds.terms else ()
    return next((year.period.start for year in years if grounds.as_of in year.period), None)


def _middle(low: Decimal | None, high: Decimal | None) -> Decimal | None:
    return None if low is None or high is None else (low + high) / 2


def _on_list(item: Recommendation, today: date) -> bool:
    if item.decision is None:
        return True
    return not item.accepted and not item.done and item.rests_until is None and today >= item.decision.at.date()


def _candidate(item: Recommendation) -> Candidate:
    net = item.estimate.net.base
    return Candidate(item.key, item.features, None if net is None else float(net))


def _placed(item: Recommendation, places: Mapping[str, Ranked]) -> Recommendation:
    place = places.get(item.key)
    if place is None:
        return item
    return replace(item, rank=place.rank, propensity=place.propensity, explored=place.explored)
