"""Reading a file in a test: what was kept, what was listed, what was said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cip_tui.model import sources
from cip_tui.model.calls.prices import PriceBook
from cip_tui.model.engine.source import DuckDBSource
from cip_tui.model.job import Job
from cip_tui.model.sources import Finding, ImportOptions, ReadResult

BOOK = PriceBook.load()
SEED_COLUMNS = (
    "timestamp",
    "provider",
    "model",
    "input_tokens",
    "output_tokens",
    "cost_usd",
    "latency_ms",
    "customer_id",
    "organization_id",
    "product_id",
    "feature_id",
    "task_type",
    "subscription_tier",
)
SEED_HEADER = ",".join(SEED_COLUMNS)


@dataclass(frozen=True)
class Read:
    """A result with its rows and its rejects."""

    result: ReadResult
    rows: list[dict[str, Any]]
    rejects: list[dict[str, Any]]

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.rows]

    def finding(self, rule: str) -> Finding:
        found = [finding for finding in self.result.findings if finding.rule == rule]
        assert found, f"no finding {rule} among {[finding.rule for finding in self.result.findings]}"
        return found[0]

    def rules(self) -> set[str]:
        return {finding.rule for finding in self.result.findings}


def read(path: Path, out: Path, *mapping: str, as_format: str = "", recipe: Path | None = None) -> Read:
    """Read a file and check what always holds of a result."""
    out.mkdir(exist_ok=True)
    options = ImportOptions(as_format=as_format, mapping=mapping, recipe=recipe)
    result = sources.read(path, out, options, BOOK, Job())
    # The rows of a snapshot stand in no promised order.
    rows = sorted(table(result.parquet), key=lambda row: row.get("source_row", 0))
    rejects = [json.loads(line) for line in result.rejects.read_text(encoding="utf-8").splitlines()]
    assert result.rows_in == result.rows_kept + result.rows_rejected
    assert len(rows) == result.rows_kept
    assert len(rejects) == result.rows_rejected
    # A FOCUS file may hold charges of a cloud beside its billing.
    beside = {"charges.parquet"} if result.report.format == "focus" else set()
    assert {path.name for path in out.iterdir()} | beside == {result.parquet.name, "rejects.jsonl"} | beside
    return Read(result, rows, rejects)


def table(parquet: Path) -> list[dict[str, Any]]:
    """Return the rows of a Parquet file in their order."""
    source = DuckDBSource.open()
    try:
        return source.run("SELECT * FROM read_parquet(?)", [str(parquet)]).dicts()
    finally:
        source.connection.close()


def seed_line(second: int = 0, /, **values: str) -> list[str]:
    """Return the fields of a good call."""
    good = {
        "timestamp": f"2026-03-01 10:{second // 60:02d}:{second % 60:02d}",
        "provider": "openai",
        "model": "gpt-4",
        "input_tokens": "1000",
        "output_tokens": "100",
        "cost_usd": "0.036",
        "latency_ms": "900",
        "customer_id": "acme",
        "organization_id": "org-1",
        "product_id": "chat",
        "feature_id": "answer",
        "task_type": "qa",
        "subscription_tier": "pro",
    }
    return list((good | values).values())


def seed_file(path: Path, lines: Sequence[str | list[str]], *, end: str = "\n", encoding: str = "utf-8") -> Path:
    """Write a call table: a header, and lines as text or as fields joined by commas."""
    text = end.join([SEED_HEADER, *(line if isinstance(line, str) else ",".join(line) for line in lines)]) + end
    path.write_bytes(text.encode(encoding))
    return path


def good(count: int = 5) -> list[str | list[str]]:
    """Return as many good calls."""
    return [seed_line(second) for second in range(count)]
