"""Incidents: customers that cost far more than usual for a day or several, why, and what people said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from cip_tui.model.analysis import View, exact
from cip_tui.model.calls.filter import Filter, Term
from cip_tui.model.engine.cubes import Cube, Scope
from cip_tui.model.engine.reference import customers
from cip_tui.model.errors import UsageError
from cip_tui.model.finops.breakdown import NOT_STATED
from cip_tui.model.finops.incidents_causes import Effects, Segment, Slice, split
from cip_tui.model.period import Period

if TYPE_CHECKING:
    from cip_tui.model.statistics.anomalies import Spikes, SpikeSettings

# What a person may say of an incident, and how it is shown. Such incidents stay listed and count no more.
WORDS = {"planned": "Planned", "expected": "Expected", "not useful": "Not useful"}
# Days before the period that customers are compared with.
HISTORY_DAYS = 35
# Causes are worked out from the days this close to an incident, and for this many incidents.
NEAR, EXPLAINED = timedelta(days=28), 200
MEASURES = ("calls", "cost", "record_count", "input_tokens", "output_tokens")


@dataclass(frozen=True, slots=True)
class Incident:
    """Days in a row on which a customer cost far more than usual; amounts in USD over all its days.

    `driver` is what was unusual, `basis` what it was compared with; `effects` are None where causes were not looked
    for. `word` is what a person said of it, a key of `WORDS`, or empty.
    """

    customer: str
    first: date
    last: date
    actual: Decimal
    expected: Decimal
    score: float
    driver: str
    basis: str
    effects: Effects | None = None
    word: str = ""

    @property
    def id(self) -> str:
        """A name that stays the same as long as the first day does, such as `acme@2026-05-04`."""
        return incident_id(self.customer, self.first)

    @property
    def label(self) -> str:
        """The customer's name to show."""
        return self.customer or NOT_STATED

    @property
    def days(self) -> int:
        """How many days it lasted."""
        return (self.last - self.first).days + 1

    @property
    def impact(self) -> Decimal:
        """What was spent beyond the expected."""
        return self.actual - self.expected

    @property
    def factor(self) -> float | None:
        """How many times the expected was spent."""
        return float(self.actual / self.expected) if self.expected else None

    def ongoing(self, last: date) -> bool:
        """Say whether it reaches the last observed day or the one before."""
        return self.last >= last - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Panel:
    """Daily cost by customer from `start` on, as read, and the days it covers."""

    customers: tuple[str, ...]
    period: Period
    cells: Mapping[tuple[str, date], Mapping[str, Any]]
    cube: Cube

    def cost(self, customer: str, days: Period) -> Decimal:
        """Return what a customer cost over some days, USD; unpriced calls count nothing."""
        found = (self.cells.get((customer, days.start + timedelta(days=n)), {}) for n in range(days.days))
        return sum((cell["cost"] for cell in found if cell and cell["cost"] is not None), Decimal(0))

    def rows(self, measure: str) -> list[list[float]]:
        """Return a measure by customer and day: 0 on days without calls, NaN where calls do not state it."""
        days = [self.period.start + timedelta(days=number) for number in range(self.period.days)]
        return [[self._value(customer, day, measure) for day in days] for customer in self.customers]

    def _value(self, customer: str, day: date, measure: str) -> float:
        cell = self.cells.get((customer, day))
        if cell is None:
            return 0.0
        return float("nan") if cell[measure] is None else float(cell[measure])


def read_panel(view: View) -> Panel:
    """Return daily amounts by customer over the observed days and the weeks before them, as far as calls reach."""
    span = view.facts.span or view.period
    start = max(min(span.start, view.period.start), view.period.start - timedelta(days=HISTORY_DAYS))
    period = Period(start, view.period.end)
    cube = view.usage.within(Scope(period, view.scope.filter)).cube("day", "customer", measures=MEASURES)
    cells = {(row["customer"], row["day"]): row for row in cube.dicts()}
    return Panel(tuple(sorted({customer for customer, _ in cells})), period, cells, cube)


def find_incidents(view: View, panel: Panel, rule: SpikeSettings) -> tuple[list[Incident], Spikes]:
    """Return the incidents that reach into the observed days, dearest first, and what the search says of itself."""
    from cip_tui.model.statistics.anomalies import find_spikes

    profiles = customers(view.usage.source)
    groups = [(profiles[name].archetype or profiles[name].tier) if name in profiles else "" for name in panel.customers]
    stated = all(row["calls"] for row in panel.cells.values())
    spikes = find_spikes(
        panel.rows("cost"),
        panel.period.start,
        panel.customers,
        calls=panel.rows("calls") if stated else None,
        tokens=panel.rows("input_tokens") if stated else None,
        groups=groups,
        settings=rule,
    )
    found = []
    for spike in spikes.incidents:
        if spike.last >= view.period.start:
            actual = panel.cost(spike.entity, Period(spike.first, spike.last + timedelta(days=1)))
            expected = exact(spike.expected)
            named = (str(spike.driver), str(spike.basis))
            found.append(Incident(spike.entity, spike.first, spike.last, actual, expected, spike.score, *named))
    found.sort(key=lambda item: (-item.impact, item.customer, item.first))
    return explained(view, panel, found), spikes


