"""Keeping an import and taking it back: counts as promised, nothing half, undo that explains itself, the receipt."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cip_tui.export.markdown import to_markdown
from cip_tui.model.errors import InputRefused, UsageError, WorkspaceError
from cip_tui.model.onboarding.choices import Choices
from cip_tui.model.onboarding.settings import HealthSettings
from cip_tui.model.workspace import Workspace
from tests.onboarding.planning import MESSY, PLATFORM, PLATFORM_CSV, open_workspace, sample_table, write_table
from tests.paths import ROOT


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path)
    yield opened
    opened.close()


def test_what_is_kept_is_what_was_planned(workspace: Workspace) -> None:
    plan = workspace.onboarding.plan(PLATFORM)
    assert workspace.accounts.accounts() == []
    kept = workspace.onboarding.commit(plan)
    assert (kept.record.accounts, kept.record.created) == (35, 35)
    assert workspace.accounts.accounts() == list(plan.accounts.accounts())
    assert sum(len(account.kpis) for account in workspace.accounts.accounts()) == plan.kpis_count == 455


def test_the_same_file_again_changes_nothing(workspace: Workspace) -> None:
    first = workspace.onboarding.commit(workspace.onboarding.plan(PLATFORM))
    again = workspace.onboarding.commit(workspace.onboarding.plan(PLATFORM))
    assert again.unchanged
    assert again.record.id == first.record.id
    assert len(workspace.accounts.imports()) == 1


def test_another_process_sees_what_was_kept(workspace: Workspace, tmp_path: Path) -> None:
    workspace.onboarding.commit(workspace.onboarding.plan(PLATFORM))
    other = open_workspace(tmp_path)
    assert other.accounts.accounts() == workspace.accounts.accounts()
    other.onboarding.undo(other.accounts.imports()[0].id)
    other.close()
    assert workspace.accounts.accounts() == []


def changed_sample(path: Path) -> Path:
    """Write the sample with one account gone, one new and one whose errors rose."""
    rows = sample_table()
    at = rows[0].index("error_rate_pct")
    rows[9][at] = "14.0"
    rows[-1][0:2] = ["SRVL-4000", "Newcomer"]
    return write_table(path, rows)


def test_a_second_file_is_compared_field_by_field_before_it_is_kept(workspace: Workspace, tmp_path: Path) -> None:
    workspace.onboarding.commit(workspace.onboarding.plan(PLATFORM))
    plan = workspace.onboarding.plan(changed_sample(tmp_path / "next.csv"))
    found = workspace.onboarding.difference(plan)
    assert (len(found.created), len(found.updated), len(found.unchanged), len(found.missing)) == (1, 1, 33, 1)
    assert found.missing == ("SRVL-3035",)
    assert [(c.field, c.before, c.after, c.cell) for c in found.changes] == [("Error Rate", "5.9", "14", "M10")]
    assert [(move.account_id, move.before, move.after) for move in found.moves] == []
    kept = workspace.onboarding.commit(plan)
    assert (kept.record.created, kept.record.updated, kept.record.unchanged) == (1, 1, 33)
    assert len(workspace.accounts.accounts()) == 36
    history = workspace.accounts.history("SRVL-3009")
    assert [next(k.data for k in account.kpis if k.kpi == "K8") for _, account in history] == [Decimal("5.9"), 14]


def test_bands_that_move_are_told_before_the_commit(workspace: Workspace, tmp_path: Path) -> None:
    workspace.onboarding.commit(workspace.onboarding.plan(PLATFORM))
    rows = sample_table()
    rows[2][rows[0].index("error_rate_pct")] = "40"
    found = workspace.onboarding.difference(workspace.onboarding.plan(write_table(tmp_path / "next.csv", rows)))
    assert [(move.account_name, move.before, move.after) for move in found.moves] == [
        ("Quantfield Capital", "Healthy", "At Risk (capped)")
    ]


def test_undo_reverses_and_keeps_what_was_edited_or_imported_since(workspace: Workspace, tmp_path: Path) -> None:
    first = workspace.onboarding.commit(workspace.onboarding.plan(PLATFORM)).record
    workspace.accounts.edit(["SRVL-3001", "SRVL-3002"], {"region": "EMEA"})
    rows = sample_table()
    second = write_table(tmp_path / "two.csv", [rows[0], rows[3], rows[4]])
    workspace.onboarding.commit(workspace.onboarding.plan(second))
    done = workspace.onboarding.undo(first.id)
    assert (len(done.reversed), done.edited, done.conflicts) == (
        31, ("SRVL-3001", "SRVL-3002"), ("SRVL-3003", "SRVL-3004"),
    )  # fmt: skip
    assert "2 kept because edited since (SRVL-3001, SRVL-3002)" in done.sentence()
    left = {account.external_account_id: account.region for account in workspace.accounts.accounts()}
    assert left == {"SRVL-3001": "EMEA", "SRVL-3002": "EMEA", "SRVL-3003": "Unknown", "SRVL-3004": "Unknown"}
    with pytest.raises(UsageError, match="taken back already"):
        workspace.onboarding.undo(first.id)


def test_undo_of_the_last_import_brings_back_what_stood_before(workspace: Workspace, tmp_path: Path) -> None:
    workspace.onboarding.commit(workspace.onboarding.plan(PLATFORM))
    before = workspace.accounts.accounts()
    second = workspace.onboarding.commit(workspace.onboarding.plan(changed_sample(tmp_path / "next.csv"))).record
    assert workspace.accounts.accounts() != before
    workspace.onboarding.undo(second.id)
    assert workspace.accounts.accounts() == before
    again = workspace.onboarding.commit(workspace.onboarding.plan(tmp_path / "next.csv"))
    assert not again.unchanged
    assert len(workspace.accounts.accounts()) == 36


def test_edits_by_hand_outlive_a_later_import_that_does_not_state_them(workspace: Workspace, tmp_path: Path) -> None:
    workspace.onboarding.commit(workspace.onboarding.plan(PLATFORM))
    workspace.accounts.edit(["SRVL-3009"], {"region": "APAC"})
    workspace.onboarding.commit(workspace.onboarding.plan(changed_sample(tmp_path / "next.csv")))
    assert workspace.accounts.account("SRVL-3009").region == "APAC"
    with pytest.raises(UsageError):
        workspace.accounts.edit(["SRVL-3009"], {"revenue": "1"})
    with pytest.raises(UsageError):
        workspace.accounts.edit(["nobody"], {"region": "EMEA"})


def test_a_blocked_plan_is_not_kept(workspace: Workspace, tmp_path: Path) -> None:
    path = write_table(tmp_path / "other.csv", [["colour", "weight"], ["red", "1"], ["blue", "2"]])
    with pytest.raises(InputRefused):
        workspace.onboarding.commit(workspace.onboarding.plan(path))
    assert workspace.accounts.imports() == []


def test_weights_and_ranges_of_the_plan_become_the_settings(workspace: Workspace) -> None:
    health = HealthSettings().with_weight("Support", Decimal(40)).with_range("K8", Decimal(8), Decimal(3))
    workspace.onboarding.commit(workspace.onboarding.plan(PLATFORM, Choices(health=health)))
    assert workspace.onboarding.settings().payload() == health.payload()


def test_the_receipt_is_the_same_to_the_byte_at_any_time(workspace: Workspace, tmp_path: Path) -> None:
    record = workspace.onboarding.commit(workspace.onboarding.plan(PLATFORM)).record
    first = to_markdown(workspace.onboarding.receipt(record.id))
    workspace.accounts.edit(["SRVL-3001"], {"region": "EMEA"})
    other = open_workspace(tmp_path)
    assert to_markdown(other.onboarding.receipt(record.id)) == first
    other.close()
    for expected in ("455", "SHA-256", "98.06", "Total Monthly Spend", "Customers!Q35"):
        assert expected in first


def test_a_file_of_accounts_that_was_changed_is_noticed(workspace: Workspace, tmp_path: Path) -> None:
    record = workspace.onboarding.commit(workspace.onboarding.plan(PLATFORM)).record
    path = tmp_path / "workspace" / "accounts" / f"{record.id}.json"
    path.write_bytes(path.read_bytes().replace(b"Nimbus", b"Cirrus"))
    other = open_workspace(tmp_path)
    with pytest.raises(WorkspaceError, match="cannot be read"):
        other.accounts.accounts()
    other.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.onboarding.planning import PLATFORM, open_workspace
from cip_tui.model.onboarding import batches, book
at = sys.argv[2]
workspace = open_workspace(Path(sys.argv[1]))
plan = workspace.onboarding.plan(PLATFORM)
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
if at == "rename":
    Path.replace = die
elif at == "event":
    workspace.journal.append = die
else:
    workspace.onboarding.commit(plan)
    die()
workspace.onboarding.commit(plan)
"""


