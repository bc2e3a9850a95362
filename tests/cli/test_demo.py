"""`cip demo`: one command fills a workspace, again changes nothing, and without a terminal it prints what it holds."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from cip_tui.model.demo import ending_on
from cip_tui.model.samples import sample
from cip_tui.settings import AppSettings
from tests.cli.conftest import TODAY, Cip


@pytest.fixture(autouse=True)
def _a_short_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cip_tui.model.demo.DEMO_DAYS", 6)


def test_the_demo_is_loaded_once_and_printed_where_there_is_no_terminal(cip: Cip, tmp_path: Path) -> None:
    where = ("--workspace", tmp_path / "w", "--as-of", TODAY)
    first = cip("demo", *where)
    assert (first.code, first.out) == (0, "")
    assert str(tmp_path / "w") in first.err
    records = cip("imports", *where, "--format", "json").json["imports"]
    assert {record["kind"] for record in records} >= {
        "calls",
        "customers",
        "budgets",
        "teams",
        "cost_explorer",
        "workbook",
    }
    opened = cip("demo", "--open", *where)
    assert opened.code == 0
    assert [line for line in opened.out.splitlines() if line.startswith("# ")] == [
        "# Spend overview",
        "# FinOps executive summary",
    ]
    assert cip("imports", *where, "--format", "json").json["imports"] == records
    assert cip("demo", "--open", *where).out == opened.out


def test_a_fresh_demo_replaces_the_one_before(cip: Cip, tmp_path: Path) -> None:
    where = ("--workspace", tmp_path / "w", "--as-of", TODAY)
    cip("demo", *where)
    cip("demo", "--fresh", *where)
    records = cip("imports", *where, "--format", "json").json["imports"]
    standing = [record["file"] for record in records if not record["undone"]]
    assert len(standing) == len(set(standing)) >= 6
    assert sum(record["undone"] for record in records) >= 5


def test_every_part_has_something_to_show_on_the_demo(cip: Cip, tmp_path: Path) -> None:
    where = ("--workspace", tmp_path / "w", "--as-of", TODAY)
    cip("demo", *where)
    assert "of $1,000,000" in cip("commitment", *where).out
    assert "Serverless" in cip("credits", *where).out
    assert "Move off" in cip("attestations", *where).out


@pytest.mark.parametrize("today", ["2026-11-21", "2027-02-28", "2028-02-29", "2031-12-31", "2027-03-01"])
def test_the_bill_of_the_demo_ends_today(today: str) -> None:
    day = date.fromisoformat(today)
    answer = json.loads(sample("cost_explorer_monthly.json").read_text(encoding="utf-8"))
    periods = [month["TimePeriod"] for month in ending_on(answer, day)["ResultsByTime"]]
    assert len(periods) == (12 if day.day == 1 else 13)
    assert periods[-1]["End"] == today
    assert all(before["End"] == after["Start"] for before, after in pairwise(periods))


def test_on_a_terminal_the_application_opens_on_the_demo(
    cip: Cip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import nullcontext

    started: list[AppSettings] = []

    def run(settings: AppSettings) -> int:
        started.append(settings)
        return 0

    monkeypatch.setattr("cip_tui.commands.application.on_terminal", lambda: True)
    monkeypatch.setattr("cip_tui.commands.application.terminal_left_as_found", nullcontext)
    monkeypatch.setattr("cip_tui.app.run", run)
    done = cip("demo", "--open", "--ascii", "--workspace", tmp_path / "w", "--as-of", TODAY)
    assert (done.code, done.out) == (0, "")
    assert (started[0].workspace, started[0].ascii_only) == (tmp_path / "w", True)
    assert started[0].now().date().isoformat() == TODAY
