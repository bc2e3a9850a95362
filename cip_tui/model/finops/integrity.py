"""Cost integrity: what sources report against what the price book says, and which dollars nobody has counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from cip_tui.model.analysis import FLOOR, Setting, Settings, View, compose, without_calls
from cip_tui.model.calls.filter import Filter
from cip_tui.model.calls.schema import CostSource
from cip_tui.model.document import (
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Kind,
    Level,
    Metric,
    Note,
    Provenance,
    Row,
    Section,
    Series,
    Shape,
    Status,
    Table,
)
from cip_tui.model.engine.cubes import Scope, add
from cip_tui.model.engine.usage import Usage
from cip_tui.model.finops.audit import (
    Sums,
    Suspicion,
    Unknown,
    at_known_prices,
    audit_cube,
    sums_by,
    suspicions,
    unknown_models,
)
from cip_tui.model.finops.audit_findings import findings, suspicion_table, unknown_table
from cip_tui.model.finops.breakdown import NOT_STATED
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.finops.workload import model_labels
from cip_tui.model.format import money, percent

NAME, TITLE = "integrity", "Cost integrity"
SUBTITLE = "Data Ingestion · Understand Usage & Cost; Invoicing & Chargeback · Manage the FinOps Practice"
SETTINGS = (
    Setting("tolerance", "1%", "difference between reported and repriced cost of a model or file that is a finding"),
    FLOOR,
)
_CHART_ROWS = 12


def analyze(usage: Usage, scope: Scope, facts: SpendFacts, settings: Mapping[str, str]) -> Document:
    """Return reported against repriced against unpriced cost by model and file. Raises `UsageError`."""
    asked = Settings(settings, SETTINGS)
    tolerance, floor = float(asked.number("tolerance", high="1")), asked.number("floor")
    view = View.of(usage, scope, facts)
    if view is None:
        return without_calls(NAME, TITLE, SUBTITLE, scope, facts)
    models = sums_by(view, "provider", "model")
    (total,) = sums_by(view)
    doubled, unknown = suspicions(view), unknown_models(view)
    range_ = at_known_prices(unknown, total, _priced_tokens(view, unknown))
    return compose(
        NAME,
        TITLE,
        SUBTITLE,
        view,
        headline=_headline(view, total, range_),
        insights=findings(view, total, models, doubled, unknown, range_, tolerance),
        sections=_sections(view, total, models, doubled, unknown, tolerance),
        notes=_notes(view, total),
        floor=floor,
        judged=bool(total.of("both_records") or total.of("unpriced_records")),
    )


def _priced_tokens(view: View, unknown: Sequence[Unknown]) -> int:
    cube = view.usage.cube(measures=("input_tokens", "output_tokens"))
    every = (cube.sum("input_tokens") or 0) + (cube.sum("output_tokens") or 0)
    return every - sum((item.input_tokens or 0) + (item.output_tokens or 0) for item in unknown)


def _headline(view: View, total: Sums, range_: tuple[Decimal, Decimal, Decimal] | None) -> list[Metric]:
    cube, records = audit_cube(view), total.of("record_count")
    unpriced = total.of("unpriced_records") or 0
    known = [total.of("over"), total.of("under"), total.of("zero_repriced")]
    stake = [add((*known, part)) for part in (range_ or (None, None, None))]
    bad = Status(Level.WARNING, "not counted") if unpriced else Status(Level.GOOD, "all priced")
    metrics = (
        Metric("integrity.reported", "Reported", total.of("both_reported"), Kind.MONEY, "USD"),
        Metric("integrity.repriced", "Repriced", total.of("both_repriced"), Kind.MONEY, "USD"),
        Metric(
            "integrity.difference",
            "Difference",
            total.difference,
            Kind.MONEY,
            "USD",
            note="nothing to compare"
            if total.relative is None
            else f"{percent(total.relative, 2)} over {total.of('both_records'):,} records that have both",
        ),
        Metric(
            "integrity.unpriced",
            "Unpriced",
            unpriced / records,
            Kind.RATIO,
            places=2,
            note=f"{unpriced:,} records",
            status=bad,
        ),
        Metric(
            "integrity.at_stake",
            "At stake",
            stake[1] if stake[1] is not None else Decimal(0) if not unpriced else None,
            Kind.MONEY,
            "USD",
            low=stake[0],
            high=stake[2],
            note="differences over 1 % a call, zeros, unpriced calls at known prices",
        ),
    )
    formulas = (
        "sum of the reported cost of calls that the price book can price",
        "sum of tokens x price book of the day, over the same calls",
        "reported - repriced",
        "records with neither a reported cost nor a price / records",
        "sum of |reported - repriced| of calls off by over 1 % + repriced cost of calls reported as 0 + unpriced "
        "tokens at the mean price of the priced calls (low, high: at the cheapest and dearest known price)",
    )
    calls = str(view.scope.filter)
    behinds = (calls, calls, calls, view.inside("cost", CostSource.NONE.value), calls)
    return [
        replace(metric, provenance=view.provenance(cube, formula, behind))
        for metric, formula, behind in zip(metrics, formulas, behinds, strict=True)
    ]


def _sections(
    view: View,
    total: Sums,
    models: Sequence[Sums],
    doubled: Sequence[Suspicion],
    unknown: Sequence[Unknown],
    tolerance: float,
) -> list[Section]:
    compared: list[Block] = [_compared(view, models, total, "model", tolerance)]
    if total.of("both_records"):
        compared.append(_chart(models))
    files = _compared(view, sums_by(view, "source"), total, "source", tolerance)
    return [
        Section("made", "How the total is made", (_made(view, total),)),
        Section("models", "By model", tuple(compared)),
        Section("files", "By source file", (files,)),
        Section("cached", "Cached tokens", (suspicion_table(view, doubled, "integrity.cached"),) if doubled else ()),
        Section("unknown", "Unknown models", (unknown_table(view, unknown, "integrity.unknown"),) if unknown else ()),
    ]


def _made(view: View, total: Sums) -> Table:
    """What the total rests on, and what it were with the price book in place of reported costs."""
    both, records = total.of("both_records") or 0, total.of("record_count")
    unpriced = total.of("unpriced_records") or 0
    stated_only = _less(total.of("reported"), total.of("both_reported"))
    priced_only = _less(total.of("repriced"), total.of("both_repriced"))
    rows = (
        ("Reported, checked against the price book", total.of("both_reported"), total.of("both_repriced"), both),
        ("Reported, no price to check against", stated_only, stated_only, None),
        ("Not reported, priced by the price book", priced_only, priced_only, None),
        ("Unpriced", None, None, unpriced),
    )
    return Table(
        "integrity.made",
        "What the total rests on",
        (
            Column("what", "Cost"),
            Column("used", "Used", Kind.MONEY, "USD", additive=True),
            Column("book", "By the price book", Kind.MONEY, "USD", additive=True),
            Column("effect", "Effect of reported", Kind.MONEY, "USD"),
            Column("records", "Records", Kind.COUNT),
        ),
        tuple(
            Row((what, used, book, None if used is None or book is None else used - book, count))
            for what, used, book, count in rows
        ),
        total=(
            "Total",
            total.of("cost"),
            add((total.of("both_repriced"), stated_only, priced_only)),
            total.difference,
            records,
        ),
        note="A reported cost is used where there is one; the effect is what that changes.",
        provenance=view.provenance(audit_cube(view), "sums of cost_usd, reported_cost_usd and repriced_cost_usd"),
    )


def _less(whole: Decimal | None, part: Decimal | None) -> Decimal | None:
    if whole is None:
        return None
    rest = whole - (part or Decimal(0))
    return rest or None


def _compared(view: View, items: Sequence[Sums], total: Sums, by: str, tolerance: float) -> Table:
    title = "Model" if by == "model" else "Source file"
    labels = model_labels((item.keys[0], item.keys[1]) for item in items) if by == "model" else {}
    rows = [
        Row(
            (_label(item, labels), *_compared_cells(item), _status(item, tolerance)),
            _drill(item, by),
        )
        for item in items
    ]
    return Table(
        f"integrity.by_{by}",
        f"Reported against repriced by {title.lower()}",
        (
            Column("name", title),
            Column("cost", "Cost used", Kind.MONEY, "USD", additive=True),
            Column("reported", "Reported", Kind.MONEY, "USD", additive=True),
            Column("repriced", "Repriced", Kind.MONEY, "USD", additive=True),
            Column("difference", "Difference", Kind.MONEY, "USD"),
            Column("relative", "Difference", Kind.RATIO, places=2),
            Column("off", "Calls off", Kind.COUNT),
            Column("zeros", "Zeros", Kind.COUNT),
            Column("unpriced", "Unpriced", Kind.COUNT),
            Column("status", "Status", Kind.STATUS),
        ),
        tuple(rows),
        total=("Total", *_compared_cells(total), None),
        note="Reported and repriced: calls that have both. Off: by more than 1 %. Zeros: reported as 0 with a price.",
        provenance=view.provenance(audit_cube(view), f"sums by {title.lower()} over the calls that have both costs"),
    )


def _label(item: Sums, labels: Mapping[tuple[str, str], str]) -> str:
    return labels[item.keys[0], item.keys[1]] if labels else item.keys[0] or NOT_STATED


def _compared_cells(item: Sums) -> tuple[Cell, ...]:
    off = (item.of("over_records") or 0) + (item.of("under_records") or 0)
    sums = (item.of("cost"), item.of("both_reported"), item.of("both_repriced"), item.difference, item.relative)
    return (*sums, off, item.of("zero_records"), item.of("unpriced_records"))


def _status(item: Sums, tolerance: float) -> Status:
    if item.of("unpriced_records"):
        return Status(Level.WARNING, "Unpriced calls")
    if item.of("zero_records"):
        return Status(Level.CRITICAL, "Silent zeros")
    if item.relative is None:
        return Status(Level.UNKNOWN, "Nothing to compare")
    if abs(item.relative) > tolerance:
        return Status(Level.WARNING, "Reported too high" if item.relative > 0 else "Reported too low")
    return Status(Level.GOOD, "Agrees")


def _drill(item: Sums, by: str) -> str:
    if by == "source":
        return str(Filter().with_value("source", item.keys[0]))
    return str(Filter().with_value("provider", item.keys[0]).with_value("model", item.keys[1]))


def _chart(models: Sequence[Sums]) -> Chart:
    shown = [item for item in models if item.difference is not None][:_CHART_ROWS]
    names = tuple(item.keys[1] or NOT_STATED for item in shown)
    worst = max(shown, key=lambda item: abs(item.difference or Decimal(0)))
    return Chart(
        "integrity.chart",
        "Reported against repriced",
        (
            Series("Reported", names, tuple(float(item.of("both_reported")) for item in shown), Shape.BARS),
            Series("Repriced", names, tuple(float(item.of("both_repriced")) for item in shown), Shape.BARS),
        ),
        y_title="USD",
        summary=f"The largest difference is {money(worst.difference)} at {worst.keys[1] or NOT_STATED}.",
        provenance=Provenance("sums over the calls that have both costs", source="ai_calls"),
    )


def _notes(view: View, total: Sums) -> list[Note]:
    notes = []
    if not total.of("both_records"):
        text = "No call has both a reported cost and a price, so there is nothing to compare."
        if total.of("reported") is None:
            text = (
                "The source reports no cost: every figure comes from the price book, and there is nothing to compare."
            )
        notes.append(Note(text, Level.WARNING))
    checked = view.facts.book.checked_on if view.facts.book else None
    if checked is not None and view.period.last > checked:
        notes.append(Note(f"The price book was checked on {checked}; calls after that day may have newer prices."))
    text = "Differences may be right: negotiated discounts, taxes and credits are in bills and not in a price book."
    return [*notes, Note(text)]
