"""The sample inputs: known for what they are, read in full, and the same cost and tokens whatever the format."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cip_tui.model import sources
from cip_tui.model.calls.prices import PriceBook
from cip_tui.model.calls.simulator import SimulatorSettings
from cip_tui.model.engine.source import DuckDBSource
from cip_tui.model.job import Job
from cip_tui.model.sources import ImportOptions, ReadResult
from cip_tui.model.sources.formats import BY_ID
from cip_tui.model.ubr.plans import read_plans
from tests.paths import ROOT
from tools.make_samples import CLOUD, OTHER_TOOL, SAMPLES, TABLES, Sample, contents
from tools.sample_calls import Call, sample_calls, simulated

FOLDER = ROOT / "sample_inputs"
BOOK = PriceBook.load()
RECIPE = ImportOptions(recipe=FOLDER / "recipe.toml")
FILES = [
    *((sample.file, sample.format_id) for sample in SAMPLES),
    *((file, kind) for file, (kind, _) in TABLES.items()),
    *((file, format_id) for file, (format_id, _, _) in CLOUD.items()),
]
LOGS = (
    "calls.csv", "litellm_spend_logs.csv", "litellm_spend_logs.jsonl", "langfuse_observations.csv",
    "langfuse_events.jsonl", "langfuse_traces.json", "helicone.csv", "revenium.json", "otlp.json", "otel_genai.csv",
)  # fmt: skip


@dataclass(frozen=True)
class Sums:
    """What a file adds up to, and where its rows have their cost from."""

    cost: Decimal
    tokens: dict[str, int]
    sources: set[str]


@pytest.fixture(scope="module")
def few() -> list[Call]:
    return sample_calls()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> list[Call]:
    """Other customers and days than the samples show, across a month's end."""
    folder = tmp_path_factory.mktemp("simulation")
    return simulated(folder, SimulatorSettings(customers=5, days=3, seed=11, start=date(2026, 8, 30)))


def read(path: Path, out: Path, options: ImportOptions | None = None) -> ReadResult:
    out.mkdir(exist_ok=True)
    result = sources.read(path, out, options or ImportOptions(), BOOK, Job())
    listed = result.rejects.read_text(encoding="utf-8").splitlines()
    assert result.rows_in == result.rows_kept + result.rows_rejected
    assert len(listed) == result.rows_rejected
    return result


def found(result: ReadResult, tokens: Sequence[str]) -> Sums:
    source = DuckDBSource.open()
    columns = ["coalesce(sum(cost_usd), 0)", "list(DISTINCT cost_source)"]
    columns += [f"coalesce(sum({name}), 0)::BIGINT" for name in tokens]
    try:
        query = f"SELECT {', '.join(columns)} FROM read_parquet(?)"
        row = source.connection.execute(query, [str(result.parquet)]).fetchone()
    finally:
        source.connection.close()
    assert row is not None
    return Sums(row[0], dict(zip(tokens, row[2:], strict=True)), set(row[1]))


def expected(sample: Sample, calls: Sequence[Call]) -> Sums:
    carried = [call for call in calls if sample.carries(call)]
    sums = {
        "input_tokens": sum(call.input for call in carried),
        "output_tokens": sum(call.output for call in carried),
        "cached_input_tokens": sum(call.cached for call in carried),
        "cache_write_tokens": sum(call.written for call in carried),
    }
    by = "reported" if sample.cost else "repriced"
    return Sums(sum((call.cost for call in carried), Decimal(0)), {name: sums[name] for name in sample.tokens}, {by})


