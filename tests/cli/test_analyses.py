"""`cip analyze`, `export`, `explain`, `report`, `price`: the screen's figures, pure, the same bytes each time."""

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cip_tui.model.analyses import ANALYSES
from cip_tui.model.document_json import from_json
from tests.cli.conftest import TODAY, Cip, Done


def known(calls: Path) -> list[dict[str, str]]:
    """Return the calls as they stand in the file."""
    with calls.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def cost(rows: list[dict[str, str]], first: str, last: str) -> Decimal:
    """Add up what the calls from the first to the last day cost."""
    return sum((Decimal(row["cost_usd"]) for row in rows if first <= row["timestamp"][:10] <= last), Decimal(0))


def block(document: Any, block_id: str) -> Any:
    """Return a block of a document in JSON."""
    blocks = [block for section in document["sections"] for block in section["blocks"]]
    return next(block for block in blocks if block.get("id") == block_id)


def total(done: Done) -> Decimal:
    """Return the total spend of a document in JSON."""
    return Decimal(block(done.json, "spend.total")["value"])


def test_json_is_one_object_with_exact_money(cip: Cip, filled: Path, calls: Path) -> None:
    done = cip("analyze", "understanding", "--workspace", filled, "--as-of", TODAY, "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert done.json["data"] == {"from": "2026-05-01", "to": "2026-05-30"}
    assert total(done) == cost(known(calls), "2026-05-01", "2026-05-30")
    assert block(done.json, "spend.total")["currency"] == "USD"
    assert from_json(done.out).title == "Understanding usage"


def test_markdown_shows_the_figures_of_the_json(cip: Cip, filled: Path) -> None:
    common = ("export", "spend", "--workspace", filled, "--as-of", TODAY)
    markdown, data = cip(*common), cip(*common, "--format", "json")
    assert markdown.out.startswith("# Spend overview\n")
    assert f"${total(data):,.2f}" in markdown.out
    for row in block(data.json, "spend.by_provider")["rows"]:
        assert row["cells"]["name"] in markdown.out


def test_csv_holds_one_table_and_stderr_names_the_others(cip: Cip, filled: Path) -> None:
    common = ("analyze", "understanding", "--workspace", filled, "--as-of", TODAY, "--format", "csv")
    done = cip(*common)
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert {row["name"] for row in rows} == {"openai", "anthropic"}
    assert "--table" in done.err
    models = cip(*common, "--table", "spend.by_model")
    assert (len(list(csv.DictReader(io.StringIO(models.out)))), models.err) == (3, "")
    assert cip(*common, "--table", "nope").code == 2


@pytest.mark.parametrize("form", ["md", "json", "csv"])
def test_the_same_input_and_day_give_the_same_bytes(cip: Cip, calls: Path, form: str) -> None:
    command = ("analyze", "understanding", "--calls", calls, "--as-of", TODAY, "--format", form)
    assert cip(*command).out == cip(*command).out


def test_a_file_alone_is_looked_at_whole_and_nothing_else_is_touched(cip: Cip, calls: Path, home: Path) -> None:
    done = cip("analyze", "understanding", "--calls", calls, "--as-of", TODAY, "--format", "json")
    assert total(done) == cost(known(calls), "2026-04-01", "2026-05-30")
    assert list(home.iterdir()) == []
    assert [path.name for path in calls.parent.iterdir()] == ["calls.csv"]


def test_days_and_calls_are_chosen(cip: Cip, filled: Path, calls: Path) -> None:
    common = ("export", "spend", "--workspace", filled, "--as-of", TODAY, "--format", "json")
    chosen = cip(*common, "--from", "2026-04-10", "--to", "2026-04-20", "--where", "model=gpt-4 customer!=acme")
    rows = [row for row in known(calls) if row["model"] == "gpt-4" and row["customer_id"] != "acme"]
    assert total(chosen) == cost(rows, "2026-04-10", "2026-04-20")
    assert total(cip(*common, "--from", "2026-05-20")) == cost(known(calls), "2026-05-20", "2026-05-30")
    assert total(cip(*common, "--to", "2026-04-03")) == cost(known(calls), "2026-04-01", "2026-04-03")
    assert cip(*common, "--from", "2026-05-20", "--to", "2026-05-01").code == 2


def test_rows_are_capped_and_the_cap_is_said(cip: Cip, filled: Path) -> None:
    done = cip("export", "spend", "--by", "customer", "--rows", "2", "--workspace", filled, "--as-of", TODAY)
    assert "2 of 6 rows." in done.out
    assert "… 4 more" in done.out


def test_hostile_names_stay_in_their_cells(cip: Cip, filled: Path) -> None:
    done = cip("export", "spend", "--by", "customer", "--workspace", filled, "--as-of", TODAY)
    assert "b\\[red\\]o" in done.out
    table = [line for line in done.out.splitlines() if line.startswith("| ")]
    assert any("zäh, co" in line for line in table)


@pytest.mark.parametrize("name", list(ANALYSES))
def test_every_analysis_runs_on_a_file_alone(cip: Cip, calls: Path, home: Path, name: str) -> None:
    done = cip("analyze", name, "--calls", calls, "--as-of", TODAY)
    assert done.code == 0, done.err
    assert done.out.startswith("# ")
    assert list(home.iterdir()) == []


def test_settings_reach_the_analysis(cip: Cip, filled: Path) -> None:
    command = ("analyze", "understanding", "--workspace", filled, "--as-of", TODAY, "--format", "json")
    done = cip(*command, "--set", "top=2")
    assert len(block(done.json, "spend.by_customer")["rows"]) < 6


def test_strict_says_that_something_needs_attention(cip: Cip, tmp_path: Path, calls: Path) -> None:
    damaged = tmp_path / "damaged.csv"
    damaged.write_text(calls.read_text(encoding="utf-8") + "nonsense,openai,gpt-4,1,1,1\n", encoding="utf-8")
    command = ("analyze", "understanding", "--calls", damaged, "--as-of", TODAY)
    assert cip(*command).code == 0
    strict = cip(*command, "--strict")
    assert strict.code == 4
    assert "not kept" in strict.err
    assert cip("analyze", "understanding", "--calls", calls, "--as-of", TODAY, "--strict").code == 0


def test_a_file_without_calls_is_refused(cip: Cip, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("not a table at all\n")
    done = cip("analyze", "understanding", "--calls", other)
    assert (done.code, done.out) == (3, "")
    assert "notes.txt" in done.err
    assert cip("analyze", "understanding", "--calls", tmp_path / "missing.csv").code == 3


def test_an_empty_workspace_is_answered(cip: Cip) -> None:
    done = cip("export", "spend", "--as-of", TODAY)
    assert done.code == 0
    assert "no calls yet" in done.out


def test_a_figure_is_explained_by_formula_query_and_rows(cip: Cip, filled: Path) -> None:
    where = ("--workspace", filled, "--as-of", TODAY)
    cip("analyze", "understanding", *where)
    listed = cip("explain", *where)
    assert "spend.total" in listed.out.splitlines()
    done = cip("explain", "spend.total", *where)
    assert "Formula: sum of cost" in done.out
    assert "SELECT" in done.out
    behind = cip("explain", "spend.by_model/gpt-4", *where, "--format", "json")
    rows = block(behind.json, "behind")["rows"]
    assert {row["cells"]["model"] for row in rows} == {"gpt-4"}
    assert {row["cells"]["ts"][:7] for row in rows} == {"2026-05"}
    unknown = cip("explain", "spend.nothing", *where)
    assert (unknown.code, unknown.out) == (2, "")
    assert "spend.total" in unknown.err


def test_explaining_before_any_analysis_explains_the_overview(cip: Cip, tmp_path: Path, calls: Path) -> None:
    where = ("--workspace", tmp_path / "w", "--as-of", TODAY)
    cip("import", calls, *where)
    assert "spend.run_rate" in cip("explain", *where).out


def test_reports_go_into_a_folder_under_their_names(cip: Cip, filled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    command = ("report", "finops-summary", "--workspace", filled, "--as-of", TODAY)
    done = cip(*command, "-o", folder)
    assert (done.code, done.out) == (0, "")
    assert [path.name for path in folder.iterdir()] == ["finops_summary.md"]
    assert (folder / "finops_summary.md").read_text(encoding="utf-8") == cip(*command).out
    assert cip(*command, "-o", folder).code == 2
    assert cip(*command, "-o", folder, "--force").code == 0


def test_prices_are_tried_on_real_usage(cip: Cip, filled: Path) -> None:
    done = cip("price", "--elasticity", "2", "--workspace", filled, "--as-of", TODAY, "--format", "json")
    assert done.code == 0
    assert done.json["id"] == "pricing"
    assert cip("price", "--elasticity", "much", "--workspace", filled, "--as-of", TODAY).code == 2


def test_files_named_by_their_ending(cip: Cip, filled: Path, tmp_path: Path) -> None:
    common = ("export", "spend", "--workspace", filled, "--as-of", TODAY)
    for ending, start in ((".json", b"{"), (".csv", b"name,"), (".xlsx", b"PK"), (".md", b"# Spend")):
        target = tmp_path / f"spend{ending}"
        assert cip(*common, "-o", target).code == 0
        assert target.read_bytes().startswith(start)
    assert json.loads((tmp_path / "spend.json").read_text(encoding="utf-8"))["id"] == "spend"


def test_no_output_carries_control_characters(cip: Cip, filled: Path) -> None:
    done = cip("export", "spend", "--by", "customer", "--workspace", filled, "--as-of", TODAY)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", done.out)
