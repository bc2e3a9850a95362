"""Every log of calls: recognised from its own head, read with its own conventions, sums as worked out by hand.

The small files below are made up after the formats' public documentation; none holds data of anyone.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from cip_tui.model.sources.formats import BY_ID
from tests.sources.reading import read
from tests.sources.shapes import same_from_every_shape, written

TESTS = (
    *("test_formats.py", "test_billing_formats.py", "test_real_files.py"),
    *("../commitment/test_cost_explorer.py", "../commitment/test_bills.py"),
)

LITELLM = [
    {
        "request_id": "r1", "call_type": "acompletion", "api_key": "hash", "spend": 0.00045, "total_tokens": 300,
        "prompt_tokens": 200, "completion_tokens": 100, "startTime": "2026-03-01T10:00:00.000Z",
        "endTime": "2026-03-01T10:00:01.500Z", "model": "gpt-4o-mini", "model_group": "small",
        "custom_llm_provider": "openai", "user": "u", "end_user": "acme", "team_id": "red", "organization_id": "org-1",
        "metadata": {"feature": "answer", "usage_object": {"cache_read_input_tokens": 50}}, "cache_hit": "False",
        "request_tags": ["tag"], "status": "success",
    },
    {
        "request_id": "r2", "call_type": "acompletion", "api_key": "hash", "spend": 0, "total_tokens": 3000,
        "prompt_tokens": 2000, "completion_tokens": 1000, "startTime": "2026-03-01T11:00:00.000Z",
        "endTime": "2026-03-01T11:00:02.000Z", "model": "gpt-4", "model_group": "large",
        "custom_llm_provider": "openai", "user": "u2", "end_user": "", "team_id": "", "organization_id": "",
        "metadata": {}, "cache_hit": "False", "request_tags": [], "status": "failure",
    },
]  # fmt: skip


def test_litellm_spend_logs(tmp_path: Path) -> None:
    found = same_from_every_shape(tmp_path, LITELLM, "litellm")
    first, second = found.rows
    assert (first["customer_id"], first["organization_id"], first["team_id"]) == ("acme", "org-1", "red")
    assert (first["product_id"], first["feature_id"], first["task_type"]) == ("small", "answer", "acompletion")
    assert (first["input_tokens"], first["cached_input_tokens"], first["output_tokens"]) == (200, 50, 100)
    assert (first["latency_ms"], first["status"], first["reported_cost_usd"]) == (1500, "ok", Decimal("0.00045"))
    assert (second["customer_id"], second["status"]) == ("u2", "error")
    zero = found.finding("silent-zero")
    assert second["cost_usd"] == 0
    assert second["repriced_cost_usd"] == Decimal("0.12")
    assert zero.count == 1
    assert "0.12 USD" in zero.message


def test_litellm_daily_rows_are_days(tmp_path: Path) -> None:
    rows = [
        {
            "date": "2026-03-01", "user_id": "u", "api_key": "k", "model": "gpt-4o", "custom_llm_provider": "openai",
            "prompt_tokens": 10, "completion_tokens": 5, "cache_read_input_tokens": 4,
            "cache_creation_input_tokens": 1, "spend": 0.5, "api_requests": 7, "successful_requests": 6,
            "failed_requests": 1,
        }
    ]  # fmt: skip
    row = same_from_every_shape(tmp_path, rows, "litellm-daily").rows[0]
    assert (row["grain"], row["request_count"], row["cached_input_tokens"]) == ("day", 7, 4)


def test_both_generations_of_langfuse(tmp_path: Path) -> None:
    old = {
        "id": "o1", "traceId": "t1", "type": "GENERATION", "name": "answer", "startTime": "2026-03-01T10:00:00.250Z",
        "endTime": "2026-03-01T10:00:02.250Z", "environment": "production", "level": "DEFAULT",
        "model": "claude-sonnet-4",
        "usageDetails": {"input": 100, "input_cached_tokens": 40, "output": 20, "output_reasoning_tokens": 5},
        "inputUsage": 140, "outputUsage": 25, "totalUsage": 165, "costDetails": {"total": 0.001}, "totalCost": 0.001,
        "latency": 2.0, "traceName": "helpdesk", "userId": "acme",
    }  # fmt: skip
    span = {**old, "id": "o2", "type": "SPAN", "model": "", "inputUsage": 0, "outputUsage": 0, "totalCost": 0}
    (tmp_path / "old").mkdir()
    found = same_from_every_shape(tmp_path / "old", [old, span], "langfuse")
    row = found.rows[0]
    assert found.result.rows_in == 1
    assert found.finding("skipped").count == 1
    assert (row["provider"], row["customer_id"], row["feature_id"]) == ("anthropic", "acme", "helpdesk")
    assert (row["input_tokens"], row["cached_input_tokens"], row["output_tokens"]) == (140, 40, 25)
    assert (row["reasoning_tokens"], row["latency_ms"], row["reported_cost_usd"]) == (5, 2000, Decimal("0.001"))
    new = {
        "id": "o1", "traceId": "t1", "type": "GENERATION", "name": "answer", "startTime": "2026-03-01T10:00:00.250Z",
        "providedModelName": "gpt-4o", "usageDetails": {"input": 100, "cache_read_input_tokens": 40, "output": 20},
        "costDetails": {"total": 0.002}, "totalCost": 0.002, "latencyMs": 950, "timeToFirstTokenMs": 80,
        "sessionId": "s", "userId": "acme", "level": "ERROR",
    }  # fmt: skip
    (tmp_path / "new").mkdir()
    row = same_from_every_shape(tmp_path / "new", [new], "langfuse").rows[0]
    assert (row["model"], row["input_tokens"], row["cached_input_tokens"]) == ("gpt-4o", 140, 40)
    assert (row["latency_ms"], row["status"]) == (950, "error")


def test_langfuse_blob_exports_in_snake_case(tmp_path: Path) -> None:
    rows = [
        {
            "id": "o", "trace_id": "t", "type": "GENERATION", "start_time": "2026-03-01 10:00:00", "model": "gpt-4o",
            "provided_model_name": "gpt-4o", "usage_details": {"input": 7, "output": 3}, "total_cost": 0.1,
            "user_id": "acme",
        }
    ]  # fmt: skip
    row = same_from_every_shape(tmp_path, rows, "langfuse").rows[0]
    assert (row["input_tokens"], row["output_tokens"], row["customer_id"]) == (7, 3, "acme")


def test_helicone(tmp_path: Path) -> None:
    rows = [
        {
            "response_id": "x", "response_created_at": "2026-03-01T10:00:02Z", "response_status": 200,
            "request_created_at": "2026-03-01T10:00:00Z", "request_body": {"messages": ["two\nlines"]},
            "request_properties": {"Customer": "acme", "feature-id": "answer", "team": "red"}, "request_user_id": "u",
            "model": "gpt-4o", "prompt_tokens": 100, "completion_tokens": 50, "latency": 2100, "cost": 0.00075,
        },
        {
            "response_id": "y", "response_created_at": "2026-03-01T10:00:02Z", "response_status": 500,
            "request_created_at": "2026-03-01T10:00:01Z", "request_body": "", "request_properties": {},
            "request_user_id": "u", "model": "gpt-4o", "prompt_tokens": 0, "completion_tokens": 0, "latency": 100,
            "cost": 0,
        },
    ]  # fmt: skip
    found = same_from_every_shape(tmp_path, rows, "helicone")
    first, second = found.rows
    assert (first["customer_id"], first["feature_id"], first["team_id"]) == ("acme", "answer", "red")
    assert (second["customer_id"], second["status"], first["status"]) == ("u", "error", "ok")
    assert (first["provider"], first["latency_ms"]) == ("openai", 2100)


def test_revenium_events(tmp_path: Path) -> None:
    event = {
        "requestTime": "2026-03-01T10:00:00Z", "responseTime": "2026-03-01T10:00:01Z", "requestDuration": 1000,
        "provider": "OpenAI", "model": "gpt-4o", "inputTokenCount": 100, "outputTokenCount": 50,
        "reasoningTokenCount": 10, "cacheCreationTokenCount": 0, "cacheReadTokenCount": 20, "totalCost": 0.001,
        "organizationName": "Org", "productName": "Chat", "subscriptionId": "pro", "traceType": "answer",
        "subscriber": {"id": "acme", "email": "a@example.org"}, "taskType": "qa", "responseQualityScore": 0.9,
        "stopReason": "END",
    }  # fmt: skip
    for at, value in enumerate((event, [event, event], {"events": [event]})):
        found = read(written(tmp_path / f"e{at}.json", value), tmp_path / f"out{at}")
        assert found.result.report.format == "revenium"
        row = found.rows[0]
        assert (row["customer_id"], row["organization_id"], row["product_id"]) == ("acme", "Org", "Chat")
        assert (row["feature_id"], row["task_type"], row["subscription_tier"]) == ("answer", "qa", "pro")
        assert (row["latency_ms"], row["quality_score"], row["status"]) == (1000, 0.9, "ok")
        assert (row["cached_input_tokens"], row["reasoning_tokens"]) == (20, 10)


def test_opentelemetry_spans(tmp_path: Path) -> None:
    def attribute(key: str, value: object) -> dict[str, Any]:
        return {"key": key, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}}

    start = 1772323200_000_000_000
    chat = [
        attribute("gen_ai.provider.name", "aws.bedrock"),
        attribute("gen_ai.operation.name", "chat"),
        attribute("gen_ai.request.model", "anthropic.claude-v2:1"),
        attribute("gen_ai.usage.input_tokens", 1000),
        attribute("gen_ai.usage.output_tokens", 100),
        attribute("gen_ai.usage.cache_read.input_tokens", 10),
        attribute("user.id", "acme"),
    ]
    tool = [attribute("gen_ai.operation.name", "execute_tool"), attribute("gen_ai.tool.name", "search")]
    spans = [
        {"startTimeUnixNano": str(start), "endTimeUnixNano": str(start + 1_500_000_000), "attributes": chat},
        {"name": "tool", "startTimeUnixNano": str(start), "endTimeUnixNano": str(start + 5), "attributes": tool},
        {"name": "GET /", "startTimeUnixNano": str(start), "endTimeUnixNano": str(start + 5), "attributes": []},
        {
            "name": "chat", "startTimeUnixNano": str(start), "endTimeUnixNano": str(start + 5), "attributes": chat,
            "status": {"code": 2},
        },
    ]  # fmt: skip
    document = {
        "resourceSpans": [
            {"resource": {"attributes": [attribute("service.name", "helpdesk")]}, "scopeSpans": [{"spans": spans}]}
        ]
    }
    for at, text in enumerate(
        (json.dumps(document, indent=1), json.dumps(document) + "\n" + json.dumps(document) + "\n")
    ):
        found = read(written(tmp_path / f"s{at}.json", text), tmp_path / f"out{at}")
        assert found.result.report.format == "otlp"
        row = found.rows[0]
        assert (row["provider"], row["product_id"], row["customer_id"]) == ("bedrock", "helpdesk", "acme")
        assert (row["input_tokens"], row["cached_input_tokens"], row["latency_ms"]) == (1000, 10, 1500)
        assert (str(row["ts"]), row["cost_source"]) == ("2026-03-01 00:00:00", "repriced")
        assert row["repriced_cost_usd"] == Decimal("0.0104")
        assert [each["status"] for each in found.rows[:2]] == ["ok", "error"] or at
        assert found.finding("skipped").count == 2 * (at + 1)
    table = "timestamp,gen_ai.system,gen_ai.request.model,gen_ai.usage.input_tokens,gen_ai.usage.output_tokens\n"
    found = read(written(tmp_path / "t.csv", f"{table}2026-03-01T00:00:00Z,openai,gpt-4,10,5\n"), tmp_path / "out9")
    assert found.result.report.format == "otel-genai"
    assert found.rows[0]["repriced_cost_usd"] == Decimal("0.0006")


def test_bedrock_invocation_log(tmp_path: Path) -> None:
    entry = {
        "schemaType": "ModelInvocationLog", "schemaVersion": "1.0", "timestamp": "2026-03-01T10:00:00Z",
        "accountId": "111122223333", "identity": {"arn": "arn:aws:iam::1:role/x"}, "region": "us-east-1",
        "requestId": "r", "operation": "Converse",
        "modelId": "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-4-20250514-v1:0",
        "input": {
            "inputTokenCount": 100, "cacheReadInputTokenCount": 30, "cacheWriteInputTokenCount": 20,
            "inputBodyJson": {"messages": [{"content": "SECRET PROMPT"}]},
        },
        "output": {
            "outputTokenCount": 40, "outputBodyJson": {"metrics": {"latencyMs": 812}, "output": "SECRET ANSWER"},
        },
        "requestMetadata": {"customer": "acme", "feature": "answer"},
    }  # fmt: skip
    path = written(tmp_path / "log.jsonl", json.dumps(entry) + "\n" + json.dumps({**entry, "errorCode": "Throttling"}))
    found = read(path, tmp_path / "out")
    row = found.rows[0]
    assert found.result.report.format == "bedrock-log"
    assert row["model"] == "us.anthropic.claude-sonnet-4-20250514-v1:0"
    assert (row["input_tokens"], row["cached_input_tokens"], row["cache_write_tokens"]) == (150, 30, 20)
    assert (row["customer_id"], row["organization_id"], row["latency_ms"]) == ("acme", "111122223333", 812)
    assert found.column("status") == ["ok", "error"]
    assert row["repriced_cost_usd"] > 0
    assert b"SECRET" not in found.result.parquet.read_bytes()


def test_openrouter_activity(tmp_path: Path) -> None:
    header = "Date,Slug,Usage,BYOK Usage,Requests,Prompt Tokens,Completion Tokens,Reasoning Tokens"
    path = written(tmp_path / "a.csv", f"{header}\n2026-03-01,openai/gpt-4,0.09,0.01,2,1000,1000,0\n")
    found = read(path, tmp_path / "out")
    assert found.result.report.format == "openrouter"
    row = found.rows[0]
    assert (row["grain"], row["request_count"], row["model"]) == ("day", 2, "openai/gpt-4")
    assert row["cost_usd"] == row["repriced_cost_usd"] == Decimal("0.09")
    assert found.result.totals["own_key_cost"] == Decimal("0.01")


def test_recorded_answers_in_the_shapes_of_all_providers(tmp_path: Path) -> None:
    answers = [
        {"model": "gpt-4o", "created": 1772323200, "usage": {"prompt_tokens": 10, "completion_tokens": 2,
         "prompt_tokens_details": {"cached_tokens": 4}, "completion_tokens_details": {"reasoning_tokens": 1}}},
        {"model": "gpt-4.1", "created_at": 1772323200, "usage": {"input_tokens": 10, "output_tokens": 2,
         "input_tokens_details": {"cached_tokens": 4}, "output_tokens_details": {"reasoning_tokens": 1}}},
        {"timestamp": "2026-03-01T00:00:00Z", "body": {"model": "claude-sonnet-4", "usage": {"input_tokens": 4,
         "cache_read_input_tokens": 4, "cache_creation_input_tokens": 2, "output_tokens": 2}}},
        {"time": 1772323200, "modelId": "x", "response": {"model": "amazon.nova-lite", "usage": {"inputTokens": 4,
         "outputTokens": 2, "cacheReadInputTokens": 4, "cacheWriteInputTokens": 2}}},
        {"time": 1772323200, "modelVersion": "gemini-2.0-flash", "usageMetadata": {"promptTokenCount": 10,
         "candidatesTokenCount": 1, "thoughtsTokenCount": 1, "cachedContentTokenCount": 4}},
        {"time": 1772323200, "model": "gpt-4o", "usage": {"prompt_tokens": "many", "completion_tokens": 2}},
    ]  # fmt: skip
    found = read(written(tmp_path / "answers.json", answers), tmp_path / "out")
    assert found.result.report.format == "api-responses"
    assert found.column("input_tokens") == [10] * 5
    assert found.column("cached_input_tokens") == [4] * 5
    assert found.column("output_tokens") == [2] * 5
    assert found.column("cache_write_tokens") == [None, None, 2, 2, None]
    assert found.column("reasoning_tokens") == [1, 1, None, None, 1]
    assert found.column("provider") == ["openai", "openai", "anthropic", "bedrock", "google"]
    assert [(each["line"], each["raw"]) for each in found.rejects] == [(6, "many")]


def test_json_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    whole = json.dumps(LITELLM * 3)
    found = read(written(tmp_path / "cut.json", whole[: len(whole) - 300]), tmp_path / "a")
    assert (found.result.rows_kept, found.rejects[0]["line"]) == (5, 6)
    assert "the file ends inside this record" in found.rejects[0]["reason"]
    lines = [json.dumps(LITELLM[0]), "{broken", "", "17", json.dumps(LITELLM[1])]
    found = read(written(tmp_path / "cut.jsonl", "\n".join(lines)), tmp_path / "b")
    assert found.column("source_row") == [1, 5]
    assert [each["line"] for each in found.rejects] == [2, 4]


def test_records_under_a_key_of_an_answer(tmp_path: Path) -> None:
    for at, key in enumerate(("data", "items", "results")):
        path = written(tmp_path / f"{key}.json", {"meta": {"page": 1}, key: LITELLM})
        found = read(path, tmp_path / f"out{at}")
        assert found.column("input_tokens") == [200, 2000]
        assert found.result.report.evidence[-1] == f"The records stand under the key {key}"


def test_a_record_of_megabytes_keeps_its_sums(tmp_path: Path) -> None:
    long = {**LITELLM[0], "metadata": {"note": "x" * 3_000_000}, "messages": "y" * 5_000_000}
    found = read(
        written(tmp_path / "a.jsonl", json.dumps(long) + "\n" + json.dumps(LITELLM[1]) + "\n"), tmp_path / "out"
    )
    assert found.column("input_tokens") == [200, 2000]


def test_numbers_keep_all_their_digits_in_json(tmp_path: Path) -> None:
    text = json.dumps(LITELLM[:1]).replace("0.00045", "0.000450000001").replace("200,", "200.0,")
    row = read(written(tmp_path / "a.json", text), tmp_path / "out").rows[0]
    assert (row["cost_usd"], row["input_tokens"]) == (Decimal("0.000450000001"), 200)


def test_every_format_is_read_by_a_test() -> None:
    texts = [(Path(__file__).parent / name).read_text(encoding="utf-8") for name in TESTS]
    assert [name for name in BY_ID if not any(f'"{name}"' in text for text in texts)] == []
