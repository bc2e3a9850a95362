"""Build cip_tui/model/calls/prices.json from two published price lists.

    python tools/build_prices.py --genai DIR --litellm FILE --checked-on YYYY-MM-DD -o cip_tui/model/calls/prices.json

DIR is where the genai-prices package (MIT, github.com/pydantic/genai-prices) was unpacked, FILE is the
`model_prices_and_context_window_backup.json` of litellm (MIT, github.com/BerriAI/litellm). Only figures are taken.
Which models, under which names, stands in price_models.txt beside this script. Where both lists know a price and
differ, it is said on stderr.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

PARTS = ("input", "output", "cache_read", "cache_write_5m", "cache_write_1h")
GENAI_PARTS = ("input_mtok", "output_mtok", "cache_read_mtok", "cache_write_mtok", "cache_write_1h_mtok")
LITELLM_PARTS = (
    "input_cost_per_token",
    "output_cost_per_token",
    "cache_read_input_token_cost",
    "cache_creation_input_token_cost",
    "cache_creation_input_token_cost_above_1hr",
)

# Retirement days from the providers' own lifecycle pages, where the lists above have dropped the model.
RETIRED = {
    ("openai", "gpt-4-32k"): "2025-06-06",
    ("anthropic", "claude-2"): "2025-07-21",
    ("anthropic", "claude-3-sonnet"): "2025-07-21",
    ("anthropic", "claude-3-opus"): "2026-01-05",
    ("anthropic", "claude-opus-4"): "2026-06-15",
    ("anthropic", "claude-sonnet-4"): "2026-06-15",
    ("anthropic", "claude-opus-4-1"): "2026-08-05",
    ("bedrock", "claude-v2"): "2025-07-21",
}
# Half price for batches, by the provider's own price page, where the lists name no batch price.
HALF_PRICE_BATCH = {("anthropic", "claude-opus-4"), ("anthropic", "claude-sonnet-4"), ("anthropic", "claude-opus-4-1")}
NOTES = {
    "deepseek-v4-flash": "Peak price; the provider charges half outside its peak hours.",
    "deepseek-v4-pro": "Peak price; the provider charges half outside its peak hours.",
}
FREE_OUTPUT = ("embed",)


def text(value: Decimal | None) -> str | None:
    """Write a price without exponent and without trailing zeros."""
    if value is None:
        return None
    return f"{value.normalize():f}"


def genai_rows(model: Any) -> list[dict[str, Any]]:
    """Return the dated prices of a genai-prices model; variants by hour of day are not taken."""
    prices = model.prices if isinstance(model.prices, list) else [model.prices]
    rows: list[dict[str, Any]] = []
    for item in prices:
        constraint = getattr(item, "constraint", None)
        if constraint is not None and not hasattr(constraint, "start_date"):
            raise SystemExit(f"{model.id}: prices by hour of day cannot be taken")
        price = getattr(item, "prices", item)
        start = constraint.start_date.isoformat() if constraint else None
        parts = genai_parts(price)
        if not rows or any(rows[-1][name] != value for name, value in parts.items()):
            rows.append({"effective_from": start, "effective_to": None, **parts})
    for row, following in itertools.pairwise(rows):
        row["effective_to"] = following["effective_from"]
    return rows


def genai_parts(price: Any) -> dict[str, Any]:
    """Return base prices and, where the price has one step, those for long prompts."""
    base: dict[str, str | None] = {}
    long: dict[str, Any] = {}
    for part, name in zip(PARTS, GENAI_PARTS, strict=True):
        value: Any = getattr(price, name, None)
        if hasattr(value, "tiers"):
            (tier,) = value.tiers
            long["above_tokens"] = tier.start
            long[part] = text(tier.price)
            value = value.base
        base[part] = text(value)
    if long:
        long = {"above_tokens": long["above_tokens"], **{part: long.get(part) for part in PARTS}}
    return {**base, "long_context": long or None}


def litellm_row(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the present price of a litellm entry, undated, USD per million tokens."""
    row: dict[str, Any] = {"effective_from": None, "effective_to": None}
    for part, name in zip(PARTS, LITELLM_PARTS, strict=True):
        value = entry.get(name)
        row[part] = None if value is None else text(Decimal(str(value)) * 1_000_000)
    return {**row, "long_context": None}


