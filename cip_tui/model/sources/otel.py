"""OpenTelemetry's GenAI conventions: OTLP JSON, and tables with gen_ai.* columns. They state no cost; tokens price it.

Input tokens hold cached ones. Times are nanoseconds as text. Only spans of model calls are rows: tools, agents and
spans of other things have no tokens of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from cip_tui.model.sources.language import Format, Record, Sql, Words, col, first
from cip_tui.model.sources.report import FileKind
from cip_tui.model.sources.spans import inside, items

_PROVIDERS = (
    ("aws.bedrock", "bedrock"),
    ("azure.ai.openai", "azure"),
    ("az.ai.openai", "azure"),
    ("azure.ai.inference", "azure"),
    ("az.ai.inference", "azure"),
    ("gcp.vertex_ai", "google"),
    ("gcp.gemini", "google"),
    ("gcp.gen_ai", "google"),
    ("vertex_ai", "google"),
    ("mistral_ai", "mistral"),
    ("x_ai", "xai"),
)
_INPUT = ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens")
_OUTPUT = ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens")
_MODEL = ("gen_ai.response.model", "gen_ai.request.model")
_OPERATION = "gen_ai.operation.name"
_NOT_CALLS = "('execute_tool', 'invoke_agent', 'create_agent', 'invoke_workflow')"

_FIELDS = {
    "ts": col("startTimeUnixNano", "timestamp", "start_time", "time", "ts"),
    "provider": Words(first(col("gen_ai.provider.name"), col("gen_ai.system")), _PROVIDERS),
    "model": first(*map(col, _MODEL)),
    "customer_id": first(col("customer.id"), col("user.id"), col("enduser.id")),
    "organization_id": first(col("organization.id"), col("tenant.id"), col("service.namespace")),
    "product_id": first(col("product.id"), col("service.name")),
    "feature_id": first(col("feature.id"), col("gen_ai.agent.name")),
    "task_type": first(col("task.type"), col(_OPERATION)),
    "team_id": col("team.id"),
    "input_tokens": first(*map(col, _INPUT)),
    "cached_input_tokens": col("gen_ai.usage.cache_read.input_tokens"),
    "cache_write_tokens": col("gen_ai.usage.cache_creation.input_tokens"),
    "output_tokens": first(*map(col, _OUTPUT)),
    "reasoning_tokens": col("gen_ai.usage.reasoning.output_tokens"),
    "latency_ms": first(
        col("duration_ms", "latency_ms"),
        Sql(
            "CAST((TRY_CAST({endTimeUnixNano} AS BIGINT) - TRY_CAST({startTimeUnixNano} AS BIGINT)) / 1000000.0 "
            "AS VARCHAR)",
            ("startTimeUnixNano", "endTimeUnixNano"),
        ),
    ),
    "status": first(
        Sql("CASE WHEN coalesce({error.type}, '') <> '' THEN 'error' END", ("error.type",)),
        Sql(
            "CASE WHEN upper({status.code}) IN ('2', 'ERROR', 'STATUS_CODE_ERROR') THEN 'error' ELSE 'ok' END",
            ("status.code",),
        ),
    ),
    "service_tier": col("gen_ai.openai.response.service_tier", "gen_ai.openai.request.service_tier"),
    "region": first(col("cloud.region"), col("aws.region")),
    "quality_score": col("gen_ai.evaluation.score.value"),
}
_KEEP = Sql(
    "coalesce({" + "}, {".join((*_INPUT, *_OUTPUT, *_MODEL)) + f"}}, '') <> '' "
    f"AND coalesce({{{_OPERATION}}}, '') NOT IN {_NOT_CALLS}",
    maybe=(*_INPUT, *_OUTPUT, *_MODEL, _OPERATION),
)
_KNOWN = (
    "traceId", "spanId", "parentSpanId", "name", "kind", "gen_ai.conversation.id", "gen_ai.response.id",
    "gen_ai.response.finish_reasons", "gen_ai.request.temperature", "gen_ai.request.max_tokens", "server.address",
    "server.port", "gen_ai.token.type", "gen_ai.output.type", "gen_ai.agent.id",
)  # fmt: skip

_SCALARS = ("stringValue", "intValue", "doubleValue", "boolValue")


def _attributes(value: object) -> dict[str, object]:
    result: dict[str, object] = {}
    for item in items(inside(value, "attributes")):
        key, content = inside(item, "key"), inside(item, "value")
        found = next((inside(content, name) for name in _SCALARS if inside(content, name) is not None), None)
        if isinstance(key, str) and found is not None:
            result[key] = found
    return result


def _spans(value: object) -> Iterator[Record]:
    for resource in items(inside(value, "resourceSpans")):
        shared = _attributes(inside(resource, "resource"))
        scopes = items(inside(resource, "scopeSpans")) or items(inside(resource, "instrumentationLibrarySpans"))
        for scope in scopes:
            for span in items(inside(scope, "spans")):
                facts = {
                    name: inside(span, name) for name in ("startTimeUnixNano", "endTimeUnixNano", "traceId", "spanId")
                }
                # A span without a status is unset, which is no error.
                code = inside(span, "status", "code")
                yield {**shared, **_attributes(span), **facts, "status.code": 0 if code is None else code}


OTLP = Format(
    id="otlp",
    title="OpenTelemetry spans (OTLP JSON)",
    kind=FileKind.CALLS,
    must=(),
    fields=_FIELDS,
    known=_KNOWN,
    keep=_KEEP,
    flatten=_spans,
    document=lambda keys: isinstance(keys.get("resourceSpans"), list),
)

TABLE = Format(
    id="otel-genai",
    title="OpenTelemetry GenAI attributes",
    kind=FileKind.CALLS,
    must=tuple((name,) for name in (*_INPUT, *_OUTPUT)),
    fields=_FIELDS,
    known=_KNOWN,
    keep=_KEEP,
)
