"""What the calls would have cost at list price, without batch and cache discounts: the effective savings rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cip_tui.model.analysis import View
from cip_tui.model.calls.filter import Filter
from cip_tui.model.calls.prices import Price
from cip_tui.model.document import Cell, Column, Kind, Row, Table
from cip_tui.model.engine.cubes import Cube, add
from cip_tui.model.finops.breakdown import NOT_STATED

MILLION = Decimal(1_000_000)
MEASURES = ("cost", "calls", "input_tokens", "cached_tokens", "cache_write_tokens", "output_tokens", "largest_call")


@dataclass(frozen=True, slots=True)
class ModelUse:
    """The priced use of one model: what it cost, and its price on the last day observed (None: not in the book)."""

    provider: str
    model: str
    price: Price | None
    cost: Decimal
    calls: int
    input: int
    cached: int
    written: int
    output: int
    largest: int | None

    @property
    def listed(self) -> Decimal | None:
        """Cost of the same tokens at list price: all input at the input price, nothing in batches; USD."""
        return (
            None if self.price is None else (self.input * self.price.input + self.output * self.price.output) / MILLION
        )

    def at(self, price: Price) -> Decimal:
        """Cost of the same tokens at another model's price, with the same share of cached input; USD."""
        read = price.input if price.cache_read is None else price.cache_read
        written = price.input if price.cache_write_5m is None else price.cache_write_5m
        plain = self.input - self.cached - self.written
        total = plain * price.input + self.cached * read + self.written * written + self.output * price.output
        return total / MILLION


def model_cube(view: View) -> Cube:
    """Return the cube that model uses are read from."""
    return view.priced().cube("provider", "model", measures=MEASURES)


def model_uses(view: View) -> list[ModelUse]:
    """Return the priced models in use, dearest first. Without a price book no model has a price."""
    found = []
    for row in model_cube(view).dicts():
        if row["cost"] is None:
            continue
        book = view.facts.book
        price = book.resolve(row["provider"], row["model"], view.period.last) if book is not None else None
        found.append(ModelUse(row["provider"], row["model"], price, row["cost"], row["calls"] or 0, *_tokens(row)))
    return sorted(found, key=lambda use: (-use.cost, use.provider, use.model))


def _tokens(row: dict[str, Any]) -> tuple[int, int, int, int, int | None]:
    names = ("input_tokens", "cached_tokens", "cache_write_tokens", "output_tokens")
    counts = [row[name] or 0 for name in names]
    return counts[0], counts[1], counts[2], counts[3], row["largest_call"]


def savings_rate(uses: Sequence[ModelUse]) -> float | None:
    """Return 1 - cost / list cost over the models with a list price; None where there is none."""
    known = [use for use in uses if use.listed]
    listed = add(use.listed for use in known)
    return float(1 - add(use.cost for use in known) / listed) if listed else None


def rates_table(view: View, uses: Sequence[ModelUse]) -> Table:
    """Return actual against list cost for each model."""
    known = [use for use in uses if use.listed is not None]
    rows = []
    for use in uses:
        rate = savings_rate([use])
        name = use.model or NOT_STATED
        cells: tuple[Cell, ...] = (name, use.provider, use.cost, use.listed, rate, _share(use.cached, use.input))
        rows.append(Row(cells, str(Filter().with_value("model", use.model))))
    return Table(
        "optimization.rates",
        "Actual against list price",
        (
            Column("model", "Model"),
            Column("provider", "Provider"),
            Column("cost", "Cost", Kind.MONEY, "USD", additive=True),
            Column("listed", "At list price", Kind.MONEY, "USD"),
            Column("rate", "Savings rate", Kind.RATIO),
            Column("cached", "Cached input", Kind.RATIO),
        ),
        tuple(rows),
        total=("Total", "", add(u.cost for u in uses), add(u.listed for u in known), savings_rate(uses), None),
        note="A negative rate is paid above list: failed calls, long prompts or another price list.",
        provenance=view.provenance(
            model_cube(view), "cost; (input tokens x input price + output tokens x output price)"
        ),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
