"""CIP's own call table: the canonical columns themselves, as the simulator writes them, in CSV, JSON or Parquet."""

from __future__ import annotations

from cip_tui.model.calls.schema import FIELDS
from cip_tui.model.sources.language import Expr, Format, col
from cip_tui.model.sources.report import FileKind

_SPELLINGS: dict[str, Expr] = {
    "ts": col("timestamp", "ts"),
    "reported_cost_usd": col("cost_usd", "reported_cost_usd"),
}

FIELDS_BY_NAME: dict[str, Expr] = {item.name: _SPELLINGS.get(item.name) or col(item.name) for item in FIELDS}

CALLS = Format(
    id="calls",
    title="AI call records",
    kind=FileKind.CALLS,
    must=(
        ("timestamp", "provider", "model", "input_tokens", "output_tokens", "cost_usd"),
        ("ts", "provider", "model", "input_tokens", "output_tokens"),
    ),
    fields=FIELDS_BY_NAME,
    known=("grain", "call_id", "repriced_cost_usd", "cost_source", "price_key", "source_file", "source_row"),
    grain=col("grain"),
)
