"""Small sound files in the forms that the importer reads, to be damaged."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

MODELS = (("openai", "gpt-4"), ("openai", "gpt-3.5-turbo"), ("anthropic", "claude-3-opus"), ("google", "gemini-pro"))
SAMPLES = Path(__file__).resolve().parents[1] / "sample_inputs"
START = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ROWS = 60


def plain_files() -> dict[str, bytes]:
    """Return sound files by name: the project's own CSV, LiteLLM spend logs as JSON and JSON lines, OpenAI usage."""
    rows = [row(number) for number in range(ROWS)]
    litellm = [spend_log(item) for item in rows]
    return {
        "calls.csv": as_csv(rows),
        "calls.jsonl": b"\n".join(json.dumps(item).encode() for item in rows),
        "litellm.json": json.dumps(litellm).encode(),
        "litellm.jsonl": b"\n".join(json.dumps(item).encode() for item in litellm),
        "openai_usage.json": json.dumps(usage_page(rows), indent=1).encode(),
    }


def sample_files() -> dict[str, bytes]:
    """Return the sample inputs of every known format by name."""
    kinds = {".csv", ".json", ".jsonl"}
    return {path.name: path.read_bytes() for path in sorted(SAMPLES.iterdir()) if path.suffix in kinds}


def agreement_files() -> dict[str, bytes]:
    """Return sound PDFs by name: the sample agreements and those drawn for the tests."""
    from tests.commitment.agreements import AGREEMENTS, drawn

    samples = {path.name: path.read_bytes() for path in sorted(SAMPLES.glob("*.pdf"))}
    return samples | {f"{item.name}.pdf": drawn(item.name) for item in AGREEMENTS}


def row(number: int) -> dict[str, object]:
    """Return one call with every column of the project's own CSV."""
    provider, model = MODELS[number % len(MODELS)]
    return {
        "timestamp": (START + timedelta(minutes=17 * number)).isoformat(),
        "provider": provider,
        "model": model,
        "input_tokens": 100 + 7 * number,
        "output_tokens": 40 + 3 * number,
        "cost_usd": f"{(100 + 7 * number) * 0.00003:.9f}",
        "customer_id": f"cust_{number % 9:04d}",
        "organization_id": f"org_{number % 3:03d}",
        "product_id": f"product_{number % 2}",
        "feature_id": "chat",
        "task_type": "summarization",
        "subscription_tier": "pro",
        "latency_ms": 300 + number,
        "status": "success",
    }


def as_csv(rows: list[dict[str, object]]) -> bytes:
    """Return rows as CSV with a header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def spend_log(item: dict[str, object]) -> dict[str, object]:
    """Return a call as LiteLLM's proxy logs it."""
    return {
        "request_id": f"chatcmpl-{item['input_tokens']}",
        "call_type": "acompletion",
        "startTime": item["timestamp"],
        "endTime": item["timestamp"],
        "model": item["model"],
        "custom_llm_provider": item["provider"],
        "spend": float(str(item["cost_usd"])),
        "prompt_tokens": item["input_tokens"],
        "completion_tokens": item["output_tokens"],
        "team_id": item["product_id"],
        "end_user": item["customer_id"],
        "metadata": {"usage_object": {"prompt_tokens_details": {"cached_tokens": 4}}},
        "status": "success",
    }


def usage_page(rows: list[dict[str, object]]) -> dict[str, object]:
    """Return calls as a page of OpenAI's usage interface, one bucket a call."""
    buckets = [
        {
            "object": "bucket",
            "start_time": int(START.timestamp()) + 86_400 * number,
            "end_time": int(START.timestamp()) + 86_400 * (number + 1),
            "results": [
                {
                    "object": "organization.usage.completions.result",
                    "input_tokens": item["input_tokens"],
                    "output_tokens": item["output_tokens"],
                    "input_cached_tokens": 3,
                    "num_model_requests": 1,
                    "project_id": item["product_id"],
                    "user_id": item["customer_id"],
                    "model": item["model"],
                    "batch": False,
                }
            ],
        }
        for number, item in enumerate(rows)
    ]
    return {"object": "page", "data": buckets, "has_more": False, "next_page": None}
