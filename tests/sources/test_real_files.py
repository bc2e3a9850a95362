"""Files that others wrote: rows in are rows kept and listed, sums are those of an independent reading."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cip_tui.model import sources
from cip_tui.model.errors import InputRefused
from cip_tui.model.job import Job
from cip_tui.model.sources import FileKind
from tests.paths import shared
from tests.sources.reading import read

LANGFUSE = ("google-adk-2025-08-28", "openai-agents-2025-09-30", "openai-assistants-2024-05-29")
FOCUS_EXAMPLES = (
    *(f"commitment_discount_purchase_scenario_{n}" for n in (1, 2, 3)),
    *(f"commitment_discount_usage_scenario_{n}" for n in (1, 2, 3, 4)),
    *(f"simple_saas_agreements_{n}" for n in ("a1", "a2", "a3", "b", "c")),
    *(f"virtual_currency_pricing_model_{n}" for n in ("a1", "a2", "b1", "b2", "b3", "c")),
)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def amount(text: str) -> Decimal:
    return Decimal(text.strip().replace("$", "").replace(",", "") or 0)


def total(rows: list[dict[str, str]], column: str) -> Decimal:
    return sum((amount(row[column]) for row in rows), Decimal(0))


def test_the_azure_trace_is_read_by_a_mapping(tmp_path: Path) -> None:
    path = shared("llm_usage", "azure_llm_2023_conv.csv")
    mapping = ("ts=TIMESTAMP", "input_tokens=ContextTokens", "output_tokens=GeneratedTokens")
    found = read(path, tmp_path / "out", *mapping, "model:=gpt-4", "provider:=openai")
    rows = rows_of(path)
    assert found.result.rows_kept == len(rows) == 19_366
    assert found.result.totals["input_tokens"] == sum(int(row["ContextTokens"]) for row in rows)
    assert found.result.totals["output_tokens"] == sum(int(row["GeneratedTokens"]) for row in rows)
    price = sum(30 * int(row["ContextTokens"]) + 60 * int(row["GeneratedTokens"]) for row in rows)
    assert found.result.totals["cost_usd"] == Decimal(price) / 1_000_000
    assert [str(moment)[:16] for moment in (found.result.first, found.result.last)] == [
        "2023-11-16 18:15",
        "2023-11-16 19:14",
    ]


def test_the_azure_trace_is_not_guessed_but_the_mapping_is_suggested() -> None:
    report = sources.inspect(shared("llm_usage", "azure_llm_2023_conv.csv"), Job())
    assert (report.kind, report.rows) == (FileKind.UNKNOWN, None)
    assert report.mapped == {"ts": "TIMESTAMP", "input_tokens": "ContextTokens", "output_tokens": "GeneratedTokens"}
    assert "--map ts=TIMESTAMP input_tokens=ContextTokens" in report.findings[0].fix


def test_recorded_answers_in_a_table(tmp_path: Path) -> None:
    path = shared("llm_usage", "api_usage_samples.csv")
    columns = ("provider", "model", "input_tokens", "output_tokens")
    mapping = ("ts=response_date", "latency_ms=provider_ms", *(f"{name}={name}" for name in columns))
    found = read(path, tmp_path / "out", *mapping)
    rows = rows_of(path)
    assert found.result.rows_kept == len(rows) == 392
    for name in ("input_tokens", "output_tokens"):
        assert found.result.totals[name] == sum(int(row[name] or 0) for row in rows)
    assert found.column("latency_ms") == [
        round(float(row["provider_ms"])) if row["provider_ms"] else None for row in rows
    ]
    assert str(found.rows[0]["ts"]) == "2025-11-20 12:06:07"


def test_usage_objects_need_a_time_and_count_cached_tokens_once(tmp_path: Path) -> None:
    path = shared("llm_usage", "usage_objects.json")
    with pytest.raises(InputRefused, match=r"None of the 57 rows can be kept.*--map ts:=VALUE"):
        read(path, tmp_path / "out")
    found = read(path, tmp_path / "out", "ts:=2026-10-01")
    assert found.result.report.format == "api-responses"
    usages = [record["body"]["usage"] for record in json.loads(path.read_text(encoding="utf-8"))]

    def inputs(usage: dict[str, Any]) -> int:
        parts = ("prompt_tokens", "input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
        return sum(usage.get(part) or 0 for part in parts)

    def outputs(usage: dict[str, Any]) -> int:
        return (usage.get("completion_tokens") or 0) + (usage.get("output_tokens") or 0)

    assert found.column("input_tokens") == list(map(inputs, usages))
    assert [value or 0 for value in found.column("output_tokens")] == list(map(outputs, usages))
    assert "cache-parts" not in found.rules()


@pytest.mark.parametrize("name", LANGFUSE)
def test_langfuse_traces(tmp_path: Path, name: str) -> None:
    path = shared("llm_usage", f"langfuse_{name}.json")
    found = read(path, tmp_path / "out")
    everything = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)["observations"]
    calls = [each for each in everything if each["type"] == "GENERATION"]
    assert found.result.report.format == "langfuse-trace"
    assert found.result.rows_kept == len(calls)
    assert found.finding("skipped").count == len(everything) - len(calls)
    assert found.result.totals["input_tokens"] == sum(each["inputUsage"] for each in calls)
    assert found.result.totals["output_tokens"] == sum(each["outputUsage"] for each in calls)
    assert found.result.totals["reported_cost_usd"] == sum(each["totalCost"] for each in calls)
    assert found.column("latency_ms") == [each["latency"] for each in calls]
    assert found.result.totals["repriced_cost_usd"] == found.result.totals["reported_cost_usd"]


def test_the_focus_sample(tmp_path: Path) -> None:
    path = shared("cloud_cost", "focus_1_0_sample_1000.csv")
    found = read(path, tmp_path / "out")
    rows = rows_of(path)
    report = found.result.report
    assert (report.format, report.version, report.kind) == ("focus", "1.0", FileKind.BILLING)
    assert any("1 column beyond the format: Id" in sentence for sentence in report.evidence)
    assert found.result.rows_kept == len(rows) == 1_000
    assert found.result.totals["reported_cost_usd"] == total(rows, "EffectiveCost")
    assert round(found.result.totals["billed_cost"], 2) == round(total(rows, "BilledCost"), 2) == Decimal("20.52")
    assert found.column("provider") == [row["ProviderName"] for row in rows]
    assert found.column("product_id") == [row["ServiceName"].strip() for row in rows]
    assert found.column("organization_id") == [
        next(
            v for v in (row["SubAccountName"], row["SubAccountId"], row["BillingAccountName"]) if v not in ("", "NULL")
        )
        for row in rows
    ]
    assert [str(moment) for moment in found.column("ts")] == [row["ChargePeriodStart"] for row in rows]
    assert not any(value == "NULL" for row in found.rows for value in row.values())
    assert set(found.column("grain")) == {"hour", "day"}


@pytest.mark.parametrize("name", FOCUS_EXAMPLES)
def test_the_examples_of_the_focus_specification(tmp_path: Path, name: str) -> None:
    path = shared("cloud_cost", "focus_spec", f"{name}.csv")
    found = read(path, tmp_path / "out")
    rows = rows_of(path)
    assert found.result.report.format == "focus"
    assert found.result.rows_kept == len(rows)
    assert found.result.totals["reported_cost_usd"] == total(rows, "EffectiveCost")
    assert found.result.totals["billed_cost"] == total(rows, "BilledCost")
    if rows[0]["ChargePeriodStart"].startswith("4/1/25"):
        assert str(found.rows[0]["ts"]) == "2025-04-01 00:00:00"
        assert found.finding("slash-dates")


def test_an_azure_cost_export(tmp_path: Path) -> None:
    path = shared("cloud_cost", "azure_EA_ActualCost_Small.csv")
    found = read(path, tmp_path / "out")
    rows = rows_of(path)
    assert (found.result.report.format, found.result.kind) == ("azure-cost", FileKind.BILLING)
    assert found.result.rows_kept == len(rows) == 11
    assert abs(found.result.totals["reported_cost_usd"] - total(rows, "Cost")) < Decimal("1e-9")
    assert found.finding("rounded").count == 1
    assert str(found.rows[0]["ts"].date()) == "2023-09-21"


def test_an_azure_cost_export_without_rows(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="a header but no rows"):
        read(shared("cloud_cost", "azure_EA_NoRows.csv"), tmp_path / "out")


def others() -> Iterator[tuple[str, str, FileKind]]:
    yield "hostile", "far_formatted_cell.xlsx", FileKind.WORKBOOK
    yield "llm_usage", "servegen_m_small_clients.csv", FileKind.UNKNOWN
    yield "hostile", "blns.txt", FileKind.UNKNOWN
    yield "hostile", "blns.json", FileKind.UNKNOWN
    yield "customer_workbooks", "telco_customer_churn.csv", FileKind.UNKNOWN


@pytest.mark.parametrize(("folder", "name", "kind"), list(others()))
def test_files_for_other_readers_are_named_and_refused_with_a_next_step(
    tmp_path: Path, folder: str, name: str, kind: FileKind
) -> None:
    path = shared(folder, name)
    assert sources.inspect(path, Job()).kind is kind
    with pytest.raises(InputRefused) as caught:
        read(path, tmp_path / "out")
    assert caught.value.next_step


def test_every_real_pdf_and_workbook_is_recognised() -> None:
    for path in [*shared("pdf").rglob("*.pdf"), *shared("customer_workbooks", "formats").rglob("*.xls*")]:
        expected = FileKind.AGREEMENT if path.suffix == ".pdf" else FileKind.WORKBOOK
        assert sources.inspect(path, Job()).kind is expected, path.name
