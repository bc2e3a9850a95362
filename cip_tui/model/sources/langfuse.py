"""Langfuse: exports of observations in both generations, and traces with their observations as one JSON document.

The older export states `latency` in seconds, the newer `latencyMs`; a trace document in milliseconds. Input usage
is the sum of all keys that hold "input", cache reads included. Only generations are calls: spans, agents and tools
have neither model nor usage of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cip_tui.model.sources.language import (
    Expr,
    Format,
    JsonKey,
    MakerOf,
    Record,
    Sql,
    Words,
    col,
    first,
    is_object,
    pointer,
)
from cip_tui.model.sources.report import FileKind

_LEVEL = (("error", "error"), ("default", "ok"), ("debug", "ok"), ("warning", "ok"))
_KEEP = Sql(
    "coalesce({type}, 'GENERATION') IN ('GENERATION', 'EMBEDDING', '') "
    "OR coalesce({model}, {providedModelName}, '') <> ''",
    maybe=("type", "model", "providedModelName"),
)


def _details(column: str, rule: str, without: str = "^$") -> Expr:
    """The sum of the entries of a JSON object of numbers whose keys match `rule` and not `without`; NULL for none."""
    own = f"{{{column}}}"
    value = f"TRY_CAST(json_extract_string({own}, {pointer('k')}) AS DECIMAL(30,12))"
    keys = (
        f"list_filter(json_keys({own}), lambda k: regexp_matches(k, '{rule}') AND NOT regexp_matches(k, '{without}'))"
    )
    added = f"CAST(list_sum(list_transform({keys}, lambda k: {value})) AS VARCHAR)"
    return Sql(f"CASE WHEN {is_object(own)} THEN {added} END", (column,))


_ORGANISATION = ("organization", "organization_id", "org", "tenant")
_MODEL = first(col("model"), col("providedModelName"))

LANGFUSE = Format(
    id="langfuse",
    title="Langfuse observations",
    kind=FileKind.CALLS,
    must=(("traceId", "startTime", "usageDetails"), ("traceId", "startTime", "inputUsage")),
    fields={
        "ts": col("startTime"),
        "provider": MakerOf(_MODEL),
        "model": _MODEL,
        "customer_id": col("userId"),
        "organization_id": first(JsonKey("metadata", _ORGANISATION), col("projectId")),
        "product_id": first(JsonKey("metadata", ("product", "product_id", "service_name")), col("environment")),
        "feature_id": first(JsonKey("metadata", ("feature", "feature_id")), col("traceName")),
        "task_type": col("name"),
        "team_id": JsonKey("metadata", ("team", "team_id")),
        "input_tokens": first(col("inputUsage"), _details("usageDetails", "input")),
        "cached_input_tokens": _details("usageDetails", "input.*cache|cache.*(read|hit)|cached", "creation|write"),
        "cache_write_tokens": _details("usageDetails", "cache.*(creation|write)"),
        "output_tokens": first(col("outputUsage"), _details("usageDetails", "output")),
        "reasoning_tokens": _details("usageDetails", "reasoning"),
        "reported_cost_usd": first(col("totalCost"), JsonKey("costDetails", ("total",))),
        "latency_ms": first(
            col("latencyMs"),
            # Seconds in the table exports. Milliseconds come renamed from trace documents.
            Sql("CAST(TRY_CAST({latency} AS DOUBLE) * 1000 AS VARCHAR)", ("latency",)),
        ),
        "status": Words(col("level"), _LEVEL),
        "quality_score": col("qualityScore"),
    },
    known=(
        "id", "type", "endTime", "completionStartTime", "version", "modelParameters", "totalUsage", "costDetails",
        "inputCost", "outputCost", "timeToFirstToken", "timeToFirstTokenMs", "promptName", "promptId", "promptVersion",
        "inputPrice", "outputPrice", "totalPrice", "traceTags", "traceTimestamp", "sessionId", "tags", "release",
        "statusMessage", "parentObservationId", "input", "output", "createdAt", "updatedAt", "modelId",
        "internalModelId", "providedCostDetails", "unit", "usagePricingTierName", "bookmarked", "public",
    ),
    keep=_KEEP,
)  # fmt: skip


def _observations(value: object) -> Iterator[Record]:
    """Yield a trace's observations with what only the trace states: user, name, tags."""
    traces = value if isinstance(value, list) else [value]
    for trace in traces:
        if not isinstance(trace, Mapping):
            continue
        facts = trace.get("trace") if isinstance(trace.get("trace"), Mapping) else trace
        if not isinstance(facts, Mapping):
            continue
        shared = {"userId": facts.get("userId"), "traceName": facts.get("name"), "traceTags": facts.get("tags")}
        observations = trace.get("observations")
        for item in observations if isinstance(observations, list) else []:
            if isinstance(item, Mapping):
                own = {key: content for key, content in item.items() if key not in ("latency", "input", "output")}
                yield {**shared, **own, "latencyMs": item.get("latency")}
            else:
                yield item


TRACES = Format(
    id="langfuse-trace",
    title="Langfuse trace with observations",
    kind=FileKind.CALLS,
    must=(),
    fields=LANGFUSE.fields,
    known=LANGFUSE.known,
    keep=_KEEP,
    flatten=_observations,
    document=lambda keys: isinstance(keys.get("observations"), list) and ("trace" in keys or "timestamp" in keys),
)
