"""Simulated calls as the logs of gateways, tracers and providers write them, one record a call."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tools.sample_calls import Call, by_key, day, document, iso, lines, plain, short, table

_HTTP = {"ok": 200, "rate_limited": 429, "error": 500, "timeout": 504}


def own_calls(calls: Sequence[Call]) -> str:
    """CIP's own call records."""
    return table([call.raw for call in calls])


def _spend_log(call: Call) -> dict[str, Any]:
    usage = {
        "prompt_tokens": call.input,
        "completion_tokens": call.output,
        "cache_read_input_tokens": call.cached,
        "cache_creation_input_tokens": call.written,
    }
    return {
        "request_id": f"req-{call.number}",
        "call_type": "acompletion",
        "api_key": "",
        "spend": plain(call.cost),
        "total_tokens": call.input + call.output,
        "prompt_tokens": call.input,
        "completion_tokens": call.output,
        "startTime": iso(call.ts),
        "endTime": iso(call.end),
        "request_duration_ms": call.latency_ms,
        "model": call.own_id,
        "model_group": call.product,
        "custom_llm_provider": call.provider,
        "user": "",
        "end_user": call.customer,
        "team_id": call.team,
        "organization_id": call.organization,
        "metadata": {"usage_object": usage, "product": call.product, "feature": call.feature},
        "cache_hit": "False",
        "request_tags": [call.feature],
        "status": "success" if call.status == "ok" else "failure",
    }


def litellm_csv(calls: Sequence[Call]) -> str:
    """LiteLLM's table of spend logs, as a database writes it."""
    logs = [_spend_log(call) for call in calls]
    return table(
        [{**log, "metadata": short(log["metadata"]), "request_tags": short(log["request_tags"])} for log in logs]
    )


def litellm_jsonl(calls: Sequence[Call]) -> str:
    """LiteLLM's spend logs as its interface answers them, amounts as numbers."""
    return lines({**_spend_log(call), "spend": float(call.cost)} for call in calls)


def litellm_daily(calls: Sequence[Call]) -> str:
    """LiteLLM's daily sums by user."""
    rows: list[dict[str, Any]] = []
    for (date, customer, provider, model, product), group in by_key(
        calls, lambda call: (day(call), call.customer, call.provider, call.own_id, call.product)
    ).items():
        good = sum(call.status == "ok" for call in group)
        rows.append(
            {
                "id": f"{date}-{len(rows) + 1}",
                "user_id": customer,
                "date": date,
                "api_key": "",
                "model": model,
                "model_group": product,
                "custom_llm_provider": provider,
                "prompt_tokens": sum(call.input for call in group),
                "completion_tokens": sum(call.output for call in group),
                "cache_read_input_tokens": sum(call.cached for call in group),
                "cache_creation_input_tokens": sum(call.written for call in group),
                "spend": plain(sum((call.cost for call in group), Decimal(0))),
                "api_requests": len(group),
                "successful_requests": good,
                "failed_requests": len(group) - good,
            }
        )
    return table(rows)


def _usage_details(call: Call) -> dict[str, int]:
    counts = {
        "input": call.input - call.cached - call.written,
        "input_cache_read": call.cached,
        "input_cache_creation": call.written,
        "output": call.output,
        "total": call.input + call.output,
    }
    return {name: count for name, count in counts.items() if count or name in ("input", "output", "total")}


def _whose(call: Call) -> dict[str, str]:
    return {"organization": call.organization, "product": call.product, "feature": call.feature, "team": call.team}


def langfuse_csv(calls: Sequence[Call]) -> str:
    """Langfuse's older export of observations: latency in seconds, every field quoted."""
    rows = [
        {
            "id": f"obs-{call.number}",
            "traceId": f"trace-{call.number}",
            "type": "GENERATION",
            "name": call.task,
            "startTime": iso(call.ts),
            "endTime": iso(call.end),
            "environment": "production",
            "level": "DEFAULT" if call.status == "ok" else "ERROR",
            "model": call.own_id,
            "usageDetails": short(_usage_details(call)),
            "inputUsage": call.input,
            "outputUsage": call.output,
            "totalUsage": call.input + call.output,
            "costDetails": short({"total": float(call.cost)}),
            "totalCost": plain(call.cost),
            "latency": plain(Decimal(call.latency_ms) / 1000),
            "metadata": short(_whose(call)),
            "traceName": call.feature,
            "userId": call.customer,
        }
        for call in calls
    ]
    return table(rows, every_field_quoted=True)


