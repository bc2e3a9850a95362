"""The workspace: the one door through which screens and command line reach the model.

Importing this module, opening a workspace and reading the kept spend overview import no data library.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cip_tui.model import document_json
from cip_tui.model.analyses import ANALYSES, Analysis
from cip_tui.model.calls.prices import PriceBook
from cip_tui.model.document import Document
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import UsageError, WorkspaceError
from cip_tui.model.finops.spend import SpendFacts, SpendRequest
from cip_tui.model.importing import ImportRecord, Imports, Receipt
from cip_tui.model.job import Job
from cip_tui.model.journal import Journal
from cip_tui.model.period import Period, last_days
from cip_tui.model.reports import REPORTS
from cip_tui.model.results import caveats, has_calls, with_days
from cip_tui.model.room import Room
from cip_tui.model.rooms import Rooms
from cip_tui.model.snapshots import Snapshots
from cip_tui.model.sources.report import FileKind, FileReport, ImportOptions
from cip_tui.model.spike_words import SpikeWords

if TYPE_CHECKING:
    from cip_tui.model.attestation.desk import Attestations
    from cip_tui.model.commitment.cloud_spend import CloudSpend
    from cip_tui.model.commitment.commitments import Commitments
    from cip_tui.model.credits.desk import Credits
    from cip_tui.model.engine.source import DuckDBSource
    from cip_tui.model.engine.usage import Usage
    from cip_tui.model.reports.parts import Bench
    from cip_tui.model.single_calls import CallsPage
    from cip_tui.model.ubr.pricing import Session

DEFAULT_DAYS = 30
# Rises when cubes or views change their meaning, so that results kept by an older version are not read.
_RESULTS_VERSION = "1"


class Workspace(Rooms, SpikeWords):
    """A folder of imports, decisions and kept results. Two processes may open the same one."""

    def __init__(self, root: Path, journal: Journal, now: Callable[[], datetime], prices: PriceBook) -> None:
        self.root = root
        self.prices = prices
        self._now = now
        self._journal = journal
        self._snapshots = Snapshots(root)
        self._imports = Imports(journal, self._snapshots)
        self._lock = threading.Lock()
        self._opened: tuple[str, Usage] | None = None
        self._catalogue: Path | None = None

    @classmethod
    def open(
        cls,
        root: Path,
        *,
        now: Callable[[], datetime],
        user: str,
        price_override: Path | None = None,
        catalogue: Path | None = None,
    ) -> Workspace:
        """Open a workspace, making its folder if need be. Raises `WorkspaceError` where that cannot be done.

        `price_override` and `catalogue` are files of the person's own: prices, and credit programmes.
        """
        snapshots = Snapshots(root)
        journal = Journal(root / "journal.db", now=now, user=user)
        workspace = cls(root, journal, now, PriceBook.load(price_override))
        workspace._catalogue = catalogue
        snapshots.clean(workspace._imports.named())
        return workspace

    @property
    def as_of(self) -> date:
        """Today, in UTC."""
        return self._now().date()

    @property
    def journal(self) -> Journal:
        """The events of this workspace."""
        return self._journal

    @property
    def room(self) -> Room:
        """What the rooms of commitments, credits, attestations and accounts work with."""
        return Room(self.root, self._journal, self._imports, self._now)

    @cached_property
    def cloud_spend(self) -> CloudSpend:
        """What the cloud was charged for."""
        from cip_tui.model.commitment.cloud_spend import CloudSpend

        return CloudSpend(self.room, self.prices)

    @property
    def commitments(self) -> Commitments:
        """How cloud spend stands against the agreements."""
        from cip_tui.model.commitment.commitments import Commitments

        return Commitments(self.agreements, self.cloud_spend, ai_monthly=self._ai_monthly, as_of=lambda: self.as_of)

    def _ai_monthly(self, job: Job) -> dict[str, Decimal]:
        """What AI calls cost a month by provider, from the last 30 days with calls; nothing where there are none."""
        period = self.default_period()
        if period is None:
            return {}
        cube = self.usage(job).within(Scope(period)).cube("provider", measures=("cost",))
        months = Decimal(period.days) * 12 / 365
        return {row["provider"]: row["cost"] / months for row in cube.dicts() if row["cost"] is not None}

    @cached_property
    def credits(self) -> Credits:
        """Credits within reach, what was decided on them, and what is learned from it."""
        from cip_tui.model.credits.desk import Credits, Sources

        sources = Sources(self.cloud_spend.charges, self._imports.standing, self.agreements.terms)
        return Credits(self.room, sources, self._catalogue)

    def is_empty(self) -> bool:
        """Say whether no calls have been imported."""
        return self.span() is None

    def first_part(self) -> str:
        """Return the part to begin with, by its name: the first that has something to show, empty where none has."""
        if not self.is_empty():
            return "spend"
        kinds = {record.kind for record in self.imports() if not record.undone}
        if kinds & {FileKind.AGREEMENT, FileKind.COST_EXPLORER}:
            return "commitment"
        return "accounts" if FileKind.WORKBOOK in kinds else ""

    def inspect(self, path: Path, job: Job, *, password: str = "") -> FileReport:
        """Say what a file is; nothing is written. `password` opens a PDF."""
        from cip_tui.model.inspecting import inspect_any

        return inspect_any(path, job, self.as_of, password)

    def import_file(self, path: Path, options: ImportOptions, job: Job) -> Receipt:
        """Import a file as one reversible batch; a file that stands already is left alone and said so."""
        from cip_tui.model.commitment.agreement_import import import_agreement
        from cip_tui.model.onboarding.importing import import_accounts

        kept = import_agreement(self.agreements, path, options, job)
        kept = kept or import_accounts(self.onboarding, path, options, job)
        return kept or self._imports.read(path, options, self.prices, job)

    def imports(self) -> list[ImportRecord]:
        """Return every import, newest first, undone ones marked."""
        from cip_tui.model.commitment.agreement_import import agreement_records
        from cip_tui.model.onboarding.importing import import_record

        accounts = map(import_record, self.accounts.imports())
        agreements = agreement_records(self.agreements)
        return sorted([*self._imports.all(), *accounts, *agreements], key=lambda record: record.at, reverse=True)

    def undo_import(self, import_id: str) -> ImportRecord:
        """Take an import back; see `Imports.undo` and, for accounts, `AccountBook.undo`."""
        from cip_tui.model.commitment.agreement_import import import_record as agreement_import
        from cip_tui.model.onboarding.importing import import_record

        agreement = next((record for record in self.agreements.all() if record.id == import_id), None)
        if agreement is not None:
            self.agreements.remove(import_id)
            return agreement_import(agreement, undone=True)
        if self.accounts.holds(import_id):
            return replace(import_record(self.accounts.undo(import_id).record), undone=True)
        return self._imports.undo(import_id)

    def load_demo(self, job: Job, *, fresh: bool = False) -> None:
        """Fill the workspace with the demo; what stands already is left alone unless `fresh`."""
        from cip_tui.model.demo import load_demo

        load_demo(self, job, fresh=fresh)

    def span(self) -> Period | None:
        """Return the days the calls cover, or None where there are none."""
        days = [(r.first, r.last) for r in self._imports.standing() if r.first and r.last and has_calls(r)]
        if not days:
            return None
        return Period(min(first for first, _ in days), max(last for _, last in days) + timedelta(days=1))

    def default_period(self) -> Period | None:
        """Return the last 30 days with calls, up to today, cut to the days there are."""
        span = self.span()
        if span is None:
            return None
        last = min(span.last, max(self.as_of, span.start))
        period = last_days(DEFAULT_DAYS, last)
        return Period(max(period.start, span.start), period.end)

    def spend(self, request: SpendRequest, job: Job) -> Document:
        """Return the spend overview, and keep it for the next start where it is the default view."""
        from cip_tui.model.finops.spend import spend_document

        document = with_days(spend_document(self.usage(job), request, self._facts()), request.scope.period)
        if request.scope.period == self.default_period() and not request.scope.filter:
            self._keep("spend", document)
        return document

    def last_spend(self) -> tuple[Document, datetime] | None:
        """Return the spend overview of last time and when it was made, or None."""
        return self._kept("spend")

    def calls(self, scope: Scope, *, offset: int, limit: int, sort: tuple[str, bool], job: Job) -> CallsPage:
        """Return one page of the single calls of a scope."""
        from cip_tui.model.single_calls import calls_page

        return calls_page(self.usage(job).source, scope, offset, limit, sort)

    def analyze(self, name: str, scope: Scope, settings: Mapping[str, str], job: Job) -> Document:
        """Run an analysis. Raises `UsageError` for an unknown name or setting."""
        scope = Scope(scope.period or self.default_period(), scope.filter)
        document = with_days(_analysis(name).load()(self.usage(job), scope, self._facts(), settings), scope.period)
        self._keep("analysis", document)
        return document

    def findings(self, scope: Scope, job: Job) -> Document:
        """Return the headline and the findings of every analysis, as the list of analyzers shows them."""
        from cip_tui.model.reports.findings import all_findings

        scope = Scope(scope.period or self.default_period(), scope.filter)
        return with_days(all_findings(self._bench(scope, job)), scope.period)

    def pricing(self, scope: Scope, settings: Mapping[str, str], job: Job) -> Session | None:
        """Return the pricing laboratory over a scope, or None where it holds no calls."""
        from cip_tui.model.ubr.pricing import open_session

        scope = Scope(scope.period or self.default_period(), scope.filter)
        return open_session(self.usage(job), scope, self._facts(), settings)

    def today(self, job: Job) -> Document:
        """Return how every part stands, in a line each."""
        from cip_tui.model.today import Part, headline_of_findings, today_document

        def spend() -> Document | None:
            return None if self.is_empty() else self.spend(SpendRequest(Scope(self.default_period())), job)

        def findings() -> Document | None:
            return None if self.is_empty() else headline_of_findings(self.findings(Scope(), job))

        def commitment() -> Document | None:
            return self.commitments.status(None, {}, job) if self.commitments.agreements() else None

        parts = (
            Part("spend", "Spend", "i imports calls or a billing export", spend),
            Part("analyzers", "Analyzers", "They need calls: i imports them", findings),
            Part("commitment", "Commitment", "5 reads an agreement", commitment),
            Part("attestations", "Attestations", "", lambda: self.attestations.overview(job)),
            Part("accounts", "Accounts", "8 brings a customer workbook in", self.health.in_short),
        )
        return today_document(parts, self.as_of, job)

    def report(self, name: str, scope: Scope, job: Job) -> Document:
        """Return a report over a scope. Raises `UsageError` for an unknown name."""
        if name not in REPORTS:
            raise UsageError(f"There is no report '{name}'", next_step="Known: " + ", ".join(REPORTS))
        scope = Scope(scope.period or self.default_period(), scope.filter)
        return with_days(REPORTS[name].load()(self._bench(scope, job)), scope.period)

    def _bench(self, scope: Scope, job: Job) -> Bench:
        from cip_tui.model.reports.parts import Bench
        from cip_tui.model.told import told

        usage, facts = self.usage(job), self._facts()

        def run(analysis: str, settings: Mapping[str, str]) -> Document:
            found = _analysis(analysis)
            job.progress(f"Analysing: {found.title.lower()}")
            return found.load()(usage, scope, facts, settings)

        return Bench(usage, scope, facts, run, told(self, job))

    def last_analysis(self) -> tuple[Document, datetime] | None:
        """Return the document of the last analysis and when it was made, or None."""
        return self._kept("analysis")

    @property
    def attestations(self) -> Attestations:
        """Deadlines of agreements, credits and models, and the calendars they go into."""
        from cip_tui.model.attestation.desk import Attestations
        from cip_tui.model.attestation.origins import origins

        def usage(job: Job) -> Usage | None:
            return None if self.is_empty() else self.usage(job)

        sources = origins(self.agreements.terms, self.credits, usage, self.prices, self.cloud_spend.charges)
        return Attestations(self.room, sources)

    def explain(self, document: Document, figure_id: str, period: Period | None, job: Job) -> Document:
        """Return where a figure of a document comes from."""
        from cip_tui.model.explain import explain_figure

        return explain_figure(self.usage(job).source, document, figure_id, period)

    def usage(self, job: Job) -> Usage:
        """Return the calls of the workspace as cubes, on a connection of their own that the job can interrupt."""
        from cip_tui.model.engine.source import DuckDBSource

        job.progress("Opening the calls")
        with self._lock:
            state = self._state()
            if self._opened is None or self._opened[0] != state:
                self._opened = (state, self._open_usage(state))
            usage = self._opened[1]
        source = usage.source
        if isinstance(source, DuckDBSource):
            source = source.clone()
        job.on_cancel(source.cancel)
        return usage.on(source)

    def close(self) -> None:
        """Close the journal."""
        self._journal.close()

    def _open_usage(self, state: str) -> Usage:
        from cip_tui.model.engine.source import DuckDBSource
        from cip_tui.model.engine.usage import ParquetShelf, Usage
        from cip_tui.model.engine.views import view_statements

        source: DuckDBSource = DuckDBSource.open(view_statements(self._imports.files()))
        return Usage(source, shelf=ParquetShelf(self._snapshots.shelf(state)))

    def _state(self) -> str:
        """A digest of everything that results rest on."""
        ids = [record.id for record in self._imports.standing()]
        return hashlib.sha256("\n".join([_RESULTS_VERSION, *ids]).encode()).hexdigest()[:16]

    def _facts(self) -> SpendFacts:
        records = self._imports.standing()
        calls = [record for record in records if has_calls(record)]
        rows = sum(record.rows_kept for record in calls)
        names = ", ".join(record.file for record in calls[:3]) + (", …" if len(calls) > 3 else "")
        return SpendFacts(
            as_of=self.as_of,
            span=self.span(),
            sources=f"{names} ({rows:,} rows)" if calls else "",
            prices=f"price book checked {self.prices.checked_on}",
            caveats=tuple(caveats(calls)),
            book=self.prices,
            incident_words=tuple(self.incident_words().items()),
        )

    def _keep(self, name: str, document: Document) -> None:
        stamp = self._now().isoformat()
        self._snapshots.keep_last(name, f"{stamp} {self._state()}\n{document_json.to_json(document, indent=None)}")

    def _kept(self, name: str) -> tuple[Document, datetime] | None:
        text = self._snapshots.read_last(name)
        if text is None:
            return None
        head, _, body = text.partition("\n")
        stamp, _, state = head.partition(" ")
        if state != self._state():
            return None
        try:
            return document_json.from_json(body), datetime.fromisoformat(stamp)
        except (WorkspaceError, ValueError):
            # Written by another version or cut short: it is worked out anew.
            return None


def _analysis(name: str) -> Analysis:
    if name not in ANALYSES:
        raise UsageError(f"There is no analysis '{name}'", next_step="Known: " + ", ".join(ANALYSES))
    return ANALYSES[name]