def batch_factor(entry: dict[str, Any] | None, key: tuple[str, str]) -> str | None:
    """Return the batch price as a part of the standard price, or None where it is not known."""
    if entry and entry.get("input_cost_per_token_batches"):
        whole, part = (Decimal(str(entry[name])) for name in (LITELLM_PARTS[0], "input_cost_per_token_batches"))
        return text(part / whole)
    return "0.5" if key in HALF_PRICE_BATCH else None


def build(line: str, genai: dict[str, Any], litellm: dict[str, Any], checked_on: str) -> list[dict[str, Any]]:
    """Return the rows of one line of MODELS."""
    name, genai_id, key, aliases = (part.strip() for part in line.split("|"))
    provider, model = name.split(" ", 1)
    entry = litellm[key] if key else None
    known = genai[genai_id] if genai_id else None
    rows = genai_rows(known) if known else [litellm_row(entry or {})]
    if known and entry and litellm_row(entry)["input"] not in [row["input"] for row in rows]:
        print(f"{provider} {model}: {rows[-1]['input']} against {litellm_row(entry)['input']}", file=sys.stderr)
    window = (known and known.context_window) or (entry or {}).get("max_input_tokens")
    head = {"provider": provider, "model": model, "aliases": aliases.split()}
    tail = {
        "batch_factor": batch_factor(entry, (provider, model)),
        "context_window": window,
        "retire_on": RETIRED.get((provider, model)) or (entry or {}).get("deprecation_date"),
        "note": NOTES.get(model, ""),
        "source": "genai-prices" if known else "litellm",
        "checked_on": checked_on,
    }
    for row in rows:
        if row["output"] is None and any(word in model for word in FREE_OUTPUT):
            row["output"] = "0"
        if row["input"] is None or row["output"] is None:
            raise SystemExit(f"{provider} {model}: no price for input or output")
    return [{**head, **row, **tail} for row in rows]


def main() -> None:
    """Read both lists and write the price book."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--genai", type=Path, required=True)
    parser.add_argument("--litellm", type=Path, required=True)
    parser.add_argument("--checked-on", type=datetime.date.fromisoformat, required=True)
    parser.add_argument("-o", type=Path, required=True)
    options = parser.parse_args()
    sys.path.insert(0, str(options.genai))
    from genai_prices.data import providers

    genai = {f"{provider.id}:{model.id}": model for provider in providers for model in provider.models}
    litellm = json.loads(options.litellm.read_text())
    day = options.checked_on.isoformat()
    table = Path(__file__).with_name("price_models.txt").read_text(encoding="utf-8").splitlines()
    rows = [row for line in table if not line.startswith("#") for row in build(line, genai, litellm, day)]
    book = {
        "licence": "Figures from genai-prices and litellm, both MIT; see sources. Batch factors and most retirement "
        "days come from litellm, the others from the providers' lifecycle pages.",
        "units": "USD per million tokens, decimal text. effective_to is exclusive; null means open. "
        "retire_on is the first day without service.",
        "checked_on": day,
        "sources": {
            "genai-prices": "0.2.3, Copyright (c) Pydantic Services Inc., MIT, github.com/pydantic/genai-prices",
            "litellm": "1.109.1, Copyright (c) 2023 Berri AI, MIT, github.com/BerriAI/litellm",
        },
        "prices": rows,
    }
    lines = ",\n".join("  " + json.dumps(row) for row in rows)
    top = json.dumps({key: value for key, value in book.items() if key != "prices"}, indent=1)
    options.o.write_text(f'{top[:-2]},\n "prices": [\n{lines}\n ]\n}}\n', encoding="utf-8")
    print(f"{len(rows)} rows, {len({(row['provider'], row['model']) for row in rows})} models", file=sys.stderr)


if __name__ == "__main__":
    main()
