"""Decisions as events: what was said of what, as shown at that moment; everything that is learned comes from them.

A family of decisions (credits; later playbooks, findings) has a log of its own in the journal. The belief is worked
out from the events that stand, so it can be audited, and taking a decision back takes back what was learned from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from cip_tui.model.credits.learning import Belief, Traits
from cip_tui.model.errors import UsageError
from cip_tui.model.journal import Event, Journal
from cip_tui.model.text import clean

COOL_DOWN_DAYS = 30
SNOOZE_DAYS = 30
# A rejected thing may come back before its time when a feature has moved by more than this.
_NEWS = 0.25
# What the reason adds to a rejection: half a decision on the one feature it speaks of.
_REASON_WEIGHT = 0.5
_LEAST_PUSH = 0.5


class Verdict(StrEnum):
    """What may be said of a recommendation."""

    ACCEPT = "accept"
    REJECT = "reject"
    SNOOZE = "snooze"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is rejected, and what follows from it.

    `taste` says whether the rejection is learned from; `weighs` names the one feature that the reason speaks of and
    that is learned from besides; `fact` says that the thing is done already.
    """

    key: str
    title: str
    effect: str
    taste: bool = True
    weighs: str = ""
    fact: bool = False


REASONS: dict[str, Reason] = {
    reason.key: reason
    for reason in (
        Reason("not_relevant", "Not relevant to us", "Lowers what is like it"),
        Reason("too_much_work", "Too much work", "Weighs effort more", weighs="effort"),
        Reason("already_done", "Already done", "Noted as a fact; taste is not touched", taste=False, fact=True),
        Reason("bad_timing", "Bad timing", "Rests 30 days; taste is not touched", taste=False),
        Reason("do_not_believe", "I do not believe the number", "Weighs the size of a credit less", weighs="saving"),
    )
}
"""The reasons of a rejection by key; `weighs` names a feature of the family, without effect where it has none."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How a thing stood on the list when it was decided on.

    `propensity` is the probability with which the order, drawn at random among near-ties, put it at this `rank`.
    """

    subject: str
    version: str
    features: Mapping[str, float]
    probability: float
    baseline: float
    rank: int
    propensity: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of the log. `undone` is true where it was taken back."""

    event_id: int
    at: datetime
    user: str
    shown: Shown
    verdict: Verdict
    reason: str = ""
    until: date | None = None
    undone: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)

    def rests(self, day: date, features: Mapping[str, float]) -> bool:
        """Whether the thing stays off the list on `day`: set aside, and nothing about it has changed much since."""
        if self.verdict is Verdict.ACCEPT or self.until is None or day >= self.until:
            return False
        return self.verdict is Verdict.SNOOZE or not changed(self.shown.features, features)


def changed(before: Mapping[str, float], now: Mapping[str, float]) -> bool:
    """Whether a feature has moved so far that a rejected thing is worth another look."""
    return any(abs(before.get(name, 0.0) - now.get(name, 0.0)) > _NEWS for name in {*before, *now})


class Feedback:
    """The log of one family of decisions, and the belief that follows from it."""

    def __init__(self, journal: Journal, family: str, traits: Traits) -> None:
        self._journal = journal
        self._kind = f"feedback.{family}"
        self._traits = traits
        self._seen = (-1, traits.start())

    @property
    def version(self) -> int:
        """The newest event of the journal: what an order drawn at random is seeded with."""
        return self._journal.version()

    def decide(self, shown: Shown, verdict: Verdict, reason: str = "", **details: Any) -> Decision:
        """Write a decision durably and return it. Raises `UsageError` for an unknown or missing reason."""
        known = _checked(verdict, reason)
        payload = {
            "version": shown.version,
            "label": shown.label,
            "features": dict(shown.features),
            "p": shown.probability,
            "baseline": shown.baseline,
            "rank": shown.rank,
            "propensity": shown.propensity,
            "action": verdict.value,
            "reason": known.key if known else "",
            "days": {Verdict.ACCEPT: 0, Verdict.REJECT: COOL_DOWN_DAYS, Verdict.SNOOZE: SNOOZE_DAYS}[verdict],
            "details": details,
        }
        return _read(self._journal.append(self._kind, shown.subject, payload), undone=False)

    def undo(self) -> Decision:
        """Take the last decision that stands back. Raises `UsageError` where there is none."""
        standing = self._journal.standing(self._kind)
        if not standing:
            raise UsageError("There is no decision to take back", next_step="Nothing needs to be done")
        self._journal.undo(standing[-1])
        return _read(standing[-1], undone=True)

    def history(self) -> list[Decision]:
        """Return every decision, newest first, those taken back marked."""
        standing = {event.id for event in self._journal.standing(self._kind)}
        events = self._journal.events(self._kind)
        return [_read(event, undone=event.id not in standing) for event in reversed(events)]

    def standing(self) -> list[Decision]:
        """Return the decisions that stand, oldest first."""
        return [_read(event, undone=False) for event in self._journal.standing(self._kind)]

    def belief(self) -> Belief:
        """Return the belief after all decisions that stand; only what is new is read, unless something was undone."""
        version, belief = self._seen
        news = self._journal.events(after=version) if version >= 0 else []
        if version < 0 or any(event.undoes is not None for event in news):
            version, belief = self._journal.version(), replay(self.standing(), self._traits)
        elif news:
            mine = [_read(event, undone=False) for event in news if event.kind == self._kind]
            version, belief = news[-1].id, replay(mine, self._traits, belief)
        self._seen = (version, belief)
        return belief


def replay(decisions: list[Decision], traits: Traits, belief: Belief | None = None) -> Belief:
    """Return the belief that follows from decisions in this order, after `belief` if given."""
    belief = traits.start() if belief is None else belief
    for decision in decisions:
        belief = learned(belief, decision.shown.features, decision.verdict, decision.reason)
    return belief


def learned(belief: Belief, features: Mapping[str, float], verdict: Verdict, reason: str = "") -> Belief:
    """Return the belief after one decision; a snooze says nothing about taste."""
    if verdict is Verdict.SNOOZE:
        return belief
    known = REASONS.get(reason)
    if known is not None and not known.taste:
        return belief
    belief = belief.learn(features, verdict is Verdict.ACCEPT)
    if known is not None and known.weighs in features:
        # Of a small effort that is still too much the same is learned as of a large one: effort weighs more.
        only = {known.weighs: max(abs(features[known.weighs]), _LEAST_PUSH)}
        belief = belief.learn(only, yes=False, weight=_REASON_WEIGHT, counted=False)
    return belief


def counts(decision: Decision) -> bool:
    """Whether a decision says something about taste, and so is part of the accuracy."""
    known = REASONS.get(decision.reason)
    return decision.verdict is not Verdict.SNOOZE and (known is None or known.taste)


def _checked(verdict: Verdict, reason: str) -> Reason | None:
    if verdict is not Verdict.REJECT:
        return None
    if reason not in REASONS:
        said = f"'{clean(reason)}' is not a reason" if reason else "A rejection needs a reason"
        raise UsageError(said, next_step="Known: " + ", ".join(REASONS))
    return REASONS[reason]


def _read(event: Event, *, undone: bool) -> Decision:
    said = event.payload
    days = int(said.get("days", 0))
    shown = Shown(
        subject=event.subject,
        version=str(said.get("version", "")),
        features={str(name): float(value) for name, value in said.get("features", {}).items()},
        probability=float(said["p"]),
        baseline=float(said.get("baseline", said["p"])),
        rank=int(said["rank"]),
        propensity=float(said["propensity"]),
        label=str(said.get("label", "")),
    )
    return Decision(
        event_id=event.id,
        at=event.at,
        user=event.user,
        shown=shown,
        verdict=Verdict(said["action"]),
        reason=str(said.get("reason", "")),
        until=event.at.date() + timedelta(days=days) if days else None,
        undone=undone,
        details=said.get("details", {}),
    )
