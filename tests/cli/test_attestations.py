"""`cip attestations`: deadlines from the command line, by exit codes that cron can read."""

from pathlib import Path
from typing import Any

import pytest

from cip_tui.model.attestation.desk import Attestations, Sources
from cip_tui.model.attestation.lint import lint
from cip_tui.model.workspace import Workspace
from tests.attestation.duties import TERMS
from tests.cli.conftest import Cip, Done

FAR, NEAR, LATE = "2026-11-21", "2026-12-28", "2027-02-01"


@pytest.fixture
def run(cip: Cip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run `cip attestations` on a day, in a workspace that holds one confirmed agreement."""

    def attestations(workspace: Workspace) -> Attestations:
        return Attestations(workspace.room, Sources(lambda: [TERMS], tuple, lambda _: [], lambda _: []))

    monkeypatch.setattr(Workspace, "attestations", property(attestations))

    def on(today: str, *arguments: str | Path) -> Done:
        return cip("--workspace", tmp_path / "workspace", "--as-of", today, "attestations", *arguments)

    return on


def first_id(done: Done) -> str:
    tables = (block for section in done.json["sections"] for block in section["blocks"] if "rows" in block)
    return str(next(tables)["rows"][0]["cells"]["id"])


def test_list_exits_with_4_where_something_is_due_or_overdue(run: Any) -> None:
    assert run(FAR, "list", "--strict").code == 0
    assert run(NEAR, "list", "--strict").code == 4
    assert run(LATE, "list", "--strict").code == 4
    assert run(LATE, "list").code == 0
    assert "Missed" in run(LATE).out


def test_a_deadline_is_shown_attested_put_off_and_taken_back(run: Any, tmp_path: Path) -> None:
    name = first_id(run(NEAR, "list", "--format", "json"))
    assert run(NEAR, "done", name).code == 2
    report = tmp_path / "usage.pdf"
    report.write_bytes(b"x")
    assert run(NEAR, "evidence", name, "usage-report", report).code == 0
    assert "usage.pdf" in run(NEAR, "show", name[:6]).out
    assert run(NEAR, "evidence", name, "usage-report", "--missing").code == 0
    assert run(NEAR, "defer", name, "--reason", "invoice is late", "--to", "2027-01-05").code == 0
    assert "Deferred" in run(NEAR, "show", name).out
    assert run(NEAR, "done", name, "--anyway", "--note", "by mail").code == 0
    assert run(NEAR, "list", "--strict").code == 0
    assert run(NEAR, "undo").code == 0
    assert run(NEAR, "undo", name).code == 0
    assert run(NEAR, "list", "--strict").code == 4


def test_export_writes_a_calendar_that_a_second_export_repeats(run: Any, tmp_path: Path) -> None:
    first, second = tmp_path / "a.ics", tmp_path / "b.ics"
    assert run(FAR, "export", "-o", first).code == 0
    assert run(FAR, "export", "-o", second).code == 0
    assert first.read_bytes() == second.read_bytes()
    assert lint(first.read_bytes()) == []
    assert run(FAR, "export", "-o", first).code == 2
    standard = run(FAR, "export", "--profile", "standard")
    assert standard.out.startswith("BEGIN:VCALENDAR")


def test_rules_move_the_days(run: Any) -> None:
    # 30 September 2028 is a Saturday.
    for rule, day in (("before", "2028-09-29"), ("after", "2028-10-02"), ("none", "2028-09-30")):
        assert day in run(FAR, "rules", "--business-day", rule).out
        assert day in run(FAR, "list").out
    assert run(FAR, "rules", "--country", "XX").code == 2


@pytest.mark.parametrize(
    "arguments",
    [("show",), ("show", "a", "b"), ("evidence", "a"), ("list", "a"), ("done", "zzzz"), ("nothing",), ("defer", "1")],
)
def test_wrong_usage_is_said(run: Any, arguments: tuple[str, ...]) -> None:
    done = run(FAR, *arguments)
    assert done.code == 2
    assert done.err.startswith("cip: ")
