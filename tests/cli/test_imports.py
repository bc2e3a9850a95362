"""`cip inspect`, `import`, `imports`, `undo`, `simulate`: files in and out, and what scripts read about them."""

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import TODAY, Cip
from tests.paths import shared

FILE_KEYS = {"path", "sha256", "format", "version", "confidence", "evidence", "kind", "rows", "mapped", "missing"}
FINDING_KEYS = {"level", "rule", "where", "raw", "message", "fix"}


def test_inspect_answers_with_the_promised_keys_and_writes_nothing(cip: Cip, calls: Path, home: Path) -> None:
    done = cip("inspect", calls, shared("llm_usage", "api_usage_samples.csv"), "--format", "json")
    assert (done.code, done.err) == (0, "")
    known, other = done.json["files"]
    for file in (known, other):
        assert FILE_KEYS | {"rejected", "findings"} <= file.keys()
        assert all(finding.keys() >= FINDING_KEYS for finding in file["findings"])
        assert 0 <= file["confidence"] <= 1
    assert (known["kind"], known["rows"], known["mapped"]["customer_id"]) == ("calls", 900, "customer_id")
    assert known["path"] == str(calls)
    assert len(known["sha256"]) == 64
    assert list(home.iterdir()) == []


def test_inspect_shows_the_same_as_markdown(cip: Cip, calls: Path) -> None:
    done = cip("inspect", calls)
    assert "## calls.csv" in done.out
    assert "| Rows " in done.out
    assert "| customer_id " in done.out


def test_a_file_that_is_refused_does_not_hide_the_others(cip: Cip, calls: Path, tmp_path: Path) -> None:
    done = cip("inspect", tmp_path / "gone.csv", calls, "--format", "json")
    assert done.code == 3
    assert [file["path"] for file in done.json["files"]] == [str(calls)]
    assert "gone.csv" in done.err


def test_import_list_undo_and_import_again(cip: Cip, calls: Path, tmp_path: Path) -> None:
    where = ("--workspace", tmp_path / "w", "--as-of", TODAY, "--format", "json")
    first = cip("import", calls, *where)
    assert first.code == 0
    assert "cip undo" in first.err
    (record,) = first.json["imports"]
    assert (record["rows_in"], record["rows_kept"], record["rows_rejected"]) == (900, 900, 0)
    assert (record["first"], record["last"], record["at"]) == ("2026-04-01", "2026-05-30", f"{TODAY}T12:00:00Z")
    assert not record["unchanged"]
    again = cip("import", calls, *where)
    assert again.json["imports"][0]["unchanged"]
    assert [item["id"] for item in cip("imports", *where).json["imports"]] == [record["id"]]
    assert cip("undo", record["id"], *where).json["undone"]["id"] == record["id"]
    assert [item["undone"] for item in cip("imports", *where).json["imports"]] == [True]
    twice = cip("undo", record["id"], *where)
    assert (twice.code, twice.out) == (2, "")
    assert not cip("import", calls, *where).json["imports"][0]["unchanged"]


def test_a_dry_run_reads_everything_and_keeps_nothing(cip: Cip, calls: Path, tmp_path: Path, home: Path) -> None:
    done = cip("import", calls, "--dry-run", "--workspace", tmp_path / "w", "--format", "json")
    assert done.json["dry_run"]
    assert done.json["imports"][0]["rows_kept"] == 900
    assert "would keep 900 of 900 rows" in done.err
    assert not (tmp_path / "w").exists()


def test_a_dry_run_says_that_the_file_stands_already(cip: Cip, calls: Path, filled: Path) -> None:
    assert "in the workspace already" in cip("import", calls, "--dry-run", "--workspace", filled).err


def test_rejected_rows_are_listed_and_strict_says_so(cip: Cip, calls: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.csv"
    damaged.write_text(calls.read_text(encoding="utf-8") + "nonsense,openai,gpt-4,1,1,1\n", encoding="utf-8")
    done = cip("import", damaged, "--strict", "--workspace", tmp_path / "w", "--format", "json")
    (record,) = done.json["imports"]
    assert (done.code, record["rows_kept"], record["rows_rejected"]) == (4, 900, 1)
    rejects = [json.loads(line) for line in Path(record["rejects"]).read_text(encoding="utf-8").splitlines()]
    assert rejects[0]["line"] == 902
    assert any(finding["level"] in ("warning", "critical") for finding in record["findings"])


def test_columns_are_named_by_hand(cip: Cip, tmp_path: Path) -> None:
    source = tmp_path / "own.csv"
    with source.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("when", "engine", "in", "out"), ("2026-05-01T10:00:00", "gpt-4", 10, 5)])
    maps = ("ts=when", "model=engine", "input_tokens=in", "output_tokens=out", "provider:=openai")
    options = [part for item in maps for part in ("--map", item)]
    where = ("--workspace", tmp_path / "w", "--as-of", TODAY, "--format", "json")
    assert cip("import", source, *where).code == 3
    done = cip("import", source, *options, *where)
    assert (done.code, done.json["imports"][0]["rows_kept"]) == (0, 1)


def test_two_instances_share_a_workspace(cip: Cip, calls: Path, tmp_path: Path) -> None:
    where = ("--workspace", tmp_path / "w", "--as-of", TODAY)
    cip("import", calls, *where)
    assert cip("export", "spend", *where).out == cip("export", "spend", *where).out


def test_the_workspace_is_found_by_option_then_environment_then_settings(
    cip: Cip, calls: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "config" / "cip").mkdir(parents=True)
    (home / "config" / "cip" / "config.toml").write_text('workspace = "here"\n')
    cip("imports")
    assert (home / "config" / "cip" / "here" / "journal.db").exists()
    monkeypatch.setenv("CIP_WORKSPACE", str(tmp_path / "env"))
    cip("imports")
    assert (tmp_path / "env" / "journal.db").exists()
    cip("imports", "--workspace", tmp_path / "option")
    assert (tmp_path / "option" / "journal.db").exists()


def test_without_anything_said_the_data_folder_is_used(cip: Cip, home: Path) -> None:
    cip("imports")
    assert (home / "data" / "cip" / "workspace" / "journal.db").exists()


def test_the_simulator_writes_files_and_nothing_else(cip: Cip, tmp_path: Path, home: Path) -> None:
    target, truth, people = tmp_path / "c.csv", tmp_path / "truth.json", tmp_path / "people.csv"
    size = ("--customers", "3", "--days", "2", "--start", "2026-01-01", "--seed", "5")
    done = cip("simulate", *size, "-o", target, "--truth-out", truth, "--customers-out", people)
    assert (done.code, done.out) == (0, "")
    assert json.loads(truth.read_text())["seed"] == 5
    assert len(people.read_text().splitlines()) == 4
    bytes_once = target.read_bytes()
    assert cip("simulate", *size, "-o", target).code == 2
    assert cip("simulate", *size, "-o", target, "--truth-out", truth, "--force").code == 0
    assert target.read_bytes() == bytes_once
    assert cip("simulate", "--customers", "0", "-o", tmp_path / "d.csv").code == 2
    assert list(home.iterdir()) == []


def test_an_existing_companion_file_is_not_replaced(cip: Cip, tmp_path: Path) -> None:
    (tmp_path / "truth.json").write_text("mine")
    done = cip("simulate", "--days", "1", "-o", tmp_path / "c.csv", "--truth-out", tmp_path / "truth.json")
    assert done.code == 2
    assert not (tmp_path / "c.csv").exists()
