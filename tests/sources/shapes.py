"""The same records in every shape in which tools export them: CSV, a JSON array, JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.sources.reading import Read, read


def written(path: Path, value: object) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def as_csv(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows({k: json.dumps(v) if isinstance(v, dict | list) else v for k, v in row.items()} for row in rows)
    return written(path, out.getvalue())


def in_every_shape(folder: Path, rows: Sequence[Mapping[str, object]]) -> list[Path]:
    """Write the same records as CSV, as a JSON array and as JSON lines."""
    return [
        as_csv(folder / "a.csv", rows),
        written(folder / "a.json", list(rows)),
        written(folder / "a.jsonl", "\n".join(map(json.dumps, rows)) + "\n"),
    ]


def same_from_every_shape(folder: Path, rows: Sequence[Mapping[str, object]], expected: str) -> Read:
    """Read the records in every shape, check that all give the same rows, and return one of them."""
    found = [read(path, folder / f"out{at}") for at, path in enumerate(in_every_shape(folder, rows))]
    plain = [
        [{k: v for k, v in row.items() if k not in ("source_file", "source_row")} for row in each.rows]
        for each in found
    ]
    assert plain[0] == plain[1] == plain[2]
    assert {each.result.report.format for each in found} == {expected}
    return found[0]
