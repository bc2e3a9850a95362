"""Tables of a document as CSV (RFC 4180): exact values under stable keys, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal

from cip_tui.model.cell_json import decimal_text
from cip_tui.model.document import Cell, Chart, Column, Document, Insight, Kind, Metric, Note, Row, Status, Table
from cip_tui.model.errors import UsageError

METRICS = "metrics"
# What spreadsheet programs take for the beginning of a formula, also in its full-width forms.
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def to_csv(document: Document, table_id: str | None = None) -> str:
    """Return one table of a document as CSV: the one named, else its main one (see `table_ids`).

    Money is exact, ratios are fractions, days and times ISO 8601, unknown is empty. Raises `UsageError` naming the
    tables there are.
    """
    return table_csv(find_table(document, table_id))


def table_csv(table: Table) -> str:
    """Return a table as CSV, without its total."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([defused(column.key) for column in table.columns])
    writer.writerows([csv_text(cell) for cell in row.cells] for row in table.rows)
    return out.getvalue()


def table_ids(document: Document) -> list[str]:
    """Return the ids of what can be written as CSV, the main one first: its tables, charts, then `metrics`."""
    figures = [block for block in document.blocks() if isinstance(block, Table | Chart)]
    own = {block.id for section in document.sections for block in section.blocks if isinstance(block, Table)}
    # Tables of the document itself say more than those that support an insight, charts less than tables.
    ranked = sorted(figures, key=lambda block: (block.id not in own, isinstance(block, Chart)))
    metrics = [METRICS] if any(isinstance(block, Metric) for block in document.blocks()) else []
    insights = ["insights"] if document.insights() else []
    return list(dict.fromkeys([*(block.id for block in ranked), *metrics, *insights]))


def find_table(document: Document, table_id: str | None) -> Table:
    """Return a table of the document, or its metrics, insights or a chart's points as one; see `to_csv`."""
    known = table_ids(document)
    if not known:
        return _notes_table(document)
    wanted = table_id or known[0]
    if wanted == METRICS:
        return _metrics_table(document)
    if wanted == "insights":
        return _insights_table(document)
    if wanted not in known:
        raise UsageError(f"There is no table '{wanted}' in {document.title}", next_step="Known: " + ", ".join(known))
    block = document.block(wanted)
    if isinstance(block, Chart):
        return chart_table(block)
    assert isinstance(block, Table)
    return block


def chart_table(chart: Chart) -> Table:
    """Return the points of a chart as a table of series, x, y and, for bands, upper."""
    columns = (
        Column("series", "Series"),
        Column("x", chart.x_title or "x"),
        Column("y", chart.y_title or "y", Kind.NUMBER),
        Column("upper", "Upper", Kind.NUMBER),
    )
    rows = [
        Row((series.name, x, y, series.upper[index] if series.upper else None))
        for series in chart.series
        for index, (x, y) in enumerate(zip(series.x, series.y, strict=True))
    ]
    return Table(chart.id, chart.title, columns, tuple(rows))


def csv_text(cell: Cell) -> str:
    """Write one cell exactly; text that a spreadsheet would run begins with an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, Status):
        return defused(cell.word)
    if isinstance(cell, str):
        return defused(cell)
    if isinstance(cell, datetime):
        return cell.isoformat() + ("Z" if cell.tzinfo is None else "")
    if isinstance(cell, date):
        return cell.isoformat()
    return decimal_text(cell) if isinstance(cell, Decimal) else str(cell)


def defused(text: str) -> str:
    """Return text that no spreadsheet program takes for a formula: before a leading `=`, `+`, `-` or `@` stands `'`."""
    return "'" + text if text.lstrip(" \u00a0").startswith(_FORMULA_STARTS) else text


def _metrics_table(document: Document) -> Table:
    keys = ("id", "label", "value", "unit", "change", "change_label", "low", "high", "status", "note")
    rows = [
        Row(
            (
                *(metric.id, metric.label, metric.value, metric.unit or _default_unit(metric, document)),
                *(metric.change, metric.change_label, metric.low, metric.high, metric.status, metric.note),
            )
        )
        for metric in document.blocks()
        if isinstance(metric, Metric)
    ]
    return Table(METRICS, "Metrics", tuple(Column(key, key) for key in keys), tuple(rows))


def _default_unit(metric: Metric, document: Document) -> str:
    return {Kind.MONEY: document.currency, Kind.MILLISECONDS: "ms"}.get(metric.kind, "")


def _insights_table(document: Document) -> Table:
    keys = ("id", "title", "level", "problem", "domain", "capability", "impact", "impact_low", "impact_high")
    rows = []
    for item in document.insights():
        impact = item.impact
        worth = (impact.base, impact.low, impact.high, impact.unit) if impact else (None, None, None, "")
        rows.append(Row((*_insight_cells(item), *worth, item.recommendation, item.outcome)))
    columns = (*keys, "impact_unit", "recommendation", "outcome")
    return Table("insights", "Insights", tuple(Column(key, key) for key in columns), tuple(rows))


def _insight_cells(item: Insight) -> tuple[Cell, ...]:
    return item.id, item.title, item.level.value, item.problem, item.domain, item.capability


def _notes_table(document: Document) -> Table:
    rows = [Row((block.level.value, block.text)) for block in document.blocks() if isinstance(block, Note)]
    return Table("notes", "Notes", (Column("level", "level"), Column("text", "text")), tuple(rows))
