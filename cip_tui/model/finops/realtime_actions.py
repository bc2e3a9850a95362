"""What to do now: everything the analysis found, one sentence each, by the dollars it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from cip_tui.model.analysis import View, exact
from cip_tui.model.calls.filter import Filter
from cip_tui.model.document import Column, Kind, Row, Table
from cip_tui.model.finops.breakdown import NOT_STATED
from cip_tui.model.finops.incidents import Incident
from cip_tui.model.finops.realtime_spikes import advice, open_incidents, when
from cip_tui.model.finops.realtime_waste import kind_filter, waste_sentence
from cip_tui.model.finops.thresholds import Crossing
from cip_tui.model.finops.waste import Waste, waste_cube
from cip_tui.model.format import money

if TYPE_CHECKING:
    from cip_tui.model.statistics.drift import Drift

SHOWN = 25


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do: about what, in which words, for how many USD, and the calls behind it."""

    about: str
    sentence: str
    amount: Decimal
    what: str
    drill: Filter


def actions(
    view: View,
    incidents: Sequence[Incident],
    crossings: Sequence[Crossing],
    drifts: Sequence[Drift],
    kinds: Sequence[Waste],
) -> list[Action]:
    """Return what to do, the most dollars first; what somebody has set aside is not among it."""
    found: Iterable[Action] = (
        *_spikes(view, incidents),
        *_limits(crossings),
        *_drifts(drifts),
        *_wastes(view, kinds),
    )
    return sorted(found, key=lambda action: (-action.amount, action.about, action.sentence))


def _spikes(view: View, incidents: Sequence[Incident]) -> Iterator[Action]:
    for item in open_incidents(incidents):
        state = "still going on" if item.ongoing(view.period.last) else "over"
        inside = Filter().with_value("customer", item.customer)
        yield Action(
            "Spike", f"{advice(item)[:-1]} ({when(item)}, {state}).", item.impact, "above the expected", inside
        )


def _limits(crossings: Sequence[Crossing]) -> Iterator[Action]:
    for item in crossings:
        if item.is_over:
            since = f"over {money(item.threshold)} since {item.day}" if item.day else f"over {money(item.threshold)}"
            sentence = f"Speak with {item.label} or cap its use: {since}, now at {money(item.now)}."
            inside = Filter().with_value("customer", item.customer)
            yield Action("Threshold", sentence, item.over, "above the threshold", inside)


def _drifts(drifts: Sequence[Drift]) -> Iterator[Action]:
    for drift in drifts:
        name = drift.entity or NOT_STATED
        sentence = (
            f"Ask what grows at {name}: {money(exact(drift.now))} a day after {money(exact(drift.before))} before."
        )
        inside = Filter().with_value("customer", drift.entity)
        yield Action("Drift", sentence, exact(drift.impact), "more in a month", inside)


def _wastes(view: View, kinds: Sequence[Waste]) -> Iterator[Action]:
    for kind in kinds:
        if kind.total > 0:
            yield Action("Inefficient use", waste_sentence(view, kind), kind.total, "wasted", kind_filter(kind))


def actions_table(view: View, found: Sequence[Action]) -> Table:
    """Return what to do now; amounts are of the observed days, but for drift, which is of a month ahead."""
    rows = tuple(
        Row((place, action.sentence, action.amount, action.what, action.about), str(action.drill))
        for place, action in enumerate(found[:SHOWN], 1)
    )
    return Table(
        "realtime.actions",
        "Do now",
        (
            Column("rank", "#", Kind.COUNT),
            Column("action", "Action"),
            Column("amount", "At stake", Kind.MONEY, "USD"),
            Column("what", "The dollars are"),
            Column("about", "About"),
        ),
        rows,
        available=len(found),
        note="Amounts are of different kinds and may overlap, so they are not added up.",
        empty="Nothing needs to be done now.",
        provenance=view.provenance(waste_cube(view), "the amounts of the tables below, each as said there"),
    )
