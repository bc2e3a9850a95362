"""Inefficient use: what was paid for calls that failed, prompts that are too long, and caches left unused.

Every kind is worked out from sums of the calls, with the rule in words beside it. Kinds may overlap, but for the two
of failed calls, which add up to everything that failed calls cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median
from typing import Any

from cip_tui.model.analysis import View
from cip_tui.model.calls.filter import Filter, Term
from cip_tui.model.calls.prices import Price, cost
from cip_tui.model.engine.cubes import Cube, Scope, add
from cip_tui.model.finops.rates import MILLION
from cip_tui.model.finops.task_tables import FAILED

# Prompts shorter than this cannot be cached at the large providers.
CACHEABLE_TOKENS = 1_024
# A share of cached input below this counts as none.
NO_CACHE = 0.01
# Customers a feature needs before one of them can be called unusual, and from which multiple of the middle one on.
PEERS, FAR = 5, 2
KEYS = ("customer", "feature", "provider", "model")
MEASURES = (
    "cost",
    "calls",
    "record_count",
    "input_tokens",
    "cached_tokens",
    "output_tokens",
    "failed_records",
    "failed_cost",
)
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on use counts as inefficient; see the settings of the analysis for what each means."""

    burst: int = 10
    cacheable: Decimal = Decimal("0.3")
    answer: Decimal = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Part:
    """Calls that are used inefficiently: what they share, how many, their cost and what is wasted of it, USD."""

    about: dict[str, str]
    calls: int | None
    cost: Decimal
    waste: Decimal
    failed: bool = False
    detail: str = ""

    @property
    def filter(self) -> Filter:
        """The calls of the part."""
        terms = tuple(Term(name, "=", (value,)) for name, value in self.about.items())
        return Filter(terms).and_(FAILED) if self.failed else Filter(terms)


@dataclass(frozen=True, slots=True)
class Waste:
    """One kind of inefficient use over the observed days, its parts by falling waste."""

    kind: str
    parts: tuple[Part, ...]

    @property
    def total(self) -> Decimal:
        """USD wasted."""
        return sum((part.waste for part in self.parts), Decimal(0))

    @property
    def cost(self) -> Decimal:
        """USD that the calls of all parts cost."""
        return sum((part.cost for part in self.parts), Decimal(0))

    @property
    def calls(self) -> int | None:
        """How many calls the parts hold; None where none states it."""
        found: int | None = add(part.calls for part in self.parts)
        return found


def waste_cube(view: View) -> Cube:
    """Return the cube that everything but bursts and long-context steps rests on."""
    return view.usage.cube(*KEYS, measures=MEASURES)


def read_waste(view: View, limits: Limits) -> list[Waste]:
    """Return every kind of inefficient use that has parts, most dollars first."""
    rows = waste_cube(view).dicts()
    bursts = _bursts(view, limits.burst)
    kinds = [
        _waste("bursts", (_burst_part(key, found) for key, found in bursts.items())),
        _waste("failed", _failed(rows, bursts)),
        _waste("step", _above_step(view)),
        _waste("long", _long_prompts(view, rows)),
        _waste("uncached", _uncached(view, rows, limits.cacheable)),
        _waste("reading", _little_said(view, rows, limits.answer)),
    ]
    return sorted((kind for kind in kinds if kind.parts), key=lambda kind: (-kind.total, kind.kind))


def _waste(kind: str, parts: Iterable[Part]) -> Waste:
    kept = [part for part in parts if part.waste > 0 or kind == "bursts"]
    return Waste(kind, tuple(sorted(kept, key=lambda part: (-part.waste, -(part.calls or 0), str(part.about)))))


@dataclass(slots=True)
class _Burst:
    hours: int = 0
    calls: int = 0
    cost: Decimal = Decimal(0)


def _bursts(view: View, least: int) -> dict[Key, _Burst]:
    """Failed calls in hours in which one customer had at least `least` of them with one feature and model."""
    failed = view.usage.within(Scope(view.scope.period, view.scope.filter.and_(FAILED)))
    found: dict[Key, _Burst] = {}
    for row in failed.cube("hour", *KEYS, measures=("record_count", "cost")).dicts():
        if row["record_count"] >= least:
            burst = found.setdefault(_key(row), _Burst())
            burst.hours += 1
            burst.calls += row["record_count"]
            burst.cost += row["cost"] or 0
    return found


def _key(row: dict[str, Any]) -> Key:
    return row["customer"], row["feature"], row["provider"], row["model"]


def _about(key: Key) -> dict[str, str]:
    return dict(zip(KEYS, key, strict=True))


def _burst_part(key: Key, found: _Burst) -> Part:
    hours = f"{found.hours} hour" + ("s" if found.hours > 1 else "")
    return Part(_about(key), found.calls, found.cost, found.cost, failed=True, detail=hours)


def _failed(rows: Sequence[dict[str, Any]], bursts: dict[Key, _Burst]) -> Iterable[Part]:
    """Failed calls outside bursts that cost something."""
    for row in rows:
        burst = bursts.get(_key(row), _Burst())
        paid = (row["failed_cost"] or Decimal(0)) - burst.cost
        if paid > 0:
            share = f"{row['failed_records'] / row['record_count']:.1%} fail"
            yield Part(_about(_key(row)), row["failed_records"] - burst.calls, paid, paid, failed=True, detail=share)


