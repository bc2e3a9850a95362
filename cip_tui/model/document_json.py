"""Documents as JSON text, both ways without loss: what `--format json` prints and what a workspace keeps.

A cell is written as its column's or metric's kind suggests: amounts and other exact decimals as strings, days as
`2026-01-31`, times as `2026-01-31T08:00:00Z` (UTC), ratios as fractions, a status as `{"level", "word"}`, unknown as
null. A cell that would not come back as it was is written as `{"type", "value"}`. Objects around an unknown figure say
why in `reason`; this and `currency` are for the reader and are worked out again, not read back.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from cip_tui.model.cell_json import decode_cell, encode_cell
from cip_tui.model.document import (
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Impact,
    Insight,
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
from cip_tui.model.errors import WorkspaceError

SCHEMA = 1
NOT_KNOWN = "not known from what was read"


def to_json(document: Document, *, indent: int | None = 2) -> str:
    """Return the document as JSON text that ends with a newline; the same document gives the same text."""
    return json.dumps(to_object(document), indent=indent, ensure_ascii=False, allow_nan=False) + "\n"


def from_json(text: str) -> Document:
    """Return the document that `to_json` wrote. Raises `WorkspaceError` where the text is something else."""
    try:
        found = json.loads(text)
        if found["schema"] != SCHEMA:
            raise ValueError(f"schema {found['schema']}")
        return from_object(found)
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise WorkspaceError("The kept document cannot be read", cause=f"{type(error).__name__}: {error}") from error


def to_object(document: Document) -> dict[str, Any]:
    """Return the document as the plain values that JSON knows."""
    return {
        "schema": SCHEMA,
        "id": document.id,
        "title": document.title,
        "subtitle": document.subtitle,
        "currency": document.currency,
        "facts": [{"label": label, "value": value} for label, value in document.facts],
        "data": {key: encode_cell(value, Kind.TEXT) for key, value in document.data.items()},
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "blocks": [_block_object(block, document.currency) for block in section.blocks],
            }
            for section in document.sections
        ],
    }


def from_object(found: dict[str, Any]) -> Document:
    """Return the document that `to_object` described."""
    return Document(
        id=found["id"],
        title=found["title"],
        sections=tuple(
            Section(section["id"], section["title"], tuple(_block(block) for block in section["blocks"]))
            for section in found["sections"]
        ),
        subtitle=found["subtitle"],
        facts=tuple((fact["label"], fact["value"]) for fact in found["facts"]),
        currency=found["currency"],
        data={key: decode_cell(value, Kind.TEXT) for key, value in found["data"].items()},
    )


# Blocks to objects ---------------------------------------------------------------------------------------------------


def _block_object(block: Block, currency: str) -> dict[str, Any]:
    if isinstance(block, Metric):
        return _metric_object(block, currency)
    if isinstance(block, Table):
        return _table_object(block, currency)
    if isinstance(block, Chart):
        return _chart_object(block)
    if isinstance(block, Insight):
        return _insight_object(block, currency)
    return {"type": "note", "text": block.text, "level": block.level.value}


def _currency(kind: Kind, unit: str, currency: str) -> dict[str, str]:
    return {"currency": unit.partition("/")[0] or currency} if kind is Kind.MONEY else {}


def _metric_object(metric: Metric, currency: str) -> dict[str, Any]:
    return {
        "type": "metric",
        "id": metric.id,
        "label": metric.label,
        "kind": metric.kind.value,
        "value": encode_cell(metric.value, metric.kind),
        **({"reason": metric.note or NOT_KNOWN} if metric.value is None else {}),
        **_currency(metric.kind, metric.unit, currency),
        "unit": metric.unit,
        "places": metric.places,
        "change": encode_cell(metric.change, Kind.RATIO),
        "change_label": metric.change_label,
        "rising": metric.rising.value,
        "low": encode_cell(metric.low, metric.kind),
        "high": encode_cell(metric.high, metric.kind),
        "note": metric.note,
        "status": encode_cell(metric.status, Kind.STATUS),
        "provenance": _provenance_object(metric.provenance),
    }


def _provenance_object(provenance: Provenance | None) -> dict[str, Any] | None:
    if provenance is None:
        return None
    return {
        "formula": provenance.formula,
        "query": provenance.query,
        "parameters": [encode_cell(value, Kind.TEXT) for value in provenance.parameters],
        "source": provenance.source,
        "behind": provenance.behind,
    }


def _cells_object(cells: tuple[Cell, ...], columns: tuple[Column, ...]) -> dict[str, Any]:
    return {column.key: encode_cell(cell, column.kind) for cell, column in zip(cells, columns, strict=True)}


def _table_object(table: Table, currency: str) -> dict[str, Any]:
    unknown = any(cell is None for row in table.rows for cell in row.cells)
    return {
        "type": "table",
        "id": table.id,
        "title": table.title,
        "columns": [
            {
                "key": column.key,
                "title": column.title,
                "kind": column.kind.value,
                "unit": column.unit,
                **_currency(column.kind, column.unit, currency),
                "places": column.places,
                "additive": column.additive,
            }
            for column in table.columns
        ],
        "rows": [{"cells": _cells_object(row.cells, table.columns), "drill": row.drill} for row in table.rows],
        **({"reason": table.note or NOT_KNOWN} if unknown else {}),
        "total": None if table.total is None else _cells_object(table.total, table.columns),
        "available": table.available,
        "bars": table.bars,
        **({"edges": list(table.edges)} if table.edges else {}),
        "sort": None if table.sort is None else {"column": table.sort[0], "descending": table.sort[1]},
        "note": table.note,
        "empty": table.empty,
        "provenance": _provenance_object(table.provenance),
    }


def _chart_object(chart: Chart) -> dict[str, Any]:
    kind = _axis_kind(chart)
    return {
        "type": "chart",
        "id": chart.id,
        "title": chart.title,
        "x_kind": kind.value,
        "x_title": chart.x_title,
        "y_title": chart.y_title,
        "summary": chart.summary,
        "series": [
            {
                "name": series.name,
                "shape": series.shape.value,
                "level": series.level.value,
                "x": [encode_cell(value, kind) for value in series.x],
                "y": [encode_cell(value, Kind.NUMBER) for value in series.y],
                "upper": [encode_cell(value, Kind.NUMBER) for value in series.upper],
            }
            for series in chart.series
        ],
        "marks": [{"x": encode_cell(place, kind), "label": label} for place, label in chart.marks],
        "provenance": _provenance_object(chart.provenance),
    }


def _axis_kind(chart: Chart) -> Kind:
    first = next((value for series in chart.series for value in series.x), None)
    if isinstance(first, datetime):
        return Kind.TIME
    if isinstance(first, date):
        return Kind.DATE
    return Kind.TEXT if isinstance(first, str) else Kind.NUMBER


def _insight_object(insight: Insight, currency: str) -> dict[str, Any]:
    return {
        "type": "insight",
        "id": insight.id,
        "title": insight.title,
        "level": insight.level.value,
        "problem": insight.problem,
        "domain": insight.domain,
        "capability": insight.capability,
        "impact": _impact_object(insight.impact, currency),
        **({"reason": NOT_KNOWN} if insight.impact is None else {}),
        "recommendation": insight.recommendation,
        "outcome": insight.outcome,
        "evidence": [_block_object(block, currency) for block in insight.evidence],
        "drill": insight.drill,
        "provenance": _provenance_object(insight.provenance),
    }


def _impact_object(impact: Impact | None, currency: str) -> dict[str, Any] | None:
    if impact is None:
        return None
    return {
        "base": encode_cell(impact.base, Kind.MONEY),
        "low": encode_cell(impact.low, Kind.MONEY),
        "high": encode_cell(impact.high, Kind.MONEY),
        **_currency(Kind.MONEY, impact.unit, currency),
        "unit": impact.unit,
        "basis": impact.basis,
    }


# Objects to blocks ---------------------------------------------------------------------------------------------------


def _block(found: dict[str, Any]) -> Block:
    name = found["type"]
    if name == "insight":
        return _insight(found)
    if name == "note":
        return Note(found["text"], Level(found["level"]))
    return _figure(found)


def _figure(found: dict[str, Any]) -> Metric | Table | Chart:
    name = found["type"]
    if name == "metric":
        return _metric(found)
    if name == "table":
        return _table(found)
    if name == "chart":
        return _chart(found)
    raise ValueError(f"{name!r} is no block")


def _metric(found: dict[str, Any]) -> Metric:
    kind = Kind(found["kind"])
    status = decode_cell(found["status"], Kind.STATUS)
    return Metric(
        id=found["id"],
        label=found["label"],
        value=decode_cell(found["value"], kind),
        kind=kind,
        unit=found["unit"],
        places=found["places"],
        change=_float(found["change"]),
        change_label=found["change_label"],
        rising=Level(found["rising"]),
        low=decode_cell(found["low"], kind),
        high=decode_cell(found["high"], kind),
        note=found["note"],
        status=status if isinstance(status, Status) else None,
        provenance=_provenance(found["provenance"]),
    )


def _float(found: Any) -> float | None:
    value = decode_cell(found, Kind.NUMBER)
    if value is None or isinstance(value, int | float):
        return value
    raise ValueError(f"{found!r} is no number")


def _decimal(found: Any) -> Decimal | None:
    return None if found is None else Decimal(found)


def _provenance(found: dict[str, Any] | None) -> Provenance | None:
    if found is None:
        return None
    parameters = tuple(decode_cell(value, Kind.TEXT) for value in found["parameters"])
    return Provenance(found["formula"], found["query"], parameters, found["source"], found["behind"])


def _table(found: dict[str, Any]) -> Table:
    columns = tuple(
        Column(item["key"], item["title"], Kind(item["kind"]), item["unit"], item["places"], item["additive"])
        for item in found["columns"]
    )

    def cells(by_key: dict[str, Any]) -> tuple[Cell, ...]:
        return tuple(decode_cell(by_key[column.key], column.kind) for column in columns)

    sort, total = found["sort"], found["total"]
    return Table(
        id=found["id"],
        title=found["title"],
        columns=columns,
        rows=tuple(Row(cells(row["cells"]), row["drill"]) for row in found["rows"]),
        total=None if total is None else cells(total),
        available=found["available"],
        bars=found["bars"],
        sort=None if sort is None else (sort["column"], sort["descending"]),
        note=found["note"],
        empty=found["empty"],
        provenance=_provenance(found["provenance"]),
        edges=tuple(found.get("edges", ())),
    )


def _place(found: Any, kind: Kind) -> date | str | float:
    value = decode_cell(found, kind)
    if isinstance(value, date | str | int | float):
        return value
    raise ValueError(f"{found!r} is no place on an axis")


def _chart(found: dict[str, Any]) -> Chart:
    kind = Kind(found["x_kind"])
    series = tuple(
        Series(
            name=item["name"],
            x=tuple(_place(value, kind) for value in item["x"]),
            y=tuple(map(_float, item["y"])),
            shape=Shape(item["shape"]),
            upper=tuple(map(_float, item["upper"])),
            level=Level(item["level"]),
        )
        for item in found["series"]
    )
    return Chart(
        id=found["id"],
        title=found["title"],
        series=series,
        x_title=found["x_title"],
        y_title=found["y_title"],
        summary=found["summary"],
        marks=tuple((_place(mark["x"], kind), mark["label"]) for mark in found["marks"]),
        provenance=_provenance(found["provenance"]),
    )


def _insight(found: dict[str, Any]) -> Insight:
    impact = found["impact"]
    return Insight(
        id=found["id"],
        title=found["title"],
        problem=found["problem"],
        domain=found["domain"],
        capability=found["capability"],
        impact=None
        if impact is None
        else Impact(
            Decimal(impact["base"]), _decimal(impact["low"]), _decimal(impact["high"]), impact["unit"], impact["basis"]
        ),
        recommendation=found["recommendation"],
        outcome=found["outcome"],
        level=Level(found["level"]),
        evidence=tuple(_figure(block) for block in found["evidence"]),
        provenance=_provenance(found["provenance"]),
        drill=found["drill"],
    )
