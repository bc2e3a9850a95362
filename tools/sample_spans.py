"""Simulated calls as OpenTelemetry's GenAI conventions state them: spans in OTLP JSON, and a table of attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tools.sample_calls import Call, by_key, iso, short, table


def _ns(call: Call, *, end: bool = False) -> str:
    moment = call.end if end else call.ts
    return str(int(moment.timestamp()) * 10**9 + moment.microsecond * 1000)


def _otel(call: Call) -> dict[str, str | int]:
    provider = "aws.bedrock" if call.provider == "bedrock" else call.provider
    facts: dict[str, str | int] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": provider,
        "gen_ai.request.model": call.own_id,
        "gen_ai.usage.input_tokens": call.input,
        "gen_ai.usage.output_tokens": call.output,
        "gen_ai.usage.cache_read.input_tokens": call.cached,
        "gen_ai.usage.cache_creation.input_tokens": call.written,
        "customer.id": call.customer,
        "feature.id": call.feature,
        "task.type": call.task,
    }
    return facts if call.status == "ok" else {**facts, "error.type": call.status}


def _attributes(facts: Mapping[str, str | int]) -> list[dict[str, Any]]:
    return [
        {"key": key, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}}
        for key, value in facts.items()
    ]


def otlp(calls: Sequence[Call]) -> str:
    """OpenTelemetry spans in OTLP JSON, a resource for each product; counts and times are texts there."""
    resources = []
    for (organization, product, team, region), group in by_key(
        calls, lambda call: (call.organization, call.product, call.team, call.region)
    ).items():
        facts = {
            "service.name": product,
            "service.namespace": organization,
            "team.id": team,
            "cloud.region": region,
        }
        scope = {"scope": {"name": "sample"}, "spans": [_span(call) for call in group]}
        resources.append({"resource": {"attributes": _attributes(facts)}, "scopeSpans": [scope]})
    return short({"resourceSpans": resources}) + "\n"


def _span(call: Call) -> dict[str, Any]:
    return {
        "traceId": call.number.rjust(32, "0"),
        "spanId": call.number.rjust(16, "0"),
        "name": f"chat {call.own_id}",
        "kind": 3,
        "startTimeUnixNano": _ns(call),
        "endTimeUnixNano": _ns(call, end=True),
        "attributes": _attributes(_otel(call)),
        "status": {"code": 1 if call.status == "ok" else 2},
    }


def otel_table(calls: Sequence[Call]) -> str:
    """A table of GenAI spans, a column for each attribute."""
    return table(
        [
            {
                "timestamp": iso(call.ts),
                "duration_ms": call.latency_ms,
                **_otel(call),
                "service.name": call.product,
                "service.namespace": call.organization,
                "team.id": call.team,
                "cloud.region": call.region,
                "error.type": "" if call.status == "ok" else call.status,
                "status.code": "OK" if call.status == "ok" else "ERROR",
            }
            for call in calls
        ]
    )
