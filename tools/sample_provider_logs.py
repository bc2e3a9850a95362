"""Simulated calls as model providers log and export them: invocation logs, recorded answers, activity by day."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tools.sample_calls import Call, by_key, day, iso, lines, plain, table

ACCOUNT = "000000000000"


def bedrock(calls: Sequence[Call]) -> str:
    """Amazon Bedrock's invocation log; its input count leaves cached tokens out."""
    return lines(_invocation(call) for call in calls)


def _invocation(call: Call) -> dict[str, Any]:
    failed = {} if call.status == "ok" else {"errorCode": "ThrottlingException"}
    return {
        "schemaType": "ModelInvocationLog",
        "schemaVersion": "1.0",
        "timestamp": iso(call.ts),
        "accountId": ACCOUNT,
        "region": call.region,
        "requestId": f"req-{call.number}",
        "operation": "Converse",
        "modelId": call.own_id,
        **failed,
        "requestMetadata": {
            "customer": call.customer,
            "organization": call.organization,
            "product": call.product,
            "feature": call.feature,
            "task": call.task,
            "team": call.team,
        },
        "input": {
            "inputTokenCount": call.input - call.cached - call.written,
            "cacheReadInputTokenCount": call.cached,
            "cacheWriteInputTokenCount": call.written,
        },
        "output": {
            "outputTokenCount": call.output,
            "outputBodyJson": {"metrics": {"latencyMs": call.latency_ms}},
        },
    }


def answers(calls: Sequence[Call]) -> str:
    """Recorded answers as each provider shapes them: cached tokens inside the input, or beside it."""
    return lines({"timestamp": iso(call.ts), "provider": call.provider, "response": _answer(call)} for call in calls)


def _answer(call: Call) -> dict[str, Any]:
    plain_input = call.input - call.cached - call.written
    if call.provider == "openai":
        usage: dict[str, Any] = {
            "prompt_tokens": call.input,
            "completion_tokens": call.output,
            "total_tokens": call.input + call.output,
            "prompt_tokens_details": {"cached_tokens": call.cached},
        }
    elif call.provider == "anthropic":
        usage = {
            "input_tokens": plain_input,
            "cache_creation_input_tokens": call.written,
            "cache_read_input_tokens": call.cached,
            "output_tokens": call.output,
        }
    else:
        usage = {
            "inputTokens": plain_input,
            "cacheReadInputTokens": call.cached,
            "cacheWriteInputTokens": call.written,
            "outputTokens": call.output,
        }
    return {"id": f"answer-{call.number}", "model": call.own_id, "usage": usage}


def openrouter(calls: Sequence[Call]) -> str:
    """OpenRouter's activity by day and model."""
    groups = by_key(calls, lambda call: (day(call), f"{call.provider}/{call.model}"))
    return table(
        [
            {
                "Date": date,
                "Slug": slug,
                "Usage": plain(sum((call.cost for call in group), Decimal(0))),
                "BYOK Usage": 0,
                "Requests": len(group),
                "Prompt Tokens": sum(call.input for call in group),
                "Completion Tokens": sum(call.output for call in group),
                "Reasoning Tokens": 0,
            }
            for (date, slug), group in groups.items()
        ]
    )


def other_tool(calls: Sequence[Call]) -> str:
    """A tool that nobody knows: names of its own, seconds, cents. A recipe says what is what."""
    return table(
        [
            {
                "When": call.ts.strftime("%Y-%m-%d %H:%M:%S"),
                "Engine": call.model,
                "Words in": call.input,
                "Of these remembered": call.cached,
                "Words out": call.output,
                "Price (cents)": plain(call.cost * 100),
                "Elapsed": plain(Decimal(call.latency_ms) / 1000),
                "Client": call.customer,
                "Purpose": call.feature,
            }
            for call in calls
        ]
    )
