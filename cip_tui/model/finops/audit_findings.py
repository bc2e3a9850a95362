"""What the audit asks for: zeros that hide cost, cached tokens counted twice, differences, and unknown models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from cip_tui.model.analysis import View, counted, days_of
from cip_tui.model.calls.filter import Filter, Term
from cip_tui.model.document import Column, Impact, Insight, Kind, Level, Row, Table
from cip_tui.model.engine.cubes import add
from cip_tui.model.finops.audit import Sums, Suspicion, Unknown, audit_cube, sums_by
from cip_tui.model.finops.breakdown import NOT_STATED
from cip_tui.model.format import money, percent

DOMAIN, CAPABILITY = "Understand Usage & Cost", "Data Ingestion"
_LISTED = 20
# Unpriced calls that cannot come to this part of the total are told, not warned of.
_WORTH = Decimal("0.01")


def findings(
    view: View,
    total: Sums,
    models: Sequence[Sums],
    doubled: Sequence[Suspicion],
    unknown: Sequence[Unknown],
    range_: tuple[Decimal, Decimal, Decimal] | None,
    tolerance: float,
) -> list[Insight]:
    """Return what the audit found; each kind of flaw is one finding."""
    return [
        *_zeros(view, total),
        *_doubled(view, doubled),
        *_different(view, models, doubled, tolerance),
        *_unpriced(view, total, unknown, range_),
    ]


def _models_filter(view: View, models: Sequence[str]) -> str:
    names = tuple(dict.fromkeys(models))
    return str(view.scope.filter.and_(Filter((Term("model", "=", names),))))


def _zeros(view: View, total: Sums) -> list[Insight]:
    hidden = total.of("zero_repriced")
    if not hidden:
        return []
    items = [item for item in sums_by(view, "model", "source") if item.of("zero_records")]
    items.sort(key=lambda item: (-item.of("zero_repriced"), item.keys))
    cube = view.usage.cube("day", measures=("zero_repriced",))
    table = _pairs_table(
        view, items, "zero", "integrity.zeros", "Calls reported as 0 that have a price", "By the price book"
    )
    return [
        Insight(
            "integrity.silent_zeros",
            f"{counted(total.of('zero_records'), 'call')} reported as free cost {money(hidden)} at list price",
            f"{total.of('zero_records'):,} of {total.of('record_count'):,} records in {view.period} report a cost of 0 "
            f"though they have tokens and a known price; by the price book they cost {money(hidden)}. The total of "
            f"{money(total.of('cost'))} leaves that out.",
            DOMAIN,
            CAPABILITY,
            view.impact(days_of(cube.dicts(), "zero_repriced"), "price-book cost of calls reported as 0"),
            "Correct the price table of the tool that reported these calls; until then import its files without their "
            "cost column, so that the price book fills it.",
            f"{money(view.per_month(hidden))} a month of cost comes to light.",
            level=Level.CRITICAL,
            evidence=(table,),
            provenance=view.provenance(cube, "sum of repriced cost where the reported cost is 0"),
            drill=_models_filter(view, [item.keys[0] for item in items]),
        )
    ]


def _pairs_table(view: View, items: Sequence[Sums], which: str, table_id: str, title: str, money_title: str) -> Table:
    """A table by model and file with the records and dollars of one kind of flaw."""
    measure = "zero_repriced" if which == "zero" else which
    rows = [
        Row(
            (item.keys[0] or NOT_STATED, item.keys[1], item.of(f"{which}_records"), item.of(measure)),
            str(Filter().with_value("model", item.keys[0]).with_value("source", item.keys[1])),
        )
        for item in items[:_LISTED]
    ]
    return Table(
        table_id,
        title,
        (
            Column("model", "Model"),
            Column("source", "Source file"),
            Column("records", "Records", Kind.COUNT),
            Column("cost", money_title, Kind.MONEY, "USD"),
        ),
        tuple(rows),
        available=len(items),
        provenance=view.provenance(audit_cube(view), "sums by model and source file"),
    )


def suspicion_table(view: View, found: Sequence[Suspicion], table_id: str) -> Table:
    """Return the models and files whose cached tokens seem to be counted twice."""
    rows = [
        Row(
            (
                item.model or NOT_STATED,
                item.source,
                item.sums.of("cached_compared"),
                item.sums.of("cached_reported"),
                item.sums.of("cached_repriced"),
                item.excess,
                item.mistake,
            ),
            str(Filter().with_value("model", item.model).with_value("source", item.source)),
        )
        for item in found
    ]
    sums = [add(row.cells[place] for row in rows) for place in range(2, 6)]
    return Table(
        table_id,
        "Cached tokens that seem to be counted twice",
        (
            Column("model", "Model"),
            Column("source", "Source file"),
            Column("cached", "Cached", Kind.COUNT, "tokens"),
            Column("reported", "Reported", Kind.MONEY, "USD", additive=True),
            Column("repriced", "Repriced", Kind.MONEY, "USD", additive=True),
            Column("excess", "Too much", Kind.MONEY, "USD", additive=True),
            Column("mistake", "Looks like"),
        ),
        tuple(rows),
        total=("Total", "", *sums, ""),
        note="Calls with cached tokens only.",
        provenance=view.provenance(audit_cube(view), "reported - repriced, against cached tokens x input price"),
    )


def _doubled(view: View, found: Sequence[Suspicion]) -> list[Insight]:
    if not found:
        return []
    excess = sum((item.excess for item in found), Decimal(0))
    worst = found[0]
    return [
        Insight(
            "integrity.cached_twice",
            f"Cached tokens seem to be counted twice: {money(excess)} too much",
            f"In {counted(len(found), 'group')} of calls the reported cost exceeds the price book by {money(excess)}, "
            f"which is what cached tokens counted wrongly would give; most of it {worst.model} in {worst.source} "
            f"({money(worst.excess)}: {worst.mistake}).",
            DOMAIN,
            CAPABILITY,
            Impact(view.per_month(excess), basis="reported above repriced cost of calls with cached tokens"),
            "Compare a few of these calls with the provider's bill. If the bill agrees with the price book, correct "
            "the tool that reports them; if not, correct the price book.",
            f"Reported cost falls by {money(view.per_month(excess))} a month; the bill itself does not change.",
            evidence=(suspicion_table(view, found, "integrity.cached_twice_list"),),
            provenance=view.provenance(audit_cube(view), "reported - repriced of calls with cached tokens"),
            drill=_models_filter(view, [item.model for item in found]),
        )
    ]


def _different(view: View, models: Sequence[Sums], doubled: Sequence[Suspicion], tolerance: float) -> list[Insight]:
    """Models whose reported cost is off by more than the tolerance, but for those that the cache explains."""
    explained = {item.sums.keys[:2] for item in doubled}
    off = [
        item
        for item in models
        if item.relative is not None
        and abs(item.relative) > tolerance
        and item.keys not in explained
        and ((item.of("over") or 0) + (item.of("under") or 0)) > 0
    ]
    if not off:
        return []
    off.sort(key=lambda item: (-abs(item.difference or Decimal(0)), item.keys))
    over, under = (sum((item.of(name) or Decimal(0) for item in off), Decimal(0)) for name in ("over", "under"))
    worst = off[0]
    side = "above" if (worst.difference or 0) > 0 else "below"
    return [
        Insight(
            "integrity.differences",
            f"{counted(len(off), 'model')} reported at other prices than the price book's",
            f"The reported cost of {counted(len(off), 'model')} differs from the price book by more than "
            f"{percent(tolerance)}: {money(over)} too high and {money(under)} too low in {view.period}. The largest is "
            f"{worst.keys[1] or NOT_STATED}, {percent(abs(worst.relative or 0), 2)} {side} the price book.",
            "Manage the FinOps Practice",
            "Invoicing & Chargeback",
            Impact(view.per_month(over + under), basis="dollars reported above and below the price book, together"),
            "Ask for the contract behind the reported prices. A discount belongs into your own price file, so that "
            "forecasts and model comparisons use it; anything else is a claim against the bill.",
            f"{money(view.per_month(over))} a month to claim or to explain.",
            level=Level.WARNING if over >= under else Level.INFO,
            evidence=(_models_table(view, off),),
            provenance=view.provenance(audit_cube(view), "sum of |reported - repriced| of calls off by over 1 %"),
            drill=_models_filter(view, [item.keys[1] for item in off]),
        )
    ]


def _models_table(view: View, items: Sequence[Sums]) -> Table:
    rows = tuple(
        Row(
            (
                item.keys[1] or NOT_STATED,
                item.of("both_reported"),
                item.of("both_repriced"),
                item.difference,
                item.relative,
                item.of("over_records"),
                item.of("under_records"),
            ),
            str(Filter().with_value("provider", item.keys[0]).with_value("model", item.keys[1])),
        )
        for item in items[:_LISTED]
    )
    return Table(
        "integrity.differences_list",
        "Models reported at other prices",
        (
            Column("model", "Model"),
            Column("reported", "Reported", Kind.MONEY, "USD"),
            Column("repriced", "Repriced", Kind.MONEY, "USD"),
            Column("difference", "Difference", Kind.MONEY, "USD"),
            Column("relative", "Difference", Kind.RATIO, places=2),
            Column("over", "Too high", Kind.COUNT, "records"),
            Column("under", "Too low", Kind.COUNT, "records"),
        ),
        rows,
        available=len(items),
        provenance=view.provenance(audit_cube(view), "sums over the calls that have both costs"),
    )


def unknown_table(view: View, unknown: Sequence[Unknown], table_id: str) -> Table:
    """Return the models without a price, and what their tokens cost at the cheapest and dearest known price."""
    rows = tuple(
        Row(
            (
                item.model or NOT_STATED,
                item.provider,
                item.records,
                item.input_tokens,
                item.output_tokens,
                item.low,
                item.high,
                f"{item.cheapest} … {item.dearest}" if item.cheapest else "",
            ),
            str(Filter().with_value("model", item.model).with_value("cost", "none")),
        )
        for item in unknown
    )
    sums = [add(row.cells[place] for row in rows) for place in range(2, 7)]
    return Table(
        table_id,
        "Models without a price",
        (
            Column("model", "Model"),
            Column("provider", "Provider"),
            Column("records", "Records", Kind.COUNT),
            Column("input", "Input", Kind.COUNT, "tokens"),
            Column("output", "Output", Kind.COUNT, "tokens"),
            Column("low", "At the cheapest", Kind.MONEY, "USD", additive=True),
            Column("high", "At the dearest", Kind.MONEY, "USD", additive=True),
            Column("against", "Held against"),
        ),
        rows,
        total=("Total", "", *sums, ""),
        note="Unpriced records only. Held against the provider's own prices, or all of the book where it has none.",
        provenance=view.provenance(audit_cube(view), "unpriced tokens x the cheapest and the dearest known price"),
    )


def _unpriced(
    view: View, total: Sums, unknown: Sequence[Unknown], range_: tuple[Decimal, Decimal, Decimal] | None
) -> list[Insight]:
    records = total.of("unpriced_records") or 0
    if not records:
        return []
    names = ", ".join(item.model or NOT_STATED for item in unknown[:3])
    none = Filter((Term("cost", "=", ("none",)),))
    impact, cost = None, "what they cost cannot be said, because they state no tokens"
    if range_ is not None:
        low, base, high = (view.per_month(part) for part in range_)
        basis = "unpriced tokens at the mean price of the priced calls; range: the cheapest and dearest known price"
        impact = Impact(base, low, high, basis=basis)
        cost = f"at known prices they cost between {money(range_[0])} and {money(range_[2])}"
    return [
        Insight(
            "integrity.unpriced_calls",
            f"{counted(records, 'record')} without a price",
            f"{records:,} of {total.of('record_count'):,} records in {view.period} ({names}) have neither a reported "
            f"cost nor a price in the book; {cost}. The total leaves them out.",
            DOMAIN,
            CAPABILITY,
            impact,
            "Add the prices of these models to your own price file and import again, or map them to the model they "
            "stand for.",
            "Every call counts in every figure."
            if impact is None
            else f"About {money(impact.base)} a month is counted.",
            level=_weight(total, range_),
            evidence=(replace(unknown_table(view, unknown, "integrity.unpriced_models"), title="Unpriced models"),),
            provenance=view.provenance(audit_cube(view), "records with neither a reported cost nor a price"),
            drill=str(view.scope.filter.and_(none)),
        )
    ]


def _weight(total: Sums, range_: tuple[Decimal, Decimal, Decimal] | None) -> Level:
    cost = total.of("cost")
    return Level.INFO if range_ is not None and cost and range_[2] < cost * _WORTH else Level.WARNING
