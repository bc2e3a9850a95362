"""What an import keeps, what it refuses, and that it can be taken back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cip_tui.model.document import Table
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import Cancelled, CipError, InputRefused, UsageError
from cip_tui.model.finops.spend import SpendRequest
from cip_tui.model.job import Job
from cip_tui.model.sources.report import ImportOptions
from cip_tui.model.workspace import Workspace
from tests.paths import ROOT
from tests.workspace.conftest import NOW, write_calls


def test_the_same_file_again_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    path = write_calls(tmp_path / "calls.csv", 50)
    first = workspace.import_file(path, ImportOptions(), Job())
    again = workspace.import_file(path, ImportOptions(), Job())
    assert not first.unchanged
    assert again.unchanged
    assert again.record.id == first.record.id
    assert workspace.spend(SpendRequest(Scope()), Job()).metric("spend.calls").value == 50


def test_undo_takes_an_import_back_and_it_can_come_again(workspace: Workspace, tmp_path: Path) -> None:
    one = workspace.import_file(write_calls(tmp_path / "one.csv", 50), ImportOptions(), Job())
    workspace.import_file(write_calls(tmp_path / "two.csv", 30, seed=2), ImportOptions(), Job())
    assert workspace.undo_import(one.record.id).undone
    assert workspace.spend(SpendRequest(Scope()), Job()).metric("spend.calls").value == 30
    with pytest.raises(UsageError, match="no import"):
        workspace.undo_import(one.record.id)
    workspace.import_file(tmp_path / "one.csv", ImportOptions(), Job())
    assert workspace.spend(SpendRequest(Scope()), Job()).metric("spend.calls").value == 80
    assert [record.undone for record in workspace.imports()] == [False, False, True]


def test_the_kept_overview_is_shown_only_while_it_is_true(workspace: Workspace, tmp_path: Path) -> None:
    receipt = workspace.import_file(write_calls(tmp_path / "calls.csv", 50), ImportOptions(), Job())
    document = workspace.spend(SpendRequest(Scope(workspace.default_period())), Job())
    kept = workspace.last_spend()
    assert kept is not None
    assert kept == (document, NOW)
    workspace.undo_import(receipt.record.id)
    assert workspace.last_spend() is None


def test_a_stopped_import_leaves_nothing(workspace: Workspace, tmp_path: Path) -> None:
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        workspace.import_file(write_calls(tmp_path / "calls.csv", 50), ImportOptions(), job)
    assert workspace.imports() == []
    assert list((workspace.root / "imports").iterdir()) == list((workspace.root / "staging").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("header.csv", b"timestamp,provider,model,input_tokens,output_tokens,cost_usd\n"),
        ("words.txt", b"Dear all, please find the numbers below. Kind regards"),
        ("noise.bin", bytes(range(256)) * 40),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_leaves_nothing(
    workspace: Workspace, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputRefused, match=name) as caught:
        workspace.import_file(tmp_path / name, ImportOptions(), Job())
    assert caught.value.next_step
    assert caught.value.exit_code == 3
    assert workspace.imports() == []


@pytest.mark.parametrize("where", ["missing.csv", "."])
def test_no_file_and_a_folder_are_refused(workspace: Workspace, tmp_path: Path, where: str) -> None:
    with pytest.raises(CipError):
        workspace.import_file(tmp_path / where, ImportOptions(), Job())
    assert workspace.imports() == []


def test_the_rows_behind_a_figure_are_the_rows_of_the_file(workspace: Workspace, tmp_path: Path) -> None:
    path = write_calls(tmp_path / "calls.csv", 40)
    workspace.import_file(path, ImportOptions(), Job())
    document = workspace.spend(SpendRequest(Scope(), "customer"), Job())
    told = workspace.explain(document, "spend.by_customer/acme", workspace.span(), Job())
    behind = told.block("behind")
    assert isinstance(behind, Table)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(behind.rows) == sum(",acme," in line for line in lines)
    for row in behind.rows:
        number = row.cells[behind.index("source_row")]
        assert isinstance(number, int)
        assert ",acme," in lines[number - 1]


CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from cip_tui.model.job import Job
from cip_tui.model.sources.report import ImportOptions
from cip_tui.model.workspace import Workspace
w = Workspace.open(Path(sys.argv[1]), now=lambda: datetime(2026, 5, 31, tzinfo=UTC), user="u")
print("go", flush=True)
w.import_file(Path(sys.argv[2]), ImportOptions(), Job())
print("done", flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.15, 0.3, 0.45, 0.6])
def test_kill_9_at_any_moment_leaves_the_old_or_the_new_state(tmp_path: Path, delay: float) -> None:
    path = write_calls(tmp_path / "calls.csv", 20_000)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path / "w"), str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(delay)
    os.kill(child.pid, signal.SIGKILL)
    said = child.stdout.read()
    child.wait()
    workspace = Workspace.open(tmp_path / "w", now=lambda: NOW, user="ann")
    records = workspace.imports()
    assert len(records) <= 1
    if "done" in said:
        assert records
    if records:
        assert workspace.spend(SpendRequest(Scope()), Job()).metric("spend.calls").value == 20_000
    else:
        assert workspace.is_empty()
        workspace.import_file(path, ImportOptions(), Job())
    assert len(list((workspace.root / "imports").iterdir())) == 1
    assert list((workspace.root / "staging").iterdir()) == []
    workspace.close()
