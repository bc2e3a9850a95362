"""Helicone: the request log as CSV or JSON lines. Latency is in milliseconds; properties tell whom a call served."""

from __future__ import annotations

from cip_tui.model.sources.language import Format, JsonKey, MakerOf, Sql, col, first
from cip_tui.model.sources.report import FileKind

_PROPERTIES = "request_properties"

HELICONE = Format(
    id="helicone",
    title="Helicone request log",
    kind=FileKind.CALLS,
    must=(("response_id", "request_created_at", "prompt_tokens"),),
    fields={
        "ts": col("request_created_at"),
        "provider": first(col("provider"), MakerOf(first(col("model"), col("request_model")))),
        "model": first(col("model"), col("response_model"), col("request_model")),
        "customer_id": first(JsonKey(_PROPERTIES, ("customer", "customer_id")), col("request_user_id", "user_id")),
        "organization_id": JsonKey(_PROPERTIES, ("organization", "organization_id", "org", "tenant")),
        "product_id": JsonKey(_PROPERTIES, ("product", "product_id", "app", "project")),
        "feature_id": JsonKey(_PROPERTIES, ("feature", "feature_id")),
        "task_type": JsonKey(_PROPERTIES, ("task", "task_type", "use_case")),
        "subscription_tier": JsonKey(_PROPERTIES, ("tier", "plan", "subscription_tier")),
        "team_id": JsonKey(_PROPERTIES, ("team", "team_id")),
        "input_tokens": col("prompt_tokens"),
        "cached_input_tokens": col("prompt_cache_read_tokens"),
        "cache_write_tokens": col("prompt_cache_write_tokens"),
        "output_tokens": col("completion_tokens"),
        "reasoning_tokens": col("reasoning_tokens"),
        "reported_cost_usd": col("cost", "cost_usd", "costUSD"),
        "latency_ms": col("latency", "delay_ms"),
        "status": Sql(
            "CASE WHEN coalesce({response_status}, '') = '' THEN '' WHEN {response_status} LIKE '2%' THEN 'ok' "
            "ELSE 'error' END",
            ("response_status",),
        ),
        "region": col("country_code"),
    },
    known=(
        "response_created_at", "request_body", "response_body", "request_id", "request_path", "total_tokens",
        "time_to_first_token", "target_url", "cache_enabled", "request_prompt", "response_prompt", "helicone_user",
    ),
)  # fmt: skip
