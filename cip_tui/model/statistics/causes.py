"""Why cost changed: an exact split into volume, mix, size and price, and into the segments that moved.

Cost is the sum over segments (models, features, …) of calls x tokens a call x price of a token. The change from an
expected to an actual day is split by the logarithmic mean Divisia index (LMDI-I; Ang 2005, Energy Policy 33): the
parts add up to the change, whatever the order of segments, and nothing is left over. A segment that is new or gone
counts as mix.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from cip_tui.model.errors import UsageError


@dataclass(frozen=True, slots=True)
class Usage:
    """What a segment did: calls, tokens (in the sense the price is per) and cost."""

    calls: float
    tokens: float
    cost: float


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment's part of the change; `total` is its actual less its expected cost."""

    name: str
    expected: float
    actual: float
    volume: float
    mix: float
    size: float
    price: float

    @property
    def total(self) -> float:
        """By how much the segment's cost changed."""
        return self.actual - self.expected


@dataclass(frozen=True, slots=True)
class Causes:
    """The change of cost split two ways; each way adds up to `total`.

    `volume`: more calls in all. `mix`: other segments than usual. `size`: more tokens a call. `price`: dearer tokens.
    `segments` are sorted by how much they moved, the largest first.
    """

    total: float
    volume: float
    mix: float
    size: float
    price: float
    segments: tuple[Segment, ...]

    @property
    def main(self) -> str:
        """The largest part in the direction of the change: volume, mix, size or price."""
        parts = {"volume": self.volume, "mix": self.mix, "size": self.size, "price": self.price}
        return max(parts, key=lambda name: math.copysign(1.0, self.total) * parts[name])

    @property
    def shares(self) -> dict[str, float] | None:
        """Each part over the total; None where nothing changed."""
        if not self.total:
            return None
        parts = {"volume": self.volume, "mix": self.mix, "size": self.size, "price": self.price}
        return {name: part / self.total for name, part in parts.items()}


def split_change(expected: Mapping[str, Usage], actual: Mapping[str, Usage]) -> Causes:
    """Split the change of cost from `expected` to `actual`, both by segment.

    Scale the expected side to the expected cost first (`scaled`) where it covers other days. Raises `UsageError` for
    negative amounts, and for cost without calls.
    """
    names = list(dict.fromkeys([*expected, *actual]))
    nothing = Usage(0.0, 0.0, 0.0)
    pairs = [
        (name, _checked(name, expected.get(name, nothing)), _checked(name, actual.get(name, nothing))) for name in names
    ]
    before = math.fsum(was.calls for _, was, _ in pairs)
    after = math.fsum(now.calls for _, _, now in pairs)
    segments = [_segment(name, was, now, before, after) for name, was, now in pairs]
    segments.sort(key=lambda segment: -abs(segment.total))
    return Causes(
        total=math.fsum(segment.total for segment in segments),
        volume=math.fsum(segment.volume for segment in segments),
        mix=math.fsum(segment.mix for segment in segments),
        size=math.fsum(segment.size for segment in segments),
        price=math.fsum(segment.price for segment in segments),
        segments=tuple(segments),
    )


def scaled(usage: Mapping[str, Usage], cost: float) -> dict[str, Usage]:
    """Return the same usage with volumes scaled so that it costs `cost` in all; mix, sizes and prices stay.

    Raises `UsageError` where the usage costs nothing.
    """
    total = math.fsum(each.cost for each in usage.values())
    if total <= 0:
        raise UsageError("Usage that costs nothing cannot be scaled to a cost")
    factor = cost / total
    return {name: Usage(each.calls * factor, each.tokens * factor, each.cost * factor) for name, each in usage.items()}


def _checked(name: str, usage: Usage) -> Usage:
    if min(usage.calls, usage.tokens, usage.cost) < 0 or (usage.cost > 0 and usage.calls == 0):
        raise UsageError(f"The usage of '{name}' cannot be split: {usage}")
    return usage


def _segment(name: str, was: Usage, now: Usage, before: float, after: float) -> Segment:
    change = now.cost - was.cost
    if was.calls == 0 or now.calls == 0:
        return Segment(name, was.cost, now.cost, 0.0, change, 0.0, 0.0)
    if was.tokens == 0 or now.tokens == 0:
        # Cost without tokens: the calls themselves are what is paid for, so there is no size to speak of.
        was, now = Usage(was.calls, was.calls, was.cost), Usage(now.calls, now.calls, now.cost)
    if was.cost == 0 or now.cost == 0:
        return Segment(name, was.cost, now.cost, 0.0, 0.0, 0.0, change)
    weight = _logarithmic_mean(now.cost, was.cost)
    volume = weight * math.log(after / before)
    mix = weight * math.log((now.calls / after) / (was.calls / before))
    size = weight * math.log((now.tokens / now.calls) / (was.tokens / was.calls))
    # The last part is what is left, so that rounding cannot open a gap.
    return Segment(name, was.cost, now.cost, volume, mix, size, change - volume - mix - size)


def _logarithmic_mean(first: float, second: float) -> float:
    """Return (a - b) / (ln a - ln b), which is a where both are equal."""
    difference = math.log(first) - math.log(second)
    return first if abs(difference) < 1e-12 else (first - second) / difference
