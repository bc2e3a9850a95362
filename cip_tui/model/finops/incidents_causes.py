"""Why a spike cost what it cost, in dollars that add up: more calls, another mix, larger calls, dearer tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from cip_tui.model.analysis import exact
from cip_tui.model.errors import UsageError

if TYPE_CHECKING:
    from cip_tui.model.statistics.causes import Usage

# As many as a cost has.
_PLACES = 12
Segment = tuple[str, str, str]
"""Feature, provider and model."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Calls of one segment: how many, their cost in USD, and their size.

    The size is what their tokens cost at one price list, so that a cheap input token weighs less than an output token;
    zero where tokens are not known.
    """

    calls: int
    cost: Decimal
    size: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Effects:
    """What each cause added to the expected cost, USD; a negative one took something off.

    `volume`: number of calls. `mix`: share of dear and cheap models and features in them. `size`: tokens of a call.
    `price`: cost of the same tokens, through prices, discounts and caching. The four add up to the whole change, and so
    do `parts`, the changes by segment, the largest first.
    """

    volume: Decimal
    mix: Decimal
    size: Decimal
    price: Decimal
    parts: tuple[tuple[Segment, Decimal], ...]

    @property
    def feature(self) -> tuple[str, Decimal]:
        """The feature whose cost rose most, and by how much."""
        return self._most(0)

    @property
    def model(self) -> tuple[str, Decimal]:
        """The model whose cost rose most, and by how much."""
        return self._most(2)

    def _most(self, place: int) -> tuple[str, Decimal]:
        sums: dict[str, Decimal] = {}
        for segment, amount in self.parts:
            sums[segment[place]] = sums.get(segment[place], Decimal(0)) + amount
        return max(sorted(sums.items()), key=lambda item: item[1])

    def named(self) -> list[tuple[str, Decimal]]:
        """Return the effects with their names, the one that added most first."""
        found = [
            ("number of calls", self.volume),
            ("model and feature mix", self.mix),
            ("tokens per call", self.size),
            ("price per token", self.price),
        ]
        return sorted(found, key=lambda effect: -effect[1])


def split(before: Mapping[Segment, Slice], after: Mapping[Segment, Slice], expected: Decimal) -> Effects | None:
    """Return the effects that lead from `expected`, spread over segments as `before` was, to the cost of `after`.

    None where there is nothing to compare with, or where credits make a segment's cost negative.
    """
    from cip_tui.model.statistics.causes import scaled, split_change

    names = sorted({*before, *after})
    keys = {segment: str(place) for place, segment in enumerate(names)}
    try:
        usual = scaled(_usage(before, keys), float(expected))
        found = split_change(usual, _usage(after, keys))
    except UsageError:
        return None
    actual = sum((item.cost for item in after.values()), Decimal(0))
    effects = _closed([found.volume, found.mix, found.size, found.price], actual - expected)
    moved = sorted(found.segments, key=lambda segment: names[int(segment.name)])
    changes = _closed([segment.total for segment in moved], actual - expected)
    parts = sorted(zip(names, changes, strict=True), key=lambda part: (-part[1], part[0]))
    return Effects(effects[0], effects[1], effects[2], effects[3], tuple(parts))


def _usage(slices: Mapping[Segment, Slice], keys: Mapping[Segment, str]) -> dict[str, Usage]:
    from cip_tui.model.statistics import causes

    return {keys[name]: causes.Usage(item.calls, float(item.size), float(item.cost)) for name, item in slices.items()}


def _closed(parts: Sequence[float], total: Decimal) -> list[Decimal]:
    """Return statistics as decimals that add up to an exact total: the largest takes the last digits."""
    found = [exact(part, _PLACES) for part in parts]
    largest = max(range(len(found)), key=lambda place: abs(found[place]))
    found[largest] += total - sum(found, Decimal(0))
    return found
