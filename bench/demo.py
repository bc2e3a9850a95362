"""The demo workspace that the terminal is measured on, made once per run and copied for each use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.harness import Bench, child_environment


def demo_workspace(bench: Bench) -> Path:
    """Return a workspace filled by `cip demo`, its overview worked out once: what is measured is a second start."""
    folder = bench.work / "demo"
    if not folder.exists():
        cip("--workspace", str(folder), "demo")
        cip("--workspace", str(folder), "export", "spend", "--quiet")
    return folder


def cip(*arguments: str) -> str:
    """Run the command line to its end and return its stdout. Raises RuntimeError with its stderr if it fails."""
    command = [sys.executable, "-m", "cip_tui", *arguments]
    done = subprocess.run(command, env=child_environment(), capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise RuntimeError(f"cip {' '.join(arguments)} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def application(workspace: Path) -> list[str]:
    """Return the command that opens the application on a workspace."""
    return [sys.executable, "-m", "cip_tui", "--workspace", str(workspace)]


HELLO = [sys.executable, "-m", "bench.hello"]
FIGURES = r"\$ ?[\d,]+\.\d\d"
"""A sum of money on the screen: the figures are there."""
