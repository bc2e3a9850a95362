"""Owners compared by what a call and a token costs them, and how much of the difference their models explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cip_tui.model.analysis import View
from cip_tui.model.calls.filter import Filter
from cip_tui.model.calls.schema import DIMENSIONS
from cip_tui.model.document import Cell, Chart, Column, Kind, Provenance, Row, Series, Shape, Table
from cip_tui.model.engine.cubes import add
from cip_tui.model.finops.breakdown import NOT_STATED

_MEASURES = ("cost", "calls", "input_tokens", "output_tokens")
_CHART_ROWS = 15


@dataclass(frozen=True, slots=True)
class UnitCost:
    """What an owner's priced calls cost a unit. `average` is everyone's cost per 1k tokens.

    `mix` is what the owner would pay per 1k tokens above the average if every model cost it what the model costs
    everyone; `rest` is the remaining difference (more output, less caching, other prices). mix + rest = difference.
    """

    name: str
    cost: Decimal
    calls: int
    tokens: int
    average: Decimal
    mix: Decimal
    rest: Decimal

    @property
    def per_1k(self) -> Decimal:
        """USD per 1,000 tokens."""
        return self.cost * 1000 / self.tokens

    @property
    def above(self) -> Decimal | None:
        """Relative difference to everyone's cost per token."""
        return (self.per_1k - self.average) / self.average if self.average else None

    @property
    def gap(self) -> Decimal:
        """USD that the owner paid above everyone's cost per token."""
        return self.cost - self.average * self.tokens / 1000


def unit_costs(view: View, by: str) -> list[UnitCost]:
    """Return the unit costs of every owner with priced tokens, dearest token first."""
    groups = view.priced().cube(by, "model", measures=_MEASURES).dicts()
    known = [
        (row[by], row["model"], row["cost"], row["calls"] or 0, tokens)
        for row in groups
        if row["cost"] is not None and (tokens := add((row["input_tokens"], row["output_tokens"])))
    ]
    everyone = sum((row[2] for row in known), Decimal(0))
    tokens_of_all = sum(row[4] for row in known)
    models: dict[str, tuple[Decimal, int]] = {}
    owners: dict[str, list[tuple[str, Decimal, int, int]]] = {}
    for owner, model, cost, calls, tokens in known:
        spent, count = models.get(model, (Decimal(0), 0))
        models[model] = (spent + cost, count + tokens)
        owners.setdefault(owner, []).append((model, cost, calls, tokens))
    found = []
    for owner, parts in owners.items():
        cost, tokens = sum((part[1] for part in parts), Decimal(0)), sum(part[3] for part in parts)
        average = everyone * 1000 / tokens_of_all
        at_models = sum((models[part[0]][0] * part[3] / models[part[0]][1] for part in parts), Decimal(0))
        mix = at_models * 1000 / tokens - average
        rest = cost * 1000 / tokens - average - mix
        found.append(UnitCost(owner, cost, sum(part[2] for part in parts), tokens, average, mix, rest))
    return sorted(found, key=lambda unit: (-unit.per_1k, unit.name))


def comparison_table(view: View, by: str, units: Sequence[UnitCost]) -> Table:
    """Return cost per call and per 1k tokens, and what makes an owner dearer than all together."""
    title = DIMENSIONS[by].title
    rows = [
        Row(
            (
                unit.name or NOT_STATED,
                unit.cost,
                unit.cost / unit.calls if unit.calls else None,
                unit.per_1k,
                None if unit.above is None else float(unit.above),
                float(unit.mix / unit.average) if unit.average else None,
                float(unit.rest / unit.average) if unit.average else None,
                unit.tokens / unit.calls if unit.calls else None,
                unit.calls,
            ),
            str(Filter().with_value(by, unit.name)),
        )
        for unit in units
    ]
    cube = view.priced().cube(by, "model", measures=_MEASURES)
    return Table(
        "alignment.comparison",
        f"{title}s by unit cost",
        (
            Column("name", title),
            Column("cost", "Cost", Kind.MONEY, "USD", additive=True),
            Column("per_call", "Per call", Kind.MONEY, "USD", places=4),
            Column("per_1k", "Per 1k tokens", Kind.MONEY, "USD", places=4),
            Column("above", "Against all", Kind.RATIO),
            Column("mix", "of it models", Kind.RATIO),
            Column("rest", "of it the rest", Kind.RATIO),
            Column("tokens", "Tokens per call", Kind.NUMBER, places=0),
            Column("calls", "Calls", Kind.COUNT),
        ),
        tuple(rows),
        total=_everyone(units) if units else None,
        empty="No priced call states its tokens, so there is no unit cost.",
        note="Priced calls with tokens only. Models: what the choice of models explains; the rest is more output, "
        "less caching, other prices.",
        provenance=view.provenance(cube, "cost x 1,000 / tokens; models: same models at everyone's cost per token"),
    )


def _everyone(units: Sequence[UnitCost]) -> tuple[Cell, ...]:
    cost, calls = sum((unit.cost for unit in units), Decimal(0)), sum(unit.calls for unit in units)
    tokens = sum(unit.tokens for unit in units)
    per_call, length = (cost / calls, tokens / calls) if calls else (None, None)
    return ("All", cost, per_call, cost * 1000 / tokens, None, None, None, length, calls)


def unit_cost_chart(units: Sequence[UnitCost]) -> Chart:
    """Return cost per 1k tokens by owner as bars."""
    shown = units[:_CHART_ROWS]
    dearest, cheapest = units[0], units[-1]
    return Chart(
        "alignment.unit_costs",
        "Cost per 1k tokens",
        (
            Series(
                "USD per 1k tokens",
                tuple(unit.name or NOT_STATED for unit in shown),
                tuple(float(unit.per_1k) for unit in shown),
                Shape.BARS,
            ),
        ),
        y_title="USD per 1k tokens",
        summary=f"{dearest.name or NOT_STATED} pays {dearest.per_1k:.4f} USD per 1k tokens, "
        f"{cheapest.name or NOT_STATED} {cheapest.per_1k:.4f}.",
        provenance=Provenance("cost x 1,000 / tokens, over priced calls", source="ai_calls"),
    )
