"""What was decided on plays: accepted or rejected, taken back, and what the order of plays learns from it.

Decisions are events of the journal. A decision keeps the features of the play as they were, so that the belief about
what a person accepts is worked out anew from the events and never drifts from them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cip_tui.model.errors import UsageError
from cip_tui.model.journal import Event, Journal
from cip_tui.model.onboarding.accounts import Account
from cip_tui.model.onboarding.health import records_by_id
from cip_tui.model.onboarding.playbooks import Play, Target, order_of, rules
from cip_tui.model.onboarding.settings import HealthSettings
from cip_tui.model.text import clean

if TYPE_CHECKING:
    from cip_tui.model.credits.learning import Belief, Prediction, Traits

PLAY_EVENT = "play.decision"
ACCEPTED, REJECTED = "accepted", "rejected"
REASONS = {
    "not-now": "not now",
    "known": "known and handled",
    "wrong": "does not fit the account",
    "other": "another play is better",
}
"""Why a play is rejected, as it is said."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that stands. `due` is the last day of an accepted play, `target` what tells that it worked."""

    play_id: str
    word: str
    reason: str
    user: str
    on: date
    due: date | None
    kpi: str
    value: Decimal | None
    rising: bool
    event_id: int

    def met(self, account: Account, settings: HealthSettings) -> bool:
        """Say whether the account's KPI has come to the target that was set."""
        if self.value is None:
            return False
        record = records_by_id(account, settings.scheme.kpis).get(self.kpi)
        if record is None or record.data is None:
            return False
        return record.data >= self.value if self.rising else record.data <= self.value


def decide(
    journal: Journal, play: Play, word: str, *, on: date, target: Target | None = None, reason: str = ""
) -> Event:
    """Write down that a play is accepted or rejected; a decision that stands is taken back first.

    Raises `UsageError` for another word, or a reason that is not one of `REASONS`.
    """
    if word not in (ACCEPTED, REJECTED):
        raise UsageError(f"A play is {ACCEPTED} or {REJECTED}, not '{clean(word, 40)}'")
    if reason and reason not in REASONS:
        raise UsageError(f"'{clean(reason, 40)}' is no reason", next_step="Known: " + ", ".join(REASONS))
    standing = journal.standing(PLAY_EVENT, play.id)
    if standing:
        journal.undo(standing[-1])
    due = on + timedelta(days=play.rule.due_days) if word == ACCEPTED else None
    payload: dict[str, Any] = {
        "word": word,
        "reason": reason,
        "on": on.isoformat(),
        "due": due.isoformat() if due else None,
        "kpi": target.kpi.id if target else "",
        "value": str(target.value) if target else None,
        "rising": target.kpi.better == "up" if target else True,
        "features": features(play),
    }
    return journal.append(PLAY_EVENT, play.id, payload)


def take_back(journal: Journal, play_id: str | None = None) -> Decision:
    """Take back the decision on a play, the newest of all where none is named. Raises `UsageError` for none."""
    standing = journal.standing(PLAY_EVENT, play_id)
    if not standing:
        raise UsageError("No decision on a play can be taken back", next_step="Nothing needs to be done")
    journal.undo(standing[-1])
    return _decision(standing[-1])


def decisions(journal: Journal) -> dict[str, Decision]:
    """Return the decisions that stand, by play."""
    return {event.subject: _decision(event) for event in journal.standing(PLAY_EVENT)}


def _decision(event: Event) -> Decision:
    payload = event.payload
    return Decision(
        play_id=event.subject,
        word=str(payload["word"]),
        reason=str(payload.get("reason", "")),
        user=event.user,
        on=date.fromisoformat(payload["on"]),
        due=date.fromisoformat(payload["due"]) if payload.get("due") else None,
        kpi=str(payload.get("kpi", "")),
        value=Decimal(payload["value"]) if payload.get("value") is not None else None,
        rising=bool(payload.get("rising", True)),
        event_id=event.id,
    )


# Learning


def features(play: Play) -> dict[str, float]:
    """Return what the order of plays learns from: what is at stake, how urgent, and the root cause."""
    worth = float(play.worth or 0)
    return {
        "constant": 1.0,
        "worth": min(2.0, math.log10(1 + worth) / 3),
        "urgent": float(play.rule.urgent),
        "critical": float(play.standing.score is not None and play.standing.score < 40),
        f"cause.{play.rule.cause}": 1.0,
    }


def traits() -> Traits:
    """Return the features of plays; at first nobody is believed to like one cause better than another."""
    from cip_tui.model.credits.learning import Trait, Traits

    causes = dict.fromkeys(rule.cause for rule in rules())
    named = {rule.cause: rule.title.lower() for rule in rules()}
    return Traits(
        (
            Trait("constant", 0.4, 0.8),
            Trait("worth", 0.0, 0.7, "much is at stake", "little is at stake"),
            Trait("urgent", 0.0, 0.7, "it is urgent", ""),
            Trait("critical", 0.0, 0.7, "the account is critical", ""),
            *(Trait(f"cause.{cause}", 0.0, 1.0, f"you have decided on: {named[cause]}", "") for cause in causes),
        ),
        drift=0.01,
    )


def belief(journal: Journal) -> Belief:
    """Return what is believed of what gets accepted here, from the decisions that stand."""
    found = traits().start()
    for event in journal.standing(PLAY_EVENT):
        # `known` says that somebody is at it already, which is no dislike of the play.
        if event.payload.get("reason") != "known":
            found = found.learn(event.payload["features"], event.payload["word"] == ACCEPTED)
    return found


def ordered(plays: Sequence[Play], known: Belief) -> list[tuple[Play, Prediction]]:
    """Return plays with the chance that they are accepted, by worth x chance; urgent ones stay first."""
    pairs = [(play, known.predict(features(play))) for play in plays]

    def rank(pair: tuple[Play, Prediction]) -> tuple[bool, float, Any]:
        play, prediction = pair
        return not play.rule.urgent, -float(play.worth or 0) * prediction.probability, order_of(play)

    return sorted(pairs, key=rank)


def open_plays(plays: Sequence[Play], decided: Mapping[str, Decision]) -> list[Play]:
    """Return the plays on which nothing was decided."""
    return [play for play in plays if play.id not in decided]
