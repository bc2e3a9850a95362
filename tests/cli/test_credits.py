"""`cip credits`: the list, decisions that outlive the run, the plan, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cip, Done
from tests.paths import ROOT

TODAY = ("--as-of", "2026-11-21")


@pytest.fixture
def billed(cip: Cip) -> None:
    assert cip("import", ROOT / "sample_inputs" / "cost_explorer_monthly.json").code == 0


def ids(done: Done, table: str = "credits.list") -> list[str]:
    """Return the ids of a table, of the list only those that nothing was said of."""
    for section in done.json["sections"]:
        for block in section["blocks"]:
            if block.get("id") == table:
                return [row["cells"]["id"] for row in block["rows"] if not row["cells"].get("said")]
    raise AssertionError(f"no table {table}")


def test_an_empty_workspace_says_what_is_needed(cip: Cip) -> None:
    done = cip("credits")
    assert done.code == 0
    assert "no cloud spend yet" in done.out


@pytest.mark.usefixtures("billed")
def test_decisions_outlive_the_run_and_can_be_undone(cip: Cip) -> None:
    before = ids(cip("credits", "--format", "json", *TODAY))
    assert "serverless" in before
    accepted = cip("credits", "accept", "serverless", "--format", "json", *TODAY)
    assert accepted.code == 0
    assert "Accepted: serverless" in accepted.err
    rejected = cip("credits", "reject", "analytics", "--reason", "too_much_work", "--format", "json", *TODAY)
    assert "analytics" not in ids(rejected)
    cip("credits", "snooze", "security", *TODAY)
    after = cip("credits", "list", "--format", "json", *TODAY)
    assert set(before) - set(ids(after)) == {"serverless", "analytics", "security"}
    assert ids(after, "credits.accepted_list") == ["serverless"]
    for said in ("snooze security", "reject analytics", "accept serverless"):
        assert said in cip("credits", "undo", *TODAY).err
    # The order may be drawn anew among near-ties; what is on the list is the same.
    assert set(ids(cip("credits", "--format", "json", *TODAY))) == set(before)
    assert cip("credits", "undo", *TODAY).code == 2
    assert cip("credits", "history", *TODAY).out.count("undone") == 3


@pytest.mark.usefixtures("billed")
def test_case_plan_and_learning_are_documents(cip: Cip, tmp_path: Path) -> None:
    case = cip("credits", "case", "serverless", *TODAY).out
    assert "AWS Lambda + Amazon DynamoDB in use: add Amazon API Gateway → 18 % credit" in case
    plan = cip("credits", "plan", "--days", "12", "--budget", "8000", *TODAY).out
    assert "proved best" in plan
    assert "One more day adds" in plan
    assert "Left out" in plan
    workbook = tmp_path / "roi.xlsx"
    assert cip("credits", "plan", "--days", "12", "-o", workbook, *TODAY).code == 0
    assert workbook.read_bytes()[:2] == b"PK"
    assert "Recommendations in use" in cip("credits", "learning", *TODAY).out
    assert cip("export", "credits", *TODAY).out == cip("credits", *TODAY).out


@pytest.mark.usefixtures("billed")
def test_states_are_set_and_taken_back(cip: Cip) -> None:
    cip("credits", "accept", "serverless", *TODAY)
    assert "evidence ready" in cip("credits", "advance", "serverless", "evidence_ready", *TODAY).err
    wrong = cip("credits", "advance", "serverless", "credited", *TODAY)
    assert (wrong.code, "attested, missed, declined" in wrong.err) == (2, True)
    assert "Taken back" in cip("credits", "undo-state", "serverless", *TODAY).err


@pytest.mark.usefixtures("billed")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("accept", "serverles"), "There is no programme 'serverles'"),
        (("accept",), "'accept' takes ID"),
        (("reject", "serverless"), "A rejection needs a reason"),
        (("reject", "serverless", "--reason", "bored"), "'bored' is not a reason"),
        (("plan", "--days", "many"), "'many' is not an amount"),
        (("plan", "--budget", "-1"), "not an amount"),
        (("praise",), "praise"),
    ],
)
def test_mistakes_are_wrong_usage(cip: Cip, arguments: tuple[str, ...], says: str) -> None:
    done = cip("credits", *arguments, *TODAY)
    assert (done.code, done.out) == (2, "")
    assert says in done.err


def test_a_wrong_catalogue_names_file_and_key(cip: Cip, home: Path) -> None:
    config = home / "config" / "cip"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('catalogue = "own.toml"\n', encoding="utf-8")
    (config / "own.toml").write_text('[[programme]]\nid = "x"\nnmae = "y"\n', encoding="utf-8")
    done = cip("credits")
    assert done.code == 2
    assert "own.toml" in done.err
    assert "Did you mean name?" in done.err
