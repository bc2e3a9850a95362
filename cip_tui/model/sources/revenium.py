"""Revenium metering events: the call record with its subscriber, product and task, in JSON or CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cip_tui.model.sources.language import Format, Record, Words, col, first
from cip_tui.model.sources.report import FileKind
from cip_tui.model.sources.spans import inside, items


def _events(value: object) -> Iterator[Record]:
    events = items(inside(value, "events")) or items(inside(value, "content")) or [value]
    for event in events:
        if isinstance(event, Mapping):
            who = {
                "subscriberId": inside(event, "subscriber", "id"),
                "subscriberEmail": inside(event, "subscriber", "email"),
            }
            yield {**event, **{key: text for key, text in who.items() if text is not None}}
        else:
            yield {"event": event}


_MUST = ("requestTime", "inputTokenCount", "outputTokenCount")

REVENIUM = Format(
    id="revenium",
    title="Revenium metering events",
    kind=FileKind.CALLS,
    must=(_MUST,),
    fields={
        "ts": col("requestTime"),
        "provider": col("provider"),
        "model": col("model"),
        "customer_id": first(col("subscriberId"), col("subscriberEmail")),
        "organization_id": first(col("organizationName"), col("organizationId")),
        "product_id": first(col("productName"), col("productId")),
        "feature_id": first(col("feature", "featureId"), col("traceType")),
        "task_type": first(col("taskType"), col("operationType")),
        "subscription_tier": col("subscriptionTier", "subscriptionId"),
        "team_id": col("team", "teamId"),
        "input_tokens": col("inputTokenCount"),
        "cached_input_tokens": col("cacheReadTokenCount"),
        "cache_write_tokens": col("cacheCreationTokenCount"),
        "output_tokens": col("outputTokenCount"),
        "reasoning_tokens": col("reasoningTokenCount"),
        "reported_cost_usd": col("totalCost"),
        "latency_ms": col("requestDuration"),
        "status": Words(col("stopReason"), (("error", "error"), ("", "")), other="ok"),
        "region": col("region"),
        "quality_score": col("responseQualityScore"),
    },
    known=(
        "responseTime", "completionStartTime", "timeToFirstToken", "totalTokenCount", "inputTokenCost",
        "outputTokenCost", "costType", "agent", "traceId", "transactionId", "isStreamed", "modelSource",
        "mediationLatency", "temperature", "middlewareSource", "subscriber", "errorReason", "environment",
        "credentialAlias", "parentTransactionId", "taskId",
    ),
    flatten=_events,
    document=lambda keys: set(_MUST) <= set(next((e for e in items(keys.get("events")) if isinstance(e, Mapping)), {})),
)  # fmt: skip
