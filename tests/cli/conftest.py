"""The command line run in this process, in a home of its own, and a workspace that holds some calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cip_tui.cli import main
from cip_tui.model.job import Job
from cip_tui.model.sources.report import ImportOptions
from cip_tui.model.workspace import Workspace
from tests.workspace.conftest import write_calls

TODAY = "2026-05-31"


@dataclass(frozen=True)
class Done:
    """What a run of `cip` left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout as JSON, all of it."""
        return json.loads(self.out)


Cip = Callable[..., Done]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory of its own: no settings, no data, no terminal of the person who runs the tests."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    for name in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
    for name in ("CIP_WORKSPACE", "CIP_CONFIG", "SSH_CONNECTION", "NO_COLOR", "TMUX", "STY", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def cip(home: Path, capsys: pytest.CaptureFixture[str]) -> Cip:
    """Run `cip` with arguments."""

    def run(*arguments: str | Path) -> Done:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 900 calls over 60 days up to 30 May 2026."""
    return write_calls(tmp_path_factory.mktemp("calls") / "calls.csv", 900)


@pytest.fixture(scope="session")
def filled(calls: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with these calls; tests only read it."""
    root = tmp_path_factory.mktemp("filled")
    workspace = Workspace.open(root, now=lambda: datetime(2026, 5, 31, 12), user="ann")
    workspace.import_file(calls, ImportOptions(), Job())
    workspace.close()
    return root
