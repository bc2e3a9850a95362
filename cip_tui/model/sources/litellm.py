"""LiteLLM: the proxy's spend logs, one row a call, and its daily roll-ups."""

from __future__ import annotations

from cip_tui.model.sources.language import Const, Expr, Format, JsonKey, Sql, Words, col, first
from cip_tui.model.sources.report import FileKind

_STATUS = (("success", "ok"), ("failure", "error"))
_USAGE = ("prompt_tokens_details", "input_tokens_details")


def _usage(*paths: str) -> Expr:
    """A count inside the usage object that newer versions keep in `metadata`."""
    found = ", ".join(f"json_extract_string({{metadata}}, '$.usage_object.{path}')" for path in paths)
    return Sql(f"CASE WHEN json_valid({{metadata}}) THEN coalesce({found}, NULL) END", ("metadata",))


_FIRST_TAG = Sql(
    "CASE WHEN json_valid({request_tags}) THEN json_extract_string({request_tags}, '$[0]') END", ("request_tags",)
)

SPEND_LOGS = Format(
    id="litellm",
    title="LiteLLM spend logs",
    kind=FileKind.CALLS,
    must=(("spend", "prompt_tokens", "completion_tokens", "startTime"),),
    fields={
        "ts": col("startTime"),
        "provider": col("custom_llm_provider"),
        "model": col("model"),
        "customer_id": first(col("end_user"), col("user")),
        "organization_id": first(col("organization_id"), JsonKey("metadata", ("user_api_key_org_id",))),
        "product_id": first(JsonKey("metadata", ("product", "product_id", "app")), col("model_group")),
        "feature_id": first(
            JsonKey("metadata", ("feature", "feature_id")),
            _FIRST_TAG,
        ),
        "task_type": col("call_type"),
        "team_id": first(JsonKey("metadata", ("user_api_key_team_alias",)), col("team_id")),
        "input_tokens": col("prompt_tokens"),
        "cached_input_tokens": _usage("cache_read_input_tokens", *(f"{name}.cached_tokens" for name in _USAGE)),
        "cache_write_tokens": _usage("cache_creation_input_tokens"),
        "output_tokens": col("completion_tokens"),
        "reasoning_tokens": _usage("completion_tokens_details.reasoning_tokens"),
        "reported_cost_usd": col("spend"),
        "latency_ms": first(
            col("request_duration_ms"),
            Sql(
                "CAST(epoch_ms(TRY_CAST({endTime} AS TIMESTAMP)) - epoch_ms(TRY_CAST({startTime} AS TIMESTAMP)) "
                "AS VARCHAR)",
                ("startTime", "endTime"),
            ),
        ),
        "status": Words(col("status"), _STATUS),
    },
    known=(
        "request_id", "api_key", "total_tokens", "completionStartTime", "model_id", "api_base", "cache_hit",
        "cache_key", "session_id", "agent_id", "messages", "response", "requester_ip_address", "proxy_server_request",
        "mcp_namespaced_tool_name",
    ),
)  # fmt: skip

DAILY = Format(
    id="litellm-daily",
    title="LiteLLM daily spend",
    kind=FileKind.CALLS,
    must=(("date", "model", "spend", "prompt_tokens", "completion_tokens", "api_requests"),),
    fields={
        "ts": col("date"),
        "provider": col("custom_llm_provider"),
        "model": col("model"),
        "customer_id": col("end_user_id", "user_id"),
        "organization_id": col("organization_id"),
        "product_id": col("model_group"),
        "feature_id": col("tag"),
        "team_id": col("team_id"),
        "input_tokens": col("prompt_tokens"),
        "cached_input_tokens": col("cache_read_input_tokens"),
        "cache_write_tokens": col("cache_creation_input_tokens"),
        "output_tokens": col("completion_tokens"),
        "request_count": col("api_requests"),
        "reported_cost_usd": col("spend"),
    },
    known=(
        "id", "api_key", "successful_requests", "failed_requests", "total_response_time_ms", "created_at",
        "updated_at", "mcp_namespaced_tool_name", "endpoint",
    ),
    grain=Const("day"),
)  # fmt: skip