def _above_step(view: View) -> Iterable[Part]:
    """What calls above a model's long-context step cost more than below it: cost x (1 - price below / price above)."""
    measures = ("cost", "calls", "input_tokens", "cached_tokens", "cache_write_tokens", "output_tokens")
    for row in view.usage.cube("feature", "provider", "model", "price", measures=measures).dicts():
        price = _price(view, row) if "#long" in (row["price"] or "") else None
        if price is None or price.long_context is None or not row["cost"] or not row["input_tokens"]:
            continue
        tokens = row["input_tokens"], row["output_tokens"] or 0
        read, written = row["cached_tokens"] or 0, row["cache_write_tokens"] or 0
        try:
            above = cost(price, *tokens, cached=read, cache_write=written)
            below = cost(replace(price, long_context=None), *tokens, cached=read, cache_write=written)
        except ValueError:
            # The cached parts exceed the whole: the source's counts contradict each other.
            continue
        if above > below:
            about = {name: row[name] for name in KEYS[1:]}
            yield Part(about, row["calls"], row["cost"], row["cost"] * (1 - below / above))


def _long_prompts(view: View, rows: Sequence[dict[str, Any]]) -> Iterable[Part]:
    """Input beyond twice what the middle customer sends per call of the feature, on models dearer than average."""
    usable = [row for row in rows if row["calls"] and row["input_tokens"] and (row["cost"] or 0) > 0]
    dear = _mean_price(view, usable)
    by_feature: dict[str, dict[str, list[int]]] = {}
    for row in usable:
        sums = by_feature.setdefault(row["feature"], {}).setdefault(row["customer"], [0, 0])
        sums[0] += row["input_tokens"]
        sums[1] += row["calls"]
    middle = {
        feature: median(Decimal(tokens) / calls for tokens, calls in customers.values())
        for feature, customers in by_feature.items()
        if len(customers) >= PEERS
    }
    for row in usable:
        price = _price(view, row)
        usual = middle.get(row["feature"])
        if usual is None or price is None or dear is None or price.input <= dear:
            continue
        per_call = Decimal(row["input_tokens"]) / row["calls"]
        if per_call > FAR * usual:
            excess = (per_call - FAR * usual) * row["calls"] * _paid_for_input(row, price)
            detail = f"{per_call:,.0f} tokens, usual {usual:,.0f}"
            yield Part(_about(_key(row)), row["calls"], row["cost"], min(excess, row["cost"]), detail=detail)


def _uncached(view: View, rows: Sequence[dict[str, Any]], assumed: Decimal) -> Iterable[Part]:
    """Input that could be read from a cache where a model has a price for that and the feature reads none.

    The part of the input that repeats is what the features that do use the cache read from it on the same model; where
    none does, it is assumed.
    """
    sums: dict[tuple[str, str, str], list[Any]] = {}
    for row in rows:
        if row["input_tokens"] and row["calls"] and row["cost"]:
            found = sums.setdefault(_key(row)[1:], [0, 0, 0, Decimal(0)])
            for place, name in enumerate(("input_tokens", "cached_tokens", "calls", "cost")):
                found[place] += row[name] or 0
    shares: dict[tuple[str, str], list[Decimal]] = {}
    for (_, provider, model), (tokens, cached, _, _) in sums.items():
        if cached / tokens >= NO_CACHE:
            shares.setdefault((provider, model), []).append(Decimal(cached) / tokens)
    for key, (tokens, cached, calls, paid) in sums.items():
        about = dict(zip(KEYS[1:], key, strict=True))
        price = _price(view, about)
        if price is None or price.cache_read is None or cached / tokens >= NO_CACHE:
            continue
        if tokens / calls >= CACHEABLE_TOKENS:
            known = shares.get(key[1:])
            share = median(known) if known else assumed
            waste = share * tokens * (price.input - price.cache_read) / MILLION
            detail = f"{share:.0%} {'as other features' if known else 'assumed'}"
            yield Part(about, calls, paid, min(waste, paid), detail=detail)


def _little_said(view: View, rows: Sequence[dict[str, Any]], answer: Decimal) -> Iterable[Part]:
    """Input beyond what an answer of this length is usually worth: output tokens / `answer`."""
    sums: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        if row["input_tokens"] and row["output_tokens"] and row["cost"]:
            found = sums.setdefault(_key(row)[1:], dict.fromkeys(MEASURES, 0))
            for name in MEASURES:
                found[name] += row[name] or 0
    for key, found in sums.items():
        about = dict(zip(KEYS[1:], key, strict=True))
        price = _price(view, about)
        excess = found["input_tokens"] - found["output_tokens"] / answer
        if price is not None and excess > 0 and found["cost"] > 0:
            waste = min(excess * _paid_for_input(found, price), found["cost"])
            detail = f"{found['output_tokens'] / found['input_tokens']:.2%} output"
            yield Part(about, found["calls"] or None, found["cost"], waste, detail=detail)


def _price(view: View, row: dict[str, Any]) -> Price | None:
    book = view.facts.book
    return None if book is None else book.resolve(row["provider"], row["model"], view.period.last)


def _paid_for_input(row: dict[str, Any], price: Price) -> Decimal:
    """USD for a token of input on average, cached ones at their own price."""
    read = price.input if price.cache_read is None else price.cache_read
    cached = min(Decimal(row["cached_tokens"] or 0) / int(row["input_tokens"]), Decimal(1))
    return ((1 - cached) * price.input + cached * read) / MILLION


def _mean_price(view: View, rows: Sequence[dict[str, Any]]) -> Decimal | None:
    """The input price of all calls together, weighted by their tokens."""
    known = [(price.input, row["input_tokens"]) for row in rows if (price := _price(view, row)) is not None]
    tokens = sum(count for _, count in known)
    return sum((each * count for each, count in known), Decimal(0)) / tokens if tokens else None
