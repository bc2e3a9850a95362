"""Every format that can be read, in the order in which they are tried."""

from __future__ import annotations

from cip_tui.model.sources import (
    anthropic,
    azure,
    bedrock,
    cost_explorer,
    cost_explorer_table,
    cur,
    focus,
    helicone,
    langfuse,
    litellm,
    openai,
    openrouter,
    otel,
    profiles,
    responses,
    revenium,
    seed,
)
from cip_tui.model.sources.language import Format

FORMATS: tuple[Format, ...] = (
    seed.CALLS,
    focus.FOCUS,
    litellm.SPEND_LOGS,
    litellm.DAILY,
    langfuse.LANGFUSE,
    langfuse.TRACES,
    openai.USAGE_PAGE,
    openai.COST_PAGE,
    openai.USAGE_CSV,
    openai.COST_CSV,
    anthropic.USAGE_API,
    anthropic.COST_API,
    anthropic.USAGE_CSV,
    anthropic.COST_CSV,
    profiles.CUSTOMERS,
    profiles.BUDGETS,
    profiles.TEAMS,
    helicone.HELICONE,
    revenium.REVENIUM,
    otel.OTLP,
    otel.TABLE,
    bedrock.BEDROCK,
    openrouter.OPENROUTER,
    azure.AZURE,
    cost_explorer.ANSWER,
    cost_explorer_table.TABLE,
    cur.REPORT,
    responses.RESPONSES,
)

BY_ID: dict[str, Format] = {layout.id: layout for layout in FORMATS}
