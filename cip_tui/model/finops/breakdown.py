"""Spend broken down by one dimension, beside the period before."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cip_tui.model.calls.filter import Filter
from cip_tui.model.calls.schema import DIMENSIONS
from cip_tui.model.document import Cell, Column, Kind, Provenance, Row, Table
from cip_tui.model.engine.cubes import add
from cip_tui.model.engine.usage import SPEND_MEASURES, Usage
from cip_tui.model.money import share

NOT_STATED = "(not stated)"


def relative_change(now: Decimal | None, before: Decimal | None) -> float | None:
    """Return (now - before) / before as a fraction; None where either is unknown or nothing was spent before."""
    return None if now is None or not before else float((now - before) / before)


def breakdown_table(now: Usage, before: Usage | None, by: str, limit: int) -> Table:
    """Return cost, share, change, calls and tokens for each value of a dimension, dearest first.

    Beyond `limit` rows the rest stands in one last row, so that the parts still add up to the total.
    """
    title = DIMENSIONS[by].title
    cube = now.cube(by, measures=SPEND_MEASURES)
    earlier = None if before is None else _costs(before, by)
    groups = sorted(cube.dicts(), key=lambda group: (-(group["cost"] or Decimal(0)), group[by]))
    total = cube.sum("cost")
    rows = [
        Row(_cells(group, group[by] or NOT_STATED, total, earlier, group[by]), str(Filter().with_value(by, group[by])))
        for group in groups[:limit]
    ]
    if len(groups) > limit:
        rest = _merged(groups[limit:])
        rows.append(Row(_cells(rest, f"… {len(groups) - limit:,} more", total, earlier and {}, "")))
    everything = None if earlier is None else {"": add(earlier.values())}
    return Table(
        f"spend.by_{by}",
        f"By {title.lower()}",
        _columns(title, earlier is not None),
        tuple(rows),
        total=_cells(_merged(groups), "Total", total, everything, ""),
        available=len(groups),
        bars="share",
        sort=("cost", True),
        provenance=Provenance(
            f"sum of cost_usd for each {title.lower()}", cube.query, cube.parameters, "ai_calls", str(now.scope.filter)
        ),
    )


def _columns(title: str, with_change: bool) -> tuple[Column, ...]:
    return (
        Column("name", title),
        Column("cost", "Cost", Kind.MONEY, "USD", additive=True),
        Column("share", "Share", Kind.RATIO),
        *((Column("change", "Change", Kind.RATIO),) if with_change else ()),
        Column("calls", "Calls", Kind.COUNT),
        Column("per_call", "Per call", Kind.MONEY, "USD", places=4),
        Column("tokens", "Tokens", Kind.COUNT),
        Column("unpriced", "Unpriced", Kind.COUNT),
    )


def _costs(usage: Usage, by: str) -> dict[str, Decimal | None]:
    return {group[by]: group["cost"] for group in usage.cube(by, measures=SPEND_MEASURES).dicts()}


def _merged(groups: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: add(group[name] for group in groups) for name in SPEND_MEASURES}


def _cells(
    group: Mapping[str, Any],
    name: str,
    total: Decimal | None,
    earlier: Mapping[str, Decimal | None] | None,
    key: str,
) -> tuple[Cell, ...]:
    cost, calls = group["cost"], group["calls"]
    return (
        name,
        cost,
        share(cost, total) if cost is not None and total else None,
        *(() if earlier is None else (relative_change(cost, earlier.get(key)),)),
        calls,
        cost / calls if cost is not None and calls else None,
        add((group["input_tokens"], group["output_tokens"])),
        group["unpriced_records"],
    )
