"""Documents for tests: one with every kind of block, and ones that carry text from outside everywhere."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from cip_tui.model.document import (
    Chart,
    Column,
    Document,
    Impact,
    Insight,
    Kind,
    Level,
    Metric,
    Note,
    Row,
    Section,
    Series,
    Shape,
    Status,
    Table,
)

DAYS = tuple(date(2026, 1, day) for day in range(1, 6))


def by_model(count: int = 3) -> Table:
    """A table whose parts do not round to their total by themselves: 100 split in equal parts."""
    part = Decimal(100) / count
    columns = (
        Column("name", "Model"),
        Column("cost", "Cost", Kind.MONEY, "USD", additive=True),
        Column("share", "Share", Kind.RATIO),
        Column("latency", "Latency p95", Kind.MILLISECONDS),
        Column("state", "State", Kind.STATUS),
    )
    rows = tuple(
        Row((f"model-{i}", part, 1 / count, None if i == 1 else 1234 * i, Status(Level.WARNING, "At risk")))
        for i in range(1, count + 1)
    )
    return Table(
        "spend.by_model", "By model", columns, rows, total=("Total", Decimal(100), 1.0, None, None), bars="share"
    )


def daily() -> Chart:
    """Three days as they were, two as they may come, with the interval."""
    return Chart(
        "spend.daily",
        "Spend per day",
        (
            Series("Actual", DAYS[:3], (10.5, None, 20.0), Shape.BARS),
            Series("Forecast", DAYS[3:], (15.0, 16.0), Shape.LINE),
            Series("80 % interval", DAYS[3:], (11.25, 12.0), Shape.BAND, (19.75, 21.0)),
        ),
        x_title="Day",
        y_title="USD",
        summary="Spend doubled within three days.",
        marks=((DAYS[1], "price change"),),
    )


def full() -> Document:
    """A document with every kind of block."""
    insight = Insight(
        "i1",
        "GPT-4 answers what a smaller model could",
        "Three of four calls are short",
        "Optimize Usage & Cost",
        "Rate Optimization",
        Impact(Decimal("120.5"), Decimal(80), Decimal("150.25"), basis="list prices of the period"),
        "Move classification to the smaller model",
        "Spend falls by a tenth",
        evidence=(Metric("i1.share", "Share of short calls", 0.755, Kind.RATIO), by_model(2)),
    )
    metrics = (
        Metric(
            "spend.total",
            "Total spend",
            Decimal("4725.305"),
            Kind.MONEY,
            "USD",
            change=0.125,
            change_label="vs 2025-12-01 to 2025-12-31",
        ),
        Metric(
            "spend.forecast",
            "Next 30 days",
            Decimal("5000"),
            Kind.MONEY,
            "USD",
            low=Decimal(4500),
            high=Decimal("5612.5"),
            status=Status(Level.WARNING, "Rising"),
        ),
        Metric("spend.quality", "Quality", None, note="no scores in the source"),
        Metric("spend.seen", "Last call", datetime(2026, 1, 5, 8, 30), Kind.TIME),
    )
    return Document(
        "spend",
        "Spend overview",
        (
            Section("headline", "Headline", metrics),
            Section("daily", "Per day", (daily(),)),
            Section("breakdown", "Breakdown", (by_model(),)),
            Section("insights", "Insights", (insight,)),
            Section("notes", "Notes", (Note("2 rows were not kept.", Level.WARNING), Note("Times are UTC."))),
        ),
        subtitle="2026-01-01 to 2026-01-05",
        facts=(("Source", "calls.csv (3 rows)"),),
    )


def carrying(text: str) -> Document:
    """A document with a text from outside in every place that can hold one."""
    table = Table(
        "t",
        text,
        (Column("name", text), Column("cost", "Cost", Kind.MONEY, "USD", additive=True)),
        (Row((text, Decimal(1))), Row(("plain", Decimal(2)))),
        total=(text, Decimal(3)),
        note=text,
    )
    chart = Chart("c", text, (Series(text, (text, "other"), (1.0, 2.0)),), text, text, text)
    insight = Insight("i", text, text, text, text, Impact(Decimal(1), basis=text), text, text, evidence=(table,))
    metric = Metric("m", text, text, Kind.TEXT, note=text, change_label=text, status=Status(Level.GOOD, text))
    blocks = (metric, table, chart, insight, Note(text), Note(text, Level.WARNING))
    return Document("d", text, (Section("s", text, blocks),), subtitle=text, facts=((text, text),))
