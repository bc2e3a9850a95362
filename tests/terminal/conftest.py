"""The application on a played terminal."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bench.terminal import Terminal
from tests.paths import ROOT

Open = Callable[..., AbstractContextManager[Terminal]]
AS_OF = "2026-07-01"


def command(workspace: Path, *options: str) -> list[str]:
    """Return the command that runs `cip` from this tree on a workspace, at a fixed day."""
    return [sys.executable, "-m", "cip_tui", "--workspace", str(workspace), "--as-of", AS_OF, *options]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small filled workspace whose overview has been looked at once; copied by those who change it."""
    folder = tmp_path_factory.mktemp("demo")
    calls, workspace = folder / "calls.csv", folder / "workspace"
    simulate = ("simulate", "--customers", "20", "--days", "30", "--start", "2026-06-01", "-o", str(calls))
    for arguments in (simulate, ("import", str(calls)), ("export", "spend")):
        subprocess.run(command(workspace, *arguments), cwd=ROOT, check=True, capture_output=True)
    return workspace


@pytest.fixture
def opened(demo: Path, tmp_path: Path) -> Open:
    """Open the application on the filled workspace: `with opened("--no-mouse", size=(120, 40)) as terminal`."""

    def on_terminal(*options: str, size: tuple[int, int] = (80, 24), **environment: str) -> Terminal:
        return Terminal(command(demo, *options), size=size, environment=environment, home=tmp_path, folder=ROOT)

    return on_terminal
