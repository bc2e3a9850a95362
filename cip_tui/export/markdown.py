"""A document as Markdown: the same figures, written as on the screen, readable also as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from cip_tui.export.markdown_chart import chart_lines
from cip_tui.export.markdown_text import fence, grid, inline, paragraph, strong
from cip_tui.model.document import (
    Block,
    Chart,
    Document,
    Impact,
    Insight,
    Kind,
    Level,
    Metric,
    Note,
    Section,
    Table,
)
from cip_tui.model.format import (
    GLYPHS,
    NUMERIC,
    UNKNOWN,
    header,
    metric_text,
    money,
    percent,
    places_of,
    write,
    write_rows,
    write_total,
)
from cip_tui.model.tables import rows_shown

WORDS = {Level.GOOD: "Good", Level.INFO: "Note", Level.WARNING: "Warning", Level.CRITICAL: "Critical"}


def to_markdown(document: Document, *, row_cap: int | None = None) -> str:
    """Return the document as Markdown that ends with a newline; the same document gives the same bytes.

    Tables longer than `row_cap` rows show the first ones and say so; where there is a total, the rest is added up in
    one row above it.
    """
    parts: list[list[str]] = [[f"# {inline(document.title)}"]]
    if document.subtitle:
        parts.append([paragraph(document.subtitle)])
    if document.facts:
        parts.append([f"- {strong(label + ':')} {inline(value)}" for label, value in document.facts])
    for section in document.sections:
        parts.extend(_section(section, row_cap))
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _section(section: Section, row_cap: int | None) -> Iterable[list[str]]:
    if section.title:
        yield [f"## {inline(section.title)}"]
    for of_metrics, blocks in groupby(section.blocks, key=lambda block: isinstance(block, Metric)):
        if of_metrics:
            yield metrics_grid([block for block in blocks if isinstance(block, Metric)])
        else:
            for block in blocks:
                yield from _block(block, 3, row_cap, named=getattr(block, "title", "") != section.title)


def _block(block: Block, depth: int, row_cap: int | None, *, named: bool = True) -> Iterable[list[str]]:
    """Yield the paragraphs of a block; without `named`, the heading above says its title already."""
    if isinstance(block, Metric):
        yield metrics_grid([block])
    elif isinstance(block, Table):
        yield from _heading(block.title, depth, named)
        yield from _table(block, row_cap)
    elif isinstance(block, Chart):
        yield from _heading(block.title, depth, named)
        yield from _chart(block)
    elif isinstance(block, Insight):
        yield from _insight(block, depth, row_cap)
    else:
        yield [_note(block)]


# Metrics -------------------------------------------------------------------------------------------------------------


def metrics_grid(metrics: Sequence[Metric]) -> list[str]:
    """Return metrics as one table, with the columns that any of them needs."""
    columns = [
        ("Figure", False),
        ("Value", True),
        ("Change", False),
        ("Range", True),
        ("Status", False),
        ("Note", False),
    ]
    rows = [
        [
            inline(metric.label),
            inline(metric_text(metric)),
            inline(change_text(metric)),
            inline(range_text(metric)),
            inline(write(metric.status, Kind.STATUS)) if metric.status else "",
            inline(metric.note),
        ]
        for metric in metrics
    ]
    used = [index for index in range(len(columns)) if index < 2 or any(row[index] for row in rows)]
    return grid(
        [columns[index][0] for index in used],
        [[row[index] for index in used] for row in rows],
        [columns[index][1] for index in used],
    )


def change_text(metric: Metric) -> str:
    """Write a metric's change with sign and what it is compared with: `+12.5 % vs 2026-01-01 to 2026-01-31`."""
    if metric.change is None:
        return metric.change_label
    sign = "+" if metric.change > 0 else ""
    return f"{sign}{percent(metric.change)} {metric.change_label}".rstrip()


def range_text(metric: Metric) -> str:
    """Write the bounds of an estimate: `$10.00 to $12.00`, empty where there are none."""
    if metric.low is None and metric.high is None:
        return ""
    return f"{metric_text(replace(metric, value=metric.low))} to {metric_text(replace(metric, value=metric.high))}"


# Tables --------------------------------------------------------------------------------------------------------------


def _heading(title: str, depth: int, named: bool) -> Iterable[list[str]]:
    if title and named:
        yield [f"{'#' * depth} {inline(title)}"]


