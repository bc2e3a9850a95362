"""What the workspace knows of commitments: how each stands, and what to commit to next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from cip_tui.model.commitment.terms import CountingRules, Terms
from cip_tui.model.document import Document, Level, Note
from cip_tui.model.errors import UsageError
from cip_tui.model.job import Job

if TYPE_CHECKING:
    from cip_tui.model.analysis import Setting
    from cip_tui.model.commitment.charges import Charge
    from cip_tui.model.commitment.cloud_spend import Freshness, Grain
    from cip_tui.model.commitment.status import Status


class Charges(Protocol):
    """Where charges come from; `commitment.cloud_spend.CloudSpend` is one."""

    def freshness(self) -> Freshness | None:
        """Return when the newest charges were imported, None where there are none."""

    def charges(
        self, job: Job, *, currency: str | None = None, grain: Grain = "day", by_account: bool = False
    ) -> list[Charge]:
        """Return the charges."""


class Confirmed(Protocol):
    """Where agreements come from; `commitment.agreements.Agreements` is one."""

    def terms(self) -> list[Terms]:
        """Return the confirmed terms of every agreement; what is not confirmed is None and named in `open`."""


class Commitments:
    """The commitments of a workspace. What it needs is handed in, so that each fact has one owner.

    `ai_monthly` gives AI spend a month by provider, `as_of` today in UTC.
    """

    def __init__(
        self,
        agreements: Confirmed,
        spend: Charges,
        *,
        ai_monthly: Callable[[Job], Mapping[str, Decimal]],
        as_of: Callable[[], date],
    ) -> None:
        self._agreements = agreements
        self._spend = spend
        self._ai_monthly = ai_monthly
        self._as_of = as_of

    @staticmethod
    def settings() -> tuple[Setting, ...]:
        """Return what can be tried out on a commitment."""
        from cip_tui.model.commitment.status import SETTINGS

        return SETTINGS

    def agreements(self) -> list[Terms]:
        """Return the agreements in the order they begin; those whose beginning nobody confirmed come first."""
        return sorted(self._agreements.terms(), key=lambda terms: (_begin(terms), terms.agreement_id))

    def chosen(self, agreement: str | None = None) -> Terms | None:
        """Return an agreement by id or the start of its id or title; without one, that of today, else the newest.

        Raises `UsageError` where there is no such agreement.
        """
        known = self.agreements()
        if agreement:
            wanted = agreement.casefold()
            for terms in known:
                if terms.agreement_id.casefold().startswith(wanted) or terms.title.casefold().startswith(wanted):
                    return terms
            names = ", ".join(terms.agreement_id for terms in known) or "none"
            raise UsageError(f"There is no agreement '{agreement}'", next_step=f"Known: {names}")
        running = [terms for terms in known if terms.period is not None and self._as_of() in terms.period]
        return (running or known)[-1] if known else None

    def other(self, agreement: str | None, step: int) -> str | None:
        """Return the id of the agreement `step` places after one; None where there is one at most."""
        ids = [terms.agreement_id for terms in self.agreements()]
        if len(ids) < 2:
            return None
        at = ids.index(agreement) if agreement in ids else 0
        return ids[(at + step) % len(ids)]

    def status(self, agreement: str | None, settings: Mapping[str, str], job: Job) -> Document:
        """Return how an agreement stands against its spend, as a document; what is missing is said in it.

        Raises `UsageError` for an agreement or setting that is not known.
        """
        from cip_tui.model.commitment.services import Services
        from cip_tui.model.commitment.status_document import empty_document, facts_of, status_document

        terms = self.chosen(agreement)
        if terms is None:
            return empty_document("Commitment", [_without_agreement()])
        job.progress("Reading the charges")
        charges = self._spend.charges(job, by_account=bool(terms.counting.accounts))
        found = self._status(terms, charges, settings, job)
        if found is None:
            unknown = not terms.years and terms.period is None
            note = _without_years(terms) if unknown else _without_spend(terms, charges)
            return empty_document(f"Commitment: {terms.title}", [note], facts_of(terms, None, self._as_of()), terms)
        job.progress("Weighing what can be done")
        return status_document(found, settings, self._ai_monthly(job), self._as_of(), Services.load().id_of)

    def _status(self, terms: Terms, charges: Sequence[Charge], settings: Mapping[str, str], job: Job) -> Status | None:
        from cip_tui.model.commitment.services import Services
        from cip_tui.model.commitment.status import status_of

        job.progress("Counting and forecasting")
        return status_of(terms, charges, Services.load().id_of, self._as_of(), settings, self._known_until())

    def _known_until(self) -> date | None:
        """Return the day of the newest import: what came later cannot be in the charges."""
        fresh = self._spend.freshness()
        return None if fresh is None else fresh.imported_at.date()

    def next(self, agreement: str | None, settings: Mapping[str, str], job: Job) -> Document:
        """Return what to commit to next. Works without any agreement where a ladder is given.

        Raises `UsageError` for an agreement or setting that is not known.
        """
        from cip_tui.model.commitment.next_document import next_document
        from cip_tui.model.commitment.services import Services

        job.progress("Reading the charges")
        terms = self.chosen(agreement)
        charges = self._spend.charges(job, by_account=terms is not None and bool(terms.counting.accounts))
        if terms is None:
            rules = CountingRules(credits_reduce=False, support_counts=False)
            terms = Terms("", "no agreement", "no agreement", "", currency=_currency(charges), counting=rules)
        job.progress("Weighing the offers")
        resolve = Services.load().id_of
        return next_document(terms, charges, resolve, self._as_of(), settings, self._known_until())

    def focus(self, agreement: str | None = None) -> Document:
        """Return confirmed amounts as the Contract Commitment dataset of FOCUS, of one agreement or of all.

        Raises `UsageError` for an agreement that is not known.
        """
        from cip_tui.model.commitment.focus import contract_commitments

        one = self.chosen(agreement) if agreement else None
        return contract_commitments(self.agreements() if one is None else [one])


def _begin(terms: Terms) -> date:
    return date.min if terms.period is None else terms.period.start


def _without_agreement() -> Note:
    return Note("There is no agreement yet. Read the PDF of one (i), then confirm its fields (a).", Level.WARNING)


def _without_years(terms: Terms) -> Note:
    fields = f" Waiting for review: {', '.join(terms.open[:8])}." if terms.open else ""
    return Note(
        f"Neither contract years nor a term of {terms.title} are confirmed.{fields} Confirm them in the agreement (a).",
        Level.WARNING,
    )


def _without_spend(terms: Terms, charges: Sequence[Charge]) -> Note:
    others = sorted({charge.currency for charge in charges} - {terms.currency})
    if others:
        text = (
            f"The agreement is in {terms.currency}, the charges are in {', '.join(others)}; amounts are not converted."
        )
        return Note(
            f"{text} Import charges in {terms.currency}, or correct the agreement's currency (a).", Level.WARNING
        )
    return Note(
        "No cloud spend is known for this agreement. Import a Cost Explorer file (i), or open cloud spend (d).",
        Level.WARNING,
    )


def _currency(charges: Sequence[Charge]) -> str:
    """Return the currency of most charges, USD where there are none."""
    counts: dict[str, int] = {}
    for charge in charges:
        counts[charge.currency] = counts.get(charge.currency, 0) + 1
    return max(counts, key=lambda name: counts[name], default="USD")
