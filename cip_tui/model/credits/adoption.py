"""Accepted programmes: which attestation comes next, what it needs, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cip_tui.model.credits.catalogue import Catalogue
from cip_tui.model.credits.feedback import Decision, Verdict
from cip_tui.model.credits.programme import Cadence, Evidence, Programme
from cip_tui.model.credits.states import Change, State
from cip_tui.model.credits.windows import Window, windows

_SHOWN = (State.ATTESTED, State.APPROVED, State.CREDITED)


@dataclass(frozen=True, slots=True)
class Adoption:
    """A programme that was accepted. `window` is the attestation that is open or comes next, `first` the first one.

    `missed` holds the windows that have passed, grace included, without an attestation. `owner` is who approves.
    """

    programme: Programme
    accepted_on: date
    accepted_by: str
    state: State
    first: Window
    window: Window
    missed: tuple[Window, ...] = ()

    @property
    def cadence(self) -> Cadence:
        """How often it is attested."""
        return self.programme.attestation.cadence

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What has to be shown."""
        return self.programme.evidence

    @property
    def owner(self) -> str:
        """The role that approves the attestation."""
        return self.programme.attestation.approver_role


def adoptions(
    decisions: Mapping[str, Decision], changes: Sequence[Change], catalogue: Catalogue, today: date
) -> list[Adoption]:
    """Return what was accepted and is still in the catalogue, the next window first."""
    found = [
        _adoption(decision, [c for c in changes if c.programme == key], catalogue.programmes[key], today)
        for key, decision in decisions.items()
        if decision.verdict is Verdict.ACCEPT and key in catalogue.programmes
    ]
    return sorted(found, key=lambda item: (item.window.closes, item.programme.id))


def _adoption(decision: Decision, changes: Sequence[Change], programme: Programme, today: date) -> Adoption:
    first = _first(decision)
    grace = timedelta(days=programme.attestation.grace_days)
    coming = [first]
    if programme.attestation.cadence is not Cadence.ONCE:
        year_start = decision.details.get("year_start")
        start = date.fromisoformat(str(year_start)) if year_start else None
        following = windows(programme.attestation, first.closes + timedelta(days=1), start)
        while coming[-1].closes + grace < today:
            coming.append(next(following))
    current = coming[-1]
    since = [change for change in changes if change.at >= decision.at]
    shown = {change.closes for change in since if change.state in _SHOWN}
    missed = tuple(item for item in coming if item.closes + grace < today and item.closes not in shown)
    state = State(str(decision.details.get("state", State.OPPORTUNITY.value)))
    set_by_hand = [change for change in since if change.closes in (None, current.closes)]
    if set_by_hand:
        state = set_by_hand[-1].state
    elif current in missed:
        state = State.MISSED
    return Adoption(programme, decision.at.date(), decision.user, state, first, current, missed)


def details_of(window: Window, state: State, year_start: date | None) -> dict[str, str]:
    """Return what an acceptance keeps of the window that it aims at."""
    kept = {
        "period_end": window.period_end.isoformat(),
        "opens": window.opens.isoformat(),
        "closes": window.closes.isoformat(),
        "state": state.value,
    }
    return kept | ({"year_start": year_start.isoformat()} if year_start else {})


def _first(decision: Decision) -> Window:
    days = [date.fromisoformat(str(decision.details[name])) for name in ("period_end", "opens", "closes")]
    return Window(*days)
