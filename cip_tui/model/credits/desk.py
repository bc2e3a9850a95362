"""The façade of the room: recommendations, decisions, the plan, and what is learned; all figures leave as documents."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from cip_tui.model.commitment.charges import Charge
from cip_tui.model.commitment.services import Services
from cip_tui.model.commitment.terms import Terms
from cip_tui.model.credits import case_document, documents, learning_document, plan_document
from cip_tui.model.credits.adoption import Adoption, adoptions, details_of
from cip_tui.model.credits.catalogue import Catalogue, load_catalogue
from cip_tui.model.credits.feedback import Decision, Feedback, Shown, Verdict
from cip_tui.model.credits.plan import Item, Limits, Plan, make_plan
from cip_tui.model.credits.recommend import Grounds, Recommendation, recommend
from cip_tui.model.credits.states import Change, States, following
from cip_tui.model.credits.taste import TASTE
from cip_tui.model.credits.usage import DAYS_A_MONTH, Spend, read_spend
from cip_tui.model.credits.views import View
from cip_tui.model.document import Document
from cip_tui.model.errors import UsageError
from cip_tui.model.importing import ImportRecord
from cip_tui.model.job import Job
from cip_tui.model.room import Room

FAMILY = "credits"
OWN_CATALOGUE = "credits.toml"
_YEAR = Decimal(12)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the room takes its facts from: charges, the imports that they rest on, and confirmed terms."""

    charges: Callable[[Job], Sequence[Charge]]
    imports: Callable[[], Sequence[ImportRecord]]
    terms: Callable[[], Sequence[Terms]]


