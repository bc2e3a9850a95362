"""The FinOps executive summary: total, where it goes, ten cost drivers, three opportunities with savings."""

from __future__ import annotations

from decimal import Decimal

from cip_tui.model.calls.filter import Filter
from cip_tui.model.document import Column, Document, Insight, Kind, Note, Provenance, Row, Section, Table
from cip_tui.model.finops.breakdown import NOT_STATED
from cip_tui.model.format import money, percent
from cip_tui.model.money import share
from cip_tui.model.reports.parts import Bench, first_rows, notes_of, pick, ranked, report, section_of

DRIVERS = 10
OPPORTUNITIES = 3
KEYS = ("customer", "feature", "model")
FINDERS = ("optimization", "performance", "realtime", "alignment")


def build(bench: Bench) -> Document:
    """Return the report."""
    understanding = bench.analysis("understanding")
    finders = [bench.analysis(name) for name in FINDERS]
    best = ranked(finders)[:OPPORTUNITIES]
    sections = (
        Section("summary", "Summary", (*_sentences(understanding, best), *section_of(understanding, "headline"))),
        Section("opportunities", "Opportunities", tuple(best)),
        Section("daily", "Spend per day and forecast", pick(understanding, "spend.daily")),
        Section("breakdown", "Spend by provider and model", pick(understanding, "spend.by_provider", "spend.by_model")),
        Section("drivers", "Top cost drivers", (_drivers(bench),)),
        Section("customers", "Customers", _customers(understanding)),
        Section("notes", "Method and caveats", notes_of([understanding, *finders])),
    )
    return report("finops-summary", "FinOps executive summary", "FinOps scope: AI", bench, sections)


def _sentences(understanding: Document, best: list[Insight]) -> tuple[Note, ...]:
    if not pick(understanding, "spend.total"):
        return ()
    spent = understanding.metric("spend.total")
    value = spent.value if isinstance(spent.value, Decimal) else None
    change = f", {percent(spent.change)} against the period before" if spent.change is not None else ""
    lines = [Note(f"{money(value)} was spent on AI{change}.")]
    for insight in best:
        base = insight.impact.base if insight.impact is not None else None
        lines.append(Note(f"{insight.title}: {money(base, 0)} a month."))
    return tuple(lines)


def _drivers(bench: Bench) -> Table:
    """The customer, feature and model combinations that cost most."""
    now = bench.usage.within(bench.scope)
    cube = now.cube(*KEYS, measures=("cost", "calls"))
    total = cube.sum("cost")
    groups = sorted(cube.dicts(), key=lambda row: (-(row["cost"] or Decimal(0)), *(row[key] for key in KEYS)))
    rows = []
    for group in groups[:DRIVERS]:
        inside = Filter()
        for key in KEYS:
            inside = inside.with_value(key, group[key])
        names = tuple(group[key] or NOT_STATED for key in KEYS)
        cost = group["cost"]
        part = share(cost, total) if cost is not None and total else None
        rows.append(Row((*names, cost, part, group["calls"]), str(inside)))
    return Table(
        "report.drivers",
        f"Top {DRIVERS} cost drivers",
        (
            Column("customer", "Customer"),
            Column("feature", "Feature"),
            Column("model", "Model"),
            Column("cost", "Cost", Kind.MONEY, "USD"),
            Column("share", "Share", Kind.RATIO),
            Column("calls", "Calls", Kind.COUNT),
        ),
        tuple(rows),
        available=len(groups),
        bars="share",
        provenance=Provenance(
            "sum of cost_usd for each customer, feature and model",
            cube.query,
            cube.parameters,
            "ai_calls",
            str(now.scope.filter),
        ),
    )


def _customers(understanding: Document) -> tuple[Table, ...]:
    tables = pick(understanding, "spend.by_customer")
    return tuple(first_rows(table, DRIVERS) for table in tables if isinstance(table, Table))
