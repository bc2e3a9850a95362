"""`cip accounts` and `cip ask` on the sample workbook."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cip_tui.cli import main
from tests.paths import ROOT

SAMPLE = ROOT / "sample_inputs" / "serverless_model_cs_platform.csv"

Run = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("accounts") / "workspace"
    assert (
        main(["--workspace", str(root), "--as-of", "2026-11-21", "--quiet", "onboard", str(SAMPLE), "--confirm"]) == 0
    )
    return root


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*args: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main(["--workspace", str(folder), "--as-of", "2026-11-21", "--quiet", *args])
        return code, capsys.readouterr().out

    return call


def test_accounts_are_filtered_and_sorted(run: Run) -> None:
    code, out = run("accounts", "churn:high acv>100k", "sort:-acv", "--format", "csv")
    assert code == 0
    assert [line.split(",")[0] for line in out.splitlines()[1:5]] == [
        "Ironclad Payments",
        "Cobalt Simulation",
        "Harborlight Insurance",
        "Vantage Underwriting",
    ]


def test_all_accounts_are_what_the_screen_exports(run: Run) -> None:
    assert run("accounts") == run("export", "accounts")
    code, out = run("accounts", "--format", "json")
    assert code == 0
    assert json.loads(out)["id"] == "accounts"


def test_an_account_explains_itself(run: Run) -> None:
    code, out = run("accounts", "--explain", "vantage")
    assert code == 0
    assert "68.28 of 100" in out
    assert "Error Rate                 | 5.9 %       | 2.25 %" in out


@pytest.mark.parametrize("view", ["dashboard", "churn", "plays"])
def test_every_view_is_there(run: Run, view: str) -> None:
    code, out = run("accounts", "--view", view)
    assert code == 0
    assert out.startswith("# ")


@pytest.mark.parametrize(
    "args",
    [
        ("accounts", "foo:1"),
        ("accounts", "--explain", "nobody at all"),
        ("accounts", "band:critical", "--view", "churn"),
        ("accounts", "--accept", "SRVL-3016/none"),
        ("accounts", "--pin", "SRVL-3016"),
        ("ask", ":sql drop table accounts"),
    ],
)
def test_what_cannot_be_done_is_wrong_usage(run: Run, args: tuple[str, ...]) -> None:
    assert run(*args) == (2, "")


def test_a_question_is_answered_below_its_query(run: Run) -> None:
    code, out = run("ask", "ARR", "at", "risk", "by", "CSM")
    assert code == 0
    assert "Understood as: groups sum acv band:at-risk,critical by:csm" in out
    assert "480,000" in out


def test_a_question_that_is_not_understood_is_attention_when_strict(run: Run) -> None:
    code, out = run("ask", "which customers are furious?")
    assert code == 0
    assert "Not understood" in out
    assert run("--strict", "ask", "which customers are furious?")[0] == 4


def test_decisions_and_pins_are_written_and_taken_back(run: Run) -> None:
    assert run("accounts", "--accept", "SRVL-3016/error-review")[1].startswith("Accepted: Incident review")
    assert "Accepted" in run("accounts", "--view", "plays")[1]
    assert run("accounts", "--undo-play")[1] == "Taken back: SRVL-3016/error-review\n"
    pinned = (
        "accounts",
        "--pin",
        "SRVL-3003",
        "--band",
        "critical",
        "--until",
        "2026-12-31",
        "--reason",
        "Sponsor left",
    )
    assert run(*pinned)[1] == "Pinned: Helix Genomics is Critical until 2026-12-31\n"
    assert "Critical (pinned)" in run("accounts", "pinned:yes")[1]
    assert run("accounts", "--unpin", "SRVL-3003")[0] == 0


def test_how_health_is_scored_can_be_changed_and_put_back(run: Run) -> None:
    assert run("accounts", "--set", "kpi.error_rate_pct=0")[0] == 0
    assert "| kpi.K8 " in run("accounts", "--view", "settings")[1]
    for setting in ("method=step", "cap=off", "weight.Support=30", "range.K8=8,4"):
        assert run("accounts", "--set", setting) == (0, f"Set: {setting.replace('=', ' = ')}\n")
    assert "Error Rate" not in run("ask", "why is ironclad at risk")[1]
    for name in ("method", "cap", "weight.Support", "range.K8", "kpi.K8"):
        assert run("accounts", "--set", f"{name}=standard")[0] == 0
    assert "68.28 of 100" in run("accounts", "--explain", "SRVL-3009")[1]
    for wrong in ("luck=1", "method=magic", "cap=maybe", "weight.Luck=1", "range.K8=4,8", "range.K8=5", "kpi.K8=few"):
        assert run("accounts", "--set", wrong) == (2, "")


def test_an_empty_workspace_says_where_accounts_come_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--workspace", str(tmp_path / "empty"), "accounts"]) == 0
    assert "cip onboard FILE --confirm" in capsys.readouterr().err
