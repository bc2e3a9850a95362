"""Where the duties of a workspace come from: agreements, accepted credits, and models in use that retire."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cip_tui.model.attestation.credit_duties import duties_of_adoptions
from cip_tui.model.attestation.desk import Sources
from cip_tui.model.attestation.duties import Duty, ModelInUse
from cip_tui.model.attestation.models import models_in_use
from cip_tui.model.calls.prices import PriceBook
from cip_tui.model.commitment.charges import Charge
from cip_tui.model.commitment.terms import Terms
from cip_tui.model.credits.adoption import Adoption
from cip_tui.model.engine.usage import Usage
from cip_tui.model.job import Job


def origins(
    terms: Callable[[], Iterable[Terms]],
    accepted: Callable[[], Iterable[Adoption]],
    usage: Callable[[Job], Usage | None],
    prices: PriceBook,
    charges: Callable[[Job], Iterable[Charge]],
) -> Sources:
    """Return the sources of deadlines, read when they are asked for. `usage` gives None where there are no calls."""

    def credit_duties() -> list[Duty]:
        return list(duties_of_adoptions(accepted()))

    def models(job: Job) -> list[ModelInUse]:
        calls = usage(job)
        return [] if calls is None else list(models_in_use(calls, prices))

    return Sources(terms, credit_duties, models, charges)
