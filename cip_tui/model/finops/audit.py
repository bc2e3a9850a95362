"""Reported cost against the price book: sums by model and file, and what a known mistake would look like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from cip_tui.model.analysis import View
from cip_tui.model.calls.price_names import provider_name
from cip_tui.model.calls.prices import Price, cost
from cip_tui.model.engine.cubes import Cube, add
from cip_tui.model.finops.workload import price_of

KEYS = ("provider", "model", "source", "price")
MEASURES = (
    "record_count",
    "cost",
    "reported",
    "repriced",
    "unpriced_records",
    "both_records",
    "both_reported",
    "both_repriced",
    "over_records",
    "over",
    "under_records",
    "under",
    "zero_records",
    "zero_repriced",
    "cached_records",
    "cached_reported",
    "cached_repriced",
    "cached_compared",
    "unpriced_input",
    "unpriced_output",
)
# How near a difference must come to what a mistake would give, as a fraction of it.
_NEAR = Decimal("0.03")
# Marks of a price row that is no plain price; see calls/prices.py.
_MARK = "#"


def audit_cube(view: View) -> Cube:
    """Return the cube by provider, model, file and price row."""
    return view.usage.cube(*KEYS, measures=MEASURES)


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of the calls of one model, file or both; `keys` name it. Unknown sums are None."""

    keys: tuple[str, ...]
    values: dict[str, Any]

    def of(self, measure: str) -> Any:
        """Return one sum."""
        return self.values[measure]

    @property
    def difference(self) -> Decimal | None:
        """Reported less repriced over the calls that have both."""
        return self.of("both_reported") - self.of("both_repriced") if self.of("both_records") else None

    @property
    def relative(self) -> float | None:
        """The difference as a fraction of the repriced cost."""
        found = self.difference
        return float(found / self.of("both_repriced")) if found is not None and self.of("both_repriced") else None


def sums_by(view: View, *keys: str) -> list[Sums]:
    """Return the sums by some of the cube's keys, dearest first."""
    cube = audit_cube(view).rolled_up(*keys)
    found = [Sums(row[: len(keys)], dict(zip(MEASURES, row[len(keys) :], strict=True))) for row in cube.rows]
    return sorted(found, key=lambda item: (-(item.of("cost") or Decimal(0)), item.keys))


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Calls whose reported cost differs from the price book by what a known mistake with cached tokens gives."""

    sums: Sums
    mistake: str
    excess: Decimal

    @property
    def model(self) -> str:
        """The model."""
        return self.sums.keys[1]

    @property
    def source(self) -> str:
        """The file."""
        return self.sums.keys[2]


def suspicions(view: View) -> list[Suspicion]:
    """Return the models and files whose cached tokens seem to be counted twice, most dollars first.

    With an input price p, a cache-read price r and c cached tokens the reported cost is too high by about c·p where
    all input is charged in full and the cached part once more at its own price, by c·(2p - r) where it is charged
    once more in full, and by c·(p - r) where the discount of the cache is left out.
    """
    found = []
    for item in sums_by(view, *KEYS):
        provider, model, _, key = item.keys
        price = price_of(view.facts.book, provider, model, view.period.last, view.facts.as_of)
        if price is None or price.cache_read is None or _MARK in key or not item.of("cached_compared"):
            continue
        excess = item.of("cached_reported") - item.of("cached_repriced")
        mistake = _mistake(excess, item.of("cached_compared"), price)
        if mistake:
            found.append(Suspicion(item, mistake, excess))
    return sorted(found, key=lambda item: (-item.excess, item.sums.keys))


def _mistake(excess: Decimal, cached: int, price: Price) -> str:
    full, read = cached * price.input / 1_000_000, cached * (price.cache_read or Decimal(0)) / 1_000_000
    shapes = (
        ("cached input charged in full and again at its own price", full),
        ("cached input charged twice in full", 2 * full - read),
        ("cache discount left out", full - read),
    )
    near = [(abs(excess / size - 1), name) for name, size in shapes if size > 0]
    best = min(near, default=None)
    return best[1] if best is not None and best[0] <= _NEAR else ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A model without a price: its unpriced records and tokens, and what these cost at known prices.

    `low` and `high` are USD at the cheapest and dearest of `against`; None where tokens are not stated.
    """

    provider: str
    model: str
    records: int
    input_tokens: int | None
    output_tokens: int | None
    low: Decimal | None
    high: Decimal | None
    cheapest: str
    dearest: str


def unknown_models(view: View) -> list[Unknown]:
    """Return the models with unpriced records, most records first.

    They are held against the provider's own prices on the last day, or all prices where the book has none of it.
    """
    book = view.facts.book
    known = [
        price
        for provider, name in (book.models() if book else ())
        if (price := price_of(book, provider, name, view.period.last)) is not None and price.output
    ]
    found = []
    for item in sums_by(view, "provider", "model"):
        if item.of("unpriced_records"):
            own = [price for price in known if price.provider == provider_name(item.keys[0])] or known
            found.append(_unknown(item, own))
    return sorted(found, key=lambda item: (-item.records, item.provider, item.model))


def _unknown(item: Sums, against: Sequence[Price]) -> Unknown:
    tokens_in, tokens_out = item.of("unpriced_input"), item.of("unpriced_output")
    low = high = None
    cheapest = dearest = ""
    if against and (tokens_in is not None or tokens_out is not None):
        costs = sorted(
            (cost(_plain(price), tokens_in or 0, tokens_out or 0), f"{price.provider}/{price.model}")
            for price in against
        )
        (low, cheapest), (high, dearest) = costs[0], costs[-1]
    return Unknown(
        item.keys[0], item.keys[1], item.of("unpriced_records"), tokens_in, tokens_out, low, high, cheapest, dearest
    )


def _plain(price: Price) -> Price:
    return replace(price, long_context=None)


def at_known_prices(unknown: Sequence[Unknown], total: Sums, tokens: int) -> tuple[Decimal, Decimal, Decimal] | None:
    """Return what all unpriced tokens cost at the cheapest price, at the mean of the priced calls, and at the dearest.

    `tokens` are the tokens of the priced calls. The mean is held inside the range. None where no tokens are stated.
    """
    low, high = add(item.low for item in unknown), add(item.high for item in unknown)
    if low is None or high is None:
        return None
    count = sum((item.input_tokens or 0) + (item.output_tokens or 0) for item in unknown)
    middle = total.of("cost") * count / tokens if total.of("cost") and tokens else (low + high) / 2
    return low, min(max(middle, low), high), high
