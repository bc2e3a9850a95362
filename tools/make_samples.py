"""Writes sample_inputs/: `python -m tools.make_samples [FOLDER]`. The same versions give the same bytes.

A few simulated calls, once in every format that the importer knows, with the tables beside them, a recipe, price
structures and a price book of one's own.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools import sample_accounts as accounts
from tools import sample_bills as bills
from tools import sample_cloud as cloud
from tools import sample_logs as logs
from tools import sample_provider_logs as provider_logs
from tools import sample_spans as spans
from tools.sample_agreement import AGREEMENT, agreement_pdf
from tools.sample_calls import SETTINGS, Call, chosen, provider_is, simulated
from tools.sample_programmes import PROGRAMMES
from tools.sample_texts import PLANS, PRICES, RECIPE, readme
from tools.sample_workbooks import sample_workbooks

TARGET = Path(__file__).resolve().parents[1] / "sample_inputs"
_ALL: Callable[[Call], bool] = lambda call: True  # noqa: E731  # a name for a field's usual value, nothing more
_CACHE = ("cached_input_tokens", "cache_write_tokens")
_TOKENS = ("input_tokens", "output_tokens", *_CACHE)
_OPENAI, _ANTHROPIC, _BEDROCK = provider_is("openai"), provider_is("anthropic"), provider_is("bedrock")


@dataclass(frozen=True, slots=True)
class Sample:
    """A file of calls in one format.

    `carries` says which calls the format can hold at all, `tokens` which counts it states, `cost` whether it states
    dollars; the price book prices what states tokens alone.
    """

    file: str
    format_id: str
    shows: str
    write: Callable[[Sequence[Call]], str]
    carries: Callable[[Call], bool] = _ALL
    tokens: tuple[str, ...] = _TOKENS
    cost: bool = True

    def text(self, calls: Sequence[Call]) -> str:
        """Return the file's content for what it can carry of the calls."""
        return self.write([call for call in calls if self.carries(call)])


SAMPLES: tuple[Sample, ...] = (
    Sample("calls.csv", "calls", "CIP's own call records, every column", logs.own_calls),
    Sample("litellm_spend_logs.csv", "litellm", "LiteLLM spend logs as a database table", logs.litellm_csv),
    Sample("litellm_spend_logs.jsonl", "litellm", "the same as the proxy answers them", logs.litellm_jsonl),
    Sample("litellm_daily.csv", "litellm-daily", "LiteLLM sums by day and user", logs.litellm_daily),
    Sample("langfuse_observations.csv", "langfuse", "Langfuse, older export: latency in seconds", logs.langfuse_csv),
    Sample("langfuse_events.jsonl", "langfuse", "Langfuse, newer export: usage by kind", logs.langfuse_events),
    Sample("langfuse_traces.json", "langfuse-trace", "Langfuse traces; only generations count", logs.langfuse_traces),
    Sample("helicone.csv", "helicone", "Helicone requests, customers in properties", logs.helicone, tokens=_TOKENS[:2]),
    Sample("revenium.json", "revenium", "Revenium metering events", logs.revenium),
    Sample("otlp.json", "otlp", "OpenTelemetry spans; the price book prices them", spans.otlp, cost=False),
    Sample("otel_genai.csv", "otel-genai", "a table with gen_ai columns", spans.otel_table, cost=False),
    Sample("focus_1.0.csv", "focus", "FOCUS 1.0, a row a day and kind of token", bills.focus_1_0),
    Sample("focus_1.2.csv", "focus", "FOCUS 1.2, with meters and invoice", bills.focus_1_2),
    Sample("azure_cost.csv", "azure-cost", "Azure cost export, cost alone", bills.azure, _OPENAI, ()),
    Sample(
        "openai_usage_page.json", "openai-usage-api", "OpenAI usage API", accounts.openai_usage_page, _OPENAI,
        cost=False,
    ),
    Sample("openai_costs_page.json", "openai-costs-api", "OpenAI costs API", accounts.openai_costs_page, _OPENAI, ()),
    Sample(
        "openai_usage.csv", "openai-usage", "OpenAI dashboard, usage", accounts.openai_usage_csv, _OPENAI, cost=False
    ),
    Sample("openai_costs.csv", "openai-costs", "OpenAI dashboard, cost", accounts.openai_costs_csv, _OPENAI, ()),
    Sample(
        "anthropic_usage_report.json", "anthropic-usage-api", "Anthropic usage API", accounts.anthropic_usage_report,
        _ANTHROPIC, cost=False,
    ),
    Sample(
        "anthropic_cost_report.json", "anthropic-cost-api", "Anthropic cost API, in cents",
        accounts.anthropic_cost_report, _ANTHROPIC, (),
    ),
    Sample(
        "anthropic_usage.csv", "anthropic-usage", "Anthropic console, usage", accounts.anthropic_usage_csv, _ANTHROPIC,
        cost=False,
    ),
    Sample(
        "anthropic_cost.csv", "anthropic-cost", "Anthropic console, cost", accounts.anthropic_cost_csv, _ANTHROPIC, ()
    ),
    Sample(
        "bedrock_invocations.jsonl", "bedrock-log", "Amazon Bedrock invocation log", provider_logs.bedrock, _BEDROCK,
        cost=False,
    ),
    Sample("openrouter.csv", "openrouter", "OpenRouter activity by day", provider_logs.openrouter, tokens=_TOKENS[:2]),
    Sample(
        "api_answers.jsonl", "api-responses", "answers of model APIs as recorded", provider_logs.answers,
        lambda call: call.status == "ok", cost=False,
    ),
)  # fmt: skip

