"""Pricing in SQL: every call's tokens times the price book of its day, exact decimals from end to end.

The relation priced has the fields of calls/schema.py and `grain`. Rows that stand for many calls are priced
without a price list's long-context step, which depends on the size of a single call.
"""

from __future__ import annotations

from collections.abc import Sequence

from cip_tui.model.calls.prices import PriceBook, Rate, reprice_condition, reprice_cost
from cip_tui.model.calls.schema import MONEY_TYPE, CostSource, Grain
from cip_tui.model.engine.source import DuckDBSource

RATES = "rates"
_BATCH = 500
_COLUMNS = (
    ("provider", "VARCHAR"),
    ("model", "VARCHAR"),
    ("from_ts", "TIMESTAMP"),
    ("to_ts", "TIMESTAMP"),
    ("service", "VARCHAR"),
    ("above_tokens", "BIGINT"),
    ("up_to_tokens", "BIGINT"),
    ("input", "DECIMAL(18,15)"),
    ("output", "DECIMAL(18,15)"),
    ("cache_read", "DECIMAL(18,15)"),
    ("cache_write", "DECIMAL(18,15)"),
    ("price_key", "VARCHAR"),
)


def load_rates(source: DuckDBSource, pairs: Sequence[tuple[str, str]], prices: PriceBook) -> int:
    """Make the table of rates for the (provider, model) pairs that occur; return how many rates there are."""
    rates = prices.rates(pair for pair in pairs if pair[1])
    source.run(f"CREATE OR REPLACE TEMP TABLE {RATES} ({', '.join(f'{name} {kind}' for name, kind in _COLUMNS)})")
    for start in range(0, len(rates), _BATCH):
        _insert(source, rates[start : start + _BATCH])
    return len(rates)


def _insert(source: DuckDBSource, rates: Sequence[Rate]) -> None:
    row = f"({', '.join(f'CAST(? AS {kind})' for _, kind in _COLUMNS)})"
    values = [str(value) if kind.startswith("DEC") else value for rate in rates for value, kind in _values(rate)]
    source.run(f"INSERT INTO {RATES} VALUES {', '.join([row] * len(rates))}", values)


def _values(rate: Rate) -> list[tuple[object, str]]:
    return [(getattr(rate, name), kind) for name, kind in _COLUMNS]


def join_rates(call: str, *, any_rates: bool) -> str:
    """Return the join of the rates to the relation `call`, empty where there are none."""
    if not any_rates:
        return ""
    size = f"CASE WHEN {call}.grain = '{Grain.CALL}' THEN coalesce({call}.input_tokens, 0) ELSE 0 END"
    return f"LEFT JOIN {RATES} AS r ON {reprice_condition(call, 'r', size)}"


def priced_columns(call: str, *, any_rates: bool) -> list[str]:
    """Return the select list of the four priced columns, after `join_rates`.

    A cost that the source states is the cost used, also where it is zero; it is compared with the repriced one.
    """
    repriced = f"TRY_CAST({reprice_cost(call, 'r')} AS {MONEY_TYPE})" if any_rates else f"CAST(NULL AS {MONEY_TYPE})"
    key = f"CASE WHEN {repriced} IS NULL THEN '' ELSE r.price_key END" if any_rates else "''"
    reported = f"{call}.reported_cost_usd"
    return [
        f"{repriced} AS repriced_cost_usd",
        f"coalesce({reported}, {repriced}) AS cost_usd",
        f"CASE WHEN {reported} IS NOT NULL THEN '{CostSource.REPORTED}' WHEN {repriced} IS NOT NULL "
        f"THEN '{CostSource.REPRICED}' ELSE '{CostSource.NONE}' END AS cost_source",
        f"{key} AS price_key",
    ]
