"""How long models take: exact percentiles by model, read off the histogram of latencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from cip_tui.model.analysis import View
from cip_tui.model.calls.filter import Filter
from cip_tui.model.document import Chart, Column, Kind, Provenance, Row, Series, Shape, Table
from cip_tui.model.engine.cubes import Cube
from cip_tui.model.finops.breakdown import NOT_STATED

QUANTILES = (0.50, 0.95, 0.99)
_CHART_ROWS = 12


@dataclass(frozen=True, slots=True)
class Latency:
    """Percentiles of the time to the full answer, milliseconds, over `count` timed calls; failed ones included."""

    model: str
    count: int
    p50: float
    p95: float
    p99: float


def latency_cube(view: View) -> Cube:
    """Return the histogram: records by model and latency."""
    return view.usage.cube("model", "latency", measures=("record_count",))


def read_latencies(view: View) -> tuple[Latency | None, list[Latency]]:
    """Return the percentiles of all timed calls (None without any) and of each model, slowest p95 first."""
    from cip_tui.model.statistics.quantile import histogram_quantiles

    models: dict[str, tuple[list[int], list[int]]] = {}
    for model, latency, count in latency_cube(view).rows:
        if latency is not None:
            found = models.get(model) or models.setdefault(model, ([], []))
            found[0].append(latency)
            found[1].append(count)

    def read(name: str, histogram: tuple[list[int], list[int]]) -> Latency | None:
        quantiles = histogram_quantiles(*histogram, QUANTILES)
        return None if quantiles is None else Latency(name, sum(histogram[1]), *quantiles)

    each = [item for name, histogram in models.items() if (item := read(name, histogram)) is not None]
    everything = tuple(list(chain.from_iterable(found[place] for found in models.values())) for place in (0, 1))
    return read("", (everything[0], everything[1])), sorted(each, key=lambda item: (-item.p95, item.model))


def latency_table(view: View, overall: Latency | None, each: Sequence[Latency]) -> Table:
    """Return p50, p95 and p99 by model."""
    rows = [
        Row(
            (item.model or NOT_STATED, item.p50, item.p95, item.p99, _tail(item), item.count),
            str(Filter().with_value("model", item.model)),
        )
        for item in each
    ]
    total = None
    if overall is not None:
        total = ("All models", overall.p50, overall.p95, overall.p99, _tail(overall), overall.count)
    return Table(
        "performance.latency",
        "Latency by model",
        (
            Column("model", "Model"),
            Column("p50", "p50", Kind.MILLISECONDS),
            Column("p95", "p95", Kind.MILLISECONDS),
            Column("p99", "p99", Kind.MILLISECONDS),
            Column("tail", "p99 / p50", Kind.NUMBER, places=1),
            Column("count", "Timed calls", Kind.COUNT),
        ),
        tuple(rows),
        total=total,
        empty="No row states a latency: these are sums, not single calls.",
        note="Time to the full answer; longer answers take longer, so compare models at like tasks.",
        provenance=view.provenance(latency_cube(view), "exact quantiles of the latencies of each model"),
    )


def _tail(item: Latency) -> float | None:
    return item.p99 / item.p50 if item.p50 else None


def latency_chart(each: Sequence[Latency]) -> Chart:
    """Return p50 and p95 by model as bars."""
    shown = each[:_CHART_ROWS]
    names = tuple(item.model or NOT_STATED for item in shown)
    slowest, fastest = each[0], each[-1]
    return Chart(
        "performance.latencies",
        "Latency by model",
        (
            Series("p50", names, tuple(item.p50 for item in shown), Shape.BARS),
            Series("p95", names, tuple(item.p95 for item in shown), Shape.BARS),
        ),
        y_title="ms",
        summary=f"p95 reaches from {fastest.p95:,.0f} ms ({fastest.model or NOT_STATED}) to {slowest.p95:,.0f} ms "
        f"({slowest.model or NOT_STATED}).",
        provenance=Provenance("exact quantiles of the latencies of each model", source="ai_calls"),
    )