def parts(content: bytes) -> object:
    """Return a workbook's parts, as another zlib packs the same parts into other bytes."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_kept_files_are_those_that_the_tool_writes() -> None:
    made = contents()
    assert {path.name for path in FOLDER.iterdir()} == set(made)
    assert [name for name, content in made.items() if parts((FOLDER / name).read_bytes()) != parts(content)] == []


def test_every_format_has_a_sample() -> None:
    assert {format_id for _, format_id in FILES} == set(BY_ID)


def test_the_samples_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_000_000


def test_every_file_is_in_the_table_of_contents() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    missing = [path.name for path in FOLDER.iterdir() if f"`{path.name}`" not in text]
    assert missing == ["README.md"]
    assert "`cip demo` simulates its calls" in text


@pytest.mark.parametrize(("file", "format_id"), FILES)
def test_a_sample_is_known_and_read_in_full(file: str, format_id: str, tmp_path: Path) -> None:
    report = sources.inspect(FOLDER / file, Job())
    assert (report.format, report.confidence) == (format_id, 1.0)
    result = read(FOLDER / file, tmp_path / "out")
    assert result.rows_kept > 0
    assert result.rows_rejected == 0


@pytest.mark.parametrize(("file", "version"), [("focus_1.0.csv", "1.0"), ("focus_1.2.csv", "1.2")])
def test_the_version_of_focus_is_told(file: str, version: str) -> None:
    assert sources.inspect(FOLDER / file, Job()).version == version


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file)
def test_a_sample_has_the_cost_and_tokens_that_were_simulated(sample: Sample, few: list[Call], tmp_path: Path) -> None:
    result = read(FOLDER / sample.file, tmp_path / "out")
    assert found(result, sample.tokens) == expected(sample, few)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file)
def test_the_same_calls_in_any_format_add_up_the_same(sample: Sample, many: list[Call], tmp_path: Path) -> None:
    path = tmp_path / sample.file
    path.write_text(sample.text(many), encoding="utf-8")
    result = read(path, tmp_path / "out")
    assert result.rows_rejected == 0
    assert found(result, sample.tokens) == expected(sample, many)


def test_the_simulation_exercises_what_formats_disagree_on(few: list[Call], many: list[Call]) -> None:
    for calls in (few, many):
        assert sum(call.cached for call in calls) > 0
        assert sum(call.written for call in calls) > 0
        assert {call.provider for call in calls} == {"openai", "anthropic", "bedrock"}
        assert {"ok", "rate_limited", "timeout"} <= {call.status for call in calls}


@pytest.mark.parametrize("file", LOGS)
def test_a_log_keeps_whose_the_calls_were_and_how_long_they_took(file: str, few: list[Call], tmp_path: Path) -> None:
    result = read(FOLDER / file, tmp_path / "out")
    names = ("ts", "customer_id", "organization_id", "product_id", "feature_id", "latency_ms")
    source = DuckDBSource.open()
    try:
        rows = source.connection.execute(
            f"SELECT {', '.join(names)}, status = 'ok' FROM read_parquet(?) ORDER BY ts", [str(result.parquet)]
        ).fetchall()
    finally:
        source.connection.close()
    wanted = [
        (c.ts.replace(tzinfo=None), c.customer, c.organization, c.product, c.feature, c.latency_ms, c.status == "ok")
        for c in few
    ]
    assert rows == wanted


def test_the_recipe_reads_the_tool_that_nobody_knows(few: list[Call], tmp_path: Path) -> None:
    path = FOLDER / OTHER_TOOL.file
    assert sources.inspect(path, Job()).format == ""
    assert sources.inspect(path, Job(), RECIPE).format == "mapping"
    result = read(path, tmp_path / "out", RECIPE)
    assert result.rows_rejected == 0
    assert found(result, OTHER_TOOL.tokens) == expected(OTHER_TOOL, few)


def test_the_price_structures_are_understood() -> None:
    plans = {plan.name: plan for plan in read_plans(FOLDER / "plans.toml")}
    assert list(plans) == ["stepped", "cost-plus", "tokens"]
    assert all(plan.price_for(tier) for plan in plans.values() for tier in ("starter", "pro", "enterprise"))


def test_the_prices_of_ones_own_come_before_the_book() -> None:
    book = PriceBook.load(FOLDER / "prices_override.toml")
    agreed = book.resolve("openai", "gpt-4-turbo", date(2026, 10, 1))
    later = book.resolve("openai", "gpt-4-turbo", date(2027, 1, 1))
    tuned = "ft:gpt-4-turbo:support-desk"
    assert agreed is not None
    assert agreed.input == Decimal("8.50")
    assert later == BOOK.resolve("openai", "gpt-4-turbo", date(2027, 1, 1))
    assert BOOK.resolve("openai", tuned, date(2026, 10, 1)) is None
    assert book.resolve("openai", tuned, date(2026, 10, 1)) is not None


def test_no_sample_holds_a_key_or_a_mail_address() -> None:
    texts = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in FOLDER.iterdir()}
    assert [name for name, text in texts.items() if re.search(r"\bsk-|\w@\w+\.\w|AKIA|Bearer", text)] == []
