"""Where the duties of a workspace come from: agreements, accepted credits, and models in use that retire."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Protocol

from cip_tui.model.attestation.credit_duties import duties_of_adoptions
from cip_tui.model.attestation.desk import Sources
from cip_tui.model.attestation.duties import Duty, ModelInUse
from cip_tui.model.attestation.models import models_in_use
from cip_tui.model.calls.prices import PriceBook
from cip_tui.model.commitment.charges import Charge
from cip_tui.model.commitment.terms import Terms
from cip_tui.model.credits.adoption import Adoption
from cip_tui.model.credits.states import State
from cip_tui.model.engine.usage import Usage
from cip_tui.model.job import Job


class Credits(Protocol):
    """What is asked of the accepted credits, and told to them."""

    def accepted(self) -> Sequence[Adoption]:
        """Return the accepted programmes."""

    def next_states(self, key: str) -> tuple[str, ...]:
        """Return the states that may follow."""

    def advance(self, key: str, state: str, job: Job) -> object:
        """Set the next state."""

    def retreat(self, key: str) -> object:
        """Take the last state back."""


def tell_credits(credits_: Credits, programme: str, closes: date, attested: bool, job: Job) -> None:
    """Set the state of a programme after its deadline was attested, or take that back.

    Only the window that the programme stands at is told; of others it knows by itself what was missed.
    """
    found = next((one for one in credits_.accepted() if one.programme.id == programme), None)
    if found is None or found.window.closes != closes:
        return
    if attested:
        for state in (State.EVIDENCE_READY.value, State.ATTESTED.value):
            if state in credits_.next_states(programme):
                credits_.advance(programme, state, job)
    elif found.state is State.ATTESTED:
        credits_.retreat(programme)


def origins(
    terms: Callable[[], Iterable[Terms]],
    credits_: Credits,
    usage: Callable[[Job], Usage | None],
    prices: PriceBook,
    charges: Callable[[Job], Iterable[Charge]],
) -> Sources:
    """Return the sources of deadlines, read when they are asked for. `usage` gives None where there are no calls."""

    def credit_duties() -> list[Duty]:
        return list(duties_of_adoptions(credits_.accepted()))

    def models(job: Job) -> list[ModelInUse]:
        calls = usage(job)
        return [] if calls is None else list(models_in_use(calls, prices))

    return Sources(terms, credit_duties, models, charges, partial(tell_credits, credits_))