@pytest.mark.parametrize(("at", "accounts"), [("rename", 0), ("event", 0), ("after", 35)])
def test_a_process_killed_while_it_keeps_leaves_the_old_or_the_new(tmp_path: Path, at: str, accounts: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), at], cwd=ROOT, env={**os.environ, "PYTHONPATH": "."}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    workspace = open_workspace(tmp_path)
    assert len(workspace.accounts.accounts()) == accounts
    workspace.onboarding.commit(workspace.onboarding.plan(PLATFORM))
    assert len(workspace.accounts.accounts()) == 35
    workspace.close()


def test_a_header_that_was_read_before_is_read_the_same_way_again(workspace: Workspace, tmp_path: Path) -> None:
    rows = sample_table()
    rows[0][rows[0].index("company_name")] = "Who"
    path = write_table(tmp_path / "odd.csv", rows)
    assert workspace.onboarding.plan(path).blocked
    plan = workspace.onboarding.plan(path, Choices().with_mapping("company_name", "Who"))
    assert not plan.blocked
    workspace.onboarding.commit(plan)
    rows[1][3] = "1"
    known = workspace.onboarding.remembered(workspace.onboarding.plan(write_table(path, rows)))
    assert known is not None
    assert not workspace.onboarding.plan(path, known).blocked


