"""The spend overview: what was spent in a period, how it changed, where it goes, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cip_tui.model.document import Document, Kind, Level, Metric, Note, Provenance, Section, Status
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.engine.usage import SPEND_MEASURES, Usage
from cip_tui.model.finops.breakdown import breakdown_table, relative_change
from cip_tui.model.finops.daily import Daily, daily_chart, forecast_metric, run_rate_metric
from cip_tui.model.period import Period

if TYPE_CHECKING:
    from cip_tui.model.calls.prices import PriceBook


@dataclass(frozen=True, slots=True)
class SpendRequest:
    """What the spend overview is asked: inside which scope, broken down by which dimension."""

    scope: Scope
    by: str = "provider"
    limit: int = 1_000


@dataclass(frozen=True, slots=True)
class SpendFacts:
    """What the workspace knows of its calls without reading them.

    `incident_words` is what people said of spikes: id of the incident and word, see `finops/incidents.py`.
    """

    as_of: date
    span: Period | None
    sources: str = ""
    prices: str = ""
    caveats: tuple[str, ...] = ()
    book: PriceBook | None = None
    incident_words: tuple[tuple[str, str], ...] = ()


def spend_document(usage: Usage, request: SpendRequest, facts: SpendFacts) -> Document:
    """Return the spend overview for a request."""
    period = request.scope.period or facts.span
    scope = Scope(period, request.scope.filter)
    if period is None:
        return _document(scope, facts, _words("There are no calls yet. Import a usage file, or load the demo."))
    now = usage.within(scope)
    # The breakdown comes first: totals are summed up from it without another look at the calls.
    now.cube(request.by, measures=SPEND_MEASURES)
    if not now.totals(SPEND_MEASURES)["record_count"]:
        return _document(scope, facts, _words(f"No call matches {scope}. Clear the filter or choose another period."))
    before = usage_before(usage, scope, facts)
    table = breakdown_table(now, before, request.by, request.limit)
    daily = Daily.read(usage, scope, facts.as_of)
    notes = spend_notes(period, facts, daily)
    sections = (
        Section("headline", "Headline", headline_metrics(now, before, daily)),
        Section("daily", "Spend per day", (daily_chart(daily),)),
        Section("breakdown", "Breakdown", (table,)),
        *((Section("notes", "Notes", notes),) if notes else ()),
    )
    return _document(scope, facts, sections)


def headline_metrics(now: Usage, before: Usage | None, daily: Daily) -> tuple[Metric, ...]:
    """Return total, run-rate, forecast, calls, cost per 1k tokens and what is unpriced, inside a scope with calls."""
    totals = now.totals(SPEND_MEASURES)
    return (
        _total(now, totals, before),
        run_rate_metric(daily),
        forecast_metric(daily),
        Metric(
            "spend.calls", "Calls", totals["calls"], Kind.COUNT, provenance=_provenance(now, "sum of request_count")
        ),
        _per_1k(now, totals),
        _unpriced(now, totals),
    )


def document_facts(scope: Scope, facts: SpendFacts) -> tuple[tuple[str, str], ...]:
    """Return what a document was made from, as label and value."""
    pairs = (
        ("Period", f"{scope.period} (UTC)" if scope.period else ""),
        ("Filter", str(scope.filter)),
        ("As of", facts.as_of.isoformat()),
        ("Source", facts.sources),
        ("Prices", facts.prices),
    )
    return tuple((label, value) for label, value in pairs if value)


def _document(scope: Scope, facts: SpendFacts, sections: tuple[Section, ...]) -> Document:
    return Document("spend", "Spend overview", sections, subtitle=str(scope), facts=document_facts(scope, facts))


def _words(text: str) -> tuple[Section, ...]:
    return (Section("headline", "Headline", (Note(text, Level.WARNING),)),)


def spend_notes(period: Period, facts: SpendFacts, daily: Daily) -> tuple[Note, ...]:
    """Return what a reader must know to trust the figures: caveats of the data, open days, the forecast's method."""
    notes = [Note(text, Level.WARNING) for text in facts.caveats]
    if facts.span is not None and facts.span.last > facts.as_of:
        text = f"Some calls lie in the future: they reach to {facts.span.last}, today is {facts.as_of}."
        notes.append(Note(text, Level.WARNING))
    if facts.as_of in period and facts.span is not None and facts.as_of in facts.span:
        notes.append(Note(f"{facts.as_of} is not over yet; run-rate and forecast leave it out."))
    return (*notes, *(Note(text) for text in daily.sentences()))


def usage_before(usage: Usage, scope: Scope, facts: SpendFacts) -> Usage | None:
    """Return the same scope one period earlier, or None where the data does not reach that far back."""
    if scope.period is None or facts.span is None:
        return None
    previous = scope.period.previous()
    return usage.within(Scope(previous, scope.filter)) if facts.span.start <= previous.start else None


def _provenance(usage: Usage, formula: str, behind: str | None = None) -> Provenance:
    cube = usage.cube(measures=SPEND_MEASURES)
    return Provenance(
        formula, cube.query, cube.parameters, "ai_calls", str(usage.scope.filter) if behind is None else behind
    )


def _total(now: Usage, totals: Mapping[str, Any], before: Usage | None) -> Metric:
    earlier = before.totals(SPEND_MEASURES)["cost"] if before is not None else None
    return Metric(
        "spend.total",
        "Total spend",
        totals["cost"],
        Kind.MONEY,
        "USD",
        change=relative_change(totals["cost"], earlier),
        change_label=f"vs {before.scope.period}" if before is not None else "no data for the period before",
        rising=Level.WARNING,
        provenance=_provenance(now, "sum of cost_usd over the calls of the period; unpriced calls are left out"),
    )


def _per_1k(now: Usage, totals: Mapping[str, Any]) -> Metric:
    tokens = (totals["input_tokens"] or 0) + (totals["output_tokens"] or 0)
    value = totals["cost"] * 1000 / tokens if tokens and totals["cost"] is not None else None
    return Metric(
        "spend.per_1k_tokens",
        "Per 1k tokens",
        value,
        Kind.MONEY,
        "USD",
        places=4,
        note="input and output together" if tokens else "no tokens stated",
        provenance=_provenance(now, "total spend x 1,000 / (input tokens + output tokens)"),
    )


def _unpriced(now: Usage, totals: Mapping[str, Any]) -> Metric:
    count = totals["unpriced_records"] or 0
    status = Status(Level.WARNING, f"of {totals['record_count']:,}") if count else Status(Level.GOOD, "all priced")
    formula = "records with neither a reported cost nor a price in the price book"
    behind = str(now.scope.filter.with_value("priced", "none"))
    return Metric(
        "spend.unpriced",
        "Unpriced",
        count,
        Kind.COUNT,
        "records",
        status=status,
        provenance=_provenance(now, formula, behind),
    )
