"""What a customer is worth: margin times the months it is likely to stay, discounted."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from cip_tui.model.analysis import Settings, View, exact
from cip_tui.model.calls.filter import Filter
from cip_tui.model.document import Cell, Column, Kind, Level, Row, Status, Table
from cip_tui.model.errors import UsageError
from cip_tui.model.finops.daily import DAYS_PER_MONTH
from cip_tui.model.format import money, percent
from cip_tui.model.ubr.margins import Margin, margin_cube

HORIZONS = (12, 24, 36)
# With fewer customers a tier has no spread to learn from, and margins stay as they are.
_TIER_SIZE = 3
_DAYS = 7
OTHERS = "*"


@dataclass(frozen=True, slots=True)
class Retention:
    """What is assumed of staying: the fraction of customers that leaves in a month, by tier; the discount a month."""

    churn: Mapping[str, float]
    discount: float

    @classmethod
    def read(cls, asked: Settings) -> Retention:
        """Read the settings `churn` (by tier, a month) and `discount` (a year). Raises `UsageError`."""
        churn = {tier: float(value) for tier, value in asked.pairs("churn").items()}
        if any(value >= 1 for value in churn.values()):
            raise UsageError("churn must stay below 100 % a month", next_step="Write it like churn=starter:3%,*:2%")
        yearly = float(asked.number("discount", high="1"))
        return cls(churn, (1 + yearly) ** (1 / 12) - 1)

    def stays(self, tier: str) -> float | None:
        """The fraction of a tier's customers that is there a month later; None where no churn is assumed."""
        churn = self.churn.get(tier, self.churn.get(OTHERS))
        return None if churn is None else 1 - churn

    def sentence(self) -> str:
        """Say what is assumed."""
        tiers = ", ".join(
            f"{'all others' if tier == OTHERS else tier} {percent(value)}" for tier, value in self.churn.items()
        )
        return (
            f"Lifetime value is an estimate: churn a month is assumed ({tiers}), discount {percent(self.discount, 2)} "
            "a month, use and fee as they are now. m·r/(1+i-r) for an open end (Gupta & Lehmann 2003)."
        )


def worth(margin: float, stays: float, discount: float, months: int | None = None) -> float:
    """Return the present value of a monthly margin: Σ m·(r/(1+i))^t for t = 1 to `months`; None is without end.

    Without end it is m·r/(1+i-r) (Gupta & Lehmann 2003), infinite where nobody leaves and nothing is discounted.
    """
    ratio = stays / (1 + discount)
    if ratio >= 1:
        return margin * months if months is not None else float("inf")
    return margin * ratio * (1 if months is None else 1 - ratio**months) / (1 - ratio)


def shrunk_margins(view: View, margins: Sequence[Margin]) -> dict[str, float]:
    """Return each customer's margin a month, drawn toward the mean of its tier as far as its days are noisy.

    Empirical Bayes: weight τ²/(τ²+σ²), σ² the variance of the monthly margin from the variation between days, τ² the
    variance between the tier's customers less the mean σ² (Efron & Morris 1975). Tiers below three customers and
    periods below seven days keep their own margins.
    """
    monthly = {item.customer_id: float(view.per_month(item.margin)) for item in margins if item.margin is not None}
    tiers: dict[str, list[Margin]] = {}
    for item in margins:
        if item.margin is not None:
            tiers.setdefault(item.tier, []).append(item)
    result: dict[str, float] = {}
    for members in tiers.values():
        own = [monthly[item.customer_id] for item in members]
        if len(members) < _TIER_SIZE or view.period.days < _DAYS:
            result.update(zip((item.customer_id for item in members), own, strict=True))
            continue
        noise = [_noise(view, item) for item in members]
        mean = statistics.fmean(own)
        between = max(0.0, statistics.variance(own) - statistics.fmean(noise))
        for item, value, variance in zip(members, own, noise, strict=True):
            weight = between / (between + variance) if between + variance else 1.0
            result[item.customer_id] = weight * value + (1 - weight) * mean
    return result


def _noise(view: View, margin: Margin) -> float:
    """The variance of a customer's monthly cost as estimated from its days."""
    start, days = view.period.start, view.period.days
    costs = [float(margin.daily.get(start + timedelta(days=index), 0)) for index in range(days)]
    mean = math.fsum(costs) / days
    return float(DAYS_PER_MONTH) ** 2 * math.fsum((cost - mean) ** 2 for cost in costs) / (days - 1) / days


def lifetime_table(view: View, margins: Sequence[Margin], retention: Retention, top: int) -> Table:
    """Return margin a month and lifetime value of every customer with a fee, most valuable first."""
    shrunk = shrunk_margins(view, margins)
    found = [(item, shrunk[item.customer_id]) for item in margins if item.customer_id in shrunk and item.revenue]
    found.sort(key=lambda pair: (-pair[1], pair[0].customer_id))
    shown = found if len(found) <= top else [*found[: top - top // 2], *found[len(found) - top // 2 :]]
    return Table(
        "profitability.lifetime",
        "Lifetime value by customer",
        (
            Column("customer", "Customer"),
            Column("tier", "Tier"),
            Column("margin", "Margin", Kind.MONEY, "USD/month"),
            Column("shrunk", "Expected margin", Kind.MONEY, "USD/month"),
            Column("stays", "Stays a month", Kind.RATIO),
            *(Column(f"m{months}", f"{months} months", Kind.MONEY, "USD") for months in HORIZONS),
            Column("open", "Open end", Kind.MONEY, "USD"),
            Column("status", "Status", Kind.STATUS),
        ),
        tuple(_row(view, item, value, retention) for item, value in shown),
        available=len(found),
        empty="No customer has a fee, so there is no lifetime value.",
        note="Expected margin: drawn toward the mean of the tier as far as the days are noisy. A customer that loses "
        "money has no lifetime value; it costs more the longer it stays.",
        provenance=view.provenance(margin_cube(view), "expected margin x r/(1+i-r); 12, 24, 36 months: the finite sum"),
    )


def _row(view: View, item: Margin, margin: float, retention: Retention) -> Row:
    stays = retention.stays(item.tier)
    values: tuple[Cell, ...] = (None,) * (len(HORIZONS) + 1)
    if stays is not None and margin >= 0:
        values = tuple(_amount(worth(margin, stays, retention.discount, months)) for months in (*HORIZONS, None))
    loses = Status(Level.CRITICAL, f"Loses {money(exact(-margin))} per month it stays")
    unknown = Status(Level.UNKNOWN, "No churn assumed")
    status = loses if margin < 0 else Status(Level.GOOD, "Earns") if stays is not None else unknown
    cells = (item.customer_id, item.tier, view.monthly(item.margin), exact(margin), stays, *values, status)
    return Row(cells, str(Filter().with_value("customer", item.customer_id)))


def _amount(value: float) -> Decimal | None:
    return None if value == float("inf") else exact(value)
