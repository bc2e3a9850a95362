"""The price book: what a token of a model costs on a day, in exact decimals.

Rows are dated and come from `prices.json`; a TOML file of the user's own may add rows, which win where they apply.
A model that the book does not know has no price (None), never a price of zero.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from cip_tui.model.calls.price_file import BUILT_IN, LongContext, Price, read_book, read_override
from cip_tui.model.calls.price_names import GATEWAYS, lookup_names, split_model

__all__ = [
    "LongContext",
    "Price",
    "PriceBook",
    "Rate",
    "Retirement",
    "cost",
    "priced_service",
    "reprice_condition",
    "reprice_cost",
]

_MILLION = Decimal(1_000_000)
_OPEN_START = datetime(1, 1, 1)
_OPEN_END = datetime(9999, 12, 31)
_NO_LIMIT = 2**62
# First-party price lists come before resellers where a record names no provider.
_HOUSES = ("openai", "anthropic", "google", "mistral", "deepseek", "cohere", "xai", "bedrock")


@dataclass(frozen=True, slots=True)
class Retirement:
    """The first day on which a provider no longer serves a model."""

    provider: str
    model: str
    retire_on: date


@dataclass(frozen=True, slots=True)
class Rate:
    """A price ready to be joined to calls in SQL: what one token costs, USD, and the calls that it holds for.

    `provider` and `model` are as the source states them. The rate holds from `from_ts` up to, not including,
    `to_ts`, for calls of `service` ("standard" or "batch") with `above_tokens` < input tokens <= `up_to_tokens`.
    """

    provider: str
    model: str
    from_ts: datetime
    to_ts: datetime
    service: str
    above_tokens: int
    up_to_tokens: int
    input: Decimal
    output: Decimal
    cache_read: Decimal
    cache_write: Decimal
    price_key: str


class PriceBook:
    """Dated prices of models, looked up by whatever name a source uses."""

    def __init__(self, prices: Sequence[Price], own: Sequence[Price] = (), checked_on: date | None = None) -> None:
        shipped = {(price.provider, price.model): price for price in prices}
        self.prices = (*(_completed(price, shipped) for price in own), *prices)
        self.checked_on = checked_on
        self._index: dict[tuple[str, str], list[Price]] = {}
        for price in self.prices:
            for name in dict.fromkeys((price.model, *price.aliases)):
                self._index.setdefault((price.provider, name.lower()), []).append(price)
        self._known: dict[tuple[str, str], list[Price]] = {}
        self._resolved: dict[tuple[str, str, date], Price | None] = {}

    @classmethod
    def load(cls, override: Path | None = None) -> PriceBook:
        """Return the built-in price book, with the rows of the TOML file `override` in front of it.

        Raises `UsageError` naming the row and key where the file is not understood.
        """
        prices, checked_on = read_book(BUILT_IN)
        return cls(prices, read_override(override) if override else (), checked_on)

    @cached_property
    def digest(self) -> str:
        """16 hex digits that change with any price, for keeping repriced results apart."""
        return hashlib.sha256(repr(self.prices).encode()).hexdigest()[:16]

    def models(self) -> list[tuple[str, str]]:
        """Return every (provider, model) once, in the book's order."""
        return list(dict.fromkeys((price.provider, price.model) for price in self.prices))

    def retirements(self) -> list[Retirement]:
        """Return the known retirements, earliest first."""
        days = {(price.provider, price.model): price.retire_on for price in reversed(self.prices) if price.retire_on}
        found = [Retirement(provider, model, day) for (provider, model), day in days.items()]
        return sorted(found, key=lambda item: (item.retire_on, item.provider, item.model))

    def resolve(self, provider: str, model: str, day: date) -> Price | None:
        """Return the price of a model on a day, or None where it is not known.

        Names are matched ignoring case, with or without the date or version at the end, as Bedrock ids and ARNs,
        and with a provider's prefix (`openai/gpt-4`). An empty provider matches the provider the prefix names,
        else the maker's own price list.
        """
        key = (provider, model, day)
        if key not in self._resolved:
            self._resolved[key] = next((price for price in self._rows(provider, model) if price.holds(day)), None)
        return self._resolved[key]

    def _rows(self, provider: str, model: str) -> list[Price]:
        key = (provider, model)
        if key not in self._known:
            self._known[key] = self._find(*split_model(provider, model))
        return self._known[key]

    def _find(self, provider: str, model: str) -> list[Price]:
        houses = _HOUSES if provider in GATEWAYS else (provider,)
        for name in lookup_names(model):
            for house in houses:
                found = self._index.get((house, name))
                if found:
                    return found
        return []

    def rates(self, pairs: Iterable[tuple[str, str]]) -> list[Rate]:
        """Return the rates for models as a source names them, free of overlap; unknown models have none.

        Join them to calls on provider, model and `reprice_condition`; `reprice_cost` gives the cost.
        """
        result: list[Rate] = []
        for provider, model in dict.fromkeys(pairs):
            rows = self._rows(provider, model)
            bounds = {_OPEN_START, _OPEN_END}
            bounds |= {_start(day) for price in rows for day in (price.effective_from, price.effective_to) if day}
            ordered = sorted(bounds)
            for from_ts, to_ts in itertools.pairwise(ordered):
                price = next((row for row in rows if row.holds(from_ts.date())), None)
                if price is not None:
                    result.extend(_rates(price, provider, model, from_ts, to_ts))
        return result


def _completed(own: Price, shipped: dict[tuple[str, str], Price]) -> Price:
    """The user's price with what the book knows of the model beyond its price: other names, window, retirement."""
    known = shipped.get((own.provider, own.model.lower()))
    if known is None:
        return own
    return replace(
        own,
        aliases=(*own.aliases, *known.aliases),
        context_window=own.context_window or known.context_window,
        retire_on=own.retire_on or known.retire_on,
    )


