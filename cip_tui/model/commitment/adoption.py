"""Which services are taken up and which are given up: the last three closed months against the three before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from cip_tui.model.commitment.services import Services
from cip_tui.model.document import Block, Column, Document, Kind, Level, Metric, Note, Provenance, Row, Section, Table
from cip_tui.model.document import Status as State

QUARTER = 3
STEADY = 0.05
"""The relative change below which a service is called steady."""
ZERO = Decimal(0)
FORMULA = "charges of each service in the last three closed months against the three closed months before"


class Use(Protocol):
    """A service in use; `commitment.cloud_spend.ServiceUse` is one."""

    @property
    def service_id(self) -> str:
        """Its canonical id, empty where its name matches nothing."""

    @property
    def title(self) -> str:
        """Its name for people."""

    @property
    def currency(self) -> str:
        """The currency of its amounts."""

    @property
    def months(self) -> Mapping[date, Decimal]:
        """Its amount in each calendar month, by the first day."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """One service over two quarters."""

    title: str
    now: Decimal
    before: Decimal

    @property
    def state(self) -> State:
        """Whether it is new, given up, grown or shrunk."""
        if self.before <= 0 < self.now:
            return State(Level.GOOD, "New")
        if self.now <= 0 < self.before:
            return State(Level.WARNING, "Given up")
        if self.change is None or abs(self.change) < STEADY:
            return State(Level.INFO, "Steady")
        return State(Level.INFO, "Grown" if self.now > self.before else "Shrunk")

    @property
    def change(self) -> float | None:
        """The relative change, None where there was nothing before."""
        return float(self.now / self.before - 1) if self.before > 0 else None


def closed_quarters(uses: Iterable[Use], as_of: date) -> tuple[list[date], list[date]]:
    """Return the last three months that were over by `as_of`, and the three before; fewer where fewer are known."""
    months = sorted({month for use in uses for month in use.months if month < as_of.replace(day=1)})
    return months[-QUARTER:], months[-2 * QUARTER : -QUARTER]


def adoption_document(uses: Sequence[Use], as_of: date) -> Document:
    """Return how many services are in use and how each grew, in the currency of most of them.

    What a bill lists among services and is none, such as tax and savings plans, is left out.
    """
    currency = _currency(uses)
    own = [use for use in uses if use.currency == currency and not _is_billing_line(use)]
    now, before = closed_quarters(own, as_of)
    if len(before) < QUARTER:
        note = Note("Service adoption needs six closed months of cloud spend.", Level.INFO)
        return Document("adoption", "Service adoption", (Section("headline", "Headline", (note,)),))
    found = [Adoption(use.title, _sum(use, now), _sum(use, before)) for use in own]
    found = sorted((item for item in found if item.now > 0 or item.before > 0), key=lambda item: -item.now)
    blocks: tuple[Block, ...] = (*_metrics(found), _table(found, currency, now, before))
    return Document(
        "adoption", "Service adoption", (Section("adoption", "Service adoption", blocks),), currency=currency
    )


def _is_billing_line(use: Use) -> bool:
    return bool(use.service_id) and Services.load().get(use.service_id).is_billing_line


def _currency(uses: Sequence[Use]) -> str:
    counts: dict[str, int] = {}
    for use in uses:
        counts[use.currency] = counts.get(use.currency, 0) + 1
    return max(counts, key=lambda name: counts[name], default="USD")


def _sum(use: Use, months: Sequence[date]) -> Decimal:
    return sum((use.months.get(month, ZERO) for month in months), ZERO)


def _metrics(found: Sequence[Adoption]) -> tuple[Metric, ...]:
    now, before = sum(item.now > 0 for item in found), sum(item.before > 0 for item in found)
    change = now / before - 1 if before else None
    new = [item.title for item in found if item.state.word == "New"]
    return (
        Metric(
            "adoption.services",
            "Services in use",
            now,
            Kind.COUNT,
            change=change,
            change_label="against the quarter before",
            provenance=Provenance(f"services with charges above zero; {FORMULA}"),
        ),
        Metric(
            "adoption.new",
            "New services",
            len(new),
            Kind.COUNT,
            note=", ".join(new[:3]) + (", …" if len(new) > 3 else ""),
            provenance=Provenance(f"services with charges now and none before; {FORMULA}"),
        ),
    )


def _table(found: Sequence[Adoption], currency: str, now: Sequence[date], before: Sequence[date]) -> Table:
    return Table(
        "adoption.services_table",
        "Services by quarter",
        (
            Column("service", "Service"),
            Column("state", "State", Kind.STATUS),
            Column("now", f"{now[0]:%Y-%m} to {now[-1]:%Y-%m}", Kind.MONEY, currency, places=0),
            Column("before", f"{before[0]:%Y-%m} to {before[-1]:%Y-%m}", Kind.MONEY, currency, places=0),
            Column("change", "Change", Kind.RATIO),
        ),
        tuple(Row((item.title, item.state, item.now, item.before, item.change)) for item in found),
        provenance=Provenance(FORMULA),
    )
