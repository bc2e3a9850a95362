"""An import that is killed at any moment leaves the state before it or the state after it, never a mix."""

import json
import signal
import subprocess
import time
from pathlib import Path

from bench.terminal import Terminal
from tests.paths import ROOT
from tests.terminal.conftest import command

MOMENTS = 4


def run(workspace: Path, *arguments: str) -> str:
    """Run the command line on a workspace and return its stdout."""
    done = subprocess.run(command(workspace, *arguments), cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def imports(workspace: Path) -> list[dict[str, object]]:
    """Return the imports that the workspace knows of."""
    told = json.loads(run(workspace, "imports", "--format", "json"))
    found: list[dict[str, object]] = told["imports"]
    return found


def test_kill_9_during_an_import_leaves_the_old_or_the_new_state(tmp_path: Path) -> None:
    calls = tmp_path / "calls.csv"
    simulate = ("simulate", "--customers", "20", "--days", "30", "--start", "2026-06-01", "-o", str(calls))
    run(tmp_path / "none", *simulate)
    whole = tmp_path / "whole"
    began = time.perf_counter()
    run(whole, "import", str(calls))
    took = time.perf_counter() - began
    after = imports(whole)[0]["rows_kept"]
    workspace = tmp_path / "workspace"
    for number in range(MOMENTS):
        child = subprocess.Popen(
            command(workspace, "import", str(calls)), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            child.wait(timeout=took * (0.3 + 0.7 * number / (MOMENTS - 1)))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
        standing = imports(workspace)
        assert [record["rows_kept"] for record in standing] in ([], [after])
        folders = [path for path in (workspace / "imports").iterdir() if path.is_dir()]
        assert len(folders) == len(standing)
        assert not list((workspace / "staging").iterdir())
        if standing:
            break
    run(workspace, "import", str(calls))
    assert [record["rows_kept"] for record in imports(workspace)] == [after]
    assert run(workspace, "export", "spend") == run(whole, "export", "spend")


def decisions(workspace: Path) -> list[str]:
    """Return the programmes that were decided on."""
    told = json.loads(run(workspace, "credits", "history", "--format", "json"))
    rows = next(block["rows"] for section in told["sections"] for block in section["blocks"] if "rows" in block)
    return [str(row["cells"]["programme"]) for row in rows]


def test_kill_9_after_the_key_keeps_the_decision_that_was_shown(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    run(workspace, "import", str(ROOT / "sample_inputs" / "cost_explorer_monthly.json"))
    with Terminal(command(workspace), size=(80, 24), home=tmp_path, folder=ROOT) as terminal:
        terminal.wait_for("q Quit", timeout=60)
        terminal.settle()
        terminal.press("6")
        terminal.wait_for("Serverless stack", timeout=60)
        terminal.press("a", timeout=0.0)
        terminal.wait_for("u takes it back", timeout=30)
        terminal.signal(signal.SIGKILL)
        terminal.end()
    assert len(decisions(workspace)) == 1
    with Terminal(command(workspace), size=(80, 24), home=tmp_path, folder=ROOT) as terminal:
        terminal.wait_for("q Quit", timeout=60)
        terminal.settle()
        terminal.press("6")
        terminal.wait_for("Accepted", timeout=60)
        terminal.press("j", "s", timeout=0.0)
        terminal.signal(signal.SIGKILL)
        terminal.end()
    # The second one was not shown: it is there whole or not at all.
    assert len(decisions(workspace)) in (1, 2)