class Credits:
    """The credits of a workspace. Thread-safe; charges are read again when imports change."""

    def __init__(self, room: Room, sources: Sources, catalogue: Path | None = None) -> None:
        self._room = room
        self._sources = sources
        self._own = catalogue
        self._feedback = Feedback(room.journal, FAMILY, TASTE)
        self._states = States(room.journal)
        self._services = Services.load()
        self._lock = threading.RLock()
        self._spend: tuple[tuple[str, ...], Spend] | None = None
        self._catalogue: Catalogue | None = None

    # What there is

    def view(self, job: Job) -> View:
        """Return everything at this moment."""
        with self._lock:
            spend, catalogue, terms = self._read_spend(job), self.catalogue(), self._terms()
            decisions = self._last()
            grounds = Grounds(
                spend=spend,
                terms=terms,
                as_of=self._room.as_of,
                belief=self._feedback.belief(),
                prior=TASTE.start(),
                seed=_seed(decisions),
                title=self._services.title,
            )
            accepted = self.accepted()
            states = {item.programme.id: item.state for item in accepted}
            offered = catalogue.offered(self._room.as_of)
            found = recommend(offered, grounds, decisions, states) if spend.enough else []
            return View(
                tuple(found),
                tuple(accepted),
                tuple(self._feedback.history()),
                spend,
                terms,
                catalogue,
                self._room.as_of,
            )

    def accepted(self) -> list[Adoption]:
        """Return the accepted programmes with their attestation windows; reads no charges."""
        return adoptions(self._last(), self._states.changes(), self.catalogue(), self._room.as_of)

    def catalogue(self) -> Catalogue:
        """Return the programmes: the built-in ones with the user's file, or `credits.toml` of the workspace, on top."""
        with self._lock:
            if self._catalogue is None:
                own = self._room.root / OWN_CATALOGUE
                path = self._own if self._own is not None else own if own.is_file() else None
                self._catalogue = load_catalogue(path, self._services)
            return self._catalogue

    # Documents

    def document(self, job: Job) -> Document:
        """Return the list, what is accepted, and how good the predictions have been."""
        return documents.overview(self.view(job), self._services.title)

    def case(self, key: str, job: Job) -> Document:
        """Return the case of one programme: arithmetic, evidence, deadlines, reasons."""
        view = self.view(job)
        return case_document.case(view.get(key), view, self._services.title)

    def history(self) -> Document:
        """Return every decision and change of state."""
        return documents.history(self._feedback.history(), self._states.changes(), self.catalogue())

    def learning(self, job: Job) -> Document:
        """Return how good the predictions have been, against no learning."""
        return learning_document.learning(self.view(job))

    def plan(self, days: Decimal | None, budget: Decimal | None, job: Job) -> Document:
        """Return the best plan under engineer-days and budget, as a document."""
        view = self.view(job)
        return plan_document.plan(self.make_plan(days, budget, view), view)

    # Decisions: each is on disk before it returns

    def accept(self, key: str, job: Job) -> Decision:
        """Accept a programme. Raises `UsageError` where it is accepted already."""
        item, year = self._open(key, job)
        return self._feedback.decide(_shown(item), Verdict.ACCEPT, **details_of(item.window, item.state, year))

    def reject(self, key: str, reason: str, job: Job) -> Decision:
        """Reject a programme for a reason of `feedback.REASONS`."""
        item, _ = self._open(key, job)
        return self._feedback.decide(_shown(item), Verdict.REJECT, reason)

    def snooze(self, key: str, job: Job) -> Decision:
        """Set a programme aside for a while."""
        item, _ = self._open(key, job)
        return self._feedback.decide(_shown(item), Verdict.SNOOZE)

    def undo(self) -> Decision:
        """Take the last decision back. Raises `UsageError` where there is none."""
        return self._feedback.undo()

    def advance(self, key: str, state: str, job: Job) -> Change:
        """Set the next state of an accepted programme. Raises `UsageError` where it does not follow."""
        job.check()
        for item in self.accepted():
            if item.programme.id == key:
                return self._states.advance(key, item.state, state, item.window.closes)
        self.catalogue().get(key)
        raise UsageError(f"'{key}' has not been accepted", next_step="Accept it first")

    def next_states(self, key: str) -> tuple[str, ...]:
        """Return the states that may follow for an accepted programme; none where it is not accepted or has ended."""
        found = next((item for item in self.accepted() if item.programme.id == key), None)
        return tuple(state.value for state in following(found.state)) if found is not None else ()

    def retreat(self, key: str) -> Change:
        """Take the last change of state of a programme back."""
        return self._states.undo(key)

    # Planning

    def make_plan(self, days: Decimal | None, budget: Decimal | None, view: View) -> Plan:
        """Return the best plan of what is on the list."""
        held = frozenset(item.key for item in view.recommendations if item.accepted or item.done)
        return make_plan([plan_item(item, view.as_of) for item in view.listed], Limits(view.as_of, days, budget, held))

    def _open(self, key: str, job: Job) -> tuple[Recommendation, date | None]:
        view = self.view(job)
        if not view.spend.enough:
            raise UsageError(documents.too_few_days(view.spend), next_step="Import more of the bill")
        item = view.get(key)
        if item.accepted:
            raise UsageError(f"'{item.programme.name}' is accepted already", next_step="Undo takes it back")
        years = view.terms.years if view.terms else ()
        return item, next((year.period.start for year in years if view.as_of in year.period), None)

    def _last(self) -> dict[str, Decision]:
        return {decision.shown.subject: decision for decision in self._feedback.standing()}

    def _read_spend(self, job: Job) -> Spend:
        state = tuple(record.id for record in self._sources.imports())
        if self._spend is None or self._spend[0] != state:
            job.progress("Reading the charges")
            self._spend = (state, read_spend(self._sources.charges(job)))
        return self._spend[1]

    def _terms(self) -> Terms | None:
        today = self._room.as_of
        found = list(self._sources.terms())
        running = [terms for terms in found if any(today in year.period for year in terms.years)]
        best = running or found
        return best[-1] if best else None


def plan_item(item: Recommendation, as_of: date) -> Item:
    """Return what a plan needs of a recommendation: chance times credit less cost, over the coming year.

    What is paid every month is paid from the day it is ready, so a long lead time lowers the value.
    """
    made, end = item.estimate, item.programme.valid.end
    value = cost = None
    if made.credit.base is not None and made.cost.base is not None:
        chance = Decimal(str(round(item.prediction.probability, 4)))
        months = _YEAR if made.once else max(Decimal(0), _YEAR - Decimal((item.ready - as_of).days) / DAYS_A_MONTH)
        cost = made.cost.base * months
        value = chance * made.credit.base * months - cost
    return Item(
        key=item.key,
        name=item.programme.name,
        programme=item.key,
        value=value,
        days=item.programme.effort.engineer_days,
        cost=cost,
        lead_days=item.programme.effort.lead_days,
        closes=min(item.window.closes, end) if end else item.window.closes,
        requires=item.programme.rules.requires,
        excludes=item.programme.rules.excludes,
        credit_month=made.credit.base,
    )


def _shown(item: Recommendation) -> Shown:
    return Shown(
        subject=item.key,
        version=item.programme.version,
        features=item.features,
        probability=item.prediction.probability,
        baseline=item.baseline,
        rank=item.rank or 0,
        propensity=item.propensity,
        label=item.programme.name,
    )


def _seed(decisions: dict[str, Decision]) -> int:
    """Return a seed that changes with each decision, so that an order stays until something is decided."""
    text = ",".join(str(decision.event_id) for decision in decisions.values())
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
