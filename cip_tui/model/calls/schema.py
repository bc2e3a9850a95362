"""The canonical AI call: one row per call, or per bucket of calls where a source gives only sums.

Rules: times are UTC without zone; `input_tokens` holds all input, cached and cache-write tokens included
(OpenTelemetry's and OpenAI's convention); a dimension not stated is the empty text; a number not stated is NULL.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grain(StrEnum):
    """What one row stands for."""

    CALL = "call"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


class CostSource(StrEnum):
    """Where `cost_usd` of a row comes from; NONE means unpriced, with `cost_usd` NULL."""

    REPORTED = "reported"
    REPRICED = "repriced"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Field:
    """A canonical column: its name, SQL type, meaning, and whether a source must state it."""

    name: str
    sql_type: str
    meaning: str
    required: bool = False


GOOD_STATUSES = ("", "ok", "OK", "success", "SUCCESS", "succeeded", "completed", "200")
"""Words for a call that did not fail; sources with a format of their own are read as `ok` and `error`."""

MONEY_TYPE = "DECIMAL(18,12)"

FIELDS: tuple[Field, ...] = (
    Field("ts", "TIMESTAMP", "when the call began, or the bucket's start; UTC", required=True),
    Field("provider", "VARCHAR", "who sells the model: openai, anthropic, bedrock, …"),
    Field("model", "VARCHAR", "the model's name as the source states it"),
    Field("customer_id", "VARCHAR", "whom the call served"),
    Field("organization_id", "VARCHAR", "the organisation or account above the customer"),
    Field("product_id", "VARCHAR", "the product, project or service"),
    Field("feature_id", "VARCHAR", "the feature of the product"),
    Field("task_type", "VARCHAR", "what kind of work the call did"),
    Field("subscription_tier", "VARCHAR", "the customer's tier"),
    Field("team_id", "VARCHAR", "the team that owns the product"),
    Field("input_tokens", "BIGINT", "all input tokens, cached ones included"),
    Field("cached_input_tokens", "BIGINT", "input tokens read from a cache"),
    Field("cache_write_tokens", "BIGINT", "input tokens written to a cache"),
    Field("output_tokens", "BIGINT", "all output tokens, reasoning included"),
    Field("reasoning_tokens", "BIGINT", "output tokens spent on hidden reasoning"),
    Field("request_count", "BIGINT", "calls in the row; 1 for a call"),
    Field("reported_cost_usd", MONEY_TYPE, "what the source says the row cost, USD"),
    Field("latency_ms", "BIGINT", "time to the full answer, milliseconds; calls only"),
    Field("status", "VARCHAR", "ok, error, or the source's word for the outcome"),
    Field("service_tier", "VARCHAR", "standard, batch, flex, priority, provisioned, …"),
    Field("region", "VARCHAR", "where it ran"),
    Field("quality_score", "DOUBLE", "a quality score between 0 and 1, where the source has one"),
)

# Written by the import beside the fields above.
DERIVED: tuple[Field, ...] = (
    Field("repriced_cost_usd", MONEY_TYPE, "tokens times the price book of the day; NULL where unpriced"),
    Field("cost_usd", MONEY_TYPE, "the cost used: reported, else repriced, else NULL"),
    Field("cost_source", "VARCHAR", "reported, repriced or none"),
    Field("price_key", "VARCHAR", "the price-book row that priced it; empty where unpriced"),
    Field("grain", "VARCHAR", "call, minute, hour, day or month"),
    Field("source_file", "VARCHAR", "the file's name"),
    Field("source_row", "BIGINT", "the line or record number in that file, from 1, header included"),
)

COLUMNS: tuple[str, ...] = tuple(item.name for item in FIELDS + DERIVED)
FIELD_NAMES: frozenset[str] = frozenset(item.name for item in FIELDS)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to break spend down: its name in filters, its column, its title and its key on the spend screen."""

    name: str
    column: str
    title: str
    key: str


DIMENSIONS: dict[str, Dimension] = {
    item.name: item
    for item in (
        Dimension("provider", "provider", "Provider", "p"),
        Dimension("model", "model", "Model", "m"),
        Dimension("customer", "customer_id", "Customer", "c"),
        Dimension("organization", "organization_id", "Organisation", "o"),
        Dimension("product", "product_id", "Product", "d"),
        Dimension("feature", "feature_id", "Feature", "f"),
        Dimension("team", "team_id", "Team", "t"),
        Dimension("tier", "subscription_tier", "Tier", "r"),
        Dimension("task", "task_type", "Task", "a"),
        Dimension("status", "status", "Status", ""),
        Dimension("region", "region", "Region", ""),
        Dimension("service", "service_tier", "Service tier", ""),
        Dimension("priced", "cost_source", "Cost source", ""),
        Dimension("grain", "grain", "Grain", ""),
        Dimension("source", "source_file", "Source file", ""),
    )
}