def langfuse_events(calls: Sequence[Call]) -> str:
    """Langfuse's newer export of events: latency in milliseconds, usage and cost by kind."""
    return lines(
        {
            "id": f"obs-{call.number}",
            "traceId": f"trace-{call.number}",
            "type": "GENERATION",
            "name": call.task,
            "startTime": iso(call.ts),
            "endTime": iso(call.end),
            "environment": "production",
            "level": "DEFAULT" if call.status == "ok" else "ERROR",
            "providedModelName": call.own_id,
            "usageDetails": _usage_details(call),
            "costDetails": {"total": float(call.cost)},
            "totalCost": float(call.cost),
            "latencyMs": call.latency_ms,
            "metadata": _whose(call),
            "traceName": call.feature,
            "userId": call.customer,
            "sessionId": None,
            "tags": [call.product],
            "release": None,
        }
        for call in calls
    )


def langfuse_traces(calls: Sequence[Call]) -> str:
    """Langfuse traces with their observations, a span of other work beside each model call."""
    return document([_trace(call) for call in calls])


def _trace(call: Call) -> dict[str, Any]:
    trace = f"trace-{call.number}"
    work = {"id": f"span-{call.number}", "traceId": trace, "type": "SPAN", "name": "look-up", "startTime": iso(call.ts)}
    generation = {
        "id": f"obs-{call.number}",
        "traceId": trace,
        "type": "GENERATION",
        "name": call.task,
        "startTime": iso(call.ts),
        "endTime": iso(call.end),
        "level": "DEFAULT" if call.status == "ok" else "ERROR",
        "model": call.own_id,
        "usageDetails": _usage_details(call),
        "costDetails": {"total": float(call.cost)},
        "latency": call.latency_ms,
        "metadata": _whose(call),
    }
    facts = {"id": trace, "timestamp": iso(call.ts), "name": call.feature, "userId": call.customer}
    return {"trace": {**facts, "tags": [call.product]}, "observations": [work, generation]}


def helicone(calls: Sequence[Call]) -> str:
    """Helicone's request log. It has no column for cached tokens."""
    return table(
        [
            {
                "response_id": f"resp-{call.number}",
                "response_created_at": iso(call.end),
                "response_status": _HTTP[call.status],
                "request_created_at": iso(call.ts),
                "request_body": "",
                "request_properties": short({**_whose(call), "task": call.task, "tier": call.tier}),
                "request_user_id": call.customer,
                "model": call.own_id,
                "prompt_tokens": call.input,
                "completion_tokens": call.output,
                "latency": call.latency_ms,
                "cost": plain(call.cost),
            }
            for call in calls
        ]
    )


def revenium(calls: Sequence[Call]) -> str:
    """Revenium's metering events."""
    return document({"events": [_event(call) for call in calls]})


def _event(call: Call) -> dict[str, Any]:
    return {
        "transactionId": f"tx-{call.number}",
        "requestTime": iso(call.ts),
        "responseTime": iso(call.end),
        "requestDuration": call.latency_ms,
        "provider": call.provider,
        "model": call.own_id,
        "inputTokenCount": call.input,
        "outputTokenCount": call.output,
        "cacheCreationTokenCount": call.written,
        "cacheReadTokenCount": call.cached,
        "totalTokenCount": call.input + call.output,
        "totalCost": float(call.cost),
        "costType": "AI",
        "organizationName": call.organization,
        "productName": call.product,
        "subscriptionId": call.tier,
        "subscriber": {"id": call.customer},
        "taskType": call.task,
        "traceType": call.feature,
        "team": call.team,
        "region": call.region,
        "stopReason": "END" if call.status == "ok" else "ERROR",
    }
