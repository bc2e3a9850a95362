"""Text meant to break programs, in every name field: it comes through safe, and nothing is lost."""

from __future__ import annotations

import csv
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from cip_tui.model.text import clean
from tests.paths import shared
from tests.sources.reading import SEED_COLUMNS, read, seed_line

NAMES = (
    "provider",
    "model",
    "customer_id",
    "organization_id",
    "product_id",
    "feature_id",
    "task_type",
    "subscription_tier",
)


def payloads() -> list[str]:
    texts = list(json.loads(shared("hostile", "blns.json").read_text(encoding="utf-8")))
    texts += [each["text"] for each in json.loads(shared("hostile", "text_payloads.json").read_text(encoding="utf-8"))]
    texts += shared("hostile", "csv_formula_payloads.txt").read_text(encoding="utf-8").splitlines()
    texts += [
        "".join(map(chr, range(32))),
        "\x7f\x80\x9f",
        "\u2028\u2029",
        "NULL",
        "null",
        "NaN",
        "\\N",
        "'; DROP TABLE stage",
    ]
    return list(dict.fromkeys(texts))


def expected(text: str) -> str:
    """Blanks around a name are no part of it; lone surrogates cannot be written in UTF-8."""
    return clean(text.encode("utf-8", errors="replace").decode("utf-8").strip(" "))


def is_safe(text: str) -> bool:
    return not any(unicodedata.category(char) in ("Cc", "Cs") for char in text) and "\u202e" not in text


def calls(texts: list[str]) -> list[dict[str, str]]:
    return [{**dict(zip(SEED_COLUMNS, seed_line(), strict=True)), **dict.fromkeys(NAMES, text)} for text in texts]


def check(rows: list[dict[str, Any]], texts: list[str]) -> None:
    assert len(rows) == len(texts)
    for name in NAMES:
        assert [row[name] for row in rows] == [expected(text) for text in texts]
        assert all(is_safe(row[name]) for row in rows)


def test_hostile_names_in_a_table(tmp_path: Path) -> None:
    texts = payloads()
    path = tmp_path / "calls.csv"
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.DictWriter(file, SEED_COLUMNS, quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(calls(texts))
    found = read(path, tmp_path / "out")
    check(found.rows, texts)
    assert found.result.totals["input_tokens"] == 1000 * len(texts)


@pytest.mark.parametrize("lines", [False, True])
def test_hostile_names_in_json(tmp_path: Path, lines: bool) -> None:
    texts = payloads()
    path = tmp_path / "calls.json"
    rows = calls(texts)
    text = "\n".join(map(json.dumps, rows)) if lines else json.dumps(rows)
    path.write_text(text, encoding="utf-8")
    check(read(path, tmp_path / "out").rows, texts)


def test_what_is_said_about_hostile_values_is_safe(tmp_path: Path) -> None:
    texts = payloads()
    path = tmp_path / "calls.csv"
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.DictWriter(file, SEED_COLUMNS, quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerow(calls(["acme"])[0])
        writer.writerows(
            {**row, "input_tokens": f"x{text}"} for row, text in zip(calls(["acme"] * len(texts)), texts, strict=True)
        )
    found = read(path, tmp_path / "out")
    assert len(found.rejects) == len(texts)
    assert all(is_safe(each["raw"]) for each in found.rejects)
    assert all(is_safe(finding.raw) and is_safe(str(finding.where)) for finding in found.result.findings)