def _start(day: date) -> datetime:
    return datetime.combine(day, time())


def _rates(price: Price, provider: str, model: str, from_ts: datetime, to_ts: datetime) -> Iterable[Rate]:
    services = [("standard", Decimal(1), "")]
    if price.batch_factor is not None:
        services.append(("batch", price.batch_factor, "#batch"))
    for service, factor, mark in services:
        steps = [(price, -1, price.long_context.above_tokens if price.long_context else _NO_LIMIT, "")]
        if price.long_context:
            steps.append((_long(price), price.long_context.above_tokens, _NO_LIMIT, "#long"))
        for step, above, up_to, long in steps:
            read = step.input if step.cache_read is None else step.cache_read
            written = step.input if step.cache_write_5m is None else step.cache_write_5m
            yield Rate(
                provider=provider,
                model=model,
                from_ts=from_ts,
                to_ts=to_ts,
                service=service,
                above_tokens=above,
                up_to_tokens=up_to,
                input=step.input * factor / _MILLION,
                output=step.output * factor / _MILLION,
                cache_read=read * factor / _MILLION,
                cache_write=written * factor / _MILLION,
                price_key=f"{price.key}{long}{mark}",
            )


def _long(price: Price) -> Price:
    """The price of a call whose prompt is longer than the step; parts without a step keep their base price."""
    long = price.long_context
    if long is None:
        return price
    return replace(
        price,
        input=price.input if long.input is None else long.input,
        output=price.output if long.output is None else long.output,
        cache_read=price.cache_read if long.cache_read is None else long.cache_read,
        cache_write_5m=price.cache_write_5m if long.cache_write_5m is None else long.cache_write_5m,
        cache_write_1h=price.cache_write_1h if long.cache_write_1h is None else long.cache_write_1h,
        long_context=None,
    )


def cost(
    price: Price,
    input_tokens: int,
    output_tokens: int,
    *,
    cached: int = 0,
    cache_write: int = 0,
    cache_write_1h: int = 0,
    batch: bool = False,
) -> Decimal:
    """Return the exact cost of one call in USD.

    `input_tokens` holds all input; `cached` (read from a cache), `cache_write` (written for 5 minutes) and
    `cache_write_1h` are parts of it. Cost = (input - cached - writes) x input price + cached x cache-read price
    + writes x cache-write price + output x output price; a cache price that the provider does not have is its
    input price. A prompt above the price's long-context step is charged at the step's prices throughout.
    Raises ValueError where the parts exceed the input, or where a batch has no known price.
    """
    plain = input_tokens - cached - cache_write - cache_write_1h
    if min(plain, output_tokens, cached, cache_write, cache_write_1h) < 0:
        raise ValueError("Token counts must not be negative, nor the cached parts exceed the input")
    if batch and price.batch_factor is None:
        raise ValueError(f"No batch price is known for {price.key}")
    if price.long_context and input_tokens > price.long_context.above_tokens:
        price = _long(price)
    written = price.input if price.cache_write_5m is None else price.cache_write_5m
    written_1h = written if price.cache_write_1h is None else price.cache_write_1h
    read = price.input if price.cache_read is None else price.cache_read
    total = (
        plain * price.input
        + cached * read
        + cache_write * written
        + cache_write_1h * written_1h
        + output_tokens * price.output
    )
    factor = price.batch_factor if batch and price.batch_factor is not None else Decimal(1)
    return total * factor / _MILLION


def priced_service(call: str) -> str:
    """Return the SQL expression of the service whose rates hold for a call, from its service tier."""
    tier = f"lower(coalesce({call}.service_tier, ''))"
    # Not an IN list: DuckDB turns one of five or more into a join, which takes many times as long.
    standard = " OR ".join(f"{tier} = '{word}'" for word in ("", "standard", "default", "auto", "on_demand"))
    return f"CASE WHEN {standard} THEN 'standard' ELSE {tier} END"


def reprice_condition(call: str, rate: str, size: str | None = None, service: str | None = None) -> str:
    """Return the SQL condition under which a rate holds for a call, both given by table alias.

    `size` is the SQL expression of one call's input tokens; give "0" for rows that stand for many calls, which
    are then priced without the long-context step. `service` is `priced_service` of the call, where the caller has
    it at hand. Service tiers other than standard and batch match no rate.
    """
    tokens = size or f"coalesce({call}.input_tokens, 0)"
    return (
        f"{rate}.provider = {call}.provider AND {rate}.model = {call}.model "
        f"AND {rate}.service = {service or priced_service(call)} "
        f"AND {call}.ts >= {rate}.from_ts AND {call}.ts < {rate}.to_ts "
        f"AND {tokens} > {rate}.above_tokens AND {tokens} <= {rate}.up_to_tokens"
    )


def reprice_cost(call: str, rate: str) -> str:
    """Return the SQL expression of a call's cost, NULL where input is unknown or its parts exceed it.

    Exact where the four prices are DECIMAL(18,15) and the tokens BIGINT. The formula is that of `cost`.
    """
    read, written = f"coalesce({call}.cached_input_tokens, 0)", f"coalesce({call}.cache_write_tokens, 0)"
    plain = f"({call}.input_tokens - {read} - {written})"
    output = f"CASE WHEN {rate}.output = 0 THEN 0 ELSE {call}.output_tokens END"
    return (
        f"CASE WHEN {plain} >= 0 THEN {plain} * {rate}.input + {read} * {rate}.cache_read "
        f"+ {written} * {rate}.cache_write + ({output}) * {rate}.output END"
    )
