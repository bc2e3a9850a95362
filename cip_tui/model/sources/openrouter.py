"""OpenRouter's activity export: a row a day and model, cost in USD; keys of one's own are billed elsewhere."""

from __future__ import annotations

from cip_tui.model.sources.language import Const, Format, col
from cip_tui.model.sources.report import FileKind

OPENROUTER = Format(
    id="openrouter",
    title="OpenRouter activity",
    kind=FileKind.CALLS,
    must=(("Date", "Slug", "Usage", "Prompt Tokens", "Completion Tokens"),),
    fields={
        "ts": col("Date"),
        "provider": Const("openrouter"),
        "model": col("Slug"),
        "input_tokens": col("Prompt Tokens"),
        "output_tokens": col("Completion Tokens"),
        "reasoning_tokens": col("Reasoning Tokens"),
        "request_count": col("Requests"),
        "reported_cost_usd": col("Usage"),
    },
    grain=Const("day"),
    controls={"own_key_cost": col("BYOK Usage")},
)
