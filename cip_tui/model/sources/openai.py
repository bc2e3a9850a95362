"""OpenAI: pages of the usage and cost API, and the dashboard's CSV exports of usage and cost.

`input_tokens` holds cached and cache-write tokens. Costs come by line item (`gpt-4o-2024-08-06, input`), apart from
the tokens, hence as billing. Times of a page are epoch seconds; dimensions are null unless grouped by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cip_tui.model.sources.language import Const, Format, Record, Sql, col, first
from cip_tui.model.sources.report import FileKind
from cip_tui.model.sources.spans import INCOMPLETE, inside, items

_WHO = ("user_id", "api_key_id")
_TIER = Sql("CASE WHEN lower({batch}) = 'true' THEN 'batch' ELSE {service_tier} END", maybe=("batch", "service_tier"))
_KNOWN = (
    "start_time_iso", "end_time_iso", "object", "api_source", "user_email", "project_id", "organization_id",
    "input_uncached_tokens", "input_audio_tokens", "output_audio_tokens", "input_cached_audio_tokens",
    "input_text_tokens", "output_text_tokens", "input_image_tokens", "output_image_tokens", "input_cached_text_tokens",
    "input_cached_image_tokens",
)  # fmt: skip
_USAGE_FIELDS = {
    "ts": first(col("start_time_iso"), col("start_time")),
    "provider": Const("openai"),
    "model": col("model"),
    "customer_id": first(*map(col, _WHO)),
    "organization_id": first(col("organization_name"), col("organization_id")),
    "product_id": first(col("project_name"), col("project_id")),
    "input_tokens": col("input_tokens"),
    "cached_input_tokens": col("input_cached_tokens"),
    "cache_write_tokens": col("input_cache_write_tokens"),
    "output_tokens": col("output_tokens"),
    "request_count": col("num_model_requests"),
    "service_tier": _TIER,
}
_COST_FIELDS = {
    "ts": first(col("start_time_iso"), col("start_time")),
    "provider": Const("openai"),
    # "gpt-4o-2024-08-06, input": the model stands before the comma.
    "model": Sql("CASE WHEN contains({line_item}, ',') THEN trim(split_part({line_item}, ',', 1)) END", ("line_item",)),
    "customer_id": first(*map(col, _WHO)),
    "organization_id": first(col("organization_name"), col("organization_id")),
    "product_id": first(col("project_name"), col("project_id")),
    "task_type": col("line_item"),
    "reported_cost_usd": col("amount_value"),
}


def _buckets(value: object) -> Iterator[Record]:
    for bucket in items(inside(value, "data")):
        times = {"start_time": inside(bucket, "start_time"), "end_time": inside(bucket, "end_time")}
        for result in items(inside(bucket, "results")):
            if not isinstance(result, Mapping):
                yield {"object": result}
                continue
            amount = {
                "amount_value": inside(result, "amount", "value"),
                "amount_currency": inside(result, "amount", "currency"),
            }
            rest = {key: content for key, content in result.items() if key != "amount"}
            yield {**times, **rest, **({} if amount["amount_value"] is None else amount)}
    if inside(value, "has_more") is True:
        yield {INCOMPLETE: "The page says that more pages follow; their rows are not in this file"}


def _is_page(keys: Mapping[str, object], of: str) -> bool:
    if keys.get("object") != "page":
        return False
    for bucket in items(keys.get("data")):
        for result in items(inside(bucket, "results")):
            return (str(inside(result, "object")) == "organization.costs.result") == (of == "costs")
    return of == "usage"


USAGE_PAGE = Format(
    id="openai-usage-api",
    title="OpenAI usage API page",
    kind=FileKind.CALLS,
    must=(),
    fields=_USAGE_FIELDS,
    known=_KNOWN,
    grain=Const("day"),
    until=first(col("end_time_iso"), col("end_time")),
    flatten=_buckets,
    document=lambda keys: _is_page(keys, "usage"),
)

COST_PAGE = Format(
    id="openai-costs-api",
    title="OpenAI costs API page",
    kind=FileKind.BILLING,
    must=(),
    fields=_COST_FIELDS,
    known=("object", "quantity", "quantity_unit", "project_id", "organization_id"),
    grain=Const("day"),
    until=first(col("end_time_iso"), col("end_time")),
    currency=col("amount_currency"),
    negative_cost=True,
    flatten=_buckets,
    document=lambda keys: _is_page(keys, "costs"),
)

USAGE_CSV = Format(
    id="openai-usage",
    title="OpenAI usage export",
    kind=FileKind.CALLS,
    must=(("start_time_iso", "input_tokens", "output_tokens"),),
    fields=_USAGE_FIELDS,
    known=(*_KNOWN, "start_time"),
    grain=Const("day"),
    until=first(col("end_time_iso"), col("end_time")),
)

COST_CSV = Format(
    id="openai-costs",
    title="OpenAI cost export",
    kind=FileKind.BILLING,
    must=(("start_time_iso", "amount_value"),),
    fields=_COST_FIELDS,
    known=(*_KNOWN, "start_time", "quantity", "quantity_unit"),
    grain=Const("day"),
    until=first(col("end_time_iso"), col("end_time")),
    currency=col("amount_currency"),
    negative_cost=True,
    # Days without cost stand as rows without an amount.
    keep=Sql("coalesce({amount_value}, '') <> ''", ("amount_value",)),
)
