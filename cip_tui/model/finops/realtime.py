"""Real-time decisions: what is unusual, who is over a threshold, what is wasted, and what to do about it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from cip_tui.model.analysis import FLOOR, Setting, Settings, View, compose, without_calls
from cip_tui.model.document import Block, Document, Kind, Level, Metric, Note, Section, Status
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.engine.usage import Usage
from cip_tui.model.finops.incidents import Incident, Panel, find_incidents, read_feedback, read_panel, with_feedback
from cip_tui.model.finops.realtime_actions import Action, actions, actions_table
from cip_tui.model.finops.realtime_limits import (
    drift_insights,
    read_drifts,
    threshold_insights,
    thresholds_table,
)
from cip_tui.model.finops.realtime_spikes import FINDINGS, incidents_table, open_incidents, spike_insights
from cip_tui.model.finops.realtime_waste import waste_insights, waste_table
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.finops.thresholds import Crossing, crossings, threshold_cube
from cip_tui.model.finops.waste import Limits, read_waste, waste_cube
from cip_tui.model.format import money

if TYPE_CHECKING:
    from cip_tui.model.statistics.anomalies import Spikes

NAME, TITLE = "realtime", "Real-time decisions"
SUBTITLE = "Anomaly Management · Understand Usage & Cost; Budgeting · Quantify Business Value"
SETTINGS = (
    Setting("spike_floor", "0.50", "USD a day above the usual from which on a day can be a spike"),
    Setting("spike_times", "1.75", "times the usual that a spike is at least, after allowing for noise"),
    Setting("false_spikes", "10%", "share of a day's spikes that may be chance"),
    Setting("threshold", "", "USD that a customer may cost in the window; default: its fee for as many days"),
    Setting("window", "30", "days of the rolling window"),
    Setting("burst", "10", "failed calls in an hour of one customer, feature and model that are a burst"),
    Setting("cacheable", "30%", "part of prompts that is taken to repeat where no feature of a model uses its cache"),
    Setting("answer", "1%", "output tokens per input token below which much is read for little"),
    Setting("feedback", "", "what was said of incidents, e.g. acme@2026-05-04:planned (or expected, not useful)"),
    FLOOR,
)


def analyze(usage: Usage, scope: Scope, facts: SpendFacts, settings: Mapping[str, str]) -> Document:
    """Return spikes with their causes, slow rises, customers over thresholds, inefficient use, and what to do now.

    `settings` are those of `SETTINGS`. Raises `UsageError` for one that is not known or not understood.
    """
    from cip_tui.model.statistics.anomalies import SpikeSettings

    asked = Settings(settings, SETTINGS)
    rule = SpikeSettings(
        at_least=float(asked.number("spike_times", "1")),
        floor=float(asked.number("spike_floor")),
        false_discoveries=float(asked.number("false_spikes", high="1")),
    )
    limits = Limits(
        asked.count("burst"), asked.number("cacheable", high="1"), asked.number("answer", low="0.000001", high="1")
    )
    threshold = asked.number("threshold") if asked.text("threshold") else None
    window, floor = asked.count("window"), asked.number("floor")
    feedback = dict(facts.incident_words) | read_feedback(asked.text("feedback"))
    view = View.of(usage, scope, facts)
    if view is None:
        return without_calls(NAME, TITLE, SUBTITLE, scope, facts)
    panel = read_panel(view)
    found, spikes = find_incidents(view, panel, rule)
    incidents = with_feedback(found, feedback)
    crossed, drifts = crossings(view, window, threshold), read_drifts(view, panel)
    kinds = read_waste(view, limits)
    todo = actions(view, incidents, crossed, drifts, kinds)
    return compose(
        NAME,
        TITLE,
        SUBTITLE,
        view,
        headline=_headline(view, panel, incidents, crossed, window, todo),
        insights=[
            *spike_insights(view, panel, incidents),
            *threshold_insights(view, crossed, window, threshold is None),
            *drift_insights(view, panel, drifts),
            *waste_insights(view, kinds),
        ],
        sections=(
            Section("actions", "Do now", (actions_table(view, todo),)),
            Section("incidents", "Incidents", _incident_blocks(view, panel, incidents)),
            Section("thresholds", "Thresholds", (thresholds_table(view, crossed, window),)),
            Section("waste", "Inefficient use", (waste_table(view, kinds),)),
        ),
        notes=_notes(view, panel, incidents, spikes),
        floor=floor,
    )


def _incident_blocks(view: View, panel: Panel, incidents: Sequence[Incident]) -> tuple[Block, ...]:
    table = incidents_table(view, panel, incidents)
    if not any(incident.word for incident in incidents):
        return (table,)
    return table, incidents_table(view, panel, incidents, aside=True)


def _headline(
    view: View,
    panel: Panel,
    incidents: Sequence[Incident],
    crossed: Sequence[Crossing],
    window: int,
    todo: Sequence[Action],
) -> tuple[Metric, ...]:
    unsettled = open_incidents(incidents)
    ongoing = sum(incident.ongoing(view.period.last) for incident in unsettled)
    aside = len(incidents) - len(unsettled)
    over = [item for item in crossed if item.is_over]
    failed = view.usage.totals(("failed_cost",))["failed_cost"]
    return (
        Metric(
            "realtime.impact",
            "Spikes cost",
            sum((incident.impact for incident in unsettled), Decimal(0)),
            Kind.MONEY,
            "USD",
            rising=Level.WARNING,
            note="above the expected" + (f"; {aside} set aside" if aside else ""),
            provenance=view.provenance(panel.cube, "sum over incidents of actual - expected cost"),
        ),
        Metric(
            "realtime.open",
            "Incidents",
            len(unsettled),
            Kind.COUNT,
            status=Status(Level.CRITICAL, f"{ongoing} ongoing") if ongoing else Status(Level.GOOD, "none ongoing"),
            provenance=view.provenance(panel.cube, "runs of days on which a customer cost far more than usual"),
        ),
        Metric(
            "realtime.customers_over",
            "Over threshold",
            len(over),
            Kind.COUNT,
            "customers",
            note=f"{money(sum((item.over for item in over), Decimal(0)))} above, last {window} days",
            provenance=view.provenance(
                threshold_cube(view, window), f"customers whose cost of the last {window} days is above their threshold"
            ),
        ),
        Metric(
            "realtime.failed",
            "Paid for failures",
            failed,
            Kind.MONEY,
            "USD",
            provenance=view.provenance(waste_cube(view), "sum of cost_usd of calls whose status is not good"),
        ),
        Metric(
            "realtime.todo",
            "To do now",
            len(todo),
            Kind.COUNT,
            "actions",
            note=f"the largest is about {money(todo[0].amount)}" if todo else "",
            provenance=view.provenance(
                panel.cube, "open spikes, customers over thresholds, slow rises and kinds of waste"
            ),
        ),
    )


def _notes(view: View, panel: Panel, incidents: Sequence[Incident], spikes: Spikes) -> list[Note]:
    notes = [Note(" ".join(spikes.sentences))]
    unsettled = len(open_incidents(incidents))
    if unsettled > FINDINGS:
        notes.append(Note(f"The {FINDINGS} dearest of {unsettled} incidents are findings; the table has them all."))
    unpriced = view.usage.totals(("unpriced_records",))["unpriced_records"]
    if unpriced:
        notes.append(Note(f"{unpriced:,} records have no price and count nothing here.", Level.WARNING))
    if panel.period.days < 14:
        text = f"{panel.period.days} days are too few to say what is usual for a customer by itself."
        notes.append(Note(text, Level.WARNING))
    if panel.period.days < 35:
        notes.append(Note("Slow rises need 35 days of calls."))
    return notes
