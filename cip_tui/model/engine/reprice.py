"""Pricing in SQL: every call's tokens times the price book of its day, exact decimals from end to end.

The relation priced has the fields of calls/schema.py and `grain`. Rows that stand for many calls are priced
without a price list's long-context step, which depends on the size of a single call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cip_tui.model.calls.prices import PriceBook, Rate, priced_service, reprice_condition, reprice_cost
from cip_tui.model.calls.schema import MONEY_TYPE, CostSource, Grain
from cip_tui.model.engine.source import DuckDBSource

_BATCH = 500
_COLUMNS = (
    ("provider", "VARCHAR"),
    ("model", "VARCHAR"),
    ("from_ts", "TIMESTAMP"),
    ("to_ts", "TIMESTAMP"),
    ("service", "VARCHAR"),
    ("above_tokens", "BIGINT"),
    ("up_to_tokens", "BIGINT"),
    ("input", "DECIMAL"),
    ("output", "DECIMAL"),
    ("cache_read", "DECIMAL"),
    ("cache_write", "DECIMAL"),
    ("price_key", "VARCHAR"),
)


_PRICES = tuple(name for name, kind in _COLUMNS if kind == "DECIMAL")
_TOKENS = ("input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens")
_PICO = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class Priced:
    """A SELECT with priced columns, and the price keys that can occur in it."""

    sql: str
    keys: tuple[str, ...]


def priced(source: DuckDBSource, calls: str, columns: Sequence[str], prices: PriceBook, *, tiers: bool) -> Priced:
    """Return a SELECT of `columns` of the relation `calls` with the four priced columns, grain and line after them.

    Makes the table `rates` of what may price a row of `calls`. `tiers` says whether any row states a service tier.
    A cost that the source states is the cost used, also where it is zero; it stands beside the repriced one.
    """
    service = priced_service("c") if tiers else "'standard'"
    rates = _rates(source, calls, service, prices)
    narrow = all(value == value.quantize(_PICO) for rate in rates for value in _amounts(rate))
    _load(source, rates, "DECIMAL(18,12)" if narrow else "DECIMAL(18,15)")
    size = f"CASE WHEN c.grain = '{Grain.CALL}' THEN coalesce(c.input_tokens, 0) ELSE 0 END"
    join = f"LEFT JOIN rates AS r ON {reprice_condition('c', 'r', size, 'c.service')}" if rates else ""
    repriced = _cost(narrow) if rates else f"CAST(NULL AS {MONEY_TYPE})"
    key = "r.price_key" if rates else "''"
    sql = (
        f"SELECT {', '.join(columns)}, repriced_cost_usd, coalesce(reported_cost_usd, repriced_cost_usd) AS cost_usd, "
        f"CASE WHEN reported_cost_usd IS NOT NULL THEN '{CostSource.REPORTED}' "
        f"WHEN repriced_cost_usd IS NOT NULL THEN '{CostSource.REPRICED}' ELSE '{CostSource.NONE}' END AS cost_source, "
        f"CASE WHEN repriced_cost_usd IS NULL THEN '' ELSE found_key END AS price_key, grain, line "
        f"FROM (SELECT c.*, {repriced} AS repriced_cost_usd, {key} AS found_key "
        f"FROM (SELECT *, {service} AS service FROM {calls} AS c) AS c {join})"
    )
    return Priced(sql, tuple(dict.fromkeys(rate.price_key for rate in rates)))


def _cost(narrow: bool) -> str:
    """The cost in SQL, NULL where it would not fit the column (a million dollars a row).

    Token counts of 16 digits times prices of 12 decimals stay in 64 bits, at a third of the time of the general way.
    """
    cost = reprice_cost("c", "r")
    if not narrow:
        return f"TRY_CAST({cost} AS {MONEY_TYPE})"
    for name in _TOKENS:
        cost = cost.replace(f"c.{name}", f"CAST(c.{name} AS DECIMAL(16,0))")
    return f"TRY_CAST(TRY({cost}) AS {MONEY_TYPE})"


def _rates(source: DuckDBSource, calls: str, service: str, prices: PriceBook) -> list[Rate]:
    """Return the rates that can hold for any row."""
    groups = source.run(
        f"SELECT provider, model, {service}, min(ts), max(ts) FROM {calls} AS c WHERE model <> '' GROUP BY ALL"
    ).rows
    wanted = {(group[0], group[1], group[2]): (group[3], group[4]) for group in groups}
    rates = prices.rates((group[0], group[1]) for group in groups)
    return [rate for rate in rates if _may_hold(rate, wanted.get((rate.provider, rate.model, rate.service)))]


def _may_hold(rate: Rate, bounds: tuple[datetime, datetime] | None) -> bool:
    return bounds is not None and rate.from_ts <= bounds[1] and rate.to_ts > bounds[0]


def _amounts(rate: Rate) -> list[Decimal]:
    return [getattr(rate, name) for name in _PRICES]


def _load(source: DuckDBSource, rates: Sequence[Rate], price_type: str) -> None:
    kinds = [(name, price_type if kind == "DECIMAL" else kind) for name, kind in _COLUMNS]
    source.run(f"CREATE OR REPLACE TEMP TABLE rates ({', '.join(f'{name} {kind}' for name, kind in kinds)})")
    row = f"({', '.join(f'CAST(? AS {kind})' for _, kind in kinds)})"
    for start in range(0, len(rates), _BATCH):
        part = rates[start : start + _BATCH]
        values = [_bound(getattr(rate, name)) for rate in part for name, _ in kinds]
        source.run(f"INSERT INTO rates VALUES {', '.join([row] * len(part))}", values)


def _bound(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