def explained(view: View, panel: Panel, incidents: Sequence[Incident]) -> list[Incident]:
    """Return the incidents, the dearest of them with their causes by feature and model.

    An incident's days are compared with the customer's other days of four weeks around them.
    """
    names = tuple(sorted({incident.customer for incident in incidents[:EXPLAINED]}))
    if not names:
        return list(incidents)
    inside = view.scope.filter.and_(Filter((Term("customer", "=", names),)))
    usage = view.usage.within(Scope(panel.period, inside))
    rows = usage.cube("day", "customer", "feature", "provider", "model", measures=MEASURES).dicts()
    by_customer: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_customer.setdefault(row["customer"], []).append(row)
    unusual: dict[str, set[date]] = {}
    for incident in incidents:
        days = {incident.first + timedelta(days=number) for number in range(incident.days)}
        unusual.setdefault(incident.customer, set()).update(days)
    found = []
    for incident in incidents[:EXPLAINED]:
        own = by_customer.get(incident.customer, [])
        after = [row for row in own if incident.first <= row["day"] <= incident.last]
        before = [
            row
            for row in own
            if row["day"] not in unusual[incident.customer]
            and incident.first - NEAR <= row["day"] <= incident.last + NEAR
        ]
        effects = split(_slices(view, before), _slices(view, after), incident.expected)
        found.append(replace(incident, effects=effects))
    return [*found, *incidents[EXPLAINED:]]


def _slices(view: View, rows: Sequence[Mapping[str, Any]]) -> dict[Segment, Slice]:
    sums: dict[Segment, Slice] = {}
    for row in rows:
        segment = row["feature"], row["provider"], row["model"]
        held = sums.get(segment, Slice(0, Decimal(0)))
        calls = row["calls"] if row["calls"] is not None else row["record_count"]
        cost = row["cost"] if row["cost"] is not None else Decimal(0)
        sums[segment] = Slice(held.calls + calls, held.cost + cost, held.size + _size(view, row))
    return sums


def _size(view: View, row: Mapping[str, Any]) -> Decimal:
    """Tokens at the list prices of one day; tokens alone where the model has none."""
    price = view.facts.book.resolve(row["provider"], row["model"], view.period.last) if view.facts.book else None
    read, written = row["input_tokens"] or 0, row["output_tokens"] or 0
    return Decimal(read + written) if price is None else read * price.input + written * price.output


def incident_id(customer: str, first: date) -> str:
    """Return the name of an incident: customer, @, first day. Signs in the customer's name are percent-encoded."""
    return f"{quote(customer, safe='')}@{first}"


def read_incident_id(text: str) -> tuple[str, date]:
    """Return customer and first day of an incident's name. Raises `UsageError` where it is none."""
    name, at, day = text.strip().rpartition("@")
    try:
        return unquote(name), date.fromisoformat(day if at else "")
    except ValueError:
        raise UsageError(f"'{text}' is no incident", next_step="Write it like acme@2026-05-04") from None


def read_word(text: str) -> str:
    """Return a word of `WORDS` from what a person wrote. Raises `UsageError` for another one."""
    word = text.strip().lower().replace("-", " ").replace("_", " ")
    if word not in WORDS:
        raise UsageError(f"'{text}' cannot be said of an incident", next_step="Known: " + ", ".join(WORDS))
    return word


def read_feedback(text: str) -> dict[str, str]:
    """Read `acme@2026-05-04:planned, b@2026-05-07:not useful` into words by incident. Raises `UsageError`."""
    found = {}
    for piece in filter(None, (part.strip() for part in text.split(","))):
        name, colon, word = piece.rpartition(":")
        if not colon:
            raise UsageError(f"feedback={piece} is not understood", next_step="Write it like acme@2026-05-04:planned")
        found[incident_id(*read_incident_id(name))] = read_word(word)
    return found


def with_feedback(incidents: Sequence[Incident], feedback: Mapping[str, str]) -> list[Incident]:
    """Return the incidents with what was said of them.

    What was said of a day holds for the incident of that customer that has the day in it, so that it still holds when
    more calls let an incident begin earlier.
    """
    said: dict[str, list[tuple[date, str]]] = {}
    for name, word in feedback.items():
        customer, day = read_incident_id(name)
        said.setdefault(customer, []).append((day, read_word(word)))
    found = []
    for incident in incidents:
        words = [word for day, word in said.get(incident.customer, ()) if incident.first <= day <= incident.last]
        found.append(replace(incident, word=words[-1]) if words else incident)
    return found
