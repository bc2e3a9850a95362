"""Workspaces for the tests of the application: small, the same every time, with names nobody would wish for."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path

from cip_tui.model.engine.source import DuckDBSource
from cip_tui.model.engine.views import CALL_COLUMNS
from cip_tui.model.workspace import Workspace

NOW = datetime(2026, 11, 21, 9, 30)
FIRST, DAYS = date(2026, 9, 22), 60

HOSTILE = (
    "[/foo]",
    "[red]Acme[/]",
    "unclosed [",
    "日本語の会社",
    "e\u0301clair",
    "🙂 Emoji GmbH",
    "x" * 300,
    "tab\there",
    "two\nlines",
    'quote " and | bar',
    "",
)


def open_world(root: Path) -> Workspace:
    """Return an empty workspace whose clock stands still."""
    return Workspace.open(root, now=lambda: NOW, user="tester")


def fill(workspace: Workspace, names: tuple[str, ...] = (), *, rows: int = 6_000) -> None:
    """Put calls into a workspace; `names` are customers beside the twelve plain ones."""
    with workspace._snapshots.staged() as folder:
        _write(folder / "calls.parquet", names, rows)
        digest = hashlib.sha256(repr((names, rows)).encode()).hexdigest()
        workspace._snapshots.publish(folder, digest[:10])
    workspace.journal.append_new(
        "import",
        digest,
        {
            "id": digest[:10],
            "file": "calls.csv",
            "kind": "calls",
            "format": "canonical",
            "rows_in": rows,
            "rows_kept": rows,
            "rows_rejected": 0,
            "first": FIRST.isoformat(),
            "last": date(2026, 11, 20).isoformat(),
            "grain": "call",
            "sha256": digest,
            "prices": "",
            "findings": [],
        },
    )


def _write(path: Path, names: tuple[str, ...], rows: int) -> None:
    source = DuckDBSource.open()
    customers = [f"customer-{number:02d}" for number in range(12)] + list(names)
    given = {
        "ts": f"TIMESTAMP '{FIRST} 00:00:00' + to_seconds(CAST(i * {DAYS} * 86400 / {rows} AS BIGINT))",
        "provider": "['openai', 'anthropic', 'bedrock'][1 + i * 7 % 3]",
        "model": "['gpt-4', 'claude-opus-4', 'claude-v2', 'gpt-4-turbo'][1 + i * 7 % 3 + (i % 5 // 4)]",
        "customer_id": f"?[1 + CAST(i * i + i // 3 AS BIGINT) % {len(customers)}]",
        "organization_id": "'org-' || i % 4",
        "product_id": "'product-' || i % 3",
        "feature_id": "['chat', 'search', 'summary', 'agent'][1 + i % 4]",
        "team_id": "['blue', 'green'][1 + i % 2]",
        "subscription_tier": "['starter', 'pro', 'enterprise'][1 + i % 3]",
        "task_type": "['answer', 'classify'][1 + i % 2]",
        "input_tokens": "800 + i % 900",
        "output_tokens": "60 + i % 350",
        "request_count": "1",
        "cost_usd": f"CAST(0.01 + i % 97 / 1000 + i / {rows} / 50 AS DECIMAL(18,12))",
        "cost_source": "'reported'",
        "latency_ms": "300 + i % 2500",
        "status": "CASE WHEN i % 50 = 0 THEN 'error' ELSE 'ok' END",
        "grain": "'call'",
        "source_file": "'calls.csv'",
        "source_row": "i + 2",
    }
    given["reported_cost_usd"] = given["repriced_cost_usd"] = given["cost_usd"]
    empty = {name: "''" if kind == "VARCHAR" else "NULL" for name, kind in CALL_COLUMNS.items()}
    columns = ", ".join(
        f"CAST({given.get(name, empty[name])} AS {kind}) AS {name}" for name, kind in CALL_COLUMNS.items()
    )
    source.run(f"CREATE TABLE t AS SELECT {columns} FROM range({rows}) AS r(i)", [customers])
    source.run(f"COPY t TO '{path}' (FORMAT parquet)")