def _table(table: Table, row_cap: int | None) -> Iterable[list[str]]:
    if table.note:
        yield [paragraph(table.note)]
    if not table.rows:
        yield [paragraph(table.empty)]
        return
    rows = write_rows(table)
    shown = len(rows) if row_cap is None else max(0, row_cap)
    total = write_total(table)
    body = [[inline(cell) for cell in row] for row in rows[:shown]]
    if total is not None:
        if len(rows) > shown:
            body.append([inline(cell) for cell in _rest(table, shown)])
        body.append([strong(cell) for cell in _named(total)])
    right = [column.kind in NUMERIC for column in table.columns]
    yield grid([inline(header(column)) for column in table.columns], body, right)
    if len(rows) > shown or (table.available is not None and table.available != len(rows)):
        shortened = replace(table, rows=table.rows[:shown], available=table.available or len(rows))
        yield [rows_shown(shortened) + "."]


def _named(total: list[str]) -> list[str]:
    return total if total[0].strip() else ["Total", *total[1:]]


def _rest(table: Table, shown: int) -> list[str]:
    """Write one row for the rows left out: what adds up is added up, so that the parts still make the total."""
    written = write_rows(table)
    cells = [f"… {len(table.rows) - shown:,} more"]
    for index, column in enumerate(table.columns[1:], start=1):
        if not (column.additive and column.kind is Kind.MONEY):
            cells.append("")
            continue
        # The shown, rounded amounts are added up, since it is they that make the shown total.
        amounts = [row[index].replace(",", "") for row in written[shown:]]
        known = [Decimal(amount) for amount in amounts if amount != UNKNOWN]
        places = places_of(column.kind, column.places)
        cells.append(write(sum(known, Decimal(0)), Kind.MONEY, places) if known else UNKNOWN)
    return cells


# Charts, insights, notes ---------------------------------------------------------------------------------------------


def _chart(chart: Chart) -> Iterable[list[str]]:
    axes = ", ".join(text for text in (chart.y_title, chart.x_title and f"by {chart.x_title.lower()}") if text)
    words = [paragraph(text) for text in (chart.summary, axes) if text]
    yield from ([line] for line in words)
    lines = chart_lines(chart)
    yield fence(lines) if lines else [paragraph("There are no points to draw.")]


def _insight(insight: Insight, depth: int, row_cap: int | None) -> Iterable[list[str]]:
    mark = f"{GLYPHS[insight.level]} {WORDS.get(insight.level, '')}".rstrip()
    yield [f"{'#' * depth} {mark}: {inline(insight.title)}"]
    domain = " · ".join(text for text in (insight.domain, insight.capability) if text)
    fields = [
        ("Problem", insight.problem),
        ("FinOps domain", domain),
        ("Impact", impact_text(insight.impact)),
        ("Recommendation", insight.recommendation),
        ("Projected outcome", insight.outcome),
    ]
    if insight.evidence:
        fields.append(("Supporting data", "below"))
    yield [f"- **{name}:** {inline(text)}" for name, text in fields]
    for of_metrics, blocks in groupby(insight.evidence, key=lambda block: isinstance(block, Metric)):
        if of_metrics:
            yield metrics_grid([block for block in blocks if isinstance(block, Metric)])
        else:
            for block in blocks:
                yield from _block(block, depth + 1, row_cap)


def impact_text(impact: Impact | None) -> str:
    """Write what an insight is worth: `$120.00 (low $80.00, high $150.00) USD/month; basis`."""
    if impact is None:
        return "unknown"
    currency, _, per = impact.unit.partition("/")
    lead = money(impact.base, currency=currency or "USD") + (f"/{per}" if per else "")
    edges = [
        f"{name} {money(amount, currency=currency or 'USD')}"
        for name, amount in (("low", impact.low), ("high", impact.high))
        if amount is not None
    ]
    text = f"{lead} ({', '.join(edges)})" if edges else lead
    return f"{text}; {impact.basis}" if impact.basis else text


def _note(note: Note) -> str:
    if note.level is Level.INFO:
        return paragraph(note.text)
    word = WORDS.get(note.level, "Unknown")
    return f"> {GLYPHS[note.level]} **{word}:** {inline(note.text)}"
