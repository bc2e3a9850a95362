"""Where a figure comes from: its formula, the query as run, and the calls behind it."""

from __future__ import annotations

from dataclasses import replace

from cip_tui.model.calls.filter import parse_filter
from cip_tui.model.document import Chart, Document, Insight, Kind, Metric, Note, Provenance, Row, Section, Table
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.engine.source import Source
from cip_tui.model.errors import UsageError
from cip_tui.model.format import metric_text, write
from cip_tui.model.period import Period
from cip_tui.model.single_calls import calls_page

ROWS_BEHIND = 50


def explain_figure(source: Source | None, document: Document, figure_id: str, period: Period | None) -> Document:
    """Explain a figure of a document: a metric's, table's, chart's or insight's id, or `table-id/first cell`.

    Raises `UsageError` naming the figures there are.
    """
    block, row = _find(document, figure_id)
    if block.provenance is None:
        return _answer(figure_id, block.title if not isinstance(block, Metric) else block.label, _plain(block, row))
    origin = block.provenance
    blocks: list[Metric | Table | Chart | Insight | Note] = [*_plain(block, row), Note(f"Formula: {origin.formula}.")]
    if origin.query:
        blocks.append(Note(f"Query: {_filled_in(origin)}"))
    elif origin.source:
        blocks.append(Note(f"Source: {origin.source}"))
    sections = [Section("figure", "Figure", tuple(blocks))]
    behind = _behind(origin, row)
    if behind is not None and source is not None:
        scope = Scope(period, parse_filter(behind))
        page = calls_page(source, scope, 0, ROWS_BEHIND, ("cost_usd", True))
        table = replace(page.table, id="behind", title=f"Calls behind it, dearest first: {scope}")
        sections.append(Section("rows", "Rows behind it", (table,)))
    title = block.label if isinstance(block, Metric) else block.title
    return Document("explain", f"Where this comes from: {title}", tuple(sections), facts=document.facts)


def _answer(figure_id: str, title: str, blocks: list[Note]) -> Document:
    note = Note(f"{figure_id} is stated by the source itself or worked out from the figures shown beside it.")
    return Document("explain", f"Where this comes from: {title}", (Section("figure", "Figure", (*blocks, note)),))


def _find(document: Document, figure_id: str) -> tuple[Metric | Table | Chart | Insight, Row | None]:
    block_id, _, name = figure_id.partition("/")
    try:
        block = document.block(block_id)
    except KeyError:
        known = [item.id for item in document.blocks() if not isinstance(item, Note)]
        raise UsageError(
            f"There is no figure '{figure_id}' in {document.title}", next_step="Known: " + ", ".join(known)
        ) from None
    if not name:
        return block, None
    if isinstance(block, Table):
        for row in block.rows:
            if row.cells and str(row.cells[0]) == name:
                return block, row
    raise UsageError(f"There is no row '{name}' in {block_id}", next_step="Name it as its first column does")


def _plain(block: Metric | Table | Chart | Insight, row: Row | None) -> list[Note]:
    if isinstance(block, Metric):
        return [Note(f"{block.label}: {metric_text(block)}")]
    if isinstance(block, Table) and row is not None:
        cells = zip(block.columns, row.cells, strict=True)
        return [Note(", ".join(f"{column.title} {write(cell, column.kind, column.places)}" for column, cell in cells))]
    return [Note(block.title)]


def _filled_in(origin: Provenance) -> str:
    """The query with its parameters in place, for reading only; it was run with bound parameters."""
    pieces = origin.query.split("?")
    values = [_literal(value) for value in origin.parameters]
    return "".join(piece + (values[i] if i < len(values) else "") for i, piece in enumerate(pieces))


def _literal(value: object) -> str:
    text = write(value, Kind.TIME) if not isinstance(value, str) else value  # type: ignore[arg-type]  # a parameter is what a cell may hold
    return "'" + text.replace("'", "''") + "'"


def _behind(origin: Provenance, row: Row | None) -> str | None:
    if origin.behind is None:
        return None
    parts = [origin.behind, row.drill if row is not None and row.drill else ""]
    return " ".join(part for part in parts if part)
