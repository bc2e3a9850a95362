"""Where a programme stands with the customer: the states, what leads from one to the next, and the log of changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cip_tui.model.document import Level, Status
from cip_tui.model.errors import UsageError
from cip_tui.model.journal import Event, Journal
from cip_tui.model.text import clean

KIND = "credits.state"


class State(StrEnum):
    """The states, in order; the last three end it."""

    OPPORTUNITY = "opportunity"
    PARTIALLY_QUALIFIED = "partially_qualified"
    QUALIFIED = "qualified"
    EVIDENCE_READY = "evidence_ready"
    ATTESTED = "attested"
    APPROVED = "approved"
    CREDITED = "credited"
    MISSED = "missed"
    DECLINED = "declined"

    @property
    def word(self) -> str:
        """The state as it is written."""
        return "Partly qualified" if self is State.PARTIALLY_QUALIFIED else self.value.replace("_", " ").capitalize()


# The first three follow from the spend and are never set by hand.
DERIVED = (State.OPPORTUNITY, State.PARTIALLY_QUALIFIED, State.QUALIFIED)
_NEXT: dict[State, tuple[State, ...]] = {
    **dict.fromkeys(DERIVED, (State.EVIDENCE_READY, State.MISSED, State.DECLINED)),
    State.EVIDENCE_READY: (State.ATTESTED, State.MISSED, State.DECLINED),
    State.ATTESTED: (State.APPROVED, State.MISSED, State.DECLINED),
    State.APPROVED: (State.CREDITED, State.MISSED),
    State.CREDITED: (),
    State.MISSED: (),
    State.DECLINED: (),
}
_LEVELS = {
    State.OPPORTUNITY: Level.UNKNOWN,
    State.PARTIALLY_QUALIFIED: Level.INFO,
    State.QUALIFIED: Level.GOOD,
    State.EVIDENCE_READY: Level.GOOD,
    State.ATTESTED: Level.GOOD,
    State.APPROVED: Level.GOOD,
    State.CREDITED: Level.GOOD,
    State.MISSED: Level.CRITICAL,
    State.DECLINED: Level.WARNING,
}


# Where a list is narrow.
_SHORT = {State.OPPORTUNITY: "Possible", State.PARTIALLY_QUALIFIED: "Partly", State.EVIDENCE_READY: "Evidence"}


def status(state: State, *, short: bool = False) -> Status:
    """Return a state as glyph and word; `short` for a column of a list."""
    return Status(_LEVELS[state], _SHORT.get(state, state.word) if short else state.word)


def following(state: State) -> tuple[State, ...]:
    """Return what a state may be followed by."""
    return _NEXT[state]


@dataclass(frozen=True, slots=True)
class Change:
    """A state that was set: when, by whom, and for which attestation (the day its window closes)."""

    at: datetime
    user: str
    programme: str
    state: State
    closes: date | None = None


class States:
    """The log of states that were set."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def changes(self, programme: str | None = None) -> list[Change]:
        """Return the changes that stand, oldest first."""
        return [_read(event) for event in self._journal.standing(KIND, programme)]

    def latest(self) -> dict[str, Change]:
        """Return the newest change of each programme."""
        return {change.programme: change for change in self.changes()}

    def advance(self, programme: str, now: State, wanted: str, closes: date | None) -> Change:
        """Set the next state durably. Raises `UsageError` where it does not follow from the one there is."""
        allowed = following(now)
        if wanted not in [state.value for state in allowed]:
            words = ", ".join(state.value for state in allowed) or "nothing, it has ended"
            raise UsageError(f"{now.word} is not followed by '{clean(wanted, 40)}'", next_step=f"Possible: {words}")
        payload = {"state": wanted, "from": now.value, "closes": closes.isoformat() if closes else None}
        return _read(self._journal.append(KIND, programme, payload))

    def undo(self, programme: str) -> Change:
        """Take the last change of a programme back. Raises `UsageError` where there is none."""
        standing = self._journal.standing(KIND, programme)
        if not standing:
            raise UsageError("No state was set that could be taken back", next_step="Nothing needs to be done")
        self._journal.undo(standing[-1])
        return _read(standing[-1])


def _read(event: Event) -> Change:
    closes = event.payload.get("closes")
    return Change(
        event.at,
        event.user,
        event.subject,
        State(event.payload["state"]),
        date.fromisoformat(closes) if closes else None,
    )
