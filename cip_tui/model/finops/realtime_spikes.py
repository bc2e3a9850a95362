"""Incidents as they are shown: findings for the dearest, a table of all, their causes, and the days around them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from cip_tui.model.analysis import View
from cip_tui.model.calls.filter import Filter
from cip_tui.model.document import Chart, Column, Impact, Insight, Kind, Level, Row, Series, Shape, Status, Table
from cip_tui.model.engine.cubes import add
from cip_tui.model.finops.breakdown import NOT_STATED
from cip_tui.model.finops.incidents import NEAR, WORDS, Incident, Panel
from cip_tui.model.format import money

DOMAIN, CAPABILITY = "Understand Usage & Cost", "Anomaly Management"
FINDINGS = 5
# Causes that made less than this part of the rise are not named.
_NAMED = Decimal("0.15")
_SEGMENTS = 5
_BEFORE, _AFTER = timedelta(days=14), timedelta(days=3)
# Where the range of usual days begins and ends.
_LOW, _HIGH = 0.1, 0.9
_SPLIT = (
    "actual - expected cost split into calls, mix, tokens a call and price of a token by the logarithmic mean Divisia "
    "index (Ang 2005), against the customer's other days of four weeks around"
)
_AMOUNTS = (
    ("actual", "Actual"),
    ("expected", "Expected"),
    ("impact", "Impact"),
    ("volume", "More calls"),
    ("mix", "Mix"),
    ("size", "Larger calls"),
    ("price", "Dearer tokens"),
)


def open_incidents(incidents: Sequence[Incident]) -> list[Incident]:
    """Return the incidents of which nobody said that they need no action."""
    return [incident for incident in incidents if not incident.word]


def spike_insights(view: View, panel: Panel, incidents: Sequence[Incident]) -> list[Insight]:
    """Return a finding for each of the dearest incidents that are open."""
    return [_spike(view, panel, item, number) for number, item in enumerate(open_incidents(incidents)[:FINDINGS], 1)]


def _spike(view: View, panel: Panel, incident: Incident, number: int) -> Insight:
    ongoing = incident.ongoing(view.period.last)
    name = f"realtime.spike.{number}"
    evidence: list[Table | Chart] = [_days_chart(view, panel, incident, f"{name}.days")]
    if incident.effects is not None:
        evidence += [
            _causes_table(view, panel, incident, f"{name}.causes"),
            _segments_table(view, panel, incident, f"{name}.parts"),
        ]
    times = f"{incident.factor:.1f} times its usual cost" if incident.factor else "far more than usual"
    return Insight(
        name,
        f"{incident.label} cost {times} {when(incident)}",
        f"{incident.label} cost {money(incident.actual)} instead of {money(incident.expected)} {when(incident)}: "
        f"{money(incident.impact)} more than expected. {causes_sentence(incident)}",
        DOMAIN,
        CAPABILITY,
        Impact(
            incident.impact,
            *_bounds(panel, incident),
            unit="USD",
            basis="actual - expected, once; range: had its usual days been at their 90th or 10th percentile",
        ),
        advice(incident),
        f"{'It still goes on: stopping it saves' if ongoing else 'Such days cost'} "
        f"{money(incident.impact / incident.days)} a day above the usual. Say planned, expected or not useful of "
        f"{incident.id} if it needs no action.",
        level=Level.CRITICAL if ongoing else Level.WARNING,
        evidence=tuple(evidence),
        provenance=view.provenance(
            panel.cube,
            "cost_usd of the days - median of the customer's other days, weekday by weekday, on a log scale",
            view.inside("customer", incident.customer),
        ),
        drill=view.inside("customer", incident.customer),
    )


def when(incident: Incident) -> str:
    """Return the days of an incident in words."""
    return f"on {incident.first}" if incident.days == 1 else f"from {incident.first} to {incident.last}"


def causes_sentence(incident: Incident) -> str:
    """Return what made the cost rise, with dollars."""
    if incident.effects is None:
        return f"What was unusual: {incident.driver}."
    effects = [
        f"{name} {money(amount)}" for name, amount in incident.effects.named() if amount >= incident.impact * _NAMED
    ]
    (feature, in_feature), (model, on_model) = incident.effects.feature, incident.effects.model
    most = (
        f"Most in feature {feature or NOT_STATED} ({money(in_feature)}) and on model {model or NOT_STATED} "
        f"({money(on_model)})."
    )
    return f"Causes: {', '.join(effects)}. {most}" if effects else most


def advice(incident: Incident) -> str:
    """Return what to do about an incident, by its main cause."""
    main = incident.effects.named()[0][0] if incident.effects is not None else incident.driver
    place = f" in {incident.effects.feature[0] or NOT_STATED}" if incident.effects is not None else ""
    what = {
        "number of calls": "look for retry loops, backfills and load tests, and set a rate limit for the customer",
        "model and feature mix": "check which release or setting moved calls to dearer models, and move them back",
        "tokens per call": "check what was put into the prompts, and cut documents and conversations to a limit",
        "price per token": "check lost cache hits, discounts and the service tier of these calls",
    }
    return f"Open {incident.label}'s calls{place}; {what.get(main, 'compare the day with the days before')}."


def _bounds(panel: Panel, incident: Incident) -> tuple[Decimal, Decimal]:
    usual = []
    for number in range(1, NEAR.days + 1):
        for day in (incident.first - timedelta(days=number), incident.last + timedelta(days=number)):
            cell = panel.cells.get((incident.customer, day))
            if cell is not None and cell["cost"] is not None:
                usual.append(cell["cost"])
    if not usual:
        return incident.impact, incident.impact
    usual.sort()
    low, high = (incident.actual - incident.days * usual[round((len(usual) - 1) * part)] for part in (_HIGH, _LOW))
    return min(low, incident.impact), max(high, incident.impact)


def status_of(view: View, incident: Incident) -> Status:
    """Return how an incident stands."""
    if incident.word:
        return Status(Level.INFO, WORDS[incident.word])
    ongoing = incident.ongoing(view.period.last)
    return Status(Level.CRITICAL, "Ongoing") if ongoing else Status(Level.WARNING, "Over")


def incidents_table(view: View, panel: Panel, incidents: Sequence[Incident], *, aside: bool = False) -> Table:
    """Return all open incidents; with `aside` those of which somebody said that they need no action."""
    rows = []
    for item in incidents:
        if bool(item.word) is not aside:
            continue
        effects = item.effects
        causes = (None,) * 4 if effects is None else (effects.volume, effects.mix, effects.size, effects.price)
        most = (None, None) if effects is None else (effects.feature[0] or NOT_STATED, effects.model[0] or NOT_STATED)
        amounts = (item.actual, item.expected, item.impact, *causes)
        cells = (item.label, item.first, item.last, *amounts, item.factor, *most, status_of(view, item), item.id)
        rows.append(Row(cells, str(Filter().with_value("customer", item.customer))))
    money_columns = tuple(Column(key, title, Kind.MONEY, "USD", additive=True) for key, title in _AMOUNTS)
    sums = tuple(add(row.cells[3 + place] for row in rows) for place in range(len(_AMOUNTS)))
    return Table(
        "realtime.set_aside" if aside else "realtime.incidents",
        "Set aside by feedback" if aside else "All incidents",
        (
            Column("customer", "Customer"),
            Column("first", "First day", Kind.DATE),
            Column("last", "Last day", Kind.DATE),
            *money_columns,
            Column("factor", "Times usual", Kind.NUMBER, places=1),
            Column("feature", "Most in feature"),
            Column("model", "Most on model"),
            Column("status", "Status", Kind.STATUS),
            Column("id", "Incident"),
        ),
        tuple(rows),
        total=("Total", None, None, *sums, None, None, None, None, None) if rows else None,
        sort=("impact", True),
        note="More calls, mix, larger calls and dearer tokens add up to the impact.",
        empty="No customer cost far more than usual on any day.",
        provenance=view.provenance(panel.cube, "cost_usd of flagged days beside the customer's usual cost"),
    )


def _causes_table(view: View, panel: Panel, incident: Incident, table_id: str) -> Table:
    effects = incident.effects.named() if incident.effects is not None else []
    return Table(
        table_id,
        f"From {money(incident.expected)} to {money(incident.actual)}",
        (Column("cause", "Cause"), Column("amount", "Added", Kind.MONEY, "USD", additive=True)),
        tuple(Row((name[:1].upper() + name[1:], amount)) for name, amount in effects),
        total=("More than expected", incident.impact),
        bars="amount",
        provenance=view.provenance(panel.cube, _SPLIT, view.inside("customer", incident.customer)),
    )


def _segments_table(view: View, panel: Panel, incident: Incident, table_id: str) -> Table:
    parts = incident.effects.parts if incident.effects is not None else ()
    rows = [
        Row(
            (feature or NOT_STATED, model or NOT_STATED, amount),
            str(_segment_filter(incident.customer, feature, provider, model)),
        )
        for (feature, provider, model), amount in parts[:_SEGMENTS]
    ]
    rest = [amount for _, amount in parts[_SEGMENTS:]]
    if rest:
        rows.append(Row((f"… {len(rest)} more", None, sum(rest, Decimal(0)))))
    return Table(
        table_id,
        "Where it was spent",
        (
            Column("feature", "Feature"),
            Column("model", "Model"),
            Column("amount", "Added", Kind.MONEY, "USD", additive=True),
        ),
        tuple(rows),
        total=("More than expected", None, incident.impact),
        available=len(parts),
        provenance=view.provenance(
            panel.cube,
            "cost_usd of the days - expected cost, spread as on the customer's other days",
            view.inside("customer", incident.customer),
        ),
    )


def _segment_filter(customer: str, feature: str, provider: str, model: str) -> Filter:
    inside = Filter().with_value("customer", customer).with_value("feature", feature)
    return inside.with_value("provider", provider).with_value("model", model)


def _days_chart(view: View, panel: Panel, incident: Incident, chart_id: str) -> Chart:
    start = max(panel.period.start, incident.first - _BEFORE)
    count = (min(panel.period.last, incident.last + _AFTER) - start).days + 1
    days = tuple(start + timedelta(days=number) for number in range(count))
    unusual = tuple(incident.first + timedelta(days=number) for number in range(incident.days))
    cells = [panel.cells.get((incident.customer, day)) for day in days]
    costs = tuple(0.0 if cell is None else None if cell["cost"] is None else float(cell["cost"]) for cell in cells)
    usual = float(incident.expected) / incident.days
    return Chart(
        chart_id,
        f"{incident.label}, cost per day",
        (
            Series("cost", days, costs, Shape.BARS),
            Series("expected", unusual, (usual,) * len(unusual), Shape.POINTS, level=Level.WARNING),
        ),
        y_title="USD",
        summary=f"Daily cost of {incident.label}; {money(incident.actual)} {when(incident)}, expected "
        f"{money(incident.expected)}.",
        marks=((incident.first, "spike"),),
        provenance=view.provenance(
            panel.cube, "sum of cost_usd per day", str(Filter().with_value("customer", incident.customer))
        ),
    )
