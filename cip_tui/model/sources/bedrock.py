"""Amazon Bedrock's model invocation log: JSON lines from S3 or CloudWatch. It states no cost; tokens price it.

Input tokens are stated without cached ones and added up here. Prompts and answers in it are never read further.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cip_tui.model.sources.language import Const, Format, JsonKey, Record, Sql, col, first, total
from cip_tui.model.sources.report import FileKind
from cip_tui.model.sources.spans import inside

_PLAIN = (
    "timestamp",
    "accountId",
    "region",
    "inferenceRegion",
    "requestId",
    "operation",
    "modelId",
    "status",
    "errorCode",
)


def _entry(value: object) -> Iterator[Record]:
    usage = inside(value, "output", "outputBodyJson", "usage")
    read, written = (
        inside(value, "input", "cacheReadInputTokenCount"),
        inside(value, "input", "cacheWriteInputTokenCount"),
    )
    yield {
        **{name: inside(value, name) for name in _PLAIN},
        "principal": inside(value, "identity", "arn"),
        "inputTokenCount": inside(value, "input", "inputTokenCount"),
        "cacheRead": inside(usage, "cacheReadInputTokens") if read is None else read,
        "cacheWrite": inside(usage, "cacheWriteInputTokens") if written is None else written,
        "outputTokenCount": inside(value, "output", "outputTokenCount"),
        "latencyMs": inside(value, "output", "outputBodyJson", "metrics", "latencyMs"),
        "requestMetadata": inside(value, "requestMetadata"),
    }


def _is_log(keys: Mapping[str, object]) -> bool:
    return keys.get("schemaType") == "ModelInvocationLog"


BEDROCK = Format(
    id="bedrock-log",
    title="Amazon Bedrock invocation log",
    kind=FileKind.CALLS,
    must=(),
    fields={
        "ts": col("timestamp"),
        "provider": Const("bedrock"),
        # An inference profile is named by the last part of its ARN.
        "model": Sql(
            "CASE WHEN {modelId} LIKE 'arn:%' THEN split_part({modelId}, '/', -1) ELSE {modelId} END", ("modelId",)
        ),
        "customer_id": JsonKey("requestMetadata", ("customer", "customer_id", "tenant", "user", "user_id")),
        "organization_id": first(
            JsonKey("requestMetadata", ("organization", "organization_id", "org")), col("accountId")
        ),
        "product_id": JsonKey("requestMetadata", ("product", "product_id", "app", "application", "project")),
        "feature_id": JsonKey("requestMetadata", ("feature", "feature_id")),
        "task_type": first(JsonKey("requestMetadata", ("task", "task_type")), col("operation")),
        "team_id": JsonKey("requestMetadata", ("team", "team_id")),
        "input_tokens": total("inputTokenCount", "cacheRead", "cacheWrite"),
        "cached_input_tokens": col("cacheRead"),
        "cache_write_tokens": col("cacheWrite"),
        "output_tokens": col("outputTokenCount"),
        "latency_ms": col("latencyMs"),
        "status": Sql("CASE WHEN coalesce({errorCode}, '') <> '' THEN 'error' ELSE 'ok' END", ("errorCode",)),
        "region": first(col("inferenceRegion"), col("region")),
    },
    known=("requestId", "principal", "status"),
    flatten=_entry,
    document=_is_log,
)
