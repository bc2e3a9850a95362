"""What providers and clouds report, and the small tables beside the calls: recognised, converted, added up.

The small files below are made up after the formats' public documentation; none holds data of anyone.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from cip_tui.model.engine.source import DuckDBSource
from cip_tui.model.sources import FileKind
from tests.sources.reading import read, seed_file, seed_line
from tests.sources.shapes import as_csv, same_from_every_shape, written


def test_openai_usage_page(tmp_path: Path) -> None:
    result = {
        "object": "organization.usage.completions.result", "input_tokens": 1000, "input_cached_tokens": 800,
        "output_tokens": 500, "num_model_requests": 5, "project_id": "proj", "user_id": None, "api_key_id": "key",
        "model": "gpt-4o-mini-2024-07-18", "batch": True, "service_tier": None,
    }  # fmt: skip
    day = {"object": "bucket", "start_time": 1772323200, "end_time": 1772409600, "results": [result]}
    hour = {
        "object": "bucket",
        "start_time": 1772409600,
        "end_time": 1772413200,
        "results": [{**result, "batch": False}],
    }
    page = {"object": "page", "data": [day, hour, {**day, "results": []}], "has_more": True, "next_page": "p2"}
    for at, value in enumerate((page, [page], json.dumps(page) + "\n" + json.dumps(page) + "\n")):
        found = read(written(tmp_path / f"usage{at}.json", value), tmp_path / f"out{at}")
        assert found.result.report.format == "openai-usage-api"
        assert found.finding("incomplete").fix
        first, second = found.rows[:2]
        assert (first["grain"], second["grain"], found.result.grain) == ("day", "hour", "day")
        assert str(first["ts"]) == "2026-03-01 00:00:00"
        assert (first["input_tokens"], first["cached_input_tokens"], first["request_count"]) == (1000, 800, 5)
        assert (first["service_tier"], first["product_id"], first["customer_id"]) == ("batch", "proj", "key")
        # 200 x 0.15 + 800 x 0.075 + 500 x 0.60 per million, halved in a batch.
        assert second["repriced_cost_usd"] == Decimal("0.00039")
        assert first["repriced_cost_usd"] == Decimal("0.000195")


def test_openai_cost_page_and_export_are_billing(tmp_path: Path) -> None:
    result = {
        "object": "organization.costs.result", "amount": {"value": 0.06, "currency": "usd"},
        "line_item": "gpt-4o-2024-08-06, input", "project_id": "proj",
    }  # fmt: skip
    bucket = {"object": "bucket", "start_time": 1772323200, "end_time": 1772409600, "results": [result]}
    page = read(
        written(tmp_path / "costs.json", {"object": "page", "data": [bucket], "has_more": False}), tmp_path / "out"
    )
    assert (page.result.kind, page.result.report.format) == (FileKind.BILLING, "openai-costs-api")
    assert (page.rows[0]["model"], page.rows[0]["cost_usd"]) == ("gpt-4o-2024-08-06", Decimal("0.06"))
    header = "start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item,project_name"
    days = "1772323200,1772409600,2026-03-01T00:00:00+00:00,2026-03-02T00:00:00+00:00"
    lines = [
        header,
        f'{days},0.123456789012345678901234567890,usd,"gpt-4o, input",web',
        f"{days},,,,",
        f"{days},1.5,eur,other,web",
    ]
    export = read(written(tmp_path / "costs.csv", "\n".join(lines) + "\n"), tmp_path / "out2")
    assert export.result.report.format == "openai-costs"
    assert export.rows[0]["cost_usd"] == Decimal("0.123456789012")
    assert export.finding("rounded").count == 1
    assert export.finding("skipped").count == 1
    assert export.rejects[0]["raw"] == "eur"


def test_openai_usage_export(tmp_path: Path) -> None:
    header = "start_time,end_time,start_time_iso,end_time_iso,model,input_tokens,output_tokens,num_model_requests"
    line = "1772323200,1772326800,2026-03-01T00:00:00+00:00,2026-03-01T01:00:00+00:00,gpt-4o,1000,100,3"
    found = read(written(tmp_path / "completions_usage.csv", f"{header}\n{line}\n"), tmp_path / "out")
    assert found.result.report.format == "openai-usage"
    row = found.rows[0]
    assert (row["grain"], row["request_count"], row["provider"]) == ("hour", 3, "openai")


def test_anthropic_usage_adds_up_the_input(tmp_path: Path) -> None:
    result = {
        "uncached_input_tokens": 100,
        "cache_creation": {"ephemeral_5m_input_tokens": 20, "ephemeral_1h_input_tokens": 30},
        "cache_read_input_tokens": 400, "output_tokens": 60, "server_tool_use": {"web_search_requests": 1},
        "model": "claude-sonnet-4-20250514", "service_tier": "standard", "context_window": "0-200k",
        "workspace_id": "ws", "api_key_id": "key",
    }  # fmt: skip
    bucket = {"starting_at": "2026-03-01T00:00:00Z", "ending_at": "2026-03-01T00:01:00Z", "results": [result]}
    found = read(written(tmp_path / "a.json", {"data": [bucket], "has_more": True, "next_page": "x"}), tmp_path / "out")
    row = found.rows[0]
    assert found.result.report.format == "anthropic-usage-api"
    assert (row["input_tokens"], row["cached_input_tokens"], row["cache_write_tokens"]) == (550, 400, 50)
    assert (row["grain"], row["organization_id"], row["customer_id"]) == ("minute", "ws", "key")
    header = (
        "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,"
        "usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,"
        "usage_output_tokens,web_search_count,inference_geo,speed"
    )
    line = "2026-03-01,claude-sonnet-4-20250514,key,Default,standard,≤ 200k,100,20,30,400,60,0,us,standard"
    broken = line.replace(",20,30,", ",20,thirty,")
    console = read(written(tmp_path / "usage.csv", f"{header}\n{line}\n{broken}\n"), tmp_path / "out2")
    assert console.result.report.format == "anthropic-usage"
    same = ("input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "repriced_cost_usd")
    assert [console.rows[0][name] for name in same] == [row[name] for name in same]
    assert console.rejects[0]["raw"] == "thirty"


def test_anthropic_cost_is_cents_in_the_report_and_dollars_in_the_console(tmp_path: Path) -> None:
    result = {
        "amount": "123.45678", "currency": "USD", "description": "Claude Sonnet 4 Usage - Input Tokens",
        "workspace_id": "ws", "model": "claude-sonnet-4", "token_type": "uncached_input_tokens", "cost_type": "tokens",
    }  # fmt: skip
    bucket = {"starting_at": "2026-03-01T00:00:00Z", "ending_at": "2026-03-02T00:00:00Z", "results": [result]}
    found = read(written(tmp_path / "a.json", {"data": [bucket], "has_more": False}), tmp_path / "out")
    assert (found.result.kind, found.rows[0]["cost_usd"]) == (FileKind.BILLING, Decimal("1.2345678"))
    header = (
        "usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,"
        "cost_type,inference_geo,speed"
    )
    line = "2026-03-01,Claude Sonnet 4,Default,key,standard,≤ 200k,input,1.2345678,1.5,tokens,us,standard"
    assert found.result.report.format == "anthropic-cost-api"
    console = read(written(tmp_path / "cost.csv", f"{header}\n{line}\n"), tmp_path / "out2")
    assert console.result.report.format == "anthropic-cost"
    assert console.rows[0]["cost_usd"] == Decimal("1.2345678")
    assert console.result.totals["list_cost"] == Decimal("1.5")


FOCUS_ROW: dict[str, object] = {
    "BilledCost": "1.5", "EffectiveCost": "1.25", "ListCost": "2", "ContractedCost": "1.5", "BillingCurrency": "USD",
    "BillingAccountName": "Org", "BillingPeriodStart": "2026-03-01T00:00:00Z",
    "BillingPeriodEnd": "2026-04-01T00:00:00Z", "ChargePeriodStart": "2026-03-01T00:00:00Z",
    "ChargePeriodEnd": "2026-03-01T01:00:00Z", "ChargeCategory": "Usage",
    "ChargeDescription": "Claude input tokens", "ConsumedQuantity": "250", "ConsumedUnit": "1K Tokens",
    "ProviderName": "AWS", "PublisherName": "Anthropic", "RegionId": "us-east-1",
    "ServiceCategory": "AI and Machine Learning", "ServiceName": "Amazon Bedrock", "SubAccountId": "1",
    "SubAccountName": "", "Tags": {"user:Team": "red", "Customer-ID": "acme"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("extra", "version"),
    [
        ({}, "1.0"),
        ({"SkuMeter": "m"}, "1.1"),
        ({"SkuMeter": "m", "InvoiceId": "i"}, "1.2"),
        ({"SkuMeter": "m", "InvoiceId": "i", "ServiceProviderName": "Amazon"}, "1.3"),
    ],
)
def test_every_version_of_focus(tmp_path: Path, extra: dict[str, str], version: str) -> None:
    found = same_from_every_shape(tmp_path, [{**FOCUS_ROW, **extra}], "focus")
    row = found.rows[0]
    assert (found.result.kind, found.result.report.version) == (FileKind.BILLING, version)
    assert row["cost_usd"] == Decimal("1.25")
    assert found.result.totals["billed_cost"] == Decimal("1.5")
    assert (row["provider"], row["product_id"]) == (extra.get("ServiceProviderName", "AWS"), "Amazon Bedrock")
    assert (row["organization_id"], row["team_id"], row["customer_id"]) == ("1", "red", "acme")
    assert (row["grain"], row["region"], row["task_type"]) == ("hour", "us-east-1", "AI and Machine Learning")
    assert (row["input_tokens"], row["output_tokens"]) == (250_000, None)
    assert row["model"] == extra.get("SkuMeter", "")


def test_focus_states_a_model_in_its_price_details(tmp_path: Path) -> None:
    row = {**FOCUS_ROW, "SkuPriceDetails": {"x_Model": "claude-sonnet-4"}, "ChargeDescription": "output tokens"}
    found = same_from_every_shape(tmp_path, [row], "focus").rows[0]
    assert (found["model"], found["input_tokens"], found["output_tokens"]) == ("claude-sonnet-4", None, 250_000)


def test_focus_null_words_negative_costs_and_currencies(tmp_path: Path) -> None:
    rows = [
        {**FOCUS_ROW, "SubAccountName": "NULL", "SubAccountId": "null", "Tags": "NULL"},
        {**FOCUS_ROW, "EffectiveCost": "-3", "ChargeCategory": "Credit"},
        {**FOCUS_ROW, "BillingCurrency": "EUR"},
    ]
    found = read(as_csv(tmp_path / "focus.csv", rows), tmp_path / "out")
    assert found.column("organization_id") == ["Org", "1"]
    assert found.column("cost_usd") == [Decimal("1.25"), Decimal(-3)]
    assert found.rejects[0]["reason"] == "the amount is in EUR, not in USD"


def test_customers_budgets_and_teams(tmp_path: Path) -> None:
    customers = (
        "customer_id,subscription_tier,monthly_fee,usage_archetype,signup_date\nacme,pro,99.00,power,2025-06-01\n"
    )
    found = read(written(tmp_path / "c.csv", customers), tmp_path / "a")
    assert (found.result.kind, found.result.report.format) == (FileKind.CUSTOMERS, "customers")
    assert found.rows[0]["monthly_fee"] == 99
    assert str(found.rows[0]["signup_date"]) == "2025-06-01"
    assert found.result.totals["monthly_fee"] == 99
    budgets = 'month,team,amount\n2026-03,red,1000\nMarch 2026,blue,"$2,500.00"\n2026-03-15,,5\n2026-03,red,7\n'
    found = read(written(tmp_path / "b.csv", budgets), tmp_path / "b")
    assert found.result.report.format == "budgets"
    assert [(str(row["month"]), row["dimension"], row["name"], row["amount"]) for row in found.rows] == [
        ("2026-03-01", "team", "red", 1000),
        ("2026-03-01", "team", "blue", 2500),
        ("2026-03-01", "everything", "everything", 5),
    ]
    assert [(each["line"], each["raw"]) for each in found.rejects] == [(5, "2026-03-01, team, red")]
    both = "month,team_id,product_id,budget\n2026-03,red,,1\n2026-03,,chat,2\n2026-03,red,chat,3\n"
    found = read(written(tmp_path / "b2.csv", both), tmp_path / "b2")
    assert [(row["dimension"], row["name"]) for row in found.rows] == [("team", "red"), ("product", "chat")]
    assert found.rejects[0]["reason"] == "a budget is for a team or for a product, not for both"
    teams = "product_id,team_id\nchat,red\nsearch,blue\nchat,blue\n,green\n"
    found = read(written(tmp_path / "t.csv", teams), tmp_path / "t")
    assert found.result.report.format == "teams"
    assert [(row["product_id"], row["team_id"]) for row in found.rows] == [("chat", "red"), ("search", "blue")]
    assert [each["line"] for each in found.rejects] == [4, 5]


def test_parquet_reads_like_the_csv_it_was_made_from(tmp_path: Path) -> None:
    path = seed_file(tmp_path / "calls.csv", [seed_line(at, cost_usd=f"0.{at:09d}") for at in range(50)])
    source = DuckDBSource.open()
    types = (
        "{'timestamp': 'TIMESTAMPTZ', 'cost_usd': 'DECIMAL(18,9)', 'input_tokens': 'INTEGER', 'latency_ms': 'DOUBLE'}"
    )
    source.run(f"COPY (SELECT * FROM read_csv('{path}', types = {types})) TO '{tmp_path / 'calls.parquet'}'")
    first, second = read(path, tmp_path / "a"), read(tmp_path / "calls.parquet", tmp_path / "b")
    hidden = ("source_file", "source_row")
    assert [{k: v for k, v in row.items() if k not in hidden} for row in first.rows] == [
        {k: v for k, v in row.items() if k not in hidden} for row in second.rows
    ]
    assert second.column("source_row") == list(range(1, 51))
    assert first.result.report.format == second.result.report.format == "calls"
