"""The headline of cloud spend: sums, what of them is not known, and how old they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from cip_tui.model.commitment.services import Services
from cip_tui.model.commitment.spend_parts import Part, Within
from cip_tui.model.document import Kind, Level, Metric, Provenance, Status
from cip_tui.model.job import Job

if TYPE_CHECKING:
    from cip_tui.model.commitment.cloud_spend import CloudSpend

STALE_DAYS = 3
"""Cost Explorer is a day behind at most; charges that end earlier than this many days ago are marked as old."""
_MEAN_OF = 3


def sums(spend: CloudSpend, found: Sequence[Part], unit: str, job: Job) -> tuple[Metric, ...]:
    """Return total, last closed month and mean of the last closed months of some parts."""
    closed = spend.closed_months(job)
    last, before = (closed[-1] if closed else None), (closed[-2] if len(closed) > 1 else None)
    value, earlier = _of(found, last), _of(found, before)
    recent = closed[-_MEAN_OF:]
    mean = _added(_of(found, month) or Decimal(0) for month in recent) / len(recent) if recent else None
    total = _added(part.amount for part in found)
    return (
        Metric(
            "cloud.total",
            "Total",
            total,
            Kind.MONEY,
            unit,
            note=str(spend.span(job) or ""),
            provenance=_from(spend, "sum of the charges with the sign of the bill, each day counted once"),
        ),
        Metric(
            "cloud.month",
            f"{last:%Y-%m}, closed" if last else "Closed month",
            value,
            Kind.MONEY,
            unit,
            change=float((value - earlier) / earlier) if value is not None and earlier and earlier > 0 else None,
            change_label=f"vs {before:%Y-%m}" if before else "no month before",
            rising=Level.WARNING,
            note="" if last else "no month is closed",
            provenance=_from(spend, "sum of the charges of the last month that is covered whole and is no estimate"),
        ),
        Metric(
            "cloud.mean",
            f"{len(recent)}-month mean" if recent else "Monthly mean",
            mean,
            Kind.MONEY,
            f"{unit}/month",
            note="closed months alone" if recent else "no month is closed",
            provenance=_from(spend, f"mean of the last {_MEAN_OF} months that are covered whole and no estimates"),
        ),
    )


def names(spend: CloudSpend, unit: str, job: Job) -> tuple[Metric, ...]:
    """Return services in use, what is charged under names that match none, and what is of unknown type."""
    services = spend.parts("service", job, Within(currency=unit))
    used = [part for part in services if part.key and not Services.load().get(part.key).is_billing_line]
    nameless = [part for part in services if part.is_unmatched]
    matched = Status(Level.GOOD, "all matched")
    found = [
        Metric(
            "cloud.services",
            "Services in use",
            len(used),
            Kind.COUNT,
            provenance=_from(spend, "services of the alias table with charges; tax, support and plans are none"),
        ),
        Metric(
            "cloud.unmatched",
            "Unmatched names",
            _added(part.amount for part in nameless),
            Kind.MONEY,
            unit,
            status=Status(Level.INFO, f"{len(nameless)} of {len(services)} names") if nameless else matched,
            provenance=_from(spend, "charges under names that are not in the alias table of services"),
        ),
    ]
    unknown = _added(amount for _, currency, amount in spend.unknown_types(job) if currency == unit)
    if unknown:
        status = Status(Level.WARNING, "counts toward no commitment")
        origin = _from(spend, "charges whose record type is not known")
        found.append(
            Metric("cloud.unknown", "Of unknown type", unknown, Kind.MONEY, unit, status=status, provenance=origin)
        )
    return tuple(found)


def age(spend: CloudSpend, now: datetime) -> tuple[Metric, ...]:
    """Return the last day that the charges cover, and whether that is long ago."""
    fresh = spend.freshness()
    if fresh is None:
        return ()
    # The last day covered is over at its midnight.
    days = (now.date() - fresh.through).days - 1
    old = days > STALE_DAYS
    status = Status(Level.WARNING, f"{days} days old; import or fetch again") if old else Status(Level.GOOD, "fresh")
    note = f"imported {fresh.imported_at:%Y-%m-%d %H:%M} UTC"
    origin = _from(spend, "the last day that any of the imports covers")
    through = Metric(
        "cloud.through", "Charges up to", fresh.through, Kind.DATE, note=note, status=status, provenance=origin
    )
    return (through,)


def _of(found: Sequence[Part], month: date | None) -> Decimal | None:
    return None if month is None else _added(part.months.get(month, Decimal(0)) for part in found)


def _added(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _from(spend: CloudSpend, formula: str) -> Provenance:
    fresh = spend.freshness()
    return Provenance(formula, source=", ".join(fresh.files) if fresh else "")
