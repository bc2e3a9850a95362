"""A usage file written by hand-made rules, and a workspace that holds it."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cip_tui.model.job import Job
from cip_tui.model.sources.report import ImportOptions
from cip_tui.model.workspace import Workspace

NOW = datetime(2026, 5, 31, 9, 30, tzinfo=UTC)
COLUMNS = [
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
]
MODELS = (("openai", "gpt-4", 30, 60), ("openai", "gpt-4-turbo", 10, 30), ("anthropic", "claude-opus-4", 15, 75))


def write_calls(path: Path, rows: int, seed: int = 1) -> Path:
    """Write a file of calls in the product's own schema: 60 days up to 30 May 2026, some customers not stated."""
    draw = random.Random(seed)
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(COLUMNS)
        for _ in range(rows):
            provider, model, price_in, price_out = draw.choice(MODELS)
            tokens_in, tokens_out = draw.randint(1, 4_000), draw.randint(0, 900)
            customer = draw.choice(["", "acme", "b[red]o", "zäh, co", 'quo"te', "umlaut-ü"])
            at = datetime(2026, 4, 1) + timedelta(seconds=draw.randrange(60 * 86_400))
            cost = Decimal(tokens_in * price_in + tokens_out * price_out) / 1_000_000
            team = draw.choice("ab")
            latency = 300 + 20 * tokens_out
            what = (f"feature-{draw.choice('pqr')}", draw.choice(["chat", "code"]), "pro")
            who = (customer, f"org-{team}", f"product-{draw.choice('xy')}")
            writer.writerow((at.isoformat(), provider, model, tokens_in, tokens_out, cost, latency, *who, *what))
    return path


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace on 31 May 2026."""
    opened = Workspace.open(tmp_path / "workspace", now=lambda: NOW, user="ann")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Path]]:
    """A workspace with 3,000 calls, and their file. Tests must not change it."""
    folder = tmp_path_factory.mktemp("loaded")
    path = write_calls(folder / "calls.csv", 3_000)
    opened = Workspace.open(folder / "workspace", now=lambda: NOW, user="ann")
    opened.import_file(path, ImportOptions(), Job())
    yield opened, path
    opened.close()
