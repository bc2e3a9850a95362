"""Anthropic: reports of the Admin API and the console's CSV exports of usage and cost.

Input is stated without cached tokens; it is added up here: uncached + cache writes + cache reads. The API states
cost in cents, the console in dollars.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cip_tui.model.sources.language import Const, Format, Record, col, first, total
from cip_tui.model.sources.report import FileKind
from cip_tui.model.sources.spans import INCOMPLETE, inside, items

_WRITES = ("ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens")
_CONSOLE_WRITES = ("usage_input_tokens_cache_write_5m", "usage_input_tokens_cache_write_1h")
_SHARED = {"provider": Const("anthropic"), "customer_id": col("api_key_id", "api_key")}


def _results(value: object) -> Iterator[Record]:
    for bucket in items(inside(value, "data")):
        times = {"starting_at": inside(bucket, "starting_at"), "ending_at": inside(bucket, "ending_at")}
        for result in items(inside(bucket, "results")):
            if not isinstance(result, Mapping):
                yield {"result": result}
                continue
            nested = {
                **{name: inside(result, "cache_creation", name) for name in _WRITES},
                "web_search_requests": inside(result, "server_tool_use", "web_search_requests"),
            }
            rest = {key: content for key, content in result.items() if key not in ("cache_creation", "server_tool_use")}
            yield {**times, **nested, **rest}
    if inside(value, "has_more") is True:
        yield {INCOMPLETE: "The report says that more pages follow; their rows are not in this file"}


def _is_report(keys: Mapping[str, object], mark: str) -> bool:
    for bucket in items(keys.get("data")):
        if inside(bucket, "starting_at") is None:
            return False
        for result in items(inside(bucket, "results")):
            return isinstance(result, Mapping) and mark in result
    return False


USAGE_API = Format(
    id="anthropic-usage-api",
    title="Anthropic usage report",
    kind=FileKind.CALLS,
    must=(),
    fields={
        **_SHARED,
        "ts": col("starting_at"),
        "model": col("model"),
        "organization_id": col("workspace_id"),
        "input_tokens": total("uncached_input_tokens", *_WRITES, "cache_read_input_tokens"),
        "cached_input_tokens": col("cache_read_input_tokens"),
        "cache_write_tokens": total(*_WRITES),
        "output_tokens": col("output_tokens"),
        "service_tier": col("service_tier"),
        "region": col("inference_geo"),
    },
    known=("context_window", "web_search_requests", "account_id", "service_account_id", "speed"),
    grain=Const("day"),
    until=col("ending_at"),
    flatten=_results,
    document=lambda keys: _is_report(keys, "uncached_input_tokens"),
)

COST_API = Format(
    id="anthropic-cost-api",
    title="Anthropic cost report",
    kind=FileKind.BILLING,
    must=(),
    fields={
        **_SHARED,
        "ts": col("starting_at"),
        "model": col("model"),
        "organization_id": col("workspace_id"),
        "task_type": first(col("token_type"), col("cost_type")),
        "service_tier": col("service_tier"),
        "region": col("inference_geo"),
        "reported_cost_usd": col("amount", unit="cents"),
    },
    known=("currency", "description", "context_window", "cost_type", "web_search_requests", *_WRITES),
    grain=Const("day"),
    until=col("ending_at"),
    currency=col("currency"),
    negative_cost=True,
    flatten=_results,
    document=lambda keys: _is_report(keys, "amount"),
)

USAGE_CSV = Format(
    id="anthropic-usage",
    title="Anthropic console usage export",
    kind=FileKind.CALLS,
    must=(("usage_date_utc", "usage_output_tokens"),),
    fields={
        **_SHARED,
        "ts": col("usage_date_utc"),
        "model": col("model_version"),
        "organization_id": col("workspace"),
        "input_tokens": total("usage_input_tokens_no_cache", *_CONSOLE_WRITES, "usage_input_tokens_cache_read"),
        "cached_input_tokens": col("usage_input_tokens_cache_read"),
        "cache_write_tokens": total(*_CONSOLE_WRITES),
        "output_tokens": col("usage_output_tokens"),
        "service_tier": col("usage_type"),
        "region": col("inference_geo"),
    },
    known=("context_window", "web_search_count", "speed"),
    grain=Const("day"),
)

COST_CSV = Format(
    id="anthropic-cost",
    title="Anthropic console cost export",
    kind=FileKind.BILLING,
    must=(("usage_date_utc", "cost_usd"),),
    fields={
        **_SHARED,
        "ts": col("usage_date_utc"),
        "model": col("model"),
        "organization_id": col("workspace"),
        "task_type": first(col("token_type"), col("cost_type")),
        "service_tier": col("usage_type"),
        "region": col("inference_geo"),
        "reported_cost_usd": col("cost_usd"),
    },
    known=("context_window", "list_price_usd", "cost_type", "speed"),
    grain=Const("day"),
    controls={"list_cost": col("list_price_usd")},
    negative_cost=True,
)