OTHER_TOOL = Sample(
    "other_tool.csv",
    "mapping",
    "a tool that nobody knows, read with `recipe.toml`",
    provider_logs.other_tool,
    _OPENAI,
    ("input_tokens", "output_tokens", "cached_input_tokens"),
)
TABLES = {
    "customers.csv": ("customers", "customers with tier, fee and day of signing up"),
    "budgets.csv": ("budgets", "budgets of a month by team and for everything"),
    "teams.csv": ("teams", "which team owns which product"),
}
CLOUD: dict[str, tuple[str, Callable[[], str], str]] = {
    "cost_explorer_monthly.json": (
        "cost-explorer",
        cloud.monthly_answer,
        "thirteen months of a cloud bill: a Cost Explorer answer by service and record type",
    ),
    "cost_explorer_daily.csv": (
        "cost-explorer-table",
        cloud.daily_console,
        "two weeks of it as the console of Cost Explorer exports them",
    ),
    "cost_and_usage_report.csv": ("aws-cur", cloud.usage_report, "three days of it, line by line: CUR 2.0"),
}


def contents() -> Mapping[str, bytes]:
    """Return every sample's content by file name."""
    with tempfile.TemporaryDirectory(prefix="cip-samples-") as name:
        folder = Path(name)
        calls = chosen(simulated(folder, SETTINGS))
        files = {table: (folder / table).read_text(encoding="utf-8") for table in TABLES}
    files |= {sample.file: sample.text(calls) for sample in (*SAMPLES, OTHER_TOOL)}
    files |= {"recipe.toml": RECIPE, "plans.toml": PLANS, "prices_override.toml": PRICES, "programmes.toml": PROGRAMMES}
    shown = [(sample.file, sample.shows) for sample in SAMPLES] + [(file, shows) for file, (_, shows) in TABLES.items()]
    files |= {file: write() for file, (_, write, _) in CLOUD.items()}
    shown += [(file, shows) for file, (_, _, shows) in CLOUD.items()]
    files["README.md"] = readme(shown)
    return {**{name: text.encode() for name, text in files.items()}, AGREEMENT: agreement_pdf(), **sample_workbooks()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write all samples into the folder."""
    parser = argparse.ArgumentParser(prog="python -m tools.make_samples", description="Write the sample inputs.")
    parser.add_argument("folder", nargs="?", type=Path, default=TARGET, help="where to (default: sample_inputs)")
    folder: Path = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents().items():
        (folder / name).write_bytes(content)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
