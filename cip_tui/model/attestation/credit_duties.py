"""Duties that come from accepted credits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from cip_tui.model.attestation.duties import Cadence, Duty, DutyKind, EvidenceItem
from cip_tui.model.credits.adoption import Adoption
from cip_tui.model.credits.states import State
from cip_tui.model.text import clean

SOURCE = "credits"
_SHOWN = (State.ATTESTED, State.APPROVED, State.CREDITED)


def duties_of_adoptions(adoptions: Iterable[Adoption]) -> Iterator[Duty]:
    """Yield a duty for each accepted programme that is not declined; its windows are those of the credits."""
    for adoption in adoptions:
        if adoption.state is not State.DECLINED:
            yield _duty(adoption)


def _duty(adoption: Adoption) -> Duty:
    programme, first = adoption.programme, adoption.first
    shown = adoption.state in _SHOWN
    return Duty(
        SOURCE,
        programme.id,
        clean(f"Claim {programme.name}"),
        DutyKind.CREDIT,
        Cadence(adoption.cadence.value),
        first.closes,
        window_days=(first.closes - first.opens).days,
        grace_days=programme.attestation.grace_days,
        stages=programme.attestation.reminders,
        owner=clean(adoption.owner),
        evidence=tuple(
            EvidenceItem(item.id, clean(item.title), item.kind.value, clean(item.owner_role), item.max_age_days)
            for item in adoption.evidence
        ),
        consequence="The credit of this period is not paid",
        origin=clean(f"credit programme {programme.name}, accepted on {adoption.accepted_on}"),
        first_end=first.period_end,
        attested_through=adoption.window.closes if shown else adoption.window.closes - timedelta(days=1),
        not_attested=tuple(window.closes for window in adoption.missed),
    )
