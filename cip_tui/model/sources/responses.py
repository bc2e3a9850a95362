"""Answers of model APIs as recorded: objects with `model` and a `usage` object, in the shape of any provider.

OpenAI counts cached tokens inside the input, Anthropic and Bedrock outside; here all are inside. Answers of some
providers state no time; a mapping can give one for the whole file (`ts:=2026-10-01`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cip_tui.model.sources.language import Format, MakerOf, Record, col, first
from cip_tui.model.sources.report import FileKind
from cip_tui.model.sources.spans import inside

_TIMES = ("created", "created_at", "timestamp", "time", "ts", "response_date", "date")
_WHERE = ("body", "response", "output")
_KEYS = ("usage", "usageMetadata", "usage_metadata")


def _answer(value: object) -> tuple[object, Mapping[str, object] | None]:
    for candidate in (value, *(inside(value, key) for key in _WHERE), inside(value, "response", "body")):
        for key in _KEYS:
            usage = inside(candidate, key)
            if isinstance(usage, Mapping):
                return candidate, usage
    return value, None


def _sum(*parts: object) -> object:
    """Add up counts; anything that is no count is handed on, so that the row is listed and not guessed."""
    known = [part for part in parts if part is not None]
    strange = [part for part in known if isinstance(part, bool) or not isinstance(part, int)]
    if strange or not known:
        return strange[0] if strange else None
    return sum(part for part in known if isinstance(part, int))


def _counts(usage: Mapping[str, object]) -> Record:
    if "promptTokenCount" in usage:
        thoughts = usage.get("thoughtsTokenCount")
        return {
            "input": usage.get("promptTokenCount"),
            "cached": usage.get("cachedContentTokenCount"),
            "output": _sum(usage.get("candidatesTokenCount"), thoughts),
            "reasoning": thoughts,
        }
    if "inputTokens" in usage:
        read, written = usage.get("cacheReadInputTokens"), usage.get("cacheWriteInputTokens")
        return {
            "input": _sum(usage.get("inputTokens"), read, written),
            "cached": read,
            "written": written,
            "output": usage.get("outputTokens"),
        }
    details = inside(usage, "prompt_tokens_details") or inside(usage, "input_tokens_details")
    outs = inside(usage, "completion_tokens_details") or inside(usage, "output_tokens_details")
    outside = "cache_read_input_tokens" in usage or "cache_creation_input_tokens" in usage
    read = usage.get("cache_read_input_tokens") if outside else inside(details, "cached_tokens")
    written = usage.get("cache_creation_input_tokens") if outside else inside(details, "cache_write_tokens")
    said = usage.get("prompt_tokens", usage.get("input_tokens"))
    return {
        "input": _sum(said, read, written) if outside and "prompt_tokens" not in usage else said,
        "cached": read,
        "written": written,
        "output": usage.get("completion_tokens", usage.get("output_tokens")),
        "reasoning": inside(outs, "reasoning_tokens"),
    }


def _calls(value: object) -> Iterator[Record]:
    answer, usage = _answer(value)
    times = [inside(part, key) for part in (value, answer) for key in _TIMES]
    yield {
        "time": next((time for time in times if time is not None), None),
        "provider": inside(value, "provider"),
        "model": inside(answer, "model") or inside(answer, "modelVersion") or inside(value, "model"),
        "service_tier": inside(usage, "service_tier") or inside(answer, "service_tier"),
        "region": inside(usage, "inference_geo"),
        **(_counts(usage) if usage is not None else {}),
    }


RESPONSES = Format(
    id="api-responses",
    title="Recorded model API answers",
    kind=FileKind.CALLS,
    must=(),
    fields={
        "ts": col("time"),
        "provider": first(col("provider"), MakerOf(col("model"))),
        "model": col("model"),
        "input_tokens": col("input"),
        "cached_input_tokens": col("cached"),
        "cache_write_tokens": col("written"),
        "output_tokens": col("output"),
        "reasoning_tokens": col("reasoning"),
        "service_tier": col("service_tier"),
        "region": col("region"),
    },
    flatten=_calls,
    document=lambda keys: _answer(keys)[1] is not None,
)