def test_a_recipe_gives_the_same_plan_and_drift_is_told(workspace: Workspace, tmp_path: Path) -> None:
    choices = Choices(region="EMEA").with_rescale("health_score", "1").with_edit(["Customers!R20"], "High")
    plan = workspace.onboarding.plan(MESSY, choices)
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(workspace.onboarding.recipe(plan), encoding="utf-8")
    again = workspace.onboarding.plan(MESSY, workspace.onboarding.read_recipe(recipe).choices)
    assert again.accounts == plan.accounts
    workspace.onboarding.commit(workspace.onboarding.plan(PLATFORM_CSV))
    rows = sample_table()
    at = rows[0].index("churn_risk")
    for number, row in enumerate(rows):
        row[at] = "" if number else "something"
    moved = tmp_path / PLATFORM_CSV.name
    drift = workspace.onboarding.drift(workspace.onboarding.plan(write_table(moved, rows)))
    assert drift is not None
    assert (drift.gone, drift.new, drift.breaking) == (("churn_risk",), ("something",), ("churn_risk",))


CELL = st.one_of(
    st.sampled_from(
        ["", "-", "N/A", "High", "low", " medium ", "#DIV/0!", "12,4", "(5)", "$9,870.60", "7%", "2024-02-30"]
    ),
    st.integers(-1000, 10**6).map(str),
    st.floats(-10, 1000).map(str),
    st.text(max_size=8),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELL, min_size=6, max_size=6), min_size=1, max_size=6))
def test_the_counts_promised_are_the_counts_kept(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("law")
    header = ["customer_id", "company_name", "monthly_spend", "error_rate_pct", "churn_risk", "signup_date"]
    path = write_table(folder / "t.csv", [header, ["X-1", "One", "10", "1", "High", "2024-01-01"], *cells])
    workspace = open_workspace(folder)
    plan = workspace.onboarding.plan(path, Choices(mapping={name: name for name in header}))
    difference = workspace.onboarding.difference(plan)
    assert plan.accounts_count + len(plan.rejected) == len(plan.table.numbers)
    assert sum(plan.kpi_counts) == plan.kpis_count == 13 * plan.accounts_count
    kept = workspace.onboarding.commit(plan).record
    accounts = workspace.accounts.accounts()
    records = [record for account in accounts for record in account.kpis]
    assert (len(accounts), len(records)) == (plan.accounts_count, plan.kpis_count)
    assert (kept.created, kept.updated) == (len(difference.created), len(difference.updated))
    assert plan.kpi_counts == (
        sum(record.data is not None and not record.imputed for record in records),
        sum(record.imputed for record in records),
        sum(record.data is None for record in records),
    )
    workspace.onboarding.undo(kept.id)
    assert workspace.accounts.accounts() == []
    workspace.close()
